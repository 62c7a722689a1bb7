/** True for what means "no runtime environment": the agent is not asked and the worker starts plainly. */
export function isEmptyRuntimeEnv(serialized: string): boolean {
  return serialized === "" || serialized === "{}";
}

/** Empty and "{}" are one environment. */
export function normalRuntimeEnv(serialized: string): string {
  return serialized === "" ? "{}" : serialized;
}

/**
 * The int32 a worker gets as `--runtime-env-hash` and echoes in RegisterClientRequest.
 *
 * Stock's raylet computes it itself from the serialized runtime env (std::hash cut to 32 bits; LeaseSpec carries none)
 * and nobody else reads it, so any stable signed 32-bit number will do: seen in Ray 2.60.0, `--runtime-env-hash=0` for
 * the empty one, `-1489589624` for an env_vars one. Ours is FNV-1a over UTF-16 code units. The pool never decides by
 * it, since two environments may share a hash: it compares the serialized text.
 */
export function runtimeEnvHash(serialized: string): number {
  if (isEmptyRuntimeEnv(serialized)) return 0;
  let hash = 0x811c9dc5;
  for (let i = 0; i < serialized.length; i++) {
    hash = Math.imul(hash ^ serialized.charCodeAt(i), 0x01000193);
  }
  return hash | 0 || 1;
}
