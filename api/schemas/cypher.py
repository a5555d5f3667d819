"""Shapes of analysts' statements: what is sent, what comes back, what it would cost."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, JsonValue, StringConstraints

from analyst.cost import cost_of
from analyst.gate import Examined
from analyst.refusals import Reason
from analyst.statement import PARAMETERS_MAX, TEXT_BYTES_MAX
from api.schemas.common import Shape

Scalar = bool | int | float | str | None
ParameterName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
NO_OTHER_NAMES: dict[str, JsonValue] = {"additionalProperties": False}
"""The document says of parameters' names only which are allowed; this says that no others are."""
QueryId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
_TEXT = "MATCH (p:Organization)-[t:OWNS]->(o:Organization) RETURN p.party_id, count(t) AS owned ORDER BY owned DESC"


class StatementShape(Shape):
    """A statement and its parameters."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"query": _TEXT, "parameters": {}}]})

    query: str = Field(description=f"One Cypher statement that only reads; at most {TEXT_BYTES_MAX} bytes.")
    parameters: dict[ParameterName, Scalar | list[Scalar]] = Field(
        {},
        description="Values of `$name` in the statement: numbers, texts, truth values, nulls, or lists of them.",
        max_length=PARAMETERS_MAX,
        json_schema_extra=NO_OTHER_NAMES,
    )


class RunLimitsShape(Shape):
    """Limits of one run; each can only be lower than the service's own."""

    timeout_seconds: float | None = Field(None, gt=0, le=600, examples=[5])
    rows: int | None = Field(None, ge=1, le=1_000_000, examples=[100])


class CypherRunShape(StatementShape):
    """A statement that is to be run."""

    query_id: QueryId | None = Field(
        None,
        description="An id of your choice, by which you can end the statement while it runs.",
        examples=["q-000001"],
    )
    format: Literal["json", "csv", "gexf"] = Field("json", description="How the answer is written.")
    limits: RunLimitsShape = RunLimitsShape(timeout_seconds=None, rows=None)


class CostSummaryShape(Shape):
    """What the server expected."""

    estimated_rows: int = Field(ge=0, examples=[1_200])
    level: Literal["LOW", "MEDIUM", "HIGH"]


class EndedShape(Shape):
    """Why a statement was ended in the middle of its answer."""

    reason: str = Field(examples=["CYPHER_TIME"])
    detail: str


class CypherAnswerShape(Shape):
    """An answer; what is cut off is said in its last fields, since they are written last."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "query_id": "q-000001",
                    "as_of": "2026-06-30T01:00:00Z",
                    "ran_on": "replica",
                    "columns": ["p.party_id", "owned"],
                    "cost": {"estimated_rows": 1200, "level": "LOW"},
                    "rows": [["core:17", 12]],
                    "row_count": 1,
                    "truncated": False,
                    "truncated_by": None,
                    "ended": None,
                    "blanked_count": 0,
                }
            ]
        }
    )

    query_id: str
    as_of: datetime = Field(description="The moment that the data is of: of a replica, of its last refresh.")
    ran_on: Literal["replica", "primary"]
    columns: list[str]
    cost: CostSummaryShape
    rows: list[list[Any]] = Field(description="Nodes, relationships and paths are objects.")
    row_count: int = Field(ge=0)
    truncated: bool
    truncated_by: Literal["rows", "bytes"] | None
    ended: EndedShape | None
    blanked_count: int = Field(
        description="How many texts were replaced by null because they hold a sealed value.", ge=0
    )


class RefusalShape(Shape):
    """One reason against a statement."""

    reason: Reason
    sentence: str = Field(examples=["Analysts' statements only read, and SET is not allowed."])


class PlanStepShape(Shape):
    """One step of the server's plan; `depth` 0 gives the rows of the answer."""

    depth: int = Field(ge=0)
    operator: str = Field(examples=["NodeByLabelScan"])
    details: str
    estimated_rows: float


class ExplainedShape(Shape):
    """Whether the gate lets a statement through, and what it would cost."""

    allowed: bool
    refusals: list[RefusalShape]
    ran_on: Literal["replica", "primary"] = Field(description="Where it would run.")
    columns: list[str]
    plan: list[PlanStepShape]
    estimated_rows: int | None
    level: Literal["LOW", "MEDIUM", "HIGH"] | None
    cost: list[str] = Field(
        description="In plain words, in the language of Accept-Language: English or Chinese.",
        examples=[["Looks at about 1,200,000 rows: likely slow."]],
    )

    @classmethod
    def of(cls, examined: Examined, ran_on: Literal["replica", "primary"], language: str) -> Self:
        """Return the shape of what the gate found."""
        plan = examined.plan
        cost = None if plan is None else cost_of(plan)
        return cls(
            allowed=not examined.refusals,
            refusals=[
                RefusalShape(reason=found.reason, sentence=found.sentence(language)) for found in examined.refusals
            ],
            ran_on=ran_on,
            columns=[] if plan is None else list(plan.columns),
            plan=[] if plan is None or plan.root is None else list(_steps(plan.root, 0)),
            estimated_rows=None if cost is None else cost.estimated_rows,
            level=None if cost is None else cost.level,
            cost=[] if cost is None else cost.sentences(language),
        )


def _steps(step: Any, depth: int) -> "list[PlanStepShape]":
    here = PlanStepShape(depth=depth, operator=step.operator, details=step.details, estimated_rows=step.estimated_rows)
    return [here, *(below for child in step.children for below in _steps(child, depth + 1))]
