"""A template of the report: the built-in one, or the office's own DOCX."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docx.document import Document as Docx

from par_metrics.documents.report.built_in import built_in
from par_metrics.documents.report.fields import BY_KEY, FIELDS
from par_metrics.documents.report.filling import Place, places
from par_metrics.documents.report.opening import NoDocxError, open_docx
from par_metrics.documents.report.package import packed
from par_metrics.errors import UsageError, nearest, reason_of
from par_metrics.support.atomic import replace_whole
from par_metrics.support.folding import fold_heading
from schemas import Label

_MOST_TOLD = 3


@dataclass(frozen=True)
class Template:
    """A template that was checked.

    Args:
        data: the DOCX.
        left_out: fields that it does not have, by name.
    """

    data: bytes
    left_out: tuple[str, ...] = ()

    def opened(self) -> Docx:
        """A document to fill in."""
        return open_docx(self.data)


def read_template(path: Path | None) -> Template:
    """The office's own template; None for the built-in one.

    Raises:
        UsageError: there is no such file, it is no DOCX, or a field in it is unknown, broken, out of place or missing.
    """
    if path is None:
        return Template(packed(built_in()))
    try:
        data = path.read_bytes()
        document = open_docx(data)
    except OSError as error:
        raise _not_there(path, reason_of(error)) from None
    except NoDocxError:
        raise _unreadable(path, "DOCX?") from None
    if foreign := _foreign_parts(document):
        raise _foreign(path, foreign)
    found = places(document)
    problems = [problem for place in found for problem in _problems(place)]
    there = {fold_heading(name) for place in found for name in place.names}
    problems += [_missing(field.name) for field in FIELDS if field.is_needed and field.key not in there]
    if problems:
        raise _wrong(path, problems)
    return Template(data, tuple(field.name for field in FIELDS if field.key not in there))


def _foreign_parts(document: Docx) -> list[str]:
    """What a template must not hand on to every report: macros, and files that Word would fetch from elsewhere."""
    package = document.part.package
    parts = [*package.iter_parts()]
    macros = [str(part.partname) for part in parts if "vba" in str(part.partname).lower()]
    fetched = ("attachedTemplate", "oleObject", "frame", "subDocument")
    links = [
        relation.target_ref
        for part in parts
        for relation in part.rels.values()
        if relation.is_external and relation.reltype.rpartition("/")[2] in fetched
    ]
    return [*macros, *links]


def write_built_in(path: Path) -> None:
    """The built-in template, to start from; the same program writes the same bytes."""
    replace_whole(path, packed(built_in()))


def _problems(place: Place) -> list[Label]:
    problems = [_broken(text, place.text) for text in place.broken]
    for name in place.names:
        field = BY_KEY.get(fold_heading(name))
        if field is None:
            problems.append(_unknown(name))
        elif field.is_block and place.block is None:
            problems.append(_not_alone(name))
    return problems


def _broken(text: str, around: str) -> Label:
    shown = " ".join(around.split())[:80]
    return Label(
        f'"{text}" trong đoạn "{shown}" là trường viết dở: viết đủ hai dấu mở, hai dấu đóng trong cùng một đoạn, '
        "như {{kỳ báo cáo}}",
        f'"{text}" in the paragraph "{shown}" is a broken field: write two braces before and two behind it in one '
        "paragraph, such as {{kỳ báo cáo}}",
    )


def _unknown(name: str) -> Label:
    near = nearest(fold_heading(name), BY_KEY)
    # The nearest key, told by the name of its field.
    for key, field in BY_KEY.items():
        near = Label(near.vi.replace(f'"{key}"', f'"{field.name}"'), near.en.replace(f'"{key}"', f'"{field.name}"'))
    return Label(
        f'không có trường "{name}".{near.vi} Sửa tên, hoặc xóa trường',
        f'there is no field "{name}".{near.en} Correct its name, or delete it',
    )


def _not_alone(name: str) -> Label:
    return Label(
        f'trường "{name}" phải đứng một mình trong một đoạn; xuống dòng (Enter) trước và sau nó',
        f'the field "{name}" must stand alone in a paragraph; put line breaks (Enter) before and behind it',
    )


def _foreign(path: Path, found: Sequence[str]) -> UsageError:
    named = ", ".join(found)
    return UsageError(
        Label(
            f"mẫu {path} có macro hoặc liên kết tải từ nơi khác ({named}). Mở trong Word, bỏ mẫu gắn kèm và macro, "
            "lưu thành .docx",
            f"the template {path} has macros or links that are fetched from elsewhere ({named}). Open it in Word, take "
            "out the attached template and macros, save it as .docx",
        ),
        "template_not_plain",
    )


def _missing(name: str) -> Label:
    return Label(
        f'thiếu trường "{name}", báo cáo nào cũng phải nói điều này: thêm {{{{{name}}}}} vào mẫu',
        f'the field "{name}" is missing, which every report must say: add {{{{{name}}}}}',
    )


def _wrong(path: Path, problems: list[Label]) -> UsageError:
    rest = len(problems) - _MOST_TOLD
    more = Label(f"; và {rest} lỗi khác", f"; and {rest} more") if rest > 0 else Label("", "")
    vi, en = ("; ".join(getattr(p, side) for p in problems[:_MOST_TOLD]) for side in ("vi", "en"))
    return UsageError(
        Label(
            f"mẫu {path}: {vi}{more.vi}. Các trường: docs/how-to/report.md; mẫu ban đầu: par-metrics template bao-cao",
            f"template {path}: {en}{more.en}. Fields: docs/how-to/report.md; a new one: par-metrics template bao-cao",
        ),
        "wrong_template",
    )


def _not_there(path: Path, why: Label) -> UsageError:
    return UsageError(
        Label(
            f"không mở được mẫu {path}: {why.vi}. Kiểm tra tên tệp ở --template, hoặc report_template của [office] "
            "trong par-metrics.toml; bỏ đi thì dùng mẫu có sẵn",
            f"the template {path} cannot be opened: {why.en}. Check its name in --template, or in report_template of "
            "[office] in par-metrics.toml; without it the built-in one is used",
        ),
        "template_unreadable",
    )


def _unreadable(path: Path, why: str) -> UsageError:
    return UsageError(
        Label(
            f"không đọc được mẫu {path} ({why}). Mở trong Word rồi lưu thành .docx",
            f"the template {path} cannot be read ({why}). Open it in Word and save it as .docx",
        ),
        "template_unreadable",
    )
