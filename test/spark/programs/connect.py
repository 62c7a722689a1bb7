"""A session of Spark Connect, as Databricks' shared access mode gives one, asked for a Ray cluster."""

import time

from cluster import tell


def main():
    from pyspark.sql import SparkSession

    from narcine.spark import SparkAccessError, setup_ray_cluster

    # Starts a server of its own.
    spark = SparkSession.builder.remote("local[1]").getOrCreate()
    rows = spark.range(3).count()
    start = time.monotonic()
    try:
        setup_ray_cluster(num_worker_nodes=1)
        text = ""
    except SparkAccessError as error:
        text = str(error)
    seconds = time.monotonic() - start
    spark.stop()
    tell("CONNECT", rows=rows, text=text, seconds=seconds)


if __name__ == "__main__":
    main()
