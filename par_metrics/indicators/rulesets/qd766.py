"""The score of Quyết định 766/QĐ-TTg for communes, at most 100 points, in its two versions.

The rows and formulas are those found to reproduce the scores that the national portal
published in 2026. Rows that apply to provinces only are given in full to communes on
the portal; which rows those are here is not known, so nothing is given without an
input: type 1/1 where it is.
"""

from fractions import Fraction
from typing import Literal

from par_metrics.indicators.rulesets.base import RuleSet
from par_metrics.indicators.rulesets.points import Block, Row, Scoring
from schemas import Label


def _row(
    key: str,
    most: str,
    vi: str,
    en: str,
    full_at: str = "1",
    empty: Literal["zero", "full"] = "zero",
    indicator: str | None = None,
    needs: tuple[str, ...] = (),
) -> Row:
    return Row(
        key=key,
        label=Label(vi, en),
        max_points=Fraction(most),
        full_at=Fraction(full_at),
        empty=empty,
        indicator=indicator,
        needs=needs,
    )


_DOSSIERS = ("dossiers",)
_PROCEDURES = ("procedures",)
_BOTH = ("dossiers", "procedures")
_FEEDBACK = ("feedback",)

# fmt: off
_TRANSPARENCY = Block(
    key="transparency",
    label=Label("Công khai, minh bạch", "Transparency"),
    max_points=Fraction(18),
    parts=(
        _row("transparency_1", "6", "TTHC công bố đúng hạn", "Procedures announced on time"),
        _row("transparency_2", "4", "TTHC công khai đúng hạn", "Procedures published on time",
             indicator="qd766_published_on_time_rate", needs=_PROCEDURES),
        _row("transparency_3", "2", "TTHC công khai đầy đủ nội dung", "Procedures published in full"),
        _row("transparency_4", "6", "Hồ sơ được đồng bộ", "Dossiers synchronised with the national portal"),
    ),
)
_PROGRESS = Block(
    key="progress",
    label=Label("Tiến độ giải quyết", "Progress"),
    max_points=Fraction(20),
    parts=(
        _row("progress", "20", "Hồ sơ đúng hạn", "Dossiers on time",
             indicator="on_time_rate_qd766", needs=_DOSSIERS),
    ),
)
_ONLINE_SERVICE = Block(
    key="online_service",
    label=Label("Cung cấp dịch vụ công trực tuyến", "Online service"),
    max_points=Fraction(12),
    parts=(
        _row("online_a", "2", "TTHC cung cấp trực tuyến", "Procedures offered online",
             full_at="0.8", indicator="qd766_online_services_rate", needs=_PROCEDURES),
        _row("online_b", "4", "DVC trực tuyến có hồ sơ trực tuyến", "Online services with an online dossier",
             indicator="qd766_online_services_used_rate", needs=_BOTH),
        _row("online_c", "6", "Hồ sơ nộp trực tuyến", "Dossiers filed online",
             full_at="0.5", indicator="online_dossiers_rate", needs=_DOSSIERS),
    ),
)
# The rows add up to 10.5; the block gives 10.
_PAYMENT = Block(
    key="payment",
    label=Label("Thanh toán trực tuyến", "Online payment"),
    max_points=Fraction(10),
    parts=(
        _row("payment_a", "6", "Hồ sơ thanh toán trực tuyến", "Dossiers paid online",
             indicator="online_payment_dossiers_rate", needs=_BOTH),
        _row("payment_b", "2", "TTHC có phí có thanh toán trực tuyến", "Fee procedures with an online payment",
             full_at="0.8", indicator="qd766_procedures_paid_online_rate", needs=_BOTH),
        _row("payment_c", "2.5", "TTHC có phí có phát sinh hồ sơ", "Fee procedures with dossiers",
             indicator="qd766_fee_procedures_used_rate", needs=_BOTH),
    ),
)
_DIGITISATION = Block(
    key="digitisation",
    label=Label("Số hóa hồ sơ", "Digitisation"),
    max_points=Fraction(22),
    parts=(
        _row("digitisation_1", "6", "Hồ sơ cấp kết quả điện tử", "Dossiers with an electronic result",
             indicator="electronic_result_rate", needs=_BOTH),
        _row("digitisation_2", "4", "Hồ sơ số hóa thành phần và kết quả", "Dossiers digitised, papers and result",
             indicator="qd766_digitised_dossiers_rate", needs=_BOTH),
        _row("digitisation_3", "2", "Hồ sơ tái sử dụng thành phần đã số hóa", "Dossiers reusing digitised papers",
             full_at="0.8", indicator="reused_components_rate", needs=_DOSSIERS),
        _row("digitisation_4", "2", "Số hóa, dòng 4", "Digitisation, row 4"),
        _row("digitisation_5", "4", "Số hóa, dòng 5", "Digitisation, row 5"),
        _row("digitisation_6", "2", "Số hóa, dòng 6", "Digitisation, row 6"),
        _row("digitisation_7", "2", "Số hóa, dòng 7", "Digitisation, row 7"),
    ),
)
_SATISFACTION_ROWS = (
    _row("satisfaction_dossiers", "6", "Hài lòng về giải quyết TTHC", "Satisfaction with dossiers", full_at="0.9"),
    _row("feedback_on_time", "6", "PAKN xử lý đúng hạn", "Feedback handled on time",
         empty="full", indicator="qd766_feedback_on_time_rate", needs=_FEEDBACK),
    _row("feedback_handling", "6", "Hài lòng về xử lý PAKN", "Satisfaction with the handling of feedback",
         empty="full", indicator="qd766_feedback_handling_rate", needs=_FEEDBACK),
)
# fmt: on
_SATISFACTION = Block(
    key="satisfaction",
    label=Label("Mức độ hài lòng", "Satisfaction"),
    max_points=Fraction(18),
    parts=tuple(
        Block(key=row.key, label=row.label, max_points=row.max_points, parts=(row,)) for row in _SATISFACTION_ROWS
    ),
)
_TOTAL = Label("Tổng điểm", "Total")
_SCOPE_VI = "Phạm vi cấp xã, tối đa 100 điểm. Tỷ lệ trên 1 chỉ được điểm tối đa của dòng. "
_SCOPE_EN = "For communes, at most 100 points. A ratio above 1 gives the row's maximum and no more. "
_UNKNOWN_VI = (
    "Công thức suy từ điểm đã công bố, không phải từ văn bản; dòng tái sử dụng là dòng thứ ba của nhóm số hóa được suy "
    "từ thứ tự trong tài liệu; các dòng số hóa 4-7 và nghĩa của payment_c chưa rõ"
)
_UNKNOWN_EN = (
    "The formulas are inferred from published scores, not from the text; that reuse is the third row of digitisation "
    "is inferred from the order of the working document; rows 4-7 of digitisation and the meaning of payment_c are "
    "not known"
)

QD766_LIVE_2026 = RuleSet(
    name="qd766-live-2026",
    version=1,
    label=Label(
        "Điểm 766 như Cổng Dịch vụ công quốc gia tính năm 2026", "Score of 766 as the portal computes it, 2026"
    ),
    description=Label(
        f"{_SCOPE_VI}Mẫu số bằng 0: được 0 điểm, riêng hai dòng phản ánh, kiến nghị được điểm tối đa",
        f"{_SCOPE_EN}A denominator of 0 gives 0 points, in the two rows of feedback all points",
    ),
    source="Quyết định 766/QĐ-TTg (23/6/2022); điểm công bố của tỉnh Phú Thọ, 2026",
    unconfirmed=Label(_UNKNOWN_VI, _UNKNOWN_EN),
    scoring=Scoring(
        Block(
            key="total",
            label=_TOTAL,
            max_points=Fraction(100),
            parts=(_TRANSPARENCY, _PROGRESS, _ONLINE_SERVICE, _PAYMENT, _DIGITISATION, _SATISFACTION),
        )
    ),
)

QD766_2022 = RuleSet(
    name="qd766-2022",
    version=1,
    label=Label("Điểm 766 theo văn bản năm 2022", "Score of 766 by the text of 2022"),
    description=Label(
        f"{_SCOPE_VI}Dòng có mẫu số bằng 0 không được dùng: điểm của dòng chia cho các dòng khác cùng nhóm theo tỷ lệ "
        "điểm tối đa; cả nhóm không phát sinh thì chia cho các nhóm khác. Dịch vụ trực tuyến và thanh toán trực tuyến "
        "là một nhóm 22 điểm. Dòng chưa có số liệu được coi là có dùng",
        f"{_SCOPE_EN}A row with a denominator of 0 is not used: its points go to the other rows of its group in "
        "proportion to their maxima, those of a group without records to the other groups. Online service and online "
        "payment are one group of 22 points. A row without data counts as in use",
    ),
    source="Quyết định 766/QĐ-TTg (23/6/2022)",
    unconfirmed=Label(
        f"Văn bản nói điểm không dùng được phân bổ lại, nhưng cách chia ở đây chưa được xác nhận. {_UNKNOWN_VI}",
        f"The text says that unused points are redistributed; the manner of it here is not confirmed. {_UNKNOWN_EN}",
    ),
    scoring=Scoring(
        Block(
            key="total",
            label=_TOTAL,
            max_points=Fraction(100),
            parts=(
                _TRANSPARENCY,
                _PROGRESS,
                Block(
                    key="online",
                    label=Label("Cung cấp dịch vụ trực tuyến", "Online services"),
                    max_points=Fraction(22),
                    parts=(_ONLINE_SERVICE, _PAYMENT),
                    is_reported=False,
                ),
                _DIGITISATION,
                _SATISFACTION,
            ),
        ),
        redistributes=True,
    ),
)
