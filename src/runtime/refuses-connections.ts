/**
 * Does the host answer that nobody listens at `port`? False where somebody does, and where nothing is answered within
 * `withinMs`, since then nothing is known.
 */
export function refusesConnections(host: string, port: number, withinMs: number): Promise<boolean> {
  // Loaded by the few who ever ask. (An `import` would not do: a bundle is a script, bin/load.cjs.)
  const { connect } = process.getBuiltinModule("node:net");
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal: AbortSignal.timeout(withinMs) });
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("error", (error) => resolve("code" in error && error.code === "ECONNREFUSED"));
  });
}
