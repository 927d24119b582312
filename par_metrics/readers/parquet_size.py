"""What a Parquet file says of its size, before anything of it is read."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True)
class ParquetSize:
    """Rows, columns (each value of a structure is one), values in lists, and bytes that it unpacks to."""

    rows: int
    columns: int
    in_lists: int
    unpacked: int


def size_of(file: Path | BinaryIO) -> ParquetSize | None:
    """The size of a Parquet file; None where it has types that only its reader knows.

    Raises:
        pyarrow.ArrowInvalid, OSError: it is damaged.
    """
    # Here, for it takes as long to start as everything else.
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        found = pq.read_metadata(file)
    except pa.ArrowNotImplementedError:
        return None
    groups = [found.row_group(number) for number in range(found.num_row_groups)]
    lists = [number for number in range(found.num_columns) if found.schema.column(number).max_repetition_level]
    return ParquetSize(
        rows=found.num_rows,
        columns=found.num_columns,
        in_lists=sum(group.column(number).num_values for group in groups for number in lists),
        unpacked=sum(group.column(n).total_uncompressed_size for group in groups for n in range(found.num_columns)),
    )
