"""The command that shows a whole bank at once: its own Neo4j, sample files, ingest and service."""

import json
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from typing import Annotated

import typer
from rich.console import Console

from access.roles import Role
from algorithms.catalogue import algorithm_named
from algorithms.job import project
from algorithms.run import Request, run
from api.app import DOCS_PATH, PREFIX
from graph.as_of import AsOf
from graph.caller import LOCAL_CALLER
from graph.errors import DemoFailed, SettingsInvalid
from graph.migrations import migrate
from graph.projections import Projections
from graph.session import GraphSession
from graph.store import Store
from graph.vault import Vault
from guanxi.cli.demo_users import PASSWORDS_FILE, demo_users, say_how_to_sign_in
from guanxi.cli.ingest import TerminalProgress, print_report
from guanxi.cli.serve import base_address, bound, http_server
from guanxi.cli.terminal import TerminalWatcher, ended_by_signals
from guanxi.local_neo4j import RunningServer, running
from guanxi.logs import configure_logs
from guanxi.settings import Settings, load_settings
from guanxi.wiring import open_app, open_derivations, open_session, open_vault
from ingest.job import ingest_delivery, loaded_run
from ingest.mapping_files import load_mapping
from ingest.readers import FolderDelivery
from insights.community_detection import CommunityDetection
from insights.scoreboards import Scoreboards
from rules.pack import load_pack
from sample_bank import write_sample_bank

MAPPING = "sample_bank"
RULE_PACK = "cn"
PRODUCT = "demo-product-N001"
SEED = 7
CALL_TIMEOUT_SECONDS = 30


def demo(
    customers: Annotated[int, typer.Option("--customers", help="Size of the bank.", min=200)] = 2_000,
    check: Annotated[bool, typer.Option("--check", help="Call each printed address once, then stop.")] = False,
) -> None:
    """Start a Neo4j of the demo's own, load a sample bank and serve it until Ctrl-C; a second time is quick."""
    settings = load_settings()
    settings = settings.model_copy(update={"home": settings.home / "demo" / f"{customers}-customers"})
    started = time.monotonic()
    with ended_by_signals(), _neo4j(settings) as server:
        source = _sample_files(settings.home / "source", customers)
        vault = open_vault(settings)
        with open_session(settings) as session:
            _load(session, vault, source, settings.home / "quarantine")
            _derive(settings, session, vault)
            _detect_communities(session, vault)
            party_id, employee_id = _somebody(session, vault)
        with _listener(settings) as listener, open_app(settings) as app:
            base = base_address(listener)
            addresses = _addresses(base, party_id, server)
            configure_logs(settings.service.log_format)
            _say(f"7/7 The bank is served, {time.monotonic() - started:.0f} seconds after the start.")
            for name, address in addresses.items():
                typer.echo(f"  {name:<18} {address}")
            register = f"{base}/related-party-register?rule_pack={RULE_PACK}"
            typer.echo(f"  {'register':<18} {register} (as {Role.COMPLIANCE.value})")
            of_marketer = {"communities": f"{base}/communities", "influencers": f"{base}/influencers?product={PRODUCT}"}
            for name, address in of_marketer.items():
                typer.echo(f"  {name:<18} {address} (as {Role.MARKETER.value})")
            passwords = demo_users(settings, employee_id)
            say_how_to_sign_in(base, passwords, settings.home / PASSWORDS_FILE, addresses["a customer"])
            web = http_server(app)
            if not check:
                typer.echo("Ctrl-C stops the service and its Neo4j; the data is kept for the next time.")
                web.run(sockets=[listener])
                return
            thread = threading.Thread(target=web.run, kwargs={"sockets": [listener]})
            thread.start()
            try:
                _call_each(addresses, _session_of(base, passwords, Role.RELATIONSHIP_MANAGER))
                _call_each({"register": register}, _session_of(base, passwords, Role.COMPLIANCE))
                _call_each(of_marketer, _session_of(base, passwords, Role.MARKETER))
            finally:
                web.should_exit = True
                thread.join()
    _say("Each address answered; everything is stopped.")


@contextmanager
def _neo4j(settings: Settings) -> Iterator[RunningServer | None]:
    if settings.neo4j.uri is not None:
        _say(f"1/7 Using your Neo4j at {settings.neo4j.uri}: the sample bank is loaded into it.")
        yield None
        return
    _say(f"1/7 Neo4j of the demo's own, in {settings.home}")
    with TerminalWatcher() as watcher, running(settings.home, settings.local_neo4j, watcher) as server:
        watcher.say(f"Neo4j is running (process {server.pid}).")
        yield server


def _sample_files(folder: Path, customers: int) -> Path:
    source = folder / f"{customers}-customers-seed-{SEED}"
    if (source / "manifest.json").is_file():
        _say(f"2/7 The bank's source files are there: {source}")
    else:
        _say(f"2/7 Writing the source files of a bank with {customers:,} customers: {source}")
        write_sample_bank(source, customers=customers, seed=SEED, force=True)
    return source


def _load(session: GraphSession, vault: Vault, source: Path, quarantine: Path) -> None:
    applied = migrate(session)
    _say(f"3/7 Schema: {f'{applied} migrations applied' if applied else 'up to date'}.")
    mapping, delivery = load_mapping(MAPPING), FolderDelivery(source)
    run_id = loaded_run(session, mapping, delivery)
    if run_id is not None:
        _say(f"4/7 These files are loaded already (run {run_id}).")
        return
    _say("4/7 Loading the source files; dirty rows go into the quarantine.")
    with TerminalProgress(Console(stderr=True)) as progress:
        report = ingest_delivery(session, vault, mapping, delivery, quarantine, progress)
    print_report(report, Console(stderr=True))


def _derive(settings: Settings, session: GraphSession, vault: Vault) -> None:
    """Derive who is related by law, as of today; what has not changed since the last time is taken over."""
    _say(f"5/7 Deriving related parties by the rule pack {RULE_PACK}.")
    report = open_derivations(settings, session, vault).derive(load_pack(RULE_PACK), AsOf.given())
    _say(f"    {report.view.ties:,} derived ties from {report.ties_read:,} on record, in {report.seconds:.0f} s.")


def _detect_communities(session: GraphSession, vault: Vault) -> None:
    """Look for communities as of today, which keep their ids a second time, and rank who is important among friends."""
    _say("6/7 Looking for communities among those who know each other.")
    report = CommunityDetection(session, vault).detect(AsOf.given())
    told = f"{report.communities:,} communities of {report.members:,} parties"
    _say(f"    {told}, modularity {report.modularity:.2f}, in {report.seconds:.0f} s.")
    as_of, ranking = AsOf.given(), algorithm_named("pagerank")
    ties = project(Projections(session, vault), "social", LOCAL_CALLER, as_of).projection
    Scoreboards(session).write(run(ties, Request(ranking, ranking.given({}), weighted=True)), "social", as_of)


def _somebody(session: GraphSession, vault: Vault) -> tuple[str, str]:
    """Return a customer whose page is worth opening, and who looks after it: the first who has a manager and owes."""
    store, as_of = Store(session, vault), AsOf.given()
    answer = store.queries.run("largest_exposures", {"currency": ["CNY"]}, LOCAL_CALLER, as_of)
    for row in answer.rows:
        managers = store.customers.profile(row["party_id"], LOCAL_CALLER, as_of).managers
        if managers:
            return str(row["party_id"]), str(managers[0]["employee_id"])
    raise DemoFailed("The bank was loaded but has no borrower with a manager; delete the demo's folder and try again.")


def _listener(settings: Settings) -> socket:
    host = settings.service.host
    try:
        return bound(host, settings.service.port)
    except SettingsInvalid:
        # Taken, most often; an address that is not to be used at all is refused again.
        return bound(host, 0)


def _addresses(base: str, party_id: str, server: RunningServer | None) -> dict[str, str]:
    customer = f"{base}/customers/{urllib.parse.quote(party_id)}"
    addresses = {
        "documentation": f"{base}{DOCS_PATH.removeprefix(PREFIX)}",
        "search": f"{base}/customers?q=zhang%20wei",
        "a customer": customer,
        "related parties": f"{customer}/related-parties?depth=2",
        "connected groups": f"{customer}/groups?rule_pack=cn&explain=true",
        "ownership": f"{customer}/ownership",
        "a named query": f"{base}/queries/guarantee_pairs",
        "health": f"{base}/health/ready",
        "metrics": f"{base}/metrics",
    }
    return addresses if server is None else {**addresses, "Neo4j Browser": server.browser_uri}


def _session_of(base: str, passwords: dict[str, str], role: Role) -> urllib.request.OpenerDirector:
    """Return what calls as the user of this role, signed in as a browser would."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor())
    name = role.value
    body = json.dumps({"name": name, "password": passwords[name]}).encode()
    request = urllib.request.Request(  # noqa: S310 - the service's own address
        f"{base}/sign-in", body, {"Content-Type": "application/json"}
    )
    if _call(opener, request, time.monotonic() + CALL_TIMEOUT_SECONDS) is None:
        raise DemoFailed(f"The user {name} cannot sign in.")
    return opener


def _call_each(addresses: dict[str, str], opener: urllib.request.OpenerDirector) -> None:
    deadline = time.monotonic() + CALL_TIMEOUT_SECONDS
    for name, address in addresses.items():
        answer = _call(opener, address, deadline)
        typer.echo(f"  {answer or 'no answer'}  {name}")
        if answer is None:
            raise DemoFailed(f"{address} does not answer with 200.")


def _call(opener: urllib.request.OpenerDirector, address: str | urllib.request.Request, deadline: float) -> str | None:
    while True:
        try:
            with opener.open(address, timeout=CALL_TIMEOUT_SECONDS) as response:
                return f"{response.status}, {len(response.read()):,} bytes"
        except OSError:
            if time.monotonic() > deadline:
                return None
            time.sleep(0.1)


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)
