import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LogStream } from "../../../src/spark/holder/log-stream.js";

describe("a stream of logs", () => {
  let folder: string;
  let logs: string;
  let kept: string;
  let problems: string[];
  let stream: LogStream;
  const read = (name: string) => readFileSync(join(kept, name), "utf8");

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ns-logs-"));
    [logs, kept] = [join(folder, "logs"), join(folder, "kept")];
    problems = [];
    stream = new LogStream(
      () => logs,
      kept,
      (problem) => problems.push(problem),
    );
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("waits for the folder, and copies what is new each time", () => {
    stream.sync();
    mkdirSync(join(logs, "events"), { recursive: true });
    writeFileSync(join(logs, "raylet.out"), "one\n");
    writeFileSync(join(logs, "events", "e.log"), "event\n");
    stream.sync();
    appendFileSync(join(logs, "raylet.out"), "two\n");
    stream.sync();
    stream.sync();
    expect([read("raylet.out"), read("events/e.log")]).toEqual(["one\ntwo\n", "event\n"]);
    expect(problems).toEqual([]);
  });

  it("copies a file larger than its buffer whole", () => {
    mkdirSync(logs);
    const text = "0123456789abcdef".repeat(50_000);
    writeFileSync(join(logs, "worker.out"), text);
    stream.sync();
    expect(read("worker.out") === text).toBe(true);
  });

  it("loses nothing when a log is rotated", () => {
    mkdirSync(logs);
    writeFileSync(join(logs, "a.log"), "old\n");
    stream.sync();
    appendFileSync(join(logs, "a.log"), "last of the old\n");
    renameSync(join(logs, "a.log"), join(logs, "a.log.1"));
    writeFileSync(join(logs, "a.log"), "new\n");
    stream.sync();
    expect([read("a.log"), read("a.log~2")]).toEqual(["old\nlast of the old\n", "new\n"]);
  });

  it("copies a file anew that begins again, or has the inode of one that was removed", () => {
    mkdirSync(logs);
    writeFileSync(join(logs, "a.log"), "the oldest, of some length\n");
    stream.sync();
    writeFileSync(join(logs, "a.log"), "new\n");
    stream.sync();
    appendFileSync(join(logs, "a.log"), "and on until it is longer than the oldest was\n");
    stream.sync();
    expect([read("a.log"), read("a.log~2")]).toEqual([
      "the oldest, of some length\n",
      "new\nand on until it is longer than the oldest was\n",
    ]);
  });

  it("says once why it cannot copy, and goes on when it can", () => {
    mkdirSync(logs);
    writeFileSync(kept, "a file in the place of the folder");
    writeFileSync(join(logs, "a.log"), "text\n");
    stream.sync();
    stream.sync();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`logs cannot be copied to ${kept}`);
    rmSync(kept);
    stream.sync();
    expect(read("a.log")).toBe("text\n");
  });
});
