from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from tests.unit.api.app import client
from tests.unit.graph.test_related_parties import friend, other, row

if TYPE_CHECKING:
    from tests.support.recorded import Answer


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=",
        f"q={'x' * 201}",
        "q=x&limit=0",
        "q=x&limit=201",
        "q=x&valid_at=soon",
        "q=x&known_at=2026",
        "q=x&valid_at=0",
    ],
)
def test_a_search_of_the_wrong_shape_is_422(query: str) -> None:
    assert client().get(f"/customers?{query}").status_code == 422


def test_nobody_found_is_an_empty_list() -> None:
    response = client({"customers/search": []}).get("/customers?q=nobody")
    assert response.status_code == 200
    assert response.json()["customers"] == []
    assert response.json()["next_cursor"] is None


def test_a_damaged_cursor_is_400() -> None:
    response = client().get("/customers/p/timeline?cursor=abc")
    assert response.status_code == 400
    assert response.json()["type"] == "urn:guanxi:problem:invalid-cursor"


@pytest.mark.parametrize("path", ["", "/timeline", "/related-parties"])
def test_a_customer_that_is_not_visible_is_404(path: str) -> None:
    answers: dict[str, Answer] = {f"customers/{name}": [] for name in ("profile", "timeline", "related_parties")}
    assert client(answers).get(f"/customers/p{path}").status_code == 404


@pytest.mark.parametrize("query", ["depth=0", "depth=5", "kinds=FRIENDS", "known_at=2026-01-01T00:00:00"])
def test_a_walk_of_the_wrong_shape_is_422(query: str) -> None:
    assert client().get(f"/customers/p/related-parties?{query}").status_code == 422


def test_the_answer_says_what_it_is_true_for() -> None:
    clocks = "valid_at=2020-02-29&known_at=2021-01-01T08:00:00%2B08:00"
    response = client({"customers/search": []}).get(f"/customers?q=x&{clocks}")
    assert response.json()["as_of"] == {"valid_at": "2020-02-29", "known_at": "2021-01-01T00:00:00Z"}


def test_evidence_has_exact_shares_and_none_of_the_loaders_bookkeeping() -> None:
    owns = {
        "kind": "OWNS",
        "is_outgoing": True,
        "ours": {
            "tie_id": "t", "digest": "d", "run_id": "r", "source": "registry",
            "source_type": "OFFICIAL_REGISTER",
            "confidence": 1.0, "status": "ASSERTED", "recorded_at": "2026-01-01T00:00:00Z",
            "equity_share_ppb": 333_300_000, "is_nominee": False,
        },
    }  # fmt: skip
    response = client({"customers/related_parties": [row("a", [other("b", owns)])]}).get(
        "/customers/a/related-parties?depth=1"
    )
    (tie,) = response.json()["parties"][0]["path"][0]["ties"]
    (evidence,) = tie["evidence"]
    assert evidence["properties"] == {"equity_share_percent": "33.33", "is_nominee": False}
    assert tie["direction"] == "OUT"
    assert tie["through"] is None


def test_a_failed_walk_says_nothing_of_the_parties_it_met() -> None:
    broken = {**friend(), "kind": "UNHEARD_OF"}
    answers: dict[str, Answer] = {"customers/related_parties": [row("a", [other("张伟", broken)])]}
    with capture_logs():
        response = client(answers).get("/customers/a/related-parties")
    assert response.status_code == 500
    assert "张伟" not in response.text
