"""Writes a projection in the formats that Gephi and others open: GEXF 1.3, GraphML, and a pair of CSV files.

A party is shown under its name, else its key; `kind` says what a party or a tie is.
"""

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from networkx.readwrite.gexf import write_gexf as write_gexf_network
from networkx.readwrite.graphml import write_graphml_xml

from algorithms.projection import Projection

if TYPE_CHECKING:
    import networkx as nx

Format = Literal["gexf", "graphml", "csv"]
Write = Callable[[Projection, BinaryIO], None]

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold, and the carriage return, which a reader of XML turns into something else."""

_FORMULA = re.compile(r"^['=+\-@＝＋－＠\t\r\n]")
"""A spreadsheet may run a cell that starts so; a quote mark is escaped too, so that all can be read back."""


def write_gexf(projection: Projection, file: BinaryIO) -> None:
    """Write GEXF 1.3."""
    write_gexf_network(_shown(projection), file, version="1.3")


def write_graphml(projection: Projection, file: BinaryIO) -> None:
    """Write GraphML."""
    write_graphml_xml(_shown(projection), file, named_key_ids=True)


def write_nodes_csv(projection: Projection, file: BinaryIO) -> None:
    """Write Gephi's table of nodes."""
    parties = zip(projection.keys, projection.names, projection.labels, strict=True)
    rows = (
        (spreadsheet_cell(key), spreadsheet_cell(name or key), spreadsheet_cell(name), spreadsheet_cell(label))
        for key, name, label in parties
    )
    _write_csv(file, ("Id", "Label", "Name", "Kind"), rows)


def write_edges_csv(projection: Projection, file: BinaryIO) -> None:
    """Write Gephi's table of edges; an unknown weight is an empty cell."""
    keys = [spreadsheet_cell(key) for key in projection.keys]
    kinds = [spreadsheet_cell(kind) for kind in projection.kinds]
    direction = "Directed" if projection.is_directed else "Undirected"
    rows = (
        (keys[start], keys[end], direction, kinds[kind], "" if math.isnan(weight) else repr(weight))
        for start, end, kind, weight in projection.ties()
    )
    _write_csv(file, ("Source", "Target", "Type", "Kind", "Weight"), rows)


EXPORTS: Mapping[Format, Mapping[str, Write]] = {
    "gexf": {"": write_gexf},
    "graphml": {"": write_graphml},
    "csv": {"nodes.csv": write_nodes_csv, "edges.csv": write_edges_csv},
}
"""Format → the files that it consists of, each with its writer; the one named '' is the whole export."""


def xml_text(text: str) -> str:
    """Return `text` without the characters that XML cannot hold."""
    return _NOT_IN_XML.sub("", text)


def spreadsheet_cell(text: str) -> str:
    """Return `text` as a cell that no spreadsheet runs as a formula, without control characters."""
    cell = xml_text(text)
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _shown(projection: Projection) -> "nx.Graph[Any]":
    network = _clean(projection).to_networkx()
    for key, data in network.nodes(data=True):
        data["kind"] = data.pop("label")
        data["label"] = data.get("name", key)
    for _, _, data in network.edges(data=True):
        # Named `type`, a kind would stand where GEXF says whether the edge is directed.
        data["kind"] = data["label"] = data.pop("type")
    return network


def _clean(projection: Projection) -> Projection:
    return replace(
        projection,
        keys=tuple(map(xml_text, projection.keys)),
        names=tuple(map(xml_text, projection.names)),
        labels=tuple(map(xml_text, projection.labels)),
        kinds=tuple(map(xml_text, projection.kinds)),
    )


def _write_csv(file: BinaryIO, header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    text.flush()
    text.detach()
