"""How `./natter verify` is run on a stack with a seeded bug, and what its report says."""

import itertools
import json
import re
import subprocess
import sys
import threading

from tests.stack import ROOT, SETTINGS, Stack

SECONDS, RATE, SEED = 5, 40, 4
DYING_SECONDS, DYING_RATE = 30, 5
LONGEST_SECONDS = 150


def how(stack, folder):
    """The arguments of a short run, always the same one, with the report in this folder."""
    return stack.url, f"--seconds={SECONDS}", f"--rate={RATE}", f"--seed={SEED}", f"--report={folder}"


def violations(folder):
    """What was said of the violations of each invariant that has some."""
    found = json.loads((folder / "result.json").read_text())["violations"]
    return {name: [violation["what"] for violation in listed] for name, listed in found.items() if listed}


def verify(stack, folder):
    """The exit code, the violations by invariant, and what was printed."""
    done = stack.natter("verify", *how(stack, folder), seconds=LONGEST_SECONDS, check=False)
    return done.returncode, violations(folder), done.stdout + done.stderr


def verify_dying(stack, folder):
    """The exit code, the report and what was printed when the stack goes for good while people talk."""
    # Long enough for the stack to be gone before they are done.
    calm = (f"--seconds={DYING_SECONDS}", f"--rate={DYING_RATE}")
    command = [sys.executable, str(ROOT / "natter"), "verify", *how(stack, folder), *calm]
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
