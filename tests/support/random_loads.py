"""Random exports of every kind of record, loaded one after the other: newer, older, and of registers."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from par_metrics import Workspace
from schemas import KINDS, Field, ValueType

UNITS = ("H60.101", "H60.102", "H60.103", "H60.104")
PROCEDURES = ("1.000001", "1.000002", "1.000003")
_FIRST = date(2025, 12, 1)
_DAYS = 240
# Fields that a random value of their type would rarely fill with sense; keys come from a small pool, to meet again.
_POOLS: dict[str, tuple[object, ...]] = {
    "unit_code": UNITS,
    "place_code": UNITS,
    "parent_code": ("H60",),
    "unit_name": ("Phường",),
    "procedure_code": PROCEDURES,
    "field": ("Đất đai", "Hộ tịch"),
    "year": (2025, 2026),
    "criterion": tuple(range(1, 9)),
    "dimension": tuple(range(1, 9)),
    "answer": (1, 2, 3, 4, 5, None),
    "score": (4.25, 5.5, 6.125),
    "criterion_code": ("1.1", "1.2", "2.1"),
    "domain": ("1", "2"),
    "max_points": (2.0, 3.5),
    "self_points": (0.7, 1.1, 1.9, None),
    "appraised_points": (0.3, 1.3, None),
    "plan_row": ("A.III.3", "A.III.9", "P.IV.1"),
    "period": ("2026-Q1", "2026-H1", "2026"),
    "rules": ("qd766-live-2026",),
    "question_code": ("q1", "q2"),
    "status": tuple(range(1, 11)),
}
_CODES_OF_A_KIND = 12


def load_random(ws: Workspace, kind: str, random: Random, rows: int = 20, full_list: bool | None = None) -> str | None:
    """Load one export of a kind, made at a random time; the load's id, None if nothing in it was accepted."""
    fields = [field for field in KINDS[kind].fields if field.stored and not field.personal]
    if kind == "units":
        fields = [*fields, KINDS[kind].by_name["unit_name"]]
    kept = [f for f in fields if f.name in {*KINDS[kind].key, *KINDS[kind].required} or random.random() < 0.85]
    number = len(list(ws.root.glob("*.csv")))
    path = ws.root / f"{number}-{kind}.csv"
    names = list(dict.fromkeys(field.name for field in kept))
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for _ in range(rows):
            writer.writerow([_value(KINDS[kind].by_name[name], kind, random) for name in names])
    # Mostly newer than the round before, sometimes older.
    exported = datetime(2026, 8, 1) + timedelta(hours=50 * number + random.randrange(1200))
    return ws.ingest(path, kind=kind, exported_at=exported, full_list=full_list).load_id


def _value(field: Field, kind: str, random: Random) -> object:
    required = field.name in {*KINDS[kind].key, *KINDS[kind].required}
    if not required and random.random() < 0.15:
        return None
    if kind in ("payments", "feedback") and field.name == "status":
        return random.choice(list(field.values))
    if field.name in _POOLS:
        return random.choice(_POOLS[field.name])
    match field.type:
        case ValueType.CATEGORY | ValueType.STATUS:
            return random.choice(list(field.values))
        case ValueType.BOOLEAN:
            return random.choice(["true", "false"])
        case ValueType.INTEGER | ValueType.DECIMAL:
            return random.randrange(4)
        case ValueType.DATE:
            return _day(field.name, random)
        case ValueType.DATETIME | ValueType.DUE:
            return f"{_day(field.name, random)} {random.randrange(7, 17):02}:00:00"
        case ValueType.CODE:
            return f"{kind[:3]}-{random.randrange(_CODES_OF_A_KIND):04}"
    return random.choice(["a", "b"])


def _day(name: str, random: Random) -> date:
    """What ends comes after what begins, so that few rows are refused."""
    late = name in ("completed_at", "returned_at", "due_at", "due_on", "remedied_on", "processed_at", "published_at")
    return _FIRST + timedelta(days=random.randrange(_DAYS // 2) + (_DAYS // 2 if late else 0))
