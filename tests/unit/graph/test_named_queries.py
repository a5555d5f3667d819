import pytest

from cypher import load_catalogue
from graph.as_of import AsOf
from graph.errors import InvalidParameters, QueryNotFound
from graph.named_queries import FOLDER, ROWS_MAX, NamedQueries
from graph.scope import Scope
from tests.support.app import caller_in
from tests.support.recorded import RecordedSession
from tests.support.vault import test_vault

CALLER = caller_in(Scope(employee_ids=("rm1",)))
NOW = AsOf.given()
QUESTIONS = {name: query for name, query in load_catalogue().items() if name.startswith(FOLDER)}


def asked(name: str, values: dict[str, list[str]]) -> dict[str, object]:
    session = RecordedSession({f"{FOLDER}{name}": []})
    NamedQueries(session.as_session(), test_vault()).run(name, values, CALLER, NOW)
    return session.calls[0][1]


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_question_takes_a_cap_on_its_rows(name: str) -> None:
    assert QUESTIONS[name].params["rows_max"] == "INTEGER"
    assert "LIMIT $rows_max" in QUESTIONS[name].text


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_question_about_parties_takes_the_scope(name: str) -> None:
    query = QUESTIONS[name]
    if "party_id" in query.returns or ":Customer" in query.text:
        assert {"sees_all", "employee_ids", "branch_ids"} <= set(query.params)


def test_the_server_fills_in_scope_and_clocks() -> None:
    parameters = asked("customers_of_manager", {"employee_id": ["e1"]})
    assert parameters["employee_id"] == "e1"
    assert parameters["employee_ids"] == ["rm1"]
    assert parameters["sees_all"] is False
    assert parameters["valid_at"] == NOW.valid_at


@pytest.mark.parametrize("name", ["sees_all", "branch_ids", "tier_bounds", "nonsense"])
def test_nobody_can_give_what_the_server_fills_in(name: str) -> None:
    with pytest.raises(InvalidParameters, match="unknown"):
        asked("customers_by_tier", {name: ["true"]})


def test_a_missing_parameter_is_named() -> None:
    with pytest.raises(InvalidParameters, match="missing: currency"):
        asked("largest_exposures", {})


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("shared_contacts", {"sharers_min": ["two"]}),
        ("shared_contacts", {"sharers_min": ["9" * 30]}),
        ("shared_contacts", {"sharers_min": ["1", "2"]}),
        ("touchpoints_by_channel_and_month", {"from_day": ["yesterday"], "until_day": ["2026-01-01"]}),
    ],
)
def test_a_value_of_another_type_is_refused(name: str, values: dict[str, list[str]]) -> None:
    with pytest.raises(InvalidParameters):
        asked(name, values)


def test_an_unknown_query_is_not_found() -> None:
    with pytest.raises(QueryNotFound):
        asked("nonsense", {})


def test_a_statement_outside_the_folder_cannot_be_asked() -> None:
    with pytest.raises(QueryNotFound):
        asked("../customers/profile", {})


def test_more_rows_than_the_cap_are_said_to_be_there() -> None:
    row = {"kind": "CURRENT", "role": "PRIMARY", "holdings": 1, "customers": 1}
    session = RecordedSession({f"{FOLDER}holdings_by_role": lambda given: [row] * given["rows_max"]})
    queries = NamedQueries(session.as_session(), test_vault())
    answer = queries.run("holdings_by_role", {}, CALLER, NOW)
    assert (len(answer.rows), answer.truncated) == (ROWS_MAX, True)
    assert len(queries.run("holdings_by_role", {}, CALLER, NOW, rows_max=3).rows) == 3
