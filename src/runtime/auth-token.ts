import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { NarcineError } from "./errors.js";

/** Token mode is asked for and no usable token is there. */
export class AuthTokenError extends NarcineError {
  constructor(problem: string) {
    super(
      "NARCINE_AUTH_TOKEN",
      `RAY_AUTH_MODE=token, but ${problem}. Set RAY_AUTH_TOKEN, RAY_AUTH_TOKEN_PATH, or make ~/.ray/auth_token with \`ray get-auth-token --generate\`.`,
    );
  }
}

/**
 * The cluster's token as Ray 2.60.0 finds it (RAY_AUTH_TOKEN, then the file of RAY_AUTH_TOKEN_PATH, then
 * ~/.ray/auth_token), or null unless RAY_AUTH_MODE is "token".
 *
 * @throws AuthTokenError
 */
export function loadAuthToken(environment: Readonly<Record<string, string | undefined>>): string | null {
  if ((environment["RAY_AUTH_MODE"] ?? "").toLowerCase() !== "token") return null;
  const given = environment["RAY_AUTH_TOKEN"]?.trim();
  if (given) return given;
  const path =
    environment["RAY_AUTH_TOKEN_PATH"]?.trim() || join(environment["HOME"] ?? homedir(), ".ray", "auth_token");
  try {
    const token = readFileSync(path, "utf8").trim();
    if (token !== "") return token;
  } catch (cause) {
    throw new AuthTokenError(`${path} cannot be read (${(cause as NodeJS.ErrnoException).code})`);
  }
  throw new AuthTokenError(`${path} is empty`);
}

/**
 * The token of a process that joins a cluster it did not start: as above, and where RAY_AUTH_MODE is not set, the one that
 * is there, if any (Ray 2.60.0, authentication_token_setup.py).
 *
 * @throws AuthTokenError
 */
export function findAuthToken(environment: Readonly<Record<string, string | undefined>>): string | null {
  if (environment["RAY_AUTH_MODE"]) return loadAuthToken(environment);
  try {
    return loadAuthToken({ ...environment, RAY_AUTH_MODE: "token" });
  } catch (error) {
    if (error instanceof AuthTokenError) return null;
    throw error;
  }
}
