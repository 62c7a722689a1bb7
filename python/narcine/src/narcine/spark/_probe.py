"""The Spark task that looks at a worker's host before anything is started there."""

import threading
import time

from narcine.spark._spark import SetupError, why_job_ended

# How long Spark gets to run it: on an executor that is there, and when none has registered yet.
BUSY_PATIENCE_S = 8.0
EXECUTOR_PATIENCE_S = 60.0


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
        deadline = time.monotonic() + EXECUTOR_PATIENCE_S
        executors, runs = 0, False
        while self._thread.is_alive() and time.monotonic() < deadline:
            self._thread.join(0.25)
            if executors == 0 and len(self._spark.executors()) > 0:
                executors = len(self._spark.executors())
                deadline = time.monotonic() + BUSY_PATIENCE_S
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
            raise SetupError(f"Spark ran no task of this application: it has {executors} executors, and other jobs may hold "
                             "all their cores. End those, or give the application more (spark.cores.max)")
        return self._found
