"""Tables on a terminal: laid out to its width, names first, keys whole; in a pipe a line a row."""

import io
import re

import polars as pl
import pytest
from rich.cells import cell_len

from par_metrics import display

KEY = "H60.101-260717-00939"
LONG = "Thực hiện cơ chế một cửa, cơ chế một cửa liên thông trong giải quyết thủ tục hành chính " * 2
HOSTILE = "<script>=cmd()\x1b[31m;=cmd()\u202e\u200f\nTên " + "x" * 200
NAMES = {"unit_code": {"H60.101": "UBND phường An Tường"}, "procedure_code": {"1.100548": HOSTILE}}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch):
    """The lines of a table on a terminal of some width, without colours."""

    def call(frame: pl.DataFrame, width: int, section: tuple[str, ...] = (), **colours: str) -> list[str]:
        for name, value in ({"COLUMNS": str(width), "NO_COLOR": "1", "TERM": "xterm-256color"} | colours).items():
            monkeypatch.setenv(name, value)
        stream = Terminal()
        display.print_table(frame, "vi", stream, {"on_time_rate": "share"}, NAMES, section)
        return stream.getvalue().splitlines()

    return call


def plain(lines: list[str]) -> list[str]:
    return [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]


FRAME = pl.DataFrame(
    {
        "dossier_code": [KEY],
        "status": ["missed"],
        "due_at": [None],
        "title": [LONG],
        "unit_code": ["H60.101"],
        "load_id": ["20261126-172306-e85720e640"],
        "value": [0.5],
    },
    schema_overrides={"due_at": pl.Datetime("us")},
)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_keys_are_whole_and_no_line_is_longer_than_the_terminal(shown, width):
    """Ở 80 cột mã hồ sơ từng bị cắt thành nhiều dòng."""
    lines = plain(shown(FRAME, width))
    assert all(cell_len(line) <= width for line in lines)
    for key in (KEY, "H60.101", "20261126-172306-e85720e640", "chưa đạt"):
        assert any(key in line for line in lines), key


def test_what_has_no_room_is_beneath_its_row_and_said_by_its_heading(shown):
    narrow, wide = plain(shown(FRAME, 60)), plain(shown(FRAME, 300))
    assert "  Lần nạp: 20261126-172306-e85720e640" in " · ".join(narrow)
    assert "Giá trị: " in " ".join(narrow) and "Giá trị: " not in " ".join(wide)
    assert len(wide) == 2, "a head and a row"
    assert not any("Ngày hẹn trả: —" in line for line in narrow), "what is empty is not said beneath"


def test_an_indicator_has_its_name_first_and_its_id_beneath(shown):
    lines = plain(shown(pl.DataFrame({"indicator": ["on_time_rate"], "value": [0.5]}), 80))
    assert lines[1].startswith("Tỷ lệ hồ sơ giải quyết đúng hạn") and "50,00 %" in lines[1]
    assert lines[2] == "on_time_rate"


def test_a_section_is_said_once_over_its_rows(shown):
    frame = pl.DataFrame({"unit_code": ["H60.101", "H60.101", None], "points": [1, 2, 3]})
    lines = plain(shown(frame, 80, ("unit_code",)))
    assert [line.strip() for line in lines] == ["Điểm", "UBND phường An Tường (H60.101)", "1", "2", "tất cả", "3"]


def test_a_status_has_its_sign_and_its_colour_unless_none_is_wanted(shown):
    frame = pl.DataFrame({"status": ["met", "missed", "no_target", "no_population", "suppressed"]})
    words = ["✓ đạt", "▲ chưa đạt", "○ theo dõi", "– chưa có số liệu", "× ẩn do ít hồ sơ"]
    assert [line.strip() for line in plain(shown(frame, 80))[1:]] == words
    assert any("\x1b[32m" in line for line in shown(frame, 80, NO_COLOR=""))
    assert not any("\x1b[3" in line for line in shown(frame, 80))


@pytest.mark.parametrize("width", [20, 80])
def test_hostile_names_move_no_cursor_and_turn_no_text(shown, width):
    frame = pl.DataFrame({"procedure_code": ["1.100548"], "value": [1.0]})
    lines = plain(shown(frame, width))
    text = "\n".join(lines)
    assert all(cell_len(line) <= width for line in lines)
    assert "\x1b" not in text and "\u202e" not in text and "\u200f" not in text
    assert "1.100548" in text and "<script>=cmd()" in text


def test_a_name_of_a_register_is_cut_where_it_would_fill_the_table(shown):
    frame = pl.DataFrame({"procedure_code": ["1.100548"] * 3, "value": [1.0, 2.0, 3.0]})
    lines = plain(shown(frame, 80))
    assert len(lines) <= 1 + 3 * 4 and sum("…" in line for line in lines) == 3
    assert sum("1.100548" in line for line in lines) == 3, "the code says what it is of"
    stream = io.StringIO()
    display.print_table(frame, "vi", stream, names=NAMES)
    assert stream.getvalue().count("x" * 200) == 3, "a pipe has it whole"


def test_what_is_no_character_is_not_shown(shown):
    assert plain(shown(pl.DataFrame({"title": ["An\ufffe Tường\uffff"]}), 80))[1] == "An Tường"


def test_in_a_pipe_one_long_reason_makes_no_other_line_long():
    """A file refused for a reason of 700 characters made the list of loads 840 wide, in blanks."""
    files = pl.DataFrame({"file": ["a.csv", "ghi-chu.txt"], "reason_vi": [None, "không có mẫu đọc nào khớp " * 30]})
    stream = io.StringIO()
    display.print_table(files, "vi", stream)
    head, first, second = stream.getvalue().splitlines()
    assert (len(head), len(first)) == (len("ghi-chu.txt  Lý do"), len("ghi-chu.txt  —"))
    assert second.endswith("…") and len(second) == len("ghi-chu.txt  ") + 160


def test_a_pipe_has_a_line_a_row_with_the_code_beside_the_name():
    stream = io.StringIO()
    display.print_table(FRAME, "vi", stream, names=NAMES, section=("unit_code",))
    head, row = stream.getvalue().splitlines()
    assert "Đơn vị" in head and "UBND phường An Tường (H60.101)" in row and LONG.strip() in row
    assert "\x1b" not in row
