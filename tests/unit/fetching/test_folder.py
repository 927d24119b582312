"""What is fetched from a shared folder, and what is not."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.cli.entry import run as command
from par_metrics.fetching import fetch as fetching
from par_metrics.fetching import memory
from par_metrics.fetching.deadline import Deadline
from par_metrics.fetching.outcome import SourceOutcome
from par_metrics.fetching.places.base import Offered
from par_metrics.fetching.places.folder import Folder
from par_metrics.fetching.trouble import out_of_time
from par_metrics.operations.backup import back_up
from par_metrics.operations.doctor import examine
from par_metrics.operations.nightly import run
from par_metrics.operations.sources import fetch_sources
from par_metrics.settings.sources import SourceSettings
from par_metrics.support.locks import signed_lock
from par_metrics.warehouse import archive
from tests.support.exports import DOSSIERS, UNITS

LONG_AGO = 1_770_000_000
PERSONAL = "Nguyễn Thị Bích Hằng 0912345678.csv"


@pytest.fixture
def shared(workspace: Workspace, tmp_path: Path) -> Path:
    shared = tmp_path / "chung"
    shared.mkdir()
    settings(workspace, f'[sources.chung]\nurl = "{shared.as_uri()}"\n')
    return shared


def settings(workspace: Workspace, text: str) -> None:
    (workspace.root / "par-metrics.toml").write_text('unit = "H60.101"\n' + text, encoding="utf-8")


def put(folder: Path, name: str, text: str | bytes = UNITS, at: float = LONG_AGO) -> Path:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(folder / name, (at, at))
    return folder / name


def fetched(workspace: Workspace) -> SourceOutcome:
    (outcome,) = fetch_sources(workspace.root)
    return outcome


def inbox(workspace: Workspace) -> dict[str, str]:
    """All that lies there, hidden files too."""
    return {path.name: path.read_text() for path in (workspace.root / "inbox").iterdir() if path.is_file()}


def test_what_is_new_comes_once_with_its_time_and_stays_at_the_source(workspace: Workspace, shared: Path) -> None:
    put(shared, "don-vi.csv", UNITS)
    outcome = fetched(workspace)
    assert outcome.ok and [file.name for file in outcome.fetched] == ["don-vi.csv"]
    there = workspace.root / "inbox" / "don-vi.csv"
    assert there.read_text() == UNITS and there.stat().st_mtime == LONG_AGO
    there.unlink()
    again = fetched(workspace)
    assert (again.fetched, again.known) == ((), 1) and inbox(workspace) == {}
    assert (shared / "don-vi.csv").read_text() == UNITS
    put(shared, "don-vi.csv", UNITS, at=LONG_AGO + 5)  # touched alone
    assert fetched(workspace).known == 1
    put(shared, "don-vi.csv", UNITS + "H60.103,X,commune\n", at=LONG_AGO + 9)
    assert len(fetched(workspace).fetched) == 1


def test_what_is_loaded_already_is_not_put_there_again(workspace: Workspace, shared: Path) -> None:
    workspace.ingest(put(workspace.root, "don-vi.csv", UNITS))
    put(shared, "ten-khac.csv", UNITS)
    assert fetched(workspace).known == 1 and inbox(workspace) == {}
    (workspace.root / ".fetched" / "chung.files.json").write_text("damaged")
    assert fetched(workspace).known == 1 and inbox(workspace) == {}


def test_what_lies_in_the_inbox_already_is_not_doubled_nor_written_over(workspace: Workspace, shared: Path) -> None:
    put(workspace.root / "inbox", "don-vi.csv", UNITS)
    put(shared, "cung-noi-dung.csv", UNITS)
    put(shared, "don-vi.csv", DOSSIERS)
    assert [file.name for file in fetched(workspace).fetched] == ["don-vi.csv"]
    assert inbox(workspace) == {"don-vi.csv": UNITS, "don-vi-2.csv": DOSSIERS}


def test_links_pipes_folders_and_unfinished_files_are_passed_over(
    workspace: Workspace, shared: Path, tmp_path: Path
) -> None:
    put(tmp_path, "secret.csv", UNITS)
    (shared / "link.csv").symlink_to(tmp_path / "secret.csv")
    (shared / "folder.csv").mkdir()
    os.mkfifo(shared / "pipe.csv")
    for name in (".hidden.csv", "~$a.xlsx", "a.csv.part"):
        put(shared, name)
    assert fetched(workspace) == SourceOutcome("chung") and inbox(workspace) == {}


def test_a_link_that_takes_the_place_of_a_file_is_not_followed(shared: Path, tmp_path: Path) -> None:
    (shared / "link.csv").symlink_to(put(tmp_path, "secret.csv"))
    place = Folder(SourceSettings(url=shared.as_uri()))
    with pytest.raises(OSError, match="symbolic link"), place.reading(str(shared / "link.csv")):
        pass


def test_only_names_of_the_pattern_come(workspace: Workspace, shared: Path) -> None:
    settings(workspace, f'[sources.chung]\nurl = "{shared.as_uri()}"\npattern = "ho-so*.csv"\n')
    put(shared, "HO-SO-1.CSV", DOSSIERS)
    put(shared, "don-vi.csv", UNITS)
    fetched(workspace)
    assert set(inbox(workspace)) == {"HO-SO-1.CSV"}


def test_what_was_written_just_now_is_left_for_the_next_time(workspace: Workspace, shared: Path) -> None:
    put(shared, "moi.csv", UNITS, at=time.time())
    put(shared, "dong-ho-nhanh.csv", DOSSIERS, at=time.time() + 20)
    assert fetched(workspace).unsettled == 2 and inbox(workspace) == {}
    settings(workspace, f'[sources.chung]\nurl = "{shared.as_uri()}"\nsettle_seconds = 0\n')
    assert len(fetched(workspace).fetched) == 2
    latest = max(path.stat().st_mtime for path in (workspace.root / "inbox").iterdir())
    assert latest <= time.time()  # no export was made after now


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (UNITS * 2, "thay đổi trong lúc lấy"),  # it grew
        (UNITS[:20], "chỉ gửi một phần tệp"),  # it was cut
        (UNITS.replace("H60", "H61"), "thay đổi trong lúc lấy"),  # it is another of the same size
    ],
)
def test_a_file_that_changes_meanwhile_never_lies_in_the_inbox(
    workspace: Workspace, shared: Path, monkeypatch: pytest.MonkeyPatch, then: str, said: str
) -> None:
    put(shared, "a.csv", UNITS)
    put(shared, "b.csv", DOSSIERS)
    read = Folder.reading

    def written_meanwhile(self: Folder, path: str):
        if path.endswith("a.csv"):
            put(shared, "a.csv", then, at=LONG_AGO + 1)
        return read(self, path)

    monkeypatch.setattr(Folder, "reading", written_meanwhile)
    outcome = fetched(workspace)
    assert set(inbox(workspace)) == {"b.csv"}
    (problem,) = outcome.problems
    assert problem.vi.startswith("nguồn chung: a.csv: ") and said in problem.vi and outcome.waiting_helps
    monkeypatch.undo()
    assert [file.name for file in fetched(workspace).fetched] == ["a.csv"]


def test_a_file_beyond_the_limit_is_refused_and_the_rest_comes(workspace: Workspace, shared: Path) -> None:
    settings(workspace, f'[limits]\nunpacked_gb = 0.0000005\n[sources.chung]\nurl = "{shared.as_uri()}"\n')
    put(shared, "a.csv", b"x" * 600)
    put(shared, "b.csv", UNITS)
    outcome = fetched(workspace)
    assert "limits.unpacked_gb" in outcome.problems[0].vi and not outcome.waiting_helps
    assert set(inbox(workspace)) == {"b.csv"}


def test_a_source_that_takes_too_long_is_left(
    workspace: Workspace, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(shared, "a.csv", UNITS)
    clock = iter([0.0, *([4000.0] * 99)])
    monkeypatch.setattr(fetching.time, "monotonic", lambda: next(clock))
    outcome = fetched(workspace)
    assert outcome.failure is not None and "quá 60 phút" in outcome.failure.vi and inbox(workspace) == {}


def test_what_is_remembered_is_the_owners_alone_and_no_part_of_a_backup(
    workspace: Workspace, shared: Path, tmp_path: Path
) -> None:
    put(shared, PERSONAL)
    fetched(workspace)
    memory = workspace.root / ".fetched" / "chung.files.json"
    assert memory.stat().st_mode & 0o777 == 0o600 and memory.parent.stat().st_mode & 0o777 == 0o700
    assert len(json.loads(memory.read_text())["files"]) == 1
    settings(
        workspace,
        '[sources.cong]\nurl = "https://host/x"\nsecrets_file = "cong.toml"\n'
        '[sources.may]\nurl = "sftp://u@host/x"\nkey_file = "khoa"\n',
    )
    for name in ("cong.toml", "khoa"):
        (workspace.root / name).write_text("SECRET1")
    folder, _ = back_up(workspace.root, tmp_path / "backups")
    kept = {path.name for path in folder.rglob("*")}
    assert "par-metrics.toml" in kept and not kept & {"cong.toml", "khoa", "chung.files.json"}


def test_what_is_gone_at_the_source_is_forgotten(workspace: Workspace, shared: Path) -> None:
    put(shared, "a.csv").rename(shared / "b.csv")
    fetched(workspace)
    (shared / "b.csv").unlink()
    fetched(workspace)
    assert json.loads((workspace.root / ".fetched" / "chung.files.json").read_text()) == {"files": {}}


def test_a_name_that_may_be_somebodys_is_masked(workspace: Workspace, shared: Path, capfd) -> None:
    put(shared, PERSONAL)
    put(shared, f"2 {PERSONAL}", at=LONG_AGO + 1)
    (shared / f"2 {PERSONAL}").chmod(0)
    for options in (["--dry-run"], []):
        command(["--workspace", str(workspace.root), "fetch", *options])
        out, err = capfd.readouterr()
        assert "Hằng" not in out + err and "0912345678" not in out + err and out.strip()
    assert PERSONAL in inbox(workspace)


def test_one_source_that_fails_is_a_line_of_the_night_and_the_rest_goes_on(workspace: Workspace, shared: Path) -> None:
    settings(
        workspace,
        f'[sources.a]\nurl = "{shared.as_uri()}/gone"\n[sources.chung]\nurl = "{shared.as_uri()}"\n'
        f'[sources.s]\nurl = "s3://bucket/x"\n',
    )
    put(shared, "don-vi.csv", UNITS)
    put(shared, "ho-so.csv", DOSSIERS)
    summary = run(workspace.root, "2026-10-01")
    assert [outcome.report.accepted for outcome in summary.outcomes if outcome.report] == [2, 2]
    assert not summary.ok and summary.published is not None
    lines = summary.text("vi").splitlines()
    (missing,) = [line for line in lines if line.startswith("! nguồn a: không có thư mục hay tệp này ở nguồn. ")]
    assert missing.endswith("nếu là ổ mạng thì kết nối lại")
    assert "  nguồn chung: lấy 2 tệp" in lines
    assert any(line.startswith("! nguồn s: chưa có PAR_METRICS_SOURCE_S_KEY") for line in lines)
    said = summary.text("en")
    assert "! source a: the source has no such folder or file. Check url in the settings" in said
    second = run(workspace.root, "2026-10-01")
    assert "  nguồn chung: lấy 0 tệp, 2 tệp đã có" in second.text("vi")


def test_the_command_fetches_one_source_and_says_what_would_come(workspace: Workspace, shared: Path, capsys) -> None:
    def call(*arguments: str) -> tuple[int, str, str]:
        status = command(["--workspace", str(workspace.root), "fetch", *arguments])
        return (status, *capsys.readouterr())

    put(shared, "don-vi.csv", UNITS)
    assert call("chung", "--dry-run") == (0, "don-vi.csv\n", "Nguồn chung: sẽ lấy 1 tệp.\n")
    assert inbox(workspace) == {}
    assert call() == (0, "don-vi.csv\n", "Nguồn chung: lấy 1 tệp.\n")
    status, out, err = call("chunk")
    assert (status, out) == (2, "") and 'không có nguồn "chunk". Gần nhất: "chung"' in err
    (shared / "don-vi.csv").unlink()
    shared.rmdir()
    status, out, err = call("chung")
    assert (status, out) == (1, "") and err.startswith("! nguồn chung: không có thư mục")


def test_without_the_extra_the_command_to_install_it_is_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(workspace, '[sources.cong]\nurl = "https://host/x"\n')
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    failure = fetched(workspace).failure
    assert failure is not None and 'pip install "par-metrics[sources]"' in failure.vi


def test_doctor_looks_at_sources_without_asking_them(workspace: Workspace) -> None:
    settings(
        workspace,
        '[sources.cong]\nurl = "https://host.invalid/x"\nsecrets_file = "s.toml"\n'
        '[sources.may]\nurl = "sftp://u@host.invalid/x"\nkey_file = "khoa"\n',
    )
    (workspace.root / "khoa").write_text("key")
    (workspace.root / "khoa").chmod(0o644)
    said = [finding.line("vi") for finding in examine(workspace.root)]
    assert any(line.startswith("SAI    nguồn cong: không có tệp") for line in said)
    assert any(line.startswith("SAI    nguồn may: người khác mở được") for line in said)
    (workspace.root / "khoa").chmod(0o600)
    assert any("nguồn may: sftp, đủ thông tin" in finding.label.vi for finding in examine(workspace.root))


def test_two_at_a_time_do_not_fetch_from_one_source(workspace: Workspace, shared: Path) -> None:
    put(shared, "a.csv")
    with signed_lock(workspace.root / ".fetched" / "chung.lock", 0), ThreadPoolExecutor(1) as other:
        outcome = other.submit(fetched, workspace).result()
    assert outcome.failure is not None and "đang có tiến trình khác lấy từ nguồn này" in outcome.failure.vi
    assert outcome.waiting_helps
    assert len(fetched(workspace).fetched) == 1


def test_the_log_and_the_document_of_a_night_say_what_a_source_lacks(
    workspace: Workspace, shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shared.rmdir()
    assert command(["--workspace", str(workspace.root), "--lang", "en", "nightly", "--json"]) == 1
    (source,) = json.loads(capsys.readouterr().out)["sources"]
    assert (source["source"], source["ok"], source["fetched"]) == ("chung", False, 0)
    (problem,) = source["problems"]
    assert problem["en"].startswith("source chung: ")
    log = (workspace.root / "logs" / "par-metrics.log").read_text(encoding="utf-8")
    assert f"ERROR {problem['vi']}" in log


def test_a_name_of_other_letters_does_not_make_everything_forgotten(workspace: Workspace, shared: Path) -> None:
    """Một tên tệp không phải UTF-8 từng làm hỏng cả sổ nhớ: mỗi đêm đọc lại mọi tệp của nguồn."""
    try:
        put(shared, os.fsdecode(b"h\xf4 s\xec.csv"), DOSSIERS)
    except OSError:
        pytest.skip("this system takes no such name")
    put(shared, "don-vi.csv")
    assert len(fetched(workspace).fetched) == 2
    (outcome,) = fetch_sources(workspace.root, dry_run=True)
    assert (outcome.fetched, outcome.known) == ((), 2)


def test_a_file_that_goes_away_while_a_folder_is_listed_holds_up_no_other(
    workspace: Workspace, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tệp biến mất giữa lúc liệt kê và lúc xem từng làm cả nguồn bị coi là không có thư mục."""
    put(shared, "a.csv")
    put(shared, "b.csv", DOSSIERS)
    look = Folder.look

    def and_meanwhile_it_went(folder: Folder, path: str) -> Offered:
        (shared / "a.csv").unlink(missing_ok=True)
        return look(folder, path)

    monkeypatch.setattr(Folder, "look", and_meanwhile_it_went)
    outcome = fetched(workspace)
    assert outcome.ok and inbox(workspace) == {"b.csv": DOSSIERS}


def test_each_of_many_files_is_not_compared_with_all_before_it(
    workspace: Workspace, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2.000 tệp từng mất bảy phút, 10.000 tệp mất ba giờ: mỗi tệp đọc lại cả inbox và ghi lại cả sổ nhớ."""
    put(workspace.root / "inbox", "da-co.csv", "x 000\n")
    for number in range(60):
        put(shared, f"{number}.csv", f"x {number:03}\n")
    read, written = list[Path](), list[Path]()
    digest_of, write = archive.digest_of, memory.write_atomically
    monkeypatch.setattr(archive, "digest_of", lambda path: read.append(path) or digest_of(path))
    monkeypatch.setattr(memory, "write_atomically", lambda path, *a, **b: written.append(path) or write(path, *a, **b))
    outcome = fetched(workspace)
    assert (len(outcome.fetched), outcome.known) == (59, 1)
    assert [path.name for path in read] == ["da-co.csv"]
    assert len(written) < 30
    assert fetched(workspace).known == 60


def test_what_came_before_a_source_was_left_is_known_next_time(
    workspace: Workspace, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        put(shared, f"{number}.csv", f"{number}", at=LONG_AGO + number)
    checks = iter(range(100))

    def twice(_: Deadline) -> None:
        if next(checks) > 4:
            raise out_of_time(1)

    with monkeypatch.context() as patched:
        patched.setattr(Deadline, "check", twice)
        outcome = fetched(workspace)
    assert len(outcome.fetched) == 2 and outcome.failure is not None
    remembered = json.loads((workspace.root / ".fetched" / "chung.files.json").read_text())["files"]
    assert len(remembered) == 2
