"""What must hold before figures are shown to anyone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import polars as pl

from par_metrics.display.numbers import number
from par_metrics.indicators.targets import target_names
from par_metrics.publish.gate import Gate
from par_metrics.questions.freshness import feed_id, told
from schemas import Label, Language

if TYPE_CHECKING:
    from par_metrics.indicators.base import Definition
    from par_metrics.indicators.targets import Targets


_LANGUAGES: tuple[Language, ...] = ("vi", "en")


def accounting(loads: pl.DataFrame) -> Gate:
    """Every row read is accepted, refused or a duplicate, and every accepted row went somewhere."""
    total = pl.col("accepted") + pl.col("rejected") + pl.col("duplicates")
    stored = pl.col("inserted") + pl.col("superseding") + pl.col("unchanged") + pl.col("older")
    adds_up = (pl.col("rows_read") == total) & (pl.col("accepted") == stored)
    broken = loads.filter(~adds_up.fill_null(False))
    return Gate(
        "accounting",
        tuple(broken["load_id"].to_list()),
        Label(
            "{count} lần nạp có số dòng không khớp ({named}). Chạy par-metrics rebuild, "
            "nếu vẫn vậy thì báo cho người phát triển",
            "{count} loads do not add up ({named}). Run par-metrics rebuild; if they still do not, tell the developers",
        ),
    )


def targets_matched(figures: pl.DataFrame, targets: Targets, catalogue: Mapping[str, Definition]) -> Gate:
    """Every target that holds in a published year stands beside the figures it is meant for."""
    missing = {t.indicator for t in targets.entries if t.indicator not in target_names(catalogue)}
    has_own = pl.col("unit_code").is_in(sorted(targets.units))
    bare = (
        figures.filter((pl.col("unit_code").is_null() | has_own) & pl.col("target").is_null())
        .select("indicator", "unit_code", year=pl.col("period_start").dt.year())
        .unique(maintain_order=True)
    )
    for indicator_id, unit_code, year in bare.iter_rows():
        expected = targets.of(catalogue[indicator_id], year, unit=unit_code)
        if expected is not None:
            missing.add(expected.indicator)
    return Gate(
        "targets_matched",
        tuple(sorted(missing)),
        Label(
            "{count} chỉ tiêu không gắn được với chỉ số nào ({named}). Sửa tên trong phần targets của par-metrics.toml",
            "{count} targets match no figure ({named}). Correct their names in the targets of par-metrics.toml",
        ),
    )


def units_known(units: pl.DataFrame, strange_own_unit: str | None) -> Gate:
    """Once there is a register of units, it lists every unit that has records, and the workspace's own.

    Args:
        units: as an engine gives them.
        strange_own_unit: the unit of the settings, where nobody knows it; its figures would be judged all the same.
    """
    unknown = units.filter(pl.col("is_registered").any(), "has_records", ~pl.col("is_registered"))[
        "unit_code"
    ].to_list()
    shown = [Label(code, code) for code in unknown]
    if strange_own_unit is not None:
        unknown.append(strange_own_unit)
        vi, en = "ở unit trong par-metrics.toml", "as unit in par-metrics.toml"
        shown.append(Label(f"{strange_own_unit} {vi}", f"{strange_own_unit} {en}"))
    return Gate(
        "units_known",
        tuple(unknown),
        Label(
            "{count} đơn vị có hồ sơ hoặc được ghi trong cài đặt nhưng không có trong danh mục đơn vị ({named}). "
            "Nạp danh mục đơn vị mới, hoặc sửa mã trong tệp xuất hay cài đặt. Đơn vị đã sáp nhập: thêm vào danh mục "
            "một dòng của mã cũ với ngày hết hiệu lực và mã đơn vị kế thừa",
            "{count} units have records, or are named in the settings, but are not in the register of units ({named}). "
            "Load the current register, or correct the codes in the export or the settings. For a unit that was "
            "merged, add a row with its old code, its last day (valid_to) and its successor to the register",
        ),
        tuple(shown),
    )


def rows_refused(newest_loads: pl.DataFrame, limit: float) -> Gate:
    """No file had more of its rows refused than the limit, or all of them.

    Args:
        newest_loads: as an engine gives them; a row whose record came after all is refused no longer.
        limit: share of the rows read, 0-1.
    """
    too_many = newest_loads.filter(
        pl.col("refused") > 0, (pl.col("refused") > limit * pl.col("rows_read")) | (pl.col("accepted") == 0)
    )
    vi, en = (f"{number(100 * limit, language)} %" for language in _LANGUAGES)
    shown = [
        f"{file}: {refused}/{read}" for file, refused, read in too_many["file", "refused", "rows_read"].iter_rows()
    ]
    return Gate(
        "rows_refused",
        tuple(too_many["load_id"].to_list()),
        Label(
            f"{{count}} tệp có quá {vi} số dòng bị từ chối ({{named}}), số liệu thiếu các bản ghi đó. "
            "Xem lý do bằng par-metrics rejects, sửa rồi xuất và nạp lại; nếu số liệu vẫn đúng thì công bố bằng "
            'par-metrics publish --accept "LÝ DO"',
            f"{{count}} files had more than {en} of their rows refused ({{named}}): the figures "
            "lack these records. See why with par-metrics rejects, correct the files and load them again; if the "
            'figures are right nevertheless, publish with par-metrics publish --accept "REASON"',
        ),
        tuple(Label(text, text) for text in shown),
    )


def fresh(freshness: pl.DataFrame, hold_back: Collection[str]) -> Gate:
    """No feed that the settings let hold publishing back is older than they allow, or never came.

    Of a feed with a limit that was learned nothing is held back: its rhythm may have changed on purpose.

    Args:
        freshness: the table of that name.
        hold_back: kinds, or `kind.source`.
    """
    old = freshness.filter("is_old", limit_from="set")
    named = [feed_id(kind, source) for kind, source in old["kind", "source"].iter_rows()]
    is_held = pl.Series([not {feed, feed.partition(".")[0]}.isdisjoint(hold_back) for feed in named], dtype=pl.Boolean)
    held = old.filter(is_held)
    return Gate(
        "fresh",
        # With the day of its export: accepted is this silence, and not every later one.
        tuple(
            f"{feed_id(kind, source)}: {'never' if newest is None else newest.date()}"
            for kind, source, newest in held["kind", "source", "newest_export"].iter_rows()
        ),
        Label(
            "{count} loại dữ liệu quá cũ ({named}). Xuất lại và nạp, hoặc hỏi nơi quản lý hệ thống vì sao không có bản "
            'xuất mới; nếu số liệu vẫn đúng thì công bố bằng par-metrics publish --accept "LÝ DO"',
            "{count} feeds are too old ({named}). Export and load them again, or ask who runs the system why there is "
            'no new export; if the figures are right nevertheless, publish with par-metrics publish --accept "REASON"',
        ),
        tuple(told(held)),
    )
