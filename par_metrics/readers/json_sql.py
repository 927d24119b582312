"""SQL that takes text out of the column `e`, one JSON record, in DuckDB.

Pointers are JSON pointers (`/a/b`). They come from the file, so they are quoted as literals.
"""

from par_metrics.readers.table import MORE_THAN_15_DIGITS, SHORTENED_IF_GENERAL, SHOWN_DIGITS


def parsed_once(pointers: list[str]) -> str:
    """A table like `element` with the texts and JSON types of all pointers, for `scalar`: one parse a record."""
    places = f"[{', '.join(_literal(pointer) for pointer in pointers)}]"
    if not pointers:
        return "element"
    return f"(SELECT n, e, json_extract_string(e, {places}) AS texts, json_type(e, {places}) AS types FROM element)"


def values_of(place: str) -> str:
    """A table of every key of the objects at a pointer: `n`, `key`, and `text` and `kind` of its value."""
    at_place = f"json_extract(e, {_literal(place)})" if place else "e"
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


def aggregate(pointer: str, inner: str, how: str) -> str:
    """Text of the aggregate `how` of the value at `inner` in each object of the list at `pointer`.

    Null where there is no list. `first`, `last` and `sum` skip empty values; a sum with a value that is no
    number gives that value's text, so that reading it as a number fails and names it.
    """
    is_list = f"json_type(e, {_literal(pointer)}) = 'ARRAY'"
    if how == "count":
        return f"CASE WHEN {is_list} THEN json_array_length(e, {_literal(pointer)})::VARCHAR END"
    items = f"CAST(CASE WHEN {is_list} THEN json_extract(e, {_literal(pointer)}) ELSE '[]'::JSON END AS JSON[])"
    texts = _transformed(items, f"json_extract_string(x, {_literal(inner)})")
    filled = f"list_filter({texts}, lambda x: x IS NOT NULL AND trim(x) <> '')"
    if how == "first":
        return f"({filled})[1]"
    if how == "last":
        return f"({filled})[-1]"
    if how == "any":
        untrue = "'0', '0.0', 'false', 'không', 'khong', 'no', 'n', 'chưa', '[]', '{}'"
        truthy = f"list_filter({filled}, lambda x: lower(trim(x)) NOT IN ({untrue}))"
        return f"CASE WHEN {is_list} THEN (len({truthy}) > 0)::INTEGER::VARCHAR END"
    return f"CASE WHEN {is_list} THEN {_sum(items, filled, inner)} END"


def _sum(items: str, filled: str, inner: str) -> str:
    # A JSON number has a decimal point; in a text "150.000" the point groups thousands.
    text = f"replace(trim(json_extract_string(x, {_literal(inner)})), ' ', '')"
    plain = (
        f"CASE WHEN json_type(x, {_literal(inner)}) <> 'VARCHAR' THEN {text}"
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


def _literal(pointer: str) -> str:
    return "'" + pointer.replace("'", "''") + "'"
