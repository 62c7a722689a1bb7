// Why the gRPC transport is in Rust: unary echo of 400 bytes over loopback, client and server in two processes.
// Servers: ours answering in JavaScript, ours answering in Rust (a constant reply), @grpc/grpc-js. Clients: a native
// one (as Ray's C++ processes are), ours from JavaScript, grpc-js. Pairs are interleaved; medians are printed.
//
//   npm run build && node bench/grpc-transport.mjs [rounds=5] [milliseconds=700]

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as grpc from "@grpc/grpc-js";
import { RpcClient, RpcServer } from "../dist/native/rpc.js";

const self = fileURLToPath(import.meta.url);
const root = fileURLToPath(new URL("..", import.meta.url));
const ECHO = "/bench.Service/Echo";
const CONSTANT = "/bench.Service/Constant";
const BYTES = 400;
const same = (bytes) => bytes;

async function serveOurs() {
  const server = RpcServer.start({ host: "127.0.0.1", port: 0, authToken: null });
  server.handle(ECHO, (body) => body);
  server.setStaticReply(CONSTANT, Buffer.alloc(BYTES, 7));
  return server.port;
}

async function serveGrpcJs() {
  const server = new grpc.Server();
  const method = { path: ECHO, requestStream: false, responseStream: false };
  const codec = {
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
  server.addService({ Echo: { ...method, ...codec } }, { Echo: (call, done) => done(null, call.request) });
  return new Promise((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );
}

function caller(kind, address) {
  const body = Buffer.alloc(BYTES, 7);
  if (kind === "ours") {
    const client = RpcClient.start({ authToken: null });
    return (path) => client.call(address, path, body);
  }
  const client = new grpc.Client(address, grpc.credentials.createInsecure());
  return (path) =>
    new Promise((resolve, reject) =>
      client.makeUnaryRequest(path, same, same, body, (error, reply) => (error ? reject(error) : resolve(reply))),
    );
}

/** Calls per second, and CPU microseconds of this process for each. */
async function load(kind, address, path, inFlight, millis) {
  const call = caller(kind, address);
  // Warm: compiled code, a grown window.
  let total = 0;
  for (const end = performance.now() + 400; performance.now() < end; ) {
    await Promise.all(Array.from({ length: inFlight }, () => call(path)));
    total += inFlight;
  }
  const cpu = process.cpuUsage();
  const begin = performance.now();
  let calls = 0;
  const worker = async () => {
    while (performance.now() - begin < millis) {
      await call(path);
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { rate: calls / seconds, cpu: (user + system) / calls, calls: total + calls };
}

const [role, ...args] = process.argv.slice(2);
if (role === "serve") {
  console.log(await (args[0] === "ours" ? serveOurs() : serveGrpcJs()));
} else if (role === "load") {
  console.log(JSON.stringify(await load(args[0], args[1], args[2], Number(args[3]), Number(args[4]))));
  process.exit(0);
} else await main(Number(role ?? 5), Number(args[0] ?? 700));

async function startServer(kind) {
  const child = spawn(process.execPath, [self, "serve", kind], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  return { child, address: `127.0.0.1:${Number(String(line))}` };
}

async function output(command, argv) {
  const child = spawn(command, argv, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (part) => {
    text += part;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command} ${argv.join(" ")} ended with ${code}: ${text}`);
  return text;
}

/** CPU time that a process has used: the measure that a busy machine disturbs least. */
function cpuMicros(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  // utime and stime in ticks of 10 ms.
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

async function main(rounds, millis) {
  const cargo = ["build", "--release", "--quiet", "--package", "narcine-rpc", "--example", "load"];
  if (spawnSync("cargo", cargo, { cwd: root, stdio: "inherit" }).status !== 0) process.exit(1);
  const native = `${process.env.CARGO_TARGET_DIR ?? `${root}target`}/release/examples/load`;
  const servers = { ours: await startServer("ours"), "grpc-js": await startServer("grpc-js") };
  const pairs = [
    ["native", "ours", CONSTANT, "answered in Rust"],
    ["native", "ours", ECHO, "answered in JavaScript"],
    ["native", "grpc-js", ECHO, ""],
    ["ours", "ours", ECHO, ""],
    ["ours", "grpc-js", ECHO, ""],
    ["grpc-js", "ours", ECHO, ""],
    ["grpc-js", "grpc-js", ECHO, ""],
  ];
  const rows = pairs.flatMap(([client, server, path, note]) =>
    [1, 64].map((inFlight) => ({ client, server, path, note, inFlight, rates: [], cpus: [], serverCpus: [] })),
  );
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const row of rows) {
        const { address, child } = servers[row.server];
        const serverBefore = cpuMicros(child.pid);
        const shared = [address, row.path, row.inFlight, millis];
        const argv = row.client === "native" ? [...shared, BYTES] : [self, "load", row.client, ...shared];
        const command = row.client === "native" ? native : process.execPath;
        const { rate, cpu, calls } = JSON.parse(await output(command, argv.map(String)));
        row.rates.push(rate);
        row.serverCpus.push((cpuMicros(child.pid) - serverBefore) / calls);
        if (cpu !== undefined) row.cpus.push(cpu);
      }
    }
  } finally {
    for (const { child } of Object.values(servers)) child.kill();
  }
  report(rows);
}

function report(rows) {
  const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
  const rateOf = (client, server, note, inFlight) =>
    median(
      rows.find((r) => r.client === client && r.server === server && r.note === note && r.inFlight === inFlight).rates,
    );
  console.log("client -> server                          in flight   calls/s   CPU us/call: client  server");
  for (const { client, server, note, inFlight, rates, cpus, serverCpus } of rows) {
    const name = `${client} -> ${server}${note ? `, ${note}` : ""}`;
    const cells = [median(rates), cpus.length > 0 ? median(cpus) : undefined, median(serverCpus)];
    const [rate, cpu, serverCpu] = cells.map((value) => value?.toFixed(0) ?? "-");
    const line = `${name.padEnd(42)}${String(inFlight).padStart(9)}${rate.padStart(10)}`;
    console.log(`${line}${cpu.padStart(22)}${serverCpu.padStart(8)}`);
  }
  const ratio = (a, b) => (a / b).toFixed(2);
  for (const n of [1, 64]) {
    const js = rateOf("native", "ours", "answered in JavaScript", n);
    const theirs = rateOf("native", "grpc-js", "", n);
    const rust = rateOf("native", "ours", "answered in Rust", n);
    console.log(`${n} in flight, ours / grpc-js:`);
    console.log(`  server under a native client: ${ratio(js, theirs)} (answered in Rust: ${ratio(rust, theirs)})`);
    console.log(
      `  client of the same server: ${ratio(rateOf("ours", "ours", "", n), rateOf("grpc-js", "ours", "", n))}`,
    );
    console.log(`  pair: ${ratio(rateOf("ours", "ours", "", n), rateOf("grpc-js", "grpc-js", "", n))}`);
  }
}
