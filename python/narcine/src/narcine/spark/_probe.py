"""The Spark task that looks at a worker's host before anything is started there."""

import threading
import time

from narcine.spark._spark import SetupError, why_job_ended

# How long Spark gets to run it: on an executor that is there, and when none has registered yet.
BUSY_PATIENCE_S = 8.0
EXECUTOR_PATIENCE_S = 60.0
# A minute in which nothing is said would look like a hang.
SILENT_PATIENCE_S = 8.0
WHY_NO_EXECUTOR = ("Other applications may hold all cores of its workers (end them, or give those less: spark.cores.max), or "
                   "an executor needs more than a worker has (spark.executor.memory, spark.executor.cores)")


class Probe:
    """Begins at once, on a thread of its own."""

    def __init__(self, spark, group, launch):
        self._spark = spark
        self._group = group
        self._found = None
        self._error = None
        self._thread = threading.Thread(target=self._run, args=(launch,), daemon=True)
        self._thread.start()

    def _run(self, launch):
        try:
            self._found = self._spark.probe(self._group, launch)
        except Exception as error:  # noqa: BLE001  Raised where the answer is asked for.
            self._error = error

    def answer(self, patience):
        """What it found; `patience` is for one that runs, s. Raises SetupError when Spark does not run it, or it does not
        end."""
        began = time.monotonic()
        deadline = began + EXECUTOR_PATIENCE_S
        executors, runs, told = 0, False, False
        while self._thread.is_alive() and time.monotonic() < deadline:
            self._thread.join(0.25)
            if executors == 0 and len(self._spark.executors()) > 0:
                executors = len(self._spark.executors())
                deadline = time.monotonic() + BUSY_PATIENCE_S
            elif executors == 0 and not told and time.monotonic() > began + SILENT_PATIENCE_S:
                told = True
                print(f"Ray on Spark: Spark has given this application no executor in {SILENT_PATIENCE_S:.0f} s; one is "
                      f"waited for until {EXECUTOR_PATIENCE_S:.0f} s have passed. {WHY_NO_EXECUTOR}", flush=True)
            if not runs and self._spark.is_running(self._group):
                # A slow host is no busy one.
                runs = True
                deadline = time.monotonic() + patience
        if self._error is not None:
            raise SetupError(f"Spark could not run a task: {why_job_ended(self._error)[1]}") from self._error
        if self._found is None:
            self._spark.cancel(self._group)
            if runs:
                raise SetupError(f"Spark's task that looks at its host has not ended in {patience:.0f} s")
            if executors == 0:
                raise SetupError(f"Spark gave this application no executor within {EXECUTOR_PATIENCE_S:.0f} s. "
                                 f"{WHY_NO_EXECUTOR}")
            raise SetupError(f"Spark ran no task of this application: it has {executors} executors, and other jobs may hold "
                             "all their cores. End those, or give the application more (spark.cores.max)")
        return self._found
