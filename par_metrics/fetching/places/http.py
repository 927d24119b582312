"""HTTP: one file, or the files that the page of a folder links to."""

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import aiohttp
from fsspec.implementations.http import HTTPFileSystem

from par_metrics.fetching.deadline import Deadline
from par_metrics.fetching.places.base import ANSWER_SECONDS, CONNECT_SECONDS, Offered, Reading
from par_metrics.fetching.trouble import (
    SourceError,
    denied,
    failing,
    no_size,
    not_permitted,
    not_readable,
    not_there,
    unreachable,
)
from par_metrics.settings.secrets import Secrets
from par_metrics.settings.sources import SourceSettings
from schemas import Label

_LARGEST_PAGE = 16 << 20
_SHA256 = re.compile(r"(?:^|,)\s*sha-256=([A-Za-z0-9+/]{43}=)", re.IGNORECASE)


class Http:
    """The file of an address; of one that ends in a slash the files that its page links to, none of folders within."""

    def __init__(self, source: SourceSettings, secrets: Secrets, deadline: Deadline) -> None:
        self._url, self._deadline = source.url, deadline
        # Packed on the way it would have another size than the server tells.
        headers = {"Accept-Encoding": "identity"}
        if secrets.token is not None:
            headers["Authorization"] = f"Bearer {secrets.token.get_secret_value()}"
        self._files: Any = HTTPFileSystem(
            headers=headers,
            allow_redirects=False,  # to where nobody named, and perhaps in the clear
            client_kwargs={
                "timeout": aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=ANSWER_SECONDS),
                "raise_for_status": _refuse,
            },
            use_listings_cache=False,
            skip_instance_cache=True,
        )

    def offers(self) -> list[Offered]:
        if not urlsplit(self._url).path.endswith("/"):
            return [self.look(self._url)]
        with self.reading(self._url, is_page=True) as stream:
            page = b"".join(iter(lambda: stream.read(1 << 16), b""))
        return [self._linked(link) for link in _links(self._url, page.decode("utf-8", errors="replace"))]

    def _linked(self, link: str) -> Offered:
        """A file of the page; of one that does not answer alone nothing is known, and fetching it says why."""
        self._deadline.check()
        try:
            return self.look(link)
        except FileNotFoundError as error:
            if self.trouble(error).is_of_whole_source:
                raise
            return Offered(link, _name(link), None, None)

    def look(self, path: str) -> Offered:
        info = self._files.info(path)
        return Offered(
            path=path,
            name=_name(path),
            size=info["size"],
            modified=_instant(info.get("Last-Modified")),
            version=info.get("ETag", ""),
            sha256=_sha256(info.get("Digest", "")),
        )

    @contextmanager
    def reading(self, path: str, *, is_page: bool = False) -> Iterator[Reading]:
        # The size is asked for by `look`; with one given here, it is not asked again.
        with self._files.open(path, "rb", block_size=0, size=1) as stream:
            headers = stream.r.headers
            size = headers.get("Content-Length", "")
            if not is_page and not size.isdecimal() and "chunked" not in headers.get("Transfer-Encoding", ""):
                raise no_size()
            if is_page and size.isdecimal() and int(size) > _LARGEST_PAGE:
                raise not_readable(f"{size} bytes")
            yield _Bounded(stream, self._deadline) if is_page else stream

    def trouble(self, error: Exception) -> SourceError:
        if isinstance(error, SourceError):
            return error
        # fsspec has what happened in the error that it came from.
        if isinstance(error, FileNotFoundError) and isinstance(error.__cause__, Exception):
            return self.trouble(error.__cause__)
        if isinstance(error, FileNotFoundError):
            return not_there()
        if isinstance(error, aiohttp.ClientResponseError):
            return _refused(error.status)
        if isinstance(error, aiohttp.ClientSSLError):
            return SourceError(
                Label(
                    "chứng thư của máy chủ không tin được. Báo nơi quản lý nguồn; cài chứng thư gốc của họ vào máy này",
                    "the certificate of the server cannot be trusted. Tell who runs the source; install their root "
                    "certificate on this machine",
                ),
                "certificate",
            )
        if isinstance(error, aiohttp.InvalidURL | ValueError):
            return not_readable("url")
        return unreachable(type(error).__name__)

    def close(self) -> None:
        self._files.close_session(self._files.loop, self._files._session)


class _Bounded:
    """A page that is no longer than one may be, and comes in time."""

    def __init__(self, stream: Reading, deadline: Deadline) -> None:
        self._stream, self._deadline, self._read = stream, deadline, 0

    def read(self, most: int, /) -> bytes:
        self._deadline.check()
        part = self._stream.read(most)
        self._read += len(part)
        if self._read > _LARGEST_PAGE:
            raise not_readable(f"> {_LARGEST_PAGE} bytes")
        return part


async def _refuse(response: aiohttp.ClientResponse) -> None:
    """An answer that leads elsewhere is no file either."""
    if response.status >= 300:
        raise aiohttp.ClientResponseError(response.request_info, (), status=response.status)


def _refused(status: int) -> SourceError:
    if status == 401:
        return denied(Label("mã truy cập (token)", "the token"))
    if status == 403:
        return not_permitted()
    if status in (404, 410):
        return not_there()
    if status in (408, 425, 429, 502, 503, 504):
        return unreachable(f"HTTP {status}")
    if status >= 500:
        return failing(f"HTTP {status}")
    return not_readable(f"HTTP {status}")


class _Hrefs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def _links(folder: str, page: str) -> list[str]:
    """Addresses of files right below the address of a folder; links to sort its page, say, are none."""
    parser = _Hrefs()
    parser.feed(page)
    below = urlsplit(folder)
    links: dict[str, None] = {}
    for href in parser.found:
        try:
            parts = urlsplit(urljoin(folder, href.strip()))
        except ValueError:
            continue
        place, _, name = parts.path.rpartition("/")
        same = (parts.scheme, parts.netloc, place + "/") == (below.scheme, below.netloc, below.path)
        if same and name and not parts.query:
            links[parts._replace(fragment="").geturl()] = None
    return list(links)


def _name(link: str) -> str:
    return unquote(urlsplit(link).path.rpartition("/")[2])


def _instant(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _sha256(digest: str) -> str | None:
    found = _SHA256.search(digest)
    return base64.b64decode(found[1]).hex() if found else None
