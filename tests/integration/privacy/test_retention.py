"""The retention job: counts first, removes what is too old and nothing else, and finds nothing the second time."""

import os
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from access.sessions import Sessions
from access.tables import tokens
from access.tokens import Tokens
from access.users import Users
from graph.migrations import migrate
from graph.session import GraphSession
from guanxi.cli import app
from guanxi.settings import Settings
from guanxi.wiring import open_retention, open_vault, service_database
from ingest.rejects import Quarantine, Reject
from privacy.locked import LockedBundles
from tests.integration.api.bank import CORRECTED_AT, TOUCHPOINTS, build_bank
from tests.integration.privacy.people import LONG_AGO, MET, Former, write_former
from tests.support.server import TestServer

NOW = datetime(2036, 6, 30, 12, tzinfo=UTC)
"""Ten years after the bank's day: what has money is still kept, contacts are not."""


def test_each_class_goes_when_its_time_is_over(
    session: GraphSession, neo4j_server: TestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUANXI_HOME", str(tmp_path))
    monkeypatch.setenv("GUANXI_NEO4J__URI", neo4j_server.uri)
    monkeypatch.setenv("GUANXI_NEO4J__PASSWORD", neo4j_server.password)
    migrate(session)
    settings = Settings(home=tmp_path)
    vault = open_vault(settings)
    build_bank(session, vault)
    write_former(session, vault, Former("gone", LONG_AGO))
    neo4j_server.run("MATCH (t:Touchpoint) WHERE t.touchpoint_id STARTS WITH 'T0' REMOVE t.amount_minor")
    with Quarantine(tmp_path / "quarantine" / "old.sealed", vault) as quarantine:
        quarantine.add(Reject("contacts", 2, "name", "x", "R_RECORD", "Too long.", "x,y"))
    os.utime(tmp_path / "quarantine" / "old.sealed", (0, 0))
    heard: Counter[str] = Counter()
    with service_database(settings) as engine:
        Users(engine).add("wang", ["steward"])
        Tokens(engine, frozenset()).make("wang", "old", days=1)
        Sessions(engine)
        bundles = LockedBundles(engine, vault, vault.keys)  # type: ignore[arg-type] # a KeyFile
        bundles.put("erasure-1", {"name": "kept"}, date(2034, 1, 1))
        bundles.put("erasure-2", {"name": "kept longer"}, date(2099, 1, 1))
        job = open_retention(settings, session, vault, engine)
        planned = job.run(NOW, lambda name, rows: heard.update({name: rows}), dry_run=True)
        assert dict(planned.counts) == {
            "money_touchpoints": MET + TOUCHPOINTS - 10,
            "contact_touchpoints": 10,
            "superseded_ties": 1,
            "quarantine": 1,
            "sign_in": 1,
            "customer_records": 1,
        }
        assert not heard
        done = job.run(NOW, lambda name, rows: heard.update({name: rows}))
        assert done.counts == planned.counts
        assert heard == Counter({name: count for name, count in done.counts.items() if name != "customer_records"})
        again = job.run(NOW, lambda *_: pytest.fail("there was nothing left"))
        assert set(again.counts.values()) == {0}
        with engine.connect() as connection:
            assert connection.execute(select(tokens)).all() == []
        assert bundles.over(date(2098, 1, 1)) == []
        assert bundles.open("erasure-2") == {"name": "kept longer"}
    assert list((tmp_path / "quarantine").iterdir()) == []
    assert neo4j_server.run("MATCH (t:Touchpoint) RETURN count(t) AS n") == [{"n": 0}]
    assert neo4j_server.run("MATCH ()-[o:OWNS {tie_id: 'own-1'}]->() RETURN count(o) AS n") == [{"n": 1}]
    runs = neo4j_server.run("MATCH (r:Run {kind: 'RETENTION'}) RETURN r.state AS state, r.changed AS changed")
    assert {row["state"] for row in runs} == {"COMPLETED"}
    assert {row["changed"] for row in runs} == {0, sum(done.counts.values())}
    told = CliRunner().invoke(app, ["privacy", "retention", "run", "--dry-run"])
    assert told.exit_code == 0, told.output
    assert re.search(r"contact_touchpoints +0 too old", told.output)
    assert timedelta(days=3653) < NOW - CORRECTED_AT
