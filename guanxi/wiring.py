"""Joins the parts: which Neo4j is used, and what is built on a connection to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from fractions import Fraction

from fastapi import FastAPI
from sqlalchemy import Engine

from access.door import Door
from access.idempotency import IdempotencyKeys
from access.oidc import OidcSettings
from access.outdated import OutdatedSignIns
from access.rate_limits import Rates
from algorithms.exposures import Capital
from analyst.console import Console, RunLimits, Server
from analyst.saved_queries import SavedQueries
from api.app import create_app
from api.hardening import Hardening
from api.services import Services
from audit import AnchorFile, Audit, Blinder
from graph.access_scope import OrganisationTitles
from graph.customers import WalkLimits
from graph.errors import GraphUnavailable, SettingsInvalid
from graph.free_statements import FreeStatements
from graph.session import Deadlines, GraphSession
from graph.store import Store
from graph.vault import KeyFile, Vault
from guanxi.analyst_replica import AnalystReplica, moment_of, supervised
from guanxi.local_neo4j import find
from guanxi.service_store import open_service_store
from guanxi.settings import (
    AnalystSettings,
    CapitalSettings,
    Neo4jSettings,
    OidcProviderSettings,
    Settings,
    neo4j_password,
)
from ingest.names import search_forms
from ingest.quarantine_files import destroy_files_before, files_before, remove_rows_about
from insights.background import forget_runs
from insights.services import Insights
from privacy.certificates import Certificates
from privacy.retention import Remover, RetentionJob
from privacy.retention_rules import DataClass, retention_rules
from privacy.rights import OtherPlaces, Rights
from rules.derivation_runs import Derivations
from rules.group_answers import BankCapital

SERVICE_RETRY_SECONDS = 2.0
"""A request that waits longer for a lost server is better answered with a 503 and asked again."""

WRITTEN_TO = timedelta(seconds=1)
"""How exactly the moment of an erasure is written down."""

RENEWAL = "renew it with 'guanxi replica refresh', one of your own with the files of 'guanxi replica export'"


def open_session(settings: Settings, retry_seconds: float = Deadlines.retry_seconds) -> GraphSession:
    """Connect to the server that the settings name, or else to the one that `guanxi up` started.

    Transient failures are tried again for `retry_seconds`. Raises GraphUnavailable when there is no server,
    SettingsInvalid when its password is not given.
    """
    chosen = settings.neo4j
    deadlines = Deadlines(
        read_seconds=chosen.read_timeout_seconds,
        write_seconds=chosen.write_timeout_seconds,
        retry_seconds=retry_seconds,
    )
    if chosen.uri is not None:
        return GraphSession.connect(chosen.uri, chosen.user, neo4j_password(chosen), chosen.database, deadlines)
    server = find(settings.home)
    if server is None:
        raise GraphUnavailable("No Neo4j is running: start one with 'guanxi up', or set GUANXI_NEO4J__URI.")
    return GraphSession.connect(
        server.bolt_uri, server.user, server.password.get_secret_value(), chosen.database, deadlines
    )


def open_vault(settings: Settings) -> Vault:
    """Return what seals and opens personal fields, with the keys of the key file."""
    return Vault(key_file(settings))


@contextmanager
def open_app(settings: Settings, host: str | None = None) -> Iterator[FastAPI]:
    """Have the HTTP application on connections of its own inside the block; `host` is where it listens."""
    limits = settings.related_parties
    titles = OrganisationTitles(settings.sign_in.team_lead_titles, settings.sign_in.branch_head_titles)
    walk = WalkLimits(**limits.model_dump())
    with (
        open_session(settings, SERVICE_RETRY_SECONDS) as session,
        service_database(settings) as engine,
        open_console(settings, session, engine) as console,
    ):
        vault = open_vault(settings)
        store = Store(session, vault, walk, titles)
        services = Services(
            store=store,
            door=open_door(settings, engine),
            vault=vault,
            rights=open_rights(settings, session, vault, engine),
            audit=open_audit(settings, engine, vault),
            idempotency=IdempotencyKeys(engine, vault),
            console=console,
            saved_queries=SavedQueries(engine),
            capital=bank_capital(settings.capital),
            insights=Insights(store, vault, engine),
        )
        try:
            yield create_app(services, _hardening(settings, host))
        finally:
            services.insights.close()


def open_derivations(settings: Settings, session: GraphSession, vault: Vault) -> Derivations:
    """Return where whole-bank derivations are made and read."""
    return Derivations(session, vault, settings.capital.bank_party_id)


def bank_capital(settings: CapitalSettings) -> BankCapital:
    """Return the bank's capital as the limits take it; what is not given leaves them open."""
    given = {Capital.TIER1: settings.tier1, Capital.NET: settings.net_capital}
    own_funds = {capital: Fraction(amount) for capital, amount in given.items() if amount is not None}
    return BankCapital(own_funds, settings.currency, settings.bank_party_id)


def _hardening(settings: Settings, host: str | None) -> Hardening:
    chosen = settings.service
    return Hardening(
        allowed_hosts=(*chosen.allowed_hosts, host or chosen.host),
        cors_origins=chosen.cors_origins,
        deadline_seconds=chosen.deadline_seconds,
    )


def open_audit(settings: Settings, engine: Engine, vault: Vault) -> Audit:
    """Return the audit; raises AuditUnavailable."""
    anchors = AnchorFile(settings.home / "audit-anchors.jsonl", vault.digest)
    return Audit(engine, Blinder(vault.blind), vault.digest, anchors)


def open_rights(settings: Settings, session: GraphSession, vault: Vault, engine: Engine) -> Rights:
    """Return what serves the rights of persons; raises SettingsInvalid for retention periods that cannot be used."""
    folder = settings.home / "quarantine"
    places = OtherPlaces(
        search_forms,
        lambda is_about: remove_rows_about(folder, vault, is_about),
        lambda: _forget_answers(engine, vault),
    )
    rules = retention_rules(settings.privacy.retention_file)
    return Rights(session, vault, key_file(settings), engine, places, rules)


def _forget_answers(engine: Engine, vault: Vault) -> None:
    IdempotencyKeys(engine, vault).forget_answers()
    forget_runs(engine)


def open_retention(settings: Settings, session: GraphSession, vault: Vault, engine: Engine) -> RetentionJob:
    """Return the job that removes what is too old."""
    rights = open_rights(settings, session, vault, engine)
    folder, sign_ins = settings.home / "quarantine", OutdatedSignIns(engine)
    others: dict[DataClass, Remover] = {
        "quarantine": Remover(
            lambda before: len(files_before(folder, before)), lambda before: destroy_files_before(folder, before)
        ),
        "sign_in": Remover(sign_ins.count, sign_ins.remove),
    }
    return RetentionJob(
        session,
        rights.rules,
        rights.erasures.certificates,
        rights.bundles,
        others,
        IdempotencyKeys(engine, vault).forget_answers,
    )


def key_file(settings: Settings) -> KeyFile:
    """Return the file of keys."""
    return KeyFile(settings.key_file or settings.home / "keys.json")


@contextmanager
def service_database(settings: Settings) -> Iterator[Engine]:
    """Have the service's own database inside the block."""
    url = settings.database_url
    engine = open_service_store(None if url is None else url.get_secret_value(), settings.home)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def open_console(settings: Settings, primary: GraphSession, engine: Engine) -> Iterator[Console]:
    """Have analysts' statements run inside the block: on the replica where one is wanted, or else on the primary.

    While a wanted replica does not answer, or holds somebody who was erased since, they fail with GraphUnavailable.
    """
    limits, replica = _run_limits(settings.analyst), AnalystReplica(settings)
    erasures = Certificates(engine)
    if settings.analyst.replica_uri is not None:
        with _external_replica(settings.analyst) as session:
            yield Console(_on_replica(session, erasures), limits)
        return
    if not replica.is_wanted:
        yield Console(Server("primary", FreeStatements(primary)), limits)
        return
    session_of_replica = replica.connect()
    if session_of_replica is None:
        # Never the primary instead: what it was brought up to take would go to the bank's own graph.
        raise GraphUnavailable("The analyst replica is wanted and its files are gone: run 'guanxi replica refresh'.")
    with session_of_replica, supervised(replica):
        yield Console(_on_replica(session_of_replica, erasures, replica.kill), limits)


def _on_replica(session: GraphSession, erasures: Certificates, restart: Callable[[], None] | None = None) -> Server:
    def as_of() -> datetime:
        moment = moment_of(session)
        if moment is None:
            raise GraphUnavailable(f"The analyst replica holds no snapshot; {RENEWAL}.")
        erased_at = erasures.last_removal()
        if erased_at is not None and moment < erased_at + WRITTEN_TO:
            raise GraphUnavailable(f"Somebody was erased after the analyst replica's snapshot; {RENEWAL}.")
        return moment

    return Server("replica", FreeStatements(session), as_of, restart)


def _external_replica(chosen: AnalystSettings) -> GraphSession:
    access = Neo4jSettings(uri=chosen.replica_uri, user=chosen.replica_user, password_file=chosen.replica_password_file)
    deadlines = Deadlines(retry_seconds=SERVICE_RETRY_SECONDS)
    return GraphSession.connect(
        str(access.uri), access.user, neo4j_password(access), chosen.replica_database, deadlines
    )


def _run_limits(chosen: AnalystSettings) -> RunLimits:
    return RunLimits(
        timeout_seconds=chosen.timeout_seconds,
        rows_max=chosen.rows_max,
        bytes_max=chosen.answer_bytes_max,
        per_user=chosen.running_per_user,
        in_all=chosen.running_in_all,
    )


def open_door(settings: Settings, engine: Engine) -> Door:
    """Return what lets callers in; raises SettingsInvalid when the provider's secret cannot be read."""
    chosen = settings.sign_in
    return Door(
        engine,
        oidc=_oidc(chosen.oidc),
        rates=Rates(chosen.tries, chosen.requests),
        names_omissions=chosen.names_omissions,
    )


def _oidc(chosen: OidcProviderSettings) -> OidcSettings | None:
    if chosen.issuer is None:
        return None
    secret = None
    if chosen.client_secret_file is not None:
        try:
            secret = chosen.client_secret_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsInvalid(f"The identity provider's secret cannot be read: {error}") from error
    return OidcSettings(
        issuer=chosen.issuer,
        client_id=chosen.client_id,
        client_secret=secret,
        redirect_uri=chosen.redirect_uri,
        role_of=chosen.role_of,
        roles_claim=chosen.roles_claim,
        employee_claim=chosen.employee_claim,
        audience=chosen.audience,
    )
