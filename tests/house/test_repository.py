"""The repository keeps its own rules."""

import importlib.util
import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import api.problems
from cypher import load_catalogue
from graph import errors
from graph.load_statements import load_statements
from guanxi import reference

PROJECT = Path(__file__).parent.parent.parent
PACKAGES = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"][
    "packages"
]


@pytest.mark.parametrize("package", PACKAGES)
def test_root_name_is_ours(package: str) -> None:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).parent == PROJECT / package
    assert set(packages_distributions().get(package, ["guanxi"])) == {"guanxi"}


def _error_classes(base: type[errors.GuanxiError]) -> list[type[errors.GuanxiError]]:
    return [kind for child in base.__subclasses__() for kind in (child, *_error_classes(child))]


def test_every_error_has_a_status_or_never_reaches_http() -> None:
    for kind in _error_classes(errors.GuanxiError):
        if kind.__module__ == "graph.errors":
            assert api.problems.status_of(kind) is not None, kind.__name__


def test_the_error_tree_is_drawn_whole() -> None:
    drawn = set(re.findall(r"── (\w+)", errors.__doc__ or ""))
    defined = {kind.__name__ for kind in _error_classes(errors.GuanxiError) if kind.__module__ == "graph.errors"}
    assert drawn == defined


def test_every_error_is_raised_somewhere() -> None:
    code = "\n".join(path.read_text() for package in PACKAGES for path in (PROJECT / package).rglob("*.py"))
    leaves = [kind for kind in _error_classes(errors.GuanxiError) if not kind.__subclasses__()]
    unused = [kind.__name__ for kind in leaves if not re.search(rf"(?<!class ){kind.__name__}\(", code)]
    assert unused == []


def test_generated_statements_are_those_of_the_model() -> None:
    catalogue = load_catalogue()
    assert {name: catalogue[name].text for name in load_statements()} == load_statements()
    assert {name for name in catalogue if re.match("load/(nodes|ties|missing|derived|retired)/", name)} == set(
        load_statements()
    )


def test_every_statement_is_used() -> None:
    code = "\n".join(path.read_text() for package in PACKAGES for path in (PROJECT / package).rglob("*.py"))
    families = ("load/", "schema/", "questions/", "projections/")
    unused = [name for name in load_catalogue() if not name.startswith(families) and f'"{name}"' not in code]
    assert unused == []


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [int(name.split("/")[1][:4]) for name in load_catalogue() if name.startswith("schema/")]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("page", sorted(reference.pages()))
def test_reference_page_is_up_to_date(page: str) -> None:
    assert (PROJECT / "docs" / page).read_text("utf-8") == reference.pages()[page], "run: make generate"


def test_every_test_folder_is_a_package() -> None:
    folders = {path.parent for path in (PROJECT / "tests").rglob("*.py")}
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_readme_names_only_commands_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b", (PROJECT / "README.md").read_text()))
    assert named <= targets
