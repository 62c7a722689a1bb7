// Steps of the set-up: each is done once for the inputs it has, and is never taken for done when it broke off.
import { existsSync } from "node:fs";
import { run } from "./proc.mjs";
import { isStamped, stamp, unstamp } from "./stamps.mjs";

/** A step of the set-up failed; the message ends with what its command printed. */
export class SetupError extends Error {
  constructor(step, problem) {
    super(`setup of ${step} failed: ${problem}`);
    this.name = "SetupError";
  }
}

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} stampFile lies beside the output
 * @property {() => string} hash of all inputs
 * @property {string[]} outputs what is there when it is done
 * @property {(must: (argv: string[]) => Promise<void>, tools: {python: string}) => Promise<void>} make
 */

/** @param {Step} step */
export function isDone(step) {
  return step.outputs.every((path) => existsSync(path)) && isStamped(step.stampFile, step.hash());
}

/**
 * Does the steps of a chain in their order, but for those that are done.
 * @param {Step[]} chain
 * @returns {Promise<string[]>} names of those that had work to do
 * @throws SetupError, StoppedError
 */
export async function runChain(chain, tools, say) {
  const did = [];
  for (const step of chain) {
    // Asked only now: the step before may have taken this one's output away.
    if (isDone(step)) continue;
    // Before the step, so that what is changed meanwhile is done the next time.
    const hash = step.hash();
    say(`setup: ${step.name} ...`);
    const started = process.hrtime.bigint();
    // What it leaves when it breaks off is of the old inputs and of the new: done for neither.
    unstamp(step.stampFile);
    await step.make((argv) => must(step.name, argv), tools);
    const missing = step.outputs.find((path) => !existsSync(path));
    if (missing !== undefined) throw new SetupError(step.name, `it did not make ${missing}`);
    stamp(step.stampFile, hash);
    say(`setup: ${step.name} done in ${secondsSince(started).toFixed(1)} s`);
    did.push(step.name);
  }
  return did;
}

async function must(name, argv) {
  const { code, output } = await run(argv, { output: "keep" });
  if (code === 0) return;
  const tail = output.trimEnd().split("\n").slice(-40).join("\n");
  throw new SetupError(name, `\`${argv.join(" ")}\` ended with ${code}\n${tail}`);
}

export function secondsSince(start) {
  return Number(process.hrtime.bigint() - start) / 1e9;
}
