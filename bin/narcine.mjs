#!/usr/bin/env node
// The `narcine` command. All of it lives in src/cli; this file only says what to do when it was not compiled.
import { existsSync } from "node:fs";

const main = new URL("../dist/cli/main.js", import.meta.url);
if (existsSync(main)) {
  const { runCli } = await import(main.href);
  await runCli(process.argv);
} else {
  console.error("narcine: this checkout is not built yet; run `node scripts/setup.mjs` in it first");
  process.exitCode = 1;
}
