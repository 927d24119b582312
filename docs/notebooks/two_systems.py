import marimo

app = marimo.App(width="medium")


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    # Đối soát Cổng dịch vụ công với hệ thống một cửa

    *Reconcile the portal with the one-stop system*

    Hai hệ thống nói về cùng những hồ sơ mà số không khớp. Hồ sơ nào chỉ có ở một bên, hồ sơ nào hai bên ghi khác nhau,
    và điều đó có đụng đến tỷ lệ đúng hạn không?

    *Two systems tell of the same dossiers and disagree. Which does one lack, which differ, and does it touch a figure?*
    """)
    return


@app.cell
def _():
    from pathlib import Path
    from tempfile import TemporaryDirectory

    import marimo as mo
    import polars as pl

    from docs.notebooks.demo import AS_OF, make_demo
    from docs.notebooks.portal import write_portal_export

    return AS_OF, Path, TemporaryDirectory, make_demo, mo, pl, write_portal_export


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    Dữ liệu mẫu không có tệp của Cổng, nên ta tạo một tệp từ hồ sơ một cửa và cố ý làm sai bốn kiểu thường gặp; biết trước
    số lượng thì thử được đối soát có tìm ra đủ không. Với tệp thật, bỏ bước này.

    *The sample has no export of the portal. One is made, with four kinds of known deviations, so that it can be seen
    whether all are found. With a real export this step falls away.*
    """)
    return


@app.cell
def _(Path, TemporaryDirectory, make_demo, write_portal_export):
    folder = TemporaryDirectory(prefix="par-metrics-notebook-")
    ws = make_demo(Path(folder.name) / "demo")
    unit = "H60.101"
    export = Path(folder.name) / "cong-dvc_2026-09-30.csv"
    planted = write_portal_export(ws, unit, export)
    planted
    return export, folder, planted, unit, ws


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 1. Nạp tệp của Cổng

    Nguồn `national_portal` đứng riêng: hồ sơ của Cổng không trộn vào hồ sơ một cửa, tỷ lệ đúng hạn không đổi.

    *The portal's records stand apart; no figure of the one-stop system changes.*
    """)
    return


@app.cell
def _(AS_OF, export, unit, ws):
    before = ws.compute("on_time_rate", "2026-Q3", by="unit_code", as_of=AS_OF)
    report = ws.ingest(export, kind="dossiers", exported_at="2026-09-30T23:00")
    assert not report.refused
    after = ws.compute("on_time_rate", "2026-Q3", by="unit_code", as_of=AS_OF)
    ws.sql(f"""
        SELECT source, count(*) AS dossiers FROM dossiers
        WHERE unit_code = '{unit}' GROUP BY ALL ORDER BY ALL
    """)
    return after, before, report


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 2. Đối soát

    Ghép theo mã, rồi theo đơn vị, thủ tục và thời điểm tiếp nhận; chỗ nào có thể là nhiều hồ sơ thì để ngỏ, không đoán.

    *Matched by code, then by unit, procedure and time; what could be several is left open, never guessed.*
    """)
    return


@app.cell
def _(unit, ws):
    result = ws.reconcile("dossiers", "one_stop", "national_portal", unit_code=unit)
    result
    return (result,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 3. Chỉ có ở một bên

    Hồ sơ một cửa mà Cổng không có: chưa đồng bộ, hoặc mới ở bước nộp. Đây là danh sách để gửi đơn vị vận hành.

    *Only on the one-stop side: not sent on, or only just filed. The list to hand to whoever runs the synchronisation.*
    """)
    return


@app.cell
def _(pl, result):
    not_sent = result.only_left.filter(~pl.col("status").is_in([1, 3]))
    not_sent.select("dossier_code", "status", "received_at", "due_at").head(6)
    return (not_sent,)


@app.cell
def _(result):
    result.only_right.select("dossier_code", "status", "received_at", "due_at")
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 4. Hai bên ghi khác nhau

    Mỗi khác biệt có lý do. *Hồ sơ đang chờ mà Cổng ghi là đã xong* là lỗi đồng bộ: nó làm số của Cổng đẹp hơn thật.

    *Each difference has its reason. Waiting dossiers that the portal shows as done flatter the portal's figure.*
    """)
    return


@app.cell
def _(result):
    result.by_reason.select("reason_vi", "reason_en", "pairs")
    return


@app.cell
def _(pl, result):
    pushed = result.differences.filter(pl.col("reason") == "paused_pushed_as_done")
    pushed.select(
        pl.col("dossier_code_left").alias("dossier_code"), "left", "right"
    ).head(6)
    return (pushed,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 5. Có đụng đến con số không?

    Những hồ sơ khác nhau đó được tính thế nào trong tỷ lệ đúng hạn năm 2026: mở từng hồ sơ ra mà xem.

    *How the differing dossiers count in the on-time rate of 2026, dossier by dossier.*
    """)
    return


@app.cell
def _(AS_OF, pl, result, unit, ws):
    records = ws.explain("on_time_rate", "2026", unit, AS_OF)
    counted = records.select("dossier_code", "counted_as")
    touched = (
        result.differences.select(
            pl.col("dossier_code_left").alias("dossier_code"), "reason"
        )
        .unique()
        .join(counted, on="dossier_code", how="left")
        .with_columns(pl.col("counted_as").fill_null("not_counted"))
    )
    words = result.by_reason.select("reason", "reason_vi").unique()
    effect = (
        touched.join(words, on="reason")
        .group_by("reason_vi", "counted_as")
        .len("dossiers")
        .sort("reason_vi", "counted_as")
    )
    effect
    return effect, touched


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## Tóm lại

    Những gì đã cố ý làm sai, và những gì đối soát tìm thấy.

    *What was planted, and what was found.*
    """)
    return


@app.cell(hide_code=True)
def _(mo, not_sent, planted, pushed, result):
    found = {
        "lost": not_sent.height,
        "only_there": result.only_right.height,
        "pushed_as_done": pushed.height,
        "behind": int(result.by_reason.filter(reason="one_step_behind")["pairs"].sum()),
    }
    mo.md(f"""
    | kiểu sai · *deviation* | làm sai | tìm thấy |
    | --- | ---: | ---: |
    | không đồng bộ · *not sent on* | {planted.lost} | {found["lost"]} |
    | chỉ có ở Cổng · *only on the portal* | {planted.only_there} | {found["only_there"]} |
    | đang chờ, ghi là xong · *waiting, shown as done* | {planted.pushed_as_done} | {found["pushed_as_done"]} |
    | chậm một bước · *one step behind* | {planted.behind} | {found["behind"]} |

    Bảng đầy đủ: `result.write_xlsx("doi-soat.xlsx")`.
    """)
    return (found,)


if __name__ == "__main__":
    app.run()
