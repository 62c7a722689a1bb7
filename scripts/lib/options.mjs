// The command line of a script. Its help is the comment that it begins with: one text for who reads it and who runs it.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** What was asked for makes no sense, or was a question: the message says all there is to say. */
export class UsageError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.name = "UsageError";
    this.exitCode = exitCode;
  }
}

/**
 * @param {string} url import.meta.url of the script
 * @param {import("node:util").ParseArgsConfig} config of parseArgs
 * @returns {ReturnType<typeof parseArgs>}
 * @throws UsageError for what it does not know, and where help is asked for
 */
export function optionsOf(url, { options, ...config }) {
  const help = helpOf(readFileSync(fileURLToPath(url), "utf8"));
  let parsed;
  try {
    parsed = parseArgs({ ...config, options: { ...options, help: { type: "boolean", short: "h", default: false } } });
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${help}`);
  }
  if (parsed.values.help) throw new UsageError(help, 0);
  return parsed;
}

/** The comment at the beginning of a script. */
export function helpOf(source) {
  const lines = source.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("//"));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, ""))
    .join("\n");
}
