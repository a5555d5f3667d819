"""A file of ties: every row is taken or rejected with its place, value and reason."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from graph.errors import SourceUnreadable
from rules.facts_file import Reason, read_facts

HEADER = "from_id,from_type,rel_type,to_id,to_type,equity_share,voting_share,amount,valid_from,valid_to,note\n"


def _file(folder: Path, *rows: str) -> Path:
    path = folder / "ties.edges.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", "utf-8")
    return path


def test_shares_are_exact_and_days_half_open(tmp_path: Path) -> None:
    read = read_facts(_file(tmp_path, "P,Person,owns,C,Organization,0.28,,,2025-01-01,2025-07-01,kind=x;y=2"))
    (tie,) = read.facts.ties
    assert (tie.kind, tie.equity, tie.votes, tie.number("y")) == ("OWNS", Fraction(28, 100), None, Fraction(2))
    assert tie.holds_on(date(2025, 1, 1))
    assert not tie.holds_on(date(2025, 7, 1))
    assert read.facts.parties["P"].kind == "Person"


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("P,Person,OWNS,,Organization,0.5,,,,,", "to_id", Reason.MISSING_VALUE),
        ("P,Person,OWNS,C,Organization,half,,,,,", "equity_share", Reason.NOT_A_NUMBER),
        ("P,Person,OWNS,C,Organization,1.01,,,,,", "equity_share", Reason.SHARE_OUT_OF_RANGE),
        ("P,Person,OWNS,C,Organization,0.5,-1,,,,", "voting_share", Reason.SHARE_OUT_OF_RANGE),
        ("P,Person,OWNS,C,Organization,0.5,,,2025-02-30,,", "valid_from", Reason.NOT_A_DATE),
        ("P,Person,OWNS,C,Organization,0.5,,,2025-02-03,2025-02-01,", "valid_to", Reason.INTERVAL_RUNS_BACKWARD),
        ("P,Person,OWNS,C,Organization,0.5,,,,,,surplus", "", Reason.TOO_MANY_VALUES),
    ],
)
def test_a_bad_row_is_rejected_and_the_others_are_kept(tmp_path: Path, row: str, column: str, reason: Reason) -> None:
    read = read_facts(_file(tmp_path, "P,Person,OWNS,C,Organization,0.5,,,,,", row))
    (bad,) = read.rejected
    assert (bad.row, bad.column, bad.reason) == (2, column, reason)
    assert read.accepted + len(read.rejected) == 2


def test_a_file_that_is_not_there_or_has_other_columns_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="There is no file"):
        read_facts(tmp_path / "none.csv")
    with pytest.raises(SourceUnreadable, match="is a folder"):
        read_facts(tmp_path)
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(SourceUnreadable, match="has no column from_id"):
        read_facts(other)
