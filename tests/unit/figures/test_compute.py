"""The long table: its columns, its groups, its periods."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from par_metrics.domain.period import Period
from par_metrics.engines.base import LATEST
from par_metrics.errors import SettingsError, UsageError
from par_metrics.figures.compute import answer
from par_metrics.figures.question import Question, choose_indicators
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.targets import targets_with
from par_metrics.testing import Tables
from tests.support.workspaces import small_workspace

AS_OF = datetime(2026, 5, 15)
CONTRACT = [
    "indicator", "version", "rules", "period", "period_start", "period_end", "as_of", "provisional",
    "numerator", "denominator", "value", "excluded", "target", "status", "refused",
]  # fmt: skip


@pytest.fixture
def tables() -> Iterator[Tables]:
    with Tables(own_unit="U9") as tables:
        tables.add("units", "unit_code | level\nU1 | commune\nU2 | commune")
        tables.add(
            "dossiers",
            """
            dossier_code | status | unit_code | received_at      | channel
            d1           | 4      | U1        | 2026-03-02 08:00 | online
            d2           | 4      | U1        | 2026-03-02 08:00 | in_person
            d3           | 4      | U3        | 2026-04-02 08:00 | online
            d4           | 4      | U1        | 2026-05-02 08:00 | postal
            """,
        )
        yield tables


def ask(tables: Tables, ids: list[str], grain: str | None = None, **question: object) -> pl.DataFrame:
    whole = Period.parse("2026")
    periods = tuple(whole.split(grain)) if grain else (whole,)  # type: ignore[arg-type]
    by: tuple[str, ...] = question.pop("by", ())  # type: ignore[assignment]
    asked = Question(choose_indicators(catalogue, ids, by), periods, AS_OF, by, **question)  # type: ignore[arg-type]
    return answer(tables.snapshot().engine, asked, targets_with((), "test"), catalogue)


def test_the_columns_are_the_contract_then_the_groups(tables: Tables) -> None:
    frame = ask(tables, ["online_dossiers_rate", "overdue_open_count"], by=("unit_code", "channel"))
    assert frame.columns == [*CONTRACT, "unit_code", "channel"]
    assert ask(tables, []).columns == CONTRACT


def test_every_known_unit_has_a_row_for_every_period(tables: Tables) -> None:
    """Registered, the workspace's own, and those that occur in records."""
    frame = ask(tables, ["online_dossiers_rate"], grain="month", by=("unit_code",))
    assert frame.height == 12 * 4
    assert frame["unit_code"].unique().sort().to_list() == ["U1", "U2", "U3", "U9"]
    assert frame.filter(pl.col("denominator") == 0)["status"].unique().to_list() == ["no_population"]


def test_totals_stand_beside_the_groups(tables: Tables) -> None:
    frame = ask(tables, ["online_dossiers_rate"], by=("unit_code",), with_totals=True)
    rows = frame.select("unit_code", "numerator", "denominator").rows()
    assert rows == [("U1", 1, 3), ("U2", 0, 0), ("U3", 1, 1), ("U9", 0, 0), (None, 2, 4)]


def test_a_group_without_a_name_is_not_the_total(tables: Tables) -> None:
    """Hồ sơ không rõ kênh là một nhóm, không lẫn với tổng."""
    tables.add("dossiers", "dossier_code | status | received_at | channel\nd5 | 4 | 2026-03-02 |")
    frame = ask(tables, ["online_dossiers_rate"], by=("channel",), with_totals=True)
    counted = [("in_person", 1, 0), ("online", 2, 2), ("postal", 1, 0), (None, 0, 0), (None, 4, 2)]
    assert frame.select("channel", "denominator", "numerator").rows() == counted
    assert frame["excluded"].to_list() == ["{}", "{}", "{}", '{"not_known": 1}', '{"not_known": 1}']


def test_all_indicators_in_one_question_are_as_asked_alone(tables: Tables) -> None:
    """One query for many says what one query for each says."""
    together = ask(tables, list(catalogue), grain="quarter", by=("unit_code",))
    for indicator in catalogue:
        alone = ask(tables, [indicator], grain="quarter", by=("unit_code",))
        assert together.filter(pl.col("indicator") == indicator).equals(alone)


def test_what_was_known_at_an_instant_is_what_was_loaded_by_then(tables: Tables) -> None:
    """A version counts from the instant it was loaded until the instant another took its place."""
    tables.connection.execute("UPDATE dossiers_versions SET superseded_at = TIMESTAMP '2026-02-01' WHERE status = 4")
    tables.add("dossiers", "dossier_code | status | received_at | channel\nd1 | 4 | 2026-03-02 | online")
    tables.connection.execute(
        "UPDATE dossiers_versions SET loaded_at = TIMESTAMP '2026-02-01' WHERE superseded_at IS NULL"
    )

    def known(at: datetime) -> float:
        engine = tables.snapshot().engine.at(at)
        question = Question(choose_indicators(catalogue, ["online_dossiers_rate"], ()), (Period.parse("2026"),), AS_OF)
        return float(answer(engine, question, targets_with((), "test"), catalogue)["denominator"].item())

    instants = (datetime(2025, 12, 31), datetime(2026, 1, 1), datetime(2026, 1, 31), datetime(2026, 2, 1), LATEST)
    assert [known(at) for at in instants] == [0, 4, 4, 1, 1]


def test_the_own_unit_is_of_its_registered_level() -> None:
    """Before any register nobody knows its level; once registered it has the procedures of its level alone."""
    with Tables(own_unit="U9") as tables:
        tables.add(
            "procedures", "procedure_code | level | is_one_stop\n1.000001 | province | yes\n1.000002 | commune | yes"
        )
        assert tables.compute("one_stop_procedures_rate", "2026", unit="U9").denominator == 2
        tables.add("units", "unit_code | level\nU9 | commune")
        assert tables.compute("one_stop_procedures_rate", "2026", unit="U9").denominator == 1


def test_months_sum_to_the_year_for_what_happened(tables: Tables) -> None:
    months = ask(tables, ["online_dossiers_rate"], grain="month")
    year = ask(tables, ["online_dossiers_rate"])
    assert months["denominator"].sum() == year["denominator"].item() == 4
    assert months["provisional"].to_list() == [False] * 4 + [True] * 8


def test_a_group_an_indicator_does_not_have_is_refused() -> None:
    with pytest.raises(UsageError, match='feedback_resolved_rate cannot be grouped by "channel"; groups are unit_code'):
        choose_indicators(catalogue, ["feedback_resolved_rate"], ("channel",))
    with pytest.raises(UsageError, match="unit_code"):
        choose_indicators(catalogue, None, ("colour",))


def test_without_ids_all_that_can_be_grouped_so_are_chosen() -> None:
    chosen = {indicator.id for indicator in choose_indicators(catalogue, None, ("channel",))}
    assert "online_dossiers_rate" in chosen
    assert "feedback_resolved_rate" not in chosen


def test_a_rule_set_chooses_its_indicators() -> None:
    assert [i.id for i in choose_indicators(catalogue, None, (), "qd766")] == ["on_time_rate_qd766"]
    with pytest.raises(UsageError, match='nearest is "qd766"'):
        choose_indicators(catalogue, None, (), "qd999")


def test_a_rule_set_that_only_scores_says_where_its_score_is() -> None:
    with pytest.raises(UsageError, match="score --rules"):
        choose_indicators(catalogue, None, (), "qd766-2022")


def ask_with(tables: Tables, targets: list[dict[str, object]], by: tuple[str, ...]) -> pl.DataFrame:
    now = tables.snapshot(AS_OF, targets_with(targets, "test"))
    return now.figures(now.choose(["online_payment_rate"], by), [Period.parse("2026")], by, with_totals=True)


def test_a_target_of_one_unit_stands_beside_its_figures_only(tables: Tables) -> None:
    own: dict[str, object] = {"indicator": "online_payment_rate", "value": 0.95, "years": [2026, 2026], "unit": "U1"}
    frame = ask_with(tables, [own], ("unit_code",))
    assert dict(frame.select("unit_code", "target").iter_rows()) == {
        "U1": 0.95,
        "U2": 0.8,
        "U3": 0.8,
        "U9": 0.8,
        None: 0.8,
    }


def test_a_target_for_an_unknown_unit_stops_the_figures(tables: Tables) -> None:
    """Chỉ tiêu cho đơn vị không có sẽ chẳng bao giờ hiện ra: phải báo lỗi."""
    wrong: dict[str, object] = {"indicator": "online_payment_rate", "value": 0.95, "years": [2026, 2026], "unit": "U7"}
    with pytest.raises(SettingsError, match='"U7"'):
        ask_with(tables, [wrong], ())


def test_a_domain_groups_only_what_has_one(tables: Tables) -> None:
    with pytest.raises(UsageError, match="domain"):
        choose_indicators(catalogue, ["sipas"], ("domain",))
    assert {d.id for d in choose_indicators(catalogue, None, ("domain",))} == {"par_index", "par_index_rank"}


def test_a_place_that_is_no_unit_stands_only_where_it_has_a_figure(tables: Tables) -> None:
    """Tỉnh không phải đơn vị của danh mục, nhưng có điểm PAPI."""
    tables.add("papi_scores", "place_code | year | dimension | score\nU0 | 2026 | 1 | 5.5\nU2 | 2026 | 1 | 6")
    frame = ask(tables, ["papi_1", "papi", "online_dossiers_rate"], by=("unit_code",))
    assert frame.filter(indicator="papi_1").select("unit_code", "value").rows() == [
        ("U0", 5.5),
        ("U1", None),
        ("U2", 6),
        ("U3", None),
        ("U9", None),
    ]
    assert "U0" not in frame.filter(indicator="online_dossiers_rate")["unit_code"]
    assert tables.snapshot().places() == ["U0", "U1", "U2", "U3", "U9"]


def test_what_is_asked_for_twice_is_answered_once(tables: Tables) -> None:
    """By its id and by its version it is the same; a component asked for stays beside its composite."""
    frame = ask(tables, ["sipas", "sipas_1", "sipas", "on_time_rate@2", "on_time_rate"])
    assert frame["indicator"].to_list() == ["sipas", "sipas_1", "on_time_rate"]


def test_a_group_named_twice_is_one_group(tmp_path: Path) -> None:
    ws = small_workspace(tmp_path)
    twice = ["unit_code", "unit_code"]
    once, again = (ws.compute("on_time_rate", "2026", by=by, as_of=AS_OF) for by in ("unit_code", twice))
    assert once.equals(again)
    assert ws.at_risk(by=twice, as_of=AS_OF).columns.count("unit_code") == 1


def test_rows_are_in_the_order_asked_for_then_by_period_each_with_its_total_last(tables: Tables) -> None:
    frame = ask(tables, ["papi", "online_dossiers_rate", "papi_1"], grain="half", by=("unit_code",), with_totals=True)
    expected = [
        (indicator, period, unit)
        for indicator in ("papi", "online_dossiers_rate", "papi_1")
        for period in ("2026-H1", "2026-H2")
        for unit in ("U1", "U2", "U3", "U9", None)
    ]
    assert frame.select("indicator", "period", "unit_code").rows() == expected


def test_a_period_that_is_over_at_the_instant_is_not_provisional(tables: Tables) -> None:
    def provisional(as_of: datetime) -> bool:
        asked = Question(choose_indicators(catalogue, ["on_time_rate"], ()), (Period.parse("2026-04"),), as_of)
        return bool(answer(tables.snapshot().engine, asked, targets_with((), "test"), catalogue)["provisional"].item())

    assert provisional(datetime(2026, 4, 30, 23, 59, 59)) and not provisional(datetime(2026, 5, 1))


def test_a_target_of_a_level_stands_beside_the_units_of_that_level(tables: Tables) -> None:
    own: dict[str, object] = {"indicator": "online_payment_rate", "value": 0.9, "years": [2026, 2026]}
    frame = ask_with(tables, [own | {"level": "commune"}], ("unit_code",))
    # Nothing says what U3 and U9 are.
    assert dict(frame.select("unit_code", "target").iter_rows()) == {
        "U1": 0.9,
        "U2": 0.9,
        "U3": 0.8,
        "U9": 0.8,
        None: 0.8,
    }


def test_a_target_of_a_unit_registered_later_does_not_hide_what_was_known_before(tables: Tables) -> None:
    """Xem lại số liệu trước ngày nạp danh mục: đơn vị chưa có, nhưng chỉ tiêu của nó không sai."""
    own: dict[str, object] = {"indicator": "online_payment_rate", "value": 0.95, "years": [2026, 2026], "unit": "U2"}
    now = tables.snapshot(AS_OF, targets_with([own], "test"))
    asked, year = now.choose(["online_payment_rate"]), [Period.parse("2026")]
    assert now.known(datetime(2025, 12, 31)).figures(asked, year)["target"].item() == 0.8


def test_units_are_ranked_within_their_period_and_domain(tables: Tables) -> None:
    tables.add(
        "assessments",
        """
        unit_code | year | criterion_code | domain | max_points | self_points
        U1        | 2025 | 1.1            | A      | 10         | 9
        U2        | 2025 | 1.1            | A      | 10         | 8
        U1        | 2026 | 1.1            | A      | 10         | 6
        U1        | 2026 | 2.1            | B      | 10         | 3
        U2        | 2026 | 1.1            | A      | 10         | 7
        U2        | 2026 | 2.1            | B      | 10         | 1
        """,
    )

    def ranks(period: str, by: tuple[str, ...]) -> list[tuple[object, ...]]:
        periods = tuple(Period.parse(period).split("year"))
        asked = Question(choose_indicators(catalogue, ["par_index_rank"], by), periods, AS_OF, by, with_totals=True)
        engine, targets = tables.snapshot().engine, targets_with((), "test")
        # Whatever was assessed is the whole.
        figures = answer(engine, asked, targets, catalogue, lambda _year, _domain: None).drop_nulls("value")
        return figures.select("period", *by, "value", "denominator").rows()

    assert ranks("2025-01-01/2026-12-31", ("unit_code",)) == [
        ("2025", "U1", 1, 2),
        ("2025", "U2", 2, 2),
        ("2026", "U1", 1, 2),
        ("2026", "U2", 2, 2),
    ]
    assert ranks("2026", ("unit_code", "domain")) == [
        ("2026", "U1", "A", 2, 2),
        ("2026", "U1", "B", 1, 2),
        ("2026", "U2", "A", 1, 2),
        ("2026", "U2", "B", 2, 2),
    ]


def test_with_totals_of_no_groups_is_the_figure_alone(tables: Tables) -> None:
    frame = ask(tables, ["online_dossiers_rate"], with_totals=True)
    assert frame.select("numerator", "denominator").rows() == [(2, 4)]


def test_procedures_before_any_unit_is_known_count_in_the_total_alone() -> None:
    with Tables() as tables:
        tables.add("procedures", "procedure_code | is_one_stop\n1.000001 | yes\n1.000002 | no")
        frame = ask(tables, ["one_stop_procedures_rate"], by=("unit_code",), with_totals=True)
    assert frame.select("unit_code", "numerator", "denominator").rows() == [(None, 1, 2)]


def test_the_latest_record_is_that_of_each_period(tables: Tables) -> None:
    tables.add("papi_scores", "place_code | year | dimension | score\nU1 | 2024 | 1 | 4\nU1 | 2025 | 1 | 6")
    years = [Period.parse(year) for year in ("2024", "2025", "2026")]
    assert tables.snapshot(AS_OF).figures([catalogue["papi_1"]], years)["value"].to_list() == [4, 6, 6]
