"""Pages, tables and code as Markdown has them."""

from collections.abc import Iterable, Iterator, Sequence

_NOTICE = "*Written by `docs/build_reference.py` from the code; change the code, then run it again.*"


def page(title: str, introduction: str, body: Iterable[str]) -> str:
    """A page, which says by what it is written."""
    return "\n".join([f"# {title}", "", _NOTICE, "", introduction.strip(), "", *body]).rstrip() + "\n"


def table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Its lines, and an empty one behind it."""
    yield "| " + " | ".join(heading) + " |"
    yield "|" + " --- |" * len(heading)
    for row in rows:
        yield "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""


def code(items: Iterable[object]) -> str:
    """Several names, each as code."""
    return ", ".join(f"`{item}`" for item in items)
