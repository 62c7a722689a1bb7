import { useTls } from "../native/tls.js";
import { errorText, NarcineError } from "./errors.js";

/** TLS is asked for and cannot be had: says which variable or file. */
export class TlsSettingError extends NarcineError {
  constructor(problem: string) {
    super("NARCINE_BAD_TLS", `RAY_USE_TLS=1, but ${problem}`);
  }
}

/** Whether Ray's variables ask for TLS. */
export function isTlsAskedFor(environment: Readonly<Record<string, string | undefined>>): boolean {
  return /^(1|true)$/i.test(environment["RAY_USE_TLS"] ?? "");
}

const FILES = { cert: "RAY_TLS_SERVER_CERT", key: "RAY_TLS_SERVER_KEY", ca: "RAY_TLS_CA_CERT" } as const;

let isSetUp = false;

/** As `setUpTls`, once for a process in which nobody else does it first. @throws TlsSettingError */
export function setUpTlsOnce(environment: Readonly<Record<string, string | undefined>>): void {
  if (!isSetUp) setUpTls(environment);
  isSetUp = true;
}

/**
 * Has this process speak TLS where Ray's variables ask for it (Ray 2.60.0, ray_config_def.h): servers and clients show the
 * certificate RAY_TLS_SERVER_CERT with its key RAY_TLS_SERVER_KEY, and both want one of the authorities RAY_TLS_CA_CERT.
 * Call before the first server or client. @returns whether it is so @throws TlsSettingError
 */
export function setUpTls(environment: Readonly<Record<string, string | undefined>>): boolean {
  if (!isTlsAskedFor(environment)) return false;
  const path = (name: string): string => {
    const value = environment[name] ?? "";
    if (value === "") throw new TlsSettingError(`${name} is not set`);
    return value;
  };
  try {
    useTls({ cert: path(FILES.cert), key: path(FILES.key), ca: path(FILES.ca) });
  } catch (error) {
    if (error instanceof TlsSettingError) throw error;
    throw new TlsSettingError(errorText(error));
  }
  return true;
}
