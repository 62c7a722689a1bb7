// Builds Spark's launcher (java/spark-launcher) into build/spark-launcher.jar, against the Spark in the Python environment.
// Plain Node and a JDK.
//
//   node scripts/build-spark-launcher.mjs

import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probe, run } from "./lib/proc.mjs";
import { at, venvPython } from "./lib/project.mjs";

const sources = at("java", "spark-launcher", "narcine", "spark");
const target = at("build", "spark-launcher.jar");

function tool(name) {
  return process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", name) : name;
}

async function must(argv) {
  const { code, output } = await run(argv, { output: "keep" });
  if (code === 0) return;
  console.error(`build-spark-launcher: \`${argv.join(" ")}\` ended with ${code}\n${output}`);
  process.exit(1);
}

const pyspark = probe([venvPython, "-c", "import os, pyspark; print(os.path.dirname(pyspark.__file__))"]);
if (pyspark === null) {
  console.error(
    "build-spark-launcher: there is no pyspark in .venv; run `npm run quickstart:spark` or `npm test` once",
  );
  process.exit(1);
}
const classes = mkdtempSync(join(tmpdir(), "narcine-launcher-"));
try {
  const files = readdirSync(sources).map((name) => join(sources, name));
  // Java 17 runs Spark 3.5 and 4.0.
  const options = ["--release", "17", "-Xlint:all,-path,-classfile,-serial", "-Werror", "-proc:none"];
  await must([tool("javac"), ...options, "-cp", join(pyspark, "jars", "*"), "-d", classes, ...files]);
  mkdirSync(at("build"), { recursive: true });
  const fresh = `${target}.${process.pid}.tmp`;
  await must([tool("jar"), "--create", "--file", fresh, "-C", classes, "."]);
  renameSync(fresh, target);
  console.log(`build-spark-launcher: ${target}`);
} finally {
  rmSync(classes, { recursive: true, force: true });
}
