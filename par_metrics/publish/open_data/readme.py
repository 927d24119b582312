"""What readers of the open data are told: what is hidden, why, and what is not there."""

from collections.abc import Iterator, Sequence

import polars as pl

from par_metrics.publish.open_data.chosen import KEPT_BACK
from par_metrics.publish.open_data.figures import SUPPRESSED
from par_metrics.publish.open_data.terms import Terms
from schemas import Label, Language

TITLE = Label("Dữ liệu mở về cải cách hành chính", "Open data on administrative reform")


def readme(figures: pl.DataFrame, terms: Terms, own: Sequence[str]) -> str:
    """Markdown, Vietnamese first.

    Args:
        figures: all that are shown.
        own: ids of the office's own indicators, none of which is open.
    """
    paragraphs = [
        f"# {terms.title or TITLE.vi}",
        f"{_contact(terms).vi} {_licence(terms).vi}",
        _WHAT.vi,
        _table(figures, "Năm | Tính đến | Số liệu | Bị ẩn"),
        _hidden(terms).vi,
        *_left_out("vi", own),
        f"# {terms.title or TITLE.en}",
        f"{_contact(terms).en} {_licence(terms).en}",
        _WHAT.en,
        _table(figures, "Year | As of | Figures | Hidden"),
        _hidden(terms).en,
        *_left_out("en", own),
    ]
    return "\n\n".join(paragraphs) + "\n"


_WHAT = Label(
    "`figures.csv` (và `figures.parquet`): một dòng là một chỉ số, một kỳ, một đơn vị; `all` là tất cả các đơn vị. "
    "Từng đơn vị có số liệu cả năm; quý và tháng chỉ có của tất cả các đơn vị. `indicators.csv` nói từng chỉ số tính "
    "thế nào, `units.csv` là tên đơn vị, `datapackage.json` mô tả các cột (Data Package 2.0). Bản ghi không rõ của "
    "đơn vị nào thì không được tính. Một năm chỉ được công bố một lần, khi đã hết năm hơn 30 ngày, và sau đó không "
    "sửa đổi nữa.",
    "`figures.csv` (and `figures.parquet`): a row is an indicator, a period and a unit; `all` is all units together. "
    "Each unit has figures of the whole year; quarters and months are of all units alone. `indicators.csv` says how "
    "each indicator is made, `units.csv` has the names of units, `datapackage.json` describes the columns (Data "
    "Package 2.0). Records of no known unit are not counted. A year is shown once, when it has been over for 30 "
    "days, and is not changed after that.",
)


def _contact(terms: Terms) -> Label:
    if terms.contact is None:
        return Label("", "")
    return Label(f"Liên hệ: {terms.contact}.", f"Contact: {terms.contact}.")


def _licence(terms: Terms) -> Label:
    if terms.licence is None:
        return Label("Chưa nêu giấy phép sử dụng.", "No licence is stated.")
    return Label(f"Giấy phép: {terms.licence}.", f"Licence: {terms.licence}.")


def _table(figures: pl.DataFrame, headings: str) -> str:
    of_years = figures.group_by(year=pl.col("period").str.head(4)).agg(
        pl.col("as_of").max(), pl.len(), hidden=(pl.col("status") == SUPPRESSED).sum()
    )
    rows = [" | ".join(map(str, row)) for row in of_years.sort("year").iter_rows()]
    return "\n".join(f"| {line} |" for line in (headings, "--- | --- | ---: | ---:", *rows))


def _hidden(terms: Terms) -> Label:
    least = terms.threshold
    return Label(
        f"**Ô bị ẩn** (`status` là `{SUPPRESSED}`, tử số, mẫu số và giá trị để trống). Con số nhỏ có thể nói về từng "
        f"người: ẩn mọi ô có tử số, phần còn lại hoặc mẫu số từ 1 đến {least - 1} (khảo sát: nhân với số câu hỏi của "
        "tiêu chí, vì mỗi người trả lời nhiều câu). Để không tính ngược lại được bằng phép trừ, một số ô lớn hơn "
        "cũng bị ẩn: với mỗi con số bị ẩn luôn có ít nhất hai bảng khác nhau, khớp với mọi số đã công bố, mà con số "
        "đó cách nhau từ ngưỡng trở lên. Số 0 được giữ: không nói về ai. Ô bị ẩn không có nghĩa là kết quả xấu.",
        f"**Hidden cells** (`status` is `{SUPPRESSED}`; numerator, denominator and value are empty). A small number "
        f"may tell of single people: every cell with a numerator, a rest or a denominator of 1 to {least - 1} is "
        "hidden (of surveys as many times more as the criterion has questions, since each person answers several). "
        "So that none can be had by subtraction, some larger ones are hidden, too: for each hidden number there are "
        "at least two tables that agree with every figure shown and in which it differs by the threshold or more. A "
        "0 is shown: it tells of nobody. That a cell is hidden does not mean that a result is bad.",
    )


_OWN = Label(
    "chỉ số riêng của cơ quan: chưa ai xét số của nó có suy ra được ô bị ẩn của chỉ số khác hay không",
    "the office's own indicators: nobody has looked whether their figures would tell hidden cells of others",
)


def _left_out(language: Language, own: Sequence[str]) -> Iterator[str]:
    yield "Không có trong dữ liệu mở:" if language == "vi" else "Not in the open data:"
    reasons: dict[Label, list[str]] = {}
    for indicator, reason in KEPT_BACK.items():
        reasons.setdefault(reason, []).append(f"`{indicator}`")
    if own:
        reasons[_OWN] = [f"`{indicator}`" for indicator in own]
    lines = [f"- {reason.in_language(language)}: {', '.join(of)}" for reason, of in reasons.items()]
    yield "\n".join(lines)
