"""What files are read with, where several are read side by side."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from par_metrics import Workspace
from par_metrics.loading import context
from par_metrics.settings import keys
from par_metrics.settings.layout import Layout
from par_metrics.warehouse.registers import Registers


def test_files_read_side_by_side_in_a_new_workspace_mark_its_key_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout, asked = Layout(workspace.root), threading.Barrier(4)
    layout.key_mark.unlink(missing_ok=True)
    written: list[object] = []

    def keep_mark(*given: object) -> None:
        written.append(given)
        keys.keep_mark(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(context, "keep_mark", keep_mark)

    def read(name: str) -> str:
        asked.wait()
        return context.context_of(workspace.root, workspace.settings, Registers((), (), None), name).file

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(read, "abcd")) == ["a", "b", "c", "d"]
    assert len(written) == 1
