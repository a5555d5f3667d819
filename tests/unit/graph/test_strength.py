from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.entitlement import RELATED_KINDS
from graph.model import PARTY_TIE_TYPES
from graph.strength import BASE, noisy_or, shared_strength, tie_strength
from graph.values import SHARE_ONE

confidences = st.floats(min_value=0, max_value=1)
evidence = st.fixed_dictionaries(
    {"confidence": confidences},
    optional={
        "status": st.sampled_from(["ASSERTED", "DISPUTED", "INFERRED"]),
        "equity_share_ppb": st.integers(0, SHARE_ONE),
        "voting_share_ppb": st.none() | st.integers(0, SHARE_ONE),
        "months": st.integers(1, 600),
        "score": st.none() | confidences,
        "role": st.sampled_from(["LEGAL_REP", "DIRECTOR"]),
    },
)


@given(st.sampled_from(PARTY_TIE_TYPES), evidence)
def test_a_direct_tie_is_between_nothing_and_certainty(kind: str, properties: dict[str, Any]) -> None:
    assert 0 <= tie_strength(kind, properties) <= 1


@given(st.lists(confidences, max_size=20))
def test_ties_together_are_at_least_as_strong_as_the_strongest(strengths: list[float]) -> None:
    together = noisy_or(strengths)
    assert max(strengths, default=0) - 1e-12 <= together <= 1


def test_every_related_kind_has_a_weight() -> None:
    assert set(BASE) == set(RELATED_KINDS)


# The published worked example: two share a phone and a device, three share the address.
@pytest.mark.parametrize(
    ("kind", "sharers", "weight"),
    [("HAS_PHONE", 2, 0.6), ("HAS_PHONE", 3, 0.3), ("HAS_ADDRESS", 3, 0.175), ("USED_DEVICE", 2, 0.5)],
)
def test_a_shared_contact_weighs_less_the_more_share_it(kind: str, sharers: int, weight: float) -> None:
    assert shared_strength(kind, [{"confidence": 1.0}], [{}], sharers) == pytest.approx(weight)


def test_an_account_weighs_the_same_for_any_number_of_holders() -> None:
    assert shared_strength("HOLDS", [{}], [{}], 2) == shared_strength("HOLDS", [{}], [{}], 9)


def test_a_larger_share_binds_more() -> None:
    strengths = [tie_strength("OWNS", {"equity_share_ppb": SHARE_ONE * share // 100}) for share in (5, 51, 100)]
    assert strengths == sorted(strengths)
    assert strengths[-1] == pytest.approx(0.95)


def test_doubt_weakens_a_tie() -> None:
    sure = tie_strength("GUARANTEES", {"confidence": 1.0})
    assert tie_strength("GUARANTEES", {"confidence": 0.5}) == pytest.approx(sure / 2)
    assert tie_strength("GUARANTEES", {"confidence": 1.0, "status": "DISPUTED"}) == pytest.approx(sure / 2)
