"""The page of what own indicators may say."""

from collections.abc import Iterator

from docs.reference_pages.markdown import code, page, table
from par_metrics.indicators.own.columns import OPEN_TABLES, WITHOUT_EVENT, columns_of
from par_metrics.indicators.own.subset import FUNCTIONS
from par_metrics.indicators.tables.records import TABLES
from schemas import KINDS

_INTRODUCTION = """
What `indicators/*.toml` and `pm.Indicator` may say; [how to write one](../how-to/own-indicators.md). A condition is one
SQL expression over the columns of its table, listed below. It comes out as yes, no or null; of a record for which it is
null nobody knows, and it is left out as `not_known`, never counted as no.

| Key | What it says |
| --- | --- |
| `id` | its name, small letters, figures and `_`; no built-in indicator has it |
| `version` | a whole number; raised whenever what is counted changes. A changed condition under the version of a published run is refused. Several versions may stand side by side: the highest is in force, `id@version` asks for another |
| `label`, `formula`, `owner` | `{ vi = "…", en = "…" }`, or one text for both |
| `source` | what it goes back to |
| `table` | one of the tables below |
| `event` | a column of dates: the record counts in the period in which it lies. Without it a record is looked at in every period, and the conditions say whether it counts there |
| `touches` | without `event`: a condition without which no record can count; it only spares work |
| `judged_at` | without `event`: `"as_of"`, or `"t"` for things as they stood at the end of the period |
| `population` | who is counted |
| `numerator` | what counts as good; a share needs it |
| `exclude` | `{ reason = "condition" }`, or `{ reason = { when = "condition", vi = "không hẹn ngày trả", en = "no due date" } }` with words for people: whom to leave out, counted by reason; the first that holds. A reason has the same words in every indicator |
| `statistic` | `share` (else), `count`, `mean`, `median`, `p90` of `measure`; `ratio` of the sums of `measure` and `weight`; `total` |
| `unit` | of all but shares and counts: `share`, `count`, `working_days`, `days` of the calendar (as `date_diff` counts), `dong` (VND), `points` |
| `distinct` | a column whose different values are counted instead of records |
| `better` | `higher` (else) or `lower` |
| `can_be_mended` | `true` where a miss of today may still turn good (an apology is sent after all, an open dossier closed). Else misses stay: nothing is said to be mended, and a target that can no longer be met is `out_of_reach` |
| `target` | `{ value, years = [first, last], better, level, unit }`, or a list of them |
| `plan_rows` | rows of the plan it answers: the scorecard shows it there |
| `dates` | columns that `explain` shows beside the record's key |
| `example` | `[[indicator.example]]`: `period`, `rows` of the table's kind, `tables = { kind = "rows" }`, `as_of`, `unit`, `expect = { numerator, denominator }` |

## What conditions are made of

`AND`, `OR`, `NOT`, comparisons, `IS [NOT] NULL`, `IS [NOT] DISTINCT FROM`, `IN (…)`, `BETWEEN`, `LIKE`, `CASE`, `+ - *`,
`/` by a number or `nullif(…, 0)`, `||`, `INTERVAL '2' DAY`, `DATE '2026-03-31'`, `CAST(… AS DATE)` of a column of dates. What
is compared is of one sort: a number with a number, a text with a text, a date with a date or `'2026-03-31'`.

Parameters: `:as_of`, the instant everything is seen at; without `event` also `:period_start`, `:period_end` and `:t`, the
end of the period or `as_of` if that is earlier.

A condition sees one record of one table only: what lies in two tables, such as the days from a dossier's fee to its payment,
cannot be written. Days between two columns are `date_diff('day', a, b)`, by the calendar; a day is not taken from a day.

Rows of examples: cells between `|`, dates `2026-03-31` or `2026-03-31 08:00`, yes/no cells `yes`, `no` or `?` (not known);
`true` is not read. An empty yes/no cell is no.

The `field` of a dossier is, in figures, that of its procedure in the register when it was received, and the export's own
only where the register does not say: `--by field`, and conditions that name `field`, need not count what the stored column
(`ws.sql`) holds.
"""


def _body() -> Iterator[str]:
    yield f"Functions: {code(FUNCTIONS.values())}; `isodow` is 1 on Mondays, `date_diff` counts days by the calendar."
    yield ""
    for name in OPEN_TABLES:
        kind = KINDS[TABLES[name].kind]
        yield f"## {name}"
        yield ""
        without = " Nothing in it happens in a period: no `event`." if name in WITHOUT_EVENT else ""
        yield f"{kind.label.vi} / {kind.label.en.lower()}.{without}"
        yield ""
        rows = (
            (f"`{heading}`", column.type.value, column.label.vi, column.doc.en, code(column.values))
            for heading, column in columns_of(name).items()
        )
        yield from table(("Column", "Type", "Nhãn", "Meaning", "Values"), rows)


def written() -> str:
    """Its text."""
    return page("Own indicators", _INTRODUCTION, _body())
