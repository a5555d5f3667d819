"""A mapping is checked whole before a row is read, and each fault is named with its place."""

import pytest

from graph.errors import MappingInvalid
from ingest.mapping_files import load_mapping, parse_mapping, shipped_mappings

GOOD = """
mapping: one
version: "1"
title: One
namespace: one
sources: {core: {title: Core, source_type: VERIFIED, rank: 1}}
files:
  - name: people
    path: people.csv
    source: core
    key: [no]
    columns:
      no: {required: true}
      name: {type: name}
      country: {type: code, codes: {NO: NORWAY, Y: YEMEN}}
      day: {type: date, formats: [iso], required: true}
    lookups: [{file: people, on: {no: no}, take: {other: name}}]
    parties:
      - {ref: one, labels: [Person], identifiers: [{scheme: core, column: no}], record: {name: name}}
    nodes:
      - {ref: account, label: Account, key: [no], record: {kind: {const: CURRENT}}}
    ties:
      - {type: HOLDS, start: one, end: account, record: {role: {const: PRIMARY}}, valid_from: day}
"""


def test_a_code_that_yaml_takes_for_a_boolean_is_a_word() -> None:
    columns = parse_mapping(GOOD, "good").file("people").columns
    assert columns["country"].codes == {"NO": "NORWAY", "Y": "YEMEN"}
    assert columns["no"].required is True


@pytest.mark.parametrize(
    ("text", "instead", "says"),
    [
        ("type: HOLDS", "type: HAS", "unknown tie type: HAS"),
        ("label: Account", "label: Acount", "unknown label: Acount"),
        ("labels: [Person]", "labels: [Human]", "unknown label: Human"),
        ("record: {name: name}", "record: {nam: name}", "unknown party property: nam"),
        ("record: {name: name}", "record: {name: nam}", "unknown column: nam"),
        ("role: {const: PRIMARY}", "rolle: {const: PRIMARY}", "unknown HOLDS property: rolle"),
        ("start: one", "start: two", "unknown ref: two"),
        ("key: [no]\n    columns", "key: [nr]\n    columns", "unknown column: nr"),
        ("source: core\n", "source: kore\n", "unknown source: kore"),
        ("file: people,", "file: peple,", "unknown file: peple"),
        ("type: date, formats: [iso]", "type: date", "needs formats"),
        ("codes: {NO: NORWAY, Y: YEMEN}", "codes: {}", "needs codes"),
        ("rank: 1", "rank: 0", "rank"),
        ("title: One\n", "titel: One\n", "titel"),
        ("valid_from: day", "valid_from: dey", "unknown column: dey"),
        ("take: {other: name}", "take: {other: nam}", "unknown column: nam"),
        ("on: {no: no}", "on: {nr: no}", "unknown column: nr"),
        ("type: name}", 'type: name, extract: "("}', "not a regular expression"),
        ("type: name}", 'type: name, extract: "a"}', "needs a group"),
        ("type: date, formats: [iso]", "type: date, zone: Europa/Prag, formats: [iso]", "unknown zone"),
        ("labels: [Person]", "labels_from: country", "unknown label: NORWAY"),
    ],
)
def test_a_fault_is_named_with_its_place(text: str, instead: str, says: str) -> None:
    assert text in GOOD
    with pytest.raises(MappingInvalid, match=says):
        parse_mapping(GOOD.replace(text, instead), "bad")


def test_text_that_is_no_yaml_is_said_so() -> None:
    with pytest.raises(MappingInvalid, match="not YAML"):
        parse_mapping("a: [", "bad")


def test_an_unknown_name_lists_the_shipped_mappings() -> None:
    with pytest.raises(MappingInvalid, match="berka"):
        load_mapping("nothing")


@pytest.mark.parametrize("name", sorted(shipped_mappings()))
def test_shipped_mappings_are_right(name: str) -> None:
    assert load_mapping(name).mapping == name


def test_an_aggregated_time_has_to_be_required() -> None:
    loose = GOOD.replace("formats: [iso], required: true", "formats: [iso]").replace(
        "valid_from: day}", "aggregate: {month_of: day}}"
    )
    with pytest.raises(MappingInvalid, match="aggregated times"):
        parse_mapping(loose, "loose")


def test_a_reference_to_what_a_later_file_makes_is_refused() -> None:
    early = (
        GOOD.replace("record: {kind: {const: CURRENT}}}", "reference: true}")
        + """
  - name: accounts
    path: accounts.csv
    source: core
    columns: {no: {required: true}}
    nodes:
      - {ref: account, label: Account, key: [no], record: {kind: {const: CURRENT}}}
"""
    )
    with pytest.raises(MappingInvalid, match="people refers to Account account before accounts makes it"):
        parse_mapping(early, "early")
