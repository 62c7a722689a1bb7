import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const scripts = join(import.meta.dirname, "..", "..", "..", "scripts");
const urlOf = (...parts: string[]) => JSON.stringify(pathToFileURL(join(scripts, ...parts)).href);

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "narcine-setup-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a module prints, of which this is the text; its names are those of the scripts. */
function said(text: string, env: NodeJS.ProcessEnv = {}): string {
  const names = `
    import { allSteps } from ${urlOf("setup.mjs")};
    import { isDone, runChain } from ${urlOf("lib", "steps.mjs")};
    import { isWhole } from ${urlOf("lib", "venv.mjs")};
    import { isMain } from ${urlOf("lib", "project.mjs")};
    import { ltsNode } from ${urlOf("lib", "lts-node.mjs")};
    import { oneAtATime } from ${urlOf("lib", "one-at-a-time.mjs")};
    import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
    const at = (name) => ${JSON.stringify(folder)} + "/" + name;
    const quiet = () => {};
    const told = (error) => console.log(error.message);
  `;
  const result = spawnSync(process.execPath, ["--input-type=module", "-e", names + text], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return result.stdout + result.stderr;
}

const program = (name: string, text: string): void => {
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(folder, name), 0o755);
};

describe("a step of the set-up", () => {
  /** Makes a file of what `source` says, as a compiler that may stop half-way. */
  const step = `
    let source = "one";
    let breaks = false;
    const step = { name: "it", stampFile: at("stamp"), outputs: [at("out")], hash: () => source, make: async () => {
      writeFileSync(at("out"), source);
      if (breaks) throw new Error("broke off");
    } };
    const make = () => runChain([step], {}, quiet).then((did) => console.log(did.length), told);
  `;

  it("is not taken for done when it broke off and its inputs are those of before again", () => {
    const text = `${step} await make(); source = "two"; breaks = true; await make();
      source = "one"; breaks = false; await make(); console.log(readFileSync(at("out"), "utf8")); await make();`;
    expect(said(text)).toBe("1\nbroke off\n1\none\n0\n");
  });

  it("is not taken for done when it did not make what it should", () => {
    const text = `${step} step.make = async () => {}; await make(); console.log(isDone(step));`;
    expect(said(text)).toBe(`setup of it failed: it did not make ${folder}/out\nfalse\n`);
  });

  it("is done again when the one before it took its output away", () => {
    const text = `${step} await make();
      const first = { ...step, name: "first", stampFile: at("other"), make: async () => { rmSync(at("stamp")); writeFileSync(at("out"), ""); } };
      console.log(await runChain([first, step], {}, quiet));`;
    expect(said(text)).toBe("1\n[ 'first', 'it' ]\n");
  });

  it("brings what building needs whatever npm and pip are told elsewhere", () => {
    const text = `for (const name of ["node modules", "PySpark"]) {
      await allSteps().find((step) => step.name === name).make(async (argv) => console.log(argv.join(" ")));
    }`;
    expect(said(text)).toMatch(/^npm ci .*--include=dev.*\n.* pip .*install.* --no-user/);
  });
});

it("a link to a script is the script", () => {
  const script = join(folder, "script.mjs");
  writeFileSync(script, `import { isMain } from ${urlOf("lib", "project.mjs")}; console.log(isMain(import.meta.url));`);
  symlinkSync(folder, join(folder, "link"));
  const run = (path: string) => spawnSync(process.execPath, [path], { encoding: "utf8" }).stdout;
  expect([script, join(folder, "link", "script.mjs")].map(run)).toEqual(["true\n", "true\n"]);
});

describe("a virtual environment", () => {
  const isWhole = () => said(`console.log(await isWhole(at("venv")));`);
  beforeEach(() => mkdirSync(join(folder, "venv", "bin"), { recursive: true }));

  it("can be built on when its pip runs and is its own", () => {
    program("venv/bin/python", "exit 0");
    expect(isWhole()).toBe("false\n");
    writeFileSync(join(folder, "venv", "bin", "pip"), `#!${folder}/venv/bin/python3.11\n`);
    expect(isWhole()).toBe("true\n");
    // Another checkout may share it by a link.
    symlinkSync(join(folder, "venv"), join(folder, "shared"));
    expect(said(`console.log(await isWhole(at("shared")));`)).toBe("true\n");
  });

  it("cannot when its making broke off, or it was moved", () => {
    program("venv/bin/python", "echo No module named pip >&2; exit 1");
    writeFileSync(join(folder, "venv", "bin", "pip"), `#!${folder}/venv/bin/python\n`);
    expect(isWhole()).toBe("false\n");
    program("venv/bin/python", "exit 0");
    writeFileSync(join(folder, "venv", "bin", "pip"), "#!/elsewhere/venv/bin/python\n");
    expect(isWhole()).toBe("false\n");
  });
});

it("a Node whose download broke off is brought again", () => {
  const binary = join("node-1.2.3", "node_modules", `node-linux-${process.arch}`, "bin");
  mkdirSync(join(folder, binary), { recursive: true });
  program(join(binary, "node"), "exit 1");
  program(
    "npm",
    `mkdir -p '${folder}/${binary}' && printf '#!/bin/sh\\necho v1.2.3\\n' > '${folder}/${binary}/node'
    chmod +x '${folder}/${binary}/node'`,
  );
  const env = { PATH: `${folder}:${process.env["PATH"]}`, NARCINE_TEST_NODE: "1.2.3" };
  expect(said(`console.log((await ltsNode(${JSON.stringify(folder)})).version);`, env)).toBe("v1.2.3\n");
});

it("two set-ups of one checkout take turns, and one that was killed is in nobody's way", async () => {
  const text = (body: string) => `import { oneAtATime } from ${urlOf("lib", "one-at-a-time.mjs")};
    import { appendFileSync, existsSync } from "node:fs";
    import { setTimeout as sleep } from "node:timers/promises";
    const note = (word) => appendFileSync(${JSON.stringify(join(folder, "log"))}, word);
    await oneAtATime(${JSON.stringify(folder)}, (line) => note("w"), async () => { ${body} });`;
  const start = (body: string) =>
    spawn(process.execPath, ["--input-type=module", "-e", text(body)], { stdio: "inherit" });
  const log = () => (existsSync(join(folder, "log")) ? readFileSync(join(folder, "log"), "utf8") : "");
  const until = async (wanted: string) => {
    while (!log().startsWith(wanted)) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const killed = start(`note("1"); await sleep(60_000);`);
  await until("1");
  const go = join(folder, "go");
  const second = start(`note("2"); while (!existsSync(${JSON.stringify(go)})) await sleep(20); note("3");`);
  await until("1w");
  const ended = new Promise((resolve) => second.once("exit", resolve));
  killed.kill("SIGKILL");
  await until("1w2");
  const third = start(`note("4");`);
  await until("1w2w");
  writeFileSync(go, "");
  const alsoEnded = new Promise((resolve) => third.once("exit", resolve));
  expect([await ended, await alsoEnded, log()]).toEqual([0, 0, "1w2w34"]);
}, 60_000);
