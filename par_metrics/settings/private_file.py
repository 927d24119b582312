"""A secret that stands in no setting: from the environment, else from a file that its owner alone may read.

Neither is ever printed, nor quoted in an error.
"""

import os
from pathlib import Path

from pydantic import SecretStr

from par_metrics.errors import SettingsError
from par_metrics.support.private import open_to_others
from schemas import Label


def secret_of(variable: str, root: Path, file: str | None, what: Label, rule: str) -> SecretStr | None:
    """The secret from the environment, else from the file; None where there is neither.

    Args:
        variable: of the environment.
        root: the workspace, for a file that lies in it.
        file: as the settings name it, in the workspace or with its whole path; all that it holds is the secret.
        what: the secret is, such as `the PostgreSQL password`.
        rule: of the errors; of a file that others can read with `_open` behind it.
    Raises:
        SettingsError: the file is missing or empty, or others may read it.
    """
    if given := os.environ.get(variable, ""):
        return SecretStr(given)
    if file is None:
        return None
    place = (root / file).resolve()
    try:
        if open_to_others([place]):
            raise _open_to_others(file, what, f"{rule}_open")
        text = place.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise _unreadable(file, variable, what, rule) from None
    if not text:
        raise _unreadable(file, variable, what, rule)
    return SecretStr(text)


def _open_to_others(file: str, what: Label, rule: str) -> SettingsError:
    return SettingsError(
        Label(
            f"Người khác đọc được tệp {what.vi} {file}, nên không dùng. Chạy chmod 600 {file}, rồi đổi {what.vi} nếu "
            "có thể đã lộ.",
            f"Others can read the file of {what.en} {file}, so it is not used. Run chmod 600 {file}, and change "
            f"{what.en} if it may be known.",
        ),
        rule,
    )


def _unreadable(file: str, variable: str, what: Label, rule: str) -> SettingsError:
    return SettingsError(
        Label(
            f"Không đọc được {what.vi} trong {file} (không có tệp, tệp trống, hoặc không có quyền). Ghi vào đó, quyền "
            f"600, hoặc đặt biến môi trường {variable}.",
            f"{what.en[0].upper()}{what.en[1:]} cannot be read from {file} (no such file, an empty one, or no right "
            f"to). Write it there, mode 600, or set {variable} in the environment.",
        ),
        rule,
    )
