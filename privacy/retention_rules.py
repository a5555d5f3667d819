"""How long each class of data is kept: the shipped file, or the bank's own in its place."""

from importlib.resources import files
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.errors import SettingsInvalid

DataClass = Literal[
    "customer_records",
    "money_touchpoints",
    "contact_touchpoints",
    "superseded_ties",
    "quarantine",
    "sign_in",
    "audit",
]


class RetentionRule(BaseModel):
    """One class of data; without `days` it is kept for good."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: DataClass
    days: int | None = Field(ge=1, le=36_525)
    counted_from: str
    citation: str
    then: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    classes: tuple[RetentionRule, ...]


def retention_rules(path: Path | None = None) -> dict[DataClass, RetentionRule]:
    """Return the rule of every class; raises SettingsInvalid for a file that cannot be used or lacks a class."""
    try:
        text = (path or files("privacy") / "retention.yaml").read_text(encoding="utf-8")
        rules = {rule.name: rule for rule in _File.model_validate(yaml.safe_load(text)).classes}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise SettingsInvalid(f"The file of retention periods cannot be used: {error}") from error
    missing = set(DataClass.__args__) - set(rules)  # type: ignore[attr-defined] # typing names it nowhere
    if missing:
        raise SettingsInvalid(f"The file of retention periods lacks {', '.join(sorted(missing))}.")
    return rules
