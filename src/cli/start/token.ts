import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { errorText } from "../../runtime/errors.js";
import { StartOptionError } from "./options.js";

/**
 * Calls need a token unless RAY_AUTH_MODE=disabled: the one there is, or for a new cluster one that is made where Ray looks for
 * it (Ray 2.60.0, authentication_token_setup.py).
 *
 * @throws StartOptionError
 */
export function withToken(
  env: NodeJS.ProcessEnv,
  isNewCluster: boolean,
): { readonly env: NodeJS.ProcessEnv; readonly isThere: boolean } {
  const mode = env["RAY_AUTH_MODE"]?.toLowerCase();
  if (mode !== undefined && mode !== "token") return { env, isThere: false };
  const file = env["RAY_AUTH_TOKEN_PATH"] ?? join(env["HOME"] ?? homedir(), ".ray", "auth_token");
  if (env["RAY_AUTH_TOKEN"] === undefined && !existsSync(file)) {
    if (!isNewCluster) return { env, isThere: false };
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 });
    } catch (error) {
      const others = "set RAY_AUTH_TOKEN, or RAY_AUTH_TOKEN_PATH to a file of yours, or RAY_AUTH_MODE=disabled";
      throw new StartOptionError(`the cluster's token cannot be kept in ${file} (${errorText(error)}): ${others}`);
    }
  }
  return { env: { ...env, RAY_AUTH_MODE: "token" }, isThere: true };
}
