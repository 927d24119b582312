"""The catalogue as the text of a file, in the format of another program."""

from __future__ import annotations

from typing import Literal

import polars as pl

from par_metrics.domain.plan import Plan
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.publish.described.dbt import dbt_layer
from par_metrics.publish.described.ossie import ossie_model

Format = Literal["ossie", "dbt"]


def written_as(form: Format, catalogue: Catalogue, targets: pl.DataFrame, plan: Plan) -> str:
    """YAML in UTF-8; the same definitions give the same text.

    Args:
        targets: the published table `targets`.
        plan: whose rows they answer.
    """
    import yaml  # only whoever writes it waits for it

    make = {"ossie": ossie_model, "dbt": dbt_layer}[form]
    # The one in C writes the same, ten times faster.
    dumper = yaml.CSafeDumper if yaml.__with_libyaml__ else yaml.SafeDumper
    stated = make(catalogue, targets, plan)
    text: str = yaml.dump(stated, Dumper=dumper, allow_unicode=True, sort_keys=False, width=120)
    return text
