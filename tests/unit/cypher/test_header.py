"""A header that differs from its statement is refused."""

import pytest

from cypher import HeaderError, load_catalogue
from cypher.header import parse_header

_TRUE = """\
// Who is this?
// access read
// param party_id: STRING
// returns party_id, name
MATCH (party:Party {party_id: $party_id})  // a RETURN in a comment, and $nothing
RETURN party.party_id AS party_id, coalesce(party.name, 'no name, RETURN') AS name
ORDER BY name
"""


def test_a_true_header_is_read() -> None:
    header = parse_header("who", _TRUE)
    assert header.answers == "Who is this?"
    assert header.access == "read"
    assert header.params == {"party_id": "STRING"}
    assert header.returns == ("party_id", "name")


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("// access read", "// access write"),
        ("// param party_id: STRING", "// param customer_id: STRING"),
        ("// param party_id: STRING", "// param party_id: VARCHAR"),
        ("// returns party_id, name", "// returns name, party_id"),
        ("// Who is this?\n", ""),
    ],
)
def test_an_untrue_header_is_refused(line: str, instead: str) -> None:
    with pytest.raises(HeaderError):
        parse_header("who", _TRUE.replace(line, instead))


def test_columns_of_an_inner_return_are_not_taken_for_the_statements() -> None:
    text = (
        "// Counts.\n// access read\n// returns parties\n"
        "CALL () { MATCH (p:Party) RETURN p AS inner } RETURN count(inner) AS parties"
    )
    assert parse_header("counts", text).returns == ("parties",)


def test_every_shipped_statement_has_a_true_header() -> None:
    assert len(load_catalogue()) > 100
