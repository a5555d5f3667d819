"""CRM's contacts: people as marketing spells them, with employer and consents."""

from collections.abc import Sequence

import numpy as np

from sample_bank.arrays import (
    REFERENCE_DAY,
    Flags,
    Ints,
    Texts,
    day_texts,
    days_before,
    integers,
    numbered,
    texts,
)
from sample_bank.dirt import Doubt
from sample_bank.journal import Duplicates, Journal, SiloRecords
from sample_bank.silos.identity import Identities, id_types, persons_as_written
from sample_bank.world.bank import Bank
from sample_bank.writers import Columns, write_csv

_NAMES = {"PINYIN": 0.1, "TRADITIONAL": 0.06, "SPACED": 0.06, "SHORTENED": 0.02}
_IDS = {"MISSING": 0.35, "OLD_15": 0.04, "FULL_WIDTH": 0.01, "LOWER_X": 0.04, "MISTYPED": 0.01}
_TWICE_SHARE = 0.015
_BIRTH_KNOWN_SHARE = 0.85
_EMAIL_KNOWN_SHARE = 0.6
_EMPLOYER_KNOWN_SHARE = 0.9
_KNOWS_CUSTOMER_NO_SHARE = 0.7
_KNOWS_EMPLOYER_USCC_SHARE = 0.6
_CONSENT = texts(["Y", "N", ""])
_CONSENT_SHARES = {"sms": (0.5, 0.3, 0.2), "phone": (0.3, 0.5, 0.2), "email": (0.4, 0.3, 0.3),
                   "wechat": (0.45, 0.25, 0.3), "profiling": (0.55, 0.25, 0.2)}  # fmt: skip
CONTACTS = (
    "contact_id", "core_customer_no", "full_name", "gender", "birth_date", "id_number", "mobile_phone",
    "home_phone", "email", "address", "employer", "employer_uscc", "job_title", "consent_marketing_sms",
    "consent_marketing_phone", "consent_marketing_email", "consent_marketing_wechat",
    "consent_profiling", "consent_updated_on", "created_on",
)  # fmt: skip


class Contacts:
    """Which persons have a contact, under which id; some have two, the second at the end."""

    def __init__(self, bank: Bank, journal: Journal) -> None:
        rng = journal.streams.numpy("contacts")
        persons = rng.permutation(np.flatnonzero(bank.in_crm))
        again = rng.choice(persons, size=max(1, round(len(persons) * _TWICE_SHARE)), replace=False)
        self.persons: Ints = np.concatenate([persons, again]).astype(np.int64)
        self.ids = numbered("CT", len(self.persons), 7)
        self.is_second: Flags = np.arange(len(self.persons)) >= len(persons)
        self._first = np.full(len(bank.people), -1, dtype=np.int64)
        self._first[persons] = np.arange(len(persons))

    def of(self, persons: Ints) -> Texts:
        """The (first) contact ids of persons who are in CRM."""
        return self.ids[self._first[persons]]


def export_contacts(bank: Bank, contacts: Contacts, journal: Journal) -> None:
    """contacts.csv, and the key to its records."""
    file = "crm/contacts.csv"
    rng = journal.streams.numpy("crm identities")
    people, persons = bank.people, contacts.persons
    identity = persons_as_written(rng, people, persons, _NAMES, _IDS)
    phones, addresses = _reached_at(rng, bank, persons)
    columns = [
        contacts.ids,
        _customer_numbers(rng, bank, contacts),
        identity.names,
        texts(np.where(people.kinship.male[persons] == 1, "M", "F")),
        texts(np.where(rng.random(len(persons)) < _BIRTH_KNOWN_SHARE, day_texts(people.births[persons]), "")),
        identity.id_numbers,
        phones,
        people.home_phones[persons],
        texts(np.where(rng.random(len(persons)) < _EMAIL_KNOWN_SHARE, people.emails[persons], "")),
        addresses,
        *_employment(rng, bank, persons),
        *_consents(rng, len(persons)),
        day_texts(days_before(REFERENCE_DAY, integers(rng, 30, 3000, len(persons)))),
    ]
    doubts = identity.doubts("id_number", id_types(people, persons))
    write_crm_csv(journal, file, CONTACTS, [column.tolist() for column in columns], doubts=doubts)
    _note_records(contacts, identity, journal)


def _note_records(contacts: Contacts, identity: Identities, journal: Journal) -> None:
    journal.records.append(
        SiloRecords("crm", contacts.persons, contacts.ids, identity.spellings, identity.id_qualities)
    )
    second = contacts.persons[contacts.is_second]
    journal.duplicates.append(Duplicates("crm", contacts.ids[contacts.is_second], contacts.of(second), second))


def _customer_numbers(rng: np.random.Generator, bank: Bank, contacts: Contacts) -> Texts:
    """Known for most customers, never for the second contact of somebody."""
    record = bank.customers.record_of[contacts.persons]
    known = (record >= 0) & ~contacts.is_second & (rng.random(len(record)) < _KNOWS_CUSTOMER_NO_SHARE)
    return texts(np.where(known, bank.customers.numbers[record], ""))


def _reached_at(rng: np.random.Generator, bank: Bank, persons: Ints) -> tuple[Texts, Texts]:
    """Phone in whatever form it was noted, address; a switchboard or dormitory where one was given."""
    styles = rng.choice(5, size=len(persons), p=[0.5, 0.2, 0.15, 0.1, 0.05])
    own = bank.people.phones[persons].tolist()
    phones = texts([_phone_text(phone, style) for phone, style in zip(own, styles.tolist(), strict=True)])
    shared_phone, shared_address = bank.hubs.phone_of[persons], bank.hubs.address_of[persons]
    addresses = bank.people.addresses[persons]
    return (
        texts(np.where(shared_phone != "", shared_phone, phones)),
        texts(np.where(shared_address != "", shared_address, addresses)),
    )


def _phone_text(phone: str, style: int) -> str:
    spaced = f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    return (phone, f"+86 {spaced}", spaced.replace(" ", "-"), f"0086{phone}", f"86-{phone}")[style]


def _employment(rng: np.random.Generator, bank: Bank, persons: Ints) -> list[Texts]:
    employer = bank.communities.employer[persons]
    known = (employer >= 0) & (rng.random(len(persons)) < _EMPLOYER_KNOWN_SHARE)
    with_uscc = known & (rng.random(len(persons)) < _KNOWS_EMPLOYER_USCC_SHARE)
    return [
        texts(np.where(known, bank.companies.names[employer], "")),
        texts(np.where(with_uscc, bank.companies.usccs[employer], "")),
        texts(np.where(known, bank.communities.job_titles[persons], "")),
    ]


def _consents(rng: np.random.Generator, count: int) -> list[Texts]:
    answers = [_CONSENT[rng.choice(3, size=count, p=shares)] for shares in _CONSENT_SHARES.values()]
    asked = np.any([answer != "" for answer in answers], axis=0)
    updated = day_texts(days_before(REFERENCE_DAY, integers(rng, 1, 1500, count)))
    return [*answers, texts(np.where(asked, updated, ""))]


def write_crm_csv(
    journal: Journal,
    file: str,
    header: tuple[str, ...],
    columns: Columns,
    *,
    doubts: Sequence[Doubt] = (),
    keyed: bool = True,
) -> None:
    """UTF-8 with BOM and CRLF, as the office program saves it."""
    plan = journal.plan(file, len(columns[0]), doubts=doubts)
    rows = write_csv(journal.path(file), header, columns, plan=plan, encoding="utf-8-sig", newline="\r\n", keyed=keyed)
    journal.wrote(file, rows)
