import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { RayletSocketServer } from "../../../src/raylet/raylet-socket-server.js";
import { FrameReader } from "../../../src/wire/frames.js";
import type { RayletReply, RayletRequest } from "../../../src/wire/raylet-messages.js";
import { decodeRayletReply, encodeRayletMessage } from "../../../src/wire/raylet-socket.js";

let directory: string;
let path: string;
let server: RayletSocketServer;
const messages: [number, RayletRequest][] = [];
const closed: number[] = [];
const logged: string[] = [];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "narcine-socket-"));
  path = join(directory, "raylet");
  messages.length = closed.length = logged.length = 0;
  const keep = (text: string) => void logged.push(text);
  const log = { debug: () => {}, info: keep, warning: keep, error: keep, fatal: keep };
  server = new RayletSocketServer(
    { onMessage: (id, message) => void messages.push([id, message]), onClosed: (id) => void closed.push(id) },
    log,
  );
  await server.listen(path);
});
afterEach(() => {
  server.stop();
  expect(existsSync(path)).toBe(false);
  rmSync(directory, { recursive: true });
});

async function connect(): Promise<Socket> {
  const socket = createConnection(path);
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

it("hands over messages in order and carries replies back", async () => {
  const socket = await connect();
  const replies: RayletReply[] = [];
  const reader = new FrameReader();
  socket.on("data", (chunk) => reader.push(chunk, (type, body) => replies.push(decodeRayletReply(type, body))));
  socket.write(encodeRayletMessage({ type: "CancelGetRequest", requestId: 7 }));
  socket.write(encodeRayletMessage({ type: "NotifyWorkerBlocked" }));
  await until(() => messages.length === 2);
  const [[id]] = messages as [[number, RayletRequest]];
  expect(messages.map(([, message]) => message.type)).toEqual(["CancelGetRequest", "NotifyWorkerBlocked"]);
  server.send(id, { type: "AnnounceWorkerPortReply", success: true, failureReason: "OK" });
  server.sendLast(id, { type: "DisconnectClientReply" });
  await until(() => closed.length === 1);
  expect(replies.map(({ type }) => type)).toEqual(["AnnounceWorkerPortReply", "DisconnectClientReply"]);
  socket.destroy();
});

it("closes a connection that sends nonsense, says why, and keeps the others", async () => {
  const [bad, good] = [await connect(), await connect()];
  bad.on("error", () => {});
  bad.write(Buffer.alloc(64, 0x41));
  await until(() => closed.length === 1);
  expect(logged.join("\n")).toMatch(/closed: .*cookie/);
  good.write(encodeRayletMessage({ type: "NotifyWorkerUnblocked" }));
  await until(() => messages.length === 1);
  good.destroy();
  await until(() => closed.length === 2);
});

it("logs few lines for many bad connections, and how many there were", async () => {
  for (let i = 0; i < 30; i++) {
    const bad = await connect();
    bad.on("error", () => {});
    bad.write(Buffer.alloc(64, 0x41));
    await until(() => closed.length === i + 1);
  }
  server.stop();
  const singly = logged.filter((line) => /closed: .*cookie/.test(line)).length;
  const counted = logged.map((line) => Number(/^(\d+) more connections/.exec(line)?.[1] ?? 0));
  expect(singly).toBeLessThan(30);
  expect(counted.reduce((sum, count) => sum + count, singly)).toBe(30);
});
