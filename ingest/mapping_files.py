"""Reads mapping files: those that come with the product by name, any other by its path."""

from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import ValidationError

from graph.errors import MappingInvalid
from ingest.mapping import Mapping


class _PlainBooleans(yaml.SafeLoader):
    """YAML in which only true and false are booleans: a code NO or Y, or a key `on`, is a word."""


_PlainBooleans.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def shipped_mappings() -> dict[str, str]:
    """Return name → text of the mappings that come with the product."""
    folder = files("ingest") / "mappings"
    found = (entry for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return {entry.name.removesuffix(".yaml"): entry.read_text("utf-8") for entry in found}


def load_mapping(name_or_path: str) -> Mapping:
    """Read a shipped mapping by name or any mapping by path; raises MappingInvalid with each fault's place."""
    shipped = shipped_mappings()
    if name_or_path in shipped:
        return parse_mapping(shipped[name_or_path], name_or_path)
    try:
        return parse_mapping(Path(name_or_path).read_text("utf-8"), name_or_path)
    except UnicodeDecodeError as error:
        raise MappingInvalid(f"{name_or_path} is not text in UTF-8.") from error
    except OSError as error:
        raise MappingInvalid(
            f"There is no mapping {name_or_path!r}: give a file, or one of {', '.join(sorted(shipped))}."
        ) from error


def parse_mapping(text: str, name: str) -> Mapping:
    """Check a mapping's text; raises MappingInvalid with each fault's place."""
    try:
        return Mapping.model_validate(yaml.load(text, _PlainBooleans))  # noqa: S506 - a safe loader's subclass
    except yaml.YAMLError as error:
        raise MappingInvalid(f"{name} is not YAML: {error}") from error
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise MappingInvalid(f"{name} is not a mapping.\n  " + "\n  ".join(faults)) from error
