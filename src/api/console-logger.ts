import type { Logger } from "../runtime/logger.js";

/** A library inside the user's program: only what they must know, on stderr. */
export const consoleLogger: Logger = {
  debug() {},
  info() {},
  warning: (message) => say("warning", message),
  error: (message) => say("error", message),
  fatal: (message) => say("fatal", message),
};

function say(level: string, message: string): void {
  process.stderr.write(`narcine ${level}: ${message}\n`);
}
