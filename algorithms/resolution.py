"""The resolution of communities, chosen where runs agree with each other, not where modularity is highest.

Modularity at resolution 1 merges small communities of large networks (Fortunato and Barthélemy 2007): its best value
there is no sign of the right communities. Agreement rises again when everything falls into crumbs, so that a profile
says how large the community of the median member may be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from algorithms.community_quality import median_size_of_members
from algorithms.leiden import leiden
from algorithms.network import Ints, Network
from algorithms.outcome import Heard
from algorithms.partition import adjusted_rand_index


@dataclass(frozen=True, slots=True)
class Profile:
    """Between which sizes the community of the median member lies."""

    least: float
    most: float = float("inf")


PROFILES: Mapping[str, Profile] = {
    "natural": Profile(8),
    "household-size": Profile(2, 8),
    "team-size": Profile(8, 80),
    "market-size": Profile(80),
}
"""Name → sizes; `natural` takes the steadiest communities that are no crumbs."""

RESOLUTIONS = tuple(2.0**exponent for exponent in range(-1, 13))
SEEDS = 3
LEVEL = 0.02
"""Agreement that is less by this much at most is on the same plateau."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Runs at one resolution that differ in their seed: their mean agreement, and the median member's community."""

    resolution: float
    stability: float
    median_size: float


@dataclass(frozen=True, slots=True)
class ResolutionChoice:
    """`fits` is false when no resolution gives communities of the profile's sizes, and the nearest was taken."""

    resolution: float
    fits: bool
    trials: tuple[Trial, ...]


def choose_resolution(
    network: Network, profile: Profile, seed: int = 0, heard: Heard = lambda *_: None
) -> ResolutionChoice:
    """Try resolutions from coarse to fine until communities are smaller than the profile's, and choose among them.

    The choice is the middle of the widest plateau: neighbouring resolutions whose agreement (adjusted Rand index
    between runs) is within `LEVEL` of the highest that fits.
    """
    trials: list[Trial] = []
    for number, resolution in enumerate(RESOLUTIONS):
        heard("trying resolutions", number, len(RESOLUTIONS))
        trials.append(_trial(network, resolution, seed))
        if trials[-1].median_size < profile.least:
            break
    fitting = [trial for trial in trials if profile.least <= trial.median_size <= profile.most]
    if not fitting:
        nearest = min(trials, key=lambda trial: _distance(trial, profile))
        return ResolutionChoice(nearest.resolution, fits=False, trials=tuple(trials))
    return ResolutionChoice(_middle_of_plateau(fitting), fits=True, trials=tuple(trials))


def _trial(network: Network, resolution: float, seed: int) -> Trial:
    runs = [leiden(network, resolution, seed + number) for number in range(SEEDS)]
    agreements = [adjusted_rand_index(one, other) for one, other in combinations(runs, 2)]
    return Trial(resolution, sum(agreements) / len(agreements), _median_size(network, runs))


def _median_size(network: Network, runs: list[Ints]) -> float:
    return sorted(median_size_of_members(network, labels) for labels in runs)[len(runs) // 2]


def _distance(trial: Trial, profile: Profile) -> float:
    return max(profile.least - trial.median_size, trial.median_size - profile.most)


def _middle_of_plateau(fitting: list[Trial]) -> float:
    highest = max(trial.stability for trial in fitting)
    plateaus: list[list[Trial]] = [[]]
    for trial in fitting:
        if trial.stability >= highest - LEVEL:
            plateaus[-1].append(trial)
        elif plateaus[-1]:
            plateaus.append([])
    widest = max(plateaus, key=len)
    return widest[len(widest) // 2].resolution
