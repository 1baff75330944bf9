"""Print a link by which people make an account here, also where only invited people may (AUTH_REGISTRATION=invite).

For the first people, and for those whom nobody here knows yet; everybody else is better invited by a member, with a
link into a group. With Docker Compose, put what this prints behind https://<your address>/i/ :
  docker compose exec chat python -m services.chat.operator_invites --people 1 --days 7
"""

import argparse
import subprocess

from deploy import arguments, environment, places, settings_file
from deploy.failure import Failure
from deploy.stack import data, secrets, services
from deploy.stack.data import Data
from deploy.stack.supervisor import Supervisor

DAYS_LIMIT = 366
PEOPLE_LIMIT = 10_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=arguments.number(1, PEOPLE_LIMIT), default=1, help="how many may use it (1)")
    parser.add_argument("--days", type=arguments.number(1, DAYS_LIMIT), default=7, help="when it expires (7)")
    parser.add_argument(
        "--origin", metavar="URL", help="how people reach this Natter, such as https://chat.example.org"
    )
    arguments.add_data_dir(parser)


def run(given: argparse.Namespace) -> None:
    environment.enter("runtime")
    opened = data.require(given.data_dir)
    Supervisor(opened).require_running()
    token = make(opened, given.people, given.days)
    known = opened.settings()
    origin = (given.origin or f"http://{known['host']}:{known['port']}").rstrip("/")
    people = "one person" if given.people == 1 else f"{given.people:,} people"
    print(f"{origin}/i/{token}\nlets {people} make an account, for {given.days} days")


def make(opened: Data, people: int, days: int) -> str:
    """The token of a new invite. Raises Failure."""
    known = opened.settings()
    settings = settings_file.read(opened / "natter.env")
    outside = services.Outside(settings.get("MONGODB_URI"), settings.get("REDIS_URL"), settings.get("NATS_URL"))
    kept = secrets.make(opened / "secrets")
    made = subprocess.run(
        [
            str(places.PYTHON), "-m", "services.chat.operator_invites",
            "--people", str(people), "--days", str(days),
        ],
        env=services.environment("chat", opened, known["ports"], kept, outside, settings),
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if made.returncode:
        raise Failure("the database did not take the invite", "look at ./natter status and ./natter logs mongo")
    return made.stdout.strip()
