"""People are told: by a real server, to a webhook and a mail server of the tests."""

import atexit
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.flow_engine import run_flow_sync
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Pending, Running

from flows import channels, notices, watching
from flows.automations import _local, main
from flows.channels import PASSWORD_VARIABLE, Channels, attempt, mail_of, webhook_of
from flows.deployments import DEPLOYMENTS, registered
from flows.nightly import nightly
from par_metrics import Workspace
from par_metrics.errors import UsageError
from par_metrics.support import ending
from tests.flows import processes
from tests.flows.test_deployments import wait_for
from tests.support import sinks
from tests.support.exports import NO_LAYOUT

VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")
SECRETS = ("secret-token", sinks.PASSWORD, quote(sinks.PASSWORD, safe=""))
HOSTILE = 'thú "vật" {{ body }} <b>\\n\'.csv'


@dataclass
class Office:
    """A unit whose runs are told of, and what of it arrived."""

    workspace: Workspace
    client: SyncPrefectClient
    chat: sinks.Chat
    post: sinks.Post
    made: list[dict[str, object]]
    """Automations as `python -m flows.automations` makes them."""
    remade: list[dict[str, object]]
    """As they are once it has run again, with shorter times."""
    printed: str
    """What both said."""
    night: FlowRun
    """Ended Failed: a file was refused."""
    lost: FlowRun
    """Begun by a process that was heard once."""

    def text(self, title: str) -> str:
        """The message of the webhook with this title."""
        found: str = self._arrived(lambda: next((text for text in self.chat.texts if text.startswith(title)), None))
        return found

    def mail(self, title: str) -> str:
        """The subject and the text of the mail with this title."""
        found = self._arrived(lambda: next((m for m in self.post.mails if str(m["subject"]).startswith(title)), None))
        return f"{found['subject']}\n\n{found.get_content().rstrip()}"

    def _arrived(self, look: Callable[[], Any]) -> Any:
        """What arrives at last; else what did, and what the server says it tried."""
        try:
            return wait_for(look)
        except pytest.fail.Exception:
            wanted = {"filter": {"event": {"prefix": ["prefect.automation"]}}}
            events = self.client.request("POST", "/events/filter", json=wanted).json()["events"]
            tried = [(event["occurred"], event["event"], event["payload"]) for event in events]
            pytest.fail(f"arrived: {self.chat.texts}\ntried: {tried}")


def automations(client: SyncPrefectClient) -> list[dict[str, object]]:
    found = client.request("POST", "/automations/filter", json={}).json()
    return sorted((a for a in found if a["name"].startswith(watching.PREFIX)), key=lambda a: str(a["name"]))


@pytest.fixture(scope="module")
def office(server: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("told")
    workspace = Workspace.create(folder / "workspace", unit="T.1")
    (workspace.root / "inbox" / HOSTILE).write_text(NO_LAYOUT, encoding="utf-8")
    with (
        sinks.chat() as chat,
        sinks.post() as post,
        temporary_settings({PREFECT_API_URL: server["PREFECT_API_URL"]}),
        get_client(sync_client=True) as client,
    ):
        mail = f"smtp://{quote(sinks.USER)}@localhost:{post.port}"
        command = ["--webhook", chat.url, "--mail", mail, "--from", "par@vi.du", "--to", "a@vi.du", "--to", "b@vi.du"]
        done = subprocess.run(
            [sys.executable, "-m", "flows.automations", *command],
            env={**server, PASSWORD_VARIABLE: sinks.PASSWORD},
            cwd=processes.ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        made = automations(client)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(PASSWORD_VARIABLE, sinks.PASSWORD)
            patch.setattr(watching, "SILENCE", timedelta(seconds=10))
            patch.setattr(watching, "lost_after", lambda: timedelta(seconds=10))
            assert main(command) == 0
        remade = automations(client)
        deployment = registered(DEPLOYMENTS[0], workspace.root).apply()
        lost = client.create_flow_run_from_deployment(deployment, state=Pending())
        client.set_flow_run_state(lost.id, Running(), force=True)
        heard_of(client, lost)
        night = client.create_flow_run_from_deployment(deployment)
        # As the process does that a serving one starts, which takes many seconds to begin.
        run_flow_sync(nightly, night, night.parameters, return_type="state")
        atexit.unregister(ending._close)
        night = client.read_flow_run(night.id)
        yield Office(workspace, client, chat, post, made, remade, done.stdout + done.stderr, night, lost)
        assert main(["--remove"]) == 0


def heard_of(client: SyncPrefectClient, run: FlowRun) -> None:
    """The sign of life that its process gives."""
    related = [{"prefect.resource.id": f"prefect.tag.{tag}", "prefect.resource.role": "tag"} for tag in run.tags]
    event = {
        "id": str(uuid4()),
        "occurred": datetime.now(UTC).isoformat(),
        "event": "prefect.flow-run.heartbeat",
        "resource": {"prefect.resource.id": f"prefect.flow-run.{run.id}"},
        "related": related,
    }
    client.request("POST", "/events", json=[event]).raise_for_status()


@pytest.mark.server
def test_a_night_that_failed_is_told_with_what_it_says_itself(office: Office) -> None:
    title = "Lần chạy đêm T.1 không đạt / The night of T.1 failed"
    text = office.text(title)
    lines = text.splitlines()
    state = office.night.state
    assert state is not None and state.message is not None
    assert HOSTILE not in state.message, "marks of templates and pages are never shown"
    assert lines[:4] == [title, "", "Đơn vị / Unit: T.1", f"Lần chạy / Run: {office.night.name}"]
    assert state.message in text, "whole, whatever a file is called"
    assert lines[6].startswith("! •••• ("), "problems first"
    assert lines[-1].endswith(f"/runs/flow-run/{office.night.id}") and lines[-1].startswith("Xem lần chạy / ")
    assert office.mail(title) == text
    mail = next(mail for mail in office.post.mails if str(mail["subject"]) == title)
    assert (mail["from"], mail["to"]) == ("par@vi.du", "a@vi.du, b@vi.du")


@pytest.mark.server
def test_a_run_that_is_heard_no_more_has_crashed_and_that_is_told(office: Office) -> None:
    run = wait_for(lambda: _crashed(office.client, office.lost.id))
    assert run.state.message.startswith(notices.LOST.vi)
    assert notices.LOST.vi in office.text("Lần chạy đêm T.1 bị ngắt giữa chừng / The night of T.1 was cut off")
    night = office.client.read_flow_run(office.night.id)
    assert night.state_type is StateType.FAILED, "a run that has ended stays as it is"


def _crashed(client: SyncPrefectClient, run: UUID) -> FlowRun | None:
    found = client.read_flow_run(run)
    return found if found.state_type is StateType.CRASHED else None


@pytest.mark.server
def test_a_unit_without_a_night_that_completed_is_told(office: Office) -> None:
    """None ever did: the watch begins with one that was due or begun."""
    text = office.text("0.00277778 giờ qua T.1 không có đêm nào hoàn thành / No night of T.1 has completed in ")
    assert "Lần gần nhất / Last run: " in text and "python -m flows.deployments" in text


@pytest.mark.server
def test_setting_up_again_doubles_nothing(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(office.made) == 3
    assert [(a["id"], a["name"]) for a in office.remade] == [(a["id"], a["name"]) for a in office.made]
    assert sorted(a["trigger"]["within"] for a in office.made) == [0, 3 * 60, 26 * 3600], "as said in being-told.md"  # type: ignore[index]
    assert len([text for text in office.chat.texts if text.startswith(notices.TRIAL.subject)]) == 2
    office.text("Lần chạy đêm T.1 không đạt")
    assert main(["--show"]) == 0
    shown = capsys.readouterr().out
    assert (
        "webhook 127.0.0.1" in shown and "e-mail localhost" in shown and f"{datetime.now(VIET_NAM):%d/%m/%Y}" in shown
    )
    everything = office.printed + shown + str(office.remade)
    assert not [secret for secret in SECRETS if secret in everything]


@pytest.mark.server
def test_what_is_removed_is_gone_with_its_secrets(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert channels.saved(office.client).hosts == ["webhook 127.0.0.1", "e-mail localhost"]
    assert main(["--webhook", office.chat.url]) == 0
    assert channels.saved(office.client).hosts == ["webhook 127.0.0.1"], "the mail server is no longer used"
    assert main(["--remove"]) == 0 and "Đã gỡ 3 tự động hoá" in capsys.readouterr().out
    assert automations(office.client) == [] and channels.saved(office.client).hosts == []
    assert main(["--show"]) == 0 and "Chưa báo cho ai" in capsys.readouterr().out


def test_times_are_those_of_the_workspaces_whatever_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _local("2026-09-30T18:05:00.123456Z") == "01/10/2026 01:05"
    monkeypatch.setenv("PAR_METRICS_TIMEZONE", "UTC")
    assert _local("2026-09-30T18:05:00.123456Z") == "30/09/2026 18:05"
    of_the_machine = ("astimezone()", "datetime.now()")
    texts = {file.name: file.read_text(encoding="utf-8") for file in (processes.ROOT / "flows").glob("*.py")}
    assert [name for name, text in texts.items() if any(call in text for call in of_the_machine)] == []


def test_without_anybody_to_tell_nothing_is_set_up(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2 and "thêm --webhook hoặc --mail" in capsys.readouterr().err


def mail(url: str = "smtps://a%40vi.du:x@thu.vi.du", sender: str = "a@vi.du", *to: str) -> Channels:
    return Channels(mail=mail_of(url, sender, to or ("b@vi.du",)))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: webhook_of("hooks.vi.du/x"), "--webhook phải có dạng"),
        (lambda: webhook_of("https://[hooks.vi.du/x"), "--webhook phải có dạng"),
        (lambda: mail("thu.vi.du"), "--mail phải có dạng"),
        (lambda: mail("smtp://thu.vi.du:cong"), "--mail phải có dạng"),
        (lambda: mail("smtps://thu.vi.du", ""), "--from"),
        (lambda: mail("smtps://thu.vi.du", "a@vi.du", "b"), "--to"),
        (lambda: mail("smtps://a@thu.vi.du"), PASSWORD_VARIABLE),
        (lambda: mail("smtps://a:m%E1%BA%ADt@thu.vi.du"), "không dấu"),
    ],
)
def test_an_address_that_cannot_be_is_said(wrong: Callable[[], object], said: str) -> None:
    with pytest.raises(UsageError) as raised:
        wrong()
    assert said in raised.value.label.vi


def test_the_usual_ports_and_a_password_with_odd_characters() -> None:
    made = mail("smtp://a%40vi.du:%23%2F%40@thu.vi.du").mail
    assert made is not None
    assert (made.port, made.user, made.password.get_secret_value()) == (587, "a@vi.du", "#/@")
    assert "#/@" not in repr(made) and [mail(f"{kind}://thu.vi.du").mail.port for kind in ("smtp", "smtps")] == [
        25,
        465,
    ]  # type: ignore[union-attr]


def test_what_does_not_take_the_trial_is_said_without_its_secrets() -> None:
    with sinks.post() as post, sinks.chat() as chat:
        login = f"{quote(sinks.USER)}:{quote(sinks.PASSWORD, safe='')}"
        attempt(mail(f"smtp://{login}@localhost:{post.port}"))
        assert len(post.mails) == 1
        for wrong, said in (
            (Channels(webhook_of(chat.url.replace("hooks/secret-token", "gone"))), "webhook trả lời 404"),
            (Channels(webhook_of("http://127.0.0.1:9/secret-token")), "webhook không trả lời (ConnectError)"),
            (mail(f"smtp://a:secret-token@localhost:{post.port}"), "không nhận tên đăng nhập hoặc mật khẩu"),
            (mail(f"smtp://{login}@127.0.0.2:{post.port}"), "không nhận thư"),
            (mail(f"smtps://{login}@localhost:{post.port}"), "không nhận thư"),
            (mail(f"smtp://{login}@localhost:{post.port}", "a@vi.du", "nobody@vi.du"), "từ chối mọi người nhận"),
            (mail(f"smtp://{login}@localhost:{post.port}", "a@vi.du", "b@vi.du", "nobody@vi.du"), "từ chối 1 người"),
        ):
            with pytest.raises(UsageError) as raised:
                attempt(wrong)
            assert said in raised.value.label.vi and "secret-token" not in raised.value.label.vi


def test_a_password_goes_over_no_network_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("par_metrics.support.mail.is_this_machine", lambda host: False)
    with sinks.post() as post, pytest.raises(UsageError) as raised:
        attempt(mail(f"smtp://{quote(sinks.USER)}:x@localhost:{post.port}"))
    assert "dùng smtps://" in raised.value.label.vi and not post.mails
