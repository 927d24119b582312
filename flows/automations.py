"""Who is told, and when: automations of the Prefect server, for every workspace it has deployments of.

`python -m flows.automations --webhook URL --mail smtps://USER@HOST --from A --to B` sets them up, or anew;
`--show` lists them, `--remove` takes them away. See docs/how-to/being-told.md.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.settings import PREFECT_API_URL
from rich.console import Console
from rich.table import Table

from flows import channels, watching
from flows.arguments import both, parser_of
from flows.channels import Channels, Telling
from flows.server import is_there
from par_metrics.errors import UsageError
from par_metrics.settings.settings import Settings
from schemas import Label


def set_up(client: SyncPrefectClient, used: Channels) -> None:
    """Make the automations, or make those there are anew; what another version made goes."""
    before = {automation["name"]: automation["id"] for automation in _ours(client)}
    for automation in watching.watched(Telling(used)):
        if (known := before.pop(automation.name, None)) is None:
            client.create_automation(automation)
        else:
            client.update_automation(known, automation)
    for outdated in before.values():
        client.delete_automation(outdated)
    channels.forget(client, used)


def remove(client: SyncPrefectClient) -> int:
    """Take all of them away, and the secrets with them; how many there were."""
    ours = _ours(client)
    for automation in ours:
        client.delete_automation(automation["id"])
    channels.forget(client, Channels())
    return len(ours)


def _ours(client: SyncPrefectClient) -> list[dict[str, Any]]:
    """As the server has them; the client's own class leaves the times out."""
    found: list[dict[str, Any]] = client.request("POST", "/automations/filter", json={"limit": 200}).json()
    return [automation for automation in found if automation["name"].startswith(watching.PREFIX)]


def shown(client: SyncPrefectClient) -> Table | str:
    """What is set up, for whom, since when, and how it went the last time."""
    ours = _ours(client)
    if not ours:
        return "Chưa báo cho ai: thêm --webhook hoặc --mail / Nobody is told yet: add --webhook or --mail"
    table = Table("Khi / When", "Báo cho / Tells", "Từ / Since", "Lần gần nhất / Last time", show_lines=True)
    hosts = "\n".join(channels.saved(client).hosts)
    for automation in sorted(ours, key=lambda automation: str(automation["created"])):
        tells = any(action["type"] != "change-flow-run-state" for action in automation["actions"])
        since = f"{_local(automation['created'])}"
        table.add_row(
            automation["name"].removeprefix(watching.PREFIX),
            hosts if tells else "đánh dấu Crashed / marks it Crashed",
            since if automation["enabled"] else f"{since}\n(đang tắt / off)",
            _last_times(client, automation["id"]),
        )
    return table


_DONE_BY = {"call-webhook": "webhook", "send-notification": "e-mail", "change-flow-run-state": "Crashed"}


def _last_times(client: SyncPrefectClient, automation: str) -> str:
    """Of each of its actions; of the last week, for which the server keeps what happened."""
    of_actions = [f"prefect.automation.action.{end}" for end in ("executed", "failed")]
    wanted = {"event": {"name": of_actions}, "resource": {"id": [f"prefect.automation.{automation}"]}}
    events = client.request("POST", "/events/filter", json={"filter": wanted, "limit": 50}).json()["events"]
    last = dict[str, str]()
    for event in events:  # the newest first
        last.setdefault(_DONE_BY[event["payload"]["action_type"]], f"{_local(event['occurred'])} {_outcome(event)}")
    return "\n".join(f"{what} {said}" for what, said in sorted(last.items())) or "—"


def _outcome(event: dict[str, Any]) -> str:
    payload = event["payload"]
    if event["event"].endswith("failed"):
        return f"KHÔNG ĐƯỢC / FAILED: {payload.get('notification_log') or payload.get('reason')}"
    if (status := payload.get("status_code", 200)) >= 300:
        return f"KHÔNG ĐƯỢC / FAILED: {status}"
    return "xong / done"


def _local(instant: str) -> str:
    """In the time zone that workspaces have unless they set another; automations are of all of them."""
    return f"{datetime.fromisoformat(instant).astimezone(ZoneInfo(Settings().timezone)):%d/%m/%Y %H:%M}"


def _channels(options: argparse.Namespace) -> Channels:
    webhook = channels.webhook_of(options.webhook) if options.webhook else None
    mail = channels.mail_of(options.mail, options.sender, options.to) if options.mail else None
    if webhook is None and mail is None:
        raise UsageError(Label("báo cho ai? thêm --webhook hoặc --mail", "whom to tell? add --webhook or --mail"))
    return Channels(webhook, mail)


def _parser() -> argparse.ArgumentParser:
    about = Label(
        "Để máy chủ Prefect báo khi một lần chạy không đạt, bị ngắt, mất tích, hoặc không diễn ra.",
        "Have the Prefect server tell people of runs that fail, crash, are lost, or do not take place.",
    )
    parser, given = parser_of("automations", about)
    given.add_argument(
        "--webhook",
        metavar="URL",
        help=both('nhận {"text": "..."}, như phần lớn phòng chat', 'gets {"text": "..."}, as most chats take it'),
    )
    given.add_argument(
        "--mail",
        metavar="URL",
        help=both(
            f"máy chủ thư, smtp[s]://user@host:port; mật khẩu lấy từ ${channels.PASSWORD_VARIABLE}, hoặc ghi trong URL",
            f"mail server, smtp[s]://user@host:port; the password from ${channels.PASSWORD_VARIABLE}, or in the URL",
        ),
    )
    given.add_argument(
        "--from", dest="sender", metavar="ADDRESS", help=both("địa chỉ gửi thư", "address the mail comes from")
    )
    given.add_argument(
        "--to",
        action="append",
        default=[],
        metavar="ADDRESS",
        help=both("địa chỉ nhận thư; ghi được nhiều lần", "who gets it; several times"),
    )
    instead = given.add_mutually_exclusive_group()
    instead.add_argument("--show", action="store_true", help=both("liệt kê những gì đã đặt", "list what is set up"))
    instead.add_argument("--remove", action="store_true", help=both("gỡ bỏ tất cả", "take all of it away"))
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Have the Prefect server tell people of runs that fail, crash, are lost, or do not take place."""
    options = _parser().parse_args(arguments)
    if not PREFECT_API_URL.value():
        print("Đặt PREFECT_API_URL trước / Set PREFECT_API_URL first", file=sys.stderr)
        return 2
    if not is_there():
        return 2
    with get_client(sync_client=True) as client:
        if options.remove:
            count = remove(client)
            print(f"Đã gỡ {count} tự động hoá / Removed {count} automations")
            return 0
        if not options.show:
            try:
                used = _channels(options)
                channels.attempt(used)
            except UsageError as error:
                print(f"! {error.label.vi} / {error.label.en}", file=sys.stderr)
                return 2
            set_up(client, used)
        Console().print(shown(client), markup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
