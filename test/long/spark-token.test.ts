import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lines, OF_RAY, python, repository, Scene, startSpark } from "../spark/harness.js";

/** Pages of Spark's UI at most; it has about fifty. */
const MOST_PAGES = 200;

describe("a cluster's token", () => {
  let scene: Scene;
  let master: string;

  beforeAll(async () => {
    scene = new Scene();
    master = await startSpark(scene, 2, 2);
  });
  afterAll(() => scene.end());

  /** Every page that can be reached from the UI's first ones, and its REST interface. */
  async function pagesWith(ui: string, token: string): Promise<{ seen: number; found: string[] }> {
    const application = ((await (await fetch(`${ui}/api/v1/applications`)).json()) as { id: string }[])[0]?.id;
    const rest = ["jobs", "stages", "executors", "allexecutors", "storage/rdd", "environment", "sql?details=true"];
    const waiting = [`${ui}/`, ...rest.map((path) => `${ui}/api/v1/applications/${application}/${path}`)];
    const seen = new Set(waiting);
    const found: string[] = [];
    for (let next = waiting.shift(); next !== undefined && seen.size < MOST_PAGES; next = waiting.shift()) {
      const text = await (await fetch(next)).text();
      if (text.includes(token)) found.push(next);
      for (const [, href = ""] of text.matchAll(/href="([^"#]+)/g)) {
        const url = new URL(href.replaceAll("&amp;", "&"), next).href;
        // "kill" links change something.
        if (!url.startsWith(ui) || url.includes("kill") || url.includes("/static/") || seen.has(url)) continue;
        seen.add(url);
        waiting.push(url);
      }
    }
    return { seen: seen.size, found };
  }

  function filesWith(folder: string, token: string): string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => {
        try {
          return statSync(path).size < 64 * 1024 ** 2 && readFileSync(path).includes(token);
        } catch {
          return false; // Gone since.
        }
      });
  }

  /** Processes of this test that have it in their arguments; in their environment, though they are not below a holder. */
  function processesWith(token: string): string[] {
    return scene
      .processes()
      .filter(({ pid, line }) => {
        const environment = readFileSync(`/proc/${pid}/environ`, "latin1");
        const isOfANode = scene.ancestor(pid, "holder/main") !== null;
        return line.includes(token) || (environment.includes(token) && !isOfANode);
      })
      .map(({ line }) => line);
  }

  async function look(ui: string, token: string): Promise<void> {
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    const pages = await pagesWith(ui, token);
    expect(pages.seen).toBeGreaterThan(20);
    expect(pages.found).toEqual([]);
    expect(processesWith(token)).toEqual([]);
    expect(filesWith(scene.folder, token)).toEqual([]);
    // It is where it is looked for.
    const node = scene.processes().find(({ line }) => line.startsWith("raylet "));
    expect(readFileSync(`/proc/${node?.pid}/environ`, "latin1")).toContain(token);
  }

  it("is in no page of Spark's, no argument list, no file and no log; and one of the user's changes nothing", async () => {
    const script = join(repository, "test", "spark", "programs", "more.py");
    const stale = { RAY_AUTH_MODE: "token", RAY_AUTH_TOKEN_PATH: "/nowhere/auth_token" };
    const program = scene.start([python, script, master, join(scene.folder, "ray"), "token"], stale);
    let stderr = "";
    program.stderr?.on("data", (text) => {
      stderr = `${stderr}${text}`.slice(-200_000);
    });
    const lines = new Lines(program);
    const { token, ui } = (await lines.fact("TOKEN_IS", 300_000).catch((error) => {
      throw new Error(`${error.message}\n--- stderr\n${stderr}`);
    })) as { token: string; ui: string };
    await look(ui, token);
    program.stdin?.write("\n");
    expect(await lines.fact("TOKEN")).toEqual({ cpus: 2 });
    const said = lines.all.filter((line) => !line.startsWith("TOKEN_IS "));
    expect(`${said.join("\n")}${stderr}`).not.toContain(token);
    expect(said.join("\n")).toContain("RAY_AUTH_TOKEN_PATH of the environment of another cluster: not used");
    expect(await scene.leftOf(OF_RAY)).toEqual([]);
  });

  it("is as hidden where a TypeScript program sets the cluster up", async () => {
    const script = join(repository, "test", "spark", "programs", "token.mjs");
    const program = scene.start([process.execPath, script, master, join(scene.folder, "ray")]);
    let stderr = "";
    program.stderr?.on("data", (text) => {
      stderr = `${stderr}${text}`.slice(-200_000);
    });
    const lines = new Lines(program);
    const { token, ui } = (await lines.fact("TOKEN_IS", 300_000).catch((error) => {
      throw new Error(`${error.message}\n--- stderr\n${stderr}`);
    })) as { token: string; ui: string };
    await look(ui, token);
    program.stdin?.write("\n");
    await lines.fact("TOKEN");
    expect(`${lines.all.filter((line) => !line.startsWith("TOKEN_IS ")).join("\n")}${stderr}`).not.toContain(token);
    expect(await scene.leftOf(OF_RAY)).toEqual([]);
  });
});
