"""766, online payment: procedures and dossiers with a fee, and how many of them were paid, and paid online."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from par_metrics.documents.forms.form import Asked, Column, Filled, Form
from par_metrics.documents.forms.notes import of_units, said_of
from par_metrics.figures.presence import units_with_records
from par_metrics.indicators.base import ABSENT
from par_metrics.indicators.definitions.payments import online_payment_dossiers_rate, online_payment_rate
from par_metrics.indicators.definitions.qd766 import qd766_fee_procedures_used_rate
from schemas import Label

_FEE_PROCEDURES = replace(
    qd766_fee_procedures_used_rate,
    id="form_766_fee_procedures",
    numerator="TRUE",
    # One row for each unit and procedure: each unit has its own.
    distinct=None,
    dates=("has_dossier", "has_online_payment"),
)
_FEE_DOSSIERS = replace(
    online_payment_dossiers_rate,
    id="form_766_fee_dossiers",
    numerator="TRUE",
    dates=("procedure_code", "online_payment"),
)
_PAYMENTS = replace(
    online_payment_rate, id="form_766_payments", numerator="TRUE", dates=("procedure_code", "dossier_code")
)
_PROCEDURES = ("fee_procedures", "used", "paid", "paid_online")
_DOSSIERS = ("fee_dossiers", "dossiers_paid_online")
_ONLINE = ("national", "provincial")


def _fill(asked: Asked) -> Filled:
    """See `form_766_payments`."""
    snapshot = asked.snapshot
    looked_at = snapshot.records(_FEE_PROCEDURES, asked.period, asked.unit_code)
    procedures = looked_at.filter(counted_as="numerator")
    payments = _payments(asked)
    paid = payments.drop_nulls("procedure_code").unique(["unit_code", "procedure_code"])
    marked = procedures.join(
        paid.select("unit_code", "procedure_code", has_payment=pl.lit(value=True)),
        on=["unit_code", "procedure_code"],
        how="left",
    ).with_columns(has_payment=pl.col("has_payment") | pl.col("has_online_payment").fill_null(value=False))
    payers = snapshot.stored("payments", ["unit_code"])["unit_code"].unique()
    paying: pl.Expr = pl.col("unit_code").is_in([*payers, *payments["unit_code"].unique()])
    by_unit = marked.group_by("unit_code").agg(**_of_procedures())
    candidates = snapshot.records(_FEE_DOSSIERS, asked.period, asked.unit_code)
    dossiers = candidates.filter(counted_as="numerator")
    unknown = pl.col("online_payment").is_null()
    of_dossiers = dossiers.group_by("unit_code").agg(
        fee_dossiers=pl.len(),
        dossiers_paid_online=pl.when(~unknown.all()).then(pl.col("online_payment").is_in(_ONLINE).sum()),
    )
    frame, notes = of_units(asked, by_unit.with_columns(pl.exclude("unit_code").cast(pl.Int64)))
    more, _ = of_units(asked, _with_unsaid(of_dossiers, candidates).cast(dict.fromkeys(_DOSSIERS, pl.Int64)))
    has_dossiers: pl.Expr = pl.col("unit_code").is_in([*units_with_records(snapshot.engine, "dossiers", asked.t)])
    no_fee_known = looked_at.filter(reason="not_known")["unit_code"].unique()
    unsaid: pl.Expr = (pl.col("fee_procedures") == 0) & pl.col("unit_code").is_in(no_fee_known.implode())
    if snapshot.stored("procedures", ["procedure_code"]).is_empty():
        unsaid = pl.lit(value=True)
    frame = frame.with_columns(paid=pl.when(paying).then("paid")).with_columns(
        pl.when(~unsaid & (has_dossiers if name in ("used", "paid_online") else True)).then(pl.col(name)).alias(name)
        for name in _PROCEDURES
    )
    frame = frame.join(more.drop("unit_name"), on="unit_code", how="left", maintain_order="left")
    notes = (*_notes(looked_at, payments, candidates, dossiers, frame), *notes)
    return Filled(frame, _once(marked, frame), notes)


def _with_unsaid(of_dossiers: pl.DataFrame, candidates: pl.DataFrame) -> pl.DataFrame:
    """Also the units whose dossiers may all have a fee or none: exports say nothing of it, and nothing is counted."""
    unsaid = candidates.filter(pl.col("reason") != ABSENT, counted_as="excluded").select("unit_code").unique()
    return of_dossiers.join(unsaid, on="unit_code", how="full", coalesce=True)


def _of_procedures() -> dict[str, pl.Expr]:
    """Of fee procedures, each once; of those of which it is not known of any, nothing is said."""
    flags = {"used": "has_dossier", "paid": "has_payment", "paid_online": "has_online_payment"}
    counts: dict[str, pl.Expr] = {
        name: pl.when(~pl.col(flag).is_null().all()).then(
            pl.col("procedure_code").filter(pl.col(flag).fill_null(value=False)).n_unique()
        )
        for name, flag in flags.items()
    }
    counts["paid"] = pl.col("procedure_code").filter(pl.col("has_payment").fill_null(value=False)).n_unique()
    return {"fee_procedures": pl.col("procedure_code").n_unique(), **counts}


def _once(marked: pl.DataFrame, frame: pl.DataFrame) -> Mapping[str, int | None]:
    """The total row's counts of procedures: one that many units have is one. Not known where a unit's are not."""
    totals = marked.select(**_of_procedures()).row(0, named=True)
    return {name: None if frame[name].null_count() else totals[name] for name in _PROCEDURES}


def _payments(asked: Asked) -> pl.DataFrame:
    """The payments made in the period, `unit_code, procedure_code`; of one that names none, that of its dossier."""
    made = asked.snapshot.records(_PAYMENTS, asked.period, asked.unit_code).filter(counted_as="numerator")
    dossiers = asked.snapshot.stored("dossiers", ["dossier_code", "procedure_code"], {"source": ["one_stop"]})
    of_dossier = dossiers.rename({"procedure_code": "of_dossier"}).unique("dossier_code")
    joined = made.join(of_dossier, on="dossier_code", how="left")
    return joined.select("unit_code", procedure_code=pl.coalesce("procedure_code", "of_dossier"))


def _notes(
    procedures: pl.DataFrame,
    payments: pl.DataFrame,
    candidates: pl.DataFrame,
    dossiers: pl.DataFrame,
    frame: pl.DataFrame,
) -> tuple[Label, ...]:
    left_out = dict(candidates.filter(counted_as="excluded").group_by("reason").len().iter_rows())
    shared: tuple[Label, ...] = ()
    if frame.height > 1:
        shared = (
            Label(
                "Tổng số của các cột về thủ tục tính mỗi thủ tục một lần, nên không phải là tổng các dòng.",
                "In the total row each procedure counts once: it is not the sum of the rows.",
            ),
        )
    no_payments: tuple[Label, ...] = ()
    if frame["paid"].null_count():
        no_payments = (
            Label(
                "Để trống số thủ tục có phát sinh thanh toán của đơn vị chưa nạp giao dịch thanh toán nào.",
                "The procedures with payments are left empty where no payment of the unit is loaded.",
            ),
        )
    return (
        *shared,
        *no_payments,
        *said_of(
            procedures.filter(reason="not_known")["procedure_code"].n_unique(),
            "Ngoài biểu: {} thủ tục không rõ có thu phí, lệ phí hay không.",
            "Not in the form: {} procedures of which nobody knows whether they have a fee.",
        ),
        *said_of(
            payments["procedure_code"].null_count(),
            "Ngoài biểu: {} giao dịch thanh toán không rõ của thủ tục nào.",
            "Not in the form: {} payments of which nobody knows for what procedure.",
        ),
        *said_of(
            left_out.get("unknown_procedure", 0),
            "Ngoài biểu: {} hồ sơ không rõ của thủ tục nào.",
            "Not in the form: {} dossiers of an unknown procedure.",
        ),
        *said_of(
            left_out.get("not_known", 0),
            "Ngoài biểu: {} hồ sơ không rõ có phải nộp phí, lệ phí hay không.",
            "Not in the form: {} dossiers of which nobody knows whether they had to pay.",
        ),
        *said_of(
            dossiers["online_payment"].null_count(),
            "Hồ sơ của thủ tục có phí gồm cả {} hồ sơ không rõ đã thanh toán trực tuyến hay chưa.",
            "Dossiers with a fee include {} of which nobody knows whether they were paid online.",
        ),
    )


def _column(id: str, heading: str, vi: str, en: str, *, adds_up: bool = True) -> Column:
    return Column(id=id, heading=(heading,), label=Label(vi, en), width=15, adds_up=adds_up)


form_766_payments = Form(
    id="766-thanh-toan",
    name=Label("Thanh toán trực tuyến (766)", "Online payment (766)"),
    number="Quyết định số 766/QĐ-TTg",
    issued="ngày 23/06/2022",
    title="THANH TOÁN TRỰC TUYẾN -\nTHEO QUYẾT ĐỊNH SỐ 766/QĐ-TTg NGÀY 23/06/2022",
    counts="Số thủ tục, số hồ sơ TTHC",
    bys=("unit_code",),
    rows={"unit_code": "Đơn vị"},
    columns=(
        _column(
            "fee_procedures",
            "Số lượng thủ tục có phí, lệ phí",
            "thủ tục có phí, lệ phí",
            "procedures with a fee",
            adds_up=False,
        ),
        _column(
            "used",
            "Số lượng thủ tục có phí, lệ phí có phát sinh hồ sơ",
            "có phát sinh hồ sơ",
            "with dossiers",
            adds_up=False,
        ),
        _column(
            "paid",
            "Số lượng thủ tục có phát sinh thanh toán",
            "có phát sinh thanh toán",
            "with payments",
            adds_up=False,
        ),
        _column(
            "paid_online",
            "Số lượng thủ tục có phát sinh thanh toán trực tuyến",
            "có thanh toán trực tuyến",
            "paid online",
            adds_up=False,
        ),
        _column(
            "fee_dossiers",
            "Tổng số hồ sơ thuộc các thủ tục có phí, lệ phí",
            "hồ sơ của thủ tục có phí",
            "dossiers with a fee",
        ),
        _column(
            "dossiers_paid_online",
            "Số hồ sơ được thanh toán trực tuyến thuộc các thủ tục có phí, lệ phí",
            "hồ sơ thanh toán trực tuyến",
            "dossiers paid online",
        ),
    ),
    fill=_fill,
    kinds=("dossiers", "payments", "procedures"),
)
"""In the period `[S, E)`, at T = min(as_of, E).

- `fee_procedures`: procedures of the unit's level in force at T that have a fee: the denominator of
  `qd766_fee_procedures_used_rate`, with those of which the use is not known.
- `used`: of these, with a one-stop dossier received in [S, T): its numerator.
- `paid`: of these, with a payment of more than 0 made in [S, T), however it was paid, or counted in `paid_online`.
- `paid_online`: of these, with a dossier received in [S, T) that was paid on a portal: the numerator of
  `qd766_procedures_paid_online_rate`.
- `fee_dossiers`: dossiers received in [S, T) of procedures with a fee, those with a fee of 0 left out: the
  denominator of `online_payment_dossiers_rate`, with those of which it is not known how they were paid.
- `dossiers_paid_online`: of these, paid on a portal: its numerator.
"""
