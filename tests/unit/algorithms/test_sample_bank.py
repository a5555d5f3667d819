"""The communities and the influencers that were planted in a sample bank are found, whatever its seed."""

import numpy as np
import pytest

from algorithms.learned_chances import NEVER, learn
from algorithms.leiden import leiden
from algorithms.network import Network
from algorithms.partition import adjusted_rand_index, numbered_by_first_member
from algorithms.resolution import PROFILES, choose_resolution
from sample_bank.arrays import WINDOW_DAYS, WINDOW_START
from sample_bank.scale import Scale
from sample_bank.streams import Streams
from sample_bank.world.bank import Bank, draw_bank

DAYS_TO_FOLLOW = 14


@pytest.fixture(name="bank", params=[7, 8], scope="module")
def _bank(request: pytest.FixtureRequest) -> Bank:
    return draw_bank(Streams(request.param), Scale(10_000))


@pytest.fixture(name="network", scope="module")
def _network(bank: Bank) -> Network:
    keys = [f"{person:07d}" for person in range(len(bank.people))]
    return Network.of_arrays(keys, bank.ties.left, bank.ties.right, bank.ties.scores / 100, is_directed=False)


def test_planted_communities(bank: Bank, network: Network) -> None:
    found = leiden(network, choose_resolution(network, PROFILES["team-size"]).resolution)
    tied = network.out.degrees > 0
    truth = numbered_by_first_member(bank.communities.of[tied])
    assert adjusted_rand_index(numbered_by_first_member(found[tied]), truth) > 0.9


def test_planted_influencers(bank: Bank, network: Network) -> None:
    adopted = bank.diffusion.adopted_on
    days = np.where(np.isnat(adopted), NEVER, (adopted - WINDOW_START).astype(np.int64))
    learned = learn(network, [days], DAYS_TO_FOLLOW, WINDOW_DAYS)
    assert learned is not None
    planted = set(bank.diffusion.influencers.tolist())
    first = np.lexsort((-learned.persuasion, -learned.credit))[: len(planted)]
    assert len(planted & set(first.tolist())) / len(planted) >= 0.8
