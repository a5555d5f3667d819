"""Exact shares, verdicts and reasons as answers write them."""

from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field

from api.schemas.common import Shape
from graph.values import SHARE_ONE
from rules.measure import decimal_of

_PPB_DECIMALS = len(str(SHARE_ONE)) - 1


class Answered(Shape):
    """A shape that is read from the engine's own answer, name by name."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


def _percent(value: Any) -> Any:
    if not isinstance(value, Fraction):
        return value
    text = decimal_of(round(value * 100, _PPB_DECIMALS))
    return text.rstrip("0").rstrip(".") if "." in text else text


def _exact(value: Any) -> Any:
    return decimal_of(value) if isinstance(value, Fraction) else value


Percent = Annotated[
    str,
    BeforeValidator(_percent),
    Field(description="Of 100, with at most nine decimals.", examples=["36", "53.333333333"], pattern=r"^\d+(\.\d+)?$"),
]
Decimal = Annotated[str, BeforeValidator(_exact), Field(pattern=r"^-?\d+(\.\d+)?$", examples=["0.25"])]


class PartyRefShape(Answered):
    """A party; its name is null where it is not known or not to be seen."""

    party_id: str = Field(examples=["core:17"])
    name: str | None = Field(examples=["长江贸易有限公司"])
    kind: str = Field(examples=["ORGANIZATION"])


class WordsShape(Answered):
    """One sentence in both languages."""

    en: str = Field(examples=["A controls C: A holds 30% and, through B (controlled with 60%) 25%: 55% > 50%"])
    zh: str = Field(examples=["A控制C：A持有30%，并通过B（以60%控制）持有25%：合计55% > 50%"])


class RuleShape(Answered):
    """The rule by which something counts; `verified` says how well its citation is known."""

    id: str = Field(examples=["CN-GRP-1"])
    title: WordsShape
    cite: str = Field(examples=["公司法 (Company Law 2023) Art.265(2)"])
    verified: str = Field(description="V source read, V2 secondary source, K general knowledge.", examples=["V"])
    threshold: Decimal | None = Field(examples=["0.5"])
    operator: str | None = Field(examples=[">="])
