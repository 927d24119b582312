"""Conditions as sqlglot reads them: their tokens, their tree, the columns and parameters they name.

sqlglot is imported where it is used: it takes a tenth of a second, which `import par_metrics` need not.
What was read is kept, as the same few conditions are asked about for every record.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import Token, exp

_DIALECT = "duckdb"
# Signs that begin a comment, a quoted name or a text with escapes: what has none needs no tokens taken apart.
_UNLIKE_PLAIN = re.compile(r"""["$\\]|--|/\*""")
_PLAIN = re.compile(r"'[^']*'|::|:(?:\s*(?P<name>\w+))?")


@cache
def tree(sql: str) -> exp.Condition:
    """What a condition says; it is shared, so nothing may be changed in it.

    Raises:
        sqlglot.errors.ParseError: it is no SQL expression.
    """
    from sqlglot import exp, parse_one

    return parse_one(sql, dialect=_DIALECT, into=exp.Condition)


@cache
def tokens(sql: str) -> tuple[Token, ...]:
    """The words and signs of a condition and where they stand; a text in quotes is one, comments are none."""
    from sqlglot import tokenize

    return tuple(tokenize(sql, dialect=_DIALECT))


def columns_in(sql: str) -> tuple[str, ...]:
    """The columns that a condition names, each once, in their order."""
    from sqlglot import exp

    return tuple(dict.fromkeys(column.name for column in tree(sql).find_all(exp.Column, bfs=False)))


def parameters_in(sql: str) -> tuple[str, ...]:
    """The parameters that a condition names (`:as_of`), each once, in their order."""
    return tuple(dict.fromkeys(parameter.name for parameter in _parameters(sql)))


def with_parameters(sql: str, value: Callable[[str], str]) -> str:
    """`sql` with the `value` of every parameter in its place; all else stays as it is written."""
    written, end = "", 0
    for parameter in _parameters(sql):
        written += sql[end : parameter.start] + value(parameter.name)
        end = parameter.end
    return written + sql[end:]


@dataclass(frozen=True)
class _Parameter:
    name: str
    start: int
    end: int


@cache
def _parameters(sql: str) -> tuple[_Parameter, ...]:
    """Where parameters stand: at every colon; the `::` of a cast is another sign, and a text has no signs in it."""
    if ":" not in sql:
        return ()
    if not _UNLIKE_PLAIN.search(sql):
        found = [match for match in _PLAIN.finditer(sql) if match.group().startswith(":") and match.group() != "::"]
        if all(match["name"] for match in found):
            return tuple(_Parameter(f":{match['name']}", match.start(), match.end()) for match in found)
    from sqlglot import TokenType

    return tuple(
        _Parameter(f":{name.text}", colon.start, name.end + 1)
        for colon, name in pairwise(tokens(sql))
        if colon.token_type == TokenType.COLON
    )
