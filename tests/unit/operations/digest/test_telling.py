"""Who is told of a night, once, by servers that are really there; and what is said where one is not."""

import logging
import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from par_metrics import Workspace
from par_metrics.errors import Notice
from par_metrics.operations import nightly
from par_metrics.operations.digest import making, telling
from par_metrics.operations.doctor import examine
from par_metrics.operations.summary import RunSummary, Telling
from par_metrics.settings.layout import Layout
from tests.support import sinks
from tests.support.exports import NO_LAYOUT
from tests.support.workspaces import copy_of
from tests.unit.operations.digest.conftest import FIRST, OPEN, SECOND, THIRD, Night, drop, office, settings

PASSWORD_VARIABLE = "PAR_METRICS_DIGEST_PASSWORD"
NOBODY_LISTENS = "http://127.0.0.1:9/secret-token"


def mailbox(root: Path, port: int, security: str, *to: str) -> Workspace:
    named = ", ".join(f'"{address}"' for address in to or ("a@vi.du", "b@vi.du"))
    return settings(
        root,
        f'[digest]\nto = [{named}]\nsender = "par@vi.du"\nhost = "localhost"\nport = {port}\n'
        f'security = "{security}"\nuser = "{sinks.USER}"',
    )


def hook(root: Path, name: str, url: str, more: str = "") -> Workspace:
    return settings(root, f'[digest.webhooks.{name}]\nurl = "{url}"\n{more}')


def told(ws: Workspace, summary: RunSummary) -> Telling:
    """What came of telling people of a night as the night itself does at its end."""
    found = telling.tell(Workspace(ws.root), summary)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def one_due(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """A night on whose day a dossier is due."""
    ws = office(tmp_path_factory.mktemp("due") / "ws")
    drop(ws, "ho-so_2026-03-31", OPEN)
    return Night(ws, nightly.run(ws.root, FIRST))


@pytest.mark.parametrize(("security", "at_once"), [("starttls", False), ("tls", True)])
def test_mail_goes_over_an_encrypted_connection_as_text_and_html(
    one_due: Night, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str, at_once: bool
) -> None:
    context, trusted = sinks.certificate(tmp_path)
    monkeypatch.setenv(PASSWORD_VARIABLE, sinks.PASSWORD)
    with sinks.post(context, at_once=at_once) as post:
        ws = mailbox(copy_of(one_due.ws, tmp_path / "ws").root, post.port, security)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        summary = replace(one_due.summary, telling=told(ws, one_due.summary))
        monkeypatch.delenv("SSL_CERT_FILE")
        refused = telling.try_out(Workspace(ws.root))
    assert summary.ok and summary.telling is not None and not summary.telling.failed
    assert "  đã gửi bản tin: e-mail (2 người nhận)" in summary.text("vi")
    (mail,) = post.mails
    assert (mail["To"], mail["From"]) == ("a@vi.du, b@vi.du", "par@vi.du")
    assert mail["Subject"] == "Phường An Tường 01/04/2026: đã công bố" and mail["Auto-Submitted"] == "auto-generated"
    text, html = (part.get_content() for part in mail.iter_parts())
    assert "Hôm nay: 1 hồ sơ: H60.101-260301-0023" in text and "H60.101-260301-0023" in html
    assert refused[0].reason is not None and "unknown origin" in refused[0].reason.en


def test_a_server_without_encryption_is_told_nothing(
    first: Night, after_first: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, sinks.PASSWORD)
    with sinks.post() as post:
        mailbox(after_first.root, post.port, "starttls")
        found = told(after_first, first.summary)
    assert "knows no STARTTLS" in found.said.en and post.mails == []


def test_webhooks_get_json_with_their_token_or_a_text(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAR_METRICS_DIGEST_TOKEN_RONG", "ma-rieng")
    with sinks.chat() as chat:
        hook(ws.root, "rong", chat.url)
        hook(ws.root, "chat", chat.url, 'format = "text"')
        assert nightly.run(ws.root, FIRST).ok
    document, message = chat.bodies
    assert document["schema"] == "par-metrics/digest" and document["state"] == "published"
    assert [*message] == ["text"] and message["text"].startswith("Phường An Tường 01/04/2026: đã công bố\n\n")
    assert chat.tokens == ["Bearer ma-rieng", None]


def test_nobody_is_told_twice_and_those_not_reached_are_told_later(first: Night, after_first: Workspace) -> None:
    ws = after_first
    with sinks.chat() as chat:
        hook(ws.root, "mot", chat.url)
        hook(ws.root, "hai", chat.at("busy"))
        found = told(ws, first.summary)
        assert found.failed and found.passes
        told(ws, first.summary)
        assert len(chat.bodies) == 1
        notes = [finding.label.en for finding in examine(ws.root)]
        assert any("the last digest did not reach webhook hai" in note for note in notes)
        text = (ws.root / "par-metrics.toml").read_text(encoding="utf-8")
        (ws.root / "par-metrics.toml").write_text(text.replace(chat.at("busy"), chat.url), encoding="utf-8")
        told(ws, first.summary)
        assert telling.tell(Workspace(ws.root), first.summary) is None
        assert len(chat.bodies) == 2 and chat.bodies[0] == chat.bodies[1]
        assert not any("did not reach" in finding.label.en for finding in examine(ws.root))
        assert Layout(ws.root).told.stat().st_mode & 0o077 == 0


def test_what_a_run_changed_is_told_once_also_where_nobody_was_told_that_night(after_second: Workspace) -> None:
    ws = after_second
    with sinks.chat() as chat:
        hook(ws.root, "mot", chat.url)
        for _ in range(2):
            assert not nightly.run(ws.root, SECOND.replace("01:00", f"0{len(chat.bodies) + 2}:00")).is_new
    before, then = chat.bodies
    assert [move["indicator"] for move in before["newly_missed"]] == ["overdue_open_count"]
    assert (before["state"], then["state"], then["newly_missed"]) == ("unchanged", "unchanged", [])


def test_only_problems_where_only_problems_are_asked_for(first: Night, after_first: Workspace) -> None:
    ws = after_first
    with sinks.chat() as chat:
        settings(ws.root, '[digest]\nwhen = "problems"')
        hook(ws.root, "mot", chat.url)
        assert telling.tell(Workspace(ws.root), first.summary) is None and chat.bodies == []
        drop(ws, "ho-so_2026-04-01", OPEN)
        assert nightly.run(ws.root, SECOND).telling is not None
        (ws.root / "inbox" / "la.csv").write_text(NO_LAYOUT, encoding="utf-8")
        nightly.run(ws.root, THIRD)
    assert [len(body["newly_missed"]) for body in chat.bodies] == [1, 0]
    assert [file["file"] for file in chat.bodies[1]["files"]] == ["la.csv"]


def test_what_is_not_taken_is_said_in_a_line_without_the_address_and_changes_nothing(
    ws: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with sinks.chat() as chat:
        hook(ws.root, "mot", chat.at("gone#secret-token"))
        # What is told goes to the address of the settings, or nowhere.
        hook(ws.root, "hai", chat.at("moved"))
        hook(ws.root, "ba", NOBODY_LISTENS)
        summary = nightly.run(ws.root, FIRST)
    assert summary.ok and summary.published is not None and chat.bodies == []
    (line,) = (line for line in summary.text("en").splitlines() if "digest" in line)
    assert line.startswith("  note, the digest was not sent: webhook mot: 127.0.0.1 answers 404")
    assert "webhook hai: 127.0.0.1 answers 302" in line
    assert "webhook ba: 127.0.0.1 does not answer (ConnectError)" in line
    written = (Layout(ws.root).logs / "par-metrics.log").read_text(encoding="utf-8")
    assert "chưa gửi được bản tin" in written
    port = str(urlsplit(chat.url).port)
    assert not any(secret in text for text in (caplog.text, written, line) for secret in ("secret-token", f":{port}/"))


def test_a_webhook_that_answers_a_little_at_a_time_holds_up_nobody(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Máy chủ gửi từng dòng đầu thư từng giữ đêm chạy hàng giờ: mỗi lần chờ đều ngắn hơn hạn của kết nối."""
    monkeypatch.setattr(telling, "_SECONDS", 1.0)
    with sinks.chat() as chat:
        hook(ws.root, "cham", chat.at("slowly"))
        hook(ws.root, "sau", chat.url)
        done = telling.try_out(Workspace(ws.root))
    assert [(of.key, of.taken) for of in done] == [("webhook cham", False), ("webhook sau", True)]
    assert done[0].reason is not None and done[0].reason.en.startswith("did not take it within")
    assert len(chat.bodies) == 1


def test_a_mail_that_some_do_not_get_is_not_sent_again_to_the_others(
    first: Night, after_first: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, sinks.PASSWORD)
    with sinks.post() as post:
        mailbox(after_first.root, post.port, "none", "a@vi.du", "nobody@vi.du")
        found = told(after_first, first.summary)
        assert telling.tell(Workspace(after_first.root), first.summary) is None
    assert "refused 1 recipients" in found.said.en and len(post.mails) == 1


def test_a_night_that_an_error_ends_is_told(ws: Workspace) -> None:
    shutil.rmtree(ws.root / "published")
    (ws.root / "published").write_text("", encoding="utf-8")
    with sinks.chat() as chat:
        hook(ws.root, "mot", chat.url)
        with pytest.warns(Notice, match="sent the digest: webhook mot"), pytest.raises(OSError, match="published"):
            nightly.run(ws.root, FIRST)
    (body,) = chat.bodies
    assert body["state"] == "failed" and "cannot read or write" in body["problems"][0]["en"]
    assert "ERROR không đọc hoặc ghi được" in (Layout(ws.root).logs / "par-metrics.log").read_text(encoding="utf-8")


def test_a_secret_that_others_can_read_is_told_by_doctor_and_others_are_told_all_the_same(
    first: Night, after_first: Workspace
) -> None:
    ws = after_first
    with sinks.chat() as chat:
        (ws.root / ".chat-url").write_text(chat.url, encoding="utf-8")
        (ws.root / ".chat-url").chmod(0o644)
        settings(ws.root, '[digest.webhooks.hong]\nurl_file = ".chat-url"')
        hook(ws.root, "mot", chat.url)
        assert ".chat-url, and change what is in it" in told(ws, first.summary).said.en
        assert len(chat.bodies) == 1
        wrong = [finding.label.en for finding in examine(ws.root) if finding.is_wrong]
        assert any("chmod 600" in line and ".chat-url" in line for line in wrong)
        (ws.root / ".chat-url").chmod(0o600)
        assert [delivery.taken for delivery in telling.send(Workspace(ws.root), making.of_run(ws, None))] == [True] * 2
        assert not any(".chat-url" in finding.label.en for finding in examine(ws.root) if finding.is_wrong)
