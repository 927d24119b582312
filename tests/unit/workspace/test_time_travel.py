"""A figure asked for again, as it was known then, is the same figure, whatever was loaded since."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from par_metrics import Workspace, catalogue
from par_metrics.domain.period import Period
from schemas import KINDS
from tests.support.random_loads import load_random
from tests.support.workspaces import DOSSIERS, UNITS, load

AS_OF = (datetime(2026, 7, 1), datetime(2026, 5, 17, 11, 30))
"""Asked after each round of loads but the last, after which nothing comes; one lies within the period."""

Answers = dict[str, pl.DataFrame]


def answers(ws: Workspace, as_of: datetime, known_at: datetime | None) -> Answers:
    """Everything that can be asked: figures by unit, month and group, the scorecard, records, scores, outlooks."""
    seen = {"as_of": as_of, "known_at": known_at}
    others: Answers = {
        "explain": ws.explain("on_time_rate", "2026", **seen),
        "score": ws.score(period="2026-Q1", **seen),
        "stakes": ws.stakes(period="2026-Q1", **seen),
        "par_index": ws.par_index("2026", **seen),
        "pace": ws.pace("2026", by="unit_code", **seen),
        "at_risk": ws.at_risk(days=400, **seen),
        "form": ws.form(period="2026-H1", **seen),
    }
    with ws.snapshot(as_of, known_at) as snapshot:
        some = list(catalogue.values())[::3]
        records = {f"explain {d.id}": snapshot.records(d, Period.parse("2026")) for d in some}
    return figures(ws, as_of, known_at) | others | records


def figures(ws: Workspace, as_of: datetime, known_at: datetime | None) -> Answers:
    seen = {"as_of": as_of, "known_at": known_at}
    return {
        "by unit and month": ws.compute(period="2026-H1", grain="month", by="unit_code", with_totals=True, **seen),
        "total": ws.compute(period="2026", **seen),
        "by procedure": ws.compute("on_time_rate", period="2026", by=["procedure_code", "channel"], **seen),
        "scorecard": ws.scorecard("2026-H1", **seen),
    }


def assert_same(then: Answers, now: Answers, about: object) -> None:
    for name, frame in now.items():
        try:
            assert_frame_equal(then[name], frame, check_exact=True, check_row_order=True)
        except AssertionError as error:
            raise AssertionError(f"{name}, {about}: {error}") from None


@pytest.fixture(scope="module")
def history(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Workspace, list[tuple[datetime, datetime, Answers]]]]:
    """A workspace, and what it answered in the course of its loads: known at, as of, answers of that day."""
    random = Random(1)
    ws = Workspace.create(tmp_path_factory.mktemp("history"), unit="H60.101")
    given: list[tuple[datetime, datetime, Answers]] = []
    for as_of in (*AS_OF, None):
        kinds = list(KINDS)
        random.shuffle(kinds)
        for kind in kinds:
            load_random(ws, kind, random)
        if as_of is None:
            break
        loaded_at = ws.loads()["loaded_at"].max()
        assert isinstance(loaded_at, datetime)
        given.append((loaded_at, as_of, answers(ws, as_of, None)))
    return ws, given


def test_the_loads_superseded_each_other_in_every_way(history):
    """Otherwise the tests below would show little."""
    ws, _ = history
    loads = ws.loads()
    for way in ("inserted", "superseding", "older"):
        assert loads[way].sum() > 10
    for register in ("units", "procedures", "dossiers"):
        assert loads.filter(kind=register)["superseding"].sum() > 0


def test_what_was_known_at_a_load_is_what_was_answered_after_it(history):
    ws, given = history
    for known_at, as_of, then in given:
        assert_same(then, answers(ws, as_of, known_at), (known_at, as_of))


def test_between_two_loads_nothing_changes(history):
    ws, given = history
    instants = ws.loads()["loaded_at"].to_list()
    for known_at, as_of, then in given:
        following = min(instant for instant in instants if instant > known_at)
        just_before = following - timedelta(microseconds=1)
        assert_same(then, figures(ws, as_of, just_before), (just_before, as_of))


def test_a_rebuilt_warehouse_remembers_the_same(history):
    ws, given = history
    ws.rebuild()
    for known_at, as_of, then in given:
        assert_same(then, figures(ws, as_of, known_at), (known_at, as_of))


def test_a_unit_registered_later_is_not_among_the_units_known_before(tmp_path: Path) -> None:
    ws = Workspace.create(tmp_path, unit="H60.101")
    load(ws, "units", "unit_code | unit_name | level\nH60.101 | An Tường | commune")
    before = ws.loads()["loaded_at"].max()
    load(ws, "units", UNITS)
    load(ws, "dossiers", DOSSIERS)
    asked = {"period": "2026-03", "by": "unit_code", "as_of": datetime(2026, 4, 1)}
    assert ws.compute("on_time_rate", known_at=before, **asked)["unit_code"].to_list() == ["H60.101"]
    assert ws.compute("on_time_rate", **asked)["unit_code"].to_list() == ["H60.101", "H60.102"]


def test_as_of_follows_known_at_where_only_that_is_given(tmp_path: Path) -> None:
    """What was known on 1/4 knew nothing of a dossier's becoming overdue on 10/4."""
    ws = Workspace.create(tmp_path, unit="H60.101")
    known_at = datetime(2026, 4, 1, 8)
    figures = ws.compute("on_time_rate", "2026-04", known_at=known_at)
    assert figures["as_of"].to_list() == [known_at]
    assert figures["provisional"].to_list() == [True]
    card = ws.scorecard("2026-04", known_at=known_at).filter(indicator="on_time_rate")
    assert card["evidence"].item().endswith("2026-04-01 08:00:00")
    assert ws.compute("on_time_rate", "2026-04", as_of="2026-04-02", known_at=known_at)["as_of"].to_list() == [
        datetime(2026, 4, 2)
    ]
