import marimo

app = marimo.App(width="medium")


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    # Chỉ số của riêng mình, từ ý tưởng đến bảng điều khiển

    *An indicator of one's own, from idea to dashboard*

    Chủ tịch hỏi: *bao nhiêu người nộp trực tuyến là nộp ngoài giờ?* Không có chỉ số nào như vậy. Ta viết một chỉ số,
    thử trên vài dòng, tính trên dữ liệu, đưa vào bảng điểm, rồi công bố cho bảng điều khiển đọc.

    *How many of those who file online do it out of hours? Written, tried on a few rows, computed, published.*
    """)
    return


@app.cell
def _():
    from pathlib import Path
    from tempfile import TemporaryDirectory

    import duckdb
    import marimo as mo
    import polars as pl

    import par_metrics as pm
    from docs.notebooks.demo import AS_OF, EXAMPLES, make_demo
    from par_metrics.testing import Tables

    return (
        AS_OF,
        EXAMPLES,
        Path,
        Tables,
        TemporaryDirectory,
        duckdb,
        make_demo,
        mo,
        pl,
        pm,
    )


@app.cell
def _(Path, TemporaryDirectory, make_demo):
    folder = TemporaryDirectory(prefix="par-metrics-notebook-")
    root = Path(folder.name) / "demo"
    make_demo(root)
    return folder, root


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 1. Viết ra

    Một tệp trong `indicators/` của kho làm việc. Điều kiện là SQL trên các cột đã có tài liệu; ví dụ đứng ngay bên cạnh.

    *A file in the workspace's `indicators/`: conditions in SQL over documented columns, an example beside them.*
    """)
    return


@app.cell
def _(EXAMPLES, mo, pm, root):
    (root / "indicators").mkdir(exist_ok=True)
    text = (EXAMPLES / "evening.toml").read_text(encoding="utf-8")
    (root / "indicators" / "evening.toml").write_text(text, encoding="utf-8")
    ws = pm.Workspace(root)
    assert ws.own_indicators.problems == ()
    mo.md(f"```toml\n{text}```")
    return text, ws


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 2. Thử trên vài dòng

    Ba hồ sơ, đếm được bằng mắt: nộp lúc 22 giờ 10, 7 giờ 50, và một hồ sơ không rõ giờ nộp.

    *Three dossiers that can be counted by eye. Unknown is not no: the third is left out, with its reason.*
    """)
    return


@app.cell
def _(Tables, ws):
    evening = ws.catalogue["evening_online_rate"]
    with Tables() as tables:
        tables.add(
            "dossiers",
            """
            dossier_code | status | channel | received_at      | submitted_at
            d1           | 4      | online  | 2026-03-01 08:00 | 2026-02-28 22:10
            d2           | 4      | online  | 2026-03-01 08:00 | 2026-03-01 07:50
            d3           | 4      | online  | 2026-03-01 08:00 |
            """,
        )
        tried = tables.compute(evening, "2026-03")
        rows = tables.explain(evening, "2026-03")
    rows
    return evening, rows, tried


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 3. Tính trên dữ liệu

    Từ đây nó như mọi chỉ số khác: theo đơn vị, theo tháng, có biểu đồ.

    *From here on it is like any other: by unit, by month, as a chart.*
    """)
    return


@app.cell
def _(AS_OF, ws):
    figures = ws.compute("evening_online_rate", "2026", by="unit_code", as_of=AS_OF)
    figures
    return (figures,)


@app.cell
def _(AS_OF, ws):
    ws.compute(
        "evening_online_rate", "2026", grain="month", by="unit_code", as_of=AS_OF
    ).chart()
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 4. Mở ra từng hồ sơ

    Quý 3: vài hồ sơ của mỗi loại. *Down to its records: a few of each kind.*
    """)
    return


@app.cell
def _(AS_OF, ws):
    records = ws.explain("evening_online_rate", "2026-Q3", "H60.101", AS_OF)
    records.group_by("counted_as", maintain_order=True).head(3)
    return (records,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 5. Vào bảng điểm, rồi công bố

    `plan_rows` đặt nó vào mục III.9 của kế hoạch. Lần công bố kế tiếp có nó trong mọi bảng.

    *`plan_rows` puts it into row III.9 of the plan; the next published run has it in every table.*
    """)
    return


@app.cell
def _(AS_OF, pl, ws):
    card = ws.scorecard("2026", "H60.101", AS_OF)
    card.filter(pl.col("plan_row") == "A.III.9").select(
        "indicator", "numerator", "denominator", "value", "target", "status"
    )
    return (card,)


@app.cell
def _(AS_OF, ws):
    run = ws.publish(as_of=AS_OF)
    assert run.published, run.failed
    sorted(path.name for path in run.folder.iterdir() if path.is_file())
    return (run,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 6. Bảng điều khiển đọc

    Metabase, Superset, Grafana đọc `metrics.duckdb` (hay PostgreSQL) bằng câu hỏi như thế này.

    *What a dashboard reads: the published file, with a query like this.*
    """)
    return


@app.cell
def _(duckdb, run):
    with duckdb.connect(
        str(run.folder / "metrics.duckdb"), read_only=True
    ) as published:
        dashboard = published.sql(
            "SELECT period, numerator, denominator, value FROM figures_by_unit_month "
            "WHERE indicator = 'evening_online_rate' AND unit_code = 'H60.101' "
            "ORDER BY period_start DESC LIMIT 6"
        ).pl()
    dashboard
    return (dashboard,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## Tóm lại
    """)
    return


@app.cell(hide_code=True)
def _(figures, mo, pl, records):
    own = figures.filter(pl.col("unit_code") == "H60.101").row(0, named=True)
    mo.md(f"""
    Năm 2026 đến 01/10: **{own["numerator"]:.0f}/{own["denominator"]:.0f}** hồ sơ trực tuyến nộp sau 17 giờ. Quý 3 mở ra
    **{records.height}** hồ sơ, mỗi hồ sơ kèm cách tính. Không viết một dòng mã nào trong chương trình.

    *One file, no change of the program.*
    """)
    return (own,)


if __name__ == "__main__":
    app.run()
