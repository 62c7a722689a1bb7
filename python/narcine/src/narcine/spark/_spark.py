"""What is asked of Spark: its executors and slots, a probe of a host, and one job for each Ray node."""

import socket
import threading

from narcine.spark import _databricks, _task


class SetupError(RuntimeError):
    """The cluster could not be set up; the message ends with what a node or Spark said. Nothing of it is left."""


class SparkAccessError(RuntimeError):
    """There is no Spark that can hold Ray nodes; the message says what there is and what to do."""


def active_context():
    """The SparkContext of this driver. Raises SparkAccessError."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise SparkAccessError("pyspark is not installed in this Python; Ray nodes are started as tasks of it") from None
    session = SparkSession.getActiveSession()
    if session is None:
        session = SparkSession.builder.getOrCreate()
    if type(session).__module__.startswith("pyspark.sql.connect"):
        raise SparkAccessError("this is a Spark Connect session (on Databricks: shared access mode), which cannot start "
                               "tasks that hold a process; use a cluster with access mode Assigned (single user) or No "
                               "isolation shared, or a classic Spark session")
    return session.sparkContext


class Spark:
    """One driver's Spark, for nodes of one shape."""

    def __init__(self, context, cpus, gpus):
        self.context = context
        self._cpus = cpus
        self._gpus = gpus
        self._profile = None
        master = context.master
        self.is_local = master == "local" or master.startswith("local[")
        # Spark gives no task a GPU: nodes take those of their host themselves (src/spark/holder/devices.ts).
        self.leaves_gpus = gpus > 0 and (self.is_local or _is_zero(self.conf("spark.task.resource.gpu.amount")))
        # How many a host has then; the probe says it.
        self.gpus_of_host = None
        if not self.is_local:
            self._profile = _resource_profile(context, cpus, 0 if self.leaves_gpus else gpus)

    def know_shape(self):
        """Makes the nodes' shape known to Spark, which otherwise has no slots for it; no job is run. Once what Spark offers
        has been looked at: it refuses GPUs that it has none of, in its own words."""
        if self._profile is not None:
            self.context.parallelize([], 1).withResources(self._profile)

    @property
    def is_stopped(self):
        return self.context._jsc is None or self.context._jsc.sc().isStopped()

    def conf(self, name, default=None):
        return self.context.getConf().get(name, default)

    @property
    def is_dynamic(self):
        """Whether Spark starts executors as they are needed."""
        return self.conf("spark.dynamicAllocation.enabled", "false").lower() == "true"

    @property
    def cores_of_executor(self):
        cores = self.conf("spark.executor.cores")
        return None if cores is None else int(cores)

    @property
    def gpus_of_executor(self):
        return int(self.conf("spark.executor.resource.gpu.amount", "0"))

    def driver_ip(self):
        """The address at which the Spark workers reach this driver, and Ray's head. Raises SparkAccessError."""
        host = self.conf("spark.driver.host", "") or socket.gethostname()
        try:
            ip = socket.gethostbyname(host)
            with socket.socket() as probe:
                probe.bind((ip, 0))
        except OSError as error:
            raise SparkAccessError(f"the driver's address {host} (spark.driver.host) is no IPv4 address of this host "
                                   f"({error}), and Ray's head must listen there: set spark.driver.host to one of its "
                                   "addresses that Spark's workers reach") from error
        return ip

    def executors(self):
        """(host, cores, GPUs) of every executor there is now."""
        found = self.context._jsc.sc().statusStore().executorList(True)
        summaries = [found.apply(index) for index in range(found.size())]
        return [(summary.hostPort().rsplit(":", 1)[0], summary.totalCores(), _gpus_of(summary)) for summary in summaries
                if self.is_local or summary.id() != "driver"]

    def slots(self):
        """How many nodes Spark could run now, were it idle."""
        if self.leaves_gpus:
            return sum(slots for slots, _ in self._shares().values())
        spark = self.context._jsc.sc()
        if self._profile is None:
            default = spark.resourceProfileManager().resourceProfileFromId(0)
            return spark.maxNumConcurrentTasks(default) // self._cpus
        return spark.maxNumConcurrentTasks(self._profile._java_resource_profile)

    def fullest_host(self):
        """(nodes that Spark lets share a host at once, GPUs of that host), its executors taken together; of the host
        with the most. No GPUs: Spark gives none."""
        nothing = (1, None if self.leaves_gpus else self._gpus)
        return max(self._shares().values(), key=lambda share: share[0], default=nothing)

    def _shares(self):
        shares = {}
        for host, cores, own_gpus in self.executors():
            by_gpus = self._gpus == 0 or self.leaves_gpus
            nodes = cores // self._cpus if by_gpus else min(cores // self._cpus, own_gpus // self._gpus)
            slots, gpus = shares.get(host, (0, 0))
            shares[host] = slots + nodes, gpus + own_gpus
        if self.leaves_gpus:
            most = None if self.gpus_of_host is None else self.gpus_of_host // self._gpus
            shares = {host: (slots if most is None else min(slots, most), None) for host, (slots, _) in shares.items()}
        return shares

    def probe(self, group, launch):
        """What one host has (`_task.probe`), by a job of its own."""
        self.context.setJobGroup(group, "Narcine looks at the hosts", True)
        run = _task.probe
        return self.context.parallelize([0], 1).map(lambda _: run(launch)).collect()[0]

    def send_archive(self, path):
        """Tasks from here on find it unpacked."""
        self.context.addArchive(f"{path}#{_task.ARCHIVE}")

    def run_node(self, group, text, launch):
        """Runs one node to its end; returns what `_task.hold_node` says. On the caller's thread."""
        if _databricks.is_here():
            _databricks.register_job(group)
        self.context.setJobGroup(group, text, True)
        rdd = self.context.parallelize([0], 1)
        if self._profile is not None:
            rdd = rdd.withResources(self._profile)
        # With the code, and not as the task's data: that would write the token to a file on its way.
        run = _task.hold_node
        return rdd.map(lambda _: run(launch)).collect()[0]

    def is_running(self, group):
        """Whether a task of the group's job has a core."""
        tracker = self.context.statusTracker()
        for job in tracker.getJobIdsForGroup(group):
            info = tracker.getJobInfo(job)
            for stage in info.stageIds if info is not None else ():
                found = tracker.getStageInfo(stage)
                if found is not None and found.numActiveTasks > 0:
                    return True
        return False

    def cancel(self, group):
        if not self.is_stopped:
            self.context.cancelJobGroup(group)


def _is_zero(amount):
    try:
        return amount is not None and float(amount) == 0
    except ValueError:
        return False


def _gpus_of(summary):
    gpu = summary.resources().get("gpu")
    return len(gpu.get().addresses()) if gpu.isDefined() else 0


_BY_VALUE = threading.Lock()


def pickle_tasks_by_value():
    """Spark workers get the code of `_task` with the task: narcine need not be installed there."""
    from pyspark import cloudpickle

    with _BY_VALUE:
        if "narcine.spark._task" not in cloudpickle.list_registry_pickle_by_value():
            cloudpickle.register_pickle_by_value(_task)


def _resource_profile(context, cpus, gpus):
    """A task's share: Spark then runs it where so much is free, and tells it which GPUs are its own."""
    from pyspark.resource import ResourceProfileBuilder, TaskResourceRequests

    share = TaskResourceRequests().cpus(cpus)
    if gpus > 0:
        share = share.resource("gpu", gpus)
    return ResourceProfileBuilder().require(share).build


# Spark's words for a job whose task failed too often.
_OF_A_TASK = "Job aborted due to stage failure"


def why_job_ended(error):
    """("cancelled" | "stopped" | "failed", the reason in one line) of an exception from a job."""
    text = str(getattr(error, "java_exception", None) or error)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    reason = lines[0] if lines else type(error).__name__
    if _OF_A_TASK in reason:
        return "failed", reason  # Whatever else it speaks of is an executor, or inside the task.
    if "cancelled" in reason.lower():
        # Spark says so too when it is stopped as a whole.
        return ("stopped" if "shut down" in reason.lower() else "cancelled"), reason
    if "SparkContext was shut down" in text or "stopped" in reason.lower():
        return "stopped", reason
    return "failed", reason
