"""What is shown of a value instead of the whole: enough to recognise it, too little to use it."""

import re
from collections.abc import Callable

from graph.vault.kinds import SealedKind

HIDDEN = "***"
COMPOUND_SURNAMES = frozenset(
  {
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛",
    "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容",
    "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "司寇", "巫马", "公西", "颛孙",
    "壤驷", "公良", "漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐", "段干", "百里",
    "呼延", "东郭", "南门", "羊舌", "微生", "梁丘", "左丘", "西门", "南荣", "东里", "东宫", "仲长",
    "即墨", "达奚", "褚师",
  }
)  # fmt: skip
_DISTRICT = re.compile(
    r"^(?:[^省市区县旗\d]{2,10}(?:省|自治区|特别行政区))?(?:[^省市区县旗\d]{2,10}(?:市|自治州|盟|地区))?"
    r"[^省市区县旗路街道巷弄村镇乡号\d]{1,10}(?:(?<![小社园宅])区|县|旗)"
)
"""Province, city and district at the beginning; a housing estate (小区) further on is no district."""
_LATIN = re.compile(r"^[\x00-\u024f]+$")


def masked(kind: SealedKind, clear: str, *, shows_more_of_numbers: bool = False) -> str:
    """Return the masked form; with `shows_more_of_numbers` an ID number keeps 6 + 4 characters instead of 1 + 1."""
    if kind is SealedKind.ID_NUMBER and shows_more_of_numbers:
        return _middle_out(clear, 6, 4)
    mask = _MASKS.get(kind)
    return HIDDEN if mask is None else mask(clear)


def masked_name(name: str) -> str:
    """Keep the surname: 张**, 欧阳*, and of a Latin name the first letter of each word."""
    if _LATIN.match(name):
        return " ".join(f"{word[:1]}{HIDDEN}" for word in name.split())
    kept = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1  # noqa: PLR2004 - a surname of two characters
    return name[:kept] + "*" * max(len(name) - kept, 1)


def masked_phone(number: str) -> str:
    """Keep the first three and the last four digits: 138****5678; the country code of +86 is no part of them."""
    country = "+86" if number.startswith("+86") else ""
    return country + _middle_out(number.removeprefix("+86"), 3, 4)


def _middle_out(text: str, first: int, last: int) -> str:
    if len(text) <= first + last:
        first, last = min(1, len(text) // 3), 0
    return text[:first] + "*" * (len(text) - first - last) + (text[len(text) - last :] if last else "")


def _district(address: str) -> str:
    found = _DISTRICT.match(address)
    return f"{found.group()}{HIDDEN}" if found else HIDDEN


def _email(address: str) -> str:
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}{HIDDEN}@{domain}"


_MASKS: dict[SealedKind, Callable[[str], str]] = {
    SealedKind.NAME: masked_name,
    SealedKind.PHONE: masked_phone,
    SealedKind.EMAIL: _email,
    SealedKind.ADDRESS: _district,
    SealedKind.ID_NUMBER: lambda clear: _middle_out(clear, 1, 1),
    SealedKind.ACCOUNT_NUMBER: lambda clear: _middle_out(clear, 6, 4),
    SealedKind.BIRTH_DATE: lambda clear: clear[:4],
}
"""Sorts that are not here are hidden whole."""
