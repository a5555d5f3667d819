"""What is exported can be read back whole, opens elsewhere, and does no harm in a spreadsheet."""

import csv
import io
from collections.abc import Callable
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hypothesis import example, given

from algorithms.exports import EXPORTS, write_edges_csv, write_gexf, write_graphml, write_nodes_csv
from algorithms.projection import Projection
from tests.support.projections import from_csv, from_shown, projections

_GEXF = "{http://gexf.net/1.3}"


def _bytes(write: Callable[[Projection, io.BytesIO], None], projection: Projection) -> bytes:
    file = io.BytesIO()
    write(projection, file)
    return file.getvalue()


def _pair(name: str, other: str = "b") -> Projection:
    return Projection.canonical(
        keys=["a", other],
        names=[name, "乙"],
        labels=["Person", "Person"],
        start=[0, 0],
        end=[1, 1],
        kind=[0, 1],
        kinds=["OWNS", "SPOUSE_OF"],
        weight=[0.25, 1.0],
        is_directed=True,
    )


@given(projections())
def test_gexf_is_read_back_as_it_was(projection: Projection) -> None:
    network = nx.read_gexf(io.BytesIO(_bytes(write_gexf, projection)))
    assert from_shown(network) == projection


@given(projections())
def test_graphml_is_read_back_as_it_was(projection: Projection) -> None:
    network = nx.read_graphml(io.BytesIO(_bytes(write_graphml, projection)))
    assert from_shown(network) == projection


@given(projections().filter(lambda projection: len(projection.start) > 0))
@example(_pair("=cmd|' /C calc'!A0", other="-b"))
def test_csv_is_read_back_as_it_was(projection: Projection) -> None:
    assert from_csv(_bytes(write_nodes_csv, projection), _bytes(write_edges_csv, projection)) == projection


@given(projections())
def test_no_cell_of_text_begins_a_formula(projection: Projection) -> None:
    for row in csv.reader(io.StringIO(_bytes(write_nodes_csv, projection).decode(), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\n")) for cell in row)


@pytest.mark.parametrize("write", [write_gexf, write_graphml, write_nodes_csv])
def test_characters_that_xml_cannot_hold_are_left_out(
    write: Callable[[Projection, io.BytesIO], None],
) -> None:
    text = _bytes(write, _pair("张\x00\x0b\x1f\ud800\ufffe伟\r")).decode()
    assert "张伟" in text
    if write is not write_nodes_csv:
        ET.fromstring(text.encode())  # noqa: S314 - our own bytes


def test_gexf_says_what_gephi_reads() -> None:
    root = ET.fromstring(_bytes(write_gexf, _pair("")))  # noqa: S314 - our own bytes
    graph = root.find(f"{_GEXF}graph")
    assert graph is not None
    assert (root.get("version"), graph.get("defaultedgetype")) == ("1.3", "directed")
    assert [node.get("label") for node in graph.iter(f"{_GEXF}node")] == ["a", "乙"]
    edges = list(graph.iter(f"{_GEXF}edge"))
    assert [(edge.get("source"), edge.get("target"), edge.get("weight")) for edge in edges] == [
        ("a", "b", "0.25"),
        ("a", "b", "1.0"),
    ]
    assert len({edge.get("id") for edge in edges}) == 2
    assert all(edge.get("type") is None for edge in edges)


def test_graphml_edges_have_ids_of_their_own() -> None:
    network = Projection.canonical(
        ["a", "b", "c"],
        [""] * 3,
        ["Person"] * 3,
        [0, 1, 0],
        [1, 2, 1],
        [0, 0, 0],
        ["OWNS"],
        None,
        is_directed=True,
    )
    root = ET.fromstring(_bytes(write_graphml, network))  # noqa: S314 - our own bytes
    ids = [edge.get("id") for edge in root.iter("{http://graphml.graphdrawing.org/xmlns}edge")]
    assert len(set(ids)) == 3


def test_csv_has_the_headers_that_gephi_knows() -> None:
    projection = _pair("甲")
    assert _bytes(write_nodes_csv, projection).decode().splitlines()[:2] == [
        "Id,Label,Name,Kind",
        "a,甲,甲,Person",
    ]
    assert _bytes(write_edges_csv, projection).decode().splitlines()[:2] == [
        "Source,Target,Type,Kind,Weight",
        "a,b,Directed,OWNS,0.25",
    ]


def test_every_format_names_its_files() -> None:
    assert {form: sorted(files) for form, files in EXPORTS.items()} == {
        "gexf": [""],
        "graphml": [""],
        "csv": ["edges.csv", "nodes.csv"],
    }
