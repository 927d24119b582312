"""Exports fetched over SFTP from Debian's OpenSSH server, by key and by password."""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.fetching.names import partial_file
from tests.support.exports import DOSSIERS, UNITS
from tests.support.sources import LONG_AGO, fetched, free_port, inbox, put, serving, settings

PASSWORD = "SECRET1-password"
# In a mount namespace of its own the server sees an account that this machine does not have: another name of the one
# that runs the tests, so that it may read their folders.
START = """
set -e
mount --bind "$1/passwd" /etc/passwd
mount --bind "$1/shadow" /etc/shadow
mount -t tmpfs tmpfs /run
mkdir /run/sshd
exec "$2" -D -e -f "$1/sshd_config"
"""


@dataclass(frozen=True)
class Server:
    port: int
    place: Path
    process: "subprocess.Popen[bytes]"

    @property
    def exports(self) -> Path:
        return self.place / "xuất dữ liệu"

    @property
    def source(self) -> str:
        url = f"sftp://cong@127.0.0.1:{self.port}{self.exports}".replace(" ", "%20")
        return f'[sources.may]\nurl = "{url}"\nknown_hosts = "{self.place}/known_hosts"\n'


def key(place: Path, name: str, passphrase: str = "") -> Path:
    make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", str(place / name)]
    subprocess.run(make, check=True)
    return place / name


def processes_of(pid: int) -> list[int]:
    """A process and those that it started: each connection has two of its own."""
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it just ended
        below = []
    return [pid, *(deeper for child in below for deeper in processes_of(int(child)))]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    program = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.fail("there is no sshd: run `make tools`")
    place, port = tmp_path / "may", free_port()
    (place / "xuất dữ liệu").mkdir(parents=True)
    hashed = subprocess.run(["openssl", "passwd", "-6", PASSWORD], check=True, capture_output=True, text=True).stdout
    for name, line in (
        ("passwd", f"cong:x:0:0::{place}:/bin/sh"),
        ("shadow", f"cong:{hashed.strip()}:20000:0:99999:7:::"),
    ):
        (place / name).write_text(Path(f"/etc/{name}").read_text() + line + "\n")
    host = key(place, "host")
    (place / "known_hosts").write_text(f"[127.0.0.1]:{port} {host.with_suffix('.pub').read_text()}")
    keys = [key(place, "khoa"), key(place, "khoa-co-mat-khau", PASSWORD)]
    (place / "authorized").write_text("".join(file.with_suffix(".pub").read_text() for file in keys))
    (place / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {host}\nAuthorizedKeysFile {place}/authorized\nPidFile none\n"
        "PermitRootLogin yes\nPasswordAuthentication yes\nUsePAM no\nStrictModes no\nUseDNS no\nLoginGraceTime 0\n"
        "Subsystem sftp internal-sftp\nForceCommand internal-sftp\n"
    )
    with serving(["unshare", "--mount", "bash", "-c", START, "sshd", str(place), program], port) as process:
        yield Server(port, place, process)


def test_exports_come_by_password_with_their_times_and_once(
    server: Server, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(workspace, server.source)
    monkeypatch.setenv("PAR_METRICS_SOURCE_MAY_PASSWORD", PASSWORD)
    put(server.exports, "hồ sơ.csv", DOSSIERS)
    put(server.exports, "a\n\x1b[31m.csv", UNITS)
    (server.exports / "link.csv").symlink_to("/etc/passwd")
    (server.exports / "thu-muc.csv").mkdir()
    assert len(fetched(workspace).fetched) == 2
    assert inbox(workspace) == {"hồ sơ.csv": DOSSIERS, "a__[31m.csv": UNITS}
    assert (workspace.root / "inbox" / "hồ sơ.csv").stat().st_mtime == LONG_AGO
    again = fetched(workspace)
    assert again.ok and (again.fetched, again.known) == ((), 2)
    assert len(list(server.exports.iterdir())) == 4


def test_a_name_that_is_no_utf8_is_told_as_one(
    server: Server, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Từng chỉ nói "nguồn trả lời không đúng (UTF-8). Kiểm tra url", mà url thì đúng."""
    settings(workspace, server.source)
    monkeypatch.setenv("PAR_METRICS_SOURCE_MAY_PASSWORD", PASSWORD)
    put(server.exports, os.fsdecode(b"h\xf4 s\xec.csv"), DOSSIERS)
    outcome = fetched(workspace)
    assert "có tên tệp ở thư mục này không phải UTF-8" in outcome.problems[0].vi and not outcome.waiting_helps


@pytest.mark.parametrize(("name", "password"), [("khoa", None), ("khoa-co-mat-khau", PASSWORD)])
def test_exports_come_by_key(
    server: Server, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, name: str, password: str | None
) -> None:
    settings(workspace, f'{server.source}key_file = "{server.place}/{name}"\n')
    put(server.exports, "hoso.csv", DOSSIERS)
    if password is not None:
        problem = fetched(workspace).problems[0].vi
        assert "sai mật khẩu của khóa" in problem
        monkeypatch.setenv("PAR_METRICS_SOURCE_MAY_PASSWORD", password)
    fetched(workspace)
    assert inbox(workspace) == {"hoso.csv": DOSSIERS}


def test_a_key_that_others_can_read_is_not_used(server: Server, workspace: Workspace) -> None:
    settings(workspace, f'{server.source}key_file = "{server.place}/khoa"\n')
    (server.place / "khoa").chmod(0o644)
    assert "chạy chmod 600" in fetched(workspace).problems[0].vi


def test_a_wrong_password_is_told_without_it_and_not_tried_again(
    server: Server, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    settings(workspace, server.source)
    monkeypatch.setenv("PAR_METRICS_SOURCE_MAY_PASSWORD", "SECRET2-wrong")
    outcome = fetched(workspace)
    assert outcome.problems[0].vi.startswith("nguồn may: nguồn không nhận mật khẩu. Xin cấp lại")
    assert "SECRET" not in str(outcome) and not outcome.waiting_helps
    while len(processes_of(server.process.pid)) > 1:  # the server would wait for ever on a connection left open
        time.sleep(0.01)
    assert capfd.readouterr() == ("", "")


def test_a_server_that_nobody_vouched_for_gets_no_password(
    server: Server, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(workspace, server.source)
    monkeypatch.setenv("PAR_METRICS_SOURCE_MAY_PASSWORD", PASSWORD)
    put(server.exports, "hoso.csv", DOSSIERS)
    known = server.place / "known_hosts"
    right = known.read_text()
    known.unlink()
    outcome = fetched(workspace)
    assert "chưa biết khóa của máy chủ" in outcome.problems[0].vi and str(known) in outcome.problems[0].vi
    assert not outcome.waiting_helps
    other = key(server.place, "other").with_suffix(".pub").read_text()
    known.write_text(f"[127.0.0.1]:{server.port} {other}")
    outcome = fetched(workspace)
    assert "có thể là máy giả" in outcome.problems[0].vi and not outcome.waiting_helps
    assert inbox(workspace) == {}
    known.write_text(right)
    assert len(fetched(workspace).fetched) == 1


def test_a_folder_that_is_not_there_and_a_server_that_is_gone(
    server: Server, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAR_METRICS_SOURCE_MAY_PASSWORD", PASSWORD)
    settings(workspace, server.source.replace("xu", "gone"))
    assert "không có thư mục hay tệp này" in fetched(workspace).problems[0].vi
    settings(workspace, server.source.replace(f":{server.port}", f":{free_port()}"))
    outcome = fetched(workspace)
    assert "không kết nối được" in outcome.problems[0].vi and outcome.waiting_helps
    assert capfd.readouterr() == ("", "")


def test_a_connection_that_ends_within_a_file_leaves_nothing_in_the_inbox(
    server: Server, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    settings(workspace, server.source)
    monkeypatch.setenv("PAR_METRICS_SOURCE_MAY_PASSWORD", PASSWORD)
    put(server.exports, "a.csv", UNITS, at=LONG_AGO - 9)
    put(server.exports, "b.csv", b"x" * (60 << 20))
    put(server.exports, "c.csv", DOSSIERS, at=LONG_AGO + 9)
    partial = partial_file(workspace.root / "inbox", "may")

    def end_within_the_large_one() -> None:
        while not (partial.exists() and partial.stat().st_size > 1 << 20):
            time.sleep(0.01)
        for pid in reversed(processes_of(server.process.pid)):
            os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=end_within_the_large_one)
    killer.start()
    outcome = fetched(workspace)
    killer.join()
    assert "b.csv: nguồn chỉ gửi một phần tệp (cả tệp 62914560 byte)" in outcome.problems[1].vi
    assert outcome.failure is not None and "không kết nối được" in outcome.failure.vi and outcome.waiting_helps
    assert inbox(workspace) == {"a.csv": UNITS}
    assert capfd.readouterr() == ("", "")
