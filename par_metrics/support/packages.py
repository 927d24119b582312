"""Office files as ZIP packages: the same parts give the same bytes."""

import io
import zipfile
from collections.abc import Mapping

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Name -> content, in this order, as a package that hangs on nothing else: no clock, no machine."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as written:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name, _FIRST_DAY)
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
            written.writestr(part, content)
    return whole.getvalue()


def unpack(package: bytes) -> dict[str, bytes]:
    """Its parts, in the order they are in.

    Raises:
        zipfile.BadZipFile: it is no package, or damaged.
    """
    with zipfile.ZipFile(io.BytesIO(package)) as read:
        return {name: read.read(name) for name in read.namelist()}
