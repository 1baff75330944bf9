"""How `./natter verify` is run on a stack with a seeded bug, and what its report says."""

import json
import threading

from tests.stack import SETTINGS, Stack

SECONDS, RATE, SEED = 5, 40, 4
LONGEST_SECONDS = 150


def how(stack, folder):
    """The arguments of a short run, always the same one, with the report in this folder."""
    return stack.url, f"--seconds={SECONDS}", f"--rate={RATE}", f"--seed={SEED}", f"--report={folder}"


def violated(folder):
    """The invariants that were violated."""
    return {name for name, found in _violations(folder).items() if found}


def sentences(folder):
    """What was said of the violations."""
    return {violation["what"] for found in _violations(folder).values() for violation in found}


def _violations(folder):
    return json.loads((folder / "result.json").read_text())["violations"]


def verify(stack, folder):
    """The exit code, the violated invariants, and what was printed."""
    done = stack.natter("verify", *how(stack, folder), seconds=LONGEST_SECONDS, check=False)
    return done.returncode, violated(folder), done.stdout + done.stderr


class Verification(threading.Thread):
    """A verification beside the other tests, on a stack of its own; `verdict` is what `verify` answers."""

    def __init__(self, bug, folder):
        super().__init__(daemon=True)
        self._folder, self.verdict = folder, None
        self._stack = Stack(settings={**SETTINGS, "NATTER_SEEDED_BUG": bug})

    def run(self):
        try:
            self._stack.up()
            self.verdict = verify(self._stack, self._folder)
        finally:
            self._stack.remove()
