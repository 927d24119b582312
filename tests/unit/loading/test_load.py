"""One export into a workspace: what is taken, what is a repetition, what is refused, what is kept secret."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from par_metrics.errors import ParMetricsError, SettingsError, UsageError
from par_metrics.exports import export
from par_metrics.exports.rows.normalise import Normalised
from par_metrics.loading import prepare as loading
from par_metrics.loading.job import Asked
from par_metrics.loading.loader import load_export
from par_metrics.loading.report import LoadReport
from par_metrics.settings.making import init_workspace
from par_metrics.settings.settings import Settings, load_settings
from par_metrics.warehouse import Warehouse, loads, versions

JAN, FEB, MAR = (datetime(2026, month, 1) for month in (1, 2, 3))
HEADINGS = "STT;Mã hồ sơ;Mã đơn vị;Chủ hồ sơ;Số điện thoại;Trạng thái;Ngày tiếp nhận;Ngày hẹn trả;Ngày kết thúc xử lý"
PERSON, PHONE = "Nguyễn Thị Bích Ngọc", "0912345678"


class Office:
    """A workspace and the exports of its officer."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "ws"
        self.exports = folder / "exports"
        self.exports.mkdir()
        init_workspace(self.root)
        self.settings: Settings = load_settings(self.root)
        self.warehouse = Warehouse(self.root)

    def export(self, name: str, *rows: str, headings: str = HEADINGS) -> Path:
        path = self.exports / name
        path.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8-sig")
        return path

    def dossiers(self, name: str, *rows: tuple[str, str, str]) -> Path:
        """An export of dossiers given as code, unit code, status."""
        lines = [
            f"{n};{code};{unit};{PERSON};{PHONE};{status};05/01/2026 08:00;12/01/2026;"
            for n, (code, unit, status) in enumerate(rows, start=1)
        ]
        return self.export(name, *lines)

    def load(self, path: Path, exported_at: datetime | None = JAN, **more: Any) -> LoadReport:
        return load_export(self.root, self.settings, Asked(path, exported_at=exported_at, **more))

    def current(self) -> list[tuple[Any, ...]]:
        return self.warehouse.sql("SELECT dossier_code, unit_code, status FROM dossiers ORDER BY ALL").rows()

    def files(self, folder: str) -> list[Path]:
        return sorted(path for path in (self.root / folder).rglob("*") if path.is_file())


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def code(number: int) -> str:
    return f"H60.101-260105-{number:04d}"


def test_a_file_is_loaded_archived_and_accounted_for(office: Office) -> None:
    path = office.dossiers(
        "a.csv", (code(1), "H60.101", "Đang xử lý"), (code(2), "H60.101", "Lạ lắm"), (code(1), "H60.101", "Đã trả")
    )
    report = office.load(path)
    assert (report.kind, report.file, report.already_loaded, report.refused) == ("dossiers", "a.csv", False, False)
    assert (report.rows_read, report.accepted, report.rejected, report.duplicates) == (3, 1, 1, 1)
    assert (report.inserted, report.superseding, report.unchanged, report.older) == (1, 0, 0, 0)
    assert sum(report.unknown_statuses.values()) == 1 and report.exported_at == JAN
    assert office.current() == [(code(1), "H60.101", 10)]
    (archived,) = office.files("archive")
    assert archived.read_bytes() == path.read_bytes() and path.exists()
    (rejected,) = office.warehouse.rejects(report.load_id).iter_rows(named=True)
    assert (rejected["file"], rejected["row"], rejected["rule"]) == ("a.csv", 3, "unknown_status")
    (line,) = office.warehouse.loads().iter_rows(named=True)
    assert line["state"] == "loaded" and line["load_id"] == report.load_id and line["accepted"] == 1


def test_a_repeated_row_warns_no_more_than_the_row_that_is_kept(office: Office) -> None:
    odd, plain = ("lạ", "H60.101", "4"), ("H60.101-260105-0001", "H60.101", "4")
    report = office.load(office.dossiers("a.csv", odd, plain, odd, odd))
    assert (report.accepted, report.duplicates) == (2, 2)
    assert report.warnings == {"empty_column": 1, "odd_code": 1}  # nobody has ended yet


def test_the_same_file_again_changes_nothing_and_is_not_even_read(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.dossiers("a.csv", (code(1), "H60.101", "4"))
    first = office.load(path)
    before = [file.stat().st_mtime_ns for file in office.files("lake")]
    monkeypatch.setattr(loading, "read_in_parts", _never)
    again = office.load(path.rename(office.exports / "renamed.csv"), exported_at=MAR)
    assert again == replace(first, already_loaded=True, file="renamed.csv")
    assert office.warehouse.loads().height == 1
    assert [file.stat().st_mtime_ns for file in office.files("lake")] == before


def test_a_load_opens_the_database_before_and_after_it_reads_the_file_and_not_meanwhile(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (office.dossiers(f"{n}.csv", (code(n), "H60.101", "Đã trả")) for n in (1, 2))
    opened: list[str] = []
    connect, read = duckdb.connect, loading.read_in_parts

    def connecting(*arguments: Any, **named: Any) -> duckdb.DuckDBPyConnection:
        if arguments[0] != ":memory:":
            opened.append("read" if named.get("read_only") else "write")
        return connect(*arguments, **named)

    def reading(*arguments: Any, **named: Any) -> Any:
        if (database := office.warehouse.layout.database).exists():
            connect(database).close()  # refused while a reader of this process has it
        return read(*arguments, **named)

    monkeypatch.setattr(duckdb, "connect", connecting)
    monkeypatch.setattr(loading, "read_in_parts", reading)
    look = ["read", "read"]
    # There is nothing to look at before the first.
    for path, expected in ((first, ["write"]), (second, [*look, "write"]), (second, look)):
        opened.clear()
        assert office.load(path).already_loaded is (expected == look)
        assert opened == expected


def test_the_same_file_under_a_named_kind_is_still_the_same_load(office: Office) -> None:
    path = office.dossiers("a.csv", (code(1), "H60.101", "4"))
    first = office.load(path)
    named = office.load(path, kind="dossiers")
    assert named.already_loaded and named.load_id == first.load_id


def test_newer_exports_supersede_and_older_ones_do_not(office: Office) -> None:
    office.load(office.dossiers("b.csv", (code(1), "H60.101", "4")), exported_at=FEB)
    newer = office.load(office.dossiers("c.csv", (code(1), "H60.101", "10")), exported_at=MAR)
    older = office.load(office.dossiers("a.csv", (code(1), "H60.101", "1")), exported_at=JAN)
    assert (newer.superseding, older.older) == (1, 1)
    assert office.current() == [(code(1), "H60.101", 10)]


def test_load_ids_sort_by_time_even_if_the_clock_is_set_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    instants = iter([datetime(2026, 5, 1, 9, 0, 0, 7)] * 3 + [datetime(2026, 4, 1)] * 30)
    monkeypatch.setattr("par_metrics.domain.clock.now", lambda timezone: next(instants))
    ids = [office.load(office.dossiers(f"{n}.csv", (code(n), "H60.101", "4"))).load_id for n in (1, 2)]
    assert ids == sorted(ids) and len(set(ids)) == 2
    assert str(ids[0]).startswith("20260501-090000-00007")
    assert office.warehouse.loads()["loaded_at"].is_sorted()


# --- what the registers give ------------------------------------------------------------

UNITS = "Mã đơn vị;Tên đơn vị"
BY_NAME = "Mã hồ sơ;Đơn vị xử lý;Trạng thái;Ngày tiếp nhận"


def by_name(office: Office) -> Path:
    rows = ("HS1;Phường An Tường;4;05/01/2026", "HS2;Phường Minh Xuân;4;05/01/2026")
    return office.export("by_name.csv", *rows, headings=BY_NAME)


def test_rows_without_a_unit_are_loaded_once_the_list_of_units_is_there(office: Office) -> None:
    path = by_name(office)
    first = office.load(path)
    assert (first.accepted, first.rejected) == (0, 2)
    assert office.load(path).already_loaded
    office.load(office.export("units.csv", "H60.101;Phường An Tường", headings=UNITS))
    second = office.load(path, exported_at=None)
    assert (second.already_loaded, second.inserted, second.rejected) == (False, 1, 1)
    assert second.load_id != first.load_id and second.exported_at == first.exported_at
    assert office.current() == [("HS1", "H60.101", 4)]
    assert office.load(path).already_loaded
    office.load(office.export("more.csv", "H60.102;Phường Minh Xuân", headings=UNITS))
    assert office.load(path, exported_at=MAR).exported_at == MAR
    office.load(office.export("others.csv", "H60.103;Phường Nông Tiến", headings=UNITS))
    assert office.load(path).already_loaded, "every row has its unit: a longer list gives nothing new"


def test_times_with_an_offset_are_stored_in_the_time_of_the_settings(office: Office) -> None:
    headings = "Mã hồ sơ;Mã đơn vị;Trạng thái;Ngày tiếp nhận"
    office.load(office.export("a.csv", "HS1;H60.101;4;2026-01-05T20:00:00Z", headings=headings))
    assert office.warehouse.sql("SELECT received_at FROM dossiers").item() == datetime(2026, 1, 6, 3)


def test_a_name_that_two_units_bear_gives_neither(office: Office) -> None:
    office.load(office.export("units.csv", "H60.101;Phường An Tường", "H60.102;PHƯỜNG AN TƯỜNG", headings=UNITS))
    assert office.load(by_name(office)).accepted == 0


def test_the_own_unit_of_the_settings_resolves_what_was_not(office: Office) -> None:
    path = office.export("no_unit.csv", "HS1;4;05/01/2026", headings="Mã hồ sơ;Trạng thái;Ngày tiếp nhận")
    assert office.load(path).rejected == 1
    office.settings = office.settings.model_copy(update={"unit": "H60.101"})
    assert office.load(path).inserted == 1
    assert office.current() == [("HS1", "H60.101", 4)]


# --- what is refused or fails -------------------------------------------------------------


def test_a_file_of_an_unknown_layout_is_refused_kept_and_recorded_once(office: Office) -> None:
    path = office.export("a.csv", "1;2", headings="Cột lạ;Cột khác")
    report = office.load(path)
    assert report.refused and report.refused_reason is not None and report.refused_reason.vi
    assert office.load(path).load_id == report.load_id
    (line,) = office.warehouse.loads().iter_rows(named=True)
    assert (line["state"], line["rule"], line["reason_en"]) == (
        "refused",
        report.refused_rule,
        report.refused_reason.en,
    )
    assert office.files("archive")[0].read_bytes() == path.read_bytes()
    assert office.current() == []


def test_a_refused_file_is_loaded_when_it_is_read_rightly(office: Office) -> None:
    headings = "code,unit,state,in"
    path = office.export("a.csv", "HS1,H60.101,4,05/01/2026", headings=headings)
    assert office.load(path).refused
    profile = office.exports / "mine.toml"
    profile.write_text(
        'name = "mine"\nversion = 1\nkind = "dossiers"\n[columns]\ndossier_code = "code"\n'
        'unit_code = "unit"\nstatus = "state"\nreceived_at = "in"\n'
    )
    report = office.load(path, profile=profile)
    assert report.inserted == 1 and str(report.profile).startswith("mine@1-")
    assert office.load(path, profile=profile).already_loaded
    profile.write_text(profile.read_text() + '[constants]\nsource = "paper_register"\n')
    assert office.load(path, profile=profile).inserted == 1


def test_a_file_that_is_not_there_is_reported_and_not_recorded(office: Office) -> None:
    report = office.load(office.exports / "nothing.xlsx")
    assert (report.refused_rule, report.load_id) == ("not_a_file", None)
    assert office.warehouse.loads().is_empty()


OWN = """
name = "so-nong-nghiep"
version = 1
kind = "dossiers"
[read]
separator = "|"
[columns]
dossier_code = "Mã hồ sơ"
received_at = "Ngày nhận đơn"
completed_at = "Ngày xong"
[derive]
status = [ {when_present = "completed_at", value = 10}, {value = 4} ]
[constants]
unit_code = "H60.109"
"""


def test_a_profile_kept_in_the_workspace_is_found_by_itself(office: Office) -> None:
    """The nightly run reads an officer's own layout without being told; other exports are read as before."""
    (office.root / "profiles").mkdir(exist_ok=True)
    (office.root / "profiles" / "nong-nghiep.toml").write_text(OWN)
    export = office.exports / "nong-nghiep.csv"
    export.write_text("Mã hồ sơ|Ngày nhận đơn|Ngày xong\nN-1|05/03/2026|09/03/2026\nN-2|06/03/2026|\n")
    report = office.load(export)
    assert (report.refused_reason, report.accepted) == (None, 2)
    assert str(report.profile).startswith("so-nong-nghiep@1-")
    assert office.load(office.dossiers("a.csv", (code(1), "H60.101", "4"))).profile == "danh-sach-ho-so@1"
    assert office.current() == [(code(1), "H60.101", 4), ("N-1", "H60.109", 10), ("N-2", "H60.109", 4)]


def test_a_profile_of_the_workspace_goes_before_a_built_in_one(office: Office) -> None:
    """A status of one's own system is declared in a few lines, and the same file then loads whole."""
    export = office.dossiers("a.csv", (code(1), "H60.101", "Chờ xin ý kiến"), (code(2), "H60.101", "4"))
    assert (office.load(export).accepted, office.load(export).already_loaded) == (1, True)
    (office.root / "profiles").mkdir(exist_ok=True)
    (office.root / "profiles" / "an-tuong.toml").write_text(
        'name = "an-tuong"\nversion = 1\nlike = "danh-sach-ho-so"\nkind = "dossiers"\n'
        '[values.status]\n"Chờ xin ý kiến" = 4\n'
    )
    report = office.load(export)
    assert str(report.profile).startswith("an-tuong@1-")
    assert (report.inserted, report.unchanged, report.rejected) == (1, 1, 0)
    assert "missing_column" not in report.warnings


def test_a_wrong_profile_in_the_workspace_stops_loading_and_names_itself(office: Office) -> None:
    (office.root / "profiles").mkdir(exist_ok=True)
    (office.root / "profiles" / "nong-nghiep.toml").write_text(OWN.replace("received_at", "recieved_at"))
    with pytest.raises(SettingsError, match=r"nong-nghiep\.toml.*recieved_at"):
        office.load(office.dossiers("a.csv", (code(1), "H60.101", "4")))
    assert office.warehouse.loads().is_empty()


def test_a_folder_and_a_wrong_profile_are_recorded_as_refused(office: Office) -> None:
    """What was there but could not be loaded is listed, so that nobody looks for it in vain."""
    folder = office.exports / "thang-3"
    folder.mkdir()
    profile = office.exports / "mine.toml"
    profile.write_text('name = "mine"\nversion = 1\nkind = "dossier"\n')
    export = office.dossiers("a.csv", (code(1), "H60.101", "4"))
    reports = [office.load(folder), office.load(export, profile=profile)]
    assert [r.refused_rule for r in reports] == ["not_a_file", "bad_profile"]
    loads = office.warehouse.loads()
    assert loads.select("file", "state", "rule").rows() == [
        ("thang-3", "refused", "not_a_file"),
        ("a.csv", "refused", "bad_profile"),
    ]
    assert [str(reason).count("thang-3") for reason in loads["reason_vi"]] == [1, 0]


def test_a_file_still_being_copied_is_not_taken(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.dossiers("a.csv", (code(1), "H60.101", "4"))
    read = loading.read_in_parts

    def read_while_it_grows(*arguments: Any, **named: Any) -> Any:
        prepared = read(*arguments, **named)
        with path.open("a", encoding="utf-8") as stream:
            stream.write(f"2;{code(2)};H60.101;;;4;05/01/2026;;\n")
        return prepared

    monkeypatch.setattr(loading, "read_in_parts", read_while_it_grows)
    assert office.load(path).refused_rule == "unreadable_file"
    assert office.warehouse.loads().is_empty() and office.files("archive") == []
    monkeypatch.undo()
    assert office.load(path).inserted == 2


def test_an_unknown_kind_is_a_usage_error(office: Office) -> None:
    with pytest.raises(UsageError):
        office.load(office.dossiers("a.csv", (code(1), "H60.101", "4")), kind="dossier")


def _lose_a_row(function: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*arguments: Any) -> Any:
        counts = function(*arguments)
        return replace(counts, inserted=counts.inserted - 1)

    return counted


def _without_units(function: Callable[..., Normalised]) -> Callable[..., Normalised]:
    def normalised(*arguments: Any) -> Normalised:
        found = function(*arguments)
        return replace(found, frame=found.frame.with_columns(pl.lit(None, pl.String).alias("unit_code")))

    return normalised


def _never(*arguments: Any, **named: Any) -> Any:
    raise AssertionError("must not run")


@pytest.mark.parametrize("fault", ["counts", "record", "contract"])
def test_a_load_that_fails_is_rolled_back_without_a_trace(
    office: Office, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    office.load(office.dossiers("a.csv", (code(1), "H60.101", "4")))
    path = office.dossiers("b.csv", (code(1), "H60.101", "10"), (code(2), "H60.101", "4"), (code(3), "H60.101", "?"))
    before = office.current(), office.warehouse.loads().rows(), office.files("lake"), office.files("rejects")
    if fault == "counts":
        monkeypatch.setattr(versions, "merge", _lose_a_row(versions.merge))
    elif fault == "record":
        monkeypatch.setattr(loads, "record", _never)
    else:
        # The counts still add up: only the contract can tell.
        monkeypatch.setattr(export, "normalise_part", _without_units(export.normalise_part))
    with pytest.raises((ParMetricsError, AssertionError)):
        office.load(path, exported_at=FEB)
    assert before == (office.current(), office.warehouse.loads().rows(), office.files("lake"), office.files("rejects"))
    monkeypatch.undo()
    report = office.load(path, exported_at=FEB)
    assert (report.inserted, report.superseding, report.rejected) == (1, 1, 1)


# --- privacy ------------------------------------------------------------------------------


def test_no_personal_value_is_in_any_file_but_the_archive(office: Office) -> None:
    rows = ((code(1), "H60.101", "4"), (code(2), "H60.101", "Không rõ"), ("", "H60.101", "4"))
    office.load(office.dossiers("a.csv", *rows))
    office.load(office.export("b.csv", f"{PERSON};{PHONE}", headings="Cột lạ;Cột khác"))
    key = (office.root / ".pseudonym-key").read_bytes().strip()
    secrets = [PERSON.encode(), PHONE.encode(), PERSON.split()[-1].encode()]
    assert any(PHONE.encode() in file.read_bytes() for file in office.files("archive"))
    for file in office.files("."):
        content = file.read_bytes()
        if file.relative_to(office.root).parts[0] != "archive":
            assert not [secret for secret in secrets if secret in content], file.name
        assert file.name == ".pseudonym-key" or key not in content, file.name
    # Compressed columns hide bytes from a scan: look at the values too.
    parquet = [file for file in office.files("rejects") + office.files("lake") if file.suffix == ".parquet"]
    assert len(parquet) == 3
    for table in (*map(pl.read_parquet, parquet), office.warehouse.loads()):
        text = table.select(pl.all().cast(pl.String, strict=False)).write_csv()
        assert PHONE not in text and PERSON not in text


def test_a_rebuilt_warehouse_is_the_one_that_was_loaded(office: Office) -> None:
    office.load(office.dossiers("a.csv", (code(1), "H60.101", "4"), (code(2), "H60.101", "?")))
    office.load(office.export("b.csv", "1;2", headings="Cột lạ;Cột khác"))
    office.load(office.dossiers("c.csv", (code(1), "H60.101", "10")), exported_at=FEB)

    def everything() -> list[list[tuple[Any, ...]]]:
        versions_ = office.warehouse.sql("SELECT * FROM dossiers_versions ORDER BY ALL").rows()
        return [versions_, office.warehouse.loads().rows(), office.warehouse.rejects().rows()]

    before = everything()
    office.warehouse.layout.database.unlink()
    assert office.warehouse.rebuild().loads == 3
    assert everything() == before


# --- registers, surveys and assessments -------------------------------------------------

CRITERIA = "Mã đơn vị;Năm;Mã tiêu chí;Điểm tối đa;Điểm tự chấm"
ANSWERS = "Khảo sát;Mã phiếu;Mã đơn vị;Ngày khảo sát;Mã câu hỏi;Tiêu chí số;Mức trả lời"
FORMS = ("Phiếu-Xyzzy-0001", "Phiếu-Xyzzy-0002")


def answers(office: Office, name: str, *marks: str, wrong: str = "") -> Path:
    """One answer of each form, and a further one of the first form that is refused."""
    rows = [f"SIPAS;{form};H60.101;05/03/2026;C1;1;{mark}" for form, mark in zip(FORMS, marks, strict=False)]
    return office.export(
        name, *rows, *([f"SIPAS;{FORMS[0]};H60.101;05/03/2026;C2;1;{wrong}"] if wrong else []), headings=ANSWERS
    )


def test_two_assessments_of_one_criterion_are_both_refused_and_accounted_for(office: Office) -> None:
    rows = [f"H60.101;2026;{criterion}" for criterion in ("1.1;2;2", "1.2;2;1", "1.1;2;1", "1.2;2;1")]
    report = office.load(office.export("a.csv", *rows, headings=CRITERIA))
    assert (report.rows_read, report.accepted, report.rejected, report.duplicates) == (4, 1, 2, 1)
    kept = office.warehouse.sql("SELECT criterion_code, self_points FROM assessments").rows()
    assert kept == [("1.2", 1.0)]
    refused = office.warehouse.rejects(report.load_id)
    assert refused.select("row", "column", "rule", "value").rows() == [
        (2, "Mã tiêu chí", "conflicting_rows", "2, 4"),
        (4, "Mã tiêu chí", "conflicting_rows", "2, 4"),
    ]


def test_a_later_register_supersedes_and_an_earlier_one_does_not(office: Office) -> None:
    for name, points, exported_at in (("feb", "1", FEB), ("mar", "2", MAR), ("jan", "0", JAN)):
        office.load(office.export(f"{name}.csv", f"H60.101;2026;1.1;2;{points}", headings=CRITERIA), exported_at)
    versions_ = office.warehouse.sql("SELECT self_points FROM assessments_versions ORDER BY loaded_at")
    assert versions_["self_points"].to_list() == [1.0, 2.0, 0.0]
    assert office.warehouse.sql("SELECT self_points FROM assessments").item() == 2.0


def test_the_lists_of_staff_of_two_days_are_kept_side_by_side(office: Office) -> None:
    headings = "Mã cán bộ;Họ và tên;Mã đơn vị;Tính đến ngày;Đạt chuẩn"
    for day, qualified in (("31/03/2026", "Không"), ("30/06/2026", "Có")):
        office.load(office.export(f"{day[3:5]}.csv", f"CB1;{PERSON};H60.101;{day};{qualified}", headings=headings))
    rows = office.warehouse.sql("SELECT as_of, is_qualified FROM staff ORDER BY as_of").rows()
    assert [(day.month, qualified) for day, qualified in rows] == [(3, False), (6, True)]


def test_a_respondent_is_the_same_in_every_file_and_changes_an_answer_not_the_count(office: Office) -> None:
    first = office.load(answers(office, "a.csv", "4", "2"), JAN)
    again = office.load(answers(office, "b.csv", "4", "5"), FEB)
    assert (first.inserted, again.unchanged, again.superseding) == (2, 1, 1)
    stored = office.warehouse.sql("SELECT respondent_code, answer FROM survey_answers ORDER BY answer")
    assert stored["answer"].to_list() == [4, 5]
    assert stored["respondent_code"].str.contains("^[0-9a-f]{16}$").all()


def test_the_same_key_gives_a_respondent_the_same_pseudonym_in_another_workspace(tmp_path: Path) -> None:
    seen = []
    for name, key in (("a", "k" * 32), ("b", "k" * 32), ("c", "other" * 8)):
        (tmp_path / name).mkdir()
        office = Office(tmp_path / name)
        office.warehouse.layout.pseudonym_key.write_text(key)
        office.load(answers(office, "a.csv", "4"))
        seen.append(office.warehouse.sql("SELECT respondent_code FROM survey_answers").item())
    assert seen[0] == seen[1] != seen[2]


def test_a_respondents_code_is_written_nowhere_but_in_the_archive(office: Office) -> None:
    headings = ANSWERS + ";Ghi chú"
    row = f"SIPAS;{FORMS[0]};H60.101;05/03/2026"
    rows = (f"{row};C1;1;4;x", f"{row};C2;1;6;x", f"{row};{FORMS[0]};1;{FORMS[0]};x", f"SIPAS;{FORMS[0]};;mai;C3;1;4;x")
    report = office.load(office.export("a.csv", *rows, headings=headings))
    assert (report.accepted, report.rejected) == (1, 3)
    rejects = office.warehouse.rejects(report.load_id)
    texts = {"rejects": str(rejects.to_dict(as_series=False)), "report": str(report)}
    for path in office.files(""):
        if path.relative_to(office.root).parts[0] != "archive":
            texts[str(path)] = path.read_bytes().decode(errors="ignore")
            if path.suffix == ".parquet":
                texts[f"{path} rows"] = str(pl.read_parquet(path).to_dict(as_series=False))
    texts["table"] = str(office.warehouse.sql("SELECT * FROM survey_answers_versions").rows())
    assert [place for place, text in texts.items() if "Xyzzy" in text] == []
    assert rejects["value"].to_list()[1] == "•••• (16)"
