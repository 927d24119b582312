"""What is found of a workspace's own indicators: whether they can be used, and count what their examples say."""

from collections.abc import Iterator

from par_metrics.indicators.own.indicator import OwnIndicator
from par_metrics.indicators.tables.records import TABLES
from par_metrics.operations.findings import Finding, Verdict, fine, note
from par_metrics.warehouse.values import values_of
from par_metrics.workspace import Workspace


def own_indicators(ws: Workspace) -> Iterator[Finding]:
    """One finding an own indicator: those that cannot be used or whose examples differ, and the others."""
    own = ws.own_indicators
    for label in (*(problem.label for problem in own.problems), *ws.wrong_groups):
        yield Finding(Verdict.WRONG, label)
    yield from _idle_registers(ws)
    for indicator in own.indicators:
        yield _of_examples(indicator)


def _idle_registers(ws: Workspace) -> Iterator[Finding]:
    """A list none of whose keys any record has groups nothing: it is keyed by something else than it should be."""
    if not ws.registers:
        return
    with ws.warehouse.reader() as connection:
        for register in ws.registers:
            kinds = sorted({TABLES[table].kind for table in register.tables})
            values = values_of(connection, kinds, register.key)
            if values and not values & register.keys:
                count = len(register.keys)
                # No value is shown: keys and columns may hold what a person wrote.
                yield note(
                    f"{register.file}: không bản ghi nào có {register.key} trùng với một trong {count} khóa, nên không "
                    "nhóm được gì; so từng chữ, hoa thường và dấu, với cột đó trong dữ liệu",
                    f"{register.file}: no record has one of its {count} keys as {register.key}, so that it groups "
                    "nothing; compare them letter by letter, capitals and accents too, with that column of the data",
                )


def _of_examples(indicator: OwnIndicator) -> Finding:
    """Of one that can be used: its examples, if it has any, come out as they say."""
    named, count = f"{indicator.id}@{indicator.version}", len(indicator.examples)
    if count:
        return fine(f"{named}: {count} ví dụ đều đúng", f"{named}: {count} examples come out as they say")
    return note(
        f"{indicator.place.vi}: chưa có ví dụ; thêm [[indicator.example]] để thấy nó đếm đúng",
        f"{indicator.place.en}: has no example; add [[indicator.example]] to see that it counts right",
    )
