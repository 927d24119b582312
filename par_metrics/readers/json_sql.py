"""SQL that takes text out of the column `e`, one JSON record, in DuckDB.

Pointers are JSON pointers (`/a/b`). They come from the file, so they are quoted as literals.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from par_metrics.readers.table import MORE_THAN_15_DIGITS, SHORTENED_IF_GENERAL, SHOWN_DIGITS
from par_metrics.readers.yes_no import YES_FORMS

_NOTHING = ("null", "{}", "[]", '""')
_MOMENTS = (
    "%Y%m%d%H%M%S",
    "%Y%m%d",
    *(f"%d{mark}%m{mark}%Y{time}" for mark in "/-." for time in (" %H:%M:%S", " %H:%M", "")),
)


def parsed_once(pointers: list[str]) -> str:
    """A table like `element` with the texts and JSON types of all pointers, for `scalar`: one parse a record."""
    places = f"[{', '.join(literal(pointer) for pointer in pointers)}]"
    if not pointers:
        return "element"
    return f"(SELECT n, e, json_extract_string(e, {places}) AS texts, json_type(e, {places}) AS types FROM element)"


def values_of(place: str) -> str:
    """A table of every key of the objects at a pointer: `n`, `key`, and `text` and `kind` of its value."""
    at_place = f"json_extract(e, {literal(place)})" if place else "e"
    return (
        "(SELECT n, unnest(json_keys(o)) AS key, unnest(json_extract_string(o, '$.*')) AS text,"
        f" unnest(json_type(o, '$.*')) AS kind FROM (SELECT n, {at_place} AS o FROM element)"
        " WHERE json_type(o) = 'OBJECT')"
    )


def scalar_at(position: int) -> str:
    """`scalar` of the value at a pointer, by its position from 1 in `parsed_once`."""
    return scalar(f"texts[{position}]", f"types[{position}]")


def scalar(text: str, kind: str) -> str:
    """Text of a value by its text and its JSON type; no object or list.

    Numbers are written without exponent or needless fraction, but for those whose digits were lost, as in Excel.
    """
    return (
        f"CASE {kind} WHEN 'OBJECT' THEN NULL WHEN 'ARRAY' THEN NULL"
        f" WHEN 'DOUBLE' THEN CASE WHEN {_is_rounded(text)} THEN {_scientific(text)} ELSE {_number_text(text)} END"
        f" ELSE {text} END"
    )


@dataclass(frozen=True)
class NestedList:
    """A list of objects in a record.

    Args:
        pointer: where it is in the record.
        deleted: pointers in an entry of what says that it was deleted; such entries are not there, nor are empty ones.
        is_ordered: its first and last entries are told by a date, not by their place.
        order: pointer in an entry of that date, None if no entry has it.
    """

    pointer: str
    deleted: tuple[str, ...] = ()
    is_ordered: bool = False
    order: str | None = None

    @property
    def _is_there(self) -> str:
        return f"json_type(e, {literal(self.pointer)}) = 'ARRAY'"

    @property
    def _items(self) -> str:
        found = f"CASE WHEN {self._is_there} THEN json_extract(e, {literal(self.pointer)}) ELSE '[]'::JSON END"
        is_kept = [f"x IS NOT NULL AND x::VARCHAR NOT IN ({_texts(_NOTHING)})"]
        is_kept += [f"coalesce({_word('x', flag)} NOT IN ({_texts(YES_FORMS)}), true)" for flag in self.deleted]
        return f"list_filter(CAST({found} AS JSON[]), lambda x: {' AND '.join(is_kept)})"

    def count(self) -> str:
        """Text of the number of entries, null where there is no list."""
        return f"CASE WHEN {self._is_there} THEN len({self._items})::VARCHAR END"

    def aggregate(self, inner: str, how: str) -> str:
        """Text of the aggregate `how` of the value at `inner` in each entry.

        Null where there is no list. `first`, `last` and `sum` skip empty values; a sum with a value that is no
        number gives that value's text, so that reading it as a number fails and names it. So do the first and last
        of a list of which nobody knows the order: the values with ` | ` between them. `any` is for `yes_no.any_yes`.
        """
        filled = f"list_filter({_transformed(self._items, _filled('x', inner))}, lambda x: x IS NOT NULL)"
        if how in ("first", "last"):
            return self._outermost(inner, how, filled)
        if how == "any":
            return f"CASE WHEN {self._is_there} THEN to_json(list_distinct({filled}))::VARCHAR END"
        return f"CASE WHEN {self._is_there} THEN {_sum(self._items, filled, inner)} END"

    def _outermost(self, inner: str, how: str, filled: str) -> str:
        end, next_ = (1, 2) if how == "first" else (-1, -2)
        if not self.is_ordered:
            return f"({filled})[{end}]"
        day = "NULL::TIMESTAMP" if self.order is None else _day(f"trim(json_extract_string(x, {literal(self.order)}))")
        dated = f"list_sort(list_filter({_transformed(self._items, _entry(day, inner))}, lambda x: x.text IS NOT NULL))"
        texts = "list_sort(list_distinct(list_transform(s, lambda x: x.text)))"
        is_known = f"len(list_filter(s, lambda x: x.day IS NULL)) = 0 AND s[{end}].day <> s[{next_}].day"
        chosen = (
            f"CASE WHEN len({texts}) < 2 THEN ({texts})[1] WHEN {is_known} THEN s[{end}].text"
            f" ELSE array_to_string({texts}, ' | ') END"
        )
        return f"list_transform([{dated}], lambda s: {chosen})[1]"


def _entry(day: str, inner: str) -> str:
    return f"{{'day': {day}, 'text': {_filled('x', inner)}}}"


def _filled(entry: str, inner: str) -> str:
    """Text of the value at a pointer, null where it is empty."""
    text = f"json_extract_string({entry}, {literal(inner)})"
    return f"CASE WHEN trim({text}) NOT IN ('', {_texts(_NOTHING)}) THEN {text} END"


def _word(entry: str, pointer: str) -> str:
    return f"lower(nfc_normalize(trim(json_extract_string({entry}, {literal(pointer)}))))"


def _day(text: str) -> str:
    """The moment a text names, in any of the ways the systems write one; null if it names none."""
    return f"coalesce(TRY_STRPTIME({text}, [{_texts(_MOMENTS)}]), TRY_CAST({text} AS TIMESTAMP))"


def _sum(items: str, filled: str, inner: str) -> str:
    # A JSON number has a decimal point; in a text "150.000" the point groups thousands.
    text = f"replace(trim(json_extract_string(x, {literal(inner)})), ' ', '')"
    plain = (
        f"CASE WHEN json_type(x, {literal(inner)}) <> 'VARCHAR' THEN {text}"
        f" WHEN regexp_full_match({text}, '-?\\d{{1,3}}(\\.\\d{{3}})+(,\\d+)?') THEN"
        f" replace(replace({text}, '.', ''), ',', '.')"
        f" WHEN regexp_full_match({text}, '-?\\d+(,\\d+)?') THEN replace({text}, ',', '.')"
        f" WHEN {text} <> '' THEN '?' || {text} END"
    )
    plain_texts = f"list_filter({_transformed(items, plain)}, lambda x: x IS NOT NULL)"
    numbers = _transformed(plain_texts, "TRY_CAST(x AS DECIMAL(38, 6))")
    unreadable = f"list_filter({plain_texts}, lambda x: TRY_CAST(x AS DECIMAL(38, 6)) IS NULL)"
    total = _number_text(f"list_sum({numbers})::VARCHAR")
    return (
        f"CASE WHEN len({items}) = 0 THEN '0' WHEN len({filled}) = 0 THEN NULL"
        f" WHEN len({unreadable}) > 0 THEN ltrim(({unreadable})[1], '?') ELSE {total} END"
    )


def _transformed(items: str, expression: str) -> str:
    return f"list_transform({items}, lambda x: {expression})"


def _number_text(text: str) -> str:
    exact = f"coalesce(TRY_CAST({text} AS DECIMAL(38, 9))::VARCHAR, {text})"
    return f"regexp_replace(regexp_replace({exact}, '(\\.\\d*?)0+$', '\\1'), '\\.$', '')"


def _is_rounded(text: str) -> str:
    # 2.02603E+14 was a longer code; from 16 digits on a double keeps no code at all. Digits alone, however many, are
    # told from doubles by their text.
    number = f"abs(TRY_CAST({text} AS DOUBLE))"
    few_digits = f"regexp_full_match({_number_text(text)}, '-?\\d{{1,{SHOWN_DIGITS}}}0*')"
    is_double = f"NOT regexp_full_match({text}, '-?\\d+')"
    is_long = f"{number} >= {MORE_THAN_15_DIGITS} OR ({number} >= {SHORTENED_IF_GENERAL} AND {few_digits})"
    return f"({is_double} AND ({is_long}))"


def _scientific(text: str) -> str:
    return f"regexp_replace(format('{{:.15E}}', TRY_CAST({text} AS DOUBLE)), '\\.?0+E', 'E')"


def escaped(key: str) -> str:
    """A key as a part of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def literal(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def _texts(texts: Iterable[str]) -> str:
    return ", ".join(map(literal, texts))
