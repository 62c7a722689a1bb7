"""Ray's own microbenchmark, `ray._private.ray_perf` of the installed wheel: its workloads and its timing.

Changed are only: which lines run (--lines), the pause before each line, which Ray keeps at 10 s for the sake of noisy
neighbours in its cloud, who starts Ray Client's cluster, and that memory is touched before its large puts. With --quick
fewer lines run, and each is timed once for most of a second, instead of four times for two seconds; a cluster is left
alone for its first seconds.
"""

import inspect
import re
import subprocess
import sys
import time

from report import options, pre_touch

arguments, report = options(__doc__, lines=".", pause=1.0)

# Of each kind the line that costs least. Left out: calls that take many seconds each, what another gate measures better
# in a short time (puts), and Ray Client.
QUICK_LINES = [
    "single client get calls (Plasma Store)",
    "single client put calls (Plasma Store)",
    "multi client put calls (Plasma Store)",
    "multi client put gigabytes",
    "single client tasks sync",
    "single client tasks async",
    "1:1 actor calls sync",
    "1:1 actor calls async",
    "1:1 actor calls concurrent",
    "1:n actor calls async",
    "n:n actor calls with arg async",
    "1:1 async-actor calls sync",
    "1:1 async-actor calls async",
]

from ray._private import ray_microbenchmark_helpers as helpers  # noqa: E402

# In its first seconds a cluster starts its agents, which is not what a line so short is about (first_task is).
SETTLE_SECONDS = 3 if arguments.quick else 0

ray_timeit = helpers.timeit
wanted = re.compile(arguments.lines)
# With lines named on the command line, those run, in a quick run too.
remaining = set(QUICK_LINES) if arguments.quick and arguments.lines == "." else None


class AllMeasured(Exception):
    """No line is left to measure; what ray_perf would go on to start is not wanted."""


def quick_timeit(name, fn, multiplier):
    def calls_per_second(seconds):
        started = time.perf_counter()
        calls = 0
        while time.perf_counter() - started < seconds:
            fn()
            calls += 1
        return calls / (time.perf_counter() - started)

    # The first calls wait for actors to start, and touch memory for the first time.
    calls_per_second(0.5)
    rate = calls_per_second(0.7)
    return [(name, multiplier * rate, 0.0)]


def timeit(name, fn, multiplier=1, warmup_time_sec=10):
    if not wanted.search(name) or (remaining is not None and name not in remaining):
        return [None]
    if name == "client: put gigabytes":
        # Ray's client and its server, which are one process here, hold such a value several times, in memory that they
        # ask for anew with each call; where a host has taken memory back, its first touch costs whoever comes first.
        pre_touch(6 << 30)
    if arguments.quick:
        rows = quick_timeit(name, fn, multiplier)
    else:
        rows = ray_timeit(name, fn, multiplier, warmup_time_sec=arguments.pause)
    for row in rows:
        if row is not None:
            report.add(row[0], row[1], "GB/s" if "gigabytes" in row[0] else "1/s", "higher")
    report.write()
    if remaining is not None:
        remaining.discard(name)
        if not remaining:
            raise AllMeasured
    return rows


# ray_perf and the client's benchmark take it from here by name when they are imported.
helpers.timeit = timeit

import ray  # noqa: E402

ray_init = ray.init


def settled_init(*args, **kwargs):
    context = ray_init(*args, **kwargs)
    # Ray Client's servers come to a cluster that is there.
    if kwargs.get("address") is None:
        time.sleep(SETTLE_SECONDS)
    return context


ray.init = settled_init

from ray._private import ray_client_microbenchmark, ray_perf  # noqa: E402
from ray.util.client.ray_client_helpers import ray_start_client_server_for_address  # noqa: E402

# A cluster with a driver of its own, until its standard input ends.
CLUSTER = """
import sys, ray
print(ray.init(logging_level="warning").address_info["address"], flush=True)
sys.stdin.read()
ray.shutdown()
"""


def client_lines(results):
    """`main` of Ray's client benchmark, but on one cluster that another process has started.

    Ray's starts one for each kind of line from within its client server, by forks in a process full of gRPC's threads.
    With it rounds of stock and of ours alike failed at a process that did not start: most often a head that had not even
    opened its log.
    """
    kinds = [kind for name, kind in inspect.getmembers(ray_client_microbenchmark) if name.startswith("benchmark_")]
    with subprocess.Popen([sys.executable, "-c", CLUSTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as cluster:
        address = cluster.stdout.readline().decode().strip()
        if not address:
            raise RuntimeError("the cluster for Ray Client's lines did not start")
        time.sleep(SETTLE_SECONDS)
        for kind in kinds:
            with ray_start_client_server_for_address(address) as client:
                kind(client, results)


ray_perf.client_microbenchmark_main = client_lines


@ray.remote
def no_refs():
    return []


if remaining is not None:
    # A task of 10,000 puts which would run beside the lines that come after it.
    ray_perf.create_object_containing_ref = no_refs
try:
    ray_perf.main()
except AllMeasured:
    ray.shutdown()
report.write()
