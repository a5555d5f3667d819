from typing import Any

import pytest

from analyst.grammar import parse
from analyst.hidden_fields import SHOWN, hidden_fields
from analyst.refusals import Reason

STORED = SHOWN | {
    "name_terms", "name_search", "digest", "run_id", "value", "number", "id_number", "birth_date", "sex", "detail",
}  # fmt: skip
P = "MATCH (p:Person) "
SEARCH = "CALL db.index.fulltext.queryNodes"


def found(text: str, parameters: dict[str, Any] | None = None) -> list[Reason]:
    return [one.reason for one in hidden_fields(parse(text), parameters or {}, STORED)]


def test_of_persons_only_what_analysts_are_shown_is_shown() -> None:
    assert {"party_id", "region", "tie_id", "balance_minor", "equity_share_ppb"} <= SHOWN
    assert not SHOWN & (STORED - SHOWN)
    assert not SHOWN & {"birth_date", "sex", "nationality", "occupation", "id_number", "record_id", "order_id"}


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        (P + "RETURN p.name_terms", {}), (P + "RETURN p.`name_terms`", {}), (P + "RETURN p . /* */ name_terms", {}),
        (P + "WHERE p.name_terms CONTAINS $t RETURN p.party_id", {"t": "x"}), (P + "RETURN p {.name_terms}", {}),
        ("MATCH (p {name_terms: $t}) RETURN p.party_id", {"t": "x"}), (P + "RETURN p {.*}", {}),
        ("MATCH (p:Person WHERE p.digest = 'x') RETURN p.party_id", {}), (P + "RETURN p {.party_id, .*}", {}),
        ("MATCH (p)-[t:OWNS {digest: 'x'}]->() RETURN p.party_id", {}), (P + "RETURN PROPERTIES(p)", {}),
        (P + "RETURN `properties`(p)", {}), (P + "RETURN p['name_terms']", {}),
        (P + "RETURN p[$k]", {"k": "digest"}), (P + "RETURN p['name_' + 'terms']", {}), (P + "RETURN p[$a + $b]", {}),
        (P + "RETURN [k IN keys(p) | p[k]]", {}), (P + "UNWIND keys(p) AS k RETURN p[k]", {}),
        (P + "WITH p, 'digest' AS k RETURN p[k]", {}), (P + "RETURN p[head(keys(p))]", {}),
        (P + "RETURN p[keys(p)[3]]", {}),
        (P + "UNWIND range(1, 2) AS k WITH p, 'digest' AS k RETURN p[k]", {}),
        (P + "RETURN reduce(k = 'digest', i IN range(1, 2) | p[k])", {}),
        (P + "RETURN p[1 + 'digest'], p[$i || 'x']", {"i": 1}),
        (P + "RETURN p.party_id ORDER BY p.name_terms", {}), (P + "RETURN p.digest AS d, count(*)", {}),
        (P + "RETURN max(p.digest)", {}), (P + "RETURN EXISTS { (p)--(q) WHERE q.digest > 'a' }", {}),
        (P + "RETURN [(p)--(q) | q.value]", {}), (P + "RETURN COLLECT { MATCH (p)--(i) RETURN i.value }", {}),
        (P + "RETURN all(q IN [p] WHERE q.digest STARTS WITH 'a')", {}),
        (P + "RETURN CASE p.sex WHEN 'M' THEN 1 END", {}),
        (P + "RETURN nodes((p)--())[0].number, duration({days: 1}).hours.number", {}),
        (P + "RETURN date({year: p.number}), duration({days: p.number}).days, head([p]).number", {}),
        (P + "WHERE p.name_search =~ 'zhang.*' RETURN p.party_id", {}), (P + "RETURN size(p.birth_date)", {}),
        (SEARCH + "('person_name_terms', 'x') YIELD node RETURN node", {}),
        (SEARCH + "($i, 'x') YIELD node RETURN node.party_id", {"i": "person_name_terms"}),
        (SEARCH + "('person_' + 'name_terms', 'x') YIELD node RETURN node", {}),
        ("WITH 'person_name_terms' AS i " + SEARCH + "(i, 'x') YIELD node RETURN node", {}),
        ("CALL `db`.index.FULLTEXT.queryNodes('person_name_terms', 'x') YIELD node RETURN node", {}),
        (SEARCH, {"indexName": "person_name_terms", "queryString": "x"}),
        ("CALL db.index.fulltext.queryRelationships('any', 'x') YIELD relationship RETURN relationship", {}),
        ("CALL { " + SEARCH + "('person_name_terms', 'x') YIELD score RETURN score } RETURN score", {}),
    ],
)  # fmt: skip
def test_every_way_to_a_hidden_field_is_found(text: str, parameters: dict[str, Any]) -> None:
    assert found(text, parameters)
    assert set(found(text, parameters)) == {Reason.FIELD}


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        (P + "RETURN p, p.party_id, p {.region, owned: COUNT { (p)-[:OWNS]->() }}, keys(p), labels(p)[0]", {}),
        (P + "RETURN p['region'], p[$k]", {"k": "segment"}),
        ("MATCH (o:Branch) WITH collect({from: o.branch_id, own: 1}) AS xs RETURN [x IN xs | x.from], xs[0].own", {}),
        ("MATCH (t:Touchpoint) RETURN t.occurred_at.hour, duration.inDays(t.occurred_at, datetime()).days", {}),
        ("MATCH (t:Touchpoint) RETURN duration.inDays(t.occurred_at, datetime()).number, Date().value", {}),
        ("WITH [1, 2, 3] AS xs RETURN xs[-1], xs[$i], xs[size(xs) - 1]", {"i": 1}),
        ("WITH [1, 2, 3] AS xs UNWIND range(0, 2) AS i RETURN xs[i], xs[i + 1], xs[(1)]", {}),
        ("WITH [1, 2, 3] AS xs, 1 AS i RETURN xs[i % 2], xs[toInteger(xs[0])], xs[0..i]", {}),
        (SEARCH + "('entity_name_search', $q) YIELD node, score RETURN node.name, score", {"q": "x"}),
        (SEARCH + "($i, 'x') YIELD node RETURN node.name", {"i": "entity_name_search"}),
        ("CALL db.labels() YIELD label RETURN label", {}),
    ],
)  # fmt: skip
def test_what_analysts_are_shown_can_be_named(text: str, parameters: dict[str, Any]) -> None:
    assert found(text, parameters) == []
