"""Shapes of the two questions that a supervisor asks."""

from typing import Literal

from pydantic import Field

from api.schemas.common import Shape


class LiveShape(Shape):
    """The process answers."""

    status: Literal["live"]
    version: str = Field(examples=["0.1.0"])


class ReadyShape(Shape):
    """The service can answer from its graph."""

    status: Literal["ready"]
    version: str = Field(examples=["0.1.0"])
    neo4j: str = Field(examples=["Neo4j Kernel 5.26.30 community"])
    migrations: int = Field(examples=[61])
