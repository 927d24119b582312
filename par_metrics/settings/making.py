"""A new workspace: its folders, its settings file to fill in, and its pseudonym key."""

import json
from pathlib import Path

from par_metrics.settings.keys import is_in_use, write_new_key
from par_metrics.settings.layout import Layout
from par_metrics.settings.settings import refuse_question_mark


def init_workspace(root: Path, unit: str | None = None) -> None:
    """Make the folders, the settings file and the pseudonym key of a workspace; what exists is kept.

    Args:
        root: folder of the workspace, made if missing.
        unit: code of the officer's own unit, written into a new settings file.
    Raises:
        SettingsError: its path has what DuckDB cannot take.
    """
    refuse_question_mark(root)
    layout = Layout(root)
    for folder in (layout.root, layout.inbox, layout.profiles, layout.published):
        folder.mkdir(parents=True, exist_ok=True)
    for folder in (layout.archive, layout.lake, layout.rejects):
        folder.mkdir(mode=0o700, exist_ok=True)
    if not layout.settings_file.exists():
        layout.settings_file.write_text(_template(unit), encoding="utf-8")
    # A new key in the place of a lost one would be another: that is for `rotate_key`.
    if not layout.pseudonym_key.exists() and not is_in_use(layout):
        write_new_key(layout.pseudonym_key)


def _template(unit: str | None) -> str:
    # A TOML basic string is escaped as JSON is, so quotes in a code cannot break the file.
    own_unit = f"unit = {json.dumps(unit, ensure_ascii=False)}" if unit else '# unit = "H60.101"'
    return f"""\
# Cài đặt của par-metrics. Biến môi trường PAR_METRICS_… (ví dụ PAR_METRICS_UNIT) được ưu tiên hơn tệp này.
# Settings of par-metrics. Environment variables PAR_METRICS_… (such as PAR_METRICS_UNIT) come before this file.

# Mã định danh của đơn vị, dùng khi bản xuất không ghi đơn vị nào.
# Code of your unit, used where an export names none.
{own_unit}

timezone = "Asia/Ho_Chi_Minh"
language = "vi"   # vi, en

# Hồ sơ của đơn vị đã giải thể, sáp nhập được tính cho đơn vị kế thừa (cột successor_code của danh mục đơn vị).
# Records of a unit that has closed count for its successor (successor_code of the units register).
roll_up_units = true

# Ngày nghỉ, ngày làm bù riêng, ngoài lịch chung cả nước.
# Days off and make-up working days beyond the national calendar.
[calendar]
days_off = []         # [2026-09-03]
working_days = []     # [2026-08-22]
# Đã nhập hết ngày nghỉ, ngày làm bù được công bố đến ngày này.
# All days off and make-up days announced up to this day are entered.
# announced_until = 2027-12-31

# Nơi lấy tệp xuất mới mỗi đêm, mỗi nơi một bảng (docs/how-to/sources.md). Mật khẩu, mã truy cập không ghi ở đây.
# Where new exports are fetched from each night, one table each. Passwords and tokens do not stand here.
# [sources.mot_cua]
# url = "file:///mnt/mot-cua/xuat"
# pattern = "*.xlsx"

# Số tiến trình cùng đọc các tệp của một đêm; mặc định bằng số nhân CPU. Ít bộ nhớ thì ghi 1.
# How many processes read the files of a night side by side; default: the number of cores. 1 where memory is short.
[ingest]
# workers = 2

# Một tệp được dùng nhiều nhất bao nhiêu bộ nhớ; tệp cần hơn thì bị từ chối, các tệp khác vẫn được nạp.
# How much memory one file may take; one that needs more is refused, and the others are loaded.
[limits]
# memory_gb = 12

# Mỗi đêm kiểm tra một phần lake/, rejects/, archive/, sao cho hết một lượt trong ngần này ngày.
# Each night verifies a part of lake/, rejects/ and archive/, so that all is read in so many days.
[lake]
verify_days = 30

# Bản xuất trong archive/ (có dữ liệu cá nhân) được giữ bao nhiêu ngày; xóa bằng par-metrics prune. Không ghi: giữ mãi.
# How many days exports stay in archive/ (they hold personal data); par-metrics prune removes them. Not set: for good.
[archive]
# keep_days = 730

# Số lần công bố gần nhất được giữ lại trong published/.
# How many of the latest published runs are kept.
# Tệp có tỷ lệ dòng bị từ chối cao hơn mức này thì chưa công bố.
# A file of whose rows more than this share are refused holds publishing back.
[publish]
keep_runs = 30
refused_limit = 0.1
# Tệp công bố được dùng theo giấy phép nào; không ghi: không nói gì.
# What the published files may be used under; not set: nothing is said.
# licence = {{ name = "CC-BY-4.0", path = "https://creativecommons.org/licenses/by/4.0/" }}

# Dữ liệu mở trong open-data/: những năm được công bố cho mọi người. Mỗi năm chỉ ghi một lần, khi đã hết năm hơn 30
# ngày, sau đó không đổi nữa: hãy xem lại số liệu trước khi ghi năm vào đây. Ô nhỏ hơn threshold bị ẩn.
# Open data in open-data/: the years shown to everybody. A year is written once, when it has been over for 30 days, and
# stays as it is: look at its figures before you name it here. Cells below threshold are hidden.
[open_data]
years = []            # [2025]
# threshold = 5
# title = "Dữ liệu mở về cải cách hành chính"
# licence = "CC-BY-4.0"
# contact = "UBND phường An Tường"

# Bản xuất mới nhất của mỗi loại được cũ đến bao nhiêu ngày làm việc; quá mức thì có cảnh báo. Loại không ghi ở đây thì
# theo nhịp xuất quen thuộc. Loại ghi trong hold_back mà quá cũ thì chưa công bố.
# How many working days old the newest export of each kind may be; older ones are told. A kind that is not here goes by
# its usual rhythm. One named in hold_back holds publishing back when it is too old.
[freshness]
# dossiers = 3
# "dossiers.national_portal" = 10
# hold_back = ["dossiers"]

# Bảng tiêu chí PAR INDEX của tỉnh (XLSX, CSV, TOML); chưa có bảng thì không chấm điểm. Tổng điểm tối đa khi chưa có
# bảng: bản chấm chưa đủ tổng này thì chỉ số chưa đầy đủ.
# The province's table of PAR INDEX criteria (XLSX, CSV, TOML); without one no points are computed. The maximum in all
# where there is no table: an assessment below it is incomplete.
# [par_index]
# criteria = "tieu-chi-2026.xlsx"
# total_points = 100

# Nơi lập biểu, báo cáo, như ghi ở đầu trang và chỗ ký; không có thì để trống để điền tay.
# Who hands in forms and reports, as their heads and signatures say it; what is left out stays to be filled in.
# [office]
# name = "UBND phường An Tường"
# parent = "UBND tỉnh Tuyên Quang"
# recipient = "Sở Nội vụ tỉnh Tuyên Quang"
# place = "An Tường"
# signature = ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]
# report_template = "mau-bao-cao.docx"
# form_titles = {{ "II.06a" = "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC" }}

# Máy chủ PostgreSQL nhận số liệu sau mỗi lần công bố. Mật khẩu không ghi ở đây: đặt trong biến môi trường
# PAR_METRICS_POSTGRES_PASSWORD, hoặc trong tệp password_file chỉ chủ tệp đọc được (chmod 600).
# The PostgreSQL server that figures are written to once they are published. The password is not written here: it is in
# PAR_METRICS_POSTGRES_PASSWORD, or in password_file, which its owner alone may read (chmod 600).
# [postgres]
# host = "10.0.0.5"
# dbname = "so_lieu"
# user = "par_metrics"
# password_file = ".postgres-password"
# sslmode = "verify-full"

# Bản tin sau mỗi đêm, gửi qua e-mail và webhook, việc không đạt trước. Mật khẩu, mã truy cập không ghi ở đây: đặt trong
# biến môi trường (PAR_METRICS_DIGEST_PASSWORD), hoặc trong tệp chỉ chủ tệp đọc được (chmod 600).
# The digest of each night, by e-mail and webhook, problems first. Passwords and tokens are not written here: they are
# in the environment (PAR_METRICS_DIGEST_PASSWORD), or in files that their owner alone may read (chmod 600).
# [digest]
# when = "always"       # always, problems
# to = ["can-bo@example.vn"]
# sender = "par-metrics@example.vn"
# host = "mail.example.vn"
# security = "starttls" # starttls, tls, none
# user = "par-metrics@example.vn"
# password_file = ".mail-password"
# [digest.webhooks.chat]
# url_file = ".chat-url"
# format = "text"       # json, text

# Nhật ký trong logs/, mỗi tệp một dòng, không có dữ liệu cá nhân: giữ bao nhiêu tệp, mỗi tệp lớn đến đâu.
# The log in logs/, a line for each export and no personal data: how many files are kept, how large each becomes.
[log]
# files = 10
# size_mb = 1

# Chỉ tiêu khác với kế hoạch (0.85 là 85 %), mỗi chỉ tiêu một bảng.
# Targets other than the plan's (0.85 is 85 %), one table each.
# [[targets]]
# indicator = "full_online_dossiers_rate"
# value = 0.85
# years = [2026, 2030]
"""
