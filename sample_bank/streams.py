"""Where randomness comes from: one stream a noun, so that a change in one does not shift the others."""

import zlib

import numpy as np
from faker import Faker


class Streams:
    """Named random streams of one seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def numpy(self, noun: str) -> np.random.Generator:
        """A numpy generator that depends on the seed and the noun alone."""
        return np.random.default_rng([self._seed, zlib.crc32(noun.encode())])

    def faker(self, locale: str) -> Faker:
        """A Faker of its own (never the shared one), seeded by the seed and the locale."""
        faker = Faker(locale)
        faker.seed_instance(f"{self._seed}:{locale}")
        return faker
