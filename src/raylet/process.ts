import { loadAuthToken } from "../runtime/auth-token.js";
import { errorText, NarcineError } from "../runtime/errors.js";
import { type Logger, logLevelFromEnvironment, RayLogger, redirectStandardStreams } from "../runtime/logger.js";
import { nameProcess } from "../runtime/process-name.js";
import { setUpTls } from "../runtime/tls.js";
import { rpc } from "../wire/index.js";
import { FlagError, parseRayletFlags, type RayletFlags } from "./flags.js";
import { RayletNode, removeSocketFiles } from "./node.js";

/** What lives in the node's process beside it: is started before the node, and ends after it. */
export interface Companion {
  /** The node's flags once the companion is there. */
  readonly argv: readonly string[];
  stop(): Promise<void>;
}

export interface RayletProcessOptions {
  readonly argv: readonly string[];
  readonly startCompanion?: (
    log: Logger,
    authToken: string | null,
    environment: Readonly<Record<string, string>>,
  ) => Promise<Companion>;
}

/** A `raylet` process from its flags to its end: starts one node, and turns signals into a clean leave. */
export async function runRaylet({ argv, startCompanion }: RayletProcessOptions): Promise<void> {
  const environment = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  let flags = readFlags(argv);
  nameProcess("raylet");
  redirectStandardStreams(flags.stdoutFilepath, flags.stderrFilepath);
  const log = new RayLogger(
    "raylet",
    { out: 1, err: 2 },
    logLevelFromEnvironment(environment["RAY_BACKEND_LOG_LEVEL"]),
  );
  process.on("uncaughtException", (error) => {
    log.fatal(`Uncaught: ${error.stack ?? error.message}`);
    process.exit(1);
  });
  for (const flag of flags.unknown) log.warning(`The flag ${flag} is not known to this version and has no effect.`);

  let node: RayletNode | null = null;
  let companion: Companion | null = null;
  const end = (code: number): void => {
    void (companion?.stop() ?? Promise.resolve()).finally(() => process.exit(code));
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (node !== null) {
        void node.stop(0, rpc.NodeDeathInfo_Reason.EXPECTED_TERMINATION, `received ${signal}`, true);
        return;
      }
      // Not up yet: nobody knows of this node, and what it started dies with it.
      removeSocketFiles(flags);
      end(0);
    });
  }
  try {
    if (setUpTls(environment)) log.info("All connections are TLS.");
    const authToken = loadAuthToken(environment);
    if (startCompanion !== undefined) {
      companion = await startCompanion(log, authToken, environment);
      flags = readFlags(companion.argv);
    }
    node = await RayletNode.start({ flags, authToken, log, environment, onEnd: end });
  } catch (error) {
    // Our own errors say what is wrong and what to do; a stack is for defects.
    const isExpected = error instanceof NarcineError || !(error instanceof Error);
    log.fatal(`The node could not start: ${isExpected ? errorText(error) : error.stack}`);
    process.exit(1);
  }
}

function readFlags(argv: readonly string[]): RayletFlags {
  try {
    return parseRayletFlags(argv);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
