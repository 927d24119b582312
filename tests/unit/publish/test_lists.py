"""The tables that say what the figures of a run are of."""

import re

from par_metrics import catalogue
from par_metrics.domain.plan import builtin_plan
from par_metrics.indicators.targets import plan_targets
from par_metrics.publish.lists import catalogue_frame, plan_frame, units_frame
from tests.support.workspaces import load, small_workspace


def test_units_have_names_levels_and_parents_and_one_that_no_register_knows_has_its_code(tmp_path):
    ws = small_workspace(tmp_path)
    register = """
        unit_code | unit_name        | level    | parent_code
        H60       | Tỉnh Tuyên Quang | province |
        H60.103   | Xã Yên Sơn       | commune  | H60
    """
    load(ws, "units", register)
    dossier = "dossier_code | unit_code | status | received_at\n H60.999-260301-0009 | H60.999 | 4 | 2026-03-02"
    load(ws, "dossiers", dossier)
    with ws.snapshot("2026-04-01") as snapshot:
        assert units_frame(snapshot).rows() == [
            ("H60", "Tỉnh Tuyên Quang", "province", None),
            ("H60.101", "Phường An Tường", "commune", None),
            ("H60.102", "Phường Mỹ Lâm", "commune", None),
            ("H60.103", "Xã Yên Sơn", "commune", "H60"),
            ("H60.999", None, None, None),
        ]


def test_the_plan_is_told_in_both_languages():
    plan = plan_frame(builtin_plan())
    assert plan["plan_row"].to_list() == [row.plan_row for row in builtin_plan().rows]
    for name in ("title", "owner", "coordinating", "deadline"):
        assert plan[f"{name}_vi"].is_null().equals(plan[f"{name}_en"].is_null())
        english = " ".join(plan[f"{name}_en"].drop_nulls())
        assert not re.search(r"[^\x00-\x7f]", english), "a part of the plan is in no English yet"
    row = plan.filter(plan_row="A.III.6").row(0, named=True)
    assert (row["deadline_vi"], row["deadline_en"]) == ("31/12 hằng năm", "31 December of each year")


def test_every_indicator_says_which_way_it_improves_as_its_target_does():
    better = dict(catalogue_frame(catalogue.values(), builtin_plan()).select("indicator", "better").rows())
    assert set(better.values()) == {"higher", "lower"}
    assert better["processing_working_days"] == better["par_index_rank"] == "lower"
    for target in plan_targets():
        of_target = [d for d in catalogue.values() if target.indicator in (d.id, d.target)]
        assert {better[d.id] for d in of_target} <= {target.better}
