import { type ClientHttp2Session, connect as connectHttp2, constants } from "node:http2";
import { connect, type NetConnectOpts } from "node:net";
import { JobId, WorkerId } from "../../src/ids/index.js";
import { encodeRayletMessage } from "../../src/wire/raylet-socket.js";
import type { Seeded } from "../chaos/seeded.js";
import { type Golden, goldenBodies } from "../wire/golden.js";

/**
 * Hostile clients. A case is one connection (or one HTTP/2 request) with bytes no honest client sends. The server has to
 * end the connection, or may ignore the case; what it must not do is fail somebody else. Cases that no reading makes
 * sense of are sent without closing our end: then it is the server that has to close.
 */
export interface FuzzReport {
  cases: number;
  /** Cases by what they were. */
  readonly kinds: Map<string, number>;
  /** Senseless cases after which the server kept the connection open for ten seconds. */
  readonly keptOpen: string[];
  /** Attempts that found no server at all: they attacked nobody. */
  readonly unreached: string[];
}

/** A TCP server. */
export interface Door {
  readonly host: string;
  readonly port: number;
}

const COOKIE = Buffer.from("0000000000594152", "hex");
const CLOSE_WITHIN_MS = 10_000;
/** Connections at a time. */
const AT_ONCE = 24;

interface Case {
  readonly kind: string;
  readonly bytes: Buffer;
  /** The server must close, though we do not. */
  readonly mustClose: boolean;
}

export const emptyReport = (): FuzzReport => ({ cases: 0, kinds: new Map(), keptOpen: [], unreached: [] });

/** Attacks the raylet's or the store's unix socket. */
export function fuzzSocket(
  path: string,
  which: "raylet" | "plasma",
  cases: number,
  random: Seeded,
  report: FuzzReport,
) {
  const golden = goldenBodies(`${which}-socket.txt`).filter(
    // A client that says it is a driver of a living job, or that its driver has left, is believed: it is no bad input.
    ({ direction, name }) => direction === ">" && !/^(RegisterClient|DisconnectClient|AnnounceWorkerPort)/.test(name),
  );
  return spread(cases, () => attack({ path }, socketCase(which, golden, random), report));
}

/** Attacks the gRPC port below HTTP/2: bytes on a TCP connection. */
export function fuzzPort(door: Door, cases: number, random: Seeded, report: FuzzReport) {
  return spread(cases, () => attack({ ...door }, portCase(random), report));
}

const header = (type: bigint, length: bigint, cookie: Buffer = COOKIE): Buffer => {
  const made = Buffer.alloc(24);
  cookie.copy(made);
  made.writeBigInt64LE(type, 8);
  made.writeBigInt64LE(length, 16);
  return made;
};

const framed = (type: number, body: Buffer): Buffer => Buffer.concat([header(BigInt(type), BigInt(body.length)), body]);

function socketCase(which: "raylet" | "plasma", golden: readonly Golden[], random: Seeded): Case {
  const known = random.pick(golden);
  const body = Buffer.from(known.body);
  switch (random.below(11)) {
    case 0:
      return { kind: "wrong cookie", bytes: header(1n, 8n, random.bytes(8)), mustClose: true };
    case 1: {
      const length = random.pick([2n ** 31n, 2n ** 40n, 2n ** 62n, -1n, -(2n ** 63n), 2n ** 63n - 1n]);
      return { kind: "impossible length", bytes: header(BigInt(known.type), length), mustClose: true };
    }
    case 2: {
      const type = random.pick([-1n, 2n, 4n, 99n, 2n ** 40n, -(2n ** 63n)]);
      // In the plasma protocol 2 and 4 are requests.
      const mustClose = which === "raylet" || (type !== 2n && type !== 4n);
      return { kind: "unknown type", bytes: Buffer.concat([header(type, 4n), random.bytes(4)]), mustClose };
    }
    case 3: {
      const cut = body.subarray(0, random.below(Math.max(1, body.length)));
      return { kind: "truncated flatbuffer", bytes: framed(known.type, cut), mustClose: false };
    }
    case 4:
    case 5: {
      for (let flips = random.between(1, 6); flips > 0 && body.length > 0; flips--) {
        body[random.below(body.length)] = random.below(256);
      }
      return { kind: "changed flatbuffer", bytes: framed(known.type, withoutKnownIds(body)), mustClose: false };
    }
    case 6:
      return { kind: "random body", bytes: framed(known.type, random.bytes(random.below(200))), mustClose: false };
    case 7:
      return { kind: "random bytes", bytes: random.bytes(random.between(24, 300)), mustClose: true };
    case 8: {
      const whole = framed(known.type, body);
      return { kind: "ends early", bytes: whole.subarray(0, random.below(whole.length)), mustClose: false };
    }
    case 9: {
      if (which === "plasma") return { kind: "ends at once", bytes: Buffer.alloc(0), mustClose: false };
      const bytes = Buffer.concat([strangeWorker(random), framed(known.type, body)]);
      return { kind: "unknown worker", bytes, mustClose: false };
    }
    default: {
      // Ids of another cluster's objects and workers, several messages on one connection.
      const frames = [framed(known.type, body)];
      for (let more = random.below(4); more > 0; more--) {
        const next = random.pick(golden);
        frames.push(framed(next.type, next.body));
      }
      return { kind: "unknown ids", bytes: Buffer.concat(frames), mustClose: false };
    }
  }
}

/** A worker that nobody started asks to be registered. */
function strangeWorker(random: Seeded): Buffer {
  return encodeRayletMessage({
    type: "RegisterClientRequest",
    workerType: "WORKER",
    workerId: WorkerId.fromBytes(random.bytes(28)),
    pid: random.below(2 ** 22),
    jobId: JobId.fromBytes(random.bytes(4)),
    runtimeEnvHash: 0,
    language: "PYTHON",
    ip: "127.0.0.1",
    port: 0,
    serializedJobConfig: Buffer.alloc(0),
  });
}

/** Recorded job ids (first job: 01000000) are real ones here too: changed bodies must not speak for the living job. */
function withoutKnownIds(body: Buffer): Buffer {
  const job = Buffer.from("01000000ffffffff", "hex");
  for (let at = body.indexOf(job); at >= 0; at = body.indexOf(job, at + 1)) body[at] = 0xee;
  return body;
}

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

function portCase(random: Seeded): Case {
  const frame = (type: number, flags: number, stream: number, body: Buffer, length = body.length): Buffer => {
    const made = Buffer.alloc(9);
    made.writeUIntBE(length & 0xffffff, 0, 3);
    made[3] = type;
    made[4] = flags;
    made.writeUInt32BE(stream, 5);
    return Buffer.concat([made, body]);
  };
  const settings = frame(4, 0, 0, Buffer.alloc(0));
  const opened = Buffer.concat([PREFACE, settings]);
  switch (random.below(7)) {
    case 0:
      return { kind: "random bytes", bytes: random.bytes(random.between(24, 400)), mustClose: true };
    case 1:
      return { kind: "HTTP/1.1", bytes: Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), mustClose: true };
    case 2: {
      const bytes = Buffer.concat([
        opened,
        frame(random.below(12), random.below(256), random.below(8), random.bytes(40)),
      ]);
      return { kind: "random frame", bytes, mustClose: false };
    }
    case 3: {
      // HPACK that names an entry far outside its tables.
      const bytes = Buffer.concat([opened, frame(1, 5, 1, Buffer.from("ffffffff7f", "hex"))]);
      return { kind: "broken headers", bytes, mustClose: false };
    }
    case 4: {
      const bytes = Buffer.concat([opened, frame(0, 0, 1, random.bytes(20), 0xffffff)]);
      return { kind: "impossible frame length", bytes, mustClose: false };
    }
    case 5:
      return { kind: "half a preface", bytes: PREFACE.subarray(0, random.below(PREFACE.length)), mustClose: false };
    default: {
      const bytes = Buffer.concat([opened, frame(4, 0, 0, random.bytes(7))]);
      return { kind: "settings of no length", bytes, mustClose: false };
    }
  }
}

/** One connection: sends the case and waits for the end. */
function attack(where: NetConnectOpts, { kind, bytes, mustClose }: Case, report: FuzzReport): Promise<void> {
  report.cases += 1;
  report.kinds.set(kind, (report.kinds.get(kind) ?? 0) + 1);
  return new Promise((resolve) => {
    const socket = connect(where);
    const timer = setTimeout(() => {
      if (mustClose) report.keptOpen.push(`${kind}: ${bytes.subarray(0, 64).toString("hex")}`);
      socket.destroy();
    }, CLOSE_WITHIN_MS);
    socket.on("connect", () => {
      socket.write(bytes);
      if (!mustClose) socket.end();
    });
    socket.on("data", () => undefined);
    socket.on("error", (error) => noteUnreached(error, report));
    socket.on("end", () => socket.end());
    socket.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** A reset is a way to close; a connection that is refused, or a socket that is not there, is a case nobody got. */
function noteUnreached(error: Error, report: FuzzReport): void {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ECONNREFUSED" || code === "ENOENT") report.unreached.push(error.message);
}

/** Methods whose effect on garbage could only fall on its sender, by service. */
export const nodeManagerMethods = [
  "RequestWorkerLease",
  "ReturnWorkerLease",
  "CancelWorkerLease",
  "PinObjectIDs",
  "FreeLocalObjects",
  "ReportWorkerBacklog",
  "GetWorkerFailureCause",
  "GetObjectsInfo",
  "GetNodeStats",
  "KillLocalActor",
  "CancelLocalTask",
  "NoSuchMethod",
].map((method) => `/ray.rpc.NodeManagerService/${method}`);
export const objectManagerMethods = ["Push", "Pull"].map((method) => `/ray.rpc.ObjectManagerService/${method}`);

/** Attacks the methods of a gRPC port: wrong tokens, broken message frames, bodies that are no protobuf. */
export async function fuzzMethods(
  door: Door,
  paths: readonly string[],
  token: string,
  cases: number,
  random: Seeded,
  report: FuzzReport,
) {
  let session = openSession(door, report);
  await spread(cases, async () => {
    // A server may well end a session that misbehaves.
    if (session.destroyed || session.closed) session = openSession(door, report);
    report.cases += 1;
    await request(session, random.pick(paths), token, random, report);
  });
  session.close();
}

function openSession({ host, port }: Door, report: FuzzReport): ClientHttp2Session {
  const session = connectHttp2(`http://${host}:${port}`);
  session.on("error", (error) => noteUnreached(error, report));
  return session;
}

function request(
  session: ClientHttp2Session,
  path: string,
  token: string,
  random: Seeded,
  report: FuzzReport,
): Promise<void> {
  const right = random.below(2) === 0;
  const kind = right ? "broken message" : "wrong token";
  report.kinds.set(kind, (report.kinds.get(kind) ?? 0) + 1);
  const body = grpcBody(random);
  return new Promise((resolve) => {
    const stream = session.request({
      ":method": "POST",
      ":path": path,
      "content-type": "application/grpc",
      te: "trailers",
      authorization: right ? `Bearer ${token}` : `Bearer ${random.bytes(16).toString("hex")}`,
    });
    const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), CLOSE_WITHIN_MS);
    stream.on("data", () => undefined);
    stream.on("error", () => undefined);
    stream.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
    stream.end(body);
  });
}

/** A gRPC message frame (flag, length, message) that is wrong in its length or in its protobuf. */
function grpcBody(random: Seeded): Buffer {
  // Field 1 announced as length-delimited and longer than what follows: no protobuf parser takes it.
  const message = Buffer.concat([Buffer.from("0aff01", "hex"), random.bytes(random.below(60))]);
  const prefix = Buffer.alloc(5);
  prefix[0] = random.below(8) === 0 ? random.below(256) : 0;
  prefix.writeUInt32BE(random.below(4) === 0 ? random.below(0xffffffff) : message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Runs so many cases, some at a time. */
async function spread(cases: number, one: () => Promise<void>): Promise<void> {
  let left = cases;
  const runner = async (): Promise<void> => {
    while (left-- > 0) await one();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, runner));
}
