"""How the text of a cell becomes a time: every form officers' systems write, and the traps."""

from datetime import date, datetime

import polars as pl
import pytest

from par_metrics.domain.written_dates import read_written
from par_metrics.readers.dates import DateReading, is_datetime_format, read_dates, read_due_times, read_timestamps

VIETNAM = DateReading((), "Asia/Ho_Chi_Minh", "Asia/Ho_Chi_Minh")
END_OF_DAY = (23, 59, 59, 999999)


def one(text: str, reading: DateReading = VIETNAM, due: bool = False) -> datetime | None:
    return read_timestamps(pl.Series([text]), reading, due=due).to_list()[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("05/03/2026", datetime(2026, 3, 5)),
        ("5/3/2026", datetime(2026, 3, 5)),
        ("05/03/2026 08:05", datetime(2026, 3, 5, 8, 5)),
        ("5/3/2026 8:05", datetime(2026, 3, 5, 8, 5)),
        ("05/03/2026 08:05:09", datetime(2026, 3, 5, 8, 5, 9)),
        ("05-03-2026 08:05:09", datetime(2026, 3, 5, 8, 5, 9)),
        ("05.03.2026", datetime(2026, 3, 5)),
        ("20260305080509", datetime(2026, 3, 5, 8, 5, 9)),
        ("20260305", datetime(2026, 3, 5)),
        ("2026-03-05 08:05:09", datetime(2026, 3, 5, 8, 5, 9)),
        ("2026-03-05 08:05:09.123", datetime(2026, 3, 5, 8, 5, 9, 123000)),
        ("2026-03-05T08:05:09", datetime(2026, 3, 5, 8, 5, 9)),
        ("2026-03-05T08:05", datetime(2026, 3, 5, 8, 5)),
        ("2026-03-05", datetime(2026, 3, 5)),
        ("2026-03-05T01:05:09Z", datetime(2026, 3, 5, 8, 5, 9)),
        ("2026-03-05T08:05:09+07:00", datetime(2026, 3, 5, 8, 5, 9)),
        ("2026-03-05T08:05:09.5+0700", datetime(2026, 3, 5, 8, 5, 9, 500000)),
        ("2026-03-05T08:05+07", datetime(2026, 3, 5, 8, 5)),
        ("2026-03-04 20:05:09-05:00", datetime(2026, 3, 5, 8, 5, 9)),
        ("2026-03-04 20:05:09 -0500", datetime(2026, 3, 5, 8, 5, 9)),
        ("46086", datetime(2026, 3, 5)),
        ("46086.0", datetime(2026, 3, 5)),
        ("46086.3368055556", datetime(2026, 3, 5, 8, 5)),
        ("46086.5", datetime(2026, 3, 5, 12)),
        ("05/03/2026\n08:05", datetime(2026, 3, 5, 8, 5)),
        ("05/03/2026\u00a0 08:05", datetime(2026, 3, 5, 8, 5)),
        ("17:30 03/04/2026", datetime(2026, 4, 3, 17, 30)),
        ("17:30:09, 03/04/2026", datetime(2026, 4, 3, 17, 30, 9)),
        ("17:30 2026-04-03", datetime(2026, 4, 3, 17, 30)),
        ("03/04/2026 17h30", datetime(2026, 4, 3, 17, 30)),
        ("03/04/2026 17H30'", datetime(2026, 4, 3, 17, 30)),
        ("03/04/2026 17g30", datetime(2026, 4, 3, 17, 30)),
        ("03/04/2026 - 17 giờ 30 phút", datetime(2026, 4, 3, 17, 30)),
        ("17h 03/04/2026", datetime(2026, 4, 3, 17)),
        ("03/04/2026 lúc 17 giờ", datetime(2026, 4, 3, 17)),
        ("8:05 SA 03/04/2026", datetime(2026, 4, 3, 8, 5)),
        ("03/04/2026 8:05 SA", datetime(2026, 4, 3, 8, 5)),
        ("03/04/2026 05:00:09 CH", datetime(2026, 4, 3, 17, 0, 9)),
        ("12:05 SA 03-04-2026", datetime(2026, 4, 3, 0, 5)),
        ("3.4.2026 12:05 ch", datetime(2026, 4, 3, 12, 5)),
        ("03/04/2026 17:05 CH", datetime(2026, 4, 3, 17, 5)),
        ("ngày 03 tháng 4 năm 2026", datetime(2026, 4, 3)),
        ("Ngày 03/04/2026", datetime(2026, 4, 3)),
        ("17h30 ngày 03 tháng 4 năm 2026", datetime(2026, 4, 3, 17, 30)),
        ("Ngày 3 tháng 4 năm 2026, lúc 8 giờ 05", datetime(2026, 4, 3, 8, 5)),
        ("3/4/2026 9:5", datetime(2026, 4, 3, 9, 5)),
        ("3-4-2026", datetime(2026, 4, 3)),
        ("3.4.2026", datetime(2026, 4, 3)),
    ],
)
def test_every_listed_form_is_read(text: str, expected: datetime) -> None:
    assert read_timestamps(pl.Series("x", [text, None, text]), VIETNAM).to_list() == [expected, None, expected]
    # Beside others a column is read form by form.
    assert read_timestamps(pl.Series("x", [text, "rác"]), VIETNAM).to_list() == [expected, None]


@pytest.mark.parametrize(
    "text",
    [
        "32/13/2026",
        "30/02/2026",
        "03/13/2026",  # American order is never guessed
        "05/03/26",
        "05/03/2026 25:00",
        "05/03/2026 08:05:60",
        "05/03/2026 8",
        "05/03/2026 08:05 PM",
        "2026-13-05",
        "20261305080000",
        "20260305250000",
        "2026030508",
        "460860",
        "4608",
        "-46086",
        "1.5",
        "hôm qua",
        "05/03/2026 và 06/03/2026",
        "x05/03/2026",
        "05/03/26 17:30",
        "17:30 05/03/26",
        "05/03/2026 13:00 SA",
        "05/03/2026 0:30 CH",
        "05/03/2026 17h60",
        "25h 05/03/2026",
        "17:30",
        "17h30",
        "ngày 31 tháng 2 năm 2026",
        "tháng 3 năm 2026",
        "17:30 03/13/2026",
        "từ 05/03/2026 đến 06/03/2026",
    ],
)
def test_a_cell_that_is_no_date_stays_unread(text: str) -> None:
    assert one(text) is None


def test_a_cell_and_a_word_on_the_command_line_mean_the_same() -> None:
    days = ("03/04/2026", "3-4-2026", "ngày 03 tháng 4 năm 2026", "31/02/2026", "03/13/2026", "03/04/26")
    clocks = ("17:30", "17h30", "8g5", "5:00 CH", "12:30 SA", "0:30 CH", "13:00 SA", "25h", "8 giờ 30 phút", "7:60")
    texts = [*days, *(f"{a} {b}" for day in days for clock in clocks for a, b in ((day, clock), (clock, day)))]
    read = read_timestamps(pl.Series(texts), VIETNAM).to_list()
    assert read == [read_written(text) for text in texts]
    assert sum(value is not None for value in read) == 3 + 3 * 2 * 6


def test_a_day_before_the_thirteenth_is_never_read_as_american() -> None:
    assert one("03/05/2026") == datetime(2026, 5, 3)


def test_a_due_date_without_a_time_is_the_end_of_that_day() -> None:
    for text in ("05/03/2026", "2026-03-05", "20260305", "46086", "46086.0"):
        assert one(text, due=True) == datetime(2026, 3, 5, *END_OF_DAY), text


MIDNIGHTS = ("2026-03-05 00:00:00", "05/03/2026 00:00", "20260305000000", "2026-03-04T17:00:00Z", "0h 5/3/2026")


def test_a_due_date_at_local_midnight_is_the_end_of_that_day_and_is_counted() -> None:
    column = pl.Series([*MIDNIGHTS, "05/03/2026", None, "2026-03-05T00:00:00Z", "05/03/2026 00:00:01"])
    due = read_due_times(column, VIETNAM)
    assert due.times.to_list()[:6] == [datetime(2026, 3, 5, *END_OF_DAY)] * 6
    assert due.times.to_list()[6:] == [None, datetime(2026, 3, 5, 7), datetime(2026, 3, 5, 0, 0, 1)]
    assert due.at_midnight.to_list() == [True] * 5 + [False] * 4


def test_a_profile_may_take_midnight_literally_but_not_a_day() -> None:
    literal = DateReading((), "Asia/Ho_Chi_Minh", "Asia/Ho_Chi_Minh", "literal")
    due = read_due_times(pl.Series([*MIDNIGHTS, "05/03/2026"]), literal)
    assert due.times.to_list() == [datetime(2026, 3, 5)] * 5 + [datetime(2026, 3, 5, *END_OF_DAY)]
    assert not due.at_midnight.any()


def test_forms_may_be_mixed_in_one_column_and_nulls_stay() -> None:
    column = pl.Series("x", ["05/03/2026", None, "20260305080509", "rác", "2026-03-05T08:00:00+07:00", "46086"])
    assert read_timestamps(column, VIETNAM).to_list() == [
        datetime(2026, 3, 5),
        None,
        datetime(2026, 3, 5, 8, 5, 9),
        None,
        datetime(2026, 3, 5, 8),
        datetime(2026, 3, 5),
    ]


def test_an_empty_column_and_a_column_of_nulls_are_read() -> None:
    assert read_timestamps(pl.Series("x", [], dtype=pl.String), VIETNAM).to_list() == []
    assert read_timestamps(pl.Series("x", [None, None], dtype=pl.String), VIETNAM).to_list() == [None, None]


AMERICAN = DateReading(("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y"), "America/New_York", "America/New_York")


def test_a_profile_may_ask_for_american_order() -> None:
    assert one("03/05/2026 02:05:07 PM", AMERICAN) == datetime(2026, 3, 5, 14, 5, 7)
    assert one("12/31/2026 12:00:00 AM", AMERICAN) == datetime(2026, 12, 31)
    assert one("3/5/2026", AMERICAN, due=True) == datetime(2026, 3, 5, *END_OF_DAY)
    assert one("12/31/2026", AMERICAN) == datetime(2026, 12, 31)


def test_with_a_profiles_formats_only_iso_is_tried_besides() -> None:
    assert one("31/12/2026", AMERICAN) is None
    assert one("46086", AMERICAN) is None
    assert one("2026-12-31T08:00:00", AMERICAN) == datetime(2026, 12, 31, 8)


def test_a_profiles_format_may_be_written_as_in_python() -> None:
    python = DateReading(("%d %b %Y %H:%M:%S.%f%z", "%d %b %Y %H:%M:%S%z"), "UTC", "UTC")
    expected = datetime(2026, 3, 5, 14, 5, 7)
    assert one("05 Mar 2026 14:05:07.250+00:00", python) == expected.replace(microsecond=250_000)
    assert [one(f"05 Mar 2026 14:05:07{offset}", python) for offset in ("+00", "Z", "+0000")] == [expected] * 3


def test_seconds_since_1970_are_an_instant_whatever_the_profiles_zone() -> None:
    new_york = DateReading(("%s",), "America/New_York", "Asia/Ho_Chi_Minh")
    assert one("1772690707", new_york) == datetime(2026, 3, 5, 13, 5, 7)


def test_times_are_converted_from_the_profiles_zone_to_the_workspaces() -> None:
    new_york = DateReading((), "America/New_York", "Asia/Ho_Chi_Minh")
    assert one("2026-01-15 08:00:00", new_york) == datetime(2026, 1, 15, 20)
    assert one("2026-07-15 08:00:00", new_york) == datetime(2026, 7, 15, 19)
    assert one("2026-01-15", new_york, due=True) == datetime(2026, 1, 16, 11, 59, 59, 999999)
    assert one("2026-01-15T08:00:00Z", new_york) == datetime(2026, 1, 15, 15), "an offset in the data wins"


def test_hours_that_summer_time_skips_or_repeats_are_read_and_never_refused() -> None:
    amsterdam = DateReading((), "Europe/Amsterdam", "UTC")
    skipped = [
        one(f"2026-03-29 {time}", amsterdam) for time in ("01:59:59", "02:00:00", "02:30:00", "02:30:01", "03:00:00")
    ]
    assert None not in skipped
    assert skipped == sorted(set(skipped)), "what is due before another time stays due before it"
    assert skipped[-1] == datetime(2026, 3, 29, 1)
    assert one("2026-10-25 02:30:00", amsterdam) == datetime(2026, 10, 25, 0, 30), "the earlier of the two"


def test_a_day_is_a_day_in_any_zone_but_a_time_is_converted_first() -> None:
    new_york = DateReading((), "America/New_York", "Asia/Ho_Chi_Minh")
    texts = pl.Series(["15/01/2026", "15/01/2026 20:00", None, "rác"])
    assert read_dates(texts, new_york).to_list() == [date(2026, 1, 15), date(2026, 1, 16), None, None]
    westward = DateReading((), "Asia/Ho_Chi_Minh", "America/New_York")
    assert read_dates(texts, westward).to_list() == [date(2026, 1, 15), date(2026, 1, 15), None, None]


def test_formats_are_checked_before_they_are_used() -> None:
    assert is_datetime_format("%m/%d/%Y %I:%M:%S %p")
    assert is_datetime_format("%Y-%m-%d %H:%M:%S%.f%z")
    assert is_datetime_format("%m/%d/%Y")
    assert is_datetime_format("%s")
    assert not is_datetime_format("%H:%M")
    assert not is_datetime_format("mm/dd/yyyy")
    assert not is_datetime_format("%Q")
