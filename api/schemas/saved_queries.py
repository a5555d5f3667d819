"""Shapes of saved queries: what is kept, how a review goes, with which values one is run."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints

from analyst.saved_queries import ParameterType, SavedStatus, SavedVersion
from analyst.statement import PARAMETERS_MAX
from api.schemas.common import Shape
from api.schemas.cypher import NO_OTHER_NAMES, ParameterName, QueryId, RunLimitsShape, Scalar

SavedName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{2,63}$")]
_EXAMPLE: dict[str, Any] = {
    "query": "MATCH (p:Organization) WHERE p.region = $region RETURN p.party_id, p.name",
    "parameters": {"region": "STRING"},
}


class SavedTextShape(Shape):
    """A statement to be kept, and the types of its parameters."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    query: str = Field(description="One Cypher statement that the gate lets through.")
    parameters: dict[ParameterName, ParameterType] = Field(
        {}, max_length=PARAMETERS_MAX, json_schema_extra=NO_OTHER_NAMES
    )


class NewSavedQueryShape(SavedTextShape):
    """A query to be kept under a new name."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "organisations_of_region", "title": "By region", **_EXAMPLE}]}
    )

    name: SavedName
    title: str = Field(min_length=1, max_length=200)


class ReviewShape(Shape):
    """What a reviewer decides."""

    decision: Literal["APPROVE", "REJECT"]
    comment: str | None = Field(None, max_length=1_000, examples=["Counts closed accounts too."])


class SavedRunShape(Shape):
    """Values of the parameters, and how the answer is written."""

    parameters: dict[ParameterName, Scalar | list[Scalar]] = Field(
        {}, max_length=PARAMETERS_MAX, json_schema_extra=NO_OTHER_NAMES
    )
    query_id: QueryId | None = Field(None, examples=["q-000001"])
    format: Literal["json", "csv", "gexf"] = "json"
    limits: RunLimitsShape = RunLimitsShape(timeout_seconds=None, rows=None)


class SavedVersionShape(Shape):
    """One version of a saved query."""

    name: str
    title: str
    version: int = Field(ge=1)
    query: str
    parameters: dict[str, ParameterType]
    status: SavedStatus
    author: str
    reviewer: str | None
    comment: str | None
    saved_at: datetime
    reviewed_at: datetime | None

    @classmethod
    def of(cls, saved: SavedVersion) -> Self:
        """Return the shape of a version."""
        return cls(
            name=saved.name,
            title=saved.title,
            version=saved.version,
            query=saved.text,
            parameters=dict(saved.parameters),
            status=saved.status,
            author=saved.author,
            reviewer=saved.reviewer,
            comment=saved.comment,
            saved_at=datetime.fromtimestamp(saved.saved_at, UTC),
            reviewed_at=None if saved.reviewed_at is None else datetime.fromtimestamp(saved.reviewed_at, UTC),
        )


class SavedVersionsShape(Shape):
    """Versions of saved queries."""

    versions: list[SavedVersionShape]
