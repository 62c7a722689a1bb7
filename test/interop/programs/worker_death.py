"""A worker that crashes at work: the caller gets Ray's error, and the driver's terminal Ray's words about it."""

import os
import signal
import time

import ray

import facts


@ray.remote(max_retries=0)
def crash():
    os.kill(os.getpid(), signal.SIGKILL)


@ray.remote
class Actor:
    def crash(self):
        os.kill(os.getpid(), signal.SIGKILL)


def task():
    return facts.raised(lambda: ray.get(crash.remote(), timeout=30))


def actor():
    return facts.raised(lambda: ray.get(Actor.remote().crash.remote(), timeout=30))


def let_errors_arrive():
    time.sleep(3)
    return None


if __name__ == "__main__":
    facts.main([task, actor, let_errors_arrive], log_to_driver=True)
