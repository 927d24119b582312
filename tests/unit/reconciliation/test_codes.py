"""Two ways of writing one code come to one form; two codes never do."""

import polars as pl
import pytest

from par_metrics.reconciliation.codes import canonical_dossier, canonical_procedure, canonical_unit


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("H60.12-250115-0001", "H60.12-250115-1"),
        ("000.00.12.H60-250115-0001", "H60.12-250115-1"),
        ("000.05.12.H60-250115-0001", "H60.12.05-250115-1"),
        ("001.00.12.H60-250115-0001", "H60.12.00.001-250115-1"),
        (" h60.12 -250115- 0001", "H60.12-250115-1"),
        ("H60.12–250115–0001", "H60.12-250115-1"),
        ("H60.12-20250115-0000001", "H60.12-250115-1"),
        ("G09.20-20260609-0092637", "G09.20-260609-92637"),
        ("H60.12-250115-0000", "H60.12-250115-0"),
        ("H60.12-250115-BX0012", "H60.12-250115-BX12"),
        ("03706/2026/07906", "03706/2026/07906"),
        ("abc", "ABC"),
    ],
)
def test_dossier_codes(written: str, canonical: str) -> None:
    assert _one(written, canonical_dossier) == canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("H60.12-250115-0001", "H60.12-250115-0010"),
        ("H60.12-250115-0001", "H60.120-250115-0001"),
        ("H60.12-250115-0001", "H61.12-250115-0001"),
        ("H60.12-250115-0001", "H60.12-250116-0001"),
        ("H60.12-250115-BX0001", "H60.12-250115-0001"),
        ("000.00.12.H60-250115-0001", "000.12.00.H60-250115-0001"),
    ],
)
def test_codes_that_differ_stay_different(one: str, other: str) -> None:
    assert _one(one, canonical_dossier) != _one(other, canonical_dossier)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("000.00.12.H60", "H60.12"),
        ("H60.12", "H60.12"),
        ("000.00.00.H60", "H60"),
        ("h60.101", "H60.101"),
        ("NL.001", "NL.001"),
        ("U1", "U1"),
    ],
)
def test_unit_codes(written: str, canonical: str) -> None:
    assert _one(written, canonical_unit) == canonical


def test_procedure_codes_compare_on_what_all_authorities_share() -> None:
    assert _one("1.014390.000.00.00.H60", canonical_procedure) == "1.014390"
    assert _one("1.014390.H50", canonical_procedure) == "1.014390"
    assert _one("1.014390", canonical_procedure) == "1.014390"
    assert _one("2.014390", canonical_procedure) == "2.014390"


def test_no_code_is_no_code() -> None:
    assert pl.select(canonical_dossier(pl.lit(None, pl.String))).item() is None


def _one(text: str, canonical) -> str:  # type: ignore[no-untyped-def]
    return str(pl.select(canonical(pl.lit(text))).item())
