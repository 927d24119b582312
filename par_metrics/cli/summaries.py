"""The line that stands before a table: what it is of, and what it comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median
from typing import TYPE_CHECKING

import polars as pl

from par_metrics import display
from par_metrics.display.named import named
from par_metrics.display.signs import SIGNS
from par_metrics.indicators.base import Definition
from schemas import Label, Language

if TYPE_CHECKING:
    from datetime import datetime

    from par_metrics.domain.period import Period

_ALL_UNITS = Label("mọi đơn vị", "all units")


def of_period(period: Period, as_of: datetime) -> Label:
    """Which period, seen when, and whether it may still change."""
    vi, en = (", số tạm tính", ", provisional") if as_of < period.end else ("", "")
    return Label(
        f"kỳ {period.label}, tính đến {as_of:%d/%m/%Y %H:%M}{vi}", f"{period.label}, as of {as_of:%Y-%m-%d %H:%M}{en}"
    )


def of_unit(unit: str | None, about: Label) -> Label:
    """Of which unit, before the rest."""
    place = Label(unit, unit) if unit else _ALL_UNITS
    return Label(f"{place.vi}, {about.vi}", f"{place.en}, {about.en}")


def of_figures(figures: pl.DataFrame, about: Label) -> Label:
    """How many figures, and how they stand."""
    counts = counted(figures["status"])
    return Label(
        f"{figures.height} số liệu, {about.vi}: {counts.vi}.", f"{figures.height} figures, {about.en}: {counts.en}."
    )


def of_scorecard(card: pl.DataFrame, about: Label) -> Label:
    """How the figures stand, each once though several rows of the plan have it, and the tasks without one."""
    figures = card.drop_nulls("indicator").unique("indicator", maintain_order=True)
    tasks = card.filter(pl.col("indicator").is_null()).unique("plan_row", maintain_order=True)
    said = counted(figures["status"].drop_nulls()), counted(tasks["state"].drop_nulls())
    return Label(
        f"Bảng điểm {about.vi}. {figures.height} chỉ số: {said[0].vi or '—'}. "
        f"{tasks.height} nhiệm vụ không có số liệu: {said[1].vi or '—'}.",
        f"Scorecard of {about.en}. {figures.height} indicators: {said[0].en or '—'}. "
        f"{tasks.height} tasks without a figure: {said[1].en or '—'}.",
    )


def of_records(definition: Definition, records: pl.DataFrame, about: Label) -> Label:
    """Which figure, and how its records were counted."""
    counts = counted(records["counted_as"], ("numerator", "denominator", "excluded"))
    vi, en = (f"{definition.label.in_language(language)} ({definition.id})" for language in _LANGUAGES)
    return Label(
        f"{vi}, {about.vi}. " + (f"{records.height} dòng: {counts.vi}." if counts.vi else "Không có dòng nào."),
        f"{en}, {about.en}. " + (f"{records.height} rows: {counts.en}." if counts.en else "There are no rows."),
    )


def of_late(definition: Definition, late: pl.DataFrame, about: Label) -> Label:
    """Which figure, how many dossiers it misses, and how late they are."""
    vi, en = (f"{definition.label.in_language(language)} ({definition.id})" for language in _LANGUAGES)
    days = late["working_days_late"].drop_nulls().to_list()
    said = Label("", "")
    if days:
        said = Label(
            f"; {len(days)} hồ sơ trễ, lâu nhất {max(days)} ngày làm việc, "
            f"trung vị {display.number(median(days), 'vi')}",
            f"; {len(days)} late, the longest by {max(days)} working days, median {display.number(median(days), 'en')}",
        )
    return Label(
        f"{vi}, {about.vi}: {late.height} hồ sơ chưa đạt{said.vi}.",
        f"{en}, {about.en}: {late.height} dossiers missed{said.en}.",
    )


def of_catalogue(count: int) -> Label:
    """How many indicators there are, and how one is looked at."""
    return Label(
        f"{count} chỉ số. Định nghĩa của một chỉ số: par-metrics indicators MÃ",
        f"{count} indicators. The definition of one: par-metrics indicators ID",
    )


def of_points(rule_set: str, about: Label) -> Label:
    """By which rule set points are given, for what."""
    vi, en = (named("rules", rule_set, {}, language) for language in _LANGUAGES)
    return Label(f"{vi.in_a_line if vi else rule_set}, {about.vi}.", f"{en.in_a_line if en else rule_set}, {about.en}.")


def of_loads(loads: pl.DataFrame) -> Label:
    """How many loads, and what they brought."""
    counts = counted(loads["state"], column="state")
    sums = [sum(loads[name].drop_nulls().to_list()) for name in ("rows_read", "accepted", "rejected")]
    vi, en = ([display.number(number, language) for number in sums] for language in _LANGUAGES)
    return Label(
        f"{loads.height} lần nạp: {counts.vi or '—'}. Đọc {vi[0]} dòng, nhận {vi[1]}, từ chối {vi[2]}.",
        f"{loads.height} loads: {counts.en or '—'}. {en[0]} rows read, {en[1]} accepted, {en[2]} refused.",
    )


def of_rejects(rejects: pl.DataFrame) -> Label:
    """How many rows were refused, of how many files, and what became of them."""
    files, counts = rejects["load_id"].n_unique(), counted(rejects["state"], column="state")
    return Label(
        f"{rejects.height} dòng bị từ chối của {files} tệp: {counts.vi or '—'}.",
        f"{rejects.height} refused rows of {files} files: {counts.en or '—'}.",
    )


def of_rule_sets(table: pl.DataFrame) -> Label:
    """How many rule sets there are, how many are confirmed, and how many give points."""
    n, confirmed, scoring = table.height, table["is_confirmed"].sum(), table["scores"].sum()
    return Label(
        f"{n} bộ quy tắc: {confirmed} đã đối chiếu với văn bản, {scoring} chấm điểm. Dùng: --rules TÊN",
        f"{n} rule sets: {confirmed} confirmed by a published text, {scoring} give points. To use one: --rules NAME",
    )


def of_form(name: Label, frame: pl.DataFrame, about: Label) -> Label:
    """Which form, of which unit and period, and how many lines it has."""
    return Label(f"{name.vi}, {about.vi}: {frame.height} dòng.", f"{name.en}, {about.en}: {frame.height} lines.")


def of_groups(table: pl.DataFrame, what: Label) -> Label:
    """How many of something are overdue or fall due, over all groups; those with a total of their own once."""
    rows = table.filter(~pl.col("is_total")) if "is_total" in table.columns else table
    sums = [(name, int(rows[name].sum())) for name in _DUE if name in rows.columns]
    vi, en = (
        ", ".join(f"{count} {display.heading(name, language).lower()}" for name, count in sums)
        for language in _LANGUAGES
    )
    return Label(f"{rows.height} nhóm {what.vi}: {vi}.", f"{rows.height} groups of {what.en}: {en}.")


_DUE = ("overdue", "due_today", "due_soon", "clock_stopped")


def of_states(table: pl.DataFrame, column: str, what: Label) -> Label:
    """How many of something there are, and in which states."""
    counts = counted(table[column], column=column)
    return Label(f"{table.height} {what.vi}: {counts.vi or '—'}.", f"{table.height} {what.en}: {counts.en or '—'}.")


_LANGUAGES: tuple[Language, Language] = ("vi", "en")


def counted(codes: Iterable[str], order: Sequence[str] = tuple(SIGNS), column: str = "") -> Label:
    """`17 đạt, 18 chưa đạt`: how often each code occurs, in an order."""
    counts = Counter(codes)
    known = [code for code in order if code in counts]
    listed = [*known, *sorted(set(counts) - set(known))]
    vi, en = (
        ", ".join(f"{counts[code]} {display.words(code, language, column)}" for code in listed)
        for language in _LANGUAGES
    )
    return Label(vi, en)
