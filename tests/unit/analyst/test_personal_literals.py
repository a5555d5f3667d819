import pytest

from analyst.personal_literals import personal_literal
from analyst.refusals import Reason


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (p:Party {party_id: '110101198503071231'}) RETURN p", "MATCH (p) WHERE p.name = 'E1234567' RETURN p",
        'RETURN "wang@example.com"', "RETURN '138 0000 0001'", "RETURN '+86-138-0000-0001'", "RETURN '123-45-6789'",
        "RETURN 1 // his phone is 13800000001", "RETURN 1 /* wang@example.com */", "RETURN 1 AS `110101198503071231`",
        "RETURN '１３８００００'",
    ],
)  # fmt: skip
def test_what_looks_personal_is_found_and_not_repeated(text: str) -> None:
    refusal = personal_literal(text)
    assert refusal is not None
    assert refusal.reason is Reason.PERSONAL
    assert "line 1" in refusal.sentence()
    assert "110101198503071231" not in refusal.sentence()


@pytest.mark.parametrize(
    "text",
    [
        "MATCH ()-[t:OWNS]->() WHERE t.equity_share_ppb > 250000000 RETURN t",
        "MATCH (t:Touchpoint) WHERE t.occurred_at >= datetime('2026-06-01T00:00:00Z') RETURN t",
        "RETURN date('2026-06-30'), '2026-06-30 12:00:00', 'LOAN', 1234567.89, $id, 'a@b'",
        "MATCH (p:Organization) WHERE p.name =~ '.*(银行|公司).*' RETURN p.name // organisations of 2026",
    ],
)
def test_days_amounts_and_words_pass(text: str) -> None:
    assert personal_literal(text) is None
