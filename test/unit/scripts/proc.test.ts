import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const scripts = join(import.meta.dirname, "..", "..", "..", "scripts");
const urlOf = (...parts: string[]) => JSON.stringify(pathToFileURL(join(scripts, ...parts)).href);
/** The beginning of a script of ours. */
const imports = `
  import { run } from ${urlOf("lib", "proc.mjs")};
  import { runScript } from ${urlOf("setup.mjs")};
`;

describe("a script of ours", () => {
  let file = "";
  beforeEach(() => {
    file = join(mkdtempSync(join(tmpdir(), "narcine-script-")), "script.mjs");
  });
  afterEach(() => rmSync(join(file, ".."), { recursive: true }));

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "told to stop by %s begins nothing more, tidies up and says so by its exit code",
    async (signal, code) => {
      const body = `await runScript(async () => {
      try {
        await run(["sh", "-c", "echo one; exec sleep 30"]);
        await run(["sh", "-c", "echo two; exec sleep 1"]);
      } finally {
        await new Promise((resolve) => setTimeout(resolve, 300));
        console.log("tidy");
      }
    });`;
      writeFileSync(file, imports + body);
      const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "ignore"] });
      let said = "";
      child.stdout.on("data", (chunk) => {
        said += chunk;
        // npm hands on a second one.
        if (String(chunk).includes("one")) for (const _ of [1, 2]) child.kill(signal);
      });
      const ended = await new Promise((resolve) => child.once("close", (...end) => resolve(end)));
      expect(said).toBe("one\ntidy\n");
      expect(ended).toEqual([code, null]);
    },
  );

  it.each([
    ["SEGV", 139],
    ["INT", 130],
    ["KILL", 137],
  ])("names the signal SIG%s that ended what it ran", (signal, code) => {
    writeFileSync(file, `${imports} console.log((await run(["sh", "-c", "kill -${signal} $$"])).code);`);
    expect(spawnSync(process.execPath, [file], { encoding: "utf8" }).stdout).toBe(`${code}\n`);
  });
});
