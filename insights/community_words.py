"""Says in plain words what a community is, in English and in Chinese."""

from collections.abc import Mapping, Sequence
from typing import Any

_ATTRIBUTES = {
    "kind": ("are of the kind", "的类型为"),
    "region": ("live in", "居住于"),
    "industry": ("are in the industry", "所属行业为"),
    "segment": ("belong to the segment", "所属客群为"),
    "employer": ("work for", "任职于"),
    "branch": ("are served by", "的开户网点为"),
    "product": ("hold", "持有"),
    "age": ("are aged", "的年龄为"),
    "tier": ("are of tier", "的层级为"),
}
_TWICE = 2


def described(size: int, traits: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> dict[str, str]:
    """Return language → one sentence or two; `names` gives what an employer's id is called."""
    en = [f"{size:,} members."]
    zh = [f"共{size:,}名成员。"]
    for trait in traits:
        says_en, says_zh = _ATTRIBUTES[trait["attribute"]]
        value = names.get(trait["value"], trait["value"])
        share, usual = f"{trait['share']:.0%}", f"{trait['share_in_bank']:.0%}"
        lift = trait["share"] / trait["share_in_bank"]
        times_en = f", {lift:.0f} times as many as in the bank as a whole" if lift >= _TWICE else ""
        times_zh = f"，是全行的{lift:.0f}倍" if lift >= _TWICE else ""
        en.append(f"{share} {says_en} {value} ({usual} of all{times_en}).")
        zh.append(f"{share}{says_zh}{value}（全行{usual}{times_zh}）。")
    return {"en": " ".join(en), "zh": "".join(zh)}
