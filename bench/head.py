"""The head by itself, without a node: start, key-values, pubsub, actors, task events, memory, and a restart.

Stock's head keeps its state in memory, as it does unless told otherwise, and in RocksDB for the restart; ours in its file.
"""

import atexit
import base64
import os
import shutil
import signal
import subprocess
import tempfile
import time

import grpc
from processes import status_mib
from ray._private import services
from ray.core.generated import common_pb2, gcs_pb2, gcs_service_pb2, gcs_service_pb2_grpc, logging_pb2, pubsub_pb2
from report import options

NODE = "ab" * 28
JOB = bytes([1, 0, 0, 0])
VALUE = bytes(1_000)
SUBSCRIBERS = 100
LOG_CHANNEL = pubsub_pb2.RAY_LOG_CHANNEL


class Head:
    """A `gcs_server`, whosever Ray's constant names (the hook of `narcine run` changes it)."""

    def __init__(self, storage=None):
        self.folder = tempfile.mkdtemp(prefix="head-", dir=os.environ.get("TMPDIR"))
        self.storage = storage
        self.start()

    def start(self):
        started = time.perf_counter()
        port_file = os.path.join(self.folder, f"gcs_server_port_{NODE}")
        # A head that comes back takes the port of the one before.
        before = self.port if hasattr(self, "port") else 0
        if before:
            os.remove(port_file)
        config = {"gcs_storage": "rocksdb", "gcs_storage_path": self.storage} if self.storage else {}
        environment = {**os.environ, "RAY_AUTH_MODE": "disabled", **{f"RAY_{k}": v for k, v in config.items()}}
        command = [
            services.GCS_SERVER_EXECUTABLE,
            f"--log_dir={self.folder}",
            f"--config_list={base64.b64encode(b'{}').decode()}",
            f"--gcs_server_port={before}",
            "--metrics-agent-port=0",
            "--node-ip-address=127.0.0.1",
            "--session-name=bench",
            f"--session-dir={self.folder}",
            f"--node-id={NODE}",
        ]
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        self.pid = self.process.pid
        while not os.path.exists(port_file):
            assert self.process.poll() is None, f"the head ended with {self.process.poll()}"
            time.sleep(0.001)
        with open(port_file) as file:
            self.port = int(file.read())
        self.channel = grpc.insecure_channel(f"127.0.0.1:{self.port}", options=[("grpc.max_receive_message_length", -1)])
        self.nodes = gcs_service_pb2_grpc.NodeInfoGcsServiceStub(self.channel)
        self.kv = gcs_service_pb2_grpc.InternalKVGcsServiceStub(self.channel)
        self.actors = gcs_service_pb2_grpc.ActorInfoGcsServiceStub(self.channel)
        self.tasks = gcs_service_pb2_grpc.TaskInfoGcsServiceStub(self.channel)
        self.logs = gcs_service_pb2_grpc.ObservabilityPubSubServiceStub(self.channel)
        self.nodes.GetClusterId(gcs_service_pb2.GetClusterIdRequest(), wait_for_ready=True, timeout=60)
        return time.perf_counter() - started

    def kill(self):
        self.channel.close()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def memory_mib(self):
        return status_mib(self, "RssAnon")


def rate(call, requests, in_flight):
    """Calls per second with so many open at a time."""
    open_calls = []
    started = time.perf_counter()
    for request in requests:
        if len(open_calls) == in_flight:
            open_calls.pop(0).result()
        open_calls.append(call.future(request))
    for one in open_calls:
        one.result()
    return len(requests) / (time.perf_counter() - started)


def key_values(head, report, calls):
    puts = [gcs_service_pb2.InternalKVPutRequest(namespace=b"bench", key=b"%d" % n, value=VALUE) for n in range(calls)]
    gets = [gcs_service_pb2.InternalKVGetRequest(namespace=b"bench", key=b"%d" % n) for n in range(calls)]
    for in_flight in (1, 64):
        part = slice(0, calls // 4 if in_flight == 1 else calls)
        report.add(f"head: key-value puts, {in_flight} in flight", rate(head.kv.InternalKVPut, puts[part], in_flight), "1/s", "higher")
        report.add(f"head: key-value gets, {in_flight} in flight", rate(head.kv.InternalKVGet, gets[part], in_flight), "1/s", "higher")


def fan_out(head, report, messages):
    """From one publisher to 100 subscribers, each with a long poll of its own, until all have all."""
    polls = {}
    got = [0] * SUBSCRIBERS
    for number in range(SUBSCRIBERS):
        subscriber = number.to_bytes(28, "big")
        command = pubsub_pb2.Command(channel_type=LOG_CHANNEL, subscribe_message=pubsub_pb2.SubMessage())
        head.logs.GcsSubscriberCommandBatch(
            gcs_service_pb2.GcsSubscriberCommandBatchRequest(subscriber_id=subscriber, commands=[command])
        )

    def poll(number, processed, publisher):
        request = gcs_service_pb2.GcsSubscriberPollRequest(
            subscriber_id=number.to_bytes(28, "big"), max_processed_sequence_id=processed, publisher_id=publisher
        )
        polls[number] = head.logs.GcsSubscriberPoll.future(request)

    for number in range(SUBSCRIBERS):
        poll(number, 0, b"\xff" * 28)
    batch = logging_pb2.LogBatch(ip="127.0.0.1", pid="1", job_id="01000000", lines=["x" * 100] * 10)
    message = pubsub_pb2.PubMessage(channel_type=LOG_CHANNEL, key_id=b"", log_batch_message=batch)
    started = time.perf_counter()
    sent = [head.logs.GcsPublish.future(gcs_service_pb2.GcsPublishRequest(pub_messages=[message])) for _ in range(messages)]
    while min(got) < messages:
        for number in [n for n, one in polls.items() if one.done() and got[n] < messages]:
            reply = polls[number].result()
            got[number] += len(reply.pub_messages)
            if reply.pub_messages and got[number] < messages:
                poll(number, reply.pub_messages[-1].sequence_id, reply.publisher_id)
    seconds = time.perf_counter() - started
    for one in [*sent, *polls.values()]:
        one.cancel()
    report.add("head: messages to 100 subscribers", messages * SUBSCRIBERS / seconds, "1/s", "higher")


def creation(number):
    actor_id = number.to_bytes(12, "big") + JOB
    spec = common_pb2.TaskSpec(
        type=common_pb2.ACTOR_CREATION_TASK,
        name="A.__init__",
        job_id=JOB,
        task_id=b"\xff" * 8 + actor_id,
        parent_task_id=b"\xff" * 24,
        caller_id=b"\xff" * 24,
        caller_address=common_pb2.Address(node_id=bytes(28), ip_address="127.0.0.1", port=1, worker_id=bytes(28)),
        actor_creation_task_spec=common_pb2.ActorCreationTaskSpec(
            actor_id=actor_id, is_detached=True, name=f"actor-{number}", ray_namespace="bench", serialized_actor_handle=bytes(500)
        ),
    )
    return actor_id, gcs_service_pb2.RegisterActorRequest(task_spec=spec)


def dead_actors(head, report, count):
    made = [creation(number) for number in range(count)]
    report.add("head: actors registered, 64 in flight", rate(head.actors.RegisterActor, [r for _, r in made], 64), "1/s", "higher")
    kills = [gcs_service_pb2.KillActorViaGcsRequest(actor_id=i, force_kill=True, no_restart=True) for i, _ in made]
    report.add("head: registered actors killed, 64 in flight", rate(head.actors.KillActorViaGcs, kills, 64), "1/s", "higher")


def task_events(head, report, count):
    batch = 1_000
    requests = []
    for first in range(0, count, batch):
        data = gcs_pb2.TaskEventData(job_id=JOB)
        for number in range(first, first + batch):
            event = data.events_by_task.add(task_id=number.to_bytes(20, "big") + JOB, job_id=JOB)
            event.task_info.name = "work"
            event.task_info.func_or_class_name = "work"
            event.state_updates.state_ts_ns[common_pb2.PENDING_NODE_ASSIGNMENT] = number
            event.state_updates.state_ts_ns[common_pb2.FINISHED] = number + 1
        requests.append(gcs_service_pb2.AddTaskEventDataRequest(data=data))
    report.add("head: task events taken", rate(head.tasks.AddTaskEventData, requests, 4) * batch, "1/s", "higher")


def restart(report, count):
    """From `kill -9` to the first answer of what was written before, with so many actors in the storage."""
    head = Head(storage=tempfile.mkdtemp(prefix="storage-", dir=os.environ.get("TMPDIR")))
    rate(head.actors.RegisterActor, [creation(number)[1] for number in range(count)], 64)
    head.kv.InternalKVPut(gcs_service_pb2.InternalKVPutRequest(namespace=b"bench", key=b"last", value=VALUE))
    head.kill()
    started = time.perf_counter()
    head.start()
    found = head.kv.InternalKVGet(gcs_service_pb2.InternalKVGetRequest(namespace=b"bench", key=b"last"), timeout=60)
    seconds = time.perf_counter() - started
    assert found.value == VALUE, found.status
    report.add(f"head: restart with {count:,} actors, until the first answer", seconds, "s", "lower")
    shutil.rmtree(head.storage, ignore_errors=True)
    head.end()


def main():
    arguments, report = options(__doc__)
    part = 10 if arguments.quick else 1
    started = time.perf_counter()
    head = Head()
    atexit.register(head.process.kill)
    report.add("head: start", time.perf_counter() - started, "s", "lower")
    report.add("head: memory at the start", head.memory_mib(), "MiB", "lower")
    key_values(head, report, 20_000 // part)
    fan_out(head, report, 2_000 // part)
    dead_actors(head, report, 10_000 // part)
    task_events(head, report, 1_000_000 // part)
    time.sleep(2)
    report.add("head: memory after all that", head.memory_mib(), "MiB", "lower")
    head.end()
    restart(report, 10_000 // part)
    report.write()


if __name__ == "__main__":
    main()
