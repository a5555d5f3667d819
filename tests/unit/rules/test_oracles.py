"""Every row of the oracles that speaks of this engine, exactly, whatever rule pack is chosen."""

import csv
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from algorithms.exposures import Capital
from rules.evaluation import evaluate
from rules.facts import Facts
from rules.facts_file import read_facts
from rules.pack import load_pack, pack_names

pytestmark = pytest.mark.shared_data

OTHER_SUBJECTS = ("O25", "O26")
"""Identifiers and customer tiers belong to other parts of the product."""

TOLERANCE = Fraction(1, 10**9)
UNDATED = date(2026, 6, 30)


def _cases(folder: Path) -> Iterator[tuple[dict[str, str], Facts, list[dict[str, str]]]]:
    for case in csv.DictReader((folder / "manifest.csv").read_text("utf-8").splitlines()):
        if case["oracle_id"].startswith(OTHER_SUBJECTS):
            continue
        nodes = folder / case["nodes_file"] if case["nodes_file"] else None
        read = read_facts(folder / case["edges_file"], nodes)
        assert not read.rejected
        expected = list(csv.DictReader((folder / case["expected_file"]).read_text("utf-8").splitlines()))
        yield case, read.facts, expected


def _agrees(value: str | None, row: dict[str, str]) -> bool:
    wanted = row["expected_exact"] or row["expected"]
    if value is None:
        return False
    try:
        return abs(Fraction(value) - Fraction(wanted)) <= TOLERANCE
    except ValueError:
        return value == wanted


@pytest.mark.parametrize("pack", sorted(set(pack_names()) - {"ias24"}))
def test_every_row_is_answered(shared_data: Path, pack: str) -> None:
    """Accounting knows no economic dependency, so that its groups are others by law."""
    folder = shared_data.parent / "oracles"
    wrong, rows = [], 0
    for case, facts, expected in _cases(folder):
        answers: dict[date, dict[tuple[str, ...], str]] = {}
        for row in expected:
            rows += 1
            _, _, dated = row["measure"].partition("@")
            day = date.fromisoformat(dated) if dated else UNDATED
            if day not in answers:
                found = evaluate(facts, load_pack(pack), day, {Capital.TIER1: Fraction(1000)})
                answers[day] = {(m.measure, m.rule_id, m.subject_id, m.object_id): m.value for m in found}
            key = (row["measure"], row["rule_id"], row["subject_id"], row["object_id"])
            if not _agrees(answers[day].get(key), row):
                wrong.append((case["oracle_id"], key, row["expected"], answers[day].get(key)))
    assert not wrong
    assert rows >= 600
