"""What the law says of a person who has had contracts with the bank, or parts in its customers."""

from datetime import date, timedelta

import pytest

from graph.erasure import Relationship
from privacy.relationship import Basis, Outcome, Verdict, verdict

TODAY = date(2026, 6, 30)
PERIOD = 3653
LATELY, LONG_AGO = TODAY - timedelta(days=100), TODAY - timedelta(days=PERIOD)
KEPT = LATELY + timedelta(days=PERIOD)
IN_USE = Verdict(Outcome.REFUSED, Basis.ROLE_GOES_ON)
HELD = Verdict(Outcome.LOCKED, Basis.RETENTION_HOLDS, LATELY, KEPT)


@pytest.mark.parametrize(
    ("accounts", "roles", "expected"),
    [
        ([], [], Verdict(Outcome.DONE, Basis.NO_RELATIONSHIP)),
        ([], [None], IN_USE),
        ([], [TODAY + timedelta(days=1)], IN_USE),
        ([], [date.max], IN_USE),
        ([LONG_AGO], [None], IN_USE),
        ([], [LATELY], HELD),
        ([LONG_AGO], [LATELY], HELD),
        ([LATELY], [LONG_AGO], HELD),
        ([], [LONG_AGO], Verdict(Outcome.DONE, Basis.RETENTION_OVER, LONG_AGO)),
        ([None], [LATELY], Verdict(Outcome.REFUSED, Basis.RELATIONSHIP_GOES_ON)),
        ([None], [None], Verdict(Outcome.REFUSED, Basis.RELATIONSHIP_GOES_ON)),
    ],
)
def test_a_part_in_a_customer_keeps_what_is_known_of_a_person(
    accounts: list[date | None], roles: list[date | None], expected: Verdict
) -> None:
    own = [Relationship("CURRENT", end) for end in accounts]
    assert verdict(own, [Relationship("HOLDS_POSITION", end) for end in roles], TODAY, PERIOD) == expected


@pytest.mark.parametrize("ended_on", [LATELY, LONG_AGO])
def test_with_no_period_a_part_that_ended_is_kept_for_good(ended_on: date) -> None:
    found = verdict([], [Relationship("OWNS", ended_on)], TODAY, None)
    assert (found.outcome, found.kept_until) == (Outcome.LOCKED, date.max)
