"""The head is killed with SIGKILL and started again on its port without its memory, as one without storage is.

It is another cluster now and refuses the node, which has to end with a word in its log, and soon: whoever started it
(KubeRay, `ray start` under a supervisor) starts it again.
"""

import os
import sys
import time

import ray

import facts


@ray.remote
def task():
    return 1


if __name__ == "__main__":
    facts.init(num_cpus=2)
    node = ray._private.worker._global_node
    raylet = node.all_processes["raylet"][0].process
    ray.get(task.remote())
    node.kill_gcs_server()
    node.start_gcs_server()
    deadline = time.monotonic() + float(sys.argv[1])
    while raylet.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
    facts.say("RESULT", {"raylet_ended": raylet.poll() is not None, "exit_code": raylet.poll()})
    # ray.shutdown() would wait for answers of a head that refuses this driver.
    node.kill_all_processes(check_alive=False, allow_graceful=False)
    os._exit(0)
