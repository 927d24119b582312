"""What runs when: one table for every workspace, and the process that serves it.

`python -m flows.deployments --workspace A --workspace B` registers `nightly/<unit>`, `rebuild/<unit>` and
`publish/<unit>` of each with the Prefect server at PREFECT_API_URL and stays, to start the runs when they are due.
With `--pool NAME` it registers them for the workers of that pool, and ends.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.client.schemas.responses import DeploymentResponse
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import PrefectHTTPStatusError
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows import HEARTBEAT, serving
from flows.arguments import both, parser_of
from flows.beside import announced
from flows.names import limit_of, unit_of
from flows.nightly import nightly
from flows.province import province
from flows.publish import publish
from flows.rebuild import rebuild
from flows.server import is_there
from flows.workspaces import find_workspaces
from par_metrics.errors import SettingsError
from par_metrics.settings.environment import default_workspace
from par_metrics.settings.settings import Settings, load_settings
from schemas import Label


@dataclass(frozen=True)
class Deployment:
    """One line of the table.

    Args:
        flow: the flow.
        cron: when it runs, in the time zone of the workspace; None: only when somebody asks for it.
    """

    flow: Flow[..., Any]
    cron: str | None = None


_NIGHT = "0 1 * * *"
DEPLOYMENTS = (Deployment(nightly, _NIGHT), Deployment(rebuild), Deployment(publish))


def registered(deployment: Deployment, workspace: Path, pool: str | None = None) -> RunnerDeployment:
    """The line as Prefect takes it, for a workspace.

    Args:
        pool: whose workers start the runs; None: the process that serves it.
    """
    # A run asked for while another is under way waits for it: cancelled, the exports dropped in between would stay
    # until the next night. Runs are cheap where nothing is new.
    one = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE)
    unit, zone = unit_of(workspace), load_settings(workspace).timezone
    return RunnerDeployment.from_flow(
        deployment.flow,
        unit,
        schedule=Cron(deployment.cron, timezone=zone) if deployment.cron else None,
        concurrency_limit=one,
        parameters={"workspace": str(workspace.absolute())},
        tags=["par-metrics", unit, deployment.flow.name],
        entrypoint_type=EntrypointType.MODULE_PATH,  # found wherever the package is installed
        work_pool_name=pool,
        job_variables={"env": HEARTBEAT} if pool else None,
    )


def of_province(folder: Path, pool: str | None = None) -> RunnerDeployment:
    """The nights of all units in a folder one after the other, and then their comparison, at the same hour."""
    return RunnerDeployment.from_flow(
        province,
        folder.absolute().name,
        schedule=Cron(_NIGHT, timezone=Settings().timezone),
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE),
        parameters={"folder": str(folder.absolute())},
        tags=["par-metrics", province.name],
        entrypoint_type=EntrypointType.MODULE_PATH,
        work_pool_name=pool,
        job_variables={"env": HEARTBEAT} if pool else None,
    )


@dataclass(frozen=True)
class Serving:
    """What can be served of the workspaces asked for.

    Args:
        workspaces: each with a name of its own.
        problems: why others are not served.
    """

    workspaces: tuple[Path, ...]
    problems: tuple[Label, ...]


def to_serve(workspaces: Sequence[Path], client: SyncPrefectClient, *, take_over: bool) -> Serving:
    """Those whose settings can be read, and whose deployments are no other workspace's.

    Args:
        take_over: deployments of the same name that are of another workspace become this one's.
    """
    served, problems, by_unit = list[Path](), list[Label](), dict[str, Path]()
    before = {d.name: Path(d.parameters["workspace"]) for d in _nights(client)}
    for workspace in workspaces:
        try:
            load_settings(workspace)
        except SettingsError as error:
            problems.append(Label(f"{workspace}: {error.label.vi}", f"{workspace}: {error.label.en}"))
            continue
        unit = unit_of(workspace)
        other = by_unit.setdefault(unit, workspace)
        if other != workspace:
            problems.append(_same_unit(unit, workspace, other))
        elif not take_over and before.get(unit, workspace) != workspace:
            problems.append(_taken(unit, workspace, before[unit]))
        else:
            served.append(workspace)
    return Serving(tuple(served), tuple(problems))


def _nights(client: SyncPrefectClient) -> Iterator[DeploymentResponse]:
    """Every deployment of the nightly flow that the server has."""
    of_nights, page = FlowFilter(name=FlowFilterName(any_=[nightly.name])), 200
    for offset in count(step=page):
        found = client.read_deployments(flow_filter=of_nights, limit=page, offset=offset)
        yield from (deployment for deployment in found if "workspace" in deployment.parameters)
        if len(found) < page:
            return


def _under_other_names(client: SyncPrefectClient, workspaces: Sequence[Path]) -> Iterator[Label]:
    """Nights of these workspaces that were registered by another name, and would be run too."""
    own = {str(workspace): unit_of(workspace) for workspace in workspaces}
    for deployment in _nights(client):
        unit = own.get(deployment.parameters["workspace"])
        if unit is not None and unit != deployment.name:
            name = f"{nightly.name}/{deployment.name}"
            yield Label(
                f"{name} là lịch cũ của cùng kho làm việc với {nightly.name}/{unit}; xoá bằng "
                f"`prefect deployment delete {name}`",
                f"{name} is of the same workspace as {nightly.name}/{unit}; remove it with "
                f"`prefect deployment delete {name}`",
            )


def _same_unit(unit: str, workspace: Path, other: Path) -> Label:
    return Label(
        f"{workspace}: cùng mã đơn vị {unit} với {other}; sửa `unit` trong par-metrics.toml của một trong hai",
        f"{workspace}: its unit is {unit}, as that of {other}; correct `unit` in the par-metrics.toml of one of them",
    )


def _taken(unit: str, workspace: Path, before: Path) -> Label:
    return Label(
        f"{workspace}: {nightly.name}/{unit} đang là lịch của {before}; nếu đúng là thay kho đó thì thêm --take-over",
        f"{workspace}: {nightly.name}/{unit} is of {before}; if it is to take its place, add --take-over",
    )


def _make_limits(client: SyncPrefectClient, workspaces: Sequence[Path]) -> None:
    for workspace in workspaces:
        client.upsert_global_concurrency_limit_by_name(limit_of(unit_of(workspace)), 1)


def _pool_problem(client: SyncPrefectClient, pool: str) -> Label | None:
    """Why no worker of the pool would run a night."""
    try:
        kind = client.request("GET", "/work_pools/{name}", path_params={"name": pool}).json()["type"]
    except PrefectHTTPStatusError as error:
        if error.response.status_code != 404:
            raise
        vi, en = f"không có work pool {pool}; tạo bằng", f"there is no work pool {pool}; make it with"
        make = f"`prefect work-pool create {pool} --type process`"
        return Label(f"{vi} {make}", f"{en} {make}")
    if kind != "process":
        return Label(f"work pool {pool} phải thuộc loại process", f"the work pool {pool} must be of type process")
    return None


def _parser() -> argparse.ArgumentParser:
    about = Label(
        "Đăng ký lịch chạy đêm của một hay nhiều kho làm việc với máy chủ Prefect ở PREFECT_API_URL, rồi ở lại phục vụ "
        "cho đến khi bị dừng.",
        "Register the nights of one or many workspaces with the Prefect server at PREFECT_API_URL, and serve them "
        "until stopped.",
    )
    parser, given = parser_of("deployments", about)
    given.add_argument(
        "--workspace",
        type=Path,
        action="append",
        metavar="DIR",
        help=both(
            "thư mục của một kho làm việc, hoặc thư mục chứa nhiều kho; ghi được nhiều lần",
            "folder of a workspace, or one that holds workspaces; may be given several times",
        ),
    )
    given.add_argument(
        "--province",
        type=Path,
        metavar="DIR",
        help=both(
            "thư mục chứa các kho làm việc mà đêm là một lần chạy chung, có so sánh",
            "folder of workspaces whose nights are one run, with a comparison",
        ),
    )
    given.add_argument(
        "--limit",
        type=int,
        metavar="N",
        default=os.cpu_count() or 1,
        help=both("số lần chạy cùng lúc; mặc định bằng số lõi", "runs at a time; default: the number of cores"),
    )
    given.add_argument(
        "--take-over",
        action="store_true",
        help=both(
            "thay cho kho làm việc khác đang giữ cùng tên lịch",
            "take the place of other workspaces that are served by the same names",
        ),
    )
    given.add_argument(
        "--pool",
        metavar="NAME",
        help=both(
            "đăng ký cho các worker của work pool này chạy, rồi kết thúc",
            "register them for the workers of this work pool, and end",
        ),
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the deployments of one or many workspaces, until stopped."""
    options = _parser().parse_args(arguments)
    if not is_there():
        return 2
    given = options.workspace or ([] if options.province else [default_workspace(Path.cwd())])
    workspaces = find_workspaces(given)
    with get_client(sync_client=True) as client:
        if options.pool and (wrong := _pool_problem(client, options.pool)) is not None:
            _warn(wrong)
            return 2
        found = to_serve(workspaces, client, take_over=options.take_over)
        for problem in (*found.problems, *_under_other_names(client, found.workspaces)):
            _warn(problem)
        if not found.workspaces and not options.province:
            return 2
        _make_limits(client, found.workspaces)
    made = [registered(line, workspace, options.pool) for workspace in found.workspaces for line in DEPLOYMENTS]
    made += [of_province(options.province, options.pool)] if options.province else []
    if options.pool:
        return 0 if serving.register(made) == len(made) else 1
    with announced([*found.workspaces, *([options.province] if options.province else [])]):
        serving.serve(made, options.limit)
    return 0


def _warn(problem: Label) -> None:
    print(f"! {problem.vi} / {problem.en}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
