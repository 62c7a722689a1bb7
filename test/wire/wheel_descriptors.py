"""Prints, as JSON, every protobuf message, enum and service that the installed Ray carries.

Two places hold them: the `*_pb2.py` files of the wheel, and, for what Python never uses (object_manager, ray_syncer,
health), the C++ executables, where each .proto file lies as a serialized FileDescriptorProto. Neither is imported or
run: the former are parsed, the latter searched. A file found in several places must say the same in all of them.
"""

import ast
import importlib.util
import json
import mmap
import os
import re
import sys

from google.protobuf import descriptor_pb2

FieldDescriptorProto = descriptor_pb2.FieldDescriptorProto
EXECUTABLES = ("core/src/ray/raylet/raylet", "core/src/ray/gcs/gcs_server", "_raylet.so")
# FileDescriptorProto starts with field 1, its name: tag 0x0a, length, text.
FILE_START = re.compile(rb"\n([\x07-\x7f])((?:[\w.-]+/)*[\w.-]+\.proto)")
# Its fields, all length-delimited or varint; `syntax` (12) is the last that protoc writes for proto3.
LENGTH_DELIMITED_FIELDS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 12}
VARINT_FIELDS = {10, 11}
SYNTAX_FIELD = 12


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError("varint too long")


def end_of_file_descriptor(data, at):
    """Where the FileDescriptorProto that begins at `at` ends, or None when there is none."""
    try:
        while True:
            tag, at = varint(data, at)
            field, wire_type = tag >> 3, tag & 7
            if wire_type == 2 and field in LENGTH_DELIMITED_FIELDS:
                length, at = varint(data, at)
                at += length
                if at > len(data):
                    return None
                if field == SYNTAX_FIELD:
                    return at
            elif wire_type == 0 and field in VARINT_FIELDS:
                _, at = varint(data, at)
            else:
                return None
    except (IndexError, ValueError):
        return None


def from_executable(path):
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for match in FILE_START.finditer(data):
            if match.group(1)[0] != len(match.group(2)):
                continue
            end = end_of_file_descriptor(data, match.start())
            if end is None:
                continue
            descriptor = descriptor_pb2.FileDescriptorProto()
            try:
                descriptor.ParseFromString(data[match.start() : end])
            except Exception:  # not a descriptor after all
                continue
            yield descriptor


def from_python(path):
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "AddSerializedFile":
            yield descriptor_pb2.FileDescriptorProto.FromString(ast.literal_eval(node.args[0]))


def type_name(field):
    if field.type_name:
        return field.type_name.lstrip(".")
    return FieldDescriptorProto.Type.Name(field.type)[len("TYPE_") :].lower()


def message_shape(message, full_name):
    entries = {f".{full_name}.{inner.name}": inner for inner in message.nested_type if inner.options.map_entry}
    fields = {}
    for field in message.field:
        entry = entries.get(field.type_name)
        repeated = field.label == FieldDescriptorProto.LABEL_REPEATED
        if entry is not None:
            kind = f"map<{type_name(entry.field[0])}, {type_name(entry.field[1])}>"
        else:
            kind = ("repeated " if repeated else "optional " if field.proto3_optional else "") + type_name(field)
        oneof = None
        if field.HasField("oneof_index") and not field.proto3_optional:
            oneof = message.oneof_decl[field.oneof_index].name
        fields[field.name] = {"number": field.number, "type": kind, "oneof": oneof}
    return fields


def add_message(shape, message, prefix):
    if message.options.map_entry:
        return
    full_name = f"{prefix}.{message.name}"
    shape["messages"][full_name] = message_shape(message, full_name)
    for enum in message.enum_type:
        shape["enums"][f"{full_name}.{enum.name}"] = {value.name: value.number for value in enum.value}
    for inner in message.nested_type:
        add_message(shape, inner, full_name)


def file_shape(descriptor):
    shape = {"package": descriptor.package, "messages": {}, "enums": {}, "services": {}}
    for enum in descriptor.enum_type:
        shape["enums"][f"{descriptor.package}.{enum.name}"] = {value.name: value.number for value in enum.value}
    for message in descriptor.message_type:
        add_message(shape, message, descriptor.package)
    for service in descriptor.service:
        shape["services"][f"{descriptor.package}.{service.name}"] = {
            method.name: {
                "request": ("stream " if method.client_streaming else "") + method.input_type.lstrip("."),
                "reply": ("stream " if method.server_streaming else "") + method.output_type.lstrip("."),
            }
            for method in service.method
        }
    return shape


def main():
    ray = importlib.util.find_spec("ray").submodule_search_locations[0]
    generated = os.path.join(ray, "core", "generated")
    sources = [
        (os.path.join(folder, name), from_python)
        for folder, _, names in os.walk(generated)
        for name in sorted(names)
        if name.endswith("_pb2.py")
    ]
    sources += [(os.path.join(ray, name), from_executable) for name in EXECUTABLES]
    files, origins = {}, {}
    for path, read in sources:
        for descriptor in read(path):
            shape = file_shape(descriptor)
            origin = os.path.relpath(path, ray)
            if files.setdefault(descriptor.name, shape) != shape:
                sys.exit(f"{descriptor.name} differs between {origins[descriptor.name][0]} and {origin}")
            origins.setdefault(descriptor.name, []).append(origin)
    with open(os.path.join(ray, "_version.py"), encoding="utf-8") as file:
        version = re.search(r'^version = "(.+)"', file.read(), re.MULTILINE).group(1)
    json.dump({"version": version, "files": files, "origins": origins}, sys.stdout)


if __name__ == "__main__":
    main()
