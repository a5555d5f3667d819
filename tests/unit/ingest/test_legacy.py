"""An address that cannot be a graph's, and a path that means nothing, are refused before anything is sent."""

import socket

import pytest

from graph.errors import LegacyGraphUnreadable, MappingInvalid
from ingest.legacy import LegacyGraph
from ingest.mapping_files import parse_mapping, shipped_mappings


@pytest.mark.parametrize("uri", ["localhost", "http://localhost:7474", "bolt://host:port", "bolt://", "bolt://[", ""])
def test_an_address_of_something_else_is_refused(uri: str) -> None:
    with pytest.raises(LegacyGraphUnreadable, match="no address of a graph"):
        LegacyGraph(uri, "neo4j", "secret")


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(LegacyGraphUnreadable) as refused:
        LegacyGraph("bolt://neo4j:secret@localhost", "neo4j", "secret")
    assert "secret" not in str(refused.value)


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        uri = f"bolt://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(LegacyGraphUnreadable, match=f"{uri} does not answer"):
            LegacyGraph(uri, "neo4j", "secret")


@pytest.mark.parametrize("path", ["Client", "nodes:Client", "relationship:"])
def test_a_path_that_is_neither_node_nor_relationship_is_refused(path: str) -> None:
    text = shipped_mappings()["legacy_py2neo_crm"].replace("path: node:Firm", f'path: "{path}"')
    with pytest.raises(MappingInvalid, match="node:Label or relationship:TYPE"):
        parse_mapping(text, "changed")
