import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import {
  RuntimeEnvAgentError,
  RuntimeEnvClient,
  RuntimeEnvSetupError,
} from "../../../src/raylet/runtime-env-client.js";
import { decode, encode, rpc } from "../../../src/wire/index.js";

const SPEC = { serialized: '{"pip": ["x"]}', setupTimeoutSeconds: 30, eagerInstall: true, logFiles: ["a.log"] };

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function agent(answer: (request: IncomingMessage, body: Buffer, response: ServerResponse) => void) {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => answer(request, Buffer.concat(chunks), response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({ close: () => server.close() }, { close: () => server.closeAllConnections() });
  return (server.address() as AddressInfo).port;
}

let asked = 0;

function client(port: number, authToken: string | null = null, registerTimeoutMs = 5_000): RuntimeEnvClient {
  asked = 0;
  const onCall = () => {
    asked += 1;
  };
  const made = new RuntimeEnvClient({ host: "127.0.0.1", port, authToken, registerTimeoutMs, onCall });
  open.push(made);
  return made;
}

const OK = rpc.AgentRpcStatus.AGENT_RPC_STATUS_OK;

test("create sends the environment, the job id as text and the token, and gives the context back", async () => {
  let seen: { url: string | undefined; token: string | undefined; body: rpc.GetOrCreateRuntimeEnvRequest } | null =
    null;
  const port = await agent((request, body, response) => {
    const decoded = decode(rpc.GetOrCreateRuntimeEnvRequest, body);
    seen = { url: request.url, token: request.headers.authorization, body: decoded };
    response.end(encode(rpc.GetOrCreateRuntimeEnvReply, { status: OK, serializedRuntimeEnvContext: '{"a": 1}' }));
  });
  expect(await client(port, "secret").create(SPEC, "01000000")).toBe('{"a": 1}');
  expect(asked, "the agent was told to start, should it not have").toBe(1);
  expect(seen).toMatchObject({
    url: "/get_or_create_runtime_env",
    token: "Bearer secret",
    body: { serializedRuntimeEnv: SPEC.serialized, sourceProcess: "raylet" },
  });
  const { body } = seen as unknown as { body: rpc.GetOrCreateRuntimeEnvRequest };
  expect(Buffer.from(body.jobId).toString()).toBe("01000000");
  expect(body.runtimeEnvConfig).toMatchObject({ setupTimeoutSeconds: 30, eagerInstall: true, logFiles: ["a.log"] });
});

test("a failed setup carries the agent's message and is not tried again", async () => {
  let calls = 0;
  const port = await agent((_request, _body, response) => {
    calls++;
    const status = rpc.AgentRpcStatus.AGENT_RPC_STATUS_FAILED;
    response.end(encode(rpc.GetOrCreateRuntimeEnvReply, { status, errorMessage: "pip: no such package" }));
  });
  await expect(client(port).create(SPEC, null)).rejects.toThrow(RuntimeEnvSetupError);
  await expect(client(port).create(SPEC, null)).rejects.toThrow("pip: no such package");
  expect(calls).toBe(2);
});

test("a broken connection is tried again until the agent answers", async () => {
  let calls = 0;
  const port = await agent((request, _body, response) => {
    calls++;
    if (calls < 3) request.socket.destroy();
    else response.end(encode(rpc.DeleteRuntimeEnvIfPossibleReply, { status: OK }));
  });
  await client(port).delete(SPEC.serialized);
  expect(calls).toBe(3);
});

test("an agent that never comes up is given up after the register timeout, by name", async () => {
  const port = await agent(() => {});
  for (const one of open.splice(0)) one.close();
  const error = await client(port, null, 50)
    .create(SPEC, null)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RuntimeEnvAgentError);
  expect(String(error)).toContain(`127.0.0.1:${port} cannot be reached`);
});

test("a refused token and a reply that is no protobuf are errors at once", async () => {
  const port = await agent((request, _body, response) => {
    if (request.url === "/get_or_create_runtime_env") {
      response.statusCode = 401;
      response.end("Unauthorized");
    } else response.end("this is no message \xff\xff");
  });
  await expect(client(port).create(SPEC, null)).rejects.toThrow("answered HTTP 401: Unauthorized");
  await expect(client(port).delete(SPEC.serialized)).rejects.toThrow(RuntimeEnvAgentError);
});

test("close ends what is under way", async () => {
  const port = await agent(() => {});
  const one = client(port);
  const pending = one.create(SPEC, null).catch((error: unknown) => error);
  one.close();
  expect(await pending).toBeInstanceOf(RuntimeEnvAgentError);
});
