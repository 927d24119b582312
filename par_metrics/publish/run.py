"""One published run: everything is written aside, checked, moved into place, then switched to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from par_metrics.domain import clock
from par_metrics.figures.snapshot import BEGINNING, Snapshot
from par_metrics.publish import gates, latest, runs
from par_metrics.publish.acceptance import accepted_gates
from par_metrics.publish.changes import changes_since
from par_metrics.publish.content import content_of, says_the_same
from par_metrics.publish.gate import Acceptance, Gate
from par_metrics.publish.history import PastRun, past_runs
from par_metrics.publish.left_out import without_unused
from par_metrics.publish.manifest import MANIFEST, Basis, Run, fingerprint, own_definitions, write_manifest
from par_metrics.publish.open_data.terms import Terms
from par_metrics.publish.outcome import MISSING_ROWS, Outcome
from par_metrics.publish.outputs import OUTPUTS
from par_metrics.publish.plausible import plausible
from par_metrics.publish.present import Present
from par_metrics.publish.runs import BUILDING
from par_metrics.publish.shown import html_of, text_of
from par_metrics.publish.tables import TURNS
from par_metrics.questions.freshness import freshness, told
from par_metrics.support.steps import in_steps
from schemas import Label, Language


@dataclass(frozen=True)
class Source:
    """What runs are made from, and where they go.

    Args:
        folder: `published/`.
        timezone: of the workspace.
        keep_runs: so many runs are kept.
        refused_limit: a file of whose rows more than this share are refused holds a run back.
        limits: feed -> working days that its newest export may be old; see `freshness`.
        hold_back: the feeds that hold a run back when they are older.
        own_unit: the workspace's unit.
        language: of the workspace.
        open: a snapshot as known at an instant; None: at the newest load.
        refused_rows: the refused rows of some of the loads (`Snapshot.engine.loads()`).
        missing_rows: those of them that are still missing.
        papers: name -> how it is made, for further tables that only some outputs write.
        licence: `name`, `path`, `title` of what the files may be used under, as far as the settings say.
        open_data: what is given to everybody beside them.
    """

    folder: Path
    timezone: str
    keep_runs: int
    refused_limit: float
    limits: Mapping[str, int]
    hold_back: Collection[str]
    own_unit: str | None
    language: Language
    open: Callable[[datetime | None], AbstractContextManager[Snapshot]]
    refused_rows: Callable[[pl.DataFrame], pl.DataFrame]
    missing_rows: Callable[[pl.DataFrame], pl.DataFrame]
    papers: Mapping[str, Callable[[Snapshot], pl.DataFrame]]
    licence: Mapping[str, str]
    open_data: Terms


@dataclass(frozen=True, repr=False)
class PublishResult:
    """What became of a run.

    Args:
        run_id: name of its folder in `published/`.
        folder: that folder.
        as_of: the instant its figures are seen at.
        known_at: what had been loaded by then is in its tables; None: nothing had.
        published: whether it is the latest now; False if a gate held it back.
        gates: the checks, passed or not.
        notices: what holds nothing back and is to be known all the same: the feeds that are too old.
        open_data: what became of the open data; nothing where there was nothing to do.
        is_new: False where the run published before says the same and stays; it is that one's folder and instant then,
            and the gates are those asked now.
        language: it shows itself in.
    """

    run_id: str
    folder: Path
    as_of: datetime
    known_at: datetime | None
    published: bool
    gates: tuple[Gate, ...]
    notices: tuple[Label, ...] = ()
    open_data: tuple[Label, ...] = ()
    is_new: bool = True
    language: Language = field(default="vi", compare=False)

    def __str__(self) -> str:
        return text_of(self)

    def __repr__(self) -> str:
        return f"PublishResult({self})"

    def _repr_html_(self) -> str:
        return html_of(self)

    @property
    def failed(self) -> tuple[Gate, ...]:
        """The gates that held the run back."""
        return tuple(gate for gate in self.gates if gate.holds_back)

    @property
    def accepted(self) -> tuple[Gate, ...]:
        """The gates that failed and hold nothing back, since an officer accepted what they found."""
        return tuple(gate for gate in self.gates if not gate.passed and not gate.holds_back)


def publish_run(
    source: Source, load_ids: Sequence[str] | None = None, run_id: str | None = None, accept: str | None = None
) -> PublishResult:
    """Write `published/<run_id>/` and make it the latest if every quality gate passes, or is accepted.

    What is known is pinned when the run opens: a file loaded meanwhile is in none of its tables.

    Args:
        load_ids: the loads that are new in this run: the manifest names them and only
            their refused rows are published; None: all loads.
        run_id: name of the run; None: the time of the run.
        accept: why the figures are right although a gate that can be accepted (`acceptance.ACCEPTABLE`) fails;
            the manifest keeps it with the name of the account.
    Returns:
        The run; one held back by a gate is there for inspection, `latest` is as it was.
    Raises:
        WorkspaceBusyError: another run is being published.
        UsageError: the run id is not a plain name, or is taken; or the reason is empty.
        OSError: the disk is full or does not answer; the run before stays the latest.
    """
    started = clock.now(source.timezone)
    acceptance = None if accept is None else Acceptance.now(accept, started)
    with runs.alone(source.folder):
        name = runs.new_name(source.folder, started) if run_id is None else runs.check_name(source.folder, run_id)
        made = _made(source, name, started, lambda _, __: load_ids, acceptance)
        return _with_open_data(source, made, _write(source, made))


def publish_if_new(source: Source) -> PublishResult:
    """`publish_run`, unless the latest run says the same in every table, apart from the instant: then that one stays.

    Everything is computed and every gate is asked all the same. A run that a gate holds back is written, as ever.
    New in it are the loads made since the run published last, also by a night that was killed or held back.

    Raises:
        WorkspaceBusyError: another run is being published.
    """
    started = clock.now(source.timezone)
    with runs.alone(source.folder):
        made = _made(source, runs.new_name(source.folder, started), started, _since_last, None)
        standing = made.latest_run
        if (
            standing is None
            or made.outcome.is_held
            or standing.folder.name != latest.latest_run(source.folder)
            or not says_the_same(standing, made.basis.content)
        ):
            return _with_open_data(source, made, _write(source, made))
        latest.confirm(source.folder, started)
        stays = replace(_result(made, standing.folder), as_of=standing.as_of, is_new=False)
        return _with_open_data(source, made, stays)


@dataclass(frozen=True)
class _Made:
    """A run that is computed and checked, before anything of it is written.

    Args:
        basis: what later runs are compared with.
        latest_run: the run published last.
    """

    outcome: Outcome
    basis: Basis
    latest_run: PastRun | None


NewLoads = Callable[[pl.DataFrame, PastRun | None], Sequence[str] | None]
"""Of all loads and the run published last: those that are new in a run; None: all."""


def _since_last(loads: pl.DataFrame, latest_run: PastRun | None) -> Sequence[str]:
    before = (latest_run and latest_run.known_at) or BEGINNING
    return loads.filter(pl.col("loaded_at") > before)["load_id"].to_list()


def _made(source: Source, name: str, started: datetime, new_loads: NewLoads, acceptance: Acceptance | None) -> _Made:
    with source.open(None) as snapshot:
        known_at, targets, catalogue, plan = snapshot.known_at, snapshot.targets, snapshot.catalogue, snapshot.plan
        units, newest_loads = snapshot.engine.units(), snapshot.engine.newest_loads()
        strange_own_unit = snapshot.strange_own_unit
        present = Present.of(snapshot)
        feeds = freshness(snapshot, source.limits)
        past = past_runs(source.folder)
        latest_run = past[0] if past else None
        new = new_loads(snapshot.engine.loads(), latest_run)
        run = Run(name, snapshot.as_of, None if known_at == BEGINNING else known_at, started, new)
        rewritten = snapshot.engine.rewritten((latest_run and latest_run.known_at) or BEGINNING)
    tables = _tables(source, run, known_at) | {"freshness": feeds}
    figures = tables["indicators_full"]
    tables["changes"] = changes_since(latest_run, figures, rewritten, catalogue)
    found = (
        gates.accounting(tables["loads"]),
        gates.targets_matched(figures, targets, catalogue),
        gates.units_known(units, strange_own_unit),
        gates.rows_refused(newest_loads, source.refused_limit),
        plausible(present, figures, catalogue, past, started),
        gates.fresh(feeds, source.hold_back),
    )
    checks = accepted_gates(found, latest_run.stated if latest_run else None, acceptance)
    compared_with = latest_run.as_of if latest_run else None
    known_before = latest_run.known_at if latest_run else None
    outcome = Outcome(
        run,
        tables,
        checks,
        catalogue,
        plan,
        source.own_unit,
        source.language,
        source.timezone,
        compared_with,
        known_before,
        source.licence,
    )
    own = {**(latest_run.stated.get("own_definitions", {}) if latest_run else {}), **own_definitions(catalogue)}
    return _Made(outcome, Basis(present.records, content_of(outcome), own), latest_run)


def _write(source: Source, made: _Made) -> PublishResult:
    outcome, run = made.outcome, made.outcome.run
    building, folder = source.folder / f"{BUILDING}{run.id}", source.folder / run.id
    building.mkdir()
    for write in in_steps(OUTPUTS, lambda _: Label("ghi tệp công bố", "writing the files")):
        write(outcome, building)
    write_manifest(run, outcome.gates, outcome.tables, made.basis, outcome.catalogue, building)
    building.rename(folder)
    if not outcome.is_held:
        sealed = fingerprint(folder / MANIFEST)["sha256"]
        pointer = {"run_id": run.id, "path": run.id, "as_of": run.as_of.isoformat(), "manifest": sealed}
        latest.switch(source.folder, run.id, pointer)
    runs.keep(source.folder, source.keep_runs, run.id)
    return _result(made, folder)


def _with_open_data(source: Source, made: _Made, result: PublishResult) -> PublishResult:
    """After a run is shown, or found to hold still, years that are due are added to the open data."""
    if not result.published or not source.open_data.years:
        return result
    from par_metrics.publish.open_data.release import keep_up  # numpy and scipy are loaded for this alone

    with source.open(made.outcome.run.known_at) as snapshot:
        return replace(result, open_data=keep_up(source.open_data, snapshot))


def _result(made: _Made, folder: Path) -> PublishResult:
    """What became of a run, whose figures are in `folder`."""
    outcome, run = made.outcome, made.outcome.run
    old = told(outcome.tables["freshness"])
    notices = tuple(Label(f"dữ liệu cũ: {feed.vi}", f"old data: {feed.en}") for feed in old)
    return PublishResult(
        folder.name, folder, run.as_of, run.known_at, not outcome.is_held, tuple(outcome.gates), notices
    )


def _tables(source: Source, run: Run, known_at: datetime) -> dict[str, pl.DataFrame]:
    """Every table of the run, and those that only papers show; what others write between two turns, no table knows.

    Of `indicators_full` those rows are published as `indicators` that say anything.
    """
    tables: dict[str, pl.DataFrame] = {}
    for turn in in_steps((*TURNS, source.papers), lambda turn: _table(next(iter(turn)))):
        with source.open(known_at) as snapshot:
            tables |= {name: turn[name](snapshot) for name in in_steps([*turn], _table)}
    of_run = tables["loads"]
    if run.load_ids is not None:
        of_run = of_run.filter(pl.col("load_id").is_in(list(run.load_ids)))
    published = {"indicators": without_unused(tables["indicators"]), "indicators_full": tables["indicators"]}
    refused = {"rejects": source.refused_rows(of_run), MISSING_ROWS: source.missing_rows(tables["loads"])}
    return tables | published | refused


def _table(name: str) -> Label:
    return Label(f"bảng {name}", f"table {name}")
