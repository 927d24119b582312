"""The rule sets that figures are counted with; the definitions themselves stand in the catalogue."""

from par_metrics.indicators.rulesets.base import RuleSet
from schemas import Label

PLAN_2026 = RuleSet(
    name="plan-2026",
    version=1,
    label=Label("Kế hoạch cải cách hành chính 2026-2030", "The plan of administrative reform 2026-2030"),
    description=Label(
        "Tỷ lệ và số lượng như kế hoạch và phụ lục nêu; không chấm điểm",
        "Shares and counts as the plan and its appendix state them; no points",
    ),
    source="Kế hoạch của Ủy ban nhân dân phường An Tường, Phụ lục",
)

RESOLVED = RuleSet(
    name="resolved",
    version=1,
    label=Label("Đúng hạn trên hồ sơ đã giải quyết", "On time of dossiers resolved"),
    description=Label(
        "Chỉ hồ sơ đã xử lý xong hoặc đã trả kết quả trong kỳ (trạng thái 9, 10); đúng hạn khi kết thúc không muộn "
        "hơn ngày hẹn trả, so cả giờ; hồ sơ không có ngày kết thúc hoặc ngày hẹn trả được loại ra và đếm riêng",
        "Only dossiers resolved in the period (status 9, 10); on time when ended by the due date, the time of day "
        "included; those without an end or a due date are left out and counted",
    ),
    source="Biểu II.06a/VPCP/KSTT (Thông tư 01/2020/TT-VPCP)",
)

RESOLVED_ORIGINAL_DUE = RuleSet(
    name="resolved_original_due",
    version=1,
    label=Label("Đúng hạn theo ngày hẹn trả ban đầu", "On time by the due date first promised"),
    description=Label(
        "Như resolved, nhưng so với ngày hẹn trả ban đầu, trước khi hẹn lại",
        "As resolved, but compared with the due date first promised, before any rescheduling",
    ),
    source="Nghị định 61/2018/NĐ-CP, Điều 19.9",
)

DUE = RuleSet(
    name="due",
    version=1,
    label=Label("Đúng hạn trên hồ sơ đến hạn", "On time of dossiers that fell due"),
    description=Label(
        "Hồ sơ có ngày hẹn trả trong kỳ, trừ hồ sơ công dân rút; chưa kết thúc là chưa đúng hạn",
        "Dossiers whose due date lies in the period, withdrawn ones left out; what has not ended is not on time",
    ),
    source="Báo cáo hồ sơ đến hạn của tỉnh (Vĩnh Phúc, 8/2021)",
)

QD766 = RuleSet(
    name="qd766",
    version=1,
    label=Label("Đúng hạn theo Quyết định 766/QĐ-TTg", "On time by Decision 766/QĐ-TTg"),
    description=Label(
        "Hồ sơ phải giải quyết trong kỳ, kể cả kỳ trước chuyển sang; đang giải quyết chưa đến hạn là đúng hạn, quá hạn "
        "chưa kết thúc là trễ; yêu cầu bổ sung thì dừng tính giờ, bổ sung hơn một lần là trễ",
        "Dossiers to be handled in the period, carry-over included; in progress and not yet due is on time, open and "
        "overdue is late; a request for papers stops the clock, more than one is late",
    ),
    source="Quyết định 766/QĐ-TTg (23/6/2022), chỉ số tiến độ giải quyết",
)

SIPAS_TOP2 = RuleSet(
    name="sipas-top2",
    version=1,
    label=Label("SIPAS: tỷ lệ hài lòng và rất hài lòng", "SIPAS: share of satisfied and very satisfied"),
    description=Label(
        "Câu trả lời mức 4 và 5 / câu có trả lời; chỉ số thành phần và SIPAS là trung bình cộng của các tiêu chí, "
        "trọng số bằng nhau",
        "Answers 4 and 5 / questions answered; the parts and SIPAS are plain means of their criteria, equal weights",
    ),
    source="Quyết định 1001/QĐ-BNV (11/12/2023), phương pháp đo lường 2023-2026",
    unconfirmed=Label(
        "Cách lấy mức 4 và 5, trọng số bằng nhau và cách xử lý câu không trả lời chưa đối chiếu được với văn bản",
        "That answers 4 and 5 count, the equal weights and what a missing answer does were not found in a published "
        "text",
    ),
)

PAPI = RuleSet(
    name="papi",
    version=1,
    label=Label("PAPI: tổng điểm 8 nội dung", "PAPI: sum of the 8 dimensions"),
    description=Label(
        "Điểm mới nhất của từng nội dung, thang 1-10; tổng là tổng của 8 nội dung",
        "The latest score of each dimension, 1-10; the total is the sum of the 8",
    ),
    source="papi.org.vn",
    unconfirmed=Label(
        "PAPI không công bố điểm cấp xã: khảo sát của địa phương chỉ là số gần đúng",
        "PAPI publishes no score of communes: a local survey is a proxy",
    ),
)

PAR_INDEX = RuleSet(
    name="par-index",
    version=1,
    label=Label("PAR INDEX: điểm đạt trên điểm tối đa", "PAR INDEX: points of the most possible"),
    description=Label(
        "Tổng điểm / tổng điểm tối đa của các tiêu chí được chấm trong năm: điểm thẩm định nếu có, nếu không thì điểm "
        "tự chấm. Điểm tối đa, lĩnh vực và cách chấm theo bảng tiêu chí của người dùng, không tự đặt",
        "Points / most points of the criteria assessed in the year: appraised if there are, else the unit's own. "
        "Maxima, domains and rules are those of the user's table of criteria, none is made up",
    ),
    source="Quyết định 892/QĐ-BNV (05/12/2024); bảng tiêu chí của tỉnh",
    unconfirmed=Label(
        "Kế hoạch nêu 08 nội dung nhưng chỉ liệt kê 7; bảng tiêu chí cấp xã của tỉnh chưa có",
        "The plan says eight contents and names seven; the province's table of criteria for communes is not at hand",
    ),
)

OWN = RuleSet(
    name="own",
    version=1,
    label=Label("Chỉ số riêng của kho làm việc", "Indicators of the workspace's own"),
    description=Label(
        "Chỉ số do đơn vị tự định nghĩa trong indicators/*.toml, hoặc viết bằng Python; không chấm điểm",
        "Indicators that the office defines itself in indicators/*.toml, or in Python; no points",
    ),
    source="indicators/*.toml",
    unconfirmed=Label("định nghĩa của đơn vị, không theo văn bản nào", "the office's own, after no published text"),
)

NAMED = (PLAN_2026, RESOLVED, RESOLVED_ORIGINAL_DUE, DUE, QD766, SIPAS_TOP2, PAPI, PAR_INDEX, OWN)
