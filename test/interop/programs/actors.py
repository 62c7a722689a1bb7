"""Actors: state, names, life times, async and threaded ones, restarts, kill, pools."""

import asyncio
import os
import signal
import threading
import time

import ray
from ray.util import ActorPool

import facts


@ray.remote
class Counter:
    def __init__(self, start=0):
        self.value = start
        self.log = []

    def add(self, n=1):
        self.value += n
        self.log.append(n)
        return self.value

    def order(self):
        return self.log

    def pid(self):
        return os.getpid()

    def fail(self):
        raise ValueError("no")

    def die(self):
        os.kill(os.getpid(), signal.SIGKILL)

    def leave(self):
        ray.actor.exit_actor()

    @ray.method(num_returns=2)
    def two(self):
        return 1, 2

    def stream(self, n):
        for i in range(n):
            yield i

    def assigned(self):
        return ray.get_runtime_context().get_assigned_resources()

    def echo(self, value):
        return value


@ray.remote
def adds_to(counter, n):
    return ray.get([counter.add.remote() for _ in range(n)])[-1]


def state():
    counter = Counter.remote(10)
    for i in range(100):
        counter.add.remote(i)
    return {
        "value": ray.get(counter.add.remote(0)),
        "in_order": ray.get(counter.order.remote()) == list(range(100)) + [0],
        "error": facts.raised(lambda: ray.get(counter.fail.remote())),
        "alive_after_error": ray.get(counter.add.remote(0)),
        "two": ray.get(counter.two.remote()),
        "stream": [ray.get(r) for r in counter.stream.options(num_returns="streaming").remote(3)],
        "handle_in_task": ray.get(adds_to.remote(counter, 3)),
        "assigned": ray.get(Counter.options(num_cpus=0.5, resources={"widget": 0.5}).remote().assigned.remote()),
        "assigned_default": ray.get(counter.assigned.remote()),
    }


def broken_constructor():
    @ray.remote
    class Broken:
        def __init__(self):
            raise KeyError("constructor")

        def method(self):
            return 1

    broken = Broken.remote()
    first = facts.raised(lambda: ray.get(broken.method.remote()))
    return {"first": first, "later": facts.raised(lambda: ray.get(broken.method.remote()))}


def named():
    first = Counter.options(name="named").remote()
    ray.get(first.add.remote(5))
    same = ray.get_actor("named")
    result = {
        "found": ray.get(same.add.remote()),
        "taken": facts.raised(lambda: Counter.options(name="named").remote()),
        "get_if_exists": ray.get(Counter.options(name="named", get_if_exists=True).remote().add.remote()),
        "other_namespace": facts.raised(lambda: ray.get_actor("named", namespace="elsewhere")),
        "from_task": ray.get(ray.remote(lambda: ray.get(ray.get_actor("named").add.remote())).remote()),
        "listed": ray.util.list_named_actors(),
    }
    pid = ray.get(first.pid.remote())
    del first, same
    result["gone_with_its_handles"] = facts.eventually(lambda: facts.process_gone(pid))
    result["name_free"] = facts.eventually(lambda: ray.util.list_named_actors() == [])
    return result


def detached():
    @ray.remote
    def creates():
        Counter.options(name="detached", lifetime="detached").remote()
        return ray.get(ray.get_actor("detached").add.remote(7))

    made = ray.get(creates.remote())
    actor = ray.get_actor("detached")
    result = {"made": made, "lives_on": ray.get(actor.add.remote())}
    pid = ray.get(actor.pid.remote())
    ray.kill(actor)
    result["killed"] = facts.final_error(lambda: ray.get(actor.add.remote(), timeout=30))
    result["process_gone"] = facts.eventually(lambda: facts.process_gone(pid))
    return result


def asynchronous():
    @ray.remote(concurrency_groups={"io": 1}, max_concurrency=50)
    class Meeting:
        def __init__(self):
            self.here = 0
            self.all_here = asyncio.Event()

        async def join(self, expected):
            self.here += 1
            if self.here >= expected:
                self.all_here.set()
            await self.all_here.wait()
            return self.here

        async def stream(self, n):
            for i in range(n):
                await asyncio.sleep(0)
                yield i

        async def forever(self):
            await asyncio.sleep(1000)

        @ray.method(concurrency_group="io")
        async def group(self):
            return "io"

    meeting = Meeting.remote()
    joined = ray.get([meeting.join.remote(50) for _ in range(50)], timeout=40)
    stuck = meeting.forever.remote()
    ray.wait([stuck], timeout=0.2)
    ray.cancel(stuck)
    return {
        "fifty_at_once": joined == [50] * 50,
        "stream": [ray.get(r) for r in meeting.stream.remote(4)],
        "group": ray.get(meeting.group.remote()),
        "cancelled": facts.raised(lambda: ray.get(stuck, timeout=30)),
    }


def threaded():
    @ray.remote(max_concurrency=4)
    class Threads:
        def __init__(self):
            self.barrier = threading.Barrier(4)

        def meet(self):
            self.barrier.wait(timeout=30)
            return threading.current_thread() is not None

    actor = Threads.remote()
    return {"four_at_once": ray.get([actor.meet.remote() for _ in range(4)], timeout=40)}


def restarts():
    counter = Counter.options(max_restarts=2, max_task_retries=0).remote()
    pids = []
    for _ in range(2):
        pids.append(ray.get(counter.pid.remote()))
        crash = facts.raised(lambda: ray.get(counter.die.remote()))
        assert facts.eventually(lambda: not isinstance(_try(counter), Exception), 40)
    last_pid = ray.get(counter.pid.remote())
    final = facts.raised(lambda: ray.get(counter.die.remote()))
    facts.eventually(lambda: isinstance(_try(counter), ray.exceptions.ActorDiedError))
    retried = Counter.options(max_restarts=1, max_task_retries=2).remote(5)
    pid = ray.get(retried.pid.remote())
    os.kill(pid, signal.SIGKILL)
    after = ray.get(retried.add.remote(), timeout=60)
    return {
        "crash": crash is not None and "RayActorError" in crash["bases"],
        "new_process_each_time": len(set(pids + [last_pid])) == 3,
        "state_is_new": after,
        "third_death_is_final": final is not None and "RayActorError" in final["bases"],
        "dead": facts.raised(lambda: ray.get(counter.add.remote(), timeout=30)),
    }


def _try(counter):
    """What a call gives: its value, or the error as a value."""
    try:
        return ray.get(counter.add.remote(), timeout=30)
    except Exception as error:
        return error


def _pid(counter):
    """The actor's process; None while it does not answer."""
    try:
        return ray.get(counter.pid.remote(), timeout=30)
    except ray.exceptions.RayActorError:
        return None


def kill():
    counter = Counter.options(max_restarts=1).remote()
    pid = ray.get(counter.pid.remote())
    ray.kill(counter, no_restart=False)
    restarted = facts.eventually(lambda: _pid(counter) not in (None, pid), 40)
    ray.kill(counter)
    error = facts.final_error(lambda: ray.get(counter.add.remote(), timeout=30))
    leaver = Counter.remote()
    leave_error = facts.raised(lambda: ray.get(leaver.leave.remote()))
    return {"restarted": restarted, "killed": error, "left": leave_error}


def out_of_scope():
    counter = Counter.remote()
    pid = ray.get(counter.pid.remote())
    ref = counter.add.remote(3)
    del counter
    return {"pending_call_done": ray.get(ref), "process_gone": facts.eventually(lambda: facts.process_gone(pid))}


def pool():
    actors = ActorPool([Counter.remote() for _ in range(2)])
    ordered = list(actors.map(lambda a, v: a.echo.remote(v), range(6)))
    unordered = sorted(actors.map_unordered(lambda a, v: a.echo.remote(v), range(6)))
    actors.submit(lambda a, v: a.echo.remote(v), "one")
    return {
        "map": ordered,
        "unordered": unordered,
        "next": actors.get_next(),
        "no_next": facts.raised(actors.get_next) is not None,
        "has_free": actors.has_free(),
    }


def all_free_again():
    return {"cpus": facts.eventually(lambda: ray.available_resources().get("CPU") == 2.0, 30)}


if __name__ == "__main__":
    facts.main(
        [
            state,
            broken_constructor,
            named,
            detached,
            asynchronous,
            threaded,
            restarts,
            kill,
            out_of_scope,
            pool,
            all_free_again,
        ],
        resources={"widget": 1},
    )
