"""CRM's ties between contacts: social, family, household; only those it was told of."""

import numpy as np

from sample_bank.arrays import REFERENCE_DAY, Flags, Ints, Texts, day_texts, days_after, numbered, texts
from sample_bank.journal import Journal
from sample_bank.silos.crm import Contacts, write_crm_csv
from sample_bank.world.bank import Bank

SOCIAL_TIES = ("tie_id", "from_contact_id", "to_contact_id", "kind", "score", "since", "source")
FAMILY = (
    "tie_id", "from_contact_id", "to_contact_id", "kind", "lineage", "source", "declared_on",
    "valid_from", "valid_to",
)  # fmt: skip
HOUSEHOLDS = ("household_no", "contact_id", "role", "since")
_SOURCES = texts(["RM_NOTE", "ADDRESS_BOOK"])
_SPOUSE_SOURCES = texts(["MARRIAGE_CERTIFICATE", "HUKOU_BOOK", "SELF_DECLARED", "LOAN_APPLICATION"])
_PARENT_SOURCES = texts(["HUKOU_BOOK", "SELF_DECLARED", "LOAN_APPLICATION"])
_DECLARED_SHARE = 0.75
_KEPT_HOUSEHOLD_SHARE = 0.5
HEAD, SPOUSE, CHILD, OTHER = "HEAD", "SPOUSE", "CHILD", "OTHER"


def declared_kin(bank: Bank, journal: Journal) -> Flags:
    """Which of the true kin ties CRM was told of: both ends are contacts, and somebody said so."""
    ties = bank.people.kinship.ties
    told = journal.streams.numpy("declared").random(len(ties.from_person)) < _DECLARED_SHARE
    return np.asarray(told & bank.in_crm[ties.from_person] & bank.in_crm[ties.to_person])


def household_roles(bank: Bank) -> Texts:
    """Each person's role in the household, seen from its head."""
    kinship = bank.people.kinship
    heads = kinship.heads_of_households()
    roles = np.full(len(heads), OTHER, dtype=object)
    ties = kinship.ties
    parents, children = ties.from_person[~ties.is_spouse], ties.to_person[~ties.is_spouse]
    roles[children[heads[children] == parents]] = CHILD
    spouse = kinship.spouses_now()
    roles[(spouse >= 0) & (heads == spouse)] = SPOUSE
    roles[heads == np.arange(len(heads))] = HEAD
    return roles


def export_social_ties(bank: Bank, contacts: Contacts, journal: Journal) -> None:
    """social_ties.csv."""
    ties = bank.ties
    rows = np.flatnonzero(bank.in_crm[ties.left] & bank.in_crm[ties.right])
    rng = journal.streams.numpy("tie sources")
    sources = _SOURCES[rng.integers(0, 2, size=len(rows))]
    sources[ties.kinds[rows] == "REFERRAL"] = "REFERRAL_PROGRAMME"
    columns = [
        numbered("ST", len(rows), 8),
        contacts.of(ties.left[rows]),
        contacts.of(ties.right[rows]),
        ties.kinds[rows],
        texts([f"{score / 100:.2f}" for score in ties.scores[rows].tolist()]),
        day_texts(ties.since[rows]),
        sources,
    ]
    write_crm_csv(journal, "crm/social_ties.csv", SOCIAL_TIES, [column.tolist() for column in columns])


def export_family(bank: Bank, contacts: Contacts, journal: Journal) -> None:
    """family.csv."""
    ties = bank.people.kinship.ties
    rows = np.flatnonzero(declared_kin(bank, journal))
    rng = journal.streams.numpy("family sources")
    is_spouse = ties.is_spouse[rows]
    sources = np.where(
        is_spouse,
        _SPOUSE_SOURCES[rng.integers(0, len(_SPOUSE_SOURCES), size=len(rows))],
        _PARENT_SOURCES[rng.integers(0, len(_PARENT_SOURCES), size=len(rows))],
    )
    recent = np.maximum(ties.valid_from[rows], REFERENCE_DAY - 3000)
    declared = days_after(recent, (REFERENCE_DAY - recent).astype(np.int64) * rng.random(len(rows)))
    columns = [
        numbered("FT", len(rows), 8),
        contacts.of(ties.from_person[rows]),
        contacts.of(ties.to_person[rows]),
        texts(np.where(is_spouse, "SPOUSE", "PARENT")),
        ties.lineage[rows],
        texts(sources),
        day_texts(declared),
        day_texts(ties.valid_from[rows]),
        day_texts(ties.valid_to[rows]),
    ]
    write_crm_csv(journal, "crm/family.csv", FAMILY, [column.tolist() for column in columns])


def export_households(bank: Bank, contacts: Contacts, journal: Journal) -> None:
    """households.csv: about half of the true households of two and more contacts."""
    household = bank.people.kinship.household
    rng = journal.streams.numpy("kept households")
    kept = rng.random(int(household.max()) + 1) < _KEPT_HOUSEHOLD_SHARE
    kept &= np.bincount(household, weights=bank.in_crm) > 1
    since = REFERENCE_DAY - rng.integers(60, 2500, size=len(kept)).astype("timedelta64[D]")
    persons = np.flatnonzero(bank.in_crm & kept[household])
    persons = persons[np.argsort(household[persons], kind="stable")]
    columns = [
        household_numbers(household[persons]),
        contacts.of(persons),
        household_roles(bank)[persons],
        day_texts(since[household[persons]]),
    ]
    texts_of_columns = [column.tolist() for column in columns]
    write_crm_csv(journal, "crm/households.csv", HOUSEHOLDS, texts_of_columns, keyed=False)


def household_numbers(household: Ints) -> Texts:
    """The number under which CRM keeps a household; not the answer key's."""
    return texts([f"HH{number * 7919 % 10**8:08d}" for number in household.tolist()])
