"""An edge list is read in any of its usual forms, and every line that is no tie is named."""

from pathlib import Path

import numpy as np
import pytest

from algorithms.edge_list import Fault, read_edge_list
from algorithms.projection import Projection
from algorithms.refusal import CannotRun


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "edges.txt"
    path.write_text(text, encoding="utf-8")
    return path


def _ties(projection: Projection) -> list[tuple[str, str]]:
    return [(projection.keys[start], projection.keys[end]) for start, end, _, _ in projection.ties()]


@pytest.mark.parametrize(
    "text",
    ["a b\nb c\n", "a\tb\nb\tc\n", "# remark\n\na,b\nb,c", "Source;Target\na;b\nb;c\n", "% x\n  a   b \n  b c\r\n"],
)
def test_the_usual_forms_give_the_same_ties(tmp_path: Path, text: str) -> None:
    projection, faults = read_edge_list(_written(tmp_path, text), is_directed=True, weighted=False)
    assert (_ties(projection), faults, projection.weight) == ([("a", "b"), ("b", "c")], (), None)


def test_columns_are_found_by_their_names(tmp_path: Path) -> None:
    text = 'Weight,Target,Kind,Source\n1.5,乙,OWNS,"甲, 先生"\n'
    projection, _ = read_edge_list(_written(tmp_path, text), is_directed=True, weighted=True)
    assert _ties(projection) == [("甲, 先生", "乙")]
    assert (projection.kinds, projection.weight_or_nan().tolist()) == (("OWNS",), [1.5])


def test_every_line_is_a_tie_or_a_fault_at_its_row(tmp_path: Path) -> None:
    text = "# remark\nfrom,to,weight\na,b,1\n\n,b,1\na,,1\na,c,heavy\na,c,-2\na,c,inf\nb,c,2\n"
    projection, faults = read_edge_list(_written(tmp_path, text), is_directed=False, weighted=True)
    assert len(projection.start) + len({fault.row for fault in faults}) == 7
    assert faults == (
        Fault(5, "start", "", "MISSING_END"),
        Fault(6, "end", "", "MISSING_END"),
        Fault(7, "weight", "heavy", "WEIGHT_NOT_A_NUMBER"),
        Fault(8, "weight", "-2", "WEIGHT_NOT_POSITIVE"),
        Fault(9, "weight", "inf", "WEIGHT_NOT_A_NUMBER"),
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "no tie"), ("# only a remark\n", "no tie"), ("alone\n", "two ends"), ("a b\n", "no column of weights")],
)
def test_a_file_that_is_no_edge_list_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(CannotRun, match=sentence):
        read_edge_list(_written(tmp_path, text), is_directed=False, weighted=True)


def test_a_line_with_too_many_fields_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="line 3"):
        read_edge_list(_written(tmp_path, "a b\nb c\nc d e f\n"), is_directed=False, weighted=False)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="No such file"):
        read_edge_list(tmp_path / "none", is_directed=False, weighted=False)
    binary = tmp_path / "binary"
    binary.write_bytes(np.arange(200, dtype=np.uint8).tobytes())
    with pytest.raises(CannotRun, match="UTF-8"):
        read_edge_list(binary, is_directed=False, weighted=False)
