"""Guarantees that come back: rings, pairs, chains and the networks around them."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from algorithms.guarantee_circles import LONGEST_CYCLE, Guarantee, GuaranteeNetwork


def _network(*pairs: str, professional: tuple[str, ...] = ()) -> GuaranteeNetwork:
    return GuaranteeNetwork(
        (Guarantee(pair[0], pair[1], Fraction(number)) for number, pair in enumerate(pairs, 1)), professional
    )


def test_a_ring_with_a_tail_is_a_ring_and_a_chain() -> None:
    network = _network("AB", "BC", "CA", "CD", "DE")
    assert network.rings == (("A", "B", "C"),)
    assert network.circles == (("A", "B", "C"),)
    assert network.network_of("E") == ("A", "B", "C", "D", "E")
    assert network.longest_chain_from("D") == ("D", "E")
    assert network.longest_chain_from("A") == ("A",)
    assert network.amount_within(("A", "B", "C")) == 6


def test_a_pair_nets_what_it_gave() -> None:
    network = _network("AB", "BA")
    assert network.pairs == (("A", "B"),)
    assert [network.net("A", "B"), network.net("B", "A")] == [-1, 1]
    assert [guarantee.amount for guarantee in network.guarantees_within("AB")] == [1, 2]


def test_a_professional_guarantor_ties_nobody_together() -> None:
    network = _network("GA", "GB", "AG", professional=("G", "H"))
    assert network.professional == ("G",)
    assert network.networks == ()


def test_whoever_answers_for_itself_is_no_ring() -> None:
    network = _network("AA", "AB")
    assert network.rings == ()
    assert network.longest_chain_from("A") == ("A", "B")


@given(st.lists(st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("ABCDEF")), max_size=14))
def test_every_circle_lies_in_a_ring_and_every_ring_has_one(pairs: list[tuple[str, str]]) -> None:
    network = GuaranteeNetwork(Guarantee(one, other, None) for one, other in pairs)
    for circle in network.circles:
        assert set(circle) <= set(network.ring_of(circle[0]))
        assert len(circle) <= LONGEST_CYCLE
    for party in network.parties:
        assert len(set(network.longest_chain_from(party))) == len(network.longest_chain_from(party))
    for ring in network.rings:
        assert any(set(circle) <= set(ring) for circle in network.circles)
    assert network.circles == GuaranteeNetwork(Guarantee(a, b, None) for a, b in reversed(pairs)).circles
