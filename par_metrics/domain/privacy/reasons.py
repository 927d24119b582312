"""The reasons that officers give, which are kept and shown to everybody."""

import unicodedata

from par_metrics.domain.privacy.shapes import may_be_said
from par_metrics.errors import UsageError
from schemas import Label


def impersonal_reason(reason: str) -> str:
    """The words of an officer on why something was done, which are kept and shown; trimmed.

    Raises:
        UsageError: they name a person, a phone or identity number, or an address.
    """
    text = unicodedata.normalize("NFC", reason.strip())
    if text and not may_be_said(text):
        raise UsageError(
            Label(
                "lý do được lưu lại và hiện cho mọi người xem, nên không ghi tên người, số điện thoại, số giấy tờ hay "
                "địa chỉ. Ghi lại lý do bằng lời thường, không nêu các thông tin đó",
                "the reason is kept and shown, so it may not hold a person's name, a phone or identity number or an "
                "address. Say it in plain words, without them",
            ),
            "personal_reason",
        )
    return text
