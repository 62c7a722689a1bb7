"""What this machine can do at best, without Ray: memory, a round trip between two processes, the disk.

Beside the gates these say how much of a result is the machine's. One thread of Python each, so a runtime that copies
with several threads may be above its line.
"""

import mmap
import os
import socket
import statistics
import tempfile
import time

import numpy as np
from report import options, pre_touch

GB = 1e9


def timed(action, size):
    started = time.perf_counter()
    action()
    return size / GB / (time.perf_counter() - started)


def memcpy_gb_per_second(source, repeats):
    """Copies into a fresh file of /dev/shm and then over it again; (first, median of the others)."""
    descriptor = os.open("/dev/shm", os.O_TMPFILE | os.O_RDWR, 0o600)
    try:
        os.ftruncate(descriptor, source.nbytes)
        with mmap.mmap(descriptor, source.nbytes) as memory:
            target = np.frombuffer(memory, dtype=source.dtype)
            speeds = [timed(lambda: np.copyto(target, source), source.nbytes) for _ in range(repeats + 1)]
            del target
    finally:
        os.close(descriptor)
    return speeds[0], statistics.median(speeds[1:])


def round_trips_per_second(seconds, size=200):
    """A message of `size` bytes over a Unix socket to a process that sends it back, one after the other."""
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    child = os.fork()
    if child == 0:
        near.close()
        while message := far.recv(size):
            far.sendall(message)
        os._exit(0)
    far.close()
    message = bytes(size)
    count = 0
    with near:
        started = time.perf_counter()
        while time.perf_counter() - started < seconds:
            for _ in range(100):
                near.sendall(message)
                near.recv(size, socket.MSG_WAITALL)
            count += 100
        elapsed = time.perf_counter() - started
    os.waitpid(child, 0)
    return count / elapsed


def disk_gb_per_second(source):
    """(write and fsync, read back with nothing of it in the page cache) in the folder where Ray spills by default."""

    def write():
        view = memoryview(source)
        while view:
            view = view[os.write(file.fileno(), view) :]
        os.fsync(file.fileno())

    def read():
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        while os.readv(file.fileno(), [buffer]):
            pass

    buffer = bytearray(8 << 20)
    with tempfile.TemporaryFile(buffering=0) as file:
        written = timed(write, source.nbytes)
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return written, timed(read, source.nbytes)


arguments, report = options(__doc__, bytes=1 << 30)
pre_touch(3 * arguments.bytes)
source = np.ones(arguments.bytes, dtype=np.uint8)
first, again = memcpy_gb_per_second(source, 3 if arguments.quick else 8)
report.add("memcpy to /dev/shm, first", first, "GB/s", "higher")
report.add("memcpy to /dev/shm, again", again, "GB/s", "higher")
rate = round_trips_per_second(0.5 if arguments.quick else 3)
report.add("Unix socket round trip", rate, "1/s", "higher")
written, read = disk_gb_per_second(source[: arguments.bytes // 4] if arguments.quick else source)
report.add("disk write and fsync", written, "GB/s", "higher")
report.add("disk read", read, "GB/s", "higher")
report.write()
