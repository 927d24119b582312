"""The place of a source, by its protocol; libraries are loaded only for what the settings name."""

from pathlib import Path

from par_metrics.fetching.places.base import Place
from par_metrics.fetching.trouble import SourceError
from par_metrics.settings.secrets import Secrets
from par_metrics.settings.sources import SourceSettings
from schemas import Label

EXTRA = "pip install 'par-metrics[sources]'"


def open_place(root: Path, source: SourceSettings, secrets: Secrets) -> Place:
    """Connect to a source.

    Raises:
        SourceError: what its protocol needs is not installed, or it does not answer.
    """
    try:
        return _open(root, source, secrets)
    except ModuleNotFoundError as error:
        raise SourceError(
            Label(
                f"chưa cài thư viện cho {source.scheme}:// ({error.name}); chạy {EXTRA}",
                f"the library for {source.scheme}:// is not installed ({error.name}); run {EXTRA}",
            ),
            "no_library",
        ) from None


def _open(root: Path, source: SourceSettings, secrets: Secrets) -> Place:
    if source.scheme == "sftp":
        from par_metrics.fetching.places import sftp

        return sftp.connected(source, secrets, root)
    if source.scheme == "s3":
        from par_metrics.fetching.places.s3 import S3

        return S3(source, secrets)
    if source.scheme in ("http", "https"):
        from par_metrics.fetching.places.http import Http

        return Http(source, secrets)
    from par_metrics.fetching.places.folder import Folder

    return Folder(source)
