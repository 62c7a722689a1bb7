import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, it } from "vitest";
import { refusesConnections } from "../../../src/runtime/refuses-connections.js";

it("tells a port where nobody listens from one where somebody does", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  expect(await refusesConnections("127.0.0.1", port, 5_000)).toBe(false);
  await new Promise((resolve) => server.close(resolve));
  expect(await refusesConnections("127.0.0.1", port, 5_000)).toBe(true);
});

it("knows nothing of a host that it cannot ask", async () => {
  expect(await refusesConnections("no-such-host.invalid", 1, 5_000)).toBe(false);
});
