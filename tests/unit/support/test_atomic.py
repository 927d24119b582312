"""A file that somebody named is replaced whole, or stays."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from par_metrics.support.atomic import replace_whole


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    for content in (b"first", b"second"):
        replace_whole(path, content)
        assert path.read_bytes() == content
    assert [found.name for found in tmp_path.iterdir()] == ["x.csv"]


def test_a_link_stays_one(tmp_path: Path) -> None:
    path, link = tmp_path / "x.csv", tmp_path / "link.csv"
    path.write_bytes(b"first")
    link.symlink_to(path)
    replace_whole(link, b"second")
    assert link.is_symlink()
    assert path.read_bytes() == b"second"


def test_a_folder_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="none"):
        replace_whole(tmp_path / "none" / "x.csv", b"")
    assert not list(tmp_path.iterdir())


def test_what_is_no_plain_file_is_written_to(tmp_path: Path) -> None:
    replace_whole(Path(os.devnull), b"gone")
    assert not Path(os.devnull).is_file()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)
    replace_whole(pipe, b"through")
    assert reader.communicate()[0] == b"through"


def test_where_there_is_no_room_the_earlier_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"earlier")
    # A limit on the size of files stands for a full disk.
    script = (
        "import resource, sys; from pathlib import Path; from par_metrics.support.atomic import replace_whole\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try:\n    replace_whole(Path(sys.argv[1]), b'x' * 100_000)\n"
        "except OSError as error:\n    print(error.errno)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip().isdigit()
    assert path.read_bytes() == b"earlier"
    assert [found.name for found in tmp_path.iterdir()] == ["x.csv"]
