"""What a lake says of itself, wherever it lies: its loads, withdrawals and refused rows, read by the driver.

A lake on HDFS or in object storage is read as one on this machine; its rows are left to whoever counts them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Self, TypeVar
from urllib.parse import urlsplit

import polars as pl
import pyarrow.parquet as pq
from pyarrow import ArrowException, fs

from par_metrics.errors import ParMetricsError, UsageError
from par_metrics.warehouse.events import Event
from par_metrics.warehouse.lake import METADATA_KEY
from par_metrics.warehouse.loads import Load
from schemas import KINDS, Label

Found = TypeVar("Found")
# What Spark calls a storage -> what Arrow does.
_SCHEMES = {"file": "file", "hdfs": "hdfs", "s3": "s3", "s3a": "s3"}
_REFUSED_ROWS = pl.Schema({"unit_code": pl.String(), "key": pl.String()})


@dataclass(frozen=True)
class LakeLines:
    """The lake of one workspace.

    Args:
        address: of the workspace's folder, as Spark reads it: a path, or a URI (`_SCHEMES`).
    """

    address: str

    @classmethod
    def of(cls, workspace: str | Path) -> Self:
        """Of a workspace by its path or URI.

        Raises:
            UsageError: Spark cannot be told of such a path, or the driver cannot read it.
        """
        text = str(workspace)
        scheme = _scheme(text)
        address = text.rstrip("/") if scheme else Path(text).resolve().as_posix()
        if scheme and scheme not in _SCHEMES:
            raise UsageError(
                Label(
                    f'"{address}": không đọc được lake qua {scheme}:. Dùng đường dẫn, hoặc URI '
                    f"{', '.join(f'{name}://' for name in _SCHEMES)}.",
                    f'"{address}": lakes are not read by {scheme}:. Use a path, or a URI of '
                    f"{', '.join(f'{name}://' for name in _SCHEMES)}.",
                ),
                "scheme_of_lake",
            )
        if odd := sorted(set(address) & set("*?[]{}`")):
            raise UsageError(
                Label(
                    f'"{address}": Spark hiểu {" ".join(odd)} trong đường dẫn là mẫu tên. Hãy đổi tên thư mục.',
                    f'"{address}": Spark takes {" ".join(odd)} in a path for a pattern. Rename the folder.',
                ),
                "path_of_lake",
            )
        return cls(address)

    def rows_file(self, load: Load) -> str:
        """The address of the accepted rows of a load."""
        return f"{self.address}/lake/{load.kind_name}/{load.load_id}.parquet"

    @cached_property
    def loads(self) -> tuple[Load, ...]:
        """Every load and refused file, in the order they came.

        Raises:
            UsageError: there is no lake.
            ParMetricsError: a file of it is damaged, or of a kind that this version does not know.
        """
        if self._type_of("lake") != fs.FileType.Directory:
            raise UsageError(
                Label(
                    f'"{self.address}": không có thư mục lake/. Hãy chỉ đến thư mục của một kho làm việc.',
                    f'"{self.address}": there is no folder lake/. Name the folder of a workspace.',
                ),
                "no_lake",
            )
        kinds = [name for name, type_ in self._listed("lake") if type_ == fs.FileType.Directory and name[0] != "_"]
        if unknown := sorted(set(kinds) - set(KINDS)):
            raise ParMetricsError(
                Label(
                    f"lake/{unknown[0]}: phiên bản này không biết loại bản ghi đó. Hãy nâng cấp par-metrics.",
                    f"lake/{unknown[0]}: this version does not know that kind of record. Upgrade par-metrics.",
                ),
                "unknown_kind",
            )
        found = [self._read(path, self._load) for kind in kinds for path in self._files(f"lake/{kind}", ".parquet")]
        found += [self._read(path, self._refusal) for path in self._files("lake/_refused", ".json")]
        return tuple(sorted(found, key=lambda load: (load.loaded_at, load.load_id)))

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Every withdrawal and restoration, oldest first."""
        found = (self._read(path, self._event) for path in self._files("lake/_withdrawals", ".json"))
        return tuple(sorted(found, key=lambda event: event.at))

    def refused_rows(self, load: Load) -> pl.DataFrame:
        """`unit_code, key` of each refused row of a load; none where it kept only their number."""
        path = f"lake/_refused_rows/{load.load_id}.parquet"
        if self._type_of(path) != fs.FileType.File:
            return pl.DataFrame(schema=_REFUSED_ROWS)
        return self._read(path, self._rows_refused)

    def holding(self, known_at: datetime) -> tuple[Load, ...]:
        """The loads that had been made by an instant and were not withdrawn then, in the order they came."""
        last = {event.load_id: event.action for event in self.events if event.at <= known_at}
        return tuple(
            load
            for load in self.loads
            if load.state == "loaded" and load.loaded_at <= known_at and last.get(load.load_id) != "withdraw"
        )

    @cached_property
    def _placed(self) -> tuple[fs.FileSystem, str]:
        scheme = _scheme(self.address)
        if not scheme:
            return fs.LocalFileSystem(), self.address
        with self._reached():
            system, root = fs.FileSystem.from_uri(_SCHEMES[scheme] + self.address[len(scheme) :])
        return system, root

    def _type_of(self, path: str) -> fs.FileType:
        with self._reached():
            return self._system.get_file_info(f"{self._root}/{path}").type

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError, ArrowException) as error:
            raise ParMetricsError(
                Label(
                    f'"{self.address}": không mở được nơi lưu trữ này từ máy đang chạy lệnh. Kiểm tra địa chỉ và '
                    "quyền truy cập (biến AWS_…; với HDFS: libhdfs).",
                    f'"{self.address}": this storage cannot be opened from the machine that asks. Check the address '
                    "and the rights (variables AWS_…; for HDFS: libhdfs).",
                ),
                "storage_of_lake",
            ) from error

    @property
    def _system(self) -> fs.FileSystem:
        return self._placed[0]

    @property
    def _root(self) -> str:
        return self._placed[1].rstrip("/")

    def _listed(self, folder: str) -> Iterator[tuple[str, fs.FileType]]:
        selector = fs.FileSelector(f"{self._root}/{folder}", allow_not_found=True)
        yield from sorted((PurePosixPath(info.path).name, info.type) for info in self._system.get_file_info(selector))

    def _files(self, folder: str, suffix: str) -> Sequence[str]:
        return [f"{folder}/{name}" for name, type_ in self._listed(folder) if name.endswith(suffix)]

    def _text(self, path: str) -> str:
        with self._system.open_input_stream(f"{self._root}/{path}") as stream:
            text: str = stream.read().decode("utf-8")
        return text

    def _load(self, path: str) -> Load:
        footer = pq.read_metadata(f"{self._root}/{path}", filesystem=self._system)
        return Load.from_json(footer.metadata[METADATA_KEY.encode()].decode("utf-8"))

    def _refusal(self, path: str) -> Load:
        return Load.from_json(self._text(path))

    def _event(self, path: str) -> Event:
        return Event.from_json(self._text(path))

    def _rows_refused(self, path: str) -> pl.DataFrame:
        table = pq.read_table(f"{self._root}/{path}", columns=[*_REFUSED_ROWS], filesystem=self._system)
        frame = pl.from_arrow(table)
        assert isinstance(frame, pl.DataFrame)
        return frame.cast(_REFUSED_ROWS)

    def _read(self, path: str, read: Callable[[str], Found]) -> Found:
        try:
            return read(path)
        except (OSError, KeyError, ValueError, TypeError, ArrowException) as error:
            raise ParMetricsError(
                Label(
                    f"{self.address}/{path}: tệp bị hỏng hoặc không đọc được. Lấy lại từ bản sao lưu rồi chạy lại.",
                    f"{self.address}/{path}: the file is damaged or cannot be read. Restore it, then run again.",
                ),
                "lake_damaged",
            ) from error


def _scheme(text: str) -> str:
    """Of a URI; empty of a path."""
    scheme = urlsplit(text).scheme
    return scheme if len(scheme) > 1 else ""  # one letter is a drive of Windows
