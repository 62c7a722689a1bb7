"""Everything in TLS (RAY_USE_TLS): tasks, actors, objects and placement groups."""

import os
import subprocess
import sys

import ray

import facts

FOLDER = os.path.join(os.environ.get("RAY_TMPDIR", "/tmp"), "tls")


def make_certificates():
    """As in Ray's documentation: one authority, and a certificate that names this machine's addresses."""
    os.makedirs(FOLDER)

    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=FOLDER)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.crt", "-days", "2", "-subj", "/CN=test")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "node.key", "-out", "node.csr", "-subj", "/CN=node")
    with open(os.path.join(FOLDER, "names"), "w") as file:
        file.write(f"subjectAltName=DNS:localhost,IP:127.0.0.1,IP:{ray.util.get_node_ip_address()}")
    sign = ["x509", "-req", "-in", "node.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"]
    openssl(*sign, "-out", "node.crt", "-extfile", "names")
    for name, file in {"SERVER_CERT": "node.crt", "SERVER_KEY": "node.key", "CA_CERT": "ca.crt"}.items():
        os.environ[f"RAY_TLS_{name}"] = os.path.join(FOLDER, file)
    os.environ["RAY_USE_TLS"] = "1"


@ray.remote
def double(value):
    return value * 2


@ray.remote
class Counter:
    def __init__(self):
        self.count = 0

    def add(self, values):
        self.count += len(values)
        return self.count


def tasks_and_actors():
    counter = Counter.options(name="counter").remote()
    values = ray.put(list(range(100_000)))
    return {
        "tasks": sum(ray.get([double.remote(n) for n in range(50)])),
        "actor": [ray.get(counter.add.remote(values)) for _ in range(2)],
        "by_name": ray.get(ray.get_actor("counter").add.remote([1])),
    }


def group():
    placed = ray.util.placement_group([{"CPU": 1}])
    return {"ready": placed.wait(30)}


if __name__ == "__main__":
    make_certificates()
    facts.init(num_cpus=2)
    code = facts.run([tasks_and_actors, group])
    ray.shutdown()
    sys.exit(code)
