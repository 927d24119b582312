"""A page an indicator: what it says, what it counts, for whom, and a worked example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docs.notebooks.demo import AS_OF
from docs.reference_pages.indicators import made_of, value_of
from docs.site.demonstration import OWN_UNIT, PERIOD, Demonstration
from docs.site.groups import indexes_of
from docs.site.worked import Worked, counted_rows, examples_of, worked_example
from docs.site.writing import both, english, heading, html_rows, paragraphs, shown, targets, titled
from par_metrics import display
from par_metrics.domain.plan import builtin_plan
from par_metrics.indicators.base import Definition, Indicator
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.tables.records import TABLES
from schemas import KINDS, Label

_WHAT = {
    "Made of": "Gồm các chỉ số",
    "Records": "Bản ghi",
    "Event": "Tính vào kỳ theo",
    "Judged at": "Xét tại",
    "Population": "Mẫu số: thuộc diện",
    "Left out": "Không tính",
    "Numerator": "Tử số: đạt khi",
}
# What is said of a definition in words, not in SQL.
_SAID = {
    "none: every record is looked at": "không: xét mọi bản ghi",
    "the end of the period, or `as_of` if that is earlier": "cuối kỳ, hoặc `as_of` nếu sớm hơn",
    "nothing": "không loại gì",
}
_VALUES = {
    "share": "tỷ lệ: tử số / mẫu số",
    "count": "số lượng: tử số",
    "mean": "bình quân",
    "median": "trung vị",
    "p90": "phân vị 90",
    "ratio": "tỷ lệ: tổng / tổng",
    "total": "tổng điểm",
    "mean_of": "trung bình cộng các chỉ số thành phần",
    "rank": "thứ hạng, 1 là tốt nhất",
}
_CLASSES = {"numerator": "good", "denominator": "bad", "excluded": "left", "not_counted": "left"}


def indicator_page(definition: Definition, demonstration: Demonstration) -> str:
    """The page of one indicator, as Markdown."""
    return "\n".join(
        (
            *_head(definition),
            *_definition(definition),
            *_example(definition, demonstration),
            *_figures(definition, demonstration),
            *_rules(definition),
        )
    )


def _head(definition: Definition) -> Iterator[str]:
    yield from titled(1, definition.label)
    yield from paragraphs(Label(f"{definition.formula.vi}.", f"{definition.formula.en}."))
    rows = builtin_plan().by_row
    served = " · ".join(f"[{index.title.vi}]({index.place}.md)" for index in indexes_of(definition))
    answers = "<br>".join(f"[{row}](#plan-{row}) {rows[row].title}" for row in definition.plan_rows)
    aims = targets(definition, "vi")
    facts = {
        "Mã · Id": f"`{definition.id}`",
        "Bộ chỉ số · Index": served,
        "Chủ trì · Owner": both(definition.owner) if definition.owner else "",
        "Mục của kế hoạch · Plan": answers,
        "Chỉ tiêu · Target": f"{aims}<br>{english(targets(definition, 'en'))}"
        if aims
        else "không có " + english("none"),
        "Căn cứ · Source": definition.source,
    }
    yield from _facts(facts)


def _definition(definition: Definition) -> Iterator[str]:
    yield "## Định nghĩa · Definition"
    yield ""
    yield "Điều kiện dưới đây là SQL được chạy đúng như vậy. " + english("The conditions are the SQL that runs.")
    yield ""
    parts = {
        f"{_WHAT[name]} · {name}": f"{_SAID[text]} {english(text)}" if text in _SAID else text
        for name, text in made_of(definition).items()
    }
    versions = [d for d in catalogue.versions() if d.id == definition.id and d.is_retired]
    yield from _facts(
        {
            **parts,
            "Giá trị · Value": f"{_VALUES[definition.statistic]} {english(value_of(definition))}",
            "Phiên bản, bộ quy tắc · Version, rule set": f"{definition.version}, `{definition.rules}`",
            "Phiên bản cũ · Earlier versions": ", ".join(f"`{old.id}@{old.version}`" for old in versions),
        }
    )


def _facts(facts: dict[str, str]) -> Iterator[str]:
    yield "{.facts}"
    yield "| | |"
    yield "| --- | --- |"
    for name, text in facts.items():
        if text:
            yield f"| {name} | {text.replace('|', chr(92) + '|')} |"
    yield ""


def _example(definition: Definition, demonstration: Demonstration) -> Iterator[str]:
    yield "## Ví dụ đã tính · Worked example"
    yield ""
    worked = worked_example(definition)
    yield from _on_rows(worked, definition) if worked else _on_records(definition, demonstration)


def _on_rows(worked: Worked, definition: Definition) -> Iterator[str]:
    yield f"{worked.example.rule}"
    yield ""
    fates = counted_rows(worked, definition)
    for kind, rows in worked.rows.items():
        columns = list(dict.fromkeys(column for row in rows for column in row if column != "unread"))
        counted = fates if kind == _kind(definition) else None
        headings = [heading(column, kind) for column in columns]
        cells = [[(_text(row.get(column)), "") for column in columns] for row in rows]
        if counted is not None:
            headings.append("Được tính là<br>counted as")
            cells = [[*row, _fate(fate, definition)] for row, fate in zip(cells, counted, strict=True)]
        label = KINDS[kind].label
        yield f"**{label.vi}** {english(label.en)}"
        yield ""
        yield from shown(html_rows(headings, cells), f"Ví dụ: {label.vi}")
    if fates is None:
        columns = [name for name in worked.records.columns if name not in ("counted_as", "reason")]
        records = [
            [(_text(record[name]), "") for name in columns]
            + [_fate((record["counted_as"], record["reason"] or ""), definition)]
            for record in worked.records.iter_rows(named=True)
        ]
        yield "**Được tính thế nào** " + english("how they are counted")
        yield ""
        headings = [*(heading(column) for column in columns), "Được tính là<br>counted as"]
        yield from shown(html_rows(headings, records), "Được tính thế nào")
    yield from _outcome(definition, worked.period, worked.ratio, worked.value, _asked(worked))


def _kind(definition: Definition) -> str:
    return TABLES[definition.table].kind if isinstance(definition, Indicator) else ""


def _text(content: object) -> str:
    if isinstance(content, str):
        return content.removesuffix(" 23:59:59.999999")
    return "" if content is None else str(content).removesuffix(" 23:59:59.999999")


def _fate(fate: tuple[str, str], definition: Definition) -> tuple[str, str]:
    """How a row was counted, in words of its definition: of what is no share, a record is counted or not."""
    counted_as, reason = fate
    if counted_as == "numerator" and definition.statistic != "share":
        return "được tính", "good"
    said = display.words(counted_as, "vi")
    return (f"{said}: {display.words(reason, 'vi')}" if reason else said), _CLASSES.get(counted_as, "")


def _asked(worked: Worked) -> str:
    unit = f", đơn vị {worked.unit}" if worked.unit else ""
    return unit + (f", tính đến {display.when(worked.as_of, 'vi')}" if worked.as_of else "")


def _outcome(definition: Definition, period: str, ratio: Sequence[object], value: object, asked: str) -> Iterator[str]:
    amount = float(value) if isinstance(value, int | float) else None
    numerator, denominator = (float(side) if isinstance(side, int | float) else None for side in ratio)
    result = display.measured(amount, definition.unit, "vi")
    sides = display.sides(numerator, denominator, "vi")
    is_shown = definition.statistic in ("share", "ratio", "mean", "mean_of") and numerator is not None
    yield ":::{container} outcome"
    yield f"Kỳ {period}{asked}: " + (f"{sides} = **{result}**" if is_shown else f"**{result}**")
    yield ":::"
    yield ""


def _on_records(definition: Definition, demonstration: Demonstration) -> Iterator[str]:
    """From the demonstration, where no small table tells it."""
    figure = demonstration.own_figure(definition.id)
    records, counts = demonstration.records(definition.id)
    listed = ", ".join(
        f"{display.number(count, 'vi')} {_fate((fate, ''), definition)[0]}" for fate, count in counts.items()
    )
    yield f"Dữ liệu mẫu, đơn vị {OWN_UNIT}, kỳ {PERIOD}: {listed or 'không có bản ghi'}. Vài bản ghi của mỗi loại:"
    yield english("From the demonstration; a few records of each kind.")
    yield ""
    yield from shown(records._repr_html_(), "Vài bản ghi của dữ liệu mẫu")
    if figure is not None:
        yield from _outcome(
            definition, PERIOD, (figure["numerator"], figure["denominator"]), figure["value"], f", {OWN_UNIT}"
        )


def _figures(definition: Definition, demonstration: Demonstration) -> Iterator[str]:
    yield "## Trên dữ liệu mẫu · On the demonstration"
    yield ""
    yield f"Ba đơn vị, năm {PERIOD} đến 01/10. " + english(f"Three units, {PERIOD} up to 1 October.")
    yield ""
    headings = [
        heading(name) for name in ("unit_code", "numerator", "denominator", "value", "target", "status", "excluded")
    ]
    rows = [
        _figure(row, definition, demonstration.unit_names)
        for row in demonstration.figures(definition.id).iter_rows(named=True)
    ]
    yield from shown(html_rows(headings, rows), f"{definition.label.vi}, theo đơn vị")
    yield "Mở ra từng bản ghi " + english("open it down to its records") + ":"
    yield ""
    yield "```console"
    yield f"$ {opening_command(definition)}"
    yield "```"
    yield ""


def opening_command(definition: Definition) -> str:
    """What opens the figure of the demonstration down to its records."""
    return f"par-metrics explain {definition.id} --period {PERIOD} --unit {OWN_UNIT} --as-of {AS_OF}"


def _figure(row: Mapping[str, Any], definition: Definition, names: Mapping[str, str]) -> list[tuple[str, str]]:
    unit = row["unit_code"]
    sides = (display.number(row[side], "vi") for side in ("numerator", "denominator"))
    values = (display.measured(row[name], definition.unit, "vi") for name in ("value", "target"))
    status = (display.words(row["status"], "vi"), {"met": "good", "missed": "bad"}.get(row["status"], "left"))
    numbers = [(text, "number") for text in (*sides, *values)]
    return [(names.get(unit, unit), ""), *numbers, status, (display.exclusions(row["excluded"], "vi"), "")]


def _rules(definition: Definition) -> Iterator[str]:
    found = examples_of(definition.id)
    if not found:
        return
    yield "## Mọi quy tắc · Every rule"
    yield ""
    yield "Mỗi quy tắc là một phép thử. " + english("Each is a test that is run on every engine.")
    yield ""
    for example in found:
        yield f'- {example.rule} [{example.title}](../docs/reference/indicators.md#{example.anchor}){{.en lang="en"}}'
    yield ""
