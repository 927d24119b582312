"""Every unit that a value may have is worded, drawn and described."""

import json
from pathlib import Path
from typing import get_args

from par_metrics.display.charts.parts import axis
from par_metrics.display.words import AXES
from par_metrics.indicators.base import ValueUnit
from par_metrics.indicators.own.spec import UNITS

SCHEMA = Path(__file__).parents[3] / "docs" / "reference" / "indicator-file.schema.json"


def test_every_unit_has_words_an_axis_and_a_place_in_the_schema() -> None:
    units = set(get_args(ValueUnit))
    assert set(AXES) == units and set(UNITS) == units - {"rank"}
    assert {axis(unit, "vi").to_dict()["title"] for unit in ("days", "dong")} == {"ngày", "đồng"}
    described = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert f'"enum": {json.dumps(list(get_args(ValueUnit)))}' in json.dumps(described)
