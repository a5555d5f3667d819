from typing import Any

import pytest

from tests.integration.analyst.conftest import Clients

BODY: dict[str, Any] = {
    "name": "owners_of",
    "title": "Owners",
    "query": "MATCH (a)-[:OWNS]->(:Party {party_id: $id}) RETURN DISTINCT a.party_id AS o ORDER BY o LIMIT $most",
    "parameters": {"id": "STRING", "most": "INTEGER"},
}
RUN = {"parameters": {"id": "acme", "most": 5}}


def test_a_query_is_saved_reviewed_by_another_and_run_by_name(clients: Clients) -> None:
    author, reviewer = clients(), clients("compliance")
    assert author.post("/saved-queries", json=BODY).json()["status"] == "DRAFT"
    assert author.post("/saved-queries", json=BODY).status_code == 409
    assert author.post("/saved-queries/owners_of/run", json=RUN).status_code == 404
    assert reviewer.post("/saved-queries/owners_of/versions/1/review", json={"decision": "APPROVE"}).status_code == 409
    assert clients().post("/saved-queries/owners_of/versions/1/submit").status_code == 403
    assert author.post("/saved-queries/owners_of/versions/1/submit").json()["status"] == "IN_REVIEW"
    assert author.post("/saved-queries/owners_of/versions/1/review", json={"decision": "APPROVE"}).status_code == 403
    rejected = reviewer.post(
        "/saved-queries/owners_of/versions/1/review", json={"decision": "REJECT", "comment": "Say which."}
    ).json()
    assert (rejected["status"], rejected["comment"]) == ("DRAFT", "Say which.")
    author.post("/saved-queries/owners_of/versions/1/submit")
    approved = reviewer.post("/saved-queries/owners_of/versions/1/review", json={"decision": "APPROVE"}).json()
    assert approved["status"] == "APPROVED"
    assert approved["reviewer"] != approved["author"]
    answer = clients("steward").post("/saved-queries/owners_of/run", json=RUN)
    assert answer.json()["rows"] == [["wei"], ["wei2"]], answer.text


def test_a_later_version_takes_the_place_of_an_earlier_one_when_it_is_approved(clients: Clients) -> None:
    author, reviewer = clients(), clients("steward")
    author.post("/saved-queries", json=BODY)
    later = {"query": "RETURN $id AS owner", "parameters": {"id": "STRING"}}
    for version in (1, 2):
        if version == 2:
            assert author.post("/saved-queries/owners_of/versions", json=later).json()["version"] == 2
        author.post(f"/saved-queries/owners_of/versions/{version}/submit")
        reviewer.post(f"/saved-queries/owners_of/versions/{version}/review", json={"decision": "APPROVE"})
    versions = author.get("/saved-queries").json()["versions"]
    assert [(one["version"], one["status"]) for one in versions] == [(1, "RETIRED"), (2, "APPROVED")]
    assert author.post("/saved-queries/owners_of/run", json={"parameters": {"id": "x"}}).json()["rows"] == [["x"]]
    assert len(author.get("/saved-queries?only_approved=true").json()["versions"]) == 1
    assert reviewer.post("/saved-queries/owners_of/versions/2/retire").json()["status"] == "RETIRED"
    assert author.post("/saved-queries/owners_of/run", json={"parameters": {"id": "x"}}).status_code == 404
    assert author.post("/saved-queries/nothing/versions", json=later).status_code == 404


@pytest.mark.parametrize(
    ("query", "parameters", "reason"),
    [
        ("MATCH (n) DELETE n", {}, "CYPHER_CLAUSE"),
        ("RETURN $id AS id", {}, "CYPHER_PARAMETERS"),
        ("RETURN reduce(s = 'a', x IN range(1, 40) | s + s) AS s", {}, "CYPHER_BOUNDS"),
        ("RETURN 1 AS one", {"id": "STRING"}, None),
        ("MATCH (p:Party {party_id: '110101198503071231'}) RETURN p", {}, "CYPHER_PERSONAL"),
        ("RETURN 1 AS one // asked by wang@example.com", {}, "CYPHER_PERSONAL"),
    ],
)
def test_the_gate_stands_before_saving_too(
    clients: Clients, query: str, parameters: dict[str, str], reason: str | None
) -> None:
    answer = clients().post("/saved-queries", json={**BODY, "query": query, "parameters": parameters})
    assert answer.status_code == 422
    assert answer.json().get("reason") == reason


@pytest.mark.parametrize(
    "parameters",
    [{}, {"id": "acme"}, {"id": 1, "most": 1}, {"id": "acme", "most": "1"}, {"id": "a", "most": 1, "x": 1}],
)
def test_values_have_the_declared_types(clients: Clients, parameters: dict[str, Any]) -> None:
    author, reviewer = clients(), clients("steward")
    author.post("/saved-queries", json=BODY)
    author.post("/saved-queries/owners_of/versions/1/submit")
    reviewer.post("/saved-queries/owners_of/versions/1/review", json={"decision": "APPROVE"})
    answer = author.post("/saved-queries/owners_of/run", json={"parameters": parameters})
    assert answer.status_code == 422


def test_the_gate_stands_before_running_too(clients: Clients) -> None:
    author, reviewer = clients(), clients("steward")
    bomb = {"query": "RETURN size(range(1, $most)) AS n", "parameters": {"most": "INTEGER"}}
    author.post("/saved-queries", json={**BODY, **bomb})
    author.post("/saved-queries/owners_of/versions/1/submit")
    reviewer.post("/saved-queries/owners_of/versions/1/review", json={"decision": "APPROVE"})
    answer = author.post("/saved-queries/owners_of/run", json={"parameters": {"most": 10**9}})
    assert answer.json()["reason"] == "CYPHER_BOUNDS"


def test_managers_and_marketers_do_not_see_them(clients: Clients) -> None:
    for role in ("relationship_manager", "marketer", "admin"):
        assert clients(role).get("/saved-queries").status_code == 403
