"""Arrows of import go one way, and what is heavy is loaded only when it is needed."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOP = ("schemas", "par_metrics", "flows")

# The parts named in the design, and which of them each may import. Parts that are not named
# here (errors, clock, display, ...) are held only to having no cycles.
MAY_IMPORT = {
    "schemas": set(),
    "period": {"schemas"},
    "indicators": {"schemas", "period"},
    "exports": {"schemas", "period"},
    "warehouse": {"schemas", "period", "exports"},
    "engines": {"schemas", "period", "indicators"},
    "publish": {"schemas", "period", "indicators", "engines", "warehouse"},
    "workspace": {"schemas", "period", "indicators", "exports", "warehouse", "engines", "publish"},
}
OUTERMOST = {"cli", "flows", "nightly"}


class _Imports(ast.NodeVisitor):
    """Modules of ours that a module imports when it runs, at its top or inside functions."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_If(self, node: ast.If) -> None:
        if not (isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        self.found |= {alias.name for alias in node.names}

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        assert node.level == 0 and node.module, "relative imports are not used here"
        # `from par_metrics import clock` names a part only in the imported name.
        self.found |= {f"{node.module}.{alias.name}" for alias in node.names}


def _part(module: str) -> str | None:
    """`par_metrics.engines.compiler` -> `engines`; `schemas.field` -> `schemas`; None for others' modules."""
    top, *rest = module.split(".")
    if top not in TOP:
        return None
    return rest[0] if top == "par_metrics" and rest else top


def _graph() -> dict[str, set[str]]:
    graph: dict[str, set[str]] = {}
    for path in (path for top in TOP for path in (ROOT / top).rglob("*.py")):
        imports = _Imports()
        imports.visit(ast.parse(path.read_text(encoding="utf-8")))
        part = _part(".".join(path.relative_to(ROOT).with_suffix("").parts))
        assert part is not None
        targets = {target for module in imports.found if (target := _part(module))}
        graph.setdefault(part, set()).update(targets - {part})
    return graph


GRAPH = _graph()


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_a_part_imports_only_those_below_it(part: str) -> None:
    named = (set(MAY_IMPORT) | OUTERMOST) - {part}
    assert GRAPH[part] & named <= MAY_IMPORT[part]


@pytest.mark.parametrize("part", [part for part in GRAPH if part not in OUTERMOST])
def test_nothing_imports_the_entry_points(part: str) -> None:
    assert not GRAPH[part] & OUTERMOST


def test_the_library_does_not_know_prefect() -> None:
    """Only `flows` imports it, so that the library works without."""
    users = {
        path.relative_to(ROOT).parts[0]
        for top in TOP
        for path in (ROOT / top).rglob("*.py")
        if any(
            isinstance(node, ast.Import | ast.ImportFrom) and "prefect" in ast.unparse(node)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    }
    assert users == {"flows"}


def test_there_is_no_cycle() -> None:
    order = list(TopologicalSorter(GRAPH).static_order())
    assert order.index("schemas") < order.index("indicators") < order.index("workspace") < order.index("flows")


def test_importing_the_library_loads_nothing_heavy() -> None:
    heavy = {"prefect", "pandera", "pandas", "pyarrow", "altair", "scipy", "numpy", "sqlglot"}
    code = f"import sys, par_metrics; print(*{heavy} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert loaded.split() == []


def test_the_nightly_steps_load_without_prefect() -> None:
    code = "import sys, par_metrics.operations.nightly, par_metrics.cli; print('prefect' in sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "False"
