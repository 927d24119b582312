"""What the rows of a lake file say by today's rules of reading.

The rules a file was written by are in its load's line (`Load.reading`). By those of 1 an empty cell of a
Boolean column is null where the export had the column, and a due time of exactly 00:00:00 is kept. By those
of 2 such a cell is "no" and null is unknown, midnight is read as the profile says, and the column `unread`
names the fields whose cell was filled but could not be read. Until 3 the number of a receipt was the code of its
payment (`schemas.receipts`).
"""

from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.tables import quoted
from schemas import Field, RecordKind, ValueType
from schemas.kind import known_column
from schemas.receipts import TRANSACTION, receipt_code_sql

UNREAD = "unread"
_END_OF_DAY = "INTERVAL '86399.999999' SECOND"


def lake_rows(kind: RecordKind, load: Load) -> str:
    """SELECT over the parameter `$lake_file`: `line`, and `lake_columns`."""
    columns = ["file_row_number AS line", *lake_columns(kind, load)]
    return f"SELECT {', '.join(columns)} FROM read_parquet($lake_file, file_row_number = true)"


def lake_columns(kind: RecordKind, load: Load) -> list[str]:
    """SQL over the columns of a load's file: those that it provides, and what is known of outcomes.

    `<outcome>_known` stands beside each outcome that is provided.
    """
    provided = [field for field in kind.stored if field.name in written_columns(kind, load)]
    return [_value(field, kind, load) for field in provided] + [
        f"{_is_known(outcome, load.reading)} AS {known_column(outcome)}"
        for outcome in kind.outcomes
        if outcome in load.provided
    ]


def written_columns(kind: RecordKind, load: Load) -> tuple[str, ...]:
    """The stored columns that a load fills: those it provides, and what its file could leave out of a key."""
    assumed = (field.name for field in _assumed(kind) if field.name not in load.provided)
    return (*load.provided, *assumed)


def _assumed(kind: RecordKind) -> list[Field]:
    """The columns of a key that have a default: files of before they were of the key may lack them."""
    return [field for field in kind.stored if field.name in kind.key and field.default is not None]


def _value(field: Field, kind: RecordKind, load: Load) -> str:
    name = quoted(field.name)
    if field in _assumed(kind):
        return (
            f"coalesce({name}, '{field.default}') AS {name}"
            if field.name in load.provided
            else (f"'{field.default}' AS {name}")
        )
    if load.reading < 3 and (kind.name, field.name) == ("payments", TRANSACTION):
        return f"{receipt_code_sql(load.provided)} AS {name}"
    if load.reading > 1:
        return name
    if field.type is ValueType.BOOLEAN:
        return f"coalesce({name}, FALSE) AS {name}"
    if field.type is ValueType.DUE:
        return f"CASE WHEN {name} = date_trunc('day', {name}) THEN {name} + {_END_OF_DAY} ELSE {name} END AS {name}"
    return name


def _is_known(outcome: str, reading: int) -> str:
    return f"NOT coalesce(list_contains({UNREAD}, '{outcome}'), FALSE)" if reading > 1 else "TRUE"
