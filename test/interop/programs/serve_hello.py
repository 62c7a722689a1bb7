"""Ray Serve's hello world: a deployment behind HTTP, a handle, a change of the number of replicas, and the end."""

import json
import sys
import urllib.request

import ray
from ray import serve
from starlette.requests import Request

import facts


@serve.deployment(num_replicas=1, ray_actor_options={"num_cpus": 0.1})
class Greeter:
    def __init__(self, greeting):
        self.greeting = greeting

    async def __call__(self, request: Request):
        return f"{self.greeting} {(await request.json())['name']}"

    def greet(self, name):
        return f"{self.greeting} {name}"


def post(port, value):
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", data=json.dumps(value).encode())
    with urllib.request.urlopen(request, timeout=30) as response:
        return response.read().decode()


@facts.required
def http_and_handle():
    handle = serve.run(Greeter.bind("Hello"))
    return {"http": post(PORT, {"name": "world"}), "handle": handle.greet.remote("you").result(timeout_s=30)}


def scaled():
    handle = serve.run(Greeter.options(num_replicas=3).bind("Good morning"))

    def replicas():
        return serve.status().applications["default"].deployments["Greeter"].replica_states.get("RUNNING")

    return {
        "running": facts.eventually(lambda: replicas() == 3, 60),
        "answers": sorted({handle.greet.remote("all").result(timeout_s=30) for _ in range(10)}),
    }


def deleted():
    serve.delete("default")
    gone = facts.eventually(lambda: "default" not in serve.status().applications, 30)
    serve.shutdown()
    return {"gone": gone, "free": facts.eventually(lambda: ray.available_resources().get("CPU") == 2.0)}


if __name__ == "__main__":
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        PORT = probe.getsockname()[1]
    facts.init(num_cpus=2)
    serve.start(http_options={"host": "127.0.0.1", "port": PORT})
    code = facts.run([http_and_handle, scaled, deleted])
    ray.shutdown()
    sys.exit(code)
