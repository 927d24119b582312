"""Codes in one canonical form, so that two ways of writing one code compare equal.

Units: `000.00.12.H60` (province last, QĐ 20/2020/QĐ-TTg) and `H60.12` are one. Dossiers:
`000.00.12.H60-250115-0001` (TT 01/2018/TT-VPCP Điều 19) and `H60.12-20250115-00001` (TT 04/2025/TT-VPCP)
are one. A code of no known form is compared as it is written, but for case and spaces.
"""

from collections.abc import Callable, Mapping

import polars as pl

_DOSSIER = r"^([0-9A-Z]+(?:\.[0-9A-Z]+)*)-(?:20)?(\d{6})-([0-9A-Z]+)$"
_PROCEDURE = r"^(\d{1,2}\.\d{6})\..*$"
_DASHES = "[‐‑‒–—−]"


def canonical_text(code: pl.Expr) -> pl.Expr:
    """Upper case, without white space, with plain hyphens."""
    return code.str.normalize("NFC").str.replace_all(r"\s", "").str.replace_all(_DASHES, "-").str.to_uppercase()


def canonical_unit(code: pl.Expr) -> pl.Expr:
    """The province first, then ever smaller units; without the groups of zeros at the end."""
    return _unit(canonical_text(code))


def canonical_procedure(code: pl.Expr) -> pl.Expr:
    """The number all authorities share: `1.014390` of `1.014390.000.00.00.H60`."""
    return canonical_text(code).str.replace(_PROCEDURE, "${1}")


def canonical_dossier(code: pl.Expr) -> pl.Expr:
    """Unit as `canonical_unit`, day as YYMMDD, serial without leading zeros."""
    text = canonical_text(code)
    unit, day = _unit(text.str.extract(_DOSSIER, 1)), text.str.extract(_DOSSIER, 2)
    # A serial may begin with the letters of its owner; the zeros then come after them.
    serial = text.str.extract(_DOSSIER, 3).str.replace(r"^([A-Z]*)0+(\d)", "${1}${2}")
    # Parts that are null, where the code has another form, make the whole null.
    return pl.coalesce(pl.concat_str([unit, day, serial], separator="-"), text)


def _unit(text: pl.Expr) -> pl.Expr:
    groups = text.str.split(".")
    province_last = groups.list.last().str.contains("^[A-Z]") & ~groups.list.first().str.contains("^[A-Z]")
    ordered = pl.when(province_last).then(groups.list.reverse().list.join(".")).otherwise(text)
    return ordered.str.replace(r"(?:\.0+)+$", "")


CANONICAL: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    "dossier_code": canonical_dossier,
    "unit_code": canonical_unit,
    "procedure_code": canonical_procedure,
}
"""How a column of codes is brought to its canonical form; other text is compared as `canonical_text`."""
