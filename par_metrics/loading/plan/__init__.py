"""The plan of a workspace's own: `plan.toml`, or the same typed in `plan.xlsx`, as it is written there."""

from par_metrics.errors import SettingsError
from par_metrics.loading.plan.toml_file import read_plan_toml
from par_metrics.loading.plan.written import WrittenPlan, unusable
from par_metrics.loading.plan.xlsx_file import read_plan_xlsx
from par_metrics.settings.layout import Layout
from schemas import Label


def written_plan(layout: Layout) -> WrittenPlan | None:
    """The own plan of a workspace, with what is wrong in it; None where it has none.

    Raises:
        SettingsError: the file as a whole cannot be used. No other plan takes its place: its figures would be those of
            rows that nobody asked for.
    """
    if layout.plan.exists() and layout.plan_workbook.exists():
        raise unusable(
            Label(
                "có cả plan.toml và plan.xlsx nên không rõ kế hoạch nào đúng; chuyển một tệp đi nơi khác",
                "there are both plan.toml and plan.xlsx, and nobody knows which holds; take one elsewhere",
            )
        )
    if layout.plan_workbook.exists():
        return read_plan_xlsx(layout.plan_workbook)
    return read_plan_toml(layout.plan) if layout.plan.exists() else None


def own_addresses(layout: Layout) -> tuple[str, ...] | None:
    """The addresses that a report on tasks may name; none where the plan cannot be read, None where there is none."""
    try:
        written = written_plan(layout)
    except SettingsError:
        return ()
    return None if written is None else written.plan().addresses
