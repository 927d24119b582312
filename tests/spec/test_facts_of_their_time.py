"""Facts of a procedure are those of the dossier's day; a procedure counts while it is in force."""

from datetime import datetime

import pytest

from par_metrics.domain.period import Period
from par_metrics.indicators.catalogue import catalogue
from par_metrics.testing import Ratio
from tests.spec.conftest import Spec

JANUARY, JULY, AUGUST = datetime(2026, 1, 5, 10), datetime(2026, 7, 1, 10), datetime(2026, 8, 1, 10)
CODE = {"procedure_code": "1.000001"}
DOSSIERS = """
    dossier_code | procedure_code | received_at      | channel
    of May 2025  | 1.000001       | 2025-05-02 08:00 | online
    of February  | 1.000001       | 2026-02-02 08:00 | online
    of July      | 1.000001       | 2026-07-02 08:00 | online
    of September | 1.000001       | 2026-09-02 08:00 | online
"""


def _of_full_services(spec: Spec) -> set[str]:
    """The dossiers that count as ones of a full-online service."""
    counted = (spec.explain("full_online_dossiers_rate", period) for period in ("2025", "2026"))
    return {code.removeprefix("of ") for records in counted for code in records["dossier_code"]}


def test_a_register_of_july_does_not_change_january(spec: Spec) -> None:
    """Danh mục tháng 7 chỉ đổi hồ sơ từ khi có nó; trước mọi danh mục thì theo danh mục đầu tiên."""
    spec.insert("procedures", CODE | {"service_level": "partial", "exported_at": JANUARY})
    spec.insert("procedures", CODE | {"service_level": "full", "exported_at": JULY})
    spec.add("dossiers", DOSSIERS)
    assert _of_full_services(spec) == {"July", "September"}
    assert spec.compute("full_online_dossiers_rate", "2026-02") == Ratio(0, 0)
    assert spec.compute("full_online_dossiers_rate", "2026-07") == Ratio(1, 1)


def test_before_all_registers_the_first_one_holds(spec: Spec) -> None:
    """Hồ sơ tiếp nhận trước mọi danh mục theo danh mục bắt đầu sớm nhất."""
    spec.insert("procedures", CODE | {"service_level": "full", "exported_at": JANUARY})
    spec.insert("procedures", CODE | {"service_level": "partial", "exported_at": JULY})
    spec.add("dossiers", DOSSIERS)
    assert _of_full_services(spec) == {"May 2025", "February"}


def test_a_corrected_register_reaches_back_to_the_day_it_holds_from(spec: Spec) -> None:
    """Danh mục sửa, có hiệu lực từ tháng 2: hồ sơ từ tháng 2 theo danh mục sửa."""
    spec.insert("procedures", CODE | {"service_level": "partial", "exported_at": JANUARY})
    corrected = {"service_level": "full", "valid_from": "2026-02-01"}
    spec.insert("procedures", CODE | corrected | {"exported_at": JULY})
    spec.add("dossiers", DOSSIERS)
    assert _of_full_services(spec) == {"February", "July", "September"}


def test_of_the_registers_that_had_begun_the_one_exported_last_holds(spec: Spec) -> None:
    """Trong các danh mục đã bắt đầu, danh mục xuất sau cùng quyết định, dù bắt đầu sớm hơn."""
    spec.insert("procedures", CODE | {"service_level": "partial", "valid_from": "2026-06-01", "exported_at": JULY})
    spec.insert("procedures", CODE | {"service_level": "full", "valid_from": "2026-01-01", "exported_at": AUGUST})
    spec.add("dossiers", DOSSIERS)
    # May 2025 was before both: the one that begins first.
    assert _of_full_services(spec) == {"May 2025", "February", "July", "September"}


def test_what_an_older_register_says_of_a_later_day_is_overtaken(spec: Spec) -> None:
    """Danh mục tháng 7 báo trước một đổi từ tháng 9; danh mục tháng 8 nói khác: theo danh mục tháng 8."""
    spec.insert("procedures", CODE | {"service_level": "full", "exported_at": JANUARY})
    spec.insert("procedures", CODE | {"service_level": "partial", "valid_from": "2026-09-01", "exported_at": JULY})
    spec.add("dossiers", DOSSIERS)
    assert _of_full_services(spec) == {"May 2025", "February", "July"}
    spec.insert("procedures", CODE | {"service_level": "full", "exported_at": AUGUST})
    assert _of_full_services(spec) == {"May 2025", "February", "July", "September"}


@pytest.mark.parametrize(
    ("received_at", "sides"), [("2026-07-01 09:59", Ratio(0, 0)), ("2026-07-01 10:00", Ratio(1, 1))]
)
def test_a_register_holds_from_the_instant_it_was_exported(spec: Spec, received_at: str, sides: Ratio) -> None:
    """Không có ngày hiệu lực thì tính từ giờ xuất; tiếp nhận đúng giờ đó theo danh mục mới."""
    spec.insert("procedures", CODE | {"service_level": "partial", "exported_at": JANUARY})
    spec.insert("procedures", CODE | {"service_level": "full", "exported_at": JULY})
    spec.insert("dossiers", CODE | {"dossier_code": "d1", "received_at": received_at, "channel": "online"})
    assert spec.compute("full_online_dossiers_rate", "2026-07") == sides


def test_a_column_that_a_register_lacks_keeps_the_value_before(spec: Spec) -> None:
    """Danh mục sau thiếu cột thì giữ giá trị trước; có cột mà để trống là chưa biết."""
    spec.insert("procedures", CODE | {"service_level": "full", "exported_at": JANUARY})
    spec.insert("procedures", CODE | {"has_fee": "yes", "exported_at": JULY})
    spec.add("dossiers", DOSSIERS)
    assert _of_full_services(spec) == {"May 2025", "February", "July", "September"}
    assert spec.excluded("full_online_dossiers_rate", "2026") == {}
    spec.insert("procedures", CODE | {"service_level": None, "exported_at": AUGUST})
    assert spec.compute("full_online_dossiers_rate", "2026") == Ratio(2, 2)
    assert spec.excluded("full_online_dossiers_rate", "2026") == {"not_known": 1}


def test_a_column_that_only_a_later_register_has_is_unknown_before(spec: Spec) -> None:
    """Danh mục đầu chưa có cột: hồ sơ trước danh mục sau là chưa biết, không theo danh mục sau."""
    spec.insert("procedures", CODE | {"exported_at": JANUARY})
    spec.insert("procedures", CODE | {"service_level": "full", "exported_at": JULY})
    spec.add("dossiers", DOSSIERS)
    assert spec.compute("full_online_dossiers_rate", "2026-02") == Ratio(0, 0)
    assert spec.excluded("full_online_dossiers_rate", "2026-02") == {"not_known": 1}
    assert spec.compute("full_online_dossiers_rate", "2026-07") == Ratio(1, 1)


def test_dossiers_after_the_end_of_a_procedure_keep_what_it_last_was(spec: Spec) -> None:
    """Thủ tục đã hết hiệu lực: hồ sơ tiếp nhận sau đó vẫn theo danh mục cuối, không phải thủ tục chưa biết."""
    spec.insert("procedures", CODE | {"service_level": "full", "valid_to": "2026-06-30", "exported_at": JANUARY})
    spec.add("dossiers", DOSSIERS)
    assert spec.compute("full_online_dossiers_rate", "2026-07") == Ratio(1, 1)
    assert spec.excluded("full_online_dossiers_rate", "2026-07") == {}


def test_services_are_counted_by_the_facts_of_their_dossiers(spec: Spec) -> None:
    """Đếm dịch vụ toàn trình có hồ sơ: theo mức độ ở ngày tiếp nhận của từng hồ sơ."""
    spec.insert("procedures", CODE | {"service_level": "partial", "exported_at": JANUARY})
    spec.insert("procedures", CODE | {"service_level": "full", "exported_at": JULY})
    spec.add(
        "dossiers",
        """
        dossier_code | procedure_code | received_at      | channel
        d1           | 1.000001       | 2026-02-02 08:00 | online
        d2           | 1.000001       | 2026-07-02 08:00 | in_person
        """,
    )
    assert spec.compute("full_online_services_used_rate", "2026-02") == Ratio(0, 0)
    assert spec.compute("full_online_services_used_rate", "2026") == Ratio(0, 1)


@pytest.mark.parametrize(
    ("indicator", "column", "before", "after", "record"),
    [
        ("online_payment_dossiers_rate", "has_fee", "no", "yes", {"fee_vnd": "5000", "online_payment": "national"}),
        ("digital_result_rate", "returns_document", "no", "yes", {"has_digital_result": "yes"}),
        ("electronic_result_rate", "returns_document", "no", "yes", {"has_electronic_result": "yes"}),
    ],
)
def test_every_fact_is_that_of_the_day_of_reception(
    spec: Spec, indicator: str, column: str, before: str, after: str, record: dict[str, object]
) -> None:
    """Có phí, có trả giấy tờ: theo danh mục ở ngày tiếp nhận, không phải ngày kết thúc."""
    spec.insert("procedures", CODE | {column: before, "exported_at": JANUARY})
    spec.insert("procedures", CODE | {column: after, "exported_at": JULY})
    ended = CODE | record | {"completed_at": "2026-08-03 08:00"}
    spec.insert("dossiers", ended | {"dossier_code": "d1", "received_at": "2026-06-02 08:00"})
    spec.insert("dossiers", ended | {"dossier_code": "d2", "received_at": "2026-07-02 08:00"})
    counted = spec.explain(indicator, "2026")
    assert counted.select("dossier_code", "counted_as").rows() == [("d2", "numerator")]


def test_the_statutory_limit_is_that_of_the_day_of_reception(spec: Spec) -> None:
    """Thời hạn luật định rút ngắn từ tháng 7: hồ sơ tiếp nhận trước đó theo thời hạn cũ."""
    spec.insert("procedures", CODE | {"statutory_working_days": "5", "exported_at": JANUARY})
    spec.insert("procedures", CODE | {"statutory_working_days": "2", "exported_at": JULY})
    spec.add(
        "dossiers",
        """
        dossier_code | procedure_code | received_at      | completed_at
        d1           | 1.000001       | 2026-06-29 08:00 | 2026-07-03 08:00
        d2           | 1.000001       | 2026-07-06 08:00 | 2026-07-10 08:00
        """,
    )
    assert spec.compute("on_time_rate_qd766", "2026-07") == Ratio(1, 2)
    good = spec.explain("on_time_rate_qd766", "2026-07").filter(counted_as="numerator")
    assert good["dossier_code"].to_list() == ["d1"]


# --- procedures in force -------------------------------------------------------------


def _counted(spec: Spec, period: str, as_of: datetime | None = None) -> set[str]:
    records = (
        spec.explain("one_stop_procedures_rate", period)
        if as_of is None
        else spec.explain("one_stop_procedures_rate", period, as_of)
    )
    return set(records["procedure_code"])


def test_a_procedure_is_in_force_from_its_first_to_its_last_day(spec: Spec) -> None:
    """Có hiệu lực từ ngày bắt đầu đến hết ngày cuối; tính ở cuối kỳ, hoặc ở thời điểm lấy số liệu."""
    spec.add(
        "procedures",
        """
        procedure_code | valid_from | valid_to   | is_one_stop
        to March       |            | 2026-03-31 | yes
        from April     | 2026-04-01 |            | yes
        from March     | 2026-03-31 | 2026-12-31 | yes
        """,
    )
    assert _counted(spec, "2026-02") == {"to March"}
    assert _counted(spec, "2026-03") == {"to March", "from March"}
    assert _counted(spec, "2026-04") == {"from March", "from April"}
    assert _counted(spec, "2026") == {"from March", "from April"}
    assert _counted(spec, "2027") == {"from April"}
    assert _counted(spec, "2026", datetime(2026, 3, 31, 23)) == {"to March", "from March"}
    assert _counted(spec, "2026", datetime(2026, 4, 1)) == {"from March", "from April"}


def test_a_procedure_without_a_first_day_counts_from_the_first_register_that_has_it(spec: Spec) -> None:
    """Không có ngày bắt đầu: từ danh mục đầu tiên có nó; danh mục đầu tiên của tất cả thì tính cả trước đó."""
    spec.insert("procedures", {"procedure_code": "old", "is_one_stop": "yes", "exported_at": JANUARY})
    spec.insert("procedures", {"procedure_code": "old", "is_one_stop": "yes", "exported_at": JULY})
    spec.insert("procedures", {"procedure_code": "new", "is_one_stop": "yes", "exported_at": JULY})
    assert _counted(spec, "2025") == {"old"}
    assert _counted(spec, "2026-06") == {"old"}
    assert _counted(spec, "2026-07") == {"old", "new"}
    assert _counted(spec, "2026", datetime(2026, 7, 1, 9)) == {"old"}


def test_a_first_day_to_come_holds_in_the_first_register_too(spec: Spec) -> None:
    """Danh mục đầu tiên ghi ngày bắt đầu về sau: chưa đến ngày thì chưa tính."""
    row = {"procedure_code": "1.000001", "is_one_stop": "yes", "valid_from": "2026-05-01"}
    spec.insert("procedures", row | {"exported_at": JANUARY})
    assert _counted(spec, "2026-04") == set()
    assert _counted(spec, "2026-05") == {"1.000001"}


def test_facts_of_procedures_are_those_of_the_end_of_the_period(spec: Spec) -> None:
    """Mức độ dịch vụ, một cửa, thanh toán: theo danh mục ở cuối kỳ."""
    before = {"is_eligible_full_online": "yes", "service_level": "partial", "is_one_stop": "no"}
    after = {"is_eligible_full_online": "yes", "service_level": "full", "is_one_stop": "yes"}
    spec.insert("procedures", CODE | before | {"exported_at": JANUARY})
    spec.insert("procedures", CODE | after | {"exported_at": JULY})
    for indicator in ("full_online_services_rate", "one_stop_procedures_rate"):
        assert spec.compute(indicator, "2026-06") == Ratio(0, 1)
        assert spec.compute(indicator, "2026-H1") == Ratio(0, 1)
        assert spec.compute(indicator, "2026-07") == Ratio(1, 1)
        assert spec.compute(indicator, "2026") == Ratio(1, 1)
        assert spec.compute(indicator, "2026", datetime(2026, 7, 1)) == Ratio(0, 1)


def test_procedures_are_those_of_the_units_alive(spec: Spec) -> None:
    """Thủ tục thuộc các đơn vị còn hoạt động ở cuối kỳ."""
    spec.add(
        "units",
        """
        unit_code | level      | valid_from | valid_to
        P1        | commune    |            | 2026-06-30
        P2        | commune    | 2026-07-01 |
        S1        | department |            | 2026-06-30
        """,
    )
    spec.add("procedures", "procedure_code | level | is_one_stop\n1.000001 | commune | yes\n1.000002 | province | no")
    june = spec.figures("one_stop_procedures_rate", "2026-06", by=("unit_code",))
    july = spec.figures("one_stop_procedures_rate", "2026-07", by=("unit_code",))
    assert june.select("unit_code", "denominator").rows() == [("P1", 1), ("S1", 1)]
    assert july.select("unit_code", "denominator").rows() == [("P2", 1)]
    assert spec.compute("one_stop_procedures_rate", "2026-06") == Ratio(1, 2)
    assert spec.compute("one_stop_procedures_rate", "2026-07") == Ratio(1, 1), "nobody handles the province's"


def test_procedures_of_a_time_without_a_unit_are_nobodys(spec: Spec) -> None:
    """Mọi đơn vị đã giải thể: không còn thủ tục của ai, hỏi riêng từng kỳ hay nhiều kỳ cùng lúc cũng vậy."""
    spec.add("units", "unit_code | level | valid_to\nP1 | commune | 2026-06-30")
    spec.add("procedures", "procedure_code | level | is_one_stop\n1.000001 | commune | yes")
    assert spec.compute("one_stop_procedures_rate", "2026-06") == Ratio(1, 1)
    assert spec.compute("one_stop_procedures_rate", "2026-07") == Ratio(0, 0)


# --- knowledge -----------------------------------------------------------------------


def test_a_register_loaded_later_was_not_known(spec: Spec) -> None:
    """Danh mục sửa nạp tháng 8: theo hiểu biết của tháng 7 thì chưa có nó."""
    spec.insert("procedures", CODE | {"service_level": "partial", "exported_at": JANUARY})
    corrected = {"service_level": "full", "valid_from": "2026-01-01", "exported_at": JULY, "loaded_at": AUGUST}
    spec.insert("procedures", CODE | corrected)
    spec.insert("dossiers", CODE | {"dossier_code": "d1", "received_at": "2026-02-02 08:00", "channel": "online"})
    asked = ([catalogue["full_online_dossiers_rate"]], [Period.parse("2026-02")])
    assert spec.snapshot().figures(*asked)["denominator"].item() == 1
    assert spec.snapshot().known(JULY).figures(*asked)["denominator"].item() == 0
