"""How `./natter verify` is run on a stack with a seeded bug, and what its report says."""

import itertools
import json
import re
import subprocess
import sys
import threading

from tests.stack import ROOT, SETTINGS, Stack

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


def verify_dying(stack, folder):
    """The exit code, the report and what was printed when the stack goes for good while people talk."""
    command = [sys.executable, str(ROOT / "natter"), "verify", *how(stack, folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        # A line every five seconds: in this one something was acknowledged.
        said = list(itertools.takewhile(lambda line: not re.search(r"acked [1-9]", line), running.stdout))
        stack.down()
        rest, _ = running.communicate(timeout=LONGEST_SECONDS)
    return running.returncode, json.loads((folder / "result.json").read_text()), "".join(said) + rest


class Verification(threading.Thread):
    """A verification beside the other tests, on a stack of its own, and then another, during which that stack dies.

    `verdict` is what `verify` answers, `last_words` what `verify_dying` does.
    """

    def __init__(self, bug, folder):
        super().__init__(daemon=True)
        self._folder, self.verdict, self.last_words = folder, None, None
        self._is_judged = threading.Event()
        self._stack = Stack(settings={**SETTINGS, "NATTER_SEEDED_BUG": bug})

    def wait_for_verdict(self):
        """What `verdict` is as soon as it is there."""
        self._is_judged.wait(LONGEST_SECONDS)
        return self.verdict

    def run(self):
        try:
            self._stack.up()
            self.verdict = verify(self._stack, self._folder)
            self._is_judged.set()
            self.last_words = verify_dying(self._stack, self._folder / "dying")
        finally:
            self._stack.remove()
