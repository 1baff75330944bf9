"""What is put into the embedded database's process: it ends when the storage engine has given up, and only then."""

import os
import subprocess
import sys

from deploy.stack.mongo import EMBEDDED

LOGS = """
import logging
logging.warning("all is well, WT_PANIC is only a word here")
try:
    raise RuntimeError({error!r})
except RuntimeError:
    logging.exception("a command failed")
print("still there")
"""


def run(error):
    variables = {**os.environ, "PYTHONPATH": str(EMBEDDED)}
    command = [sys.executable, "-c", LOGS.format(error=error)]
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=30, check=False)


def test_a_panic_ends_the_process_and_says_why():
    done = run("WT_PANIC: WiredTiger library panic")
    assert (done.returncode, done.stdout) == (70, "")
    assert "ending so as to be started again" in done.stderr


def test_another_error_is_logged_and_it_goes_on():
    done = run("duplicate key")
    assert (done.returncode, done.stdout) == (0, "still there\n")
