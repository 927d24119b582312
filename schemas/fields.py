"""Every field once. Kinds name the fields they use.

The pandera models, the warehouse tables, the headings that built-in profiles read and
the reference page are all made from these.
"""

from schemas.field import Field, ValueType
from schemas.labels import Label

T = ValueType

# --- units and procedures -------------------------------------------------------------

unit_code = Field(
    "unit_code",
    T.CODE,
    Label("Mã định danh đơn vị", "Unit code"),
    "Identifier of the agency (mã định danh, Quyết định 20/2020/QĐ-TTg): `H60.101`, `000.00.01.H22`.",
    ("Mã định danh", "Mã đơn vị", "Mã định danh đơn vị", "Mã cơ quan", "MaDonVi", "MaDinhDanh"),
)
unit_name = Field(
    "unit_name",
    T.TEXT,
    Label("Tên đơn vị", "Unit name"),
    "Name of the agency.",
    ("Tên đơn vị", "Đơn vị", "Tên cơ quan", "Cơ quan", "TenDonVi"),
)
unit_name_lookup = Field(
    "unit_name",
    T.TEXT,
    Label("Đơn vị", "Unit name"),
    "Read to find the unit's code in `units`; not stored with the record.",
    (
        "Đơn vị",
        "Đơn vị tiếp nhận",
        "Đơn vị xử lý",
        "Cơ quan",
        "DonViXuLy",
        "Tên đơn vị",
        "Cơ quan xử lý",
        "Cơ quan tiếp nhận",
    ),
    stored=False,
)
unit_level = Field(
    "level",
    T.CATEGORY,
    Label("Cấp", "Level"),
    "Level of government.",
    ("Cấp", "Cấp hành chính", "Cấp đơn vị"),
    values={
        "commune": ("cấp xã", "xã", "phường", "thị trấn", "đặc khu", "xã, phường", "commune"),
        "department": ("sở", "ban, ngành", "sở, ban, ngành", "sở ngành", "cấp sở", "department"),
        "province": ("tỉnh", "cấp tỉnh", "thành phố", "province"),
    },
)
parent_code = Field(
    "parent_code",
    T.CODE,
    Label("Mã đơn vị cấp trên", "Parent unit code"),
    "Code of the unit above.",
    ("Mã đơn vị cấp trên", "Mã đơn vị cha", "Đơn vị cấp trên"),
)

procedure_code = Field(
    "procedure_code",
    T.PROCEDURE_CODE,
    Label("Mã TTHC", "Procedure code"),
    "Code of the administrative procedure, without its agency suffix: `1.008377.000.00.00.H13`, "
    "`1.014464.H50` and `1.014464` name one procedure by their first two groups.",
    ("Mã TTHC", "Mã thủ tục", "MaTTHC", "Mã thủ tục hành chính", "Mã số TTHC"),
)
procedure_name = Field(
    "procedure_name",
    T.TEXT,
    Label("Tên TTHC", "Procedure name"),
    "Name of the procedure.",
    ("Tên TTHC", "Tên thủ tục hành chính", "TenTTHC", "Thủ tục", "Tên thủ tục", "Thủ tục hành chính"),
)
field_of_work = Field(
    "field",
    T.TEXT,
    Label("Lĩnh vực", "Field"),
    "Field of administration the procedure belongs to.",
    ("Lĩnh vực", "TenLinhVuc", "Tên lĩnh vực"),
)
procedure_level = Field(
    "level",
    T.CATEGORY,
    Label("Cấp thực hiện", "Level"),
    "Level of the agency that handles the procedure.",
    ("Cấp thực hiện", "Cấp", "Cấp giải quyết", "Cấp thủ tục"),
    values={
        "commune": ("cấp xã", "xã", "phường", "xã, phường", "commune"),
        "province": ("cấp tỉnh", "tỉnh", "sở", "sở, ban, ngành", "province", "department"),
    },
)
service_level = Field(
    "service_level",
    T.CATEGORY,
    Label("Mức độ DVC trực tuyến", "Service level"),
    "Kind of online service (Nghị định 42/2022/NĐ-CP): full (toàn trình), partial (một phần), information. "
    "Systems of the four levels before it write 4, 3 and 2.",
    ("Mức độ", "Mức độ DVC", "Mức độ DVCTT", "Mức độ dịch vụ công", "Loại dịch vụ công", "MucDo", "Loại DVC"),
    values={
        "full": ("toàn trình", "4", "mức độ 4", "mức 4", "dvc toàn trình", "dịch vụ công trực tuyến toàn trình"),
        "partial": ("một phần", "3", "mức độ 3", "mức 3", "dvc một phần", "dịch vụ công trực tuyến một phần"),
        "information": (
            "cung cấp thông tin",
            "thông tin",
            "2",
            "1",
            "mức độ 2",
            "mức 2",
            "còn lại",
            "dịch vụ cung cấp thông tin trực tuyến",
        ),
    },
)
is_eligible_full_online = Field(
    "is_eligible_full_online",
    T.BOOLEAN,
    Label("Đủ điều kiện toàn trình", "Eligible for full online service"),
    "The procedure meets the conditions for a full-online service (đủ điều kiện lên toàn trình).",
    ("Đủ điều kiện toàn trình", "Đủ điều kiện DVC toàn trình", "Đủ điều kiện trực tuyến toàn trình"),
)
has_fee = Field(
    "has_fee",
    T.BOOLEAN,
    Label("Có phí, lệ phí", "Has a fee"),
    "The procedure carries a financial obligation (nghĩa vụ tài chính).",
    ("Có phí", "Có phí, lệ phí", "Có thu phí", "Có phí/lệ phí", "Nghĩa vụ tài chính"),
)
is_eligible_online_payment = Field(
    "is_eligible_online_payment",
    T.BOOLEAN,
    Label("Đủ điều kiện thanh toán trực tuyến", "Eligible for online payment"),
    "Online payment can be offered for the procedure.",
    ("Đủ điều kiện thanh toán trực tuyến", "Đủ điều kiện TTTT"),
)
is_online_payment_enabled = Field(
    "is_online_payment_enabled",
    T.BOOLEAN,
    Label("Đã mở thanh toán trực tuyến", "Online payment enabled"),
    "Online payment is open for the procedure.",
    ("Đã mở thanh toán trực tuyến", "Cho phép thanh toán trực tuyến", "Triển khai thanh toán trực tuyến"),
)
is_published = Field(
    "is_published",
    T.BOOLEAN,
    Label("Đã công khai", "Published"),
    "The procedure is made public (công khai TTHC).",
    ("Đã công khai", "Công khai", "Công khai TTHC"),
)
published_on = Field(
    "published_on",
    T.DATE,
    Label("Ngày công khai", "Published on"),
    "Day the procedure was made public.",
    ("Ngày công khai",),
)
decision_on = Field(
    "decision_on",
    T.DATE,
    Label("Ngày quyết định công bố", "Decision date"),
    "Date of the decision that announces the procedure (quyết định công bố); in force from then.",
    ("Ngày quyết định công bố", "Ngày quyết định", "Ngày công bố", "Ngày QĐ công bố"),
)
is_one_stop = Field(
    "is_one_stop",
    T.BOOLEAN,
    Label("Thực hiện tại một cửa", "One-stop"),
    "Received and returned at the one-stop centre (cơ chế một cửa).",
    ("Một cửa", "Thực hiện một cửa", "Tiếp nhận tại một cửa", "Thực hiện tại bộ phận một cửa"),
)
returns_document = Field(
    "returns_document",
    T.BOOLEAN,
    Label("Có trả kết quả giấy tờ", "Returns a document"),
    "The result of the procedure is a document (giấy tờ kết quả).",
    ("Có kết quả giấy tờ", "Trả giấy tờ", "Có giấy tờ kết quả", "Có trả kết quả"),
)
statutory_working_days = Field(
    "statutory_working_days",
    T.INTEGER,
    Label("Thời hạn giải quyết (ngày làm việc)", "Statutory limit (working days)"),
    "Longest time the law allows, in working days.",
    ("Thời hạn giải quyết", "Số ngày giải quyết", "Thời hạn (ngày làm việc)", "Thời gian giải quyết"),
)

# --- dossiers --------------------------------------------------------------------------

dossier_code = Field(
    "dossier_code",
    T.CODE,
    Label("Mã hồ sơ", "Dossier code"),
    "Code of the dossier (mã hồ sơ, TT 03/2025/TT-VPCP Điều 13).",
    ("Mã hồ sơ", "Số hồ sơ", "MaHoSo", "Mã số hồ sơ", "Số biên nhận"),
)
procedure_name_of_dossier = Field(
    "procedure_name",
    T.TEXT,
    Label("Tên TTHC", "Procedure name"),
    "Read to find the procedure's code in `procedures`; not stored with the record.",
    procedure_name.headings,
    stored=False,
)
channel = Field(
    "channel",
    T.CATEGORY,
    Label("Hình thức nộp", "Channel"),
    "How the dossier was filed (KenhThucHien).",
    ("Hình thức nộp", "Hình thức tiếp nhận", "Kênh thực hiện", "KenhThucHien", "Loại tiếp nhận", "Hình thức nộp hồ sơ"),
    values={
        "in_person": ("1", "trực tiếp", "nộp trực tiếp", "tại quầy", "tiếp nhận trực tiếp", "tại bộ phận một cửa"),
        "online": ("2", "trực tuyến", "nộp trực tuyến", "qua mạng", "online", "tiếp nhận trực tuyến"),
        "postal": (
            "3",
            "bcci",
            "bưu chính",
            "bưu chính công ích",
            "qua bưu chính",
            "qua bưu chính công ích",
            "bưu điện",
            "qua bưu điện",
            "dịch vụ bưu chính công ích",
            "nộp qua bưu chính",
            "trực tiếp qua bcci",
        ),
    },
)
submitted_at = Field(
    "submitted_at",
    T.DATETIME,
    Label("Ngày nộp", "Submitted at"),
    "When the applicant filed the dossier.",
    ("Ngày nộp", "Ngày nộp hồ sơ", "NgayNopHoSo", "Thời gian nộp"),
)
received_at = Field(
    "received_at",
    T.DATETIME,
    Label("Ngày tiếp nhận", "Received at"),
    "When the agency accepted the dossier for handling.",
    ("Ngày tiếp nhận", "Ngày nhận", "NgayTiepNhan", "Thời gian tiếp nhận", "Ngày tiếp nhận hồ sơ", "Ngày nhận hồ sơ"),
)
original_due_at = Field(
    "original_due_at",
    T.DUE,
    Label("Ngày hẹn trả ban đầu", "Original due date"),
    "Return date first promised, before any rescheduling. A date alone means the end of that day.",
    ("Ngày hẹn trả trước", "Ngày hẹn trả ban đầu", "NgayHenTraTruoc", "Ngày hẹn trả lần đầu"),
)
due_at = Field(
    "due_at",
    T.DUE,
    Label("Ngày hẹn trả", "Due date"),
    "Return date in force, after any rescheduling. A date alone means the end of that day.",
    (
        "Ngày hẹn trả mới",
        "NgayHenTraMoi",
        "Ngày hẹn trả",
        "Hạn xử lý",
        "NgayHenTra",
        "Ngày hẹn trả KQ",
        "Ngày hẹn trả kết quả",
        "Hạn giải quyết",
    ),
)
completed_at = Field(
    "completed_at",
    T.DATETIME,
    Label("Ngày kết thúc xử lý", "Completed at"),
    "When handling ended (NgayKetThucXuLy).",
    ("Ngày kết thúc xử lý", "Ngày hoàn thành", "NgayKetThucXuLy", "Ngày xử lý xong", "Ngày kết thúc"),
)
returned_at = Field(
    "returned_at",
    T.DATETIME,
    Label("Ngày trả kết quả", "Returned at"),
    "When the result was handed over (NgayTra).",
    ("Ngày trả", "Ngày trả kết quả", "NgayTra", "Ngày trả KQ"),
)
dossier_status = Field(
    "status",
    T.STATUS,
    Label("Trạng thái hồ sơ", "Status"),
    "State of the dossier, 1-10 as on the national portal (TrangThaiHoSo).",
    ("Trạng thái", "Trạng thái hồ sơ", "TrangThaiHoSo", "Tình trạng", "Tình trạng hồ sơ"),
    values={
        1: ("Mới đăng ký", "Chờ tiếp nhận", "Mới nộp", "Hồ sơ mới", "Chờ xác nhận"),
        2: ("Được tiếp nhận", "Đã tiếp nhận", "Mới tiếp nhận"),
        3: ("Không được tiếp nhận", "Từ chối", "Từ chối tiếp nhận", "Không tiếp nhận", "Bị từ chối"),
        4: ("Đang xử lý", "Đang giải quyết", "Chờ xử lý", "Đang thụ lý", "Chờ phê duyệt", "Đang thực hiện"),
        5: (
            "Yêu cầu bổ sung giấy tờ",
            "Chờ bổ sung",
            "Yêu cầu bổ sung",
            "Đang bổ sung",
            "Bổ sung hồ sơ",
            "Chờ bổ sung hồ sơ",
            "Yêu cầu bổ sung hồ sơ",
            "Chờ bổ sung giấy tờ",
        ),
        6: (
            "Yêu cầu thực hiện nghĩa vụ tài chính",
            "Chờ thực hiện nghĩa vụ tài chính",
            "Chờ thanh toán",
            "Thực hiện nghĩa vụ tài chính",
            "Chờ nộp phí",
            "Chờ nghĩa vụ tài chính",
        ),
        7: (
            "Công dân yêu cầu rút hồ sơ",
            "Đã rút",
            "Rút hồ sơ",
            "Yêu cầu rút hồ sơ",
            "Đã rút hồ sơ",
            "Công dân rút hồ sơ",
            "Xin rút",
        ),
        8: ("Dừng xử lý", "Tạm dừng", "Tạm dừng xử lý", "Đã dừng xử lý", "Đã dừng", "Dừng giải quyết"),
        9: (
            "Đã xử lý xong",
            "Đã hoàn thành",
            "Hoàn thành",
            "Xử lý xong",
            "Đã giải quyết",
            "Đã có kết quả",
            "Chờ trả kết quả",
        ),
        10: ("Đã trả kết quả", "Đã trả", "Trả kết quả", "Đã trả KQ", "Đã trả kết quả cho công dân"),
    },
)
raw_status = Field(
    "raw_status",
    T.TEXT,
    Label("Trạng thái gốc", "Status as exported"),
    "The status as the export wrote it.",
)
supplement_count = Field(
    "supplement_count",
    T.INTEGER,
    Label("Số lần bổ sung", "Supplement requests"),
    "How many times the applicant was asked for more papers.",
    ("Số lần bổ sung", "Số lần yêu cầu bổ sung"),
)
supplement_requested_at = Field(
    "supplement_requested_at",
    T.DATETIME,
    Label("Ngày yêu cầu bổ sung", "Supplement requested at"),
    "When papers were asked for, the first time.",
    ("Ngày yêu cầu bổ sung", "NgayBoSung", "Ngày bổ sung"),
)
supplemented_at = Field(
    "supplemented_at",
    T.DATETIME,
    Label("Ngày hoàn thành bổ sung", "Supplemented at"),
    "When the papers asked for had all come.",
    ("Ngày hoàn thành bổ sung", "NgayTiepNhanBoSung", "Ngày tiếp nhận bổ sung", "Ngày nhận bổ sung"),
)
suspended_working_days = Field(
    "suspended_working_days",
    T.DECIMAL,
    Label("Số ngày tạm dừng", "Suspended working days"),
    "Working days the clock stood still.",
    ("Số ngày tạm dừng", "Số ngày tạm dừng xử lý"),
)
fee_vnd = Field(
    "fee_vnd",
    T.INTEGER,
    Label("Phí, lệ phí (VNĐ)", "Fee (VND)"),
    "Fees due on the dossier, đồng.",
    (
        "Tổng (VNĐ)",
        "Tổng phí lệ phí",
        "Phí, lệ phí",
        "Phí lệ phí (VNĐ)",
        "Số tiền",
        "Tổng tiền",
        "Lệ phí (VNĐ)",
        "Phí (VNĐ)",
    ),
)
online_payment = Field(
    "online_payment",
    T.CATEGORY,
    Label("Thanh toán trực tuyến", "Online payment"),
    "Where fees were paid online (DuocThanhToanTrucTuyen 0/1/2).",
    ("DuocThanhToanTrucTuyen", "Thanh toán trực tuyến", "Được thanh toán trực tuyến"),
    values={
        "none": ("0", "không", "chưa thanh toán trực tuyến", "không thanh toán trực tuyến", "false", "none"),
        "national": ("1", "cổng dịch vụ công quốc gia", "cổng dvcqg", "dvcqg", "cổng quốc gia", "national"),
        "provincial": (
            "2",
            "cổng của tỉnh",
            "cổng tỉnh",
            "cổng bộ, tỉnh",
            "cổng bộ/tỉnh",
            "cổng dịch vụ công tỉnh",
            "provincial",
        ),
    },
)
has_digital_components = Field(
    "has_digital_components",
    T.BOOLEAN,
    Label("Số hóa thành phần hồ sơ", "Components digitised"),
    "At least one paper of the dossier is digitised (TT 01/2023/TT-VPCP).",
    ("Số hóa thành phần hồ sơ", "HoSoCoThanhPhanSoHoa", "Số hóa thành phần", "Số hóa TPHS"),
)
has_reused_components = Field(
    "has_reused_components",
    T.BOOLEAN,
    Label("Tái sử dụng thành phần", "Components reused"),
    "At least one digitised paper is reused (TT 01/2023/TT-VPCP).",
    ("Tái sử dụng thành phần", "DuocTaiSuDung", "Tái sử dụng thành phần hồ sơ", "Tái sử dụng"),
)
has_digital_result = Field(
    "has_digital_result",
    T.BOOLEAN,
    Label("Số hóa kết quả", "Result digitised"),
    "The result is digitised.",
    ("Số hóa kết quả", "Số hóa kết quả giải quyết"),
)
has_electronic_result = Field(
    "has_electronic_result",
    T.BOOLEAN,
    Label("Kết quả điện tử", "Electronic result"),
    "The result was issued electronically.",
    ("Kết quả điện tử", "Cấp kết quả điện tử", "Có kết quả điện tử"),
)
is_result_published = Field(
    "is_result_published",
    T.BOOLEAN,
    Label("Công khai kết quả", "Result published"),
    "The result of handling is made public.",
    ("Công khai kết quả", "Công khai kết quả giải quyết", "Đã công khai kết quả"),
)
apology_sent_at = Field(
    "apology_sent_at",
    T.DATETIME,
    Label("Ngày gửi thư xin lỗi", "Apology sent at"),
    "When the letter of apology (thư xin lỗi) was sent.",
    ("Ngày gửi thư xin lỗi", "Ngày xin lỗi", "Thời gian gửi thư xin lỗi"),
)
is_apology_published = Field(
    "is_apology_published",
    T.BOOLEAN,
    Label("Công khai thư xin lỗi", "Apology published"),
    "The letter of apology is made public.",
    ("Công khai thư xin lỗi", "Đã công khai thư xin lỗi"),
)
supplement_by_officer_fault = Field(
    "supplement_by_officer_fault",
    T.BOOLEAN,
    Label("Bổ sung do lỗi cán bộ", "Supplement by officer's fault"),
    "Papers were asked for again because of the officer's mistake.",
    ("Bổ sung do lỗi cán bộ", "Lỗi cán bộ", "Bổ sung do lỗi của cán bộ"),
)
source = Field(
    "source",
    T.CATEGORY,
    Label("Nguồn", "Source"),
    "System that knows the dossier.",
    ("Nguồn", "Nguồn dữ liệu", "Nguồn hồ sơ"),
    values={
        "one_stop": ("một cửa", "hệ thống một cửa", "hệ thống tỉnh", "one_stop", "hệ thống thông tin giải quyết tthc"),
        "national_portal": ("cổng dịch vụ công quốc gia", "cổng dvcqg", "dvcqg", "national_portal"),
        "paper_register": ("sổ giấy", "sổ theo dõi giấy", "paper_register"),
    },
    default="one_stop",
)
officer_name = Field(
    "officer_name",
    T.TEXT,
    Label("Người tiếp nhận", "Officer"),
    "Officer who received or handles the dossier.",
    ("Người tiếp nhận", "Người nhận", "Cán bộ tiếp nhận", "Cán bộ xử lý", "Người xử lý"),
    personal=True,
)
applicant_name = Field(
    "applicant_name",
    T.TEXT,
    Label("Chủ hồ sơ", "Applicant"),
    "Who the dossier belongs to.",
    ("Chủ hồ sơ", "Người nộp", "Họ tên", "Họ và tên", "ChuHoSo", "Người nộp hồ sơ", "Tên chủ hồ sơ"),
    personal=True,
)
applicant_id = Field(
    "applicant_id",
    T.TEXT,
    Label("Số CCCD", "Identity number"),
    "Identity number of the applicant.",
    ("Số CCCD", "CMND", "DinhDanhCHS", "CCCD", "Số CMND", "Số định danh", "MaDoiTuong", "CMND/CCCD"),
    personal=True,
)
applicant_phone = Field(
    "applicant_phone",
    T.TEXT,
    Label("Số điện thoại", "Phone"),
    "Phone of the applicant.",
    ("Số điện thoại", "SoDienThoai", "Điện thoại", "SĐT"),
    personal=True,
)
applicant_address = Field(
    "applicant_address",
    T.TEXT,
    Label("Địa chỉ", "Address"),
    "Address of the applicant.",
    ("Địa chỉ", "DiaChi", "Địa chỉ chủ hồ sơ"),
    personal=True,
)
applicant_email = Field(
    "applicant_email",
    T.TEXT,
    Label("Email", "E-mail"),
    "E-mail of the applicant.",
    ("Email", "Thư điện tử"),
    personal=True,
)

# --- payments --------------------------------------------------------------------------

transaction_code = Field(
    "transaction_code",
    T.CODE,
    Label("Mã giao dịch", "Transaction code"),
    "Code of the payment; in the *Thu phí* layout the receipt's number.",
    ("Mã giao dịch", "Mã thanh toán", "MaGiaoDich", "Mã tham chiếu"),
)
amount_vnd = Field(
    "amount_vnd",
    T.INTEGER,
    Label("Số tiền (VNĐ)", "Amount (VND)"),
    "Amount paid or due, đồng.",
    ("Số tiền", "Số tiền (VNĐ)", "Tổng (VNĐ)", "Tổng tiền", "SoTien", "Thành tiền", "Tổng số tiền"),
)
payment_method = Field(
    "method",
    T.CATEGORY,
    Label("Hình thức thanh toán", "Method"),
    "How the fee was paid (HinhThucThanhToan).",
    ("Hình thức thanh toán", "HinhThucThanhToan", "Phương thức thanh toán"),
    values={
        "online": ("truc-tuyen", "trực tuyến", "thanh toán trực tuyến", "online", "cổng thanh toán"),
        "transfer": ("chuyen-khoan", "chuyển khoản", "transfer", "ngân hàng"),
        "card": ("the", "thẻ", "quẹt thẻ", "pos", "card", "qua thẻ"),
        "cash": ("tien-mat", "tiền mặt", "cash", "trực tiếp"),
    },
)
gateway = Field(
    "gateway",
    T.CATEGORY,
    Label("Cổng thanh toán", "Gateway"),
    "Gateway that took the payment.",
    ("Cổng thanh toán", "Kênh thanh toán"),
    values={
        "national": (
            "cổng dịch vụ công quốc gia",
            "cổng dvcqg",
            "dvcqg",
            "payment platform",
            "paygov",
            "quốc gia",
            "national",
        ),
        "provincial": ("cổng tỉnh", "cổng của tỉnh", "cổng dịch vụ công tỉnh", "tỉnh", "provincial"),
        "other": ("khác", "other"),
    },
)
payment_status = Field(
    "status",
    T.CATEGORY,
    Label("Trạng thái thanh toán", "Payment status"),
    "State of the payment.",
    ("Trạng thái thanh toán", "TrangThaiThanhToan", "Trạng thái", "Tình trạng thanh toán", "Trạng thái giao dịch"),
    values={
        "paid": ("Đã thanh toán", "1", "Thành công", "Đã thu", "Thanh toán thành công"),
        "pending": ("Chờ thanh toán", "Đang xử lý", "Đang thanh toán"),
        "unpaid": ("Chưa thanh toán", "0", "Chưa thu"),
        "refunded": ("Đã hoàn phí", "Hoàn phí", "Đã hoàn tiền", "Hoàn tiền"),
        "cancelled": ("Hủy thanh toán", "Đã hủy", "Hủy", "Thất bại", "Thanh toán thất bại", "Đã hủy thanh toán"),
    },
)
paid_at = Field(
    "paid_at",
    T.DATETIME,
    Label("Ngày thanh toán", "Paid at"),
    "When the fee was paid.",
    ("Ngày thanh toán", "Ngày thu", "Thời gian thanh toán", "NgayThanhToan", "Ngày giao dịch"),
)
receipt_number = Field(
    "receipt_number",
    T.CODE,
    Label("Số biên lai", "Receipt number"),
    "Number of the receipt.",
    ("Số biên lai", "SoBienLai"),
)
payer_name = Field(
    "payer_name",
    T.TEXT,
    Label("Người nộp tiền", "Payer"),
    "Who paid.",
    ("Tên người nộp", "Người nộp tiền", "Người nộp", "Người thanh toán", "Họ tên người nộp", "Chủ hồ sơ", "Họ tên"),
    personal=True,
)

# --- feedback --------------------------------------------------------------------------

feedback_code = Field(
    "feedback_code",
    T.CODE,
    Label("Mã PAKN", "Feedback code"),
    "Code of the feedback (phản ánh, kiến nghị).",
    ("Mã PAKN", "Mã phản ánh", "Mã phản ánh kiến nghị", "MaPAKN", "Số PAKN"),
)
topic = Field(
    "topic",
    T.CATEGORY,
    Label("Loại phản ánh", "Topic"),
    "What the feedback is about: a procedure or rule, an officer's conduct, or something else.",
    ("Loại phản ánh", "Loại PAKN", "Lĩnh vực phản ánh", "Phân loại", "Loại phản ánh kiến nghị"),
    values={
        "procedure": (
            "quy định hành chính",
            "thủ tục hành chính",
            "tthc",
            "quy định, tthc",
            "quy định, thủ tục hành chính",
            "quy định",
            "về thủ tục hành chính",
            "phản ánh về tthc",
            "phản ánh về thủ tục hành chính",
            "quy định, thủ tục",
            "procedure",
        ),
        "conduct": (
            "hành vi hành chính",
            "hành vi",
            "hành vi cán bộ",
            "hành vi cán bộ, công chức",
            "thái độ",
            "thái độ phục vụ",
            "hành vi của cán bộ",
            "hành vi công chức",
            "conduct",
        ),
        "other": ("khác", "phản ánh khác", "lĩnh vực khác", "nội dung khác", "loại khác", "other"),
    },
)
is_within_competence = Field(
    "is_within_competence",
    T.BOOLEAN,
    Label("Thuộc thẩm quyền", "Within competence"),
    "The unit is the one to answer.",
    ("Thuộc thẩm quyền", "Đúng thẩm quyền"),
    default=True,
)
sent_at = Field(
    "sent_at",
    T.DATETIME,
    Label("Ngày gửi", "Sent at"),
    "When the feedback was sent.",
    ("Ngày gửi", "NgayGui", "Thời gian gửi", "Ngày phản ánh"),
)
transferred_at = Field(
    "transferred_at",
    T.DATETIME,
    Label("Ngày tiếp nhận", "Transferred at"),
    "When the feedback reached the unit that must answer, after its last transfer.",
    ("Ngày tiếp nhận", "Ngày chuyển", "Ngày chuyển xử lý", "Ngày nhận"),
)
feedback_supplement_requested_at = Field(
    "supplement_requested_at",
    T.DATETIME,
    Label("Ngày yêu cầu bổ sung", "Supplement requested at"),
    "When the sender was asked for more, the first time.",
    ("Ngày yêu cầu bổ sung",),
)
refused_at = Field(
    "refused_at",
    T.DATETIME,
    Label("Ngày từ chối", "Refused at"),
    "When the unit refused the feedback.",
    ("Ngày từ chối", "NgayTuChoi"),
)
processed_at = Field(
    "processed_at",
    T.DATETIME,
    Label("Ngày xử lý", "Processed at"),
    "When the unit had dealt with the feedback.",
    ("Ngày xử lý", "Ngày xử lý xong", "Ngày trả lời", "Ngày hoàn thành", "NgayXuLy"),
)
published_at = Field(
    "published_at",
    T.DATETIME,
    Label("Ngày công khai", "Published at"),
    "When the answer was published on the national portal.",
    ("Ngày công khai", "NgayCongKhai"),
)
feedback_status = Field(
    "status",
    T.CATEGORY,
    Label("Trạng thái PAKN", "Feedback status"),
    "State of the feedback, by the portal's three lists (chờ tiếp nhận, đang xử lý, đã xử lý) with "
    "publication and refusal apart.",
    ("Trạng thái", "Trạng thái PAKN", "Tình trạng", "Trạng thái xử lý"),
    values={
        "waiting": (
            "Chờ tiếp nhận",
            "Mới tiếp nhận",
            "Mới",
            "Tiếp nhận ở địa phương",
            "Phản ánh đã bổ sung",
            "Mới tiếp nhận VPCP",
            "Mới gửi",
            "Chưa tiếp nhận",
            "Đã tiếp nhận",
        ),
        "processing": (
            "Đang xử lý",
            "PAKN đã bổ sung",
            "Phản ánh trực tiếp xử lý",
            "Xử lý ở địa phương",
            "Đã gửi email",
            "Trả lại tiếp nhận địa phương (nội bộ)",
            "Chờ xử lý",
            "Chưa xử lý",
            "Đang giải quyết",
        ),
        "supplement": ("PA chờ bổ sung", "Chờ bổ sung", "Yêu cầu bổ sung"),
        "transferred": (
            "Gửi trả BNĐP khác",
            "Gửi trả VPCP",
            "Trả lại VPCP",
            "Gửi đơn vị khác bằng phần mềm riêng",
            "Chuyển đơn vị khác",
            "Đã chuyển",
        ),
        "processed": (
            "Đã xử lý",
            "Chờ công khai",
            "Đã giải quyết",
            "Đã trả lời",
            "Đã xử lý xong",
            "Hoàn thành",
            "Đã hoàn thành",
        ),
        "published": ("Đã công khai", "Công khai"),
        "refused": ("Từ chối tiếp nhận", "Từ chối", "Từ chối xử lý", "Đã từ chối", "Không tiếp nhận"),
    },
)
likes = Field(
    "likes",
    T.INTEGER,
    Label("Hài lòng", "Likes"),
    "Votes content with the answer.",
    ("Hài lòng", "Số lượt hài lòng", "Lượt thích"),
)
dislikes = Field(
    "dislikes",
    T.INTEGER,
    Label("Không hài lòng", "Dislikes"),
    "Votes not content with the answer.",
    ("Không hài lòng", "Số lượt không hài lòng", "Lượt không thích"),
)
reminders = Field(
    "reminders",
    T.INTEGER,
    Label("Số lần nhắc", "Reminders"),
    "Times the unit was reminded.",
    ("Số lần nhắc", "Số lần đôn đốc", "Nhắc nhở"),
)
sender_name = Field(
    "sender_name",
    T.TEXT,
    Label("Người gửi", "Sender"),
    "Who sent it.",
    ("Người gửi", "Họ tên", "HoTen", "Họ tên người gửi"),
    personal=True,
)
sender_phone = Field(
    "sender_phone",
    T.TEXT,
    Label("Số điện thoại", "Phone"),
    "Phone of the sender.",
    ("Số điện thoại", "SoDienThoai", "Điện thoại"),
    personal=True,
)
content = Field(
    "content",
    T.TEXT,
    Label("Nội dung", "Content"),
    "Free text; it names people and is not stored.",
    ("Nội dung", "NoiDung", "Nội dung phản ánh", "Tiêu đề", "TieuDe"),
    personal=True,
)
answer = Field(
    "answer",
    T.TEXT,
    Label("Nội dung trả lời", "Answer"),
    "Free text; it names people and is not stored.",
    ("Nội dung trả lời", "NoiDungTraLoi", "Kết quả trả lời", "Trả lời"),
    personal=True,
)
