"""A real Prefect server for the tests of the flows, with a database of its own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_URL, PREFECT_HOME, temporary_settings

from tests.support.prefect_server import serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The environment of processes that are to use the server."""
    with serving(tmp_path_factory.mktemp("prefect"), "--no-ui") as environment:
        yield environment


@contextmanager
def used(server: Mapping[str, str]) -> Iterator[None]:
    """While the block lasts, flows and clients of this process use the server."""
    settings = {PREFECT_API_URL: server["PREFECT_API_URL"], PREFECT_HOME: Path(server["PREFECT_HOME"])}
    with temporary_settings(settings):
        yield


@pytest.fixture
def prefect_api(server: Mapping[str, str]) -> Iterator[None]:
    """Flows and clients of this process use the server."""
    with used(server):
        yield
