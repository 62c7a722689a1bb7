import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { ClusterRequest } from "../core/spark/cluster-request.js";
import type { PortFact, PreflightFacts } from "../core/spark/preflight.js";
import { holdPort } from "../native/held-port.js";
import { errorText } from "../runtime/errors.js";

/** What of this host a cluster needs: the head's ports, a folder for Ray's files; and tokens that are not this cluster's. */
export function hereFor(request: ClusterRequest): Pick<PreflightFacts, "ports" | "folder" | "token"> {
  const { port = 0, rayClientServerPort = 10001, dashboardPort = 0 } = request.headOptions;
  return {
    ports: [portFact("head", port), portFact("client", rayClientServerPort), portFact("dashboard", dashboardPort)],
    folder: folderFact(request.tempRoot),
    token: { others: otherTokens(process.env) },
  };
}

function portFact(of: PortFact["of"], port: number): PortFact {
  const held = holdPort(port);
  held?.release();
  return { of, port, isFree: held !== null };
}

/** A folder that is not there yet is made by the holder. */
function folderFact(path: string): PreflightFacts["folder"] {
  let there = path;
  while (!existsSync(there)) there = dirname(there);
  try {
    if (!statSync(there).isDirectory()) return { path, problem: `${there} is no folder`, freeBytes: null };
    accessSync(there, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(there);
    return { path, problem: null, freeBytes: bavail * bsize };
  } catch (error) {
    return { path, problem: errorText(error), freeBytes: null };
  }
}

/** Where Ray finds a token (Ray 2.60.0, authentication_token_loader.cc). */
function otherTokens(environment: NodeJS.ProcessEnv): string[] {
  const variables = ["RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"].filter((name) => environment[name]);
  const file = existsSync(join(homedir(), ".ray", "auth_token")) ? ["~/.ray/auth_token"] : [];
  return [...variables.map((name) => `${name} of the environment`), ...file];
}
