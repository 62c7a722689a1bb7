"""Tables of Databricks from Ray: `ray.data.read_databricks_tables`, and our `write_databricks_table`."""

import os
import tempfile

from warehouse import TOKEN, Warehouse


def fails(call):
    try:
        call()
        return ""
    except Exception as error:  # noqa: BLE001  What a user would see.
        return str(error)


def tables(spark):
    """Facts, on a Ray that is connected. The statements run on `spark`."""
    import ray

    from narcine.spark import write_databricks_table

    with tempfile.TemporaryDirectory() as folder:
        warehouse = Warehouse(spark, folder)
        os.environ.update(DATABRICKS_HOST=warehouse.url, DATABRICKS_TOKEN=TOKEN)
        to = {"warehouse_id": "w", "volume": "/Volumes/main/default/stage"}

        def read(query):
            found = ray.data.read_databricks_tables(warehouse_id="w", catalog="main", schema="default", query=query)
            return found.to_pandas().sort_values("id").to_dict("list")

        try:
            rows = ray.data.range(1000, override_num_blocks=3).map_batches(
                lambda batch: {"id": batch["id"], "half": batch["id"] * 0.5})
            # What passes is tried again.
            warehouse.trouble = {("PUT", "fs/files"): [503, 429], ("GET", "statements"): [500]}
            write_databricks_table(rows, "main.default.halves", **to)
            first = read("SELECT * FROM main.default.halves")
            write_databricks_table(rows.select_columns(["half", "id"]), "main.default.halves", mode="append", **to)
            appended = read("SELECT * FROM main.default.halves")
            write_databricks_table(rows.limit(2), "main.default.halves", mode="overwrite", **to)
            least = read("SELECT * FROM main.default.halves")
            # A link that is too old when it is used, as the storage behind it says.
            warehouse.trouble = {("GET", "external"): [403]}
            expired = fails(lambda: read("SELECT * FROM main.default.halves"))
            warehouse.trouble = {}
            os.environ["DATABRICKS_TOKEN"] = "dapi-of-nobody"
            unknown = fails(lambda: read("SELECT * FROM main.default.halves"))
            os.environ["DATABRICKS_TOKEN"] = TOKEN
            warehouse.is_truncated = True
            return {
                "written": first == {"id": list(range(1000)), "half": [n * 0.5 for n in range(1000)]},
                "tried_again": not any(warehouse.trouble.values()),
                "appended": appended["id"] == sorted([*range(1000), *range(1000)]),
                "overwritten": least,
                "exists": fails(lambda: write_databricks_table(rows, "main.default.halves", **to)),
                "token": fails(lambda: write_databricks_table(rows, "main.default.other", token="x", **to)),
                "query": fails(lambda: read("SELECT * FROM main.default.nowhere")),
                "expired": expired,
                "unknown": unknown,
                "truncated": len(read("SELECT * FROM main.default.halves")["id"]),
                "staged": warehouse.staged(),
            }
        finally:
            spark.sql("DROP TABLE IF EXISTS halves")
            warehouse.close()
