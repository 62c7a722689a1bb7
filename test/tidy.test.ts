import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/**
 * The rules of the tree that no compiler and no linter checks: who may import whom, what the pure core may not do, how
 * long a file may be, and what must not be in a file at all. ARCHITECTURE.md says why.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const self = relative(root, fileURLToPath(import.meta.url));

/** Tracked files and new ones that are not ignored. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root })
  .toString()
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(root, file)));
const read = (file: string) => readFileSync(join(root, file), "utf8");
const source = files.filter((file) => /^src\/.*\.ts$/.test(file));
const isGenerated = (file: string) => file.includes("/generated/");

/** Folder of src -> folders it may import besides itself. A folder that is not here has to be added with a reason. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  ids: [],
  wire: ["ids"],
  core: ["ids", "wire"],
  // The border to Rust: bytes and numbers. Only those who perform effects cross it.
  native: ["ids", "wire"],
  runtime: ["ids", "wire", "core", "native"],
  observe: ["ids", "wire", "core", "runtime"],
  raylet: ["ids", "wire", "core", "native", "runtime", "observe"],
  gcs: ["ids", "wire", "core", "native", "runtime", "observe"],
  worker: ["ids", "wire", "core", "native", "runtime", "observe"],
  // Its holder is a sub-reaper and calls the head.
  spark: ["ids", "wire", "core", "native", "runtime", "observe"],
  // A driver like a worker's, and the threads that its tasks run on.
  local: ["ids", "wire", "core", "native", "runtime", "worker"],
  api: ["ids", "wire", "core", "runtime", "worker", "spark", "local"],
  cli: ["ids", "wire", "core", "runtime", "observe", "raylet", "gcs", "worker", "spark", "api"],
  dashboard: ["ids", "wire", "core", "runtime", "observe", "gcs"],
};
/** Folders that see no Node module: the same code runs in a simulation, a browser or a worker. */
const WITHOUT_NODE = new Set(["ids", "wire", "core"]);

/** Lines a file may have. Aim at 400; what does not fit is two things. */
const LONGEST = { ts: 500, rs: 800, py: 500, mjs: 400, cjs: 400 };

/** Effects and hidden inputs: the core is told the time, randomness and ids, and keeps no promise. */
const BANNED_IN_CORE: readonly (readonly [string, RegExp])[] = [
  ["Date", /\bnew Date\b|\bDate\.now\b/],
  ["performance", /\bperformance\./],
  ["Math.random", /\bMath\.random\b/],
  ["timers", /\b(setTimeout|setInterval|setImmediate|queueMicrotask)\s*\(/],
  ["process", /\bprocess\./],
  ["console", /\bconsole\./],
  ["crypto", /\bcrypto\./],
  ["promises", /\basync\b|\bawait\b|\bPromise\b/],
];

interface Import {
  readonly file: string;
  readonly specifier: string;
}

/** Static and dynamic imports and re-exports, with the module named. */
function importsOf(file: string): Import[] {
  const text = withoutComments(read(file));
  const pattern = /(?:^|[\s;}])(?:import|export)\b[^"';]*?from\s*["']([^"']+)["']|\bimport\s*\(?\s*["']([^"']+)["']/g;
  return [...text.matchAll(pattern)].map((match) => ({ file, specifier: match[1] ?? match[2] ?? "" }));
}

/** Keeps line breaks, so that what follows stays on its line. Good enough for our own style of source. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ""))
    .replace(/(^|[^:"'`])\/\/[^\n]*/g, "$1");
}

const withoutStrings = (text: string) => text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""');
const folderOf = (file: string) => file.split("/")[1] ?? "";
const resolved = ({ file, specifier }: Import) => normalize(join(dirname(file), specifier)).replace(/\.js$/, ".ts");

function linesMatching(file: string, text: string, pattern: RegExp): string[] {
  return text
    .split("\n")
    .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : []));
}

describe("imports", () => {
  const imports = source.flatMap(importsOf);

  it("finds them", () => {
    expect(imports.length).toBeGreaterThan(source.length / 2);
  });

  it("go one way between the folders of src", () => {
    const wrong = imports.filter(({ file, specifier }) => {
      if (!specifier.startsWith(".")) return false;
      const from = folderOf(file);
      const to = folderOf(resolved({ file, specifier }));
      return from !== to && !(MAY_IMPORT[from] ?? []).includes(to);
    });
    expect(wrong).toEqual([]);
    expect([...new Set(source.map(folderOf))].filter((folder) => !(folder in MAY_IMPORT))).toEqual([]);
  });

  it("keep Node modules out of the pure folders, packages out of core, and generated code out of core", () => {
    const wrong = imports.filter(({ file, specifier }) => {
      const folder = folderOf(file);
      if (specifier.startsWith("node:")) return WITHOUT_NODE.has(folder);
      return folder === "core" && (!specifier.startsWith(".") || isGenerated(resolved({ file, specifier })));
    });
    expect(wrong).toEqual([]);
  });

  it("name modules that exist, with their ending", () => {
    const wrong = imports.filter((each) => each.specifier.startsWith(".") && !existsSync(join(root, resolved(each))));
    expect(wrong).toEqual([]);
  });

  it("use every package that is a dependency, and no other", () => {
    type Packages = Record<string, string>;
    const manifest = JSON.parse(read("package.json")) as { dependencies: Packages; peerDependencies: Packages };
    const named = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
    const used = imports
      .filter(({ specifier }) => !specifier.startsWith(".") && !specifier.startsWith("node:"))
      .map(({ specifier }) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? "");
    expect([...new Set(used)].sort()).toEqual(named.sort());
  });
});

describe("the pure core", () => {
  it("has no clock, randomness, timers, output or promises", () => {
    const wrong = source
      .filter((file) => folderOf(file) === "core")
      .flatMap((file) => {
        const text = withoutStrings(withoutComments(read(file)));
        return BANNED_IN_CORE.flatMap(([, pattern]) => linesMatching(file, text, pattern));
      });
    expect(wrong).toEqual([]);
  });
});

describe("files", () => {
  const code = files.filter((file) => /\.(ts|rs|py|mjs|cjs)$/.test(file) && !isGenerated(file));

  it("are not longer than one thing needs", () => {
    const wrong = code.flatMap((file) => {
      const lines = read(file).split("\n").length - 1;
      const ending = file.slice(file.lastIndexOf(".") + 1) as keyof typeof LONGEST;
      return lines > LONGEST[ending] ? [`${file}: ${lines} lines, ${LONGEST[ending]} are allowed`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it("are named in kebab-case, Rust and Python in snake_case", () => {
    const wrong = code.filter((file) => {
      const name = basename(file).replace(/(\.test|\.property\.test|\.d)?\.(ts|mts|mjs|cjs|rs|py)$/, "");
      return !(/\.(rs|py)$/.test(file) ? /^[a-z0-9_]+$/ : /^[a-z0-9-]+(\.[a-z0-9-]+)*$/).test(name);
    });
    expect(wrong).toEqual([]);
  });

  it("of src are all used by another file", () => {
    // Every process and thread starts in one of these.
    const entries = new Set([
      "src/cli/main.ts",
      "src/cli/processes/head.ts",
      "src/cli/processes/node-with-head.ts",
      "src/cli/processes/raylet.ts",
      "src/local/thread/main.ts",
      "src/spark/archive/main.ts",
      "src/spark/holder/main.ts",
      "src/worker/executor/main.ts",
      "src/worker/executor/thread.ts",
    ]);
    expect([...entries].filter((entry) => !files.includes(entry))).toEqual([]);
    const users = files.filter((file) => /^(src|test|bench)\/.*\.ts$/.test(file));
    const used = new Set(users.flatMap(importsOf).map(resolved));
    expect(source.filter((file) => !used.has(file) && !entries.has(file))).toEqual([]);
  });

  it("of a Rust crate are all declared as modules", () => {
    const crateOf = (file: string) => /^crates\/[^/]+\//.exec(file)?.[0] ?? "";
    const rust = files.filter((file) => /^crates\/[^/]+\/src\/.*\.rs$/.test(file));
    const wrong = rust.filter((file) => {
      const name = basename(file, ".rs");
      if (["lib", "main"].includes(name) || file.includes("/src/bin/")) return false;
      const module = name === "mod" ? basename(dirname(file)) : name;
      const declaration = new RegExp(`^\\s*(pub(\\([a-z ]+\\))? )?mod ${module}\\b`, "m");
      return !rust.some((other) => crateOf(other) === crateOf(file) && declaration.test(read(other)));
    });
    expect(wrong).toEqual([]);
  });

  const text = files.filter(
    (file) => !/\.(png|bin|jpg|ico|parquet)$/.test(file) && !isGenerated(file) && file !== self,
  );

  it("say TODO only with the number of an issue", () => {
    const wrong = text
      .filter((file) => !file.endsWith("lock.json"))
      .flatMap((file) => linesMatching(file, read(file), /\b(TODO|FIXME|XXX)\b(?! ?\(#\d+\))/));
    expect(wrong).toEqual([]);
  });

  // fast-check draws ten elements at most, however many may be, unless it is told the size.
  it("draw properties as long as they say", () => {
    const short = /(?<!uint8Array\(|string\()\{(?![^{}]*\bsize:)[^{}]*\bmaxLength: [\d_]{2,}[^{}]*\}/;
    const wrong = files.filter((file) => /^test\/.*\.ts$/.test(file) && file !== self && short.test(read(file)));
    expect(wrong).toEqual([]);
  });

  // toMatchObject takes any text for a pattern that stands alone: it is expect.stringMatching that matches.
  it("compare no property with a bare pattern", () => {
    const wrong = files
      .filter((file) => /^test\/.*\.ts$/.test(file) && file !== self)
      .flatMap((file) =>
        linesMatching(file, withoutComments(read(file)), /\b\w+: (\/[^/*\s].*\/[a-z]*(?=,|\s*[}\])]|$)|new RegExp\b)/),
      );
    expect(wrong).toEqual([]);
  });

  it("name no path of one machine", () => {
    const wrong = text.flatMap((file) => linesMatching(file, read(file), /(^|[^\w.])\/(work|root|home)\/[\w.]/));
    expect(wrong).toEqual([]);
  });

  it("name no address a package was fetched from", () => {
    expect(linesMatching("package-lock.json", read("package-lock.json"), /"resolved"/)).toEqual([]);
  });
});
