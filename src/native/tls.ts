/** TLS for all gRPC connections of the process (crates/rpc/src/tls.rs). */
import { loadAddon } from "./addon.js";

interface Addon {
  useTls(cert: string, key: string, ca: string): void;
}

/** Paths of PEM files; once, before the first server or client. @throws Error that says which file is wrong */
export function useTls({ cert, key, ca }: { readonly cert: string; readonly key: string; readonly ca: string }): void {
  loadAddon<Addon>(["useTls"]).useTls(cert, key, ca);
}
