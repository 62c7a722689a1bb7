"""Programs beside each other: on our side in TypeScript (typescript.mjs), on stock's in Python.

The lines are of Ray's own microbenchmark. So a ratio says what somebody gets who writes driver, tasks and actors in
TypeScript on ours in place of Python on stock; "calling Python": who writes the driver alone. In a round trip a value of 100
numbers and some text goes to an actor and comes back: from the driver to Python, and, by a driver in Python on both sides, to
TypeScript on ours.
"""

import json
import os
import re
import subprocess
import time

import ray
from report import alone

HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS, QUICK_SECONDS = 2.0, 0.7
BATCH = 1000
WARM_UP_SECONDS = 3.0


def measure(report, quick):
    seconds = QUICK_SECONDS if quick else SECONDS
    is_ours = "NARCINE_RAYLET_EXECUTABLE" in os.environ
    for name, unit, rate in typescript_rates(seconds) if is_ours else python_rates(seconds):
        report.add(f"driver: {name}", rate, unit, "higher")
        if not is_ours and re.search(" a?sync$", name):
            report.add(f"driver: {name}, calling Python", rate, unit, "higher")
    report.add("cross-language round trip from Python", round_trips_per_second(is_ours, seconds), "/s", "higher")


def typescript_rates(seconds):
    address = ray.get_runtime_context().gcs_address
    argv = [os.environ["NARCINE_NODE"], os.path.join(HERE, "typescript.mjs"), address, str(seconds), str(BATCH)]
    printed = subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(printed)


def round_trips_per_second(is_ours, seconds):
    from typescript_callees import VALUE, Actor

    if is_ours:
        import narcine

        actor = narcine.ts_actor("typescript-callees:Actor").remote()
    else:
        actor = ray.remote(Actor).remote()
    return calls_per_second(lambda: ray.get(actor.echo.remote(VALUE)), seconds)


def python_rates(seconds):
    from typescript_callees import VALUE, Actor, small, work

    def rate(call, count=1):
        return calls_per_second(call, seconds) * count

    task = ray.remote(small)
    actor = ray.remote(Actor).remote()
    names = [f"bench-{at}" for at in range(4)]
    several = [ray.remote(Actor).options(name=name).remote() for name in names]
    working = ray.remote(work)
    value = ray.put(b"x" * 1_000_000)
    large = b"x" * 100_000_000
    refs = [ray.put(number) for number in range(BATCH)]
    # The node starts workers for a new job while the first calls run.
    calls_per_second(lambda: ray.get([task.remote() for _ in range(BATCH)]), WARM_UP_SECONDS)
    ray.get([one.small.remote() for one in several])
    yield "tasks sync", "/s", rate(lambda: ray.get(task.remote()))
    yield "tasks async", "/s", rate(lambda: ray.get([task.remote() for _ in range(BATCH)]), BATCH)
    yield "1:1 actor calls sync", "/s", rate(lambda: ray.get(actor.small.remote()))
    yield "1:1 actor calls async", "/s", rate(lambda: ray.get([actor.small.remote() for _ in range(BATCH)]), BATCH)
    yield (
        "1:n actor calls async",
        "/s",
        rate(lambda: ray.get([one.small.remote() for one in several for _ in range(BATCH // 4)]), BATCH),
    )
    yield (
        "n:n actor calls async",
        "/s",
        rate(lambda: ray.get([working.remote(names, BATCH) for _ in range(4)]), 4 * BATCH),
    )
    yield "cross-language round trip", "/s", rate(lambda: ray.get(actor.echo.remote(VALUE)))
    yield "put calls", "/s", rate(lambda: ray.put(0))
    yield "get calls, 1 MB", "/s", rate(lambda: ray.get(value))
    yield "put gigabytes", "GB/s", rate(lambda: ray.put(large), 0.1)
    yield "wait on 1,000 refs", "/s", rate(lambda: ray.wait(refs, num_returns=BATCH))


def calls_per_second(call, seconds):
    for limit in (seconds / 4, seconds):
        started = time.perf_counter()
        calls = 0
        while time.perf_counter() - started < limit:
            call()
            calls += 1
        rate = calls / (time.perf_counter() - started)
    return rate


if __name__ == "__main__":
    alone(__doc__, measure, num_cpus=4, object_store_memory=2 * 1024**3)
