"""Bytes that nobody has thought of, given to the readers, led by what they reach: `make fuzz`.

What is found is written to `build/fuzz`; once it is mended it goes to `tests/fuzz/corpus`, with its outcome in the
table beside it.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["par_metrics.readers", "par_metrics.exports"]):
    from tests.fuzz.outcomes import outcome


def main() -> None:
    """Run until told to stop; the arguments are libFuzzer's."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"

        def one(data: bytes) -> None:
            path.write_bytes(data)
            outcome(path)

        atheris.Setup(sys.argv, one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
