"""How much of the machine is counted as Natter's own while its processes are killed and replaced."""

from pathlib import Path

import pytest

from deploy.verification.neighbours import Ours

SUPERVISOR, CHAT, WORKER, STRANGER = 100, 101, 102, 200


class Processes:
    """A folder like /proc."""

    def __init__(self, folder: Path):
        self.folder = folder

    def run(self, pid: int, parent: int, ticks: int) -> None:
        (self.folder / str(pid)).mkdir(exist_ok=True)
        zeros = " ".join(["0"] * 9)
        (self.folder / str(pid) / "stat").write_text(f"{pid} (a (name) S {parent} {zeros} {ticks} 0 0")

    def end(self, pid: int) -> None:
        (self.folder / str(pid) / "stat").unlink()
        (self.folder / str(pid)).rmdir()


@pytest.fixture
def processes(tmp_path):
    processes = Processes(tmp_path)
    processes.run(SUPERVISOR, 1, 5)
    processes.run(CHAT, SUPERVISOR, 40)
    processes.run(WORKER, CHAT, 300)
    processes.run(STRANGER, 1, 9_000)
    return processes


@pytest.fixture
def ours(processes):
    return Ours(SUPERVISOR, folder=processes.folder)


def test_all_that_descends_from_the_supervisor_is_counted_and_nothing_else(ours):
    assert ours.ticks() == 5 + 40 + 300


def test_what_a_killed_process_used_is_not_forgotten(ours, processes):
    before = ours.ticks()
    processes.end(WORKER)
    processes.run(103, CHAT, 7)

    assert ours.ticks() == before + 7


def test_a_worker_that_lost_its_parent_is_still_counted(ours, processes):
    before = ours.ticks()
    processes.end(CHAT)
    processes.run(WORKER, 1, 310)

    assert ours.ticks() == before + 10
