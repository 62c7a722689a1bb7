"""The head is killed with SIGKILL again and again under load, and started again on its port and its storage each time.

Threads of the driver work on without a pause: tasks, calls to a named detached actor, named actors made and killed,
placement groups made and removed, key-values set and deleted. Each notes what was acknowledged to it, and what it asked
for and got no answer to (either may be). At the end everything acknowledged has to be there.

NARCINE_TEST_KILLS (default 4) and NARCINE_TEST_SEED say how often, and at which moments.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time

import ray
from ray.experimental.internal_kv import _internal_kv_del, _internal_kv_get, _internal_kv_put
from ray.util.placement_group import placement_group, placement_group_table, remove_placement_group

import facts

KILLS = int(os.environ.get("NARCINE_TEST_KILLS", "4"))
SEED = int(os.environ.get("NARCINE_TEST_SEED") or time.time_ns() % 1_000_000_007)
NAMESPACE = "kills"
MOST_ACTORS = 4
CALL_LIMIT_S = 90


@ray.remote(num_cpus=0.1, max_retries=-1)
def square(number):
    return number * number


@ray.remote(num_cpus=0)
class Counter:
    def __init__(self, number=0):
        self.number = number
        self.value = 0

    def add(self):
        self.value += 1
        return self.value

    def which(self):
        return self.number, os.getpid()


class Load(threading.Thread):
    """Repeats a step until it is stopped; an error ends no load, and is kept to be shown."""

    def __init__(self, name):
        super().__init__(name=name, daemon=True)
        self.done = 0
        self.wrong = []
        self.errors = []
        self.stopping = threading.Event()

    def run(self):
        while not self.stopping.is_set():
            try:
                self.step()
                self.done += 1
            except Exception as error:
                self.errors.append(f"{type(error).__name__}: {str(error)[:300]}")
                time.sleep(0.1)
            time.sleep(0.01)

    def step(self):
        raise NotImplementedError

    def finish(self):
        """What is missing of what was acknowledged; empty when all is well."""
        return []


class Tasks(Load):
    def step(self):
        numbers = [self.done + n for n in range(4)]
        got = ray.get([square.remote(n) for n in numbers], timeout=CALL_LIMIT_S)
        if got != [n * n for n in numbers]:
            self.wrong.append(got)


class Calls(Load):
    """The same actor from the first call to the last: it never starts again."""

    def __init__(self, name):
        super().__init__(name)
        self.counter = Counter.options(name="counter", namespace=NAMESPACE, lifetime="detached").remote()
        self.pid = ray.get(self.counter.which.remote())[1]
        self.value = 0

    def step(self):
        value = ray.get(self.counter.add.remote(), timeout=CALL_LIMIT_S)
        if value <= self.value:
            self.wrong.append([self.value, value])
        self.value = value

    def finish(self):
        again = ray.get_actor("counter", namespace=NAMESPACE)
        _, pid = ray.get(again.which.remote(), timeout=CALL_LIMIT_S)
        value = ray.get(again.add.remote(), timeout=CALL_LIMIT_S)
        return [] if pid == self.pid and value > self.value else [f"counter {pid} {value}, {self.pid} {self.value}"]


class Actors(Load):
    def __init__(self, name):
        super().__init__(name)
        self.alive = {}
        self.killed = []
        self.next = 0

    def step(self):
        self.next += 1
        name = f"actor-{self.next}"
        lifetime = "detached" if self.next % 2 else None
        actor = Counter.options(name=name, namespace=NAMESPACE, lifetime=lifetime).remote(self.next)
        number, _ = ray.get(actor.which.remote(), timeout=CALL_LIMIT_S)
        if number != self.next:
            self.wrong.append([name, number])
        self.alive[name] = actor
        if len(self.alive) > MOST_ACTORS:
            oldest = next(iter(self.alive))
            victim = self.alive.pop(oldest)
            ray.kill(victim)
            self.killed.append(oldest)

    def finish(self):
        missing = []
        for name in self.alive:
            number, _ = ray.get(ray.get_actor(name, namespace=NAMESPACE).which.remote(), timeout=CALL_LIMIT_S)
            if f"actor-{number}" != name:
                missing.append(f"{name} is {number}")
        for name in self.killed:
            if not facts.eventually(lambda name=name: not is_named(name), 30):
                missing.append(f"{name} lives on")
        return missing


class Groups(Load):
    def __init__(self, name):
        super().__init__(name)
        self.ready = []
        self.removed = []

    def step(self):
        group = placement_group([{"CPU": 0.01}, {"CPU": 0.01}], name=f"group-{self.done}")
        if not group.wait(CALL_LIMIT_S):
            raise RuntimeError("a placement group was not ready in time")
        self.ready.append(group)
        if len(self.ready) > 5:
            oldest = self.ready.pop(0)
            remove_placement_group(oldest)
            self.removed.append(oldest)
        time.sleep(0.05)

    def finish(self):
        states = [(group, "CREATED") for group in self.ready] + [(group, "REMOVED") for group in self.removed]
        missing = []
        for group, state in states:
            if not facts.eventually(lambda g=group, s=state: placement_group_table(g)["state"] == s, 30):
                missing.append(f"{group.id.hex()} is {placement_group_table(group)['state']}, not {state}")
        return missing


class Keys(Load):
    def __init__(self, name):
        super().__init__(name)
        self.there = {}

    def step(self):
        key, value = f"key-{self.done % 50}".encode(), os.urandom(64 + self.done % 2_000)
        # Without an answer it may be this value or the one before.
        before = self.there.pop(key, None)
        if self.done % 7 == 3:
            _internal_kv_del(key, namespace=NAMESPACE)
            self.there[key] = None
        else:
            _internal_kv_put(key, value, overwrite=True, namespace=NAMESPACE)
            self.there[key] = value
            if _internal_kv_get(key, namespace=NAMESPACE) != value:
                self.wrong.append(key.decode())
        del before

    def finish(self):
        return [k.decode() for k, v in self.there.items() if _internal_kv_get(k, namespace=NAMESPACE) != v]


def is_named(name):
    try:
        ray.get_actor(name, namespace=NAMESPACE)
        return True
    except ValueError:
        return False


def restart_head(away_s):
    node = ray._private.worker._global_node
    node.kill_gcs_server()
    time.sleep(away_s)
    node.start_gcs_server()


@facts.limit(60 + 12 * KILLS)
def under_load():
    print(f"NARCINE_TEST_SEED={SEED}", file=sys.stderr, flush=True)
    dice = random.Random(SEED)
    loads = [kind(kind.__name__) for kind in (Tasks, Calls, Actors, Groups, Keys)]
    for load in loads:
        load.start()
    for _ in range(KILLS):
        time.sleep(dice.uniform(0.05, 2.5))
        restart_head(dice.choice([0, 0, dice.uniform(0, 1.5)]))
    # Everybody gets through once more, on the last head.
    done = [load.done for load in loads]
    goes_on = facts.eventually(lambda: all(load.done > before for load, before in zip(loads, done)), CALL_LIMIT_S)
    for load in loads:
        load.stopping.set()
    for load in loads:
        load.join(CALL_LIMIT_S)
    print({load.name: load.done for load in loads}, file=sys.stderr, flush=True)
    return {
        "goes_on": goes_on,
        "wrong": {load.name: load.wrong for load in loads if load.wrong},
        "errors": {load.name: load.errors for load in loads if load.errors},
        "lost": {load.name: lost for load in loads if (lost := load.finish())},
    }


SECOND_DRIVER = """
import ray, sys, time
ray.init(address=sys.argv[1], namespace="kills", log_to_driver=False)
@ray.remote(num_cpus=0)
class A:
    def ping(self):
        return 1
owned = A.options(name="owned").remote()
detached = A.options(name="outlives", lifetime="detached").remote()
ray.get([owned.ping.remote(), detached.ping.remote()])
print(ray.get_runtime_context().get_job_id(), flush=True)
time.sleep(600)
"""


def leftovers():
    """A driver ends while the head is away: its job is finished afterwards, and what was its own goes."""
    address = ray.get_runtime_context().gcs_address
    driver = subprocess.Popen([sys.executable, "-c", SECOND_DRIVER, address], stdout=subprocess.PIPE, text=True)
    try:
        job_id = driver.stdout.readline().strip()
        node = ray._private.worker._global_node
        node.kill_gcs_server()
        driver.send_signal(signal.SIGKILL)
        driver.wait(30)
        node.start_gcs_server()
        # Its start was acknowledged: the first answer has it.
        first = listed_jobs()
        return {
            "job_known": job_id in first,
            "job_dead": facts.eventually(lambda: job_is_dead(job_id) is True, 60),
            "own_job_runs": job_is_dead(ray.get_runtime_context().get_job_id()) is False,
            "owned_gone": facts.eventually(lambda: not is_named("owned"), 60),
            "outlives": ray.get(ray.get_actor("outlives", namespace=NAMESPACE).ping.remote(), timeout=30),
        }
    finally:
        driver.kill()


def listed_jobs():
    """Ids of the jobs to whether they are dead. Ray gives an empty list where the head did not answer: asked again then."""
    found = {}

    def ask():
        found.update({job["JobID"]: job["IsDead"] for job in ray._private.state.jobs()})
        return len(found) > 0

    facts.eventually(ask, 60)
    return found


def job_is_dead(job_id):
    """None: the head does not list it."""
    return listed_jobs().get(job_id)


def after():
    """One node, the same one, with all its CPUs free again once the placement groups are gone; new work of each kind."""
    for group in placement_group_table().values():
        if group["state"] != "REMOVED":
            remove_placement_group(ray.util.get_placement_group(group["name"]))
    free = facts.eventually(lambda: ray.available_resources().get("CPU") == 4.0, 30)
    return {
        "alive": [n["Alive"] for n in ray.nodes()],
        "free": free,
        "task": ray.get(square.remote(4), timeout=30),
        "actor": ray.get(Counter.remote(5).add.remote(), timeout=30),
        "group": placement_group([{"CPU": 1}]).wait(30),
    }


if __name__ == "__main__":
    facts.init(num_cpus=4, namespace=NAMESPACE)
    code = facts.run([under_load, leftovers, after])
    ray.shutdown()
    sys.exit(code)
