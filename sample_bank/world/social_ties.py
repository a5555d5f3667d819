"""Who knows whom outside the family: dense inside a planted community, sparse across, heavy-tailed."""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import REFERENCE_DAY, Days, Flags, Floats, Ints, Texts, texts
from sample_bank.streams import Streams
from sample_bank.world.communities import RESIDENCE, SCHOOL, WORKPLACE, Communities
from sample_bank.world.people import People

_STUBS_MEAN = 3.0
_ACROSS_SHARE = 0.12
_SOCIABLE_FROM_YEARS = 7
# Pareto exponent of sociability: about that of measured acquaintance networks, and its mean exists.
_SOCIABILITY_EXPONENT = 2.3
_SOCIABILITY_MAX = 40.0
_KINDS = texts(["REFERRAL", "FRIEND", "COLLEAGUE", "CLASSMATE"])
_KIND_SHARES = {
    WORKPLACE: (0.12, 0.23, 0.65, 0.0),
    RESIDENCE: (0.20, 0.80, 0.0, 0.0),
    SCHOOL: (0.08, 0.32, 0.0, 0.60),
}
_KIND_SHARES_ACROSS = (0.25, 0.75, 0.0, 0.0)
_HISTORY_DAYS = 10 * 365


@dataclass(frozen=True, slots=True)
class SocialTies:
    """Each pair once; for a referral `left` referred `right`."""

    left: Ints
    right: Ints
    kinds: Texts
    scores: Ints
    since: Days

    def __len__(self) -> int:
        return len(self.left)


def draw_social_ties(streams: Streams, people: People, communities: Communities) -> SocialTies:
    """Scores are hundredths (0-100), higher inside a community."""
    rng = streams.numpy("social ties")
    sociability = np.minimum(rng.pareto(_SOCIABILITY_EXPONENT, size=len(people)) + 0.3, _SOCIABILITY_MAX)
    sociability[people.years < _SOCIABLE_FROM_YEARS] = 0
    stubs = rng.poisson(_STUBS_MEAN * sociability / sociability.mean())
    left = np.repeat(np.arange(len(people), dtype=np.int64), stubs)
    across = rng.random(len(left)) < _ACROSS_SHARE
    right = np.empty(len(left), dtype=np.int64)
    right[~across] = _partners_inside(rng, sociability, communities.of, left[~across])
    right[across] = rng.choice(len(people), size=int(across.sum()), p=sociability / sociability.sum())
    kept = _each_pair_once(left, right, len(people))
    left, right = left[kept], right[kept]
    inside = communities.of[left] == communities.of[right]
    scores = np.where(inside, rng.beta(4, 2.5, size=len(left)), rng.beta(2, 4, size=len(left)))
    youngest = np.maximum(people.births[left], people.births[right])
    known_days = np.minimum((REFERENCE_DAY - youngest).astype(np.int64) - 5 * 365, _HISTORY_DAYS)
    ago = (known_days * rng.uniform(0.03, 1, size=len(left))).astype(np.int64)
    return SocialTies(
        left=left,
        right=right,
        kinds=_tie_kinds(rng, communities.kind_of[left], inside),
        scores=np.clip(np.round(scores * 100), 1, 100).astype(np.int64),
        since=REFERENCE_DAY - ago.astype("timedelta64[D]"),
    )


def _partners_inside(rng: np.random.Generator, sociability: Floats, community: Ints, left: Ints) -> Ints:
    """A partner from the same community, drawn in proportion to sociability (may be the person himself)."""
    order = np.argsort(community, kind="stable")
    cumulated = np.concatenate([[0.0], np.cumsum(sociability[order])])
    counts = np.bincount(community)
    ends = np.cumsum(counts)
    low, high = cumulated[ends - counts][community[left]], cumulated[ends][community[left]]
    drawn = np.searchsorted(cumulated, low + (high - low) * rng.random(len(left)), side="right") - 1
    return np.asarray(order[np.minimum(drawn, len(order) - 1)], dtype=np.int64)


def _each_pair_once(left: Ints, right: Ints, persons: int) -> Ints:
    keys = np.minimum(left, right) * persons + np.maximum(left, right)
    keys[left == right] = -1
    unique, first = np.unique(keys, return_index=True)
    return np.sort(first[unique >= 0])


def _tie_kinds(rng: np.random.Generator, kind_of: Ints, inside: Flags) -> Texts:
    kinds = np.empty(len(kind_of), dtype=object)
    for kind, shares in _KIND_SHARES.items():
        rows = np.flatnonzero(inside & (kind_of == kind))
        kinds[rows] = _KINDS[rng.choice(4, size=len(rows), p=shares)]
    rows = np.flatnonzero(~inside)
    kinds[rows] = _KINDS[rng.choice(4, size=len(rows), p=_KIND_SHARES_ACROSS)]
    return kinds
