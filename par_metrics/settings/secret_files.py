"""Files that the settings name and their owner alone may read: passwords, tokens, keys.

What such a file holds is never printed, nor quoted in an error.
"""

import os
from pathlib import Path

from pydantic import SecretStr

from par_metrics.errors import SettingsError
from par_metrics.support.private import open_to_others
from schemas import Label


def in_workspace(root: Path, file: str) -> Path:
    """A file that the settings name: in the workspace, or with its whole path."""
    return root / Path(file).expanduser()


def secret_of(variable: str, root: Path, file: str | None, what: Label, rule: str) -> SecretStr | None:
    """A secret from the environment, else all that a file holds; None where neither is named.

    Args:
        variable: of the environment.
        root: the workspace, for a file that lies in it.
        what: the secret is, such as `the PostgreSQL password`.
        rule: of the errors; of a file that others can open with `_open` behind it.
    Raises:
        SettingsError: the file is missing, empty or no text, or others may open it.
    """
    if given := os.environ.get(variable, ""):
        return SecretStr(given)
    if file is None:
        return None
    try:
        text = read_private(in_workspace(root, file)).rstrip("\r\n")
    except SettingsError as error:
        raise _no_secret(what, error.label, variable, f"{rule}_open" if error.rule == "open_secret" else rule) from None
    if not text:
        raise _no_secret(what, Label(f"tệp {file} trống", f"the file {file} is empty"), variable, rule)
    return SecretStr(text)


def _no_secret(what: Label, why: Label, variable: str, rule: str) -> SettingsError:
    return SettingsError(
        Label(
            f"{_begun(what.vi)}: {why.vi}; hoặc đặt biến môi trường {variable}.",
            f"{_begun(what.en)}: {why.en}; or set {variable} in the environment.",
        ),
        rule,
    )


def _begun(text: str) -> str:
    return text[0].upper() + text[1:]


def check_private(file: Path) -> None:
    """Hold that a file of secrets is there and its owner's alone.

    Raises:
        SettingsError: it is not.
    """
    if not file.is_file():
        raise SettingsError(Label(f"không có tệp {file}", f"there is no file {file}"), "no_secret")
    if open_to_others([file.resolve()]):
        raise SettingsError(
            Label(
                f"người khác mở được {file}, nên không dùng; chạy chmod 600 {file}, rồi đổi mật khẩu hay mã trong đó "
                "nếu có thể đã lộ",
                f"others can open {file}, so it is not used; run chmod 600 {file}, and change what is in it if it may "
                "be known",
            ),
            "open_secret",
        )


def read_private(file: Path) -> str:
    """The text of a file of secrets.

    Raises:
        SettingsError: it is not there, cannot be read as text, or others can open it.
    """
    check_private(file)
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            Label(
                f"không đọc được {file}: không có quyền, hoặc không phải văn bản UTF-8",
                f"{file} cannot be read: no right to, or no text in UTF-8",
            ),
            "wrong_secret",
        ) from None
