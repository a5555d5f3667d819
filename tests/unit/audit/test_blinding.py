import json
import time

import pytest

from audit import Blinder
from tests.support.vault import test_vault

SECRETS = ("张伟", "zhang", "110101198503071231", "13812345678", "1985-03-07")
blinder = Blinder(test_vault().blind)


def test_a_text_blinds_alike_however_it_is_written() -> None:
    assert blinder.text(" Zhang  WEI ") == blinder.text("zhang wei") == blinder.text("ｚｈａｎｇ　ｗｅｉ")
    assert blinder.text("zhang wei") != blinder.text("zhang we1")


@pytest.mark.parametrize(
    "statement",
    [
        "MATCH (p {name: '张伟'}) RETURN p",
        'MATCH (p {name: "zhang"}) RETURN p',
        r"MATCH (p {name: 'it\'s zhang'}) RETURN p",
        "MATCH (p) WHERE p.id = 110101198503071231 RETURN p",
        "MATCH (p) /* zhang 张伟 */ RETURN p // 13812345678",
        "MATCH (p) RETURN p.name AS `zhang 110101198503071231`",
        "MATCH (张伟) RETURN 张伟",
        "RETURN date('1985-03-07')",
        "RETURN 'zhang",
        "RETURN 'zhang\\",
        "RETURN /* zhang",
        "RETURN `张伟",
    ],
)
def test_a_statement_keeps_its_form_and_no_personal_value(statement: str) -> None:
    blinded = blinder.statement(statement)
    assert not any(secret in blinded for secret in SECRETS)
    assert blinded.startswith(statement.split(maxsplit=1)[0])


def test_a_statement_of_quotes_that_nobody_closes_is_blinded_at_once() -> None:
    started = time.process_time()
    blinder.statement("RETURN '" + "\\'" * 50_000 + "\\")
    assert time.process_time() - started < 5


def test_an_escaped_letter_blinds_like_the_letter() -> None:
    assert blinder.statement(r"RETURN '\u5f20\u4f1f'") == blinder.statement("RETURN '张伟'")
    assert blinder.text("张伟") in blinder.statement('RETURN "张伟"')


def test_a_statement_without_values_stays_as_it_is() -> None:
    statement = "MATCH (p:Party)-[t:OWNS]->(q) WHERE t.equity_share_ppb > 5000 RETURN p.party_id, count(*) LIMIT 10"
    assert blinder.statement(statement) == statement


def test_parameters_and_long_numbers_are_blinded() -> None:
    kept = blinder.details(
        {
            "statement": "RETURN $name",
            "parameters": {"name": "张伟", "ids": ["110101198503071231", 13812345678], "limit": 10, "zhang 1": True},
            "reason": "call from 138 1234 5678",
            "fields": {"name"},
            "rows": 12,
        }
    )
    text = json.dumps(kept, ensure_ascii=False)
    assert not any(secret in text for secret in (*SECRETS, "138 1234"))
    assert kept["parameters"]["limit"] == 10
    assert (kept["fields"], kept["rows"]) == (["name"], 12)
    assert kept["reason"].startswith("call from blind:")


def test_of_an_address_only_harmless_parameters_are_readable() -> None:
    asked = [
        ("q", "2026"), ("valid_at", "2026-06-30"), ("valid_at", "张伟"), ("limit", "20"), ("kinds", "OWNS"),
        ("currency", "CNY"), ("born", "1985-03-07"), ("party_id", "core:17"), ("party_id", "zhang"),
        ("cursor", "abc"), ("张伟", "1"),
    ]  # fmt: skip
    found = blinder.query(asked, {name for name, _ in asked if name != "张伟"})
    text = json.dumps(found, ensure_ascii=False)
    assert not any(secret in text for secret in SECRETS)
    assert (found["limit"], found["kinds"], found["currency"]) == ("20", "OWNS", "CNY")
    assert found["valid_at"][0] == "2026-06-30"
    assert found["party_id"][0] == "core:17"
    assert found["q"] == blinder.text("2026")
    assert "cursor" not in found


@pytest.mark.parametrize("given", ["张伟", "zhang", "110101198503071231", "core:13812345678", "core:张伟"])
def test_a_path_that_named_nobody_is_blinded_unless_it_can_only_be_an_id(given: str) -> None:
    assert blinder.subject(given, is_known=False).startswith("blind:")
    assert blinder.subject(given, is_known=True) == given
    assert blinder.subject("core:17", is_known=False) == "core:17"
