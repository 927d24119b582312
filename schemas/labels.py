"""Text that people read, in the officer's language and the developer's."""

from typing import Literal, NamedTuple

Language = Literal["vi", "en"]


class Label(NamedTuple):
    """The same words in Vietnamese and in English."""

    vi: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.vi if language == "vi" else self.en

    def filled(self, **values: object) -> "Label":
        """Both texts with their `{name}` places filled."""
        return Label(self.vi.format(**values), self.en.format(**values))
