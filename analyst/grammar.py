r"""What a statement may say at all: Neo4j's own grammar, and lists of what is allowed in it.

Lists of what is forbidden would be useless: the server decodes `\u0053ET` to SET and takes U+00A0 for a blank.
"""

import re
from collections.abc import Iterator
from typing import Any

from antlr4 import CommonTokenStream, InputStream
from antlr4.error.ErrorListener import ErrorListener
from neo4j_guard._checker import CLAUSE_RULES, _qualified_name
from neo4j_guard._parser.Cypher25Lexer import Cypher25Lexer
from neo4j_guard._parser.Cypher25Parser import Cypher25Parser as Parser
from neo4j_guard._rules import Rules

from analyst.refusals import Reason, Refusal
from analyst.tree import excerpt, shortened, walk

_REMOVED = (
    "file", "linenumber", "randomuuid", "coll.*", "vector*", "db.namefromelementid", "db.index.vector.*",
    "LET", "FOR", "FILTER",
)  # fmt: skip
"""Of what neo4j-guard lets read: what tells of files, and what 5.26 lacks."""

RULES = Rules.build("read", (), _REMOVED)

_ESCAPE = re.compile(r"\\[uU]")
_NOT_ALLOWED: dict[type[Any], str] = {
    Parser.SubqueryInTransactionsParametersContext: "CALL … IN TRANSACTIONS",
    Parser.DynamicExpressionContext: "a label or type that is computed while the statement runs",
    Parser.DynamicAnyAllExpressionContext: "a label or type that is computed while the statement runs",
    Parser.LocalDefinitionContext: "a definition of one's own",
    Parser.WhenContext: "a conditional query",
    Parser.AllReduceExpressionContext: "allReduce",
    Parser.MapComprehensionContext: "a map comprehension",
    Parser.VectorFunctionContext: "a vector",
    Parser.ObfuscatedLiteralContext: "a hidden literal",
}


class _Unparsable(Exception):
    """The text is not in the grammar."""


class _Strict(ErrorListener):  # type: ignore[misc]  # the library carries no types
    def syntaxError(  # noqa: N802 - the library's name
        self, _recognizer: Any, _symbol: Any, line: int, column: int, message: str, _error: Any
    ) -> None:
        raise _Unparsable(f"line {line}, column {column + 1}: {message.partition(' expecting ')[0]}")


def parse(text: str) -> Any:
    """Return the statement's tree, or the Refusal of a text that is not exactly one statement."""
    if not text.strip():
        return Refusal(Reason.SYNTAX, "it is empty")
    if _ESCAPE.search(text):
        return Refusal(Reason.SYNTAX, "write the letter itself instead of \\u and its number")
    lexer = Cypher25Lexer(InputStream(text))
    parser = Parser(CommonTokenStream(lexer))
    for part in (lexer, parser):
        part.removeErrorListeners()
        part.addErrorListener(_Strict())
    try:
        tree: Any = parser.statements()  # type: ignore[no-untyped-call]  # generated code
    except _Unparsable as error:
        return Refusal(Reason.SYNTAX, shortened(str(error)))
    except RecursionError:
        return Refusal(Reason.SYNTAX, "it is nested too deeply")
    if len(tree.statement()) != 1:
        return Refusal(Reason.SYNTAX, "more than one statement")
    return tree


def allowed(tree: Any) -> Iterator[Refusal]:
    """Yield what the tree has that an analyst's statement may not have."""
    for node in walk(tree):
        kind = type(node)
        is_unknown = kind is Parser.ClauseContext and type(node.getChild(0)) not in CLAUSE_RULES
        if kind is Parser.CommandContext or is_unknown:
            yield Refusal(Reason.CLAUSE, f"“{excerpt(node)}”")
        elif kind in CLAUSE_RULES and CLAUSE_RULES[kind] not in RULES.allowed_clauses:
            yield Refusal(Reason.CLAUSE, CLAUSE_RULES[kind])
        elif kind is Parser.ProcedureNameContext and not RULES.allows_procedure(name := _qualified_name(node)):
            yield Refusal(Reason.PROC, name)
        elif kind is Parser.FunctionNameContext and not RULES.allows_function(name := _qualified_name(node)):
            yield Refusal(Reason.FUNC, name)
        else:
            found = next((words for rule, words in _NOT_ALLOWED.items() if isinstance(node, rule)), None)
            if found is not None:
                yield Refusal(Reason.CLAUSE, found)
