"""What the figures rest on and lack: in a few sentences for the text, in full for an appendix."""

from datetime import datetime

import polars as pl

from par_metrics import display
from par_metrics.documents.report.blocks import Block, Paragraph, Table, items, plain_heads
from par_metrics.documents.report.facts import Facts
from par_metrics.documents.report.wording import (
    lack_words,
    listing,
    lower_first,
    name_of,
    reasons_words,
    upper_first,
)
from schemas import KINDS

_WIDTHS = (5, 2, 3.4, 3.4, 2.4)


def in_short(facts: Facts) -> list[Block]:
    """Refused rows, incomplete figures and old exports in a sentence each; the rest is in the appendix."""
    texts = []
    if facts.refused_files.height:
        texts.append(f"Chưa tính gì của tệp bị từ chối cả tệp: {listing(facts.refused_files['file'])}.")
    if facts.refused:
        kinds = listing(f"{lower_first(KINDS[kind].label.vi)} {_n(rows)}" for kind, rows in facts.refused.items())
        texts.append(f"Chưa tính {_n(sum(facts.refused.values()))} dòng bị từ chối khi nạp tệp ({kinds}).")
    incomplete = [name_of(line.definition) for line in facts.figure_lines if line.definition and _is_part(line.status)]
    if incomplete:
        texts.append(f"Số liệu chưa đầy đủ: {listing(incomplete)}.")
    newest = _newest(facts)
    old = [kind for kind, exported_at in newest.items() if exported_at < facts.as_of]
    if old and len(old) == len(newest):
        texts.append(f"Mọi tệp xuất đều lập trước thời điểm tính, mới nhất lúc {_when(max(newest.values()))}.")
    elif old:
        kinds = listing(lower_first(KINDS[kind].label.vi) for kind in old)
        texts.append(f"Tệp xuất mới nhất lập trước thời điểm tính: {kinds}.")
    texts.append("Chi tiết tại Phụ lục IV.")
    return [Paragraph(" ".join(texts))]


def in_full(facts: Facts) -> list[Block]:
    """Instants, freshness of each kind, unknown columns, lacking figures, exclusions."""
    return [
        Paragraph("1. Thời điểm", is_lead=True),
        *items(
            [
                f"Thời điểm tính (mọi việc xảy ra từ lúc này trở đi chưa được tính): {_when(facts.as_of)}",
                f"Gồm các tệp đã nạp đến: {_when(facts.known_at)}",
            ]
        ),
        Paragraph("2. Các loại bản ghi đã nạp", is_lead=True),
        _kinds(facts),
        *_refused_files(facts),
        *_listed("3. Cột của tệp xuất không đọc", _unknown_columns(facts)),
        *_listed("4. Chỉ số chưa có giá trị để so với chỉ tiêu", _lacking(facts)),
        *_listed("5. Bản ghi không tính vào chỉ số", _excluded(facts)),
    ]


def _kinds(facts: Facts) -> Table:
    loaded = dict(facts.loads.group_by("kind").agg(pl.col("loaded_at").max()).iter_rows())
    files = dict(facts.loads.group_by("kind").len().iter_rows())
    newest = _newest(facts)
    rows = [
        (
            kind.label.vi,
            _n(files.get(name, 0)) if name in files else "chưa nạp",
            _when(newest[name]) if name in newest else display.NO_VALUE,
            _when(loaded[name]) if name in loaded else display.NO_VALUE,
            _n(facts.refused.get(name, 0)) if name in files else display.NO_VALUE,
        )
        for name, kind in KINDS.items()
    ]
    heads = plain_heads("Loại bản ghi", "Số tệp", "Tệp mới nhất xuất lúc", "Nạp gần nhất lúc", "Dòng bị từ chối")
    return Table(heads, _WIDTHS, rows, frozenset({1, 2, 3, 4}))


def _refused_files(facts: Facts) -> list[Block]:
    """Files of which nothing counts, with the reason, which begins with the name."""
    reasons = facts.refused_files["reason_vi"].to_list()
    return [Paragraph("Tệp bị từ chối cả tệp, chưa tính gì:"), *items(reasons)] if reasons else []


def _newest(facts: Facts) -> dict[str, datetime]:
    """Kind -> when its newest export was made."""
    newest = dict(facts.loads.group_by("kind").agg(pl.col("exported_at").max()).drop_nulls().iter_rows())
    return {kind: newest[kind] for kind in KINDS if kind in newest}


def _unknown_columns(facts: Facts) -> list[str]:
    """By the columns: exports of one layout lack them in every file."""
    found = facts.loads.filter(pl.col("unknown_columns").list.len() > 0).sort("file")
    files: dict[tuple[str, ...], list[str]] = {}
    for file, columns in found.select("file", "unknown_columns").iter_rows():
        files.setdefault(tuple(columns), []).append(file)
    more = {columns: f" và {_n(len(of) - 1)} tệp khác" if len(of) > 1 else "" for columns, of in files.items()}
    return [f"{of[0]}{more[columns]}: {listing(columns)}" for columns, of in files.items()]


def _lacking(facts: Facts) -> list[str]:
    """By what they lack, for it is often the same."""
    lacking: dict[str, list[str]] = {}
    for line in facts.figure_lines:
        if line.definition and not line.has_figure:
            lacking.setdefault(lack_words(line), []).append(name_of(line.definition))
    return [f"{upper_first(lack)}: {'; '.join(names)}" for lack, names in lacking.items()]


def _excluded(facts: Facts) -> list[str]:
    return [
        f"{name_of(line.definition)}: {reasons_words(line)}"
        for line in facts.figure_lines
        if line.definition and line.excluded and line.is_loaded
    ]


def _listed(title: str, texts: list[str]) -> list[Block]:
    return [Paragraph(title, is_lead=True), *(items(texts) if texts else [Paragraph("Không có.")])]


def _is_part(status: str | None) -> bool:
    return status in ("incomplete", "suppressed")


def _when(instant: datetime) -> str:
    return display.when(instant, "vi")


def _n(count: int) -> str:
    return display.number(count, "vi")
