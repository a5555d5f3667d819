"""Projections for tests, and readers of what was exported: the way back that a round trip needs."""

import csv
import io
from typing import Any

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from algorithms.exports import xml_text
from algorithms.projection import Projection

KINDS = ("OWNS", "SPOUSE_OF", "朋友", "=1+1", "R&D <Leiter>")
LABELS = ("Person", "Organization", "State", "Arrangement", "Party")

texts = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    [
        "王晶丹",
        "🐼 有限公司",
        '<O\'Neill & "Sons">',
        "=HYPERLINK(1)",
        "'quoted",
        "＝全角",
        "a\nb\tc",
        " padded ",
    ]
)
weights = st.none() | st.floats(allow_infinity=False, allow_nan=False).map(lambda weight: weight + 0.0)


@st.composite
def projections(draw: st.DrawFn) -> Projection:
    """Any projection of up to eight parties, with loops, parallel ties, isolated parties, unknown weights."""
    cleaned = texts.map(xml_text)
    keys = draw(st.lists(cleaned.filter(bool), unique=True, min_size=1, max_size=8))
    position = st.integers(0, len(keys) - 1)
    ties = draw(st.lists(st.tuples(position, position, st.integers(0, len(KINDS) - 1), weights), max_size=12))
    return Projection.canonical(
        keys,
        draw(st.lists(cleaned, min_size=len(keys), max_size=len(keys))),
        draw(st.lists(st.sampled_from(LABELS), min_size=len(keys), max_size=len(keys))),
        [tie[0] for tie in ties],
        [tie[1] for tie in ties],
        [tie[2] for tie in ties],
        KINDS,
        [np.nan if tie[3] is None else tie[3] for tie in ties],
        is_directed=draw(st.booleans()),
    )


def from_shown(network: "nx.Graph[Any]") -> Projection:
    """Return the projection of a GEXF or GraphML export that networkx has read."""
    for _, data in network.nodes(data=True):
        data["label"] = data["kind"]
    for _, _, data in network.edges(data=True):
        data["type"] = data["kind"]
    return Projection.from_networkx(network)


def from_csv(nodes: bytes, edges: bytes) -> Projection:
    """Return the projection of the two tables."""
    parties = list(csv.DictReader(io.StringIO(nodes.decode(), newline="")))
    ties = list(csv.DictReader(io.StringIO(edges.decode(), newline="")))
    network: nx.MultiGraph[str] = nx.MultiDiGraph()
    if all(tie["Type"] == "Undirected" for tie in ties):
        network = nx.MultiGraph()
    for party in parties:
        network.add_node(_plain(party["Id"]), label=_plain(party["Kind"]), name=_plain(party["Name"]))
    for tie in ties:
        weight = {"weight": float(tie["Weight"])} if tie["Weight"] else {}
        network.add_edge(_plain(tie["Source"]), _plain(tie["Target"]), type=_plain(tie["Kind"]), **weight)
    return Projection.from_networkx(network)


def _plain(cell: str) -> str:
    return cell.removeprefix("'")
