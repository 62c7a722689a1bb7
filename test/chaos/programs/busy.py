"""Keeps a node busy until the file `stop` appears in the run's folder, and checks every answer.

Tasks and one actor retry for ever, so whatever dies must not show in their answers. Another actor never restarts: calls
on it may fail, but only with the errors Ray documents for that; it is then made anew.

Lines for the test: READY {} when the first round is done; RESULT at the end.
"""

import os
import sys
import threading
import time

import numpy
import ray

import facts

STOP = os.path.join(os.environ["NARCINE_TEST_RUN"], "stop")


@ray.remote(num_cpus=0.5, max_retries=-1)
def work(number):
    time.sleep(0.01)
    return number * number


@ray.remote(num_cpus=0.5, max_retries=-1)
def nested(numbers):
    return sum(ray.get([work.remote(n) for n in numbers]))


@ray.remote(num_cpus=0.5, max_retries=-1)
def large(number):
    return numpy.full(200_000, number, dtype=numpy.int64)


@ray.remote(num_cpus=0)
class Echo:
    def echo(self, value):
        time.sleep(0.005)
        return value


def calls_a_fragile_actor(seen, stop):
    actor = Echo.remote()
    while not stop.is_set():
        try:
            if ray.get(actor.echo.remote(7), timeout=60) != 7:
                seen["wrong"] += 1
            seen["right"] += 1
        except ray.exceptions.RayActorError as error:
            seen["errors"].add(type(error).__name__)
            actor = Echo.remote()
        except Exception as error:
            seen["undocumented"].append(f"{type(error).__name__}: {str(error)[:300]}")
            return
        time.sleep(0.02)


def one_round(number, sturdy):
    """One round of work; what came back wrong."""
    numbers = range(number, number + 8)
    tasks = [work.remote(n) for n in numbers]
    arrays = [large.remote(n) for n in numbers[:2]]
    tree = nested.remote(list(numbers[:3]))
    echoes = [sturdy.echo.remote(n) for n in numbers]
    put = ray.put(numpy.arange(50_000))
    wrong = []
    if ray.get(tasks, timeout=120) != [n * n for n in numbers]:
        wrong.append("tasks")
    if [int(a[-1]) for a in ray.get(arrays, timeout=120)] != list(numbers[:2]):
        wrong.append("arrays")
    if ray.get(tree, timeout=120) != sum(n * n for n in numbers[:3]):
        wrong.append("tree")
    if ray.get(echoes, timeout=120) != list(numbers):
        wrong.append("echoes")
    if int(ray.get(put).sum()) != 1_249_975_000:
        wrong.append("put")
    return wrong


def busy():
    sturdy = Echo.options(max_restarts=-1, max_task_retries=-1).remote()
    seen, stop = {"right": 0, "wrong": 0, "errors": set(), "undocumented": []}, threading.Event()
    caller = threading.Thread(target=calls_a_fragile_actor, args=(seen, stop), daemon=True)
    caller.start()
    rounds, wrong = 0, []
    try:
        while not os.path.exists(STOP):
            wrong += one_round(rounds, sturdy)
            rounds += 1
            if rounds == 1:
                facts.say("READY", {})
    finally:
        stop.set()
    caller.join(timeout=90)
    print(f"rounds {rounds}, calls of the fragile actor {seen['right']}", file=sys.stderr, flush=True)
    return {
        "wrong": wrong,
        "several_rounds": rounds > 1,
        "fragile_wrong": seen["wrong"],
        "fragile_errors": sorted(seen["errors"]),
        "undocumented": seen["undocumented"],
    }


busy.limit_s = float(os.environ.get("NARCINE_TEST_BUSY_S", "200"))

if __name__ == "__main__":
    facts.init()
    code = facts.run([busy])
    ray.shutdown()
    sys.exit(code)
