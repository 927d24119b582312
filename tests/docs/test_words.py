"""One word for one thing, in all that is said in Vietnamese."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_SOURCES = sorted(file for room in ("par_metrics", "flows", "schemas") for file in (_ROOT / room).rglob("*.py"))
_GUIDE = _ROOT / "docs" / "huong-dan-can-bo.md"
_GLOSSARY = _ROOT / "docs" / "glossary.md"


def labels() -> Iterator[tuple[str, str, str]]:
    """Where each `Label(vi, en)` stands, and both texts, without what is filled in."""
    for file in _SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Label" and len(node.args) == 2:
                vi, en = (_text(argument) for argument in node.args)
                yield f"{file.relative_to(_ROOT)}:{node.lineno}", vi, en


def _text(node: ast.AST) -> str:
    return "".join(
        part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def test_a_profile_is_called_by_the_glossarys_word() -> None:
    word = re.search(r"^\| profile \| ([^|]+?) \|", _GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    assert word is not None and word[1] == "mẫu đọc"
    said = [(place, vi) for place, vi, en in labels() if re.search(r"\bprofiles?\b", en.replace("--profile", ""))]
    assert len(said) > 15
    assert [found for found in said if word[1] not in found[1].lower()] == []


def test_no_other_word_stands_for_it() -> None:
    other = re.compile(r"cấu hình|tệp mẫu riêng|trong mẫu riêng", re.IGNORECASE)
    assert [file.name for file in (_GUIDE, *_SOURCES) if other.search(file.read_text(encoding="utf-8"))] == []
