"""A workspace of which a report can be made: late dossiers, an apology owed, work reported, a hostile name."""

from pathlib import Path

from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn

from par_metrics import Workspace
from tests.support.workspaces import load

PERIOD = "2026-Q3"
# Nothing of it may be taken for markup, a field, or an order to turn the reading direction; XML forbids the bell.
HOSTILE = '<script>alert("x")</script> & {{kỳ báo cáo}} \u202eRTL\u202c \x07' + "Dài" * 60

UNITS = """
    unit_code | unit_name         | level
    H60       | Tỉnh Tuyên Quang  | province
    H60.101   | Phường An Tường   | commune
    H60.102   | Phường Mỹ Lâm     | commune
"""
# As of 10/9: 0001 on time, 0002 late with an apology, 0003 late without; 0004 is open and overdue, 0005 ends later.
DOSSIERS = """
    dossier_code        | unit_code | status | received_at         | due_at     | completed_at        | channel | apology_sent_at     | is_apology_published | is_result_published
    H60.101-260701-0001 | H60.101   | 10     | 2026-07-01 08:00:00 | 2026-07-10 | 2026-07-09 08:00:00 | online  |                     |                      | true
    H60.101-260701-0002 | H60.101   | 10     | 2026-07-01 08:00:00 | 2026-07-10 | 2026-07-13 08:00:00 | postal  | 2026-07-14 08:00:00 | true                 | true
    H60.101-260801-0003 | H60.101   | 9      | 2026-08-03 08:00:00 | 2026-08-10 | 2026-08-12 08:00:00 | online  |                     | false                | true
    H60.101-260801-0004 | H60.101   | 4      | 2026-08-03 08:00:00 | 2026-08-20 |                     | online  |                     | false                |
    H60.101-260901-0005 | H60.101   | 10     | 2026-09-01 08:00:00 | 2026-09-15 | 2026-09-14 08:00:00 | online  |                     |                      | true
    H60.102-260801-0006 | H60.102   | 10     | 2026-08-03 08:00:00 | 2026-08-10 | 2026-08-05 08:00:00 | online  |                     |                      | true
"""  # noqa: E501
TASKS = """
    plan_row | unit_code | period  | state    | reported_on
    A.I.5.2  | H60.101   | 2026-Q3 | on_track | 2026-09-01
    A.I.1.1  | H60.101   | 2026-Q3 | behind   | 2026-09-01
    A.III.2  | H60.101   | 2026-Q3 | done     | 2026-09-01
"""
OFFICE = """
[office]
name = "UBND phường An Tường"
parent = "UBND tỉnh Tuyên Quang"
recipient = "Sở Nội vụ tỉnh Tuyên Quang"
place = "An Tường"
"""


def reporting_workspace(root: Path) -> Workspace:
    """Of H60.101, with the office in its settings."""
    Workspace.create(root, unit="H60.101")
    settings = root / "par-metrics.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + OFFICE, encoding="utf-8")
    ws = Workspace(root)
    load(ws, "units", UNITS)
    load(ws, "dossiers", DOSSIERS)
    load(ws, "task_reports", TASKS)
    return ws


def texts_of(document: Docx) -> list[str]:
    """Every paragraph of the text and its tables, in order."""
    paragraphs = document.element.body.iter(qn("w:p"))
    return ["".join(piece.text or "" for piece in paragraph.iter(qn("w:t"))) for paragraph in paragraphs]


def opened(path: Path) -> Docx:
    return Document(str(path))
