"""The parts of an XLSX workbook: which sheets it has, which are hidden, and how its numbers are meant."""

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree

from par_metrics.domain.limits import Limits
from par_metrics.errors import RefusedFileError
from par_metrics.readers.broken import BROKEN_ZIP
from par_metrics.readers.limits import check_unpacked, over_limit
from par_metrics.readers.table import refusal

_DOCTYPE = b"<!DOCTYPE"
_WORKBOOK = "xl/workbook.xml"
_RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
_STYLES = "xl/styles.xml"
_TEXTS = "xl/sharedstrings.xml"
# Number formats that every workbook knows without writing them down.
_BUILT_IN_SCIENTIFIC = frozenset({"11", "48"})
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_SCIENTIFIC = re.compile(r"[0#?]E[+-]", re.IGNORECASE)


@dataclass(frozen=True)
class Sheet:
    """A worksheet: its name as on its tab, its part of the archive, and whether Excel shows it."""

    name: str
    part: str
    is_hidden: bool


class Workbook:
    """An opened workbook; its parts are read when asked for.

    Raises:
        RefusedFileError: `unreadable_file` (damaged, or of a kind that cannot be read with care), from any part;
            `over_limit`.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.limits, self.size = limits, len(data)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN_ZIP:
            raise damaged() from None
        check_unpacked(sum(member.file_size for member in self._archive.infolist()), len(data), limits)
        self._names: Mapping[str, str] = {part_key(name): name for name in self._archive.namelist()}
        if _WORKBOOK not in self._names and "xl/workbook.bin" in self._names:
            raise refusal(
                "unreadable_file",
                "tệp Excel nhị phân (.xlsb). Mở bằng Excel và lưu lại dạng .xlsx.",
                "a binary Excel workbook (.xlsb). Open it in Excel and save it as .xlsx.",
            )

    def part(self, name: str) -> bytes:
        """The bytes of a part; upper and lower case, and the kind of slash, make no difference."""
        try:
            return self._archive.read(self._names[part_key(name)])
        except (KeyError, *BROKEN_ZIP):
            raise damaged() from None

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The worksheets in the order of their tabs; sheets of charts and macros are none."""
        targets = {
            relation.get("Id", ""): relation.get("Target", "")
            for relation in self._tree(_RELATIONSHIPS)
            if relation.get("Type", "").endswith("/worksheet")
        }
        found = []
        for sheet in self._elements("sheets/sheet"):
            identity = next((value for key, value in sheet.items() if key.endswith("}id")), "")
            if identity in targets:
                part = posixpath.normpath(posixpath.join("/xl", targets[identity].replace("\\", "/"))).lstrip("/")
                found.append(Sheet(sheet.get("name", ""), part, sheet.get("state", "visible") != "visible"))
        if len({sheet.part for sheet in found}) < len(found):
            raise damaged()  # a part that is several sheets, which no program writes
        if len(found) > self.limits.sheets:
            raise over_limit("sheets", f"tệp có {len(found)} trang tính", f"the workbook has {len(found)} sheets")
        return tuple(found)

    @cached_property
    def counts_days_from_1904(self) -> bool:
        """Serial numbers of days count from 1904, as on old Macintoshes, not from 1900."""
        return any(_is_true(found.get("date1904")) for found in self._elements("workbookPr"))

    @cached_property
    def calculates_on_load(self) -> bool:
        """The program that wrote it says that its formulas must still be calculated."""
        return any(_is_true(found.get("fullCalcOnLoad")) for found in self._elements("calcPr"))

    @cached_property
    def scientific_styles(self) -> tuple[int, ...]:
        """The styles of cells whose numbers are shown as `2.02603E+14`."""
        if _STYLES not in self._names:
            return ()
        styles = self._tree(_STYLES)
        own = {found.get("numFmtId"): found.get("formatCode", "") for found in styles.iterfind("{*}numFmts/{*}numFmt")}
        scientific = {number for number, code in own.items() if _SCIENTIFIC.search(_QUOTED.sub("", code))}
        scientific |= _BUILT_IN_SCIENTIFIC - own.keys()
        formats = styles.iterfind("{*}cellXfs/{*}xf")
        return tuple(index for index, found in enumerate(formats) if found.get("numFmtId") in scientific)

    @cached_property
    def text_lengths(self) -> tuple[int, ...]:
        """The bytes of each text that cells share, with its marks, in the order in which cells name them."""
        if _TEXTS not in self._names:
            return ()
        return tuple(map(len, self.part(_TEXTS).replace(b"<si/>", b"<si></si>").split(b"</si>")[:-1]))

    def with_parts(self, parts: Mapping[str, bytes]) -> bytes:
        """The workbook with some parts replaced, uncompressed: it is read at once and thrown away."""
        replaced = {part_key(name): content for name, content in parts.items()}
        rewritten = io.BytesIO()
        with zipfile.ZipFile(rewritten, "w", zipfile.ZIP_STORED) as target:
            for key, name in self._names.items():
                # Pictures and the like are of no use here.
                if key in replaced or key.endswith((".xml", ".rels")):
                    target.writestr(name, replaced.get(key) or self.part(name))
        return rewritten.getvalue()

    def _elements(self, path: str) -> list[ElementTree.Element]:
        return self._book.findall("/".join(f"{{*}}{name}" for name in path.split("/")))

    @cached_property
    def _book(self) -> ElementTree.Element:
        return self._tree(_WORKBOOK)

    def _tree(self, name: str) -> ElementTree.Element:
        content = self.part(name)
        refuse_declarations(content)
        try:
            return ElementTree.fromstring(content)
        except (ElementTree.ParseError, LookupError, ValueError):
            raise damaged() from None


def part_key(name: str) -> str:
    """What two names of one part of an archive share, whoever wrote it."""
    return name.replace("\\", "/").lstrip("/").lower()


def refuse_declarations(content: bytes) -> None:
    """Refuse XML that declares entities: no workbook needs it, and a few bytes of them unfold to gigabytes."""
    if _DOCTYPE in content or b"\0" in content[:4]:
        raise damaged()


def damaged() -> RefusedFileError:
    """The refusal of a workbook that is not whole."""
    return refusal(
        "unreadable_file",
        "tệp Excel bị hỏng hoặc tải về chưa hết. Tải hoặc xuất lại tệp.",
        "the Excel file is damaged or was cut short. Download or export it again.",
    )


def _is_true(value: str | None) -> bool:
    return value in ("1", "true", "on")
