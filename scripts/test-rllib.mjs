// `npm run test:rllib`: RLlib on stock and on ours. Apart from all other tests because of PyTorch's size: a Python
// environment of its own beside `.venv`, which it sees too.
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./lib/proc.mjs";
import { at, launcherDir, venvDir } from "./lib/project.mjs";
import { hashOf, isStamped, stamp, unstamp } from "./lib/stamps.mjs";
import { checkTools } from "./lib/tools.mjs";
import { isWhole } from "./lib/venv.mjs";
import { runScript, setup } from "./setup.mjs";

const folder = at(".venv-rllib");
const python = join(folder, "bin", "python");
const stampFile = join(folder, ".narcine-requirements-stamp");
const requirements = at("python", "requirements-rllib.txt");

const sitePackages = (environment) => {
  const lib = join(environment, "lib");
  const [version] = readdirSync(lib).filter((name) => name.startsWith("python3"));
  return join(lib, version, "site-packages");
};

async function makeEnvironment() {
  const hash = hashOf([requirements]);
  if (existsSync(python) && isStamped(stampFile, hash)) return 0;
  console.log("setup: PyTorch and what else RLlib needs, several GB ...");
  unstamp(stampFile);
  if (!(await isWhole(folder))) {
    const { code } = await run([checkTools({ forTests: true }).python, "-m", "venv", "--clear", folder]);
    if (code !== 0) return code;
  }
  // addsitedir, because a folder that is merely on the path has its .pth files, and so our hook, passed over.
  const line = `import site; site.addsitedir(${JSON.stringify(sitePackages(venvDir))})\n`;
  writeFileSync(join(sitePackages(folder), "narcine-tests.pth"), line);
  const { code } = await run([python, "-m", "pip", "--disable-pip-version-check", "install", "-r", requirements]);
  if (code === 0) stamp(stampFile, hash);
  return code;
}

await runScript(async () => {
  await setup({ forTests: true });
  const code = await makeEnvironment();
  if (code !== 0) return code;
  const argv = [process.execPath, at("node_modules", "vitest", "vitest.mjs"), "run", "--project", "rllib"];
  const env = { NARCINE_PYTHON: python, NARCINE_CACHE_DIR: launcherDir };
  return (await run(argv, { env })).code;
});
