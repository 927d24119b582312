"""From the text of an export to typed canonical rows, the refused rows, and what to warn of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

import polars as pl

from par_metrics.domain.limits import USUAL_LIMITS, Limits
from par_metrics.domain.privacy import shown_names
from par_metrics.exports.profiles.binding import shown_heading
from par_metrics.exports.profiles.detection import Match
from par_metrics.exports.rows.cells import Typed, read_columns
from par_metrics.exports.rows.conflicts import conflicting
from par_metrics.exports.rows.defects import Defect, refused_rows, safe_values
from par_metrics.exports.rows.filling import Filled, fill
from par_metrics.exports.rows.findings import Findings
from par_metrics.exports.rows.identity import identities
from par_metrics.exports.rows.judging import (
    all_defects,
    any_of,
    broken_rules,
    by_id,
    doubtful_dates,
    numeric_twins,
    unknown_references,
    unread_fields,
    with_all_columns,
    without_impossible,
)
from par_metrics.exports.rows.misplaced import impersonal
from par_metrics.exports.rows.mixed_dates import WrittenBesideReal
from par_metrics.exports.rows.month_first import MonthFirst
from par_metrics.exports.rows.notes import LOOKED_UP, NUMERIC_TWINS, notes_on_file, notes_on_filled
from par_metrics.exports.rows.receipts import with_receipts_told_apart
from par_metrics.exports.rows.references import References
from par_metrics.exports.rows.shifted import Shifted
from par_metrics.exports.rows.warned import warned_cells, warned_rows
from par_metrics.readers.facts import Facts
from par_metrics.readers.values import map_unique
from schemas import Field, RecordKind


@dataclass(frozen=True)
class Context:
    """What reading an export needs to know of its workspace.

    Args:
        references: the registers of units and procedures, and the own unit.
        timezone: zone in which times are stored, naive.
        loaded_at: time of loading, naive local; some rules look at it.
        pseudonym: from a personal value to its pseudonym.
        file: name of the file, for the messages.
        limits: what the file may ask for.
    """

    references: References
    timezone: str
    loaded_at: datetime
    pseudonym: Callable[[str], str]
    file: str = ""
    limits: Limits = USUAL_LIMITS


@dataclass(frozen=True)
class Normalised:
    """The rows of an export, or of a part of one.

    Args:
        frame: rows that may be accepted: `row`, `sheet`, `unread` (fields whose cell was filled but could not
            be read; null for none), then the stored columns of `provided`, typed, in the order of the kind.
            Keys may still occur twice.
        refused: one line per refused row (`defects.REFUSED_SCHEMA`).
        identities: `unit_code` and `key` of each refused row, in the same order (`identity`).
        findings: what is to be said of them.
        provided: stored columns that the export provides.
    """

    frame: pl.DataFrame
    refused: pl.DataFrame
    identities: pl.DataFrame
    findings: Findings
    provided: tuple[str, ...]

    @property
    def rows_read(self) -> int:
        """Record rows; those of `frame` and of `refused` add up to it."""
        return self.findings.rows_read

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """The rows of a whole export from those of its parts, of which there is at least one."""
        if len(parts) == 1:
            return parts[0]
        return replace(
            parts[0],
            frame=pl.concat([part.frame for part in parts]),
            refused=pl.concat([part.refused for part in parts]),
            identities=pl.concat([part.identities for part in parts]),
            findings=Findings.joined([part.findings for part in parts]),
        )


class FileChecks:
    """What only all rows of a file tell, which comes part after part: its dates, and cells that moved."""

    def __init__(self, facts: Facts) -> None:
        self.one_order, self.month_first, self.shifted = WrittenBesideReal(), MonthFirst(facts), Shifted()

    def check(self) -> None:
        """Raises what they tell, once all parts were looked at.

        Raises:
            RefusedFileError: `shifted_columns`, `month_first_dates`, `mixed_dates`.
            ReadAgainError: more of the file is to be counted.
        """
        self.shifted.check()
        self.one_order.check()
        self.month_first.check()


def normalise(match: Match, context: Context) -> Normalised:
    """Reads the tables of a matched export, as `normalise_part` does, and holds all rows to what they tell together.

    Raises:
        RefusedFileError: `shifted_columns`, `month_first_dates`, `mixed_dates`.
    """
    checks = FileChecks(Facts())
    normalised = normalise_part(match, context, checks)
    checks.check()
    return normalised


def normalise_part(match: Match, context: Context, checks: FileChecks) -> Normalised:
    """Reads the tables of a matched export, or parts of them.

    Args:
        match: the profile and the tables.
        context: the workspace's side.
        checks: look at the rows of all parts together.
    Returns:
        Every record row, either in `frame` or in `refused`.
    """
    filled = fill(match)
    kind, size = match.kind, filled.rows.height
    read = read_columns(match, filled, context.references, context.timezone)
    typed = _pseudonymised(with_receipts_told_apart(read, match.bindings[0], kind), kind, context)
    safe = typed.columns | impersonal(typed.columns, kind, match.profile, context.references)
    canonical, impossible = without_impossible(with_all_columns(safe, kind, size), kind, filled, context.loaded_at)
    emptied = [*typed.emptied, *impossible]
    refusing, warning = broken_rules(canonical, kind, set(typed.columns), context.loaded_at)
    defects = all_defects(typed, refusing, filled, kind, match.profile)
    checks.shifted.add([*defects, *emptied], filled)
    if not match.profile.read.datetime_formats:
        checks.one_order.add(filled, kind)
        checks.month_first.add(filled.rows, kind, doubtful_dates([*defects, *emptied], warning, kind, size))
    sheets = shown_names([binding.table.sheet for binding in match.bindings])
    refused = any_of([defect.broken for defect in defects], size)
    conflicts = conflicting(canonical, refused, filled, sheets, kind)
    kept = ~any_of([refused, *(defect.broken for defect in conflicts)], size)
    provided = tuple(field.name for field in kind.stored if field.name in typed.columns)
    sheet = filled.rows["table"].replace_strict(
        list(range(len(sheets))), pl.Series(sheets, dtype=pl.String), return_dtype=pl.String
    )
    unread = unread_fields(emptied, typed.unknown, size)
    ways = {**typed.ways, **unknown_references(canonical, kind, context.references)}
    if match.bindings[0].table.typed_numbers:
        ways[NUMERIC_TWINS] = numeric_twins(canonical, kind, refused)
    told_in = {**LOOKED_UP, NUMERIC_TWINS: kind.key[-1]}
    told = [(rule.id, rule.column, rows) for rule, rows in warning]
    told += [(rule, told_in[rule], rows) for rule, rows in ways.items() if rule in told_in]
    of_rows = (_told(rule, kind.by_name[column], rows, filled, canonical) for rule, column, rows in told)
    rules = {rule: rows.filter(kept) for rule, rows in {**by_id(warning), **ways}.items()}
    no_unit = any_of([d.broken for d in defects if d.rule == "no_unit"], size)
    # A name beside a code that was believed may yet turn out to be another unit's.
    doubtful = any_of([d.broken & kept for d in typed.doubtful], size)
    not_found = rules.get("procedure_not_found", kept.clear())
    of_columns, of_rules = notes_on_filled(filled, typed.empty)
    return Normalised(
        frame=canonical.select(filled.rows["row"], sheet.alias("sheet"), unread, *provided).filter(kept),
        refused=refused_rows([*defects, *conflicts], filled, sheets, kind, context.file),
        identities=identities(canonical, filled, ~kept, defects, kind),
        findings=Findings(
            kind=kind,
            accepted=int(kept.sum()),
            rows_read=size,
            rules={rule: rows for rule, rows in rules.items() if rows.any()},
            warned=(
                *warned_cells([*emptied, *typed.doubtful], filled, sheets, kind, kept),
                *(warned_rows(told, filled, sheets, kind, kept) for told in of_rows if (told.broken & kept).any()),
            ),
            of_file=notes_on_file(match, filled),
            of_columns=of_columns,
            of_rules=of_rules,
            placeholders=filled.placeholders,
            due_at_midnight=typed.due_at_midnight,
            hidden_rows=sum(binding.table.hidden_rows for binding in match.bindings),
            hidden_sheets=tuple(filter(None, shown_names(match.bindings[0].table.book.hidden_sheets))),
            unknown_columns=_unknown_columns(match),
            unknown_statuses=_unknown_statuses(defects),
            unresolved=int(no_unit.sum()) + int(doubtful.sum()) + int(not_found.sum()),
        ),
        provided=provided,
    )


def _told(rule: str, field: Field, rows: pl.Series, filled: Filled, read: pl.DataFrame) -> Defect:
    """Rows a rule warns of, with the cell of a field; with what was read where the file has none, as of a unit."""
    found = next((frame[field.name] for frame in (filled.rows, read) if field.name in frame.columns), None)
    cell = None if found is None else found.cast(pl.String)
    return Defect(rule, field.label, rows, field, cell, field.name)


def _pseudonymised(typed: Typed, kind: RecordKind, context: Context) -> Typed:
    """Pseudonyms in place of the values of which nothing else may be stored, before anyone looks at them."""
    pseudonyms = {
        field.name: map_unique(_told_apart(field, typed.columns), context.pseudonym, pl.String())
        for field in kind.fields
        if field.pseudonym and field.name in typed.columns
    }
    return replace(typed, columns={**typed.columns, **pseudonyms})


def _told_apart(field: Field, columns: Mapping[str, pl.Series]) -> pl.Series:
    """The values to make pseudonyms from, with what tells equal ones apart; null where there is no value."""
    value = columns[field.name]
    within = [columns[name] for name in field.told_apart_by if name in columns]
    parts = [part.dt.year().cast(pl.String) if part.dtype.is_temporal() else part for part in within]
    joined = pl.concat_str([*(part.fill_null("") for part in parts), value], separator="\x1f")
    return pl.select(pl.when(value.is_not_null()).then(joined)).to_series()


# --- telling ---------------------------------------------------------------------------


def _unknown_columns(match: Match) -> tuple[str, ...]:
    """Headings the profile does not know, each once, in the order of the file."""
    shown = (shown_heading(heading, binding) for binding in match.bindings for heading in binding.unknown)
    return tuple(dict.fromkeys(shown))


def _unknown_statuses(defects: list[Defect]) -> dict[str, int]:
    """Statuses that mean nothing to us, with the rows that have them, the commonest first."""
    counts: dict[str, int] = {}
    for defect in defects:
        if defect.rule != "unknown_status" or defect.cell is None:
            continue
        cells = pl.DataFrame({"value": defect.cell}).filter(defect.broken)
        named = safe_values(cells, defect.field)
        for status, count in named.value_counts(sort=True).iter_rows():
            counts[status] = counts.get(status, 0) + count
    return counts


__all__ = ["Context", "Normalised", "References", "normalise"]
