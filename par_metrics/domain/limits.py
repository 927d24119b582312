"""What one export may ask of the machine that reads it."""

from pydantic import BaseModel, ConfigDict, Field

_GB = 1 << 30


class Limits(BaseModel):
    """The limits of one export; what needs more is refused by the name of the limit, and the others are loaded.

    A full sheet of 1,048,576 rows by 40 columns and a CSV file of 5,000,000 rows are well below all of them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    memory_gb: float = Field(default=12, gt=0)
    """Memory of the process that reads it, beyond what that has before."""
    cpu_minutes: float = Field(default=60, gt=0)
    """Time of a processor."""
    unpacked_gb: float = Field(default=8, gt=0)
    """What an archive, a workbook or a Parquet file unpacks to."""
    times_packed: int = Field(default=100, ge=10)
    """What it unpacks to, by its own size: exports come to some 30 times, files made to fill a memory to 1,000."""
    cells: int = Field(default=60_000_000, ge=1000)
    """Cells of a workbook, a JSON or a Parquet file, the empty ones between others too."""
    columns: int = Field(default=4000, ge=100)
    """Columns with a heading."""
    sheets: int = Field(default=500, ge=1)
    """Sheets of a workbook."""
    cell_mb: float = Field(default=8, gt=0)
    """Text of one cell, or of one line of a CSV file."""
    nesting: int = Field(default=64, ge=4)
    """Objects and lists of a JSON file within each other."""

    @property
    def unpacked_bytes(self) -> int:
        return int(self.unpacked_gb * _GB)

    @property
    def memory_bytes(self) -> int:
        return int(self.memory_gb * _GB)

    @property
    def cell_bytes(self) -> int:
        return int(self.cell_mb * (1 << 20))


USUAL_LIMITS = Limits()
"""Where nobody has set others."""
