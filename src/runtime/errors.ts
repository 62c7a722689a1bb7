/**
 * The root of every error Narcine raises on purpose. `code` is stable and meant for programs; the message says what
 * was asked, what there is, and what to do.
 */
export class NarcineError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The text of anything that was thrown, for logs and failure replies. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
