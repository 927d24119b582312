"""The sources of a workspace: fetched from before a night, or when somebody asks; looked at without asking them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from par_metrics.errors import ParMetricsError, UsageError, failure_of, nearest
from par_metrics.fetching.fetch import fetch
from par_metrics.fetching.outcome import SourceOutcome
from par_metrics.fetching.places.opening import lacking_for
from par_metrics.operations.findings import Finding, fine, wrong
from par_metrics.operations.inbox import entries
from par_metrics.settings.layout import Layout
from par_metrics.settings.secret_files import check_private, in_workspace
from par_metrics.settings.secrets import secrets_of
from par_metrics.settings.settings import Settings, load_settings
from par_metrics.workspace import Workspace
from schemas import Label

__all__ = ["SourceOutcome", "fetch_one", "fetch_sources", "sources"]


def fetch_sources(root: Path, names: Sequence[str] | None = None, *, dry_run: bool = False) -> list[SourceOutcome]:
    """Fetch from the sources of the settings, one after another, or from some; one that fails holds up no other.

    Args:
        dry_run: only look what would come.
    Raises:
        SettingsError: the folder is no workspace, its settings are wrong, or there is no inbox.
        UsageError: there is no source of a name.
    """
    settings = load_settings(root)
    entries(Layout(root).inbox)  # without one nothing is fetched
    for name in names or ():
        if name not in settings.sources:
            near = nearest(name, settings.sources)
            raise UsageError(
                Label(
                    f'cài đặt không có nguồn "{name}".{near.vi}',
                    f'the settings have no source "{name}".{near.en}',
                ),
                "unknown_source",
            )
    return [fetch_one(root, name, settings, dry_run=dry_run) for name in names or settings.sources]


def fetch_one(root: Path, name: str, settings: Settings, *, dry_run: bool = False) -> SourceOutcome:
    """Fetch from one source; whatever goes wrong is told in the outcome, for a night goes on with what lies there."""
    try:
        return fetch(root, name, settings, dry_run=dry_run)
    except Exception as error:  # a full disk, or a defect met by one source, keeps no other from being fetched
        return SourceOutcome(name, failure=failure_of(error))


def sources(ws: Workspace) -> Iterator[Finding]:
    """What can be said of the sources without asking them: their secrets are there, and nobody else can read them."""
    for name, source in ws.settings.sources.items():
        try:
            secrets_of(ws.root, name, source)
            if source.key_file is not None:
                check_private(in_workspace(ws.root, source.key_file))
        except ParMetricsError as error:
            yield wrong(f"nguồn {name}: {error.label.vi}", f"source {name}: {error.label.en}")
            continue
        if (said := lacking_for(source)) is not None:
            yield wrong(f"nguồn {name}: {said.vi}", f"source {name}: {said.en}")
        else:
            yield fine(
                f"nguồn {name}: {source.scheme}, đủ thông tin; thử kết nối: par-metrics fetch {name} --dry-run",
                f"source {name}: {source.scheme}, all is given; to try it: par-metrics fetch {name} --dry-run",
            )
