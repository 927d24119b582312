"""Where things lie in a workspace."""

from dataclasses import dataclass
from pathlib import Path

from par_metrics.support.names import plain_name

REFUSED = "refused"
"""Folder of the inbox where refused exports are put."""
# A file name holds at most 255 bytes on the usual file systems; the rest is the digest and "--".
_LONGEST_NAME = 255 - 64 - 2


@dataclass(frozen=True)
class Layout:
    """Paths of the workspace at `root`; makes and reads nothing."""

    root: Path

    @property
    def settings_file(self) -> Path:
        return self.root / "par-metrics.toml"

    @property
    def pseudonym_key(self) -> Path:
        return self.root / ".pseudonym-key"

    @property
    def next_key(self) -> Path:
        """The key that a change of keys has begun to use; it takes the place of the other when that is done."""
        return self.root / ".pseudonym-key.next"

    @property
    def key_mark(self) -> Path:
        """Which key its pseudonyms were made with; beside them, so that who copies them copies it."""
        return self.lake / "_key-mark"

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def profiles(self) -> Path:
        """Export profiles of the workspace's own, `*.toml`."""
        return self.root / "profiles"

    @property
    def indicators(self) -> Path:
        """Indicators of the workspace's own, `*.toml`."""
        return self.root / "indicators"

    @property
    def registers(self) -> Path:
        """Registers of the workspace's own, `*.csv`, whose columns figures can be grouped by."""
        return self.root / "registers"

    @property
    def plan(self) -> Path:
        """The workspace's own plan, where it has one."""
        return self.root / "plan.toml"

    @property
    def plan_workbook(self) -> Path:
        """The same, typed in a workbook."""
        return self.root / "plan.xlsx"

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def lake(self) -> Path:
        return self.root / "lake"

    @property
    def rejects(self) -> Path:
        return self.root / "rejects"

    @property
    def published(self) -> Path:
        return self.root / "published"

    @property
    def open_data(self) -> Path:
        """What is given to everybody: apart from `published`, so that it can be handed over as a whole."""
        return self.root / "open-data"

    @property
    def reported(self) -> Path:
        """The figures of reports that were handed in, a file a period."""
        return self.root / "reported"

    @property
    def logs(self) -> Path:
        """What was done each night, where the settings name no other folder; its owner alone reads it."""
        return self.root / "logs"

    @property
    def told(self) -> Path:
        """What people were told last, and who was reached."""
        return self.root / ".told.json"

    @property
    def database(self) -> Path:
        return self.root / "warehouse.duckdb"

    def owns(self, path: Path) -> bool:
        """Whether a file is one that the program keeps here for itself, which nothing else may be written to."""
        written = (self.profiles, self.indicators, self.registers, self.plan, self.plan_workbook)
        own = (*self.private, self.settings_file, self.published, self.open_data, *written)
        place = path.resolve()
        return any(place == mine or mine in place.parents for mine in (kept.resolve() for kept in own))

    @property
    def private(self) -> tuple[Path, ...]:
        """What only the account that runs this may read: files, and folders with all that is in them."""
        refused = self.inbox / REFUSED
        folders = (self.archive, self.lake, self.rejects, self.reported, refused, self.fetched, self.logs)
        return (*folders, self.database, self.pseudonym_key)

    @property
    def fetched(self) -> Path:
        """What was fetched from each source, by the names it has there; its owner alone reads it."""
        return self.root / ".fetched"

    @property
    def lock(self) -> Path:
        return self.root / ".writer.lock"

    @property
    def night(self) -> Path:
        """The lock of a night, from the first file it looks at to what it publishes."""
        return self.root / ".night.lock"

    @property
    def turn(self) -> Path:
        """The lock of the run of a deployment that has the workspace's turn, as long as its process lives."""
        return self.root / ".turn.lock"

    @property
    def serving(self) -> Path:
        """The lock of the process that starts the nights, as long as it does."""
        return self.root / ".serving.lock"

    @property
    def verified(self) -> Path:
        """Which files were found to be what was written, when, and how they looked."""
        return self.root / ".verified.parquet"

    def archived(self, digest: str, name: str) -> Path:
        return self.archive / digest[:2] / f"{digest}--{_safe_name(name)}"

    def lake_file(self, kind: str, load_id: str) -> Path:
        return self.lake / kind / f"{load_id}.parquet"

    @property
    def staging(self) -> Path:
        """The rows of exports that are being read, each in a folder; what lies there is of no load yet."""
        return self.lake / "_staging"

    @property
    def incoming(self) -> Path:
        """The bytes of exports that are being read, each in a file; its owner alone reads them."""
        return self.archive / "_incoming"

    @property
    def ledger(self) -> Path:
        """What lies in the lake and its rejects: a line a load, with the SHA-256 of its files."""
        return self.lake / "_ledger.jsonl"

    def rejects_file(self, kind: str, load_id: str) -> Path:
        return self.rejects / kind / f"{load_id}.parquet"

    def refused_file(self, load_id: str) -> Path:
        """The record of a file refused as a whole; readers of data skip names that start with `_`."""
        return self.lake / "_refused" / f"{load_id}.json"

    def event_file(self, event_id: str) -> Path:
        """The record of a load withdrawn or restored."""
        return self.lake / "_withdrawals" / f"{event_id}.json"

    def refused_rows_file(self, load_id: str) -> Path:
        """Unit and key of each refused row of a load, without any other value of it."""
        return self.lake / "_refused_rows" / f"{load_id}.parquet"


def _safe_name(name: str) -> str:
    """`name` without what file systems forbid, cut before its extension where it is too long."""
    clean = plain_name(name)
    if len(clean.encode()) <= _LONGEST_NAME:
        return clean
    extension = Path(clean).suffix if len(Path(clean).suffix.encode()) <= 16 else ""
    stem = clean.removesuffix(extension).encode()[: _LONGEST_NAME - len(extension.encode())]
    return stem.decode(errors="ignore") + extension
