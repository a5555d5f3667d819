import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import LocalNeo4jError
from guanxi.local_neo4j.ports import choose_ports, remembered_ports


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_chosen_ports_are_remembered(tmp_path: Path) -> None:
    said: list[str] = []
    first = choose_ports(tmp_path / "ports.json", said.append)
    assert first.bolt != first.http
    assert choose_ports(tmp_path / "ports.json", said.append) == first
    assert remembered_ports(tmp_path / "ports.json") == first
    assert said == []


def test_nothing_is_remembered_before_the_first_start(tmp_path: Path) -> None:
    assert remembered_ports(tmp_path / "ports.json") is None


def test_a_port_taken_since_is_replaced_and_said(tmp_path: Path, taken_port: int) -> None:
    path = tmp_path / "ports.json"
    http = choose_ports(path, lambda _: None).http
    path.write_text(f'{{"bolt": {taken_port}, "http": {http}}}', encoding="utf-8")
    said: list[str] = []
    ports = choose_ports(path, said.append)
    assert ports.bolt != taken_port
    assert ports.http == http
    assert remembered_ports(path) == ports
    assert [f"Port {taken_port} is taken by" in sentence for sentence in said] == [True]


def test_a_file_that_is_not_ours_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ports.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(LocalNeo4jError, match=r"ports\.json is not readable"):
        remembered_ports(path)
