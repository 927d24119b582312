"""Reading dates and times: from the text of cells to naive local timestamps.

Day comes first, as everywhere in Việt Nam; American order is read only where a profile
gives the format. Each form is recognised by its shape before it is parsed, so that no
lenient parser can turn a damaged cell into a date.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

import polars as pl

from par_metrics.domain.written_dates import DAY
from par_metrics.readers.rewritten_dates import PLAIN_TIME, rewritten
from par_metrics.readers.serial_dates import WHOLE, WITH_TIME, parse_serial, since_1900

_CLOCK = r"\d{1,2}:[0-5]\d"
_SECONDS = r":[0-5]\d"
_FRACTION = r"\.\d{1,9}"
_OFFSET = r" ?(?:[Zz]|[+-]\d{2}(?::?\d{2})?)"
_TIME_DIRECTIVES = ("%H", "%I", "%k", "%l", "%T", "%R", "%r", "%c", "%s", "%X", "%+")
_SAMPLE = 50
_TO_END_OF_DAY = timedelta(days=1, microseconds=-1)
_PROBE = datetime(2026, 11, 28, 14, 7, 9)


@dataclass(frozen=True)
class DateReading:
    """How the dates of one export are read.

    Args:
        formats: the profile's formats, tried first; with them only ISO forms are tried after.
        source_timezone: zone of times without an offset.
        target_timezone: zone in which times are stored, naive.
        due_at_midnight: what 00:00:00 of a due date means: the end of that day, as it does where the time was never
            typed, or itself.
        serials_from_1904: Excel's serial numbers count days from 1904, not 1900.
    """

    formats: tuple[str, ...]
    source_timezone: str
    target_timezone: str
    due_at_midnight: Literal["end_of_day", "literal"] = "end_of_day"
    serials_from_1904: bool = False


@dataclass(frozen=True)
class _Form:
    """A way of writing a date: its shape (a regular expression, "" is any) and its parser."""

    shape: str
    parse: Callable[[pl.Series], pl.Series]
    has_time: bool


def is_datetime_format(format_: str) -> bool:
    """Whether a profile's format can be parsed and says which day it is."""
    try:
        written = pl.Series([_PROBE]).dt.replace_time_zone("UTC").dt.strftime(format_)
        parsed = _profile_form(format_).parse(written)
    except pl.exceptions.PolarsError:
        return False
    return bool((parsed.dt.date() == _PROBE.date()).fill_null(False).all())


def read_timestamps(text: pl.Series, reading: DateReading, *, due: bool = False) -> pl.Series:
    """Reads a column of timestamps.

    Args:
        text: String, trimmed; nulls stay null.
        reading: formats and time zones.
        due: they are due dates, see `read_due_times`.
    Returns:
        Datetime("us"), naive local in the target zone; null where nothing could be read.
    """
    if due:
        return read_due_times(text, reading).times
    return _read(text, reading, lambda parsed, _: _to_local(parsed, reading))


@dataclass(frozen=True)
class DueTimes:
    """A column of due dates: the times (naive local), and where midnight was written and read as the end of its day."""

    times: pl.Series
    at_midnight: pl.Series


def read_due_times(text: pl.Series, reading: DateReading) -> DueTimes:
    """Reads a column of due dates: a day alone, or local midnight, means the end of that day (23:59:59.999999).

    Args:
        text: String, trimmed; nulls stay null.
        reading: formats and time zones, and whether midnight is to be taken literally.
    """
    at_midnight = pl.repeat(False, text.len(), dtype=pl.Boolean, eager=True)

    def finish(parsed: pl.Series, form: _Form) -> pl.Series:
        nonlocal at_midnight
        if not form.has_time:
            return _to_local(parsed + _TO_END_OF_DAY, reading)
        local = _to_local(parsed, reading)
        if reading.due_at_midnight == "literal":
            return local
        day = local.dt.truncate("1d")
        # A fraction of a second is what a computed cell holds beside what it shows, 00:00:00.
        midnight = (local < day + timedelta(seconds=1)).fill_null(False)
        at_midnight = at_midnight | midnight
        return (day + _TO_END_OF_DAY).zip_with(midnight, local)

    times = _read(text, reading, finish)
    return DueTimes(times, at_midnight.alias(text.name))


def read_dates(text: pl.Series, reading: DateReading) -> pl.Series:
    """Reads a column of days as Date; a date without a time is that day in any time zone."""

    def finish(parsed: pl.Series, form: _Form) -> pl.Series:
        local = _to_local(parsed, reading) if form.has_time else parsed
        return local.dt.truncate("1d")

    return _read(text, reading, finish).cast(pl.Date)


def _read(text: pl.Series, reading: DateReading, finish: Callable[[pl.Series, _Form], pl.Series]) -> pl.Series:
    """Form by form, each on what the forms before left unread; then once more as people write dates."""
    forms = _forms_for(text, reading.formats)
    if not reading.serials_from_1904 and (read := _in_one_form(text, forms[0], finish)) is not None:
        return read.alias(text.name)
    text = since_1900(_single_spaces(text), from_1904=reading.serials_from_1904)
    result = _read_forms(text, forms, finish)
    left = text.is_not_null() & result.is_null()
    # A profile's formats may have the month first: then nothing is read day first.
    if not reading.formats and left.any():
        written = rewritten(pl.select(pl.when(left).then(text)).to_series())
        result = result.zip_with(~left, _read_forms(written, _REWRITTEN, finish))
    return result.alias(text.name)


def _in_one_form(text: pl.Series, form: _Form, finish: Callable[[pl.Series, _Form], pl.Series]) -> pl.Series | None:
    """All cells by one form, as most columns are written; None where one does not fit, or is no day."""
    if not form.shape or not text.str.contains(form.shape).all():
        return None
    read = finish(form.parse(text), form)
    return read if read.null_count() == text.null_count() else None


def _read_forms(text: pl.Series, forms: Sequence[_Form], finish: Callable[[pl.Series, _Form], pl.Series]) -> pl.Series:
    result = pl.repeat(None, text.len(), dtype=pl.Datetime("us"), eager=True)
    for form in forms:
        left = text.is_not_null() & result.is_null()
        if not left.any():
            break
        fits = left & text.str.contains(form.shape).fill_null(False) if form.shape else left
        if not fits.any():
            continue
        read = finish(form.parse(pl.select(pl.when(fits).then(text)).to_series()), form)
        result = result.zip_with(result.is_not_null(), read)
    return result


def _single_spaces(text: pl.Series) -> pl.Series:
    """Line breaks occur between the day and the hour."""
    if not text.str.contains(r"\s\s|[^\S ]").any():
        return text
    return text.str.replace_all(r"\s+", " ")


def _forms_for(text: pl.Series, formats: Sequence[str]) -> list[_Form]:
    """The forms to try: the profile's in its order, then ours, the commonest first.

    Our own shapes exclude each other, so their order only matters for speed.
    """
    first = [cell for cell in text.head(_SAMPLE).to_list() if cell is not None]
    sample = first or text.drop_nulls().head(_SAMPLE).to_list()
    ours = _ISO if formats else _DAY_FIRST + _ISO + _OTHERS
    written = Counter(next((form for form in ours if re.search(form.shape, cell)), None) for cell in sample)
    by_count = sorted(ours, key=lambda form: -written[form])
    return [_profile_form(format_) for format_ in formats] + by_count


def _profile_form(format_: str) -> _Form:
    has_time = any(directive in format_ for directive in _TIME_DIRECTIVES)
    # As Python and SQL write them: %f counts the fraction's digits, and an offset may be +00 or Z.
    format_ = format_.replace(".%f", "%.f").replace("%z", "%#z")
    return _Form("", partial(_parse_seconds if "%s" in format_ else _parse, format_=format_), has_time)


def _parse(text: pl.Series, format_: str) -> pl.Series:
    """Datetime("us"), with time zone UTC if the format reads an offset."""
    if not any(directive in format_ for directive in _TIME_DIRECTIVES):
        return text.str.to_date(format_, strict=False).cast(pl.Datetime("us"))
    return text.str.to_datetime(format_, time_unit="us", strict=False, cache=False)


def _parse_seconds(text: pl.Series, format_: str) -> pl.Series:
    """Seconds since 1970 name an instant, in no zone but UTC."""
    return _parse(text, format_).dt.replace_time_zone("UTC")


def _parse_iso(text: pl.Series, format_: str) -> pl.Series:
    return _parse(text.str.replace("[Tt]", " "), format_)


def _parse_iso_with_offset(text: pl.Series) -> pl.Series:
    plain = (
        text.str.replace("[Tt]", " ")
        .str.replace(r" ?[Zz]$", "+00:00")
        .str.replace(r" ([+-])", "${1}")
        .str.replace(r"(:[^+-]*[+-]\d{2})$", "${1}:00")
    )
    with_seconds = _parse(plain, "%Y-%m-%d %H:%M:%S%.f%z")
    return with_seconds.zip_with(with_seconds.is_not_null(), _parse(plain, "%Y-%m-%d %H:%M%z"))


def _parse_compact(text: pl.Series, format_: str, groups: int) -> pl.Series:
    """`yyyyMMdd[HHmmss]`: parted first, because `%Y` would swallow all digits."""
    parted = text.str.replace(r"^(\d{4})(\d{2})(\d{2})", "${1}-${2}-${3} ")
    if groups > 3:
        parted = parted.str.replace(r" (\d{2})(\d{2})(\d{2})$", " ${1}:${2}:${3}")
    return _parse(parted.str.strip_chars(), format_)


def _written(day: str, shape: str, parse: Callable[..., pl.Series], joint: str) -> tuple[_Form, ...]:
    """A way of writing days, alone and with the time of day after it."""
    return (
        _Form(rf"^{shape}{joint}{_CLOCK}{_SECONDS}$", partial(parse, format_=f"{day} %H:%M:%S"), True),
        _Form(rf"^{shape}{joint}{_CLOCK}{_SECONDS}{_FRACTION}$", partial(parse, format_=f"{day} %H:%M:%S%.f"), True),
        _Form(rf"^{shape}{joint}{_CLOCK}$", partial(parse, format_=f"{day} %H:%M"), True),
        _Form(rf"^{shape}$", partial(parse, format_=day), False),
    )


_DAY_FIRST = (
    *_written("%d/%m/%Y", r"\d{1,2}/\d{1,2}/\d{4}", _parse, " "),
    *_written("%d-%m-%Y", r"\d{1,2}-\d{1,2}-\d{4}", _parse, " "),
    *_written("%d.%m.%Y", r"\d{1,2}\.\d{1,2}\.\d{4}", _parse, " "),
)
_ISO = (
    *_written("%Y-%m-%d", r"\d{4}-\d{1,2}-\d{1,2}", _parse_iso, "[Tt ]"),
    _Form(
        rf"^\d{{4}}-\d{{1,2}}-\d{{1,2}}[Tt ]{_CLOCK}(?:{_SECONDS}(?:{_FRACTION})?)?{_OFFSET}$",
        _parse_iso_with_offset,
        True,
    ),
    _Form(r"^\d{14}$", partial(_parse_compact, format_="%Y-%m-%d %H:%M:%S", groups=6), True),
    _Form(r"^\d{8}$", partial(_parse_compact, format_="%Y-%m-%d", groups=3), False),
)
_REWRITTEN = (
    _Form(PLAIN_TIME, partial(_parse, format_="%d/%m/%Y %H:%M:%S"), True),
    _Form(DAY, partial(_parse, format_="%d/%m/%Y"), False),
)
_OTHERS = (
    *_written("%Y/%m/%d", r"\d{4}/\d{1,2}/\d{1,2}", _parse, " "),
    _Form(WHOLE, parse_serial, False),
    _Form(WITH_TIME, parse_serial, True),
)


def _to_local(parsed: pl.Series, reading: DateReading) -> pl.Series:
    """Naive local of the target zone, from UTC if the text had offsets, else from the source zone."""
    dtype = parsed.dtype
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
        return parsed.dt.convert_time_zone(reading.target_timezone).dt.replace_time_zone(None)
    if reading.source_timezone == reading.target_timezone:
        return parsed
    located = parsed.dt.replace_time_zone(reading.source_timezone, ambiguous="earliest", non_existent="null")
    if located.null_count() > parsed.null_count():
        located = located.zip_with(located.is_not_null(), _skipped(parsed, reading.source_timezone))
    return located.dt.convert_time_zone(reading.target_timezone).dt.replace_time_zone(None)


def _skipped(parsed: pl.Series, timezone: str) -> pl.Series:
    """Local times that a change to summer time skipped: they never were, but due dates are computed onto them.

    They are put into the last second before the change, in their order, so that of two
    local times the earlier one stays earlier, as their owner compares them.
    """
    hour = parsed.dt.truncate("1h")
    change = (hour + timedelta(hours=1)).dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
    within = ((parsed - hour).dt.total_microseconds() + 1_000_000) // 3602  # after its start, before its end
    return change - timedelta(seconds=1) + within.cast(pl.Duration("us"))
