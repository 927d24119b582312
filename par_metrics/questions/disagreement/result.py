"""What a comparison of the rules of "on time" gives, and how it reads."""

import io
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from par_metrics import display
from par_metrics.display.html import MOST_ROWS, Cell, html_table
from par_metrics.display.named import named
from par_metrics.errors import UsageError, nearest
from par_metrics.questions.disagreement.facts import DATES, KEY, UNIT
from schemas import Label, Language


@dataclass(frozen=True)
class Disagreement:
    """One unit and period under every rule of "on time".

    Args:
        period: its label.
        as_of: the instant everything is seen at.
        unit_code: None for all units together.
        figures: one row a rule: `rule, indicator, version, numerator, denominator, value`
            (share 0-1, null where nothing counted), `excluded` (JSON), `difference` (value less the first).
        pairs: one row for each pair of rules, from A to B: `rule_a, rule_b,
            numerator_difference, denominator_difference, value_difference`.
        dossiers: one row for each pair and dossier that moves a side from A to B:
            `rule_a, rule_b, dossier_code, unit_code, counted_as_a, counted_as_b`
            (numerator, denominator, excluded, not_counted), `why_a, why_b, reason`
            (ids), `reason_vi, reason_en, numerator_effect, denominator_effect` (+1, 0,
            -1), then status and dates as seen at `as_of`. For every pair the effects add
            up to the differences in `pairs`.
        language: it shows itself in.
    """

    period: str
    as_of: datetime
    unit_code: str | None
    figures: pl.DataFrame
    pairs: pl.DataFrame
    dossiers: pl.DataFrame
    language: Language = "vi"

    @property
    def reasons(self) -> pl.DataFrame:
        """`dossiers` by pair and reason: how many, and what they do to each side, largest first."""
        order = [pl.col("rule_a").cast(pl.Enum(self._rules)), pl.col("rule_b").cast(pl.Enum(self._rules))]
        return (
            self.dossiers.group_by("rule_a", "rule_b", "reason", "reason_vi", "reason_en")
            .agg(
                pl.len().cast(pl.Int64).alias("dossiers"),
                pl.col("numerator_effect", "denominator_effect").cast(pl.Int64).sum(),
            )
            .sort(*order, "dossiers", "reason", descending=[False, False, True, False])
        )

    def between(self, a: str, b: str) -> "Disagreement":
        """The same for two rules alone, read from A to B.

        Args:
            a, b: names of rules, or ids of their indicators.
        Raises:
            UsageError: there is no such rule, or they are one.
        """
        a, b = self._rule(a), self._rule(b)
        if a == b:
            raise UsageError(
                Label(
                    f'"{a}" không khác chính nó; chọn hai quy tắc',
                    f'"{a}" does not differ from itself; choose two rules',
                ),
                "unknown_rule",
            )
        is_turned = self._rules.index(a) > self._rules.index(b)
        first, second = (b, a) if is_turned else (a, b)
        chosen = (pl.col("rule_a") == first) & (pl.col("rule_b") == second)
        pairs, dossiers = self.pairs.filter(chosen), self.dossiers.filter(chosen)
        if is_turned:
            pairs, dossiers = _turned(pairs), _turned(dossiers)
        figures = pl.concat([self.figures.filter(pl.col("rule") == rule) for rule in (a, b)])
        figures = figures.with_columns(difference=pl.col("value") - pl.col("value").first())
        return replace(self, figures=figures, pairs=pairs, dossiers=dossiers)

    def dossiers_in_words(self) -> pl.DataFrame:
        """`dossiers` of one pair as people read them: how each rule counts it, and why they differ."""
        a, b = self._rules
        return self.dossiers.select(
            KEY,
            UNIT,
            pl.col("counted_as_a").alias(_rule_name(a, self.language)),
            pl.col("counted_as_b").alias(_rule_name(b, self.language)),
            pl.col(f"reason_{self.language}").alias(_heading("reason", self.language)),
            *DATES,
        )

    def __repr__(self) -> str:
        stream = io.StringIO()
        stream.write(f"{self.title}\n")
        for table in self.in_words():
            display.print_table(table, self.language, stream)
        return stream.getvalue()

    def _repr_html_(self) -> str:
        captions = (self.title, "")
        return "".join(_html(table, self.language, text) for table, text in zip(self.in_words(), captions, strict=True))

    def in_words(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The figures, and the reasons of each pair, as people read them."""
        return _figures_in_words(self.figures, self.language), _reasons_in_words(self.reasons, self.language)

    def _rule(self, name: str) -> str:
        names = dict(self.figures.select("indicator", "rule").rows()) | {rule: rule for rule in self._rules}
        if name in names:
            return str(names[name])
        near, known = nearest(name, names), ", ".join(self._rules)
        raise UsageError(
            Label(
                f'không có quy tắc đúng hạn "{name}"; có: {known}.{near.vi}',
                f'no rule of on time "{name}"; there are {known}.{near.en}',
            ),
            "unknown_rule",
        )

    @property
    def title(self) -> str:
        place = f", {self.unit_code}" if self.unit_code else ""
        until = display.when(self.as_of, self.language)
        return Label(
            f"Đúng hạn theo từng quy tắc, kỳ {self.period}{place}, tính đến {until}",
            f"On time by each rule, {self.period}{place}, as of {until}",
        ).in_language(self.language)

    @property
    def _rules(self) -> list[str]:
        return self.figures["rule"].to_list()


def _turned(frame: pl.DataFrame) -> pl.DataFrame:
    """A pair read from B to A: what stands under A goes under B, and every change has the other sign."""
    other = {f"{name}_a": f"{name}_b" for name in ("rule", "counted_as", "why")}
    names = {old: new for old, new in (other | {b: a for a, b in other.items()}).items() if old in frame.columns}
    changes = [name for name in frame.columns if name.endswith(("_difference", "_effect"))]
    return frame.with_columns(-pl.col(*changes)).rename(names).select(frame.columns)


def _figures_in_words(figures: pl.DataFrame, language: Language) -> pl.DataFrame:
    rows = [
        {
            "rule": _rule_name(row["rule"], language),
            "sides": display.sides(row["numerator"], row["denominator"], language),
            "value": display.percent(row["value"], language),
            "difference": display.trend(row["difference"], "share", language),
            "excluded": display.exclusions(row["excluded"], language),
        }
        for row in figures.iter_rows(named=True)
    ]
    return _headed(rows, ("rule", "sides", "value", "difference", "excluded"), language)


def _reasons_in_words(reasons: pl.DataFrame, language: Language) -> pl.DataFrame:
    columns = ("rule_a", "rule_b", "dossiers", "numerator_effect", "denominator_effect", "reason")
    rows = [
        {
            **row,
            **{name: _rule_name(row[name], language) for name in ("rule_a", "rule_b")},
            "dossiers": display.number(row["dossiers"], language),
            **{name: display.trend(row[name], "count", language) for name in columns[3:5]},
            "reason": f"{row[f'reason_{language}']} ({row['reason']})",
        }
        for row in reasons.iter_rows(named=True)
    ]
    return _headed(rows, columns, language)


def _headed(rows: list[dict[str, str]], columns: tuple[str, ...], language: Language) -> pl.DataFrame:
    texts = {_heading(name, language): [row[name] for row in rows] for name in columns}
    return pl.DataFrame(texts, schema_overrides=dict.fromkeys(texts, pl.String))


def _rule_name(rule: str, language: Language) -> str:
    """A rule by its label, with its name; some are called by their indicator."""
    found = named("rule", rule, {}, language) or named("indicator", rule, {}, language)
    return found.in_a_line if found else rule


def _heading(column: str, language: Language) -> str:
    return display.heading(column, language, "disagreement")


def _html(table: pl.DataFrame, language: Language, caption: str) -> str:
    rows = ([Cell(text) for text in row] for row in table.head(MOST_ROWS).iter_rows())
    return html_table(table.columns, rows, table.height, language, caption)
