import { loadAuthToken } from "../runtime/auth-token.js";
import { errorText, NarcineError } from "../runtime/errors.js";
import { logLevelFromEnvironment, RayLogger, redirectStandardStreams } from "../runtime/logger.js";
import { nameProcess } from "../runtime/process-name.js";
import { setUpTls } from "../runtime/tls.js";
import { GcsFlagError, type GcsFlags, parseGcsFlags } from "./flags.js";
import { Head } from "./head.js";

/** A `gcs_server` process from its flags to its end: starts one head, and turns signals into a clean end. */
export async function runHead(argv: readonly string[]): Promise<void> {
  const environment = process.env;
  const flags = readFlags(argv);
  nameProcess("gcs_server");
  redirectStandardStreams(flags.stdoutFilepath, flags.stderrFilepath);
  const level = logLevelFromEnvironment(environment["RAY_BACKEND_LOG_LEVEL"]);
  const log = new RayLogger("gcs_server", { out: 1, err: 2 }, level);
  process.on("uncaughtException", (error) => {
    log.fatal(`Uncaught: ${error.stack ?? error.message}`);
    process.exit(1);
  });
  for (const flag of flags.unknown) log.warning(`The flag ${flag} is not known to this version and has no effect.`);

  let head: Head | null = null;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      log.info(`The head ends: received ${signal}.`);
      void (head?.stop() ?? Promise.resolve()).finally(() => process.exit(0));
    });
  }
  try {
    const onStorageLost = (error: NarcineError) => {
      log.fatal(`The head ends: ${error.message}`);
      process.exit(1);
    };
    if (setUpTls(environment)) log.info("All connections are TLS.");
    head = await Head.start({ flags, authToken: loadAuthToken(environment), log, environment, onStorageLost });
  } catch (error) {
    // Our own errors say what is wrong and what to do; a stack is for defects.
    const isExpected = error instanceof NarcineError || !(error instanceof Error);
    log.fatal(`The head could not start: ${isExpected ? errorText(error) : error.stack}`);
    process.exit(1);
  }
}

function readFlags(argv: readonly string[]): GcsFlags {
  try {
    return parseGcsFlags(argv);
  } catch (error) {
    if (!(error instanceof GcsFlagError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
