import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { openRedisStorage } from "../../../src/gcs/redis-storage.js";

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;

/** The names of the commands in a request (RESP: "*2\r\n$4\r\nINFO\r\n$3\r\nall\r\n"). */
const commands = (request: string) => [...request.matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)].map(([, name]) => name ?? "");

describe("the head's rows in Redis", () => {
  it("are each there once, though a scan may show one twice while Redis moves its table", async () => {
    const pages = [
      ["7", "actor-a", "row", "actor-b", "row"],
      ["0", "actor-a", "row"],
    ];
    let scans = 0;
    const server = createServer((socket) => {
      socket.on("data", (data) => {
        for (const name of commands(data.toString("latin1"))) {
          if (name.toLowerCase() === "hscan") {
            const [cursor = "0", ...found] = pages[scans++ % pages.length] ?? [];
            socket.write(`*2\r\n${bulk(cursor)}*${found.length}\r\n${found.map(bulk).join("")}`);
          } else if (name.toLowerCase() === "info") socket.write(bulk("loading:0\r\n"));
          else socket.write("+OK\r\n");
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const place = { host: "127.0.0.1", port, username: "", password: "", tls: null, namespace: "n" };
    const limits = { connectWithinMs: 5_000, retries: 0, retryBaseMs: 1, retryMaxMs: 1 };
    const storage = await openRedisStorage({ ...place, ...limits }, () => {});
    expect([...storage.load("actor")].map(([key]) => key).sort()).toEqual(["actor-a", "actor-b"]);
    await storage.close();
    await new Promise((resolve) => server.close(resolve));
  });
});
