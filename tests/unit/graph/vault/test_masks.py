"""Masks show enough to recognise a value, and never all of it."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.vault import SealedKind
from graph.vault.masks import HIDDEN, masked


@pytest.mark.shared_data
def test_masks_are_those_of_the_oracle(shared_data: Path) -> None:
    oracle = shared_data.parent / "oracles" / "O25_identifiers_masks.expected.csv"
    rows = [row for row in csv.DictReader(oracle.read_text("utf-8").splitlines()) if row["measure"].startswith("mask_")]
    kinds = {
        "mask_phone": SealedKind.PHONE,
        "mask_id": SealedKind.ID_NUMBER,
        "mask_id_strict": SealedKind.ID_NUMBER,
        "mask_card": SealedKind.ACCOUNT_NUMBER,
        "mask_name": SealedKind.NAME,
    }
    for row in rows:
        more = row["measure"] == "mask_id"
        shown = masked(kinds[row["measure"]], row["subject_id"], shows_more_of_numbers=more)
        assert shown == row["expected"], row
    assert len(rows) >= 7


@pytest.mark.parametrize(
    ("kind", "clear", "shown"),
    [
        (SealedKind.NAME, "欧阳", "欧*"),
        (SealedKind.NAME, "张", "张*"),
        (SealedKind.NAME, "Anna Smith-Jones", "A*** S***"),
        (SealedKind.PHONE, "+8613812345678", "+86138****5678"),
        (SealedKind.PHONE, "12345", "1****"),
        (SealedKind.EMAIL, "anna@bank.cn", "a***@bank.cn"),
        (SealedKind.ADDRESS, "上海市浦东新区世纪大道100号", "上海市浦东新区***"),
        (SealedKind.ADDRESS, "内蒙古自治区呼伦贝尔市海拉尔区胜利街1号", "内蒙古自治区呼伦贝尔市海拉尔区***"),
        (SealedKind.ADDRESS, "浙江省杭州市淳安县千岛湖镇", "浙江省杭州市淳安县***"),
        (SealedKind.ADDRESS, "上海市世纪大道100号阳光小区5栋", HIDDEN),
        (SealedKind.ADDRESS, "上海市阳光小区5栋", HIDDEN),
        (SealedKind.ADDRESS, "somewhere", HIDDEN),
        (SealedKind.BIRTH_DATE, "1985-03-07", "1985"),
        (SealedKind.PERSONAL_CODE, "FEMALE", HIDDEN),
        (SealedKind.PERSONAL_TEXT, "manager", HIDDEN),
        (SealedKind.DEVICE, "iPhone of Anna", HIDDEN),
        (SealedKind.RAW, "a row", HIDDEN),
        (SealedKind.ID_NUMBER, "E1", "**"),
    ],
)
def test_masks(kind: SealedKind, clear: str, shown: str) -> None:
    assert masked(kind, clear) == shown


@given(kind=st.sampled_from(list(SealedKind)), clear=st.text(st.characters(exclude_characters="*")), more=st.booleans())
def test_no_mask_shows_all_of_a_value(kind: SealedKind, clear: str, *, more: bool) -> None:
    shown = masked(kind, clear, shows_more_of_numbers=more)
    if kind is not SealedKind.BIRTH_DATE and clear.strip():
        assert "*" in shown
        assert shown != clear
