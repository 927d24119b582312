"""What is wrong with a workspace, and what to do about it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from par_metrics.domain import clock
from par_metrics.domain.calendar import LAST_DAY, WorkingCalendar
from par_metrics.errors import ParMetricsError
from par_metrics.exports.profiles.library import own_profiles
from par_metrics.loading.reread import outdated
from par_metrics.operations import machine
from par_metrics.operations.digest.examined import people_told
from par_metrics.operations.findings import Finding, Verdict, fine, note, wrong
from par_metrics.operations.integrity import of_changes, of_everything
from par_metrics.operations.own_indicators import own_indicators
from par_metrics.operations.own_plan import own_plan
from par_metrics.operations.sending import is_wanted, server_of
from par_metrics.operations.sources import sources
from par_metrics.publish import latest
from par_metrics.publish.manifest import MANIFEST, damaged_run
from par_metrics.questions.freshness import old_feeds
from par_metrics.settings.layout import Layout
from par_metrics.support.extras import EXTRAS, absent, lacking
from par_metrics.support.software import versions
from par_metrics.warehouse.verify import unarchived_loads
from par_metrics.workspace import Workspace
from schemas import Label

_STALE = timedelta(days=2)
_CLOCKS_DIFFER = timedelta(minutes=10)
_NOTICES_DUE = 11
"""From this month on the days off of the next year should be known."""
_OUTDATED = {
    "register": Label(
        "dòng không tìm được đơn vị hoặc TTHC, mà danh mục đã đổi từ đó",
        "rows found no unit or procedure, and the registers have changed since",
    ),
    "reading": Label("dòng bị từ chối theo quy tắc đọc cũ", "rows were refused by older rules of reading"),
}


def examine(root: Path, *, verifies_all: bool = False) -> list[Finding]:
    """Look at the workspace at `root` without changing anything of it.

    Args:
        verifies_all: read every file that is kept, and every block of the warehouse; else those that changed.
    """
    findings = [_software(), _extras()]
    try:
        ws = Workspace(root)
    except ParMetricsError as error:
        return [*findings, Finding(Verdict.WRONG, error.label)]
    layout = Layout(root)
    findings.append(fine("cài đặt đọc được", "the settings are read"))
    for look in (machine.folders, machine.private, machine.key, machine.space, machine.lock):
        findings.extend(look(layout))
    findings.extend(_calendar(ws))
    findings.extend(_published(ws, layout))
    for question in (
        _clock,
        _registers,
        _own_unit,
        _feeds,
        _orphans,
        _outdated,
        _targets,
        _criteria,
        _profiles,
        own_indicators,
        people_told,
        own_plan,
        sources,
        _postgres,
    ):
        try:
            findings.extend(question(ws))
        except ParMetricsError as error:
            findings.append(Finding(Verdict.WRONG, error.label))
    findings.extend(_kept(root, verifies_all=verifies_all))
    return list(dict.fromkeys(findings))


def _kept(root: Path, *, verifies_all: bool) -> Iterator[Finding]:
    """Whether files of the lake, its rejects and the archive are what was written."""
    verified, damaged = of_everything(root) if verifies_all else of_changes(root)
    for label in damaged:
        yield Finding(Verdict.WRONG, label)
    if verified is None:
        return
    if not damaged and verifies_all:
        yield fine(
            f"{verified.files} tệp trong lake/, rejects/, archive/ và warehouse.duckdb đều đúng như đã ghi",
            f"{verified.files} files of lake/, rejects/ and archive/, and warehouse.duckdb, are what was written",
        )
    if lacking := unarchived_loads(Layout(root)):
        named, count = ", ".join(lacking[:3]), len(lacking)
        yield note(
            f"archive/ không còn bản xuất của {count} lần nạp ({named}); lake/ hỏng thì không đọc lại được, chỉ còn "
            "bản sao lưu",
            f"archive/ has the exports of {count} loads no more ({named}); where lake/ is damaged they cannot be read "
            "again, only a backup helps",
        )


def _software() -> Finding:
    text = ", ".join(f"{name} {number}" for name, number in versions().items())
    return fine(text, text)


def _extras() -> Finding:
    """Which extras are installed; one that is not is no fault, and is told where something needs it."""
    left_out = [name for name in EXTRAS if absent(name)]
    there = ", ".join(name for name in EXTRAS if name not in left_out) or "—"
    more = ", ".join(left_out) or "—"
    return fine(f"phần đã cài thêm: {there}; chưa cài: {more}", f"extras installed: {there}; not installed: {more}")


def _calendar(ws: Workspace) -> Iterator[Finding]:
    today = clock.now(ws.settings.timezone).date()
    days = {*ws.calendar.days_off, *ws.calendar.working_days}
    if any(day > LAST_DAY for day in (today, *days)):
        yield wrong(
            f"lịch làm việc chỉ đến {LAST_DAY}; cập nhật par-metrics",
            f"the working calendar ends on {LAST_DAY}; update par-metrics",
        )
    if both := sorted(ws.calendar.days_off & ws.calendar.working_days):
        yield wrong(
            f"{both[0]} vừa là ngày nghỉ vừa là ngày làm việc trong [calendar]; bỏ một trong hai",
            f"{both[0]} is both a day off and a working day in [calendar]; remove one",
        )
    yield from not_announced(ws.calendar, today)


def not_announced(calendar: WorkingCalendar, today: date) -> Iterator[Finding]:
    """A note where the days off are not known of this year, or from November on of the next one."""
    year = today.year + (today.month >= _NOTICES_DUE)
    if not calendar.is_announced(date(year, 12, 31)):
        until = f"{calendar.announced_until:%d/%m/%Y}"
        yield note(
            f"lịch nghỉ năm {year} chưa có (mới công bố đến {until}), hạn tính sang năm đó là dự kiến; cập nhật "
            "par-metrics, hoặc nhập ngày nghỉ, ngày làm bù theo thông báo vào [calendar] rồi ghi "
            f"announced_until = {year}-12-31",
            f"the days off of {year} are not known (announced until {until}), so that deadlines in it are provisional; "
            "update par-metrics, or enter the days off and make-up days of the notice in [calendar] and then "
            f"announced_until = {year}-12-31",
        )


def _published(ws: Workspace, layout: Layout) -> Iterator[Finding]:
    shown = layout.published / latest.LATEST
    run_id = latest.latest_run(layout.published)
    if run_id is None and not os.path.lexists(shown) and not (layout.published / latest.POINTER).exists():
        yield note("chưa công bố lần nào; chạy par-metrics publish", "nothing published yet; run par-metrics publish")
        return
    folder = layout.published / str(run_id)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        pointed_at = json.loads((shown / MANIFEST).read_text(encoding="utf-8"))["run_id"]
    except (OSError, ValueError, KeyError):
        manifest, pointed_at = {}, None
    is_sound = latest.is_as_written(latest.pointer(layout.published), str(run_id), manifest.get("as_of"))
    if pointed_at is None or pointed_at != run_id or not is_sound:
        yield wrong(
            f"published/{latest.LATEST} hỏng, hoặc không dẫn đến bản công bố của {latest.POINTER}; "
            "chạy par-metrics publish",
            f"published/{latest.LATEST} is damaged or does not show the run of {latest.POINTER}; "
            "run par-metrics publish",
        )
        return
    changed = damaged_run(layout.published, str(run_id))
    if changed:
        yield wrong(
            f"bản công bố {run_id} đã bị sửa hoặc thiếu tệp: {', '.join(changed)}; chạy par-metrics publish",
            f"files of the published run {run_id} were changed or lost: {', '.join(changed)}; run par-metrics publish",
        )
    age = clock.now(ws.settings.timezone) - _looked_at(layout.published, manifest)
    if age > _STALE:
        yield note(
            f"bản công bố mới nhất đã {age.days} ngày; xem lịch chạy nightly, hoặc bản bị giữ lại trong published/",
            f"the latest run is {age.days} days old; look at the schedule of nightly, or for a held run in published/",
        )
    elif not changed:
        yield fine(f"bản công bố mới nhất: {run_id}", f"the latest run: {run_id}")


def _looked_at(published: Path, manifest: Mapping[str, Any]) -> datetime:
    """When the latest run was made, or a night after that found that it holds still."""
    confirmed_at = latest.pointer(published).get("confirmed_at")
    return datetime.fromisoformat(confirmed_at or manifest["started_at"])


def _feeds(ws: Workspace) -> Iterator[Finding]:
    """The feeds that are too old, by the settings or by their own rhythm."""
    with ws.snapshot() as snapshot:
        old = old_feeds(snapshot, ws.settings.freshness.days)
    for feed in old:
        yield note(
            f"dữ liệu cũ: {feed.vi}; xem par-metrics freshness, hỏi nơi quản lý hệ thống",
            f"old data: {feed.en}; see par-metrics freshness, ask who runs the system",
        )


def _clock(ws: Workspace) -> Iterator[Finding]:
    """Whether something was written at a time that has not come: the machine's clock was ahead then, or is behind now.

    What is written after it is stamped later still, so that figures stay right; what was known in between cannot be
    asked.
    """
    with ws.snapshot() as snapshot:
        last, now = snapshot.known_at, clock.now(ws.settings.timezone)
    if last > now + _CLOCKS_DIFFER:
        yield wrong(
            f"lần nạp mới nhất ghi lúc {last:%d/%m/%Y %H:%M}, còn bây giờ là {now:%d/%m/%Y %H:%M}: đồng hồ máy đã hoặc "
            "đang sai. Chỉnh đồng hồ; số liệu không sai, nhưng không hỏi lại được với --known-at trong khoảng đó",
            f"the latest load is of {last:%Y-%m-%d %H:%M}, and now is {now:%Y-%m-%d %H:%M}: the machine's clock was "
            "wrong or is. Set it; the figures are right, but cannot be asked with --known-at in between",
        )


def _registers(ws: Workspace) -> Iterator[Finding]:
    names = {"units": Label("danh mục đơn vị", "units"), "procedures": Label("danh mục TTHC", "procedures")}
    with ws.snapshot() as snapshot:
        counts = dict(snapshot.engine.holdings().select("kind", "records").iter_rows())
    for kind, name in names.items():
        if count := counts[kind]:
            yield fine(f"{name.vi}: {count} dòng", f"{name.en}: {count} rows")
        else:
            yield note(
                f"chưa nạp {name.vi}; nhiều chỉ số cần đến nó",
                f"the register of {name.en} is not loaded; many indicators need it",
            )


def _outdated(ws: Workspace) -> Iterator[Finding]:
    """Files that would be read better now, with the archived file to read again."""
    for file in outdated(ws.root, ws.settings):
        load, why = file.load, _OUTDATED[file.reason]
        rows = load.unresolved if file.reason == "register" else load.rejected
        if file.archived is None:
            yield note(
                f"{load.file}: {rows} {why.vi}; archive/ không còn tệp này, hãy xuất lại và nạp",
                f"{load.file}: {rows} {why.en}; archive/ has the file no more, export it again and load it",
            )
            continue
        place = file.archived.relative_to(ws.root).as_posix()
        yield note(
            f'{load.file}: {rows} {why.vi}; chạy par-metrics ingest "{place}"',
            f'{load.file}: {rows} {why.en}; run par-metrics ingest "{place}"',
        )


def _own_unit(ws: Workspace) -> Iterator[Finding]:
    """The settings name a unit that is known; what is wrong raises as it does in `report`."""
    with ws.snapshot() as snapshot:
        snapshot.check_own_unit()
    if ws.settings.unit is not None:
        yield fine(f"đơn vị của kho: {ws.settings.unit}", f"the workspace's unit: {ws.settings.unit}")


def _targets(ws: Workspace) -> Iterator[Finding]:
    """The targets name indicators, and units that are known; what is wrong raises as it does in `compute`."""
    with ws.snapshot() as snapshot:
        ws.targets.check_units(snapshot.units())
    if own := len(ws.settings.targets):
        yield fine(f"{own} chỉ tiêu riêng trong par-metrics.toml", f"{own} targets of par-metrics.toml")


def _criteria(ws: Workspace) -> Iterator[Finding]:
    """The table of criteria can be used; what is wrong raises as it does in `par_index`."""
    criteria = ws.criteria(clock.now(ws.settings.timezone).year)
    if ws.settings.par_index.criteria is not None:
        yield fine(
            f"bảng tiêu chí PAR INDEX: {len(criteria)} dòng", f"table of PAR INDEX criteria: {len(criteria)} rows"
        )


def _profiles(ws: Workspace) -> Iterator[Finding]:
    """The profiles of `profiles/` can be read; what is wrong raises as it does when a file is loaded."""
    if own := own_profiles(Layout(ws.root).profiles):
        named = ", ".join(profile.name for profile in own)
        yield fine(f"mẫu đọc riêng: {named}", f"own profiles: {named}")


def _postgres(ws: Workspace) -> Iterator[Finding]:
    """The password can be read, by nobody else, and the package is there; the server itself is not asked."""
    if not is_wanted(ws):
        return
    place = server_of(ws).place
    if (said := lacking("postgres")) is not None:
        yield wrong(said.vi, said.en)
    else:
        yield fine(
            f"PostgreSQL: {place.vi}; thử kết nối bằng par-metrics postgres --check",
            f"PostgreSQL: {place.en}; par-metrics postgres --check tries to connect",
        )


def _orphans(ws: Workspace) -> Iterator[Finding]:
    loads = ws.loads()
    stored = {path.stem for path in Layout(ws.root).lake.glob("[!_]*/*.parquet")}
    orphans = stored - set(loads["load_id"])
    if orphans:
        yield note(
            f"{len(orphans)} tệp trong lake/ không thuộc lần nạp nào; lần nạp tới sẽ dọn",
            f"{len(orphans)} files in lake/ belong to no load; the next load clears them",
        )
