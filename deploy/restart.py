"""Restart one program, or all services, and wait until they answer again."""

import argparse
import time

from deploy import arguments, locks
from deploy.failure import Failure
from deploy.stack import data, readiness, services
from deploy.stack.program import Program
from deploy.stack.supervisor import Supervisor

READY_PATH = "/readyz"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("program", nargs="?", help="one name of ./natter status (all four services)")
    arguments.add_data_dir(parser)


def run(given: argparse.Namespace) -> None:
    begun_at = time.monotonic()
    opened = data.require(given.data_dir)
    with locks.only_one(opened.folder, "starting or stopping"):
        supervisor = Supervisor(opened)
        supervisor.require_running()
        known = [info["name"] for info in supervisor.all()]
        names = [given.program] if given.program else [name for name in services.existing() if name in known]
        if given.program and given.program not in known:
            raise Failure(f"there is no program {given.program}", f"choose one of {', '.join(known)}")
        supervisor.stop(*names)
        for name in names:
            supervisor.begin(name)
        ports = opened.settings()["ports"]
        again = [_answering(name, ports) for name in names if name in services.SERVICES]
        readiness.wait(again, supervisor.gave_up, opened.log)
    print(f"{', '.join(names)} restarted in {time.monotonic() - begun_at:.1f} s.")


def _answering(name: str, ports: dict[str, int]) -> Program:
    return Program(name=name, command=(), port=ports[name], is_ready=readiness.answers(ports[name], READY_PATH))
