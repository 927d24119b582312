"""Figures grouped by documented columns, by expressions of the settings, and by registers of an office's own."""

from pathlib import Path

import pytest

import par_metrics as pm
from par_metrics import Workspace
from par_metrics.operations.own_indicators import own_indicators
from tests.support.exports import UNITS
from tests.support.workspaces import loaded

DOSSIERS = """\
dossier_code,unit_code,status,received_at,due_at,completed_at,field
H60.101-260301-0001,H60.101,10,2026-03-01 08:00,2026-03-05,2026-03-05 16:00,Đất đai
H60.101-260301-0002,H60.101,10,2026-03-01 15:00,2026-03-05,2026-03-06 08:00,Hộ tịch
H60.102-260301-0003,H60.102,9,2026-03-01 16:00,2026-03-05,2026-03-04 08:00,
"""
AS_OF = "2026-04-01"


@pytest.fixture
def ws(workspace: Workspace) -> Workspace:
    return loaded(workspace, "2026-04-01", units=UNITS, dossiers=DOSSIERS)


def having(ws: Workspace, settings: str = "", **registers: str) -> Workspace:
    file = ws.root / "par-metrics.toml"
    file.write_text(file.read_text(encoding="utf-8") + settings, encoding="utf-8")
    folder = ws.root / "registers"
    folder.mkdir(exist_ok=True)
    for name, text in registers.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return Workspace(Path(ws.root))


def sides(ws: Workspace, *by: str, indicator: str = "on_time_rate") -> dict[object, tuple[float, float]]:
    figures = ws.compute(indicator, "2026-03", by=by, as_of=AS_OF)
    return {
        row[:-2] if len(by) > 1 else row[0]: row[-2:] for row in figures.select(*by, "numerator", "denominator").rows()
    }


PART_OF_DAY = """
[groups.part_of_day]
table = "dossiers"
value = "CASE WHEN hour(received_at) < 12 THEN 'sáng' ELSE 'chiều' END"
"""


def test_every_documented_column_is_a_group(ws: Workspace) -> None:
    assert sides(ws, "dossier_code") == {
        "H60.101-260301-0001": (1, 1),
        "H60.101-260301-0002": (0, 1),
        "H60.102-260301-0003": (1, 1),
    }
    assert sides(ws, "has_ended", indicator="on_time_rate_qd766") == {"true": (2, 3)}
    with pytest.raises(pm.UsageError, match='cannot be grouped by "status"'):
        ws.compute("on_time_rate", "2026-03", by="status")


def test_an_expression_of_the_settings_is_a_group(ws: Workspace) -> None:
    own = having(ws, PART_OF_DAY + '[groups.state]\ntable = "dossiers"\nvalue = "status"\n')
    assert sides(own, "part_of_day") == {"sáng": (1, 1), "chiều": (1, 2)}
    assert sides(own, "unit_code", "part_of_day")["H60.101", "chiều"] == (0, 1)
    assert sides(own, "state") == {"10": (1, 2), "9": (1, 1)}
    with pytest.raises(pm.UsageError, match='cannot be grouped by "part_of_day"'):
        own.compute("feedback_resolved_rate", "2026-03", by="part_of_day")
    assert own.compute("on_time_rate", "2026-03", by="part_of_day", as_of=AS_OF).chart() is not None


def test_the_columns_of_a_register_are_groups(ws: Workspace) -> None:
    own = having(
        ws,
        linh_vuc="field;team\nĐất đai;Tổ dân phố 1\nHộ tịch;Tổ 2\nY tế;Tổ dân phố 1\n",
        don_vi="unit_code,area\nH60.101,bắc\n",
    )
    assert sides(own, "team") == {"Tổ dân phố 1": (1, 1), "Tổ 2": (0, 1), None: (1, 1)}
    assert sides(own, "team", "area")["Tổ dân phố 1", "bắc"] == (1, 1)
    assert sides(own, "area")["bắc"] == (1, 2)
    total = own.compute("on_time_rate", "2026-03", by="team", as_of=AS_OF, with_totals=True).filter("is_total")
    assert total.select("numerator", "denominator").row(0) == (2, 3)


@pytest.mark.parametrize(
    ("settings", "register", "said"),
    [
        (PART_OF_DAY.replace("hour(", "hours("), "", 'par-metrics.toml, [groups.part_of_day]: value: hours() cannot'),
        (PART_OF_DAY.replace('"dossiers"', '"ho_so"'), "", 'there is no "ho_so"'),
        (PART_OF_DAY.replace("part_of_day", "channel"), "", "there is a column of this name"),
        (PART_OF_DAY.replace("part_of_day", "status"), "", "there is a column of this name"),
        ('[groups.a]\ntable = "dossiers"\nvalue = "received_at"\n', "", "is a date or instant where a text is needed"),
        ("", "fields,team\na,b\n", 'own.csv, line 1: no record has a column "fields". The nearest is "field"'),
        ("", "field,Tổ\na,b\n", 'line 1: the column "Tổ": small letters'),
        ("", "field,channel\na,b\n", 'line 1: the column "channel"'),
        ("", "field,team\na,b\na,c\n", "line 3: the key stands in line 2 too; keep one"),
        ("", "field,team\na\n", "line 2: a cell too few or too many, or no key"),
        ("", "received_at,team\n2026-03-01,b\n", 'the column of keys "received_at" holds dates or amounts'),
        ("", "points,team\n10,b\n", 'the column of keys "points" holds dates or amounts'),
        ("", "field\na\n", "line 1: a column of keys and at least one more"),
        ("", "field,team\na,Nguyễn Văn An 0912345678\n", 'line 2: the column "team" may hold personal data'),
        ("", "field,team\n" + "".join(f"{n},x\n" for n in range(10_001)), "line 10002: there are more than 10000 rows"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_the_rest_goes_on(ws: Workspace, settings: str, register: str, said: str) -> None:
    own = having(ws, settings, **({"own": register} if register else {}))
    (label,) = own.wrong_groups
    assert said in label.en and label.vi != label.en
    assert [finding.label for finding in own_indicators(own) if finding.is_wrong] == [label]
    assert sides(own, "field")["Đất đai"] == (1, 1)


def test_of_two_lists_with_one_column_the_longer_is_used_and_both_are_named(ws: Workspace) -> None:
    """A file added by mistake sorts before the list in use, and must not take its place."""
    own = having(ws, to_cong_tac="field,team\nĐất đai,Tổ 1\nHộ tịch,Tổ 2\n", bad="unit_code,team\nH60.101,x\n")
    (label,) = own.wrong_groups
    assert label.en.startswith('registers/bad.csv: the column "team" is in registers/to_cong_tac.csv too (2 keys, this')
    assert "registers/to_cong_tac.csv" in label.vi
    assert sides(own, "team") == {"Tổ 1": (1, 1), "Tổ 2": (0, 1), None: (1, 1)}


def test_a_list_that_no_record_matches_is_noted(ws: Workspace) -> None:
    own = having(ws, idle="field,team\nĐẤT ĐAI,Tổ 1\n", used="unit_code,area\nH60.101,bắc\n")
    assert own.wrong_groups == []
    (found,) = own_indicators(own)
    assert not found.is_wrong
    assert found.label.en.startswith("registers/idle.csv: no record has one of its 1 keys as field, so that it groups")
    assert "ĐẤT" not in str(found.label)
