"""A new workspace: its folders, its settings file to fill in, and its pseudonym key."""

import json
from pathlib import Path

from par_metrics.settings.keys import is_in_use, write_new_key
from par_metrics.settings.layout import Layout
from par_metrics.settings.settings import refuse_question_mark

_NO_UNIT = '# unit = "H60.101"'


def init_workspace(root: Path, unit: str | None = None) -> None:
    """Make the folders, the settings file and the pseudonym key of a workspace; what exists is kept.

    Args:
        root: folder of the workspace, made if missing.
        unit: code of the officer's own unit, written into a new settings file.
    Raises:
        SettingsError: its path has what DuckDB cannot take.
    """
    refuse_question_mark(root)
    layout = Layout(root)
    for folder in (layout.root, layout.inbox, layout.profiles, layout.published):
        folder.mkdir(parents=True, exist_ok=True)
    for folder in (layout.archive, layout.lake, layout.rejects):
        folder.mkdir(mode=0o700, exist_ok=True)
    if not layout.settings_file.exists():
        layout.settings_file.write_text(_template(unit), encoding="utf-8")
    # A new key in the place of a lost one would be another: that is for `rotate_key`.
    if not layout.pseudonym_key.exists() and not is_in_use(layout):
        write_new_key(layout.pseudonym_key)


def _template(unit: str | None) -> str:
    text = Path(__file__).with_name("template.toml").read_text(encoding="utf-8")
    # A TOML basic string is escaped as JSON is, so quotes in a code cannot break the file.
    return text.replace(_NO_UNIT, f"unit = {json.dumps(unit, ensure_ascii=False)}") if unit else text
