"""The Prefect server: whether it is there."""

import sys

import httpx
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL

from schemas import Label

_SECONDS = 5.0
_START_IT = Label("chạy `prefect server start`, hoặc sửa PREFECT_API_URL", "start it, or correct PREFECT_API_URL")


def is_there(otherwise: Label = _START_IT) -> bool:
    """Whether the server of PREFECT_API_URL answers; with none named, a temporary one will be started.

    Args:
        otherwise: what is said where it does not, behind that it does not; in one line on standard error.
    """
    address = (PREFECT_API_URL.value() or "").rstrip("/")
    if not address:
        return True
    password = PREFECT_API_AUTH_STRING.value()
    login = None if password is None else httpx.BasicAuth(*password.get_secret_value().split(":", 1))
    try:
        httpx.get(f"{address}/health", timeout=_SECONDS, auth=login).raise_for_status()
    except httpx.HTTPError as error:
        why = type(error).__name__ if not isinstance(error, httpx.HTTPStatusError) else error.response.status_code
        print(
            f"Máy chủ Prefect {address} không trả lời ({why}): {otherwise.vi}. / "
            f"The Prefect server {address} does not answer ({why}): {otherwise.en}.",
            file=sys.stderr,
        )
        return False
    return True
