"""Measures of networks: guarantee circles, close links, and ties guessed from shared attributes."""

from collections.abc import Iterator
from fractions import Fraction

from algorithms.close_links import CloseLinks
from algorithms.guarantee_circles import GuaranteeNetwork
from algorithms.shared_attributes import SharedAttributes
from graph.values import Status
from rules.asked import Asked
from rules.books import Books
from rules.measure import Measure, measure


def guarantee_measures(network: GuaranteeNetwork) -> Iterator[Measure]:
    """Yield rings, circles, networks, chains and stars."""
    if not network.parties and not network.professional:
        return
    for number, ring in enumerate(network.rings, 1):
        yield measure("guarantee_scc", "GC-SCC", str(number), "", ring)
        yield measure("scc_internal_amount", "GC-SCC", "|".join(ring), "", network.amount_within(ring))
    for number, circle in enumerate(network.circles, 1):
        yield measure("elementary_cycle", "GC-CYCLE", str(number), "", circle)
    for one, other in network.pairs:
        yield measure("mutual_pair", "GC-MUTUAL", one, other, value=True)
    for number, members in enumerate(network.networks, 1):
        yield measure("guarantee_network_wcc", "GC-WCC", str(number), "", members)
    for party in sorted(network.parties):
        given = network.given_to(party)
        yield measure("longest_chain_from", "GC-CHAIN", party, "", ">".join(network.longest_chain_from(party)))
        yield measure("star_out_degree", "GC-STAR", party, "", len(given))
        yield measure("is_ring_member", "GC-SCC", party, "", bool(network.ring_of(party)))
        for borrower in given:
            yield measure("net_guarantee", "GC-NET", party, borrower, network.net(party, borrower))
    for hub in network.professional:
        yield measure("hub_suppressed", "GC-HUB", hub, "", value=True)
    yield measure("scc_count", "GC-SCC", "*", "", len(network.rings))
    yield measure("cycle_count", "GC-CYCLE", "*", "", len(network.circles))


def close_link_measures(books: Books, threshold: Fraction, asked: Asked) -> Iterator[Measure]:
    """Yield both readings for every pair of companies that could be linked."""
    links = CloseLinks(books.holdings, threshold)
    for company in books.companies:
        candidates = set(books.companies) - {company} if asked.is_complete else links.candidates(company)
        for other in sorted(candidates & set(books.companies)):
            yield measure("close_link_ecb", "ECB-CL-20", company, other, links.by_law(company, other))
            integrated = links.by_integrated_ownership(company, other)
            yield measure("close_link_integrated20", "BOI-CL-IO20", company, other, integrated)


def shared_attribute_measures(attributes: SharedAttributes, parties: list[str]) -> Iterator[Measure]:
    """Yield the weight of each attribute and the leads that they give."""
    for attribute in attributes.attributes:
        yield measure("attr_weight", "TIE-HUB", attribute, "", attributes.weight(attribute))
        yield measure("suppressed", "TIE-HUB", attribute, "", attributes.is_suppressed(attribute))
    for party in parties:
        for lead in attributes.leads_of(party):
            other = lead.other if lead.one == party else lead.one
            yield measure("tie_score_noisy_or", "TIE-SCORE", party, other, lead.score)
            yield measure("relation_status", "TIE-SCORE", party, other, Status.INFERRED.value)
