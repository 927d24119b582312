"""Entry point: runs a command and turns every error into one line and an exit status."""

import io
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import typer
from typer.exceptions import TyperException

from par_metrics.cli.app import REFUSED, app

# Each of these modules adds its commands to `app`.
from par_metrics.cli.commands import (  # noqa: F401
    diff,
    digest,
    disagreement,
    fetching,
    figures,
    forecast,
    forms,
    keeping,
    plan,
    reconcile,
    report,
    scores,
    templates,
    workspace,
)
from par_metrics.cli.help import localise
from par_metrics.cli.state import State, language_of
from par_metrics.cli.usage import usage_message
from par_metrics.cli.waiting import Waiting
from par_metrics.errors import (
    Notice,
    ParMetricsError,
    SettingsError,
    UsageError,
    trouble_of_the_machine,
    was_interrupted,
)
from par_metrics.settings.environment import LANGUAGE_VARIABLE
from par_metrics.support.ending import end_quietly
from par_metrics.support.steps import heard_by
from schemas import Label, Language

DONE = 0
USAGE = 2
INTERRUPTED = 130
BROKEN_PIPE = 141
_STOPPED = Label("Đã dừng.", "Stopped.")


def main() -> None:
    """Run the command line and exit with its status."""
    # DuckDB has the cores. What polars is given here are parts of files and small tables, on which threads of its own
    # take longer than one alone; it is told before anything imports it.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        # Vietnamese goes out as UTF-8 also where the locale or a Windows pipe would have something else.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    end_quietly()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command.

    Returns:
        0 done; 1 done, but a file was refused, a gate failed or the run broke off; 2
        usage or settings; 130 interrupted; 141 the reader of the output went away.
    """
    state = State(language=_wanted_language(arguments))
    with warnings.catch_warnings():
        warnings.simplefilter("always", Notice)
        warnings.showwarning = partial(_show_warning, state, warnings.showwarning)
        return _run(arguments, state)


def _run(arguments: Sequence[str], state: State) -> int:
    command = typer.main.get_command(app)
    localise(command, state.speaks)
    try:
        with Waiting(state) as waiting, heard_by(waiting):
            state.make_room = waiting.make_room
            status = command.main(list(arguments), prog_name="par-metrics", standalone_mode=False, obj=state)
        if status == INTERRUPTED:  # typer says nothing of it
            state.say(_STOPPED)
        sys.stdout.flush()
        return status if isinstance(status, int) else DONE
    except (BrokenPipeError, SystemExit) as left:  # typer turns the former into the latter
        if isinstance(left, SystemExit) and not left.code:  # the shell was told what fits
            sys.stdout.flush()
            return DONE
        # Python flushes what is left once more at exit; let that go nowhere.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
        return BROKEN_PIPE
    except (KeyboardInterrupt, typer.Abort):
        state.say(_STOPPED)
        return INTERRUPTED
    except TyperException as error:
        return _usage(error, state.speaks)
    except ParMetricsError as error:
        _trace(state)
        state.say(Label(f"par-metrics: {error.label.vi}", f"par-metrics: {error.label.en}"))
        return USAGE if isinstance(error, SettingsError | UsageError) else REFUSED
    except Exception as error:
        if was_interrupted(error):
            state.say(_STOPPED)
            return INTERRUPTED
        return _unexpected(error, state)


def _show_warning(state: State, show: Callable[..., None], message: Warning | str, *rest: Any, **named: Any) -> None:
    """A notice in the language spoken; other warnings as Python shows them."""
    if isinstance(message, Notice):
        state.say(Label(f"par-metrics: {message.label.vi}", f"par-metrics: {message.label.en}"))
    else:
        show(message, *rest, **named)


def _usage(error: TyperException, language: Language) -> int:
    text = error.format_message()
    if text:
        print(f"par-metrics: {usage_message(text).in_language(language)}", file=sys.stderr)
    hint = Label(
        "Xem: par-metrics --help, par-metrics LỆNH --help", "See: par-metrics --help, par-metrics COMMAND --help"
    )
    print(hint.in_language(language), file=sys.stderr)
    return USAGE


def _unexpected(error: Exception, state: State) -> int:
    """One line: the error's class only, its text could quote a record."""
    _trace(state)
    trouble = trouble_of_the_machine(error)
    if trouble is not None:
        state.say(Label(f"par-metrics: {trouble.vi}.", f"par-metrics: {trouble.en}."))
        return REFUSED
    name = type(error).__name__
    state.say(
        Label(
            f"par-metrics: lỗi ngoài dự kiến ({name}). Chạy lại với --debug rồi gửi kết quả cho người phát triển; "
            "dữ liệu đã nạp không bị ảnh hưởng.",
            f"par-metrics: unexpected error ({name}). Run again with --debug and send the output to the developers; "
            "the data already loaded is as it was.",
        )
    )
    return REFUSED


def _trace(state: State) -> None:
    if state.debug:
        traceback.print_exc()


def _wanted_language(arguments: Sequence[str]) -> Language | None:
    """The language asked for; looked up before parsing, for help and usage errors speak it too."""
    for position, argument in enumerate(arguments):
        if argument == "--lang":
            return language_of(next(iter(arguments[position + 1 :]), None))
        if argument.startswith("--lang="):
            return language_of(argument.removeprefix("--lang="))
    return language_of(os.environ.get(LANGUAGE_VARIABLE))
