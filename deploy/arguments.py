"""Arguments that several verbs share."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from deploy import places


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    default = Path(os.environ.get("NATTER_DATA", places.DEFAULT_DATA))
    parser.add_argument(
        "--data-dir", type=Path, default=default, metavar="DIR", help="where this stack keeps everything (.natter/)"
    )


def number(least: int, most: int) -> Callable[[str], int]:
    """The type of an argument that is a whole number within bounds."""

    def parse(text: str) -> int:
        value = int(text) if text.isascii() and text.isdigit() else least - 1
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"a number from {least:,} to {most:,}")
        return value

    return parse
