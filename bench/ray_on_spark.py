"""Ray on Spark: from the call of `setup_ray_cluster` until the first task on every node, and back to nothing.

A standalone Spark on this machine (a master, two workers, loopback) carries `narcine.spark` on our side and stock's
`ray.util.spark` on the other, with the same parameters. Spark has run a job before the clock starts.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import psutil
from report import options

NODES = (2, 4)
CORES_OF_A_WORKER = 4
# What a node adds: its raylet, agents, log monitor and workers, and whatever starts and holds them.
OF_RAY = re.compile(r"raylet|ray::|start_ray_node|ray start|spark/holder|/ray/(dashboard|_private)/")


class Spark:
    """A master and two workers, and a session of this driver on them."""

    def __init__(self, folder):
        import pyspark

        self._home = os.path.dirname(pyspark.__file__)
        self._daemons = []
        os.environ.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
        master = self._start("master.Master", r"Starting Spark master at (spark://\S+)")
        for number in range(2):
            place = ["--cores", str(CORES_OF_A_WORKER), "--memory", "2g", "--work-dir", os.path.join(folder, str(number))]
            self._start("worker.Worker", r"Successfully registered with master (\S+)", *place, master)
        settings = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
                    "spark.executor.memory": "512m", "spark.driver.memory": "512m", "spark.network.timeout": "1800s",
                    "spark.executor.heartbeatInterval": "60s", "spark.ui.enabled": "false",
                    "spark.ui.showConsoleProgress": "false"}
        builder = pyspark.sql.SparkSession.builder.master(master)
        for name, value in settings.items():
            builder = builder.config(name, value)
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")
        self.session.sparkContext.parallelize(range(8), 8).count()

    def _start(self, name, pattern, *args):
        command = [os.path.join(self._home, "bin", "spark-class"), f"org.apache.spark.deploy.{name}", "--host", "127.0.0.1",
                   "--port", "0", "--webui-port", "0", *args]
        daemon = subprocess.Popen(command, stderr=subprocess.PIPE, text=True,
                                  env={**os.environ, "SPARK_HOME": self._home, "SPARK_DAEMON_MEMORY": "192m"})
        self._daemons.append(daemon)
        for line in daemon.stderr:
            found = re.search(pattern, line)
            if found:
                return found[1]
        raise RuntimeError(f"Spark's {name} ended with {daemon.wait()}")

    def stop(self):
        self.session.stop()
        for daemon in reversed(self._daemons):
            daemon.terminate()
            daemon.wait()


def processes():
    """Ray's processes of this run: those below this driver or Spark's workers, known by a variable of this run."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        with contextlib.suppress(psutil.Error):
            if OF_RAY.search(" ".join(process.info["cmdline"] or [])) and process.environ().get("BENCH_RUN") == MARK:
                found.append(process)
    return found


def private_memory():
    total = 0
    for process in processes():
        with contextlib.suppress(psutil.Error):
            total += process.memory_full_info().uss
    return total


MARK = str(os.getpid())


def main():
    arguments, report = options(__doc__)
    os.environ["BENCH_RUN"] = MARK
    is_ours = os.environ.get("NARCINE_SPARK_RAYLET") == "ours"
    if not is_ours:
        # Stock cannot bring a token to its nodes: with one it does not come up at all.
        for name in ("RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"):
            os.environ.pop(name, None)
        os.environ["RAY_AUTH_MODE"] = "disabled"
        # It starts its nodes by the `ray` command that it finds.
        os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    # Ray's unix sockets lie far below it, and their paths have 107 bytes at most.
    folder = os.path.join(tempfile.gettempdir(), "s")
    os.mkdir(folder)
    spark = Spark(folder)
    try:
        memory = {}
        for nodes in NODES[:1] if arguments.quick else NODES:
            memory[nodes] = measure(report, nodes, is_ours, folder)
        if len(memory) == 2:
            each = (memory[4] - memory[2]) / 2
            report.add("Ray on Spark: private memory of a node's processes", each / 1e6, "MB", "lower")
    finally:
        spark.stop()
        shutil.rmtree(folder, ignore_errors=True)
    report.write()


def measure(report, nodes, is_ours, folder):
    if is_ours:
        from narcine.spark import setup_ray_cluster, shutdown_ray_cluster
    else:
        from ray.util.spark import setup_ray_cluster, shutdown_ray_cluster
    started = time.perf_counter()
    setup_ray_cluster(max_worker_nodes=nodes, num_cpus_worker_node=1, num_gpus_worker_node=0, ray_temp_root_dir=folder)
    import ray

    ray.init(log_to_driver=False)

    @ray.remote(scheduling_strategy="SPREAD")
    def where():
        time.sleep(0.05)
        return ray.get_runtime_context().get_node_id()

    seen = set()
    while len(seen) < nodes:
        seen |= set(ray.get([where.remote() for _ in range(nodes)]))
    report.add(f"Ray on Spark: {nodes} nodes until a task ran on each", time.perf_counter() - started, "s", "lower")
    memory = private_memory()
    ray.shutdown()
    started = time.perf_counter()
    shutdown_ray_cluster()
    while processes():
        time.sleep(0.02)
    report.add(f"Ray on Spark: {nodes} nodes until nothing is left", time.perf_counter() - started, "s", "lower")
    return memory


if __name__ == "__main__":
    main()
