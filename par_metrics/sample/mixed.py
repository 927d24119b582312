"""A few thousand dossiers in the layouts the systems really write, and what is true of them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import polars as pl

from par_metrics.sample import layouts, office_files, others
from par_metrics.sample.accounting import Sample
from par_metrics.sample.dossiers import DossierMaker, as_known
from par_metrics.sample.spoil import count_of_each
from par_metrics.sample.writers import Column, Page, Row, write_csv, write_json, write_workbook
from par_metrics.support.steps import in_steps
from schemas import Label

EXPORT_DAYS = (datetime(2026, 3, 31, 17, 30), datetime(2026, 6, 30, 17, 30), datetime(2026, 9, 30, 17, 30))
_ENDED = (3, 7, 8, 9, 10)
_RULES = ("unreadable_value", "unknown_status", "empty_required", "ends_before_received", "date_out_of_range")
_PERSONAL = {"applicant_address": "Tổ 5", "applicant_phone": "0900000000", "officer_name": "Nguyễn Thị An"}


def write(out: Path, count: int, units: pl.DataFrame, procedures: pl.DataFrame, seed: int) -> Sample:
    """Writes exports of `count` dossiers: the first unit's as workbooks, the second's as registers, the third's as
    JSON, those of all others as one CSV; then their payments, feedback, and the registers of the wards' offices."""
    sample = Sample(out)
    maker = DossierMaker(units, procedures, seed)
    plan = maker.make(0, count)
    # Rows to be spoiled are dossiers of their own, so that the true ones stay as they are.
    spare = maker.make(count, count + count // 4 + 400)
    codes = units["unit_code"].to_list()
    parts: list[tuple[Label, Callable[[], None]]] = [
        (Label("danh mục", "registers"), lambda: _registers(sample, units, procedures)),
        (Label("hồ sơ, tệp Excel", "dossiers, workbooks"), lambda: _workbooks(sample, plan, spare, codes[0])),
    ]
    if len(codes) > 1:
        parts.append((Label("hồ sơ, sổ", "dossiers, registers"), lambda: _books(sample, plan, spare, codes[1])))
    if len(codes) > 2:
        parts.append((Label("hồ sơ, JSON", "dossiers, JSON"), lambda: _synchronised(sample, plan, spare, codes[2])))
    if len(codes) > 3:
        others_of = (sample, plan, spare, codes[3:], "cac-phuong-khac")
        parts.append((Label("hồ sơ các đơn vị khác", "dossiers of other units"), lambda: _list(*others_of)))
    parts += [
        (Label("thanh toán", "payments"), lambda: _payments(sample, plan, spare, seed, codes)),
        (Label("phản ánh, kiến nghị", "feedback"), lambda: _feedback(sample, count, units, seed)),
        (Label("sổ của văn phòng", "registers of offices"), lambda: office_files.add_to(sample, units, seed)),
    ]
    for _, write_part in in_steps(parts, lambda part: part[0]):
        write_part()
    return sample


def _csv(
    columns: Sequence[Column], encoding: str = "utf-8-sig", page: Page | None = None
) -> Callable[[Path, list[Row]], None]:
    return lambda path, rows: write_csv(path, columns, rows, encoding, page)


def _workbook(columns: Sequence[Column], *titles: str) -> Callable[[Path, list[Row]], None]:
    head = ("ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG", *titles)
    return lambda path, rows: write_workbook(path, columns, rows, Page(head))


def _registers(sample: Sample, units: pl.DataFrame, procedures: pl.DataFrame) -> None:
    sample.add("don-vi_2026-09-30.csv", "units", units, _csv(layouts.UNITS))
    title = "DANH MỤC THỦ TỤC HÀNH CHÍNH"
    sample.add("thu-tuc_2026-09-30.xlsx", "procedures", procedures, _workbook(layouts.PROCEDURES, title))


def _wrong(spare: pl.DataFrame, unit: str, at: datetime, rules: Sequence[str], rows: int) -> list[tuple[str, Row]]:
    """Finished dossiers of the unit, one for each wrong row."""
    whole = (
        as_known(spare, at)
        .filter((pl.col("unit_code") == unit) & (pl.col("status") == 10))
        .drop_nulls(["due_at", "completed_at", "procedure_code"])
        .to_dicts()
    )
    wanted = [rule for rule in rules for _ in range(count_of_each(rows))]
    return list(zip(wanted, whole, strict=False))


def _workbooks(sample: Sample, plan: pl.DataFrame, spare: pl.DataFrame, unit: str) -> None:
    """A workbook a quarter: what was filed in it, and what the last one still showed as open."""
    of_unit = plan.filter(pl.col("unit_code") == unit)
    shown = pl.DataFrame(schema={"dossier_code": pl.String, "status": pl.Int8})
    for number, day in enumerate(EXPORT_DAYS):
        known = as_known(of_unit, day)
        done = shown.filter(pl.col("status").is_in(_ENDED))
        known = known.join(done, on="dossier_code", how="anti", maintain_order="left")
        wrong = _wrong(spare, unit, day, (*_RULES, "negative_amount"), known.height)
        spare = spare.filter(~pl.col("dossier_code").is_in([row["dossier_code"] for _, row in wrong]))
        title = f"Ngày xuất: {day:%d/%m/%Y %H:%M}"
        sample.add(
            f"danh-sach-ho-so_{unit}_{day:%Y-%m-%d}.xlsx",
            "dossiers",
            known.drop("field"),
            _workbook(layouts.DOSSIER_WORKBOOK, f"DANH SÁCH HỒ SƠ QUÝ {number + 1} NĂM 2026", title),
            wrong,
            duplicates=2,
            extra=_PERSONAL,
        )
        shown = pl.concat([done, known.select("dossier_code", "status")])


def _books(sample: Sample, plan: pl.DataFrame, spare: pl.DataFrame, unit: str) -> None:
    """The register up to the middle of the year, a full list from then on, and a paper register beside them."""
    at, turn = EXPORT_DAYS[-1], EXPORT_DAYS[1]
    known = as_known(plan, at).filter(pl.col("unit_code") == unit)
    # The counter notes the result as returned when it is ready.
    register = known.filter(pl.col("received_at") <= turn).select(
        "dossier_code",
        "unit_code",
        "received_at",
        "due_at",
        "applicant_name",
        "procedure_name",
        returned_at="completed_at",
    )
    returned = pl.col("returned_at").is_not_null()
    register = register.with_columns(status=pl.when(returned).then(10).otherwise(4))
    rules = ("unreadable_value", "empty_required", "too_many_cells", "date_out_of_range")
    wrong = _wrong(spare, unit, at, rules, register.height)
    used = [row["dossier_code"] for _, row in wrong]
    page = Page((f"SỔ THEO DÕI HỒ SƠ, Ngày xuất: {at:%d/%m/%Y %H:%M}",))
    sample.add(
        f"so-theo-doi_{unit}_{at:%Y-%m-%d}.csv",
        "dossiers",
        register,
        _csv(layouts.REGISTER, "cp1258", page),
        wrong,
        duplicates=1,
        extra=_PERSONAL | {"copies": 1, "place": "Tổ 5"},
    )
    later = plan.join(register, on="dossier_code", how="anti", maintain_order="left")
    _list(sample, later, spare.filter(~pl.col("dossier_code").is_in(used)), [unit], unit)
    paper = known.filter(pl.col("received_at").is_not_null()).gather_every(40)
    alone = paper.gather_every(5).with_columns(dossier_code=pl.format("{}9", "dossier_code"))
    paper = pl.concat([paper, alone]).select(
        "dossier_code", "unit_code", "procedure_code", "channel", "received_at", "due_at", "status"
    )
    paper = paper.with_columns(source=pl.lit("paper_register"))
    sample.add(f"so-giay_{unit}_{at:%Y-%m-%d}.csv", "dossiers", paper, _csv(layouts.PAPER))


def _list(sample: Sample, plan: pl.DataFrame, spare: pl.DataFrame, codes: Sequence[str], name: str) -> None:
    at = EXPORT_DAYS[-1]
    known = as_known(plan, at).filter(pl.col("unit_code").is_in(codes))
    # Some systems number their dossiers in a way of their own; that is odd, not wrong.
    odd = known.with_row_index("row").with_columns(
        dossier_code=pl.when(pl.col("row") % 97 == 7)
        .then(pl.format("HS/{}", "number"))
        .otherwise(pl.col("dossier_code"))
    )
    rules = (*_RULES, "negative_amount", "too_many_cells")
    wrong = _wrong(spare, codes[0], at, rules, known.height)
    file = f"danh-sach-ho-so_{name}_{at:%Y-%m-%d}.csv"
    sample.add(file, "dossiers", odd, _csv(layouts.DOSSIER_LIST), wrong, duplicates=2)


def _synchronised(sample: Sample, plan: pl.DataFrame, spare: pl.DataFrame, unit: str) -> None:
    """The synchronisation JSON says less: whole seconds, no apologies, an unnamed channel is the counter."""
    at = EXPORT_DAYS[-1]
    known = as_known(plan, at).filter(pl.col("unit_code") == unit)
    known = known.with_columns(
        pl.col("due_at", "original_due_at").dt.truncate("1s"),
        channel=pl.col("channel").fill_null("in_person"),
        has_digital_result="has_electronic_result",
    ).drop("apology_sent_at", "is_apology_published", "is_result_published", "suspended_working_days")
    known = known.drop("supplement_by_officer_fault")
    wrong = _wrong(spare, unit, at, (*_RULES, "negative_amount"), known.height)
    sample.add(
        f"dong-bo_{unit}_{at:%Y-%m-%d}.json",
        "dossiers",
        known,
        lambda path, rows: write_json(path, [layouts.synchronised(row) for row in rows]),
        wrong,
        duplicates=1,
    )


def _payments(sample: Sample, plan: pl.DataFrame, spare: pl.DataFrame, seed: int, codes: list[str]) -> None:
    """Receipts of the second unit's counter as a workbook, all other payments as a list."""
    at = EXPORT_DAYS[-1]
    paid = others.payments(as_known(plan, at), seed, at)
    wrong = others.payments(as_known(spare, at), seed, at).filter(pl.col("status") == "paid")
    counter = paid.filter((pl.col("unit_code").is_in(codes[1:2])) & (pl.col("status") == "paid"))
    if counter.height:
        receipts = counter.select(
            "dossier_code",
            "unit_code",
            "received_at",
            "paid_at",
            "amount_vnd",
            "payer_name",
            "receipt_number",
            transaction_code="receipt_number",
            status=pl.lit("paid"),
            charge_vnd=pl.lit(0, dtype=pl.Int64),
            duty_vnd="amount_vnd",
        )
        rows = (
            wrong.filter(pl.col("unit_code") == codes[1]).with_columns(charge_vnd=0, duty_vnd="amount_vnd").to_dicts()
        )
        sample.add(
            f"thu-phi_{codes[1]}_{at:%Y-%m-%d}.xlsx",
            "payments",
            receipts,
            _workbook(layouts.FEES, "BÁO CÁO THU PHÍ, LỆ PHÍ", f"Ngày xuất: {at:%d/%m/%Y %H:%M}"),
            list(zip(("empty_required", "date_out_of_range"), rows, strict=False)),
            duplicates=1,
            extra=_PERSONAL | {"form": "01-05", "series": "AA-26T"},
        )
    online = paid.join(counter, on="transaction_code", how="anti", maintain_order="left")
    rows = wrong.filter(~pl.col("unit_code").is_in(codes[1:2])).to_dicts()
    rules = ("unreadable_amount", "negative_amount", "unknown_status", "empty_required")
    file = f"thanh-toan_{at:%Y-%m-%d}.csv"
    doubled = list(zip(rules, rows, strict=False))
    sample.add(file, "payments", online.drop("received_at"), _csv(layouts.PAYMENTS), doubled, duplicates=1)


def _feedback(sample: Sample, count: int, units: pl.DataFrame, seed: int) -> None:
    at = EXPORT_DAYS[-1]
    pieces = max(30, count // 20)
    sent = others.feedback(pieces + 20, units, seed, at).with_columns(content=pl.lit("Nội dung làm mẫu"))
    is_true = pl.col("number") < pieces
    rows = sent.filter(~is_true).to_dicts()
    wrong = list(zip(("unreadable_sent", "unknown_status", "empty_required"), rows, strict=False))
    title = f"Ngày xuất: {at:%d/%m/%Y %H:%M}"
    writer = _workbook(layouts.FEEDBACK, "DANH SÁCH PHẢN ÁNH, KIẾN NGHỊ", title)
    sample.add(f"pakn_{at:%Y-%m-%d}.xlsx", "feedback", sent.filter(is_true), writer, wrong, duplicates=1)
