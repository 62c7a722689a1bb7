import { readFileSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { nameProcess } from "../../../src/runtime/process-name.js";

const comm = () => readFileSync("/proc/self/comm", "utf8").trim();
const before = comm();
afterEach(() => nameProcess(before));

it("names the process and leaves its arguments alone", () => {
  const cmdline = readFileSync("/proc/self/cmdline", "utf8");
  nameProcess("raylet");
  expect(comm()).toBe("raylet");
  expect(readFileSync("/proc/self/cmdline", "utf8")).toBe(cmdline);
});
