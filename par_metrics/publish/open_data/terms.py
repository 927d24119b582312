"""What open data is made by: the settings of it, and where it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.publish.open_data.chosen import OPEN, SURVEYED

SETTLED_AFTER = timedelta(days=30)
"""A year is shown when it has been over for so long: what came late is in it, for it is never shown again."""


@dataclass(frozen=True)
class Terms:
    """What the settings say of open data.

    Args:
        folder: `open-data/`.
        years: the years to be shown.
        threshold: counts below it are hidden, but 0.
        title: of the data; None: the usual one.
        licence: its name or address; None: none is stated.
        contact: whom readers may ask; None: nobody is named.
    """

    folder: Path
    years: Sequence[int]
    threshold: int
    title: str | None
    licence: str | None
    contact: str | None


def settled_on(year: int) -> datetime:
    """The instant from which a year may be shown."""
    return Period.parse(str(year)).end + SETTLED_AFTER


def thresholds_of(answers: pl.DataFrame, threshold: int) -> Mapping[str, int]:
    """The threshold of each open indicator.

    A person answers every question of a criterion, so that five answers may be of two people: of a survey's criterion
    it is as many times higher as it has questions.

    Args:
        answers: `survey, criterion, question_code`.
    """
    questions: dict[int, int] = dict(
        answers.filter(survey="sipas").group_by("criterion").agg(pl.col("question_code").n_unique()).iter_rows()
    )
    answered = {f"sipas_{criterion}": number for criterion, number in questions.items()}
    return {indicator: threshold * (answered.get(indicator, 1) if indicator in SURVEYED else 1) for indicator in OPEN}
