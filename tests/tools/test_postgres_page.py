"""The steps of docs/how-to/postgres.md, done on a server as its reader does them; those of other pages with them."""

import shutil
from pathlib import Path

import pytest

from par_metrics import Workspace
from tests.docs.pages import ROOT, Block, blocks, name, pages
from tests.docs.running import run_console
from tests.support.postgres_server import SUPERUSER, PostgresServer

PAGE = ROOT / "docs/how-to/postgres.md"
OTHERS = [block for page in pages() for block in blocks(page) if block.runs_on_postgres and block.page != PAGE]


def statements(block: Block) -> list[str]:
    return [statement for part in block.text.split(";") if (statement := part.strip())]


def test_its_steps_work_one_after_another(
    demo: Workspace, postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shutil.copytree(demo.root, tmp_path / "demo", symlinks=True)
    steps = [block for block in blocks(PAGE) if block.runs_on_postgres]
    first, *rest = steps
    password = first.text.split("'")[1]
    (root / ".postgres-password").write_text(password, encoding="utf-8")
    (root / ".postgres-password").chmod(0o600)
    settings = next(block.text for block in blocks(PAGE) if block.language == "toml")
    here = settings.replace('host = "db.tinh.gov.vn"', f'host = "127.0.0.1"\nport = {postgres.port}')
    here = here.replace("verify-full", "prefer")
    with (root / "par-metrics.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{here}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAR_METRICS_WORKSPACE", "demo")
    monkeypatch.setenv("PAR_METRICS_LANGUAGE", "en")
    try:
        postgres.run(*statements(first))
        for block in (*rest, *OTHERS):
            if block.language == "console":
                run_console(block)
                continue
            assert block.language == "sql", block.place
            for statement in statements(block):
                with postgres.connect(SUPERUSER, "so_lieu", autocommit=True) as connection:
                    done = connection.execute(statement)  # type: ignore[call-overload]
                    assert done.description is None or done.fetchall(), f"{block.place}: no rows"
    finally:
        postgres.run(
            "DROP DATABASE IF EXISTS so_lieu WITH (FORCE)",
            "DROP ROLE IF EXISTS bang_dieu_hanh, par_metrics, par_reader",
        )


def test_no_other_page_has_steps_that_nobody_runs() -> None:
    assert {name(block.page) for block in OTHERS} == {"docs/reference/command-line.md"}
    assert all(block.language in ("sql", "console") for block in OTHERS)
