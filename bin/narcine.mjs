#!/usr/bin/env node
// The `narcine` command. All of it lives in src/cli; this file only says what to do when it cannot run.
import { existsSync } from "node:fs";

const main = new URL("../dist/cli/main.js", import.meta.url);
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  // npm only warns of it, and what breaks first says nothing of Node.
  console.error(`narcine: needs Node 20.19 or newer, and this is ${process.versions.node} (${process.execPath})`);
  process.exitCode = 1;
} else if (existsSync(main)) {
  const { runCli } = await import(main.href);
  await runCli(process.argv);
} else {
  console.error("narcine: this checkout is not built yet; run `node scripts/setup.mjs` in it first");
  process.exitCode = 1;
}
