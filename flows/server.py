"""The Prefect server: whether it is there, of which version, and what is told it while it is."""

import json
import logging
import os
import sys
from collections.abc import Callable
from typing import NoReturn, TypeVar

import httpx
import prefect
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.exceptions import PrefectHTTPStatusError
from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from schemas import Label, Language

_SECONDS = 5.0
_START_IT = Label("chạy `prefect server start`, hoặc sửa PREFECT_API_URL", "start it, or correct PREFECT_API_URL")
_LOG_IN = Label("không nhận mật khẩu, xem PREFECT_API_AUTH_STRING", "refuses the password, see PREFECT_API_AUTH_STRING")
_NO_PREFECT = Label("không phải Prefect", "is no Prefect server")
_REFUSED = (401, 403)
_errors: list[httpx.HTTPError] = []
"""The first of a server that answered before."""
_GONE = Label("chạy tiếp không có nó, kết quả như nhau", "going on without it, with the same result")

T = TypeVar("T")


def is_there(otherwise: Label = _START_IT, language: Language | None = None) -> bool:
    """Whether the server of PREFECT_API_URL can be used; with none named, a temporary one will be started.

    A server of another version is used, and said; one of another major version is not, since Prefect itself refuses it.

    Args:
        otherwise: what is said where it cannot, behind why; in one line on standard error.
        language: of what is said; None: both.
    """
    if not PREFECT_API_URL.value():
        return True
    # Asked once: whoever waits is to know at once.
    with temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}), _client() as client:
        version = _version(client)
    own = prefect.__version__
    if isinstance(version, Label):
        _say(Label(f"{version.vi}: {otherwise.vi}", f"{version.en}: {otherwise.en}"), language)
        return False
    if version == own:
        return True
    differs = Label(f"có phiên bản {version}, ở đây là {own}", f"has version {version}, here it is {own}")
    usable = version.partition(".")[0] == own.partition(".")[0]
    same = Label("cài cùng một phiên bản ở hai nơi", "install the same on both")
    then = same if usable else Label(f"{same.vi}; {otherwise.vi}", f"{same.en}; {otherwise.en}")
    _say(Label(f"{differs.vi}: {then.vi}", f"{differs.en}: {then.en}"), language)
    return usable


def tell(call: Callable[[], T], patience: int | None = None) -> T | None:
    """What the server answers; None where it answers no more, or cannot: no run fails for what it only says of itself.

    Args:
        call: asks the server.
        patience: how often it is asked again; None: as Prefect does, for a minute. 0: it is not worth a wait, so that a
            server that is gone is not asked at all.
    """
    if _is_gone():
        if patience == 0:
            return None
        patience = 0
    retries = PREFECT_CLIENT_MAX_RETRIES.value() if patience is None else patience
    try:
        with temporary_settings({PREFECT_CLIENT_MAX_RETRIES: retries}):
            return call()
    except httpx.HTTPError as error:
        say_gone(error)
        return None


def is_unable(error: httpx.HTTPError) -> bool:
    """Whether the server does not answer, or cannot; not so where it refuses what was asked."""
    return not isinstance(error, httpx.HTTPStatusError) or error.response.status_code >= 500


def say_gone(error: httpx.HTTPError) -> None:
    """That the server answered and does so no more: once a process, whatever it is asked later.

    Raises:
        HTTPError: the server is there, and refuses what was asked: a defect of ours, or another's password.
    """
    if not is_unable(error):
        raise error
    if not _is_gone():
        _errors.append(error)
        logging.raiseExceptions = False  # of its own log Prefect says each time that it could not be sent
        why = str(error.response.status_code) if isinstance(error, httpx.HTTPStatusError) else type(error).__name__
        _say(Label(f"không trả lời nữa ({why}): {_GONE.vi}", f"answers no more ({why}): {_GONE.en}"), None)


def end(status: int) -> NoReturn:
    """End the program; at once where the server is gone: Prefect would wait minutes for what nobody takes."""
    if _is_gone():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


def _is_gone() -> bool:
    return bool(_errors)


def _client() -> SyncPrefectClient:
    return get_client(httpx_settings={"timeout": _SECONDS}, sync_client=True)


def _version(client: SyncPrefectClient) -> str | Label:
    """Of the server; else why it cannot be used. Not whether it is healthy: that it says to whoever asks."""
    try:
        version = client.api_version()
    except PrefectHTTPStatusError as error:
        status = error.response.status_code
        silent = Label(f"không trả lời ({status})", f"does not answer ({status})")
        return _LOG_IN if status in _REFUSED else _NO_PREFECT if status < 500 else silent
    except httpx.HTTPError as error:
        why = type(error).__name__
        return Label(f"không trả lời ({why})", f"does not answer ({why})")
    except (httpx.InvalidURL, json.JSONDecodeError, UnicodeDecodeError):
        return _NO_PREFECT
    return version if isinstance(version, str) and version[:1].isdigit() else _NO_PREFECT


def _say(what: Label, language: Language | None) -> None:
    address = httpx.URL(PREFECT_API_URL.value() or "").copy_with(userinfo=b"")
    said = Label(f"Máy chủ Prefect {address} {what.vi}.", f"The Prefect server {address} {what.en}.")
    print(said.in_language(language) if language else f"{said.vi} / {said.en}", file=sys.stderr)
