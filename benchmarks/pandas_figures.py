"""The figures of the dbt project as a data officer would write them in pandas, for the benchmarks to compare with.

    .venv/bench-pandas/bin/python benchmarks/pandas_figures.py EXPORT OUT

Reads the CSV file of dossiers, writes a CSV of `indicator, unit_code, month, numerator, denominator`.
"""

import sys

import pandas as pd  # type: ignore[import-untyped]

BEGINS, AS_OF = pd.Timestamp("2026-01-01"), pd.Timestamp("2026-10-01")
MOMENT, DAY = "%d/%m/%Y %H:%M:%S", "%d/%m/%Y"
MOMENTS = ["Ngày nộp hồ sơ", "Ngày nhận", "Ngày kết thúc xử lý", "Ngày trả kết quả", "Ngày gửi thư xin lỗi"]
RESOLVED = ["Đã xử lý xong", "Đã trả kết quả"]
WITHDRAWN = "Công dân yêu cầu rút hồ sơ"
CLOSED = [*RESOLVED, WITHDRAWN, "Dừng xử lý"]
NOT_ACCEPTED = ["Mới đăng ký", "Không được tiếp nhận"]


def deadline(text: pd.Series) -> pd.Series:
    """A day without a time of day means its end."""
    moment = pd.to_datetime(text, format=MOMENT, errors="coerce")
    day = pd.to_datetime(text, format=DAY, errors="coerce") + pd.Timedelta(days=1, microseconds=-1)
    return moment.fillna(day)


def read(path: str) -> pd.DataFrame:
    d = pd.read_csv(
        path, sep=";", decimal=",", encoding="utf-8-sig", parse_dates=MOMENTS, date_format=MOMENT,
        dtype={"Mã TTHC": "str", "Ngày hẹn trả trước": "str", "Ngày hẹn trả": "str"},
    )  # fmt: skip
    d["received_at"] = d["Ngày nhận"]
    d["due_at"] = deadline(d["Ngày hẹn trả"])
    d["original_due_at"] = deadline(d["Ngày hẹn trả trước"]).fillna(d["due_at"])
    d["ended_at"] = d["Ngày kết thúc xử lý"].fillna(d["Ngày trả kết quả"])
    return d


def shares(d: pd.DataFrame) -> dict[str, tuple[str, pd.Series, pd.Series]]:
    """Of each figure by month of an event: the event, which dossiers count, and which of them are good."""
    status = d["Trạng thái"]
    accepted, resolved = ~status.isin(NOT_ACCEPTED), status.isin(RESOLVED)
    dated = resolved & d["due_at"].notna()
    pays = accepted & d["Tổng phí lệ phí"].notna() & (d["Tổng phí lệ phí"] != 0)
    late = d["ended_at"] > d["due_at"]
    in_time = d["ended_at"] <= d["due_at"]
    days = (d["ended_at"].dt.normalize() - d["received_at"].dt.normalize()).dt.days
    channel = d["Hình thức nộp"]
    due = accepted & d["received_at"].notna() & (status != WITHDRAWN)
    return {
        "dossiers_received": ("received_at", accepted, accepted),
        "online_dossiers_rate": ("received_at", accepted & channel.notna(), channel == "Trực tuyến"),
        "digital_components_rate": ("received_at", accepted, d["Số hóa thành phần hồ sơ"] == "Có"),
        "reused_components_rate": ("received_at", accepted, d["Tái sử dụng thành phần"] == "Có"),
        "supplemented_rate": ("received_at", accepted, d["Số lần bổ sung"] > 0),
        "paid_online_rate": ("received_at", pays, d["Thanh toán trực tuyến"].isin(["Cổng DVCQG", "Cổng tỉnh"])),
        "on_time_rate": ("ended_at", dated, in_time),
        "on_time_rate_original_due": ("ended_at", dated, d["ended_at"] <= d["original_due_at"]),
        "processing_days": ("ended_at", dated, days),
        "late_apologised_rate": ("ended_at", resolved & late, d["Công khai thư xin lỗi"] == "Có"),
        "results_published_rate": ("ended_at", resolved, d["Công khai kết quả"] == "Có"),
        "results_digitised_rate": ("ended_at", resolved, d["Số hóa kết quả"] == "Có"),
        "results_electronic_rate": ("ended_at", resolved, d["Kết quả điện tử"] == "Có"),
        "on_time_rate_due": ("due_at", due, status.isin(CLOSED) & in_time),
    }


def by_month(d: pd.DataFrame, event: str, counted: pd.Series, good: pd.Series) -> pd.DataFrame:
    rows = counted & (d[event] >= BEGINS) & (d[event] < AS_OF)
    keys = [d.loc[rows, "Mã đơn vị"].rename("unit_code"), d.loc[rows, event].dt.strftime("%Y-%m").rename("month")]
    return good[rows].groupby(keys).agg(["sum", "size"]).reset_index()


def overdue(d: pd.DataFrame) -> pd.DataFrame:
    """What is open and overdue at the end of each month."""
    accepted, closed = ~d["Trạng thái"].isin(NOT_ACCEPTED), d["Trạng thái"].isin(CLOSED)
    months = []
    for month in pd.date_range(BEGINS, AS_OF, freq="MS", inclusive="left"):
        end = month + pd.DateOffset(months=1)
        gone = closed & (d["ended_at"].isna() | (d["ended_at"] < end))
        late = d[accepted & (d["received_at"] < end) & (d["due_at"] < end) & ~gone]
        months.append(late.groupby("Mã đơn vị").size().rename("sum").reset_index().assign(month=f"{month:%Y-%m}"))
    return pd.concat(months).rename(columns={"Mã đơn vị": "unit_code"})


def main() -> None:
    d = read(sys.argv[1])
    found = [by_month(d, *share).assign(indicator=name) for name, share in shares(d).items()]
    found.append(overdue(d).assign(indicator="overdue_open_count"))
    table = pd.concat(found).rename(columns={"sum": "numerator", "size": "denominator"})
    table[["indicator", "unit_code", "month", "numerator", "denominator"]].to_csv(sys.argv[2], index=False)


if __name__ == "__main__":
    main()
