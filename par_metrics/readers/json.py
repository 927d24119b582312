"""JSON exports: an array of records, bare or inside an object, or one record a line.

DuckDB finds the structure and takes the values out; Python sees the structure only.
"""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from par_metrics.domain.limits import Limits
from par_metrics.domain.privacy import shown_name
from par_metrics.errors import RefusedFileError
from par_metrics.readers.json_length import check_lengths
from par_metrics.readers.json_nesting import check_nesting
from par_metrics.readers.json_sql import NestedList, escaped, parsed_once, scalar_at
from par_metrics.readers.json_texts import unpack_lists
from par_metrics.readers.json_wide import WIDE, read_wide
from par_metrics.readers.limits import check_cells, check_columns
from par_metrics.readers.misread_head import unknown_headings
from par_metrics.readers.table import RawTable, named_columns, numbered, refusal
from par_metrics.readers.values import map_unique
from par_metrics.readers.yes_no import any_yes
from par_metrics.support.folding import AGGREGATES, ORDER, fold_heading

_Names = tuple[str, ...]
_DELETED = ("isdeleted", "isdelete", "deleted", "daxoa")


def read_json(text: str, vocabulary: Collection[str], limits: Limits) -> RawTable:
    """The records of a JSON text.

    Keys of nested objects get the headings "a.b" and "b". A list of objects X becomes `X:count` and, where
    `vocabulary` asks for them, `X.Y:sum`, `X.Y:first`, `X.Y:last` and `X.Y:any`. Where it has `X.Z:order`, the entries
    are in the order of their date Z; else in that of the file.

    Raises:
        RefusedFileError: `unreadable_file`, `ambiguous_layout` (several lists), `no_rows`, `unknown_layout`,
            `over_limit`.
    """
    check_lengths(text, limits)
    check_nesting(text, limits)
    with duckdb.connect() as connection:
        _load(connection, text, vocabulary)
        del text
        cells, names = _flatten(connection, vocabulary, limits)
    if not any(fold_heading(name) in vocabulary for candidates in names for name in candidates):
        raise unknown_headings([[candidates[0] for candidates in names]])
    columns = named_columns(names)
    return RawTable(columns, numbered(cells), (), None, "json", typed_numbers=True)


def flatten(lines: pl.Series, vocabulary: Collection[str], limits: Limits) -> tuple[pl.DataFrame, list[_Names]]:
    """The same for JSON objects given one by one: columns c0.. in order, and their headings."""
    with duckdb.connect() as connection:
        frame = lines.alias("line").to_frame()
        connection.register("given", frame)
        connection.execute("CREATE TEMP TABLE element AS SELECT row_number() OVER () AS n, line::JSON AS e FROM given")
        return _flatten(connection, vocabulary, limits)


def _load(connection: duckdb.DuckDBPyConnection, text: str, vocabulary: Collection[str]) -> None:
    """Make the table `element` (n: position from 1, e: one record) of a JSON text."""
    if connection.execute("SELECT json_valid(?)", [text]).fetchall() == [(True,)]:
        connection.execute("CREATE TEMP TABLE document AS SELECT ?::JSON AS d", [text])
        pointer = _records_pointer(connection, vocabulary)
        if pointer is None:
            connection.execute("CREATE TEMP TABLE element AS SELECT 1::BIGINT AS n, d AS e FROM document")
            return
        connection.execute(
            "CREATE TEMP TABLE element AS SELECT n, e FROM ("
            "  SELECT unnest(items) AS e, generate_subscripts(items, 1) AS n"
            "  FROM (SELECT CAST(json_extract(d, ?) AS JSON[]) AS items FROM document))",
            [pointer],
        )
        return
    # One record a line; a line that is no JSON refuses the file, as a comma forgotten in an array does.
    connection.execute(
        "CREATE TEMP TABLE line AS SELECT n, trim(l, e' \\r\\t') AS l FROM ("
        "  SELECT unnest(lines) AS l, generate_subscripts(lines, 1) AS n"
        "  FROM (SELECT string_split(?, chr(10)) AS lines))",
        [text],
    )
    connection.execute("DELETE FROM line WHERE l = ''")
    broken = connection.execute("SELECT min(n) FROM line WHERE NOT json_valid(l)").fetchall()[0][0]
    if broken is not None:
        raise _broken(text)
    connection.execute(
        "CREATE TEMP TABLE element AS SELECT row_number() OVER (ORDER BY n) AS n, l::JSON AS e FROM line"
    )


def _broken(text: str) -> RefusedFileError:
    place = 1
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        place = error.lineno
    except RecursionError:
        place = 1  # nested so deeply that the place cannot be told
    return refusal(
        "unreadable_file",
        f"JSON sai cú pháp hoặc tải về chưa hết, gần dòng {place}. Xuất lại tệp.",
        f"the JSON is malformed or was cut short, near line {place}. Export the file again.",
    )


def _shown_path(pointer: str) -> str:
    """The keys that lead to a list, as they may be shown."""
    return ".".join(shown_name(key) for key in pointer.strip("/").split("/"))


def _records_pointer(connection: duckdb.DuckDBPyConnection, vocabulary: Collection[str]) -> str | None:
    """Where the array of records is; None if the document itself is one record."""
    lists = list(_arrays(connection, ""))
    of_records = [pointer for pointer, element in lists if element == "OBJECT"]
    keys = connection.execute("SELECT json_keys(d) FROM document WHERE json_type(d) = 'OBJECT'").fetchall()
    if keys and sum(fold_heading(key) in vocabulary for key in keys[0][0]) >= 2:
        return None
    if len(of_records) > 1:  # beside the records an answer may list filters, pages or codes
        of_records = [
            pointer for pointer in of_records if _known_keys(connection, pointer, vocabulary) >= 2
        ] or of_records
    if len(of_records) == 1:
        return of_records[0]
    if len(of_records) > 1:
        names = ", ".join(_shown_path(pointer) for pointer in of_records)
        raise refusal(
            "ambiguous_layout",
            f"tệp JSON có nhiều danh sách: {names}. Chỉ để lại danh sách cần nạp.",
            f"the JSON file has several lists: {names}. Keep only the one to load.",
        )
    if any(element is None for _, element in lists):
        raise no_rows()
    raise refusal(
        "unknown_layout",
        "tệp JSON không có danh sách bản ghi nào.",
        "the JSON file holds no list of records.",
    )


def _known_keys(connection: duckdb.DuckDBPyConnection, pointer: str, vocabulary: Collection[str]) -> int:
    """How many keys of the objects in a list are known headings."""
    keys = connection.execute(
        "SELECT DISTINCT unnest(json_keys(e)) FROM"
        " (SELECT unnest(CAST(json_extract(d, ?) AS JSON[])) AS e FROM document) WHERE json_type(e) = 'OBJECT'",
        [pointer],
    ).fetchall()
    return sum(fold_heading(key) in vocabulary for (key,) in keys)


def no_rows() -> RefusedFileError:
    """The refusal of a file that has a known layout and no record."""
    return refusal(
        "no_rows",
        "tệp không có bản ghi nào. Kiểm tra lại điều kiện lọc khi xuất.",
        "the file has no records. Check the filter of the export.",
    )


def _arrays(connection: duckdb.DuckDBPyConnection, pointer: str) -> Iterator[tuple[str, str | None]]:
    """Arrays outside of other arrays: where, and the type of their first object or else first element."""
    kind, keys = connection.execute(
        "SELECT json_type(d, $1), CASE WHEN json_type(d, $1) = 'OBJECT' THEN json_keys(d, $1) END FROM document",
        [pointer],
    ).fetchall()[0]
    if kind == "ARRAY":
        types = connection.execute(
            "SELECT DISTINCT unnest(json_type(json_extract(d, ?), '$[*]')) FROM document", [pointer]
        ).fetchall()
        found = [name for (name,) in types]
        yield pointer, "OBJECT" if "OBJECT" in found else next(iter(found), None)
    for key in keys or ():
        yield from _arrays(connection, f"{pointer}/{escaped(key)}")


@dataclass(frozen=True)
class _Column:
    names: _Names
    pointer: str
    sql: str = ""  # empty: the plain value at the pointer
    read: Callable[[str], str] | None = None  # what is then done with the text


def _flatten(
    connection: duckdb.DuckDBPyConnection, vocabulary: Collection[str], limits: Limits
) -> tuple[pl.DataFrame, list[_Names]]:
    structure = _structure(connection, "", "OBJECT")
    if unpack_lists(connection, structure or {}, vocabulary):
        structure = _structure(connection, "", "OBJECT")
    columns = list(_columns(connection, structure, "", (), vocabulary))
    if not columns:
        return pl.DataFrame(), []
    check_columns(len(columns), limits)
    [(records,)] = connection.execute("SELECT count(*) FROM element").fetchall()
    check_cells(records, len(columns), limits)
    plain = {column.pointer: f"c{i}" for i, column in enumerate(columns) if not column.sql}
    # A record is parsed once for all its plain values, or taken apart once.
    is_wide = len(plain) > WIDE
    texts = [f"{column.sql} AS c{i}" for i, column in enumerate(columns) if column.sql]
    if not is_wide:
        texts += [f"{scalar_at(position)} AS {name}" for position, name in enumerate(plain.values(), start=1)]
    chosen = ", ".join(["n", *texts])
    frame = connection.sql(f"SELECT {chosen} FROM {parsed_once([] if is_wide else list(plain))} ORDER BY n").pl()
    if is_wide:
        wide = read_wide(connection, list(plain))
        wide.columns = list(plain.values())
        frame = frame.hstack(wide)
    names = [f"c{i}" for i in range(len(columns))]
    frame = frame.select(pl.col(names).cast(pl.String)).with_columns(
        map_unique(frame[f"c{i}"], column.read, pl.String()) for i, column in enumerate(columns) if column.read
    )
    return frame, [column.names for column in columns]


def _structure(connection: duckdb.DuckDBPyConnection, pointer: str, kind: str) -> Any:
    """Names and types below `pointer`, of the elements where it is of the given JSON type; None if they are empty."""
    [(structure,)] = connection.execute(
        "SELECT json_group_structure(json_extract(e, $1)) FROM element WHERE json_type(e, $1) = $2", [pointer, kind]
    ).fetchall()
    found = json.loads(structure) if structure else None
    return found if isinstance(found, (dict, list)) else None  # of objects that are all empty it is a name only


def _entries_structure(connection: duckdb.DuckDBPyConnection, pointer: str) -> Any:
    """The same for the objects among the entries of the lists at `pointer`."""
    [(structure,)] = connection.execute(
        "SELECT json_group_structure(x) FROM (SELECT unnest(CAST(json_extract(e, $1) AS JSON[])) AS x FROM element"
        " WHERE json_type(e, $1) = 'ARRAY') WHERE json_type(x) = 'OBJECT'",
        [pointer],
    ).fetchall()
    return json.loads(structure) if structure else None


def _columns(
    connection: duckdb.DuckDBPyConnection, structure: Any, pointer: str, path: _Names, vocabulary: Collection[str]
) -> Iterator[_Column]:
    """A column for each scalar below a nested object, and the aggregates of each list of objects."""
    for key, kind in (structure or {}).items():
        here, names = f"{pointer}/{escaped(key)}", (*path, key)
        heading = ".".join(names)
        shapes = [kind]
        if kind == "JSON":  # of different types in different records: look at each type by itself
            shapes = [_structure(connection, here, "OBJECT"), _structure(connection, here, "ARRAY"), "JSON"]
        for shape in shapes:
            if isinstance(shape, dict):
                yield from _columns(connection, shape, here, names, vocabulary)
            elif isinstance(shape, list):
                entries = shape[0] if shape else None
                if entries == "JSON":  # not all of them are objects, or not objects of one shape
                    entries = _entries_structure(connection, here)
                yield from _list_columns(entries, here, tuple(dict.fromkeys((heading, key))), vocabulary)
            elif shape is not None:
                yield _Column(tuple(dict.fromkeys((heading, key))), here)


def _list_columns(structure: Any, pointer: str, lists: _Names, vocabulary: Collection[str]) -> Iterator[_Column]:
    """`lists`: the names of the list, in full and without the objects it is in."""
    inner = dict(_inner_scalars(structure, "", ""))
    by_key = {fold_heading(f"{name}.{key}:{ORDER}"): place for place, key in inner.items() for name in lists}
    before = tuple(fold_heading(f"{name}.x:{ORDER}").removesuffix(f"x:{ORDER}") for name in lists)
    orders = [key for key in vocabulary if key.startswith(before) and key.endswith(f":{ORDER}")]
    entries = NestedList(
        pointer,
        deleted=tuple(place for place, name in inner.items() if fold_heading(name) in _DELETED),
        is_ordered=bool(orders),
        order=next((by_key[key] for key in orders if key in by_key), None),
    )
    yield _Column(tuple(f"{name}:count" for name in lists), pointer, entries.count())
    for place, key in inner.items():
        for how in AGGREGATES[1:]:
            names = tuple(f"{name}.{key}:{how}" for name in lists)
            if any(fold_heading(name) in vocabulary for name in names):
                yield _Column(names, pointer, entries.aggregate(place, how), any_yes if how == "any" else None)


def _inner_scalars(structure: Any, pointer: str, path: str) -> Iterator[tuple[str, str]]:
    """Pointer and dotted name of each value in the objects of a list, lists inside excepted."""
    if not isinstance(structure, dict):
        return
    for key, kind in structure.items():
        here, name = f"{pointer}/{escaped(key)}", f"{path}.{key}".strip(".")
        if isinstance(kind, dict):
            yield from _inner_scalars(kind, here, name)
        elif not isinstance(kind, list):
            yield here, name
