"""What reading some bytes comes to, in a few words; anything but that is a defect."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from par_metrics.domain.limits import Limits
from par_metrics.domain.privacy import pseudonym
from par_metrics.errors import RefusedFileError
from par_metrics.exports.export import read_and_normalise
from par_metrics.exports.rows.normalise import Context
from par_metrics.exports.rows.references import References

CORPUS = Path(__file__).parent / "corpus"
TABLE = Path(__file__).parent / "outcomes.tsv"
# Small, so that what a few bytes can ask for is refused at once.
LIMITS = Limits(memory_gb=1, unpacked_gb=0.1, cells=200_000, columns=500, cell_mb=1, nesting=32)
_NOW = datetime(2026, 10, 1, 7, 30)
_CONTEXT = Context(
    References(unit_codes=frozenset({"H60.101"}), own_unit="H60.101"),
    "Asia/Ho_Chi_Minh",
    _NOW,
    pseudonym(b"a key of these tests"),
    limits=LIMITS,
)


def outcome(path: Path) -> str:
    """`dossiers: 3 read, 1 refused`, or the rule by which the file is refused.

    Raises:
        Exception: a defect.
    """
    try:
        found = read_and_normalise(path, exported_at=_NOW, context=_CONTEXT)
    except RefusedFileError as error:
        return error.rule
    rows = found.normalised
    assert rows.rows_read == rows.frame.height + rows.refused.height, "a row is neither accepted nor refused"
    return f"{found.export.kind.name}: {rows.rows_read} read, {rows.refused.height} refused"


def outcomes() -> dict[str, str]:
    """Of each file of the corpus, what it should come to."""
    return dict(line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines())


def write_outcomes(of: Callable[[Path], str] = outcome) -> None:
    """Write the table anew: `python -m tests.fuzz.outcomes`; look at what changed."""
    lines = [f"{path.name}\t{of(path)}\n" for path in sorted(CORPUS.iterdir())]
    TABLE.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    write_outcomes()
