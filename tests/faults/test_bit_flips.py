"""A bit that turned over on the disk never gives a wrong figure, nor an error that only an engine understands.

`make faults` flips many more; `--flips N` says how many.
"""

import os
import random
from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.errors import ParMetricsError
from tests.support.damage import (
    PLACES,
    answers,
    copy,
    files_of,
    flip,
    found_by_doctor,
    said_of,
    workspace_with_everything,
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace_with_everything(tmp_path_factory.mktemp("whole") / "ws").root


@pytest.fixture(scope="module")
def truth(whole: Path) -> tuple[str, ...]:
    return answers(whole)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        each = max(1, metafunc.config.getoption("flips") // len(PLACES))
        metafunc.parametrize("seed", range(each))
        metafunc.parametrize("place", PLACES)


def test_a_flipped_bit_is_named_or_changes_nothing(
    whole: Path, truth: tuple[str, ...], tmp_path: Path, place: str, seed: int
) -> None:
    root, chance = copy(whole, tmp_path / "ws"), random.Random(f"{place} {seed}")
    path = chance.choice(files_of(root, place))
    flip(path, chance)
    # An archived file is named by its digest alone: an export's own name may be somebody's.
    name = path.parent.name if place == "published" else path.name.partition("--")[0]
    asked, why = said_of(lambda: answers(root))
    assert asked == truth or "Run `par-metrics" in why
    found = found_by_doctor(root)
    # A block of the warehouse that holds nothing may be damaged without anybody knowing.
    assert name in found or "latest" in found or place == "warehouse"
    if place in ("archive", "published"):  # of which nothing is made again
        return
    rebuilt, why = said_of(Workspace(root).rebuild)
    if rebuilt is not None and place == "rejects":  # of which the warehouse is not made
        assert path.name in said_of(lambda: answers(root))[1] or answers(root) == truth
        Workspace(root).rebuild(restore=True)
    if rebuilt is None:
        assert place in ("lake", "rejects") and path.name in why and "rebuild --restore" in why
        assert Workspace(root).rebuild(restore=True).restored
    assert answers(root) == truth


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("damage", ["delete", "halve"])
def test_a_file_that_is_lost_or_cut_is_named(
    whole: Path, truth: tuple[str, ...], tmp_path: Path, place: str, damage: str
) -> None:
    root = copy(whole, tmp_path / "ws")
    path = files_of(root, place)[0]
    path.chmod(0o600)
    if damage == "delete":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 if damage == "halve" else 0])
    asked, why = said_of(lambda: answers(root))
    assert asked == truth or "Run `par-metrics" in why
    rebuilt, why = said_of(Workspace(root).rebuild)
    if rebuilt is None or place == "rejects":
        assert path.name in why or place == "rejects"
        Workspace(root).rebuild(restore=True)
    assert answers(root) == truth


def test_a_run_published_last_that_is_damaged_is_not_compared_with(whole: Path, tmp_path: Path) -> None:
    """`diff` without an instant compares with it: its manifest says what it knew."""
    root = copy(whole, tmp_path / "ws")
    manifest = next(root.glob("published/2*/manifest.json"))
    text = manifest.read_text(encoding="utf-8")
    said = text.index('"known_at": "2') + len('"known_at": "')
    manifest.write_text(text[: said + 3] + "0" + text[said + 4 :], encoding="utf-8")
    with pytest.raises(ParMetricsError, match=r"manifest\.json: the file is missing, was changed"):
        Workspace(root).diff(as_of="2026-10-01")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="who may do everything may read everything")
@pytest.mark.parametrize("place", ["lake", "ledger", "warehouse"])
def test_what_may_not_be_read_is_not_called_damaged(whole: Path, tmp_path: Path, place: str) -> None:
    root = copy(whole, tmp_path / "ws")
    path = files_of(root, place)[0]
    path.chmod(0)
    with pytest.raises(PermissionError):
        Workspace(root).rebuild()


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_damaged_keys_of_refused_rows_are_named_before_an_engine_reads_them(
    whole: Path, tmp_path: Path, place: float
) -> None:
    root = copy(whole, tmp_path / "ws")
    path = next(p for p in files_of(root, "lake") if p.parent.name.startswith("_refused_rows"))
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 4
    path.chmod(0o600)
    path.write_bytes(content)
    with pytest.raises(ParMetricsError, match=rf"{path.name}.+rebuild --restore"):
        Workspace(root).rejects(path.stem)
