import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from guanxi.local_neo4j import LocalNeo4jSettings
from guanxi.local_neo4j.configuration import Ports, render_configuration
from guanxi.local_neo4j.paths import ServerPaths

PROJECT = Path(__file__).parent.parent.parent
# Of the places and addresses of a child process; in a container the image sets them.
NOT_IN_A_CONTAINER = ("server.", "db.tx_log.preallocate", "db.tx_log.rotation.size")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))
    return content


def neo4j_options(compose: dict[str, Any]) -> dict[str, str]:
    """The options as neo4j.conf spells them: the image turns __ into _ and _ into a dot."""
    environment: dict[str, str] = compose["services"]["neo4j"]["environment"]
    return {
        name.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_"): value
        for name, value in environment.items()
        if name != "NEO4J_AUTH_FILE"
    }


def test_neo4j_in_a_container_is_hardened_as_the_local_one(compose: dict[str, Any]) -> None:
    settings = LocalNeo4jSettings(heap_megabytes=2048)
    text = render_configuration(ServerPaths(Path("/home")), Ports(bolt=7687, http=7474), settings)
    lines = (line.partition("=") for line in text.splitlines() if not line.startswith("#"))
    local = {name: value for name, _, value in lines if not name.startswith(NOT_IN_A_CONTAINER)}
    in_container = {name: value for name, value in neo4j_options(compose).items() if not name.startswith("server.")}
    assert in_container == local


def test_every_port_is_published_on_loopback_alone(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_secrets_come_from_files(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert service["secrets"]
        for name, value in service["environment"].items():
            is_secret = "PASSWORD" in name or name.startswith("NEO4J_AUTH")
            assert not is_secret or value.startswith("/run/secrets/")
    assert all(set(secret) == {"file"} for secret in compose["secrets"].values())


def test_nothing_runs_as_root(compose: dict[str, Any]) -> None:
    assert compose["services"]["neo4j"]["user"] == "7474:7474"
    users = [
        line.split()[1]
        for line in (PROJECT / "Dockerfile").read_text(encoding="utf-8").splitlines()
        if line.startswith("USER ")
    ]
    assert users == ["10001:10001"]
    for service in compose["services"].values():
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_image_is_built_from_every_package_of_the_wheel() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    let_through = (PROJECT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {f"!{package}" for package in packages} <= set(let_through)
