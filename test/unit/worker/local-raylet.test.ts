import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { whyNoTypeScript } from "../../../src/worker/local-raylet.js";

const stock = "/site-packages/ray/core/src/ray/raylet/raylet";

describe("whether the local raylet starts TypeScript workers", () => {
  const started: ChildProcess[] = [];
  afterEach(() => {
    for (const child of started.splice(0)) child.kill("SIGKILL");
  });

  /** A process that looks like a raylet of this name. */
  const raylet = async (argv0: string, socket: string, cppCommand: string): Promise<void> => {
    const flags = [`--raylet_socket_name=${socket}`, `--cpp_worker_command=${cppCommand}`];
    const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)", "--", ...flags], { argv0 });
    started.push(child);
    await vi.waitFor(() => expect(readFileSync(`/proc/${child.pid}/cmdline`, "utf8")).toContain(socket));
  };

  it.each([
    ["stock's without a command for them", stock, "", /narcine run --raylet stock/],
    ["stock's with one", stock, "python setup_worker.py /x/default_worker", null],
    ["ours", "/cache/raylet", "", null],
  ])("%s", async (_what, argv0, command, expected) => {
    const socket = `/tmp/narcine-test-${process.pid}-${argv0.length}-${command.length}/raylet`;
    await raylet(argv0, socket, command);
    if (expected === null) expect(whyNoTypeScript(socket)).toBe(null);
    else expect(whyNoTypeScript(socket)).toMatch(expected);
  });

  it("nobody's: then nothing is known", () => {
    expect(whyNoTypeScript("/tmp/narcine-test-nobody/raylet")).toBe(null);
  });
});
