from collections import Counter

import networkx as nx

from sample_bank.scale import Scale
from sample_bank.streams import Streams
from sample_bank.world.bank import draw_bank
from sample_bank.world.products import count_affinities
from tests.unit.sample_bank.conftest import CUSTOMERS, WrittenBank


def _entities(bank: WrittenBank, silo: str) -> dict[str, str]:
    return {row["record_id"]: row["entity_id"] for row in bank.key("entities") if row["silo"] == silo}


def _basis_points(percentage: str) -> int:
    return round(float(percentage.removesuffix("%")) * 100)


def test_the_loops_of_the_key_are_the_closed_chains_of_the_registry(bank: WrittenBank) -> None:
    held = {
        (row["holder_id"], row["uscc"]): row for row in bank.rows("registry/shareholders.csv") if not row["valid_to"]
    }
    loops: dict[str, list[dict[str, str]]] = {}
    for row in bank.key("ownership_loops"):
        loops.setdefault(row["loop_id"], []).append(row)
        share = _basis_points(held[row["owner_uscc"], row["company_uscc"]]["percentage"])
        assert share * 100_000 == int(row["share_ppb"])
    for arcs in loops.values():
        following = [*arcs[1:], arcs[0]]
        assert all(arc["company_uscc"] == after["owner_uscc"] for arc, after in zip(arcs, following, strict=True))
    network = nx.DiGraph(list(held))
    circles = {frozenset(c) for c in nx.strongly_connected_components(network) if len(c) > 1}
    assert circles == {frozenset(arc["owner_uscc"] for arc in arcs) for arcs in loops.values()}
    assert len(loops) == Scale(CUSTOMERS).loops


def test_the_holders_of_every_company_add_up_to_all_of_it_on_any_day(bank: WrittenBank) -> None:
    rows = bank.rows("registry/shareholders.csv")
    founded = {row["uscc"]: row["founded_on"] for row in bank.rows("registry/companies.csv")}
    for day in ("2012-03-01", "2019-11-15", "2026-06-30"):
        total: Counter[str] = Counter()
        for row in rows:
            if row["valid_from"] <= day and (not row["valid_to"] or row["valid_to"] > day):
                total[row["uscc"]] += _basis_points(row["percentage"])
        assert set(total.values()) == {10_000}
        assert set(total) == {uscc for uscc, since in founded.items() if since <= day}


def test_nobody_holds_one_company_twice_from_one_day(bank: WrittenBank) -> None:
    keys = [(r["holder_id"], r["uscc"], r["valid_from"]) for r in bank.rows("registry/shareholders.csv")]
    assert len(keys) == len(set(keys))


def test_nominees_hold_what_the_registry_says_and_only_the_disclosed_are_flagged(bank: WrittenBank) -> None:
    entities = _entities(bank, "registry")
    flagged = {
        (entities[row["holder_id"]], entities[row["uscc"]]): row["is_nominee"]
        for row in bank.rows("registry/shareholders.csv")
        if not row["valid_to"]
    }
    nominees = bank.key("nominees")
    assert {row["is_disclosed"] for row in nominees} == {"Y", "N"}
    for row in nominees:
        assert flagged[row["nominee_entity_id"], row["company_entity_id"]] == row["is_disclosed"]
        assert row["beneficial_entity_id"] != row["nominee_entity_id"]


def test_the_only_closed_guarantees_are_the_planted_circles(bank: WrittenBank) -> None:
    rows = bank.rows("credit/credit.xlsx", "guarantees")
    pairs = {row["guarantee_no"]: (row["guarantor_id"], row["borrower_id"]) for row in rows}
    circles: dict[str, list[dict[str, str]]] = {}
    for row in bank.key("guarantee_circles"):
        circles.setdefault(row["circle_id"], []).append(row)
        assert pairs[row["guarantee_no"]] == (row["guarantor_id"], row["borrower_id"])
    closed = {frozenset(c) for c in nx.strongly_connected_components(nx.DiGraph(list(pairs.values()))) if len(c) > 1}
    assert closed == {
        frozenset(row["guarantor_id"] for row in rows)
        for rows in circles.values()
        if rows[0]["kind"] in {"MUTUAL", "RING"}
    }
    assert {rows[0]["kind"] for rows in circles.values()} == {"MUTUAL", "RING", "CHAIN", "STAR"}


def test_duplicates_are_records_of_one_entity(bank: WrittenBank) -> None:
    duplicates = bank.key("duplicates")
    assert {row["silo"] for row in duplicates} == {"core_banking", "crm"}
    for silo in ("core_banking", "crm"):
        entities = _entities(bank, silo)
        mine = [row for row in duplicates if row["silo"] == silo]
        for row in mine:
            assert entities[row["record_id"]] == entities[row["duplicate_of"]] == row["entity_id"]
        assert len(entities) - len(set(entities.values())) == len(mine)


def test_lookalikes_share_name_and_birth_date_but_no_identity() -> None:
    people = draw_bank(Streams(3), Scale(1000)).people
    original, copy = people.lookalikes
    assert len(original) > 0
    assert (people.names[original] == people.names[copy]).all()
    assert (people.births[original] == people.births[copy]).all()
    assert not (people.id_numbers[original] == people.id_numbers[copy]).any()


def test_declared_families_are_in_crm_and_undeclared_ones_are_not(bank: WrittenBank) -> None:
    contacts = _entities(bank, "crm")
    told = {
        (contacts[row["from_contact_id"]], contacts[row["to_contact_id"]], row["kind"])
        for row in bank.rows("crm/family.csv")
    }
    true = {
        (row["from_entity_id"], row["to_entity_id"], row["kind"]): row["is_declared"] for row in bank.key("families")
    }
    assert told == {tie for tie, declared in true.items() if declared == "Y"}
    assert {"Y", "N"} <= set(true.values())


def test_parents_are_old_enough_and_of_one_family() -> None:
    kinship = draw_bank(Streams(4), Scale(1000)).people.kinship
    ties = kinship.ties
    parents, children = ties.from_person[~ties.is_spouse], ties.to_person[~ties.is_spouse]
    years = (kinship.births[children] - kinship.births[parents]).astype(int) / 365.25
    assert years.min() > 18
    assert (kinship.family[parents] == kinship.family[children]).all()
    together = ties.is_spouse & (ties.valid_to != ties.valid_to)
    assert (kinship.male[ties.from_person[together]] != kinship.male[ties.to_person[together]]).all()


def test_adopters_opened_the_product_on_the_day_after_their_prompter(bank: WrittenBank) -> None:
    entities = _entities(bank, "core_banking")
    accounts = {r["account_no"]: r for r in bank.rows("core_banking/accounts.csv") if r["product_code"] == "N001"}
    opened = {
        entities[row["customer_no"]]: accounts[row["account_no"]]["opened_on"]
        for row in bank.rows("core_banking/account_holders.csv")
        if row["account_no"] in accounts
    }
    adoptions = bank.key("adoptions")
    assert opened == {row["entity_id"]: row["adopted_on"] for row in adoptions}
    for row in adoptions:
        prompter = row["influenced_by_entity_id"]
        assert (row["step"] == "0") == (not prompter)
        if prompter:
            assert opened[prompter] < row["adopted_on"]


def test_adoption_runs_along_social_ties(bank: WrittenBank) -> None:
    contacts = _entities(bank, "crm")
    ties = {
        frozenset((contacts[row["from_contact_id"]], contacts[row["to_contact_id"]]))
        for row in bank.rows("crm/social_ties.csv")
    }
    prompted = [row for row in bank.key("adoptions") if row["influenced_by_entity_id"]]
    assert prompted
    assert all(frozenset((row["entity_id"], row["influenced_by_entity_id"])) in ties for row in prompted)


def test_influencers_are_ranked_by_what_they_started(bank: WrittenBank) -> None:
    prompted = Counter(row["influenced_by_entity_id"] for row in bank.key("adoptions"))
    ranked = bank.key("influencers")
    totals = [int(row["total_adopters"]) for row in ranked]
    assert totals == sorted(totals, reverse=True)
    assert all(int(row["direct_adopters"]) == prompted[row["entity_id"]] for row in ranked)


def test_churners_are_not_seen_after_they_left(bank: WrittenBank) -> None:
    left = {row["customer_no"]: row for row in bank.key("churners")}
    status = {row["customer_no"]: row["status"] for row in bank.rows("core_banking/customers.csv")}
    assert {row["kind"] for row in left.values()} == {"CLOSED", "SILENT"}
    for event in bank.rows("e_banking/events.jsonl"):
        if event["customer_no"] in left:
            assert event["occurred_at"][:10] <= left[event["customer_no"]]["churned_on"]
    for transfer in bank.rows("core_banking/transfers.csv"):
        for side in ("from_customer_no", "to_customer_no"):
            if transfer[side] in left:
                assert transfer["booked_at"][:10] < left[transfer[side]]["churned_on"]
    for number, row in left.items():
        assert (status[number] == "CLOSED") == (row["kind"] == "CLOSED")


def test_affinities_come_true_about_as_often_as_planted() -> None:
    for count in count_affinities(draw_bank(Streams(5), Scale(20_000)).holdings):
        observed = count.both_holders / count.antecedent_holders
        assert abs(observed - count.affinity.probability) < 0.08, count


def test_communities_are_dense_inside(bank: WrittenBank) -> None:
    community = {row["entity_id"]: row["community_id"] for row in bank.key("communities")}
    contacts = _entities(bank, "crm")
    ties = bank.rows("crm/social_ties.csv")
    inside = sum(
        community[contacts[row["from_contact_id"]]] == community[contacts[row["to_contact_id"]]] for row in ties
    )
    assert inside / len(ties) > 0.75


def test_hubs_are_shared_as_often_as_the_key_says(bank: WrittenBank) -> None:
    hubs = bank.key("hubs")
    assert {row["kind"] for row in hubs} == {"PHONE", "ADDRESS", "DEVICE"}
    contacts = bank.rows("crm/contacts.csv")
    seconds = {row["record_id"] for row in bank.key("duplicates") if row["silo"] == "crm"}
    phones = Counter(row["mobile_phone"] for row in contacts if row["contact_id"] not in seconds)
    users: dict[str, set[str]] = {}
    for event in bank.rows("e_banking/events.jsonl"):
        users.setdefault(event["device_id"], set()).add(event["customer_no"])
    for row in hubs:
        if row["kind"] == "PHONE":
            assert phones[row["value"]] == int(row["entities"])
        if row["kind"] == "DEVICE":
            assert len(users[row["value"]]) == int(row["entities"])
