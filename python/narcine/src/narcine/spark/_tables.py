"""A Ray Dataset as a table of Databricks, which Ray can read (`ray.data.read_databricks_tables`) and not write.

Each write task puts its rows as one Parquet file into a folder of a volume (Files API, `PUT /api/2.0/fs/files`). When all
are there, one statement of a SQL warehouse (Statement Execution API, `POST /api/2.0/sql/statements`) makes the table of
them, so that readers see all rows or none. Then the files are removed, whatever happened.

Tasks get this module by value: narcine need not be installed where they run. So it imports nothing of narcine.
"""

import http.client
import io
import json
import os
import secrets
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
import warnings

MODES = ("error", "append", "overwrite")
# A statement that has not ended is asked for again after so long, at first and at most.
_POLL_S = (0.2, 5.0)
# Requests that may succeed the next time: how often, and the pause before the first repetition, which doubles.
_TRIES = 6
_FIRST_PAUSE_S = 0.5
_PASSING = (429, 500, 502, 503, 504)
# Of these: the request was not begun.
_REFUSED = (429, 503)


class DatabricksError(RuntimeError):
    """A request to Databricks, or a statement, failed; the message has what Databricks said."""


class Workspace:
    """One workspace of Databricks, by its REST API."""

    def __init__(self, host, token):
        self._url = host.rstrip("/") if host.startswith(("http://", "https://")) else f"https://{host.rstrip('/')}"
        self._token = token

    def request(self, method, path, body=None, kind="application/octet-stream", *, once=False, may_be_missing=False):
        """The body of the answer. `once`: it is not sent again where it may have been done. Raises DatabricksError."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": kind}
        pause = _FIRST_PAUSE_S
        for left in reversed(range(_TRIES)):
            request = urllib.request.Request(self._url + urllib.parse.quote(path, safe="/?=&"), body, headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=300) as answer:
                    return answer.read()
            except urllib.error.HTTPError as error:
                said = error.read(2000).decode(errors="replace")
                if error.code in (401, 403):
                    raise DatabricksError(f"{self._url} refuses {method} {path} with {error.code}: {said}. Is DATABRICKS_TOKEN "
                                          "valid, and may its owner do this?") from error
                if error.code == 404 and may_be_missing:
                    return b""
                problem, is_passing = f"{error.code}: {said}", error.code in _PASSING
                is_unknown = once and is_passing and error.code not in _REFUSED
            except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
                problem, is_passing = str(error), True
                # Of a connection that there never was nothing was read.
                is_unknown = once and not isinstance(getattr(error, "reason", None), (ConnectionRefusedError, socket.gaierror))
            if is_unknown:
                raise DatabricksError(f"{method} {path} at {self._url} failed with {problem}. It may have been done all the "
                                      "same, and so is not sent again: look at what it was to change before you do")
            if not is_passing or left == 0:
                raise DatabricksError(f"{method} {path} at {self._url} failed with {problem}")
            time.sleep(pause)
            pause *= 2
        raise AssertionError("not reached")

    def ask(self, method, path, question=None, *, once=False):
        """The same in JSON."""
        body = None if question is None else json.dumps(question).encode()
        return json.loads(self.request(method, path, body, "application/json", once=once))

    def files(self, folder):
        """Paths of what is in a folder of a volume."""
        paths, page = [], ""
        while True:
            found = self.ask("GET", f"/api/2.0/fs/directories{folder}{page}")
            paths += [entry["path"] for entry in found.get("contents", [])]
            if not found.get("next_page_token"):
                return paths
            page = f"?page_token={found['next_page_token']}"

    def remove(self, path):
        """One whose answer was lost is gone when it is asked for again."""
        self.request("DELETE", f"/api/2.0/fs/files{path}", may_be_missing=True)

    def remove_folder(self, folder):
        """Says what is left and raises nothing: whether there are rows is known by then, and is what counts."""
        try:
            for path in self.files(folder):
                self.remove(path)
            self.request("DELETE", f"/api/2.0/fs/directories{folder}", may_be_missing=True)
        except DatabricksError as error:
            warnings.warn(f"the folder {folder} of the volume could not be removed: {error}", RuntimeWarning, stacklevel=3)

    def execute(self, statement, warehouse_id):
        """Runs a statement to its end. Raises DatabricksError."""
        question = {"statement": statement, "warehouse_id": warehouse_id, "wait_timeout": "0s"}
        # Run twice it would insert twice.
        answer = self.ask("POST", "/api/2.0/sql/statements/", question, once=True)
        pause, most = _POLL_S
        path = f"/api/2.0/sql/statements/{answer['statement_id']}"
        try:
            while answer["status"]["state"] in ("PENDING", "RUNNING"):
                time.sleep(pause)
                pause = min(most, pause * 1.5)
                answer = self.ask("GET", path)
        except KeyboardInterrupt:
            self.request("POST", f"{path}/cancel")
            raise
        status = answer["status"]
        if status["state"] != "SUCCEEDED":
            error = status.get("error", {})
            raise DatabricksError(f"the statement {statement!r} ended as {status['state']}: {error.get('error_code', '')} "
                                  f"{error.get('message', '')}")


def write_databricks_table(dataset, table, *, warehouse_id, volume, mode="error", host=None, token=None):
    """Writes the rows of a `ray.data.Dataset` into the table `catalog.schema.table` of Unity Catalog.

    `volume` ("/Volumes/catalog/schema/volume/folder") is where Parquet files lie meanwhile. `mode`: "error" makes a new
    table, "append" adds the rows to one (columns by name), "overwrite" makes it anew. `host` and `token` default to
    DATABRICKS_HOST and DATABRICKS_TOKEN.

    Raises ValueError, DatabricksError; then the table is as it was, unless the message says that a request may have been done.
    """
    parts = table.split(".")
    if len(parts) != 3 or not all(parts):
        raise ValueError(f"table is {table!r}; it must be catalog.schema.table")
    if not volume.startswith("/Volumes/"):
        raise ValueError(f"volume is {volume!r}; it must be a folder of a volume: /Volumes/catalog/schema/volume/...")
    if mode not in MODES:
        raise ValueError(f"mode is {mode!r}; it must be one of {', '.join(MODES)}")
    given = {"host": host or os.environ.get("DATABRICKS_HOST"), "token": token or os.environ.get("DATABRICKS_TOKEN")}
    for name, value in given.items():
        if not value:
            raise ValueError(f"there is no {name} of Databricks; set DATABRICKS_{name.upper()}, or give {name}=")
    from ray import cloudpickle

    cloudpickle.register_pickle_by_value(__import__(__name__, fromlist=["_"]))
    workspace = Workspace(given["host"], given["token"])
    folder = f"{volume.rstrip('/')}/narcine-{secrets.token_hex(8)}"
    workspace.request("PUT", f"/api/2.0/fs/directories{folder}")
    try:
        dataset.write_datasink(_sink()(workspace, folder, _statement(parts, mode, folder), warehouse_id, mode))
    finally:
        workspace.remove_folder(folder)


def _statement(parts, mode, folder):
    name = ".".join("`" + part.replace("`", "``") + "`" for part in parts)
    rows = "SELECT * FROM parquet.`" + folder.replace("`", "``") + "`"
    return {"error": f"CREATE TABLE {name} AS {rows}",
            "append": f"INSERT INTO {name} BY NAME {rows}",
            "overwrite": f"CREATE OR REPLACE TABLE {name} AS {rows}"}[mode]


def _sink():
    """The class is made when it is needed: this module does not import Ray."""
    from ray.data import Datasink
    from ray.data.block import BlockAccessor

    class DatabricksTableDatasink(Datasink):
        def __init__(self, workspace, folder, statement, warehouse_id, mode):
            self._workspace = workspace
            self._folder = folder
            self._statement = statement
            self._warehouse_id = warehouse_id
            self._mode = mode
            self._schema = None

        def on_write_start(self, schema=None):
            self._schema = schema

        def write(self, blocks, ctx):
            """The paths of the files of this task. One that Ray runs again writes files of other names."""
            paths = []
            for block in blocks:
                rows = BlockAccessor.for_block(block).to_arrow()
                if rows.num_rows > 0:
                    paths.append(self._put(rows, f"{ctx.task_idx}-{secrets.token_hex(8)}"))
            return paths

        def on_write_complete(self, result):
            wanted = {path for paths in result.write_returns for path in paths}
            if not wanted and self._mode != "append":
                # No rows, and still a table, if the columns are known.
                import pyarrow

                if not isinstance(self._schema, pyarrow.Schema):
                    raise ValueError("the dataset has no rows and no schema to make a table of")
                wanted.add(self._put(self._schema.empty_table(), "empty"))
            # What a task wrote that Ray gave up and ran again is not of the table.
            for path in set(self._workspace.files(self._folder)) - wanted:
                self._workspace.remove(path)
            if wanted:
                self._workspace.execute(self._statement, self._warehouse_id)

        def _put(self, rows, name):
            import pyarrow.parquet

            buffer = io.BytesIO()
            # Spark reads no nanoseconds, which is what pandas has.
            pyarrow.parquet.write_table(rows, buffer, coerce_timestamps="us", allow_truncated_timestamps=True)
            path = f"{self._folder}/{name}.parquet"
            self._workspace.request("PUT", f"/api/2.0/fs/files{path}?overwrite=true", buffer.getvalue())
            return path

    return DatabricksTableDatasink
