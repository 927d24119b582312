"""The reference says what the code says."""

import importlib.util
import inspect
import re
from types import ModuleType

import pytest
import typer

from par_metrics.cli.app import app
from par_metrics.documents.report.fields import FIELDS
from par_metrics.loading.remarks import WORDS
from par_metrics.settings.settings import Settings
from par_metrics.workspace import Workspace
from schemas import KINDS
from tests.docs.pages import ROOT

REFERENCE = ROOT / "docs" / "reference"
GUIDES = ("docs/officer-guide.md", "docs/huong-dan-can-bo.md")
# Methods that modules of the library call on a workspace; not for a notebook.
INTERNAL = {"criteria", "instant", "period_of", "snapshot"}
# Raised for a defect of the program or of a disk, not for an export that an officer can correct.
_FILE_RULE = re.compile(r'(?:RefusedFileError|refusal)\(\s*"([a-z_]+)"')


@pytest.fixture(scope="module")
def build_reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_reference", ROOT / "docs" / "build_reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["indicators.md", "records.md", "rules.md", "profiles.md"])
def test_written_pages_are_current(build_reference: ModuleType, page: str) -> None:
    """Run `python docs/build_reference.py` after changing an indicator, field, rule, profile or spec test."""
    assert (REFERENCE / page).read_text(encoding="utf-8") == build_reference.pages()[page]


def test_no_other_page_is_written(build_reference: ModuleType) -> None:
    assert set(build_reference.pages()) == {
        "indicators.md",
        "records.md",
        "rules.md",
        "profiles.md",
        "own-indicators.md",
    }


def test_every_command_and_option_is_described() -> None:
    text = (REFERENCE / "command-line.md").read_text(encoding="utf-8")
    group = typer.main.get_command(app)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        assert f"## {name}" in text, name
        assert re.search(rf"^\$ par-metrics (--workspace \S+ )?{name}\b", text, re.MULTILINE), f"{name} has no example"
        section = text.split(f"## {name}\n")[1].split("\n## ")[0]
        for parameter in command.params:
            for option in (word for word in parameter.opts if word.startswith("--") and word != "--help"):
                assert f"`{option}" in section, f"{name} {option}"


def test_every_method_of_a_workspace_is_described_with_its_arguments() -> None:
    text = (REFERENCE / "library.md").read_text(encoding="utf-8")
    table = text.split("## Every method\n")[1].split("\n## ")[0]
    methods = {name: method for name, method in inspect.getmembers(Workspace) if not name.startswith("_")}
    missing = []
    for name in methods.keys() - INTERNAL:
        described = f"`ws.{name}`"
        if callable(methods[name]):
            taken = [parameter for parameter in inspect.signature(methods[name]).parameters if parameter != "self"]
            described = f"{'pm.Workspace' if name == 'create' else 'ws'}.{name}({', '.join(taken)})`"
        if described not in table:
            missing.append(described)
    assert missing == []


def test_every_setting_is_described() -> None:
    text = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert f"`{name}`" in text or f"`[{name}]`" in text or f"`[[{name}]]`" in text, name


def test_every_field_of_the_report_is_described() -> None:
    text = (ROOT / "docs" / "how-to" / "report.md").read_text(encoding="utf-8")
    lines = {line.split("|")[1].strip(): line for line in text.splitlines() if line.startswith("| `{{")}
    assert list(lines) == [f"`{{{{{field.name}}}}}`" for field in FIELDS]
    for field in FIELDS:
        line = lines[f"`{{{{{field.name}}}}}`"]
        assert field.doc.vi in line and field.doc.en in line
        assert ("needed" in line, "alone" in line) == (field.is_needed, field.is_block)


@pytest.mark.parametrize("guide", GUIDES)
def test_every_refusal_has_a_remedy(guide: str) -> None:
    """Each rule that refuses a file or a row stands in the officer's guide."""
    text = (ROOT / guide).read_text(encoding="utf-8")
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "par_metrics").rglob("*.py"))
    rules = set(_FILE_RULE.findall(sources)) | {rule.id for kind in KINDS.values() for rule in kind.refusals}
    rules |= {"empty_required", "unreadable_value", "unknown_status", "no_unit", "too_many_cells"}
    assert sorted(rule for rule in rules if f"`{rule}`" not in text) == []


@pytest.mark.parametrize("guide", GUIDES)
def test_every_warning_is_explained(guide: str) -> None:
    text = (ROOT / guide).read_text(encoding="utf-8")
    rules = {rule.id for kind in KINDS.values() for rule in kind.warnings} | set(WORDS)
    assert sorted(rule for rule in rules if f"`{rule}`" not in text) == []


def test_the_guides_have_the_same_sections() -> None:
    """The Vietnamese and the English guide tell the same, section by section."""
    numbers = [
        re.findall(r"^## (\d+)\.", (ROOT / guide).read_text(encoding="utf-8"), flags=re.MULTILINE) for guide in GUIDES
    ]
    assert numbers[0] == numbers[1] == [str(n) for n in range(1, len(numbers[0]) + 1)]
