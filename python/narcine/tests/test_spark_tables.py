"""write_databricks_table against a workspace on loopback that only counts; test/spark has one that runs statements."""

import io
import json
import threading
import types
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from narcine.spark import _tables
from narcine.spark._tables import DatabricksError, Workspace, write_databricks_table


class Api(ThreadingHTTPServer):
    """Does what it is asked, and then says what `troubles` has for such a request: a status, or None to hang up."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.troubles = {}
        self.files = {}
        self.written = []
        self.statements = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def _any(self):
        api = self.server
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.partition("?")[0]
        status, answer = 200, {}
        if path.startswith("/api/2.0/sql/statements"):
            if self.command == "POST":
                api.statements.append(json.loads(body)["statement"])
            answer = {"statement_id": "s", "status": {"state": "SUCCEEDED"}}
        elif path.startswith("/api/2.0/fs/files"):
            name = path[len("/api/2.0/fs/files"):]
            if self.command == "PUT":
                api.files[name] = body
                api.written.append(body)
            elif api.files.pop(name, None) is None:
                status = 404
        elif self.command == "GET":
            answer = {"contents": [{"path": name} for name in api.files]}
        troubles = api.troubles.get((self.command, path.split("/")[4]), [])
        if troubles:
            status = troubles.pop(0)
        if status is None:
            self.close_connection = True
            return
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_PUT = do_POST = do_DELETE = _any


@pytest.fixture
def api(monkeypatch):
    monkeypatch.setattr(_tables, "_FIRST_PAUSE_S", 0.01)
    server = Api()
    yield server
    server.shutdown()
    server.server_close()


def write(api, table, **options):
    """As a Dataset of one block has it written."""
    pytest.importorskip("ray.data")

    def write_datasink(sink):
        sink.on_write_start(table.schema)
        paths = sink.write([table], types.SimpleNamespace(task_idx=0))
        sink.on_write_complete(types.SimpleNamespace(write_returns=[paths]))

    write_databricks_table(types.SimpleNamespace(write_datasink=write_datasink), "c.s.t", warehouse_id="w",
                           volume="/Volumes/c/s/v", host=api.url, token="t", **options)


@pytest.mark.parametrize("trouble", [500, 502, 504, None])
def test_a_statement_that_may_have_run_is_not_run_again(api, trouble):
    api.troubles = {("POST", "statements"): [trouble]}
    with pytest.raises(DatabricksError, match="may have been done"):
        Workspace(api.url, "t").execute("INSERT", "w")
    assert api.statements == ["INSERT"]


@pytest.mark.parametrize("refused", [429, 503])
def test_a_statement_that_was_refused_is_asked_for_again(api, refused):
    api.troubles = {("POST", "statements"): [refused]}
    Workspace(api.url, "t").execute("INSERT", "w")


def test_a_removal_whose_answer_was_lost_is_one(api):
    pyarrow = pytest.importorskip("pyarrow")
    api.troubles = {("DELETE", "files"): [504]}
    write(api, pyarrow.table({"x": [1]}), mode="append")
    assert (len(api.statements), api.files) == (1, {})


def test_what_cannot_be_removed_fails_no_write(api):
    """Or a caller would write the rows again."""
    pyarrow = pytest.importorskip("pyarrow")
    api.troubles = {("DELETE", "directories"): [400]}
    with pytest.warns(RuntimeWarning, match="/Volumes/c/s/v/narcine-.* could not be removed"):
        write(api, pyarrow.table({"x": [1]}), mode="append")
    assert len(api.statements) == 1


def test_what_cannot_be_removed_hides_no_error(api):
    pyarrow = pytest.importorskip("pyarrow")
    api.troubles = {("POST", "statements"): [400], ("DELETE", "directories"): [400]}
    with pytest.warns(RuntimeWarning), pytest.raises(DatabricksError, match="POST"):
        write(api, pyarrow.table({"x": [1]}))


def test_times_are_such_as_spark_reads(api):
    pyarrow = pytest.importorskip("pyarrow")
    import pyarrow.parquet

    at = pyarrow.array([1_700_000_000_123_456_789, None], pyarrow.timestamp("ns"))
    write(api, pyarrow.table({"at": at, "all": pyarrow.array([[1], []], pyarrow.list_(pyarrow.timestamp("ns", "UTC")))}))
    schema = pyarrow.parquet.read_schema(io.BytesIO(api.written[0]))
    assert (str(schema.field("at").type), str(schema.field("all").type.value_type)) == ("timestamp[us]", "timestamp[us, tz=UTC]")
