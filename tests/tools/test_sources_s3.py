"""Exports fetched from storage that speaks S3: moto's server, in another process."""

import io
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from botocore.config import Config

from par_metrics import Workspace
from par_metrics.fetching.places.s3 import S3
from tests.support.exports import DOSSIERS, UNITS
from tests.support.sources import fetched, free_port, inbox, python, serving, settings

SERVER = """
import sys
from moto.server import main
main(["-H", "127.0.0.1", "-p", sys.argv[1]])
"""


def ask(endpoint: str, what: str, data: bytes = b"") -> None:
    headers = {"Content-Type": "application/octet-stream"}
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/moto-api/{what}", data, headers, method="POST")).close()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    port = free_port()
    with serving(python(SERVER, str(port)), port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def storage(endpoint: str) -> Iterator[Any]:
    """A client of its own, with an empty bucket; the server forgets everything before."""
    ask(endpoint, "reset")
    ask(endpoint, "reset-auth", b"inf")
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="x",
        aws_secret_access_key="y",
        config=Config(retries={"max_attempts": 1}),
    )
    client.create_bucket(Bucket="kho")
    yield client
    client.close()


@pytest.fixture
def ws(workspace: Workspace, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    settings(
        workspace,
        f'[sources.kho]\nurl = "s3://kho/xuat"\nendpoint_url = "{endpoint}"\nsettle_seconds = 0\n',
    )
    monkeypatch.setenv("PAR_METRICS_SOURCE_KHO_KEY", "SECRET1-key")
    monkeypatch.setenv("PAR_METRICS_SOURCE_KHO_SECRET", "SECRET1-secret")
    return workspace


def test_objects_below_a_prefix_come_once(ws: Workspace, storage: Any) -> None:
    storage.put_object(Bucket="kho", Key="xuat/", Body=b"")
    storage.put_object(Bucket="kho", Key="xuat/đơn vị.csv", Body=UNITS.encode())
    storage.put_object(Bucket="kho", Key="xuat/sau/ho-so.csv", Body=DOSSIERS.encode())
    storage.put_object(Bucket="kho", Key="khac.csv", Body=DOSSIERS.encode())
    assert [file.name for file in fetched(ws).fetched] == ["đơn vị.csv"]
    assert inbox(ws) == {"đơn vị.csv": UNITS}
    again = fetched(ws)
    assert again.ok and (again.fetched, again.known) == ((), 1)
    storage.put_object(Bucket="kho", Key="xuat/đơn vị.csv", Body=DOSSIERS.encode())
    assert len(fetched(ws).fetched) == 1 and inbox(ws)["đơn vị-2.csv"] == DOSSIERS


def test_what_is_not_what_the_checksum_of_the_storage_says_is_refused(
    ws: Workspace, storage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.put_object(Bucket="kho", Key="xuat/a.csv", Body=UNITS.encode(), ChecksumAlgorithm="SHA256")
    reading = S3.reading

    @contextmanager
    def damaged(self: S3, path: str) -> Iterator[Any]:
        with reading(self, path) as stream:
            yield io.BytesIO(stream.read(-1).replace(b"H60", b"H61"))

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(S3, "reading", damaged)
        assert "mã kiểm tra SHA-256 khác" in fetched(ws).problems[0].vi and inbox(ws) == {}
    fetched(ws)
    assert inbox(ws) == {"a.csv": UNITS}


def test_a_large_object_comes_in_blocks(ws: Workspace, storage: Any) -> None:
    content = "0123456789abcdef" * (1 << 20) + "end"
    storage.put_object(Bucket="kho", Key="xuat/a.csv", Body=content.encode())
    fetched(ws)
    assert inbox(ws)["a.csv"] == content


def test_nothing_below_a_prefix_is_no_error_but_no_bucket_is(ws: Workspace, storage: Any) -> None:
    assert fetched(ws).ok
    storage.delete_bucket(Bucket="kho")
    assert "không có thư mục hay tệp này" in fetched(ws).problems[0].vi


def test_a_storage_that_is_not_there_is_tried_again(
    ws: Workspace, endpoint: str, capfd: pytest.CaptureFixture[str]
) -> None:
    settings(ws, f'[sources.kho]\nurl = "s3://kho/x"\nendpoint_url = "http://127.0.0.1:{free_port()}"\n')
    outcome = fetched(ws)
    assert "không kết nối được" in outcome.problems[0].vi and outcome.waiting_helps
    assert "SECRET" not in str(outcome) and capfd.readouterr() == ("", "")


def test_a_key_that_is_not_taken_is_told_without_it(ws: Workspace, endpoint: str, storage: Any) -> None:
    storage.put_object(Bucket="kho", Key="xuat/a.csv", Body=UNITS.encode())
    ask(endpoint, "reset-auth", b"0")  # from now on it asks who somebody is
    outcome = fetched(ws)
    assert "không nhận khóa S3" in outcome.problems[0].vi and not outcome.waiting_helps
    assert "SECRET" not in str(outcome) and inbox(ws) == {}
