"""Made-up answers to satisfaction surveys, and PAPI scores: no real survey gave any of them."""

from datetime import date

import polars as pl

from par_metrics.sample.draws import NUMBER, Draws, pick

# Respondents of each ward, the days of the surveys, and the letter of their forms.
_WAVES = (
    ("sipas", "A", 15, date(2025, 11, 10)),
    ("sipas", "B", 40, date(2026, 5, 11)),
    ("sipas", "C", 40, date(2026, 9, 7)),
    ("papi_local", "P", 20, date(2026, 6, 15)),
)
_DAYS = 12
_QUESTIONS = {"sipas": (9, 2), "papi_local": (8, 1)}
"""Criteria of a survey, and questions on each."""
# Share of satisfied answers by criterion; every further ward of the list is a little lower.
_SATISFIED = (0.86, 0.76, 0.84, 0.82, 0.88, 0.85, 0.87, 0.90, 0.79)
_LOWER = 0.03
_BEFORE = 0.05
"""How much lower 2025 was."""

_PAPI_BASE = (4.9, 5.1, 5.2, 6.4, 6.7, 6.9, 3.6, 3.3)
_PAPI_GROWTH = {2024: 0.0, 2025: 0.06, 2026: 0.11}

_MOST_WARDS = 6
"""Wards that asked PAPI's questions themselves."""


def survey_answers(units: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Each respondent's answer to each question, some of them empty: canonical columns of `survey_answers`."""
    draws = Draws(seed)
    asked = pl.concat([_asked(units, *wave) for wave in _WAVES])
    asked = asked.with_row_index(NUMBER).with_columns(pl.col(NUMBER).cast(pl.UInt64))
    satisfied = pick(pl.Series(_SATISFIED), pl.col("criterion") - 1) - pl.col("ward") * _LOWER
    satisfied -= pl.when(pl.col("answered_on").dt.year() == 2025).then(_BEFORE).otherwise(0.0)
    high = 4 + draws.below("survey.high", 2)
    low = pl.lit(pl.Series([1, 2, 2, 3, 3, 3, 3])).gather(draws.below("survey.low", 7))
    return asked.with_columns(
        answer=pl.when(draws.chance("survey.answered", 0.97)).then(
            pl.when(draws.uniform("survey.satisfied") < satisfied).then(high).otherwise(low)
        )
    ).drop(NUMBER, "ward")


def _asked(units: pl.DataFrame, survey: str, letter: str, respondents: int, first: date) -> pl.DataFrame:
    """Every question put to every respondent of every ward; a form is numbered by ward, survey and respondent."""
    criteria, questions = _QUESTIONS[survey]
    wards = units.select("unit_code").with_row_index("ward")
    people = pl.DataFrame({"person": range(1, respondents + 1)})
    put = pl.DataFrame({"criterion": range(1, criteria + 1)}).join(
        pl.DataFrame({"question": range(1, questions + 1)}), how="cross"
    )
    return (
        wards.join(people, how="cross")
        .join(put, how="cross")
        .select(
            "ward",
            "unit_code",
            "criterion",
            survey=pl.lit(survey),
            respondent_code=pl.format(
                "{}{}{}",
                pl.col("unit_code").str.split(".").list.last(),
                pl.lit(letter),
                pl.col("person").cast(pl.String).str.zfill(2),
            ),
            question_code=pl.format("{}.{}", "criterion", "question"),
            answered_on=pl.lit(first) + pl.duration(days=pl.col("person") % _DAYS),
        )
    )


def papi_scores(units: pl.DataFrame) -> pl.DataFrame:
    """Eight scores of the province for each of three years, and of each ward by a local survey of 2026."""
    province = units["parent_code"][0]
    rows = [
        _score(province, year, dimension, base + growth, "published")
        for year, growth in _PAPI_GROWTH.items()
        for dimension, base in enumerate(_PAPI_BASE, start=1)
    ]
    rows += [
        _score(code, 2026, dimension, base + 0.3 - 0.15 * place, "local_survey")
        for place, code in enumerate(units["unit_code"].head(_MOST_WARDS))
        for dimension, base in enumerate(_PAPI_BASE, start=1)
    ]
    return pl.DataFrame(rows)


def _score(place: str, year: int, dimension: int, score: float, origin: str) -> dict[str, object]:
    return {
        "place_code": place,
        "year": year,
        "dimension": dimension,
        "score": round(score, 2),
        "origin": origin,
    }
