"""What is counted of feedback on procedures (phản ánh, kiến nghị; plan A.II.2.4, A.III.4)."""

from par_metrics.indicators.base import Indicator, Window
from par_metrics.indicators.definitions.owners import VP_HDND_UBND
from schemas import Label

_OWN = "topic = 'procedure' AND is_within_competence AND NOT is_refused"


def _feedback_share(
    id: str, label: Label, formula: Label, population: str, exclude: dict[str, str], numerator: str
) -> Indicator:
    """A share of the feedback on procedures, within competence and not refused, sent in the period."""
    return Indicator(
        id=id,
        version=2,
        label=label,
        formula=formula,
        table="feedback",
        window=Window(event="sent_at"),
        population=population,
        exclude=exclude,
        numerator=numerator,
        target=id,
        plan_rows=("A.II.2.4", "A.III.4"),
        owner=VP_HDND_UBND,
        source="Phụ lục II.2.4, III.4; Quyết định 766/QĐ-TTg, nhóm mức độ hài lòng (15 ngày làm việc)",
        dates=("sent_at", "transferred_at", "deadline_at", "processed_at", "published_at"),
    )


_NOT_YET_DUE = {"not_yet_due": "NOT processed_at_happened AND deadline_at >= :as_of"}

feedback_resolved_rate = _feedback_share(
    "feedback_resolved_rate",
    Label("Tỷ lệ phản ánh, kiến nghị về TTHC được giải quyết", "Feedback on procedures resolved"),
    Label(
        "PAKN đã xử lý / PAKN về TTHC thuộc thẩm quyền gửi trong kỳ, đã xử lý hoặc đã quá hạn",
        "Processed / sent in the period on procedures, within competence, processed or past its deadline",
    ),
    _OWN,
    _NOT_YET_DUE,
    "processed_at_happened",
)
feedback_on_time_rate = _feedback_share(
    "feedback_on_time_rate",
    Label("Tỷ lệ phản ánh, kiến nghị được giải quyết đúng hạn", "Feedback resolved on time"),
    Label(
        "PAKN xử lý trong 15 ngày làm việc từ khi gửi hoặc chuyển đến / như trên",
        "Processed within 15 working days of being sent or transferred / as above",
    ),
    _OWN,
    _NOT_YET_DUE,
    "processed_at_happened AND processed_at <= deadline_at",
)
feedback_published_rate = _feedback_share(
    "feedback_published_rate",
    Label("Tỷ lệ trả lời phản ánh, kiến nghị được công khai", "Feedback answers published"),
    Label(
        "PAKN đã công khai trả lời / PAKN đã xử lý trong số trên",
        "Answers published / feedback processed of the above",
    ),
    f"{_OWN} AND processed_at_happened",
    {},
    "published_at_happened",
)
