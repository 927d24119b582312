"""What must not be published unsaid: rows that were refused, and figures that cannot be."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from par_metrics import UsageError, Workspace
from par_metrics.operations import nightly
from par_metrics.operations.doctor import examine
from par_metrics.publish import gates
from par_metrics.warehouse import lake, ledger
from tests.support.published import as_on_nights_before

HEADING = "Mã hồ sơ,Ngày tiếp nhận,Ngày hẹn trả,Ngày kết thúc xử lý,Trạng thái\n"


def dossiers(*lines: tuple[str, str]) -> str:
    """An export of dossiers given as (code, cell of the end date)."""
    return HEADING + "".join(f"{code},02/03/2026,10/03/2026,{ended},10\n" for code, ended in lines)


def drop(ws: Workspace, name: str, text: str, exported_at: str = "2026-04-01") -> str:
    """Load a file of this name; the load's id."""
    file = ws.root / name
    file.write_text(text, encoding="utf-8")
    report = ws.ingest(file, exported_at=exported_at)
    assert report.load_id is not None and not report.refused
    return report.load_id


def refused(ws: Workspace, known_at: datetime | None = None) -> list[tuple[object, ...]]:
    with ws.snapshot(known_at=known_at) as snapshot:
        return snapshot.engine.refused().rows()


def loaded_at(ws: Workspace, load_id: str) -> datetime:
    found: datetime = ws.loads().filter(load_id=load_id)["loaded_at"].item()
    return found


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path)


A, B, C = "H60.101-260302-0001", "H60.102-260302-0002", "H60.101-260302-0003"


def test_refused_rows_count_for_their_unit(ws: Workspace) -> None:
    drop(ws, "a.csv", dossiers((A, "32/03/2026"), (B, "??"), (C, "09/03/2026"), ("1,23E+12", "09/03/2026")))
    assert refused(ws) == [("dossiers", "H60.101", 1), ("dossiers", "H60.102", 1), ("dossiers", None, 1)]


@pytest.mark.parametrize("name", ["a.csv", "b.csv"], ids=["the same file", "another file"])
def test_a_refused_row_that_comes_corrected_counts_no_longer_but_did_then(ws: Workspace, name: str) -> None:
    first = drop(ws, "a.csv", dossiers((A, "32/03/2026"), (C, "09/03/2026")))
    drop(ws, name, dossiers((A, "08/03/2026")))
    assert refused(ws) == []
    assert refused(ws, loaded_at(ws, first)) == [("dossiers", "H60.101", 1)]


def test_a_record_that_was_known_and_comes_back_unchanged_is_not_missing(ws: Workspace) -> None:
    drop(ws, "a.csv", dossiers((A, "08/03/2026")))
    drop(ws, "b.csv", dossiers((A, "32/03/2026")), "2026-04-02")
    assert refused(ws) == [("dossiers", "H60.101", 1)]
    drop(ws, "c.csv", dossiers((A, "08/03/2026"), (C, "08/03/2026")), "2026-04-03")
    assert refused(ws) == []


def test_each_refused_row_says_whether_it_is_still_missing_and_by_which_load_it_is_not(ws: Workspace) -> None:
    first = drop(ws, "a.csv", dossiers((A, "32/03/2026"), (B, "33/03/2026"), (C, "34/03/2026"), ("", "35/03/2026")))
    again = drop(ws, "b.csv", dossiers((B, "36/03/2026")), "2026-04-02")
    mending = drop(ws, "c.csv", dossiers((A, "08/03/2026")), "2026-04-03")
    states = {row["value"]: (row["state"], row["by_load"]) for row in ws.rejects().iter_rows(named=True)}
    assert states == {
        "32/03/2026": ("accepted_later", mending),
        "33/03/2026": ("refused_again", again),
        "34/03/2026": ("still_missing", None),
        None: ("still_missing", None),
        "36/03/2026": ("still_missing", None),
    }
    assert sum(state == "still_missing" for state, _ in states.values()) == sum(row[-1] for row in refused(ws))
    ws.withdraw(mending, "sai tệp")
    assert ws.rejects(first)["state"].to_list() == ["still_missing", "refused_again", *["still_missing"] * 2]
    newest = drop(ws, "a.csv", dossiers((C, "34/03/2026")), "2026-04-04")
    assert ws.rejects(first)["by_load"].to_list() == [newest] * 4
    ws.withdraw(again, "sai tệp")
    assert set(ws.rejects(again)["state"]) == {"withdrawn"}
    assert ws.rejects()["state"].to_list() == ["still_missing"]


def test_one_record_refused_in_two_files_counts_once(ws: Workspace) -> None:
    drop(ws, "a.csv", dossiers((A, "32/03/2026")))
    drop(ws, "b.csv", dossiers((A, "33/03/2026")))
    assert refused(ws) == [("dossiers", "H60.101", 1)]


def test_a_file_sent_again_takes_the_place_of_itself(ws: Workspace) -> None:
    drop(ws, "a.csv", dossiers(("", "09/03/2026"), ("", "08/03/2026")))
    assert refused(ws) == [("dossiers", None, 2)]
    drop(ws, "a.csv", dossiers(("", "09/03/2026")))
    assert refused(ws) == [("dossiers", None, 1)]


def test_the_lake_alone_rebuilds_the_refused_rows(ws: Workspace) -> None:
    first = drop(ws, "a.csv", dossiers((A, "32/03/2026"), (B, "32/03/2026")))
    drop(ws, "b.csv", dossiers((A, "08/03/2026")))
    before = ws.sql("SELECT * FROM refused_rows ORDER BY ALL"), refused(ws, loaded_at(ws, first))
    for file in (ws.root / "rejects").rglob("*.parquet"):
        file.unlink()
    ws.rebuild()
    after = ws.sql("SELECT * FROM refused_rows ORDER BY ALL"), refused(ws, loaded_at(ws, first))
    assert after[0].equals(before[0]) and after[1] == before[1]
    assert refused(ws) == [("dossiers", "H60.102", 1)]


def test_a_load_that_was_withdrawn_neither_refuses_nor_accepts(ws: Workspace) -> None:
    drop(ws, "a.csv", dossiers((A, "32/03/2026")))
    second = drop(ws, "b.csv", dossiers((A, "08/03/2026"), (B, "32/03/2026")))
    assert refused(ws) == [("dossiers", "H60.102", 1)]
    ws.withdraw(second, "tệp của tháng khác")
    assert refused(ws) == [("dossiers", "H60.101", 1)]


def test_refused_rows_of_loads_that_kept_only_their_number_count_for_no_unit(ws: Workspace) -> None:
    load_id = drop(ws, "a.csv", dossiers((A, "32/03/2026"), (C, "09/03/2026")))
    (ws.root / "lake" / "_refused_rows" / f"{load_id}.parquet").unlink()
    written = ledger.read(ws.warehouse.layout)
    assert written is not None
    files = {what: digest for what, digest in written.loads[load_id].files.items() if what != "refused_rows"}
    old = replace(written.loads[load_id], files=files)
    ledger.append(ws.warehouse.layout, ledger.of_files(old), known=written)
    ws.rebuild()
    assert refused(ws) == [("dossiers", None, 1)]


def test_whose_a_refused_row_is_names_nobody(ws: Workspace) -> None:
    """Cells that have moved put a name, a phone or a citizen's number where the code belongs."""
    codes = ("Nguyễn Văn An", "0912345678", "001099012345", "an@example.vn")
    good = [(f"H60.101-260302-{number:04}", "09/03/2026") for number in range(9, 19)]
    drop(ws, "a.csv", dossiers(*((code, "32/03/2026") for code in codes), *good))
    stored = ws.sql("SELECT unit_code, key FROM refused_rows")
    assert stored["key"].null_count() == len(codes)
    written = pl.read_parquet(ws.root / "lake" / "_refused_rows" / "*.parquet").write_json()
    assert not any(code in written for code in codes)


# --- publishing ----------------------------------------------------------------------------

GOOD = tuple((f"H60.101-260302-{number:04}", "09/03/2026") for number in range(20))


def failed(ws: Workspace, as_of: str = "2026-04-02", accept: str | None = None) -> list[str]:
    return [gate.id for gate in ws.publish(as_of, accept=accept).failed]


def found(ws: Workspace) -> list[str]:
    """Which of the gates that look at files and units fail, without a run: the limit is that of the settings."""
    with ws.snapshot() as snapshot:
        newest = snapshot.engine.newest_loads()
        asked = (
            gates.rows_refused(newest, ws.settings.publish.refused_limit),
            gates.units_known(snapshot.engine.units(), None),
        )
    return [gate.id for gate in asked if not gate.passed]


@pytest.mark.parametrize(("bad", "fails"), [(2, []), (3, ["rows_refused"]), (20, ["rows_refused"])])
def test_a_file_mostly_refused_is_not_published_unsaid(ws: Workspace, bad: int, fails: list[str]) -> None:
    """Nine of ten dossiers were refused for a word in a date, and the share on time was 100 %."""
    drop(ws, "a.csv", dossiers(*((code, "Hôm nào đó") for code, _ in GOOD[:bad]), *GOOD[bad:]))
    assert found(ws) == fails


def test_rows_that_came_after_all_hold_nothing_back(ws: Workspace) -> None:
    drop(ws, "ds_2026-04-01.csv", dossiers(*((code, "?") for code, _ in GOOD)))
    assert found(ws) == ["rows_refused"]
    drop(ws, "ds_2026-04-02.csv", dossiers(*GOOD), "2026-04-02")
    assert found(ws) == []


def test_the_newest_load_of_a_file_counts_and_not_each_ever_loaded(ws: Workspace) -> None:
    drop(ws, "a.csv", dossiers(("", "09/03/2026"), *GOOD[:3]))
    assert found(ws) == ["rows_refused"]
    drop(ws, "a.csv", dossiers(*GOOD))
    assert found(ws) == []


def test_what_an_officer_accepts_is_published_with_the_name_and_not_asked_again_but_what_comes_new_is(
    ws: Workspace,
) -> None:
    load_id = drop(ws, "a.csv", dossiers(*((code, "?") for code, _ in GOOD[:5]), *GOOD[5:]))
    result = ws.publish("2026-04-02", accept="đã hỏi bộ phận một cửa")
    assert result.published and [gate.id for gate in result.accepted] == ["rows_refused"]
    stated = json.loads((ws.root / "published" / "latest" / "manifest.json").read_text(encoding="utf-8"))
    (gate,) = (gate for gate in stated["gates"] if gate["id"] == "rows_refused")
    assert not gate["passed"] and stated["state"] == "published"
    (word,) = gate["accepted"]
    assert (word["failure"], word["reason"]) == (load_id, "đã hỏi bộ phận một cửa") and word["by"] and word["at"]
    # The second night knows it from the first, which nobody was asked about.
    assert failed(ws) == [] and failed(ws) == []
    drop(ws, "b.csv", dossiers((A.replace("0001", "9001"), "?")))
    assert failed(ws) == ["rows_refused"]


def test_an_unknown_unit_cannot_be_accepted(ws: Workspace) -> None:
    (ws.root / "u.csv").write_text("unit_code,unit_name,level\nH60.102,Phường Mỹ Lâm,commune\n", encoding="utf-8")
    ws.ingest(ws.root / "u.csv")
    drop(ws, "a.csv", dossiers(*GOOD))
    assert failed(ws, accept="cứ công bố") == ["units_known"]


def test_a_unit_that_was_merged_is_known_by_its_row_in_the_register(ws: Workspace) -> None:
    register = "unit_code,unit_name,level,valid_to,successor_code\nH60.101,Phường An Tường,commune,,\n"
    (ws.root / "u.csv").write_text(register, encoding="utf-8")
    ws.ingest(ws.root / "u.csv")
    drop(ws, "a.csv", dossiers(("H60.05-250610-0001", "09/03/2026"), *GOOD))
    assert found(ws) == ["units_known"]
    closed = "H60.05,Xã Lưỡng Vượng,commune,2025-06-30,H60.101\n"
    (ws.root / "u2.csv").write_text(register + closed, encoding="utf-8")
    ws.ingest(ws.root / "u2.csv")
    assert found(ws) == []


def test_a_reason_must_be_given(ws: Workspace) -> None:
    with pytest.raises(UsageError, match="--accept needs a reason"):
        ws.publish("2026-04-02", accept=" ")


def test_a_night_says_what_holds_it_back_and_what_to_do(ws: Workspace) -> None:
    (ws.root / "inbox" / "ds_2026-04-01.csv").write_text(
        dossiers(GOOD[0], *((code, "Hôm nào đó") for code, _ in GOOD[1:10])), encoding="utf-8"
    )
    summary = nightly.run(ws.root, "2026-04-01")
    assert summary.published is None and not summary.ok
    assert (
        "! kiểm tra dòng bị từ chối không quá nhiều: 1 tệp có quá 10 % số dòng bị từ chối (ds_2026-04-01.csv: 9/10)"
        in summary.text("vi")
    )
    assert 'par-metrics publish --accept "REASON"' in summary.text("en")
    ws.publish("2026-04-01", accept="đúng")
    next_night = nightly.run(ws.root, "2026-04-02")
    assert next_night.ok and "gate not too many rows refused: failed and accepted" in next_night.text("en")


def test_the_limit_is_a_setting(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(ws, "a.csv", dossiers(*((code, "?") for code, _ in GOOD[:5]), *GOOD[5:]))
    monkeypatch.setenv("PAR_METRICS_PUBLISH__REFUSED_LIMIT", "0.25")
    assert found(Workspace(ws.root)) == []
    monkeypatch.setenv("PAR_METRICS_PUBLISH__REFUSED_LIMIT", "0.24")
    assert found(Workspace(ws.root)) == ["rows_refused"]


def test_a_share_that_turned_over_night_is_not_published_unsaid(ws: Workspace) -> None:
    """A list whose end dates were all written a month late."""
    march = [(f"H60.101-260302-{number:04}", "09/03/2026") for number in range(80)]
    drop(ws, "ds_2026-04-01.csv", dossiers(*march))
    assert failed(ws, "2026-04-03") == []
    as_on_nights_before(ws, 2)
    late = [(code, "11/03/2026") for code, _ in march]
    drop(ws, "ds_2026-04-04.csv", dossiers(*late), "2026-04-04")
    held = ws.publish("2026-04-04")
    assert [gate.id for gate in held.failed] == ["plausible"]
    assert "100,00 % (80/80), nay 0,00 % (0/80)" in held.failed[0].message.vi
    assert failed(ws, "2026-04-04", accept="hệ thống ghi nhầm ngày, đã sửa") == []
    assert failed(ws, "2026-04-05") == []


# --- a register that comes later --------------------------------------------------------------

NAMED = "Mã hồ sơ,Đơn vị,Ngày tiếp nhận,Ngày hẹn trả,Trạng thái\n"


def test_a_night_reads_again_what_a_later_register_places(ws: Workspace) -> None:
    inbox = ws.root / "inbox"
    (inbox / "a.csv").write_text(NAMED + "77-1,Phường Mỹ Lâm,02/03/2026,10/03/2026,4\n", encoding="utf-8")
    nightly.load_inbox(ws.root)
    assert refused(ws) == [("dossiers", None, 1)] and found(ws) == ["rows_refused"]
    (inbox / "u.csv").write_text("unit_code,unit_name\nH60.102,Phường Mỹ Lâm\n", encoding="utf-8")
    told = [finding.label.en for finding in examine(ws.root) if "a.csv" in finding.label.en]
    assert told == []
    second = nightly.run(ws.root, "2026-04-02")
    assert second.ok and [(o.file, o.is_reread) for o in second.outcomes] == [("u.csv", False), ("a.csv", True)]
    assert "a.csv: read again from archive/" in second.text("en")
    assert "1 files in the inbox" in second.text("en")
    assert ws.sql("SELECT unit_code FROM dossiers").rows() == [("H60.102",)] and refused(ws) == []
    assert ws.rejects().is_empty() and ws.rejects(all_loads=True).height == 1
    assert nightly.load_inbox(ws.root) == []


def test_the_doctor_names_the_archived_file_that_a_register_would_mend(ws: Workspace) -> None:
    drop(ws, "a.csv", NAMED + "77-1,Phường Mỹ Lâm,02/03/2026,10/03/2026,4\n")
    (ws.root / "u.csv").write_text("unit_code,unit_name\nH60.102,Phường Mỹ Lâm\n", encoding="utf-8")
    ws.ingest(ws.root / "u.csv")
    (told,) = (finding.label.en for finding in examine(ws.root) if finding.label.en.startswith("a.csv:"))
    archived = ws.root / told.partition('par-metrics ingest "')[2].rstrip('"')
    report = ws.ingest(archived)
    assert (report.file, report.accepted, report.already_loaded) == ("a.csv", 1, False)
    assert report.exported_at == ws.loads().filter(file="a.csv")["exported_at"][0]
    assert not [finding for finding in examine(ws.root) if finding.label.en.startswith("a.csv:")]


def test_rows_refused_by_older_rules_are_named_and_really_read_again(ws: Workspace) -> None:
    load_id = drop(ws, "a.csv", dossiers(("", "09/03/2026"), *GOOD))
    assert ws.ingest(ws.root / "a.csv", exported_at="2026-04-01").already_loaded
    file = ws.root / "lake" / "dossiers" / f"{load_id}.parquet"
    line = json.loads(pl.read_parquet_metadata(file)["par_metrics"]) | {"reading": 1}
    pl.read_parquet(file).write_parquet(file, metadata={"par_metrics": json.dumps(line)})
    layout = ws.warehouse.layout
    old = lake.read_load(layout, file)
    others = (load for load in (ledger.read(layout) or ledger.Known()).loads.values() if load.load_id != load_id)
    ledger.write(layout, map(ledger.of_load, [*others, replace(old, files=lake.digests(layout, old))]))
    ws.rebuild()
    assert any("older rules of reading" in finding.label.en for finding in examine(ws.root))
    assert not ws.ingest(ws.root / "a.csv", exported_at="2026-04-01").already_loaded
    assert not any("older rules of reading" in finding.label.en for finding in examine(ws.root))
    assert ws.ingest(ws.root / "a.csv", exported_at="2026-04-01").already_loaded


def test_refused_rows_of_a_file_loaded_again_are_shown_once(ws: Workspace) -> None:
    first = drop(ws, "a.csv", dossiers((A, "?")))
    drop(ws, "a.csv", dossiers((A, "??")))
    assert ws.rejects()["value"].to_list() == ["??"]
    assert ws.rejects(all_loads=True)["value"].to_list() == ["?", "??"]
    assert ws.rejects(first)["value"].to_list() == ["?"]
