import { lookup } from "node:dns/promises";
import { chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ClusterAddressError, clusterAddress } from "../../../src/cli/cluster-address.js";
import { nodeIpAddress, ownAddressFor } from "../../../src/cli/start/machine.js";
import { checkOptions, StartOptionError } from "../../../src/cli/start/options.js";

it.each(["10.0.0.1:6379", "head.example:6379", "[::1]:6379"])("takes %s as it is", (address) => {
  expect(clusterAddress(address, {})).toBe(address);
  expect(clusterAddress(undefined, { RAY_ADDRESS: address })).toBe(address);
  expect(() => checkOptions({ head: false, address })).not.toThrow();
});

it.each(["10.0.0.1", "ray://10.0.0.1:10001", "head:", ":6379", "head:port"])(
  "refuses %s, which is no head's",
  (address) => {
    expect(() => clusterAddress(address, {})).toThrow(ClusterAddressError);
    expect(() => clusterAddress(undefined, { RAY_ADDRESS: address })).toThrow(`${address} is not host:port of a head`);
    expect(() => checkOptions({ head: false, address })).toThrow(StartOptionError);
  },
);

describe("a machine on which clusters run", () => {
  let folder = "";
  const proc = () => join(folder, "proc");
  const start = (pid: number, address: string) => {
    mkdirSync(join(proc(), String(pid)), { recursive: true });
    const argv = ["/usr/lib/raylet", "--store_socket_name=x", `--gcs-address=${address}`, ""];
    writeFileSync(join(proc(), String(pid), "cmdline"), argv.join("\0"));
    return statSync(join(proc(), String(pid))).uid;
  };
  const note = (address: string) => {
    mkdirSync(join(folder, "ray"), { recursive: true });
    writeFileSync(join(folder, "ray", "ray_current_cluster"), address);
  };
  const found = (uid: number) => clusterAddress(undefined, { RAY_TMPDIR: folder }, { proc: proc(), uid });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "narcine-address-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("has the one that was noted last, if that still runs, else the only one", () => {
    const uid = start(7, "10.0.0.1:1");
    note("10.0.0.9:9");
    expect(found(uid)).toBe("10.0.0.1:1");
    start(8, "10.0.0.1:2");
    expect(() => found(uid)).toThrow(/several heads run here: 10\.0\.0\.1:1, 10\.0\.0\.1:2/);
    note("10.0.0.1:2");
    expect(found(uid)).toBe("10.0.0.1:2");
  });

  // Only root gives files to others.
  it.runIf(process.getuid?.() === 0)("has this user's before another one's, whoever noted theirs last", () => {
    const uid = start(7, "10.0.0.1:1");
    start(8, "10.0.0.1:2");
    chownSync(join(proc(), "8"), uid + 1, 0);
    note("10.0.0.1:2");
    expect([uid, uid + 1].map(found)).toEqual(["10.0.0.1:1", "10.0.0.1:2"]);
    expect(found(uid + 2)).toBe("10.0.0.1:2");
  });
});

describe("the address of this machine", () => {
  const ofName = async () => (await lookup(hostname(), { family: 4 }).catch(() => ({ address: "127.0.0.1" }))).address;

  it("is the one of its name where no packet can go", async () => {
    // The kernel refuses a broadcast that nobody asked for, as it does any packet where there is no network.
    expect(await nodeIpAddress("255.255.255.255")).toBe(await ofName());
  });

  it("is the one that packets leave by", async () => {
    expect(await nodeIpAddress("127.0.0.1")).toBe("127.0.0.1");
    // Where there is no IPv6, none leave.
    expect(["::1", await ofName()]).toContain(await nodeIpAddress("[::1]"));
  });

  it.each(["0", "false", ""])("is loopback where Ray keeps clusters to one machine: %j", async (value) => {
    const env = { RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER: value };
    expect(await ownAddressFor("127.0.0.1", env)).toBe("127.0.0.1");
    expect(await ownAddressFor("10.0.0.9", env)).toBe("10.0.0.9");
    expect(await ownAddressFor("localhost", { RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER: "True" })).toBe(await nodeIpAddress());
  });
});
