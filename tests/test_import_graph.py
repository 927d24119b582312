"""Arrows of import go one way, and what is heavy is loaded only when it is needed."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import ModuleType

import pytest

import par_metrics
import schemas
from par_metrics.support.extras import EXTRAS

ROOT = Path(__file__).parents[1]
TOP = ("schemas", "par_metrics", "flows")
GROUND = ("domain", "support", "errors", "schemas")
# The ground floor has an order of its own.
BELOW_GROUND: Mapping[str, set[str]] = {
    "domain": {"errors", "schemas", "support"},
    "support": {"errors", "schemas"},
    "errors": {"schemas"},
    "schemas": set(),
}


def _rooms() -> dict[str, set[str]]:
    """The table of docs/architecture.md: room -> the rooms it may import."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text.partition("| room |")[2].partition("\n\n")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| `")]
    return {_names(room)[0]: set(_names(below)) for room, _, below in rows}


def _names(cell: str) -> list[str]:
    return re.findall(r"`([a-z_]+)`", cell)


def _modules() -> dict[str, Path]:
    paths = (path for top in TOP for path in (ROOT / top).rglob("*.py"))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def _imports(tree: ast.AST) -> Iterator[tuple[str, str | None]]:
    """Modules imported, wherever it is said: at the top, in functions, for types alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, "relative imports are not used here"
            yield from ((node.module, alias.name) for alias in node.names)


MODULES = _modules()
ROOMS = _rooms()


@cache
def _trees() -> dict[str, ast.Module]:
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}


@cache
def _graph() -> dict[str, set[str]]:
    """Module -> the modules it imports; `from package import module` is an import of the module."""
    graph: dict[str, set[str]] = {}
    for name, tree in _trees().items():
        named = {
            f"{module}.{imported}" if f"{module}.{imported}" in MODULES else module
            for module, imported in _imports(tree)
        }
        graph[name] = {target for target in named if target in MODULES} - {name}
    return graph


def _room(module: str) -> str:
    """`par_metrics.engines.compiler` -> `engines`; `schemas.field` -> `schemas`."""
    top, *rest = module.split(".")
    return rest[0] if top == "par_metrics" and rest else top


def test_every_room_is_in_the_table() -> None:
    assert {_room(module) for module in MODULES} == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_rooms_below_it(room: str) -> None:
    allowed = BELOW_GROUND[room] if room in GROUND else ROOMS[room] | set(GROUND)
    wrong = {
        f"{module} -> {target}"
        for module, targets in _graph().items()
        if _room(module) == room
        for target in targets
        if _room(target) not in allowed | {room}
    }
    assert not wrong


def test_the_table_has_no_circle_and_its_rooms_stand_from_the_top_down() -> None:
    order = list(ROOMS)
    upwards = {
        (room, target) for room, below in ROOMS.items() for target in below if order.index(target) < order.index(room)
    }
    assert not upwards


def test_there_is_no_circle_of_files() -> None:
    circle: list[str] = []
    try:
        TopologicalSorter(_graph()).prepare()
    except CycleError as error:
        circle = error.args[1]
    assert circle == []


def test_no_question_imports_another() -> None:
    def question(module: str) -> str:
        return module.split(".")[2]

    crossing = {
        f"{module} -> {target}"
        for module, targets in _graph().items()
        for target in targets
        if _room(module) == _room(target) == "questions"
        and "par_metrics.questions" not in (module, target)
        and question(module) != question(target)
    }
    assert not crossing


def _named_in(module: str) -> set[str]:
    return {node.id for node in ast.walk(_trees()[module]) if isinstance(node, ast.Name)}


def test_only_where_snapshots_are_made_is_an_engine_named() -> None:
    naming = {module for module in MODULES if "DuckDBEngine" in _named_in(module)}
    assert {m for m in naming if _room(m) != "engines"} == {"par_metrics.workspace.base", "par_metrics.testing"}
    makers = {"par_metrics.workspace.base", "par_metrics.workspace.over", "par_metrics.testing"}
    importing = {
        m for m, targets in _graph().items() for t in targets if _room(t) == "engines" and _room(m) != "engines"
    }
    engines = {target for module in importing - makers for target in _graph()[module] if _room(target) == "engines"}
    assert engines <= {"par_metrics.engines.base", "par_metrics.engines"}


def _texts(module: str) -> Iterator[str]:
    """The strings of a module that are not docstrings."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(_trees()[module])
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(_trees()[module]):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_the_tables_of_the_warehouse_are_queried_in_three_places() -> None:
    """Engines, the warehouse itself, and the record tables; the rules on literal rows make tables of their own."""
    speaks = re.compile(r"_versions\b|superseded_at|\bFROM loads\b")
    speaking = {module for module in MODULES if any(speaks.search(text) for text in _texts(module))}
    allowed = ("par_metrics.engines", "par_metrics.warehouse", "par_metrics.indicators.tables", "par_metrics.testing")
    assert not {module for module in speaking if not module.startswith(allowed)}
    assert "par_metrics.engines.duckdb" in speaking


def test_the_library_does_not_know_prefect() -> None:
    """Only `flows` imports it, so that the library works without."""
    users = {
        module.split(".")[0]
        for module, tree in _trees().items()
        if any(name.split(".")[0] == "prefect" for name, _ in _imports(tree))
    }
    assert users == {"flows"}


PLACES = "par_metrics.fetching.places"
ASKED_FOR_IN: Mapping[str, str] = {
    "altair": "par_metrics.display",
    "docx": "par_metrics.documents.report",
    "lxml": "par_metrics.documents.report",
    "psycopg": "par_metrics.publish.outputs.postgres",
    "prefect": "flows",
    "pyspark": "par_metrics.cli.spark",
    "grpc": "par_metrics.cli.spark",
    **dict.fromkeys(("aiohttp", "botocore", "fsspec", "paramiko", "s3fs"), PLACES),
}
"""Module of an extra -> where it may be imported, for there its absence is told."""
IN_NO_BASE = {module for extra in EXTRAS.values() for module in extra.modules} | {"botocore", "lxml"}


def test_a_module_of_an_extra_is_imported_only_where_its_absence_is_told() -> None:
    """Everything else that the library imports is in an installation without any extra."""
    wrong = {
        f"{module} -> {top}"
        for module, tree in _trees().items()
        for top in {name.split(".")[0] for name, _ in _imports(tree)} & IN_NO_BASE
        if not module.startswith(ASKED_FOR_IN.get(top, "nowhere"))
    }
    assert not wrong


HEAVY = {
    "prefect",
    "pandera",
    "pandas",
    "pyarrow",
    "altair",
    "scipy",
    "numpy",
    "sqlglot",
    "holidays",
    "pyspark",
    "psycopg",
}
FRAMES = {"polars", "duckdb"}


@pytest.mark.parametrize(
    ("code", "spared"),
    [
        ("import par_metrics", HEAVY | FRAMES),
        ("import schemas; schemas.Label", HEAVY | FRAMES),
        ("import par_metrics; par_metrics.Workspace, par_metrics.catalogue", HEAVY),
        ("from par_metrics.cli.entry import run; run(['--help'])", HEAVY | FRAMES),
        ("from par_metrics.cli.entry import run; run(['score', '--help'])", HEAVY | FRAMES),
    ],
)
def test_what_is_heavy_is_loaded_only_when_it_is_needed(code: str, spared: set[str]) -> None:
    code = f"import sys; {code}; print(*{spared} & set(sys.modules), file=sys.stderr)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stderr
    assert loaded.split() == []


@pytest.mark.parametrize("package", [par_metrics, schemas])
def test_every_public_name_is_there_when_it_is_asked_for(package: ModuleType) -> None:
    for name in package.__all__:
        assert getattr(package, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        package.nothing  # noqa: B018


def test_the_nightly_steps_load_without_prefect_and_without_the_extras() -> None:
    code = (
        "import sys, par_metrics.operations.nightly, par_metrics.publish.outputs.postgres.send, par_metrics.cli\n"
        "print(*{'prefect', 'psycopg', 'pyspark', 'vl_convert'} & set(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert loaded.split() == []
