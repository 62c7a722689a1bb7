import { Command, InvalidArgumentError, Option } from "commander";
import { errorText, NarcineError } from "../runtime/errors.js";
import { clusterAddress } from "./cluster-address.js";
import { packagePaths } from "./package-paths.js";
import { checkPython, endAs, type Maker, RunError, runCommand, runEnvironment } from "./run-command.js";
import { addStart, addStop } from "./start/commands.js";

/** Exit code for a request that cannot be carried out as asked, as shells and `ray` use it. */
const EXIT_USAGE = 2;

/** Parses a command line and runs it; sets the exit code, never throws. */
export async function runCli(argv: readonly string[]): Promise<void> {
  const program = new Command("narcine")
    .description("A node runtime for Ray 2.60.0: runs unmodified Ray programs on Narcine.")
    .version(packagePaths().version)
    .enablePositionalOptions()
    .showHelpAfterError("(narcine --help shows all commands)");
  addRun(program);
  addStart(program);
  addStop(program);
  addWhy(program);
  addStatus(program);
  addDoctor(program);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (error instanceof NarcineError) console.error(`narcine: ${errorText(error)}`);
    else console.error(error);
    process.exitCode = error instanceof RunError ? EXIT_USAGE : 1;
  }
}

function addRun(program: Command): void {
  program
    .command("run")
    .description("run a program, with Ray starting the processes asked for")
    .addOption(new Option("--raylet <whose>", "whose node process").choices(["ours", "stock"]).default("ours"))
    .addOption(new Option("--gcs <whose>", "whose head process").choices(["ours", "stock"]).default("ours"))
    .argument("<command...>", "the program and its arguments, after --")
    .passThroughOptions()
    .action(async (command: string[], options: { raylet: Maker; gcs: Maker }) => {
      const env = runEnvironment(options);
      if (options.raylet === "ours" || options.gcs === "ours") checkPython(command[0] ?? "");
      endAs(await runCommand(command, env));
    });
}

function addWhy(program: Command): void {
  program
    .command("why")
    .description("say why a task, an actor or a placement group is where it is: one cause, from what lives now")
    .argument("<id>", "its id in hex, as Ray prints it")
    .option("--address <host:port>", "the head (default: RAY_ADDRESS, or the cluster of this machine)")
    .action(async (id: string, { address }: { address?: string }) => {
      const { whyText } = await import("./why.js");
      console.log(await whyText(id, await headAddress(address)));
    });
}

function addStatus(program: Command): void {
  program
    .command("status")
    .description("print the nodes of a cluster, what of them is used, and what waits for room")
    .option("--address <host:port>", "the head (default: RAY_ADDRESS, or the cluster of this machine)")
    .action(async ({ address }: { address?: string }) => {
      const { statusText } = await import("./status.js");
      console.log(await statusText(await headAddress(address)));
    });
}

async function headAddress(asked: string | undefined): Promise<string> {
  const { reachable } = await import("./start/machine.js");
  return reachable(clusterAddress(asked));
}

function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("check this machine and print one table; exit code 1 when something must be mended")
    .option("--python <path>", "the Python that runs Ray (default: the active environment's)")
    .option("--port <number...>", "ports that must be free (default: those of a head, in use is only noted)", parsePort)
    .action(async (options: { python?: string; port?: number[] }) => {
      const { doctor, formatReport } = await import("./doctor.js");
      const report = await doctor(options);
      console.log(formatReport(report));
      process.exitCode = report.some((row) => row.verdict === "problem") ? 1 : 0;
    });
}

function parsePort(text: string, previous: number[] | undefined): number[] {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new InvalidArgumentError("a port is 1 to 65535");
  return [...(previous ?? []), port];
}
