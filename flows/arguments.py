"""What the flows' own command lines share with each other and with `par-metrics`."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from par_metrics.settings.environment import WORKSPACE_VARIABLE, default_workspace
from schemas import Label

AS_OF = Label("tính đến thời điểm nào; mặc định bây giờ", "instant the figures are seen at; default: now")


class _Help(argparse.HelpFormatter):
    """Headed in both languages."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Cách dùng / Usage: " if prefix is None else prefix)


def parser_of(flow: str, about: Label) -> tuple[argparse.ArgumentParser, argparse._ArgumentGroup]:
    """The parser of `python -m flows.<flow>`, whose help is Vietnamese first, and the group its options go to."""
    parser = argparse.ArgumentParser(
        prog=f"python -m flows.{flow}", description=both(about.vi, about.en), add_help=False, formatter_class=_Help
    )
    options = parser.add_argument_group("Tùy chọn / Options")
    options.add_argument("-h", "--help", action="help", help=both("xem hướng dẫn này", "show this help"))
    return parser, options


def both(vi: str, en: str) -> str:
    """A text of help."""
    return f"{vi} / {en}"


def add_workspace_option(options: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """`--workspace DIR`; without it `$PAR_METRICS_WORKSPACE`, else the current folder."""
    options.add_argument(
        "--workspace",
        type=Path,
        metavar="DIR",
        default=default_workspace(Path.cwd()),
        help=both(
            f"thư mục của kho làm việc; mặc định ${WORKSPACE_VARIABLE}, hoặc thư mục hiện tại",
            f"folder of the workspace; default: ${WORKSPACE_VARIABLE}, else the current folder",
        ),
    )
