"""Whether everything a workspace keeps is still what was written, and what to do where it is not."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from par_metrics.errors import ParMetricsError, reason_of
from par_metrics.settings.layout import Layout
from par_metrics.warehouse.stock import Fault
from par_metrics.warehouse.stock import of_faults as named_faults
from par_metrics.warehouse.verify import ARCHIVE, Verified, verify, verify_database, verify_loads
from schemas import Label


def of_the_night(root: Path, within_days: int) -> tuple[Label, ...]:
    """What is wrong with the files that changed, and with those whose turn it is; nothing where all is well."""
    verified, troubles = _verified(root, partial(verify, Layout(root), within_days))
    return (*troubles, *(of_faults(verified.faults) if verified else ()))


def of_everything(root: Path) -> tuple[Verified | None, tuple[Label, ...]]:
    """Read every file that is kept, and every block of the database.

    Returns:
        What was read, None where the ledger cannot be used; and what is wrong.
    """
    layout = Layout(root)
    verified, troubles = _verified(root, partial(verify, layout))
    _, further = _verified(root, partial(verify_database, layout))
    return verified, _each_once(troubles, further, of_faults(verified.faults) if verified else ())


def of_changes(root: Path) -> tuple[Verified | None, tuple[Label, ...]]:
    """Look at the files that look otherwise than when they were read last, and at what was loaded; nothing is noted."""
    layout = Layout(root)
    verified, troubles = _verified(root, partial(verify, layout, 0, remembers=False))
    _, further = _verified(root, partial(verify_loads, layout))
    return verified, _each_once(troubles, further, of_faults(verified.faults) if verified else ())


def of_faults(faults: tuple[Fault, ...]) -> tuple[Label, ...]:
    """Faults in words, those of the lake apart from those of the archive: their remedies differ."""
    archived = [fault for fault in faults if fault.what == ARCHIVE]
    others = [fault for fault in faults if fault.what != ARCHIVE]
    found = []
    if others:
        named = named_faults(others)
        found.append(
            Label(
                f"{named.vi}. Chạy par-metrics rebuild --restore để đọc lại bản xuất từ archive/, hoặc lấy lại tệp từ "
                "bản sao lưu",
                f"{named.en}. Run par-metrics rebuild --restore to read the exports again from archive/, or take the "
                "files from a backup",
            )
        )
    if archived:
        named = named_faults(archived)
        found.append(
            Label(f"{named.vi}. Lấy lại tệp từ bản sao lưu", f"{named.en}. Take the files from a backup"),
        )
    return tuple(found)


def _each_once(*troubles: tuple[Label, ...]) -> tuple[Label, ...]:
    return tuple(dict.fromkeys(label for labels in troubles for label in labels))


def _verified(root: Path, check: partial[Verified] | partial[None]) -> tuple[Verified | None, tuple[Label, ...]]:
    """What a check found, and what it says where it cannot be made."""
    try:
        return check(), ()
    except ParMetricsError as error:
        return None, (error.label,)
    except OSError as error:
        name, reason = str(error.filename or root).removeprefix(f"{root}/"), reason_of(error)
        return None, (
            Label(
                f"{name}: không đọc được để kiểm tra ({reason.vi}); kiểm tra quyền và ổ đĩa",
                f"{name}: cannot be read ({reason.en}); check the rights and the disk",
            ),
        )
