"""Texts that somebody writes for plans and indicators: everybody sees them, so they are of offices, not of people."""

from par_metrics.domain.privacy.numbers import holds_own_number
from par_metrics.domain.privacy.shapes import surely_names
from par_metrics.support.wrong_values import wrong
from schemas import Label

_SOMEBODYS = Label(
    "có vẻ là tên, số điện thoại hoặc số định danh của một người; ai cũng xem được, hãy ghi cơ quan hoặc chức vụ",
    "it looks like somebody's name, phone or identity number; everybody sees it: write an office or a post",
)


def of_nobody(text: str) -> str:
    """The text of a title or an office, where a validator of pydantic lets it through.

    Raises:
        PydanticCustomError: it names somebody, or holds somebody's number; the text is not quoted.
    """
    if surely_names(text):
        raise wrong(_SOMEBODYS)
    return text


def without_numbers(text: str) -> str:
    """The same of sentences, in which words of the law may look like names: no number of somebody stands in them.

    Raises:
        PydanticCustomError: one does.
    """
    if holds_own_number(text):
        raise wrong(_SOMEBODYS)
    return text
