/** The concurrency groups of an actor: what a class says of its methods, and what a maker says of the groups. */
import { type GroupSettings, noSuchGroup } from "../core/core-worker/call-groups.js";
import type { Init, rpc } from "../wire/index.js";
import { UsageError } from "./errors.js";

/**
 * What a class says: `static methodGroups = { fetch: "io" }`. Groups by method.
 * @throws UsageError where it names something that is no method of its instances
 */
export function methodGroupsOf(made: object): Readonly<Record<string, string>> {
  const { methodGroups = {}, prototype, name } = made as { methodGroups?: unknown } & typeof Function;
  const methods = prototype as unknown as Record<string, unknown> | undefined;
  if (typeof methodGroups !== "object" || methodGroups === null || Array.isArray(methodGroups)) {
    throw new UsageError(`${name}.methodGroups must be an object of groups by method, e.g. { fetch: "io" }.`);
  }
  for (const [method, group] of Object.entries(methodGroups)) {
    if (typeof methods?.[method] !== "function" || method === "constructor") {
      throw new UsageError(`${name}.methodGroups has ${JSON.stringify(method)}, which is no method of ${name}.`);
    }
    if (typeof group !== "string") {
      throw new UsageError(`${name}.methodGroups.${method} must be the name of a concurrency group.`);
    }
  }
  return methodGroups as Record<string, string>;
}

/** @throws UsageError */
export function checkGroup(group: string, groups: Iterable<string>): void {
  const known = new Set(groups);
  if (!known.has(group)) throw new UsageError(noSuchGroup(group, known));
}

/** @throws UsageError for a method of a group that the actor has not */
export function checkMethodGroups(methodGroups: Iterable<readonly [string, string]>, groups: Iterable<string>): void {
  const known = new Set(groups);
  for (const [method, group] of methodGroups) {
    if (!known.has(group)) throw new UsageError(`The method ${method} cannot run: ${noSuchGroup(group, known)}`);
  }
}

/** As the actor's creation has them. */
export function groupMessages(
  { groups, methodGroups }: GroupSettings,
  descriptorOf: (method: string) => Init<rpc.FunctionDescriptor>,
): Init<rpc.ConcurrencyGroup>[] {
  return [...groups].map(([name, maxConcurrency]) => {
    const methods = [...methodGroups].filter(([, group]) => group === name);
    return { name, maxConcurrency, functionDescriptors: methods.map(([method]) => descriptorOf(method)) };
  });
}

/**
 * Of an actor to be made of `made`, a class or a function: what its maker says of a method counts before what the class says.
 * @throws UsageError as above
 */
export function groupSettingsOf(creation: rpc.ActorCreationTaskSpec | null, made: object): GroupSettings {
  const all = creation?.concurrencyGroups ?? [];
  const groups = new Map(all.map(({ name, maxConcurrency }) => [name, Math.max(1, maxConcurrency)]));
  const byMaker = all.flatMap(({ name, functionDescriptors }) =>
    functionDescriptors.map((each) => [each.cppFunctionDescriptor?.functionName ?? "", name] as const),
  );
  const methodGroups = new Map([...Object.entries(methodGroupsOf(made)), ...byMaker]);
  checkMethodGroups(methodGroups, groups.keys());
  return { maxConcurrency: Math.max(1, creation?.maxConcurrency ?? 1), groups, methodGroups };
}
