"""How far the loading of files is, on the terminal of someone who waits."""

import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.progress import DownloadColumn, TextColumn

from par_metrics.cli.bar import Clock, Share, bar
from par_metrics.cli.state import State
from par_metrics.cli.waiting import WAIT
from par_metrics.display.numbers import number
from par_metrics.domain.privacy import shown_file
from par_metrics.loading.progress import Progress as OfFile
from par_metrics.loading.progress import Told
from schemas import Label

_ROWS = Label("dòng", "rows")
_MERGED = Label("đang ghép vào kho", "being merged")
_FILES = Label("{done}/{count} tệp", "{done}/{count} files")


class FilesProgress:
    """One bar over the bytes of all files, on standard error; nothing where that is no terminal.

    Args:
        state: says the language.
        files: to be loaded; several may be read at a time.
        wait: seconds before anything is shown.
    """

    def __init__(self, state: State, files: Sequence[Path], wait: float = WAIT) -> None:
        self._state, self._wait, self._begun = state, wait, time.monotonic()
        self._sizes = {path: path.stat().st_size if path.is_file() else 0 for path in files}
        self._read = dict.fromkeys(files, 0)
        self._done = 0
        columns = (TextColumn("{task.description}"), Share(), DownloadColumn(), TextColumn("{task.fields[rows]}"))
        self._bar = bar(*columns, Clock(state.speaks, self._begun))
        self._task = self._bar.add_task("", total=sum(self._sizes.values()), rows="")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

    def of(self, path: Path) -> Told:
        """What is told of a file, on the bar."""
        name = shown_file(path)

        def told(progress: OfFile) -> None:
            self._read[path] = progress.bytes_read
            language, read = self._state.speaks, sum(self._read.values())
            said = [f"{number(progress.rows, language, 0)} {_ROWS.in_language(language)}"] if progress.rows else []
            if (count := len(self._sizes)) > 1:
                said.append(_FILES.in_language(language).format(done=self._done, count=count))
            if read >= sum(self._sizes.values()):
                said = [_MERGED.in_language(language)]
            self._bar.update(self._task, completed=read, description=name, rows="  ".join(said))
            self._show()

        return told

    def done(self, path: Path) -> None:
        """A file is loaded, or refused; the bar makes room for what is to be said of it."""
        self._read[path] = self._sizes[path]
        self._done += 1
        self._bar.update(self._task, completed=sum(self._read.values()), rows="")
        self._bar.stop()

    def _show(self) -> None:
        if time.monotonic() - self._begun >= self._wait:
            self._bar.start()
