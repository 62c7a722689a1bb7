"""What Databricks' runtime adds: a link through the driver's proxy, jobs that its UI leaves alone, the end of an idle
notebook (facts: Ray 2.60.0, util/spark/databricks_hook.py). Each of its interfaces may be missing in a version of the
runtime: then a line says so, and the cluster works without it.
"""

import os
import threading

# Minutes without a command in the notebook after which the cluster ends; 0: never. Stock's name and default.
IDLE_MINUTES = "DATABRICKS_RAY_ON_SPARK_AUTOSHUTDOWN_MINUTES"
_LOOK_EVERY_S = 3.0


def is_here():
    return "DATABRICKS_RUNTIME_VERSION" in os.environ


def node_environment(environ):
    """Variables of every node, where the user set none: torch takes the loopback interface there by itself, and
    transformers' MLflow callback fails in Ray tasks."""
    wanted = {"GLOO_SOCKET_IFNAME": "eth0", "DISABLE_MLFLOW_INTEGRATION": "TRUE"}
    return {name: environ.get(name, value) for name, value in wanted.items()}


def show_dashboard(context, port):
    """Prints the dashboard's address and shows a link to it."""
    def show():
        tags = context._jvm.com.databricks.backend.daemon.driver.DriverLocal.commandContext().get().toStringMap().apply("tags")
        path = f"/driver-proxy/o/{tags.apply('orgId')}/{tags.apply('clusterId')}/{port}/"
        print(f"Ray dashboard: https://dbc-dp-{tags.apply('orgId')}.cloud.databricks.com{path}", flush=True)
        _display(f'<div><a href="{path}" target="_blank">Open Ray Cluster Dashboard in a new tab</a></div>')

    _try("show a link to the dashboard", show)


def register_job(group):
    """Databricks does not cancel such a job with the notebook's command that started it."""
    _try("register a Spark job as one of the background", lambda: _entry_point().registerBackgroundSparkJobGroup(group))


def end_when_idle(is_over, end):
    """Calls `end` when the notebook has run no command for IDLE_MINUTES (30); looks until `is_over()`."""
    minutes = float(os.environ.get(IDLE_MINUTES, "30"))
    if minutes <= 0:
        return
    point = _try("watch for an idle notebook", _entry_point)
    if point is None or _try("read how long the notebook is idle",
                             point.getIdleTimeMillisSinceLastNotebookExecution) is None:
        return
    print(f"Ray on Spark: the cluster ends when the notebook has run no command for {minutes:g} minutes ({IDLE_MINUTES}; "
          "0 keeps it)", flush=True)
    pause = threading.Event()

    def watch():
        while not is_over():
            if point.getIdleTimeMillisSinceLastNotebookExecution() > minutes * 60_000:
                end()
                return
            pause.wait(_LOOK_EVERY_S)

    threading.Thread(target=watch, name="narcine-idle", daemon=True).start()


def _entry_point():
    from dbruntime import UserNamespaceInitializer

    return UserNamespaceInitializer.getOrCreate().get_spark_entry_point()


def _display(html):
    import IPython

    IPython.get_ipython().ns_table["user_global"]["displayHTML"](html)


def _try(what, action):
    """The result; None, and a line, when this runtime cannot do it."""
    try:
        return action()
    except Exception as error:  # noqa: BLE001  Whatever an interface that changed raises.
        print(f"Ray on Spark: this version of Databricks' runtime cannot {what} ({type(error).__name__}: {error})", flush=True)
        return None
