"""Runs of what finds communities; each comes with its quality."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from algorithms.community_quality import Quality, modularity, quality, significance
from algorithms.label_propagation import label_propagation
from algorithms.leiden import leiden, leiden_hierarchy
from algorithms.louvain import louvain
from algorithms.network import Ints, Network
from algorithms.outcome import Heard, Outcome
from algorithms.parameters import Parameters, Resolution, Seed
from algorithms.partition import adjusted_rand_index, normalised_mutual_information, numbered_by_first_member, sizes
from algorithms.resolution import PROFILES, choose_resolution

ProfileName = Literal["natural", "household-size", "team-size", "market-size"]


class Leiden(Parameters):
    """At which resolution, and what to compare with."""

    resolution: Annotated[Resolution | None, Field(description="Fixes it; else the profile chooses.")] = None
    profile: Annotated[ProfileName, Field(description="How large communities are wanted.")] = "natural"
    chance: Annotated[bool, Field(description="Compare with networks of the same degrees and random ties.")] = True
    reference: Annotated[bool, Field(description="Compare with python-louvain; slow.")] = False
    seed: Seed = 0


class LeidenHierarchy(Parameters):
    """How large a community of the finest level may be."""

    size_max: Annotated[int, Field(ge=1, description="Larger communities are split again.")] = 100
    resolution: Resolution = 1.0
    seed: Seed = 0


class Louvain(Parameters):
    """At which resolution."""

    resolution: Resolution = 1.0
    seed: Seed = 0


class LabelPropagation(Parameters):
    """How long labels are passed on."""

    iterations: Annotated[int, Field(ge=1, le=10_000, description="The most rounds.")] = 10


def leiden_run(network: Network, given: Leiden, heard: Heard) -> Outcome:
    """Find communities at a fixed or chosen resolution, and say how good they are."""
    stats: dict[str, object] = {}
    warnings: list[str] = []
    resolution = given.resolution
    if resolution is None:
        choice = choose_resolution(network, PROFILES[given.profile], given.seed, heard)
        resolution = choice.resolution
        stats |= {"profile": given.profile, "trials": [asdict(trial) for trial in choice.trials]}
        if not choice.fits:
            warnings.append(f"No resolution gives communities of {given.profile}; the nearest was taken.")
    heard("finding communities", 0, 0)
    found = leiden(network, resolution, given.seed)
    heard("measuring", 0, 0)
    stats = {"resolution": resolution, **asdict(quality(network, found)), **stats}
    if given.chance and network.undirected.tie_count:
        heard("comparing with chance", 0, 0)
        beside = significance(network, found, lambda other: leiden(other, resolution, given.seed), given.seed)
        stats["modularity_by_chance"] = list(beside.by_chance)
        if not beside.is_better_than_chance:
            warnings.append("Random ties of the same degrees give communities as good as these: they may mean nothing.")
    if given.reference:
        heard("running the reference", 0, 0)
        stats["reference"] = _compared(network, found, louvain(network, resolution, given.seed))
    return Outcome({"community": found}, stats, tuple(warnings), is_partition=True)


def leiden_hierarchy_run(network: Network, given: LeidenHierarchy, heard: Heard) -> Outcome:
    """Find communities inside communities; the answer is the finest level."""
    heard("finding communities", 0, 0)
    levels = leiden_hierarchy(network, given.size_max, given.resolution, given.seed).levels
    columns = {"community": levels[-1], **{f"level_{number}": level for number, level in enumerate(levels)}}
    stats = {"levels": [int(level.max(initial=-1)) + 1 for level in levels], **asdict(quality(network, levels[-1]))}
    too_large = int((sizes(levels[-1]) > given.size_max).sum())
    warning = f"{too_large} communities cannot be split to {given.size_max} members: their ties give no reason to."
    return Outcome(columns, stats, (warning,) if too_large else (), is_partition=True)


def louvain_run(network: Network, given: Louvain, heard: Heard) -> Outcome:
    """Find communities by python-louvain."""
    heard("finding communities", 0, 0)
    found = louvain(network, given.resolution, given.seed)
    measured = quality(network, found)
    return Outcome({"community": found}, asdict(measured), _of_pieces(measured), is_partition=True)


def label_propagation_run(network: Network, given: LabelPropagation, heard: Heard) -> Outcome:
    """Pass labels on."""
    heard("passing labels on", 0, 0)
    labels, rounds = label_propagation(network, given.iterations)
    found = numbered_by_first_member(labels)
    measured = quality(network, found)
    warnings = _of_pieces(measured)
    if measured.largest > len(network) / 2:
        warnings += (f"One community holds {measured.largest} of {len(network)} nodes: labels have flooded it.",)
    columns: dict[str, np.ndarray[Any, Any]] = {"community": found, "label": np.array(network.keys)[labels]}
    return Outcome(columns, {"rounds": rounds, **asdict(measured)}, warnings, is_partition=True)


def _of_pieces(measured: Quality) -> tuple[str, ...]:
    return (f"{measured.disconnected} communities fall into pieces.",) if measured.disconnected else ()


def _compared(network: Network, found: Ints, reference: Ints) -> dict[str, float]:
    return {
        "modularity": modularity(network, reference),
        "adjusted_rand_index": adjusted_rand_index(found, reference),
        "normalised_mutual_information": normalised_mutual_information(found, reference),
    }
