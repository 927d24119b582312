"""What a source asks for before it answers: from the environment, or from a file that its owner alone reads.

Neither is ever printed, nor quoted in an error.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from par_metrics.errors import SettingsError, nearest
from par_metrics.settings.environment import secret_variable
from par_metrics.settings.secret_files import in_workspace, read_private
from par_metrics.settings.settings import Settings
from par_metrics.settings.sources import SourceSettings
from schemas import Label

_ASKED: Mapping[str, tuple[str, ...]] = {
    "file": (),
    "sftp": ("password",),
    "s3": ("key", "secret"),
    "http": ("token",),
    "https": ("token",),
}


@dataclass(frozen=True)
class Secrets:
    """Those that were given.

    Args:
        token: HTTP, sent as `Authorization: Bearer`.
        password: SFTP, of the account, or of `key_file` where there is one.
        key: S3, the id of the access key.
        secret: S3, the access key itself.
    """

    token: SecretStr | None = None
    password: SecretStr | None = None
    key: SecretStr | None = None
    secret: SecretStr | None = None


def secrets_of(root: Path, name: str, source: SourceSettings) -> Secrets:
    """The secrets of one source; what its scheme does not know is not looked at.

    Raises:
        SettingsError: its file is not there, others can read it, or it holds what is no secret of this scheme; or one
            that the scheme cannot do without was not given.
    """
    asked = _ASKED[source.scheme]
    written = _written(in_workspace(root, source.secrets_file), asked) if source.secrets_file else {}
    found = {what: os.environ.get(secret_variable(name, what)) or written.get(what) for what in asked}
    lacking = [what for what in asked if not found[what]]
    if lacking and (source.scheme == "s3" or (source.scheme == "sftp" and source.key_file is None)):
        variables = ", ".join(secret_variable(name, what) for what in lacking)
        or_key = source.scheme == "sftp"
        raise SettingsError(
            Label(
                f"chưa có {variables}: đặt biến môi trường này, hoặc ghi vào secrets_file"
                + (", hoặc dùng key_file" if or_key else ""),
                f"{variables} is not given: set it in the environment, or write it into secrets_file"
                + (", or use key_file" if or_key else ""),
            ),
            "no_secret",
        )
    return Secrets(**{what: SecretStr(text) for what, text in found.items() if text})


def files_of_secrets(root: Path, settings: Settings) -> set[Path]:
    """The files that the settings name and nobody else may read, each where it really lies."""
    named = [settings.postgres.password_file, *settings.digest.private_files]
    named += [file for source in settings.sources.values() for file in (source.secrets_file, source.key_file)]
    return {in_workspace(root, file).resolve() for file in named if file is not None}


def _written(file: Path, asked: tuple[str, ...]) -> dict[str, str]:
    text = read_private(file)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        values = {"": ""}
    if unknown := [key for key, value in values.items() if key not in asked or not isinstance(value, str)]:
        near = nearest(unknown[0], asked)
        example = "\n".join(f'{what} = "…"' for what in asked).replace("\n", "; ")
        raise SettingsError(
            Label(
                f"{file}: phải là TOML chỉ gồm {example}.{near.vi}".rstrip("."),
                f"{file}: must be TOML of nothing but {example}.{near.en}".rstrip("."),
            ),
            "wrong_secret",
        )
    return values
