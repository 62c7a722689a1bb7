"""What /proc says about the processes that a driver's ray.init() started."""

import os

import psutil


def child_of_this_driver(name):
    (found,) = [child for child in psutil.Process().children() if name in child.name()]
    return found


def status_mib(process, field):
    with open(f"/proc/{process.pid}/status") as file:
        (line,) = [line for line in file if line.startswith(field + ":")]
    return int(line.split()[1]) / 1024


def private_mib(process):
    """Resident memory without shared pages: a store that touches its memory ahead is no leak."""
    return status_mib(process, "RssAnon") + status_mib(process, "RssFile")


def cpu_ns_of_threads(process):
    """CPU time of each thread in ns, as the scheduler counts it; /proc/PID/stat has ticks of 10 ms."""
    times = {}
    for task in os.listdir(f"/proc/{process.pid}/task"):
        try:
            with open(f"/proc/{process.pid}/task/{task}/schedstat") as file:
                times[task] = int(file.read().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return times
