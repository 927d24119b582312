"""Which PostgreSQL server the published figures are written to, and the password of the account there."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from par_metrics.settings.environment import POSTGRES_PASSWORD_VARIABLE
from par_metrics.settings.secret_files import secret_of
from par_metrics.support.wrong_values import wrong
from schemas import Label

_LONGEST_NAME = 63
_PASSWORD = Label("mật khẩu PostgreSQL", "the PostgreSQL password")


class PostgresSettings(BaseModel):
    """The server, as libpq names its parts; without `dbname` nothing is sent. The password stands nowhere here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str | None = None
    """Name or address, or the folder of a Unix socket; None: libpq's own."""
    port: Annotated[int, Field(ge=1, le=65535)] = 5432
    dbname: str | None = None
    user: str | None = None
    """None: the name of the account that runs this."""
    schema_name: Annotated[str, Field(alias="schema")] = "par_metrics"
    sslmode: Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] = "prefer"
    sslrootcert: str | None = None
    """File of the certificate that `verify-ca` and `verify-full` trust, in the workspace or with its whole path."""
    password_file: str | None = None
    """File of the password, which its owner alone may read, in the workspace or with its whole path."""

    @field_validator("host", "dbname", "user")
    @classmethod
    def _is_no_connection_string(cls, part: str | None) -> str | None:
        if part is not None and ("://" in part or "=" in part or "@" in part):
            # It may hold a password, and is shown in messages.
            raise wrong(
                Label(
                    "chỉ ghi tên, không ghi cả chuỗi kết nối; host, dbname, user ghi riêng, mật khẩu không ghi ở đây",
                    "give the name alone, no connection string; host, dbname and user apart, and no password here",
                )
            )
        return part

    @field_validator("schema_name")
    @classmethod
    def _is_a_name(cls, name: str) -> str:
        is_plain = name.isascii() and name.isidentifier() and name == name.lower() and len(name) <= _LONGEST_NAME
        # `public` is everybody's: what others keep there under our names must not be taken for ours.
        if not is_plain or name.startswith("pg_") or name in ("public", "information_schema"):
            raise wrong(
                Label(
                    "phải là tên riêng của một schema: chữ thường không dấu, số, dấu _",
                    "it must be the name of a schema of its own: small letters, digits, _",
                )
            )
        return name

    @model_validator(mode="after")
    def _names_a_database(self) -> Self:
        if self.dbname is None and self.model_fields_set - {"dbname"}:
            raise wrong(Label("thiếu dbname, tên cơ sở dữ liệu", "dbname is missing, the name of the database"))
        return self

    @property
    def is_set(self) -> bool:
        """Whether there is a server to write to."""
        return self.dbname is not None


def postgres_password(root: Path, settings: PostgresSettings) -> SecretStr | None:
    """The password from the environment, else from the file; None where there is neither: not every server asks.

    Args:
        root: the workspace, for a file that lies in it.
    Raises:
        SettingsError: the file is missing, empty or no text, or others may read it.
    """
    return secret_of(POSTGRES_PASSWORD_VARIABLE, root, settings.password_file, _PASSWORD, "postgres_password")
