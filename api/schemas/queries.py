"""Shapes of the named read queries: what can be asked, and the rows of an answer."""

from typing import Any, Self

from pydantic import ConfigDict, Field

from api.schemas.common import AsOfShape, Shape
from graph.as_of import AsOf
from graph.named_queries import Answer, NamedQuery


class QueryShape(Shape):
    """A query one can ask, and the parameters that it takes with their types."""

    name: str = Field(examples=["guarantee_pairs"])
    answers: str = Field(examples=["Which two parties guarantee each other's debts?"])
    parameters: dict[str, str] = Field(examples=[{"currency": "STRING"}])
    columns: list[str]
    is_as_of: bool = Field(description="Whether `valid_at` changes the answer.")

    @classmethod
    def of(cls, query: NamedQuery) -> Self:
        """Return the shape of a query."""
        return cls(
            name=query.name,
            answers=query.answers,
            parameters=query.parameters,
            columns=list(query.columns),
            is_as_of=query.is_as_of,
        )


class QueriesShape(Shape):
    """Every named query that the caller may ask."""

    queries: list[QueryShape]


class AnswerShape(Shape):
    """The rows of one answer. Columns in `_minor` are minor units or bands `5000..10000` of them; `_ppb` is a 10^-9."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "query": "holdings_by_role",
                    "as_of": {"valid_at": "2026-06-30", "known_at": "2026-06-30T01:00:00Z"},
                    "columns": ["kind", "role", "holdings", "customers"],
                    "rows": [{"kind": "CURRENT", "role": "PRIMARY", "holdings": 4500, "customers": 4500}],
                    "truncated": False,
                }
            ]
        }
    )

    query: str
    as_of: AsOfShape
    columns: list[str]
    rows: list[dict[str, Any]]
    truncated: bool = Field(description="Whether there are more rows than were asked for or than one answer holds.")

    @classmethod
    def of(cls, answer: Answer, as_of: AsOf) -> Self:
        """Return the shape of an answer."""
        return cls(
            query=answer.query.name,
            as_of=AsOfShape.of(as_of),
            columns=list(answer.query.columns),
            rows=answer.rows,
            truncated=answer.truncated,
        )
