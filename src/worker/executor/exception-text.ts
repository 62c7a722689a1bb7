/** What callers are shown of an exception. */
import { inspect } from "node:util";

/** An exception that is there as text only: another thread threw it. */
export class ThrownElsewhere extends Error {
  override readonly name = "ThrownElsewhere";

  constructor(readonly text: string) {
    super(text);
  }
}

/** Name, message, stack and causes of anything that was thrown. @param told causes may be a circle */
export function exceptionText(error: unknown, told: ReadonlySet<unknown> = new Set()): string {
  if (error instanceof ThrownElsewhere) return error.text;
  if (!(error instanceof Error)) return `Error: ${typeof error === "string" ? error : inspect(error)}`;
  // V8's stack begins with the name that an error had while it was made, often just Error.
  const { stack, cause } = error;
  const frames = typeof stack === "string" ? (/\n {4}at [\s\S]*$/.exec(stack)?.[0] ?? "") : "";
  const text = `${error.name}: ${error.message}${frames}`;
  const all = new Set(told).add(error);
  return cause instanceof Error && !all.has(cause) ? `${text}\nCaused by: ${exceptionText(cause, all)}` : text;
}
