import type { ChildProcess } from "node:child_process";
import { afterEach, expect, it, vi } from "vitest";
import { endOnSignal } from "../../../src/cli/start/block.js";

afterEach(() => vi.restoreAllMocks());

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s while a node starts ends what there is of it, and then the command", (signal, code) => {
  const exit = vi.spyOn(process, "exit").mockImplementation(() => undefined as never);
  const before = process.listenerCount(signal);
  const kill = vi.fn();
  const processes: ChildProcess[] = [];
  const release = endOnSignal(processes);
  // Started after the command began to listen.
  processes.unshift({ kill } as unknown as ChildProcess);
  process.emit(signal, signal);
  expect(kill).toHaveBeenCalledWith("SIGTERM");
  expect(exit).toHaveBeenCalledWith(code);
  release();
  expect(process.listenerCount(signal)).toBe(before);
});
