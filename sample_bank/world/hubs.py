"""What very many people share without being tied by it: a switchboard, a dormitory, a kiosk."""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import Texts, texts
from sample_bank.scale import Scale
from sample_bank.streams import Streams
from sample_bank.world.communities import WORKPLACE, Communities
from sample_bank.world.companies import Companies
from sample_bank.world.people import People

_SWITCHBOARD_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Hubs:
    """One row a person: the shared phone or address given as one's own, or the empty text; and the kiosks."""

    phone_of: Texts
    address_of: Texts
    kiosks: Texts


def draw_hubs(streams: Streams, scale: Scale, people: People, communities: Communities, companies: Companies) -> Hubs:
    """The largest workplaces have a switchboard, and a dormitory for those who live alone."""
    rng = streams.numpy("hubs")
    phone_of = np.full(len(people), "", dtype=object)
    address_of = np.full(len(people), "", dtype=object)
    colleagues = np.flatnonzero(communities.kind_of == WORKPLACE)
    largest = np.argsort(-np.bincount(communities.employer[colleagues]), kind="stable")[: scale.hubs]
    alone = np.bincount(people.kinship.household)[people.kinship.household] == 1
    for company in largest.tolist():
        staff = colleagues[communities.employer[colleagues] == company]
        phone_of[staff[rng.random(len(staff)) < _SWITCHBOARD_SHARE]] = companies.phones[company]
        lodgers = staff[alone[staff]]
        address_of[lodgers] = f"{companies.addresses[company]}员工宿舍"
    return Hubs(phone_of, address_of, texts([f"KIOSK-{n:03d}" for n in range(1, scale.hubs + 1)]))


def hub_members(values: Texts) -> dict[str, int]:
    """Each shared value and by how many it is given."""
    named, counts = np.unique(values[values != ""].astype(str), return_counts=True)
    return dict(zip(named.tolist(), counts.tolist(), strict=True))
