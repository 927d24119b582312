"""Forms of a run as tables: filled in from its snapshot, written from what was kept."""

import json
from collections.abc import Callable, Iterator, Mapping

import polars as pl

from par_metrics.documents.forms import FORMS, make_form
from par_metrics.documents.forms.form import Asked, By, Filled, Form
from par_metrics.documents.forms.paper import Paper, paper_of
from par_metrics.domain.period import Period
from par_metrics.figures.snapshot import Snapshot
from par_metrics.settings.tables import OfficeSettings
from schemas import Label

KEPT = "form/"
"""What the names of such tables begin with: they are for workbooks alone."""

_ROWS: Mapping[By, str] = {"unit_code": "don-vi", "field": "linh-vuc"}


def forms_of_year(office: OfficeSettings) -> dict[str, Callable[[Snapshot], pl.DataFrame]]:
    """Name -> how it is made, for every form of the year of `as_of`, up to `as_of`.

    Args:
        office: who hands them in.
    """
    return {f"{KEPT}{name}": _maker(form, by, office) for form, by, name in _every_form()}


def _every_form() -> Iterator[tuple[Form, By, str]]:
    """Each form by each kind of row, with the name of its file."""
    for form in FORMS.values():
        for by in form.bys or ("unit_code",):
            yield form, by, f"{form.id}-{_ROWS[by]}" if len(form.bys) > 1 else form.id


def _maker(form: Form, by: By, office: OfficeSettings) -> Callable[[Snapshot], pl.DataFrame]:
    def make(snapshot: Snapshot) -> pl.DataFrame:
        asked = Asked(snapshot, Period.year_up_to(snapshot.as_of), by=by)
        return kept(paper_of(form, asked, office, make_form(form, asked)))

    return make


def kept(paper: Paper) -> pl.DataFrame:
    """A paper as a table of one row, its lines within."""
    filled = paper.filled
    return pl.DataFrame(
        {
            "form": [paper.form.id],
            "by": [paper.by],
            "period": [paper.period.label],
            "as_of": [paper.as_of],
            "title": [paper.title],
            "reporter": pl.Series([paper.reporter], dtype=pl.String),
            "recipient": pl.Series([paper.recipient], dtype=pl.String),
            "place": pl.Series([paper.place], dtype=pl.String),
            "totals": [json.dumps(filled.totals)],
            "notes": [json.dumps([(note.vi, note.en) for note in (*filled.notes, *paper.refused)])],
            "without_rows": [filled.without_rows],
            "lines": pl.Series([filled.frame.to_struct()], dtype=pl.List(pl.Struct(filled.frame.schema))),
        }
    )


def paper_kept(table: pl.DataFrame) -> Paper:
    """The paper that a table was made of."""
    row = table.drop("lines").row(0, named=True)
    notes = tuple(Label(vi, en) for vi, en in json.loads(row["notes"]))
    lines: pl.Series = table["lines"][0]
    return Paper(
        FORMS[row["form"]],
        row["by"],
        Period.parse(row["period"]),
        row["as_of"],
        Filled(lines.struct.unnest(), json.loads(row["totals"]), notes, row["without_rows"]),
        (),
        row["title"],
        row["reporter"],
        row["recipient"],
        row["place"],
    )
