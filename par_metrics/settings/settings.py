"""Settings of a workspace: `par-metrics.toml`, with the environment (`PAR_METRICS_…`) over it.

The key of pseudonyms and the passwords of servers are no settings: see `keys`, `postgres` and `digest`.
"""

import difflib
import os
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from par_metrics.domain.limits import USUAL_LIMITS, Limits
from par_metrics.errors import SettingsError
from par_metrics.settings.digest import DigestSettings, is_secret_of_digest
from par_metrics.settings.environment import (
    ENV_PREFIX,
    KEY_VARIABLE,
    POSTGRES_PASSWORD_VARIABLE,
    SECRETS,
    WORKSPACE_VARIABLE,
    is_secret_variable,
    secret_variable,
)
from par_metrics.settings.freshness import FEEDS, FreshnessSettings
from par_metrics.settings.layout import Layout
from par_metrics.settings.postgres import PostgresSettings
from par_metrics.settings.sources import SourceSettings
from par_metrics.settings.tables import (
    ArchiveSettings,
    CalendarSettings,
    GroupSettings,
    IngestSettings,
    LakeSettings,
    LogSettings,
    OfficeSettings,
    OpenDataSettings,
    ParIndexSettings,
    PublishSettings,
    TableName,
)
from par_metrics.settings.wrong import wrong_value
from par_metrics.support.toml import read_toml
from par_metrics.support.wrong_values import wrong
from schemas import Label

# Variables of the same prefix that are no settings.
_OTHER_VARIABLES = frozenset({WORKSPACE_VARIABLE, KEY_VARIABLE, POSTGRES_PASSWORD_VARIABLE, f"{ENV_PREFIX}DEBUG"})


class Settings(BaseSettings):
    """Settings of one workspace; read them with `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, env_nested_delimiter="__", env_ignore_empty=True, extra="forbid", frozen=True
    )

    unit: str | None = None
    timezone: str = "Asia/Ho_Chi_Minh"
    language: Literal["vi", "en"] = "vi"
    calendar: CalendarSettings = CalendarSettings()
    targets: tuple[dict[str, Any], ...] = ()
    """Targets that come before the plan's, as tables of the form of `indicators/targets.toml`."""
    sources: dict[TableName, SourceSettings] = Field(default_factory=dict)
    """Where exports are fetched from before a night, by name."""
    ingest: IngestSettings = IngestSettings()
    limits: Limits = USUAL_LIMITS
    lake: LakeSettings = LakeSettings()
    archive: ArchiveSettings = ArchiveSettings()
    publish: PublishSettings = PublishSettings()
    open_data: OpenDataSettings = OpenDataSettings()
    freshness: FreshnessSettings = FreshnessSettings()
    par_index: ParIndexSettings = ParIndexSettings()
    office: OfficeSettings = OfficeSettings()
    groups: dict[str, GroupSettings] = {}
    postgres: PostgresSettings = PostgresSettings()
    digest: DigestSettings = DigestSettings()
    log: LogSettings = LogSettings()
    roll_up_units: bool = True
    """Records of a unit that has closed count for its successor."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # The file's values are the arguments of the constructor; the environment goes over them.
        return env_settings, init_settings

    @field_validator("unit")
    @classmethod
    def _trimmed(cls, unit: str | None) -> str | None:
        return (unit or "").strip() or None

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, timezone: str) -> str:
        try:
            ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name is a folder's, such as "Asia"
            raise wrong(
                Label(
                    f"{timezone!r} không phải múi giờ, như 'Asia/Ho_Chi_Minh'",
                    f"{timezone!r} is not a time zone such as 'Asia/Ho_Chi_Minh'",
                )
            ) from None
        return timezone

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def load_settings(root: Path) -> Settings:
    """The settings of the workspace at `root`.

    Raises:
        SettingsError: the folder is no workspace, its file is not TOML, or a key or value
            is wrong; the message names the key, where it stands and the nearest valid key.
    """
    refuse_question_mark(root)
    file = Layout(root).settings_file
    try:
        values = read_toml(file.read_text(encoding="utf-8-sig"))
    except OSError:
        raise _no_workspace(file.name) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            Label(
                f"{file.name}: không đọc được tệp cài đặt ({error}). Sửa tệp rồi chạy lại.",
                f"{file.name}: the settings cannot be read ({error}). Correct the file and run again.",
            ),
            "settings_unreadable",
        ) from None
    _refuse_unknown(values, Settings, file.name, prefix="")
    _refuse_unknown_variables(os.environ)
    try:
        return Settings(**values)
    except ValidationError as error:
        raise wrong_value(error, file.name) from None


def refuse_question_mark(root: Path) -> None:
    """For DuckDB the name of a file ends there, as in an address, and its log comes to lie elsewhere.

    Raises:
        SettingsError: there is one in the path of the workspace.
    """
    if "?" in (path := str(root.absolute())):
        raise SettingsError(
            Label(
                f"Đường dẫn của kho làm việc không được có dấu ?: {path}. Đổi tên thư mục.",
                f"The path of a workspace must not have a question mark: {path}. Rename the folder.",
            ),
            "workspace_path",
        )


def _no_workspace(name: str) -> SettingsError:
    return SettingsError(
        Label(
            f"Thư mục này chưa phải kho làm việc (không có {name}). Chạy `par-metrics init` để tạo, "
            "hoặc chỉ đúng thư mục bằng --workspace.",
            f"This folder is no workspace (it has no {name}). Run `par-metrics init` to make one, "
            "or name the folder with --workspace.",
        ),
        "no_workspace",
    )


def _refuse_unknown(values: dict[str, object], model: type[BaseModel], place: str, prefix: str) -> None:
    """Raise for the first key of `values`, at any depth, that `model` does not have."""
    keys = {field.alias or name: field for name, field in model.model_fields.items()}
    known = (*FEEDS, "hold_back") if model is FreshnessSettings else tuple(keys)
    for key, value in values.items():
        if key not in known:
            raise _unknown_key(f"{prefix}{key}", place, (f"{prefix}{name}" for name in known))
        inner = keys[key].annotation if key in keys else None
        if isinstance(value, dict) and isinstance(inner, type) and issubclass(inner, BaseModel):
            _refuse_unknown(value, inner, place, f"{prefix}{key}.")
    if model is Settings and isinstance(sources := values.get("sources"), dict):
        for name, source in sources.items():
            if isinstance(source, dict):
                _refuse_secrets(name, source, place)
                _refuse_unknown(source, SourceSettings, place, f"sources.{name}.")


def _refuse_secrets(name: str, source: dict[str, object], place: str) -> None:
    """Raise for what is secret: no other key of a source is what was meant."""
    for what in SECRETS:
        if what in source:
            variable = secret_variable(name, what)
            raise SettingsError(
                Label(
                    f'{place}: "sources.{name}.{what}" không ghi ở đây, vì cài đặt không giữ bí mật. Xóa dòng đó, đặt '
                    f"biến môi trường {variable} hoặc ghi vào secrets_file; đổi mã nếu có thể đã lộ.",
                    f'{place}: "sources.{name}.{what}" does not stand here: settings keep no secrets. Remove the line, '
                    f"set {variable} in the environment or write it into secrets_file; change it if it is known.",
                ),
                "secret_in_settings",
            )


def _refuse_unknown_variables(environment: Iterable[str]) -> None:
    for variable in environment:
        name = variable.upper().removeprefix(ENV_PREFIX)
        is_secret = is_secret_variable(variable) or is_secret_of_digest(variable)
        if name == variable.upper() or variable.upper() in _OTHER_VARIABLES or is_secret:
            continue
        if name.split("__")[0].lower() not in Settings.model_fields:
            raise _unknown_key(
                variable, "environment", (f"{ENV_PREFIX}{field.upper()}" for field in Settings.model_fields)
            )


def _unknown_key(key: str, place: str, valid: Iterable[str]) -> SettingsError:
    candidates = list(valid)
    nearest = difflib.get_close_matches(key, candidates, n=1, cutoff=0.0)
    return SettingsError(
        Label(
            f'{place}: không có cài đặt nào tên "{key}". Gần nhất: "{nearest[0]}".',
            f'{place}: there is no setting "{key}". The nearest one is "{nearest[0]}".',
        ),
        "unknown_setting",
    )
