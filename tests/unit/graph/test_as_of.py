from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.as_of import AsOf, in_utc

zones = st.integers(-24 * 60 + 1, 24 * 60 - 1).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def test_an_absent_clock_is_now() -> None:
    before = datetime.now(UTC)
    as_of = AsOf.given()
    assert before <= as_of.known_at <= datetime.now(UTC)
    assert abs(as_of.valid_at - before.date()) <= timedelta(days=1)


def test_given_clocks_are_kept() -> None:
    known_at = datetime(2026, 3, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    assert AsOf.given(date(2020, 2, 29), known_at).parameters() == {
        "valid_at": date(2020, 2, 29),
        "known_at": datetime(2026, 3, 1, tzinfo=UTC),
    }


@given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=zones))  # noqa: DTZ001
def test_a_moment_stays_the_same_in_utc(moment: datetime) -> None:
    assert in_utc(moment) == moment
    assert in_utc(moment).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8))), datetime(1, 1, 1, tzinfo=UTC)),
        (
            datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-8))),
            datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
        ),
    ],
)
def test_a_moment_beyond_the_calendar_is_its_first_or_last_one(moment: datetime, expected: datetime) -> None:
    assert in_utc(moment) == expected
