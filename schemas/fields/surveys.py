"""The fields of survey answers and of published PAPI scores."""

from schemas.field import Field, ValueType
from schemas.labels import Label

T = ValueType

survey = Field(
    "survey",
    T.CATEGORY,
    Label("Khảo sát", "Survey"),
    "The questionnaire: SIPAS (satisfaction), or a local one with PAPI's questions, which stands in for PAPI "
    "and is not PAPI.",
    ("Khảo sát", "Cuộc khảo sát", "Loại khảo sát", "Bộ câu hỏi", "Tên khảo sát"),
    values={
        "sipas": (
            "sipas",
            "Khảo sát SIPAS",
            "chỉ số sipas",
            "hài lòng",
            "khảo sát sự hài lòng",
            "đo lường sự hài lòng",
            "chỉ số hài lòng",
        ),
        "papi_local": (
            "papi",
            "PAPI địa phương",
            "papi nội bộ",
            "khảo sát papi",
            "khảo sát papi địa phương",
            "papi cấp xã",
        ),
    },
    decisive=True,
    doc_vi="Phiếu khảo sát: SIPAS (hài lòng), hoặc phiếu địa phương dùng câu hỏi của PAPI (thay thế, không phải PAPI).",
)
respondent_code = Field(
    "respondent_code",
    T.CODE,
    Label("Mã phiếu", "Respondent code"),
    "Who answered, or the number of the form, unique in the unit, survey and year. Stored as a keyed pseudonym only: "
    "the same number of one unit, survey and year has the same one.",
    ("Mã phiếu", "Số phiếu", "Mã người trả lời", "Mã người được khảo sát", "Mã đối tượng khảo sát", "MaPhieu"),
    pseudonym=True,
    told_apart_by=("survey", "unit_code", "answered_on"),
    decisive=True,
    doc_vi="Mã của phiếu hoặc của người trả lời, không trùng trong cùng đơn vị, cùng khảo sát, cùng năm.",
)
answered_on = Field(
    "answered_on",
    T.DATE,
    Label("Ngày khảo sát", "Answered on"),
    "Day the question was answered.",
    ("Ngày khảo sát", "Ngày trả lời", "Ngày phỏng vấn", "Ngày điều tra", "NgayKhaoSat"),
    decisive=True,
    doc_vi="Ngày người được khảo sát trả lời câu hỏi.",
)
question_code = Field(
    "question_code",
    T.CODE,
    Label("Mã câu hỏi", "Question code"),
    "Code of the question in the questionnaire.",
    ("Mã câu hỏi", "Câu hỏi", "Câu hỏi số", "Số câu hỏi", "MaCauHoi"),
    decisive=True,
    doc_vi="Mã của câu hỏi trong phiếu khảo sát.",
)
criterion = Field(
    "criterion",
    T.INTEGER,
    Label("Tiêu chí số", "Criterion"),
    "Criterion the question belongs to: 1-9 of SIPAS (1-4 policy, 5-9 service), 1-8 of PAPI.",
    ("Tiêu chí số", "Tiêu chí", "Số tiêu chí", "Mã tiêu chí", "TieuChi"),
    decisive=True,
    doc_vi="Tiêu chí mà câu hỏi thuộc về: SIPAS 1-9 (1-4 chính sách, 5-9 dịch vụ), PAPI 1-8.",
)
survey_answer = Field(
    "answer",
    T.INTEGER,
    Label("Mức trả lời", "Answer"),
    "From 1 (very dissatisfied) to 5 (very satisfied); empty where the question was not answered. Words, and "
    "scales of other than five levels, are not turned into points: map them in a profile if they mean the same.",
    ("Mức trả lời", "Trả lời", "Câu trả lời", "Mức độ hài lòng", "Mức đánh giá", "Điểm đánh giá", "Điểm"),
    decisive=True,
    doc_vi="Từ 1 (rất không hài lòng) đến 5 (rất hài lòng); không trả lời thì để trống.",
)
place_code = Field(
    "place_code",
    T.CODE,
    Label("Mã địa phương", "Place code"),
    "The place that was scored: a province's code for the scores PAPI publishes, a unit's code for a local survey.",
    ("Mã địa phương", "Mã địa bàn", "Mã tỉnh", "Mã đơn vị", "Mã định danh", "MaDiaPhuong"),
    decisive=True,
    doc_vi="Nơi được chấm điểm: mã tỉnh với điểm PAPI công bố, mã đơn vị với khảo sát địa phương.",
)
dimension = Field(
    "dimension",
    T.INTEGER,
    Label("Chỉ số nội dung", "Dimension"),
    "Dimension of PAPI, 1-8.",
    ("Chỉ số nội dung", "Nội dung số", "Trục nội dung", "Nội dung", "Lĩnh vực nội dung", "ChiSoNoiDung"),
    decisive=True,
    doc_vi="Chỉ số nội dung của PAPI, từ 1 đến 8.",
)
score = Field(
    "score",
    T.DECIMAL,
    Label("Điểm số", "Score"),
    "Score of the dimension, 1-10.",
    ("Điểm số", "Điểm", "Điểm nội dung", "DiemSo"),
    decisive=True,
    doc_vi="Điểm của chỉ số nội dung, từ 1 đến 10.",
)
score_origin = Field(
    "origin",
    T.CATEGORY,
    Label("Nguồn điểm", "Origin of the score"),
    "Published by PAPI, or from a local survey (a proxy: PAPI publishes no score of a commune).",
    ("Nguồn điểm", "Nguồn", "Nguồn số liệu"),
    values={
        "published": ("công bố", "đã công bố", "papi công bố", "báo cáo papi", "undp", "undp công bố"),
        "local_survey": ("khảo sát địa phương", "địa phương", "tự khảo sát", "khảo sát nội bộ"),
    },
    default="local_survey",
    decisive=True,
    doc_vi="Điểm do PAPI công bố, hay từ khảo sát địa phương (chỉ để tham khảo: PAPI không công bố điểm cấp xã).",
)
