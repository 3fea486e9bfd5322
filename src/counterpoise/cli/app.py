"""The table of commands, and the one place where an error becomes a message and an exit code.

Exit codes: 0 done, 1 a mistake of counterpoise itself, 2 something the user wrote, 3 damaged data, 4 a disk,
file, memory or host that refuses, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from errno import EFBIG, EROFS

import typer

from counterpoise import __version__
from counterpoise.cli import (
    apart,
    ask,
    attribute,
    changes,
    compare,
    data,
    fit,
    forecast,
    hindcast,
    look,
    report,
    run,
    score,
    slopes,
    story,
    studio,
    sweep,
)
from counterpoise.cli.meant import meant
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["app", "main"]

OK, MISTAKE, USER, DISK, INTERRUPTED = 0, 1, 2, 4, 130

app = typer.Typer(
    name="counterpoise",
    help="Will the balance hold, how sure are we, and what would break it?",
    epilog="Start with: counterpoise run asia",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run")(run.run)
app.command("compare")(compare.compare)
app.command("story")(story.story)
app.command("ask")(ask.ask)
app.command("changes")(changes.changes)
app.command("sweep")(sweep.sweep)
app.command("slopes")(slopes.slopes)
app.command("report")(report.report)
app.command("studio")(studio.studio)
app.command("attribute")(attribute.attribute)
app.command("sensitivity")(apart.sensitivity)
app.command("tipping")(apart.tipping)
app.command("whatif")(apart.whatif)
app.command("tripwires")(apart.tripwires)
app.command("scenarios")(look.scenarios)
app.command("claims")(look.claims)
app.command("explain")(look.explain)
app.command("fit")(fit.fit)
app.command("score")(score.score)
app.command("hindcast")(hindcast.hindcast)
app.add_typer(data.app, name="data")
app.add_typer(forecast.app, name="forecast")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"counterpoise {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and leave."
    ),
) -> None:
    """Will the balance hold, how sure are we, and what would break it?"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code; the user never meets a traceback.

    Set ``COUNTERPOISE_DEBUG=1`` to see where an error was raised.

    Args:
        arguments: Words after the program's name; those of the process by default.

    Raises:
        SystemExit: Always, with one of the exit codes above.
    """
    sys.exit(_guarded(list(sys.argv[1:] if arguments is None else arguments)))


def _guarded(arguments: list[str]) -> int:
    """The exit code of a command; errors become one message on standard error."""
    debug = os.environ.get("COUNTERPOISE_DEBUG", "") not in {"", "0"}
    try:
        code = typer.main.get_command(app).main(arguments, prog_name="counterpoise", standalone_mode=False)
        sys.stdout.flush()
        if code == INTERRUPTED:  # Typer turns Ctrl-C into this code without a word
            raise KeyboardInterrupt
    except (KeyboardInterrupt, typer.Abort):
        return _say("Interrupted.", None, "Earlier results are as they were.", INTERRUPTED)
    except BrokenPipeError:  # the reader left, as in `counterpoise ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except _usage_error() as problem:
        if debug:
            raise
        return _say(*_explained(problem), USER)
    except CounterpoiseError as problem:
        if debug:
            raise
        return _say(problem.message, problem.where, problem.hint, problem.exit_code)
    except OSError as problem:
        if debug:
            raise
        hint = f"{_way_out(problem, arguments)}; earlier results are as they were."
        return _say(f"{problem.strerror or problem}.", problem.filename, hint, DISK)
    except MemoryError:
        if debug:
            raise
        less = "fewer --workers" if "sweep" in arguments[:1] else "a smaller --chunk, such as 250"
        return _say("Out of memory.", None, f"Run again with {less}.", DISK)
    except Exception as problem:
        if debug:
            raise
        hint = "Set COUNTERPOISE_DEBUG=1 to see where, and please report it."
        return _say(f"A mistake in counterpoise: {type(problem).__name__}: {problem}", None, hint, MISTAKE)
    return code if isinstance(code, int) else OK


def _way_out(problem: OSError, arguments: list[str]) -> str:
    """What to do about a disk that refuses, with the option that the command has for its folder."""
    option = "--to" if arguments[:2] in (["data", "fetch"], ["data", "export"]) else "--out"
    if isinstance(problem, (NotADirectoryError, FileExistsError)):
        return f"A file is where a folder should be: choose another with {option}"
    if isinstance(problem, PermissionError) or problem.errno == EROFS:
        return f"Choose a folder that you may write in, with {option}"
    if problem.errno == EFBIG:
        return "The system does not let a file grow so large: raise the limit (ulimit -f)"
    return f"Free some space or choose another folder with {option}"


def _say(message: str, where: object, hint: str | None, code: int) -> int:
    """Place and message on one line, the hint below; returns the exit code."""
    place = f"{where}: " if where else ""
    print(f"counterpoise: {place}{message}", file=sys.stderr)
    if hint:
        print(f"  {hint}", file=sys.stderr)
    return code


def _usage_error() -> type[Exception]:
    """Typer's base class of errors in the words of a command (its module has moved between versions)."""
    return next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


def _explained(problem: Exception) -> tuple[str, None, str]:
    """Typer's error with what to write instead."""
    message = str(getattr(problem, "format_message", lambda: problem)())
    context = getattr(problem, "ctx", None)
    path = context.command_path if context is not None else "counterpoise"
    hint = f"`{path} --help` lists what can be written."
    option = getattr(problem, "option_name", None)
    if context is not None and type(problem).__name__ == "NoSuchOption":
        known = {
            name: (bool(getattr(parameter, "is_flag", False)), str(getattr(parameter, "help", None) or ""))
            for parameter in context.command.params
            for name in parameter.opts
        }
        guess = meant(str(option), known)
        message = f"There is no option {option}."
        hint = f"Did you mean {guess}? {hint}" if guess else hint
    return message, None, hint
