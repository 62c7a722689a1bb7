import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AuthTokenError, findAuthToken, loadAuthToken } from "../../../src/runtime/auth-token.js";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "narcine-token-"));
});
afterEach(() => rmSync(home, { recursive: true }));

describe("loadAuthToken", () => {
  it("wants no token outside token mode", () => {
    expect(loadAuthToken({ HOME: home })).toBeNull();
    expect(loadAuthToken({ RAY_AUTH_MODE: "disabled", RAY_AUTH_TOKEN: "x" })).toBeNull();
  });

  it("prefers the variable, then the named file, then the home directory", () => {
    const named = join(home, "named");
    writeFileSync(named, "from-named\n");
    mkdirSync(join(home, ".ray"));
    writeFileSync(join(home, ".ray", "auth_token"), "from-home");
    const mode = { RAY_AUTH_MODE: "token", HOME: home };
    expect(loadAuthToken({ ...mode, RAY_AUTH_TOKEN: " direct ", RAY_AUTH_TOKEN_PATH: named })).toBe("direct");
    expect(loadAuthToken({ ...mode, RAY_AUTH_TOKEN_PATH: named })).toBe("from-named");
    expect(loadAuthToken(mode)).toBe("from-home");
  });

  it("says where it looked in vain", () => {
    expect(() => loadAuthToken({ RAY_AUTH_MODE: "token", HOME: home })).toThrow(AuthTokenError);
    expect(() => loadAuthToken({ RAY_AUTH_MODE: "token", HOME: home })).toThrow(/auth_token cannot be read \(ENOENT\)/);
  });
});

describe("findAuthToken", () => {
  it("takes a token that is there when nobody says whether there is one", () => {
    expect(findAuthToken({ HOME: home })).toBeNull();
    mkdirSync(join(home, ".ray"));
    writeFileSync(join(home, ".ray", "auth_token"), "from-home");
    expect(findAuthToken({ HOME: home })).toBe("from-home");
    expect(findAuthToken({ HOME: home, RAY_AUTH_MODE: "disabled" })).toBeNull();
    rmSync(join(home, ".ray"), { recursive: true });
    expect(() => findAuthToken({ HOME: home, RAY_AUTH_MODE: "token" })).toThrow(AuthTokenError);
  });
});
