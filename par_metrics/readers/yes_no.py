"""The words of yes and no.

A word is compared with its diacritics: "Dừng" (stopped) is not "Đúng" (right), "Đất" (land) is not "Đạt" (passed). Typed
without any it is compared without: "dung" is "đúng", "khong dat" is "không đạt".
"""

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


def yes_or_no(text: str) -> bool | None:
    """What a word says, None if neither."""
    # The Icelandic letter looks like ours, and old fonts put it in its place.
    plain = normalize("NFKC", text).casefold().replace("ð", "đ")
    return _MEANING.get(" ".join(plain.split()))
