"""Two persons' texts are planted everywhere, used everywhere, and after their erasure found nowhere.

The Neo4j of this test is its own: stopped, it has written all that it knows into its files.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
from graph.as_of import AsOf
from graph.caller import LOCAL_CALLER
from graph.errors import KeyUnavailable
from graph.migrations import migrate
from graph.model import PartyRecord
from graph.session import GraphSession
from graph.ties import Owns
from graph.values import SHARE_ONE, SourceType
from graph.vault import Vault
from graph.writer import GraphWriter, PartyRow, TieRow
from guanxi.local_neo4j import LocalNeo4jSettings, Watcher, running
from guanxi.settings import Settings
from guanxi.wiring import open_retention, open_vault, service_database
from ingest.rejects import Quarantine, Reject, read_quarantine
from rules.derivation_runs import Derivations
from rules.overrides import JudgedRelation, Judgement, Overrides, Proposal
from rules.pack import load_pack
from tests.integration.api.bank import build_bank
from tests.integration.privacy.people import LATELY, LONG_AGO, Former, canary, write_former
from tests.integration.privacy.places import exported, in_files, in_texts, read_answers

AFTER_THE_LAST_PERIOD = datetime(2036, 1, 1, tzinfo=UTC)
OTHER_LINE = "8,Somebody Else,4711"


@dataclass(frozen=True)
class Bank:
    """A served bank with former customers in it, and a client a role."""

    people: tuple[Former, ...]
    settings: Settings
    vault: Vault
    session: GraphSession
    clients: dict[Role, httpx.Client]


@contextmanager
def served(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bank]:
    """Have the bank served inside the block, by processes of its own whose files are all in `folder`."""
    with running(folder / "neo4j", LocalNeo4jSettings(heap_megabytes=768), Watcher()) as server:
        password = server.password.get_secret_value()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GUANXI_")}
        own = {
            "GUANXI_HOME": str(folder / "home"),
            "GUANXI_NEO4J__URI": server.bolt_uri,
            "GUANXI_NEO4J__PASSWORD": password,
            "GUANXI_SERVICE__LOG_FORMAT": "json",
            "PYTHONUNBUFFERED": "1",
        }
        for name, value in own.items():
            monkeypatch.setenv(name, value)
        settings = Settings(home=folder / "home")
        log = folder / "service.log"
        with (
            GraphSession.connect(server.bolt_uri, server.user, password) as session,
            log.open("w") as file,
        ):
            people = _built(session, settings)
            tokens = _tokens(settings)
            command = [sys.executable, "-m", "guanxi", "serve", "--port", "0"]
            with subprocess.Popen(command, env=environment | own, stdout=file, stderr=subprocess.STDOUT) as process:
                clients: dict[Role, httpx.Client] = {}
                try:
                    base = _address(log)
                    for role, token in tokens.items():
                        headers = {"Authorization": f"Bearer {token}"}
                        clients[role] = httpx.Client(base_url=base, headers=headers, timeout=120)
                    yield Bank(people, settings, open_vault(settings), session, clients)
                finally:
                    for client in clients.values():
                        client.close()
                    process.terminate()


def _built(session: GraphSession, settings: Settings) -> tuple[Former, ...]:
    migrate(session)
    vault = open_vault(settings)
    build_bank(session, vault)
    people = (Former("gone", LONG_AGO), Former("left", LATELY))
    with Quarantine(settings.home / "quarantine" / "run.sealed", vault) as quarantine:
        for person in people:
            write_former(session, vault, person)
            quarantine.add(_refused(f"7,{person.name},{person.id_number}"))
        quarantine.add(_refused(OTHER_LINE))
    _judged_and_derived(session, vault, people)
    return people


def _judged_and_derived(session: GraphSession, vault: Vault, people: tuple[Former, ...]) -> None:
    """Have each person own a firm that is no customer, be judged about, and stand in a register."""
    writer = GraphWriter(session, "run-firms", datetime.now(UTC), vault)
    for person in people:
        firm = f"firm-of-{person.until.year}"
        writer.parties([PartyRow(firm, f"core:{firm}", "core", 1, ("Organization",), PartyRecord(name="Firm"), ())])
        share = Owns(source="core", source_type=SourceType.OFFICIAL_REGISTER, equity_share_ppb=SHARE_ONE)
        writer.ties("OWNS", [TieRow(person.party_id, firm, f"{person.party_id}-firm", share)])
        judged = Proposal(
            person.party_id, JudgedRelation.CONTROLS, firm, Judgement.CONFIRMED, "cn", person.title, "a file"
        )
        Overrides(session, vault).propose(judged, LOCAL_CALLER)
    report = Derivations(session, vault).derive(load_pack("cn"), AsOf.given())
    assert report.created


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


def _use(bank: Bank, person: Former) -> list[str]:
    """Use a person's texts through every door, rightly and wrongly; return the texts that this adds."""
    steward, path = bank.clients[Role.STEWARD], f"/customers/{person.party_id}"
    corrected, reason = canary(), canary()
    wanted = {"field": "occupation", "value": corrected, "evidence": reason, "reason": reason}
    assert steward.post(f"{path}/corrections", json=wanted).status_code == 201
    wrong = {**wanted, "field": "birth_date", "value": person.name}
    assert steward.post(f"{path}/corrections", json=wrong).status_code == 422
    told = {"purpose": "MARKETING", "channel": "SMS", "state": "GRANTED", "obtained_by": "BRANCH"}
    assert steward.post(f"{path}/consents", json={**told, "channel": person.phone}).status_code == 422
    assert steward.post(f"{path}/consents", json=told).status_code == 201
    report = steward.get(f"{path}/access-report").text
    assert [text for text in (*person.texts(), corrected, reason) if text not in report] == []
    found = [one["party_id"] for one in steward.get("/customers", params={"q": person.name}).json()["customers"]]
    assert found == [person.party_id]
    assert steward.get(f"/customers/{person.name}").status_code == 404
    assert person.phone in _unmasked(bank, person).text
    lookers = {role: bank.clients[role] for role in (Role.COMPLIANCE, Role.MARKETER)}
    assert list(read_answers(lookers, [person.party_id], [person.id_number]))
    return [*person.texts(), corrected, reason]


def _unmasked(bank: Bank, person: Former) -> httpx.Response:
    """Ask for a number in clear, each time under the same key, so that the service may answer it again."""
    return bank.clients[Role.COMPLIANCE].post(
        f"/customers/{person.party_id}/unmask",
        json={"fields": ["phone"], "reason": "Call back was asked for"},
        headers={"Idempotency-Key": f"key-{person.party_id}"},
    )


def _erase(bank: Bank, person: Former) -> dict[str, Any]:
    path = f"/customers/{person.party_id}/erasure"
    asked = bank.clients[Role.STEWARD].post(path, json={"ground": "PERSON_ASKED"}).json()
    path = f"/erasures/{asked['certificate_id']}/decision"
    certificate: dict[str, Any] = bank.clients[Role.COMPLIANCE].post(path, json={"approve": True}).json()
    assert certificate["counts"]["deleted"]["refused rows"] == 1
    return certificate


def test_nothing_that_names_an_erased_person_is_left_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(tmp_path / "bank", monkeypatch) as bank:
        texts = [text for person in bank.people for text in _use(bank, person)]
        assert in_files([tmp_path / "bank"], texts) == [], "while the persons are still there"
        done, locked = (_erase(bank, person) for person in bank.people)
        assert (done["state"], locked["state"]) == ("DONE", "LOCKED")
        left = read_quarantine(bank.settings.home / "quarantine" / "run.sealed", bank.vault)
        assert [reject.raw for reject in left] == [OTHER_LINE]
        answers = list(read_answers(bank.clients, ["gone", "left", "na"], [person.name for person in bank.people]))
        assert len(answers) > 200
        assert in_texts(answers, texts) == []
        for person in bank.people:
            assert _unmasked(bank, person).status_code == 404
            asked = {"q": person.name, "include_non_customers": "true"}
            assert bank.clients[Role.COMPLIANCE].get("/customers", params=asked).json()["customers"] == []
        exported(tmp_path / "exports")
        copied = _destroyed_with_its_key(bank, locked["certificate_id"])
    assert in_files([tmp_path], [*texts, copied]) == []


def _destroyed_with_its_key(bank: Bank, certificate_id: str) -> str:
    """Wait until the law keeps nothing any more; return the bundle as somebody may have copied it."""
    compliance, name = bank.clients[Role.COMPLIANCE], bank.people[1].name
    path, reason = f"/erasures/{certificate_id}/locked", {"reason": "COURT_ORDER"}
    assert name in compliance.post(path, json=reason).text
    with service_database(bank.settings) as engine:
        with engine.connect() as connection:
            copied = str(connection.execute(sql("SELECT sealed FROM locked_bundles")).scalar_one())
        assert name in bank.vault.open(copied).clear
        job = open_retention(bank.settings, bank.session, bank.vault, engine)
        assert job.run(AFTER_THE_LAST_PERIOD, lambda *_: None).counts["customer_records"] == 1
        # By then the token was over as well.
        _, token = Tokens(engine, frozenset()).make(f"user-{Role.COMPLIANCE}", "later", days=1)
    compliance.headers["Authorization"] = f"Bearer {token}"
    with pytest.raises(KeyUnavailable):
        bank.vault.open(copied)
    assert compliance.post(path, json=reason).status_code == 404
    shown = compliance.get(f"/erasures/{certificate_id}").json()
    assert (shown["state"], shown["destroyed_at"] is not None) == ("DONE", True)
    return copied
