"""A Spark DataFrame as a Ray Dataset, partition by partition on the host where Spark computed it.

A Spark task writes its partition as an Arrow file on its host's disk, and a Ray task of a node there puts it into that
node's store and removes the file. So rows cross no network, the blocks belong to the driver like any other result, and
no RayDP is needed. What is written and not read (a task that Spark ran twice, a call that failed) is removed with the
folder at the end of the call.
"""

import os
import secrets


def from_spark(frame, cluster):
    """`cluster` holds the Ray nodes. Raises RuntimeError when a partition lies on a host without one."""
    import ray
    from ray.data import from_arrow_refs
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    folder = os.path.join(cluster.temp_root, f"{cluster.name}-rows-{secrets.token_hex(4)}")
    nodes = {}
    for node in ray.nodes():
        if node["Alive"] and "CPU" in node["Resources"]:
            nodes.setdefault(node["NodeManagerHostname"], []).append(node["NodeID"])
    try:
        written = frame.mapInArrow(_writer(folder, sorted(nodes)), "host string, path string").collect()
        strays = sorted({row.host for row in written} - set(nodes))
        if strays:
            raise RuntimeError(f"Spark computed partitions on {', '.join(strays)}, where this cluster has no Ray node; set "
                               "it up with a node on every host (MAX_NUM_WORKER_NODES), or go through Parquet: "
                               "frame.write.parquet(path), ray.data.read_parquet(path)")
        read = ray.remote(num_cpus=0)(_reader())
        refs = []
        for number, row in enumerate(written):
            here = nodes[row.host]
            affinity = NodeAffinitySchedulingStrategy(here[number % len(here)], soft=False)
            refs.append(read.options(scheduling_strategy=affinity).remote(row.path))
        # Every block is in a store before the files go; an error of a task is raised here.
        ray.wait(refs, num_returns=len(refs), fetch_local=False)
    finally:
        hosts = {host: here[0] for host, here in nodes.items()}
        remove = ray.remote(num_cpus=0)(_remover())
        ray.get([remove.options(scheduling_strategy=NodeAffinitySchedulingStrategy(node, soft=True)).remote(folder)
                 for node in hosts.values()])
    if not refs:
        return from_arrow_refs([ray.put(_empty(frame))])
    return from_arrow_refs(refs)


def _writer(folder, hosts):
    """A function that travels by value, as those below: narcine need not be installed where it runs.

    On a host that is none of `hosts`, which no task of Ray reaches, it writes nothing: nobody could remove it.
    """
    def write(batches):
        import os
        import socket
        import uuid

        import pyarrow

        writer, has_rows, host = None, False, socket.gethostname()
        path = os.path.join(folder, f"{uuid.uuid4().hex}.arrow")
        for batch in batches:
            has_rows = True
            if host not in hosts:
                continue
            if writer is None:
                os.makedirs(folder, mode=0o700, exist_ok=True)
                writer = pyarrow.ipc.new_file(path, batch.schema)
            writer.write_batch(batch)
        if writer is not None:
            writer.close()
        if has_rows:
            yield pyarrow.RecordBatch.from_pydict({"host": [host], "path": [path]})

    return write


def _reader():
    def read_and_remove(path):
        import os

        import pyarrow

        with pyarrow.memory_map(path) as source:
            table = pyarrow.ipc.open_file(source).read_all()
        os.unlink(path)
        return table

    return read_and_remove


def _remover():
    def remove(folder):
        import shutil

        shutil.rmtree(folder, ignore_errors=True)

    return remove


def _empty(frame):
    import pyarrow
    from pyspark.sql.pandas.types import to_arrow_schema

    return pyarrow.Table.from_batches([], schema=to_arrow_schema(frame.schema))
