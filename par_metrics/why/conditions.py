"""The conditions of a definition, taken apart: which parts must hold together, and which are alternatives."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

_TOKEN = re.compile(r"'(?:[^']|'')*'|:?[A-Za-z_][A-Za-z_0-9]*|\s+|.", re.DOTALL)
_WORD = re.compile(r"(?<![A-Za-z_0-9:])[a-z_][a-z_0-9]*(?![A-Za-z_0-9(])")
_TEXT = re.compile(r"'(?:[^']|'')*'")

_CHOICE = re.compile(r"CASE WHEN ((?:(?!\b(?:WHEN|CASE)\b).)+) THEN ((?:(?!\bWHEN\b).)+) ELSE (.+) END", re.DOTALL)


@dataclass(frozen=True)
class Condition:
    """A condition, and the smaller ones it is made of.

    Args:
        sql: as the definition has it.
        joined_by: AND or OR between the parts; CASE where the first part says which of the
            other two decides; empty for one that is not taken apart.
        parts: the smaller conditions.
    """

    sql: str
    joined_by: Literal["AND", "OR", "CASE", ""] = ""
    parts: tuple["Condition", ...] = ()

    def leaves(self) -> Iterator[str]:
        """The conditions that are not taken apart further."""
        if not self.parts:
            yield self.sql
        for part in self.parts:
            yield from part.leaves()


def parse(sql: str) -> Condition:
    """`sql` taken apart at AND, OR and CASE; an AND in the parentheses of a call or after BETWEEN stays."""
    text = _without_parentheses(sql.strip())
    alternatives = _split(text, "OR")
    if len(alternatives) > 1:
        return Condition(text, "OR", tuple(parse(part) for part in alternatives))
    together = _split(text, "AND")
    if len(together) > 1:
        return Condition(text, "AND", tuple(parse(part) for part in together))
    if match := _CHOICE.fullmatch(text):
        return Condition(text, "CASE", tuple(parse(part) for part in match.groups()))
    return Condition(text)


def names_in(sql: str) -> tuple[str, ...]:
    """The lower-case names in a condition, columns among them, in their order."""
    return tuple(dict.fromkeys(_WORD.findall(_TEXT.sub("", sql))))


def _split(sql: str, word: str) -> Sequence[str]:
    """The parts of `sql` between the `word`s that stand outside parentheses and CASE."""
    parts, depth, awaits_and = [""], 0, False
    for token in _TOKEN.findall(sql):
        upper = token.upper()
        depth += (upper in ("(", "CASE")) - (upper in (")", "END"))
        if depth == 0 and upper == "BETWEEN":
            awaits_and = True
        elif depth == 0 and upper == "AND" and awaits_and:
            awaits_and = False
        elif depth == 0 and upper == word:
            parts.append("")
            continue
        parts[-1] += token
    return [part.strip() for part in parts]


def _without_parentheses(sql: str) -> str:
    """`sql` without parentheses around the whole of it."""
    while sql.startswith("(") and _closes_at_the_end(sql):
        sql = sql[1:-1].strip()
    return sql


def _closes_at_the_end(sql: str) -> bool:
    depth = 0
    tokens = _TOKEN.findall(sql)
    for number, token in enumerate(tokens):
        depth += (token == "(") - (token == ")")
        if depth == 0:
            return number == len(tokens) - 1
    return False
