"""What a user does with Ray on Spark, told as lines `KIND {json}`. Arguments: master, folder for Ray, folder for logs.

Then it sets up a second cluster and obeys words on stdin: "nodes", "cancel", "task", "exit".
"""

import json
import os
import sys
import tempfile
import time
from fractions import Fraction

from tables import tables


def tell(kind, **facts):
    print(f"{kind} {json.dumps(facts)}", flush=True)


def session(master, more=None):
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master(master)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "512m")
        .config("spark.executor.memory", "512m")
        .config("spark.network.timeout", "1800s")
        .config("spark.executor.heartbeatInterval", "60s")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.warehouse.dir", tempfile.mkdtemp())
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config(map=more or {})
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def use(spark):
    import ray

    ray.init(log_to_driver=False)

    @ray.remote
    def pi4_sample():
        from random import random

        return Fraction(sum(random() ** 2 + random() ** 2 <= 1 for _ in range(20_000)), 20_000)

    pi = float(4 * sum(ray.get([pi4_sample.remote() for _ in range(10)])) / 10)

    @ray.remote
    class Counter:
        def __init__(self):
            self.n = 0

        def increment(self):
            self.n += 1
            return self.n

    counters = [Counter.remote() for _ in range(2)]
    counts = ray.get([counter.increment.remote() for _ in range(5) for counter in counters])
    del counters

    def squared_mod(x):
        return x * x % 97

    @ray.remote
    def udf(numbers):
        return [squared_mod(x) for x in numbers]

    from pyspark.sql.functions import udf as spark_udf
    from pyspark.sql.types import LongType

    numbers = list(range(2_000))
    in_ray = sum(ray.get([udf.remote(numbers[at::4]) for at in range(4)]), [])

    @ray.remote(scheduling_strategy="SPREAD")
    def where():
        time.sleep(0.2)
        names = ("RAY_memory_monitor_refresh_ms", "MLFLOW_TRACKING_URI", "SECRET_OF_THE_DRIVER")
        return ray.get_runtime_context().get_node_id(), {name: os.environ.get(name) for name in names}

    places = ray.get([where.remote() for _ in range(8)])
    tell("RAY", pi=pi, counts=sorted(counts), nodes=len({node for node, _ in places}),
         environments=[environment for _, environment in places], resources=ray.cluster_resources(),
         heads=[node["Resources"] for node in ray.nodes() if "node:__internal_head__" in node["Resources"]])
    from narcine.spark import from_spark

    frame = spark.range(0, 10_000, 1, 4).selectExpr("id", "cast(id % 7 as string) as name", "id * 0.5 as half")
    dataset = from_spark(frame)
    table = dataset.map_batches(lambda batch: batch, batch_format="pyarrow").to_pandas().sort_values("id")
    tell("DATA", rows=len(table), same=table.to_dict("list") == frame.toPandas().to_dict("list"),
         empty=from_spark(frame.where("id < 0")).count())
    tell("TABLES", **tables(spark))
    ray.shutdown()
    return sorted(in_ray), sorted(
        row[0] for row in spark.createDataFrame([(x,) for x in numbers], ["x"])
        .select(spark_udf(squared_mod, LongType())("x")).collect())


def main(master, folder, logs):
    import ray  # noqa: F401  As most programs do: before there is a cluster.

    from narcine.spark import setup_ray_cluster, shutdown_ray_cluster

    spark = session(master)
    for given in ({"num_worker_nodes": 2, "num_cpus_worker_node": 4000}, {"num_worker_nodes": 2, "num_gpus_worker_node": 1}):
        start = time.monotonic()
        try:
            setup_ray_cluster(ray_temp_root_dir=folder, **given)
        except RuntimeError as error:
            tell("REFUSED", text=str(error), seconds=time.monotonic() - start)
    os.environ.update(RAY_memory_monitor_refresh_ms="0", MLFLOW_TRACKING_URI="http://127.0.0.1:1", SECRET_OF_THE_DRIVER="x")
    start = time.monotonic()
    address, client = setup_ray_cluster(num_worker_nodes=2, num_cpus_worker_node=1, ray_temp_root_dir=folder,
                                        collect_log_to_path=logs)
    tell("SETUP", address=address, client=client, variable=os.environ.get("RAY_ADDRESS"),
         seconds=time.monotonic() - start)
    try:
        setup_ray_cluster(num_worker_nodes=1)
    except RuntimeError as error:
        tell("SECOND", text=str(error))
    in_ray, in_spark = use(spark)  # The UDF of Spark runs while Ray holds two of its four slots.
    tell("UDF", same=in_ray == in_spark, rows=len(in_ray))
    start = time.monotonic()
    shutdown_ray_cluster()
    tell("SHUTDOWN", seconds=time.monotonic() - start, variable=os.environ.get("RAY_ADDRESS"))
    obey(spark, folder)


def obey(spark, folder):
    import ray

    from narcine import spark as narcine_spark

    sys.stdin.readline()
    narcine_spark.setup_ray_cluster(num_worker_nodes=2, num_cpus_worker_node=1, ray_temp_root_dir=folder)
    ray.init(log_to_driver=False)

    def workers():
        return {node["NodeID"] for node in ray.nodes()
                if node["Alive"] and "node:__internal_head__" not in node["Resources"]}

    def within(seconds, is_so):
        """The workers of the moment when it is so, and how long that took."""
        start = time.monotonic()
        while not is_so(workers()) and time.monotonic() - start < seconds:
            time.sleep(0.05)
        return {"workers": sorted(workers()), "seconds": time.monotonic() - start}

    before = workers()
    tell("AGAIN", workers=sorted(before))
    for word in sys.stdin:
        word = word.strip()
        if word == "replaced":
            facts = within(30, lambda now: len(now) == 2 and now != before)
            ray.get(ray.remote(lambda: 1).options(scheduling_strategy="SPREAD").remote(), timeout=30)
            tell("REPLACED", **facts)
        elif word == "cancel":
            spark.sparkContext.cancelJobGroup(f"{narcine_spark._active.name}-node-1")
            facts = within(10, lambda now: len(now) == 1)
            time.sleep(2)
            tell("CANCELLED", **facts, later=len(workers()))
        elif word == "exit":
            return


if __name__ == "__main__":
    main(*sys.argv[1:4])
