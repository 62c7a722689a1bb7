import { type AddressInfo, createServer } from "node:net";
import { expect, it } from "vitest";
import { canBind } from "../../../src/runtime/ports.js";

it("tells a port in use from a free one and leaves nothing bound", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  expect(await canBind(port)).toBe(false);
  await new Promise((resolve) => other.close(resolve));
  expect(await canBind(port)).toBe(true);
  expect(await canBind(port)).toBe(true);
});
