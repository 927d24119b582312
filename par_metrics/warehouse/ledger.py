"""The ledger of the lake: a line for each load, refused file and withdrawal, sealed with all lines before it.

A line has the record itself and the SHA-256 of the files it is of, so that lake/ alone tells what belongs to it, in
which state, and what is missing. A line is written once its load is committed: what the ledger names was loaded.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from par_metrics.errors import ParMetricsError
from par_metrics.settings.layout import Layout
from par_metrics.support.atomic import write_atomically
from par_metrics.warehouse.events import Event
from par_metrics.warehouse.in_the_way import check_no_folder
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.newer import newer
from schemas import Label

What = Literal["load", "event", "files", "lost"]
"""A load or refused file; a withdrawal or restoration; the files of a load that were made again; a load given up."""
_WHAT: tuple[What, ...] = ("load", "event", "files", "lost")
_FORMAT = 1
_FIRST = "0" * 64
_SEAL = len(_FIRST)
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Line:
    """One line.

    Args:
        number: its place, from 1 on.
        what: what it tells.
        record: that; of loads and events as they are written in the lake.
        count: how many loads and events are known with it.
        newest: id of the latest of them.
        seal: SHA-256 of the seal before and of this line.
    """

    number: int
    what: What
    record: Mapping[str, Any]
    count: int
    newest: str
    seal: str


@dataclass
class Known:
    """What the lines come to.

    Args:
        loads: by id, each with the digests of its files.
        events: by id.
        lost: loads that were given up, with the reason.
    """

    loads: dict[str, Load] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)

    @property
    def newest(self) -> str:
        """Id of the latest load or event; empty where there is none."""
        instants = [(load.loaded_at, load_id) for load_id, load in self.loads.items()]
        instants += [(event.at, event_id) for event_id, event in self.events.items()]
        return max(instants)[1] if instants else ""

    @property
    def count(self) -> int:
        return len(self.loads) + len(self.events)

    def take(self, what: What, record: Mapping[str, Any]) -> None:
        """Know one line more."""
        if what == "load":
            load = Load.from_json(json.dumps(record))
            self.loads[load.load_id] = load
            self.lost.pop(load.load_id, None)
        elif what == "event":
            event = Event.from_json(json.dumps(record))
            self.events[event.event_id] = event
        elif what == "files":
            self.loads[record["load_id"]] = replace(self.loads[record["load_id"]], files=dict(record["files"]))
        else:
            self.loads.pop(record["load_id"], None)
            self.lost[record["load_id"]] = record["reason"]


def of_load(load: Load) -> tuple[What, dict[str, Any]]:
    """The line of a load, before it was merged, with the digests of its files; or of a file refused as a whole."""
    return "load", json.loads(load.to_json())


def of_event(event: Event) -> tuple[What, dict[str, Any]]:
    """The line of a withdrawal or restoration."""
    return "event", json.loads(event.to_json())


def of_files(load: Load) -> tuple[What, dict[str, Any]]:
    """The line of a load whose files were made again, and are of other bytes than before."""
    return "files", {"load_id": load.load_id, "files": dict(load.files)}


def of_loss(load_id: str, reason: str, at: datetime | None) -> tuple[What, dict[str, Any]]:
    """The line of a load that somebody gave up, and when, if that is known."""
    return "lost", {"load_id": load_id, "reason": reason, "at": None if at is None else at.isoformat()}


def read(layout: Layout) -> Known | None:
    """What the ledger tells; None where there is none.

    Raises:
        ParMetricsError: a line is not what was written; the message names it.
    """
    if not _is_there(layout):
        return None
    known = Known()
    for line in _lines(layout):
        known.take(line.what, line.record)
        if (known.count, known.newest) != (line.count, line.newest):
            raise damaged(layout, line.number)
    return known


def last(layout: Layout) -> Line | None:
    """The last line, read alone; None where there is none.

    Raises:
        ParMetricsError: it is not what was written.
    """
    found, _ = _tail(layout)
    return found


def append(layout: Layout, *records: tuple[What, dict[str, Any]], known: Known | None = None) -> None:
    """Write lines behind the last one; whoever calls holds the writer's lock and has committed what they tell.

    Args:
        known: what the lines before come to, for records that are no newer than all others.
    """
    line, end = _tail(layout)
    text = []
    for what, record in records:
        if known is not None:
            known.take(what, record)
            count, newest = known.count, known.newest
        else:
            count, newest = (0 if line is None else line.count) + 1, _id_of(what, record)
        line = _next(line, what, record, count, newest)
        text.append(_text(line))
    layout.ledger.parent.mkdir(parents=True, exist_ok=True)
    with layout.ledger.open("ab") as stream:
        stream.truncate(end)  # of a line that a crash left half written
        stream.write("".join(text).encode())
        stream.flush()
        os.fsync(stream.fileno())


def write(layout: Layout, records: Iterable[tuple[What, dict[str, Any]]]) -> None:
    """Write the whole ledger anew, in the place of a former one."""
    line, text, known = None, [], Known()
    for what, record in records:
        known.take(what, record)
        line = _next(line, what, record, known.count, known.newest)
        text.append(_text(line))
    write_atomically(layout.ledger, lambda file: file.write_bytes("".join(text).encode()))


def damaged(layout: Layout, number: int) -> ParMetricsError:
    """The error of a line that is not what was written."""
    name = layout.ledger.relative_to(layout.root).as_posix()
    return ParMetricsError(
        Label(
            f"{name}: dòng {number} không đúng như đã ghi. Chạy `par-metrics rebuild` để lập lại sổ theo "
            "warehouse.duckdb; nếu kho cũng hỏng thì lấy lại tệp này từ bản sao lưu.",
            f"{name}: line {number} is not what was written. Run `par-metrics rebuild` to write it anew from "
            "warehouse.duckdb; where that is damaged too, take the file from a backup.",
        ),
        "ledger_damaged",
    )


def incomplete(layout: Layout) -> ParMetricsError:
    """The error of a ledger that lacks loads of the warehouse."""
    name = layout.ledger.relative_to(layout.root).as_posix()
    return ParMetricsError(
        Label(
            f"{name}: thiếu những lần nạp mà warehouse.duckdb có. Chạy `par-metrics rebuild` để ghi bổ sung.",
            f"{name}: it lacks loads that warehouse.duckdb has. Run `par-metrics rebuild` to add them.",
        ),
        "ledger_incomplete",
    )


def _id_of(what: What, record: Mapping[str, Any]) -> str:
    return Event.from_json(json.dumps(record)).event_id if what == "event" else str(record["load_id"])


def _next(before: Line | None, what: What, record: Mapping[str, Any], count: int, newest: str) -> Line:
    number = 1 if before is None else before.number + 1
    line = Line(number, what, record, count, newest, "")
    return replace(line, seal=_sealed(_FIRST if before is None else before.seal, _body(line)))


def _body(line: Line) -> str:
    told = {"format": _FORMAT, "number": line.number, "count": line.count, "newest": line.newest}
    return json.dumps({**told, line.what: line.record}, ensure_ascii=False)


def _text(line: Line) -> str:
    return f"{line.seal} {_body(line)}\n"


def _sealed(before: str, body: str) -> str:
    return hashlib.sha256(f"{before} {body}".encode()).hexdigest()


def _lines(layout: Layout) -> Iterator[Line]:
    seal, number = _FIRST, 0
    with layout.ledger.open("rb") as stream:
        for raw in stream:
            number += 1
            if not raw.endswith(b"\n"):  # half written by whoever died; its load is completed by the next writer
                return
            line = _parsed(layout, raw, number, seal)
            seal = line.seal
            yield line


def _parsed(layout: Layout, raw: bytes, number: int, before: str) -> Line:
    text = raw.decode(errors="replace")
    seal, body = text[:_SEAL], text[_SEAL + 1 : -1]
    if seal != _sealed(before, body):
        raise damaged(layout, number)
    told = json.loads(body)
    if told["format"] > _FORMAT:
        raise newer(layout.ledger.relative_to(layout.root).as_posix())
    what: What = next(name for name in _WHAT if name in told)
    return Line(told["number"], what, told[what], told["count"], told["newest"], seal)


def _is_there(layout: Layout) -> bool:
    check_no_folder(layout.ledger, f"{layout.lake.name}/{layout.ledger.name}")
    return layout.ledger.exists()


def _tail(layout: Layout) -> tuple[Line | None, int]:
    """The last whole line, and where it ends."""
    if not _is_there(layout):
        return None, 0
    with layout.ledger.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        start, chunk = size, _CHUNK
        while True:
            start = max(0, size - chunk)
            stream.seek(start)
            text = stream.read(size - start)
            whole = text[: text.rfind(b"\n") + 1]
            lines = whole.split(b"\n")[:-1]
            # The last line and the one before it, which has the seal it is sealed with.
            if start == 0 or len(lines) > 2:
                break
            chunk *= 4
    end = start + len(whole)
    if not lines:
        return None, end
    before = lines[-2][:_SEAL].decode(errors="replace") if len(lines) > 1 else _FIRST
    number = _number_in(lines[-1])
    return _parsed(layout, lines[-1] + b"\n", number, before), end


def _number_in(raw: bytes) -> int:
    try:
        return int(json.loads(raw[_SEAL + 1 :])["number"])
    except (ValueError, KeyError, TypeError):
        return 0
