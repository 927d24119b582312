"""People are told of a night under Prefect as of any other: once, and what is not taken makes it no failure."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import nightly as night_module
from flows.nightly import nightly
from par_metrics import Workspace
from par_metrics.operations import nightly as steps
from par_metrics.settings.layout import Layout
from tests.support import sinks
from tests.support.exports import NO_LAYOUT
from tests.support.workspaces import small_workspace

pytestmark = [pytest.mark.server, pytest.mark.usefixtures("prefect_api")]
AS_OF = "2026-04-01"


@pytest.fixture
def chat() -> Iterator[sinks.Chat]:
    with sinks.chat() as chat:
        yield chat


@pytest.fixture
def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chat: sinks.Chat) -> Workspace:
    step = night_module.tell_people.with_options(retries=1, retry_delay_seconds=0.1)
    monkeypatch.setattr(night_module, "tell_people", step)
    root = small_workspace(tmp_path / "ws").root
    with (root / "par-metrics.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[digest.webhooks.mot]\nurl = "{chat.url}"\n')
    return Workspace(root)


def test_a_night_is_told_once_and_written_down(ws: Workspace, chat: sinks.Chat) -> None:
    (ws.root / "inbox" / "la.csv").write_text(NO_LAYOUT, encoding="utf-8")
    state = nightly(ws.root, AS_OF, return_state=True)
    assert state.is_failed(), "a file was refused"
    summary = state.result(raise_on_failure=False)
    assert summary.telling is not None and not summary.telling.failed
    night_module._told(ws.root, summary)
    (body,) = chat.bodies
    assert body["state"] == "published" and [file["file"] for file in body["files"]] == ["la.csv"]
    written = (Layout(ws.root).logs / "par-metrics.log").read_text(encoding="utf-8")
    assert "ERROR la.csv: " in written and written.count("bắt đầu một đêm") == 1
    assert steps.run(ws.root, AS_OF).telling is not None, "another night, without that file, is told"
    assert len(chat.bodies) == 2


def test_what_is_not_taken_is_tried_again_for_those_alone_and_makes_no_failure(
    ws: Workspace, chat: sinks.Chat, caplog: pytest.LogCaptureFixture
) -> None:
    with (ws.root / "par-metrics.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[digest.webhooks.hai]\nurl = "{chat.at("busy")}"\n')
    state = nightly(ws.root, AS_OF, return_state=True)
    assert state.is_completed() and len(chat.bodies) == 1
    note = next(line for line in (state.message or "").splitlines() if "bản tin" in line)
    assert note.startswith("Lưu ý, chưa gửi được bản tin: webhook hai: 127.0.0.1 trả lời 503")
    assert "Retries are exhausted" in caplog.text and "Traceback" not in caplog.text
    assert "hooks/secret-token" not in caplog.text


def test_a_night_that_an_error_ends_is_told(ws: Workspace, chat: sinks.Chat) -> None:
    (ws.root / "inbox").rmdir()
    state = nightly(ws.root, AS_OF, return_state=True)
    assert state.is_failed() and [body["state"] for body in chat.bodies] == ["failed"]
    assert "inbox" in chat.bodies[0]["problems"][0]["vi"]
