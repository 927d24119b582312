"""The files of deploy/: what can be looked at is, and every command in them is run, as far as this machine can."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from par_metrics.publish import latest
from tests.support.workspaces import small_workspace

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
BIN = Path(sys.executable).parent
KINDS = ("system", "user")
TASKS = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze")


@pytest.fixture
def workspaces(tmp_path: Path) -> Path:
    """A folder of one workspace, `an-tuong`."""
    small_workspace(tmp_path / "an-tuong")
    return tmp_path


def unit(kind: str, suffix: str, workspaces: Path) -> str:
    """The text of a unit as it is here: of this program, for that folder."""
    text = (DEPLOY / "systemd" / kind / f"par-metrics-nightly@.{suffix}").read_text(encoding="utf-8")
    programs = ("/opt/par-metrics/.venv/bin", "%h/par-metrics/.venv/bin")
    for program in programs:
        text = text.replace(program, str(BIN))
    return text.replace("/srv/par-metrics/", f"{workspaces}/").replace("%h/par-metrics/", f"{workspaces}/")


@needs_systemd
@pytest.mark.parametrize("kind", KINDS)
def test_systemd_finds_nothing_wrong(kind: str, workspaces: Path, tmp_path: Path) -> None:
    units = []
    for suffix in ("service", "timer"):
        units.append(tmp_path / f"par-metrics-nightly@an-tuong.{suffix}")
        units[-1].write_text(unit(kind, suffix, workspaces), encoding="utf-8")
    command = ["systemd-analyze", f"--{kind}", "verify", "--man=no", *map(str, units)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)})
    assert (done.returncode, done.stderr.strip()) == (0, "")


@needs_systemd
@pytest.mark.parametrize("kind", KINDS)
def test_the_time_is_one_that_systemd_knows(kind: str, tmp_path: Path) -> None:
    (when,) = re.findall(r"^OnCalendar=(.+)$", unit(kind, "timer", tmp_path), flags=re.MULTILINE)
    done = subprocess.run(["systemd-analyze", "calendar", when], capture_output=True, text=True)
    assert done.returncode == 0 and "Next elapse" in done.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_unit_starts_is_a_night(kind: str, workspaces: Path) -> None:
    text = unit(kind, "service", workspaces).replace("%i", "an-tuong")
    stated = dict(line.split("=", 1) for line in text.splitlines() if re.match(r"[A-Z]\w+=", line))
    name, value = stated["Environment"].split("=", 1)
    environment = {key: of for key, of in os.environ.items() if not key.startswith("PAR_METRICS_")}
    done = subprocess.run(
        shlex.split(stated["ExecStart"]), env={**environment, name: value}, cwd=stated["WorkingDirectory"]
    )
    assert done.returncode == 0 and latest.latest_run(workspaces / "an-tuong" / "published")


def test_the_task_of_windows_has_what_the_scheduler_asks_for_and_starts_a_night(workspaces: Path) -> None:
    file = DEPLOY / "windows" / "par-metrics-nightly.xml"
    assert "encoding" not in file.read_text(encoding="utf-8").splitlines()[0], "PowerShell hands it over as text"
    task = ElementTree.parse(file).getroot()
    assert task.tag == f"{TASKS}Task"
    assert [part.tag.removeprefix(TASKS) for part in task] == [
        *("RegistrationInfo", "Triggers", "Principals", "Settings", "Actions")
    ]
    found = {part.tag.removeprefix(TASKS): (part.text or "").strip() for part in task.iter()}
    assert found["StartBoundary"].endswith("T01:00:00+07:00") and found["DaysInterval"] == "1"
    assert (found["StartWhenAvailable"], found["MultipleInstancesPolicy"]) == ("true", "IgnoreNew")
    assert task.find(f".//{TASKS}Actions").get("Context") == task.find(f".//{TASKS}Principal").get("id")  # type: ignore[union-attr]
    assert found["Command"].endswith(r"\Scripts\par-metrics.exe")
    arguments = found["Arguments"].replace("C:\\par-metrics", str(workspaces)).replace("\\", "/").split()
    assert subprocess.run([BIN / "par-metrics", *arguments]).returncode == 0
    assert latest.latest_run(workspaces / "an-tuong" / "published")


def test_what_the_image_installs_is_whole(tmp_path: Path) -> None:
    """From what is copied into it alone, without a network; the locked packages are those of this environment."""
    text = (DEPLOY / "container" / "Containerfile").read_text(encoding="utf-8")
    copied = [source for line in re.findall(r"^COPY (.+) \S+$", text, flags=re.MULTILINE) for source in line.split()]
    for source in copied:
        place = tmp_path / "image" / source
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            place.parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / source, place)
    assert "RUN pip install --no-deps --no-build-isolation .\n" in text
    install = [BIN / "python", "-m", "pip", "install", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*install, "--target", tmp_path / "site", "."], cwd=tmp_path / "image", check=True)
    found = "import flows, par_metrics, schemas; print(flows.__file__, par_metrics.__file__)"
    done = subprocess.run(
        [BIN / "python", "-c", found],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
    )
    assert done.stdout.count(str(tmp_path / "site")) == 2, done.stderr
    assert (tmp_path / "site" / "par_metrics" / "operations" / "digest" / "mail.html.j2").is_file()


def test_the_image_asks_for_a_python_that_the_project_takes() -> None:
    text = (DEPLOY / "container" / "Containerfile").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f">={re.findall(r'^FROM python:([0-9.]+)-', text, flags=re.MULTILINE)[0]}" == project["requires-python"]


def test_the_parts_of_the_composition_start_one_after_the_other() -> None:
    made = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text(encoding="utf-8"))
    services = made["services"]
    waits_for = {name: [*service.get("depends_on", {})] for name, service in services.items()}
    assert waits_for == {"server": [], "pool": ["server"], "schedule": ["pool"], "worker": ["schedule"]}
    assert {service["image"] for service in services.values()} == {"par-metrics"}
    assert services["server"]["ports"] == ["127.0.0.1:4200:4200"], "it asks for no password"
    build = services["server"]["build"]
    assert (DEPLOY / "container" / build["context"]).resolve() == ROOT and (ROOT / build["dockerfile"]).is_file()
    assert all("/workspaces" in volume for s in ("pool", "schedule", "worker") for volume in services[s]["volumes"])
