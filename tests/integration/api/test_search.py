import pytest

from graph.scope import Scope
from tests.integration.api.conftest import Client


def found(client: Client, q: str, scope: Scope | None = None, **parameters: str) -> list[tuple[str, str]]:
    http = client() if scope is None else client(scope)
    response = http.get("/customers", params={"q": q, **parameters})
    assert response.status_code == 200
    return [(one["party_id"], one["matched_by"]) for one in response.json()["customers"]]


@pytest.mark.parametrize("q", ["张伟", "zhang wei", "zhangwei", "ZhangWei", "zw", "wei zhang", "ｚｗ", "张"])
def test_a_person_is_found_by_chinese_pinyin_and_initials(client: Client, q: str) -> None:
    assert found(client, q) == [("wei", "NAME"), ("wei2", "NAME")]


@pytest.mark.parametrize("q", ["chen minmin", "minmin chen", "chenminmin", "陈敏敏", "敏敏", "cmm"])
def test_a_given_name_of_two_syllables_can_be_typed_as_one_word(client: Client, q: str) -> None:
    assert found(client, q) == [("chen", "NAME")]


@pytest.mark.parametrize("q", ["长江", "长江贸易", "贸易有限公司", "changjiang maoyi", "cjmyyxgs"])
def test_a_company_is_found_by_parts_of_its_name(client: Client, q: str) -> None:
    assert found(client, q) == [("acme", "NAME")]


@pytest.mark.parametrize("q", ["Smith-Jones", "anna sm", "jones"])
def test_a_latin_name_is_found_by_the_start_of_its_words(client: Client, q: str) -> None:
    assert found(client, q) == [("smith", "NAME")]


@pytest.mark.parametrize(
    ("q", "party_id"),
    [
        ("C-WEI", "wei"),
        ("c-wei", "wei"),
        ("110101198503071231", "wei"),
        ("11010119860512124x", "na"),
        ("110101 19860512 124X", "na"),
        ("91110000MA00000012", "acme"),
        ("wei2", "wei2"),
    ],
)
def test_a_number_finds_its_owner_and_nobody_else(client: Client, q: str, party_id: str) -> None:
    assert found(client, q) == [(party_id, "IDENTIFIER")]


@pytest.mark.parametrize("q", ["nobody", "***", '"', "q\\", 'x" OR *:*', "AND", "伟张", "\x00", "(", "~1"])
def test_whatever_is_typed_nobody_found_is_an_empty_list(client: Client, q: str) -> None:
    assert found(client, q) == []


def test_better_matches_come_first_and_equal_ones_by_their_id(client: Client) -> None:
    def anybody(q: str) -> list[str]:
        return [party_id for party_id, _ in found(client, q, include_non_customers="true")]

    assert anybody("zhang") == ["child", "wei", "wei2"]
    assert anybody("zhang wei") == ["wei", "wei2"]
    assert anybody("wei") == ["wei", "state", "wei2"]
    assert anybody("ga") == ["gamma"]
    assert anybody("lodger 1")[:3] == ["lodger-1", "lodger-10", "lodger-11"]
    assert anybody("lodger 1")[0] == "lodger-1"
    assert anybody("beta works") == []


def test_parties_that_are_no_customers_are_found_when_asked_for(client: Client) -> None:
    assert found(client, "beta") == []
    assert found(client, "beta", include_non_customers="true") == [("beta", "IDENTIFIER")]


def test_a_caller_finds_only_customers_in_its_scope(client: Client) -> None:
    assert found(client, "zw", Scope(employee_ids=("rm1",))) == [("wei", "NAME")]
    assert found(client, "zw", Scope(employee_ids=("rm2",))) == []
    assert found(client, "91110000MA00000012", Scope(branch_ids=("b1",))) == [("acme", "IDENTIFIER")]


def test_pages_go_on_without_gap_or_repeat(client: Client) -> None:
    http = client()
    pages: list[list[str]] = []
    cursor: str | None = None
    while cursor is not None or not pages:
        parameters = {"q": "lodger", "include_non_customers": "true", "limit": "6"}
        answer = http.get("/customers", params=parameters | ({"cursor": cursor} if cursor else {})).json()
        pages.append([one["party_id"] for one in answer["customers"]])
        cursor = answer["next_cursor"]
    assert [len(page) for page in pages] == [6, 6, 6, 2]
    assert len({party for page in pages for party in page}) == 20
