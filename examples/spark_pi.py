"""Databricks' example of Ray on Spark: pi by random points, in Ray tasks on Spark's workers.

    narcine run -- python spark_pi.py spark://127.0.0.1:7077

For a Spark on this host: the driver listens on loopback. For another one take out spark.driver.host and .bindAddress.
"""

import sys
import time
from fractions import Fraction

from pyspark.sql import SparkSession

from narcine.spark import setup_ray_cluster, shutdown_ray_cluster

NODES = 2
TASKS = 16
SAMPLES = 1_000_000


def main(master):
    spark = (
        SparkSession.builder.master(master)
        .appName("pi on Ray on Spark")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executor.memory", "512m")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    print(f"Spark {spark.version} with {spark.sparkContext.defaultParallelism} cores", flush=True)

    start = time.monotonic()
    address, client_address = setup_ray_cluster(num_worker_nodes=NODES, num_cpus_worker_node=1)
    setup_seconds = time.monotonic() - start

    import ray

    ray.init(log_to_driver=False)

    @ray.remote
    def pi4_sample():
        import random

        inside = sum(random.random() ** 2 + random.random() ** 2 <= 1 for _ in range(SAMPLES))
        return inside, ray.get_runtime_context().get_node_id()

    start = time.monotonic()
    results = ray.get([pi4_sample.remote() for _ in range(TASKS)])
    pi = 4 * Fraction(sum(inside for inside, _ in results), TASKS * SAMPLES)
    on_nodes = len({node for _, node in results})
    print(f"pi {float(pi):.6f} from {TASKS} tasks on {on_nodes} nodes in {time.monotonic() - start:.1f} s", flush=True)

    start = time.monotonic()
    shutdown_ray_cluster()
    print(f"set-up {setup_seconds:.1f} s ({address}, {client_address}), shutdown {time.monotonic() - start:.1f} s", flush=True)
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "local-cluster[2,1,1024]")
