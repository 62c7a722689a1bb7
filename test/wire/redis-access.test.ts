import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server } from "node:tls";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openRedisStorage, type RedisPlace, type RedisTls } from "../../src/gcs/redis-storage.js";
import { RedisServer } from "./redis-server.js";

const lost = (error: Error) => {
  throw error;
};

/** Who is let in to a Redis: real ones, with a password, with users, and behind TLS. */
describe("a Redis that does not let in everybody", () => {
  const folder = mkdtempSync(join(tmpdir(), "narcine-redis-"));
  let redis: RedisServer;
  let tls: Server;
  const file = (name: string) => join(folder, name);

  beforeAll(async () => {
    makeCertificates(folder);
    const users = [
      "--user",
      "default",
      "on",
      ">secret",
      "~*",
      "+@all",
      "--user",
      "ray",
      "on",
      ">other",
      "~RAY*",
      "+@all",
    ];
    redis = await RedisServer.start(folder, ...users);
    tls = await tlsBefore(redis.port, file);
  });
  afterAll(async () => {
    tls.close();
    await redis.kill();
    rmSync(folder, { recursive: true });
  });

  const place = (access: Partial<RedisPlace>): RedisPlace => ({
    host: "127.0.0.1",
    port: redis.port,
    username: "",
    password: "secret",
    tls: null,
    namespace: "team",
    // Whoever is refused is told at once: nobody here waits for so long.
    connectWithinMs: 600_000,
    retries: 1,
    retryBaseMs: 50,
    retryMaxMs: 100,
    ...access,
  });
  const behindTls = (settings: Partial<RedisTls>): Partial<RedisPlace> => ({
    port: (tls.address() as AddressInfo).port,
    tls: { caCert: "", clientCert: "", clientKey: "", serverName: "", ...settings },
  });
  /** What one head has written, the next one finds. */
  async function writesAndReads(access: Partial<RedisPlace>): Promise<void> {
    const value = Buffer.from(JSON.stringify(access));
    const first = await openRedisStorage(place(access), lost);
    first.put("kv", "ns\0key", value);
    await first.durable();
    await first.close();
    const second = await openRedisStorage(place(access), lost);
    expect([...second.load("kv")]).toEqual([["ns\0key", value]]);
    await second.close();
  }
  const refusal = async (access: Partial<RedisPlace>): Promise<string> =>
    openRedisStorage(place(access), lost).then(
      () => "let in",
      (error: Error) => error.message,
    );

  it("lets in who has the password, or a user's", async () => {
    await writesAndReads({});
    await writesAndReads({ username: "ray", password: "other" });
  });

  it("refuses a wrong password, an unknown user and who has none at once, with Redis's own words", async () => {
    const wrong = /storage in Redis 127\.0\.0\.1:\d+ \(team\) cannot be read \(WRONGPASS .*RAY_REDIS_ADDRESS/;
    expect(await refusal({ password: "guess" })).toMatch(wrong);
    expect(await refusal({ username: "nobody", password: "secret" })).toMatch(wrong);
    expect(await refusal({ password: "" })).toMatch(/cannot be read \(NOAUTH /);
    // The password is nobody's to read in a log.
    expect(await refusal({ password: "guess" })).not.toContain("guess");
  });

  it("is spoken to in TLS with a certificate of ours, under the name in its own", async () => {
    const own = { caCert: file("ca.crt"), clientCert: file("node.crt"), clientKey: file("node.key") };
    await writesAndReads(behindTls({ ...own, serverName: "redis.test" }));
  });

  it("is trusted for an authority that NODE_EXTRA_CA_CERTS adds to Node's own", async () => {
    vi.stubEnv("NODE_EXTRA_CA_CERTS", file("ca.crt"));
    const own = { clientCert: file("node.crt"), clientKey: file("node.key"), serverName: "redis.test" };
    await writesAndReads(behindTls(own));
    vi.unstubAllEnvs();
  });

  it("is not trusted without the authority, or under another name, and trusts nobody without a certificate", async () => {
    const own = { clientCert: file("node.crt"), clientKey: file("node.key") };
    const named = { ...own, serverName: "redis.test" };
    expect(await refusal(behindTls(named))).toMatch(/self-signed certificate|unable to (verify|get)/);
    expect(await refusal(behindTls({ ...own, caCert: file("ca.crt") }))).toMatch(
      /does not match certificate's altnames/,
    );
    const nameless = behindTls({ caCert: file("ca.crt"), serverName: "redis.test" });
    expect(await refusal({ ...nameless, connectWithinMs: 1_000 })).toMatch(
      /cannot be read \(.*(certificate required|ECONNRESET|closed|handshake|does not answer)/,
    );
  });

  it("is not started with files that are not there", async () => {
    expect(await refusal(behindTls({ caCert: "/nowhere/ca.crt" }))).toMatch(/cannot be read \(.*\/nowhere\/ca\.crt/);
  });
});

/** An authority, and a certificate of it for the server and for who connects. */
function makeCertificates(folder: string): void {
  const openssl = (...words: string[]) => execFileSync("openssl", words, { cwd: folder, stdio: "pipe" });
  const key = (name: string) => ["-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`];
  openssl("req", "-x509", ...key("ca"), "-out", "ca.crt", "-days", "2", "-subj", "/CN=test");
  openssl("req", ...key("node"), "-out", "node.csr", "-subj", "/CN=node");
  writeFileSync(join(folder, "names"), "subjectAltName=DNS:redis.test");
  const sign = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names"];
  openssl("x509", "-req", "-in", "node.csr", ...sign, "-out", "node.crt");
}

/** The wheel's Redis was built without TLS: this ends it before it, as stunnel does, and asks for a certificate. */
async function tlsBefore(port: number, file: (name: string) => string): Promise<Server> {
  const read = (name: string) => readFileSync(file(name));
  const trust = { ca: read("ca.crt"), requestCert: true, rejectUnauthorized: true };
  const server = createServer({ key: read("node.key"), cert: read("node.crt"), ...trust }, (secure) => {
    const plain = connect(port, "127.0.0.1");
    secure.pipe(plain).pipe(secure);
    secure.on("error", () => plain.destroy());
    plain.on("error", () => secure.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
