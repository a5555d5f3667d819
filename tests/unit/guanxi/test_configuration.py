from pathlib import Path

import pytest

from guanxi.local_neo4j import LocalNeo4jSettings
from guanxi.local_neo4j.configuration import Ports, render_configuration
from guanxi.local_neo4j.paths import ServerPaths

PORTS = Ports(bolt=17687, http=17474)


def lines(settings: LocalNeo4jSettings, home: Path = Path("/home/of/guanxi")) -> set[str]:
    return set(render_configuration(ServerPaths(home), PORTS, settings).splitlines())


@pytest.mark.parametrize(
    "line",
    [
        "dbms.security.auth_enabled=true",
        "dbms.security.allow_csv_import_from_file_urls=false",
        "internal.dbms.cypher_ip_blocklist=0.0.0.0/0,::/0",
        "dbms.usage_report.enabled=false",
        "client.allow_telemetry=false",
        "server.config.strict_validation.enabled=true",
        "db.transaction.timeout=60s",
        "db.lock.acquisition.timeout=10s",
        "db.tx_log.rotation.retention_policy=1 days 512M",
        "server.https.enabled=false",
    ],
)
def test_the_server_is_hardened(line: str) -> None:
    assert line in lines(LocalNeo4jSettings())


def test_every_address_is_loopback() -> None:
    addresses = [line.partition("=")[2] for line in lines(LocalNeo4jSettings()) if "_address=" in line]
    assert len(addresses) >= 4
    assert all(address.startswith("127.0.0.1") for address in addresses)


def test_memory_limits_leave_the_server_room() -> None:
    rendered = lines(LocalNeo4jSettings(heap_megabytes=1000, page_cache_megabytes=300))
    assert "server.memory.pagecache.size=300m" in rendered
    assert "dbms.memory.transaction.total.max=600m" in rendered
    assert "db.memory.transaction.max=400m" in rendered


def test_procedures_of_gds_are_allowed_only_when_asked_for() -> None:
    assert not any("gds" in line for line in lines(LocalNeo4jSettings()))
    with_gds = lines(LocalNeo4jSettings(with_gds=True))
    assert "dbms.security.procedures.unrestricted=gds.*" in with_gds
    assert any(line.startswith("dbms.security.procedures.allowlist=") and "gds.*" in line for line in with_gds)


def test_every_folder_lies_under_the_home() -> None:
    folders = [line.partition("=")[2] for line in lines(LocalNeo4jSettings()) if "server.directories." in line]
    assert folders
    assert all(folder.startswith("/home/of/guanxi/neo4j/") for folder in folders)
