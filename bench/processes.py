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


class CpuBelow:
    """CPU seconds of all processes below this driver while it is open, those that end meanwhile too.

    Each is looked at five times a second. (Times of children are no help: whether a parent has those of a child that ended
    depends on how it waits for it, and Ray's raylet does not wait.)
    """

    def __init__(self):
        self._last = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self):
        self._look()
        self._before = dict(self._last)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()
        self._look()
        self.seconds = sum(used - self._before.get(process, 0.0) for process, used in self._last.items())

    def _look(self):
        for process in psutil.Process().children(recursive=True):
            try:
                times = process.cpu_times()
                self._last[process] = times.user + times.system
            except psutil.NoSuchProcess:
                continue

    def _watch(self):
        while not self._ended.wait(0.2):
            self._look()


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
