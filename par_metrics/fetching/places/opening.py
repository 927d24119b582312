"""The place of a source, by its protocol; libraries are loaded only for what the settings name."""

from collections.abc import Mapping
from pathlib import Path

from par_metrics.fetching.deadline import Deadline
from par_metrics.fetching.places.base import Place
from par_metrics.fetching.trouble import SourceError
from par_metrics.settings.secrets import Secrets
from par_metrics.settings.sources import SourceSettings
from par_metrics.support.extras import lacking
from schemas import Label

_LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "sftp": ("fsspec", "paramiko"),
    "s3": ("s3fs",),
    "http": ("fsspec", "aiohttp"),
    "https": ("fsspec", "aiohttp"),
}


def lacking_for(source: SourceSettings) -> Label | None:
    """What is to be installed before the source can be fetched from; None: nothing."""
    libraries = _LIBRARIES.get(source.scheme)
    return lacking("sources", *libraries) if libraries else None


def open_place(root: Path, source: SourceSettings, secrets: Secrets, deadline: Deadline) -> Place:
    """Connect to a source.

    Raises:
        SourceError: what its protocol needs is not installed, or it does not answer.
    """
    if (said := lacking_for(source)) is not None:
        raise SourceError(said, "missing_extra")
    if source.scheme == "sftp":
        from par_metrics.fetching.places import sftp

        return sftp.connected(source, secrets, root)
    if source.scheme == "s3":
        from par_metrics.fetching.places.s3 import S3

        return S3(source, secrets)
    if source.scheme in ("http", "https"):
        from par_metrics.fetching.places.http import Http

        return Http(source, secrets, deadline)
    from par_metrics.fetching.places.folder import Folder

    return Folder(source)
