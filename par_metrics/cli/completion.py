"""Shell completion: typer's, told in our words."""

from typing import Any

from par_metrics.cli.state import State
from par_metrics.errors import UsageError
from schemas import Label

_SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


def say_what_is_installed(group: Any) -> None:
    """Have `--install-completion` of a command group say in the language spoken what it did."""
    for parameter in group.params:
        if parameter.name == "install_completion":
            parameter.callback = _install


def _install(context: Any, _: Any, value: object) -> None:
    """Raises UsageError where the shell is none that typer knows."""
    if not value or context.resilient_parsing:
        return
    import shellingham  # type: ignore[import-untyped]
    from typer.completion import install  # type: ignore[attr-defined]

    state: State = context.obj
    try:
        shell = value if isinstance(value, str) else shellingham.detect_shell()[0]
    except shellingham.ShellDetectionFailure:
        shell = "?"
    if shell not in _SHELLS:
        raise UsageError(
            Label(
                f'không gợi ý lệnh được trong "{shell}"; được trong: {", ".join(_SHELLS)}. Chạy lại trong một shell đó',
                f'no completion for "{shell}"; there is for {", ".join(_SHELLS)}. Run it again in one of them',
            ),
            "unknown_shell",
        )
    path = install(shell=shell)[1]
    state.say(
        Label(
            f"Đã cài gợi ý lệnh cho {shell} ({path}). Mở cửa sổ dòng lệnh mới, rồi bấm Tab để hiện gợi ý.",
            f"Completion for {shell} is installed ({path}). Open a new terminal, then press Tab for what fits.",
        )
    )
    context.exit()
