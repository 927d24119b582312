"""The tables of `par-metrics.toml` that have few keys, each with its values where nothing is said."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from par_metrics.support.wrong_values import wrong
from schemas import Label

TableName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
"""What a table of which there may be several is called: it stands in names of files and of variables."""


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
