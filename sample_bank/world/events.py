"""Twelve months of touchpoints over the channels: who, when, by which device, about which product."""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import WINDOW_DAYS, WINDOW_START, Flags, Ints, Texts, texts
from sample_bank.streams import Streams
from sample_bank.world.churn import Churn
from sample_bank.world.customers import Customers
from sample_bank.world.diffusion import Diffusion
from sample_bank.world.hubs import Hubs
from sample_bank.world.people import People
from sample_bank.world.products import CLOUD_DEPOSIT, CODES, COLUMN

_PER_CUSTOMER = 8.0
_LIVELINESS_SHAPE = 1.6
_SECONDS_A_DAY = 86_400
_TABLET_SHARE = 0.12
_KIOSK_SHARE = 0.25
CHANNELS = texts(["app", "web", "wechat", "atm", "call_center", "branch"])
_CHANNEL_SHARES = (0.46, 0.12, 0.17, 0.11, 0.06, 0.08)
_KINDS = {
    "app": (("LOGIN", 0.4), ("VIEW_PRODUCT", 0.3), ("TRANSFER", 0.25), ("SHARE", 0.05)),
    "web": (("LOGIN", 0.5), ("VIEW_PRODUCT", 0.35), ("TRANSFER", 0.15)),
    "wechat": (("CHAT", 0.35), ("VIEW_PRODUCT", 0.45), ("SHARE", 0.2)),
    "atm": (("WITHDRAW", 0.7), ("DEPOSIT", 0.3)),
    "call_center": (("INQUIRY", 0.55), ("COMPLAINT", 0.15), ("OFFER", 0.3)),
    "branch": (("COUNTER_SERVICE", 0.7), ("KYC_REVIEW", 0.1), ("INQUIRY", 0.15), ("COMPLAINT", 0.05)),
}
_DETAILS = {
    "COMPLAINT": ("排队时间长", "手续费疑问", "转账失败", "营销电话过多"),
    "INQUIRY": ("利率咨询", "额度咨询", "理财到期", "挂失补卡"),
    "KYC_REVIEW": ("证件到期更新", "受益所有人复核"),
    "OFFER": ("已接听", "未接听", "已婉拒"),
}
_MACHINES = ("ATM-", "KIOSK-")
_ABOUT_A_PRODUCT = ("VIEW_PRODUCT", "SHARE", "OFFER", "BUY")


@dataclass(frozen=True, slots=True)
class Events:
    """One row an event, by time; `second` counts from the start of the window; '' stands for nothing."""

    record: Ints
    second: Ints
    channels: Texts
    kinds: Texts
    devices: Texts
    products: Texts
    details: Texts

    def __len__(self) -> int:
        return len(self.record)


def draw_events(
    streams: Streams, people: People, customers: Customers, hubs: Hubs, churn: Churn, diffusion: Diffusion
) -> Events:
    """Some customers are lively, some hardly seen; who has left is not seen; each adoption is a BUY."""
    rng = streams.numpy("events")
    record, second = _visits(rng, customers, churn)
    buyers = np.flatnonzero(~np.isnat(diffusion.adopted_on))
    bought = (diffusion.adopted_on[buyers] - WINDOW_START).astype(np.int64) * _SECONDS_A_DAY
    bought += rng.integers(9 * 3600, 21 * 3600, size=len(bought))
    record = np.concatenate([record, customers.record_of[buyers]])
    second = np.concatenate([second, bought])
    is_buy = np.arange(len(record)) >= len(record) - len(buyers)
    order = np.argsort(second, kind="stable")
    record, second, is_buy = record[order], second[order], is_buy[order]
    channels = CHANNELS[rng.choice(len(CHANNELS), size=len(record), p=_CHANNEL_SHARES)]
    channels[is_buy] = "app"
    kinds = _kinds(rng, channels)
    kinds[is_buy] = "BUY"
    return Events(
        record=record,
        second=second,
        channels=channels,
        kinds=kinds,
        devices=_devices(rng, people, customers, hubs, record, channels),
        products=_products(rng, kinds, is_buy),
        details=_details(rng, kinds),
    )


def _visits(rng: np.random.Generator, customers: Customers, churn: Churn) -> tuple[Ints, Ints]:
    liveliness = rng.gamma(_LIVELINESS_SHAPE, _PER_CUSTOMER / _LIVELINESS_SHAPE, size=len(customers))
    begun = np.maximum((customers.opened - WINDOW_START).astype(np.int64), 0)
    ended = np.where(churn.gone, (churn.left_on - WINDOW_START).astype(np.int64), WINDOW_DAYS)
    present = np.maximum(ended - begun, 1)
    record = np.repeat(np.arange(len(customers)), rng.poisson(liveliness * present / WINDOW_DAYS))
    day = begun[record] + rng.random(len(record)) * present[record]
    hours = rng.normal(14, 4, size=len(record)).clip(0, 23.99)
    return record, np.floor(day).astype(np.int64) * _SECONDS_A_DAY + (hours * 3600).astype(np.int64)


def _kinds(rng: np.random.Generator, channels: Texts) -> Texts:
    kinds = np.empty(len(channels), dtype=object)
    for channel, choices in _KINDS.items():
        rows = np.flatnonzero(channels == channel)
        names = texts([name for name, _ in choices])
        kinds[rows] = names[rng.choice(len(names), size=len(rows), p=[share for _, share in choices])]
    return kinds


def _devices(
    rng: np.random.Generator, people: People, customers: Customers, hubs: Hubs, record: Ints, channels: Texts
) -> Texts:
    """One's own device, the family's tablet, the bank's machines; none for a phone call or at the counter."""
    person = np.where(customers.is_company, 0, customers.entities)[record]
    own = people.devices[person]
    firm = customers.is_company[record]
    own[firm] = [f"PC-{number}" for number in customers.numbers[record[firm]]]
    tablet = (channels != "wechat") & ~firm & (rng.random(len(record)) < _TABLET_SHARE)
    own[tablet] = [f"TB-{home:08d}" for home in people.kinship.household[person[tablet]].tolist()]
    machine = (channels == "atm") | ((channels == "branch") & (rng.random(len(record)) < _KIOSK_SHARE))
    own[machine] = [f"ATM-{branch:03d}" for branch in customers.branch[record[machine]].tolist()]
    kiosk = np.flatnonzero(machine & (channels == "branch"))
    own[kiosk] = hubs.kiosks[rng.integers(0, len(hubs.kiosks), size=len(kiosk))]
    own[(channels == "call_center") | ((channels == "branch") & ~machine)] = ""
    return own


def _products(rng: np.random.Generator, kinds: Texts, is_buy: Flags) -> Texts:
    products = np.full(len(kinds), "", dtype=object)
    about = np.flatnonzero(np.isin(kinds.astype(str), _ABOUT_A_PRODUCT))
    shown = texts(CODES[: COLUMN["L004"]])
    products[about] = shown[rng.integers(0, len(shown), size=len(about))]
    products[is_buy] = CLOUD_DEPOSIT
    return products


def _details(rng: np.random.Generator, kinds: Texts) -> Texts:
    details = np.full(len(kinds), "", dtype=object)
    for kind, choices in _DETAILS.items():
        rows = np.flatnonzero(kinds == kind)
        details[rows] = texts(choices)[rng.integers(0, len(choices), size=len(rows))]
    return details


def machine_users(events: Events) -> dict[str, int]:
    """How many customer records were seen at each machine of the bank (teller machines and kiosks)."""
    machines = np.flatnonzero([device.startswith(_MACHINES) for device in events.devices])
    devices, numbers = np.unique(events.devices[machines].astype(str), return_inverse=True)
    seen = np.unique(np.stack([numbers, events.record[machines]]), axis=1)
    counts = np.bincount(seen[0], minlength=len(devices))
    return dict(zip(devices.tolist(), counts.tolist(), strict=True))
