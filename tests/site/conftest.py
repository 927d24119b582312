"""The demonstration that pages and notebooks are made on."""

from collections.abc import Iterator

import pytest

import par_metrics as pm
from docs.notebooks.demo import FOLDER, make_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pm.Workspace]:
    workspace = make_demo(tmp_path_factory.mktemp("notebooks") / "demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(workspace.root))
        yield workspace
