"""Rule packs: the law of one regime as a versioned file of rules, each with its citation, threshold and operator."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from algorithms.exposures import Capital
from algorithms.kinship import Degree
from algorithms.verdict import Operator
from graph.errors import RulePackInvalid, RulePackNotFound


def _exact(value: object) -> object:
    if isinstance(value, float):
        # pydantic turns a ValueError into the place of the fault, and lets a TypeError through
        raise ValueError(  # noqa: TRY004
            "write a threshold in quotes: a binary float is not the decimal that the law names"
        )
    return Fraction(value) if isinstance(value, str | int) else value


Exact = Annotated[Fraction, BeforeValidator(_exact)]


class RuleKind(StrEnum):
    """What a rule decides, and so which part of the engine reads it."""

    CONTROL = "control"
    CONTROLLING_SHAREHOLDER = "controlling_shareholder"
    ASSERTED_CONTROL = "asserted_control"
    VOTING_BASE = "voting_base"
    BENEFICIAL_OWNER = "beneficial_owner"
    GUARANTEE_DEPENDENCY = "guarantee_dependency"
    TRADE_DEPENDENCY = "trade_dependency"
    FUNDING_DEPENDENCY = "funding_dependency"
    GROUP = "group"
    FAMILY_GROUP = "family_group"
    STATE_EXEMPTION = "state_exemption"
    KINSHIP = "kinship"
    CLOSE_LINK = "close_link"
    LOOK_BACK = "look_back"
    RELATED_TO_BANK = "related_to_bank"
    LIMIT = "limit"
    LARGE_EXPOSURE = "large_exposure"
    TASK = "task"
    NEVER = "never"


class Relation(StrEnum):
    """How somebody is related to the bank itself; later ones build on earlier ones."""

    CONTROLLER = "controller"
    HOLDER = "holder"
    BEHIND_HOLDER = "behind_holder"
    INSIDER = "insider"
    RELATIVE = "relative"
    INSIDER_OF_HOLDER = "insider_of_holder"
    CONTROLLED = "controlled"
    INFLUENCED = "influenced"
    OWN = "own"


class Verified(StrEnum):
    """How well the citation is known: read in a source, read in a secondary one, or from general knowledge only."""

    SOURCE = "V"
    SECONDARY = "V2"
    KNOWLEDGE = "K"


class Words(BaseModel):
    """A text in the two languages of the product."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: str
    zh: str


class Rule(BaseModel):
    """One rule. What a kind does not use stays absent."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    id: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9-]+$")]
    kind: RuleKind
    title: Words
    cite: str
    verified: Verified
    note: str | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    threshold: Exact | None = None
    operator: Operator | None = None
    capital: Capital | None = None
    of: Annotated[str | None, Field(pattern="^(group|single|one_related|all_related)$")] = None
    counterparties: Annotated[str | None, Field(pattern="^(banks|others)$")] = None
    standard: Annotated[int | None, Field(ge=1, le=4)] = None
    relation: Relation | None = None
    basis: tuple[str, ...] = ()
    degrees: tuple[Degree, ...] = ()
    degrees_to_review: tuple[Degree, ...] = ()
    asks_replaceable: bool = False
    months: int | None = None
    aliases: tuple[str, ...] = ()
    needs_confirmation: bool = False
    evaluated: bool = True

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        if self.kind in _WITH_THRESHOLD and (self.threshold is None or self.operator is None):
            raise ValueError(f"a rule of kind {self.kind} needs a threshold and an operator")
        if self.kind in (RuleKind.LIMIT, RuleKind.LARGE_EXPOSURE) and (self.capital is None or self.of is None):
            raise ValueError(f"a rule of kind {self.kind} needs the capital it refers to and whose exposure it limits")
        if self.kind is RuleKind.RELATED_TO_BANK:
            if self.relation is None:
                raise ValueError("a rule of kind related_to_bank needs a relation")
            if self.relation in _RELATIONS_BY_SHARE and (self.threshold is None or self.operator is None):
                raise ValueError(f"the relation {self.relation} needs a threshold and an operator")
        if self.kind is RuleKind.KINSHIP and not self.degrees:
            raise ValueError("a rule of kind kinship needs degrees")
        if self.relation is Relation.RELATIVE and not self.degrees:
            raise ValueError("the relation relative needs degrees")
        if self.in_force_from and self.in_force_to and self.in_force_to <= self.in_force_from:
            raise ValueError("a rule ends before it begins")
        return self

    def is_in_force(self, day: date) -> bool:
        """Return whether the rule holds on the day; half-open, like all validity."""
        return (self.in_force_from is None or self.in_force_from <= day) and (
            self.in_force_to is None or day < self.in_force_to
        )


_RELATIONS_BY_SHARE = {Relation.HOLDER, Relation.INFLUENCED}

_WITH_THRESHOLD = {
    RuleKind.CONTROL,
    RuleKind.CONTROLLING_SHAREHOLDER,
    RuleKind.GUARANTEE_DEPENDENCY,
    RuleKind.TRADE_DEPENDENCY,
    RuleKind.FUNDING_DEPENDENCY,
    RuleKind.FAMILY_GROUP,
    RuleKind.CLOSE_LINK,
    RuleKind.LIMIT,
    RuleKind.LARGE_EXPOSURE,
}


class RulePack(BaseModel):
    """The rules of one regime; a change of any rule is a new version."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
    version: str
    title: Words
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _names_each_rule_once(self) -> Self:
        ids = [rule.id for rule in self.rules]
        twice = sorted({rule_id for rule_id in ids if ids.count(rule_id) > 1})
        if twice:
            raise ValueError(f"rule {twice[0]} stands twice")
        return self

    def in_force(self, day: date, *kinds: RuleKind) -> Iterator[Rule]:
        """Yield the rules of those kinds (or all) that hold on the day, in the order of the file."""
        return (rule for rule in self.rules if rule.is_in_force(day) and (not kinds or rule.kind in kinds))

    def first(self, day: date, kind: RuleKind) -> Rule | None:
        """Return the first rule of that kind in force, or None."""
        return next(self.in_force(day, kind), None)


def pack_names() -> tuple[str, ...]:
    """Return the names of the packs that come with the product, ascending."""
    shipped = files("rules").joinpath("packs").iterdir()
    return tuple(sorted(file.name.removesuffix(".yaml") for file in shipped if file.name.endswith(".yaml")))


@cache
def load_pack(name: str) -> RulePack:
    """Return the shipped pack of that name.

    Raises RulePackNotFound, or RulePackInvalid with the place of the fault.
    """
    if name not in pack_names():
        raise RulePackNotFound(f"There is no rule pack {name!r}; there are {', '.join(pack_names())}.")
    return parse_pack(files("rules").joinpath("packs", f"{name}.yaml").read_text("utf-8"), f"{name}.yaml")


def parse_pack(text: str, where: str) -> RulePack:
    """Return the pack that the YAML describes; raises RulePackInvalid with the place of the fault."""
    try:
        return RulePack.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise RulePackInvalid(f"{where} is no YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RulePackInvalid(f"{where}: {place}: {first['msg']}") from error
