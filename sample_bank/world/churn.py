"""Who left the bank in the window, when, and whether loudly (accounts closed) or silently."""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import NEVER, WINDOW_START, Days, Flags
from sample_bank.streams import Streams
from sample_bank.world.customers import Customers
from sample_bank.world.people import ADULT_YEARS, People
from sample_bank.world.products import COLUMN, LOAN_CODES, WEALTH_CODES, Holdings

_CHURN_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class Churn:
    """One row a customer record: the day it left (NaT: still here) and whether its accounts were closed."""

    left_on: Days
    closed: Flags

    @property
    def gone(self) -> Flags:
        """Which records have left."""
        return np.asarray(~np.isnat(self.left_on))


def draw_churn(streams: Streams, people: People, customers: Customers, holdings: Holdings) -> Churn:
    """Persons without loans or wealth products (these bind) who had been customers before the window."""
    rng = streams.numpy("churn")
    bound = holdings.held[:, [COLUMN[code] for code in (*LOAN_CODES, *WEALTH_CODES)]].any(axis=1)
    free = ~bound & ~customers.is_company & (customers.opened < WINDOW_START)
    free[~customers.is_company] &= people.years[customers.entities[~customers.is_company]] >= ADULT_YEARS + 1
    # A person with a second record would be half gone: leave those alone.
    free &= customers.duplicate_of < 0
    free[customers.duplicate_of[customers.duplicate_of >= 0]] = False
    candidates = np.flatnonzero(free)
    count = min(len(candidates), max(2, round(len(customers) * _CHURN_SHARE)))
    gone = np.sort(rng.choice(candidates, size=count, replace=False))
    left_on = np.full(len(customers), NEVER)
    left_on[gone] = WINDOW_START + rng.integers(60, 330, size=count).astype("timedelta64[D]")
    closed = np.zeros(len(customers), dtype=bool)
    # By turns, so that even the smallest bank has both kinds.
    closed[gone] = np.arange(count) % 2 == 0
    return Churn(left_on, closed)
