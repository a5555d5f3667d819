"""What of a statement looks like a person's number or address: a saved query would keep it for ever, past an erasure.

Texts, comments and names are looked at, and no numbers: a threshold of money has as many digits as a phone.
"""

import re

from antlr4 import InputStream
from neo4j_guard._parser.Cypher25Lexer import Cypher25Lexer

from analyst.refusals import Reason, Refusal

_NUMBERS = frozenset({Cypher25Lexer.UNSIGNED_DECIMAL_INTEGER, Cypher25Lexer.DECIMAL_DOUBLE})
_PERSONAL = re.compile(
    r"\d{6,}"  # numbers of ID cards, phones, accounts, cards, passports
    r"|\d{3,4}[ -]\d{2,4}[ -]\d{4}"  # the same in groups; a date has its year at the front
    r"|[^\s@'\"]+@[^\s@'\"]+\.[^\s@'\"]+"
)


def personal_literal(text: str) -> Refusal | None:
    """Return what looks personal in a statement that the grammar takes, None when nothing does."""
    for token in Cypher25Lexer(InputStream(text)).getAllTokens():
        if token.type not in _NUMBERS and _PERSONAL.search(token.text):
            # Not repeated: what is told may be kept elsewhere.
            return Refusal(Reason.PERSONAL, f"what stands on line {token.line}")
    return None
