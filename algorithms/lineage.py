"""Communities over time: which of today's is which of yesterday's, and what came of the others.

Communities are matched greedily by the part of their members that they share (Greene, Doyle and Cunningham 2010); what
is left is told as births, deaths, splits and merges. Communities of fewer than `MEMBERS_MIN` have no id: a pair that
comes and goes is no event.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from algorithms.network import Ints

MEMBERS_MIN = 3
SAME = 0.3
"""From this part of shared members on (Jaccard), two communities are the same."""
PART_OF_PARENT = 0.2
"""A piece that has less of a community's members is no part into which it split."""
MOSTLY = 0.5
"""A community has gone into another when this part of its members is there."""


class Change(StrEnum):
    """What happens to communities from one run to the next."""

    BIRTH = "BIRTH"
    DEATH = "DEATH"
    SPLIT = "SPLIT"
    MERGE = "MERGE"


@dataclass(frozen=True, slots=True)
class Event:
    """`before` became `after`; of a split or merge one id is in both, as the largest part keeps it."""

    change: Change
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Lineage:
    """`ids`: each community's id by its number in the partition, '' for one too small; events in the order of ids."""

    ids: tuple[str, ...]
    events: tuple[Event, ...]


def trace(before: Mapping[str, str], keys: Sequence[str], labels: Ints, retired: Container[str] = ()) -> Lineage:
    """Give every community of the partition its id, given each member's former one.

    A community that continues none has an id of its own, made from its members, that is not among `retired` ones: the
    same history gives the same ids.
    """
    members = _members(keys, labels)
    former = _former(before)
    shared = _shared(before, members)
    ids = _continued(members, former, shared)
    taken = set(former) | set(ids.values())
    new = sorted(set(members) - set(ids), key=lambda part: members[part][0])
    for part in new:
        ids[part] = _new_id(members[part], taken, retired)
        taken.add(ids[part])
    events = _events(members, former, shared, ids)
    count = int(labels.max(initial=-1)) + 1
    return Lineage(tuple(ids.get(part, "") for part in range(count)), events)


def _members(keys: Sequence[str], labels: Ints) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, part in zip(keys, labels.tolist(), strict=True):
        found[part].append(key)
    return {part: sorted(some) for part, some in found.items() if len(some) >= MEMBERS_MIN}


def _former(before: Mapping[str, str]) -> dict[str, int]:
    return {one: size for one, size in Counter(before.values()).items() if one}


def _shared(before: Mapping[str, str], members: Mapping[int, list[str]]) -> dict[tuple[str, int], int]:
    found: Counter[tuple[str, int]] = Counter()
    for part, some in members.items():
        found.update((before[key], part) for key in some if before.get(key))
    return dict(found)


def _continued(
    members: Mapping[int, list[str]], former: Mapping[str, int], shared: Mapping[tuple[str, int], int]
) -> dict[int, str]:
    """Return number → former id, the most alike first."""
    alike = sorted(
        (-count / (former[one] + len(members[part]) - count), one, members[part][0], part)
        for (one, part), count in shared.items()
    )
    ids: dict[int, str] = {}
    used: set[str] = set()
    for minus_jaccard, one, _, part in alike:
        if -minus_jaccard >= SAME and one not in used and part not in ids:
            ids[part] = one
            used.add(one)
    return ids


def _new_id(members: Sequence[str], taken: Container[str], retired: Container[str]) -> str:
    digest = hashlib.sha256("\0".join(members).encode())
    while (found := f"community-{digest.hexdigest()[:16]}") in taken or found in retired:
        digest.update(b"again")
    return found


def _events(
    members: Mapping[int, list[str]],
    former: Mapping[str, int],
    shared: Mapping[tuple[str, int], int],
    ids: Mapping[int, str],
) -> tuple[Event, ...]:
    children, parents = _kin(members, former, shared)
    found = [
        Event(Change.SPLIT, (one,), tuple(sorted(ids[part] for part in parts)))
        for one, parts in children.items()
        if len(parts) > 1
    ]
    found += [Event(Change.MERGE, tuple(sorted(some)), (ids[part],)) for part, some in parents.items() if len(some) > 1]
    explained = {one for event in found for one in (*event.before, *event.after)}
    going_on = set(ids.values())
    found += [Event(Change.BIRTH, (), (one,)) for one in going_on - set(former) - explained]
    found += [Event(Change.DEATH, (one,), ()) for one in set(former) - going_on - explained]
    return tuple(sorted(found, key=lambda event: (event.change, event.before, event.after)))


def _kin(
    members: Mapping[int, list[str]], former: Mapping[str, int], shared: Mapping[tuple[str, int], int]
) -> tuple[dict[str, list[int]], dict[int, list[str]]]:
    """Return into which parts each former community fell, and of which ones each community is made."""
    children: dict[str, list[int]] = defaultdict(list)
    parents: dict[int, list[str]] = defaultdict(list)
    for (one, part), count in sorted(shared.items()):
        if count / former[one] >= PART_OF_PARENT and count / len(members[part]) >= MOSTLY:
            children[one].append(part)
        if count / former[one] >= MOSTLY and count / len(members[part]) >= PART_OF_PARENT:
            parents[part].append(one)
    return children, parents
