"""Relatives from parenthood and marriage, and the households that follow from them."""

from fractions import Fraction

from algorithms.households import Households, LeadReason, Membership
from algorithms.kinship import Degree, Family
from algorithms.shared_attributes import SharedAttributes

FAMILY = Family(
    parents=[("dad", "me"), ("mum", "me"), ("dad", "half"), ("me", "kid"), ("wife", "kid"), ("me", "grown")],
    spouses=[("me", "wife")],
    minors=["kid"],
)


def test_degrees_follow_from_two_kinds_of_ties() -> None:
    assert FAMILY.of_degree("me", Degree.SIBLING) == {"half"}
    assert FAMILY.of_degree("kid", Degree.GRANDPARENT) == {"dad", "mum"}
    assert FAMILY.of_degree("wife", Degree.PARENT_OF_SPOUSE) == {"dad", "mum"}
    assert FAMILY.of_degree("wife", Degree.CHILD_OF_SPOUSE) == {"kid", "grown"}
    assert FAMILY.relatives("me", [Degree.ADULT_CHILD, Degree.SPOUSE]) == {"grown", "wife"}
    assert FAMILY.degree("me", "kid") is Degree.CHILD
    assert FAMILY.degree("half", "wife") is Degree.SPOUSE_OF_SIBLING
    assert FAMILY.degree("half", "kid") is None


def test_a_couple_and_its_children_under_age_keep_house() -> None:
    households = Households(FAMILY, ["kid"])
    for person in ("me", "wife", "kid"):
        assert households.of(person).persons == {"me", "wife", "kid"}
    assert households.of("grown").persons == {"grown"}
    assert {member.person: member.reason for member in households.of("kid").members} == {
        "me": Membership.PARENT,
        "wife": Membership.PARENT,
    }


def test_a_child_of_parents_who_are_no_couple_belongs_to_one_household() -> None:
    parted = Households(Family([("me", "kid"), ("ex", "kid")], minors=["kid"]), ["kid"])
    assert parted.of("kid").persons == parted.of("ex").persons == {"ex", "kid"}
    assert parted.of("me").persons == {"me"}


def test_what_is_declared_goes_first() -> None:
    households = Households(FAMILY, ["kid"], declared=[("me", "H1"), ("mum", "H1"), ("me", "H2")])
    assert households.of("me").persons == {"me", "mum"}
    assert households.of("wife").persons == {"wife", "kid"}


def test_joint_money_and_shared_attributes_are_leads_never_members() -> None:
    attributes = SharedAttributes(
        [(person, kind, thing) for person in ("me", "friend") for kind, thing in (("MOBILE", "m"), ("DEVICE", "d"))]
        + [("me", "EMAIL", "e"), ("other", "EMAIL", "e")]
    )
    household = Households(FAMILY, ["kid"], joint={"acc": ["wife", "aunt"]}, attributes=attributes).of("me")
    assert household.persons == {"me", "wife", "kid"}
    assert [(lead.person, lead.through, lead.reason) for lead in household.leads] == [
        ("aunt", "wife", LeadReason.JOINT_ACCOUNT),
        ("friend", "me", LeadReason.SHARED_ATTRIBUTES),
    ]
    assert household.leads[1].score == Fraction(8, 10)


def test_what_many_share_says_nothing() -> None:
    crowd = SharedAttributes([(f"p{number}", "MOBILE", "switchboard") for number in range(6)])
    assert crowd.is_suppressed("switchboard")
    assert crowd.weight("switchboard") == 0
    assert crowd.lead("p1", "p2") is None
    assert crowd.leads_of("p1") == ()
