"""What is installed beside the base only where it is asked for, as extras of the package, and how it is told.

The base loads exports, computes, publishes and answers on the command line and in a notebook; an extra is for one
thing more. Whoever needs one asks here, before importing what it brings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from par_metrics.errors import MissingExtraError
from schemas import Label


@dataclass(frozen=True)
class Extra:
    """An extra of `pyproject.toml`.

    Args:
        modules: what it brings, as Python imports it.
        without: what cannot be done where it is not installed.
    """

    modules: tuple[str, ...]
    without: Label


EXTRAS: Mapping[str, Extra] = {
    "charts": Extra(
        ("altair", "vl_convert"),
        Label("không vẽ, không lưu được biểu đồ", "charts can be neither drawn nor saved"),
    ),
    "flows": Extra(
        ("prefect",),
        Label(
            "không chạy được các đêm bằng Prefect (lệnh par-metrics nightly vẫn chạy)",
            "nights cannot run under Prefect (the command par-metrics nightly runs without)",
        ),
    ),
    "postgres": Extra(("psycopg",), Label("không ghi được vào PostgreSQL", "nothing can be written to PostgreSQL")),
    "reports": Extra(
        ("docx",),
        Label(
            "không lập, không đọc được báo cáo (tệp Word)",
            "reports (Word documents) can be neither made nor read",
        ),
    ),
    "sources": Extra(
        ("aiohttp", "fsspec", "paramiko", "s3fs"),
        Label("không lấy được tệp qua SFTP, S3, HTTP", "nothing can be fetched over SFTP, S3 or HTTP"),
    ),
    "spark": Extra(
        ("pyspark", "grpc", "pandas"), Label("không tính được trên Spark", "nothing can be counted on Spark")
    ),
}


def absent(extra: str, *modules: str) -> tuple[str, ...]:
    """The modules of an extra that are not installed, among those that are needed; none named: among all it brings."""
    return tuple(module for module in modules or EXTRAS[extra].modules if find_spec(module) is None)


def lacking(extra: str, *modules: str) -> Label | None:
    """What cannot be done, and the command that installs it; None where what is needed of the extra is there.

    Args:
        modules: what is needed of it; none: all it brings.
    """
    named = absent(extra, *modules)
    return told(extra, *named) if named else None


def need(extra: str, *modules: str) -> None:
    """Hold that an extra is installed.

    Args:
        modules: what is needed of it; none: all it brings.
    Raises:
        MissingExtraError: it is not; the message names what cannot be done, the extra and the command.
    """
    said = lacking(extra, *modules)
    if said is not None:
        raise MissingExtraError(said, "missing_extra")


def told(extra: str, *modules: str) -> Label:
    """The message about an extra some of whose modules cannot be imported."""
    without, named = EXTRAS[extra].without, ", ".join(modules)
    command = f'pip install "par-metrics[{extra}]"'  # double quotes are quotes to every shell, Windows' too
    return Label(
        f"{without.vi}: chưa cài phần {extra} (thiếu {named}). Cài bằng {command}",
        f"{without.en}: the extra {extra} is not installed ({named} cannot be found). Install it with {command}",
    )
