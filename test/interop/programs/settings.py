"""Settings of the cluster's starter: no authentication, and `_system_config` over the environment."""

import os
import sys
import time

import ray

import facts


@ray.remote
def pid():
    return os.getpid()


def without_token():
    """Every call goes through without a token, and nobody made one."""
    return {"task": ray.get(pid.remote()) > 0, "token_file": os.path.exists(os.path.expanduser("~/.ray/auth_token"))}


def system_config_over_environment():
    """No idle worker may be kept (the environment says five), and they go at once (Ray's default is a second)."""
    pids = set(ray.get([pid.remote() for _ in range(4)]))
    return {"idle_workers_go": facts.eventually(lambda: all(facts.process_gone(p) for p in pids), 10, 0.1)}


def reaches_workers():
    """The same settings in a worker: results above 1000 bytes lie in the store there."""

    @ray.remote
    def make():
        return b"x" * 2000

    ref = make.remote()
    ray.wait([ref])
    time.sleep(0.5)
    return {"in_store": ray._private.worker.global_worker.core_worker.object_exists(ref, memory_store_only=False)}


if __name__ == "__main__":
    os.environ["RAY_num_workers_soft_limit"] = "5"
    facts.init(
        num_cpus=2,
        log_to_driver=True,
        _system_config={
            "num_workers_soft_limit": 0,
            "idle_worker_killing_time_threshold_ms": 100,
            "max_direct_call_object_size": 1000,
        },
    )
    code = facts.run([without_token, system_config_over_environment, reaches_workers])
    ray.shutdown()
    sys.exit(code)
