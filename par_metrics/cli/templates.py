"""The command that writes an empty workbook to fill in."""

from typing import Annotated

import typer

from par_metrics.cli.app import OutputOption, app
from par_metrics.cli.state import State
from schemas import Label


@app.command()
def template(
    context: typer.Context,
    template_name: Annotated[str, typer.Argument(metavar="KIND")],
    output: OutputOption = None,
) -> None:
    from par_metrics.templates import write_template

    state: State = context.obj
    path = write_template(template_name, output)
    state.say(
        Label(
            f'Đã ghi mẫu {path}. Điền vào trang "Dữ liệu" rồi chạy: par-metrics ingest "{path}"',
            f'Wrote the template {path}. Fill in the sheet "Dữ liệu", then run: par-metrics ingest "{path}"',
        )
    )
