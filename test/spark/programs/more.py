"""Rarer ways of Ray on Spark, each a section told as `NAME {json}`. Arguments: master, folder for Ray, sections..."""

import json
import os
import signal
import sys
import time

from cluster import session, tell
from faults import FAULTS
from sections import setup, stop, within, workers


def main(master, folder, *sections):
    sys.stdout.reconfigure(line_buffering=True)
    spark = session(master, {name: value for section in sections for name, value in conf_of(section, folder).items()})
    for name in sections:
        try:
            facts = SECTIONS[name](spark, folder)
        finally:
            if "LEFT_OPEN" not in os.environ:
                stop()
        tell(name.upper(), **facts)
    spark.stop()


def conf_of(section, folder):
    if section == "gpus":
        return {"spark.executor.resource.gpu.amount": "1"}
    if section == "own_gpus":
        return {"spark.task.resource.gpu.amount": "0", "spark.executorEnv.RAY_ON_SPARK_WORKER_GPU_NUM": "3"}
    if section == "token":
        return {"spark.ui.enabled": "true", "spark.ui.port": "0"}
    if section == "dynamic":
        return {"spark.dynamicAllocation.enabled": "true", "spark.dynamicAllocation.shuffleTracking.enabled": "true",
                "spark.dynamicAllocation.minExecutors": "0", "spark.dynamicAllocation.executorIdleTimeout": "3s"}
    if section == "small_executors":
        return {"spark.executor.cores": "1"}
    if section == "no_executor":
        return {"spark.executor.memory": "900g"}
    if section == "other_ray":
        # What executors find first is another Ray.
        other = os.path.join(os.path.dirname(folder), "other")
        os.makedirs(os.path.join(other, "ray"), exist_ok=True)
        os.makedirs(os.path.join(other, "ray-2.59.0.dist-info"), exist_ok=True)
        for path, text in (("ray/__init__.py", ""), ("ray-2.59.0.dist-info/METADATA", "Name: ray\nVersion: 2.59.0\n")):
            with open(os.path.join(other, path), "w") as file:
                file.write(text)
        return {"spark.executorEnv.PYTHONPATH": other}
    return {}


def take_all(spark, folder):
    """MAX_NUM_WORKER_NODES, and more nodes than there is room for."""
    import ray

    from narcine.spark import MAX_NUM_WORKER_NODES

    setup(folder, max_worker_nodes=MAX_NUM_WORKER_NODES)
    ray.init(log_to_driver=False)
    found = len(workers())
    stop()
    setup(folder, num_worker_nodes=7, num_cpus_worker_node=2)
    ray.init(log_to_driver=False)
    return {"all": found, "of_seven": len(workers())}


def autoscale(spark, folder):
    import ray

    setup(folder, num_worker_nodes=2, autoscale=True, autoscale_idle_timeout_minutes=0.05)
    ray.init(log_to_driver=False)
    at_first = len(workers())

    @ray.remote
    def work():
        time.sleep(3)
        return ray.get_runtime_context().get_node_id()

    start = time.monotonic()
    used = len(set(ray.get([work.remote() for _ in range(4)], timeout=90)))
    up = time.monotonic() - start
    down = within(60, lambda: len(workers()) == 0)
    rows = spark.sparkContext.parallelize(range(4), 4).count()
    return {"at_first": at_first, "used": used, "up": up, "down": down, "left": len(workers()), "rows": rows}


def dynamic(spark, folder):
    """Spark starts executors for nodes, and ends those whose nodes are gone."""
    import ray

    setup(folder, num_worker_nodes=2)
    ray.init(log_to_driver=False)
    found = len(workers())
    stop()

    def executors():
        # Without the driver.
        return spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1

    return {"nodes": found, "seconds": within(40, lambda: executors() == 0), "executors": executors()}


def idle(spark, folder):
    """The cluster ends by itself when nothing has run for a while, and not before; then there can be another."""
    import ray

    from narcine import spark as narcine_spark

    limit = 3.0
    setup(folder, num_worker_nodes=1, idle_shutdown_minutes=limit / 60)
    cluster = narcine_spark._active
    ray.init(log_to_driver=False)
    ray.get(ray.remote(lambda: time.sleep(2 * limit)).remote())
    stayed = not cluster.is_over
    ended = time.monotonic()
    seconds = within(30, lambda: cluster.is_over)
    at_once = time.monotonic() - ended < limit * 0.8
    left = os.listdir(folder)
    setup(folder, num_worker_nodes=1)
    return {"stayed": stayed, "over": cluster.is_over, "too_soon": at_once, "seconds": seconds, "left": left}


def bare_hosts(spark, folder):
    """Hosts with Python and Ray, and no Narcine."""
    import ray

    setup(folder, num_worker_nodes=1)
    ray.init(log_to_driver=False)
    where = ray.get(ray.remote(lambda: open(f"/proc/{os.getppid()}/cmdline").read().split("\0")[1]).remote(), timeout=60)
    return {"raylet": where}


def tune(spark, folder):
    """A grid search, on a head that runs tasks too; and what is wrong for `strict_mode`."""
    import ray
    from ray import tune as ray_tune

    start = time.monotonic()
    try:
        setup(folder, num_worker_nodes=1, strict_mode=True)
        text = ""
    except RuntimeError as error:
        text = str(error)
    seconds = time.monotonic() - start
    setup(folder, num_worker_nodes=2, num_cpus_head_node=1, object_store_memory_head_node=200 * 1024**2,
          object_store_memory_per_node=300 * 1024**2, worker_node_options={"labels": {"zone": "a"}})
    ray.init(log_to_driver=False)
    stores = sorted(node["Resources"]["object_store_memory"] / 1024**2 for node in ray.nodes())

    def trial(config):
        return {"score": (config["x"] - 2) ** 2 + config["y"]}

    space = {"x": ray_tune.grid_search([1, 2, 3]), "y": ray_tune.grid_search([0, 1])}
    results = ray_tune.Tuner(trial, param_space=space, run_config=ray_tune.RunConfig(
        storage_path=os.path.join(os.path.dirname(folder), "tune"), verbose=0)).fit()
    best = results.get_best_result("score", "min")
    return {"strict": text, "seconds": seconds, "stores": stores, "trials": len(results), "best": best.config,
            "errors": len(results.errors), "cpus": ray.cluster_resources()["CPU"]}


def py_spy(spark, folder):
    """The stack of an actor, as the dashboard's page of actors shows it."""
    import urllib.error
    import urllib.request

    import ray

    setup(folder, num_worker_nodes=1)
    context = ray.init(log_to_driver=False)

    @ray.remote
    class Sleeper:
        def where(self):
            return os.getpid(), ray.get_runtime_context().get_node_id()

        def sleep_in_the_test(self):
            time.sleep(60)

    sleeper = Sleeper.remote()
    pid, node = ray.get(sleeper.where.remote())
    sleeper.sleep_in_the_test.remote()
    url = f"http://{context.dashboard_url}/worker/traceback?pid={pid}&node_id={node}&native=0"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {os.environ['RAY_AUTH_TOKEN']}"})
    text = ""

    def shows():
        # The dashboard and the node's agent come up after the cluster.
        nonlocal text
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read().decode()
        except urllib.error.HTTPError as error:
            text = error.read().decode()
        except OSError as error:
            text = str(error)
        return "sleep_in_the_test" in text

    within(60, shows)
    return {"shows": shows(), "text": text[:600]}


def mlflow(spark, folder):
    """Runs nested in one of the driver's, logged by tasks: where to, they know from the driver's environment."""
    packages = os.environ["TEST_MLFLOW"]
    sys.path.append(packages)
    import mlflow
    import ray

    setup(folder, num_worker_nodes=2)
    ray.init(log_to_driver=False)
    experiment = mlflow.set_experiment("on-spark").experiment_id

    @ray.remote(scheduling_strategy="SPREAD")
    def train(parent, n):
        sys.path.append(packages)
        import mlflow

        mlflow.set_experiment(experiment_id=experiment)
        with mlflow.start_run(run_id=parent), mlflow.start_run(nested=True):
            mlflow.log_param("n", n)
            mlflow.log_metric("score", n * n)
        return mlflow.get_tracking_uri()

    with mlflow.start_run() as run:
        uris = ray.get([train.remote(run.info.run_id, n) for n in range(4)], timeout=150)
    runs = mlflow.search_runs([experiment], f"tags.mlflow.parentRunId = '{run.info.run_id}'", output_format="list")
    return {"uris": sorted(set(uris)), "scores": sorted(each.data.metrics["score"] for each in runs)}


def token(spark, folder):
    """Whoever reads it looks for it: it is in this process, and nowhere else where it could be seen."""
    import ray

    setup(folder, num_worker_nodes=2, collect_log_to_path=os.path.join(os.path.dirname(folder), "logs"))
    ray.init()
    ray.get([ray.remote(lambda: print("of a task")).remote() for _ in range(4)], timeout=60)
    from_ray = ray.cluster_resources()["CPU"]
    print(f"TOKEN_IS {json.dumps({'token': os.environ['RAY_AUTH_TOKEN'], 'ui': spark.sparkContext.uiWebUrl})}", flush=True)
    sys.stdin.readline()
    return {"cpus": from_ray}


def hybrid(spark, folder):
    """Spark jobs and Ray tasks in turn on one application's cores, as documented: little memory for executors, Ray nodes on
    half of the slots, and data by way of Parquet."""
    import ray

    setup(folder, num_worker_nodes=2)
    ray.init(log_to_driver=False)
    shared = os.path.join(os.path.dirname(folder), "shared")
    same, disabled = [], set()

    def halve(batch):
        batch["half"] = batch["id"] / 2
        batch["mlflow"] = [os.environ.get("DISABLE_MLFLOW_INTEGRATION")] * len(batch["id"])
        return batch

    for turn in range(2):
        there, back = (os.path.join(shared, f"{name}-{turn}") for name in ("there", "back"))
        spark.range(0, 1000, 1, 2).selectExpr("id", f"id % {turn + 2} as rest").write.parquet(there)
        ray.data.read_parquet(there).map_batches(halve).write_parquet(back)
        frame = spark.read.parquet(back)
        disabled |= {row[0] for row in frame.select("mlflow").distinct().collect()}
        sums = frame.groupBy("rest").sum("half").collect()
        same.append({row[0]: row[1] for row in sums} == {rest: sum(n / 2 for n in range(1000) if n % (turn + 2) == rest)
                                                          for rest in range(turn + 2)})
    return {"same": same, "disabled": sorted(disabled)}


def for_all(spark, folder):
    """The global cluster, as another program of this host finds it."""
    import subprocess

    from narcine.spark import setup_global_ray_cluster

    given = {"max_worker_nodes": 1, "num_cpus_head_node": 1, "is_blocking": False, "ray_temp_root_dir": folder}
    _, client = setup_global_ray_cluster(**given)
    code = "import ray, sys; ray.init(sys.argv[1]); print(int(ray.cluster_resources()['CPU']))"
    other = subprocess.run([sys.executable, "-c", code, client], capture_output=True, text=True, timeout=60)
    try:
        setup_global_ray_cluster(**given)
        text = ""
    except RuntimeError as error:
        text = str(error)
    return {"client": client, "cpus": other.stdout.strip() or other.stderr[-1500:], "text": text}


def gpus(spark, folder):
    """Each node has the GPU that Spark gave its task, each lease the one it holds. (No GPU is needed to say so.)"""
    import ray

    setup(folder, num_worker_nodes=2, num_gpus_worker_node=1)
    ray.init(log_to_driver=False)

    @ray.remote(num_gpus=1, num_cpus=0)
    def mine():
        time.sleep(1)
        return ray.get_runtime_context().get_node_id(), os.environ["CUDA_VISIBLE_DEVICES"]

    return {"devices": sorted(device for _, device in set(ray.get([mine.remote() for _ in range(2)], timeout=60)))}


def own_gpus(spark, folder):
    """Spark gives nobody a GPU, and each host has three, as its executors' environment says: two Spark workers share it."""
    import ray

    setup(folder, num_worker_nodes=2, num_gpus_worker_node=1)
    ray.init(log_to_driver=False)

    def taken(count):
        @ray.remote(num_gpus=1, num_cpus=0)
        def mine():
            time.sleep(2)
            return os.environ["CUDA_VISIBLE_DEVICES"], ray.get_runtime_context().get_node_id()

        found = ray.get([mine.remote() for _ in range(count)], timeout=60)
        return sorted({device for device, _ in found}), len({node for _, node in found})

    one_each = taken(2)
    # The GPU of a node that is killed, its holder too, is free again for the one that takes its place.
    import psutil

    before = workers()
    executors = {parent.pid for process in psutil.process_iter(["cmdline"])
                 if any(folder in word for word in process.info["cmdline"] or []) and process.info["cmdline"][0] == "raylet"
                 for parent in process.parents() if "CoarseGrainedExecutorBackend" in " ".join(parent.cmdline())}
    os.kill(max(executors), signal.SIGKILL)
    within(30, lambda: len(workers()) == 2 and workers() != before)
    after = taken(2)
    stop()
    # As many as there are GPUs, though there are more cores.
    setup(folder, num_worker_nodes=4, num_gpus_worker_node=1)
    ray.init(log_to_driver=False)
    all_of_them = taken(3)
    stop()
    setup(folder, num_worker_nodes=1, num_gpus_worker_node=3)
    ray.init(log_to_driver=False)
    at_once = ray.get(ray.remote(num_gpus=3, num_cpus=0)(lambda: os.environ["CUDA_VISIBLE_DEVICES"]).remote(), timeout=60)
    stop()
    text = ""
    try:
        setup(folder, num_worker_nodes=1, num_gpus_worker_node=4)
    except RuntimeError as error:
        text = str(error)
    return {"one_each": one_each, "after": after, "all": all_of_them, "at_once": at_once, "text": text}


SECTIONS = {f.__name__: f for f in (*FAULTS, take_all, autoscale, dynamic, idle, bare_hosts, tune, py_spy, mlflow, token, hybrid,
                                    for_all, gpus, own_gpus)}

if __name__ == "__main__":
    main(*sys.argv[1:])
