"""766, digitisation: of what is received the papers, of what is resolved the result."""

from dataclasses import replace

import polars as pl

from par_metrics.documents.forms.form import Asked, Column, Filled, Form
from par_metrics.documents.forms.notes import of_units, said_of
from par_metrics.indicators.definitions.dossiers import digital_components_rate, digital_result_rate
from par_metrics.indicators.definitions.on_time import NO_END_DATE, RESOLVED
from par_metrics.reconciliation.forms import make_form
from schemas import Label

_RECEIVED = replace(
    digital_components_rate,
    id="form_766_received",
    numerator="TRUE",
    dates=("has_digital_components", "has_reused_components"),
)
_RESOLVED = replace(
    digital_result_rate,
    id="form_766_resolved",
    population=RESOLVED,
    exclude={"no_end_date": NO_END_DATE},
    numerator="TRUE",
    dates=("is_known_procedure", "returns_document", "has_digital_result"),
)


def _fill(asked: Asked) -> Filled:
    """See `form_766_digitisation`."""
    snapshot = asked.snapshot
    received = snapshot.records(_RECEIVED, asked.period, asked.unit_code).filter(counted_as="numerator")
    looked_at = snapshot.records(_RESOLVED, asked.period, asked.unit_code)
    resolved = looked_at.filter(counted_as="numerator")
    digital, result = pl.col("has_digital_components"), pl.col("has_digital_result")
    of_received = received.group_by("unit_code").agg(
        received=pl.len(),
        not_digital=_known((~digital).sum(), digital),
        digital=_known(digital.sum(), digital),
        reused=_known(pl.col("has_reused_components").sum(), pl.col("has_reused_components")),
    )
    returned = pl.col("returns_document").fill_null(value=False)
    of_resolved = resolved.group_by("unit_code").agg(
        resolved=pl.len(),
        no_digital_result=_known((returned & ~result).sum(), result.filter(returned)),
        digital_result=_known((returned & result).sum(), result.filter(returned)),
    )
    counted, counts = pl.lit(value=True), of_received.with_columns(has_received=pl.lit(value=True))
    counts = counts.join(of_resolved.with_columns(has_resolved=counted), on="unit_code", how="full", coalesce=True)
    filled = counts.with_columns(
        pl.when(pl.col(has).is_null()).then(0).otherwise(pl.col(name)).alias(name)
        for has, frame in (("has_received", of_received), ("has_resolved", of_resolved))
        for name in frame.columns
        if name != "unit_code"
    )
    rows, notes = of_units(asked, filled.select("unit_code", *_COUNTS).with_columns(pl.col(_COUNTS).cast(pl.Int64)))
    shares = rows.with_columns(
        components_share=_share("not_digital", "digital"), results_share=_share("no_digital_result", "digital_result")
    )
    shown = (
        "unit_code",
        "unit_name",
        *(column.id for column in form_766_digitisation.columns if column.kind != "blank"),
    )
    places = make_form(snapshot, asked.period, asked.unit_code).places
    said = (*_carried_over(places), *_notes(received, resolved, looked_at), *notes, *_BY_HAND)
    return Filled(shares.select(shown), notes=said)


_COUNTS = ("received", "not_digital", "digital", "reused", "resolved", "no_digital_result", "digital_result")


def _known(count: pl.Expr, column: pl.Expr) -> pl.Expr:
    """A count, where of any record of the unit it is known whether it counts; of none there are, it is 0."""
    return pl.when((column.len() == 0) | column.is_not_null().any()).then(count)


def _share(no: str, yes: str) -> pl.Expr:
    known = pl.col(no) + pl.col(yes)
    return pl.when(known > 0).then(pl.col(yes) / known)


def _carried_over(places: pl.DataFrame) -> tuple[Label, ...]:
    """Why II.06a, laid beside it, has more received."""
    return said_of(
        places.filter(arrival="carried_over").height,
        "Tiếp nhận là hồ sơ tiếp nhận trong kỳ: không gồm {} hồ sơ từ kỳ trước mà biểu II.06a tính.",
        "Received are those of the period: without the {} dossiers carried over that II.06a counts.",
    )


def _notes(received: pl.DataFrame, resolved: pl.DataFrame, looked_at: pl.DataFrame) -> tuple[Label, ...]:
    returned = resolved.filter(pl.col("returns_document"))
    return (
        *said_of(
            received["has_digital_components"].null_count(),
            "Tiếp nhận gồm cả {} hồ sơ không rõ thành phần đã số hóa hay chưa; không tính trong tỷ lệ.",
            "Received includes {} dossiers of which nobody knows whether their papers are digitised.",
        ),
        *said_of(
            received["has_reused_components"].null_count(),
            "Không rõ có tái sử dụng thành phần hay không: {} hồ sơ tiếp nhận.",
            "Nobody knows of {} dossiers received whether papers were reused.",
        ),
        *said_of(
            resolved.filter(~pl.col("returns_document")).height,
            "Đã giải quyết gồm cả {} hồ sơ của thủ tục không trả giấy tờ, không có ở các cột số hóa kết quả.",
            "Resolved includes {} dossiers whose procedure returns no document: not in the columns of results.",
        ),
        *said_of(
            resolved["returns_document"].null_count(),
            "Đã giải quyết gồm cả {} hồ sơ không rõ thủ tục có trả giấy tờ hay không.",
            "Resolved includes {} dossiers of which nobody knows whether their procedure returns a document.",
        ),
        *said_of(
            returned["has_digital_result"].null_count(),
            "Đã giải quyết gồm cả {} hồ sơ không rõ kết quả đã số hóa hay chưa.",
            "Resolved includes {} dossiers of which nobody knows whether the result is digitised.",
        ),
        *said_of(
            looked_at.filter(reason="no_end_date").height,
            "Ngoài biểu: {} hồ sơ đã xong nhưng thiếu ngày kết thúc.",
            "Not in the form: {} dossiers that are done but have no end date.",
        ),
    )


_BY_HAND = (
    Label(
        "Cột tái sử dụng từ Cổng Dịch vụ công quốc gia để trống: tệp xuất không cho biết. Cột Đánh giá để đơn vị ghi.",
        "The column of papers reused from the national portal is empty: exports do not say. The last is for remarks.",
    ),
)

_PAPERS, _RESULTS = "Số hóa hồ sơ TTHC khi tiếp nhận", "Số hóa kết quả giải quyết TTHC"


def _column(id: str, heading: tuple[str, ...], vi: str, en: str) -> Column:
    return Column(id=id, heading=heading, label=Label(vi, en), width=11)


form_766_digitisation = Form(
    id="766-so-hoa",
    name=Label("Số hóa hồ sơ, kết quả (766)", "Digitisation (766)"),
    number="Quyết định số 766/QĐ-TTg",
    issued="ngày 23/06/2022",
    title="CHỈ TIÊU SỐ HÓA -\nTHEO QUYẾT ĐỊNH SỐ 766/QĐ-TTg NGÀY 23/06/2022",
    counts="Số hồ sơ TTHC",
    bys=("unit_code",),
    rows={"unit_code": "Đơn vị"},
    columns=(
        _column("received", ("Tiếp nhận",), "tiếp nhận", "received"),
        _column("not_digital", (_PAPERS, "Chưa số hóa TPHS"), "chưa số hóa thành phần", "papers not digitised"),
        _column("digital", (_PAPERS, "Có số hóa TPHS"), "có số hóa thành phần", "papers digitised"),
        _column("reused", (_PAPERS, "Có tái sử dụng thành phần"), "có tái sử dụng thành phần", "papers reused"),
        Column(
            id="reused_national",
            heading=(_PAPERS, "Có tái sử dụng thành phần từ Cổng DVC quốc gia"),
            label=Label("tái sử dụng từ Cổng DVC quốc gia", "reused from the national portal"),
            kind="blank",
            width=12,
        ),
        Column(
            id="components_share",
            heading=(_PAPERS, "Tỷ lệ số hóa TPHS"),
            label=Label("tỷ lệ số hóa thành phần", "share of papers"),
            kind="share",
            width=11,
            share_of=("not_digital", "digital"),
        ),
        _column("resolved", ("Đã giải quyết",), "đã giải quyết", "resolved"),
        _column("no_digital_result", (_RESULTS, "Chưa số hóa"), "chưa số hóa kết quả", "result not digitised"),
        _column("digital_result", (_RESULTS, "Đã số hóa"), "đã số hóa kết quả", "result digitised"),
        Column(
            id="results_share",
            heading=(_RESULTS, "Tỷ lệ"),
            label=Label("tỷ lệ số hóa kết quả", "share of results"),
            kind="share",
            width=11,
            share_of=("no_digital_result", "digital_result"),
        ),
        Column(id="remark", heading=("Đánh giá",), label=Label("đánh giá", "remark"), kind="blank", width=12),
    ),
    fill=_fill,
)
"""In the period `[S, E)`, at T = min(as_of, E).

- `received`: one-stop dossiers received in [S, T); `not_digital`, `digital`: of these without and with digitised
  papers, so far as it is known: the denominator without the numerator, and the numerator, of
  `digital_components_rate`, whose value is `components_share`; `reused`: the numerator of `reused_components_rate`.
- `resolved`: status 9 or 10, ended in [S, T); `no_digital_result`, `digital_result`: of these, of procedures that
  return a document, without and with a digitised result: the same of `digital_result_rate`, whose value is
  `results_share`. """
