"""Work in real threads: bounded, and greenlets go on meanwhile."""

import threading

import gevent
import pytest

from services.auth.threads import Threads
from services.common.errors import InvalidInput, Unavailable


def test_greenlets_go_on_while_a_thread_works():
    threads, finished = Threads(1, 1), threading.Event()
    worker = gevent.spawn(threads.run, finished.wait, 10)
    gevent.sleep(0)
    # This line would wait for the thread if greenlets did; the thread waits for this line.
    finished.set()
    assert worker.get(timeout=10) is True


def test_what_the_work_raises_is_raised():
    def fail():
        raise InvalidInput("no", field="avatar")

    with pytest.raises(InvalidInput):
        Threads(1, 1).run(fail)


def test_the_line_has_an_end_and_moves_on():
    threads, go_on = Threads(2, 3), threading.Event()
    waiting = [gevent.spawn(threads.run, go_on.wait, 10) for _ in range(5)]
    gevent.sleep(0)
    with pytest.raises(Unavailable) as refusal:
        threads.run(len, "one too many")
    assert refusal.value.retry == 1.0
    go_on.set()
    assert [one.get(timeout=10) for one in waiting] == [True] * 5
    assert threads.run(len, "room again") == 10


def test_no_more_threads_run_than_allowed():
    threads, lock = Threads(2, 20), threading.Lock()
    running, most = [0], [0]

    def work():
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        threading.Event().wait(0.005)
        with lock:
            running[0] -= 1

    gevent.joinall([gevent.spawn(threads.run, work) for _ in range(20)], timeout=10, raise_error=True)
    assert most[0] == 2
