import { lookup } from "node:dns/promises";
import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { ClusterAddressError, clusterAddress } from "../../../src/cli/cluster-address.js";
import { nodeIpAddress } from "../../../src/cli/start/machine.js";
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
});
