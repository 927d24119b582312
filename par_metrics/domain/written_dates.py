"""Dates and times of day as people write them in Vietnamese: `17h30 ngày 03 tháng 4 năm 2026`, `03/04/2026 8:05 SA`.

The patterns are those that Python and polars read alike, so that a cell and a word on the command line mean the same.
"""

import re
import unicodedata
from datetime import datetime, time

_DAY = r"\d{1,2}/\d{1,2}/\d{4}"
_CLOCK = r"\d{1,2}:\d{1,2}(?::\d{1,2})?"
_MORNING, _AFTERNOON = "sa|sáng|sang", "ch|chiều|chieu|tối|toi"
_HOUR = r"(?i)\b(\d{1,2}) ?(?:giờ|gio|h|g)"
_MINUTE, _SECOND = r"(?:phút|phut|p|')", r"(?:giây|giay|s)"

REWRITES = (
    (r"[\s,]+", " "),
    (r"(?i)(\d{1,2}) ?(?:tháng|thang) ?(\d{1,2}) (?:năm|nam) (\d{4})", "${1}/${2}/${3}"),
    (r"(?i)\b(?:vào|lúc|hồi|ngày|ngay)\b ?", " "),
    (r" ?/ ?", "/"),
    (r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", "${3}/${2}/${1}"),
    (r"\b(\d{1,2})-(\d{1,2})-(\d{4})\b", "${1}/${2}/${3}"),
    (r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b", "${1}/${2}/${3}"),
    (rf"{_HOUR} ?(\d{{1,2}}) ?{_MINUTE} ?(\d{{1,2}}) ?{_SECOND}", "${1}:${2}:${3} "),
    # The minutes of "17h 03/04/2026" are none.
    (rf"{_HOUR} ?(\d{{1,2}})(?: ?{_MINUTE}| |$)", "${1}:${2} "),
    (rf"{_HOUR}(?: |$)", "${1}:00 "),
    (r" - ", " "),
    (r"^ +| +$", ""),
    (r" +", " "),
    (rf"(?i)^({_CLOCK}(?: ?(?:{_MORNING}|{_AFTERNOON}))?) ({_DAY})$", "${2} ${1}"),
)
"""Pattern and replacement, as polars writes it, one after the other: what comes out has the day in front."""

DAY = rf"^{_DAY}$"
"""A day, rewritten, with no time of day."""

PARTS = (
    r"(?i)^(?<day>\d{1,2}/\d{1,2}/\d{4}) (?<hour>\d{1,2}):(?<minute>[0-5]?\d)(?::(?<second>[0-5]?\d))?"
    rf"(?: ?(?:(?<morning>{_MORNING})|(?<afternoon>{_AFTERNOON})))?$"
)
"""A day and a time, rewritten. In the morning 12 is 0, in the afternoon 1 is 13."""


def read_written(text: str) -> datetime | None:
    """The instant a text names, midnight for a day alone; None for anything else."""
    written = unicodedata.normalize("NFC", text.strip())
    for pattern, replacement in REWRITES:
        written = re.sub(pattern, re.sub(r"\$\{(\d)\}", r"\\g<\1>", replacement), written)
    found = re.match(PARTS.replace("(?<", "(?P<"), written)
    day = found["day"] if found else written
    try:
        midnight = datetime.strptime(day, "%d/%m/%Y")
        return datetime.combine(midnight, _clock(found)) if found else midnight
    except ValueError:
        return None


def _clock(found: re.Match[str]) -> time:
    hour = int(found["hour"])
    if found["morning"]:
        hour = hour % 12 if hour <= 12 else 24
    elif found["afternoon"]:
        hour = hour + 12 if 0 < hour < 12 else hour or 24
    return time(hour, int(found["minute"]), int(found["second"] or 0))
