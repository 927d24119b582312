"""Findings, staff, duties of agencies, documents."""

from datetime import datetime

from par_metrics.testing import Ratio
from tests.spec.conftest import Spec


def test_a_finding_is_remedied_and_reported_by_its_due_date(spec: Spec) -> None:
    """Khắc phục và gửi báo cáo đều không muộn hơn thời hạn; còn trong hạn thì chưa tính."""
    spec.add(
        "findings",
        """
        finding_code | kind           | raised_on  | due_on     | remedied_on | report_filed_on
        f1           | par_inspection | 2026-03-01 | 2026-04-01 | 2026-04-01  | 2026-04-01
        f2           | par_inspection | 2026-03-01 | 2026-04-01 | 2026-03-20  | 2026-04-02
        f3           | par_inspection | 2026-03-01 | 2026-04-01 | 2026-04-02  | 2026-03-20
        f4           | par_inspection | 2026-03-01 | 2026-04-01 | 2026-03-20  |
        f5           | par_inspection | 2026-03-01 |            | 2026-03-20  | 2026-03-20
        f6           | finance_audit  | 2026-03-01 | 2026-04-01 | 2026-03-20  | 2026-03-20
        f7           | par_inspection | 2025-12-31 | 2026-04-01 | 2026-03-20  | 2026-03-20
        """,
    )
    assert spec.compute("par_findings_remedied_rate", "2026") == Ratio(1, 4)
    assert spec.excluded("par_findings_remedied_rate", "2026") == {"no_due_date": 1}
    early = datetime(2026, 3, 31)
    assert spec.compute("par_findings_remedied_rate", "2026", early) == Ratio(0, 0)
    assert spec.excluded("par_findings_remedied_rate", "2026", early) == {"no_due_date": 1, "not_yet_due": 4}


def test_an_audit_recommendation_counts_once_done_or_from_the_day_after_its_due_date(spec: Spec) -> None:
    """Đã thực hiện thì tính ngay; đến hạn trong ngày chưa tính là quá hạn; kiến nghị của năm trước vẫn tính."""
    spec.add(
        "findings",
        """
        finding_code | kind          | raised_on  | due_on     | remedied_on
        f1           | finance_audit | 2025-06-01 | 2025-12-31 | 2026-02-01
        f2           | finance_audit | 2026-01-10 | 2026-03-31 |
        f3           | finance_audit | 2026-01-10 | 2026-04-01 | 2026-03-01
        f4           | finance_audit | 2026-01-10 |            |
        """,
    )
    indicator, last_day = "audit_recommendations_done_rate", datetime(2026, 3, 31, 12)
    assert spec.compute(indicator, "2026-Q1") == Ratio(2, 3)
    assert spec.excluded(indicator, "2026-Q1") == {"no_due_date": 1}
    assert spec.compute(indicator, "2026-Q1", last_day) == Ratio(2, 2)
    assert spec.excluded(indicator, "2026-Q1", last_day) == {"no_due_date": 1, "not_yet_due": 1}
    assert spec.compute(indicator, "2025") == Ratio(0, 1)
    assert spec.compute(indicator, "2026-01") == Ratio(0, 1), "remedied the day after its end"
    assert spec.excluded(indicator, "2026-01") == {"no_due_date": 1, "not_yet_due": 2}
    assert spec.compute(indicator, "2026") == Ratio(2, 3)


def test_a_disciplined_person_counts_once_in_the_period_of_the_decision(spec: Spec) -> None:
    """Từ khiển trách trở lên; một người trong hai danh sách vẫn là một người."""
    spec.add(
        "staff",
        """
        staff_code | as_of      | discipline | disciplined_on
        s1         | 2026-06-30 | reprimand  | 2026-03-05
        s1         | 2026-12-31 | reprimand  | 2026-03-05
        s2         | 2026-12-31 | dismissal  | 2026-04-05
        s3         | 2026-12-31 | none       | 2026-03-05
        s4         | 2026-12-31 | warning    | 2025-03-05
        s5         | 2026-12-31 | warning    | 2026-04-05
        s6         | 2026-12-31 | demotion   | 2026-04-05
        s7         | 2026-01-31 | none       |
        """,
    )
    assert spec.compute("staff_disciplined_count", "2026") == Ratio(4, None)
    assert spec.compute("staff_disciplined_count", "2026-Q1") == Ratio(1, None)
    assert spec.compute("staff_disciplined_count", "2026", datetime(2026, 7, 1)) == Ratio(1, None)


def test_each_person_counts_by_the_newest_list_before_the_end_of_the_period(spec: Spec) -> None:
    """Danh sách mới nhất của đơn vị đến cuối kỳ quyết định; không còn tên trong đó là đã đi."""
    spec.add(
        "staff",
        """
        staff_code | as_of      | is_qualified
        s1         | 2026-03-31 | no
        s1         | 2026-09-30 | yes
        s2         | 2026-03-31 | yes
        s3         | 2026-09-30 |
        """,
    )
    assert spec.compute("staff_qualified_rate", "2026-H1") == Ratio(1, 2)
    assert spec.compute("staff_qualified_rate", "2026") == Ratio(1, 2)
    assert spec.compute("staff_qualified_rate", "2026", datetime(2026, 9, 30)) == Ratio(1, 2)
    assert spec.compute("staff_qualified_rate", "2025") == Ratio(0, 0)


def test_duties_of_the_year_are_shares_of_the_agencies_that_report(spec: Spec) -> None:
    """Báo cáo của năm nào tính cho mọi kỳ của năm đó."""
    spec.add(
        "agency_reports",
        """
        unit_code | year | duty                 | is_fulfilled
        U1        | 2026 | budget_compliant     | yes
        U2        | 2026 | budget_compliant     | no
        U1        | 2026 | documents_online     | yes
        U1        | 2026 | edocuments_exchanged | no
        U1        | 2025 | budget_compliant     | no
        """,
    )
    assert spec.compute("budget_compliant_units_rate", "2026") == Ratio(1, 2)
    assert spec.compute("budget_compliant_units_rate", "2026-Q3") == Ratio(1, 2)
    assert spec.compute("budget_compliant_units_rate", "2025") == Ratio(0, 1)
    assert spec.compute("budget_compliant_units_rate", "2026", datetime(2025, 12, 31)) == Ratio(0, 0)
    assert spec.compute("online_documents_units_rate", "2026") == Ratio(1, 1)
    assert spec.compute("edocument_units_rate", "2026", unit="U1") == Ratio(0, 1)


def test_documents_handled_in_the_period(spec: Spec) -> None:
    """Văn bản xử lý trong kỳ, đến, đi hay nội bộ; không ghi thì không tính là đạt."""
    spec.add(
        "documents",
        """
        document_code | direction | handled_on | is_handled_online | is_exchanged_electronically | is_digitally_signed
        v1            | in        | 2026-03-01 | yes               | yes                         |
        v2            | out       | 2026-03-31 | yes               | no                          | yes
        v3            | internal  | 2026-03-15 | no                |                             | no
        v4            | out       | 2026-04-01 | yes               | yes                         | yes
        """,
    )
    assert spec.compute("online_documents_rate", "2026-03") == Ratio(2, 3)
    assert spec.compute("edocument_rate", "2026-03") == Ratio(1, 3)
    assert spec.compute("digitally_signed_rate", "2026-03") == Ratio(1, 3)
