"""How fast, how good and how large are the algorithms beside their peers, on the same networks in the same run?

Each job is run by ours and its peers in turn, `--rounds` times; a figure is the median of CPU seconds, from arrays of
ties to the answer, so that building the network counts for everybody. Memory is the growth of a process of its own.

- **communities**: Leiden beside igraph's (two iterations), networkx's Louvain and python-louvain.
- **PageRank, triangles, cores**: beside igraph and networkx.
- **influence**: the choice of `--seeds` persons beside IMM, degree and PageRank by an independent simulation, and
  beside a greedy choice by simulation (CELF, `--celf-runs` cascades a gain, in the same compiled cascades) on a small
  network.
- **large**: Leiden and the choice on a network of `--large` nodes, with the peak of memory.

    python -m benchmarks.algorithms [--only communities,pagerank,…]
"""

import argparse
import gc
import heapq
import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import community
import igraph
import networkx as nx
import numpy as np

from algorithms.cascade import Cascade, Model
from algorithms.centrality import core_numbers, pagerank
from algorithms.clustering import clustering
from algorithms.community_quality import modularity, quality
from algorithms.imm import imm
from algorithms.influence import HEURISTICS, plan
from algorithms.influence_limits import Limits
from algorithms.leiden import leiden
from algorithms.network import Ints, Network
from algorithms.partition import numbered_by_first_member
from algorithms.seed_selection import in_order

Edges = tuple[int, Ints, Ints]
Job = Callable[[Edges], Any]


def planted(nodes: int, size: int, degree: float, across: float, seed: int) -> Edges:
    """Return nodes in groups of about `size`, with heavy-tailed numbers of ties, `across` of which leave the group."""
    chance = np.random.default_rng(seed)
    group = np.arange(nodes) // size
    pull = chance.pareto(2.5, nodes) + 0.5
    count = int(nodes * degree / 2)
    start = chance.choice(nodes, count, p=pull / pull.sum()).astype(np.int64)
    inside = np.minimum(group[start] * size + chance.integers(0, size, count), nodes - 1)
    end = np.where(chance.random(count) < across, chance.integers(0, nodes, count), inside)
    kept = start != end
    pairs = np.unique(np.minimum(start, end)[kept] * nodes + np.maximum(start, end)[kept])
    return nodes, (pairs // nodes).astype(np.int32), (pairs % nodes).astype(np.int32)


def ours(edges: Edges) -> Network:
    """Build our network."""
    nodes, start, end = edges
    return Network.of_arrays(range(nodes), start, end, None, is_directed=False)  # type: ignore[arg-type]


def of_igraph(edges: Edges) -> Any:
    """Build igraph's."""
    nodes, start, end = edges
    # From pairs of Python numbers, which igraph reads several times as fast as an array.
    return igraph.Graph(n=nodes, edges=list(zip(start.tolist(), end.tolist(), strict=True)))


def of_networkx(edges: Edges) -> "nx.Graph[int]":
    """Build networkx's."""
    nodes, start, end = edges
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(zip(start.tolist(), end.tolist(), strict=True))
    return graph


def _louvain_of_networkx(edges: Edges) -> Ints:
    nodes = edges[0]
    labels = np.empty(nodes, np.int32)
    for number, members in enumerate(nx.community.louvain_communities(of_networkx(edges), seed=1)):
        labels[list(members)] = number
    return numbered_by_first_member(labels)


def _python_louvain(edges: Edges) -> Ints:
    found = community.best_partition(of_networkx(edges), random_state=1)
    return numbered_by_first_member([found[node] for node in range(edges[0])])


def _leiden_of_igraph(edges: Edges) -> Ints:
    found = of_igraph(edges).community_leiden(objective_function="modularity", n_iterations=2)
    return numbered_by_first_member(found.membership)


JOBS: Mapping[str, Mapping[str, Job]] = {
    "building": {"ours": ours, "igraph": of_igraph, "networkx": of_networkx},
    "communities": {
        "ours": lambda edges: leiden(ours(edges)),
        "igraph": _leiden_of_igraph,
        "networkx": _louvain_of_networkx,
        "python-louvain": _python_louvain,
    },
    "pagerank": {
        "ours": lambda edges: pagerank(ours(edges), tolerance=1e-6).rank,
        "igraph": lambda edges: np.array(of_igraph(edges).pagerank()),
        "networkx": lambda edges: np.array(list(nx.pagerank(of_networkx(edges), tol=1e-6 / edges[0]).values())),
    },
    "triangles": {
        "ours": lambda edges: clustering(ours(edges)).coefficient,
        "igraph": lambda edges: np.array(of_igraph(edges).transitivity_local_undirected(mode="zero")),
        "networkx": lambda edges: np.array(list(nx.clustering(of_networkx(edges)).values())),
    },
    "cores": {
        "ours": lambda edges: core_numbers(ours(edges)),
        "igraph": lambda edges: np.array(of_igraph(edges).coreness()),
        "networkx": lambda edges: np.array(list(nx.core_number(of_networkx(edges)).values())),
    },
}


def compare(job: str, edges: Edges, rounds: int) -> None:
    """Run a job by everybody in turn, check that the answers agree, and print seconds, ratios and memory."""
    found: dict[str, Any] = {}
    seconds: dict[str, list[float]] = {who: [] for who in JOBS[job]}
    for _ in range(rounds):
        for who, work in JOBS[job].items():
            started = time.process_time()
            found[who] = work(edges)
            seconds[who].append(time.process_time() - started)
    _check(job, edges, found)
    own = statistics.median(seconds["ours"])
    for who in JOBS[job]:
        middle = statistics.median(seconds[who])
        print(
            f"  {job:<12} {who:<15} {middle:8.3f} s   ours / {who}: {own / middle:6.3f}   "
            f"{_megabytes(job, who, edges):6.0f} MiB   {_said(job, edges, found[who])}"
        )


def _check(job: str, edges: Edges, found: Mapping[str, Any]) -> None:
    if job in ("triangles", "cores"):
        for who, values in found.items():
            if not np.allclose(values, found["ours"], atol=1e-12):
                raise SystemExit(f"{who} says otherwise on {job}")
    if job == "pagerank":
        for who, values in found.items():
            if np.abs(values - found["ours"]).sum() > 1e-4:
                raise SystemExit(f"{who} says otherwise on {job}")
    if job == "communities" and quality(ours(edges), found["ours"]).disconnected:
        raise SystemExit("a community falls into pieces")


def _said(job: str, edges: Edges, answer: Any) -> str:
    if job != "communities":
        return ""
    network = ours(edges)
    told = quality(network, answer)
    return f"modularity {told.modularity:.4f}, {told.communities:,} communities, {told.disconnected} in pieces"


def _megabytes(job: str, who: str, edges: Edges) -> float:
    """Return by how much a process grows that does the job once."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_growth, (job, who, edges))


def _growth(job: str, who: str, edges: Edges) -> float:
    JOBS[job][who]((3, np.array([0, 1], np.int32), np.array([1, 2], np.int32)))
    gc.collect()
    # What the imports took at their peak would hide what the job takes.
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _peak_kibibytes()
    JOBS[job][who](edges)
    return (_peak_kibibytes() - before) / 1024


def _peak_kibibytes() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def celf(cascade: Cascade, count: int, runs: int) -> tuple[list[int], float]:
    """Choose greedily by simulated gains, looked at again only when they may matter (Leskovec et al. 2007)."""
    started = time.process_time()
    nodes = len(cascade.network)
    waiting = [(-cascade.simulated([node], runs, 1).mean, node, 0) for node in range(nodes)]
    heapq.heapify(waiting)
    chosen: list[int] = []
    reached = 0.0
    while len(chosen) < count:
        gain, node, looked_at = heapq.heappop(waiting)
        if looked_at == len(chosen):
            chosen.append(node)
            reached -= gain
        else:
            gain = reached - cascade.simulated([*chosen, node], runs, 1).mean
            heapq.heappush(waiting, (gain, node, len(chosen)))
    return chosen, time.process_time() - started


def influence(edges: Edges, seeds: int, simulations: int) -> None:
    """Print reach and seconds of the choice beside IMM, degree and PageRank, under both models."""
    network = ours(edges)
    limits = Limits.of(len(network), seeds)
    for model in Model:
        cascade = Cascade.of(network, model)
        cascade.sets(0, 10, 0)
        choices: dict[str, Callable[[], tuple[int, ...]]] = {
            "ours": lambda cascade=cascade: plan(cascade, limits).seeds,  # type: ignore[misc]
            "IMM": lambda cascade=cascade: imm(cascade, limits),  # type: ignore[misc]
            **{name: lambda score=score: in_order(score(network), limits) for name, score in HEURISTICS.items()},  # type: ignore[misc]
        }
        reached: dict[str, float] = {}
        for name, choose in choices.items():
            started = time.process_time()
            chosen = choose()
            seconds = time.process_time() - started
            spread = cascade.simulated(chosen, simulations, 99)
            reached[name] = spread.mean
            print(
                f"  {model.value:<20} {name:<10} {seconds:8.3f} s   reach {spread.mean:10.1f} "
                f"± {spread.standard_error:.1f}   ours / {name}: {reached['ours'] / spread.mean:.4f}"
            )


def celf_beside_ours(edges: Edges, seeds: int, runs: int) -> None:
    """Print how much longer the greedy choice by simulation takes, and what it reaches."""
    network = ours(edges)
    cascade = Cascade.of(network, Model.INDEPENDENT_CASCADE)
    limits = Limits.of(len(network), seeds)
    plan(cascade, limits)
    times = []
    for number in range(5):
        started = time.process_time()
        chosen = plan(cascade, limits, seed=number).seeds
        times.append(time.process_time() - started)
    own = statistics.median(times)
    greedy, seconds = celf(cascade, seeds, runs)
    reach = {name: cascade.simulated(some, 20_000, 99).mean for name, some in (("ours", chosen), ("CELF", greedy))}
    print(
        f"  {len(network):,} nodes, {network.tie_count:,} ties, {seeds} persons: ours {own:.3f} s reaches "
        f"{reach['ours']:.1f}; CELF ({runs:,} cascades a gain) {seconds:.1f} s reaches {reach['CELF']:.1f}; "
        f"CELF / ours in time: {seconds / own:,.0f}"
    )


def large(nodes: int, seeds: int) -> None:
    """Print seconds and memory of communities and of a choice on a large network."""
    edges = planted(nodes, 50, 9.0, 0.15, seed=3)
    started = time.process_time()
    network = ours(edges)
    print(f"  building {len(network):,} nodes, {network.tie_count:,} ties: {time.process_time() - started:.1f} s")
    cascade = Cascade.of(network, Model.INDEPENDENT_CASCADE)
    limits = Limits.of(len(network), seeds)
    for name, arguments in (("at most 262,144 sets", {"sets_max": 1 << 18}), ("default", {})):
        started = time.process_time()
        found = plan(cascade, limits, **arguments)  # type: ignore[arg-type]
        print(
            f"  choice of {seeds}, {name}: {time.process_time() - started:.1f} s, reach {found.estimate:,.0f}, "
            f"ratio {found.ratio:.3f}, {found.sets:,} sets, by {found.chosen_by}"
        )
    started = time.process_time()
    labels = leiden(network)
    print(f"  communities: {time.process_time() - started:.1f} s, modularity {modularity(network, labels):.4f}")
    print(f"  peak of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=80_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--celf-runs", type=int, default=10_000)
    parser.add_argument("--celf-nodes", type=int, default=2_000)
    parser.add_argument("--only", help="Parts, with commas between: building, communities, …, influence, celf, large.")
    given = parser.parse_args()
    parts = given.only.split(",") if given.only else [*JOBS, "influence", "celf", "large"]
    edges = planted(given.nodes, 45, 12.0, 0.15, seed=1)
    print(f"{given.nodes:,} nodes, {len(edges[1]):,} ties, median of {given.rounds} rounds, CPU seconds")
    for work in JOBS["building"].values():
        work(edges)
    leiden(ours(edges))
    pagerank(ours(edges))
    clustering(ours(edges))
    for job in JOBS:
        if job in parts:
            compare(job, edges, given.rounds)
    if "influence" in parts:
        influence(edges, given.seeds, 2_000)
    if "celf" in parts:
        celf_beside_ours(planted(given.celf_nodes, 45, 8.0, 0.15, seed=2), given.seeds, given.celf_runs)
    if "large" in parts:
        large(given.large, given.seeds)


if __name__ == "__main__":
    main()
