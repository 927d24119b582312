"""The larger parts of the page that change with the unit, put together from cells. `page.js` does the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from par_metrics.display.numbers import NO_VALUE
from par_metrics.publish.outputs.page import cells
from par_metrics.publish.outputs.page.drawing import chart, percentages, spark
from par_metrics.publish.outputs.page.facts import HEADLINES, OF_DOSSIERS, UNJUDGED, Facts
from par_metrics.publish.outputs.page.text import both, count, say, value
from par_metrics.publish.outputs.page.view import View
from schemas import Label

_SHARES = {"met": "met", "missed": "missed", "followed": "no_target"} | {status: status for status in UNJUDGED}
"""What is counted of the figures -> the status it is of."""
_DOABLE = Label("Còn có thể làm", "What can be done")
_LACKING = Label("Còn thiếu", "Lacking")
_DOSSIER_HEADS = (
    Label("Mã hồ sơ", "Dossier"),
    Label("Thủ tục", "Procedure"),
    Label("Hẹn trả", "Due"),
    Label("Ngày làm việc", "Working days"),
)
_CHANGE_HEADS = (Label("Chỉ số", "Indicator"), Label("Trước", "Before"), Label("Nay", "Now"), Label("Do", "Because of"))


class Sections:
    """Draws one unit of a view.

    Args:
        view: the page.
        facts: of the unit.
    """

    def __init__(self, view: View, facts: Facts) -> None:
        self.view, self.facts = view, facts

    # --- an indicator --------------------------------------------------------------------

    def value_cell(self, id: str) -> Markup:
        figure = self.facts.figures[id]
        unit = self.view.unit(id)
        below = cells.made_of(figure, unit) or cells.measure(figure, unit)
        shown = Markup("<b>{}</b>").format(both(value(figure.get("v"), unit)))
        return shown + Markup("<small>{}</small>").format(below) if below else shown

    def _months(self, id: str) -> list[float | None]:
        series = self.facts.series.get(id)
        if series is None:
            return []
        values = percentages(series, self.view.is_ratio(id), self.view.unit(id))
        return values[: len(self.view.spans.months)]

    def spark(self, id: str) -> Markup:
        return spark(self._months(id), self.facts.figures[id].get("t"))

    def chart(self, id: str) -> Markup:
        target = self.facts.figures[id].get("t")
        return chart(self._months(id), target, self.view.spans.months, self.view.unit(id))

    def quarters(self, id: str) -> Markup:
        series, view = self.facts.series.get(id), self.view
        if series is None:
            return Markup("")
        first = len(view.spans.months)
        own = [line[first:] for line in series]
        return cells.quarters(view.spans.quarters, own, view.is_ratio(id), view.unit(id), view.has_sides(id))

    def doable(self, id: str) -> Markup:
        done = self.facts.figures[id].get("a")
        return _term(_DOABLE, cells.action(done)) if done else Markup("")

    def lacking(self, id: str) -> Markup:
        refused = self.facts.figures[id].get("r")
        return _term(_LACKING, both(say("refused", count(refused)))) if refused else Markup("")

    # --- the head ------------------------------------------------------------------------

    def big(self, id: str) -> Markup:
        unit, most = self.view.unit(id), self.view.most(id)
        shown = both(value(self.facts.figures[id].get("v"), unit))
        return shown if unit == "share" or self.facts.figures[id].get("v") is None else shown + _of_most(most)

    def said_target(self, id: str) -> Markup:
        target = self.facts.figures[id].get("t")
        return Markup("") if target is None else both(say("target", value(target, self.view.unit(id))))

    def proxy(self, id: str) -> Markup:
        return both(say("proxy")) if self.facts.figures[id].get("p") else Markup("")

    def head766(self) -> Markup:
        if not self.facts.blocks:
            return Markup('<p class="big">{}</p>').format(NO_VALUE)
        points, most, rank, units, *missing = self.facts.blocks[-1]
        if points is None:
            why = both(say("lacks_so_many", count(len(missing[0]))))
            return Markup('<p class="big">{}</p><p class="foot soft"><span>{}</span></p>').format(NO_VALUE, why)
        year = self.view.spans.year
        place = both(say("year", Label(year, year)))
        if rank and (units or 0) > 1:
            place += Markup(" · {}").format(both(say("rank_of", count(rank), count(units))))
        shown = both(value(points, "points"))
        drawn = cells.bar({"v": points}, most)
        return Markup('<p class="big">{}{}</p>{}<p class="foot soft"><span>{}</span></p>').format(
            shown, _of_most(most), drawn, place
        )

    # --- lists ---------------------------------------------------------------------------

    def offices(self) -> Markup:
        if not self.facts.offices:
            said = "no_tasks" if self.facts.counts["judged"] else "no_figures"
            return Markup('<p class="empty">{}</p>').format(both(say(said)))
        return Markup("").join(cells.office(office, self.facts, self.view) for office in self.facts.offices)

    def dossiers(self) -> Markup:
        listed = self.facts.at_risk
        if not listed:
            said = "no_dossiers" if "overdue" in self.facts.counts else "unknown_dossiers"
            return Markup('<p class="empty">{}</p>').format(both(say(said)))
        first, rest = listed[: cells.DOSSIERS_SHOWN], listed[cells.DOSSIERS_SHOWN :]
        shown = _table("Hồ sơ", _DOSSIER_HEADS, [cells.dossier(row) for row in first], numbers=(3,))
        if not rest:
            return shown
        more = both(say("more_dossiers", count(len(rest))))
        rows = _table("Hồ sơ còn lại", _DOSSIER_HEADS, [cells.dossier(row) for row in rest], numbers=(3,))
        unlisted = self.facts.counts["at_risk"] - len(listed)
        below = (
            Markup('<p class="soft">{}</p>').format(both(say("not_listed", count(unlisted))))
            if unlisted
            else Markup("")
        )
        return shown + Markup('<details class="fold"><summary>{}</summary>{}{}</details>').format(more, rows, below)

    def counted_otherwise(self) -> Markup:
        """Why the plan's figure of overdue dossiers is another than the number of those listed as overdue."""
        counts, figure = self.facts.counts, self.facts.figures.get(OF_DOSSIERS)
        if figure is None or "overdue" not in counts or counts["overdue"] == figure["v"]:
            return Markup("")
        parts = (("with_stopped", counts["stopped"]), ("without_by_law", counts["by_law"]))
        why = [say(key, count(number)) for key, number in parts if number]
        told = Label("; ".join(part.vi for part in why), "; ".join(part.en for part in why))
        label = self.view.label(OF_DOSSIERS)
        text = say("counts_otherwise", count(counts["overdue"]), label, count(figure["v"]), told)
        return Markup('<p class="soft">{}</p>').format(both(text))

    def risks(self) -> str:
        """How many are overdue, and due soon."""
        counts = self.facts.counts
        return f"{counts['overdue']} + {counts['due']}" if "overdue" in counts else ""

    def share(self) -> Markup:
        """How many figures are met, missed, only followed, and not known: all of them, as the terminal counts them."""
        counts = {name: number for name in _SHARES if (number := self.facts.counts.get(name)) is not None}
        every = sum(counts.values()) or 1
        widths = Markup("").join(
            Markup('<i class="{}" style="width:{}%"></i>').format(
                tone, f"{int(counts[name] / every * 1000 + 0.5) / 10:g}"
            )
            for name, tone in (("met", "good"), ("missed", "bad"))
        )
        legend = Markup("").join(
            Markup("<span>{} {}</span>").format(cells.status(_SHARES[name]), number) for name, number in counts.items()
        )
        return Markup('<div class="stack" aria-hidden="true">{}</div><p class="legend">{}</p>').format(widths, legend)

    def blocks(self) -> Markup:
        """The blocks of the score, those that lost most first, each with its parts; the total last."""
        if not self.facts.blocks:
            return Markup("")
        rows = dict(zip((key for key, _, _ in self.view.blocks), self.facts.blocks, strict=True))
        labels = {key: label for key, label, _ in self.view.blocks}
        parts: dict[str | None, list[str]] = {}
        for key, _, parent in self.view.blocks:
            parts.setdefault(parent, []).append(key)
        total = parts[None][0]
        ordered = sorted(parts[total], key=lambda key: -_lost(rows[key]))
        drawn = []
        for key in ordered:
            drawn.append(self._block("", labels[key], rows[key]))
            drawn += [self._block("part", labels[part], rows[part]) for part in parts.get(key, [])]
        return Markup("").join([*drawn, self._block("sum", labels[total], rows[total])])

    def _block(self, kind: str, label: Label, row: Sequence[Any]) -> Markup:
        opening = Markup('<tr class="{}">').format(kind) if kind else Markup("<tr>")
        points, most, rank, units, *missing = row
        drawn = cells.block(points, most, rank, units)
        why = Markup("<br><small>{}</small>").format(both(self._lacks(kind, missing[0]))) if missing else Markup("")
        return opening + Markup('<th scope="row">{}{}</th>{}</tr>').format(both(label), why, drawn)

    def _lacks(self, kind: str, missing: Sequence[str]) -> Label:
        """Why a block has no points: by name what it lacks, of the total how much."""
        if kind == "sum":
            return say("lacks_so_many", count(len(missing)))
        named = [self.view.inputs[key] for key in missing]
        return say("lacks", Label("; ".join(label.vi for label in named), "; ".join(label.en for label in named)))

    def changes(self) -> Markup:
        if not self.facts.changes:
            return Markup('<p class="empty">{}</p>').format(both(say("no_changes")))
        return _table(
            "Thay đổi", _CHANGE_HEADS, [cells.moved(row, self.view) for row in self.facts.changes], numbers=(1, 2)
        )

    def headlines(self) -> tuple[str, ...]:
        return tuple(id for id in HEADLINES if id in self.facts.figures)


def _of_most(most: float | None) -> Markup:
    return Markup("") if most is None else Markup("<small>/{}</small>").format(both(count(most)))


def _lost(block: Sequence[Any]) -> float:
    points, most = block[0], block[1]
    return -1.0 if points is None or most is None else most - points


def _term(name: Label, said: Markup) -> Markup:
    return Markup("<dt>{}</dt><dd>{}</dd>").format(both(name), said)


def _table(name: str, heads: Sequence[Label], rows: Sequence[Markup], numbers: Sequence[int]) -> Markup:
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="num"') if place in numbers else "", both(text))
        for place, text in enumerate(heads)
    )
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table><thead><tr>{}</tr></thead>'
    ).format(name, head) + Markup("<tbody>{}</tbody></table></div>").format(Markup("").join(rows))
