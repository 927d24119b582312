"""The front page: who finds what where."""

from __future__ import annotations

from collections.abc import Iterator

from docs.site.navigation import SECTIONS, toctree

# What stands on a card: title, page, a line in each language.
_CARDS = (
    (
        "Tôi nhận tệp xuất và lập báo cáo",
        "docs/huong-dan-can-bo.md",
        "Từng bước, từ tệp xuất đến bảng điểm, biểu và báo cáo; mỗi thông báo nghĩa là gì, phải làm gì.",
        "[The officer's guide](docs/officer-guide.md): from exports to the scorecard, forms and reports.",
    ),
    (
        "Con số này tính thế nào?",
        "catalogue/index.md",
        "{count} chỉ số PAR INDEX, SIPAS, PAPI và Quyết định 766: định nghĩa, căn cứ, chỉ tiêu, ví dụ đã tính.",
        (
            "Every indicator with its definition, source, targets and a worked example: by index, by"
            " [the plan](catalogue/plan.md), by [owner](catalogue/owners.md)."
        ),
    ),
    (
        "Vì sao số của ta như vậy?",
        "notebooks/on_time.md",
        "Ba sổ tay chạy trên dữ liệu mẫu, đi từ một tỷ lệ đến từng hồ sơ.",
        (
            "Three worked notebooks: the on-time rate, [two systems compared](notebooks/two_systems.md),"
            " [an indicator of one's own](notebooks/own_indicator.md)."
        ),
    ),
    (
        "Tôi làm bảng điều khiển, kết nối dữ liệu",
        "docs/how-to/dashboards.md",
        "Bảng số liệu đã công bố, PostgreSQL, mô hình ngữ nghĩa, dữ liệu mở.",
        (
            "Published tables, [PostgreSQL](docs/how-to/postgres.md),"
            " [the semantic layer](docs/how-to/semantic-layer.md), [open data](docs/how-to/open-data.md)."
        ),
    ),
    (
        "Tôi vận hành, sao lưu",
        "docs/how-to/nightly.md",
        "Chạy hằng đêm, báo khi có sự cố, sao lưu và phục hồi.",
        (
            "[Every night](docs/how-to/nightly.md), [alerts](docs/how-to/being-told.md),"
            " [backups](docs/how-to/backup.md), [settings](docs/reference/settings.md)."
        ),
    ),
    (
        "Tôi viết mã",
        "api/index.md",
        "Thư viện, dòng lệnh, kiến trúc, các quyết định và lý do.",
        (
            "[The API](api/index.md), [the library](docs/reference/library.md),"
            " [architecture](docs/architecture.md), [decisions](docs/adr/README.md)."
        ),
    ),
)
_PROMISES = (
    (
        "Mỗi con số mở ra được từng hồ sơ, kèm lý do tính hay không tính.",
        "A figure opens down to its records.",
    ),
    (
        "Dòng bị từ chối được chỉ rõ tệp, dòng, cột và cách sửa.",
        "A refused row is shown with its file, row, column and what to do.",
    ),
    ("Không có hồ sơ thì không có tỷ lệ: không phải 0 %.", "No population is no value: never 0 %."),
    (
        "Số cũ lập lại được: biết lúc đó đã có dữ liệu gì, từ đó đến nay khác gì.",
        "A past figure can be made again, and what changed since is named.",
    ),
)


def front_page(count: int) -> str:
    """The page, with the navigation of the whole site; `count` indicators are in the catalogue."""
    return "\n".join(_lines(count))


def _lines(count: int) -> Iterator[str]:
    yield "# Số liệu cải cách hành chính, tính được và kiểm được"
    yield ""
    yield "{.lead}"
    yield "Từ tệp xuất của các hệ thống đến chỉ số PAR INDEX, SIPAS, PAPI của phường, xã, tỉnh."
    yield ""
    yield '{.en lang="en"}'
    yield "From exports of public-administration systems to the indicators a ward or a province plans and reports."
    yield ""
    yield "::::{container} cards"
    for title, page, vi, en in _CARDS:
        yield ":::{container} card"
        yield f"**[{title}]({page})**"
        yield ""
        yield vi.format(count=count)
        yield ""
        yield '{.en lang="en"}'
        yield en
        yield ":::"
    yield "::::"
    yield ""
    yield "## Cam kết"
    yield ""
    for vi, en in _PROMISES:
        yield f'- {vi} [{en}]{{.en lang="en"}}'
    yield ""
    yield "[Cam kết nào, điều gì chứng minh](docs/reliability.md) ·"
    yield '[what is promised, and what shows it]{.en lang="en"}'
    yield ""
    for section in SECTIONS:
        yield from toctree(section.pages, section.caption)
