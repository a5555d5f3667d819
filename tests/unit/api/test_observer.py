import re

import pytest
from structlog.testing import capture_logs

from tests.unit.api.app import client

NAME = "张伟"


def test_every_answer_carries_an_id_of_its_own() -> None:
    with client() as http:
        first, second = (http.get("/health/live").headers["x-request-id"] for _ in range(2))
    assert first != second
    assert re.fullmatch(r"[0-9a-f]{16}", first)


def test_a_plain_id_from_a_proxy_is_kept() -> None:
    response = client().get("/health/live", headers={"X-Request-Id": "gateway-42.a_b"})
    assert response.headers["x-request-id"] == "gateway-42.a_b"


@pytest.mark.parametrize("given", ["short", "x" * 65, "a b c d e f g", 'inject"{}\\n0000'])
def test_any_other_id_is_replaced(given: str) -> None:
    assert client().get("/health/live", headers={"X-Request-Id": given}).headers["x-request-id"] != given


def test_the_access_log_has_the_route_and_no_customer() -> None:
    with capture_logs() as lines:
        client({"customers/search": [], "customers/profile": []}).get("/customers/core:17?valid_at=2026-01-01")
        client({"customers/search": []}).get(f"/customers?q={NAME}")
    requests = [line for line in lines if line["event"] == "request"]
    assert [line["route"] for line in requests] == ["/api/v1/customers/{party_id}", "/api/v1/customers"]
    assert [line["status"] for line in requests] == [404, 200]
    assert NAME not in str(lines)
    assert "core:17" not in str(lines)


def test_metrics_count_by_route_and_know_no_addresses() -> None:
    http = client({"customers/profile": []})
    http.get("/customers/core:17")
    http.get("/customers/core:18")
    http.get("/nothing-like-this")
    text = http.get("/metrics").text
    labels = 'method="GET",route="/api/v1/customers/{party_id}",status="404"'
    assert f"guanxi_requests_total{{{labels}}} 2.0" in text
    assert 'route="unknown",status="404"} 1.0' in text
    assert "core:17" not in text
    assert "nothing-like-this" not in text


def test_made_up_methods_are_counted_as_one() -> None:
    http = client()
    for method in ("BREW", "WHEN"):
        http.request(method, "/health/live")
    text = http.get("/metrics").text
    assert 'method="OTHER"' in text
    assert "BREW" not in text


def test_two_applications_do_not_count_together() -> None:
    client().get("/health/live")
    assert "/health/live" not in client().get("/metrics").text
