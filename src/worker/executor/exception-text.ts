/** What callers are shown of an exception. */

/** An exception that is there as text only: another thread threw it. */
export class ThrownElsewhere extends Error {
  override readonly name = "ThrownElsewhere";

  constructor(readonly text: string) {
    super(text);
  }
}

/** Name, message, stack and causes of anything that was thrown. */
export function exceptionText(error: unknown): string {
  if (error instanceof ThrownElsewhere) return error.text;
  if (!(error instanceof Error)) return `Error: ${String(error)}`;
  // V8's stack begins with the name that an error had while it was made, often just Error.
  const { stack = "", cause } = error;
  const at = stack.indexOf("\n    at ");
  const text = `${error.name}: ${error.message}${at < 0 ? "" : stack.slice(at)}`;
  return cause instanceof Error ? `${text}\nCaused by: ${exceptionText(cause)}` : text;
}
