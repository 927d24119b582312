"""What pip-audit found, in a few lines: `python .ci/audit.py FOUND.json`. Exit status 1: a known vulnerability."""

import json
import sys
from pathlib import Path


def main(found: Path) -> int:
    """Say how many packages were looked up, and which have known vulnerabilities; return the exit status."""
    packages = json.loads(found.read_text(encoding="utf-8"))["dependencies"] if found.exists() else []
    known = [package for package in packages if "skip_reason" not in package]
    left = len(packages) - len(known)
    if not known:
        print("Vulnerabilities: NOT LOOKED FOR. No database of them can be reached from here; run this where one can.")
        return 0
    for package in known:
        for vulnerability in package["vulns"]:
            mended = ", ".join(vulnerability["fix_versions"]) or "no version"
            print(f"{package['name']} {package['version']}: {vulnerability['id']}, mended in {mended}")
    bad = sum(bool(package["vulns"]) for package in known)
    print(f"Vulnerabilities: {len(known)} packages looked up, {left} not known to the database, {bad} vulnerable.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
