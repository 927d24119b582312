"""Columns that lists of dossiers share."""

from par_metrics.documents.forms.form import Column
from schemas import Label


def date_column(id: str, heading: str, vi: str, en: str) -> Column:
    """A column of days."""
    return Column(id=id, heading=(heading,), label=Label(vi, en), kind="date", width=14)


DOSSIER = Column(id="dossier_code", heading=("Mã hồ sơ",), label=Label("mã hồ sơ", "code"), kind="text", width=28)
RECEIVED = date_column("received_at", "Ngày tiếp nhận", "ngày tiếp nhận", "received")
ENDED = date_column("ended_at", "Ngày có kết quả", "ngày có kết quả", "ended")
