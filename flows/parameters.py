"""What a form of a run asks for."""

from typing import Annotated, TypeAlias

from pydantic import Field

AsOf: TypeAlias = Annotated[str, Field(json_schema_extra={"format": "date-time"})] | None
"""An instant: a form of Prefect has a calendar for it, everything else may write it as `par-metrics` reads it."""
