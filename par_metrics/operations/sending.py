"""Bringing a PostgreSQL server to the latest published run: after a night, after publishing, or by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from par_metrics.errors import ParMetricsError, failure_of
from par_metrics.settings.layout import Layout
from par_metrics.settings.postgres import postgres_password
from schemas import Label

if TYPE_CHECKING:
    from par_metrics.publish.outputs.postgres.send import OnServer
    from par_metrics.publish.outputs.postgres.server import Server
    from par_metrics.workspace import Workspace

_SENT = Label("đã ghi {run} vào PostgreSQL ({place})", "wrote {run} to PostgreSQL ({place})")
_THERE = Label("PostgreSQL đã có {run} ({place})", "PostgreSQL has {run} already ({place})")
_REST = Label(
    "Số liệu trong published/ không bị ảnh hưởng; lần chạy sau, hoặc par-metrics postgres, sẽ ghi",
    "What is in published/ is not affected; the next run, or par-metrics postgres, writes it",
)


@dataclass(frozen=True)
class Sending:
    """What became of it.

    Args:
        said: in a line what is there now, or why the run is not there.
        failed: the run is not on the server.
        passes: it failed, and waiting may help.
        notes: what is to be known all the same.
    """

    said: Label
    failed: bool = False
    passes: bool = False
    notes: tuple[Label, ...] = ()


def is_wanted(ws: Workspace) -> bool:
    """Whether the settings name a server."""
    return ws.settings.postgres.is_set


def send(ws: Workspace, *, again: bool = False) -> Sending | None:
    """Write the latest published run to the server of the settings; what fails is told, not raised.

    Whatever a night came to, it is the latest published run that is sent: one held back never is, and one that the
    server missed while it was down comes after all.

    Args:
        again: also where it is there.
    Returns:
        None where there is no server in the settings, or nothing is published.
    """
    from par_metrics.publish.outputs.postgres.send import send_latest
    from par_metrics.publish.outputs.postgres.server import ServerError

    if not is_wanted(ws):
        return None
    try:
        server = server_of(ws)
        sent = send_latest(Layout(ws.root).published, server, ws.settings.unit, again=again)
    except (ParMetricsError, OSError) as error:
        vi, en = (text.rstrip(".") for text in failure_of(error))
        said = Label(f"{vi}. {_REST.vi}", f"{en}. {_REST.en}")
        return Sending(said, failed=True, passes=isinstance(error, ServerError) and error.passes)
    if sent is None:
        return None
    line, place = _SENT if sent.is_new else _THERE, server.place
    said = Label(line.vi.format(run=sent.run_id, place=place.vi), line.en.format(run=sent.run_id, place=place.en))
    return Sending(said, notes=sent.notes)


def look(ws: Workspace) -> OnServer:
    """Connect to the server of the settings and see what is there.

    Raises:
        ParMetricsError: it is not reached, or refuses; or the password cannot be read.
    """
    from par_metrics.publish.outputs.postgres.send import look as look_at

    return look_at(server_of(ws))


def server_of(ws: Workspace) -> Server:
    """The server of the settings.

    Raises:
        SettingsError: the password cannot be read, or others may read it.
    """
    from par_metrics.publish.outputs.postgres.server import Server

    named = ws.settings.postgres
    certificate = None if named.sslrootcert is None else str(ws.root.resolve() / named.sslrootcert)
    parameters = {
        "host": named.host,
        "port": named.port,
        "dbname": named.dbname,
        "user": named.user,
        "sslmode": named.sslmode,
        "sslrootcert": certificate,
    }
    return Server(parameters, postgres_password(ws.root, named), named.schema_name)
