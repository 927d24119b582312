"""The night of a whole province: that of every unit, each in a process of its own, and then all side by side.

`python -m flows.province --folder DIR [--as-of ISO] [--at-a-time N]` runs it once, here and now.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from flows import states
from flows.arguments import AS_OF, both, parser_of
from flows.names import key_of, language_of, unit_of
from flows.parameters import AsOf
from flows.server import tell
from flows.states import HOURS, STEP
from flows.workspaces import find_workspaces
from par_metrics import display
from par_metrics.domain import clock
from par_metrics.operations.side_by_side import side_by_side, write_side_by_side
from par_metrics.settings.settings import Settings
from par_metrics.support.ending import end_quietly
from schemas import Label, Language

_AT_A_TIME = max(1, (os.cpu_count() or 1) // 2)
"""Each night reads with several processes itself."""
_MOST_SAID = 5
_DONE = Label("xong, đã công bố", "done, published")


@task(task_run_name="{unit}", **STEP)
def night_of(
    unit: str, workspace: Path, as_of: str | None, environment: Mapping[str, str], language: Language
) -> State[None]:
    """The night of one unit: what happens to its process happens to no other."""
    command = [sys.executable, "-m", "flows.nightly", "--workspace", str(workspace)]
    command += ["--as-of", as_of] if as_of else []
    try:
        done = subprocess.run(
            command, env=dict(environment), capture_output=True, text=True, timeout=8 * HOURS, check=False
        )
    except subprocess.TimeoutExpired:
        late = Label(f"{unit}: quá 8 giờ chưa xong", f"{unit}: not done in 8 hours")
        return Failed(message=late.in_language(language))
    if done.returncode == 0:
        return Completed(message=_DONE.in_language(language))
    problems = [line.removeprefix("! ") for line in (done.stdout + done.stderr).splitlines() if line.startswith("! ")]
    status = done.returncode
    ended = Label(f"{unit}: tiến trình dừng với mã {status}", f"{unit}: its process ended with status {status}")
    return Failed(message="\n".join(problems[:_MOST_SAID]) or ended.in_language(language))


@task(task_run_name="so sánh các đơn vị", timeout_seconds=HOURS, **STEP)
def compare(folder: Path, workspaces: Sequence[Path], language: Language) -> State[None]:
    """The units side by side, written to `side-by-side/` in the folder of the workspaces."""
    try:
        found = side_by_side(workspaces)
        run = write_side_by_side(found, folder, f"{clock.now(Settings().timezone):%Y%m%dT%H%M%S}", language)
    except states.EXPECTED as error:
        return states.of_error(error, language, None)
    missing = "".join(f"\n! {unit_of(where)}: {why.in_language(language)}" for where, why in found.missing.items())
    count = f"{len(workspaces) - len(found.missing)}/{len(workspaces)}"
    done = Label(f"{count} đơn vị, ở {run}", f"{count} units, in {run}")
    return Completed(message=f"{done.in_language(language)}{missing}")


@flow(name="province", flow_run_name="toàn tỉnh {folder.name}", retries=0, persist_result=False)
def province(folder: Path, as_of: AsOf = None, at_a_time: int = _AT_A_TIME) -> State[None]:
    """Chạy đêm của mọi đơn vị trong một thư mục, rồi so sánh. The night of every unit in a folder, then a comparison.

    Ends Failed if any unit's night did; the others are done and compared nevertheless.

    Args:
        folder: Thư mục chứa các kho làm việc, mỗi đơn vị một thư mục con. Folder of the workspaces.
        as_of: Tính đến thời điểm nào: chọn date-time, rồi ngày, giờ và múi giờ; None là bây giờ.
            As of: date-time, then day, time and zone; None is now.
        at_a_time: Số đơn vị chạy cùng lúc. Units at a time.
    """
    end_quietly()
    workspaces = find_workspaces([folder])
    language = _language_of(workspaces)
    # Of a temporary server too; a night is no part of this run, which would be taken for its own otherwise.
    with get_client(sync_client=True) as client:
        environment = {**os.environ, "PREFECT_API_URL": str(client.api_url).rstrip("/")}
    environment.pop("PREFECT__FLOW_RUN_ID", None)
    runner: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=at_a_time)
    with runner:
        nights: list[tuple[str, PrefectFuture[Any]]] = [
            (unit_of(where), runner.submit(night_of, _parameters(where, as_of, environment, language)))
            for where in workspaces
        ]
        failed = {unit: night.state.message or "" for unit, night in nights if not _is_done(night)}
    compared: State[Any] = compare(folder, workspaces, language, return_state=True)
    _make_table([unit for unit, _ in nights], failed, key_of("units", folder.name), language)
    message = _message(len(nights), failed, compared.message or "", language)
    return Failed(message=message) if failed or compared.is_failed() else Completed(message=message)


def _language_of(workspaces: Sequence[Path]) -> Language:
    """English where all units have it; a province has no settings of its own."""
    return "en" if {language_of(workspace) for workspace in workspaces} == {"en"} else "vi"


def _parameters(
    workspace: Path, as_of: str | None, environment: Mapping[str, str], language: Language
) -> dict[str, Any]:
    return {
        "unit": unit_of(workspace),
        "workspace": workspace,
        "as_of": as_of,
        "environment": environment,
        "language": language,
    }


def _make_table(units: Sequence[str], failed: Mapping[str, str], key: str, language: Language) -> None:
    unit_heading, result = (display.heading(name, language) for name in ("unit_code", "result"))
    rows = [{unit_heading: unit, result: failed.get(unit, _DONE.in_language(language))} for unit in units]
    rows.sort(key=lambda row: row[unit_heading] not in failed)
    about = Label("Đêm của từng đơn vị, có vấn đề trước.", "The night of each unit, those with problems first.")
    tell(lambda: create_table_artifact(rows, key=key, description=about.in_language(language)))


def _message(units: int, failed: Mapping[str, str], compared: str, language: Language) -> str:
    """How many are done, the first problems, and the comparison."""
    done, more = f"{units - len(failed)}/{units}", len(failed) - _MOST_SAID
    lines = [Label(f"{done} đơn vị xong", f"{done} units done").in_language(language)]
    lines += [f"! {unit}: {why.splitlines()[0] if why else ''}" for unit, why in [*failed.items()][:_MOST_SAID]]
    if more > 0:
        lines.append(Label(f"! và {more} đơn vị khác", f"! and {more} more units").in_language(language))
    return "\n".join([*lines, Label(f"So sánh: {compared}", f"Comparison: {compared}").in_language(language)])


def _is_done(night: PrefectFuture[Any]) -> bool:
    night.wait()
    return night.state.is_completed()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the flow once; 0: all well, 1: a unit's night failed, or the comparison."""
    about = Label(
        "Chạy đêm của mọi đơn vị trong một thư mục, rồi đặt số liệu các đơn vị cạnh nhau.",
        "Run the night of every unit in a folder, then put the units side by side.",
    )
    parser, given = parser_of("province", about)
    given.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        required=True,
        help=both("thư mục chứa các kho làm việc", "folder of the workspaces"),
    )
    given.add_argument("--as-of", metavar="ISO", help=both(*AS_OF))
    given.add_argument(
        "--at-a-time", type=int, metavar="N", default=_AT_A_TIME, help=both("số đơn vị cùng lúc", "units at a time")
    )
    options = parser.parse_args(arguments)
    state = province(options.folder, options.as_of, options.at_a_time, return_state=True)
    print(state.message, file=sys.stdout if state.is_completed() else sys.stderr)
    return 0 if state.is_completed() else 1


if __name__ == "__main__":
    sys.exit(main())
