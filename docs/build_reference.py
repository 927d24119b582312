"""Writes the reference pages whose truth is in the code: indicators, records, rules, profiles, own indicators.

`python docs/build_reference.py` writes them to docs/reference/; `tests/docs/test_reference.py`
fails when a committed page differs from what this writes.
"""

from pathlib import Path

from docs.reference_pages import indicators, own_indicators, profiles, records, rules

FOLDER = Path(__file__).resolve().parent / "reference"


def pages() -> dict[str, str]:
    """File name in docs/reference/ -> its text."""
    return {
        "indicators.md": indicators.written(),
        "records.md": records.written(),
        "rules.md": rules.written(),
        "profiles.md": profiles.written(),
        "own-indicators.md": own_indicators.written(),
    }


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
