from tests.unit.api.app import client

ROLES = [{"kind": "CURRENT", "role": "PRIMARY", "holdings": 4, "customers": 3}]


def test_the_list_says_what_each_query_takes() -> None:
    queries = {query["name"]: query for query in client().get("/queries").json()["queries"]}
    assert queries["largest_exposures"]["parameters"] == {"currency": "STRING"}
    assert queries["runs"]["is_as_of"] is False
    assert all("sees_all" not in query["parameters"] for query in queries.values())


def test_an_answer_has_the_columns_of_the_statement() -> None:
    response = client({"questions/holdings_by_role": ROLES}).get("/queries/holdings_by_role?valid_at=2026-01-01")
    assert response.json()["columns"] == ["kind", "role", "holdings", "customers"]
    assert response.json()["rows"] == ROLES


def test_an_unknown_query_is_404() -> None:
    assert client().get("/queries/nothing").status_code == 404


def test_an_unknown_parameter_is_422_and_named() -> None:
    response = client().get("/queries/holdings_by_role?colour=red")
    assert response.status_code == 422
    assert "colour" in response.json()["detail"]


def test_a_cut_answer_says_so() -> None:
    response = client({"questions/holdings_by_role": ROLES * 2}).get("/queries/holdings_by_role?rows_max=1")
    assert (len(response.json()["rows"]), response.json()["truncated"]) == (1, True)
