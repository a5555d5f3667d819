"""neo4j.conf of the local server: loopback only, and closed to what a query could otherwise reach."""

from dataclasses import dataclass

from guanxi.local_neo4j.paths import ServerPaths
from guanxi.local_neo4j.settings import LocalNeo4jSettings, ReplicaServerSettings

LOOPBACK = "127.0.0.1"

# Procedures outside Neo4j's own core are refused unless named here; the core's cannot be switched off.
PROCEDURES_ALLOWED = ("db.labels", "db.relationshipTypes", "db.propertyKeys", "db.schema.*", "db.index.*")
PROCEDURES_OF_SERVER = ("dbms.components", "db.ping")
GDS_PROCEDURES = "gds.*"

# A statement without a deadline of its own is ended after this; a driver's own timeout wins over it.
TRANSACTION_TIMEOUT_SECONDS = 60
# Neo4j's default waits for ever, so that one forgotten transaction would stop every writer.
LOCK_TIMEOUT_SECONDS = 10
# Of the heap: the rest is for the server itself, so that a greedy query fails and the server stays.
TRANSACTIONS_SHARE = 0.6
ONE_TRANSACTION_SHARE = 0.4


@dataclass(frozen=True)
class Ports:
    """The two ports of one local Neo4j."""

    bolt: int
    http: int


def bolt_uri(ports: Ports) -> str:
    """Where the driver connects."""
    return f"bolt://{LOOPBACK}:{ports.bolt}"


def http_uri(ports: Ports) -> str:
    """Where Neo4j's HTTP API answers."""
    return f"http://{LOOPBACK}:{ports.http}"


def browser_uri(ports: Ports) -> str:
    """Where Neo4j Browser is served."""
    return f"{http_uri(ports)}/browser/"


def render_configuration(paths: ServerPaths, ports: Ports, settings: LocalNeo4jSettings) -> str:
    """The text of neo4j.conf."""
    options = {
        **_addresses(ports),
        **_directories(paths),
        **_hardening(ports, with_gds=settings.with_gds),
        **_limits(settings),
    }
    if isinstance(settings, ReplicaServerSettings):
        options |= _of_a_replica(settings)
    lines = "".join(f"{name}={value}\n" for name, value in options.items())
    return f"# Written by guanxi up at every start; changes made here are lost.\n{lines}"


def _addresses(ports: Ports) -> dict[str, str]:
    return {
        "server.default_listen_address": LOOPBACK,
        "server.default_advertised_address": LOOPBACK,
        "server.bolt.enabled": "true",
        "server.bolt.listen_address": f"{LOOPBACK}:{ports.bolt}",
        "server.bolt.advertised_address": f"{LOOPBACK}:{ports.bolt}",
        "server.http.enabled": "true",
        "server.http.listen_address": f"{LOOPBACK}:{ports.http}",
        "server.http.advertised_address": f"{LOOPBACK}:{ports.http}",
        "server.https.enabled": "false",
    }


def _directories(paths: ServerPaths) -> dict[str, str]:
    return {
        "server.directories.data": str(paths.data),
        "server.directories.transaction.logs.root": str(paths.data / "transactions"),
        "server.directories.logs": str(paths.logs),
        "server.directories.plugins": str(paths.plugins),
        "server.directories.run": str(paths.root / "run"),
        "server.directories.import": str(paths.root / "import"),
    }


def _hardening(ports: Ports, *, with_gds: bool) -> dict[str, str]:
    allowed = PROCEDURES_ALLOWED + PROCEDURES_OF_SERVER + ((GDS_PROCEDURES,) if with_gds else ())
    options = {
        "server.config.strict_validation.enabled": "true",
        "dbms.security.auth_enabled": "true",
        # READ mode does not stop LOAD CSV: without these two lines any query reads files and calls addresses.
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
        "dbms.security.procedures.allowlist": ",".join(allowed),
        "dbms.security.http_access_control_allow_origin": http_uri(ports),
        "dbms.usage_report.enabled": "false",
        "client.allow_telemetry": "false",
    }
    return options | {"dbms.security.procedures.unrestricted": GDS_PROCEDURES} if with_gds else options


def _limits(settings: LocalNeo4jSettings) -> dict[str, str]:
    heap = settings.heap_megabytes
    return {
        "server.memory.pagecache.size": f"{settings.page_cache_megabytes}m",
        "dbms.memory.transaction.total.max": f"{int(heap * TRANSACTIONS_SHARE)}m",
        "db.memory.transaction.max": f"{int(heap * ONE_TRANSACTION_SHARE)}m",
        "db.transaction.timeout": f"{TRANSACTION_TIMEOUT_SECONDS}s",
        # Neo4j's default lets a statement run up to two seconds past its own limit.
        "db.transaction.monitor.check.interval": "500ms",
        "db.lock.acquisition.timeout": f"{LOCK_TIMEOUT_SECONDS}s",
        "db.tx_log.rotation.size": "64m",
        "db.tx_log.rotation.retention_policy": "1 days 512M",
        # The default reserves 256 MB for each of the two databases before the first byte is written.
        "db.tx_log.preallocate": "false",
        # A customer's few managers are found among dozens of other ties: ties of one kind are chained from here on.
        "db.relationship_grouping_threshold": "10",
    }


def _of_a_replica(settings: ReplicaServerSettings) -> dict[str, str]:
    return {
        # The database `system` stays writable all the same: sessions in READ mode are still needed.
        "server.databases.default_to_read_only": str(settings.is_read_only).lower(),
        "db.memory.transaction.max": f"{settings.transaction_megabytes}m",
    }
