import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import protobuf from "protobufjs";
import { beforeAll, describe, expect, it } from "vitest";
import { autoscaler, health, rpc, syncer } from "../../src/wire/index.js";
import { jsonFromPython, repositoryRoot } from "./python.js";

interface Field {
  readonly number: number;
  /** e.g. "repeated ray.rpc.Bundle", "optional int64", "map<string, double>" */
  readonly type: string;
  readonly oneof: string | null;
}

interface FileShape {
  readonly package: string;
  readonly messages: Record<string, Record<string, Field>>;
  readonly enums: Record<string, Record<string, number>>;
  readonly services: Record<string, Record<string, { readonly request: string; readonly reply: string }>>;
}

interface Wheel {
  readonly version: string;
  readonly files: Record<string, FileShape>;
}

const protoDir = join(repositoryRoot, "proto");
/** All but our own services, which Ray does not know. */
const protoFiles = readdirSync(protoDir, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".proto") && name !== "narcine.proto",
);

/** Services that we answer must be whole; of those we only call, the methods we call. */
const servedServices = [
  "ray.rpc.NodeManagerService",
  "ray.rpc.ObjectManagerService",
  "ray.rpc.syncer.RaySyncer",
  "ray.rpc.JobInfoGcsService",
  "ray.rpc.ActorInfoGcsService",
  "ray.rpc.WorkerInfoGcsService",
  "ray.rpc.PlacementGroupInfoGcsService",
  "ray.rpc.InternalKVGcsService",
  "ray.rpc.RuntimeEnvGcsService",
  "ray.rpc.ControlPlanePubSubGcsService",
  "ray.rpc.ObservabilityPubSubService",
  "ray.rpc.NodeResourceInfoGcsService",
  "ray.rpc.NodeInfoGcsService",
  "ray.rpc.TaskInfoGcsService",
  "ray.rpc.autoscaler.AutoscalerStateService",
  "grpc.health.v1.Health",
];

function shapesOfOurs(): Map<string, FileShape> {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => (target.startsWith(protoDir) ? target : join(protoDir, target));
  root.loadSync(
    protoFiles.map((name) => join(protoDir, name)),
    { keepCase: true },
  );
  root.resolveAll();
  const shapes = new Map<string, FileShape>();
  const visit = (item: protobuf.ReflectionObject): void => {
    const name = item.fullName.slice(1);
    if (item.filename !== null && !(item instanceof protobuf.Field)) {
      const shape = shapeOf(shapes, item);
      if (item instanceof protobuf.Type) shape.messages[name] = fieldsOf(item);
      else if (item instanceof protobuf.Enum) shape.enums[name] = { ...item.values };
      else if (item instanceof protobuf.Service) {
        shape.services[name] = Object.fromEntries(
          item.methodsArray.map((method) => [
            method.name,
            {
              request: `${method.requestStream ? "stream " : ""}${method.resolvedRequestType?.fullName.slice(1)}`,
              reply: `${method.responseStream ? "stream " : ""}${method.resolvedResponseType?.fullName.slice(1)}`,
            },
          ]),
        );
      }
    }
    if (item instanceof protobuf.Namespace) for (const inner of item.nestedArray) visit(inner);
  };
  visit(root);
  return shapes;
}

function shapeOf(shapes: Map<string, FileShape>, item: protobuf.ReflectionObject): FileShape {
  const file = (item.filename as string).slice(protoDir.length + 1);
  let home = item.parent as protobuf.NamespaceBase;
  while (home instanceof protobuf.Type) home = home.parent as protobuf.NamespaceBase;
  const known = shapes.get(file) ?? { package: home.fullName.slice(1), messages: {}, enums: {}, services: {} };
  shapes.set(file, known);
  return known;
}

function fieldsOf(type: protobuf.Type): Record<string, Field> {
  return Object.fromEntries(
    type.fieldsArray.map((field) => {
      const value = field.resolvedType ? field.resolvedType.fullName.slice(1) : field.type;
      const isOptional = field.partOf?.isProto3Optional === true;
      const kind =
        field instanceof protobuf.MapField
          ? `map<${field.keyType}, ${value}>`
          : `${field.repeated ? "repeated " : isOptional ? "optional " : ""}${value}`;
      const oneof = field.partOf && !isOptional ? field.partOf.name : null;
      return [field.name, { number: field.id, type: kind, oneof }];
    }),
  );
}

describe("proto/ against the installed wheel", () => {
  let wheel: Wheel;
  let ours: Map<string, FileShape>;

  const theirs = (file: string): FileShape => {
    const name = file.startsWith("grpc/") ? `src/proto/${file}` : `src/ray/protobuf/${file}`;
    const shape = wheel.files[name];
    if (shape === undefined) throw new Error(`the wheel has no ${name}`);
    return shape;
  };

  beforeAll(() => {
    wheel = jsonFromPython<Wheel>("wheel_descriptors.py");
    ours = shapesOfOurs();
  });

  it("is about the Ray that is installed", () => {
    expect(wheel.version).toBe("2.60.0");
    expect([...ours.keys()].sort()).toEqual([...protoFiles].sort());
  });

  it("has every message as the wheel has it, field by field", () => {
    let count = 0;
    for (const [file, shape] of ours) {
      expect(shape.package, file).toBe(theirs(file).package);
      for (const [name, fields] of Object.entries(shape.messages)) {
        expect(fields, `${file}: ${name}`).toEqual(theirs(file).messages[name]);
        count++;
      }
    }
    expect(count).toBeGreaterThan(200);
  });

  it("has every enum as the wheel has it", () => {
    for (const [file, shape] of ours) {
      for (const [name, values] of Object.entries(shape.enums)) {
        expect(values, `${file}: ${name}`).toEqual(theirs(file).enums[name]);
      }
    }
  });

  it("has every service method as the wheel has it, and those that we serve wholly", () => {
    const seen: string[] = [];
    for (const [file, shape] of ours) {
      for (const [name, methods] of Object.entries(shape.services)) {
        seen.push(name);
        const known = theirs(file).services[name] ?? {};
        for (const [method, types] of Object.entries(methods)) {
          expect(types, `${file}: ${name}/${method}`).toEqual(known[method]);
        }
        if (servedServices.includes(name)) expect(Object.keys(methods)).toEqual(Object.keys(known));
      }
    }
    expect(seen).toEqual(expect.arrayContaining(servedServices));
  });

  it("uses no 64-bit kind that src/wire/protobuf-runtime.ts does not read as a number", () => {
    for (const shape of ours.values()) {
      for (const [name, fields] of Object.entries(shape.messages)) {
        for (const [field, { type }] of Object.entries(fields)) {
          expect(type, `${name}.${field}`).not.toMatch(/sint64|fixed64|repeated u?int64|map<u?int64/);
        }
      }
    }
  });
});

describe("src/wire/generated", () => {
  it("is what scripts/generate-wire.mjs makes of proto/", () => {
    execFileSync(process.execPath, [join(repositoryRoot, "scripts/generate-wire.mjs"), "--check"], { stdio: "pipe" });
  });

  it("has the enum numbers and method paths of proto/", () => {
    const ours = shapesOfOurs();
    const modules = {
      "ray.rpc": rpc,
      "ray.rpc.syncer": syncer,
      "ray.rpc.autoscaler": autoscaler,
      "grpc.health.v1": health,
    } as Record<string, object>;
    for (const shape of ours.values()) {
      const module = modules[shape.package] as Record<string, Record<string, unknown>> | undefined;
      if (module === undefined) continue;
      for (const [name, values] of Object.entries(shape.enums)) {
        const flat = name.slice(shape.package.length + 1).replaceAll(".", "_");
        for (const [key, value] of Object.entries(values)) expect(module[flat]?.[key], `${name}.${key}`).toBe(value);
      }
      for (const [name, methods] of Object.entries(shape.services)) {
        const table = module[name.slice(shape.package.length + 1)] as Record<string, { path: string }>;
        expect(Object.values(table).map(({ path }) => path)).toEqual(
          Object.keys(methods).map((key) => `/${name}/${key}`),
        );
      }
    }
  });
});
