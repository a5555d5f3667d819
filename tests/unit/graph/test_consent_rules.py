from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from graph.consent_rules import (
    STRICTNESS,
    ConsentState,
    Decision,
    DecisionState,
    EffectiveConsent,
    effective,
    is_minor_on,
)

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAY = date(2026, 12, 31)
BY_STRICTNESS = ["GRANTED", "REFUSED", "WITHDRAWN", "OBJECTED"]


def said(
    state: str, days: int = 0, *, by: str = "crm", channel: str = "SMS", purpose: str = "MARKETING", name: str = "d"
) -> Decision:
    return Decision(name, purpose, channel, state, START + timedelta(days=days), by)


def state_of(*decisions: Decision, purpose: str = "MARKETING", channel: str = "SMS", day: date = DAY) -> ConsentState:
    return effective(decisions, purpose, channel, day).state


decisions = st.lists(
    st.builds(
        Decision,
        st.sampled_from("abcdefgh"),
        st.sampled_from(["MARKETING", "PROFILING"]),
        st.sampled_from(["SMS", "PHONE", "ANY"]),
        st.sampled_from([*DecisionState, "SOMETHING_ELSE"]).map(str),
        st.integers(0, 4).map(lambda days: START + timedelta(days=days)),
        st.sampled_from(["crm", "branch", "app"]),
        st.booleans(),
    ),
    max_size=8,
)
asked = st.tuples(st.sampled_from(["MARKETING", "PROFILING"]), st.sampled_from(["SMS", "PHONE", "ANY"]))


def state(found: EffectiveConsent) -> int:
    return STRICTNESS[found.state]


@given(decisions, asked, st.booleans(), st.randoms())
def test_the_order_of_the_decisions_does_not_matter(
    told: list[Decision],
    wanted: tuple[str, str],
    is_minor: bool,  # noqa: FBT001 - drawn
    random: object,
) -> None:
    shuffled = told[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one = effective(told, *wanted, DAY, is_minor=is_minor)
    other = effective(shuffled, *wanted, DAY, is_minor=is_minor)
    assert (one.state, one.because) == (other.state, other.because)


@given(decisions, asked, st.booleans(), st.data())
def test_a_stricter_word_never_loosens_what_holds(
    told: list[Decision],
    wanted: tuple[str, str],
    is_minor: bool,  # noqa: FBT001 - drawn
    data: st.DataObject,
) -> None:
    places = [place for place, one in enumerate(told) if one.state in BY_STRICTNESS[:-1]]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    stricter = data.draw(st.sampled_from(BY_STRICTNESS[BY_STRICTNESS.index(told[place].state) + 1 :]))
    changed = [*told[:place], replace(told[place], state=stricter), *told[place + 1 :]]
    before = effective(told, *wanted, DAY, is_minor=is_minor)
    assert state(effective(changed, *wanted, DAY, is_minor=is_minor)) >= min(
        state(before), STRICTNESS[ConsentState.UNKNOWN]
    )
    assert before.is_allowed or not effective(changed, *wanted, DAY, is_minor=is_minor).is_allowed


@given(decisions, asked, st.sampled_from(["REFUSED", "WITHDRAWN", "OBJECTED"]))
def test_another_desk_that_heard_no_never_loosens_what_holds(
    told: list[Decision], wanted: tuple[str, str], word: str
) -> None:
    another = said(word, 2, by="another desk", channel=wanted[1], purpose=wanted[0])
    assert state(effective([*told, another], *wanted, DAY)) >= state(effective(told, *wanted, DAY))


@given(decisions, asked)
def test_nothing_is_allowed_that_nobody_granted(told: list[Decision], wanted: tuple[str, str]) -> None:
    if effective(told, *wanted, DAY).is_allowed:
        assert any(one.state == "GRANTED" and one.purpose == wanted[0] for one in told)


def test_silence_is_no_consent() -> None:
    assert state_of() is ConsentState.UNKNOWN
    assert not effective([], "MARKETING", "SMS", DAY).is_allowed


def test_of_one_record_the_latest_counts_and_between_records_the_strictest() -> None:
    assert state_of(said("REFUSED", 0), said("GRANTED", 1)) is ConsentState.GRANTED
    assert state_of(said("GRANTED", 1), said("REFUSED", 0, by="branch")) is ConsentState.REFUSED


def test_a_word_on_every_channel_holds_for_each_until_a_later_one_on_that_channel() -> None:
    assert state_of(said("GRANTED", 0), said("WITHDRAWN", 1, channel="ANY")) is ConsentState.WITHDRAWN
    assert state_of(said("WITHDRAWN", 0, channel="ANY"), said("GRANTED", 1)) is ConsentState.GRANTED


def test_an_objection_holds_everywhere_until_it_is_revoked_and_leaves_no_consent_behind() -> None:
    granted, objected = said("GRANTED", 5, by="app"), said("OBJECTED", 1, by="desk", channel="PHONE")
    profiling = said("GRANTED", 5, purpose="PROFILING", channel="ANY")
    assert state_of(granted, objected) is ConsentState.OBJECTED
    assert state_of(profiling, objected, purpose="PROFILING", channel="ANY") is ConsentState.OBJECTED
    revoked = said("OBJECTION_REVOKED", 6, by="desk", channel="ANY")
    assert state_of(profiling, objected, revoked, purpose="PROFILING", channel="ANY") is ConsentState.GRANTED
    assert state_of(said("GRANTED", by="desk"), objected, revoked, channel="PHONE") is ConsentState.WITHDRAWN
    assert state_of(objected, revoked, said("GRANTED", 7, by="desk", channel="PHONE"), channel="PHONE") is (
        ConsentState.GRANTED
    )


def test_what_is_said_later_is_not_known_on_an_earlier_day() -> None:
    told = (said("GRANTED", 0), said("WITHDRAWN", 30))
    assert state_of(*told, day=date(2026, 1, 10)) is ConsentState.GRANTED
    assert state_of(*told, day=date(2026, 2, 10)) is ConsentState.WITHDRAWN


def test_a_child_needs_a_guardian() -> None:
    granted = said("GRANTED")
    found = effective([granted], "MARKETING", "SMS", DAY, is_minor=True)
    assert (found.state, found.needs_guardian) == (ConsentState.UNKNOWN, True)
    assert effective([replace(granted, by_guardian=True)], "MARKETING", "SMS", DAY, is_minor=True).is_allowed
    assert is_minor_on(date(2012, 6, 30), date(2026, 6, 29))
    assert not is_minor_on(date(2012, 6, 30), date(2026, 6, 30))
    assert not is_minor_on(None, DAY)
