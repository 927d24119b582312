"""Each package that the project names has its reason in the documentation, and nothing else has."""

import re
import tomllib

from tests.docs.pages import ROOT

BENCHMARKS = ("bench-dbt", "bench-pandas")


def test_every_package_named_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [group for name, group in project["dependency-groups"].items() if name not in BENCHMARKS]
    extras = [group for name, group in project["project"]["optional-dependencies"].items() if name != "all"]
    named = [project["project"]["dependencies"], *extras, *groups]
    wanted = {re.split(r"[\[;<>=! ]", package)[0] for group in named for package in group}
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \|", page, flags=re.MULTILINE)
    told = {name for row in rows for name in re.sub(r"\(.*?\)", "", row).replace(" ", "").split(",")}
    assert told - {"Package", "---"} == wanted
