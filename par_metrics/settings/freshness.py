"""`[freshness]`: how old the newest export of each feed may be."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from par_metrics.errors import nearest
from par_metrics.support.wrong_values import wrong
from schemas import KINDS, Label

FEEDS = tuple(feed for kind in KINDS.values() for feed in kind.feeds)
"""What `[freshness]` can name."""


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
