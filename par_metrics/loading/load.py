"""Loading one export: read, normalise, keep, merge; all of it or nothing."""

from pathlib import Path

from par_metrics.loading.commit import commit, report_of_done
from par_metrics.loading.job import Asked, Identified, Job
from par_metrics.loading.prepare import prepare
from par_metrics.loading.progress import Told
from par_metrics.loading.report import LoadReport
from par_metrics.settings.settings import Settings
from par_metrics.warehouse import Warehouse
from par_metrics.warehouse.staging import staging


def load_export(root: Path, settings: Settings, asked: Asked, told: Told | None = None) -> LoadReport:
    """Load one export into the workspace at `root`.

    The same bytes, kind and profile again change nothing, unless rows found no unit or procedure then
    and the registers have changed since, or rows were refused then by older rules of reading. Nor is a
    load that was withdrawn made again.

    Args:
        told: is told how far the file is.
    Returns:
        What became of every row; a file refused as a whole is reported, not raised.
    Raises:
        UsageError: there is no such kind or profile.
        SettingsError: a profile of the workspace's own is wrong.
        WorkspaceBusyError: another process is writing.
        ParMetricsError: the rows do not add up or break the contract; nothing was loaded.
    """
    warehouse = Warehouse(root)
    found = Identified.of(warehouse.layout, asked)
    with staging(warehouse.layout) as place:
        while True:
            with warehouse.reader() as connection:
                job = Job.of(found, connection, settings.unit)
            prepared = None if report_of_done(job) else prepare(root, settings, job, place, told)
            report = commit(warehouse, settings, job, prepared, place)
            if report is not None:
                return report
