"""The machine, the versions, and the environments of what is compared with."""

import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PAR_METRICS = BIN / "par-metrics"
_OURS = ("par-metrics", "polars", "duckdb", "pandera", "fastexcel")
_PEERS = {"dbt": ("dbt-core", "dbt-duckdb", "duckdb"), "pandas": ("pandas", "numpy")}


def peer(name: str) -> Path | None:
    """The programs of a peer's environment; None: it was not made."""
    folder = ROOT / ".venv" / f"bench-{name}"
    return folder / "bin" if (folder / ".ready").exists() else None


def machine() -> dict[str, str | int | float]:
    """Model of the processor, cores, gigabytes of memory, system."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {"cpu": _model(), "cores": os.cpu_count() or 1, "memory_gb": round(memory, 1), "system": platform.system()}


def versions() -> dict[str, str]:
    """Of Python, of our packages, and of those of the peers' own environments (`dbt: duckdb`)."""
    found = {"Python": platform.python_version()} | {name: version(name) for name in _OURS}
    for name, packages in _PEERS.items():
        if programs := peer(name):
            code = f"from importlib.metadata import version\nfor p in {packages}: print(version(p))"
            asked = subprocess.run([programs / "python", "-c", code], capture_output=True, text=True, check=True)
            found |= {f"{name}: {p}": text for p, text in zip(packages, asked.stdout.split(), strict=True)}
    return found


def _model() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())
