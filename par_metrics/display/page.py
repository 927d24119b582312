"""Any table as a small page of its own: no network, no script; on a phone each row is a card.

A table wider than the screen scrolls inside of its frame, which is no higher than the screen: the bar to scroll by is
in sight, and the head stays above.
"""

from collections.abc import Iterable, Mapping
from html import escape

from par_metrics.display.html import Cell
from par_metrics.display.numbers import NO_VALUE, cell, number
from par_metrics.display.shown import Shown, unit_of
from schemas import Label, Language

_SAID_ONCE = ("period", "as_of", "version", "rules", "provisional", "finality")
"""Columns that are said above the table where every row has the same."""

_LONG = 24
"""Characters of a text that should not stand in a narrow column."""

_STYLE = """
:root{--ink:#16202b;--soft:#4d5a67;--line:#cfd6dc}
*{box-sizing:border-box}
body{margin:0;padding:1rem;color:var(--ink);font:15px/1.45 "Segoe UI",Roboto,"Noto Sans",sans-serif}
h1{margin:0 0 .25rem;font-size:1.3rem}
p{margin:0 0 .75rem;color:var(--soft)}
.frame{overflow:auto;max-height:calc(100vh - 3rem)}
table{border-collapse:collapse;width:100%}
th,td{padding:.3rem .45rem;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:break-word}
th{position:sticky;top:0;background:#e7ebee;text-align:left}
th.n{text-align:right}
th.w{min-width:8rem}
@media screen and (min-width:641px) and (max-width:1500px){table{font-size:13px}}
@media screen and (max-width:640px){
.frame{max-height:none}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,tbody,tr,td{display:block}
tr{margin:0 0 .75rem;padding:.3rem .6rem;border:1px solid var(--line);border-radius:6px}
td{display:flex;justify-content:space-between;gap:1rem;border:0;padding:.15rem 0;
text-align:right!important;white-space:normal!important;overflow-wrap:anywhere}
td.none{display:none}
td::before{content:attr(data-heading);color:var(--soft);text-align:left;flex:0 0 42%}
}
@media print{@page{size:A4 landscape;margin:12mm}body{padding:0;font-size:10px}.frame{overflow:visible;max-height:none}
thead{display:table-header-group}th{position:static;print-color-adjust:exact}tr{break-inside:avoid}
td,th{overflow-wrap:anywhere}}
"""


def html_page(title: str, table: Shown, language: Language, units: Mapping[str, str], about: str = "") -> str:
    """The whole page, every row of it.

    Args:
        title: what the table is.
        about: of which unit and period, and as of when.
        units: indicator id -> share, count or working_days.
    """
    records = list(table.frame.iter_rows(named=True))
    once = [name for name in table.frame.columns if name in _SAID_ONCE and _is_same(table, name)]
    headings = dict(zip(table.frame.columns, table.headings, strict=True))
    columns = [name for name in table.frame.columns if name not in once]
    numeric = {name for name, dtype in table.frame.schema.items() if dtype.is_numeric()}
    texts = [_texts(record, columns, language, units) for record in records]
    rows = "\n".join(_row(record, row, headings, numeric) for record, row in zip(records, texts, strict=True))
    looks = {name: _look(name in numeric, (row[name] for row in texts)) for name in columns}
    head = "".join(f'<th scope="col"{looks[name]}>{escape(headings[name])}</th>' for name in columns)
    said = [f"{headings[name]}: {cell(name, records[0][name], '', language)}" for name in once]
    count = Label(f"{number(len(records), 'vi')} dòng", f"{number(len(records), 'en')} rows").in_language(language)
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{f"<p>{escape(about)}</p>" if about else ""}
<p>{escape(" · ".join([*said, count]))}</p>
<div class="frame" role="region" aria-label="{escape(title)}" tabindex="0"><table>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table></div>
</main>
</body>
</html>
"""


def _is_same(table: Shown, name: str) -> bool:
    """Whether every one of several rows has the same, and has it."""
    return table.frame.height > 1 and table.frame[name].n_unique() == 1 and table.frame[name].null_count() == 0


def _look(is_number: bool, texts: Iterable[str]) -> str:
    """The class of a heading: of numbers, or of texts that need room."""
    if is_number:
        return ' class="n"'
    return ' class="w"' if max(map(len, texts), default=0) > _LONG else ""


def _texts(
    record: Mapping[str, object], columns: list[str], language: Language, units: Mapping[str, str]
) -> dict[str, str]:
    unit = unit_of(record, units)
    return {name: cell(name, record[name], unit, language) for name in columns}


def _row(record: Mapping[str, object], texts: Mapping[str, str], headings: Mapping[str, str], numeric: set[str]) -> str:
    cells = []
    for name, text in texts.items():
        content = record[name]
        shown = Cell(text, name in numeric, content if isinstance(content, str) else "").html
        marks = f' data-heading="{escape(headings[name])}"' + (' class="none"' if text == NO_VALUE else "")
        # A code may be broken behind its underscores.
        cells.append(shown.replace("_", "_<wbr>").replace("<td", f"<td{marks}", 1))
    return f"<tr>{''.join(cells)}</tr>"
