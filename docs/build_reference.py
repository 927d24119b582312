"""Writes the reference pages whose truth is in the code: indicators, records, rules, profiles, own indicators.

`python docs/build_reference.py` writes them to docs/reference/; `tests/docs/test_reference.py`
fails when a committed page differs from what this writes.
"""

import ast
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from par_metrics.display.numbers import percent
from par_metrics.domain.plan import builtin_plan
from par_metrics.exports.profiles.library import builtin_profiles
from par_metrics.exports.profiles.profile import Profile
from par_metrics.exports.rows import messages
from par_metrics.indicators.base import Composite, Definition, Indicator
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.own.columns import OPEN_TABLES, WITHOUT_EVENT, columns_of
from par_metrics.indicators.own.subset import FUNCTIONS
from par_metrics.indicators.tables.records import TABLES
from par_metrics.indicators.targets import Target, plan_targets
from par_metrics.loading.remarks import WORDS
from schemas import KINDS, Field, Label, RecordKind, Rule

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
_NOTICE = "*Written by `docs/build_reference.py` from the code; change the code, then run it again.*"


def pages() -> dict[str, str]:
    """File name in docs/reference/ -> its text."""
    return {
        "indicators.md": _page("Indicators", _INDICATORS, _indicators()),
        "records.md": _page("Records", _RECORDS, _records()),
        "rules.md": _page("Rules for rows", _RULES, _rules()),
        "profiles.md": _page("Built-in profiles", _PROFILES, _profiles()),
        "own-indicators.md": _page("Own indicators", _OWN, _own_indicators()),
    }


def _page(title: str, introduction: str, body: Iterable[str]) -> str:
    return "\n".join([f"# {title}", "", _NOTICE, "", introduction.strip(), "", *body]).rstrip() + "\n"


def _table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield "| " + " | ".join(heading) + " |"
    yield "|" + " --- |" * len(heading)
    for row in rows:
        yield "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""


def _code(items: Iterable[object]) -> str:
    return ", ".join(f"`{item}`" for item in items)


# --- indicators ------------------------------------------------------------------------

_INDICATORS = """
Each indicator is one frozen object of `par_metrics/indicators/`. The conditions below are what runs, as SQL.

- A record *counts in a period* by its **event**; an indicator without an event looks at every record in every
  period. `:period_start` is the start of the period, `:t` the earlier of its end and `as_of`, `:as_of` the
  instant of the figure. What lies after the instant of judging has not happened: its timestamp reads as empty.
- The **population** are the candidates. Those for which a condition of **left out** holds are counted by that
  reason and belong to neither side; the rest is the denominator.
- The **numerator** is the part of the denominator for which its condition holds.
- **Unknown is not no.** Conditions are three-valued. A record of which the population or the numerator is unknown is
  left out as `not_known`, after the other reasons and before `not_yet_due`. Unknown are: a column that the record's
  exports lack, a cell that was filled but could not be read, and an empty category such as the channel. A blank cell
  of a Boolean column is "no"; `<column>_happened` says whether a date that an export has was empty ("no") or lies
  after the instant ("not yet"). Of a thing counted once (a procedure, a code) one record that is yes is enough; else
  it is unknown if any is.
- **Nothing loaded is not zero.** A unit of which there is no record of the kind and source by the end of the period
  has no count of 0, but no value.
- An empty denominator gives no value and the status `no_population`. A figure is `incomplete` where more is not known
  than counted, and where a part lacks: maxima of an assessment, criteria of SIPAS, a whole year of PAPI.
- **Facts of a dossier are those of its time**: of the registers of procedures that had begun when it was received
  (`valid_from`, else the day of export) the one exported last says what holds. Indicators of procedures look at the
  end of the period.
- **Units have a life.** Records of a unit that closed (`valid_to`) count for its successor (`successor_code`) in
  periods that end later; `explain` shows the original code. Reports, assessments and PAPI scores stay where they are.
- A record that a later full list lacks is left out as `absent_upstream`.
- A **composite** is made of the figures of other indicators, for the same unit and period: a mean (SIPAS) or a rank
  among the units of the own unit's level (PAR INDEX), which stands only beside a unit. A mean leaves out a component
  without a value and names it in `excluded` (`no_figure_sipas_3`). `explain` lists the components with their figures.
- The version rises whenever a condition changes, and every figure carries it. `id` is the version in force;
  `id@version` (`on_time_rate@2`) is that version for good, in `compute`, `explain` and `pm.catalogue`, also after a
  newer one has replaced it.
- What an engine runs of an indicator is given by `pm.catalogue[id].sql("duckdb")`.

The examples at the end are the specification: they are run as tests, on every engine.
"""


def _indicators() -> Iterator[str]:
    yield from _table(
        ("Id", "Tên", "Name", "Target 2026-2030", "Rows of the plan"),
        (
            (f"[`{i.id}`](#{i.id})", i.label.vi, i.label.en, target_of(i) or "none", ", ".join(i.plan_rows))
            for i in catalogue.values()
        ),
    )
    every = list(examples())
    titles = {row.plan_row: row.title for row in builtin_plan().rows}
    for indicator in catalogue.values():
        yield from _indicator(indicator, titles, [e for e in every if indicator.id in e.indicators])
    yield "## Examples"
    yield ""
    for example in every:
        yield f"### {example.title}"
        yield ""
        yield f"{example.rule} Of {_code(example.indicators)}."
        yield ""
        yield from ("```text", example.body, "```", "")


def _indicator(indicator: Definition, titles: dict[str, str], examples: "list[Example]") -> Iterator[str]:
    yield f"## {indicator.id}"
    yield ""
    yield f"**{indicator.label.vi}**: {indicator.formula.vi}."
    yield ""
    yield f"{indicator.label.en}: {indicator.formula.en}."
    yield ""
    facts = {
        "Version, rule set": f"{indicator.version}, `{indicator.rules}`",
        "Value": value_of(indicator),
        **made_of(indicator),
        "Target": target_of(indicator) or "none",
        "Owner": f"{indicator.owner.vi} ({indicator.owner.en})" if indicator.owner else "",
        "Rows of the plan": "<br>".join(f"{row} {titles[row]}" for row in indicator.plan_rows),
        "Source": indicator.source,
        "Examples": "<br>".join(f"[{e.title}](#{e.anchor})" for e in examples) or "none",
    }
    yield from _table(("", ""), facts.items())


def made_of(definition: Definition) -> dict[str, str]:
    """What it counts, by the English word for it, as Markdown."""
    if isinstance(definition, Composite):
        return {"Made of": _code(definition.components)}
    assert isinstance(definition, Indicator)
    window, distinct = definition.window, definition.distinct
    return {
        "Records": f"`{definition.table}`" + (f", distinct `{distinct}`" if distinct else ""),
        "Event": f"`{window.event}`" if window.event else "none: every record is looked at",
        "Judged at": "the end of the period, or `as_of` if that is earlier" if window.judged_at == "t" else "`as_of`",
        "Population": f"`{definition.population}`",
        "Left out": "<br>".join(f"{reason}: `{sql}`" for reason, sql in definition.exclude.items()) or "nothing",
        "Numerator": f"`{definition.numerator}`",
    }


def value_of(definition: Definition) -> str:
    """What its value is, in English."""
    if isinstance(definition, Indicator) and definition.statistic == "ratio":
        return f"share of 0-1, sum of `{definition.measure}` / sum of `{definition.weight}`"
    if isinstance(definition, Indicator) and definition.measure:
        return f"{definition.unit.replace('_', ' ')}, {definition.statistic} of `{definition.measure}`"
    return {
        "share": "share of 0-1, numerator / denominator",
        "count": "count; the numerator, no denominator",
        "mean_of": "share of 0-1, the mean of its components' values",
        "total": "points: the sum of `measure` over the sum of `weight`",
        "rank": "rank, 1 = best; the denominator is how many are ranked",
    }[definition.statistic]


def target_of(indicator: Definition) -> str:
    """Its targets in the built-in plan, in English; empty where it has none."""
    return "<br>".join(_target_text(t, indicator) for t in plan_targets() if t.indicator == indicator.target)


def _target_text(target: Target, indicator: Definition) -> str:
    value = percent(target.value, "en") if indicator.unit == "share" else f"{target.value:g}"
    among = f" of {target.among} ranked" if target.among else ""
    less = "more" if target.better == "higher" else "less"
    return f"{value} or {less}{among}, {target.first_year}-{target.last_year}"


@dataclass(frozen=True)
class Example:
    """A spec test as the page prints it; `test` is where it stands, `module:function`."""

    test: str
    title: str
    rule: str
    indicators: tuple[str, ...]
    body: str

    @property
    def anchor(self) -> str:
        return self.title.lower().replace(" ", "-")


def examples() -> Iterator[Example]:
    """The specification: each test of a built-in indicator, in the order of the files."""
    # What own indicators may say is told on a page of its own.
    for path in sorted({*(ROOT / "tests" / "spec").glob("test_*.py")} - {ROOT / "tests/spec/test_own_indicators.py"}):
        source = path.read_text(encoding="utf-8")
        module = ast.parse(source)
        constants = {
            target.id: node
            for node in module.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in module.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield _example(f"tests.spec.{path.stem}:{node.name}", node, source, constants)


def _example(place: str, test: ast.FunctionDef, source: str, constants: dict[str, ast.Assign]) -> Example:
    used = [
        constants[n.id]
        for n in {n.id: n for n in ast.walk(test) if isinstance(n, ast.Name) and n.id in constants}.values()
    ]
    constants_within = (n for part in (test, *used) for n in ast.walk(part) if isinstance(n, ast.Constant))
    strings = {n.value for n in constants_within}
    lines = source.splitlines()
    parts = [(n.lineno, n.end_lineno) for n in used] + [
        (d.lineno, d.end_lineno)
        for d in test.decorator_list
        if not any(mark in ast.unparse(d) for mark in ("mark.lacks", "mark.measure"))
    ]
    statements = test.body[1:]  # after the docstring
    texts = [textwrap.dedent("\n".join(lines[first - 1 : last])) for first, last in parts]
    texts.append(textwrap.dedent("\n".join(lines[statements[0].lineno - 1 : statements[-1].end_lineno])))
    title = test.name.removeprefix("test_").replace("_", " ")
    indicators = tuple(i for i in catalogue if i in strings)
    return Example(place, title[0].upper() + title[1:], ast.get_docstring(test) or "", indicators, "\n".join(texts))


# --- records ---------------------------------------------------------------------------

_RECORDS = """
Every kind of record and its columns, as exports may hold them. Headings are compared without regard to case,
diacritics, spaces and punctuation; the canonical name is always a heading too, so that a file whose headings
are canonical names needs no profile. How the text of a cell is read is told in [values.md](values.md).

Marks: **!** required in every row; **D** decides a figure: a cell that cannot be read, or a code that a spreadsheet
damaged, refuses its row (required columns do so too), while such a cell of any other column is left empty, the row
kept, and the load report names row, column and value; **P** personal, not stored; **S** personal, stored as a pseudonym
only; **L** only read to look up another column, not stored. "Event" columns are things that happened: what lies after
`as_of` has not.
"""


def _records() -> Iterator[str]:
    for kind in KINDS.values():
        yield f"## {kind.name}"
        yield ""
        yield f"{kind.label.vi} / {kind.label.en.lower()}. Key: {_code(kind.key)}."
        if kind.conflicts == "refuse":
            yield "Rows of one file that share their key and differ are all refused."
        events = _code(kind.events) or "none"
        yield f"Events: {events}." + (f" A record comes to exist at `{kind.entry}`." if kind.entry else "")
        yield ""
        yield from _table(("Column", "", "Nhãn", "Label", "Type", "Meaning", "Headings"), _field_rows(kind))
        for field in (f for f in kind.fields if f.values):
            yield f"Values of `{field.name}`:"
            yield ""
            yield from _table(
                ("Value", "Written in exports as"), ((f"`{v}`", ", ".join(texts)) for v, texts in field.values.items())
            )


def _field_rows(kind: RecordKind) -> Iterator[Sequence[object]]:
    for field in kind.fields:
        marks = [
            "!" if field.name in kind.required else "",
            "D" if field.decisive else "",
            "P" if field.personal else "",
            "S" if field.pseudonym else "",
            "" if field.stored else "L",
        ]
        meaning = field.doc + (f" Default: `{field.default}`." if field.default is not None else "")
        name = f"`{field.name}`"
        headings = ", ".join(field.headings)
        yield name, " ".join(filter(None, marks)), field.label.vi, field.label.en, field.type.value, meaning, headings


# --- rules -----------------------------------------------------------------------------

_RULES = """
What refuses a row, what leaves a cell empty, and what only earns a warning. A refused row is kept in `rejects/` with
its place, rule, message and (masked) value. A warning is counted by rule in the load report (`warnings`), and the row
is kept; `notes` say which column it is about, and of cells left empty the first few. What refuses a whole
file is told in the [officer's guide](../officer-guide.md#13-refused-files-and-rows).
"""

_READING: tuple[tuple[str, Label], ...] = (
    ("torn_row", messages.TORN_ROW),
    ("too_many_cells", messages.TOO_MANY_CELLS),
    ("empty_required", messages.EMPTY_REQUIRED),
    ("formula_not_calculated", messages.FORMULA_NOT_CALCULATED),
    ("unknown_status", messages.UNKNOWN_STATUS),
    ("damaged_code", messages.DAMAGED_CODE),
    ("no_unit", messages.NO_UNIT),
    ("no_unit", messages.UNKNOWN_UNIT_NAME),
    ("no_unit", messages.SHARED_UNIT_NAME),
    ("not_a_code", messages.NOT_A_CODE),
    ("not_a_code", messages.NOT_A_KEY),
    ("personal_text", messages.PERSONAL_TEXT),
    ("personal_text", messages.NO_UNIT_NAME),
    ("personal_text", messages.NO_TITLE),
    ("unknown_plan_row", messages.unknown_plan_row("A.I.1.1")),
    ("conflicting_rows", messages.CONFLICTING_ROWS),
)


def _rules() -> Iterator[str]:
    yield "## Every kind: rows refused while they are read"
    yield ""
    yield from _table(("Rule", "Nội dung", "Message"), ((f"`{i}`", label.vi, label.en) for i, label in _READING))
    yield "`unreadable_value`, by the type of the column (columns that decide no figure are left empty instead):"
    yield ""
    yield from _table(("Type", "Nội dung", "Message"), _unreadable())
    yield "## Every kind: warnings"
    yield ""
    words = ((f"`{rule}`", words.vi, words.en) for rule, words in WORDS.items())
    yield from _table(("Rule", "Nội dung", "Message"), words)
    for kind in KINDS.values():
        yield f"## {kind.name}"
        yield ""
        yield from _table(("Rule", "Does", "Columns", "Nội dung", "Message"), _rule_rows(kind))


def _unreadable() -> Iterator[Sequence[object]]:
    first: dict[str, Field] = {}
    for kind in KINDS.values():
        for field in kind.fields:
            if not field.values and messages.unreadable(field).en.count("()") == 0:
                first.setdefault(field.type.value, field)
    for type_, field in first.items():
        yield type_, messages.unreadable(field).vi, messages.unreadable(field).en


def _rule_rows(kind: RecordKind) -> Iterator[Sequence[object]]:
    alike: dict[tuple[str, str], list[Rule]] = {}
    for rule in kind.rules:
        alike.setdefault((rule.id, rule.severity.value), []).append(rule)
    for (rule_id, severity), rules in alike.items():
        label = rules[0].label
        yield f"`{rule_id}`", severity, _code(r.column for r in rules), label.vi, label.en


# --- profiles --------------------------------------------------------------------------

_PROFILES = """
Without `--profile` these are tried by their headings. Of those whose required columns are all there, the one that
reads most columns is taken; a tie or no match refuses the file and says what each one missed.
[own-profile.md](../how-to/own-profile.md) tells how to write your own.

Beside them every kind has the profile `canonical`: headings that are the names of [records.md](records.md).
`standard_headings = true` means that a profile also reads every heading listed there.
"""


def _profiles() -> Iterator[str]:
    yield from _table(("Profile", "Records", "Required columns", "Found by its headings"), _profile_rows())
    for path in sorted((ROOT / "par_metrics" / "exports" / "profiles" / "builtin").glob("*.toml")):
        yield f"## {path.stem}"
        yield ""
        yield from ("```toml", path.read_text(encoding="utf-8").rstrip(), "```", "")


def _profile_rows() -> Iterator[Sequence[object]]:
    written: list[Profile] = [profile for profile in builtin_profiles() if profile.name != "canonical"]
    for profile in written:
        link = f"[{profile.name}](#{profile.name})"
        yield link, profile.kind, _code(profile.required), "yes" if profile.detect else "no, only by name"


# --- own indicators ----------------------------------------------------------------------

_OWN = """
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


def _own_indicators() -> Iterator[str]:
    yield f"Functions: {_code(FUNCTIONS.values())}; `isodow` is 1 on Mondays, `date_diff` counts days by the calendar."
    yield ""
    for table in OPEN_TABLES:
        kind = KINDS[TABLES[table].kind]
        yield f"## {table}"
        yield ""
        without = " Nothing in it happens in a period: no `event`." if table in WITHOUT_EVENT else ""
        yield f"{kind.label.vi} / {kind.label.en.lower()}.{without}"
        yield ""
        rows = (
            (f"`{name}`", column.type.value, column.label.vi, column.doc.en, _code(column.values))
            for name, column in columns_of(table).items()
        )
        yield from _table(("Column", "Type", "Nhãn", "Meaning", "Values"), rows)


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
