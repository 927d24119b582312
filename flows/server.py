"""The Prefect server: whether it is there."""

import sys

import httpx
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL

_SECONDS = 5.0


def is_there() -> bool:
    """Whether the server of PREFECT_API_URL answers; with none named, a temporary one will be started.

    Says so in one line on standard error where it does not.
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
            f"Máy chủ Prefect {address} không trả lời ({why}): chạy không qua Prefect, kết quả như nhau. / "
            f"The Prefect server {address} does not answer ({why}): running without it, with the same result.",
            file=sys.stderr,
        )
        return False
    return True
