"""Stop Natter; the data stays.

Open connections are told to come back later, requests in flight are finished, and the database is closed last.
"""

import argparse

from deploy import arguments, locks
from deploy.stack import assembly, data


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_data_dir(parser)


def run(given: argparse.Namespace) -> None:
    opened = data.find(given.data_dir)
    if opened is None:
        print(f"There is no Natter in {given.data_dir}.")
        return
    with locks.only_one(opened.folder, "starting or stopping"):
        assembly.take_down(opened)
    print("Natter is stopped.")
