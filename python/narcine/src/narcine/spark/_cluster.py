"""A Ray cluster whose worker nodes are Spark tasks and whose head is a process below the driver."""

import secrets
import sys
import threading
import time

from narcine.spark import _databricks, _preflight, _runtime, _task
from narcine.spark._autoscaling import autoscaling_config
from narcine.spark._door import Door
from narcine.spark._environment import DriverEnvironment
from narcine.spark._probe import Probe
from narcine.spark._spark import SetupError, Spark, active_context, pickle_tasks_by_value, why_job_ended
from narcine.spark._specs import Specs, default_temp_root

# How long nothing may happen before a set-up is given up. Each of its steps says what it waits for.
PATIENCE_S = 60.0
# A node that ends this soon after its start, so often in a row, is not started again.
SHORT_LIFE_S = 30.0
MAX_SHORT_LIVES = 3
# A node is tried on one host after the other, whose GPUs others have.
SEEK_S = 30.0


class RayClusterOnSpark:
    """What `setup_ray_cluster` makes. States of a node: starting, ready, stopping, gone."""

    def __init__(self, request):
        self._request = request
        self.name = f"ray-{secrets.token_hex(4)}"
        self._token = secrets.token_hex(32)
        self._changed = threading.Condition()
        # Closed when the cluster is over.
        self.keeps = None
        self._head_news = None
        self._head_ready = False
        self._head_lost = False
        self._failed = None
        self._closing = False
        # The thread that ends it.
        self._ender = None
        self._over = False
        # Number of a node -> its state; holders that said hello and are still there.
        self._nodes = {}
        self._holders = set()
        # Number of a node -> the holder that made it ready, while that has not said that it ends.
        self._made_ready = {}
        self._threads = []
        self._environment = None
        self._is_up = False
        self._head = None
        self._spark = None
        self._specs = None
        # What the table before the start is made of.
        self._facts = None
        # With autoscaling: where Ray's autoscaler asks for nodes, and until when it gets none.
        self._door = None
        self._refuse_until = 0.0

    @property
    def temp_root(self):
        """Below it lies what the cluster needs on each host while it lives."""
        return self._request.ray_temp_root_dir or default_temp_root()

    @property
    def is_over(self):
        """Nothing is left of it. It may have ended by itself: idle, or with Spark."""
        return self._over

    # --- set-up

    def start(self):
        """Returns (address, client address) when every node is ready. Raises SetupError, SparkAccessError,
        RuntimeMissingError; then nothing is left."""
        request = self._request
        home, node = _runtime.locate()
        facts = _task.python_facts()
        self._specs = Specs(request, self.name, self._token, home, node)
        self._spark = Spark(active_context(), request.num_cpus_worker_node, request.num_gpus_worker_node)
        self._facts = _preflight.facts_of(request, self._spark, facts)
        self._check()
        self._spark.know_shape()
        pickle_tasks_by_value()
        try:
            ip = self._spark.driver_ip()
            start_head = lambda autoscaling: _runtime.HeadProcess(  # noqa: E731
                home, node, self._specs.head(facts, ip, autoscaling), self._on_news)
            probe = self._start_probe()
            if request.autoscales:
                # The autoscaler is told how large a node is, which the probe says.
                memory = self._look_at_host(probe)
                self._door = Door(self._token, self._on_autoscaler)
                self._head = start_head(autoscaling_config(self.name, request, memory, self._door.address))
            else:
                self._head = start_head(None)
            self._wait(lambda: self._head_news is not None, "the head's gcs_server")
            self._show_dashboard(self._head_news["dashboard"])
            if not request.autoscales:
                self._look_at_host(probe)
                for number in range(1, self._how_many() + 1):
                    self._launch_node(number)
            self._wait(lambda: self._head_ready, "the head's raylet")
            self._wait(lambda: self._count("ready") >= request.min_worker_nodes if request.autoscales
                       else self._count("starting") == 0, "the worker nodes")
            if not request.autoscales and self._count("ready") == 0:
                raise SetupError("no worker node is left; see what was said above")
            self._is_up = True
            self._head.cluster_is_up()
            self._environment = DriverEnvironment(self._head_news["address"], self._token, ip)
            if _databricks.is_here():
                _databricks.end_when_idle(lambda: self._closing, self.shutdown)
        except BaseException:
            self.shutdown()
            raise
        return self._head_news["address"], self._head_news["clientAddress"]

    def _show_dashboard(self, url):
        if url is None:
            return
        if _databricks.is_here():
            _databricks.show_dashboard(self._spark.context, url.rsplit(":", 1)[1])
        else:
            print(f"Ray dashboard: {url}", flush=True)

    def _count(self, state):
        return sum(each == state for each in self._nodes.values())

    def _launch(self, number):
        return self._specs.launch(number, self._spark.fullest_host(), self._head_news)

    def _check(self, worker=None):
        """Says what there is, once a host was looked at. Raises SetupError when nothing can be started on it."""
        facts = self._facts
        if worker is not None:
            executors = [cores for _, cores, _ in self._spark.executors()]
            facts = {**facts, "worker": worker, "spark": {**facts["spark"], "executors": executors, "slots": self._spark.slots()}}
        table, why = _preflight.check(*_runtime.locate(), facts)
        if worker is not None or why is not None:
            print("\n".join([f"Ray on Spark: what {self.name} asks for, and what there is", *table]), flush=True)
        if why is not None:
            raise SetupError(why)

    def _start_probe(self):
        return Probe(self._spark, f"{self.name}-probe", self._launch(0))

    def _look_at_host(self, probe):
        found = probe.answer(PATIENCE_S)
        if found["missing"] is not None:
            print(f"Ray on Spark: {found['missing']} on Spark worker {found['hostname']}: the runtime is sent there", flush=True)
            self._spark.send_archive(_runtime.archive(*_runtime.locate()))
            found = self._start_probe().answer(PATIENCE_S)
        if found["missing"] is not None or found["problem"] is not None:
            found["problem"] = found["problem"] or found["missing"]
            raise SetupError(f"on Spark worker {found['hostname']}: {found['problem']}")
        self._spark.gpus_of_host = found["host"]["gpus"]
        self._check(found)
        return found["memory"]

    def _how_many(self):
        """How many nodes to start: as many as were asked for, or as fit."""
        request, spark = self._request, self._spark
        # Executors of a fresh application register one after the other.
        deadline = time.monotonic() + 3.0
        wanted = request.min_worker_nodes
        slots = spark.slots()
        while (request.takes_all or slots < wanted) and time.monotonic() < deadline:
            time.sleep(0.1)
            before, slots = slots, spark.slots()
            if request.takes_all and slots == before and slots > 0 and time.monotonic() > deadline - 2.0:
                break
        if request.takes_all:
            if slots == 0:
                raise SetupError(self._no_room(slots))
            return slots
        if slots >= wanted or spark.is_dynamic:
            return wanted
        if slots == 0:
            raise SetupError(self._no_room(slots))
        print(f"Ray on Spark: {wanted} worker nodes are asked for and Spark has room for {slots}; {slots} are started "
              f"({self._shape()} each)", flush=True)
        return slots

    def _no_room(self, slots):
        return (f"Spark has room for {slots} worker nodes of {self._shape()}: its {len(self._spark.executors())} executors "
                f"have {sum(cores for _, cores, _ in self._spark.executors())} cores in all. Ask for less a node, or give "
                "this application more (spark.executor.cores, spark.cores.max)")

    def _shape(self):
        gpus = self._request.num_gpus_worker_node
        return f"{self._request.num_cpus_worker_node} CPUs" + (f" and {gpus} GPUs" if gpus else "")

    def _wait(self, is_so, what):
        """Waits for news that make `is_so`; gives up when there are none for PATIENCE_S."""
        with self._changed:
            while True:
                if self._failed is not None:
                    raise SetupError(self._failed)
                if is_so():
                    return
                if not self._changed.wait(PATIENCE_S):
                    states = ", ".join(f"node {number}: {state}" for number, state in self._nodes.items())
                    raise SetupError(f"{what} did not come up: nothing was heard for {PATIENCE_S:.0f} s ({states or 'no node'})")

    # --- nodes

    def _launch_node(self, number):
        with self._changed:
            self._nodes[number] = "starting"
        thread = threading.Thread(target=self._hold, args=(number,), name=f"{self.name}-node-{number}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _hold(self, number):
        """One node's Spark job after the other, until it is to be no more."""
        short_lives = 0
        seeks_until = None
        while True:
            started = time.monotonic()
            why, reason = self._run_job(number)
            is_wanted = not self._closing and self._nodes[number] != "stopping"
            if why == "elsewhere" and started < (seeks_until := seeks_until or started + SEEK_S) and is_wanted:
                continue  # Spark takes any executor that is free.
            seeks_until = None
            is_short = time.monotonic() - started < SHORT_LIFE_S
            short_lives = short_lives + 1 if is_short else 0
            with self._changed:
                again = self._is_to_start_again(number, why, reason, short_lives)
                self._nodes[number] = "starting" if again else "gone"
                self._changed.notify_all()
            if not again:
                break
            print(f"Ray on Spark: node {number} is started again: {reason}", flush=True)
        if why == "stopped" and not self._closing:
            # The user stopped Spark: there can be no nodes any more.
            self.shutdown()

    def _is_to_start_again(self, number, why, reason, short_lives):
        if self._closing or self._head_lost or why == "stopped" or self._nodes[number] == "stopping":
            return False
        if why == "cancelled":
            print(f"Ray on Spark: node {number} is gone, its Spark job was cancelled", flush=True)
            return False
        if not self._is_up:
            self._failed = self._failed or f"worker node {number} could not start: {reason}"
            return False
        if self._request.autoscales:
            print(f"Ray on Spark: node {number} is gone: {reason}", flush=True)
            # The autoscaler makes another one where one is needed, but not at once if they do not live.
            self._refuse_until = time.monotonic() + SHORT_LIFE_S if short_lives else 0.0
            return False
        if short_lives >= MAX_SHORT_LIVES:
            print(f"Ray on Spark: node {number} is given up: {reason}", flush=True)
            return False
        return True

    def _on_autoscaler(self, question):
        """On a thread of the door."""
        with self._changed:
            if question["do"] == "list":
                return {str(number): state for number, state in self._nodes.items() if state in ("starting", "ready")}
            if question["do"] == "create":
                if self._closing or time.monotonic() < self._refuse_until:
                    raise RuntimeError("nodes do not live; see what the last one said")
                number = len(self._nodes) + 1
                self._launch_node(number)
                return str(number)
            number = int(question["node"])
            if self._nodes.get(number) in ("starting", "ready"):
                self._nodes[number] = "stopping"
        self._spark.cancel(f"{self.name}-node-{number}")
        return None

    def _run_job(self, number):
        """("ended" | "failed" | "elsewhere" | "cancelled" | "stopped", the reason); "elsewhere": its host lacked what another
        may have."""
        try:
            said = self._spark.run_node(f"{self.name}-node-{number}", f"Ray worker node {number} of {self.name}",
                                        self._launch(number))
        except Exception as error:  # noqa: BLE001  Whatever Spark raises ends this node and nothing else.
            return why_job_ended(error)
        if said.get("failed") is not None:
            return "elsewhere" if said.get("elsewhere") else "failed", said["failed"]
        return "ended", said.get("ended", "its task ended")

    def _on_news(self, news):
        """On the reader's thread of the head's holder."""
        event, node = news.get("event"), news.get("node")
        with self._changed:
            if node is not None:
                self._on_node_news(event, node, news)
            elif event == "head":
                self._head_news = news
            elif event == "ready":
                self._head_ready = True
            elif event == "warning":
                print(f"Ray on Spark: {news['message']}", flush=True)
            elif event == "idle" and self._is_up and not self._closing:
                print(f"Ray on Spark: nothing has run for {news['minutes']:g} minutes: the cluster ends", flush=True)
                # This thread reads what the end has to say.
                threading.Thread(target=self.shutdown, name="narcine-idle", daemon=True).start()
            elif event in ("failed", "over") and not self._closing and not self._head_lost:
                # Its holder ends, and with it all nodes: each sees the control channel close.
                self._head_lost = True
                reason = news.get("message", "its holder was killed")
                self._failed = self._failed or f"the head is lost: {reason}"
                if self._is_up:
                    print(f"Ray on Spark: the head is lost, and the cluster with it: {reason}. Call "
                          "shutdown_ray_cluster() and set up again", flush=True)
            self._changed.notify_all()

    def _on_node_news(self, event, node, news):
        number = int(node.split("-")[1].split(".")[0])
        if event == "gone":
            self._holders.discard(node)
            if self._made_ready.get(number) == node:
                self._is_lost(number)
            return
        self._holders.add(node)
        if event in ("failed", "ended") and self._made_ready.get(number) == node:
            if event == "ended":
                self._is_lost(number)
            else:
                del self._made_ready[number]  # Its job says so too.
        elif event == "ready" and self._nodes.get(number) == "starting":
            self._nodes[number] = "ready"
            self._made_ready[number] = node
        elif event == "warning":
            print(f"Ray on Spark: node {number}: {news['message']}", flush=True)

    def _is_lost(self, number):
        """Its holder was killed, or has ended because its task is gone, with its executor as a rule. Spark then runs the task
        again."""
        del self._made_ready[number]
        if self._closing or self._head_lost or self._nodes.get(number) != "ready":
            return
        self._nodes[number] = "starting"
        print(f"Ray on Spark: node {number} is lost: its Spark task was killed, or the executor that ran it. Spark starts it "
              "again, unless its job was cancelled", flush=True)

    # --- the end

    def wait_for_end(self):
        """Blocks until the head is lost or somebody shuts the cluster down."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._head_lost)

    def shutdown(self):
        """Ends every node, then the head. Nothing is left when it returns. Called again it does nothing."""
        with self._changed:
            if self._closing:
                # Not where a signal's handler interrupts the shutdown itself, nor on a thread that it waits for.
                if self._ender != threading.get_ident() and threading.current_thread() not in self._threads:
                    self._changed.wait_for(lambda: self._over)
                return
            self._closing, self._ender = True, threading.get_ident()
            self._changed.notify_all()
        try:
            self._end_nodes()
        finally:
            # Also when that was interrupted: no node outlives the head.
            try:
                if self._head is not None:
                    self._head.close()
                if self._environment is not None:
                    self._environment.leave()
                if self.keeps is not None:
                    self.keeps.close()
            finally:
                with self._changed:
                    self._over = True
                    self._changed.notify_all()

    def _end_nodes(self):
        ray = sys.modules.get("ray")
        if ray is not None and self._environment is not None and ray.is_initialized():
            ray.shutdown()
        if self._door is not None:
            self._door.close()
        if self._head is not None:
            self._head.stop_nodes()
        self._join(4.0)
        for number in list(self._nodes):
            if self._nodes[number] != "gone" and self._spark is not None:
                self._spark.cancel(f"{self.name}-node-{number}")
        self._join(4.0)

    def _join(self, patience):
        """Waits for jobs and holders to end: a holder ends when nothing is left of its node."""
        deadline = time.monotonic() + patience
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(max(0.0, deadline - time.monotonic()))
        with self._changed:
            while self._holders and time.monotonic() < deadline:
                self._changed.wait(max(0.0, deadline - time.monotonic()))
