"""A column half of whose days Excel swapped with their months refuses its file; other mixtures do not."""

from collections.abc import Sequence

import pytest

from par_metrics.errors import RefusedFileError
from tests.support.export_tables import DOSSIERS, REFERENCES, read, table

REAL = ("2026-04-03", "2026-05-03 08:30:00", "2026-12-03T00:00:00")
WRITTEN = ("17/03/2026", "31/03/2026 08:00", "13-04-2026")
MONTH_FIRST = ("03/17/2026", "03/31/2026", "4.13.2026")


def load(received: Sequence[str | None], toml: str | None = None, format_: str = "xlsx") -> int:
    rows = [(f"H60.101-260301-{i:04}", "4", day, None, None) for i, day in enumerate(received)]
    typed = format_ != "csv"
    return read(table(DOSSIERS, *rows, format_=format_, typed=typed), references=REFERENCES, toml=toml).rows_read


@pytest.mark.parametrize("format_", ["xlsx", "csv", "json", "parquet"])
@pytest.mark.parametrize("text", [WRITTEN, MONTH_FIRST])
def test_real_dates_up_to_the_12th_beside_text_after_it_refuse_the_file(text: Sequence[str], format_: str) -> None:
    """Dossiers of the third of April were counted in March, and the other way round."""
    with pytest.raises(RefusedFileError) as caught:
        load([*REAL, None, *text, "chưa"], format_=format_)
    assert caught.value.rule == "mixed_dates"
    for words in caught.value.label:
        assert '"Ngày tiếp nhận"' in words and "3" in words and "Excel" in words


@pytest.mark.parametrize(
    "received",
    [
        REAL,
        WRITTEN,
        [*REAL[:2], *WRITTEN],
        [*REAL, *WRITTEN[:2]],
        [*REAL, "2026-04-13", *WRITTEN],
        [*REAL, *WRITTEN, "12/03/2026"],
        [*REAL, "46097", "46113", "46114"],
    ],
)
def test_other_columns_are_read(received: Sequence[str]) -> None:
    assert load(received) == len(received)


def test_a_profile_that_gives_the_formats_takes_the_dates_as_they_stand() -> None:
    toml = (
        'name = "own"\nversion = 1\nkind = "dossiers"\nstandard_headings = true\n'
        'required = ["dossier_code", "status"]\n[read]\ndatetime_formats = ["%d/%m/%Y"]\n'
    )
    assert load([*REAL, *WRITTEN], toml) == 6
