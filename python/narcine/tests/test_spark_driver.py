"""What narcine.spark tells nodes and is asked by the autoscaler, without Spark."""

import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import threading
import types

import pytest

from narcine.spark import _databricks, _preflight, _task
from narcine.spark._autoscaling import autoscaling_config
from narcine.spark._door import Caller, Door
from narcine.spark._parameters import cluster_request
from narcine.spark._spark import Spark, SparkAccessError, why_job_ended
from narcine.spark._specs import Specs, forwarded_environment

FACTS = {"python": "/p", "pythonVersion": "3.11.4", "rayFolder": "/r", "rayVersion": "2.60.0"}


def test_nodes_get_settings_and_credentials_and_nothing_else():
    environ = {"RAY_memory_monitor_refresh_ms": "0", "RAY_ADDRESS": "x", "RAY_AUTH_TOKEN": "x", "DATABRICKS_TOKEN": "t",
               "MLFLOW_TRACKING_URI": "u", "AWS_SECRET_ACCESS_KEY": "x", "NARCINE_HOME": "/h", "NARCINE_ZYGOTE": "off",
               "NARCINE_TYPESCRIPT_WORKER": "/w",
               "DATABRICKS_RUNTIME_VERSION": "14", "DISABLE_MLFLOW_INTEGRATION": "TRUE"}
    assert sorted(forwarded_environment(environ)) == ["DATABRICKS_TOKEN", "DISABLE_MLFLOW_INTEGRATION",
                                                      "MLFLOW_TRACKING_URI", "NARCINE_ZYGOTE",
                                                      "RAY_memory_monitor_refresh_ms"]


def test_specs_of_a_cluster():
    request = cluster_request({"num_worker_nodes": 2, "num_cpus_worker_node": 4, "ray_temp_root_dir": "/t",
                               "collect_log_to_path": "/logs", "worker_node_options": {"resources": {"disk": 1}},
                               "head_node_options": {"port": 7000, "include_dashboard": False}})
    specs = Specs(request, "ray-1", "secret", "/home", "/node")
    head = specs.head(FACTS, "10.0.0.1", None)
    assert (head["nodeIp"], head["request"]["cpus"], head["logFolder"]) == ("10.0.0.1", 0, "/logs/ray-1-logs/head")
    assert head["head"] == {"port": 7000, "clientPort": 10001, "dashboard": False, "dashboardPort": None,
                            "systemConfig": {}, "autoscaling": None, "idleLimitMs": None}
    worker = specs.launch(2, (3, 4), {"address": "10.0.0.1:7000", "controlAddress": "10.0.0.1:7001"})["spec"]
    assert (worker["headAddress"], worker["controlAddress"]) == ("10.0.0.1:7000", "10.0.0.1:7001")
    assert (worker["tempDir"], worker["slotsOnHost"], worker["hostGpus"]) == ("/t/ray-1-node-2", 3, 4)
    assert (worker["resources"], worker["head"]) == ({"disk": 1}, None)


def test_preflight_looks_at_this_host(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert _preflight._other_tokens({}) == []
    (tmp_path / ".ray").mkdir()
    (tmp_path / ".ray" / "auth_token").write_text("f" * 64)
    assert _preflight._other_tokens({"RAY_AUTH_TOKEN": "x"}) == ["RAY_AUTH_TOKEN of the environment", "~/.ray/auth_token"]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not _preflight._is_free("127.0.0.1", port)
    assert _preflight._is_free("127.0.0.1", port)
    assert _preflight._is_free("127.0.0.1", 0)
    (tmp_path / "file").write_text("")
    assert _preflight._folder(str(tmp_path / "new" / "deeper"))["problem"] is None
    assert _preflight._folder(str(tmp_path))["freeBytes"] > 0
    assert _preflight._folder(str(tmp_path / "file"))["problem"] == "it is no folder"


def test_preflight_is_decided_by_the_holder():
    """The holder's table and its one problem, as the driver prints and raises them."""
    home = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(__file__))))
    node = shutil.which("node")
    assert node is not None and os.path.exists(os.path.join(home, "dist", "spark", "holder", "main.js")), "run setup first"
    facts = {"names": "python", "workerNodes": 1, "cpus": 4, "gpus": 0, "strictMode": False, "wantsDashboard": False,
             "driver": {**FACTS, "sparkVersion": "4.0.5", "packages": {}},
             "spark": {"master": "spark://h", "executors": [2], "coresOfExecutor": None, "isDynamic": False, "slots": None,
                       "gpusOfExecutor": 0, "leavesGpus": False},
             "ports": [], "folder": {"path": "/tmp", "problem": None, "freeBytes": None}, "token": {"others": []},
             "worker": None}
    table, why = _preflight.check(home, node, facts)
    assert "num_cpus_worker_node" in why
    assert any("4 a node" in line and "2 an executor" in line for line in table)
    assert _preflight.check(home, node, {**facts, "cpus": 2})[1] is None


@pytest.mark.parametrize("program, words", [
    (b"\x7fELF of another processor", "Exec format error"),
    (b"#!/bin/sh\necho \"version \\`GLIBC_2.99' not found\" >&2\nexit 1\n", "GLIBC_2.99' not found"),
])
def test_the_probe_says_that_node_does_not_run_there(tmp_path, monkeypatch, program, words):
    spark_files = types.SimpleNamespace(getRootDirectory=lambda: str(tmp_path / "none"))
    monkeypatch.setitem(sys.modules, "pyspark", types.SimpleNamespace(SparkFiles=spark_files, __version__="4.0.5"))
    main = tmp_path / "dist" / "spark" / "holder" / "main.js"
    main.parent.mkdir(parents=True)
    main.write_text("")
    node = tmp_path / "node"
    node.write_bytes(program)
    node.chmod(0o755)
    spec = {"request": {}, "slotsOnHost": 1, "hostGpus": 0}
    found = _task.probe({"home": str(tmp_path), "node": str(node), "spec": spec})
    assert words in found["problem"]
    assert platform.machine() in found["problem"]
    missing = _task.probe({"home": str(tmp_path / "nowhere"), "node": str(node), "spec": spec})
    assert (missing["missing"], missing["problem"]) == (f"there is no Narcine at {tmp_path / 'nowhere'}", None)


def test_databricks_shows_a_link_through_its_proxy(monkeypatch, capsys):
    shown = []
    tags = types.SimpleNamespace(apply={"orgId": "7", "clusterId": "c-1"}.__getitem__)
    context = types.SimpleNamespace(toStringMap=lambda: types.SimpleNamespace(apply=lambda _: tags))
    local = types.SimpleNamespace(commandContext=lambda: types.SimpleNamespace(get=lambda: context))
    driver = types.SimpleNamespace(DriverLocal=local)
    jvm = types.SimpleNamespace(com=types.SimpleNamespace(databricks=types.SimpleNamespace(
        backend=types.SimpleNamespace(daemon=types.SimpleNamespace(driver=driver)))))
    notebook = types.SimpleNamespace(ns_table={"user_global": {"displayHTML": shown.append}})
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: notebook))
    _databricks.show_dashboard(types.SimpleNamespace(_jvm=jvm), "8265")
    assert "Ray dashboard: https://dbc-dp-7.cloud.databricks.com/driver-proxy/o/7/c-1/8265/" in capsys.readouterr().out
    assert 'href="/driver-proxy/o/7/c-1/8265/"' in shown[0]
    # Anywhere else, and where the notebook cannot: the line is there all the same.
    _databricks.show_dashboard(types.SimpleNamespace(_jvm=None), "8265")
    assert "cannot show a link to the dashboard" in capsys.readouterr().out


def test_autoscaling_says_which_node_it_is():
    request = cluster_request({"num_worker_nodes": 2, "autoscale": True})
    launch = Specs(request, "ray-1", "secret", "/home", "/node").launch(2, (1, 0), None)
    assert launch["spec"]["resources"] == {"NODE_ID_AS_RESOURCE": 2}


def test_the_autoscalers_configuration_is_what_ray_takes(monkeypatch):
    util = pytest.importorskip("ray.autoscaler._private.util")
    request = cluster_request({"num_worker_nodes": 3, "autoscale": True, "autoscale_min_worker_nodes": 1})
    config = autoscaling_config("ray-1", request, {"heapMemory": 1000, "objectStoreMemory": 500}, "127.0.0.1:1")
    util.validate_config(config)
    worker = config["available_node_types"]["ray.worker"]
    assert worker["resources"] == {"CPU": 1, "memory": 1000, "object_store_memory": 500}
    assert (worker["min_workers"], worker["max_workers"], config["max_workers"]) == (1, 3, 3)


def test_the_door_answers_who_knows_the_token(monkeypatch):
    def answer(question):
        if question["do"] == "fail":
            raise RuntimeError("no room")
        return {"asked": question["do"]}

    door = Door("secret", answer)
    try:
        monkeypatch.setenv("RAY_AUTH_TOKEN", "secret")
        caller = Caller(door.address)
        assert caller.ask(do="list") == {"asked": "list"}
        with pytest.raises(RuntimeError, match="no room"):
            caller.ask(do="fail")
        monkeypatch.setenv("RAY_AUTH_TOKEN", "another")
        with pytest.raises(Exception, match="its token is another cluster"):
            Caller(door.address).ask(do="list")
        monkeypatch.setenv("RAY_AUTH_TOKEN", "secret")
        assert Caller(door.address).ask(do="again") == {"asked": "again"}
    finally:
        door.close()


@pytest.mark.parametrize("text, expected", [
    ("org.apache.spark.SparkException: [SPARK_JOB_CANCELLED] Job 3 cancelled part of cancelled job group g", "cancelled"),
    ("org.apache.spark.SparkException: Job 3 cancelled because SparkContext was shut down", "stopped"),
    ("org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times", "failed"),
    # What was stopped, or cancelled, is an executor, or something in the task.
    ("org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times, most recent "
     "failure: Lost task 0.3 in stage 1.0: java.lang.IllegalStateException: RpcEnv already stopped.", "failed"),
    ("org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times, most recent "
     "failure: ExecutorLostFailure (executor 3 exited) Reason: its request was cancelled", "failed"),
])
def test_why_a_job_ended(text, expected):
    assert why_job_ended(RuntimeError(text))[0] == expected


def test_importing_it_imports_neither_spark_nor_ray():
    code = "import json, sys, narcine.spark; print(json.dumps([m in sys.modules for m in ('ray', 'pyspark')]))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert json.loads(answer.stdout) == [False, False]


def test_an_idle_notebook_ends_the_cluster(monkeypatch, capsys):
    """Databricks' runtime is nowhere to be had: a stand-in for the one module of it that is used."""
    idle = {"ms": 0}
    ended = threading.Event()
    point = types.SimpleNamespace(getIdleTimeMillisSinceLastNotebookExecution=lambda: idle["ms"])
    initializer = types.SimpleNamespace(getOrCreate=lambda: types.SimpleNamespace(get_spark_entry_point=lambda: point))
    monkeypatch.setitem(sys.modules, "dbruntime", types.SimpleNamespace(UserNamespaceInitializer=initializer))
    monkeypatch.setenv(_databricks.IDLE_MINUTES, "2")
    monkeypatch.setattr(_databricks, "_LOOK_EVERY_S", 0.01)
    _databricks.end_when_idle(ended.is_set, ended.set)
    assert not ended.wait(0.2)
    idle["ms"] = 2 * 60_000 + 1
    assert ended.wait(5)
    assert "no command for 2 minutes" in capsys.readouterr().out


def test_a_runtime_without_an_interface_only_says_so(capsys):
    _databricks.end_when_idle(lambda: True, lambda: None)
    _databricks.register_job("group")
    said = capsys.readouterr().out
    assert "cannot watch for an idle notebook (ModuleNotFoundError" in said
    assert "cannot register a Spark job" in said


def test_databricks_nodes_get_its_settings_unless_the_user_set_them(monkeypatch):
    monkeypatch.setenv("DATABRICKS_RUNTIME_VERSION", "15.4")
    monkeypatch.setenv("GLOO_SOCKET_IFNAME", "eth7")
    launch = Specs(cluster_request({"num_worker_nodes": 1}), "ray-1", "secret", "/home", "/node").launch(1, (1, 0), None)
    environment = launch["spec"]["environment"]
    assert (environment["GLOO_SOCKET_IFNAME"], environment["DISABLE_MLFLOW_INTEGRATION"]) == ("eth7", "TRUE")
    assert launch["spec"]["tempDir"] == "/local_disk0/tmp/ray-1-node-1"


@pytest.mark.parametrize("value, expected", [("true", True), ("True", True), ("false", False), (None, False)])
def test_a_setting_of_spark_is_read_as_spark_reads_it(value, expected):
    """pyspark 3 makes "True" of a True in SparkSession.builder.config."""
    own = {} if value is None else {"spark.dynamicAllocation.enabled": value}
    context = types.SimpleNamespace(master="local[1]", getConf=lambda: own)
    assert Spark(context, 1, 0).is_dynamic is expected


@pytest.mark.parametrize("host, ip", [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1")])
def test_the_heads_address_is_the_drivers(host, ip):
    assert Spark(types.SimpleNamespace(master="local[1]", getConf=lambda: {"spark.driver.host": host}), 1, 0).driver_ip() == ip


@pytest.mark.parametrize("host", ["203.0.113.77", "no-such-host.invalid", "::1", "[::1]"])
def test_an_address_at_which_no_head_can_listen_is_refused(host):
    """One that is mapped from outside, as of a container; one that is unknown here; one of IPv6."""
    spark = Spark(types.SimpleNamespace(master="local[1]", getConf=lambda: {"spark.driver.host": host}), 1, 0)
    with pytest.raises(SparkAccessError) as error:
        spark.driver_ip()
    assert host in str(error.value) and "set spark.driver.host" in str(error.value)
