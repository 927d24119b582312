"""What is counted of dossiers beside punctuality: completeness, online filing, digitisation (plan A.III.2, A.III.9)."""

from par_metrics.indicators.base import Indicator
from par_metrics.indicators.definitions.on_time import (
    NO_END_DATE,
    RECEIVED,
    RECEIVED_WINDOW,
    RESOLVED,
    RESOLVED_WINDOW,
    UNKNOWN_PROCEDURE,
)
from par_metrics.indicators.definitions.owners import TT_PVHCC
from schemas import Label

dossiers_on_system_rate = Indicator(
    id="dossiers_on_system_rate",
    version=2,
    label=Label("Tỷ lệ hồ sơ được xử lý trên hệ thống một cửa của tỉnh", "Dossiers handled on the provincial system"),
    formula=Label(
        "Hồ sơ có trên hệ thống một cửa / hồ sơ tiếp nhận trong kỳ ở bất kỳ nguồn nào (mỗi mã một lần)",
        "Dossiers present in the one-stop system / dossiers received in the period in any source, each code once",
    ),
    table="dossiers_of_any_source",
    window=RECEIVED_WINDOW,
    population=RECEIVED,
    numerator="is_in_one_stop",
    distinct="dossier_code",
    target="dossiers_on_system_rate",
    plan_rows=("P.III.3",),
    owner=TT_PVHCC,
    source="Kế hoạch, phần III.3",
    dates=("received_at",),
)

results_published_rate = Indicator(
    id="results_published_rate",
    version=2,
    label=Label("Tỷ lệ kết quả giải quyết hồ sơ được công khai", "Results published"),
    formula=Label(
        "Hồ sơ có kết quả được công khai / hồ sơ đã giải quyết trong kỳ",
        "Dossiers whose result is published / dossiers resolved in the period",
    ),
    table="dossiers",
    window=RESOLVED_WINDOW,
    population=RESOLVED,
    exclude={"no_end_date": NO_END_DATE},
    numerator="is_result_published",
    target="results_published_rate",
    plan_rows=("A.III.2",),
    owner=TT_PVHCC,
    source="Phụ lục III.2",
    dates=("received_at", "ended_at"),
)


def _received_share(
    id: str, label: Label, formula: Label, numerator: str, plan_row: str, source: str, dates: tuple[str, ...]
) -> Indicator:
    """A share of the dossiers received in the period."""
    return Indicator(
        id=id,
        version=2,
        label=label,
        formula=formula,
        table="dossiers",
        window=RECEIVED_WINDOW,
        population=RECEIVED,
        numerator=numerator,
        plan_rows=(plan_row,),
        owner=TT_PVHCC,
        source=source,
        dates=dates,
    )


digital_components_rate = _received_share(
    "digital_components_rate",
    Label("Tỷ lệ hồ sơ có thành phần được số hóa", "Dossiers with digitised components"),
    Label(
        "Hồ sơ có thành phần số hóa / hồ sơ tiếp nhận trong kỳ", "With digitised components / received in the period"
    ),
    "has_digital_components",
    "A.III.9",
    "Phụ lục III.9; Thông tư 01/2023/TT-VPCP",
    ("received_at", "has_digital_components"),
)
reused_components_rate = _received_share(
    "reused_components_rate",
    Label("Tỷ lệ hồ sơ tái sử dụng thành phần đã số hóa", "Dossiers reusing digitised components"),
    Label(
        "Hồ sơ có thành phần được tái sử dụng / hồ sơ tiếp nhận trong kỳ",
        "With reused components / received in the period",
    ),
    "has_reused_components",
    "A.III.9",
    "Phụ lục III.9; Thông tư 01/2023/TT-VPCP",
    ("received_at", "has_reused_components"),
)
online_dossiers_rate = _received_share(
    "online_dossiers_rate",
    Label("Tỷ lệ hồ sơ nộp trực tuyến", "Dossiers filed online"),
    Label("Hồ sơ nộp trực tuyến / hồ sơ tiếp nhận trong kỳ", "Filed online / received in the period"),
    "channel = 'online'",
    "P.III.3",
    "Kế hoạch, phần III.3",
    ("received_at", "channel"),
)


def _result_share(id: str, label: Label, formula: Label, numerator: str) -> Indicator:
    """A share of the resolved dossiers whose procedure returns a document."""
    return Indicator(
        id=id,
        version=2,
        label=label,
        formula=formula,
        table="dossiers",
        window=RESOLVED_WINDOW,
        population=f"{RESOLVED} AND returns_document",
        exclude={"no_end_date": NO_END_DATE, "unknown_procedure": UNKNOWN_PROCEDURE},
        numerator=numerator,
        plan_rows=("A.III.9",),
        owner=TT_PVHCC,
        source="Phụ lục III.9; Quyết định 766/QĐ-TTg, nhóm số hóa",
        dates=("received_at", "ended_at", "procedure_code"),
    )


digital_result_rate = _result_share(
    "digital_result_rate",
    Label("Tỷ lệ số hóa kết quả giải quyết", "Results digitised"),
    Label(
        "Hồ sơ có kết quả được số hóa / hồ sơ đã giải quyết trong kỳ của TTHC có trả giấy tờ",
        "With a digitised result / resolved in the period, procedure returns a document",
    ),
    "has_digital_result",
)
electronic_result_rate = _result_share(
    "electronic_result_rate",
    Label("Tỷ lệ cấp kết quả điện tử", "Electronic results"),
    Label(
        "Hồ sơ có kết quả điện tử / hồ sơ đã giải quyết trong kỳ của TTHC có trả giấy tờ",
        "With an electronic result / resolved in the period, procedure returns a document",
    ),
    "has_electronic_result",
)

full_online_dossiers_rate = Indicator(
    id="full_online_dossiers_rate",
    version=2,
    label=Label("Tỷ lệ hồ sơ DVC trực tuyến toàn trình nộp trực tuyến", "Online share of full-online dossiers"),
    formula=Label(
        "Hồ sơ nộp trực tuyến / hồ sơ tiếp nhận trong kỳ của dịch vụ công trực tuyến toàn trình",
        "Filed online / received in the period, procedure offered as a full-online service",
    ),
    table="dossiers",
    window=RECEIVED_WINDOW,
    population=f"{RECEIVED} AND service_level = 'full'",
    exclude={"unknown_procedure": UNKNOWN_PROCEDURE},
    numerator="channel = 'online'",
    target="full_online_dossiers_rate",
    plan_rows=("A.III.9",),
    owner=TT_PVHCC,
    source="Phụ lục III.9; Nghị định 42/2022/NĐ-CP",
    dates=("received_at", "procedure_code", "channel"),
)

full_online_services_used_rate = Indicator(
    id="full_online_services_used_rate",
    version=2,
    label=Label("Tỷ lệ dịch vụ công toàn trình có hồ sơ trực tuyến", "Full-online services used online"),
    formula=Label(
        "DVC toàn trình có hồ sơ trực tuyến / DVC toàn trình có phát sinh hồ sơ trong kỳ",
        "Full-online services with an online dossier / those with any dossier received in the period",
    ),
    table="dossiers",
    window=RECEIVED_WINDOW,
    population=f"{RECEIVED} AND service_level = 'full'",
    exclude={"unknown_procedure": UNKNOWN_PROCEDURE},
    numerator="channel = 'online'",
    distinct="procedure_code",
    plan_rows=("A.III.9",),
    owner=TT_PVHCC,
    source="Phụ lục III.9; Quyết định 766/QĐ-TTg, nhóm cung cấp dịch vụ trực tuyến",
    dates=("received_at", "channel"),
)
