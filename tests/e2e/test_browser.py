"""The specs in specs/, run by Playwright in a real Chromium against the Natter that this test run shares."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import web

HERE = Path(__file__).resolve().parent
MOST_SECONDS = 840


@pytest.mark.timeout(MOST_SECONDS + 30)
@pytest.mark.parametrize("layout", ["desktop", "phone"])
def test_people_use_natter_in_a_browser(stack, layout, capfd):
    command = web.npx("playwright", "test", f"--project={layout}")
    environment = {**web.variables(), "NATTER_URL": stack.url, "CI": os.environ.get("CI", "")}
    with capfd.disabled():  # what happens is shown while it happens: it takes minutes
        # On stderr, since the standard output of one test process among several belongs to xdist.
        print(f"\n{layout}:", file=sys.stderr, flush=True)
        done = subprocess.run(
            command, cwd=HERE, env=environment, timeout=MOST_SECONDS, check=False, stdout=sys.stderr.fileno()
        )
    assert done.returncode == 0, "see Playwright's report above; traces are in test-results/e2e"
