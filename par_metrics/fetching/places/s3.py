"""Storage that speaks S3: Amazon's, or one's own such as MinIO."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from botocore.exceptions import BotoCoreError, ClientError
from s3fs import S3FileSystem

from par_metrics.fetching.places.base import ANSWER_SECONDS, CONNECT_SECONDS, Offered, Reading
from par_metrics.fetching.trouble import (
    SourceError,
    denied,
    failing,
    not_permitted,
    not_readable,
    not_there,
    unreachable,
)
from par_metrics.settings.secrets import Secrets
from par_metrics.settings.sources import SourceSettings
from schemas import Label

_BLOCK = 8 << 20


class S3:
    """Objects below a prefix, up to the next slash."""

    def __init__(self, source: SourceSettings, secrets: Secrets) -> None:
        prefix = unquote(source.parts.path).strip("/")
        self._bucket = source.parts.netloc
        self._folder = f"{self._bucket}/{prefix}".rstrip("/")
        # Both are given: nothing is looked for in the account's own files, nor asked of the machine's.
        assert secrets.key is not None and secrets.secret is not None
        self._files: Any = S3FileSystem(
            key=secrets.key.get_secret_value(),
            secret=secrets.secret.get_secret_value(),
            endpoint_url=source.endpoint_url,
            client_kwargs={"region_name": source.region} if source.region else {},
            config_kwargs={
                "connect_timeout": CONNECT_SECONDS,
                "read_timeout": ANSWER_SECONDS,
                "retries": {"max_attempts": 1},
            },
            use_listings_cache=False,
            skip_instance_cache=True,
        )
        self._files.retries = 1  # who started the night tries again

    def offers(self) -> list[Offered]:
        try:
            found = self._files.ls(self._folder, detail=True, refresh=True)
        except FileNotFoundError:
            self._files.call_s3("head_bucket", Bucket=self._bucket)  # no object below a prefix is no error
            return []
        # An object that is called like the folder itself is how some make one.
        files = [info for info in found if info["type"] == "file" and info["name"].rstrip("/") != self._folder]
        return [
            Offered(
                path=info["name"],
                name=info["name"].rpartition("/")[2],
                size=info["size"],
                modified=info.get("LastModified"),
                version=str(info.get("ETag") or ""),
            )
            for info in files
        ]

    def look(self, path: str) -> Offered:
        key = path.removeprefix(f"{self._bucket}/")
        head = self._files.call_s3("head_object", Bucket=self._bucket, Key=key, ChecksumMode="ENABLED")
        return Offered(
            path=path,
            name=path.rpartition("/")[2],
            size=head["ContentLength"],
            modified=head.get("LastModified"),
            version=str(head.get("ETag") or ""),
            sha256=_sha256(head),
        )

    @contextmanager
    def reading(self, path: str) -> Iterator[Reading]:
        with self._files.open(path, "rb", block_size=_BLOCK, cache_type="readahead") as stream:
            yield stream

    def trouble(self, error: Exception) -> SourceError:
        if isinstance(error, FileNotFoundError):
            return not_there()
        if isinstance(error, ClientError):
            return _refused(str(error.response.get("Error", {}).get("Code")))
        if isinstance(error, PermissionError):
            # s3fs has the code in the error that it came from.
            cause = error.__cause__
            return self.trouble(cause) if isinstance(cause, ClientError) else not_permitted()
        if isinstance(error, BotoCoreError | OSError):
            return unreachable(type(error).__name__)
        return not_readable(type(error).__name__)

    def close(self) -> None:
        """Its connections are closed with it."""


def _refused(code: str) -> SourceError:
    """What a code of an answer means; those of a HEAD are numbers alone."""
    if code in ("InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthFailure", "401"):
        return denied(Label("khóa S3 (key, secret)", "the S3 key (key, secret)"))
    if code in ("AccessDenied", "403"):
        return not_permitted()
    if code in ("NoSuchBucket", "NoSuchKey", "404"):
        return not_there()
    if code in ("SlowDown", "ServiceUnavailable", "503"):
        return unreachable(code)
    if code in ("InternalError", "500"):
        return failing(code)
    return not_readable(code)


def _sha256(head: dict[str, Any]) -> str | None:
    """Of the whole object, where the storage has it; that of parts put together is another thing."""
    written = head.get("ChecksumSHA256")
    if not written or "-" in written or head.get("ChecksumType") == "COMPOSITE":
        return None
    return base64.b64decode(written).hex()
