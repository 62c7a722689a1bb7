"""A cluster for drivers that are not Python: starts it, says where it is, and looks whether they left anything.

Their Python workers import remote_functions.py and remote_actors.py from this folder."""

import os
import sys
import time

import facts
import ray


def living_jobs():
    return sum(not job["IsDead"] for job in ray._private.state.jobs())


def main():
    store = {"object_store_memory": int(os.environ.get("NARCINE_TEST_STORE_BYTES", 300 * 1024**2))}
    facts.init(num_cpus=4, num_gpus=1, resources={"special": 1}, **store)
    facts.say("HEAD", {"address": ray.get_runtime_context().gcs_address})
    stop = os.path.join(os.environ["NARCINE_TEST_RUN"], "stop")
    while not os.path.exists(stop):
        time.sleep(0.02)
    # Only this job lives on, and what the drivers' tasks and actors held is free again.
    ended = {
        "jobs_have_ended": facts.eventually(lambda: living_jobs() == 1),
        "resources_are_back": facts.eventually(lambda: ray.available_resources().get("CPU") == 4.0),
    }
    facts.say("RESULT", {"ended": ended})
    ray.shutdown()
    sys.exit(0)


if __name__ == "__main__":
    main()
