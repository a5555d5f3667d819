"""The one shape of every load statement; `python -m graph.load_statements` writes it out to cypher/load/.

The files are generated because forty of them differ in a label only, and kept as files because every statement
that reaches the server can be read, explained and tested under its own name.
"""

from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from graph.model import DERIVED_TIE_ENDS, NODE_RECORDS, TIE_KINDS, TieKind, key_property
from graph.values import Instant

SUPERSEDED_MARK = "@"
"""Stands in the id of a superseded version of a tie, between the tie's own id and what tells its version."""

_NODE = """\
// Creates or changes {label} nodes by {key}; a mention never overwrites what is known.
// access write
// param rows: LIST<MAP>
// param run_id: STRING
// param recorded_at: ZONED DATETIME
// returns created, changed
UNWIND $rows AS row
MERGE (node:{label} {{{key}: row.key}})
WITH node, row, node.digest IS NULL AS is_new, coalesce(node.digest <> row.digest, false) AS is_changed
WITH node, row, is_new, is_changed AND NOT row.mention AS is_changed
FOREACH (record IN CASE WHEN is_new OR is_changed THEN [row] ELSE [] END |
  SET node = record.properties
  SET node.{key} = record.key,
    node.digest = record.digest,
    node.run_id = $run_id,
    node.recorded_at = $recorded_at{instants}
)
RETURN sum(CASE WHEN is_new THEN 1 ELSE 0 END) AS created, sum(CASE WHEN is_changed THEN 1 ELSE 0 END) AS changed
"""

_TIE = """\
// Creates {type} ties, or supersedes what has changed since: the former version stays beside the current one.
// access write
// param rows: LIST<MAP>
// param run_id: STRING
// param recorded_at: ZONED DATETIME
// returns created, changed, unchanged
UNWIND $rows AS row
MATCH (start:{start} {{{start_key}: row.start_key}})
MATCH (end:{end} {{{end_key}: row.end_key}})
MERGE (start)-[tie:{type} {{tie_id: row.tie_id}}]->(end)
WITH start, end, tie, row,
  tie.digest IS NULL AS is_new,
  coalesce(tie.digest <> row.digest, false) AS is_changed
FOREACH (former IN CASE WHEN is_changed THEN [tie] ELSE [] END |
  CREATE (start)-[superseded:{type}]->(end)
  SET superseded = former {{
    .*, tie_id: former.tie_id + '{mark}' + former.digest + '{mark}' + toString($recorded_at),
    superseded_at: $recorded_at
  }}
)
FOREACH (record IN CASE WHEN is_new OR is_changed THEN [row] ELSE [] END |
  SET tie = record.properties
  SET tie.tie_id = record.tie_id,
    tie.digest = record.digest,
    tie.run_id = $run_id,
    tie.recorded_at = $recorded_at{instants}
)
RETURN
  sum(CASE WHEN is_new THEN 1 ELSE 0 END) AS created,
  sum(CASE WHEN is_changed THEN 1 ELSE 0 END) AS changed,
  sum(CASE WHEN is_new OR is_changed THEN 0 ELSE 1 END) AS unchanged
"""

_DERIVED = """\
// Writes {type} ties of the next derivation of a view; nobody reads them before it becomes the current one.
// Nothing happens when another run has taken the view over.
// access write
// param view_id: STRING
// param run_id: STRING
// param rows: LIST<MAP>
// returns written
MATCH (view:DerivedView {{view_id: $view_id, claimed_by: $run_id}})
SET view.claimed_by = $run_id
WITH view
UNWIND $rows AS row
MATCH (start:Party {{party_id: row.start_id}})
MATCH (end:{end} {{{end_key}: row.end_id}})
MERGE (start)-[tie:{type} {{tie_id: row.tie_id}}]->(end)
SET tie = row.properties, tie.tie_id = row.tie_id, tie.since_number = view.number + 1
RETURN count(*) AS written
"""

_RETIRED = """\
// Marks {type} ties that the next derivation of a view no longer has.
// Nothing happens when another run has taken the view over.
// access write
// param view_id: STRING
// param run_id: STRING
// param tie_ids: LIST<STRING>
// returns retired
MATCH (view:DerivedView {{view_id: $view_id, claimed_by: $run_id}})
SET view.claimed_by = $run_id
WITH view
UNWIND $tie_ids AS tie_id
MATCH ()-[tie:{type} {{tie_id: tie_id}}]->()
SET tie.until_number = view.number + 1
RETURN count(*) AS retired
"""

_MISSING = """\
// Which of these {label} keys are not in the graph?
// access read
// param keys: LIST<STRING>
// returns missing_key
UNWIND $keys AS missing_key
WITH missing_key
WHERE NOT EXISTS {{ (:{label} {{{key}: missing_key}}) }}
RETURN missing_key
"""


def node_statement_name(label: str) -> str:
    """Return the catalogue name of the statement that writes nodes of `label`."""
    return f"load/nodes/{label.lower()}"


def tie_statement_name(type_name: str) -> str:
    """Return the catalogue name of the statement that writes ties of that type."""
    return f"load/ties/{type_name.lower()}"


def missing_statement_name(label: str) -> str:
    """Return the catalogue name of the statement that finds absent keys of `label`."""
    return f"load/missing/{label.lower()}"


def derived_statement_name(type_name: str) -> str:
    """Return the catalogue name of the statement that writes derived ties of that type."""
    return f"load/derived/{type_name.lower()}"


def retired_statement_name(type_name: str) -> str:
    """Return the catalogue name of the statement that marks derived ties of that type as gone."""
    return f"load/retired/{type_name.lower()}"


def load_statements() -> dict[str, str]:
    """Return every generated statement by catalogue name."""
    nodes = {node_statement_name(label): _node(label) for label in NODE_RECORDS}
    ties = {tie_statement_name(kind.name): _tie(kind) for kind in TIE_KINDS.values()}
    missing = {missing_statement_name(label): _missing(label) for label in NODE_RECORDS}
    derived = {
        derived_statement_name(name): _DERIVED.format(type=name, end=end, end_key=key_property(end))
        for name, end in DERIVED_TIE_ENDS.items()
    }
    retired = {retired_statement_name(name): _RETIRED.format(type=name) for name in DERIVED_TIE_ENDS}
    return nodes | ties | missing | derived | retired


def _node(label: str) -> str:
    record = NODE_RECORDS[label][1]
    return _NODE.format(label=label, key=key_property(label), instants=_instants("node", record))


def _tie(kind: TieKind) -> str:
    return _TIE.format(
        type=kind.name,
        mark=SUPERSEDED_MARK,
        start=kind.start,
        start_key=key_property(kind.start),
        end=kind.end,
        end_key=key_property(kind.end),
        instants=_instants("tie", kind.record),
    )


def _instants(variable: str, record: type[BaseModel]) -> str:
    """Let the server read instants from ISO text: the driver takes 60 µs to encode one datetime."""
    names = [name for name, field in record.model_fields.items() if _is_instant(field.annotation)]
    return "".join(f",\n    {variable}.{name} = datetime(record.properties.{name})" for name in names)


def _is_instant(annotation: object) -> bool:
    return Instant in (annotation, *get_args(annotation))


def _missing(label: str) -> str:
    return _MISSING.format(label=label, key=key_property(label))


def write_load_statements(folder: Path) -> int:
    """Write every statement below `folder` (the cypher package's own) and return how many."""
    statements = load_statements()
    for name, text in statements.items():
        path = folder / f"{name}.cypher"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return len(statements)


if __name__ == "__main__":
    write_load_statements(Path(__file__).parent.parent / "cypher")
