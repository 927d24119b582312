"""What a load came to, as the officer is told."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from html import escape
from typing import Any

from par_metrics.warehouse.loads import Load
from schemas import KINDS, Label, Language


@dataclass(frozen=True, repr=False)
class LoadReport:
    """What became of one file and of each of its rows.

    Args:
        load_id: None for a file that could not even be recorded (it does not exist).
        file: name of the file, without its folder.
        kind: record kind; None for a file refused before it was known.
        profile: id of the profile it was read with, `name@version`.
        rows_read: record rows; `accepted + rejected + duplicates`.
        accepted: `inserted + superseding + unchanged + older`.
        warnings: rule -> rows that were kept but look wrong.
        unknown_columns: headings that were ignored.
        hidden_sheets: names of hidden sheets of a workbook that were not read.
        unknown_statuses: status as printed -> rows refused for it.
        already_loaded: this very file was loaded before, as `load_id`; nothing changed.
        refused_reason: why the file was refused as a whole; None if it was loaded.
        refused_rule: id of that reason.
        exported_at: when the export was made, naive local.
        exported_at_from: `file_time` where only the time the file was last written tells when, `export` where
            somebody or the export itself says so.
        notes: what `warnings` are about, column by column: rule, field, column, count and the first few cells
            (row, sheet, masked value).
        withdrawn_at: since when the load of this very file is withdrawn; it was not loaded again.
        full_list: it was loaded as everything of its kind.
        covers: the entry dates it speaks of then, `2026-01-01/2026-03-31`, or `all` of a kind without them;
            None for nothing: a newer full list is known.
        absent: records of earlier full lists that it should have and lacks.
        absent_records: the first few of them, by their keys.
        language: it shows itself in.
    """

    load_id: str | None
    file: str
    kind: str | None = None
    profile: str | None = None
    rows_read: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicates: int = 0
    inserted: int = 0
    superseding: int = 0
    unchanged: int = 0
    older: int = 0
    warnings: Mapping[str, int] = field(default_factory=dict)
    unknown_columns: list[str] = field(default_factory=list)
    hidden_sheets: list[str] = field(default_factory=list)
    unknown_statuses: Mapping[str, int] = field(default_factory=dict)
    already_loaded: bool = False
    refused_reason: Label | None = None
    refused_rule: str | None = None
    exported_at: datetime | None = None
    exported_at_from: str = ""
    notes: list[Mapping[str, Any]] = field(default_factory=list)
    withdrawn_at: datetime | None = None
    full_list: bool = False
    covers: str | None = None
    absent: int = 0
    absent_records: list[str] = field(default_factory=list)
    language: Language = field(default="vi", compare=False)

    @property
    def summary(self) -> Label:
        """What became of the rows, in one sentence; why there are none of a file that was refused."""
        if (reason := self.reason_alone) is not None:
            return Label(f"không nạp: {reason.vi}", f"refused: {reason.en}")
        kind = KINDS[self.kind].label if self.kind in KINDS else Label(str(self.kind), str(self.kind))
        counts = (self.inserted, self.superseding, self.unchanged, self.older)
        vi = "{} mới, {} cập nhật, {} không đổi, {} cũ hơn bản đang có".format(*counts)
        en = "{} new, {} updated, {} unchanged, {} older than what is known".format(*counts)
        return Label(
            f"{kind.vi}, mẫu đọc {self.profile}: đọc {self.rows_read} dòng, nhận {self.accepted} ({vi}), "
            f"từ chối {self.rejected}, trùng {self.duplicates}.",
            f"{kind.en}, profile {self.profile}: {self.rows_read} rows read, {self.accepted} accepted ({en}), "
            f"{self.rejected} refused, {self.duplicates} duplicates.",
        )

    def __str__(self) -> str:
        return f"{self.file}: {self.summary.in_language(self.language)}"

    def __repr__(self) -> str:
        return f"LoadReport({self})"

    def _repr_html_(self) -> str:
        odd = sum(self.warnings.values())
        remarked = Label(f" {odd} dòng có điều lưu ý.", f" {odd} rows with remarks.") if odd else Label("", "")
        said = self.summary.in_language(self.language) + remarked.in_language(self.language)
        return f"<div><b>{escape(self.file)}</b>: {escape(said)}</div>"

    @property
    def refused(self) -> bool:
        """True where the file was refused as a whole."""
        return self.refused_reason is not None

    @property
    def reason_alone(self) -> Label | None:
        """`refused_reason` without the file's name, for places that name it already."""
        if self.refused_reason is None:
            return None
        vi, en = (text.removeprefix(f"{self.file}: ") for text in self.refused_reason)
        return Label(vi, en)

    def as_dict(self) -> dict[str, object]:
        """The report as plain values that JSON can hold."""
        values = asdict(self)
        del values["language"]
        values["refused_reason"] = None if self.refused_reason is None else self.refused_reason._asdict()
        for name in ("exported_at", "withdrawn_at"):
            values[name] = None if values[name] is None else values[name].isoformat()
        return values


def report_of(load: Load, *, already_loaded: bool = False) -> LoadReport:
    """The report of a load or refusal as the warehouse recorded it."""
    refused = load.state == "refused"
    return LoadReport(
        load_id=load.load_id,
        file=load.file,
        kind=load.kind,
        profile=load.profile,
        rows_read=load.rows_read,
        accepted=load.accepted,
        rejected=load.rejected,
        duplicates=load.duplicates,
        inserted=load.inserted,
        superseding=load.superseding,
        unchanged=load.unchanged,
        older=load.older,
        warnings=load.warnings,
        unknown_columns=list(load.unknown_columns),
        hidden_sheets=list(load.hidden_sheets),
        unknown_statuses=load.unknown_statuses,
        already_loaded=already_loaded,
        refused_reason=Label(load.reason_vi or "", load.reason_en or "") if refused else None,
        refused_rule=load.rule if refused else None,
        exported_at=load.exported_at,
        exported_at_from=load.exported_at_from,
        notes=list(load.notes),
        full_list=load.full_list is not None,
    )


def report_of_withdrawn(load: Load, withdrawn_at: datetime, reason: str | None) -> LoadReport:
    """The report of a file whose load was withdrawn: it is not loaded again."""
    return LoadReport(
        load.load_id,
        load.file,
        load.kind,
        load.profile,
        already_loaded=True,
        refused_reason=_said_of_withdrawn(load, withdrawn_at, f" ({reason})" if reason else ""),
        refused_rule="withdrawn",
        exported_at=load.exported_at,
        withdrawn_at=withdrawn_at,
    )


def _said_of_withdrawn(load: Load, withdrawn_at: datetime, because: str) -> Label:
    command = f"par-metrics loads --restore {load.load_id}"
    if load.state == "refused":
        return Label(
            f"{load.file}: tệp này đã bị từ chối và được rút lại lúc {withdrawn_at:%d/%m/%Y %H:%M}{because}, "
            f"nên không tính là tệp bị từ chối. Bỏ tệp khỏi inbox; nếu đúng là tệp xuất: {command}",
            f"{load.file}: this file was refused, and withdrawn at {withdrawn_at:%Y-%m-%d %H:%M}{because}, so it "
            f"does not count as refused. Take it out of the inbox; if it is an export: {command}",
        )
    return Label(
        f"{load.file}: lần nạp {load.load_id} của tệp này đã được rút lại lúc {withdrawn_at:%d/%m/%Y %H:%M}"
        f"{because}, nên tệp không được nạp lại. Để dùng lại: {command}",
        f"{load.file}: load {load.load_id} of this file was withdrawn at {withdrawn_at:%Y-%m-%d %H:%M}"
        f"{because}, so it is not loaded again. To use it again: {command}",
    )
