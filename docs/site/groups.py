"""By what the catalogue is browsed: the index an indicator serves, and who answers for it."""

from __future__ import annotations

from dataclasses import dataclass

from par_metrics.domain.plan import builtin_plan
from par_metrics.indicators.base import Definition
from par_metrics.indicators.catalogue import catalogue
from schemas import Label


@dataclass(frozen=True)
class Index:
    """Indicators that serve one purpose, on a page of their own.

    Args:
        place: name of the page.
        code: as rows of the plan name it; None of those that name none.
        title: of the page.
        about: what it is.
    """

    place: str
    code: str | None
    title: Label
    about: Label

    @property
    def indicators(self) -> tuple[Definition, ...]:
        return tuple(definition for definition in catalogue.values() if self in indexes_of(definition))

    @property
    def own_indicators(self) -> tuple[Definition, ...]:
        """Those whose page lies below this one; others are shown here and lie below another."""
        return tuple(definition for definition in catalogue.values() if indexes_of(definition)[0] == self)


PAR_INDEX = Index(
    "index-par",
    "PAR INDEX",
    Label("PAR INDEX", "PAR INDEX"),
    Label(
        "Chỉ số cải cách hành chính: thủ tục, một cửa, cán bộ, tài chính công, chính quyền số; tự chấm và thẩm định.",
        "The index of reform: procedures, one-stop service, staff, public finance, digital government.",
    ),
)
SIPAS = Index(
    "index-sipas",
    "SIPAS",
    Label("SIPAS", "SIPAS"),
    Label(
        "Chỉ số hài lòng của người dân, tổ chức: chín tiêu chí về chính sách và dịch vụ, từ phiếu khảo sát.",
        "Satisfaction of citizens and organisations: nine criteria of policy and service, from a survey.",
    ),
)
PAPI = Index(
    "index-papi",
    "PAPI",
    Label("PAPI", "PAPI"),
    Label(
        "Chỉ số hiệu quả quản trị và hành chính công: tám nội dung. Ở phường là khảo sát địa phương, chỉ để tham khảo.",
        "Governance and public administration performance: eight dimensions. Of a ward it is a local survey, for"
        " orientation only.",
    ),
)
QD766 = Index(
    "index-766",
    None,
    Label("Quyết định 766/QĐ-TTg", "Decision 766/QĐ-TTg"),
    Label(
        "Chất lượng phục vụ người dân, doanh nghiệp theo thời gian thực: đầu vào của điểm. "
        "[Cách chấm](../docs/how-to/scores.md).",
        "The quality of service in real time: inputs of the points. [How points are given](../docs/how-to/scores.md).",
    ),
)
FOLLOWING = Index(
    "index-plan",
    None,
    Label("Theo dõi kế hoạch", "Following the plan"),
    Label("Việc báo cáo và tiến độ của chính kế hoạch.", "Reports on the plan itself, and its progress."),
)
INDEXES = (PAR_INDEX, SIPAS, PAPI, QD766, FOLLOWING)


def indexes_of(definition: Definition) -> tuple[Index, ...]:
    """The indexes an indicator serves, its own first."""
    plan = builtin_plan()
    named = [plan.by_row[row].index for row in definition.plan_rows]
    found = [index for index in (PAR_INDEX, SIPAS, PAPI) if index.code in named]
    if definition.rules.startswith("qd766"):
        found.append(QD766)
    return tuple(found) or (FOLLOWING,)


def owners() -> dict[str, tuple[Label, list[Definition]]]:
    """Who answers for what, by the Vietnamese name."""
    found: dict[str, tuple[Label, list[Definition]]] = {}
    for definition in catalogue.values():
        if definition.owner is not None:
            found.setdefault(definition.owner.vi, (definition.owner, []))[1].append(definition)
    return found
