"""The made-up exports: repeatable, plausible, and wrong exactly as often as they say."""

import csv
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook

from par_metrics.domain.plan import builtin_plan
from par_metrics.sample import office, reporting, surveys, write_sample
from par_metrics.sample.dossiers import DossierMaker, as_known
from par_metrics.sample.registers import procedures, units
from schemas import KINDS

AT = datetime(2026, 9, 30, 17, 30)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample")
    write_sample(900, 4, 7, out)
    return out


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def truth(sample: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((sample / "truth.json").read_text(encoding="utf-8"))["files"]
    return found


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_dossiers(sample: Path, tmp_path: Path) -> None:
    write_sample(900, 4, 7, tmp_path / "again")
    write_sample(900, 4, 8, tmp_path / "other")
    assert files(tmp_path / "again") == files(sample)
    name = "truth/dossiers.csv"
    assert files(tmp_path / "other")[name] != files(sample)[name]


def test_rows_of_each_file_add_up_and_every_defect_occurs(sample: Path) -> None:
    for file in truth(sample):
        assert file["rows_read"] == file["accepted"] + file["rejected"] + file["duplicates"], file["file"]
        assert sum(file["rejected_by_rule"].values()) == file["rejected"], file["file"]
    assert {rule for file in truth(sample) for rule in file["rejected_by_rule"]} == {
        "unreadable_value",
        "unknown_status",
        "empty_required",
        "ends_before_received",
        "date_out_of_range",
        "negative_amount",
        "too_many_cells",
        "answer_out_of_range",
        "year_out_of_range",
        "score_out_of_range",
        "points_above_maximum",
        "conflicting_rows",
    }
    assert {file["kind"] for file in truth(sample)} == set(KINDS)


def test_a_workbook_has_titles_merged_headers_repeated_headers_footer_and_notes(sample: Path) -> None:
    book = load_workbook(sample / "exports" / "thu-phi_H60.102_2026-09-30.xlsx")
    sheet = book.worksheets[0]
    assert book.sheetnames == ["Sheet1", "Ghi chú"]
    assert sheet["A1"].value == "ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG"
    assert "F5:H5" in {str(area) for area in sheet.merged_cells.ranges}
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in cells].count("(1)") == 1
    receipts = next(file for file in truth(sample) if file["file"].startswith("thu-phi"))
    total = next(row for row in cells if row[0] == "Tổng cộng")
    assert total[1] == receipts["rows_read"]
    paid = [row[9] for row in cells if isinstance(row[0], int)]
    assert {type(value) for value in paid} == {datetime, str, float}


def test_the_register_is_windows_1258(sample: Path) -> None:
    data = (sample / "exports" / "so-theo-doi_H60.102_2026-09-30.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert "STT;Ma\u0303 hô\u0300 sơ" in data.decode("cp1258").replace("ồ", "ô\u0300").replace("ã", "a\u0303")


def test_the_bulk_csv_holds_the_same_dossiers_without_defects(tmp_path: Path) -> None:
    paths = write_sample(2_000, 5, 7, tmp_path, layout="csv")
    rows = list(csv.DictReader(paths[2].open(encoding="utf-8-sig"), delimiter=";"))
    known = as_known(DossierMaker(units(5), procedures(7), 7).make(0, 2_000), AT)
    assert [row["Mã hồ sơ"] for row in rows] == known["dossier_code"].to_list()
    assert len({row["Mã hồ sơ"] for row in rows}) == len(rows)
    assert {row["Đơn vị tiếp nhận"] for row in rows} >= {"UBND phường An Tường", "UBND phường số 5"}


def test_dossiers_are_plausible() -> None:
    known = as_known(DossierMaker(units(3), procedures(1), 1).make(0, 20_000), AT)
    ended = known.filter(pl.col("status") >= 9)
    late = ended.select((pl.col("completed_at") > pl.col("due_at")).mean()).item()
    assert 0.04 < late < 0.08
    assert set(known["status"].unique()) == set(range(1, 11))
    in_order = (
        (pl.col("submitted_at") <= pl.col("received_at"))
        & (pl.col("received_at") < pl.col("completed_at"))
        & (pl.col("completed_at") < pl.col("returned_at"))
    )
    assert known.select(in_order.all(ignore_nulls=True)).item()
    assert known.filter(pl.any_horizontal(pl.col(pl.Datetime).exclude("^.*due_at$") > AT)).is_empty()


def test_an_earlier_export_shows_as_open_what_ended_later() -> None:
    plan = DossierMaker(units(1), procedures(1), 1).make(0, 5_000)
    before = as_known(plan, datetime(2026, 6, 30, 17, 30))
    after = as_known(plan, AT).select("dossier_code", ended_at="completed_at")
    later = before.join(after.filter(pl.col("ended_at") > datetime(2026, 6, 30, 17, 30)), on="dossier_code")
    assert later.height > 20
    assert set(later["status"].unique()) <= {1, 2, 4, 5, 6}
    assert later["completed_at"].null_count() == later.height


def test_surveys_ask_every_criterion_of_respondents_of_one_ward_and_some_say_nothing() -> None:
    answers = surveys.survey_answers(units(3), 5)
    sipas = answers.filter((pl.col("survey") == "sipas") & (pl.col("answered_on").dt.year() == 2026))
    assert (
        sipas.group_by("unit_code").agg(pl.col("respondent_code").n_unique())["respondent_code"].to_list() == [80] * 3
    )
    assert sorted(sipas["question_code"].unique()) == [f"{criterion}.{n}" for criterion in range(1, 10) for n in (1, 2)]
    assert answers.select("survey", "respondent_code", "question_code").is_unique().all()
    assert answers.group_by("respondent_code").agg(pl.col("unit_code").n_unique())["unit_code"].max() == 1
    assert 0.01 < answers["answer"].null_count() / answers.height < 0.06
    assert set(answers["answer"].drop_nulls()) == {1, 2, 3, 4, 5}
    by_criterion = sipas.group_by("criterion").agg(satisfied=(pl.col("answer") >= 4).mean())["satisfied"]
    assert 0.6 < by_criterion.min() < 0.78 and 0.82 < by_criterion.max() < 0.95


def test_papi_scores_of_the_province_add_up_to_what_provinces_get() -> None:
    scores = surveys.papi_scores(units(3))
    published = scores.filter(pl.col("origin") == "published")
    assert published["place_code"].unique().to_list() == ["H60"]
    totals = published.group_by("year").agg(pl.col("score").sum()).sort("year")
    assert totals["year"].to_list() == [2024, 2025, 2026]
    assert totals["score"].is_between(41, 44).all()
    assert scores["score"].is_between(3, 8).all()
    assert set(scores.filter(pl.col("origin") == "local_survey")["place_code"]) == {"H60.101", "H60.102", "H60.103"}


def test_staff_are_listed_twice_a_few_not_qualified_and_one_disciplined() -> None:
    staff = office.staff(units(3), 2026)
    assert staff.group_by("unit_code", "as_of").len()["len"].to_list() == [25] * 6
    qualified = staff.group_by("as_of").agg(pl.col("is_qualified").sum()).sort("as_of")["is_qualified"].to_list()
    assert 60 < qualified[0] < qualified[1] < 75
    assert staff.filter(pl.col("discipline") != "none")["discipline"].to_list() == ["reprimand"]


def test_findings_are_remedied_in_time_late_or_not_yet() -> None:
    findings = office.findings(units(3), 2026, AT.date())
    remedied, due = pl.col("remedied_on"), pl.col("due_on")
    for kind in ("par_inspection", "finance_audit"):
        of_kind = findings.filter(pl.col("kind") == kind)
        assert of_kind.filter(remedied <= due).height > of_kind.height / 2
    assert findings.filter(remedied > due).height > 3
    assert findings["remedied_on"].null_count() > 0
    at = date(2026, 5, 31)
    before = office.findings(units(3), 2026, at)
    assert before.height < findings.height
    assert before.filter(pl.any_horizontal(pl.col("raised_on", "remedied_on", "report_filed_on") > at)).is_empty()


def test_assessments_are_made_up_in_the_seven_domains_of_the_plan_and_rank_the_wards() -> None:
    points = reporting.assessments(units(3), 2026)
    assert points["criterion_code"].str.starts_with("MAU.").all()
    assert points["domain"].n_unique() == 7
    assert (points["self_points"] <= points["max_points"]).all()
    assert points.select(pl.col("appraised_points").is_between(0, pl.col("max_points")).all()).item()
    new = points.filter(pl.col("year") == 2026)
    assert 0 < new["appraised_points"].null_count() < new.height
    totals = new.group_by("unit_code").agg(
        pl.col("max_points").sum(), given=pl.coalesce("appraised_points", "self_points").sum()
    )
    assert totals["max_points"].to_list() == [100.0] * 3
    assert totals["given"].n_unique() == 3


def test_every_row_of_the_appendix_that_states_work_is_reported_on_and_some_reports_are_late() -> None:
    reports = reporting.task_reports(units(3), 2026)
    stated = {row.plan_row for row in builtin_plan().rows if row.plan_row.startswith(("A.I.", "A.II."))}
    assert set(reports["plan_row"]) == stated | {"P.IV.1"}
    filed = reports.filter((pl.col("plan_row") == "P.IV.1") & (pl.col("period") == "2026-Q3"))
    late = reports.filter((pl.col("period") == "2026-Q3") & (pl.col("reported_on") > pl.date(2026, 9, 10)))
    assert 0 < filed.height <= 3 and late.height > 5
    assert set(reports["state"]) == {"done", "on_track", "behind", "not_started"}


@pytest.mark.parametrize(("dossiers", "wards"), [(1, 1), (5, 2), (40, 6)])
def test_a_tiny_sample_adds_up_too(tmp_path: Path, dossiers: int, wards: int) -> None:
    paths = write_sample(dossiers, wards, 3, tmp_path)
    assert [path.name for path in paths] == [file["file"] for file in truth(tmp_path)]
    assert all(path.stat().st_size > 0 for path in paths)
    for file in truth(tmp_path):
        assert 0 < file["accepted"] == file["rows_read"] - file["rejected"] - file["duplicates"]


def test_a_sample_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one dossier"):
        write_sample(0, 3, 1, tmp_path)
