"""A SQL warehouse of Databricks on loopback: its Statement Execution API and Files API, over a real Spark and a folder.

As strict as the real one where it matters to a client: a token on every call of the API and none on a link, links that work
once, results in chunks, statements that wait, catalogs with three-part names. `trouble` makes requests fail.
"""

import io
import itertools
import json
import os
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ROWS_OF_A_CHUNK = 400
TOKEN = "dapi-of-the-test"


class Warehouse:
    def __init__(self, spark, folder):
        self.spark = spark
        self.folder = folder
        # (method, pattern of paths) -> statuses that the next such requests get.
        self.trouble = {}
        self.seen = []
        self.is_truncated = False
        self.statements = {}
        self.links = {}
        self.numbers = itertools.count(1)
        self.lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"warehouse": self}))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def staged(self):
        return [name for _, _, names in os.walk(self.path("/Volumes")) for name in names]

    def path(self, name):
        return os.path.join(self.folder, name.lstrip("/"))

    def begin(self, statement):
        number = f"statement-{next(self.numbers)}"
        self.statements[number] = {"state": "PENDING", "polls": 0, "chunks": [], "error": None}
        threading.Thread(target=self._run, args=(number, statement), daemon=True).start()
        return number

    def _run(self, number, statement):
        own = self.statements[number]
        text = statement.replace("`/Volumes", f"`{self.folder}/Volumes").replace("`main`.", "`spark_catalog`.")
        text = text.replace("main.default.", "spark_catalog.default.")
        # Only Delta replaces tables, which is not in a Spark of PyPI.
        replaced = re.match(r"CREATE OR REPLACE TABLE (\S+) AS ", text)
        try:
            if replaced:
                self.spark.sql(f"DROP TABLE IF EXISTS {replaced[1]}")
                text = text.replace("CREATE OR REPLACE", "CREATE", 1)
            table = self.spark.sql(text).toArrow()
            own["chunks"] = [table.slice(at, ROWS_OF_A_CHUNK) for at in range(0, table.num_rows, ROWS_OF_A_CHUNK)]
            own["done"] = "SUCCEEDED"
        except Exception as error:  # noqa: BLE001  Told to the client.
            own["error"] = {"error_code": "BAD_REQUEST", "message": str(error).splitlines()[0]}
            own["done"] = "FAILED"

    def status(self, number):
        """Seen from outside a statement waits, and runs, whatever it does inside."""
        own = self.statements[number]
        own["polls"] += 1
        state = "PENDING" if own["polls"] < 2 else own.get("done", "RUNNING")
        answer = {"statement_id": number, "status": {"state": state}}
        if own["error"] is not None and state == "FAILED":
            answer["status"]["error"] = own["error"]
        if state == "SUCCEEDED":
            chunks = [{"chunk_index": index, "row_count": chunk.num_rows, "byte_count": chunk.nbytes}
                      for index, chunk in enumerate(own["chunks"])]
            answer["manifest"] = {"chunks": chunks, "truncated": self.is_truncated}
        return answer

    def link(self, number, index):
        secret = f"link-{next(self.numbers)}"
        self.links[secret] = self.statements[number]["chunks"][index]
        return {"external_links": [{"external_link": f"{self.url}/external/{secret}"}]}


class _Handler(BaseHTTPRequestHandler):
    warehouse = None
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def _any(self):
        warehouse = self.warehouse
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path, _, _query = self.path.partition("?")
        token = self.headers.get("Authorization")
        with warehouse.lock:
            warehouse.seen.append((self.command, path))
            for (method, pattern), statuses in warehouse.trouble.items():
                if method == self.command and re.search(pattern, path) and statuses:
                    return self._say(statuses.pop(0), {"message": "trouble"})
        if path.startswith("/external/"):
            chunk = warehouse.links.pop(path.rsplit("/", 1)[1], None)
            # The storage behind a link refuses a request that has a token too.
            return self._say(403, {}) if chunk is None or token else self._send(200, _arrow(chunk))
        if token != f"Bearer {TOKEN}":
            return self._say(401, {"message": "no such token"})
        return self._api(path, body)

    do_GET = do_PUT = do_POST = do_DELETE = _any

    def _api(self, path, body):
        warehouse = self.warehouse
        statement = re.fullmatch(r"/api/2\.0/sql/statements/(?:([\w-]+)/?)?(?:result/chunks/(\d+))?", path)
        if statement and self.command == "POST":
            number = warehouse.begin(json.loads(body)["statement"])
            return self._say(200, warehouse.status(number))
        if statement and statement[2] is not None:
            return self._say(200, warehouse.link(statement[1], int(statement[2])))
        if statement:
            return self._say(200, warehouse.status(statement[1]))
        place = re.fullmatch(r"/api/2\.0/fs/(files|directories)(/Volumes/.+)", path)
        return self._say(404, {"message": path}) if place is None else self._files(place[1], place[2], body)

    def _files(self, kind, name, body):
        path = self.warehouse.path(name)
        if kind == "directories" and self.command == "PUT":
            os.makedirs(path, exist_ok=True)
        elif self.command == "PUT":
            with open(path, "wb") as file:
                file.write(body)
        elif not os.path.exists(path):
            return self._say(404, {"message": f"{name} is not there"})
        elif self.command == "DELETE":
            (os.rmdir if kind == "directories" else os.unlink)(path)
        else:
            entries = [{"path": f"{name}/{each}", "is_directory": False} for each in sorted(os.listdir(path))]
            return self._say(200, {"contents": entries})
        return self._send(204, b"")

    def _say(self, status, answer):
        self._send(status, json.dumps(answer).encode())

    def _send(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _arrow(chunk):
    import pyarrow

    sink = io.BytesIO()
    with pyarrow.ipc.new_stream(sink, chunk.schema) as writer:
        writer.write_table(chunk)
    return sink.getvalue()

