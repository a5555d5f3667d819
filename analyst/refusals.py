"""Why a statement is not let through: a code for programs, a sentence for people in English and Chinese."""

from dataclasses import dataclass
from enum import StrEnum

from graph.errors import CypherRefused


class Reason(StrEnum):
    """The codes of refusals."""

    SIZE = "CYPHER_SIZE"
    PARAMETERS = "CYPHER_PARAMETERS"
    SYNTAX = "CYPHER_SYNTAX"
    CLAUSE = "CYPHER_CLAUSE"
    PROC = "CYPHER_PROC"
    FUNC = "CYPHER_FUNC"
    BOUNDS = "CYPHER_BOUNDS"
    FIELD = "CYPHER_FIELD"
    PERSONAL = "CYPHER_PERSONAL"
    WRITE = "CYPHER_WRITE"
    PLAN = "CYPHER_PLAN"
    COST = "CYPHER_COST"


_SENTENCES: dict[Reason, tuple[str, str]] = {
    Reason.SIZE: ("The statement is too large: {what}.", "语句过大：{what}。"),
    Reason.PARAMETERS: ("The parameters are not usable: {what}.", "参数不可用：{what}。"),
    Reason.SYNTAX: ("This is not one Cypher statement: {what}.", "这不是一条 Cypher 语句：{what}。"),
    Reason.CLAUSE: (
        "Analysts' statements only read, and {what} is not allowed.",
        "分析查询只能读取，不允许使用 {what}。",
    ),
    Reason.PROC: ("The procedure {what} is not allowed.", "不允许调用过程 {what}。"),
    Reason.FUNC: ("The function {what}() is not allowed.", "不允许使用函数 {what}()。"),
    Reason.BOUNDS: (
        "The statement could grow without end, and no time limit stops that: {what}.",
        "语句可能无限膨胀，时间限制无法中止：{what}。",
    ),
    Reason.FIELD: (
        "Without a replica a statement may name only fields that analysts are shown, and {what} is not allowed.",
        "没有副本时，语句只能使用分析员可见的字段，不允许使用 {what}。",
    ),
    Reason.PERSONAL: (
        "A saved query holds nothing personal; use a parameter in the place of {what}.",
        "已保存的查询不得含有个人信息；请用参数代替 {what}。",
    ),
    Reason.WRITE: (
        "The server says that this statement does more than read: {what}.",
        "服务器判定该语句不仅是读取：{what}。",
    ),
    Reason.PLAN: ("The server's plan has a step that is not allowed: {what}.", "执行计划中有不允许的步骤：{what}。"),
    Reason.COST: ("The server expects too much work: {what}.", "预计工作量过大：{what}。"),
}


@dataclass(frozen=True)
class Refusal:
    """One reason against a statement; `what` names the place in it."""

    reason: Reason
    what: str

    def sentence(self, language: str = "en") -> str:
        """Return the reason as a sentence in `en` or `zh`."""
        return _SENTENCES[self.reason][language == "zh"].format(what=self.what.rstrip("."))

    def error(self) -> CypherRefused:
        """Return the condition to raise."""
        return CypherRefused(self.sentence(), self.reason.value)
