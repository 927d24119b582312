"""Governance as citizens see it (PAPI): eight dimensions of 1-10 and their sum (plan P.II.2.2).

PAPI publishes no commune score: what stands here for a commune is the province's score
or a local survey, told apart by the records' `origin`.
"""

from par_metrics.indicators.base import Indicator, Window
from par_metrics.indicators.definitions.owners import VH_XH
from schemas import Label

RULES = "papi"
# The year that T lies in has not ended before T's last instant.
_UP_TO_THE_YEAR = Window(touches="year <= year(t - INTERVAL '1' SECOND)", judged_at="t")


def _dimension(number: int, vi: str, en: str) -> Indicator:
    """The latest score of one dimension."""
    return Indicator(
        id=f"papi_{number}",
        version=2,
        label=Label(f"PAPI {number}: {vi}", f"PAPI {number}: {en}"),
        formula=Label(
            "Điểm của năm mới nhất đến cuối kỳ (1-10): điểm công bố, chưa có thì khảo sát tại chỗ; nhiều nơi cùng cấp, "
            "cùng nguồn, cùng năm thì lấy trung bình cộng",
            "Score of the latest year by the end of the period (1-10): the published one, else of a local survey; the "
            "mean over places of one level, origin and year",
        ),
        table="papi_scores",
        window=_UP_TO_THE_YEAR,
        population=f"dimension = {number}",
        numerator="TRUE",
        statistic="mean",
        unit="points",
        measure="score",
        alike="likeness",
        rules=RULES,
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

papi = Indicator(
    id="papi",
    version=2,
    label=Label("Chỉ số PAPI", "PAPI index"),
    formula=Label(
        "Tổng điểm 8 nội dung của năm mới nhất có đủ 8 nội dung; nhiều nơi thì lấy trung bình cộng",
        "Sum of the 8 of the latest year that has all of them; the mean where there are several places",
    ),
    table="papi_whole_years",
    window=_UP_TO_THE_YEAR,
    population="TRUE",
    exclude={"no_whole_year": "whole_year IS NULL"},
    numerator="TRUE",
    statistic="total",
    unit="points",
    measure="score",
    # Eight scores make one place.
    weight="0.125",
    alike="likeness",
    rules=RULES,
    target="papi",
    plan_rows=("P.II.2.2",),
    owner=VH_XH,
    source="Kế hoạch, phần II.2.2; papi.org.vn",
    dates=("year", "score", "origin"),
)
