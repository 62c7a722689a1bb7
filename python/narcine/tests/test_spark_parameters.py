"""What setup_ray_cluster takes and refuses, without Spark."""

import inspect
import warnings

import pytest

from narcine.spark._parameters import (
    KNOWN,
    MAX_NUM_WORKER_NODES,
    ParameterError,
    UnknownParameterError,
    cluster_request,
)


def test_takes_every_parameter_of_rays_own():
    spark = pytest.importorskip("ray.util.spark")
    stock = set(inspect.signature(spark.setup_ray_cluster).parameters) - {"kwargs"}
    assert stock - set(KNOWN) == set()
    assert spark.MAX_NUM_WORKER_NODES == MAX_NUM_WORKER_NODES


def test_documented_defaults():
    request = cluster_request({"num_worker_nodes": 2})
    assert (request.max_worker_nodes, request.min_worker_nodes, request.autoscales) == (2, 2, False)
    assert (request.num_cpus_worker_node, request.num_gpus_worker_node) == (1, 0)
    assert (request.num_cpus_head_node, request.num_gpus_head_node) == (0, 0)


@pytest.mark.parametrize("given, expected", [
    ({"num_worker_nodes": 3, "num_cpus_worker_node": 4}, {"num_cpus_worker_node": 4, "num_gpus_worker_node": 0}),
    ({"num_worker_nodes": 3, "num_gpus_worker_node": 1}, {"num_cpus_worker_node": 1, "num_gpus_worker_node": 1}),
    ({"num_worker_nodes": 3, "autoscale": True}, {"min_worker_nodes": 0, "max_worker_nodes": 3}),
    ({"num_worker_nodes": 3, "autoscale": True, "autoscale_min_worker_nodes": 2}, {"min_worker_nodes": 2}),
    ({"max_worker_nodes": 3, "min_worker_nodes": 1}, {"min_worker_nodes": 1, "max_worker_nodes": 3}),
    ({"max_worker_nodes": MAX_NUM_WORKER_NODES}, {"takes_all": True, "autoscales": False}),
    ({"max_worker_nodes": 1, "object_store_memory_per_node": 7}, {"object_store_memory_worker_node": 7}),
    ({"max_worker_nodes": 1, "head_node_options": {"port": 7000}}, {"head_node_options": {"port": 7000}}),
    ({"max_worker_nodes": 1, "collect_log_to_path": None}, {"collect_log_to_path": None}),
])
def test_takes(given, expected):
    request = cluster_request(given)
    assert {name: getattr(request, name) for name in expected} == expected


@pytest.mark.parametrize("older, newer", [("num_cpus_per_node", "num_cpus_worker_node"),
                                          ("num_gpus_per_node", "num_gpus_worker_node")])
def test_older_names_work_and_say_the_new_one(older, newer):
    with pytest.warns(DeprecationWarning, match=newer):
        request = cluster_request({"max_worker_nodes": 1, older: 2})
    assert getattr(request, newer) == 2


def test_documented_names_of_today_warn_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cluster_request({"num_worker_nodes": 1, "object_store_memory_per_node": 1, "autoscale": True})


@pytest.mark.parametrize("given, words", [
    ({}, ["max_worker_nodes", "MAX_NUM_WORKER_NODES"]),
    ({"max_worker_nodes": 0}, ["at least 1"]),
    ({"max_worker_nodes": -2}, ["-2", "whole number"]),
    ({"max_worker_nodes": True}, ["True"]),
    ({"max_worker_nodes": 2.5}, ["2.5"]),
    ({"max_worker_nodes": 2, "num_worker_nodes": 2}, ["the same parameter", "max_worker_nodes"]),
    ({"max_worker_nodes": MAX_NUM_WORKER_NODES, "autoscale": True}, ["MAX_NUM_WORKER_NODES", "autoscaled"]),
    ({"max_worker_nodes": MAX_NUM_WORKER_NODES, "min_worker_nodes": 0}, ["MAX_NUM_WORKER_NODES"]),
    ({"max_worker_nodes": 2, "min_worker_nodes": 3}, ["3", "above"]),
    ({"max_worker_nodes": 2, "autoscale": False, "min_worker_nodes": 0}, ["contradict"]),
    ({"max_worker_nodes": 2, "autoscale_min_worker_nodes": 2}, ["autoscale=True"]),
    ({"max_worker_nodes": 2, "num_cpus_worker_node": 0}, ["num_cpus_worker_node", "at least 1"]),
    ({"max_worker_nodes": 2, "num_gpus_worker_node": -1}, ["num_gpus_worker_node"]),
    ({"max_worker_nodes": 2, "autoscale_idle_timeout_minutes": 0}, ["above 0"]),
    ({"max_worker_nodes": 2, "collect_log_to_path": "logs"}, ["absolute"]),
    ({"max_worker_nodes": 2, "strict_mode": "yes"}, ["strict_mode"]),
    ({"max_worker_nodes": 2, "head_node_options": ["port"]}, ["dict"]),
    ({"max_worker_nodes": 2, "autoscale_idle_timeout_minutes": float("inf")}, ["autoscale_idle_timeout_minutes", "above 0"]),
    ({"max_worker_nodes": 2, "idle_shutdown_minutes": float("nan")}, ["idle_shutdown_minutes"]),
    ({"max_worker_nodes": 2, "head_node_options": {"dashboard_port": "8265"}}, ["dashboard_port", "'8265'", "65535"]),
    ({"max_worker_nodes": 2, "head_node_options": {"port": 70000}}, ["port", "70000"]),
    ({"max_worker_nodes": 2, "head_node_options": {"include_dashboard": "false"}}, ["include_dashboard", "True or False"]),
    ({"max_worker_nodes": 2, "head_node_options": {"system_config": "{}"}}, ["system_config", "dict"]),
    ({"max_worker_nodes": 2, "worker_node_options": {"resources": '{"disk": 1}'}}, ["resources", "names and amounts"]),
    ({"max_worker_nodes": 2, "worker_node_options": {"resources": {"disk": -1}}}, ["resources", "names and amounts"]),
    ({"max_worker_nodes": 2, "worker_node_options": {"labels": {"zone": 1}}}, ["labels", "names and texts"]),
])
def test_refuses(given, words):
    with pytest.raises(ParameterError) as refused:
        cluster_request(given)
    assert [word for word in words if word not in str(refused.value)] == []


@pytest.mark.parametrize("name, nearest", [
    ("num_workers_nodes", "num_worker_nodes"),
    ("num_cpu_worker_node", "num_cpus_worker_node"),
    ("autoscaling", "autoscale"),
    ("log_to_path", "collect_log_to_path"),
])
def test_an_unknown_name_is_refused_with_the_nearest(name, nearest):
    with pytest.raises(UnknownParameterError, match=f"did you mean {nearest}\\?"):
        cluster_request({"max_worker_nodes": 1, name: 1})


def test_unknown_node_options_are_refused():
    with pytest.raises(UnknownParameterError, match="did you mean ray_client_server_port"):
        cluster_request({"max_worker_nodes": 1, "head_node_options": {"client_server_port": 1}})
    with pytest.raises(UnknownParameterError, match="worker_node_options cannot set num_cpus"):
        cluster_request({"max_worker_nodes": 1, "worker_node_options": {"num_cpus": 1}})


def test_node_options_of_the_right_kinds_are_taken():
    options = {"port": 0, "ray_client_server_port": 10001, "dashboard_port": None, "include_dashboard": False,
               "disable_usage_stats": None, "resources": {"disk": 0.5}, "labels": {"zone": "a"}, "system_config": {"a": 1}}
    assert cluster_request({"max_worker_nodes": 1, "head_node_options": options}).head_node_options == options
