"""Changing the key of pseudonyms: what was read under the old one is read again, from the archive, under the new."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import SecretBytes

from par_metrics.errors import ParMetricsError, SettingsError
from par_metrics.loading.restoring import mender
from par_metrics.settings.environment import KEY_VARIABLE
from par_metrics.settings.keys import keep_mark, write_new_key
from par_metrics.settings.layout import Layout
from par_metrics.settings.settings import load_settings
from par_metrics.warehouse import Warehouse, archive, ledger
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.lock import writer_lock
from schemas import KINDS, Label

_PSEUDONYMS = {kind.name for kind in KINDS.values() if any(field.pseudonym for field in kind.stored)}


def rotate_key(root: Path) -> int:
    """Make a new key, and the pseudonyms of every load under it; figures stay. The old key is not kept.

    Broken off midway it is taken up again with the same new key; until then nothing is loaded.

    Returns:
        How many loads were read again.
    Raises:
        SettingsError: the key is in the environment, which this cannot change.
        ParMetricsError: an export is no longer archived, or reads otherwise than it did; the old key stays.
    """
    if os.environ.get(KEY_VARIABLE, "").strip():
        raise SettingsError(
            Label(
                f"Khóa bí danh nằm trong biến môi trường {KEY_VARIABLE}, chương trình không đổi được. Ghi khóa đó vào "
                "tệp .pseudonym-key, bỏ biến rồi chạy lại.",
                f"The key of pseudonyms is in the environment ({KEY_VARIABLE}), which this cannot change. Write it "
                "into .pseudonym-key, unset the variable, then run again.",
            ),
            "key_in_environment",
        )
    settings, layout = load_settings(root), Layout(root)
    with writer_lock(layout):
        known = ledger.read(layout) or ledger.Known()
        loads = [load for load in known.loads.values() if _has_pseudonyms(load)]
        _check_archive(layout, loads)
        if not layout.next_key.exists():
            write_new_key(layout.next_key)
        key = SecretBytes(layout.next_key.read_text(encoding="ascii").strip().encode())
        Warehouse(root).rebuild(mender(root, settings, key), remakes=_has_pseudonyms)
        keep_mark(layout, key)
        layout.next_key.replace(layout.pseudonym_key)
    return len(loads)


def _has_pseudonyms(load: Load) -> bool:
    return load.state == "loaded" and load.kind in _PSEUDONYMS


def _check_archive(layout: Layout, loads: list[Load]) -> None:
    """Hold that every export can be read again, before anything is changed."""
    for load in loads:
        archived = archive.find(layout, load.sha256)
        if archived is None:
            raise ParMetricsError(
                Label(
                    f"archive/ không còn {load.file} (lần nạp {load.load_id}), nên không đổi khóa được: bí danh của nó "
                    "chỉ tính lại được từ bản xuất. Lấy lại tệp từ bản sao lưu.",
                    f"archive/ has {load.file} (load {load.load_id}) no more, so the key cannot be changed: its "
                    "pseudonyms can only be made from the export. Take it from a backup.",
                ),
                "not_restorable",
            )
        archive.check(layout, archived, load.sha256)
