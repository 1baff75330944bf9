"""The specs in specs/, run by Playwright in a real Chromium against the Natter that a test run shares, in one layout.

Called by test_desktop.py and test_phone.py, which are files of their own so that two processes can share the work.
"""

import os
import subprocess
import sys
from pathlib import Path

from deploy import web
from tests.e2e import past

HERE = Path(__file__).resolve().parent
MOST_SECONDS = 840


def run(layout: str, stack, capfd) -> None:
    """Fails when a spec does."""
    command = web.npx("playwright", "test", f"--project={layout}")
    natter = {"NATTER_URL": stack.url, "NATTER_PAST": str(past.write(stack)), "NATTER_LAYOUT": layout}
    environment = {**web.variables(), **natter, "CI": os.environ.get("CI", "")}
    with capfd.disabled():  # what happens is shown while it happens: it takes minutes
        # On stderr, since the standard output of one test process among several belongs to xdist.
        print(f"\n{layout}:", file=sys.stderr, flush=True)
        done = subprocess.run(
            command, cwd=HERE, env=environment, timeout=MOST_SECONDS, check=False, stdout=sys.stderr.fileno()
        )
    assert done.returncode == 0, "see Playwright's report above"
