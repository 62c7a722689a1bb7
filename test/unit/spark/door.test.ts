import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import { Door, doorProof } from "../../../src/spark/door.js";

const root = join(import.meta.dirname, "../../..");
const python = process.env["NARCINE_PYTHON"] ?? join(root, ".venv", "bin", "python");
let address = "";
const doors: Door[] = [];
afterEach(() => {
  for (const door of doors.splice(0)) door.close();
});

async function open(): Promise<void> {
  const door = new Door("secret", (question) => {
    if (question.do === "create") throw new Error("no room");
    return question.do === "list" ? { 1: "ready" } : null;
  });
  doors.push(door);
  address = await door.open();
}

async function stranger(): Promise<{ socket: Socket; line: () => Promise<unknown> }> {
  const socket = connect(Number(address.split(":")[1]), "127.0.0.1");
  await once(socket, "connect");
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await lines.next();
    return done === true ? null : JSON.parse(value);
  };
  return { socket, line };
}

describe("the door of the driver", () => {
  it("answers who proves that it knows the token, and proves it too", async () => {
    await open();
    const { socket, line } = await stranger();
    const { challenge } = (await line()) as { challenge: string };
    socket.write(`${JSON.stringify({ proof: doorProof("secret", "autoscaler", challenge), challenge: "mine" })}\n`);
    expect(await line()).toEqual({ proof: doorProof("secret", "driver", "mine") });
    socket.write('{"do":"list"}\n{"do":"create"}\n');
    expect(await line()).toEqual({ answer: { 1: "ready" } });
    expect(await line()).toEqual({ problem: "no room" });
    socket.destroy();
  });

  it.each([
    ["a question instead of a proof", () => '{"do":"list"}'],
    [
      "another token",
      (challenge: string) => JSON.stringify({ proof: doorProof("x", "autoscaler", challenge), challenge }),
    ],
    [
      "the driver's own proof",
      (challenge: string) => JSON.stringify({ proof: doorProof("secret", "driver", challenge), challenge }),
    ],
    ["no challenge", (challenge: string) => JSON.stringify({ proof: doorProof("secret", "autoscaler", challenge) })],
    ["no JSON", () => "x"],
  ])("turns a stranger away: %s", async (_, said) => {
    await open();
    const { socket, line } = await stranger();
    const { challenge } = (await line()) as { challenge: string };
    socket.write(`${said(challenge)}\n`);
    expect(await line()).toBeNull();
  });

  it.runIf(existsSync(python))("is what the autoscaler's provider in Python speaks with", async () => {
    await open();
    const code = `
from narcine.spark._door import Caller
caller = Caller("${address}")
print(caller.ask(do="list"), caller.ask(do="terminate", node="1"))
try:
    caller.ask(do="create")
except RuntimeError as error:
    print(error)
`;
    const env = { ...process.env, PYTHONPATH: join(root, "python", "narcine", "src"), RAY_AUTH_TOKEN: "secret" };
    const child = spawn(python, ["-c", code], { env, stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (text) => {
      said += text;
    });
    await once(child, "close");
    expect(said).toBe("{'1': 'ready'} None\nno room\n");
  });
});
