// The tools a machine must have before anything can be set up, and the command that brings each missing one.

import { probe } from "./proc.mjs";
import { minimumJava, minimumNode, minimumRust } from "./project.mjs";

/** A tool is missing or too old; the message says which, what was found and what to type. */
export class MissingToolsError extends Error {
  constructor(missing) {
    const lines = missing.map(({ need, found, install }) => `  ${need}: ${found}\n      install it with: ${install}`);
    super(`Narcine needs tools that this machine lacks:\n${lines.join("\n")}`);
    this.name = "MissingToolsError";
  }
}

/** Python 3.11 interpreters to try, in this order; NARCINE_PYTHON names another. */
function pythonCandidates() {
  const named = process.env.NARCINE_PYTHON;
  return named ? [named] : ["python3.11", "python3", "python"];
}

/**
 * The first interpreter that is Python 3.11 and can make virtual environments.
 * @returns {{path: string | null, found: string}} path null when there is none; found says what was seen
 */
export function findPython() {
  const code = "import sys; import venv, ensurepip; print(sys.executable, '%d.%d.%d' % sys.version_info[:3])";
  const seen = [];
  for (const name of pythonCandidates()) {
    const answer = probe([name, "-c", code]);
    if (answer === null) {
      const version = probe([name, "--version"]);
      seen.push(version === null ? `no ${name}` : `${name} is ${version} without venv or ensurepip`);
      continue;
    }
    // The path may have spaces of its own.
    const end = answer.lastIndexOf(" ");
    const [path, version] = [answer.slice(0, end), answer.slice(end + 1)];
    if (version.startsWith("3.11.")) return { path, found: version };
    seen.push(`${name} is ${version}`);
  }
  return { path: null, found: seen.join(", ") };
}

function versionAtLeast(text, minimum) {
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(text ?? "") ?? []).slice(1).map(Number);
  return major > minimum[0] || (major === minimum[0] && minor >= minimum[1]);
}

function checkRust(forTests) {
  const missing = [];
  const hasRustup = probe(["rustup", "--version"]) !== null;
  const install = hasRustup
    ? "rustup update stable && rustup default stable"
    : "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y   (then open a new shell)";
  const tools = ["cargo", "rustc"];
  for (const tool of tools) {
    const version = probe([tool, "--version"]);
    if (versionAtLeast(version, minimumRust)) continue;
    missing.push({ need: `${tool} ${minimumRust.join(".")} or newer`, found: version ?? "not found", install });
  }
  if (!forTests || missing.length > 0) return missing;
  for (const [tool, component] of [
    ["cargo-fmt", "rustfmt"],
    ["cargo-clippy", "clippy"],
  ]) {
    if (probe([tool, "--version"]) !== null) continue;
    missing.push({ need: component, found: "not found", install: `rustup component add ${component}` });
  }
  return missing;
}

/** JAVA_HOME's, as Spark takes it. Before Java 9 the version is on the other stream, and Java 8 called itself 1.8. */
function checkJdk() {
  const javac = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/javac` : "javac";
  const said = probe([javac, "-version"]);
  const version = Number(/javac (\d+)/.exec(said ?? "")?.[1]);
  if (version >= minimumJava) return [];
  const found = said === null ? `no ${javac}` : `${javac} is ${said || "older than Java 9"}`;
  const install = `sudo apt-get install -y openjdk-${minimumJava}-jdk-headless   (and let JAVA_HOME be unset, or name it)`;
  return [{ need: `a JDK ${minimumJava} or newer, for Spark`, found, install }];
}

/** The tree's own rules are read off `git ls-files`; tests of `ray stop` run in a PID namespace of their own. */
function checkTestTools() {
  return [
    ["git", "git"],
    ["unshare", "util-linux"],
  ]
    .filter(([tool]) => probe([tool, "--version"]) === null)
    .map(([tool, of]) => ({ need: tool, found: "not found", install: `sudo apt-get install -y ${of}` }));
}

/**
 * Checks every tool and throws one error that names all that is missing.
 * @param {{forTests?: boolean, withSpark?: boolean}} [options] forTests: also rustfmt, clippy, git and unshare; withSpark: a JDK
 * @returns {{python: string}} path of the Python 3.11 interpreter
 */
export function checkTools({ forTests = false, withSpark = false } = {}) {
  const missing = [];
  if (process.platform !== "linux") {
    missing.push({ need: "Linux", found: process.platform, install: "a Linux machine, container or WSL 2" });
  }
  if (!versionAtLeast(process.versions.node, minimumNode)) {
    const install = "npm install -g n && n lts   (or: nvm install --lts)";
    missing.push({ need: `Node ${minimumNode.join(".")} or newer`, found: process.version, install });
  }
  missing.push(...checkRust(forTests));
  if (probe(["cc", "--version"]) === null) {
    missing.push({ need: "a C linker (cc)", found: "not found", install: "sudo apt-get install -y build-essential" });
  }
  const python = findPython();
  if (python.path === null) {
    const install = "sudo apt-get install -y python3.11 python3.11-venv   (or: pyenv install 3.11)";
    missing.push({ need: "Python 3.11 with venv", found: python.found, install });
  }
  if (forTests) missing.push(...checkTestTools());
  if (withSpark) missing.push(...checkJdk());
  if (missing.length > 0) throw new MissingToolsError(missing);
  return { python: python.path };
}
