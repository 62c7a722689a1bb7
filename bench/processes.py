"""What /proc says about the processes that a driver's ray.init() started."""

import os
import threading

import psutil


def child_of_this_driver(name):
    (found,) = [child for child in psutil.Process().children() if name in child.name()]
    return found


def sum_below_this_driver(measure):
    """The sum of `measure(process)` over all processes below this one; those that end meanwhile are left out."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            total += measure(process)
        except psutil.NoSuchProcess:
            continue
    return total


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


class PeakMemory:
    """The greatest sum of private memory of some processes, looked at ten times a second while it is open."""

    def __init__(self, processes):
        self._processes = processes
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.mib = 0.0

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()

    def now(self):
        return sum(map(private_mib, self._processes))

    def _watch(self):
        while True:
            self.mib = max(self.mib, self.now())
            if self._ended.wait(0.1):
                return
