import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CodeLoader, CodeNotFoundError } from "../../../src/worker/executor/code-loader.js";

describe("CodeLoader", () => {
  const folder = mkdtempSync(join(tmpdir(), "narcine-code-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const loader = new CodeLoader();

  it("finds exports of files, with and without their ending, and of packages", async () => {
    write("one.mjs", "export const f = () => 1; export default () => 'default';");
    write("sub/two.cjs", "exports.g = () => 2;");
    write("node_modules/three/index.js", "exports.h = () => 3;");
    expect(await loader.load("one:f", [folder])).toBeTypeOf("function");
    expect(((await loader.load("one.mjs", [join(folder, "nowhere"), folder])) as () => string)()).toBe("default");
    expect(((await loader.load("sub/two:g", [folder])) as () => number)()).toBe(2);
    expect(((await loader.load("three:h", [folder])) as () => number)()).toBe(3);
    expect(((await loader.load(`${join(folder, "one")}:f`, [])) as () => number)()).toBe(1);
  });

  it("says where it looked, and what there is instead", async () => {
    await expect(loader.load("absent:f", [folder])).rejects.toThrow(CodeNotFoundError);
    await expect(loader.load("absent:f", [folder])).rejects.toThrow(`looked in ${folder}`);
    await expect(loader.load("absent:f", [])).rejects.toThrow(/search path is empty/);
    await expect(loader.load("one:missing", [folder])).rejects.toThrow(/no "missing"; it exports default, f/);
  });

  it("tries a module again that could not be loaded", async () => {
    await expect(loader.load("late:f", [folder])).rejects.toThrow(CodeNotFoundError);
    write("late.mjs", "export const f = 1;");
    expect(await loader.load("late:f", [folder])).toBe(1);
  });
});
