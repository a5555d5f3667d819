"""What the server's plan may consist of; the type that EXPLAIN tells is no check: `r` also stands for LOAD CSV.

Operators and procedures that are not named here are refused, also those of a later Neo4j.
"""

import re
from collections.abc import Iterator

from analyst.refusals import Reason, Refusal
from graph.free_statements import Plan, PlanStep

_OPERATORS = frozenset(
    (
        "AllNodesScan", "AllNodesScanIntoEquivalent", "AntiConditionalApply", "AntiSemiApply", "Apply", "Argument",
        "ArgumentTracker", "AssertSameNode", "AssertSameRelationship", "AssertingMultiNodeIndexSeek",
        "BidirectionalExpand(All)", "CacheProperties", "CartesianProduct", "ConditionalApply",
        "DirectedAllRelationshipsScan", "DirectedRelationshipByElementIdSeek", "DirectedRelationshipByIdSeek",
        "DirectedRelationshipIndexContainsScan", "DirectedRelationshipIndexEndsWithScan",
        "DirectedRelationshipIndexScan", "DirectedRelationshipIndexSeek", "DirectedRelationshipIndexSeekByRange",
        "DirectedRelationshipTypeScan", "DirectedRelationshipUniqueIndexSeek", "DirectedUnionRelationshipTypesScan",
        "Distinct", "EagerAggregation", "Eager", "EmptyRow", "Expand(All)", "Expand(Into)", "Filter",
        "IntersectionNodeByLabelsScan", "SubtractionNodeByLabelsScan", "LetAntiSemiApply", "LetSelectOrAntiSemiApply",
        "LetSelectOrSemiApply", "LetSemiApply", "Limit", "ExhaustiveLimit", "MultiNodeIndexSeek",
        "NodeByElementIdSeek", "NodeByIdSeek", "NodeByLabelScan", "NodeCountFromCountStore", "NodeHashJoin",
        "NodeIndexContainsScan", "NodeIndexEndsWithScan", "NodeIndexScan", "NodeIndexSeek", "NodeIndexSeekByRange",
        "NodeLeftOuterHashJoin", "NodeRightOuterHashJoin", "NodeUniqueIndexSeek", "NodeUniqueIndexSeekByRange",
        "Optional", "OptionalExpand(All)", "OptionalExpand(Into)", "OrderedAggregation", "OrderedDistinct",
        "OrderedUnion", "PartialSort", "PartialTop", "PathPropagatingBFS", "ProcedureCall", "ProduceResults",
        "ProjectEndpoints", "Projection", "PruningVarExpand", "BFSPruningVarExpand(All)", "BFSPruningVarExpand(Into)",
        "VarLengthExpand(Pruning)", "VarLengthExpand(Pruning,BFS,All)", "VarLengthExpand(Pruning,BFS)",
        "RelationshipCountFromCountStore", "Repeat(Trail)", "Repeat", "BidirectionalRepeat(Trail)",
        "RollUpApply", "SelectOrAntiSemiApply", "SelectOrSemiApply", "SemiApply", "ShortestPath", "Skip", "Sort",
        "StatefulShortestPath(All)", "StatefulShortestPath(Into)", "StatefulShortestPath(All, Trail)",
        "StatefulShortestPath(Into, Trail)", "Top", "Top1WithTies", "TriadicBuild", "TriadicFilter",
        "TriadicSelection", "UndirectedAllRelationshipsScan", "UndirectedRelationshipByElementIdSeek",
        "UndirectedRelationshipByIdSeek", "UndirectedRelationshipIndexContainsScan",
        "UndirectedRelationshipIndexEndsWithScan", "UndirectedRelationshipIndexScan",
        "UndirectedRelationshipIndexSeek", "UndirectedRelationshipIndexSeekByRange", "UndirectedRelationshipTypeScan",
        "UndirectedRelationshipUniqueIndexSeek", "UndirectedUnionRelationshipTypesScan", "Union",
        "UnionNodeByLabelsScan", "Unwind", "ValueHashJoin", "VarLengthExpand(All)", "VarLengthExpand(Into)",
    )
)  # fmt: skip

_PROCEDURES = frozenset(
    (
        "db.labels", "db.relationshipTypes", "db.propertyKeys", "db.schema.visualization",
        "db.schema.nodeTypeProperties", "db.schema.relTypeProperties",
        "db.index.fulltext.queryNodes", "db.index.fulltext.queryRelationships",
    )
)  # fmt: skip

PRODUCT_ROWS_MAX = 10_000_000.0
"""Of two sides that have nothing to do with each other: more pairs than this are a join that was forgotten."""

_PROCEDURE_NAME = re.compile(r"[\w.`]+")


def plan_refusals(plan: Plan) -> Iterator[Refusal]:
    """Yield what in a plan is not allowed; a statement without a plan is no query."""
    if plan.kind != "r":
        yield Refusal(Reason.WRITE, f"its type is “{plan.kind}”")
    if plan.root is None:
        yield Refusal(Reason.PLAN, "there is no plan")
        return
    for step in plan.root.all():
        yield from _refusals_of(step)


def _refusals_of(step: PlanStep) -> Iterator[Refusal]:
    if step.operator not in _OPERATORS:
        yield Refusal(Reason.PLAN, step.operator)
    elif step.operator == "ProcedureCall" and (name := _procedure(step)) not in _PROCEDURES:
        yield Refusal(Reason.PROC, name)
    elif step.operator == "CartesianProduct" and step.estimated_rows > PRODUCT_ROWS_MAX:
        yield Refusal(Reason.COST, f"{step.estimated_rows:,.0f} pairs of rows that nothing joins")


def _procedure(step: PlanStep) -> str:
    found = _PROCEDURE_NAME.match(step.details)
    return found.group().replace("`", "") if found else "without a name"
