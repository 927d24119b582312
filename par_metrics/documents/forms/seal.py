"""Whether a form on disk is as it was written: what an officer corrected by hand is not overwritten."""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from par_metrics.support.packages import pack, unpack

_PROPERTIES = "docProps/core.xml"
_SEAL = re.compile(rb"par-metrics: ([0-9a-f]{16})")
UNSEALED = f"par-metrics: {'0' * 16}"
"""The comments of a workbook that `sealed` has still to see."""


def sealed(workbook: bytes) -> bytes:
    """The workbook with a digest of its parts in its comments, which whoever saves it writes otherwise."""
    parts = unpack(workbook)
    seal = b"par-metrics: " + _digest(parts).encode()
    return pack(parts | {_PROPERTIES: parts[_PROPERTIES].replace(UNSEALED.encode(), seal)})


def is_edited(path: Path) -> bool:
    """Whether a file is anything but a form as we wrote it: replacing it would lose somebody's work."""
    try:
        parts = unpack(path.read_bytes())
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
    ):  # none, damaged, another kind, encrypted
        return True
    said = _SEAL.search(parts.get(_PROPERTIES, b""))
    return said is None or said[1].decode() != _digest(parts)


def _digest(parts: Mapping[str, bytes]) -> str:
    """Of all but the properties, which bear it."""
    digest = hashlib.sha256()
    for name, content in parts.items():
        if name != _PROPERTIES:
            digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.hexdigest()[:16]
