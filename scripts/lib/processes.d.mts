export interface RunProcess {
  readonly pid: number;
  readonly comm: string;
  readonly argv: readonly string[];
  readonly exe: string;
}
export function describeProcess(
  process: Omit<RunProcess, "pid">,
  mainScript: string,
): { role: string; whose: "ours" | "stock" } | null;
export class ProcessRoles {
  constructor(mainScript: string);
  see(process: RunProcess): void;
  roles(): Map<string, RunProcess[]>;
}
