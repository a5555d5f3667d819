"""The gate: every layer that a statement has to pass before it runs, each refusing by itself.

size and parameters → grammar → growth inside expressions → on the primary, fields that analysts are not shown
→ the server's own plan, operator by operator
"""

from dataclasses import dataclass
from typing import Any

from analyst.bounds import growth_refusal, parameter_names
from analyst.grammar import allowed, parse
from analyst.hidden_fields import hidden_fields
from analyst.plan import plan_refusals
from analyst.refusals import Reason, Refusal
from analyst.statement import Statement, size_refusal
from graph.errors import CypherRefused
from graph.free_statements import FreeStatements, Plan


@dataclass(frozen=True)
class Examined:
    """What the gate found: without refusals the statement may run. Without a plan the server has not taken it."""

    refusals: tuple[Refusal, ...]
    plan: Plan | None


def read_refusals(statement: Statement) -> tuple[Refusal, ...]:
    """Return what can be said against a statement from its text alone."""
    return _read(statement)[1]


def _read(statement: Statement) -> tuple[Any, tuple[Refusal, ...]]:
    refused = size_refusal(statement)
    if refused is not None:
        return None, (refused,)
    tree = parse(statement.text)
    if isinstance(tree, Refusal):
        return None, (tree,)
    found = list(dict.fromkeys(allowed(tree)))
    missing = sorted(parameter_names(tree) - statement.parameters.keys())
    if missing:
        found.append(Refusal(Reason.PARAMETERS, f"no value for {', '.join(f'${name}' for name in missing)}"))
    grown = growth_refusal(tree, statement.parameters)
    return tree, tuple(found if grown is None else [*found, grown])


def examine(statement: Statement, server: FreeStatements, *, is_primary: bool) -> Examined:
    """Put a statement through every layer; the server is asked only about what the text alone does not refuse."""
    tree, refusals = _read(statement)
    if is_primary and not refusals:
        hidden = hidden_fields(tree, statement.parameters, server.property_names())
        refusals = tuple(dict.fromkeys(hidden))
    if refusals:
        return Examined(refusals, None)
    try:
        plan = server.explain(statement.text, statement.parameters)
    except CypherRefused as error:
        return Examined((ServerRefusal.of(error),), None)
    return Examined(tuple(dict.fromkeys(plan_refusals(plan))), plan)


def require_passed(examined: Examined) -> Plan:
    """Return the plan of a statement that may run; raises CypherRefused with the first reason otherwise."""
    if examined.refusals or examined.plan is None:
        raise examined.refusals[0].error()
    return examined.plan


class ServerRefusal(Refusal):
    """What the server itself says against a statement, in its own words."""

    @classmethod
    def of(cls, error: CypherRefused) -> Any:
        """Return the refusal that an error of the server stands for."""
        known = error.reason if error.reason in Reason.__members__.values() else Reason.SYNTAX
        return cls(Reason(known), str(error))

    def sentence(self, language: str = "en") -> str:
        """Return the server's sentence, which is in English only."""
        return self.what if language == "en" else Refusal(self.reason, self.what).sentence(language)
