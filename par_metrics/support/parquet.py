"""What is done to a whole Parquet file without reading its rows."""

import io
import os
from collections.abc import Mapping
from pathlib import Path

_MAGIC = b"PAR1"
# Behind the footer stand its length and the magic.
_LENGTH_BYTES = 4
_END_BYTES = _LENGTH_BYTES + len(_MAGIC)


def add_metadata(path: Path, values: Mapping[str, str]) -> None:
    """Write the footer of a file anew with key-value metadata; its rows stay where they are.

    Args:
        path: the file; whoever crashes in between leaves it damaged.
        values: keys that it does not have.
    """
    # It takes long to import, and only loading needs it.
    import pyarrow.parquet as pq

    rows, empty, footer = pq.read_metadata(path), io.BytesIO(), io.BytesIO()
    with pq.ParquetWriter(empty, rows.schema.to_arrow_schema()) as writer:
        writer.add_key_value_metadata(values)
    whole = pq.read_metadata(empty)
    whole.append_row_groups(rows)
    whole.write_metadata_file(footer)
    with path.open("rb+") as file:
        file.seek(-_END_BYTES, os.SEEK_END)
        length = int.from_bytes(file.read(_LENGTH_BYTES), "little")
        file.seek(-_END_BYTES - length, os.SEEK_END)
        file.write(footer.getvalue()[len(_MAGIC) :])
        file.truncate()
