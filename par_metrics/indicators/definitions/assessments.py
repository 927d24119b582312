"""The PAR INDEX of a unit from its assessment, and its rank (plan P.II.1.3, P.II.2.1).

The plan says the index has eight contents and names seven; domains are what the
assessment's own rows say, none is assumed.
"""

from par_metrics.indicators.base import Composite, Indicator, Window
from par_metrics.indicators.definitions.owners import VH_XH
from schemas import Label

par_index = Indicator(
    id="par_index",
    version=2,
    label=Label("Chỉ số cải cách hành chính (PAR INDEX)", "PAR INDEX"),
    formula=Label(
        "Tổng điểm / tổng điểm tối đa của các tiêu chí trong năm (điểm thẩm định, chưa có thì điểm tự chấm)",
        "Points / maximum points of the year's criteria (appraised, or else self-assessed)",
    ),
    table="assessments",
    # Nothing is known of a year that has not begun at T.
    window=Window(touches="year = year(period_start) AND period_start < t"),
    population="TRUE",
    exclude={"not_assessed": "points IS NULL"},
    numerator="TRUE",
    statistic="ratio",
    measure="points",
    weight="max_points",
    has_whole=True,
    rules="par-index",
    target="par_index",
    plan_rows=("P.II.2.1",),
    owner=VH_XH,
    source="Kế hoạch, phần II.2.1; bộ tiêu chí của tỉnh",
    dates=("domain", "self_points", "appraised_points", "points", "max_points"),
)

par_index_rank = Composite(
    id="par_index_rank",
    version=2,
    label=Label("Xếp hạng PAR INDEX", "PAR INDEX rank"),
    formula=Label(
        "Thứ hạng của đơn vị trong các đơn vị cùng cấp có đủ PAR INDEX năm đó (1 = cao nhất); phấn đấu hạng 20",
        "Rank of the unit among those of its level with a complete PAR INDEX that year (1 = best); 20 is the stretch",
    ),
    statistic="rank",
    unit="rank",
    components=("par_index",),
    rules="par-index",
    target="par_index_rank",
    plan_rows=("P.II.1.3",),
    owner=VH_XH,
    source="Kế hoạch, phần II.1.3: hạng 20 đến 35/124",
)
