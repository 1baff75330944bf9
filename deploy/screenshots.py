"""Take a picture of every screen, in both layouts and themes, into docs/screens/.

So that everybody can see how the client looks, and judge it. They are taken of a new Natter filled by ./natter demo,
which is removed again. Takes some minutes; those that run already are left alone. README shows four of them.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from deploy import demo, environment, places, web
from deploy.failure import Failure

SCREENS = places.ROOT / "docs" / "screens"
E2E = places.ROOT / "tests" / "e2e"
GROUPS = 1_000
"""Of somebody whose list is very long."""
QUALITY = {"desktop": 52, "phone": 40}
"""Of WebP: what keeps the folder small and text clean."""
MOST_BYTES = 6_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--into", type=Path, default=SCREENS, metavar="DIR", help="where they go (docs/screens/)")


def run(given: argparse.Namespace) -> None:
    environment.enter("dev")
    web.ensure_built()
    web.install_packages(E2E)
    web.install_packages(E2E / "screens")
    # Names the development packages, which are there from here on.
    from deploy.stack import data
    from tests.stack import Stack

    with tempfile.TemporaryDirectory(prefix="natter-screens-") as folder:
        stack = Stack(Path(folder) / "data")
        try:
            stack.up()
            opened = data.find(stack.data)
            if opened is None:
                raise Failure("the Natter for the pictures did not come up", f"look into {stack.data / 'logs'}")
            demo.make(opened, demo.Wanted(groups=GROUPS))
            raw = Path(folder) / "raw"
            _shoot(stack.url, stack.data / demo.KEPT, raw)
        finally:
            stack.down()
        pictures = sorted(raw.glob("*.png"))
        _keep(pictures, given.into)
    size = sum(path.stat().st_size for path in given.into.iterdir())
    print(f"{len(pictures)} pictures, {size / 1e6:.1f} MB, in {given.into}")
    if size > MOST_BYTES:
        raise Failure("the pictures are too large for a repository", "lower QUALITY in deploy/screenshots.py")


def _shoot(url: str, kept: Path, raw: Path) -> None:
    command = web.npx("playwright", "test", "--config=screens.config.ts")
    variables = {**web.variables(), "NATTER_URL": url, "NATTER_DEMO": str(kept), "NATTER_SCREENS": str(raw)}
    if subprocess.run(command, cwd=E2E, env={**os.environ, **variables}, check=False).returncode:
        raise Failure("a screen is not as expected", "see the report above; traces are in test-results/screens")


def _keep(pictures: list[Path], folder: Path) -> None:
    """Replace what the folder holds by these, and list them there."""
    from PIL import Image

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in pictures:
        with Image.open(path) as picture:
            layout = path.stem.split("-")[-2]
            picture.convert("RGB").save(folder / f"{path.stem}.webp", quality=QUALITY[layout], method=6)
    (folder / "README.md").write_text(_index([path.stem for path in pictures]))


def _index(names: list[str]) -> str:
    """A page that shows all, a screen a row."""
    screens = dict.fromkeys(name.rsplit("-", 2)[0] for name in names)
    lines = ["# Every screen", "", "Taken by `./natter screenshots` of `./natter demo`.", ""]
    for screen in screens:
        mine = [name for name in names if name.rsplit("-", 2)[0] == screen]
        widths = {"desktop": 480, "phone": 160}
        shown = [f'<img src="{name}.webp" width="{widths[name.split("-")[-2]]}" alt="{name}">' for name in mine]
        lines += [f"## {screen.replace('-', ' ').capitalize()}", "", *shown, ""]
    return "\n".join(lines)
