"""What libraries raise of a zip that is damaged, cut short, or packed in a way that they do not know."""

import lzma
import struct
import zipfile
import zlib

BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    ValueError,  # a place before the beginning
    OverflowError,
    RuntimeError,  # a password; NotImplementedError is one
)
