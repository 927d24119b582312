import marimo

app = marimo.App(width="medium")


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    # Vì sao tỷ lệ đúng hạn của ta như vậy?

    *Why is our on-time rate what it is?*

    Từ một con số đến từng hồ sơ, trên dữ liệu mẫu: phường An Tường (`H60.101`), quý 3 năm 2026, tính đến 01/10/2026.
    Mỗi bước trả lời một câu mà lãnh đạo sẽ hỏi.

    *From one figure to its dossiers, on the demonstration. Each step answers what a chairman asks next.*
    """)
    return


@app.cell
def _():
    from pathlib import Path
    from tempfile import TemporaryDirectory

    import marimo as mo
    import polars as pl

    import par_metrics as pm
    from docs.notebooks.demo import AS_OF, make_demo

    return AS_OF, Path, TemporaryDirectory, make_demo, mo, pl, pm


@app.cell
def _(Path, TemporaryDirectory, make_demo):
    folder = TemporaryDirectory(prefix="par-metrics-notebook-")
    ws = make_demo(Path(folder.name) / "demo")  # your own: pm.Workspace("an-tuong")
    unit, period = "H60.101", "2026-Q3"
    return folder, period, unit, ws


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 1. Con số là bao nhiêu?

    Tử số, mẫu số, và những gì không tính kèm lý do. Không có hồ sơ thì không có tỷ lệ.

    *The figure: both its sides, and what was left out of it and why.*
    """)
    return


@app.cell
def _(AS_OF, period, ws):
    figures = ws.compute("on_time_rate", period, by="unit_code", as_of=AS_OF)
    figures
    return (figures,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 2. Tháng nào kéo xuống?

    Từng tháng, cả ba đơn vị. Tháng không có hồ sơ là chỗ trống, không phải 0 %.

    *Month by month. A month without dossiers is a gap, never 0 %.*
    """)
    return


@app.cell
def _(AS_OF, ws):
    months = ws.compute(
        "on_time_rate", "2026", grain="month", by="unit_code", as_of=AS_OF
    )
    months.chart()
    return (months,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 3. Hồ sơ nào trễ?

    Mọi hồ sơ trễ của quý, trễ nhiều nhất trước. Đây chính là phần mẫu số trừ tử số: không thừa, không thiếu hồ sơ nào.

    *Every late dossier, the most days late first: exactly the denominator less the numerator.*
    """)
    return


@app.cell
def _(AS_OF, period, unit, ws):
    late = ws.late("on_time_rate", period, unit, AS_OF)
    late.head(8)
    return (late,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    Trễ nằm ở thủ tục nào: số hồ sơ trễ bên cạnh số đã giải quyết, vì thủ tục nhiều hồ sơ thì trễ cũng nhiều.

    *In which procedures: late beside resolved, since who has many dossiers has many late ones.*
    """)
    return


@app.cell
def _(AS_OF, period, pl, unit, ws):
    by_procedure = ws.compute(
        "on_time_rate", period, unit, AS_OF, by="procedure_code", with_totals=False
    )
    names = ws.names()["procedure_code"]
    procedures = by_procedure.select(
        procedure_name=pl.col("procedure_code").replace_strict(
            names, default="không rõ"
        ),
        late=pl.col("denominator") - pl.col("numerator"),
        denominator="denominator",
        value="value",
    ).sort("late", "procedure_name", descending=[True, False])
    procedures.head(6)
    return (procedures,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 4. Sao nơi khác nói số khác?

    Có bốn cách tính "đúng hạn", đều đang dùng. Đặt cạnh nhau, cùng đơn vị, cùng kỳ:

    *Four rules of "on time" are in use. Side by side:*
    """)
    return


@app.cell
def _(AS_OF, period, unit, ws):
    rules = ws.disagreement(period, unit, AS_OF)
    rules.figures.select("rule", "numerator", "denominator", "value", "excluded")
    return (rules,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    Từ cách tính của Biểu II.06a sang Quyết định 766: hồ sơ nào làm đổi số, vì sao. Cộng lại đúng bằng chênh lệch.

    *From the form's rule to Decision 766: which dossiers move the figure, and why. They add up to the difference.*
    """)
    return


@app.cell
def _(rules):
    between = rules.between("resolved", "qd766")
    between.reasons.select(
        "reason_vi", "dossiers", "numerator_effect", "denominator_effect"
    )
    return (between,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 5. Còn hồ sơ này?

    Lấy hồ sơ trễ nhất, hỏi nó được tính thế nào trong mỗi cách: từng dòng nêu ngày tháng quyết định.

    *The latest dossier under each rule, with the dates that decide.*
    """)
    return


@app.cell
def _(AS_OF, late, period, pl, ws):
    code = late["dossier_code"][0]
    why = ws.why(code, period, AS_OF)
    why.rows.filter(pl.col("indicator").str.starts_with("on_time_rate")).select(
        "label_vi", "counted_as", "reason_vi"
    )
    return code, why


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 6. Có sót hồ sơ nào không?

    Dòng bị từ chối không nằm trong con số nào; bảng ở mục 1 cho biết bao nhiêu dòng. Mỗi dòng có chỗ và cách sửa: sửa ở tệp
    gốc, xuất lại là được tính.

    *Refused rows are in no figure; the table of step 1 says how many. Each is told by its place, with what to do.*
    """)
    return


@app.cell
def _(pl, unit, ws):
    refused = ws.rejects().filter(
        pl.col("kind") == "dossiers", pl.col("file").str.contains(unit)
    )
    refused.select("file", "row", "message_vi").head(5)
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## Tóm lại
    """)
    return


@app.cell(hide_code=True)
def _(figures, late, mo, pl, unit):
    own = figures.filter(pl.col("unit_code") == unit).row(0, named=True)
    mo.md(f"""
    **{own["numerator"]:.0f}/{own["denominator"]:.0f}** hồ sơ đúng hạn. **{late.height}** hồ sơ trễ đều có tên ở mục 3;
    **{own["refused"]}** dòng bị từ chối chưa được tính. Kết luận là việc của cán bộ: số liệu chỉ nêu hồ sơ nào, ngày nào.

    *{late.height} dossiers are late, each named above; {own["refused"]} refused rows are not counted.*
    """)
    return (own,)


if __name__ == "__main__":
    app.run()
