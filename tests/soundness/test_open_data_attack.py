"""A hidden number of the open data could be had from what is shown beside it; now nobody can."""

from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from par_metrics import Workspace
from par_metrics.domain.period import Period
from par_metrics.publish.open_data.cells import cells_of
from par_metrics.publish.open_data.chosen import OPEN
from par_metrics.publish.open_data.figures import shown_figures
from par_metrics.publish.open_data.terms import thresholds_of as real_thresholds
from tests.support.open_data_attack import found_out, read
from tests.support.open_data_tables import MONTHS, YEAR, figures_of, published, thresholds_of, truth_of
from tests.support.published import kept_up
from tests.support.workspaces import copy_of, load


def made_up(units: int, seed: int) -> pl.DataFrame:
    """A year of a province: large and small units, few of them without a late dossier."""
    rng = np.random.default_rng(seed)
    size = rng.lognormal(3, 1, (units, 1)) * rng.uniform(0.5, 1.5, (1, 12)) / 3

    def of(whole: np.ndarray, share: float) -> np.ndarray:
        part = rng.binomial(whole, rng.beta(share * 12, (1 - share) * 12, (units, 1)))
        return np.stack([part, whole - part], axis=2)

    received, resolved, paid, sent = (rng.poisson(size * factor) for factor in (1, 0.9, 0.5, 0.05))
    online, cashless, answered = of(received, 0.6), of(paid, 0.6), of(sent, 0.8)
    full = np.minimum(rng.binomial(online, 0.7), online)
    by_card = np.stack([of(cashless[..., 0], 0.7)[..., 0], paid], axis=2)
    by_card[..., 1] -= by_card[..., 0]
    in_time = rng.binomial(answered[..., 0], 0.9)
    counts = {
        "on_time_rate": of(resolved, 0.96),
        "results_published_rate": of(resolved, 0.99),
        "online_dossiers_rate": online,
        "full_online_dossiers_rate": full,
        "digital_components_rate": of(received, 0.8),
        "reused_components_rate": of(received, 0.3),
        "online_payment_rate": by_card,
        "cashless_payment_rate": cashless,
        "feedback_resolved_rate": answered,
        "feedback_on_time_rate": np.stack([in_time, sent - in_time], axis=2),
        "sipas_1": of(rng.poisson(size / 5), 0.8),
        "sipas_2": of(rng.poisson(size / 5), 0.8),
    }
    return figures_of(counts, [f"H60.{n:03d}" for n in range(units)])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "units" in metafunc.fixturenames:
        province = (metafunc.config.getoption("open_units"), 1)
        metafunc.parametrize(("units", "seed"), [province, (7, 2), (3, 3), (1, 5)])


def test_a_made_up_year_keeps_what_it_hides(units: int, seed: int) -> None:
    shown, cells = published(made_up(units, seed), thresholds_of())
    assert (shown["status"] == "suppressed").any()
    assert (shown["status"] != "suppressed").mean() > (0.4 if units > 3 else 0.2)
    assert found_out(shown, truth_of(cells), thresholds_of()) == []


def test_the_attack_finds_what_is_hidden_alone() -> None:
    """Were the small cells hidden and nothing else, a third of them could be had by subtraction."""
    _, cells = published(made_up(30, 6), thresholds_of())
    names = pl.DataFrame(cells.names, schema=["indicator", "period", "unit_code"], orient="row")
    naive = names.with_columns(
        numerator=pl.Series(cells.counts[:, 0]),
        denominator=pl.Series(cells.counts.sum(axis=1)),
        status=pl.Series(np.where(cells.is_small, "suppressed", "no_target")),
    ).filter(~pl.Series(cells.is_between))
    hidden = pl.col("status") == "suppressed"
    naive = naive.with_columns(pl.when(~hidden).then("numerator"), pl.when(~hidden).then("denominator"))
    assert len(found_out(naive, truth_of(cells), thresholds_of())) > 20


_COUNT = st.integers(0, 4)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(_COUNT, min_size=2, max_size=2), st.lists(_COUNT, min_size=2, max_size=2)),
        min_size=1,
        max_size=3,
    )
)
def test_every_small_table_has_others_that_look_the_same(sides: list[tuple[list[int], list[int]]]) -> None:
    """All tables of whole numbers are written down: of each hidden number some differ by the threshold."""
    least, most = 3, 12
    counts = np.zeros((len(sides), 12, 2), dtype=np.int64)
    counts[:, :2] = np.array(sides).transpose(0, 2, 1)
    units = [f"U{n}" for n in range(len(sides))]
    shown, _ = published(figures_of({"on_time_rate": counts}, units), thresholds_of(least))
    is_hidden = {
        (period, unit): status == "suppressed"
        for period, unit, status in shown.select("period", "unit_code", "status").iter_rows()
    }
    months = MONTHS[:2]
    for side in (0, 1):
        # Units and months are the leaves; their sums are compared where they are shown.
        truth = [*counts[..., side].sum(axis=1), *counts[:, :2, side].sum(axis=0)]
        leaves = [*((YEAR, unit) for unit in units), *((month, "all") for month in months)]
        ranges = [range(most + 1) if is_hidden[leaf] else [value] for leaf, value in zip(leaves, truth, strict=True)]
        tables = np.array(list(product(*ranges)))
        by_unit, by_month = tables[:, : len(units)].sum(axis=1), tables[:, len(units) :].sum(axis=1)
        tables = tables[by_unit == by_month]
        for place in ((YEAR, "all"), (f"{YEAR}-Q1", "all")):
            if not is_hidden[place]:
                tables = tables[tables[:, : len(units)].sum(axis=1) == sum(truth[: len(units)])]
        for n, leaf in enumerate(leaves):
            if is_hidden[leaf]:
                assert tables[:, n].max() - tables[:, n].min() >= least, (leaf, side, sides)


def _all_of(ws: Workspace) -> tuple[dict, dict]:
    """What the numbers of 2025 are, and the thresholds."""
    with ws.snapshot("2026-10-01") as snapshot:
        answers = snapshot.stored("survey_answers", ["survey", "criterion", "question_code"])
        thresholds = dict(real_thresholds(answers, 5))
        year = Period.parse("2025")
        periods = [period for grain in ("year", "quarter", "month") for period in year.split(grain)]
        figures = snapshot.figures(
            snapshot.choose(list(OPEN), ("unit_code",)), periods, ("unit_code",), with_totals=True
        )
    return truth_of(cells_of(figures, "2025", thresholds)), thresholds


@pytest.fixture(scope="module")
def open_sample(sample: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The sample, whose years are asked for."""
    settings_file = copy_of(sample, tmp_path_factory.mktemp("open") / "ws").warehouse.layout.settings_file
    text = settings_file.read_text(encoding="utf-8")
    settings_file.write_text(text.replace("years = []", "years = [2025, 2026]"), encoding="utf-8")
    return Workspace(settings_file.parent)


def test_the_sample_keeps_what_it_hides_this_run_and_the_last(open_sample: Workspace) -> None:
    """Late dossiers that come after a year was shown do not move it: what moved would tell of them."""
    truth, thresholds = _all_of(open_sample)
    kept_up(open_sample, "2026-10-01")
    folder = open_sample.root / "open-data"
    before = read((folder / "latest").resolve())
    assert set(before["period"].str.head(4)) == {"2025"}
    load(
        open_sample,
        "dossiers",
        "dossier_code | unit_code | status | received_at | due_at | completed_at | channel\n"
        "H60.101-251202-9001 | H60.101 | 10 | 2025-12-02 08:00 | 2025-12-05 17:00 | 2025-12-09 08:00 | online\n"
        "H60.102-251202-9002 | H60.102 | 10 | 2025-12-02 08:00 | 2025-12-15 17:00 | 2025-12-09 08:00 | postal",
    )
    kept_up(open_sample, "2027-03-01")
    after = read((folder / "latest").resolve())
    assert set(after["period"].str.head(4)) == {"2025", "2026"}
    assert after.filter(pl.col("period").str.starts_with("2025")).equals(before)
    both = pl.concat([before, after.filter(pl.col("period").str.starts_with("2025"))])
    assert found_out(both, truth, thresholds) == []


def test_a_snapshot_hides_whatever_the_settings_ask(open_sample: Workspace) -> None:
    with open_sample.snapshot("2026-10-01") as snapshot:
        shown = shown_figures(snapshot, 2025, 10)
    sides = shown.filter(pl.col("status") != "suppressed").select(
        pl.col("numerator"), rest=pl.col("denominator") - pl.col("numerator"), whole="denominator"
    )
    for column in sides.get_columns():
        assert not column.drop_nulls().is_between(1, 9).any()
