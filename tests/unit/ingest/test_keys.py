"""Keys come from the data alone, and no personal value shows in one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.keys import Keys
from ingest.mapping import Mapping, NodeSpec
from ingest.mapping_files import load_mapping, parse_mapping
from tests.support.vault import test_vault

TEXT = """
mapping: keys
version: "1"
title: Columns of every class
namespace: berka
sources: {core: {title: Core, source_type: VERIFIED, rank: 1}}
files:
  - name: holders
    path: holders.csv
    source: core
    key: [branch, card]
    columns:
      branch: {}
      card: {class: sensitive}
      holder: {class: personal}
      phone: {class: public}
      number: {}
    parties:
      - ref: holder
        labels: [Person]
        identifiers: [{scheme: client, column: number}, {scheme: PASSPORT, column: number},
          {scheme: USCC, column: number}, {scheme: nickname, column: holder}]
    nodes:
      - {ref: branch, label: Branch, key: [branch]}
      - {ref: card, label: Account, prefix: card, key: [card, {const: gold}]}
      - {ref: phone, label: Phone, key: [phone]}
      - {ref: unnumbered, label: Consent, key: [row_digest]}
  - name: cards
    path: cards.csv
    source: core
    columns: {card: {}, account: {}}
    nodes:
      - {ref: card, label: Account, prefix: card, key: [card, {const: gold}], reference: true}
      - {ref: account, label: Account, key: [account]}
"""


@pytest.fixture(scope="module")
def mapping() -> Mapping:
    return parse_mapping(TEXT, "keys")


@pytest.fixture(scope="module")
def keys(mapping: Mapping) -> Keys:
    return Keys(test_vault(), mapping)


def _node(mapping: Mapping, file: str, ref: str) -> NodeSpec:
    return next(node for node in mapping.file(file).nodes if node.ref == ref)


def test_keys_are_readable_where_the_value_is_nobodys(mapping: Mapping, keys: Keys) -> None:
    assert keys.node(_node(mapping, "holders", "branch"), ["7"]) == "berka-branch-7"
    assert keys.node(_node(mapping, "cards", "account"), ["576"]) == "berka-account-576"
    assert keys.party("client", "1") == "berka-client-1"
    assert keys.identifier("client", "1") == "berka.client:1"
    assert keys.party("USCC", "91110000600037341L") == "berka-uscc-91110000600037341L"


def test_a_sensitive_value_shows_in_no_key(mapping: Mapping, keys: Keys) -> None:
    card = keys.node(_node(mapping, "holders", "card"), ["6228480402564890018", "gold"])
    assert card.startswith("berka-card-")
    assert card.endswith("-gold")
    made = [
        card,
        keys.node(_node(mapping, "holders", "phone"), ["6228480402564890018"]),
        keys.node(_node(mapping, "holders", "unnumbered"), ["6228480402564890018"]),
        keys.party("PASSPORT", "6228480402564890018"),
        keys.identifier("PASSPORT", "6228480402564890018"),
        keys.party("nickname", "6228480402564890018"),
        keys.identifier("nickname", "6228480402564890018"),
        keys.row(mapping.file("holders"), ["7", "6228480402564890018"]),
        keys.tie("6228480402564890018"),
    ]
    assert [one for one in made if "6228" in one] == []
    assert keys.row(mapping.file("holders"), ["7", "6228480402564890018"]).startswith("7-")


def test_files_that_class_one_column_otherwise_mean_the_same_node(mapping: Mapping, keys: Keys) -> None:
    made = {keys.node(_node(mapping, file, "card"), ["6228", "gold"]) for file in ("holders", "cards")}
    assert len(made) == 1


def test_a_phone_is_one_node_whoever_gives_it() -> None:
    sample = load_mapping("sample_bank")
    keys = Keys(test_vault(), sample)
    specs = [node for spec in sample.files for node in spec.nodes if node.label == "Phone"]
    made = {keys.node(spec, ["13800138000"]) for spec in specs if spec.prefix is None}
    assert len(made) == len({spec.prefix or "phone" for spec in specs})


def test_a_scheme_in_upper_case_means_the_same_in_every_bank(mapping: Mapping) -> None:
    one, other = (Keys(test_vault(), mapping.model_copy(update={"namespace": name})) for name in "ab")
    assert one.identifier("USCC", "9") == other.identifier("USCC", "9")
    assert one.identifier("CN_RIC", "9") == other.identifier("CN_RIC", "9")
    assert one.identifier("client", "9") != other.identifier("client", "9")


@given(st.text(min_size=1), st.text(min_size=1))
def test_different_values_have_different_keys(mapping: Mapping, keys: Keys, one: str, other: str) -> None:
    for ref in ("branch", "phone"):
        made = {keys.node(_node(mapping, "holders", ref), [value]) for value in (one, other)}
        assert len(made) == len({one, other})


@given(st.text(min_size=1, max_size=300), st.sampled_from(["client", "PASSPORT", "nickname"]))
def test_a_party_id_can_stand_in_an_address(keys: Keys, value: str, scheme: str) -> None:
    assert keys.party(scheme, value).replace("-", "").replace("_", "").replace(".", "").isalnum()


def test_parts_of_a_tie_do_not_run_together(keys: Keys) -> None:
    assert keys.tie("ab", "c") != keys.tie("a", "bc")
