"""What a person may choose about the Neo4j that Guanxi starts itself; guanxi.settings fills it in."""

from pathlib import Path

from jgo.constants import MAVEN_CENTRAL_URL
from pydantic import BaseModel, ConfigDict, Field


class LocalNeo4jSettings(BaseModel):
    """Sizes, deadlines and places of the local Neo4j; its home folder is the product's own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cache_dir: Path = Field(
        Path("~/.cache/guanxi/jars"),
        description="Folder of downloaded jars, in Maven's layout; a copy serves a machine without network.",
    )
    maven_repository: str = Field(
        MAVEN_CENTRAL_URL,
        pattern="^https?://",
        description="Address of the Maven repository, or of your mirror of it, that the jars come from.",
    )
    heap_megabytes: int = Field(1024, ge=512, description="Java heap of the local Neo4j.")
    page_cache_megabytes: int = Field(512, ge=64, description="Memory in which it caches its store files.")
    start_timeout_seconds: float = Field(180.0, gt=0, description="Longest time that its start may take.")
    stop_timeout_seconds: float = Field(60.0, gt=0, description="Longest time that its clean stop may take.")
    with_gds: bool = Field(default=False, description="Add the open Graph Data Science procedures.")


class ReplicaServerSettings(LocalNeo4jSettings):
    """A second, small server that may be lost: one expression of an analyst's can end it."""

    transaction_megabytes: int = Field(128, ge=16, description="Memory of one transaction.")
    is_read_only: bool = Field(default=True, description="Whether its data can be changed at all.")
