"""The parts of the page that change with the unit. `page.js` writes the same for other units, function by function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from par_metrics.display.numbers import NO_VALUE
from par_metrics.display.words import UNITS_OF_MEASURE
from par_metrics.publish.outputs.page.facts import Facts, shown
from par_metrics.publish.outputs.page.offices import Office
from par_metrics.publish.outputs.page.text import both, count, day, named, say, value
from schemas import Label

MOST_FIGURES, MOST_TASKS, DOSSIERS_SHOWN = 5, 4, 6
MEASURES: Mapping[str, Label] = {unit: said for unit, said in UNITS_OF_MEASURE.items() if unit != "points"}
_SHAPES = {
    "met": "disc",
    "missed": "triangle",
    "no_target": "ring",
    "done": "disc",
    "on_track": "arrow",
    "behind": "triangle",
    "not_started": "square",
    "not_reported": "dashed",
    "fresh": "disc",
    "old": "triangle",
    "never": "dashed",
    "no_limit": "ring",
}
_GOOD, _BAD = {"met", "done", "on_track", "fresh"}, {"missed", "behind", "not_started", "old", "never"}


def tone(code: str) -> str:
    """`good`, `bad` or `plain`: the colour of a status or state; its shape and word say it without."""
    return "good" if code in _GOOD else "bad" if code in _BAD else "plain"


def status(code: str | None, column: str = "") -> Markup:
    """A shape and a word: that of a column where the code has one of its own there."""
    if code is None:
        return Markup("")
    shape = _SHAPES.get(code, "dash")
    return Markup('<span class="st {}"><svg aria-hidden="true"><use href="#i-{}"/></svg>{}</span>').format(
        tone(code), shape, both(named(code, column))
    )


def sides(figure: Mapping[str, Any]) -> Markup:
    """Numerator and denominator, of what is a share."""
    if figure.get("d") is None:
        return Markup("")
    n, d = count(figure["n"]), count(figure["d"])
    return both(Label(f"{n.vi}/{d.vi}", f"{n.en}/{d.en}"))


def made_of(figure: Mapping[str, Any], unit: str) -> Markup:
    """What stands below a value: its two sides; of a rank among how many, for the plan's target is among all."""
    if unit == "rank" and figure.get("d") is not None:
        return both(say("among", count(figure["d"])))
    return sides(figure)


def measure(figure: Mapping[str, Any], unit: str) -> Markup:
    """The unit of measure of a value, where it has one; the most of points stands beside them."""
    said = MEASURES.get(unit)
    return Markup("") if said is None or figure.get("v") is None else both(said)


def bar(figure: Mapping[str, Any], most: float | None) -> Markup:
    """How far a value is of the most it can be, and where its target is; none of counts, days and ranks."""
    amount = figure.get("v")
    if most is None or amount is None:
        return Markup("")
    tick = ""
    if figure.get("t") is not None:
        tick = f'<i style="left:{_percent(figure["t"], most)}%"></i>'
    return Markup(
        f'<span class="bar {tone(figure.get("s") or "")}"><b style="width:{_percent(amount, most)}%"></b>{tick}</span>'
    )


def _percent(amount: float, most: float) -> str:
    return f"{min(max(int(amount / most * 1000 + 0.5) / 10, 0), 100):g}"


def target(figure: Mapping[str, Any], unit: str) -> Markup:
    """The target alone."""
    return Markup("") if figure.get("t") is None else both(value(figure["t"], unit))


def change(figure: Mapping[str, Any], unit: str, better: str) -> Markup:
    """How it moved; coloured only where that is more than chance."""
    moved, basis = figure.get("c"), figure.get("b")
    if moved is None:
        return Markup("") if basis is None else Markup('<span class="soft">{}</span>').format(both(named(basis)))
    if moved == 0:
        return Markup('<span class="soft">= {}</span>').format(both(say("unchanged")))
    amount = value(abs(moved), "number")
    if unit == "rank":
        text = say("up" if moved < 0 else "down", amount)
    else:
        sign = "+" if moved > 0 else "−"
        signed = Label(sign + amount.vi, sign + amount.en)
        text = say("points", signed) if unit == "share" else signed
    certainty = figure.get("k")
    is_better = (moved > 0) == (better == "higher")
    colour = ("good" if is_better else "bad") if certainty == 1 else "soft"
    arrow = ("▲" if moved > 0 else "▼") if unit != "rank" else ("▲" if moved < 0 else "▼")
    said = Markup(" <small>{}</small>").format(both(say("chance"))) if certainty == 2 else ""
    return Markup('<span class="{}">{} {}</span>{}').format(colour, arrow, both(text), said)


def action(done: tuple[str, float] | None) -> Markup:
    """What can still be done."""
    return Markup("") if done is None else both(_action(done))


def _action(done: tuple[str, float]) -> Label:
    kind, amount = done
    if kind == "rate":
        return say("rate", value(amount, "share"))
    return say(kind, count(amount))


def sentence(facts: Facts) -> Markup:
    """The page in one sentence."""
    counts = facts.counts
    parts = [_of_targets(counts) if counts["judged"] else both(say("no_figures"))]
    if "overdue" in counts:
        overdue, due = both(say("overdue", count(counts["overdue"]))), both(say("due", count(counts["due"])))
        parts.append(Markup("{}, {}.").format(overdue, due))
    elif counts["judged"]:
        parts.append(both(say("unknown_dossiers")))
    return Markup(" ").join(parts)


def _of_targets(counts: Mapping[str, int]) -> Markup:
    missed = Markup('<b class="{}">{}</b>').format(
        "bad" if counts["missed"] else "good", both(say("missed", count(counts["missed"])))
    )
    return Markup("{}, {}.").format(both(say("met", count(counts["met"]), count(counts["judged"]))), missed)


def met_of(counts: Mapping[str, int]) -> str:
    """How many of the figures with a target meet it."""
    return f"{counts['met']}/{counts['judged']}" if counts["judged"] else NO_VALUE


def office(own: Office, facts: Facts, page: Any) -> Markup:
    """A card: what it misses, then its tasks behind."""
    lines = [_miss(id, facts.figures[id], page) for id in own.missed[:MOST_FIGURES]]
    if len(own.missed) > MOST_FIGURES:
        lines.append(_more(say("more_figures", count(len(own.missed) - MOST_FIGURES))))
    lines += [_task(row, state, page) for row, state in own.behind[:MOST_TASKS]]
    if len(own.behind) > MOST_TASKS:
        lines.append(_more(say("more_tasks", count(len(own.behind) - MOST_TASKS))))
    return Markup('<section class="card"><h3>{}</h3><ul>{}</ul></section>').format(
        both(page.office(own.name)), Markup("").join(lines)
    )


def _more(text: Label) -> Markup:
    return Markup('<li class="soft">{}</li>').format(both(text))


def _miss(id: str, figure: Mapping[str, Any], page: Any) -> Markup:
    unit = page.unit(id)
    measured = [part for part in (both(value(figure.get("v"), unit)), measure(figure, unit)) if part]
    below = [part for part in (Markup(" ").join(measured), made_of(figure, unit)) if part]
    aim = (
        Markup("") if figure.get("t") is None else Markup(" · {}").format(both(say("target", value(figure["t"], unit))))
    )
    return Markup('<li><a href="#i-{}">{}</a><b>{}</b><small>{}{}</small></li>').format(
        id, both(page.label(id)), action(figure.get("a")), Markup(" · ").join(below), aim
    )


def _task(row: str, state: str, page: Any) -> Markup:
    return Markup("<li><span>{} {}</span>{}</li>").format(row, both(page.title(row)), status(state))


def contradictions(facts: Facts) -> Markup:
    """What is reported as done while its figure says otherwise: to be known before anyone signs."""
    if not facts.contradictions:
        return Markup("")
    rows = ", ".join(facts.contradictions)
    text = say("contradictions", count(len(facts.contradictions)), Label(rows, rows))
    return Markup('<p class="alert">{}</p>').format(both(text))


def dossier(listed: Sequence[Any]) -> Markup:
    """A row of the list of what is due; codes only."""
    code, procedure, due, left, state, *reckoned = listed
    by_law = Markup(" <small>{}</small>").format(both(say("by_law"))) if reckoned else Markup("")
    return Markup('<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td class="num">{}</td></tr>').format(
        code, procedure or "—", both(day(date.fromisoformat(due))) + by_law, _left(left, state)
    )


def _left(left: int | None, state: str) -> Markup:
    if state == "clock_stopped":
        return Markup('<span class="soft">{}</span>').format(both(say("stopped")))
    if state == "due_today":
        return Markup("<b>{}</b>").format(both(say("today")))
    if state == "overdue":
        return Markup('<b class="bad">{}</b>').format(both(say("late", count(-left)) if left else say("just_late")))
    return both(say("left", count(left)))


def block(points: float | None, most: float | None, rank: float | None, units: float | None) -> Markup:
    """Points of a block, with a bar and the rank."""
    place = both(say("rank", count(rank), count(units))) if rank and (units or 0) > 1 else Markup("")
    drawn = bar({"v": points}, most)
    of_most = count(most)
    return Markup('<td class="num"><b>{}</b>/{}</td><td>{}</td><td class="soft">{}</td>').format(
        both(value(points, "points")), both(of_most), drawn, place
    )


def moved(listed: Sequence[Any], page: Any) -> Markup:
    """A row of what is new."""
    id, before, after, both_sides, records, status_before, status_after = listed
    unit = page.unit(id)
    then, now = (both_sides[:2], both_sides[2:]) if both_sides else ([], [])
    cause = say("records", count(records)) if records else say("time")
    turned = Markup(" {}").format(status(status_after)) if status_before != status_after else Markup("")
    return Markup(
        '<tr><th scope="row">{}</th><td class="num">{}</td><td class="num">{}{}</td><td class="soft">{}</td></tr>'
    ).format(both(page.label(id)), _point(before, then, unit), _point(after, now, unit), turned, both(cause))


def _point(amount: float | None, both_sides: Sequence[float | None], unit: str) -> Markup:
    text = both(value(amount, unit))
    if len(both_sides) == 2 and both_sides[1] is not None:
        return Markup("{} <small>{}</small>").format(text, sides({"n": both_sides[0], "d": both_sides[1]}))
    return text


def exclusions(figure: Mapping[str, Any]) -> Markup:
    """What is left out of a figure, by reason."""
    counted: Mapping[str, int] = figure.get("x") or {}
    if not counted:
        return both(say("none"))
    return Markup("; ").join(
        Markup("{}: {}").format(both(named(reason)), both(count(n))) for reason, n in counted.items()
    )


def quarters(
    labels: Sequence[str], series: Sequence[Sequence[float | None]], is_ratio: bool, unit: str, has_sides: bool
) -> Markup:
    """Rows of a panel's table: quarter, both sides, value."""
    rows = []
    for place, label in enumerate(labels):
        n, d = (series[0][place], series[1][place]) if is_ratio else (None, None)
        value_of = (None if n is None or not d else shown(n / d, unit)) if is_ratio else series[0][place]
        counted = Markup('<td class="num">{}</td>').format(sides({"n": n, "d": d})) if has_sides else Markup("")
        rows.append(
            Markup('<tr><th scope="row">{}</th>{}<td class="num">{}</td></tr>').format(
                both(quarter(label)), counted, both(value(value_of, unit))
            )
        )
    return Markup("").join(rows)


def quarter(label: str) -> Label:
    """`2026-Q3` as people write it."""
    year, _, number = label.partition("-Q")
    return Label(f"Quý {number}/{year}", f"Q{number} {year}")
