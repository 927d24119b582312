import json
from datetime import datetime

from par_metrics.loading.report import LoadReport, report_of
from par_metrics.warehouse.loads import Load
from schemas import Label

LOAD = Load(
    "20260101-080000-00000abcde",
    "a.csv",
    "f" * 64,
    "dossiers",
    "danh-sach-ho-so@1",
    "loaded",
    datetime(2026, 1, 1, 8),
    "r",
    exported_at=datetime(2026, 1, 1),
    rows_read=9,
    accepted=6,
    rejected=2,
    duplicates=1,
    inserted=3,
    superseding=1,
    unchanged=1,
    older=1,
    warnings={"odd_code": 2},
    unknown_columns=("Ghi chú",),
    unknown_statuses={"Lạ": 2},
)


def test_a_report_says_what_was_recorded() -> None:
    report = report_of(LOAD)
    assert report.load_id == LOAD.load_id and not report.already_loaded and not report.refused
    for name in ("rows_read", "accepted", "rejected", "duplicates", "inserted", "superseding", "unchanged", "older"):
        assert getattr(report, name) == getattr(LOAD, name), name
    assert report.warnings == {"odd_code": 2} and report.unknown_statuses == {"Lạ": 2}


def test_a_report_can_be_written_as_json() -> None:
    values = json.loads(json.dumps(report_of(LOAD, already_loaded=True).as_dict()))
    assert values["exported_at"] == "2026-01-01T00:00:00" and values["already_loaded"] is True
    assert values["unknown_columns"] == ["Ghi chú"] and values["refused_reason"] is None


def test_a_refused_file_says_why_in_both_languages() -> None:
    report = LoadReport(None, "a.csv", refused_reason=Label("trống", "empty"), refused_rule="empty_file")
    assert report.refused
    assert report.as_dict()["refused_reason"] == {"vi": "trống", "en": "empty"}
