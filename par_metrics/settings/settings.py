"""Settings of a workspace: `par-metrics.toml`, with the environment (`PAR_METRICS_…`) over it.

The key of pseudonyms and the passwords of servers are no settings: see `keys`, `postgres` and `digest`.
"""

import difflib
import os
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from par_metrics.domain.limits import USUAL_LIMITS, Limits
from par_metrics.errors import SettingsError, nearest
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
from par_metrics.settings.layout import Layout
from par_metrics.settings.postgres import PostgresSettings
from par_metrics.settings.sources import SourceName, SourceSettings
from par_metrics.settings.wrong import wrong_value
from par_metrics.support.toml import read_toml
from par_metrics.support.wrong_values import wrong
from schemas import KINDS, Label

# Variables of the same prefix that are no settings.
_OTHER_VARIABLES = frozenset({WORKSPACE_VARIABLE, KEY_VARIABLE, POSTGRES_PASSWORD_VARIABLE, f"{ENV_PREFIX}DEBUG"})


FEEDS = tuple(feed for kind in KINDS.values() for feed in kind.feeds)
"""What `[freshness]` can name."""


class CalendarSettings(BaseModel):
    """Days that differ here from the national calendar."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days_off: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()
    announced_until: date | None = None
    """All days off up to this day are announced, and entered here where the national calendar lacks them."""


class ArchiveSettings(BaseModel):
    """How long the exports themselves are kept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep_days: int | None = Field(default=None, ge=1)
    """Days since its last load after which `par-metrics prune` removes an archived export; None: never."""


class LakeSettings(BaseModel):
    """How what is kept is looked after."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verify_days: int = Field(default=30, ge=1)
    """Each night reads a part of lake/, rejects/ and archive/, so that all is read in so many days."""


class LicenceSettings(BaseModel):
    """What the published files may be used under; nothing is said where the office says nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str | None = Field(default=None, pattern=r"^[-a-zA-Z0-9._]+$")
    """Its short name, such as CC-BY-4.0."""
    path: str | None = Field(default=None, pattern=r"^https?://\S+$")
    """Where its text is."""
    title: str | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if self.title is not None and self.name is None and self.path is None:
            raise wrong(Label("cần name hoặc path cùng với title", "title needs name or path beside it"))
        return self

    @property
    def stated(self) -> dict[str, str]:
        """What is said of it."""
        return self.model_dump(exclude_none=True)


class PublishSettings(BaseModel):
    """What is published, and what is kept of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep_runs: int = Field(default=30, ge=1)
    refused_limit: float = Field(default=0.1, ge=0, le=1)
    """A file of whose rows more than this share are refused holds publishing back."""
    licence: LicenceSettings = LicenceSettings()


class OpenDataSettings(BaseModel):
    """What is given to everybody, in a folder of its own; nothing, unless years are named."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    years: tuple[Annotated[int, Field(ge=2000, le=2199)], ...] = ()
    """Years to be shown, each once, when it has been over for 30 days."""
    threshold: int = Field(default=5, ge=3)
    """Counts from 1 to below it are hidden."""
    title: str | None = None
    licence: str | None = None
    """Its name or its address."""
    contact: str | None = None
    """Whom readers may ask: an office, its address."""


class FreshnessSettings(BaseModel):
    """How old the newest export of each feed may be: a kind of records, or `kind.source`, and its working days.

    In the file the feeds stand beside `hold_back`: `dossiers = 3`, `"dossiers.national_portal" = 10`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: dict[str, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    """Feed -> working days; of a feed without any the workspace's own rhythm tells."""
    hold_back: tuple[str, ...] = ()
    """Feeds, or kinds with all their sources, that hold publishing back when they are too old."""

    @model_validator(mode="before")
    @classmethod
    def _gathered(cls, values: dict[str, Any]) -> dict[str, Any]:
        """The feeds as `days`; `dossiers.national_portal` without quotes is a table in TOML, and means the same."""
        days: dict[str, Any] = {}
        rest: dict[str, Any] = {}
        for key, value in values.items():
            if isinstance(value, dict) and key in KINDS:
                days |= {f"{key}.{source}": limit for source, limit in value.items()}
            elif key in FEEDS:
                days[key] = value
            else:
                rest[key] = value
        return {**rest, "days": days}

    @model_validator(mode="after")
    def _can_be_told(self) -> Self:
        for feed in (*self.days, *self.hold_back):
            if feed not in FEEDS:
                near = nearest(feed, FEEDS)
                raise wrong(
                    Label(
                        f'"{feed}" không phải loại dữ liệu có ngày, hoặc loại.nguồn.{near.vi.rstrip(".")}',
                        f'"{feed}" is no kind of records with dates, or kind.source.{near.en.rstrip(".")}',
                    )
                )
        for feed in self.hold_back:
            # Without days nobody says when it is too old, and the gate would pass in silence.
            if not any(feed in (name, name.partition(".")[0]) or feed.startswith(f"{name}.") for name in self.days):
                raise wrong(
                    Label(
                        f'hold_back nêu "{feed}" nhưng chưa đặt số ngày cho nó',
                        f'hold_back names "{feed}", for which no days are set',
                    )
                )
        return self


class IngestSettings(BaseModel):
    """How exports are loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    workers: int | None = Field(default=None, ge=1)
    """Processes that read the files of a night side by side; None: as many as there are cores, 1: only the own one."""


class LogSettings(BaseModel):
    """What is written down of each night, for whoever runs the machine."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: str = Field(default="logs", min_length=1)
    """In the workspace or with its whole path; only the account that runs this may read it."""
    files: int = Field(default=10, ge=0)
    """How many are kept, the one written to among them; 0: nothing is written."""
    size_mb: float = Field(default=1, gt=0)
    """How large one becomes before the next is begun."""

    @field_validator("files")
    @classmethod
    def _can_be_rotated(cls, files: int) -> int:
        if files == 1:
            raise wrong(
                Label("phải là 0 (không ghi) hoặc từ 2 trở lên", "it must be 0 (nothing is written), or 2 or more")
            )
        return files


class ParIndexSettings(BaseModel):
    """The user's own table of PAR INDEX criteria; none is made up."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    criteria: str | None = None
    """File of the table, in the workspace or with its whole path."""
    total_points: float = Field(default=100, gt=0)
    """What the maxima of a unit's assessment add up to where there is no table of the year; below it is incomplete."""


class OfficeSettings(BaseModel):
    """Who hands in forms and reports, as heads and signatures say it; what is left out is left to be filled in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str | None = None
    """The office; None: the name of `unit` in the register of units."""
    parent: str | None = None
    """The office above it."""
    recipient: str | None = None
    """Who receives its forms and reports."""
    place: str | None = None
    """Where reports are dated."""
    signature: tuple[str, ...] = ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    """The lines above the name of who signs a report."""
    form_titles: dict[str, str] = Field(default_factory=dict)
    """Form -> its title, where the office's differs from the built-in one."""
    report_template: str | None = None
    """DOCX of the office's own report, in the workspace or with its whole path."""


class GroupSettings(BaseModel):
    """`[groups.<name>]`: what figures may be grouped by, beside the columns there are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str
    """The record table; docs/reference/own-indicators.md lists them."""
    value: str
    """SQL over its columns that gives the group."""


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
    sources: dict[SourceName, SourceSettings] = Field(default_factory=dict)
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
