import { expect, test } from "vitest";
import { loadAddon, NativeAddonError } from "../../../src/native/addon.js";

test("an export that the addon lacks is named, with the command that helps", () => {
  const load = () => loadAddon<{ addonVersion(): string; noSuchThing(): void }>(["addonVersion", "noSuchThing"]);
  expect(load).toThrow(NativeAddonError);
  expect(load).toThrow(/has no noSuchThing.*npm run build:native/);
});

test("the addon is built from this package", async () => {
  const { default: manifest } = await import("../../../package.json", { with: { type: "json" } });
  expect(loadAddon<{ addonVersion(): string }>(["addonVersion"]).addonVersion()).toBe(manifest.version);
});
