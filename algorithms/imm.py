"""Influence maximisation by martingales, the older method that the newer one is checked against."""

import math

from algorithms.cascade import Cascade
from algorithms.influence_limits import Limits
from algorithms.seed_selection import greedy

_REDRAWN = 1 << 40


def imm(cascade: Cascade, limits: Limits, epsilon: float = 0.1, ell: float = 1.0, seed: int = 0) -> tuple[int, ...]:
    """Return persons within the limits; their reach is (1 − 1/e − epsilon) of the best with probability 1 − n^−ell.

    That holds where the limits are a number alone. Tang, Shi and Xiao (2015); the sets for the last
    choice are drawn anew, without which the proof fails (Chen 2018).
    """
    nodes, audience = len(cascade.network), len(cascade.audience)
    count = limits.count
    log_n = math.log(max(nodes, 2))
    ell *= 1 + math.log(2) / log_n
    choices = math.lgamma(nodes + 1) - math.lgamma(count + 1) - math.lgamma(nodes - count + 1)
    wider = math.sqrt(2) * epsilon
    needed = (2 + 2 / 3 * wider) * (choices + ell * log_n + math.log(max(math.log2(max(nodes, 4)), 1)))
    needed *= audience / wider**2
    sets, least = cascade.sets(0, 0, seed), 1.0
    for halving in range(1, max(2, int(math.log2(max(audience, 4))))):
        guess = audience / 2**halving
        wanted = math.ceil(needed / guess)
        sets = sets.and_(cascade.sets(len(sets), max(0, wanted - len(sets)), seed))
        reach = greedy(sets, limits, nodes).covered / len(sets) * audience
        if reach >= (1 + wider) * guess:
            least = reach / (1 + wider)
            break
    alpha = math.sqrt(ell * log_n + math.log(2))
    beta = math.sqrt((1 - 1 / math.e) * (choices + ell * log_n + math.log(2)))
    total = math.ceil(2 * audience * ((1 - 1 / math.e) * alpha + beta) ** 2 / epsilon**2 / least)
    return greedy(cascade.sets(_REDRAWN, total, seed), limits, nodes).seeds
