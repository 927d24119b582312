"""Nothing loaded is not zero; rows refused stand beside what was counted."""

from datetime import datetime

import polars as pl
import pytest

from par_metrics.domain.period import Period
from par_metrics.indicators.catalogue import catalogue
from par_metrics.testing import Tables
from tests.spec.conftest import Spec

UNITS = "unit_code | level\nU1 | commune\nU2 | commune"


def _rows(
    spec: Tables, indicator: str, period: str, as_of: datetime = datetime(2090, 1, 1)
) -> list[tuple[object, ...]]:
    figures = spec.figures(indicator, period, as_of, ("unit_code",))
    return figures.select("unit_code", "numerator", "value", "status").rows()


def _all(spec: Tables, by: tuple[str, ...] = ()) -> pl.DataFrame:
    return spec.snapshot(datetime(2026, 12, 1)).figures(list(catalogue.values()), [Period.parse("2026")], by)


def test_an_empty_workspace_meets_and_misses_nothing(spec: Spec) -> None:
    """Chưa nạp gì: không đạt cũng không trượt chỉ tiêu nào, không có giá trị nào."""
    figures = _all(spec)
    assert figures["indicator"].to_list() == list(catalogue)
    assert figures.select("value", "status").unique().rows() == [(None, "no_population")]


def test_units_without_records_meet_and_miss_nothing(spec: Spec) -> None:
    """Mới có danh mục đơn vị: mọi đơn vị có dòng, không dòng nào có giá trị."""
    spec.add("units", UNITS)
    figures = _all(spec, ("unit_code",))
    assert figures["unit_code"].to_list() == ["U1", "U2"] * len(catalogue)
    assert figures.select("value", "status").unique().rows() == [(None, "no_population")]


def test_a_count_is_none_only_where_something_was_loaded(spec: Spec) -> None:
    """Đơn vị chưa nạp hồ sơ một cửa thì không có số 0; đã nạp, dù đã xong hết, thì là 0, đạt."""
    spec.add("units", UNITS)
    spec.add(
        "dossiers",
        """
        dossier_code | unit_code | source          | received_at | due_at     | completed_at
        d1           | U1        | one_stop        | 2026-02-02  | 2026-02-10 | 2026-02-05
        d2           | U2        | national_portal | 2026-02-02  | 2026-02-10 | 2026-02-05
        """,
    )
    loaded, not_loaded = ("U1", 0, 0, "met"), ("U2", None, None, "no_population")
    assert _rows(spec, "overdue_open_count", "2026-03") == [loaded, not_loaded]
    total = spec.figures("overdue_open_count", "2026-03")
    assert total.select("value", "status").row(0) == (0, "met")


def test_what_comes_after_the_period_was_not_there(spec: Spec) -> None:
    """Hồ sơ đầu tiên tiếp nhận sau cuối kỳ: kỳ đó vẫn chưa có gì."""
    spec.add("dossiers", "dossier_code | received_at | due_at | status\nd1 | 2026-03-02 08:00 | 2026-05-10 | 4")
    assert _rows(spec, "overdue_open_count", "2026-02") == [("U1", None, None, "no_population")]
    assert _rows(spec, "overdue_open_count", "2026-03") == [("U1", 0, 0, "met")]
    assert _rows(spec, "overdue_open_count", "2026-03", datetime(2026, 3, 2, 8)) == [
        ("U1", None, None, "no_population")
    ]


def test_no_discipline_is_known_only_of_units_with_a_list(spec: Spec) -> None:
    """Chưa có danh sách cán bộ thì không phải là không ai bị kỷ luật."""
    spec.add("units", UNITS)
    spec.add("staff", "unit_code | staff_code | as_of | discipline\nU1 | s1 | 2026-03-31 | none")
    assert _rows(spec, "staff_disciplined_count", "2026") == [
        ("U1", 0, 0, "met"),
        ("U2", None, None, "no_population"),
    ]
    assert _rows(spec, "staff_disciplined_count", "2025")[0] == ("U1", None, None, "no_population")


def test_shares_on_the_one_stop_system_need_it_and_another_source(spec: Spec) -> None:
    """Tỷ lệ hồ sơ trên hệ thống: đơn vị phải có hồ sơ một cửa và của một nguồn khác thì mới so được."""
    spec.add("units", "unit_code\nU1\nU2\nU3")
    spec.add(
        "dossiers",
        """
        dossier_code | unit_code | source          | received_at
        d1           | U1        | one_stop        | 2026-03-02 08:00
        d1           | U1        | national_portal | 2026-03-02 08:00
        d2           | U1        | paper_register  | 2026-03-02 08:00
        d3           | U2        | one_stop        | 2026-03-02 08:00
        d4           | U3        | national_portal | 2026-03-02 08:00
        """,
    )
    figures = spec.figures("dossiers_on_system_rate", "2026-03", by=("unit_code",))
    assert figures.select("unit_code", "value", "status").rows() == [
        ("U1", 0.5, "missed"),
        ("U2", None, "no_population"),
        ("U3", None, "no_population"),
    ]
    assert spec.figures("dossiers_on_system_rate", "2026-03")["value"].item() == 2 / 4


def test_one_source_alone_says_nothing_of_the_other(spec: Spec) -> None:
    """Chỉ nạp hồ sơ một cửa: không phải 100 %; chỉ nạp cổng quốc gia: không phải 0 %."""
    for source in ("one_stop", "national_portal"):
        with Spec() as one:
            row = {"dossier_code": "d1", "source": source, "received_at": "2026-03-02 08:00"}
            one.insert("dossiers", row)
            figures = one.figures("dossiers_on_system_rate", "2026-03")
            assert figures.select("value", "status").row(0) == (None, "no_population")


def test_the_other_source_may_be_of_an_earlier_period_but_not_of_a_later(spec: Spec) -> None:
    """Nguồn khác có hồ sơ trước cuối kỳ là đủ; chỉ có sau cuối kỳ thì lúc đó chưa có."""
    spec.add(
        "dossiers",
        """
        dossier_code | source          | received_at
        d1           | one_stop        | 2026-02-02 08:00
        d2           | national_portal | 2026-03-02 08:00
        d3           | one_stop        | 2026-04-02 08:00
        """,
    )
    values = [
        spec.figures("dossiers_on_system_rate", period)["value"].item() for period in ("2026-02", "2026-03", "2026-04")
    ]
    assert values == [None, 0, 1]


def test_procedures_in_use_need_dossiers(spec: Spec) -> None:
    """Chưa nạp hồ sơ: không phải là không thủ tục nào có hồ sơ; đã nạp thì 0 trên số thủ tục."""
    spec.add("units", UNITS)
    spec.add("procedures", "procedure_code | level | service_level | has_fee\n1.000001 | commune | full | yes")
    for indicator in (
        "qd766_online_services_used_rate",
        "qd766_procedures_paid_online_rate",
        "qd766_fee_procedures_used_rate",
    ):
        assert {value for _, _, value, _ in _rows(spec, indicator, "2026-03")} == {None}
    spec.add("dossiers", "dossier_code | unit_code | received_at\nd1 | U1 | 2026-02-02 08:00")
    rows = _rows(spec, "qd766_fee_procedures_used_rate", "2026-03")
    assert [(unit, value) for unit, _, value, _ in rows] == [("U1", 0), ("U2", None)]


# --- refused rows --------------------------------------------------------------------


def _refuse(
    spec: Tables, kind: str, file: str, rows: list[tuple[str | None, str | None]], loaded_at: str = "2026-01-01"
) -> None:
    """A load of a file that refused rows of these units and keys."""
    load_id = f"refusing {file} {kind} {loaded_at}"
    spec.connection.execute(
        "INSERT INTO loads (load_id, file, kind, state, loaded_at, exported_at, rows_read, accepted, rejected, provided,"
        " warnings) VALUES (?, ?, ?, 'loaded', ?, ?, ?, 0, ?, '[]', '{}')",
        [load_id, file, kind, loaded_at, loaded_at, len(rows), len(rows)],
    )
    for unit, key in rows:
        spec.connection.execute(
            "INSERT INTO refused_rows (kind, load_id, file, unit_code, key, loaded_at) VALUES (?, ?, ?, ?, ?, ?)",
            [kind, load_id, file, unit, key, loaded_at],
        )


def _refused(spec: Tables, indicator: str, by: tuple[str, ...] = ()) -> list[tuple[object, ...]]:
    return spec.figures(indicator, "2026", by=by).select(*by, "numerator", "denominator", "refused").rows()


def test_a_share_of_one_shows_the_rows_that_were_refused(spec: Spec) -> None:
    """1/1 mà 9 dòng bị từ chối phải khác 1/1; dòng không rõ đơn vị chỉ ở tổng."""
    spec.add("documents", "document_code | unit_code | handled_on | is_handled_online\nv1 | U1 | 2026-03-02 | yes")
    assert _refused(spec, "online_documents_rate") == [(1, 1, 0)]
    _refuse(spec, "documents", "van-ban.xlsx", [("U1", f"v{n}") for n in range(6)] + [(None, None)] * 3)
    assert _refused(spec, "online_documents_rate") == [(1, 1, 9)]
    assert _refused(spec, "online_documents_rate", ("unit_code",)) == [("U1", 1, 1, 6)]
    assert _refused(spec, "online_documents_rate", ("direction",)) == [(None, 1, 1, None)]
    assert _refused(spec, "online_payment_rate") == [(0, 0, 0)], "of another kind"


def test_the_newest_load_of_each_file_counts(spec: Spec) -> None:
    """Cùng tên tệp nạp lại: chỉ lần nạp mới nhất tính; tệp khác thì cộng thêm."""
    _refuse(spec, "documents", "a.xlsx", [("U1", "v1"), ("U1", "v2")], "2026-01-01")
    _refuse(spec, "documents", "b.xlsx", [("U1", "v3")], "2026-01-01")
    assert _refused(spec, "online_documents_rate") == [(0, 0, 3)]
    _refuse(spec, "documents", "a.xlsx", [("U1", "v2")], "2026-02-01")
    assert _refused(spec, "online_documents_rate") == [(0, 0, 2)]


@pytest.mark.lacks("sail", "spark", reason="which rows were accepted after all is read from the lake")
def test_a_row_accepted_later_is_refused_no_longer(spec: Spec) -> None:
    """Dòng bị từ chối mà sau đó nạp được theo mã thì không còn tính."""
    _refuse(spec, "documents", "a.xlsx", [("U1", "v1"), ("U1", "v2")])
    spec.connection.execute("UPDATE refused_rows SET accepted_at = TIMESTAMP '2026-02-01' WHERE key = 'v1'")
    assert _refused(spec, "online_documents_rate") == [(0, 0, 1)]


def test_refused_rows_of_a_closed_unit_stand_beside_its_successor(spec: Spec) -> None:
    """Dòng bị từ chối của đơn vị cũ đứng ở đơn vị kế thừa."""
    spec.add("units", "unit_code | valid_to | successor_code\nOLD | 2026-06-30 | NEW\nNEW | |")
    _refuse(spec, "documents", "a.xlsx", [("OLD", "v1")])
    assert _refused(spec, "online_documents_rate", ("unit_code",)) == [("NEW", 0, 0, 1)]


def test_a_composite_shows_what_was_refused_of_its_kinds(spec: Spec) -> None:
    """Chỉ số tổng hợp: cộng theo các loại bản ghi dùng tới, mỗi loại một lần."""
    _refuse(spec, "survey_answers", "a.xlsx", [("U1", "1"), ("U1", "2")])
    _refuse(spec, "assessments", "b.xlsx", [("U1", "1")])
    assert [row[-1] for row in _refused(spec, "sipas")] == [2]
    assert [row[-1] for row in _refused(spec, "par_index_rank")] == [1]


def test_refused_stands_after_the_status(spec: Spec) -> None:
    """Cột refused đứng sau status, trước các cột nhóm."""
    spec.add("units", UNITS)
    columns = spec.figures("online_documents_rate", "2026", by=("unit_code",)).columns
    assert columns[-3:] == ["status", "refused", "unit_code"]


def test_a_dossier_that_was_only_submitted_does_not_make_a_year_before_it_one_without_overdue_dossiers(
    spec: Spec,
) -> None:
    """Hồ sơ mới nộp, chưa có ngày tiếp nhận, không làm cho các kỳ trước đó có số 0: khi ấy chưa có hồ sơ nào."""
    head = "dossier_code | unit_code | status | submitted_at | received_at | due_at"
    rows = "D-1 | U1 | 1 | 2026-03-02 | | ", "D-2 | U1 | 4 | | 2026-03-02 | 2026-03-10"
    spec.add("dossiers", "\n".join([head, *rows]))
    assert _rows(spec, "overdue_open_count", "2026") == [("U1", 1, 1, "missed")]
    assert _rows(spec, "overdue_open_count", "2024") == [("U1", None, None, "no_population")]
