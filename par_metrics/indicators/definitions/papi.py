"""Governance as citizens see it (PAPI): eight dimensions of 1-10 and their sum (plan P.II.2.2).

PAPI publishes no commune score: what stands here for a commune is the province's score
or a local survey, told apart by the records' `origin`.
"""

from par_metrics.indicators.base import Composite, Indicator, Window
from par_metrics.indicators.definitions.owners import VH_XH
from schemas import Label

_RULES = "papi"


def _dimension(number: int, vi: str, en: str) -> Indicator:
    """The latest score of one dimension."""
    return Indicator(
        id=f"papi_{number}",
        version=1,
        label=Label(f"PAPI {number}: {vi}", f"PAPI {number}: {en}"),
        formula=Label(
            "Điểm của năm mới nhất đến cuối kỳ (1-10); nhiều nơi thì lấy trung bình cộng",
            "Score of the latest year by the end of the period (1-10); the mean where there are several places",
        ),
        table="papi_scores",
        # The year that T lies in has not ended before T's last instant.
        window=Window(touches="year <= year(t - INTERVAL '1' SECOND)", judged_at="t"),
        population=f"dimension = {number}",
        numerator="TRUE",
        statistic="mean",
        unit="points",
        measure="score",
        rules=_RULES,
        target=f"papi_{number}",
        plan_rows=("P.II.2.2",),
        owner=VH_XH,
        source="Kế hoạch, phần II.2.2; papi.org.vn",
        dates=("year", "score", "origin"),
    )


papi_1 = _dimension(1, "tham gia của người dân ở cấp cơ sở", "participation at local level")
papi_2 = _dimension(2, "công khai, minh bạch", "transparency")
papi_3 = _dimension(3, "trách nhiệm giải trình với người dân", "accountability")
papi_4 = _dimension(4, "kiểm soát tham nhũng trong khu vực công", "control of corruption")
papi_5 = _dimension(5, "thủ tục hành chính công", "administrative procedures")
papi_6 = _dimension(6, "cung ứng dịch vụ công", "public services")
papi_7 = _dimension(7, "quản trị môi trường", "environmental governance")
papi_8 = _dimension(8, "quản trị điện tử", "e-governance")

papi = Composite(
    id="papi",
    version=1,
    label=Label("Chỉ số PAPI", "PAPI index"),
    formula=Label("Tổng điểm của 8 nội dung; thiếu một nội dung thì không có tổng", "Sum of the 8; none if one lacks"),
    statistic="sum_of",
    unit="points",
    components=tuple(f"papi_{number}" for number in range(1, 9)),
    rules=_RULES,
    target="papi",
    plan_rows=("P.II.2.2",),
    owner=VH_XH,
    source="Kế hoạch, phần II.2.2; papi.org.vn",
)
