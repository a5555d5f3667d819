"""The answer key: what was planted in the silos, in terms of true entities that no silo shows."""

import numpy as np

from sample_bank.arrays import Flags, Ints, Texts, day_texts, texts
from sample_bank.journal import Journal
from sample_bank.silos.credit import CreditIds, guarantee_numbers
from sample_bank.silos.crm_ties import declared_kin, household_roles
from sample_bank.world.bank import Bank
from sample_bank.world.communities import KINDS
from sample_bank.world.hubs import hub_members
from sample_bank.world.ownership import PPB_PER_BASIS_POINT
from sample_bank.world.products import CLOUD_DEPOSIT, count_affinities
from sample_bank.writers import write_csv

_YES_NO = texts(["N", "Y"])


class AnswerKey:
    """Writes the key's files one by one; `names` are the true entities' ids in the key."""

    def __init__(self, bank: Bank, journal: Journal, machine_users: dict[str, int]) -> None:
        self._bank = bank
        self._journal = journal
        self._machine_users = machine_users
        self._persons = len(bank.people)
        entities = self._persons + len(bank.companies) + len(bank.companies.state_names)
        # Numbered in a shuffled order, so that an id tells nothing about kind or family.
        order = journal.streams.numpy("entity ids").permutation(entities)
        self.names = texts([f"E{number + 1:08d}" for number in order.tolist()])

    def write(self) -> None:
        """All files."""
        self._entities()
        self._duplicates_and_lookalikes()
        self._families_and_households()
        self._ownership()
        self._guarantee_circles()
        self._communities()
        self._diffusion()
        self._products_and_churn()
        self._hubs()
        self._bad_rows()

    def _file(self, name: str, header: str, *columns: Texts | list[str]) -> None:
        file = f"answer_key/{name}.csv"
        as_texts = [[str(value) for value in column] for column in columns]
        self._journal.wrote(file, write_csv(self._journal.path(file), header.split(", "), as_texts))

    def _entities(self) -> None:
        records = self._journal.records
        entities = np.concatenate([record.entities for record in records])
        companies = self._persons + len(self._bank.companies)
        kinds = np.select([entities < self._persons, entities < companies], ["PERSON", "COMPANY"], "STATE")
        self._file(
            "entities",
            "entity_id, entity_kind, silo, record_id, spelling, id_quality",
            self.names[entities],
            texts(kinds),
            [record.silo for record in records for _ in record.entities],
            np.concatenate([record.record_ids for record in records]),
            np.concatenate([record.spellings for record in records]),
            np.concatenate([record.id_qualities for record in records]),
        )

    def _duplicates_and_lookalikes(self) -> None:
        lots = self._journal.duplicates
        self._file(
            "duplicates",
            "silo, record_id, duplicate_of, entity_id",
            [lot.silo for lot in lots for _ in lot.entities],
            np.concatenate([lot.record_ids for lot in lots]),
            np.concatenate([lot.duplicate_of for lot in lots]),
            self.names[np.concatenate([lot.entities for lot in lots])],
        )
        original, copy = self._bank.people.lookalikes
        self._file("lookalikes", "entity_id, lookalike_entity_id", self.names[original], self.names[copy])

    def _families_and_households(self) -> None:
        kinship = self._bank.people.kinship
        ties = kinship.ties
        self._file(
            "families",
            "family_id, from_entity_id, to_entity_id, kind, lineage, valid_from, valid_to, is_declared",
            _ids("F", kinship.family[ties.from_person]),
            self.names[ties.from_person],
            self.names[ties.to_person],
            texts(np.where(ties.is_spouse, "SPOUSE", "PARENT")),
            ties.lineage,
            day_texts(ties.valid_from),
            day_texts(ties.valid_to),
            _yes_no(declared_kin(self._bank, self._journal)),
        )
        order = np.argsort(kinship.household, kind="stable")
        self._file(
            "households",
            "household_id, entity_id, role",
            _ids("H", kinship.household[order]),
            self.names[order],
            household_roles(self._bank)[order],
        )

    def _ownership(self) -> None:
        ownership = self._bank.ownership
        company = self.names[self._persons + ownership.company]
        shares = texts((ownership.basis_points * PPB_PER_BASIS_POINT).astype(str))
        beneficial = texts(np.where(ownership.nominee, self.names[ownership.beneficial], ""))
        self._file(
            "ownership",
            "owner_entity_id, company_entity_id, share_ppb, valid_from, valid_to, is_nominee, beneficial_entity_id",
            self.names[ownership.owner],
            company,
            shares,
            day_texts(ownership.valid_from),
            day_texts(ownership.valid_to),
            _yes_no(ownership.nominee),
            beneficial,
        )
        rows = np.flatnonzero(ownership.nominee)
        self._file(
            "nominees",
            "nominee_entity_id, beneficial_entity_id, company_entity_id, share_ppb, is_disclosed",
            self.names[ownership.owner[rows]],
            beneficial[rows],
            company[rows],
            shares[rows],
            _yes_no(ownership.disclosed[rows]),
        )
        self._ownership_loops(shares)

    def _ownership_loops(self, shares: Texts) -> None:
        ownership, codes = self._bank.ownership, self._bank.companies.usccs
        pairs = zip((ownership.owner - self._persons).tolist(), ownership.company.tolist(), strict=True)
        share_of = dict(zip(pairs, shares.tolist(), strict=True))
        arcs = [
            (f"LOOP{number:04d}", str(position), holder, loop[position % len(loop)])
            for number, loop in enumerate(ownership.loops, start=1)
            for position, holder in enumerate(loop, start=1)
        ]
        self._file(
            "ownership_loops",
            "loop_id, position, owner_uscc, company_uscc, share_ppb",
            [arc[0] for arc in arcs],
            [arc[1] for arc in arcs],
            [codes[arc[2]] for arc in arcs],
            [codes[arc[3]] for arc in arcs],
            [share_of[arc[2], arc[3]] for arc in arcs],
        )

    def _guarantee_circles(self) -> None:
        guarantees = self._bank.guarantees
        ids = CreditIds(self._bank)
        rows = np.flatnonzero(guarantees.circle >= 0)
        self._file(
            "guarantee_circles",
            "circle_id, kind, position, guarantor_id, borrower_id, guarantee_no",
            [f"GC{number + 1:04d}" for number in guarantees.circle[rows].tolist()],
            [guarantees.circle_kinds[number] for number in guarantees.circle[rows].tolist()],
            texts((guarantees.position[rows] + 1).astype(str)),
            ids.of(guarantees.guarantor[rows]),
            ids.of(guarantees.borrower[rows]),
            guarantee_numbers(self._bank)[rows],
        )

    def _communities(self) -> None:
        communities = self._bank.communities
        order = np.argsort(communities.of, kind="stable")
        self._file(
            "communities",
            "entity_id, community_id, kind",
            self.names[order],
            _ids("C", communities.of[order]),
            KINDS[communities.kind_of[order]],
        )

    def _diffusion(self) -> None:
        diffusion = self._bank.diffusion
        total = diffusion.total_adopters[diffusion.influencers]
        ranked = diffusion.influencers[np.lexsort((diffusion.influencers, -total))]
        self._file(
            "influencers",
            "rank, entity_id, direct_adopters, total_adopters",
            texts([str(rank) for rank in range(1, len(ranked) + 1)]),
            self.names[ranked],
            texts(diffusion.direct_adopters[ranked].astype(str)),
            texts(diffusion.total_adopters[ranked].astype(str)),
        )
        adopters = np.flatnonzero(~np.isnat(diffusion.adopted_on))
        adopters = adopters[np.argsort(diffusion.adopted_on[adopters], kind="stable")]
        prompter = diffusion.prompted_by[adopters]
        self._file(
            "adoptions",
            "entity_id, product_code, adopted_on, influenced_by_entity_id, step",
            self.names[adopters],
            texts([CLOUD_DEPOSIT] * len(adopters)),
            day_texts(diffusion.adopted_on[adopters]),
            texts(np.where(prompter >= 0, self.names[prompter], "")),
            texts(diffusion.step[adopters].astype(str)),
        )

    def _products_and_churn(self) -> None:
        counts = count_affinities(self._bank.holdings)
        self._file(
            "product_affinities",
            "antecedent, consequent, base_probability, conditional_probability, lift, antecedent_holders, both_holders",
            [count.affinity.antecedent for count in counts],
            [count.affinity.consequent for count in counts],
            [f"{count.base_probability}" for count in counts],
            [f"{count.affinity.probability}" for count in counts],
            [f"{count.affinity.probability / count.base_probability:.2f}" for count in counts],
            [str(count.antecedent_holders) for count in counts],
            [str(count.both_holders) for count in counts],
        )
        churn, customers = self._bank.churn, self._bank.customers
        gone = np.flatnonzero(churn.gone)
        self._file(
            "churners",
            "entity_id, customer_no, churned_on, kind",
            self.names[customers.entities[gone]],
            customers.numbers[gone],
            day_texts(churn.left_on[gone]),
            texts(np.where(churn.closed[gone], "CLOSED", "SILENT")),
        )

    def _hubs(self) -> None:
        hubs, in_crm = self._bank.hubs, self._bank.in_crm
        shared = {
            "PHONE": hub_members(hubs.phone_of[in_crm]),
            "ADDRESS": hub_members(hubs.address_of[in_crm]),
            "DEVICE": self._machine_users,
        }
        rows = [(kind, value, str(count)) for kind, members in shared.items() for value, count in members.items()]
        self._file("hubs", "kind, value, entities", *(list(column) for column in zip(*rows, strict=True)))

    def _bad_rows(self) -> None:
        rows = sorted(self._journal.bad_rows)
        self._file(
            "bad_rows",
            "file, sheet, row, column, value, reason_code, action",
            *([str(value) for value in column] for column in zip(*rows, strict=True)),
        )


def _ids(prefix: str, numbers: Ints) -> list[str]:
    return [f"{prefix}{number + 1:07d}" for number in numbers.tolist()]


def _yes_no(flags: Flags) -> Texts:
    return _YES_NO[flags.astype(np.int64)]
