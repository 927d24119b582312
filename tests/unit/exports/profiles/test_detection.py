"""Which profile reads a file: by its headings, never by a guess."""

from pathlib import Path

import pytest

from par_metrics.errors import RefusedFileError
from par_metrics.exports.matching import find_kind, find_match
from par_metrics.exports.profiles.detection import kind_by_headings
from par_metrics.exports.profiles.library import find_profiles, headings_vocabulary, own_profiles
from par_metrics.readers.read import Source, headings_of
from par_metrics.readers.table import ReadOptions
from tests.support.export_tables import matched, read, table

SAMPLE = Path(__file__).parents[4] / "sample_data"
DANH_SACH = (
    "STT, Đơn vị tiếp nhận, Người tiếp nhận, Tên thủ tục hành chính, Mã hồ sơ, Trạng thái, Địa chỉ, Người nộp, "
    "Chủ hồ sơ, Ngày nộp hồ sơ, Ngày nhận, Ngày hẹn trả, Ngày kết thúc xử lý"
)
SO_THEO_DOI = (
    "STT, Mã hồ sơ, Trích yếu, Số bộ hồ sơ, Chủ hồ sơ, Địa chỉ, Số điện thoại, Ngày tiếp nhận, Ngày hẹn trả, "
    "Ngày trả, Người nhận, Địa bàn"
)
THU_PHI = (
    "STT, Mã hồ sơ, Người tiếp nhận, Loại tiếp nhận, Tên người nộp, Số biên lai, Mẫu số, Ký hiệu, Ngày tiếp nhận, "
    "Ngày thu, Phí (VNĐ), Lệ phí (VNĐ), Tổng (VNĐ)"
)


def chosen(headings: str, format_: str = "csv", kind: str | None = None) -> tuple[str, str]:
    names = headings.split(", ")
    match = matched(table(names, ["1"] * len(names), format_=format_), kind=kind)
    return match.profile.name, match.kind.name


def refused(*headings: str | tuple[str, ...], kind: str | None = None) -> RefusedFileError:
    with pytest.raises(RefusedFileError) as error:
        matched(table(headings, [str(number) for number in range(len(headings))]), kind=kind)
    return error.value


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (DANH_SACH, ("danh-sach-ho-so", "dossiers")),
        (SO_THEO_DOI, ("so-theo-doi", "dossiers")),
        (THU_PHI, ("thu-phi", "payments")),
        ("Mã hồ sơ, Trạng thái", ("danh-sach-ho-so", "dossiers")),
        ("MA_HO_SO, tinh trang, NGÀY  HẸN\nTRẢ KQ", ("danh-sach-ho-so", "dossiers")),
        ("Mã hồ sơ, Trạng thái, Ngày tiếp nhận, Ngày trả", ("danh-sach-ho-so", "dossiers")),
        ("Số biên nhận, Ngày nhận, Ngày trả kết quả", ("so-theo-doi", "dossiers")),
        ("Mã hồ sơ, Số biên lai, Phí (VNĐ), Lệ phí (VNĐ)", ("thu-phi", "payments")),
        ("Mã giao dịch, Số tiền, Trạng thái thanh toán", ("payments-list", "payments")),
        ("Mã giao dịch, Mã hồ sơ, Số tiền, Trạng thái", ("payments-list", "payments")),
        (
            "Mã giao dịch, Mã hồ sơ, Số biên lai, Tổng (VNĐ), Trạng thái, Chủ hồ sơ, Địa chỉ, Ngày nhận, Ngày trả",
            ("payments-list", "payments"),
        ),
        ("Mã PAKN, Ngày gửi, Trạng thái, Đơn vị xử lý, Nội dung", ("pakn", "feedback")),
        ("Mã phản ánh, NgayGui, Tình trạng, Ngày tiếp nhận", ("pakn", "feedback")),
        ("Mã TTHC, Tên TTHC, Lĩnh vực, Mức độ", ("procedures-list", "procedures")),
        ("Mã đơn vị, Tên đơn vị, Cấp", ("units-list", "units")),
        ("unit_code, unit_name", ("canonical", "units")),
        ("dossier_code, unit_code, unit_name, procedure_code, status", ("canonical", "dossiers")),
        ("transaction_code, dossier_code, unit_code, amount_vnd, status", ("canonical", "payments")),
        ("feedback_code, unit_code, sent_at, status", ("canonical", "feedback")),
        ("procedure_code, procedure_name, service_level", ("canonical", "procedures")),
    ],
)
def test_the_layouts_are_told_apart_by_their_headings(headings: str, expected: tuple[str, str]) -> None:
    assert chosen(headings) == expected


def test_the_portals_json_is_told_by_its_keys_and_only_in_json() -> None:
    keys = "MaHoSo, MaTTHC, TrangThaiHoSo, KenhThucHien, NgayTiepNhan, SoDienThoai, DanhSachLePhi.Gia:sum"
    assert chosen(keys, "json") == ("dvcqg-json", "dossiers")
    assert chosen(keys, "csv") == ("danh-sach-ho-so", "dossiers")
    assert chosen("Mã hồ sơ, Trạng thái hồ sơ", "json") == ("danh-sach-ho-so", "dossiers")


def test_an_unknown_layout_says_what_the_closest_profile_misses_and_never_the_files_own_words() -> None:
    error = refused("Mã hồ sơ", "Ngày tiếp nhận", "Trần Thị Bình", "0912345678")
    assert error.rule == "unknown_layout"
    for text in error.label:
        assert "danh-sach-ho-so" in text and '"Trạng thái" (status)' in text
        assert "thu-phi" in text and '"Số biên lai" (transaction_code)' in text
        assert "Trần Thị Bình" not in text and "0912345678" not in text


def test_a_list_of_dossiers_without_a_status_is_not_taken_for_a_register() -> None:
    assert refused("Mã hồ sơ", "Mã đơn vị", "Tên đơn vị", "Mã TTHC", "Tên TTHC").rule == "unknown_layout"


def test_the_kind_restricts_what_is_tried() -> None:
    assert refused(*DANH_SACH.split(", "), kind="feedback").rule == "unknown_layout"
    assert chosen("Mã TTHC, Tên TTHC, Mã đơn vị, Đơn vị", kind="procedures")[1] == "procedures"


def test_a_tie_is_an_error_that_names_the_layouts() -> None:
    from par_metrics.exports.profiles.library import parse_profile

    toml = 'name = "{}"\nversion = 1\nkind = "dossiers"\n[columns]\ndossier_code = "A"\nstatus = "B"\n'
    profiles = [parse_profile(toml.format(name), "x.toml") for name in ("one", "two")]
    from par_metrics.exports.profiles.detection import choose

    with pytest.raises(RefusedFileError) as error:
        choose([table(("A", "B"), ("1", "4"))], profiles)
    assert error.value.rule == "ambiguous_layout"
    assert "one (dossiers), two (dossiers)" in str(error.value)


def test_sheets_of_different_kinds_are_never_mixed_nor_left_out_silently() -> None:
    dossiers = table(("Mã hồ sơ", "Trạng thái"), ("1", "4"), sheet="A", format_="xlsx")
    payments = table(("Mã giao dịch", "Số tiền", "Trạng thái thanh toán"), ("1", "4", "0"), sheet="B", format_="xlsx")
    with pytest.raises(RefusedFileError) as error:
        matched(dossiers, payments)
    assert error.value.rule == "ambiguous_layout"
    match = matched(dossiers, payments, kind="payments")
    assert [binding.table.sheet for binding in match.bindings] == ["B"]
    assert match.skipped_sheets == ("A",)


def test_the_same_heading_twice_is_refused_even_if_the_columns_agree() -> None:
    rows = table(("Mã hồ sơ", "Trạng thái", "Ngày hẹn trả", "Ngày hẹn trả"), ("1", "4", "1", "1"))
    with pytest.raises(RefusedFileError) as error:
        matched(rows)
    assert error.value.rule == "duplicate_headings"
    assert '"Ngày hẹn trả", "Ngày hẹn trả"' in error.value.label.vi


def test_two_headings_of_one_meaning_are_refused_even_if_they_agree() -> None:
    """Which of them holds once they differ must not be a guess."""
    headings = ("Mã hồ sơ", "Trạng thái", "Ngày hẹn trả", "Hạn xử lý")
    for cells in (("05/03/2026", "06/03/2026"), ("05/03/2026", "05/03/2026")):
        with pytest.raises(RefusedFileError) as error:
            matched(table(headings, ("H44.100-260301-0001", "4", *cells)))
        assert error.value.rule == "duplicate_headings"
        assert '"Ngày hẹn trả", "Hạn xử lý"' in str(error.value)


def test_a_heading_merged_over_an_empty_column_is_one_column() -> None:
    headings = ("Mã hồ sơ", "Trạng thái", "Ngày hẹn trả", "Ngày hẹn trả")
    for cells in (("05/03/2026", None), (None, "05/03/2026")):
        result = read(table(headings, ("H44.100-260301-0001", "4", *cells)))
        assert result.frame["due_at"].null_count() == 0


def test_several_personal_columns_are_fine() -> None:
    headings = ("Mã hồ sơ", "Trạng thái", "Chủ hồ sơ", "Người nộp", "Người nộp")
    result = read(table(headings, ("H44.100-260301-0001", "4", "A", "B", "C")))
    assert result.frame.height == 1
    assert result.findings.unknown_columns == ()


def test_of_a_merged_header_the_lowest_heading_that_is_known_counts() -> None:
    result = read(
        table(
            (
                "Mã hồ sơ",
                "Trạng thái",
                ("Phí (VNĐ)", "Phí, lệ phí Phí (VNĐ)", "Phí, lệ phí"),
                ("Lệ phí (VNĐ)", "Phí, lệ phí Lệ phí (VNĐ)", "Phí, lệ phí"),
                ("Mã", "Thủ tục Mã", "Thủ tục"),
                ("Tên", "Thủ tục Tên", "Thủ tục"),
            ),
            ("H44.100-260301-0001", "4", "10.000", "5.000", "1.014390", "Khai sinh"),
        )
    )
    assert result.frame["fee_vnd"].to_list() == [15000]
    assert result.findings.unknown_columns == ("Mã", "Tên")
    assert "procedure_code" not in result.provided


def test_headings_without_a_record_are_refused() -> None:
    with pytest.raises(RefusedFileError) as error:
        matched(table(("Mã hồ sơ", "Trạng thái")))
    assert error.value.rule == "no_rows"


def test_a_file_without_any_known_heading_is_told_what_each_layout_needs(tmp_path: Path) -> None:
    path = tmp_path / "la.csv"
    path.write_text("Nguyễn Thị Zyxwa,0912345678,x\nTrần Văn B,0987654321,y\n", encoding="utf-8")
    with pytest.raises(RefusedFileError) as error:
        find_match(path, find_profiles(None, None))
    assert error.value.rule == "unknown_layout"
    for wanted in ("danh-sach-ho-so (dossiers)", '"Mã hồ sơ" (dossier_code)', "thu-phi (payments)", "pakn (feedback)"):
        assert wanted in error.value.label.vi
        assert wanted in error.value.label.en
    assert "Zyxwa" not in str(error.value), "a headerless file must not leak through its first row"


def test_an_unknown_layout_is_told_in_a_few_lines_with_the_headings_that_were_seen(tmp_path: Path) -> None:
    path = tmp_path / "la.csv"
    headings = [
        "Mã số",
        "Ngày vào",
        "Mẫu Thị Zyxwa",
        "Năm 2026",
        "Phòng 123456",
        *(f"Cột số {n}" for n in range(500)),
    ]
    path.write_text(",".join(headings) + "\n" + ",".join("x" * len(headings)) + "\n", encoding="utf-8")
    with pytest.raises(RefusedFileError) as error:
        find_match(path, find_profiles(None, None))
    for text in error.value.label:
        assert '"Mã số", "Ngày vào", "cột 3 (•••• 13 ký tự)", "Năm 2026", "Phòng 123456", "Cột số 0"' in text
        assert text.startswith("la.csv: ") and "danh-sach-ho-so (dossiers)" in text and "485" in text
        assert len(text) < 10 * 100 and "Zyxwa" not in text


def test_the_headings_of_a_csv_file_tell_its_kind_without_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "thu-phi.csv"
    path.write_text(THU_PHI.replace(", ", ",") + '\n1,"a' + "\n" * 9, encoding="utf-8")
    profiles = find_profiles(None, None)
    with pytest.raises(RefusedFileError):
        find_match(path, profiles)
    assert find_kind(path, profiles).name == "payments"


def test_every_export_of_the_sample_is_of_the_kind_that_its_rows_tell() -> None:
    profiles = find_profiles(None, None)
    exports = [path for path in (SAMPLE / "exports").iterdir() if path.suffix in (".csv", ".json")]
    kinds = {path.name: find_kind(path, profiles).name for path in exports}
    assert kinds == {path.name: find_match(path, profiles).kind.name for path in exports} and len(kinds) > 5


def test_where_cells_tell_which_column_is_meant_rows_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "hai-cot.csv"
    headings = DANH_SACH.replace(", ", ",")
    width = headings.count(",") + 1
    path.write_text(f"{headings},Ngày nhận\n" + ",".join(["1"] * width) + ",\n", encoding="utf-8")
    profiles = find_profiles(None, None)
    table = headings_of(Source(path, path.name), ReadOptions(), headings_vocabulary(profiles))
    assert table is not None and kind_by_headings(table, profiles) is None
    assert find_kind(path, profiles).name == "dossiers"


def test_a_profile_that_says_how_a_file_is_opened_tells_its_kind(tmp_path: Path) -> None:
    (tmp_path / "rieng.toml").write_text(
        'name = "rieng"\nversion = 1\nkind = "payments"\n[read]\nseparator = "#"\n'
        '[columns]\ntransaction_code = ["Số"]\namount_vnd = ["Tiền"]\n'
        'unit_code = ["Đơn vị"]\nstatus = ["Trạng thái"]\n',
        encoding="utf-8",
    )
    path = tmp_path / "rieng.csv"
    path.write_text("Số#Tiền#Đơn vị#Trạng thái\n1#2#H60.101#Đã thanh toán\n", encoding="utf-8")
    profiles = find_profiles(None, None, own_profiles(tmp_path))
    assert find_kind(path, profiles) == find_match(path, profiles).kind
