"""No text of the graph model is forgotten: it is sealed, or somebody has said that it need not be."""

from collections.abc import Sequence
from typing import Annotated, Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from graph.entitlement import FieldClass
from graph.model import NODE_RECORDS, TIE_KINDS, PartyRecord, TieRecord
from graph.sealed_fields import INTERNAL, OF_PERSONS, PUBLIC, SEALED, class_of, is_closely_kept, is_natural_person

RECORDS: dict[str, type[BaseModel]] = {
    "Party": PartyRecord,
    **{label: record for label, (_, record) in NODE_RECORDS.items()},
    **{kind.name: kind.record for kind in TIE_KINDS.values()},
}


def _texts(record: type[BaseModel]) -> set[str]:
    """Names of the properties that hold text of any form; a Code is one of a few words of the bank's own."""
    fields = record.model_fields.items()
    return {name for name, field in fields if _is_text(field.annotation, field.metadata)} - set(TieRecord.model_fields)


def _is_text(annotation: Any, metadata: Sequence[Any] = ()) -> bool:
    if annotation is str:
        return not any("A-Z" in str(constraint) for constraint in metadata)
    if get_origin(annotation) is Annotated:
        inner, *constraints = get_args(annotation)
        return _is_text(inner, constraints)
    return any(_is_text(inner) for inner in get_args(annotation))


@pytest.mark.parametrize("owner", sorted(RECORDS))
def test_every_text_is_named_once(owner: str) -> None:
    sealed = set(SEALED.get(owner, {})) | (set(OF_PERSONS) if owner == "Party" else set())
    named = [*sealed, *PUBLIC.get(owner, ()), *INTERNAL.get(owner, ())]
    assert len(named) == len(set(named))
    assert set(named) <= RECORDS[owner].model_fields.keys()
    assert _texts(RECORDS[owner]) - set(named) == set()


def test_what_is_named_is_in_the_model() -> None:
    assert {*SEALED, *PUBLIC, *INTERNAL} <= RECORDS.keys()


def test_texts_are_recognised() -> None:
    assert {"name", "id_number", "nationality"} <= _texts(PartyRecord)
    assert _texts(RECORDS["Phone"]) == {"number"}
    assert "kind" not in _texts(RECORDS["Account"])


@pytest.mark.parametrize(
    ("labels", "is_person"),
    [
        (("Person", "Customer"), True),
        (("Customer",), True),
        (("Organization",), False),
        (("State", "Customer"), False),
        (("Arrangement",), False),
        (("Organization", "Person"), True),
    ],
)
def test_who_may_be_a_person_is_kept_as_one(labels: tuple[str, ...], *, is_person: bool) -> None:
    assert is_natural_person(labels) is is_person


def test_numbers_of_persons_are_closely_kept() -> None:
    assert [scheme for scheme in ("CN_RIC", "PASSPORT", "USCC", "LEI", "core") if is_closely_kept(scheme)] == [
        "CN_RIC",
        "PASSPORT",
    ]
    assert class_of("Phone", "number") is FieldClass.SENSITIVE
    assert class_of("Party", "name") is FieldClass.PERSONAL
    assert class_of("Product", "name") is FieldClass.PUBLIC
    assert class_of("Account", "balance_minor") is FieldClass.INTERNAL
