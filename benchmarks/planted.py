"""Does the product find the communities and the influencers that were planted in a sample bank, dirt and all?

Asks the Neo4j of the settings into which the bank was loaded (`guanxi demo --customers 20000`, or `guanxi ingest`), and
compares with the bank's answer key: communities by the adjusted Rand index over persons who know somebody, beside
python-louvain on the same ties; influencers by how many of the planted ones are among as many ranked first, beside
ranking by degree.

    python -m benchmarks.planted --source FOLDER [--namespace demo]
"""

import argparse
import csv
from pathlib import Path

import numpy as np

from algorithms.job import project
from algorithms.leiden import leiden
from algorithms.louvain import louvain
from algorithms.network import Ints, Network
from algorithms.partition import adjusted_rand_index, numbered_by_first_member
from algorithms.projection import Projection
from algorithms.resolution import PROFILES, choose_resolution
from graph.as_of import AsOf
from graph.caller import LOCAL_CALLER
from graph.projections import Projections
from guanxi.settings import load_settings
from guanxi.wiring import open_session, open_vault
from insights.influence_world import World, Worlds

SILOS = {"core_banking": "core", "crm": "crm", "registry": "registry"}


def entities(key: Path, namespace: str) -> dict[str, str]:
    """Return party → true entity, by the records that give parties their ids."""
    return {
        f"{namespace}-{SILOS[row['silo']]}-{row['record_id']}": row["entity_id"]
        for row in _rows(key / "entities.csv")
        if row["silo"] in SILOS
    }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def communities(projection: Projection, entity: dict[str, str], key: Path) -> None:
    """Print how well communities agree with the planted ones."""
    network = Network.of(projection, weighted=True)
    print(f"{len(network):,} parties, {network.tie_count:,} ties of {', '.join(projection.kinds)}")
    planted = {row["entity_id"]: row["community_id"] for row in _rows(key / "communities.csv")}
    keys = projection.keys
    known = np.array([place for place, one in enumerate(keys) if entity.get(one) in planted])
    truth = _numbered([planted[entity[keys[place]]] for place in known])
    for name, profile in PROFILES.items():
        choice = choose_resolution(network, profile)
        found = leiden(network, choice.resolution)[known]
        agreement = adjusted_rand_index(numbered_by_first_member(found), truth)
        print(f"  communities, {name:<15} resolution {choice.resolution:>7g}   ARI {agreement:.3f}")
    reference = numbered_by_first_member(louvain(network)[known])
    print(f"  communities, python-louvain  resolution       1   ARI {adjusted_rand_index(reference, truth):.3f}")


def influencers(world: World, entity: dict[str, str], key: Path) -> None:
    """Print how many planted influencers are ranked first."""
    planted = {row["entity_id"] for row in _rows(key / "influencers.csv")}
    if world.learned is None:
        print("  influencers: too little was seen of how the product spread")
        return
    learned, degree = world.learned, world.network.out.degrees
    orders = {
        "takers credited": np.lexsort((-learned.persuasion, -learned.credit)),
        "degree": np.argsort(-degree, kind="stable"),
    }
    for name, order in orders.items():
        first = {entity.get(world.projection.keys[node]) for node in order[: len(planted)].tolist()}
        print(f"  influencers by {name:<16} {len(first & planted)} of {len(planted)} planted among as many first")


def _numbered(names: list[str]) -> Ints:
    return numbered_by_first_member(np.unique(names, return_inverse=True)[1])


def main() -> None:
    """Compare the graph with the answer key."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True, help="The folder of the bank's files.")
    parser.add_argument("--namespace", default="demo")
    given = parser.parse_args()
    key = given.source / "answer_key"
    settings = load_settings()
    with open_session(settings) as session:
        vault, as_of = open_vault(settings), AsOf.given()
        whole = project(Projections(session, vault), "social", LOCAL_CALLER, as_of).projection
        product = f"{given.namespace}-product-N001"
        world = Worlds(session, vault).read(LOCAL_CALLER, as_of, product, "SMS")
    entity = entities(key, given.namespace)
    communities(whole, entity, key)
    communities(whole.only(kinds=("SOCIAL_TIE", "REFERRED")), entity, key)
    print(f"{len(world.projection.keys):,} parties in plans, {world.left_out:,} refused to be profiled")
    influencers(world, entity, key)


if __name__ == "__main__":
    main()
