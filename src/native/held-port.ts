import { loadAddon } from "./addon.js";

/** A TCP port promised to a child (crates/process, held_port.rs): nobody is given it by chance while it is held. */
export interface HeldPort {
  readonly port: number;
  /** No longer held; the child's own socket stays. */
  release(): void;
}

interface Addon {
  holdPort(port: number): HeldPort | null;
}

/**
 * @param port 0 = any that is free
 * @returns null: the port is taken
 */
export function holdPort(port: number): HeldPort | null {
  return loadAddon<Addon>(["holdPort"]).holdPort(port);
}
