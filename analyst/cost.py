"""What a statement costs, in plain words, from the server's own estimates."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from graph.free_statements import Plan, PlanStep

Level = Literal["LOW", "MEDIUM", "HIGH"]

MEDIUM_ROWS = 50_000.0
HIGH_ROWS = 1_000_000.0
"""On two cores about a million rows a second pass through a simple plan."""

WIDE_ROWS = 10_000.0
"""A scan below this is quicker than thinking about an index."""

_WORDS: dict[str, tuple[str, str]] = {
    "rows": ("Looks at about {rows} rows: {speed}.", "预计查看约 {rows} 行：{speed}。"),
    "LOW": ("quick", "很快"),
    "MEDIUM": ("some seconds", "需要数秒"),
    "HIGH": ("likely slow", "可能很慢"),
    "all_nodes": (
        "Starts from every node of the graph; name a label, as in (p:Party).",
        "从图中所有节点开始；请写明标签，例如 (p:Party)。",
    ),
    "all_relationships": (
        "Starts from every relationship of the graph; name a type, as in -[:OWNS]->.",
        "从图中所有关系开始；请写明类型，例如 -[:OWNS]->。",
    ),
    "label_scan": (
        "Starts from a full scan of {what}; add an index lookup, as by its key.",
        "从 {what} 的全量扫描开始；请加上索引查找，例如按主键。",
    ),
    "type_scan": (
        "Starts from every relationship of type {what}; begin at a node that is looked up by its key.",
        "从所有 {what} 关系开始；请从按主键查找的节点出发。",
    ),
    "product": (
        "Pairs two sets of rows that nothing joins (about {rows} pairs); join them by a relationship or a value.",
        "两组行之间没有连接条件（约 {rows} 对）；请用关系或值连接。",
    ),
    "walk": (
        "Walks over several steps; the number of paths grows with every step.",
        "多步遍历；路径数随步数增长。",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """How many rows the server expects to look at in all, and what makes it so many."""

    estimated_rows: int
    level: Level
    remarks: tuple[tuple[str, str, int], ...]

    def sentences(self, language: str = "en") -> list[str]:
        """Return the cost in plain words, in `en` or `zh`."""
        place = language == "zh"
        speed = _WORDS[self.level][place]
        first = _WORDS["rows"][place].format(rows=f"{self.estimated_rows:,}", speed=speed)
        return [first, *(_WORDS[key][place].format(what=what, rows=f"{rows:,}") for key, what, rows in self.remarks)]


def cost_of(plan: Plan) -> Cost:
    """Return the cost of a plan: the sum over its steps."""
    steps = list(plan.root.all()) if plan.root is not None else []
    rows = sum(step.estimated_rows for step in steps)
    level: Level = "HIGH" if rows >= HIGH_ROWS else "MEDIUM" if rows >= MEDIUM_ROWS else "LOW"
    return Cost(round(rows), level, tuple(dict.fromkeys(remark for step in steps for remark in _remarks(step))))


def _remarks(step: PlanStep) -> Iterator[tuple[str, str, int]]:
    rows = round(step.estimated_rows)
    if step.operator == "AllNodesScan":
        yield "all_nodes", "", 0
    elif "AllRelationshipsScan" in step.operator:
        yield "all_relationships", "", 0
    elif step.operator == "NodeByLabelScan" and step.estimated_rows >= WIDE_ROWS:
        yield "label_scan", step.details.rpartition(":")[2], 0
    elif "RelationshipTypeScan" in step.operator and step.estimated_rows >= WIDE_ROWS:
        yield "type_scan", step.details.partition(":")[2].partition("]")[0], 0
    elif step.operator == "CartesianProduct" and step.estimated_rows >= WIDE_ROWS:
        yield "product", "", rows
    elif step.operator.startswith(("VarLengthExpand", "Repeat", "StatefulShortestPath")):
        yield "walk", "", 0
