"""Ray's own microbenchmark, `ray._private.ray_perf` of the installed wheel: its workloads and its timing.

Changed are only: which lines run (--lines), and the pause before each line, which Ray keeps at 10 s for the sake of
noisy neighbours in its cloud. With --quick each line is timed for one second (or one call) once, instead of four times for two seconds.
"""

import re
import time

from report import options

arguments, report = options(__doc__, lines=".", pause=1.0)

from ray._private import ray_microbenchmark_helpers as helpers  # noqa: E402

ray_timeit = helpers.timeit
wanted = re.compile(arguments.lines)


def quick_timeit(name, fn, multiplier):
    def calls_per_second(seconds):
        started = time.perf_counter()
        calls = 0
        while time.perf_counter() - started < seconds:
            fn()
            calls += 1
        return calls / (time.perf_counter() - started)

    started = time.perf_counter()
    rate = calls_per_second(0.3)
    # A call that takes seconds (tens of thousands of tasks) is not made a second time.
    if time.perf_counter() - started < 2:
        rate = calls_per_second(1)
    return [(name, multiplier * rate, 0.0)]


def timeit(name, fn, multiplier=1, warmup_time_sec=10):
    if not wanted.search(name):
        return [None]
    if arguments.quick:
        rows = quick_timeit(name, fn, multiplier)
    else:
        rows = ray_timeit(name, fn, multiplier, warmup_time_sec=arguments.pause)
    for row in rows:
        if row is not None:
            report.add(row[0], row[1], "GB/s" if "gigabytes" in row[0] else "1/s", "higher")
    report.write()
    return rows


# ray_perf and the client's benchmark take it from here by name when they are imported.
helpers.timeit = timeit

from ray._private import ray_perf  # noqa: E402

ray_perf.main()
report.write()
