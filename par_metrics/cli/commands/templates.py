"""The command that writes a template to fill in or to change."""

from typing import Annotated

import typer

from par_metrics.cli.app import app
from par_metrics.cli.options import OutputOption
from par_metrics.cli.state import State
from schemas import Label


@app.command()
def template(
    context: typer.Context,
    template_name: Annotated[str, typer.Argument(metavar="KIND")],
    output: OutputOption = None,
) -> None:
    from par_metrics.documents.templates import template_named, write_template
    from schemas import KINDS

    state: State = context.obj
    path = write_template(template_name, output, state.plan())
    if path.suffix.lower() == ".docx":
        state.say(
            Label(
                f"Đã ghi mẫu {path}. Sửa trong Word, giữ các trường {{{{...}}}}; "
                "rồi ghi tên tệp trong par-metrics.toml: [office] report_template",
                f"Wrote the template {path}. Change it in Word and keep the fields {{{{...}}}}; "
                "then name the file in par-metrics.toml: [office] report_template",
            )
        )
        return
    # A workbook that is no kind of records is named in the settings, not loaded.
    then = (
        Label(f'chạy: par-metrics ingest "{path}"', f'run: par-metrics ingest "{path}"')
        if template_named(template_name) in KINDS
        else Label("ghi tên tệp trong par-metrics.toml", "name the file in par-metrics.toml")
    )
    state.say(
        Label(
            f'Đã ghi mẫu {path}. Điền vào trang "Dữ liệu" rồi {then.vi}',
            f'Wrote the template {path}. Fill in the sheet "Dữ liệu", then {then.en}',
        )
    )
