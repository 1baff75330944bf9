"""The `./natter` command: finds the file of a verb, hands it the arguments, and prints failures as one sentence.

Each verb is a file beside this one with `add_arguments(parser)` and `run(arguments)`; its docstring is its help.
Only the standard library is imported until a verb has entered the private environment (environment.py).
"""

import argparse
import importlib
import sys
from types import ModuleType

from deploy import failure

VERBS = (
    "up",
    "down",
    "status",
    "logs",
    "restart",
    "invite",
    "demo",
    "screenshots",
    "secrets",
    "verify",
    "check",
    "fix",
    "test",
    "load",
    "bench",
)

DESCRIPTION = "Natter: chat that you host yourself."
EPILOG = """\
first steps:
  ./natter up                 set up everything and start, then open the printed address
  ./natter status             what runs, since when, how much memory
  ./natter logs chat -f       follow what a service says
  ./natter down               stop; the data stays in .natter/

Each verb explains itself: ./natter up --help
Settings that may be given in the environment: deploy/env.example
"""


def main(argv: list[str] | None = None) -> int:
    """Run one verb and answer its exit code: 0 well, 1 failed, 2 not understood, 130 interrupted."""
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments) or 0)
    except failure.Failure as problem:
        return _fail(problem)
    except OSError as error:
        problem = failure.from_os_error(error)
        if problem is None:
            raise
        return _fail(problem)
    except KeyboardInterrupt:
        print("\nnatter: interrupted; run the same command again to go on", file=sys.stderr)
        return 130


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="./natter", description=DESCRIPTION, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = top.add_subparsers(title="verbs", metavar="verb", required=True)
    for name in VERBS:
        module = importlib.import_module(f"deploy.{name}")
        one = verbs.add_parser(
            name,
            help=_summary(module),
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(one)
        one.set_defaults(run=module.run)
    return top


def _summary(module: ModuleType) -> str:
    first_line = (module.__doc__ or "").splitlines()[0].rstrip(".")
    return first_line[0].lower() + first_line[1:]


def _fail(problem: failure.Failure) -> int:
    sys.stdout.flush()
    print(f"natter: {problem}", file=sys.stderr)
    return 1
