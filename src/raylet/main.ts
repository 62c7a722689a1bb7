import { loadAuthToken } from "../runtime/auth-token.js";
import { errorText, NarcineError } from "../runtime/errors.js";
import { logLevelFromEnvironment, RayLogger, redirectStandardStreams } from "../runtime/logger.js";
import { nameProcess } from "../runtime/process-name.js";
import { setUpTls } from "../runtime/tls.js";
import { rpc } from "../wire/index.js";
import { FlagError, parseRayletFlags, type RayletFlags } from "./flags.js";
import { RayletNode, removeSocketFiles } from "./node.js";

/** The `raylet` process: reads its flags, starts one node, and turns signals into a clean leave. */
async function main(): Promise<void> {
  const environment = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const flags = readFlags();
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
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (node !== null) {
        void node.stop(0, rpc.NodeDeathInfo_Reason.EXPECTED_TERMINATION, `received ${signal}`, true);
        return;
      }
      // Not up yet: nobody knows of this node, and what it started dies with it.
      removeSocketFiles(flags);
      process.exit(0);
    });
  }
  try {
    if (setUpTls(environment)) log.info("All connections are TLS.");
    const authToken = loadAuthToken(environment);
    node = await RayletNode.start({ flags, authToken, log, environment, onEnd: (code) => process.exit(code) });
  } catch (error) {
    // Our own errors say what is wrong and what to do; a stack is for defects.
    const isExpected = error instanceof NarcineError || !(error instanceof Error);
    log.fatal(`The node could not start: ${isExpected ? errorText(error) : error.stack}`);
    process.exit(1);
  }
}

function readFlags(): RayletFlags {
  try {
    return parseRayletFlags(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

await main();
