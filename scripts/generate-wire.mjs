// Makes src/wire/generated/ from proto/ (npm run generate; `--check` only compares and exits 1 on a difference).
//
// messages.ts is protobufjs static code (pbjs), unchecked and untyped; beside it stands one small typed module a protobuf
// package (rpc.ts, syncer.ts, ...), so that `rpc.Address` is both the decoded type and its codec. The types are written
// here and not by pbts because pbts types a missing sub-message as present, and needs 1 MB to say so.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";
import pbjs from "protobufjs-cli/pbjs.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const protoDir = join(root, "proto");
const outDir = join(root, "src/wire/generated");

/** protobuf package -> module name */
const modules = {
  "ray.rpc": "rpc",
  "ray.rpc.syncer": "syncer",
  "ray.rpc.autoscaler": "autoscaler",
  "grpc.health.v1": "health",
  narcine: "narcine",
};

const banner =
  "// Made by scripts/generate-wire.mjs from proto/. Do not edit: change proto/ and run `npm run generate`.\n";

const protoFiles = readdirSync(protoDir, { recursive: true })
  .filter((name) => name.endsWith(".proto"))
  .sort();

const files = new Map();
files.set("messages.ts", await staticCode());
for (const [name, text] of typedModules()) files.set(name, text);

if (process.argv.includes("--check")) {
  const stale = [...files].filter(([name, text]) => readOrEmpty(join(outDir, name)) !== text).map(([name]) => name);
  if (stale.length > 0) {
    console.error(`generated wire code is stale: ${stale.join(", ")}; run: npm run generate`);
    process.exit(1);
  }
} else {
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(outDir, name), text);
  console.log([...files].map(([name, text]) => `${relative(root, join(outDir, name))} ${text.length}`).join("\n"));
}

function readOrEmpty(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** pbjs static code as one ES module, over our own reader (src/wire/protobuf-runtime.ts: 64-bit integers are numbers). */
async function staticCode() {
  const args = ["-t", "static-module", "-w", "esm", "--dependency", "../protobuf-runtime.js", "-p", protoDir];
  for (const part of ["create", "verify", "delimited", "typeurl", "service", "convert", "comments"])
    args.push(`--no-${part}`);
  args.push("--force-number", ...protoFiles.map((name) => join(protoDir, name)));
  const code = await new Promise((resolve, reject) => {
    pbjs.main(args, (error, output) => (error ? reject(error) : resolve(output)));
  });
  const lean = code
    .replace(/^\/\*eslint-disable.*\n/, "")
    // Deep indentation is a third of the file.
    .replace(/^ +/gm, (spaces) => " ".repeat(spaces.length / 4))
    .replace(/^export const (\w+) = /gm, "export const $1: any = ");
  if (!lean.includes("export const ray: any = "))
    throw new Error("pbjs output has changed its shape: no export of ray");
  return `// @ts-nocheck\n${banner}${lean}`;
}

/** One typed module a package: enums, decoded shapes with their codecs, services with the paths of their methods. */
function* typedModules() {
  const tree = new protobuf.Root();
  tree.resolvePath = (_origin, target) => (target.startsWith(protoDir) ? target : join(protoDir, target));
  tree.loadSync(protoFiles.map((name) => join(protoDir, name)));
  tree.resolveAll();
  for (const [packageName, moduleName] of Object.entries(modules)) {
    const body = [];
    const services = []; // after all messages: their tables refer to codecs of any file of the package
    const imports = new Set();
    for (const item of tree.lookup(packageName).nestedArray) {
      if (item instanceof protobuf.Enum) body.push(enumCode(item, packageName));
      else if (item instanceof protobuf.Type) body.push(...typeCode(item, packageName, imports));
      else if (item instanceof protobuf.Service) services.push(serviceCode(item, packageName));
    }
    body.push(...services);
    const wire =
      services.length > 0
        ? 'import { type Codec, method } from "../codec.js";'
        : 'import type { Codec } from "../codec.js";';
    const others = [...imports].sort().map((name) => `import type * as ${name} from "./${name}.js";\n`);
    const needsCodec = body.some((text) => text.includes("Codec<"));
    const top = packageName.split(".")[0];
    const head = needsCodec ? `${wire}\nimport { ${top} } from "./messages.js";\n` : "";
    yield [`${moduleName}.ts`, `${banner}${head}${others.join("")}\n${body.join("\n")}`];
  }
}

/** `Bundle.BundleIdentifier` -> `Bundle_BundleIdentifier`: a module has no nested names. */
function flatName(item, packageName) {
  return item.fullName.slice(packageName.length + 2).replaceAll(".", "_");
}

function packageOf(item) {
  let parent = item.parent;
  while (parent instanceof protobuf.Type) parent = parent.parent;
  return parent.fullName.slice(1);
}

function enumCode(item, packageName) {
  const values = Object.entries(item.values).map(([name, value]) => `  ${name} = ${value},\n`);
  return `export enum ${flatName(item, packageName)} {\n${values.join("")}}\n`;
}

function* typeCode(item, packageName, imports) {
  const name = flatName(item, packageName);
  const fields = item.fieldsArray.map(
    (field) => `  readonly ${field.name}: ${fieldType(field, packageName, imports)};\n`,
  );
  yield fields.length > 0
    ? `export interface ${name} {\n${fields.join("")}}\n`
    : `export type ${name} = Readonly<Record<never, never>>;\n`;
  yield `export const ${name}: Codec<${name}> = ${item.fullName.slice(1)};\n`;
  for (const inner of item.nestedArray) {
    if (inner instanceof protobuf.Enum) yield enumCode(inner, packageName);
    else if (inner instanceof protobuf.Type) yield* typeCode(inner, packageName, imports);
  }
}

function fieldType(field, packageName, imports) {
  const base = valueType(field, packageName, imports);
  if (field.map) return `{ readonly [key: string]: ${base} }`;
  if (field.repeated) return `readonly ${base}[]`;
  const hasPresence = field.resolvedType instanceof protobuf.Type || field.partOf !== null;
  return hasPresence ? `${base} | null` : base;
}

function valueType(field, packageName, imports) {
  const type = field.resolvedType;
  if (type) {
    const home = packageOf(type);
    const flat = flatName(type, home);
    if (home === packageName) return flat;
    imports.add(modules[home]);
    return `${modules[home]}.${flat}`;
  }
  return { bool: "boolean", string: "string", bytes: "Uint8Array" }[field.type] ?? "number";
}

function serviceCode(service, packageName) {
  const rows = service.methodsArray.map((item) => {
    const [request, reply] = [item.resolvedRequestType, item.resolvedResponseType];
    const path = `/${packageName}.${service.name}/${item.name}`;
    const key = item.name[0].toLowerCase() + item.name.slice(1);
    return `  ${key}: method("${path}", ${flatName(request, packageName)}, ${flatName(reply, packageName)}),\n`;
  });
  return `export const ${service.name} = {\n${rows.join("")}};\n`;
}
