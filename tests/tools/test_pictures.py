"""The pictures of the guides are of what an officer sees today."""

import json
import re

from docs.build_pictures import LIST, MADE_FROM, PICTURES, digests
from par_metrics import Workspace
from tests.docs.pages import ROOT


def test_every_picture_is_made_from_what_is_shown_today(demo: Workspace) -> None:
    made_from = json.loads(MADE_FROM.read_text(encoding="utf-8"))
    stale = [name for name, digest in digests(demo.root).items() if made_from.get(name) != digest]
    assert not stale, "run `make pictures`, look at them, and commit them"


def test_every_picture_is_there_and_in_a_guide() -> None:
    assert {path.name for path in PICTURES.glob("*.png")} == set(LIST)
    guides = (ROOT / "docs" / name for name in ("huong-dan-can-bo.md", "officer-guide.md"))
    for guide in guides:
        shown = re.findall(r"!\[[^\]]+\]\(pictures/([^)]+)\)", guide.read_text(encoding="utf-8"))
        assert set(shown) == set(LIST)
