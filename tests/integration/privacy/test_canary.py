"""A person's texts are planted everywhere, used everywhere, and after the erasure found nowhere."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from sqlalchemy import text as sql

from access.roles import Role
from access.tokens import Tokens
from access.users import Users
from graph.errors import KeyUnavailable
from graph.migrations import migrate
from graph.session import GraphSession
from graph.vault import Vault
from guanxi.settings import Settings
from guanxi.wiring import open_retention, open_vault, service_database
from ingest.rejects import Quarantine, Reject, read_quarantine
from tests.conftest import PROJECT
from tests.integration.api.bank import build_bank
from tests.integration.privacy.people import LATELY, LONG_AGO, Former, canary, write_former
from tests.integration.privacy.places import exported, in_files, in_texts, read_answers
from tests.support.server import TestServer

AFTER_THE_LAST_PERIOD = datetime(2036, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Bank:
    """A served bank with a former customer in it, a client a role, and the places to look into."""

    person: Former
    settings: Settings
    vault: Vault
    clients: dict[Role, httpx.Client]
    log: Path
    neo4j: TestServer

    def files(self) -> list[Path]:
        """Return the folders of the service and of Neo4j, when it runs here, with all that is in memory written out."""
        self.neo4j.run("CALL db.checkpoint()")
        own = PROJECT / "build" / "test-neo4j"
        server = [] if os.environ.get("GUANXI_TEST_NEO4J_URI") else [own]
        return [self.settings.home, self.log.parent, *server]


@pytest.fixture(params=[LONG_AGO, LATELY], ids=["erased", "locked"])
def bank(
    request: pytest.FixtureRequest,
    session: GraphSession,
    neo4j_server: TestServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Bank]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GUANXI_")} | {
        "GUANXI_HOME": str(tmp_path / "home"),
        "GUANXI_NEO4J__URI": neo4j_server.uri,
        "GUANXI_NEO4J__PASSWORD": neo4j_server.password,
        "GUANXI_SERVICE__LOG_FORMAT": "json",
        "PYTHONUNBUFFERED": "1",
    }
    for name, value in environment.items():
        if name.startswith("GUANXI_"):
            monkeypatch.setenv(name, value)
    migrate(session)
    settings = Settings(home=tmp_path / "home")
    vault = open_vault(settings)
    build_bank(session, vault)
    person = Former("gone", request.param)
    write_former(session, vault, person)
    with Quarantine(settings.home / "quarantine" / "run.sealed", vault) as quarantine:
        quarantine.add(_refused(f"7,{person.name},{person.id_number}"))
        quarantine.add(_refused("8,Somebody Else,4711"))
    tokens = _tokens(settings)
    (tmp_path / "logs").mkdir()
    log = tmp_path / "logs" / "service.log"
    command = [sys.executable, "-m", "guanxi", "serve", "--port", "0"]
    with (
        log.open("w") as file,
        subprocess.Popen(command, env=environment, stdout=file, stderr=subprocess.STDOUT) as process,
    ):
        try:
            base = _address(log)
            clients = {
                role: httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=120)
                for role, token in tokens.items()
            }
            yield Bank(person, settings, vault, clients, log, neo4j_server)
        finally:
            process.terminate()


def _tokens(settings: Settings) -> dict[Role, str]:
    with service_database(settings) as engine:
        for role in Role:
            Users(engine).add(f"user-{role}", [role.value], employee_id="rm1", is_service=True)
        return {role: Tokens(engine, frozenset()).make(f"user-{role}", "test", days=1)[1] for role in Role}


def _address(log: Path) -> str:
    for _ in range(600):
        if found := re.search(r"(http://\S+)/docs", log.read_text()):
            return found.group(1)
        time.sleep(0.2)
    pytest.fail(f"guanxi serve did not print its address: {log.read_text()}")


def _refused(raw: str) -> Reject:
    return Reject("contacts", 2, "full_name", raw, "R_RECORD", "Not good.", raw)


def _use(bank: Bank) -> list[str]:
    """Use the person's texts through every door, rightly and wrongly; return the texts that this adds."""
    person, steward = bank.person, bank.clients[Role.STEWARD]
    corrected, reason = canary(), canary()
    wanted = {"field": "occupation", "value": corrected, "evidence": reason, "reason": reason}
    assert steward.post("/customers/gone/corrections", json=wanted).status_code == 201
    wrong = {**wanted, "field": "birth_date", "value": person.name}
    assert steward.post("/customers/gone/corrections", json=wrong).status_code == 422
    told = {"purpose": "MARKETING", "channel": "SMS", "state": "GRANTED", "obtained_by": "BRANCH"}
    version = canary()
    assert steward.post("/customers/gone/consents", json={**told, "text_version": version}).status_code == 201
    assert steward.post("/customers/gone/consents", json={**told, "channel": person.phone}).status_code == 422
    report = steward.get("/customers/gone/access-report")
    assert report.status_code == 200
    assert in_texts([("", report.text)], [*person.texts(), corrected]) == [
        ("", text) for text in (*person.texts(), corrected) if text in report.text
    ]
    for text in (person.name, person.id_number, person.phone, corrected):
        assert text in report.text
    found = [one["party_id"] for one in steward.get("/customers", params={"q": person.name}).json()["customers"]]
    assert found == ["gone"]
    assert steward.get(f"/customers/{person.name}").status_code == 404
    for _ in read_answers(bank.clients, ["gone", "na"], [person.name, person.id_number, person.card]):
        pass
    return [corrected, reason, version]


def _erase(bank: Bank) -> dict[str, Any]:
    asked = bank.clients[Role.STEWARD].post("/customers/gone/erasure", json={"ground": "PERSON_ASKED"}).json()
    path = f"/erasures/{asked['certificate_id']}/decision"
    certificate: dict[str, Any] = bank.clients[Role.COMPLIANCE].post(path, json={"approve": True}).json()
    return certificate


def test_nothing_that_names_an_erased_person_is_left_anywhere(bank: Bank, tmp_path: Path) -> None:
    # The version of a consent's text is no personal value: it stands in clear while its consent is there.
    *added, version = _use(bank)
    texts = [*bank.person.texts(), *added]
    assert in_files(bank.files(), texts) == []
    certificate = _erase(bank)
    assert certificate["state"] == ("DONE" if bank.person.until == LONG_AGO else "LOCKED")
    assert certificate["counts"]["deleted"]["refused rows"] == 1
    left = [reject.raw for reject in read_quarantine(bank.settings.home / "quarantine" / "run.sealed", bank.vault)]
    assert left == ["8,Somebody Else,4711"]
    answers = list(read_answers(bank.clients, ["gone", "na", "acme"], [bank.person.name, bank.person.id_number]))
    assert len(answers) > 100
    assert in_texts(answers, [*texts, version]) == []
    found = bank.clients[Role.COMPLIANCE].get(
        "/customers", params={"q": bank.person.name, "include_non_customers": True}
    )
    assert found.json()["customers"] == []
    assert in_files([exported(tmp_path / "exports"), *bank.files()], texts) == []
    if certificate["state"] == "LOCKED":
        _destroyed_with_its_key(bank, certificate["certificate_id"])


def _destroyed_with_its_key(bank: Bank, certificate_id: str) -> None:
    compliance = bank.clients[Role.COMPLIANCE]
    path, reason = f"/erasures/{certificate_id}/locked", {"reason": "COURT_ORDER"}
    assert bank.person.name in compliance.post(path, json=reason).text
    with service_database(bank.settings) as engine, bank_session(bank) as session:
        with engine.connect() as connection:
            copied = connection.execute(sql("SELECT sealed FROM locked_bundles")).scalar_one()
        assert bank.person.name in bank.vault.open(copied).clear
        done = open_retention(bank.settings, session, bank.vault, engine).run(AFTER_THE_LAST_PERIOD, lambda *_: None)
    assert done.counts["customer_records"] == 1
    with pytest.raises(KeyUnavailable):
        bank.vault.open(copied)
    assert compliance.post(path, json=reason).status_code == 404
    shown = compliance.get(f"/erasures/{certificate_id}").json()
    assert (shown["state"], shown["destroyed_at"] is not None) == ("DONE", True)
    assert in_files([bank.settings.home], [copied]) == []


def bank_session(bank: Bank) -> GraphSession:
    return bank.neo4j.connect()
