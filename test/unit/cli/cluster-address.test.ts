import { expect, it } from "vitest";
import { ClusterAddressError, clusterAddress } from "../../../src/cli/cluster-address.js";
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
