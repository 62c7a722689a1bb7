// Makes one file of what our long-lived processes are made of (dist/bundle/processes.cjs), and keeps the code that V8 makes of
// it: bin/load.cjs says what for. Needs `tsc` before it. Names are kept and nothing is made shorter: stacks and profiles
// are read by people.
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { rolldown } from "rolldown";
import { at } from "./lib/project.mjs";

const folder = at("dist", "bundle");
const bundle = await rolldown({ input: at("dist", "cli", "processes.js"), platform: "node" });
const { output } = await bundle.generate({ format: "cjs", codeSplitting: false });
const [{ code }] = output;
const ascii = code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
const name = createHash("sha256").update(ascii).digest("hex").slice(0, 16);
writeFileSync(at("dist", "bundle", "processes.cjs"), `// ${name}\n${ascii}`);
const { code: how } = createRequire(import.meta.url)("../bin/load.cjs").loadBundle();
if (how !== "made") throw new Error(`V8's code of ${folder} was ${how}`);
