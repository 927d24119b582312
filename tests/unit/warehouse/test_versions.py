"""Which version of a record is current, which is history, and as of when it was known."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from par_metrics.domain.calendar import WorkingCalendar
from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.warehouse.loads import Load, MergeCounts
from tests.unit.warehouse.loader import Loader

JAN, FEB, MAR = (datetime(2026, month, 1) for month in (1, 2, 3))


def dossier(code: str, status: int, **more: object) -> dict[str, object]:
    return {"source": "one_stop", "dossier_code": code, "unit_code": "H60.101", "status": status, **more}


def counts(load: Load) -> MergeCounts:
    return MergeCounts(load.inserted, load.superseding, load.unchanged, load.older)


def test_new_records_are_inserted(loader: Loader) -> None:
    load = loader.load("dossiers", [dossier("d1", 4), dossier("d2", 10)], JAN)
    assert counts(load) == MergeCounts(inserted=2)
    assert loader.current("dossiers")["status"].to_list() == [4, 10]


def test_a_newer_export_supersedes_and_the_old_version_stays_in_history(loader: Loader) -> None:
    first = loader.load("dossiers", [dossier("d1", 4), dossier("d2", 4)], JAN)
    second = loader.load("dossiers", [dossier("d1", 10)], FEB)
    assert counts(second) == MergeCounts(superseding=1)
    assert loader.current("dossiers").select("dossier_code", "status").rows() == [("d1", 10), ("d2", 4)]
    history = loader.versions("dossiers").filter(dossier_code="d1").sort("loaded_at")
    assert history["superseded_at"].to_list() == [second.loaded_at, None]
    assert history["load_id"].to_list() == [first.load_id, second.load_id]


def test_an_older_export_goes_to_history_never_over_newer_data(loader: Loader) -> None:
    loader.load("dossiers", [dossier("d1", 10, fee_vnd=50000)], FEB)
    late = loader.load("dossiers", [dossier("d1", 4), dossier("d9", 4)], JAN)
    assert counts(late) == MergeCounts(inserted=1, older=1)
    assert loader.current("dossiers").select("dossier_code", "status").rows() == [("d1", 10), ("d9", 4)]
    old = loader.versions("dossiers").filter(status=4, dossier_code="d1")
    assert old.select("loaded_at", "superseded_at").row(0) == (late.loaded_at, late.loaded_at)
    assert old["fee_vnd"].item() is None, "an older export did not say what a newer one did"


def test_of_two_exports_of_one_time_the_one_loaded_last_is_current(loader: Loader) -> None:
    loader.load("dossiers", [dossier("d1", 4)], JAN)
    assert counts(loader.load("dossiers", [dossier("d1", 5)], JAN)) == MergeCounts(superseding=1)
    assert loader.current("dossiers")["status"].to_list() == [5]


def test_the_same_content_again_is_unchanged_but_counts_as_seen_at_the_newer_export(loader: Loader) -> None:
    loader.load("dossiers", [dossier("d1", 4, fee_vnd=None)], JAN)
    again = loader.load("dossiers", [dossier("d1", 4, fee_vnd=None)], MAR)
    assert counts(again) == MergeCounts(unchanged=1)
    versions = loader.versions("dossiers")
    assert versions.height == 1 and versions["confirmed_at"].item() == MAR
    assert versions["exported_at"].item() == JAN, "what was known before March is still of January"
    # Seen unchanged in March: an export of February cannot bring anything newer.
    assert counts(loader.load("dossiers", [dossier("d1", 5)], FEB)) == MergeCounts(older=1)


def test_an_older_export_that_says_the_same_does_not_age_the_record(loader: Loader) -> None:
    loader.load("dossiers", [dossier("d1", 4)], MAR)
    assert counts(loader.load("dossiers", [dossier("d1", 4)], JAN)) == MergeCounts(unchanged=1)
    assert loader.versions("dossiers")["confirmed_at"].item() == MAR


def test_a_value_that_appears_or_disappears_is_a_change(loader: Loader) -> None:
    loader.load("dossiers", [dossier("d1", 4, due_at=None), dossier("d2", 4, due_at=JAN)], JAN)
    load = loader.load("dossiers", [dossier("d1", 4, due_at=FEB), dossier("d2", 4, due_at=None)], FEB)
    assert counts(load) == MergeCounts(superseding=2)
    assert loader.current("dossiers")["due_at"].to_list() == [FEB, None]


def test_columns_a_newer_export_does_not_have_keep_their_values(loader: Loader) -> None:
    loader.load("dossiers", [dossier("d1", 4, fee_vnd=50000, channel="online")], JAN)
    loader.load("dossiers", [dossier("d1", 10, channel="postal")], FEB)
    assert loader.current("dossiers").select("status", "fee_vnd", "channel").row(0) == (10, 50000, "postal")


def test_columns_an_export_does_not_have_are_not_compared(loader: Loader) -> None:
    loader.load("dossiers", [dossier("d1", 4, fee_vnd=50000)], JAN)
    assert counts(loader.load("dossiers", [dossier("d1", 4)], FEB)) == MergeCounts(unchanged=1)


def test_one_code_in_two_sources_is_two_records(loader: Loader) -> None:
    loader.load("dossiers", [dossier("d1", 4)], JAN)
    portal = loader.load("dossiers", [dossier("d1", 10) | {"source": "national_portal"}], FEB)
    assert counts(portal) == MergeCounts(inserted=1)
    assert loader.current("dossiers").height == 2


def test_what_was_known_at_an_instant_can_be_had_again(loader: Loader) -> None:
    first = loader.load("dossiers", [dossier("d1", 4)], JAN)
    second = loader.load("dossiers", [dossier("d1", 10)], MAR)
    third = loader.load("dossiers", [dossier("d1", 5)], FEB)

    def known(at: datetime) -> list[int]:
        with loader.warehouse.reader() as connection:
            engine = DuckDBEngine(connection, WorkingCalendar(), known_at=at)
            return engine.stored("dossiers")["status"].to_list()

    assert known(first.loaded_at.replace(year=2025)) == []
    assert [known(load.loaded_at) for load in (first, second, third)] == [[4], [10], [10]]


def test_a_register_of_nothing_but_keys_is_merged(loader: Loader) -> None:
    loader.load("procedures", [{"procedure_code": "1.000001"}], JAN)
    again = loader.load("procedures", [{"procedure_code": "1.000001"}, {"procedure_code": "1.000002"}], FEB)
    assert counts(again) == MergeCounts(inserted=1, unchanged=1)


EXPORTS = st.lists(
    st.dictionaries(st.sampled_from("abcd"), st.tuples(st.integers(1, 3), st.none() | st.integers(0, 2)), min_size=1),
    min_size=1,
    max_size=5,
)


@settings(max_examples=15, deadline=None)
@given(exports=EXPORTS, data=st.data())
def test_in_any_order_the_newest_export_of_a_record_is_current(
    exports: list[dict[str, Any]], data: st.DataObject
) -> None:
    numbered = list(enumerate(exports, start=1))
    order = data.draw(st.permutations(numbered))
    with tempfile.TemporaryDirectory() as folder:
        loader = Loader(Path(folder))
        for day, export in order:
            rows = [dossier(code, status, fee_vnd=fee) for code, (status, fee) in export.items()]
            loader.load("dossiers", rows, datetime(2026, 1, day))
        newest = {
            code: (*content, datetime(2026, 1, day)) for day, export in numbered for code, content in export.items()
        }
        current = loader.versions("dossiers").filter(pl.col("superseded_at").is_null())
        found = {
            code: tuple(rest)
            for code, *rest in current.select("dossier_code", "status", "fee_vnd", "confirmed_at").rows()
        }
        assert current.height == len(found)
        assert found == newest
