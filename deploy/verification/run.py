"""One run from begin to end: set the stage, drive, make faults, settle, read the log, check.

Called by deploy/verify.py. Needs the private environment (aiohttp, msgspec, pymongo).
"""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime

from deploy.failure import Failure
from deploy.verification import (
    costs,
    downloading,
    ending,
    invariants,
    ledger,
    log_reading,
    neighbours,
    nemesis,
    plan,
    searching,
    settling,
    timeline,
    vacuity,
)
from deploy.verification.actors import Actors
from deploy.verification.door import Door
from deploy.verification.evidence import Cost, Evidence
from deploy.verification.faulting import Faulting
from deploy.verification.history import History
from deploy.verification.invariants import returned
from deploy.verification.invariants.recovered import speed
from deploy.verification.progress_line import ProgressLine
from deploy.verification.records import Phase
from deploy.verification.result import Result
from deploy.verification.stage import Stage

DATABASE_PREFIX = "natter"
CALM_SECONDS = 12.0
"""The end of the time without faults, beyond what their plan leaves free, for seeing whether all is as before."""
LINGER_SECONDS = 6.0
"""How long the server keeps what belongs to lines that are closed."""


async def verify(
    url: str, planned: plan.Plan, *, local: nemesis.LocalStack | None, has_faults: bool, invite: str | None,
    tokens: list[str], say: Callable[[str], None],
) -> tuple[Result, Evidence]:  # fmt: skip
    """Drive and judge the Natter at `url`. `local` when it is a stack of this machine. Raises Failure."""
    started_at = datetime.now(UTC)
    history = History()
    async with contextlib.AsyncExitStack() as held:
        proxy, address = None, url
        if has_faults and local is not None:
            proxy = nemesis.Proxy(local.port)
            await proxy.start()
            held.push_async_callback(proxy.stop)
            address = f"http://127.0.0.1:{proxy.port}"
        door = await held.enter_async_context(Door(address))
        stage = Stage(door, history, planned)
        say(f"setting the stage: {len(planned.people)} people, {len(planned.talks)} conversations")
        await stage.set(invite, tokens)
        before = await costs.measure(local) if local else {}
        held.push_async_callback(stage.clear)
        await stage.connect()
        after: dict[str, Cost] = {}

        async def ask() -> tuple[list[settling.Served], ending.Histories]:
            answers = await settling.served(stage), await settling.histories(stage)
            await stage.clear()
            after.update(await _costs_after(local, before))
            return answers

        found = await ending.conclude(
            lambda: _drive(stage, local, proxy, say), ask, lambda is_answering: _read_log(stage, local, is_answering)
        )
        if found.gone is None:
            say("fetching and searching")
            await _look_and_search(stage, found)
    say("checking")
    costs_before = {} if found.gone else before
    evidence = _evidence(stage, found, costs_before=costs_before, costs_after=after)
    return _judge(evidence, found, planned, url, started_at, has_faults), evidence


async def _look_and_search(stage: Stage, found: ending.Found) -> None:
    """Into the history; should the server stop answering even now, that is found."""
    try:
        await downloading.look(stage)
        await searching.ask(stage, _evidence(stage, found))
    except ending.SILENCE as problem:
        found.gone = str(problem)
        found.late.append(f"the server stopped answering: {problem}")


def _evidence(stage: Stage, found: ending.Found, **costs: dict[str, Cost]) -> Evidence:
    """All that is known now."""
    return Evidence(
        stage.history.records,
        found.log or {},
        stage.conversations,
        found.served,
        usernames={person.user_id: person.username for person in stage.people},
        late=found.late,
        histories=found.histories,
        **costs,
    )


async def _drive(
    stage: Stage, local: nemesis.LocalStack | None, proxy: nemesis.Proxy | None, say: Callable[[str], None]
) -> list[str]:
    """Let everybody act and everything break; answers what was still missing half a minute later."""
    wanted = stage.plan.wanted
    line = ProgressLine(stage.history, wanted.seconds)
    actors = Actors(stage)
    faulting = Faulting(local, proxy, stage.history) if local and proxy else None
    stage.history.write(Phase, name="driving")
    beside: list[asyncio.Task[None]] = []
    try:
        if local:
            beside.append(asyncio.create_task(neighbours.watch(local, stage.history)))
        if faulting:
            making = asyncio.create_task(
                faulting.make_all(nemesis.plan(wanted.seed, max(CALM_SECONDS, wanted.seconds - CALM_SECONDS)))
            )
            beside.append(making)
        await actors.drive(lambda: line.show(faulting.now if faulting else ""))
        line.show(is_last=True)
        broken = await healed(making) if faulting else []
        say("waiting until everybody has everything")
        return [*broken, *await settling.settle(stage, actors)]
    finally:
        await actors.stop()
        for task in beside:
            task.cancel()
        # Faults that were begun are healed even now.
        await asyncio.gather(*beside, return_exceptions=True)


async def healed(making: asyncio.Task[None]) -> list[str]:
    """Wait until all faults are healed; what could not be healed is as bad as what is not there in time."""
    broken: list[str] = []
    try:
        await making
    except* (Failure, OSError) as problems:
        broken += map(str, problems.exceptions)
    return broken


async def _costs_after(local: nemesis.LocalStack | None, before: dict[str, Cost]) -> dict[str, Cost]:
    if local is None:
        return {}
    await asyncio.sleep(LINGER_SECONDS)
    return await costs.measure_again(local, lambda found: not any(returned.compare(before, found)))


async def _read_log(stage: Stage, local: nemesis.LocalStack | None, is_answering: bool) -> tuple[log_reading.Log, str]:
    """The log and where it was read from. Raises Failure."""
    if local is not None:
        variables = local.variables("chat")
        prefix = variables.get("NATTER_DATABASE_PREFIX", DATABASE_PREFIX)
        ids = [each.conversation_id for each in stage.conversations]
        try:
            return await log_reading.from_database(variables["MONGODB_URI"], prefix, ids), "the database"
        except (Failure, KeyError):
            if is_answering:
                return await log_reading.over_rest(stage), "REST (the database could not be reached)"
    if not is_answering:
        raise Failure("neither the server nor its database answers", "see ./natter status and ./natter logs")
    return await log_reading.over_rest(stage), "REST"


def _judge(
    evidence: Evidence, found: ending.Found, planned: plan.Plan, url: str, started_at: datetime, has_faults: bool
) -> Result:
    drawn = ledger.draw_up(evidence)
    return Result(
        url=url,
        started_at=started_at.isoformat(timespec="seconds"),
        wanted=planned.wanted,
        has_faults=has_faults,
        log_source=found.source,
        is_judged=found.log is not None,
        gone=found.gone,
        ledger=drawn,
        violations={} if found.log is None else invariants.check_all(evidence),
        lacks=vacuity.lacks(drawn, planned, has_faults),
        speed=speed(evidence),
        costs_before=evidence.costs_before,
        costs_after=evidence.costs_after,
        series=timeline.series(evidence),
        faults=timeline.spans(evidence),
    )
