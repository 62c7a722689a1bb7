"""Memory that runs short: who is killed, what the caller sees, what is tried again.

The threshold lies ROOM above what the machine uses when the program starts, and no buffer is freed beyond it, so that
little memory is needed to pass it and only what is too much is killed.
"""

import os
import re
import sys
import time
import urllib.request

import numpy
import psutil
import ray
from ray._common.utils import get_system_memory
from ray._private.utils import get_used_memory

import facts

MIB = 1024**2
ROOM = 3200 * MIB
MOST = 3300 * MIB
STORE = 80 * MIB
threshold_bytes = 0


def used_memory():
    """As a raylet counts it: of the control group that limits this machine, or of the host."""
    host = psutil.virtual_memory()
    return get_used_memory() if get_system_memory() < host.total else host.total - host.available


def room():
    """Bytes that may be allocated before workers are killed, once what the last ones had is free."""
    before, used = 0, used_memory()
    while abs(used - before) > 10 * MIB:
        time.sleep(1)
        before, used = used, used_memory()
    left = threshold_bytes - used
    assert left > 1000 * MIB, f"only {left} bytes are left below the threshold"
    return left


def hold(size):
    """Touches so much memory, bit by bit."""
    return [numpy.ones(50 * MIB, dtype=numpy.uint8) for _ in range(size // (50 * MIB))]


def hold_for(size, above=0, most=MOST, started=None, end=None):
    """Holds memory for a minute, or until `end` is there: so much, and up to `most` while the machine uses less than `above`.

    So others may free memory meanwhile. `started` is made when there is so much.
    """
    held = hold(size)
    if started is not None:
        open(started, "w").close()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (end and os.path.exists(end)):
        if used_memory() < above and len(held) * 50 * MIB < most:
            held += hold(50 * MIB)
        else:
            time.sleep(0.1)
    return f"held {len(held) > 0}"


def is_first(path):
    """True for the first caller."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
        return True
    except FileExistsError:
        return False


def wait_for(path):
    return facts.eventually(lambda: os.path.exists(path), 60)


def hold_once(size, above=0, once=None, **options):
    """hold_for; with `once` only the first time."""
    if once is not None and not is_first(once):
        return "tried again"
    return hold_for(size, above, **options)


hog = ray.remote(hold_once)


@ray.remote
def other_hog(*args, **options):
    """The same under another name: all leases of one function carry the retries of one of its tasks (seen on stock)."""
    return hold_once(*args, **options)


@ray.remote
class Hog:
    def hold(self, above, once=None):
        return hold_once(0, above, once)


def told(error):
    """What the text of an OutOfMemoryError has in it."""
    text = str(error)

    def has(pattern):
        return re.search(pattern, text) is not None

    return {
        "type": type(error).__name__,
        "what": "killed due to the node running low on memory" in text,
        "node": has(r"Memory on the node \(IP: [0-9.]+, ID: [0-9a-f]{56}\) was [0-9.]+GB used / [0-9.]+GB limit \(0\.\d+\)"),
        "reason": has(r"OOM kill reason: Memory usage \d+B exceeded threshold of \d+B \([0-9.]+% of \d+B limit\)"),
        "store": "Object store memory usage: [" in text,
        "victim": has(r"Selected to kill: \((Task|Actor\([0-9a-f]{32}\)): job ID=01000000, lease ID=[0-9a-f]{64}, task name=[\w.]+, .*pid=\d+, actual memory used=[1-9]\.\d+GB"),
        "largest": has(r"Top 10 memory users: PID\tMEM\(GB\)\tCOMMAND\n\d+\t[0-9.]+\t"),
        "threshold": "RAY_memory_usage_threshold" in text and "RAY_memory_monitor_refresh_ms" in text,
        "retries": "to enable retry when the task crashes due to OOM" in text,
    }


def too_much():
    """What the machine uses when a hog may not have all it wants."""
    return threshold_bytes + 200 * MIB


def outcome(ref):
    """The value, or the name of Ray's error."""
    try:
        return ray.get(ref, timeout=60)
    except ray.exceptions.RayError as error:
        return type(error).__name__


def task_without_retries():
    try:
        return ray.get(hog.options(max_retries=0).remote(0, too_much()), timeout=60)
    except ray.exceptions.OutOfMemoryError as error:
        return told(error)


def task_with_retries():
    once = os.path.abspath("task-once")
    return outcome(hog.options(max_retries=2).remote(0, too_much(), once=once))


def actor_dies():
    actor = Hog.remote()
    try:
        ray.get(actor.hold.remote(too_much()), timeout=60)
    except ray.exceptions.OutOfMemoryError as error:
        again = facts.final_error(lambda: ray.get(actor.hold.remote(0), timeout=30))
        return {**told(error), "again": again["type"]}


def actor_comes_back():
    once = os.path.abspath("actor-once")
    actor = Hog.options(max_restarts=1, max_task_retries=2).remote()
    return outcome(actor.hold.remote(too_much(), once=once))


def two_hogs(older, newer):
    """Two tasks that fit singly, not both: what becomes of each."""
    left = room()
    name = f"{older}-{newer}"
    started, end, once = (os.path.abspath(f"{what}-{name}") for what in ("started", "end", "once"))
    first = hog.options(max_retries=older).remote(left // 2, started=started, end=end, once=f"{once}-older")
    wait_for(started)
    # One that is to live takes more than fits beside the other, and less than it alone may have, by as much: others' memory
    # goes up and down by 100 MB and more meanwhile.
    most = left * 3 // 4 + 100 * MIB if older else MOST
    more = {"above": too_much(), "most": most, "end": end, "once": f"{once}-newer"}
    second = other_hog.options(max_retries=newer).remote(left // 2, **more)
    victim = second if newer or not older else first
    after = outcome(victim)
    open(end, "w").close()
    return {"victim": after, "other": outcome(first if victim is second else second)}


def last_started_dies():
    return two_hogs(0, 0)


def retriable_dies_first():
    return two_hogs(2, 0)


def kills_are_counted():
    """On the page that Prometheus reads: what the killed workers were at. Whether one was idle is chance."""
    node = ray.nodes()[0]
    address = f"{node['NodeManagerAddress']}:{node['MetricsExportPort']}"
    series = re.compile(r'^ray_memory_manager_worker_eviction_total\{(.*)\} [1-9]', re.MULTILINE)

    def counted():
        with urllib.request.urlopen(f"http://{address}/metrics", timeout=10) as page:
            found = [dict(re.findall(r'(\w+)="([^"]*)"', tags)) for tags in series.findall(page.read().decode())]
        return sorted([tags["Type"], tags["Name"], tags["Component"]] for tags in found if "Idle" not in tags["Name"])

    facts.eventually(lambda: len(counted()) >= 3, 30)
    return counted()


def group(name):
    with open(os.path.join(os.environ["MEMORY_GROUP"], name)) as file:
        return file.read()


def threshold_of_group():
    return int(int(group("memory.limit_in_bytes")) * 0.8)


def group_used():
    """Bytes that the control group uses, page cache left out."""
    stat = dict(line.split() for line in group("memory.stat").splitlines())
    return int(group("memory.usage_in_bytes")) - int(stat["total_inactive_file"]) - int(stat["total_active_file"])


@ray.remote(max_retries=0)
def fill_page_cache(size):
    """Writes and reads a file: what the kernel keeps of it is no use of memory. Is the group above its threshold with it?"""
    path = os.path.abspath("cached")
    with open(path, "wb") as file:
        for _ in range(size // (10 * MIB)):
            file.write(bytes(10 * MIB))
        os.fsync(file.fileno())
    with open(path, "rb") as file:
        while file.read(10 * MIB):
            pass
    time.sleep(1)
    is_above = int(group("memory.usage_in_bytes")) > threshold_of_group()
    os.remove(path)
    return is_above


def page_cache_kills_nobody():
    missing = threshold_of_group() - int(group("memory.usage_in_bytes"))
    return {"above": outcome(fill_page_cache.remote(missing + 100 * MIB))}


def group_limit_kills():
    size = threshold_of_group() - group_used() + 200 * MIB
    try:
        return ray.get(hog.options(max_retries=0).remote(size), timeout=60)
    except ray.exceptions.OutOfMemoryError as error:
        return {"names it": f"The limit is that of cgroup {os.environ['MEMORY_GROUP']};" in str(error)}


def nobody_is_killed():
    """The monitor is off: the same is no trouble."""
    end = os.path.abspath("end-off")
    ref = hog.options(max_retries=0).remote(200 * MIB, started=os.path.abspath("started-off"), end=end)
    wait_for(os.path.abspath("started-off"))
    time.sleep(1)
    open(end, "w").close()
    return outcome(ref)


if __name__ == "__main__":
    if "--off" in sys.argv:
        os.environ["RAY_memory_monitor_refresh_ms"] = "0"
        os.environ["RAY_memory_usage_threshold"] = "0.001"
        facts.main([nobody_is_killed], object_store_memory=STORE)
    if "MEMORY_GROUP" in os.environ:
        # Whatever is started from here on is in the group.
        with open(os.path.join(os.environ["MEMORY_GROUP"], "cgroup.procs"), "w") as procs:
            procs.write(str(os.getpid()))
        os.environ["RAY_memory_usage_threshold"] = "0.8"
        facts.main([page_cache_kills_nobody, group_limit_kills], object_store_memory=STORE)
    threshold_bytes = used_memory() + ROOM
    facts.init(
        object_store_memory=STORE,
        log_to_driver="--words" in sys.argv,
        _system_config={
            "memory_usage_threshold": threshold_bytes / get_system_memory(),
            "memory_monitor_refresh_ms": 100,
            "max_kill_memory_buffer_bytes": MIB,
            "task_oom_retry_delay_base_ms": 100,
            "metrics_report_interval_ms": 1000,
        },
    )
    code = facts.run(
        [
            task_without_retries,
            task_with_retries,
            actor_dies,
            actor_comes_back,
            last_started_dies,
            retriable_dies_first,
            kills_are_counted,
        ]
    )
    ray.shutdown()
    sys.exit(code)
