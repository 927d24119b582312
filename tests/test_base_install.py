"""What works where only the base is installed, without any extra; and what each extra's absence is told as.

The environment is made of links to what this one has: the packages that the base asks for, and those that they ask for.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from par_metrics import Workspace
from par_metrics.support.extras import EXTRAS

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXPORTS = ("don-vi_2026-09-30.csv", "thu-tuc_2026-09-30.xlsx", "danh-sach-ho-so_H60.101_2026-09-30.xlsx")
AS_OF = "2026-10-01"


def closure(wanted: list[str]) -> Mapping[str, Distribution]:
    """The installed packages that some requirements lead to, by name; those of other systems are passed over."""
    found: dict[str, Distribution] = {}
    seen, todo = set(), [Requirement(text) for text in wanted]
    while todo:
        one = todo.pop()
        name = canonicalize_name(one.name)
        if (name, frozenset(one.extras)) in seen:
            continue
        seen.add((name, frozenset(one.extras)))
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        for text in found[name].requires or ():
            further = Requirement(text)
            if further.marker is None or any(further.marker.evaluate({"extra": extra}) for extra in ("", *one.extras)):
                todo.append(further)
    return found


def needed_here() -> list[str]:
    here = [Requirement(text) for text in PROJECT["dependencies"]]
    return [str(one) for one in here if one.marker is None or one.marker.evaluate()]


def link(site: Path, there: Path) -> None:
    if there.exists() and not (site / there.name).exists():
        (site / there.name).symlink_to(there)


class Base:
    """A Python that has the base and nothing else, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
        (site,) = (folder / "venv").glob("lib/python*/site-packages")
        self.python = folder / "venv" / "bin" / "python"
        for package in closure(needed_here()).values():
            for top in {file.parts[0] for file in package.files or ()} - {"..", "__pycache__"}:
                link(site, Path(str(package.locate_file(top))))
        for own in ("par_metrics", "schemas", "flows"):
            link(site, ROOT / own)
        for known in distributions(name="par-metrics"):  # by which the version is told
            for top in {file.parts[0] for file in known.files or () if file.parts[0].endswith(".dist-info")}:
                link(site, Path(str(known.locate_file(top))))

    def ran(self, *words: str, python: Path | None = None) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        told = environment | {"PYTHONDONTWRITEBYTECODE": "1", "POLARS_MAX_THREADS": "1"}
        command = [str(python or self.python), *words]
        return subprocess.run(command, cwd=self.folder, env=told, capture_output=True, text=True, check=False)

    def said(self, code: str) -> str:
        """What a program prints that ends well."""
        done = self.ran("-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    return Base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def published(base: Base) -> Path:
    """A workspace with one run, that of a night of the base."""
    assert base.ran("-m", "par_metrics", "--workspace", "ws", "init", "--unit", "H60.101").returncode == 0
    for export in EXPORTS:
        shutil.copy(ROOT / "sample_data/exports" / export, base.folder / "ws" / "inbox")
    done = base.ran("-m", "par_metrics", "--workspace", "ws", "nightly", "--as-of", AS_OF)
    assert done.returncode == 0, done.stdout + done.stderr
    return base.folder / "ws"


def manifest(workspace: Path) -> dict[str, Any]:
    return json.loads((workspace / "published" / "latest" / "manifest.json").read_text(encoding="utf-8"))


def test_the_base_has_no_extra(base: Base) -> None:
    code = "from par_metrics.support.extras import EXTRAS, absent; print(*(m for e in EXTRAS for m in absent(e)))"
    assert base.said(code).split() == [module for extra in EXTRAS.values() for module in extra.modules]


def test_import_and_answers_in_a_notebook(base: Base, published: Path) -> None:
    code = f"""
import par_metrics as pm
for name in pm.__all__:
    getattr(pm, name)
ws = pm.Workspace("ws")
figures = ws.compute("on_time_rate", period="2026-Q3", by="unit_code", as_of="{AS_OF}")
assert figures.filter(unit_code="H60.101")["denominator"].item() > 100, figures
assert "<table" in figures._repr_html_()
figures.to_excel("figures.xlsx")
ws.explain("on_time_rate", "2026-Q3", "H60.101", "{AS_OF}")
ws.pace("2026", unit_code="H60.101", as_of="{AS_OF}")
pm.template("dossiers", "dossiers.xlsx")
"""
    base.said(code)


def test_a_run_of_the_base_is_that_of_a_whole_environment(base: Base, published: Path) -> None:
    """No output of a run needs an extra: the same files are published, and they say the same."""
    whole = shutil.copytree(published, base.folder / "whole", symlinks=True)
    shutil.rmtree(whole / "published")
    (whole / "published").mkdir()
    done = base.ran(
        "-m", "par_metrics", "--workspace", "whole", "publish", "--as-of", AS_OF, python=Path(sys.executable)
    )
    assert done.returncode == 0, done.stderr
    ours, theirs = manifest(published), manifest(whole)
    files, others = ({file["name"]: file["sha256"] for file in of["files"]} for of in (ours, theirs))
    assert ours["state"] == "published" and files.keys() == others.keys()
    assert {"scorecard.html", "metrics.duckdb"} <= files.keys() and any(name.endswith(".xlsx") for name in files)
    assert ours["content"] == theirs["content"]
    same = {name for name in files if files[name] == others[name]}
    assert {"scorecard.csv", "pace.csv", "indicators.csv", "indicators.parquet"} <= same, files.keys() - same


def test_the_command_line_shows_the_scorecard(base: Base, published: Path) -> None:
    done = base.ran("-m", "par_metrics", "--workspace", "ws", "scorecard", "--period", "2026", "--as-of", AS_OF)
    assert done.returncode == 0 and "on_time_rate" in done.stdout, done.stderr


def test_doctor_names_what_is_not_installed(base: Base, published: Path) -> None:
    done = base.ran("-m", "par_metrics", "--workspace", "ws", "--lang", "en", "doctor")
    assert f"not installed: {', '.join(EXTRAS)}" in done.stdout + done.stderr


def lines_of(extra: str) -> Iterator[str]:
    yield EXTRAS[extra].without.en
    yield f"the extra {extra} is not installed"
    yield f'pip install "par-metrics[{extra}]"'


# Code that needs an extra, and which.
NEEDS = {
    f'pm.Workspace("ws").compute("on_time_rate", period="2026", as_of="{AS_OF}").chart()': "charts",
    f'pm.chart(pm.Workspace("ws").scorecard("2026", as_of="{AS_OF}"))': "charts",
    f'pm.Workspace("ws").report("2026-Q3", as_of="{AS_OF}")': "reports",
    'pm.template("report", "report.docx")': "reports",
    "import flows.nightly": "flows",
}


def test_what_needs_an_extra_says_so(base: Base, published: Path) -> None:
    """One process tries them in turn, as a notebook would."""
    tried = f"""
import par_metrics as pm
from par_metrics.errors import MissingExtraError
for code in {[*NEEDS]!r}:
    try:
        exec(code)
    except MissingExtraError as error:
        print(*error.label, sep="\\n")
    print("---")
"""
    *said, _ = base.said(tried).split("---\n")
    for (code, extra), text in zip(NEEDS.items(), said, strict=True):
        assert all(part in text for part in lines_of(extra)) and EXTRAS[extra].without.vi in text, code


@pytest.mark.parametrize(
    ("extra", "words", "settings"),
    [
        ("reports", ("report", "--period", "2026-Q3", "--as-of", AS_OF), ""),
        ("spark", ("compute", "on_time_rate", "-p", "2026", "--engine", "spark", "--remote", "sc://127.0.0.1:1"), ""),
        ("sources", ("fetch",), '[sources.cong]\nurl = "https://127.0.0.1:1/x"\n'),
        ("sources", ("doctor",), '[sources.cong]\nurl = "s3://x/y"\nsecrets_file = "s3.toml"\n'),
        ("postgres", ("postgres", "--check"), '[postgres]\ndbname = "so_lieu"\n'),
        ("postgres", ("doctor",), '[postgres]\ndbname = "so_lieu"\n'),
    ],
)
def test_a_command_that_needs_an_extra_says_so(base: Base, extra: str, words: tuple[str, ...], settings: str) -> None:
    Workspace.create(base.folder / "other")
    (base.folder / "other" / "par-metrics.toml").write_text(settings, encoding="utf-8")
    (base.folder / "other" / "s3.toml").write_text('key = "k"\nsecret = "s"\n', encoding="utf-8")
    (base.folder / "other" / "s3.toml").chmod(0o600)
    done = base.ran("-m", "par_metrics", "--workspace", "other", "--lang", "en", *words)
    shown = " ".join((done.stdout + done.stderr).split())  # lines are broken at the width of a terminal
    assert done.returncode != 0 and all(part in shown for part in lines_of(extra)), shown
    assert "Traceback" not in shown


def test_flows_end_with_the_message_alone(base: Base) -> None:
    done = base.ran("-m", "flows.nightly", "--workspace", "ws")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert all(part in done.stderr for part in lines_of("flows"))


def test_a_run_goes_to_no_server_and_is_published_all_the_same(base: Base, published: Path) -> None:
    with (published / "par-metrics.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[postgres]\ndbname = "so_lieu"\n')
    done = base.ran("-m", "par_metrics", "--workspace", "ws", "--lang", "en", "nightly", "--as-of", AS_OF)
    said = done.stdout + done.stderr
    assert "! PostgreSQL" in said and 'pip install "par-metrics[postgres]"' in said
    assert (published / "published" / "latest" / "scorecard.html").exists()


def test_every_extra_is_told_and_all_has_each() -> None:
    extras = dict(PROJECT["optional-dependencies"])
    (everything,) = extras.pop("all")
    assert extras.keys() == EXTRAS.keys() == Requirement(everything).extras
