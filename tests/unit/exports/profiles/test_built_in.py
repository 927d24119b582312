"""What each built-in layout makes of its own columns: dates, fees, ticks, channels, statuses, nested lists."""

from datetime import datetime

import pytest

from tests.support.export_tables import CODE, REFERENCES, dossier, read, refusal, table


def test_a_new_due_date_counts_row_by_row_and_the_one_before_it_is_the_original() -> None:
    headings = ("Mã hồ sơ", "Trạng thái", "Ngày hẹn trả", "Ngày hẹn trả mới")
    result = read(table(headings, (CODE, "4", "05/03/2026", "09/03/2026"), (CODE, "4", "06/03/2026", None)))
    assert [day.day for day in result.frame["due_at"]] == [9, 6]
    assert [day and day.day for day in result.frame["original_due_at"]] == [5, None]


def test_an_original_due_date_given_is_kept() -> None:
    headings = ("Mã hồ sơ", "Trạng thái", "Ngày hẹn trả trước", "Ngày hẹn trả", "Ngày hẹn trả mới")
    result = read(table(headings, (CODE, "4", "01/03/2026", "05/03/2026", "09/03/2026")))
    assert result.frame["original_due_at"][0].day == 1


def test_a_list_without_new_due_dates_does_not_provide_original_ones() -> None:
    assert "original_due_at" not in dossier("05/03/2026", headings=("Ngày hẹn trả",)).columns


@pytest.mark.parametrize(
    ("cells", "fee"),
    [(("10.000", "5.000", None), 15000), (("10.000", None, None), 10000), ((None, None, None), None)],
)
def test_fees_without_a_total_are_added_up(cells: tuple[str | None, ...], fee: int | None) -> None:
    headings = ("Mã hồ sơ", "Trạng thái", "Phí (VNĐ)", "Lệ phí (VNĐ)")
    assert read(table(headings, (CODE, "4", *cells[:2]))).frame["fee_vnd"].to_list() == [fee]


def test_a_total_goes_before_its_parts_and_an_unreadable_part_refuses() -> None:
    headings = ("Mã hồ sơ", "Trạng thái", "Phí (VNĐ)", "Lệ phí (VNĐ)", "Tổng (VNĐ)")
    result = read(
        table(headings, (CODE, "4", "10.000", "5.000", "20.000"), (CODE, "4", "10.000", "5.000", None)),
        table(headings, (CODE, "4", "10.000", "năm nghìn", "20.000")),
    )
    assert result.frame["fee_vnd"].to_list() == [20000, 15000]
    assert result.refused["column"].to_list() == ["Lệ phí (VNĐ)"]


def test_a_blank_cell_of_a_column_of_yes_and_no_means_no() -> None:
    headings = ("Mã hồ sơ", "Trạng thái", "Công khai kết quả", "Số hóa kết quả", "Kết quả điện tử")
    result = read(table(headings, (CODE, "4", "x", "Có", None), (CODE, "4", None, None, None)))
    assert result.frame["is_result_published"].to_list() == [True, False]
    assert result.frame["has_digital_result"].to_list() == [True, False]
    assert result.frame["has_electronic_result"].to_list() == [False, False]


def test_an_empty_channel_stays_empty_in_lists() -> None:
    headings = ("Mã hồ sơ", "Trạng thái", "Hình thức nộp")
    rows = [(CODE, "4", text) for text in ("Trực tuyến", "TRỰC TIẾP", "Qua bưu chính công ích", "2", None)]
    assert read(table(headings, *rows)).frame["channel"].to_list() == ["online", "in_person", "postal", "online", None]
    unread = read(table(headings, (CODE, "4", "Bồ câu")))
    assert unread.frame.select("channel", "unread").rows() == [(None, ["channel"])]
    assert unread.findings.warnings()["unreadable_value"] == 1


def test_the_register_of_dossiers_derives_its_status() -> None:
    headings = ("Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả", "Người nhận")
    result = read(
        table(headings, (CODE, "01/03/2026", "05/03/2026", "04/03/2026", "C"), (CODE, "01/03/2026", None, None, "C"))
    )
    assert result.frame["status"].to_list() == [10, 4]
    assert "raw_status" not in result.provided
    assert result.findings.warnings() == {"missing_due_date": 1, "status_derived": 2, "unit_from_dossier_code": 2}


def test_a_list_with_a_status_column_never_derives_it() -> None:
    headings = ("Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả", "Trạng thái")
    assert refusal(CODE, "01/03/2026", None, "04/03/2026", None, headings=headings)["rule"] == "empty_required"


THU_PHI = ("STT", "Mã hồ sơ", "Tên người nộp", "Số biên lai", "Mẫu số", "Ngày thu", "Phí (VNĐ)", "Lệ phí (VNĐ)")


def test_receipts_are_payments_made() -> None:
    cells = ("1", CODE, "Trần Thị B", "0001234", "01BL", "05/03/2026", "10.000", "5.000")
    result = read(table((*THU_PHI, "Tổng (VNĐ)"), (*cells, "15.000"), (*cells[:6], None, "8.000", None)))
    assert result.frame.select("transaction_code", "receipt_number", "unit_code", "amount_vnd", "status").rows() == [
        (f"0001234/{CODE}", "0001234", "H44.100", 15000, "paid"),
        (f"0001234/{CODE}", "0001234", "H44.100", 8000, "paid"),
    ]


def test_fees_are_known_by_their_short_headings_below_one_that_spans_them() -> None:
    spans = "Số tiền (VNĐ)"
    headings = ("Số biên lai", "Mã hồ sơ", *((part, f"{spans} {part}", spans) for part in ("Phí", "Lệ phí", "Cộng")))
    assert read(table(headings, ("0001", CODE, "8.000", "2.000", "10.000"))).frame["amount_vnd"].to_list() == [10000]


def test_a_negative_amount_is_refused_and_a_zero_one_warned_of() -> None:
    headings = ("Mã giao dịch", "Mã hồ sơ", "Số tiền", "Trạng thái thanh toán")
    result = read(
        table(
            headings,
            ("g1", CODE, "-150.000", "Đã thanh toán"),
            ("g2", CODE, "0", "Đã thanh toán"),
            ("g3", CODE, "0", "Chưa thanh toán"),
        )
    )
    assert result.refused.select("rule", "value").rows() == [("negative_amount", "-150.000")]
    assert 'số tiền "-150.000" là số âm' in result.refused["message_vi"][0]
    assert result.findings.warnings()["zero_amount_paid"] == 1


def test_a_negative_sum_names_a_column_of_the_file() -> None:
    row = refusal(CODE, "4", "-5.000", "1.000", headings=("Mã hồ sơ", "Trạng thái", "Phí (VNĐ)", "Lệ phí (VNĐ)"))
    assert (row["rule"], row["column"], row["value"]) == ("negative_amount", "Phí (VNĐ)", "-5.000")


def test_the_days_of_feedback_count_from_its_last_transfer_else_from_its_reception() -> None:
    headings = ("Mã PAKN", "Mã định danh", "Ngày gửi", "Ngày tiếp nhận", "Ngày chuyển")
    start = ("H44.100", "01/03/2026", "02/03/2026")
    frame = read(table(headings, ("P1", *start, "04/03/2026"), ("P2", *start, None))).frame
    assert frame["transferred_at"].to_list() == [datetime(2026, 3, 4), datetime(2026, 3, 2)]


def test_feedback_is_within_competence_unless_it_says_otherwise() -> None:
    headings = ("Mã PAKN", "Ngày gửi", "Loại phản ánh", "Trạng thái", "Thuộc thẩm quyền", "Người gửi", "Nội dung")
    result = read(
        table(
            headings,
            ("p1", "01/03/2026", "TTHC", "Đã xử lý", None, "Trần Thị B", "nhà ở"),
            ("p2", "01/03/2026", None, None, "Không", "Trần Thị B", "nhà ở"),
            ("p3", None, None, None, None, "Trần Thị B", "nhà ở"),
        ),
        references=REFERENCES,
    )
    assert result.frame["is_within_competence"].to_list() == [True, False]
    assert result.frame["topic"].to_list() == ["procedure", None]
    assert result.frame["status"].to_list() == ["processed", None]
    assert result.refused["rule"].to_list() == ["empty_required"]
    assert not {"sender_name", "content"} & set(result.frame.columns)


JSON_KEYS = ("MaHoSo", "TrangThaiHoSo", "KenhThucHien", "NgayTiepNhan", "NgayHenTra")


def test_the_portals_json_counts_an_empty_channel_as_in_person() -> None:
    nested = (
        "DanhSachHoSoBoSung.NgayHenTraMoi:last",
        "DanhSachHoSoBoSung:count",
        "DanhSachLePhi.Gia:sum",
        "TaiLieuNop.DuocSoHoa:any",
        "HoSoCoThanhPhanSoHoa",
    )
    result = read(
        table(
            (*JSON_KEYS, *nested),
            (CODE, "9", "2", "20260301080000", "20260305170000", "20260309170000", "1", "150000", "1", None),
            (CODE, "9", None, "20260301080000", "20260305170000", None, "0", None, "1", "0"),
            format_="json",
            typed=True,
        )
    )
    frame = result.frame
    assert frame["channel"].to_list() == ["online", "in_person"]
    assert result.findings.warnings()["channel_from_profile_default"] == 1
    assert frame["due_at"].to_list() == [datetime(2026, 3, 9, 17), datetime(2026, 3, 5, 17)]
    assert frame["original_due_at"].to_list() == [datetime(2026, 3, 5, 17), None]
    assert frame["fee_vnd"].to_list() == [150000, None]
    assert frame["supplement_count"].to_list() == [1, 0]
    assert frame["has_digital_components"].to_list() == [True, False]


def test_the_portals_json_without_the_key_of_the_channel_says_nothing_of_it_nor_does_an_empty_one_of_others() -> None:
    assert "channel" not in read(table(JSON_KEYS[:2], (CODE, "9"), format_="json")).frame.columns
    other = read(table(("Mã hồ sơ", "Trạng thái hồ sơ", "Kênh thực hiện"), (CODE, "9", None), format_="json"))
    assert other.frame["channel"].to_list() == [None]


def test_the_portals_own_copy_is_another_source_and_only_by_name() -> None:
    rows = table(JSON_KEYS, (CODE, "9", "2", None, None), format_="json")
    assert read(rows).frame["source"].to_list() == ["one_stop"]
    assert read(rows, profile="dvcqg-portal").frame["source"].to_list() == ["national_portal"]
