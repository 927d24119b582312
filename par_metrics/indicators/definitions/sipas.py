"""Citizens' satisfaction (SIPAS, Chỉ số hài lòng): nine criteria and their means (plan A.II, P.II.2.3).

The share of answers 4 and 5 and the equal weights are the rule set `sipas-top2`; the
ministry's own weights are not confirmed.
"""

from par_metrics.indicators.base import Composite, Indicator, Window
from par_metrics.indicators.definitions.owners import TT_PVHCC, VH_XH, VP_HDND_UBND
from schemas import Label

_RULES = "sipas-top2"
_SOURCE = "Quyết định 1001/QĐ-BNV (11/12/2023); cách tính và trọng số chưa được xác nhận"


def _criterion(number: int, vi: str, en: str, plan_row: str, owner: Label) -> Indicator:
    """The satisfied share of the answers to one criterion's questions."""
    return Indicator(
        id=f"sipas_{number}",
        version=2,
        label=Label(f"SIPAS {number}: {vi}", f"SIPAS {number}: {en}"),
        formula=Label(
            "Câu trả lời hài lòng và rất hài lòng (4, 5) / câu trả lời có giá trị của các câu hỏi thuộc tiêu chí",
            "Answers satisfied and very satisfied (4, 5) / answers with a value to the criterion's questions",
        ),
        table="survey_answers",
        window=Window(event="answered_on"),
        population=f"survey = 'sipas' AND criterion = {number}",
        exclude={"no_answer": "answer IS NULL"},
        numerator="answer IN (4, 5)",
        rules=_RULES,
        plan_rows=(plan_row,),
        owner=owner,
        source=_SOURCE,
        dates=("answered_on", "criterion", "answer"),
    )


sipas_1 = _criterion(1, "trách nhiệm giải trình của chính quyền", "accountability", "A.II.1.1", VH_XH)
sipas_2 = _criterion(2, "sự tham gia của người dân", "participation", "A.II.1.2", VH_XH)
sipas_3 = _criterion(3, "chất lượng tổ chức thực hiện chính sách", "quality of policy work", "A.II.1.3", VH_XH)
sipas_4 = _criterion(4, "kết quả, tác động của chính sách", "results of policies", "A.II.1.4", VH_XH)
sipas_5 = _criterion(5, "tiếp cận dịch vụ", "access to services", "A.II.2.1", TT_PVHCC)
sipas_6 = _criterion(6, "thủ tục hành chính", "procedures", "P.II.2.3", TT_PVHCC)
sipas_7 = _criterion(7, "công chức trực tiếp giải quyết công việc", "officers", "A.II.2.2", TT_PVHCC)
sipas_8 = _criterion(8, "kết quả dịch vụ", "results of services", "A.II.2.3", TT_PVHCC)
sipas_9 = _criterion(9, "tiếp nhận, xử lý phản ánh, kiến nghị", "handling of feedback", "A.II.2.4", VP_HDND_UBND)


def _mean(id: str, label: Label, first: int, last: int) -> Composite:
    """The plain mean of criteria `first` to `last`."""
    return Composite(
        id=id,
        version=2,
        label=label,
        formula=Label(
            f"Trung bình cộng của các tiêu chí {first}-{last}; tiêu chí không có câu trả lời được để ra và nêu tên",
            f"Mean of criteria {first}-{last}; a criterion without an answer is left out and named",
        ),
        statistic="mean_of",
        components=tuple(f"sipas_{number}" for number in range(first, last + 1)),
        rules=_RULES,
        target=id,
        plan_rows=("P.II.2.3",),
        owner=VH_XH,
        source=f"Kế hoạch, phần II.2.3; {_SOURCE}",
    )


sipas_policy = _mean("sipas_policy", Label("SIPAS: chính sách", "SIPAS: policy"), 1, 4)
sipas_service = _mean("sipas_service", Label("SIPAS: cung ứng dịch vụ công", "SIPAS: public services"), 5, 9)
sipas = _mean("sipas", Label("Chỉ số SIPAS", "SIPAS index"), 1, 9)
