"""A workspace's own plan, everywhere the built-in one works."""

import re
from pathlib import Path

import duckdb
import polars as pl
import pytest
from openpyxl import load_workbook

import par_metrics as pm
from par_metrics import Workspace
from par_metrics.cli.entry import run
from par_metrics.documents.report.appendices import scorecard
from par_metrics.documents.report.heads import nothing_under, under
from par_metrics.documents.report.passages import late
from par_metrics.domain.plan import HEADINGS, builtin_plan
from par_metrics.errors import Notice
from tests.support.exports import DOSSIERS, UNITS
from tests.support.workspaces import copy_of, loaded

AS_OF = "2026-04-01"
PLAN = """\
name = "xa-moi-2026"
agencies = ["Phòng Kinh tế, Hạ tầng"]

[[row]]
plan_row = "B.1"
index = "PAR INDEX"
title = "Giải quyết hồ sơ đúng hạn"
owner = "Phòng Kinh tế, Hạ tầng; Văn phòng"
deadline = "Hằng quý"
indicators = ["on_time_rate", "overdue_open_count"]

[[row]]
plan_row = "A.III.9"
title = "Một việc khác hẳn mục A.III.9 có sẵn"
owner = "Văn phòng"

[[targets]]
indicator = "on_time_rate"
value = 0.4
years = [2026, 2027]

[[targets]]
indicator = "overdue_open_count"
value = 0
years = [2026, 2027]
"""
TASKS = """\
Mã định danh đơn vị,Mục kế hoạch,Kỳ báo cáo,Tình trạng,Ngày báo cáo
H60.101,{row},2026-Q1,Đúng tiến độ,2026-03-10
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Two dossiers, for copies that have plans of their own."""
    ws = Workspace.create(tmp_path_factory.mktemp("office") / "ws", unit="H60.101")
    return loaded(ws, "2026-04-01", units=UNITS, dossiers=DOSSIERS)


@pytest.fixture
def ws(office: Workspace, tmp_path: Path) -> Workspace:
    return planned(copy_of(office, tmp_path / "workspace"), PLAN)


def planned(ws: Workspace, text: str) -> Workspace:
    """The workspace opened anew, with this plan."""
    (ws.root / "plan.toml").write_text(text, encoding="utf-8")
    return Workspace(ws.root)


def test_the_scorecard_has_its_rows_with_its_targets_alone(ws: Workspace) -> None:
    card = ws.scorecard("2026-03", as_of=AS_OF)
    assert card.select("plan_row", "indicator", "value", "target", "status").rows() == [
        ("B.1", "on_time_rate", 0.5, 0.4, "met"),
        ("B.1", "overdue_open_count", 0.0, 0.0, "met"),
        ("A.III.9", None, None, None, None),
    ]
    # At the same address a built-in definition has a row of another plan in mind.
    assert card["state"].to_list()[-1] == "not_reported"
    by_owner = ws.scorecard("2026-03", as_of=AS_OF, by="owner")
    assert set(by_owner["owner"]) == {"Phòng Kinh tế, Hạ tầng", "Văn phòng"}
    # An indicator that no row has is computed all the same, without a target of another plan.
    assert ws.compute("apology_rate", "2026-03", as_of=AS_OF)["target"].to_list() == [None]


def test_it_is_published(ws: Workspace) -> None:
    result = ws.publish(AS_OF)
    assert result.published and not result.notices
    with duckdb.connect(result.folder / "metrics.duckdb", read_only=True) as connection:
        plan, targets, catalogue = (connection.sql(f"FROM {name}").pl() for name in ("plan", "targets", "catalogue"))
    assert plan["plan_row"].to_list() == ["B.1", "A.III.9"]
    assert targets.select("target", "better").rows() == [("on_time_rate", "higher"), ("overdue_open_count", "lower")]
    assert dict(catalogue.filter(pl.col("plan_rows") != "").select("indicator", "plan_rows").rows()) == {
        "on_time_rate": "B.1",
        "overdue_open_count": "B.1",
    }
    assert set(pl.read_csv(result.folder / "scorecard.csv")["plan_row"]) == {"B.1", "A.III.9"}
    page = (result.folder / "scorecard.html").read_text(encoding="utf-8")
    assert "Giải quyết hồ sơ đúng hạn" in page and "Tri thức công dân" not in page


def test_its_page_lists_dossiers_though_no_row_counts_them(ws: Workspace) -> None:
    alone = PLAN.replace(', "overdue_open_count"', "").rpartition("[[targets]]")[0]
    late = "Mã định danh đơn vị,Mã hồ sơ,Ngày tiếp nhận,Ngày hẹn trả,Trạng thái\n" + "".join(
        f"H60.101,H60.101-260201-{number:04},02/02/2026,03/02/2026,Đang xử lý\n" for number in range(50, 60)
    )
    result = planned(loaded(ws, "2026-04-01", late=late), alone).publish(AS_OF)
    page = (result.folder / "scorecard.html").read_text(encoding="utf-8")
    assert result.published and "H60.101-260201-0050" in page


def test_an_office_has_one_english_name_in_a_run(ws: Workspace) -> None:
    office = "Trung tâm Phục vụ hành chính công"
    named = PLAN.replace('owner = "Phòng Kinh tế, Hạ tầng; Văn phòng"\n', "").replace('"Văn phòng"', f'"{office}"')
    folder = planned(ws, f'{named}\n[english]\n"{office}" = "Service centre"\n').publish(AS_OF).folder
    with duckdb.connect(folder / "metrics.duckdb", read_only=True) as connection:
        tables = {name: connection.sql(f"FROM {name}").pl() for name in ("plan", "scorecard", "catalogue")}
    for table, names in tables.items():
        vi = "owner" if table == "scorecard" else "owner_vi"
        assert set(names.filter(pl.col(vi) == office)["owner_en"]) == {"Service centre"}


def test_units_are_compared_and_rows_grouped_whatever_the_plan_has(ws: Workspace) -> None:
    named = PLAN.replace('owner = "Văn phòng"', 'owner = "Văn phòng HĐND, UBND phường"')
    named = named.replace('["Phòng', '["Văn phòng HĐND, UBND phường", "Phòng')
    other = planned(ws, named.replace('["on_time_rate", "overdue_open_count"]', '["overdue_open_count"]'))
    page = (other.publish(AS_OF).folder / "scorecard.html").read_text(encoding="utf-8")
    # No row of it asks for dossiers on time: the column was empty. The row without an index is no reporting.
    units = page.partition('<section id="don-vi">')[2].partition("</section>")[0]
    book = load_workbook(other.root / "published" / "latest" / "bang-diem.xlsx")["Bảng điểm"]
    heads, *rows = book.iter_rows(values_only=True)
    assert {row[heads.index("Thời hạn")] for row in rows if row[heads.index("Mục")] == "B.1"} == {"Hằng quý"}
    first = units.partition('data-u="H60.101"')[2].partition("</tr>")[0]
    on_time = re.findall(r'<td class="num">(.*?)</td>', first)[3]
    assert "%" in on_time
    assert "HĐND, UBND phường" in page.partition('id="by-office"')[2].partition("</select>")[0]
    assert "<h3>" in page and "General" in page and "Reporting" not in page


def test_reports_on_its_rows_are_read_and_those_of_another_plan_refused(ws: Workspace) -> None:
    for row, spelt in {"B.1": "b.I", "A.III.99": "A.III.99"}.items():
        (ws.root / f"{row}.csv").write_text(TASKS.format(row=spelt), encoding="utf-8")
        ws.ingest(ws.root / f"{row}.csv", exported_at="2026-04-01")
    card = ws.scorecard("2026-Q1", as_of=AS_OF)
    assert set(card.filter(plan_row="B.1")["state"]) == {"on_track"}
    assert [said for said in ws.rejects()["message_en"] if 'the plan has no row "A.III.99"' in said]


def test_with_extends_the_built_in_rows_stay(ws: Workspace) -> None:
    own = planned(
        ws,
        'extends = "an-tuong-2026"\n'
        '[[row]]\nplan_row = "a.iii.9"\nindex = "PAR INDEX"\ntitle = "Tên mới"\nowner = "Tổ công nghệ"\n'
        '[[row]]\nplan_row = "X.1"\ntitle = "Mục thêm"\nindicators = "on_time_rate"\n'
        '[[targets]]\nindicator = "on_time_rate"\nvalue = 0.4\nyears = [2026, 2026]\n',
    )
    rows = own.plan.rows
    assert [row.plan_row for row in rows] == [*builtin_plan().addresses, "X.1"]
    card = own.scorecard("2026-03", as_of=AS_OF)
    before = builtin_card(ws)
    # The row in place of a built-in one is answered as that was; all others are as they were.
    changed = card.filter(plan_row="A.III.9")
    assert set(changed["owner"]) == {"Tổ công nghệ"} and set(changed["title"]) == {"Tên mới"}
    assert changed["indicator"].to_list() == before.filter(plan_row="A.III.9")["indicator"].to_list()
    others = ~pl.col("plan_row").is_in(["A.III.9", "X.1"]) & (pl.col("indicator") != "on_time_rate")
    assert card.filter(others).equals(before.filter(others))
    assert card.filter(plan_row="X.1").select("indicator", "target").rows() == [("on_time_rate", 0.4)]
    assert own.compute("apology_rate", "2026-03", as_of=AS_OF)["target"].to_list() == [1.0]


def builtin_card(ws: Workspace) -> pl.DataFrame:
    kept = (ws.root / "plan.toml").read_text(encoding="utf-8")
    (ws.root / "plan.toml").unlink()
    card = Workspace(ws.root).scorecard("2026-03", as_of=AS_OF)
    (ws.root / "plan.toml").write_text(kept, encoding="utf-8")
    return card


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('plan_row = "A.III.9"', 'plan_row = "b.1"', 'line 13, column 13, key "plan_row": the row "b.1" stands above'),
        ('plan_row = "B.1"', 'plan_row = "B/1"', 'plan.toml, line 5, key "plan_row": "B/1" is no address'),
        ('plan_row = "B.1"', 'plan_row = "1.10"', 'a spreadsheet takes "1.10" for a number'),
        ('plan_row = "B.1"', "plan_row = 1.1", 'line 5, key "plan_row": must be a text, in quotes'),
        ('owner = "Văn phòng"', 'owner = "Ông Mẫu Văn Zyxwa"', 'line 15, key "owner": it looks like somebody\'s name'),
        ('title = "Một việc', 'title = "0912 345 678 Một việc', 'key "title": it looks like somebody\'s name, phone'),
        ("deadline", "dedline", 'line 9, key "dedline": there is no such key. The nearest is "deadline"'),
        ('index = "PAR INDEX"', 'index = "PARINDEX"', 'line 6, key "index": must be'),
        ('["on_time_rate"', '["on_time_rat"', 'line 10, column 16, key "indicators": no indicator "on_time_rat". The'),
        ('indicator = "on_time_rate"', 'indicator = "on_time"', 'line 18, key "indicator": the target "on_time"'),
        ("value = 0.4", "value = 40", 'line 19, key "value": the target "on_time_rate" is a share'),
        ("value = 0.4\nyears = [2026, 2027]", "value = 0.4\nyears = [2027, 2026]", '"on_time_rate", years: the first'),
        ("value = 0.4", 'value = 0.4\nlevel = "xã"', '"on_time_rate", level: there is no level "xã"'),
        ("value = 0.4\nyears = [2026, 2027]", "value = 0.4\nyears = 2027", '"on_time_rate", years: write the first'),
        ("value = 0.4", 'value = "60 %"', 'key "value": bad target "on_time_rate", value: "60 %": write a number'),
        ('"Hằng quý"', '"31/13/2026"', 'line 9, key "deadline": "31/13/2026" is no day there is'),
        (
            '"overdue_open_count"\nvalue = 0\n', '"on_time_rate"\nvalue = 0.5\n',
            'key "years": a target "on_time_rate" of 2026-2027 stands above already (plan.toml, line 20',
        ),
        ("value = 0.4", 'value = 0.4\nunit = "H60.110"', 'line 20, column 9, key "unit": the unit "H60.110" is'),
        ('"overdue_open_count"\nvalue = 0\n', '"on_time_rate"\nvalue = 0.4\n', "this target stands above already"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_left_out_and_told_by_its_place(ws: Workspace, written: str, instead: str, said: str) -> None:
    assert written in PLAN
    wrong = planned(ws, PLAN.replace(written, instead))
    (problem,) = wrong.plan_problems
    assert said in problem.en
    assert "plan.toml, dòng" in problem.vi
    with pytest.warns(Notice) as told:
        card = wrong.scorecard("2026-03", as_of=AS_OF)
    assert problem.en in [str(warning.message) for warning in told]
    assert not card.is_empty() and set(card["plan_row"]) <= {"B.1", "A.III.9"}


def test_a_run_is_published_without_what_is_wrong_and_says_so(ws: Workspace) -> None:
    wrong = planned(ws, PLAN.replace("deadline", "dedline").replace("value = 0.4", "value = 40"))
    result = wrong.publish(AS_OF)
    assert len(wrong.plan_problems) == 2 and result.published and result.notices == wrong.plan_problems


@pytest.mark.parametrize("written", ["2026-12-31", '"2026-12-31"', "2026-12-31T00:00:00"])
def test_a_date_is_a_deadline(ws: Workspace, written: str) -> None:
    own = planned(ws, PLAN.replace('"Hằng quý"', written))
    assert own.plan_problems == () and own.plan.by_row["B.1"].deadline == "31/12/2026"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[row]\nplan_row = "A"', "plan.toml: is not valid TOML: .*line 1"),
        ('extend = "an-tuong-2026"\n', 'line 1, key "extend": there is no such key. The nearest is "extends"'),
        ('extends = "an-tuong"\n', 'only the built-in plan can be kept: "an-tuong-2026"'),
        ("[row]\n", r'key "row": write tables \[\[row\]\]'),
        ('name = "x"\n', "has no row"),
        (PLAN.replace("on_time_rate", "x").partition('[[row]]\nplan_row = "A')[0], 'no indicator "x"'),
    ],
)
def test_one_that_cannot_be_used_is_not_replaced_by_another(ws: Workspace, text: str, said: str) -> None:
    broken = planned(ws, text)
    for ask in (lambda: broken.scorecard("2026-03", as_of=AS_OF), lambda: broken.publish(AS_OF)):
        with pytest.raises(pm.SettingsError, match=said):
            ask()
    with pytest.warns(UserWarning, match=said):
        figures = broken.compute("on_time_rate", "2026-03", as_of=AS_OF)
    assert figures.select("value", "target", "status").rows() == [(0.5, None, "no_target")]


def test_a_report_is_kept_apart_until_the_plan_can_be_read(ws: Workspace) -> None:
    broken = planned(ws, "[[row]")
    (ws.root / "tasks.csv").write_text(TASKS.format(row="A.III.9"), encoding="utf-8")
    broken.ingest(ws.root / "tasks.csv", exported_at="2026-04-01")
    assert ["the plan of the workspace cannot be read" in said for said in broken.rejects()["message_en"]] == [True]


def test_own_indicators_name_its_rows(ws: Workspace) -> None:
    folder = ws.root / "indicators"
    folder.mkdir()
    own = (
        '[[indicator]]\nid = "late_ones"\nversion = 1\nlabel = "l"\nformula = "f"\nsource = "s"\ntable = "dossiers"\n'
        'event = "received_at"\npopulation = "status NOT IN (1, 3)"\nnumerator = "hour(ended_at) = 16"\n'
        'plan_rows = ["{row}"]\n'
    )
    (folder / "own.toml").write_text(own.format(row="A.III.9"), encoding="utf-8")
    card = Workspace(ws.root).scorecard("2026-03", as_of=AS_OF)
    assert card.filter(plan_row="A.III.9")["indicator"].to_list() == ["late_ones"]
    (folder / "own.toml").write_text(own.format(row="A.III.8"), encoding="utf-8")
    (problem,) = Workspace(ws.root).own_indicators.problems
    assert 'the plan has no row "A.III.8"' in problem.label.en


def test_a_row_may_name_an_own_indicator(ws: Workspace) -> None:
    mine = PLAN.replace('"on_time_rate", "overdue_open_count"', '"mine"')
    assert 'no indicator "mine"' in planned(ws, mine).plan_problems[0].en
    folder = ws.root / "indicators"
    folder.mkdir()
    (folder / "own.toml").write_text(
        '[[indicator]]\nid = "mine"\nversion = 1\nlabel = "l"\nformula = "f"\nsource = "s"\ntable = "dossiers"\n'
        'event = "received_at"\npopulation = "status NOT IN (1, 3)"\nnumerator = "hour(ended_at) = 16"\n',
        encoding="utf-8",
    )
    assert Workspace(ws.root).scorecard("2026-03", as_of=AS_OF)["indicator"].to_list() == ["mine", None]


def heads_of(ws: Workspace) -> dict[str, str]:
    facts = ws.report("2026-03", as_of=AS_OF).facts
    return {head: str(under(head, facts) or nothing_under(head, facts)) for head in HEADINGS}


def test_the_report_has_figures_of_its_rows_where_the_built_in_plan_has_them(ws: Workspace) -> None:
    said = heads_of(ws)
    assert "đúng hạn" in said["thủ tục hành chính"] and "đúng hạn" not in said["chỉ số PAR INDEX"]
    # A row of work says nothing of what it is: by its index, and of none it is of all.
    assert "A.III.9" in said["chỉ đạo điều hành"] and "A.III.9" not in said["chính quyền số"]
    assert [head for head, text in said.items() if "không có chỉ số cho nội dung này" in text] == list(HEADINGS)[2:]


def test_a_row_says_under_which_head_of_the_report_it_stands(ws: Workspace) -> None:
    said = heads_of(planned(ws, PLAN.replace("[[targets]]", 'heading = "Chính quyền số"\n\n[[targets]]', 1)))
    assert "A.III.9" in said["chính quyền số"] and "A.III.9" not in said["chỉ đạo điều hành"]
    (problem,) = planned(ws, PLAN.replace("deadline", 'heading = "số hóa"\ndeadline')).plan_problems
    assert 'line 9, key "heading": the report has no head "số hóa" for rows; write one of "chỉ đạo' in problem.en


def test_a_plan_without_overdue_dossiers_has_a_report_all_the_same(ws: Workspace) -> None:
    facts = planned(ws, PLAN.replace(', "overdue_open_count"]', "]")).report("2026-03", as_of=AS_OF).facts
    assert "Hồ sơ đang giải quyết quá hạn: 0; hồ sơ" in str(late(facts))


def test_a_row_in_place_of_a_built_in_one_keeps_its_head(ws: Workspace) -> None:
    row = '[[row]]\nplan_row = "A.III.9"\ntitle = "Mục khác"\nindicators = ["on_time_rate"]\n'
    own = planned(ws, f'extends = "an-tuong-2026"\n{row}')
    assert own.plan.by_row["A.III.9"].heading == "chính quyền số"


def test_the_scorecard_of_the_report_has_its_deadlines_and_its_note(ws: Workspace) -> None:
    def appendix(text: str) -> str:
        return str(scorecard(planned(ws, text).report("2026-03", as_of=AS_OF).facts))

    plain = appendix(PLAN)
    assert "Chủ trì: Phòng Kinh tế, Hạ tầng; Văn phòng. Thời hạn: Hằng quý" in plain and "Phụ lục" not in plain
    assert "Ghi chú: B là việc của năm. Cột" in appendix(f'note = "B là việc của năm."\n{PLAN}')
    assert "Ghi chú: mục A là Phụ lục" in appendix('extends = "an-tuong-2026"\n')


def test_what_is_offered_and_shown_is_of_its_rows(ws: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    def told(*arguments: str) -> str:
        run(["--lang", "en", "--workspace", str(ws.root), *arguments])
        return capsys.readouterr().out

    assert "B.1 Giải quyết hồ sơ đúng hạn" in told("indicators", "on_time_rate")
    told("template", "task_reports", "--output", str(ws.root / "t.xlsx"))
    offered = pl.read_excel(ws.root / "t.xlsx", sheet_name="Danh mục", has_header=False)
    assert {"B.1", "A.III.9"} in [set(column.drop_nulls()) for column in offered]
    assert '"xa-moi-2026", 2 rows, 2 targets' in told("doctor")


def test_check_says_what_is_wrong_and_which_rows_have_neither_figure_nor_report(
    ws: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(*arguments: str) -> tuple[int, str]:
        code = run(["--lang", "en", "--workspace", str(ws.root), *arguments])
        return code, capsys.readouterr().out

    code, out = told("plan", "check")
    assert code == 0 and 'fine   plan.toml: the plan "xa-moi-2026", 2 rows, 2 targets' in out
    assert "note   A.III.9 Một việc khác hẳn mục A.III.9 có sẵn (Văn phòng): no indicator and no report" in out
    planned(ws, PLAN.replace("value = 0\n", 'value = 0\nbetter = "higher"\n'))
    code, out = told("plan", "check")
    assert code == 0 and 'note   plan.toml, line 25, column 11, key "better": "overdue_open_count" is the lower' in out
    planned(ws, PLAN.replace("value = 0.4", "value = 40"))
    code, out = told("plan", "check")
    assert code == 1 and out.startswith('WRONG  plan.toml, line 19, key "value"')
    run(["--lang", "en", "--workspace", str(ws.root), "plan", "check"])
    assert "value" not in capsys.readouterr().err
    planned(ws, "[[row]")
    code, out = told("plan", "check")
    assert code == 1 and out.startswith("WRONG  plan.toml: is not valid TOML")


@pytest.mark.parametrize("name", ["plan.toml", "plan.xlsx"])
def test_new_writes_one_that_says_what_the_built_in_plan_says(
    ws: Workspace, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ws.root / name
    (ws.root / "plan.toml").unlink()
    before = Workspace(ws.root)
    assert run(["--workspace", str(ws.root), "plan", "new", "--output", str(path)]) == 0
    again = run(["--workspace", str(ws.root), "plan", "new", "--output", str(path)])
    assert again == 2 and "không ghi đè" in capsys.readouterr().err
    after = Workspace(ws.root)
    assert after.plan_problems == () and after.plan_file == name
    told = ("plan_row", "index", "title", "indicator", "owner", "value", "target", "status", "state")
    assert set(after.scorecard("2026-03", as_of=AS_OF).select(told).rows()) == set(
        before.scorecard("2026-03", as_of=AS_OF).select(told).rows()
    )
    assert (
        after.scorecard("2026-03", as_of=AS_OF, by="owner")["owner"]
        .unique()
        .sort()
        .equals(before.scorecard("2026-03", as_of=AS_OF, by="owner")["owner"].unique().sort())
    )
