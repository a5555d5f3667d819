"""How one new product spread: an independent cascade over the social ties, week by week."""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import NEVER, WINDOW_DAYS, WINDOW_START, Days, Flags, Floats, Ints
from sample_bank.scale import Scale
from sample_bank.streams import Streams
from sample_bank.world.people import ADULT_YEARS, People
from sample_bank.world.social_ties import SocialTies

_WEEKS = WINDOW_DAYS // 7
_SEED_WEEKS = 8
_UNPROMPTED_SHARE = 0.004
_ACTIVATION = 0.07
_INFLUENCE = 7.0
_ACTIVATION_MAX = 0.6
# Influencers are drawn among the best connected, as a marketer would wish to find them.
_CANDIDATES_PER_INFLUENCER = 12


@dataclass(frozen=True, slots=True)
class Diffusion:
    """One row a person: day of adoption (NaT: never), who prompted it (-1: nobody), steps from a start."""

    adopted_on: Days
    prompted_by: Ints
    step: Ints
    influencers: Ints
    direct_adopters: Ints
    total_adopters: Ints


def draw_diffusion(streams: Streams, scale: Scale, people: People, ties: SocialTies, reachable: Flags) -> Diffusion:
    """Spreads among the `reachable` adults; the influencers start it, with a few who adopt unprompted."""
    rng = streams.numpy("diffusion")
    open_to = reachable & (people.years >= ADULT_YEARS)
    source, target, chance = _arcs(ties, open_to)
    degree = np.bincount(source, minlength=len(people))
    ranked = np.argsort(-degree * open_to, kind="stable")
    influencers = rng.choice(ranked[: scale.influencers * _CANDIDATES_PER_INFLUENCER], scale.influencers, replace=False)
    influence = np.ones(len(people))
    influence[influencers] = _INFLUENCE
    chance = np.minimum(chance * influence[source], _ACTIVATION_MAX)
    week = np.full(len(people), -1, dtype=np.int64)
    prompted_by = np.full(len(people), -1, dtype=np.int64)
    step = np.zeros(len(people), dtype=np.int64)
    starts = _start_weeks(rng, open_to, influencers)
    for now in range(_WEEKS):
        week[(starts == now) & (week < 0)] = now
        frontier = week == now
        active = np.flatnonzero(frontier[source] & (week[target] < 0))
        won = rng.permutation(active[rng.random(len(active)) < chance[active]])
        reached, first = np.unique(target[won], return_index=True)
        if now + 1 < _WEEKS:
            week[reached] = now + 1
            prompted_by[reached] = source[won[first]]
            step[reached] = step[source[won[first]]] + 1
    adopted_on = WINDOW_START + (week * 7 + rng.integers(0, 7, size=len(week))).astype("timedelta64[D]")
    adopted_on[week < 0] = NEVER
    direct, total = _adopters(week, prompted_by)
    return Diffusion(adopted_on, prompted_by, step, influencers, direct, total)


def _arcs(ties: SocialTies, open_to: Flags) -> tuple[Ints, Ints, Floats]:
    """Both directions of each tie among the reachable; a stronger tie persuades more."""
    kept = open_to[ties.left] & open_to[ties.right]
    left, right, chance = ties.left[kept], ties.right[kept], _ACTIVATION * ties.scores[kept] / 60
    return np.concatenate([left, right]), np.concatenate([right, left]), np.concatenate([chance, chance])


def _start_weeks(rng: np.random.Generator, open_to: Flags, influencers: Ints) -> Ints:
    starts = np.full(len(open_to), -1, dtype=np.int64)
    candidates = np.flatnonzero(open_to)
    unprompted = rng.choice(candidates, size=round(len(candidates) * _UNPROMPTED_SHARE), replace=False)
    chosen = np.concatenate([unprompted, influencers])
    starts[chosen] = rng.integers(0, _SEED_WEEKS, size=len(chosen))
    return starts


def _adopters(week: Ints, prompted_by: Ints) -> tuple[Ints, Ints]:
    """How many each person prompted directly, and directly or through others (latest adopters first)."""
    prompted = np.flatnonzero(prompted_by >= 0)
    direct = np.bincount(prompted_by[prompted], minlength=len(week)).astype(np.int64)
    total = np.zeros(len(week), dtype=np.int64)
    for person in prompted[np.argsort(-week[prompted], kind="stable")].tolist():
        total[prompted_by[person]] += total[person] + 1
    return direct, total
