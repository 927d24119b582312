"""What lies where the warehouse or the ledger should, and is neither: it is left as it is, and somebody told."""

from collections.abc import Set
from pathlib import Path

import duckdb

from par_metrics.errors import ParMetricsError
from par_metrics.warehouse.tables import LOADS, versions_table
from schemas import KINDS, Label


def check_no_folder(path: Path, name: str) -> None:
    """Hold that there is no folder in the place of a file of the workspace.

    Args:
        name: the file as it is called there.
    Raises:
        ParMetricsError: `in_the_way`.
    """
    if path.is_dir():
        raise _in_the_way(name, Label("là một thư mục, không phải tệp", "is a folder, not a file"))


def check_no_others(connection: duckdb.DuckDBPyConnection) -> None:
    """Hold that a database is not another program's; one without tables is a writer's that was stopped early.

    Raises:
        ParMetricsError: `in_the_way`.
    """
    tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    found = {name for (name,) in tables}
    if found and found.isdisjoint({LOADS, *map(versions_table, KINDS.values())}):
        raise _in_the_way(
            "warehouse.duckdb", Label("là cơ sở dữ liệu của chương trình khác", "is a database of another program")
        )


def check_same_workspace(warehouse: Set[str], lake: Set[str]) -> None:
    """Hold that a warehouse shares a load or event with its lake, where both have some.

    Args:
        warehouse: ids of the loads and events that it has.
        lake: those of the ledger, and of files in the lake.
    Raises:
        ParMetricsError: `in_the_way`.
    """
    if warehouse and lake and warehouse.isdisjoint(lake):
        raise _in_the_way(
            "warehouse.duckdb",
            Label(
                f"là của kho làm việc khác: không lần nạp nào trong {len(warehouse)} lần của nó có trong lake/",
                f"is that of another workspace: none of its {len(warehouse)} loads lies in lake/",
            ),
        )


def _in_the_way(name: str, what: Label) -> ParMetricsError:
    return ParMetricsError(
        Label(
            f"{name} {what.vi}. Chưa thay đổi gì. Chuyển nó ra ngoài kho làm việc (hoặc xóa, nếu không ai cần), rồi "
            "chạy `par-metrics rebuild` để lập lại từ những gì còn lại.",
            f"{name} {what.en}. Nothing was changed. Put it aside, outside the workspace (or remove it, if nobody "
            "needs it), then run `par-metrics rebuild` to make it again from the rest.",
        ),
        "in_the_way",
    )
