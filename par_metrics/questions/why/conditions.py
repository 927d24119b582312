"""The conditions of a definition, taken apart: which parts must hold together, and which are alternatives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Literal

from sqlglot import Token, TokenType, exp

from par_metrics.indicators.conditions import tokens, tree

# What stands between two of these is not taken apart with what stands around them.
_CLOSED_BY = {
    TokenType.L_PAREN: TokenType.R_PAREN,
    TokenType.CASE: TokenType.END,
    TokenType.BETWEEN: TokenType.AND,
}


@dataclass(frozen=True)
class Condition:
    """A condition, and the smaller ones it is made of.

    Args:
        sql: as the definition has it.
        joined_by: AND or OR between the parts; CASE where the first part says which of the
            other two decides; empty for one that is not taken apart.
        parts: the smaller conditions.
        is_settled: one that is null counts as false, so that nothing in it is missing.
    """

    sql: str
    joined_by: Literal["AND", "OR", "CASE", ""] = ""
    parts: tuple["Condition", ...] = ()
    is_settled: bool = False

    def leaves(self) -> Iterator[str]:
        """The conditions that are not taken apart further."""
        if not self.parts:
            yield self.sql
        for part in self.parts:
            yield from part.leaves()


@cache
def parse(sql: str) -> Condition:
    """`sql` taken apart at AND, OR and CASE; an AND in the parentheses of a call or after BETWEEN stays.

    What negates several says so of each; a CASE of several ways is one of two, the second of which is the rest.
    sqlglot's tree says what it is; its parts are cut from the text, as the tree does not keep how they are written.
    """
    found = tokens(sql)
    match tree(sql):
        case exp.Paren():
            return parse(_text(sql, found[1:-1]))
        case exp.Or():
            return Condition(_text(sql, found), "OR", _parts(sql, found, TokenType.OR))
        case exp.And():
            return Condition(_text(sql, found), "AND", _parts(sql, found, TokenType.AND))
        case exp.Case(this=None, args={"ifs": [_], "default": exp.Condition()}):
            parts = _parts(sql, found[1:-1], TokenType.WHEN, TokenType.THEN, TokenType.ELSE)
            return Condition(_text(sql, found), "CASE", parts)
        case exp.Case(this=None, args={"ifs": [_, _, *_], "default": exp.Condition()}):
            second = _places(found[1:-1], TokenType.WHEN)[1] + 1
            first = _parts(sql, found[1:second], TokenType.WHEN, TokenType.THEN)
            rest = parse(f"CASE {_text(sql, found[second:])}")
            return Condition(_text(sql, found), "CASE", (*first, rest))
        case exp.Not(this=exp.Paren()) if (inner := parse(_text(sql, found[1:]))).joined_by in ("AND", "OR"):
            return Condition(
                _text(sql, found),
                "OR" if inner.joined_by == "AND" else "AND",
                tuple(parse(f"NOT ({part.sql})") for part in inner.parts),
            )
        case exp.Coalesce(this=exp.And() | exp.Or(), expressions=[exp.Boolean(this=False)]):
            return replace(parse(_text(sql, found[2:-3])), is_settled=True)
        case _:
            return Condition(_text(sql, found))


def _parts(sql: str, found: Sequence[Token], *between: TokenType) -> tuple[Condition, ...]:
    """What stands between tokens of these types, those inside of parentheses, CASE and BETWEEN aside."""
    places = [-1, *_places(found, *between), len(found)]
    parts = [found[before + 1 : after] for before, after in pairwise(places)]
    return tuple(parse(_text(sql, part)) for part in parts if part)


def _places(found: Sequence[Token], *wanted: TokenType) -> list[int]:
    """Where tokens of these types stand, those inside of parentheses, an inner CASE and BETWEEN aside."""
    places = []
    closing: list[TokenType] = []
    for place, token in enumerate(found):
        kind = token.token_type
        if not closing and kind in wanted:
            places.append(place)
        elif closing and kind == closing[-1]:
            closing.pop()
        elif kind in _CLOSED_BY:
            closing.append(_CLOSED_BY[kind])
    return places


def _text(sql: str, found: Sequence[Token]) -> str:
    return sql[found[0].start : found[-1].end + 1]
