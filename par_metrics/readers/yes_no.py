"""The words of yes and no.

A word is compared with its diacritics: "Dừng" (stopped) is not "Đúng" (right), "Đất" (land) is not "Đạt" (passed).
Typed without any it is compared without: "dung" is "đúng", "khong dat" is "không đạt".
"""

import json
import re
from unicodedata import normalize

from par_metrics.support.folding import fold

# A box with a cross is what Word draws in a box that is ticked. A cross alone may strike out or tick.
_TICKS = ("✓", "✔", "☑", "√", "✅", "☒")
_YES = ("có", "x", "1", "1.0", "true", "đạt", "yes", "y", "đúng", *_TICKS)
_NO = ("không", "không có", "0", "0.0", "false", "không đạt", "chưa đạt", "chưa", "chưa có", "no", "n", "sai", "☐")


def _forms(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for word in words for form in (word, fold(word))))


YES_FORMS = _forms(_YES)
"""Every way of writing yes, in lower case, NFC."""
_MEANING = dict.fromkeys(YES_FORMS, True) | dict.fromkeys(_forms(_NO), False)


# A link, a path, a file with its ending, or the number or id of one: where a list holds it, there is something.
_FILE = re.compile(
    r"://|^[/\\].|[\w-]{2,}[/\\][\w-]{2,}|\.[a-z][a-z0-9]{1,4}$|^(?=\S*\d)\S{5,}$", re.ASCII | re.IGNORECASE
)


def yes_or_no(text: str) -> bool | None:
    """What a word says, None if neither."""
    # The Icelandic letter looks like ours, and old fonts put it in its place.
    plain = normalize("NFKC", text).casefold().replace("ð", "đ")
    return _MEANING.get(" ".join(plain.split()))


def any_yes(texts: str) -> str:
    """Whether some text of a JSON list of texts is yes, or names a file: "1" or "0"; where nobody knows, a text itself.

    It is then read as a word of yes and no is, in vain, and told.
    """
    doubtful = None
    for text in json.loads(texts):
        meaning = yes_or_no(text)
        if meaning or (meaning is None and _FILE.search(text)):
            return "1"
        doubtful = text if meaning is None and doubtful is None else doubtful
    return "0" if doubtful is None else doubtful
