/**
 * Command lines in gflags syntax, as Ray's own server processes read them (Ray 2.60.0, services.py): `--name=value` or
 * `--name`, `-` and `_` the same in names, the last one of a name counts.
 */
export interface Gflags {
  /** Name with `_` to value; "true" where none was given. */
  readonly given: ReadonlyMap<string, string>;
  /** Words that are no flag. */
  readonly malformed: readonly string[];
}

export function readGflags(argv: readonly string[]): Gflags {
  const given = new Map<string, string>();
  const malformed: string[] = [];
  for (const token of argv) {
    const match = /^--?([A-Za-z][A-Za-z0-9_-]*)(?:=([\s\S]*))?$/.exec(token);
    if (match?.[1] === undefined) malformed.push(token);
    else given.set(match[1].replaceAll("-", "_"), match[2] ?? "true");
  }
  return { given, malformed };
}
