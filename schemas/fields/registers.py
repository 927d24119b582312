"""The fields of units and procedures."""

from schemas.field import Field, ValueType
from schemas.labels import Label

T = ValueType

unit_code = Field(
    "unit_code",
    T.CODE,
    Label("Mã định danh đơn vị", "Unit code"),
    "Identifier of the agency (mã định danh, Quyết định 20/2020/QĐ-TTg): `H60.101`, `000.00.01.H22`.",
    ("Mã định danh", "Mã đơn vị", "Mã định danh đơn vị", "Mã cơ quan", "MaDonVi", "MaDinhDanh"),
    decisive=True,
    doc_vi="Mã định danh của cơ quan (Quyết định 20/2020/QĐ-TTg), ví dụ H60.101, 000.00.01.H22.",
)
unit_name = Field(
    "unit_name",
    T.TEXT,
    Label("Tên đơn vị", "Unit name"),
    "Name of the agency.",
    ("Tên đơn vị", "Đơn vị", "Tên cơ quan", "Cơ quan", "TenDonVi"),
    doc_vi="Tên của cơ quan.",
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
    decisive=True,
    doc_vi="Tên của đơn vị, để tra mã trong danh mục.",
)
unit_level = Field(
    "level",
    T.CATEGORY,
    Label("Cấp", "Level"),
    "Level of government.",
    ("Cấp", "Cấp hành chính", "Cấp đơn vị"),
    values={
        "commune": (
            "cấp xã",
            "xã",
            "phường",
            "cấp phường",
            "thị trấn",
            "đặc khu",
            "xã, phường",
            "xã, phường, đặc khu",
            "xã, phường, thị trấn",
        ),
        "department": ("sở", "ban, ngành", "sở, ban, ngành", "sở, ngành", "cấp sở", "cơ quan chuyên môn cấp tỉnh"),
        "province": ("tỉnh", "cấp tỉnh", "thành phố", "tỉnh, thành phố"),
    },
    doc_vi="Cấp hành chính của đơn vị.",
)
parent_code = Field(
    "parent_code",
    T.CODE,
    Label("Mã đơn vị cấp trên", "Parent unit code"),
    "Code of the unit above.",
    ("Mã đơn vị cấp trên", "Mã đơn vị cha", "Đơn vị cấp trên"),
    doc_vi="Mã của đơn vị cấp trên.",
)
procedure_code = Field(
    "procedure_code",
    T.PROCEDURE_CODE,
    Label("Mã TTHC", "Procedure code"),
    "Code of the administrative procedure, without its agency suffix: `1.008377.000.00.00.H13`, "
    "`1.014464.H50` and `1.014464` name one procedure by their first two groups.",
    ("Mã TTHC", "Mã thủ tục", "MaTTHC", "Mã thủ tục hành chính", "Mã số TTHC"),
    decisive=True,
    doc_vi="Mã của TTHC, không kèm phần đuôi của cơ quan: 1.008377.000.00.00.H13 và 1.008377 là một.",
)
procedure_name = Field(
    "procedure_name",
    T.TEXT,
    Label("Tên TTHC", "Procedure name"),
    "Name of the procedure.",
    ("Tên TTHC", "Tên thủ tục hành chính", "TenTTHC", "Thủ tục", "Tên thủ tục", "Thủ tục hành chính"),
    doc_vi="Tên của TTHC.",
)
field_of_work = Field(
    "field",
    T.TEXT,
    Label("Lĩnh vực", "Field"),
    "Field of administration the procedure belongs to.",
    ("Lĩnh vực", "TenLinhVuc", "Tên lĩnh vực"),
    doc_vi="Lĩnh vực mà TTHC thuộc về.",
)
procedure_level = Field(
    "level",
    T.CATEGORY,
    Label("Cấp thực hiện", "Level"),
    "Level of the agency that handles the procedure.",
    ("Cấp thực hiện", "Cấp", "Cấp giải quyết", "Cấp thủ tục"),
    values={
        "commune": ("cấp xã", "xã", "phường", "cấp phường", "xã, phường", "xã, phường, đặc khu"),
        "province": ("cấp tỉnh", "tỉnh", "sở", "cấp sở", "sở, ngành", "sở, ban, ngành", "department"),
    },
    doc_vi="Cấp của cơ quan giải quyết TTHC.",
)
service_level = Field(
    "service_level",
    T.CATEGORY,
    Label("Mức độ DVC trực tuyến", "Service level"),
    "Kind of online service (Nghị định 42/2022/NĐ-CP): full (toàn trình), partial (một phần), information. "
    "Systems of the four levels before it write 4, 3 and 2.",
    (
        "Mức độ",
        "Mức độ DVC",
        "Mức độ DVCTT",
        "Mức độ DVC trực tuyến",
        "Mức độ dịch vụ công",
        "Loại dịch vụ công",
        "MucDo",
        "Loại DVC",
    ),
    values={
        "full": (
            "toàn trình",
            "4",
            "mức độ 4",
            "mức 4",
            "trực tuyến toàn trình",
            "dvc toàn trình",
            "dvctt toàn trình",
            "dvc trực tuyến toàn trình",
            "dịch vụ công trực tuyến toàn trình",
        ),
        "partial": (
            "một phần",
            "3",
            "mức độ 3",
            "mức 3",
            "trực tuyến một phần",
            "dvc một phần",
            "dvctt một phần",
            "dvc trực tuyến một phần",
            "dịch vụ công trực tuyến một phần",
        ),
        "information": (
            "cung cấp thông tin",
            "thông tin",
            "2",
            "1",
            "mức độ 2",
            "mức 2",
            "còn lại",
            "cung cấp thông tin trực tuyến",
            "dịch vụ cung cấp thông tin trực tuyến",
        ),
    },
    doc_vi="Loại dịch vụ công trực tuyến theo Nghị định 42/2022/NĐ-CP.",
)
is_eligible_full_online = Field(
    "is_eligible_full_online",
    T.BOOLEAN,
    Label("Đủ điều kiện toàn trình", "Eligible for full online service"),
    "The procedure meets the conditions for a full-online service (đủ điều kiện lên toàn trình).",
    ("Đủ điều kiện toàn trình", "Đủ điều kiện DVC toàn trình", "Đủ điều kiện trực tuyến toàn trình"),
    doc_vi="TTHC đủ điều kiện cung cấp dịch vụ công trực tuyến toàn trình.",
)
has_fee = Field(
    "has_fee",
    T.BOOLEAN,
    Label("Có phí, lệ phí", "Has a fee"),
    "The procedure carries a financial obligation (nghĩa vụ tài chính).",
    ("Có phí", "Có phí, lệ phí", "Có thu phí", "Có phí/lệ phí", "Nghĩa vụ tài chính"),
    doc_vi="TTHC có nghĩa vụ tài chính.",
)
is_eligible_online_payment = Field(
    "is_eligible_online_payment",
    T.BOOLEAN,
    Label("Đủ điều kiện thanh toán trực tuyến", "Eligible for online payment"),
    "Online payment can be offered for the procedure.",
    ("Đủ điều kiện thanh toán trực tuyến", "Đủ điều kiện TTTT"),
    doc_vi="TTHC có thể cho thanh toán trực tuyến.",
)
is_online_payment_enabled = Field(
    "is_online_payment_enabled",
    T.BOOLEAN,
    Label("Đã mở thanh toán trực tuyến", "Online payment enabled"),
    "Online payment is open for the procedure.",
    ("Đã mở thanh toán trực tuyến", "Cho phép thanh toán trực tuyến", "Triển khai thanh toán trực tuyến"),
    doc_vi="TTHC đã mở thanh toán trực tuyến.",
)
is_published = Field(
    "is_published",
    T.BOOLEAN,
    Label("Đã công khai", "Published"),
    "The procedure is made public (công khai TTHC).",
    ("Đã công khai", "Công khai", "Công khai TTHC"),
    doc_vi="TTHC đã được công khai.",
)
published_on = Field(
    "published_on",
    T.DATE,
    Label("Ngày công khai", "Published on"),
    "Day the procedure was made public.",
    ("Ngày công khai",),
    doc_vi="Ngày TTHC được công khai.",
)
decision_on = Field(
    "decision_on",
    T.DATE,
    Label("Ngày quyết định công bố", "Decision date"),
    "Date of the decision that announces the procedure (quyết định công bố); in force from then.",
    ("Ngày quyết định công bố", "Ngày quyết định", "Ngày công bố", "Ngày QĐ công bố"),
    doc_vi="Ngày của quyết định công bố TTHC; TTHC có hiệu lực từ ngày đó.",
)
is_one_stop = Field(
    "is_one_stop",
    T.BOOLEAN,
    Label("Thực hiện tại một cửa", "One-stop"),
    "Received and returned at the one-stop centre (cơ chế một cửa).",
    ("Một cửa", "Thực hiện một cửa", "Tiếp nhận tại một cửa", "Thực hiện tại một cửa", "Thực hiện tại bộ phận một cửa"),
    doc_vi="TTHC được tiếp nhận và trả kết quả theo cơ chế một cửa.",
)
returns_document = Field(
    "returns_document",
    T.BOOLEAN,
    Label("Có trả kết quả giấy tờ", "Returns a document"),
    "The result of the procedure is a document (giấy tờ kết quả).",
    ("Có kết quả giấy tờ", "Trả giấy tờ", "Có giấy tờ kết quả", "Có trả kết quả giấy tờ", "Có trả kết quả"),
    doc_vi="Kết quả của TTHC là giấy tờ.",
)
statutory_working_days = Field(
    "statutory_working_days",
    T.INTEGER,
    Label("Thời hạn giải quyết (ngày làm việc)", "Statutory limit (working days)"),
    "Longest time the law allows, in working days.",
    (
        "Thời hạn giải quyết",
        "Số ngày giải quyết",
        "Thời hạn (ngày làm việc)",
        "Thời hạn giải quyết (ngày làm việc)",
        "Thời gian giải quyết",
    ),
    doc_vi="Thời hạn dài nhất theo quy định, tính bằng ngày làm việc.",
)
valid_from = Field(
    "valid_from",
    T.DATE,
    Label("Hiệu lực từ ngày", "Valid from"),
    "Day from which what the row says holds; not the day of the decision.",
    ("Hiệu lực từ", "Hiệu lực từ ngày", "Có hiệu lực từ", "Có hiệu lực từ ngày", "Ngày hiệu lực", "Ngày có hiệu lực"),
    doc_vi="Ngày bắt đầu áp dụng nội dung của dòng; không phải ngày ký quyết định.",
)
valid_to = Field(
    "valid_to",
    T.DATE,
    Label("Hiệu lực đến ngày", "Valid to"),
    "Last day on which what the row says holds.",
    ("Hiệu lực đến", "Hiệu lực đến ngày", "Ngày hết hiệu lực"),
    doc_vi="Ngày cuối cùng còn áp dụng nội dung của dòng.",
)
successor_code = Field(
    "successor_code",
    T.CODE,
    Label("Mã đơn vị kế thừa", "Successor code"),
    "Code of the unit that took over after `valid_to` (sáp nhập, hợp nhất).",
    ("Mã đơn vị kế thừa", "Đơn vị kế thừa", "Mã đơn vị mới", "Sáp nhập vào", "Nhập vào đơn vị"),
    decisive=True,
    doc_vi="Mã của đơn vị tiếp nhận khi đơn vị này sáp nhập hoặc giải thể.",
)
former_names = Field(
    "former_names",
    T.TEXT,
    Label("Tên cũ", "Former names"),
    "Names the unit bore before, separated by `;`.",
    ("Tên cũ", "Tên gọi cũ", "Tên trước đây", "Các tên cũ"),
    doc_vi="Các tên trước đây của đơn vị, cách nhau bằng dấu chấm phẩy.",
)
