import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { ControlClient, ControlError, ControlServer } from "../../../src/spark/holder/control-channel.js";

const servers: ControlServer[] = [];
afterEach(() => servers.splice(0).forEach((server) => void server.close()));

async function serve(token: string | null) {
  const seen: string[] = [];
  const waiting = new Map<string, () => void>();
  const note = (line: string) => {
    seen.push(line);
    waiting.get(line)?.();
  };
  const server = new ControlServer(token, {
    onNews: (node, news) => note(`${node} ${JSON.stringify(news)}`),
    onGone: (node) => note(`${node} gone`),
  });
  servers.push(server);
  const address = await server.listen("127.0.0.1");
  const heard = (line: string) =>
    seen.includes(line) ? Promise.resolve() : new Promise<void>((resolve) => void waiting.set(line, resolve));
  return { server, address, seen, heard };
}

describe("the control channel", () => {
  it("tells the head what a node says, and that it is gone after its last word", async () => {
    const { address, seen, heard } = await serve("secret");
    const client = await ControlClient.open(address, "secret", "node-1", () => {});
    client.say({ event: "ready" });
    client.say({ event: "ended" });
    await client.close();
    await heard("node-1 gone");
    expect(seen).toEqual(['node-1 {"event":"ready"}', 'node-1 {"event":"ended"}', "node-1 gone"]);
  });

  /** A client, and why it is to end. */
  async function node(address: string, name: string) {
    let tell = (_: string) => {};
    const end = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const client = await ControlClient.open(address, "secret", name, (why) => tell(why));
    return { client, end };
  }

  it("tells nodes to stop, and one that comes later", async () => {
    const { server, address, heard } = await serve("secret");
    const early = await node(address, "early");
    server.stopNodes();
    expect(await early.end).toBe("stop");
    await early.client.close();
    await heard("early gone");
    expect(await (await node(address, "late")).end).toBe("stop");
  });

  it("tells nodes that the head is lost", async () => {
    const { server, address } = await serve("secret");
    const { end } = await node(address, "node-1");
    server.close();
    expect(await end).toBe("lost");
  });

  it.each([["another token"], ["secretx"], [null]])("turns away who shows %s", async (token) => {
    const { address, seen } = await serve("secret");
    await expect(ControlClient.open(address, token, "node-1", () => {})).rejects.toThrow(ControlError);
    expect(seen).toEqual([]);
  });

  it.each([
    ["no JSON", "hello\n"],
    ["no object", "7\n"],
    ["no name", '{"token":"secret"}\n'],
    ["a line without end", "x".repeat(100_000)],
  ])("drops a stranger that sends %s, and serves the others", async (_, text) => {
    const { address, heard } = await serve("secret");
    const port = Number(address.split(":")[1]);
    const stranger = connect({ port, host: "127.0.0.1" });
    stranger.on("error", () => {});
    stranger.write(text);
    await once(stranger, "close");
    const client = await ControlClient.open(address, "secret", "node-1", () => {});
    await client.close();
    await heard("node-1 gone");
  });

  it("says that nobody listens", async () => {
    const { server, address } = await serve(null);
    server.close();
    await expect(ControlClient.open(address, null, "node-1", () => {})).rejects.toThrow(/spark\.driver\.host/);
  });

  it("takes its leave of a head that no longer closes its end", async () => {
    // As one whose host is gone or stands still: it takes what is sent, and answers nothing.
    const silent = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on("error", () => {});
      socket.resume();
      socket.write('{"welcome":true}\n');
    }).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const client = await ControlClient.open(`127.0.0.1:${port}`, null, "node-1", () => {});
    await client.close();
    silent.close();
  });
});
