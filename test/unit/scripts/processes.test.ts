import { describe, expect, test } from "vitest";
import { ProcessRoles, type RunProcess } from "../../../scripts/lib/processes.mjs";

const MAIN = "/narcine/bin/raylet.cjs";
const flags = ["--python_worker_command=python default_worker.py", "--session_dir=/tmp/s"];
const shell: RunProcess = {
  pid: 7,
  comm: "narcine-raylet",
  argv: ["/bin/sh", "narcine-raylet", ...flags],
  exe: "/bin/dash",
};
const raylet: RunProcess = { pid: 7, comm: "raylet", argv: ["/cache/raylet", MAIN, ...flags], exe: "/usr/bin/node" };
const worker: RunProcess = { pid: 8, comm: "ray::IDLE", argv: ["ray::IDLE"], exe: "/usr/bin/python3" };

describe("ProcessRoles", () => {
  test("a launcher that is seen before it becomes the raylet counts as the raylet alone", () => {
    const seen = new ProcessRoles(MAIN);
    for (const process of [shell, raylet, worker, raylet]) seen.see(process);
    expect([...seen.roles()]).toEqual([
      ["raylet (ours)", [raylet]],
      ["workers (stock)", [worker]],
    ]);
  });

  test("stock's raylet is stock's, and what is no part of a cluster is left out", () => {
    const seen = new ProcessRoles(MAIN);
    seen.see({ pid: 9, comm: "raylet", argv: ["/ray/raylet", "--head"], exe: "/ray/raylet" });
    seen.see({ pid: 10, comm: "sleep", argv: ["sleep", "1"], exe: "/bin/sleep" });
    expect([...seen.roles().keys()]).toEqual(["raylet (stock)"]);
  });
});
