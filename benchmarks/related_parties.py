"""How fast are ownership, control, beneficial owners and groups of a whole bank, and of one customer on demand?

- **whole bank**: `algorithms.whole_bank` on a bank of `--ties` with planted rings; whatever is near a threshold is
  decided again in fractions, within the time.
- **Cypher**: the same control fixpoint as rounds of statements on a Neo4j of the benchmark's own, at `--peer-ties`,
  beside the arrays on the same ties; the pairs have to be the same.
- **networkx**: shares of a sample of companies as sums over simple paths, cut off at six steps, beside the exact sums.
- **runs**: `guanxi related-parties derive` on that Neo4j: the whole bank with reasons and ways in fractions, and again
  after one holding has changed.
- **on demand**: ownership, controllers and beneficial owners of one company from that Neo4j, in the request.
"""

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import networkx as nx
import numpy as np

from algorithms.holdings import Holding, Holdings
from algorithms.ownership import owners_of
from algorithms.whole_bank import WHOLE_PPB, CapTables, beneficial_owners, control_pairs, groups, owners
from graph.as_of import AsOf
from graph.caller import LOCAL_CALLER
from graph.migrations import migrate
from graph.session import Deadlines, GraphSession
from graph.vault import KeyFile, Vault
from guanxi.local_neo4j import LocalNeo4jSettings, Watcher, running
from rules.derivation_runs import Derivations
from rules.graph_facts import GraphFacts
from rules.ownership_answers import OwnershipAnswers
from rules.pack import load_pack

PATH_CUT_OFF = 6
COMPANY_HOLDERS = 0.12
"""Part of all holdings that companies have: most companies are held by persons alone."""

WRITTEN_AT_ONCE = 20_000
PARTS = 8
"""A company's capital comes in so many equal parts, several of which one holder can have."""

Answer = TypeVar("Answer")


def invented(ties: int, parties: int, seed: int) -> CapTables:
    """Return a bank of two persons a company: cap tables of parts that sum to one, a ring in a hundred companies."""
    chance = np.random.default_rng(seed)
    companies = parties // 3
    persons = parties - companies
    each = max(2, round(ties / companies))
    held = np.repeat(np.arange(persons, parties, dtype=np.int64), each)
    by_company = chance.random(len(held)) < COMPANY_HOLDERS
    earlier = persons + (chance.random(len(held)) * np.maximum(held - persons, 1)).astype(np.int64)
    holder = np.where(by_company & (held > persons), earlier, chance.integers(0, persons, len(held)))
    # A ring: the first of two neighbouring companies is also held by the second, and the other way round.
    first = np.arange(persons, parties - 1, 100, dtype=np.int64)
    holder[(first - persons) * each] = first + 1
    holder[(first + 1 - persons) * each] = first
    weight = chance.integers(1, PARTS, (companies, each)).astype(np.int64)
    ppb = weight * WHOLE_PPB // weight.sum(axis=1, keepdims=True)
    is_person = np.arange(parties) < persons
    return CapTables(holder.astype(np.int32), held.astype(np.int32), ppb.reshape(-1), is_person)


def exactly(tables: CapTables) -> Holdings:
    """Return the same cap tables in fractions."""
    rows = zip(tables.holder.tolist(), tables.held.tolist(), tables.ppb.tolist(), strict=True)
    return Holdings(Holding(str(holder), str(held), Fraction(ppb, WHOLE_PPB)) for holder, held, ppb in rows)


def timed(label: str, work: Callable[[], Answer]) -> tuple[Answer, float]:
    """Return the answer and its seconds, and print them."""
    started = time.perf_counter()
    answer = work()
    seconds = time.perf_counter() - started
    print(f"  {label:<52}{seconds:>9.2f} s", flush=True)
    return answer, seconds


def whole_bank(tables: CapTables) -> float:
    """Derive everything; return the seconds in all."""
    pairs, of_control = timed("control", lambda: control_pairs(tables))
    found, of_ownership = timed("ownership", lambda: owners(tables))
    findings, of_owners = timed("beneficial owners", lambda: beneficial_owners(tables, found))
    _, again = timed(
        f"{len(findings.near):,} companies near a threshold, in fractions", lambda: near(tables, findings.near)
    )
    sets, of_groups = timed("groups", lambda: groups(tables.parties, pairs))
    total = of_control + of_ownership + of_owners + again + of_groups
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"  {len(pairs):,} pairs of control, {len(found.persons.items):,} shares of persons, "
        f"{len(findings.proven):,} beneficial owners, {len(sets.starts) - 1:,} groups"
    )
    print(f"  in all {total:.2f} s, peak of the process {peak:.2f} GiB")
    return total


def near(tables: CapTables, companies: np.ndarray) -> int:
    """Decide the companies again in fractions, each from the cap tables above it alone."""
    order = np.argsort(tables.held, kind="stable")
    starts = np.searchsorted(tables.held[order], np.arange(tables.parties + 1))
    qualifying = 0
    for company in companies.tolist():
        above, waiting, rows = {company}, [company], []
        while waiting:
            held = waiting.pop()
            for tie in order[starts[held] : starts[held + 1]].tolist():
                holder = int(tables.holder[tie])
                rows.append(Holding(str(holder), str(held), Fraction(int(tables.ppb[tie]), WHOLE_PPB)))
                if holder not in above:
                    above.add(holder)
                    waiting.append(holder)
        total = owners_of(Holdings(rows).equity, str(company)).total
        qualifying += sum(share >= Fraction(1, 4) for one, share in total.items() if tables.is_person[int(one)])
    return qualifying


@contextmanager
def loaded(tables: CapTables) -> Iterator[GraphSession]:
    """Have the cap tables in a Neo4j of their own."""
    settings = LocalNeo4jSettings(heap_megabytes=2048, page_cache_megabytes=512)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), settings, Watcher()) as server:
        patient = Deadlines(read_seconds=1200, write_seconds=1200)
        with GraphSession.connect(
            server.bolt_uri, server.user, server.password.get_secret_value(), deadlines=patient
        ) as session:
            migrate(session)
            driver = session.driver
            for low in range(0, tables.parties, WRITTEN_AT_ONCE):
                rows = [
                    {"id": str(party), "person": bool(tables.is_person[party])}
                    for party in range(low, min(low + WRITTEN_AT_ONCE, tables.parties))
                ]
                driver.execute_query(
                    "UNWIND $rows AS row CREATE (p:Party {party_id: row.id}) "
                    "FOREACH (_ IN CASE WHEN row.person THEN [1] ELSE [] END | SET p:Person) "
                    "FOREACH (_ IN CASE WHEN row.person THEN [] ELSE [1] END | SET p:Organization)",
                    rows=rows,
                )
            columns = list(zip(tables.holder.tolist(), tables.held.tolist(), tables.ppb.tolist(), strict=True))
            for low in range(0, len(columns), WRITTEN_AT_ONCE):
                rows = [
                    {"a": str(a), "b": str(b), "ppb": ppb, "id": f"o{low + number}"}
                    for number, (a, b, ppb) in enumerate(columns[low : low + WRITTEN_AT_ONCE])
                ]
                driver.execute_query(
                    "UNWIND $rows AS row MATCH (a:Party {party_id: row.a}) MATCH (b:Party {party_id: row.b}) "
                    "CREATE (a)-[:OWNS {tie_id: row.id, equity_share_ppb: row.ppb, source: 'x', status: 'ASSERTED', "
                    "recorded_at: datetime('2026-01-01T00:00:00Z')}]->(b)",
                    rows=rows,
                )
            yield session


def in_cypher(session: GraphSession) -> int:
    """Run the control fixpoint in rounds until nothing is new; return the number of pairs."""
    pairs = 0
    while True:
        records, _, _ = session.driver.execute_query(
            "MATCH (root:Party)-[:OWNS]->() WITH DISTINCT root "
            "CALL (root) { MATCH (root)-[tie:OWNS]->(company:Party) RETURN company, tie.equity_share_ppb AS ppb "
            "UNION ALL MATCH (root)-[:CONTROLS_HERE]->(:Party)-[tie:OWNS]->(company:Party) "
            "RETURN company, tie.equity_share_ppb AS ppb } "
            "WITH root, company, sum(ppb) AS votes "
            "WHERE company <> root AND 2 * votes > 1000000000 AND NOT (root)-[:CONTROLS_HERE]->(company) "
            "CREATE (root)-[:CONTROLS_HERE]->(company) RETURN count(*) AS created"
        )
        created = int(records[0]["created"])
        pairs += created
        if not created:
            return pairs


def by_paths(tables: CapTables, companies: list[int]) -> None:
    """Sum shares over simple paths of at most six steps to each company."""
    network: nx.DiGraph[int] = nx.DiGraph()
    for holder, held, ppb in zip(tables.holder.tolist(), tables.held.tolist(), tables.ppb.tolist(), strict=True):
        known = network.get_edge_data(held, holder, {"share": 0.0})["share"]
        network.add_edge(held, holder, share=known + ppb / WHOLE_PPB)
    for company in companies:
        persons = [one for one in nx.descendants(network, company) if tables.is_person[one]]
        for path in nx.all_simple_edge_paths(network, company, set(persons), cutoff=PATH_CUT_OFF):
            product = 1.0
            for one, other in path:
                product *= network[one][other]["share"]


def on_demand(session: GraphSession, tables: CapTables, count: int, seed: int) -> None:
    """Ask for beneficial owners, ownership and controllers of companies drawn by chance; print median and p99."""
    with tempfile.TemporaryDirectory() as folder:
        answers = OwnershipAnswers(GraphFacts(session, Vault(KeyFile(Path(folder) / "keys.json"))))
        companies = np.flatnonzero(~tables.is_person).tolist()
        drawn = [str(company) for company in random.Random(seed).sample(companies, count + 20)]
        pack, as_of = load_pack("cn"), AsOf.given()
        asked: dict[str, Callable[[str], object]] = {
            "ownership": lambda one: answers.ownership(one, LOCAL_CALLER, as_of),
            "controllers": lambda one: answers.controllers(one, pack, LOCAL_CALLER, as_of, explain=False),
            "beneficial owners": lambda one: answers.beneficial_owners(
                one, pack, LOCAL_CALLER, as_of, explain=False, higher_risk=False
            ),
        }
        for name, ask in asked.items():
            taken = []
            for position, company in enumerate(drawn):
                started = time.perf_counter()
                ask(company)
                if position >= 20:
                    taken.append((time.perf_counter() - started) * 1000)
            p99 = statistics.quantiles(taken, n=100)[98]
            print(f"  {name:<28} median {statistics.median(taken):>7.1f} ms   p99 {p99:>7.1f} ms")


def runs(session: GraphSession) -> None:
    """Derive the whole bank into the graph, change one holding, and derive what that reaches."""
    with tempfile.TemporaryDirectory() as folder:
        derivations = Derivations(session, Vault(KeyFile(Path(folder) / "keys.json")))
        pack, day = load_pack("cn"), AsOf.given().valid_at
        whole, seconds = timed("derive, whole bank", lambda: derivations.derive(pack, AsOf.given(day)))
        session.driver.execute_query(
            "MATCH ()-[tie:OWNS]->(:Organization) WITH tie ORDER BY tie.tie_id LIMIT 1 "
            "SET tie.equity_share_ppb = tie.equity_share_ppb / 2"
        )
        part, after = timed("derive, one holding changed", lambda: derivations.derive(pack, AsOf.given(day)))
        print(
            f"  whole / changed: {seconds / after:.1f}; {whole.view.ties:,} derived ties, "
            f"{part.derived_parties:,} of {part.parties:,} parties anew"
        )


def main() -> None:
    """Run all parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ties", type=int, default=1_000_000)
    parser.add_argument("--parties", type=int, default=600_000)
    parser.add_argument("--peer-ties", type=int, default=50_000)
    parser.add_argument("--companies", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    warm_up = invented(1_000, 600, options.seed)
    groups(warm_up.parties, control_pairs(warm_up))
    owners(warm_up)
    tables = invented(options.ties, options.parties, options.seed)
    print(f"whole bank: {len(tables.holder):,} ties among {tables.parties:,} parties")
    whole_bank(tables)
    peer = invented(options.peer_ties, options.peer_ties * 6 // 10, options.seed)
    print(f"peers: {len(peer.holder):,} ties among {peer.parties:,} parties")
    pairs, ours = timed("control, arrays", lambda: control_pairs(peer))
    chosen = random.Random(options.seed).sample(np.flatnonzero(~peer.is_person).tolist(), options.companies)
    equity, _ = timed("the same cap tables in fractions", lambda: exactly(peer).equity)
    _, exact = timed(
        f"shares of {options.companies} companies, exact", lambda: [owners_of(equity, str(c)) for c in chosen]
    )
    _, paths = timed(f"shares of {options.companies} companies, networkx paths", lambda: by_paths(peer, chosen))
    print(f"  networkx / exact: {paths / exact:.1f}")
    with loaded(peer) as session:
        print("on demand")
        on_demand(session, peer, options.companies, options.seed)
        runs(session)
        count, theirs = timed("control, Cypher", lambda: in_cypher(session))
        if count != len(pairs):
            raise SystemExit(f"Cypher found {count:,} pairs of control, the arrays {len(pairs):,}.")
        print(f"  Cypher / arrays: {theirs / ours:.0f}, the same {count:,} pairs")


if __name__ == "__main__":
    main()
