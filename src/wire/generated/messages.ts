// @ts-nocheck
// Made by scripts/generate-wire.mjs from proto/. Do not edit: change proto/ and run `npm run generate`.
import $protobuf from "../protobuf-runtime.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const ray: any = $root.ray = (() => {

 const ray = {};

 ray.rpc = (function() {

  const rpc = {};

  rpc.autoscaler = (function() {

   const autoscaler = {};

   autoscaler.DrainNodeReason = (function() {
    const valuesById = $Object.create(null), values = $Object.create(valuesById);
    values[valuesById[0] = "DRAIN_NODE_REASON_UNSPECIFIED"] = 0;
    values[valuesById[1] = "DRAIN_NODE_REASON_IDLE_TERMINATION"] = 1;
    values[valuesById[2] = "DRAIN_NODE_REASON_PREEMPTION"] = 2;
    return values;
   })();

   return autoscaler;
  })();

  rpc.Language = (function() {
   const valuesById = $Object.create(null), values = $Object.create(valuesById);
   values[valuesById[0] = "PYTHON"] = 0;
   values[valuesById[1] = "JAVA"] = 1;
   values[valuesById[2] = "CPP"] = 2;
   return values;
  })();

  rpc.WorkerType = (function() {
   const valuesById = $Object.create(null), values = $Object.create(valuesById);
   values[valuesById[0] = "WORKER"] = 0;
   values[valuesById[1] = "DRIVER"] = 1;
   values[valuesById[2] = "SPILL_WORKER"] = 2;
   values[valuesById[3] = "RESTORE_WORKER"] = 3;
   return values;
  })();

  rpc.TaskType = (function() {
   const valuesById = $Object.create(null), values = $Object.create(valuesById);
   values[valuesById[0] = "NORMAL_TASK"] = 0;
   values[valuesById[1] = "ACTOR_CREATION_TASK"] = 1;
   values[valuesById[2] = "ACTOR_TASK"] = 2;
   values[valuesById[3] = "DRIVER_TASK"] = 3;
   return values;
  })();

  rpc.ErrorType = (function() {
   const valuesById = $Object.create(null), values = $Object.create(valuesById);
   values[valuesById[0] = "WORKER_DIED"] = 0;
   values[valuesById[1] = "ACTOR_DIED"] = 1;
   values[valuesById[3] = "TASK_EXECUTION_EXCEPTION"] = 3;
   values[valuesById[4] = "OBJECT_IN_PLASMA"] = 4;
   values[valuesById[5] = "TASK_CANCELLED"] = 5;
   values[valuesById[6] = "ACTOR_CREATION_FAILED"] = 6;
   values[valuesById[7] = "RUNTIME_ENV_SETUP_FAILED"] = 7;
   values[valuesById[8] = "OBJECT_LOST"] = 8;
   values[valuesById[9] = "OWNER_DIED"] = 9;
   values[valuesById[10] = "OBJECT_DELETED"] = 10;
   values[valuesById[11] = "DEPENDENCY_RESOLUTION_FAILED"] = 11;
   values[valuesById[12] = "OBJECT_UNRECONSTRUCTABLE_MAX_ATTEMPTS_EXCEEDED"] = 12;
   values[valuesById[13] = "OBJECT_UNRECONSTRUCTABLE_LINEAGE_EVICTED"] = 13;
   values[valuesById[14] = "OBJECT_FETCH_TIMED_OUT"] = 14;
   values[valuesById[15] = "LOCAL_RAYLET_DIED"] = 15;
   values[valuesById[16] = "TASK_PLACEMENT_GROUP_REMOVED"] = 16;
   values[valuesById[17] = "ACTOR_PLACEMENT_GROUP_REMOVED"] = 17;
   values[valuesById[18] = "TASK_UNSCHEDULABLE_ERROR"] = 18;
   values[valuesById[19] = "ACTOR_UNSCHEDULABLE_ERROR"] = 19;
   values[valuesById[20] = "OUT_OF_DISK_ERROR"] = 20;
   values[valuesById[21] = "OBJECT_FREED"] = 21;
   values[valuesById[22] = "OUT_OF_MEMORY"] = 22;
   values[valuesById[23] = "NODE_DIED"] = 23;
   values[valuesById[24] = "END_OF_STREAMING_GENERATOR"] = 24;
   values[valuesById[25] = "ACTOR_UNAVAILABLE"] = 25;
   values[valuesById[26] = "GENERATOR_TASK_FAILED_FOR_OBJECT_RECONSTRUCTION"] = 26;
   values[valuesById[27] = "OBJECT_UNRECONSTRUCTABLE_PUT"] = 27;
   values[valuesById[28] = "OBJECT_UNRECONSTRUCTABLE_RETRIES_DISABLED"] = 28;
   values[valuesById[29] = "OBJECT_UNRECONSTRUCTABLE_BORROWED"] = 29;
   values[valuesById[30] = "OBJECT_UNRECONSTRUCTABLE_REF_NOT_FOUND"] = 30;
   values[valuesById[31] = "OBJECT_UNRECONSTRUCTABLE_TASK_CANCELLED"] = 31;
   values[valuesById[32] = "OBJECT_UNRECONSTRUCTABLE_LINEAGE_DISABLED"] = 32;
   values[valuesById[33] = "WORKER_STARTUP_FAILED"] = 33;
   values[valuesById[34] = "STREAMING_GENERATOR_REPLAY_INCONSISTENT"] = 34;
   return values;
  })();

  rpc.TaskStatus = (function() {
   const valuesById = $Object.create(null), values = $Object.create(valuesById);
   values[valuesById[0] = "NIL"] = 0;
   values[valuesById[1] = "PENDING_ARGS_AVAIL"] = 1;
   values[valuesById[2] = "PENDING_NODE_ASSIGNMENT"] = 2;
   values[valuesById[3] = "PENDING_OBJ_STORE_MEM_AVAIL"] = 3;
   values[valuesById[4] = "PENDING_ARGS_FETCH"] = 4;
   values[valuesById[5] = "SUBMITTED_TO_WORKER"] = 5;
   values[valuesById[6] = "PENDING_ACTOR_TASK_ARGS_FETCH"] = 6;
   values[valuesById[7] = "PENDING_ACTOR_TASK_ORDERING_OR_CONCURRENCY"] = 7;
   values[valuesById[8] = "RUNNING"] = 8;
   values[valuesById[9] = "RUNNING_IN_RAY_GET"] = 9;
   values[valuesById[10] = "RUNNING_IN_RAY_WAIT"] = 10;
   values[valuesById[11] = "FINISHED"] = 11;
   values[valuesById[12] = "FAILED"] = 12;
   values[valuesById[13] = "GETTING_AND_PINNING_ARGS"] = 13;
   return values;
  })();

  rpc.WorkerExitType = (function() {
   const valuesById = $Object.create(null), values = $Object.create(valuesById);
   values[valuesById[0] = "SYSTEM_ERROR"] = 0;
   values[valuesById[1] = "INTENDED_SYSTEM_EXIT"] = 1;
   values[valuesById[2] = "USER_ERROR"] = 2;
   values[valuesById[3] = "INTENDED_USER_EXIT"] = 3;
   values[valuesById[4] = "NODE_OUT_OF_MEMORY"] = 4;
   return values;
  })();

  rpc.PlacementStrategy = (function() {
   const valuesById = $Object.create(null), values = $Object.create(valuesById);
   values[valuesById[0] = "PACK"] = 0;
   values[valuesById[1] = "SPREAD"] = 1;
   values[valuesById[2] = "STRICT_PACK"] = 2;
   values[valuesById[3] = "STRICT_SPREAD"] = 3;
   return values;
  })();

  rpc.LabelSelectorOperator = (function() {
   const valuesById = $Object.create(null), values = $Object.create(valuesById);
   values[valuesById[0] = "LABEL_OPERATOR_UNSPECIFIED"] = 0;
   values[valuesById[1] = "LABEL_OPERATOR_IN"] = 1;
   values[valuesById[2] = "LABEL_OPERATOR_NOT_IN"] = 2;
   return values;
  })();

  rpc.LabelIn = (function() {

   const LabelIn = function (properties) {
    this.values = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   LabelIn.prototype.values = $util.emptyArray;

   LabelIn.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.values != null && message.values.length)
     for (let i = 0; i < message.values.length; ++i)
      writer.uint32(10).string(message.values[i]);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   LabelIn.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.LabelIn();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.values && message.values.length))
        message.values = [];
       message.values.push(reader.stringVerify());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return LabelIn;
  })();

  rpc.LabelNotIn = (function() {

   const LabelNotIn = function (properties) {
    this.values = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   LabelNotIn.prototype.values = $util.emptyArray;

   LabelNotIn.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.values != null && message.values.length)
     for (let i = 0; i < message.values.length; ++i)
      writer.uint32(10).string(message.values[i]);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   LabelNotIn.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.LabelNotIn();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.values && message.values.length))
        message.values = [];
       message.values.push(reader.stringVerify());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return LabelNotIn;
  })();

  rpc.LabelExists = (function() {

   const LabelExists = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   LabelExists.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   LabelExists.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.LabelExists();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return LabelExists;
  })();

  rpc.LabelDoesNotExist = (function() {

   const LabelDoesNotExist = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   LabelDoesNotExist.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   LabelDoesNotExist.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.LabelDoesNotExist();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return LabelDoesNotExist;
  })();

  rpc.LabelOperator = (function() {

   const LabelOperator = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   LabelOperator.prototype.labelIn = null;
   LabelOperator.prototype.labelNotIn = null;
   LabelOperator.prototype.labelExists = null;
   LabelOperator.prototype.labelDoesNotExist = null;

   let $oneOfFields;

   $Object.defineProperty(LabelOperator.prototype, "labelOperator", {
    get: $util.oneOfGetter($oneOfFields = ["labelIn", "labelNotIn", "labelExists", "labelDoesNotExist"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   LabelOperator.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.labelIn != null && $Object.hasOwnProperty.call(message, "labelIn"))
     $root.ray.rpc.LabelIn.encode(message.labelIn, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.labelNotIn != null && $Object.hasOwnProperty.call(message, "labelNotIn"))
     $root.ray.rpc.LabelNotIn.encode(message.labelNotIn, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.labelExists != null && $Object.hasOwnProperty.call(message, "labelExists"))
     $root.ray.rpc.LabelExists.encode(message.labelExists, writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.labelDoesNotExist != null && $Object.hasOwnProperty.call(message, "labelDoesNotExist"))
     $root.ray.rpc.LabelDoesNotExist.encode(message.labelDoesNotExist, writer.uint32(34).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   LabelOperator.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.LabelOperator();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.labelIn = $root.ray.rpc.LabelIn.decode(reader, reader.size(), $undefined, _depth + 1, message.labelIn);
       message.labelOperator = "labelIn";
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.labelNotIn = $root.ray.rpc.LabelNotIn.decode(reader, reader.size(), $undefined, _depth + 1, message.labelNotIn);
       message.labelOperator = "labelNotIn";
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       message.labelExists = $root.ray.rpc.LabelExists.decode(reader, reader.size(), $undefined, _depth + 1, message.labelExists);
       message.labelOperator = "labelExists";
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       message.labelDoesNotExist = $root.ray.rpc.LabelDoesNotExist.decode(reader, reader.size(), $undefined, _depth + 1, message.labelDoesNotExist);
       message.labelOperator = "labelDoesNotExist";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return LabelOperator;
  })();

  rpc.LabelMatchExpression = (function() {

   const LabelMatchExpression = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   LabelMatchExpression.prototype.key = "";
   LabelMatchExpression.prototype.operator = null;

   LabelMatchExpression.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
     writer.uint32(10).string(message.key);
    if (message.operator != null && $Object.hasOwnProperty.call(message, "operator"))
     $root.ray.rpc.LabelOperator.encode(message.operator, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   LabelMatchExpression.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.LabelMatchExpression();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.key = value;
       else
        delete message.key;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.operator = $root.ray.rpc.LabelOperator.decode(reader, reader.size(), $undefined, _depth + 1, message.operator);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return LabelMatchExpression;
  })();

  rpc.LabelMatchExpressions = (function() {

   const LabelMatchExpressions = function (properties) {
    this.expressions = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   LabelMatchExpressions.prototype.expressions = $util.emptyArray;

   LabelMatchExpressions.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.expressions != null && message.expressions.length)
     for (let i = 0; i < message.expressions.length; ++i)
      $root.ray.rpc.LabelMatchExpression.encode(message.expressions[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   LabelMatchExpressions.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.LabelMatchExpressions();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.expressions && message.expressions.length))
        message.expressions = [];
       message.expressions.push($root.ray.rpc.LabelMatchExpression.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return LabelMatchExpressions;
  })();

  rpc.NodeLabelSchedulingStrategy = (function() {

   const NodeLabelSchedulingStrategy = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   NodeLabelSchedulingStrategy.prototype.hard = null;
   NodeLabelSchedulingStrategy.prototype.soft = null;

   NodeLabelSchedulingStrategy.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.hard != null && $Object.hasOwnProperty.call(message, "hard"))
     $root.ray.rpc.LabelMatchExpressions.encode(message.hard, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.soft != null && $Object.hasOwnProperty.call(message, "soft"))
     $root.ray.rpc.LabelMatchExpressions.encode(message.soft, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   NodeLabelSchedulingStrategy.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.NodeLabelSchedulingStrategy();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.hard = $root.ray.rpc.LabelMatchExpressions.decode(reader, reader.size(), $undefined, _depth + 1, message.hard);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.soft = $root.ray.rpc.LabelMatchExpressions.decode(reader, reader.size(), $undefined, _depth + 1, message.soft);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return NodeLabelSchedulingStrategy;
  })();

  rpc.NodeAffinitySchedulingStrategy = (function() {

   const NodeAffinitySchedulingStrategy = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   NodeAffinitySchedulingStrategy.prototype.nodeId = $util.newBuffer([]);
   NodeAffinitySchedulingStrategy.prototype.soft = false;
   NodeAffinitySchedulingStrategy.prototype.spillOnUnavailable = false;
   NodeAffinitySchedulingStrategy.prototype.failOnUnavailable = false;

   NodeAffinitySchedulingStrategy.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(10).bytes(message.nodeId);
    if (message.soft != null && $Object.hasOwnProperty.call(message, "soft") && message.soft !== false)
     writer.uint32(16).bool(message.soft);
    if (message.spillOnUnavailable != null && $Object.hasOwnProperty.call(message, "spillOnUnavailable") && message.spillOnUnavailable !== false)
     writer.uint32(24).bool(message.spillOnUnavailable);
    if (message.failOnUnavailable != null && $Object.hasOwnProperty.call(message, "failOnUnavailable") && message.failOnUnavailable !== false)
     writer.uint32(32).bool(message.failOnUnavailable);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   NodeAffinitySchedulingStrategy.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.NodeAffinitySchedulingStrategy();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.soft = value;
       else
        delete message.soft;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.spillOnUnavailable = value;
       else
        delete message.spillOnUnavailable;
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.failOnUnavailable = value;
       else
        delete message.failOnUnavailable;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return NodeAffinitySchedulingStrategy;
  })();

  rpc.PlacementGroupSchedulingStrategy = (function() {

   const PlacementGroupSchedulingStrategy = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PlacementGroupSchedulingStrategy.prototype.placementGroupId = $util.newBuffer([]);
   PlacementGroupSchedulingStrategy.prototype.placementGroupBundleIndex = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   PlacementGroupSchedulingStrategy.prototype.placementGroupCaptureChildTasks = false;

   PlacementGroupSchedulingStrategy.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.placementGroupId != null && $Object.hasOwnProperty.call(message, "placementGroupId") && message.placementGroupId.length)
     writer.uint32(10).bytes(message.placementGroupId);
    if (message.placementGroupBundleIndex != null && $Object.hasOwnProperty.call(message, "placementGroupBundleIndex") && (typeof message.placementGroupBundleIndex === "object" ? message.placementGroupBundleIndex.low || message.placementGroupBundleIndex.high : message.placementGroupBundleIndex !== 0))
     writer.uint32(16).int64(message.placementGroupBundleIndex);
    if (message.placementGroupCaptureChildTasks != null && $Object.hasOwnProperty.call(message, "placementGroupCaptureChildTasks") && message.placementGroupCaptureChildTasks !== false)
     writer.uint32(24).bool(message.placementGroupCaptureChildTasks);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PlacementGroupSchedulingStrategy.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PlacementGroupSchedulingStrategy();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.placementGroupId = value;
       else
        delete message.placementGroupId;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.placementGroupBundleIndex = value;
       else
        delete message.placementGroupBundleIndex;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.placementGroupCaptureChildTasks = value;
       else
        delete message.placementGroupCaptureChildTasks;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PlacementGroupSchedulingStrategy;
  })();

  rpc.DefaultSchedulingStrategy = (function() {

   const DefaultSchedulingStrategy = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   DefaultSchedulingStrategy.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   DefaultSchedulingStrategy.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.DefaultSchedulingStrategy();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return DefaultSchedulingStrategy;
  })();

  rpc.SpreadSchedulingStrategy = (function() {

   const SpreadSchedulingStrategy = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   SpreadSchedulingStrategy.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   SpreadSchedulingStrategy.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.SpreadSchedulingStrategy();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return SpreadSchedulingStrategy;
  })();

  rpc.SchedulingStrategy = (function() {

   const SchedulingStrategy = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   SchedulingStrategy.prototype.defaultSchedulingStrategy = null;
   SchedulingStrategy.prototype.placementGroupSchedulingStrategy = null;
   SchedulingStrategy.prototype.spreadSchedulingStrategy = null;
   SchedulingStrategy.prototype.nodeAffinitySchedulingStrategy = null;
   SchedulingStrategy.prototype.nodeLabelSchedulingStrategy = null;

   let $oneOfFields;

   $Object.defineProperty(SchedulingStrategy.prototype, "schedulingStrategy", {
    get: $util.oneOfGetter($oneOfFields = ["defaultSchedulingStrategy", "placementGroupSchedulingStrategy", "spreadSchedulingStrategy", "nodeAffinitySchedulingStrategy", "nodeLabelSchedulingStrategy"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   SchedulingStrategy.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.defaultSchedulingStrategy != null && $Object.hasOwnProperty.call(message, "defaultSchedulingStrategy"))
     $root.ray.rpc.DefaultSchedulingStrategy.encode(message.defaultSchedulingStrategy, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.placementGroupSchedulingStrategy != null && $Object.hasOwnProperty.call(message, "placementGroupSchedulingStrategy"))
     $root.ray.rpc.PlacementGroupSchedulingStrategy.encode(message.placementGroupSchedulingStrategy, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.spreadSchedulingStrategy != null && $Object.hasOwnProperty.call(message, "spreadSchedulingStrategy"))
     $root.ray.rpc.SpreadSchedulingStrategy.encode(message.spreadSchedulingStrategy, writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.nodeAffinitySchedulingStrategy != null && $Object.hasOwnProperty.call(message, "nodeAffinitySchedulingStrategy"))
     $root.ray.rpc.NodeAffinitySchedulingStrategy.encode(message.nodeAffinitySchedulingStrategy, writer.uint32(34).fork(), _depth + 1).ldelim();
    if (message.nodeLabelSchedulingStrategy != null && $Object.hasOwnProperty.call(message, "nodeLabelSchedulingStrategy"))
     $root.ray.rpc.NodeLabelSchedulingStrategy.encode(message.nodeLabelSchedulingStrategy, writer.uint32(42).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   SchedulingStrategy.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.SchedulingStrategy();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.defaultSchedulingStrategy = $root.ray.rpc.DefaultSchedulingStrategy.decode(reader, reader.size(), $undefined, _depth + 1, message.defaultSchedulingStrategy);
       message.schedulingStrategy = "defaultSchedulingStrategy";
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.placementGroupSchedulingStrategy = $root.ray.rpc.PlacementGroupSchedulingStrategy.decode(reader, reader.size(), $undefined, _depth + 1, message.placementGroupSchedulingStrategy);
       message.schedulingStrategy = "placementGroupSchedulingStrategy";
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       message.spreadSchedulingStrategy = $root.ray.rpc.SpreadSchedulingStrategy.decode(reader, reader.size(), $undefined, _depth + 1, message.spreadSchedulingStrategy);
       message.schedulingStrategy = "spreadSchedulingStrategy";
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       message.nodeAffinitySchedulingStrategy = $root.ray.rpc.NodeAffinitySchedulingStrategy.decode(reader, reader.size(), $undefined, _depth + 1, message.nodeAffinitySchedulingStrategy);
       message.schedulingStrategy = "nodeAffinitySchedulingStrategy";
       continue;
      }
     case 5: {
       if (wireType !== 2)
        break;
       message.nodeLabelSchedulingStrategy = $root.ray.rpc.NodeLabelSchedulingStrategy.decode(reader, reader.size(), $undefined, _depth + 1, message.nodeLabelSchedulingStrategy);
       message.schedulingStrategy = "nodeLabelSchedulingStrategy";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return SchedulingStrategy;
  })();

  rpc.Address = (function() {

   const Address = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   Address.prototype.nodeId = $util.newBuffer([]);
   Address.prototype.ipAddress = "";
   Address.prototype.port = 0;
   Address.prototype.workerId = $util.newBuffer([]);

   Address.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(10).bytes(message.nodeId);
    if (message.ipAddress != null && $Object.hasOwnProperty.call(message, "ipAddress") && message.ipAddress !== "")
     writer.uint32(18).string(message.ipAddress);
    if (message.port != null && $Object.hasOwnProperty.call(message, "port") && message.port !== 0)
     writer.uint32(24).int32(message.port);
    if (message.workerId != null && $Object.hasOwnProperty.call(message, "workerId") && message.workerId.length)
     writer.uint32(34).bytes(message.workerId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   Address.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.Address();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.ipAddress = value;
       else
        delete message.ipAddress;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.port = value;
       else
        delete message.port;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.workerId = value;
       else
        delete message.workerId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return Address;
  })();

  rpc.JavaFunctionDescriptor = (function() {

   const JavaFunctionDescriptor = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   JavaFunctionDescriptor.prototype.className = "";
   JavaFunctionDescriptor.prototype.functionName = "";
   JavaFunctionDescriptor.prototype.signature = "";

   JavaFunctionDescriptor.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.className != null && $Object.hasOwnProperty.call(message, "className") && message.className !== "")
     writer.uint32(10).string(message.className);
    if (message.functionName != null && $Object.hasOwnProperty.call(message, "functionName") && message.functionName !== "")
     writer.uint32(18).string(message.functionName);
    if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature !== "")
     writer.uint32(26).string(message.signature);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   JavaFunctionDescriptor.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.JavaFunctionDescriptor();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.className = value;
       else
        delete message.className;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.functionName = value;
       else
        delete message.functionName;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.signature = value;
       else
        delete message.signature;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return JavaFunctionDescriptor;
  })();

  rpc.PythonFunctionDescriptor = (function() {

   const PythonFunctionDescriptor = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PythonFunctionDescriptor.prototype.moduleName = "";
   PythonFunctionDescriptor.prototype.className = "";
   PythonFunctionDescriptor.prototype.functionName = "";
   PythonFunctionDescriptor.prototype.functionHash = "";

   PythonFunctionDescriptor.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.moduleName != null && $Object.hasOwnProperty.call(message, "moduleName") && message.moduleName !== "")
     writer.uint32(10).string(message.moduleName);
    if (message.className != null && $Object.hasOwnProperty.call(message, "className") && message.className !== "")
     writer.uint32(18).string(message.className);
    if (message.functionName != null && $Object.hasOwnProperty.call(message, "functionName") && message.functionName !== "")
     writer.uint32(26).string(message.functionName);
    if (message.functionHash != null && $Object.hasOwnProperty.call(message, "functionHash") && message.functionHash !== "")
     writer.uint32(34).string(message.functionHash);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PythonFunctionDescriptor.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PythonFunctionDescriptor();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.moduleName = value;
       else
        delete message.moduleName;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.className = value;
       else
        delete message.className;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.functionName = value;
       else
        delete message.functionName;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.functionHash = value;
       else
        delete message.functionHash;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PythonFunctionDescriptor;
  })();

  rpc.CppFunctionDescriptor = (function() {

   const CppFunctionDescriptor = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   CppFunctionDescriptor.prototype.functionName = "";
   CppFunctionDescriptor.prototype.caller = "";
   CppFunctionDescriptor.prototype.className = "";

   CppFunctionDescriptor.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.functionName != null && $Object.hasOwnProperty.call(message, "functionName") && message.functionName !== "")
     writer.uint32(10).string(message.functionName);
    if (message.caller != null && $Object.hasOwnProperty.call(message, "caller") && message.caller !== "")
     writer.uint32(18).string(message.caller);
    if (message.className != null && $Object.hasOwnProperty.call(message, "className") && message.className !== "")
     writer.uint32(26).string(message.className);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   CppFunctionDescriptor.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.CppFunctionDescriptor();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.functionName = value;
       else
        delete message.functionName;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.caller = value;
       else
        delete message.caller;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.className = value;
       else
        delete message.className;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return CppFunctionDescriptor;
  })();

  rpc.FunctionDescriptor = (function() {

   const FunctionDescriptor = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   FunctionDescriptor.prototype.javaFunctionDescriptor = null;
   FunctionDescriptor.prototype.pythonFunctionDescriptor = null;
   FunctionDescriptor.prototype.cppFunctionDescriptor = null;

   let $oneOfFields;

   $Object.defineProperty(FunctionDescriptor.prototype, "functionDescriptor", {
    get: $util.oneOfGetter($oneOfFields = ["javaFunctionDescriptor", "pythonFunctionDescriptor", "cppFunctionDescriptor"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   FunctionDescriptor.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.javaFunctionDescriptor != null && $Object.hasOwnProperty.call(message, "javaFunctionDescriptor"))
     $root.ray.rpc.JavaFunctionDescriptor.encode(message.javaFunctionDescriptor, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.pythonFunctionDescriptor != null && $Object.hasOwnProperty.call(message, "pythonFunctionDescriptor"))
     $root.ray.rpc.PythonFunctionDescriptor.encode(message.pythonFunctionDescriptor, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.cppFunctionDescriptor != null && $Object.hasOwnProperty.call(message, "cppFunctionDescriptor"))
     $root.ray.rpc.CppFunctionDescriptor.encode(message.cppFunctionDescriptor, writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   FunctionDescriptor.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.FunctionDescriptor();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.javaFunctionDescriptor = $root.ray.rpc.JavaFunctionDescriptor.decode(reader, reader.size(), $undefined, _depth + 1, message.javaFunctionDescriptor);
       message.functionDescriptor = "javaFunctionDescriptor";
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.pythonFunctionDescriptor = $root.ray.rpc.PythonFunctionDescriptor.decode(reader, reader.size(), $undefined, _depth + 1, message.pythonFunctionDescriptor);
       message.functionDescriptor = "pythonFunctionDescriptor";
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       message.cppFunctionDescriptor = $root.ray.rpc.CppFunctionDescriptor.decode(reader, reader.size(), $undefined, _depth + 1, message.cppFunctionDescriptor);
       message.functionDescriptor = "cppFunctionDescriptor";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return FunctionDescriptor;
  })();

  rpc.RayErrorInfo = (function() {

   const RayErrorInfo = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RayErrorInfo.prototype.actorDiedError = null;
   RayErrorInfo.prototype.runtimeEnvSetupFailedError = null;
   RayErrorInfo.prototype.actorUnavailableError = null;
   RayErrorInfo.prototype.errorMessage = "";
   RayErrorInfo.prototype.errorType = 0;

   let $oneOfFields;

   $Object.defineProperty(RayErrorInfo.prototype, "error", {
    get: $util.oneOfGetter($oneOfFields = ["actorDiedError", "runtimeEnvSetupFailedError", "actorUnavailableError"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   RayErrorInfo.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.actorDiedError != null && $Object.hasOwnProperty.call(message, "actorDiedError"))
     $root.ray.rpc.ActorDeathCause.encode(message.actorDiedError, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.runtimeEnvSetupFailedError != null && $Object.hasOwnProperty.call(message, "runtimeEnvSetupFailedError"))
     $root.ray.rpc.RuntimeEnvFailedContext.encode(message.runtimeEnvSetupFailedError, writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.actorUnavailableError != null && $Object.hasOwnProperty.call(message, "actorUnavailableError"))
     $root.ray.rpc.ActorUnavailableContext.encode(message.actorUnavailableError, writer.uint32(34).fork(), _depth + 1).ldelim();
    if (message.errorMessage != null && $Object.hasOwnProperty.call(message, "errorMessage") && message.errorMessage !== "")
     writer.uint32(42).string(message.errorMessage);
    if (message.errorType != null && $Object.hasOwnProperty.call(message, "errorType") && message.errorType !== 0)
     writer.uint32(88).int32(message.errorType);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RayErrorInfo.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RayErrorInfo();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 2: {
       if (wireType !== 2)
        break;
       message.actorDiedError = $root.ray.rpc.ActorDeathCause.decode(reader, reader.size(), $undefined, _depth + 1, message.actorDiedError);
       message.error = "actorDiedError";
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       message.runtimeEnvSetupFailedError = $root.ray.rpc.RuntimeEnvFailedContext.decode(reader, reader.size(), $undefined, _depth + 1, message.runtimeEnvSetupFailedError);
       message.error = "runtimeEnvSetupFailedError";
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       message.actorUnavailableError = $root.ray.rpc.ActorUnavailableContext.decode(reader, reader.size(), $undefined, _depth + 1, message.actorUnavailableError);
       message.error = "actorUnavailableError";
       continue;
      }
     case 5: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.errorMessage = value;
       else
        delete message.errorMessage;
       continue;
      }
     case 11: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.errorType = value;
       else
        delete message.errorType;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RayErrorInfo;
  })();

  rpc.OutOfMemoryErrorContext = (function() {

   const OutOfMemoryErrorContext = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   OutOfMemoryErrorContext.prototype.taskId = $util.newBuffer([]);
   OutOfMemoryErrorContext.prototype.taskName = "";
   OutOfMemoryErrorContext.prototype.nodeIpAddress = "";
   OutOfMemoryErrorContext.prototype.memoryUsedBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   OutOfMemoryErrorContext.prototype.memoryTotalBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   OutOfMemoryErrorContext.prototype.memoryUsageFraction = 0;
   OutOfMemoryErrorContext.prototype.memoryThreshold = 0;

   OutOfMemoryErrorContext.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.taskId != null && $Object.hasOwnProperty.call(message, "taskId") && message.taskId.length)
     writer.uint32(10).bytes(message.taskId);
    if (message.taskName != null && $Object.hasOwnProperty.call(message, "taskName") && message.taskName !== "")
     writer.uint32(18).string(message.taskName);
    if (message.nodeIpAddress != null && $Object.hasOwnProperty.call(message, "nodeIpAddress") && message.nodeIpAddress !== "")
     writer.uint32(26).string(message.nodeIpAddress);
    if (message.memoryUsedBytes != null && $Object.hasOwnProperty.call(message, "memoryUsedBytes") && (typeof message.memoryUsedBytes === "object" ? message.memoryUsedBytes.low || message.memoryUsedBytes.high : message.memoryUsedBytes !== 0))
     writer.uint32(32).uint64(message.memoryUsedBytes);
    if (message.memoryTotalBytes != null && $Object.hasOwnProperty.call(message, "memoryTotalBytes") && (typeof message.memoryTotalBytes === "object" ? message.memoryTotalBytes.low || message.memoryTotalBytes.high : message.memoryTotalBytes !== 0))
     writer.uint32(40).uint64(message.memoryTotalBytes);
    if (message.memoryUsageFraction != null && $Object.hasOwnProperty.call(message, "memoryUsageFraction") && !$Object.is(message.memoryUsageFraction, 0))
     writer.uint32(49).double(message.memoryUsageFraction);
    if (message.memoryThreshold != null && $Object.hasOwnProperty.call(message, "memoryThreshold") && !$Object.is(message.memoryThreshold, 0))
     writer.uint32(57).double(message.memoryThreshold);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   OutOfMemoryErrorContext.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.OutOfMemoryErrorContext();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.taskId = value;
       else
        delete message.taskId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.taskName = value;
       else
        delete message.taskName;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.nodeIpAddress = value;
       else
        delete message.nodeIpAddress;
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.memoryUsedBytes = value;
       else
        delete message.memoryUsedBytes;
       continue;
      }
     case 5: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.memoryTotalBytes = value;
       else
        delete message.memoryTotalBytes;
       continue;
      }
     case 6: {
       if (wireType !== 1)
        break;
       if (!$Object.is(value = reader.double(), 0))
        message.memoryUsageFraction = value;
       else
        delete message.memoryUsageFraction;
       continue;
      }
     case 7: {
       if (wireType !== 1)
        break;
       if (!$Object.is(value = reader.double(), 0))
        message.memoryThreshold = value;
       else
        delete message.memoryThreshold;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return OutOfMemoryErrorContext;
  })();

  rpc.NodeDiedErrorContext = (function() {

   const NodeDiedErrorContext = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   NodeDiedErrorContext.prototype.nodeId = $util.newBuffer([]);
   NodeDiedErrorContext.prototype.nodeIpAddress = "";

   NodeDiedErrorContext.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(10).bytes(message.nodeId);
    if (message.nodeIpAddress != null && $Object.hasOwnProperty.call(message, "nodeIpAddress") && message.nodeIpAddress !== "")
     writer.uint32(18).string(message.nodeIpAddress);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   NodeDiedErrorContext.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.NodeDiedErrorContext();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.nodeIpAddress = value;
       else
        delete message.nodeIpAddress;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return NodeDiedErrorContext;
  })();

  rpc.RayException = (function() {

   const RayException = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RayException.prototype.language = 0;
   RayException.prototype.serializedException = $util.newBuffer([]);
   RayException.prototype.formattedExceptionString = "";

   RayException.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.language != null && $Object.hasOwnProperty.call(message, "language") && message.language !== 0)
     writer.uint32(8).int32(message.language);
    if (message.serializedException != null && $Object.hasOwnProperty.call(message, "serializedException") && message.serializedException.length)
     writer.uint32(18).bytes(message.serializedException);
    if (message.formattedExceptionString != null && $Object.hasOwnProperty.call(message, "formattedExceptionString") && message.formattedExceptionString !== "")
     writer.uint32(26).string(message.formattedExceptionString);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RayException.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RayException();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.language = value;
       else
        delete message.language;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.serializedException = value;
       else
        delete message.serializedException;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.formattedExceptionString = value;
       else
        delete message.formattedExceptionString;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RayException;
  })();

  rpc.NodeDeathInfo = (function() {

   const NodeDeathInfo = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   NodeDeathInfo.prototype.reason = 0;
   NodeDeathInfo.prototype.reasonMessage = "";

   NodeDeathInfo.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== 0)
     writer.uint32(8).int32(message.reason);
    if (message.reasonMessage != null && $Object.hasOwnProperty.call(message, "reasonMessage") && message.reasonMessage !== "")
     writer.uint32(18).string(message.reasonMessage);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   NodeDeathInfo.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.NodeDeathInfo();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.reason = value;
       else
        delete message.reason;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.reasonMessage = value;
       else
        delete message.reasonMessage;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   NodeDeathInfo.Reason = (function() {
    const valuesById = $Object.create(null), values = $Object.create(valuesById);
    values[valuesById[0] = "UNSPECIFIED"] = 0;
    values[valuesById[1] = "EXPECTED_TERMINATION"] = 1;
    values[valuesById[2] = "UNEXPECTED_TERMINATION"] = 2;
    values[valuesById[3] = "AUTOSCALER_DRAIN_PREEMPTED"] = 3;
    values[valuesById[4] = "AUTOSCALER_DRAIN_IDLE"] = 4;
    return values;
   })();

   return NodeDeathInfo;
  })();

  rpc.ActorDeathCause = (function() {

   const ActorDeathCause = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ActorDeathCause.prototype.creationTaskFailureContext = null;
   ActorDeathCause.prototype.runtimeEnvFailedContext = null;
   ActorDeathCause.prototype.actorDiedErrorContext = null;
   ActorDeathCause.prototype.actorUnschedulableContext = null;
   ActorDeathCause.prototype.oomContext = null;

   let $oneOfFields;

   $Object.defineProperty(ActorDeathCause.prototype, "context", {
    get: $util.oneOfGetter($oneOfFields = ["creationTaskFailureContext", "runtimeEnvFailedContext", "actorDiedErrorContext", "actorUnschedulableContext", "oomContext"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   ActorDeathCause.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.creationTaskFailureContext != null && $Object.hasOwnProperty.call(message, "creationTaskFailureContext"))
     $root.ray.rpc.RayException.encode(message.creationTaskFailureContext, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.runtimeEnvFailedContext != null && $Object.hasOwnProperty.call(message, "runtimeEnvFailedContext"))
     $root.ray.rpc.RuntimeEnvFailedContext.encode(message.runtimeEnvFailedContext, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.actorDiedErrorContext != null && $Object.hasOwnProperty.call(message, "actorDiedErrorContext"))
     $root.ray.rpc.ActorDiedErrorContext.encode(message.actorDiedErrorContext, writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.actorUnschedulableContext != null && $Object.hasOwnProperty.call(message, "actorUnschedulableContext"))
     $root.ray.rpc.ActorUnschedulableContext.encode(message.actorUnschedulableContext, writer.uint32(34).fork(), _depth + 1).ldelim();
    if (message.oomContext != null && $Object.hasOwnProperty.call(message, "oomContext"))
     $root.ray.rpc.OomContext.encode(message.oomContext, writer.uint32(42).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ActorDeathCause.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ActorDeathCause();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.creationTaskFailureContext = $root.ray.rpc.RayException.decode(reader, reader.size(), $undefined, _depth + 1, message.creationTaskFailureContext);
       message.context = "creationTaskFailureContext";
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.runtimeEnvFailedContext = $root.ray.rpc.RuntimeEnvFailedContext.decode(reader, reader.size(), $undefined, _depth + 1, message.runtimeEnvFailedContext);
       message.context = "runtimeEnvFailedContext";
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       message.actorDiedErrorContext = $root.ray.rpc.ActorDiedErrorContext.decode(reader, reader.size(), $undefined, _depth + 1, message.actorDiedErrorContext);
       message.context = "actorDiedErrorContext";
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       message.actorUnschedulableContext = $root.ray.rpc.ActorUnschedulableContext.decode(reader, reader.size(), $undefined, _depth + 1, message.actorUnschedulableContext);
       message.context = "actorUnschedulableContext";
       continue;
      }
     case 5: {
       if (wireType !== 2)
        break;
       message.oomContext = $root.ray.rpc.OomContext.decode(reader, reader.size(), $undefined, _depth + 1, message.oomContext);
       message.context = "oomContext";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ActorDeathCause;
  })();

  rpc.RuntimeEnvFailedContext = (function() {

   const RuntimeEnvFailedContext = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RuntimeEnvFailedContext.prototype.errorMessage = "";

   RuntimeEnvFailedContext.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.errorMessage != null && $Object.hasOwnProperty.call(message, "errorMessage") && message.errorMessage !== "")
     writer.uint32(10).string(message.errorMessage);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RuntimeEnvFailedContext.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RuntimeEnvFailedContext();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.errorMessage = value;
       else
        delete message.errorMessage;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RuntimeEnvFailedContext;
  })();

  rpc.ActorUnschedulableContext = (function() {

   const ActorUnschedulableContext = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ActorUnschedulableContext.prototype.errorMessage = "";

   ActorUnschedulableContext.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.errorMessage != null && $Object.hasOwnProperty.call(message, "errorMessage") && message.errorMessage !== "")
     writer.uint32(10).string(message.errorMessage);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ActorUnschedulableContext.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ActorUnschedulableContext();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.errorMessage = value;
       else
        delete message.errorMessage;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ActorUnschedulableContext;
  })();

  rpc.ActorDiedErrorContext = (function() {

   const ActorDiedErrorContext = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ActorDiedErrorContext.prototype.errorMessage = "";
   ActorDiedErrorContext.prototype.ownerId = $util.newBuffer([]);
   ActorDiedErrorContext.prototype.ownerIpAddress = "";
   ActorDiedErrorContext.prototype.nodeIpAddress = "";
   ActorDiedErrorContext.prototype.pid = 0;
   ActorDiedErrorContext.prototype.name = "";
   ActorDiedErrorContext.prototype.rayNamespace = "";
   ActorDiedErrorContext.prototype.className = "";
   ActorDiedErrorContext.prototype.actorId = $util.newBuffer([]);
   ActorDiedErrorContext.prototype.neverStarted = false;
   ActorDiedErrorContext.prototype.nodeDeathInfo = null;
   ActorDiedErrorContext.prototype.reason = 0;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(ActorDiedErrorContext.prototype, "_nodeDeathInfo", {
    get: $util.oneOfGetter($oneOfFields = ["nodeDeathInfo"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   ActorDiedErrorContext.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.errorMessage != null && $Object.hasOwnProperty.call(message, "errorMessage") && message.errorMessage !== "")
     writer.uint32(10).string(message.errorMessage);
    if (message.ownerId != null && $Object.hasOwnProperty.call(message, "ownerId") && message.ownerId.length)
     writer.uint32(18).bytes(message.ownerId);
    if (message.ownerIpAddress != null && $Object.hasOwnProperty.call(message, "ownerIpAddress") && message.ownerIpAddress !== "")
     writer.uint32(26).string(message.ownerIpAddress);
    if (message.nodeIpAddress != null && $Object.hasOwnProperty.call(message, "nodeIpAddress") && message.nodeIpAddress !== "")
     writer.uint32(34).string(message.nodeIpAddress);
    if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
     writer.uint32(40).uint32(message.pid);
    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
     writer.uint32(50).string(message.name);
    if (message.rayNamespace != null && $Object.hasOwnProperty.call(message, "rayNamespace") && message.rayNamespace !== "")
     writer.uint32(58).string(message.rayNamespace);
    if (message.className != null && $Object.hasOwnProperty.call(message, "className") && message.className !== "")
     writer.uint32(66).string(message.className);
    if (message.actorId != null && $Object.hasOwnProperty.call(message, "actorId") && message.actorId.length)
     writer.uint32(74).bytes(message.actorId);
    if (message.neverStarted != null && $Object.hasOwnProperty.call(message, "neverStarted") && message.neverStarted !== false)
     writer.uint32(80).bool(message.neverStarted);
    if (message.nodeDeathInfo != null && $Object.hasOwnProperty.call(message, "nodeDeathInfo"))
     $root.ray.rpc.NodeDeathInfo.encode(message.nodeDeathInfo, writer.uint32(90).fork(), _depth + 1).ldelim();
    if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== 0)
     writer.uint32(96).int32(message.reason);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ActorDiedErrorContext.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ActorDiedErrorContext();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.errorMessage = value;
       else
        delete message.errorMessage;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.ownerId = value;
       else
        delete message.ownerId;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.ownerIpAddress = value;
       else
        delete message.ownerIpAddress;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.nodeIpAddress = value;
       else
        delete message.nodeIpAddress;
       continue;
      }
     case 5: {
       if (wireType !== 0)
        break;
       if (value = reader.uint32())
        message.pid = value;
       else
        delete message.pid;
       continue;
      }
     case 6: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.name = value;
       else
        delete message.name;
       continue;
      }
     case 7: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.rayNamespace = value;
       else
        delete message.rayNamespace;
       continue;
      }
     case 8: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.className = value;
       else
        delete message.className;
       continue;
      }
     case 9: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.actorId = value;
       else
        delete message.actorId;
       continue;
      }
     case 10: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.neverStarted = value;
       else
        delete message.neverStarted;
       continue;
      }
     case 11: {
       if (wireType !== 2)
        break;
       message.nodeDeathInfo = $root.ray.rpc.NodeDeathInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.nodeDeathInfo);
       message._nodeDeathInfo = "nodeDeathInfo";
       continue;
      }
     case 12: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.reason = value;
       else
        delete message.reason;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   ActorDiedErrorContext.Reason = (function() {
    const valuesById = $Object.create(null), values = $Object.create(valuesById);
    values[valuesById[0] = "UNSPECIFIED"] = 0;
    values[valuesById[1] = "WORKER_DIED"] = 1;
    values[valuesById[2] = "OWNER_DIED"] = 2;
    values[valuesById[3] = "NODE_DIED"] = 3;
    values[valuesById[4] = "RAY_KILL"] = 4;
    values[valuesById[5] = "OUT_OF_SCOPE"] = 5;
    values[valuesById[6] = "REF_DELETED"] = 6;
    return values;
   })();

   return ActorDiedErrorContext;
  })();

  rpc.OomContext = (function() {

   const OomContext = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   OomContext.prototype.errorMessage = "";
   OomContext.prototype.failImmediately = false;

   OomContext.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.errorMessage != null && $Object.hasOwnProperty.call(message, "errorMessage") && message.errorMessage !== "")
     writer.uint32(10).string(message.errorMessage);
    if (message.failImmediately != null && $Object.hasOwnProperty.call(message, "failImmediately") && message.failImmediately !== false)
     writer.uint32(16).bool(message.failImmediately);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   OomContext.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.OomContext();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.errorMessage = value;
       else
        delete message.errorMessage;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.failImmediately = value;
       else
        delete message.failImmediately;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return OomContext;
  })();

  rpc.ActorUnavailableContext = (function() {

   const ActorUnavailableContext = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ActorUnavailableContext.prototype.actorId = null;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(ActorUnavailableContext.prototype, "_actorId", {
    get: $util.oneOfGetter($oneOfFields = ["actorId"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   ActorUnavailableContext.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.actorId != null && $Object.hasOwnProperty.call(message, "actorId"))
     writer.uint32(10).bytes(message.actorId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ActorUnavailableContext.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ActorUnavailableContext();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.actorId = reader.bytes();
       message._actorId = "actorId";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ActorUnavailableContext;
  })();

  rpc.JobConfig = (function() {

   const JobConfig = function (properties) {
    this.jvmOptions = [];
    this.codeSearchPath = [];
    this.metadata = {};
    this.pyDriverSysPath = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   JobConfig.prototype.jvmOptions = $util.emptyArray;
   JobConfig.prototype.codeSearchPath = $util.emptyArray;
   JobConfig.prototype.runtimeEnvInfo = null;
   JobConfig.prototype.rayNamespace = "";
   JobConfig.prototype.metadata = $util.emptyObject;
   JobConfig.prototype.defaultActorLifetime = 0;
   JobConfig.prototype.pyDriverSysPath = $util.emptyArray;
   JobConfig.prototype.serializedPyLoggingConfig = $util.newBuffer([]);
   JobConfig.prototype.disableJobLevelLineageReconstruction = false;

   JobConfig.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.jvmOptions != null && message.jvmOptions.length)
     for (let i = 0; i < message.jvmOptions.length; ++i)
      writer.uint32(18).string(message.jvmOptions[i]);
    if (message.codeSearchPath != null && message.codeSearchPath.length)
     for (let i = 0; i < message.codeSearchPath.length; ++i)
      writer.uint32(26).string(message.codeSearchPath[i]);
    if (message.runtimeEnvInfo != null && $Object.hasOwnProperty.call(message, "runtimeEnvInfo"))
     $root.ray.rpc.RuntimeEnvInfo.encode(message.runtimeEnvInfo, writer.uint32(34).fork(), _depth + 1).ldelim();
    if (message.rayNamespace != null && $Object.hasOwnProperty.call(message, "rayNamespace") && message.rayNamespace !== "")
     writer.uint32(42).string(message.rayNamespace);
    if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
     for (let keys = $Object.keys(message.metadata), i = 0; i < keys.length; ++i)
      writer.uint32(50).fork().uint32(10).string(keys[i]).uint32(18).string(message.metadata[keys[i]]).ldelim();
    if (message.defaultActorLifetime != null && $Object.hasOwnProperty.call(message, "defaultActorLifetime") && message.defaultActorLifetime !== 0)
     writer.uint32(56).int32(message.defaultActorLifetime);
    if (message.pyDriverSysPath != null && message.pyDriverSysPath.length)
     for (let i = 0; i < message.pyDriverSysPath.length; ++i)
      writer.uint32(66).string(message.pyDriverSysPath[i]);
    if (message.serializedPyLoggingConfig != null && $Object.hasOwnProperty.call(message, "serializedPyLoggingConfig") && message.serializedPyLoggingConfig.length)
     writer.uint32(74).bytes(message.serializedPyLoggingConfig);
    if (message.disableJobLevelLineageReconstruction != null && $Object.hasOwnProperty.call(message, "disableJobLevelLineageReconstruction") && message.disableJobLevelLineageReconstruction !== false)
     writer.uint32(80).bool(message.disableJobLevelLineageReconstruction);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   JobConfig.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, key, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.JobConfig();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.jvmOptions && message.jvmOptions.length))
        message.jvmOptions = [];
       message.jvmOptions.push(reader.stringVerify());
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if (!(message.codeSearchPath && message.codeSearchPath.length))
        message.codeSearchPath = [];
       message.codeSearchPath.push(reader.stringVerify());
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       message.runtimeEnvInfo = $root.ray.rpc.RuntimeEnvInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.runtimeEnvInfo);
       continue;
      }
     case 5: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.rayNamespace = value;
       else
        delete message.rayNamespace;
       continue;
      }
     case 6: {
       if (wireType !== 2)
        break;
       if (message.metadata === $util.emptyObject)
        message.metadata = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = "";
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 2)
          break;
         value = reader.stringVerify();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.metadata, key);
       message.metadata[key] = value;
       continue;
      }
     case 7: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.defaultActorLifetime = value;
       else
        delete message.defaultActorLifetime;
       continue;
      }
     case 8: {
       if (wireType !== 2)
        break;
       if (!(message.pyDriverSysPath && message.pyDriverSysPath.length))
        message.pyDriverSysPath = [];
       message.pyDriverSysPath.push(reader.stringVerify());
       continue;
      }
     case 9: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.serializedPyLoggingConfig = value;
       else
        delete message.serializedPyLoggingConfig;
       continue;
      }
     case 10: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.disableJobLevelLineageReconstruction = value;
       else
        delete message.disableJobLevelLineageReconstruction;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   JobConfig.ActorLifetime = (function() {
    const valuesById = $Object.create(null), values = $Object.create(valuesById);
    values[valuesById[0] = "DETACHED"] = 0;
    values[valuesById[1] = "NON_DETACHED"] = 1;
    return values;
   })();

   return JobConfig;
  })();

  rpc.LeaseSpec = (function() {

   const LeaseSpec = function (properties) {
    this.requiredResources = {};
    this.requiredPlacementResources = {};
    this.dependencies = [];
    this.dynamicWorkerOptions = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   LeaseSpec.prototype.leaseId = $util.newBuffer([]);
   LeaseSpec.prototype.jobId = $util.newBuffer([]);
   LeaseSpec.prototype.callerAddress = null;
   LeaseSpec.prototype.type = 0;
   LeaseSpec.prototype.actorId = $util.newBuffer([]);
   LeaseSpec.prototype.isDetachedActor = false;
   LeaseSpec.prototype.rootDetachedActorId = $util.newBuffer([]);
   LeaseSpec.prototype.maxActorRestarts = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   LeaseSpec.prototype.requiredResources = $util.emptyObject;
   LeaseSpec.prototype.requiredPlacementResources = $util.emptyObject;
   LeaseSpec.prototype.schedulingStrategy = null;
   LeaseSpec.prototype.labelSelector = null;
   LeaseSpec.prototype.depth = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   LeaseSpec.prototype.runtimeEnvInfo = null;
   LeaseSpec.prototype.dependencies = $util.emptyArray;
   LeaseSpec.prototype.parentTaskId = $util.newBuffer([]);
   LeaseSpec.prototype.language = 0;
   LeaseSpec.prototype.functionDescriptor = null;
   LeaseSpec.prototype.dynamicWorkerOptions = $util.emptyArray;
   LeaseSpec.prototype.maxRetries = 0;
   LeaseSpec.prototype.attemptNumber = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   LeaseSpec.prototype.taskName = "";
   LeaseSpec.prototype.fallbackStrategy = null;

   LeaseSpec.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.leaseId != null && $Object.hasOwnProperty.call(message, "leaseId") && message.leaseId.length)
     writer.uint32(10).bytes(message.leaseId);
    if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId") && message.jobId.length)
     writer.uint32(18).bytes(message.jobId);
    if (message.callerAddress != null && $Object.hasOwnProperty.call(message, "callerAddress"))
     $root.ray.rpc.Address.encode(message.callerAddress, writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
     writer.uint32(32).int32(message.type);
    if (message.actorId != null && $Object.hasOwnProperty.call(message, "actorId") && message.actorId.length)
     writer.uint32(42).bytes(message.actorId);
    if (message.isDetachedActor != null && $Object.hasOwnProperty.call(message, "isDetachedActor") && message.isDetachedActor !== false)
     writer.uint32(48).bool(message.isDetachedActor);
    if (message.rootDetachedActorId != null && $Object.hasOwnProperty.call(message, "rootDetachedActorId") && message.rootDetachedActorId.length)
     writer.uint32(58).bytes(message.rootDetachedActorId);
    if (message.maxActorRestarts != null && $Object.hasOwnProperty.call(message, "maxActorRestarts") && (typeof message.maxActorRestarts === "object" ? message.maxActorRestarts.low || message.maxActorRestarts.high : message.maxActorRestarts !== 0))
     writer.uint32(64).int64(message.maxActorRestarts);
    if (message.requiredResources != null && $Object.hasOwnProperty.call(message, "requiredResources"))
     for (let keys = $Object.keys(message.requiredResources), i = 0; i < keys.length; ++i)
      writer.uint32(74).fork().uint32(10).string(keys[i]).uint32(17).double(message.requiredResources[keys[i]]).ldelim();
    if (message.requiredPlacementResources != null && $Object.hasOwnProperty.call(message, "requiredPlacementResources"))
     for (let keys = $Object.keys(message.requiredPlacementResources), i = 0; i < keys.length; ++i)
      writer.uint32(82).fork().uint32(10).string(keys[i]).uint32(17).double(message.requiredPlacementResources[keys[i]]).ldelim();
    if (message.schedulingStrategy != null && $Object.hasOwnProperty.call(message, "schedulingStrategy"))
     $root.ray.rpc.SchedulingStrategy.encode(message.schedulingStrategy, writer.uint32(90).fork(), _depth + 1).ldelim();
    if (message.labelSelector != null && $Object.hasOwnProperty.call(message, "labelSelector"))
     $root.ray.rpc.LabelSelector.encode(message.labelSelector, writer.uint32(98).fork(), _depth + 1).ldelim();
    if (message.depth != null && $Object.hasOwnProperty.call(message, "depth") && (typeof message.depth === "object" ? message.depth.low || message.depth.high : message.depth !== 0))
     writer.uint32(104).int64(message.depth);
    if (message.runtimeEnvInfo != null && $Object.hasOwnProperty.call(message, "runtimeEnvInfo"))
     $root.ray.rpc.RuntimeEnvInfo.encode(message.runtimeEnvInfo, writer.uint32(114).fork(), _depth + 1).ldelim();
    if (message.dependencies != null && message.dependencies.length)
     for (let i = 0; i < message.dependencies.length; ++i)
      $root.ray.rpc.ObjectReference.encode(message.dependencies[i], writer.uint32(122).fork(), _depth + 1).ldelim();
    if (message.parentTaskId != null && $Object.hasOwnProperty.call(message, "parentTaskId") && message.parentTaskId.length)
     writer.uint32(130).bytes(message.parentTaskId);
    if (message.language != null && $Object.hasOwnProperty.call(message, "language") && message.language !== 0)
     writer.uint32(136).int32(message.language);
    if (message.functionDescriptor != null && $Object.hasOwnProperty.call(message, "functionDescriptor"))
     $root.ray.rpc.FunctionDescriptor.encode(message.functionDescriptor, writer.uint32(146).fork(), _depth + 1).ldelim();
    if (message.dynamicWorkerOptions != null && message.dynamicWorkerOptions.length)
     for (let i = 0; i < message.dynamicWorkerOptions.length; ++i)
      writer.uint32(154).string(message.dynamicWorkerOptions[i]);
    if (message.maxRetries != null && $Object.hasOwnProperty.call(message, "maxRetries") && message.maxRetries !== 0)
     writer.uint32(160).int32(message.maxRetries);
    if (message.attemptNumber != null && $Object.hasOwnProperty.call(message, "attemptNumber") && (typeof message.attemptNumber === "object" ? message.attemptNumber.low || message.attemptNumber.high : message.attemptNumber !== 0))
     writer.uint32(168).uint64(message.attemptNumber);
    if (message.taskName != null && $Object.hasOwnProperty.call(message, "taskName") && message.taskName !== "")
     writer.uint32(178).string(message.taskName);
    if (message.fallbackStrategy != null && $Object.hasOwnProperty.call(message, "fallbackStrategy"))
     $root.ray.rpc.FallbackStrategy.encode(message.fallbackStrategy, writer.uint32(186).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   LeaseSpec.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, key, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.LeaseSpec();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.leaseId = value;
       else
        delete message.leaseId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.jobId = value;
       else
        delete message.jobId;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       message.callerAddress = $root.ray.rpc.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.callerAddress);
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.type = value;
       else
        delete message.type;
       continue;
      }
     case 5: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.actorId = value;
       else
        delete message.actorId;
       continue;
      }
     case 6: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.isDetachedActor = value;
       else
        delete message.isDetachedActor;
       continue;
      }
     case 7: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.rootDetachedActorId = value;
       else
        delete message.rootDetachedActorId;
       continue;
      }
     case 8: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.maxActorRestarts = value;
       else
        delete message.maxActorRestarts;
       continue;
      }
     case 9: {
       if (wireType !== 2)
        break;
       if (message.requiredResources === $util.emptyObject)
        message.requiredResources = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = 0;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 1)
          break;
         value = reader.double();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.requiredResources, key);
       message.requiredResources[key] = value;
       continue;
      }
     case 10: {
       if (wireType !== 2)
        break;
       if (message.requiredPlacementResources === $util.emptyObject)
        message.requiredPlacementResources = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = 0;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 1)
          break;
         value = reader.double();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.requiredPlacementResources, key);
       message.requiredPlacementResources[key] = value;
       continue;
      }
     case 11: {
       if (wireType !== 2)
        break;
       message.schedulingStrategy = $root.ray.rpc.SchedulingStrategy.decode(reader, reader.size(), $undefined, _depth + 1, message.schedulingStrategy);
       continue;
      }
     case 12: {
       if (wireType !== 2)
        break;
       message.labelSelector = $root.ray.rpc.LabelSelector.decode(reader, reader.size(), $undefined, _depth + 1, message.labelSelector);
       continue;
      }
     case 13: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.depth = value;
       else
        delete message.depth;
       continue;
      }
     case 14: {
       if (wireType !== 2)
        break;
       message.runtimeEnvInfo = $root.ray.rpc.RuntimeEnvInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.runtimeEnvInfo);
       continue;
      }
     case 15: {
       if (wireType !== 2)
        break;
       if (!(message.dependencies && message.dependencies.length))
        message.dependencies = [];
       message.dependencies.push($root.ray.rpc.ObjectReference.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 16: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.parentTaskId = value;
       else
        delete message.parentTaskId;
       continue;
      }
     case 17: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.language = value;
       else
        delete message.language;
       continue;
      }
     case 18: {
       if (wireType !== 2)
        break;
       message.functionDescriptor = $root.ray.rpc.FunctionDescriptor.decode(reader, reader.size(), $undefined, _depth + 1, message.functionDescriptor);
       continue;
      }
     case 19: {
       if (wireType !== 2)
        break;
       if (!(message.dynamicWorkerOptions && message.dynamicWorkerOptions.length))
        message.dynamicWorkerOptions = [];
       message.dynamicWorkerOptions.push(reader.stringVerify());
       continue;
      }
     case 20: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.maxRetries = value;
       else
        delete message.maxRetries;
       continue;
      }
     case 21: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.attemptNumber = value;
       else
        delete message.attemptNumber;
       continue;
      }
     case 22: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.taskName = value;
       else
        delete message.taskName;
       continue;
      }
     case 23: {
       if (wireType !== 2)
        break;
       message.fallbackStrategy = $root.ray.rpc.FallbackStrategy.decode(reader, reader.size(), $undefined, _depth + 1, message.fallbackStrategy);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return LeaseSpec;
  })();

  rpc.TaskInfoEntry = (function() {

   const TaskInfoEntry = function (properties) {
    this.requiredResources = {};
    this.labelSelector = {};
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   TaskInfoEntry.prototype.type = 0;
   TaskInfoEntry.prototype.name = "";
   TaskInfoEntry.prototype.language = 0;
   TaskInfoEntry.prototype.funcOrClassName = "";
   TaskInfoEntry.prototype.schedulingState = 0;
   TaskInfoEntry.prototype.jobId = $util.newBuffer([]);
   TaskInfoEntry.prototype.taskId = $util.newBuffer([]);
   TaskInfoEntry.prototype.parentTaskId = $util.newBuffer([]);
   TaskInfoEntry.prototype.requiredResources = $util.emptyObject;
   TaskInfoEntry.prototype.runtimeEnvInfo = null;
   TaskInfoEntry.prototype.nodeId = null;
   TaskInfoEntry.prototype.actorId = null;
   TaskInfoEntry.prototype.placementGroupId = null;
   TaskInfoEntry.prototype.callSite = null;
   TaskInfoEntry.prototype.labelSelector = $util.emptyObject;
   TaskInfoEntry.prototype.fallbackStrategy = null;
   TaskInfoEntry.prototype.isDetachedActor = false;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(TaskInfoEntry.prototype, "_nodeId", {
    get: $util.oneOfGetter($oneOfFields = ["nodeId"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(TaskInfoEntry.prototype, "_actorId", {
    get: $util.oneOfGetter($oneOfFields = ["actorId"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(TaskInfoEntry.prototype, "_placementGroupId", {
    get: $util.oneOfGetter($oneOfFields = ["placementGroupId"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(TaskInfoEntry.prototype, "_callSite", {
    get: $util.oneOfGetter($oneOfFields = ["callSite"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(TaskInfoEntry.prototype, "_fallbackStrategy", {
    get: $util.oneOfGetter($oneOfFields = ["fallbackStrategy"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   TaskInfoEntry.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
     writer.uint32(8).int32(message.type);
    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
     writer.uint32(18).string(message.name);
    if (message.language != null && $Object.hasOwnProperty.call(message, "language") && message.language !== 0)
     writer.uint32(24).int32(message.language);
    if (message.funcOrClassName != null && $Object.hasOwnProperty.call(message, "funcOrClassName") && message.funcOrClassName !== "")
     writer.uint32(34).string(message.funcOrClassName);
    if (message.schedulingState != null && $Object.hasOwnProperty.call(message, "schedulingState") && message.schedulingState !== 0)
     writer.uint32(40).int32(message.schedulingState);
    if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId") && message.jobId.length)
     writer.uint32(50).bytes(message.jobId);
    if (message.taskId != null && $Object.hasOwnProperty.call(message, "taskId") && message.taskId.length)
     writer.uint32(58).bytes(message.taskId);
    if (message.parentTaskId != null && $Object.hasOwnProperty.call(message, "parentTaskId") && message.parentTaskId.length)
     writer.uint32(66).bytes(message.parentTaskId);
    if (message.requiredResources != null && $Object.hasOwnProperty.call(message, "requiredResources"))
     for (let keys = $Object.keys(message.requiredResources), i = 0; i < keys.length; ++i)
      writer.uint32(106).fork().uint32(10).string(keys[i]).uint32(17).double(message.requiredResources[keys[i]]).ldelim();
    if (message.runtimeEnvInfo != null && $Object.hasOwnProperty.call(message, "runtimeEnvInfo"))
     $root.ray.rpc.RuntimeEnvInfo.encode(message.runtimeEnvInfo, writer.uint32(186).fork(), _depth + 1).ldelim();
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId"))
     writer.uint32(194).bytes(message.nodeId);
    if (message.actorId != null && $Object.hasOwnProperty.call(message, "actorId"))
     writer.uint32(202).bytes(message.actorId);
    if (message.placementGroupId != null && $Object.hasOwnProperty.call(message, "placementGroupId"))
     writer.uint32(210).bytes(message.placementGroupId);
    if (message.callSite != null && $Object.hasOwnProperty.call(message, "callSite"))
     writer.uint32(218).string(message.callSite);
    if (message.labelSelector != null && $Object.hasOwnProperty.call(message, "labelSelector"))
     for (let keys = $Object.keys(message.labelSelector), i = 0; i < keys.length; ++i)
      writer.uint32(226).fork().uint32(10).string(keys[i]).uint32(18).string(message.labelSelector[keys[i]]).ldelim();
    if (message.fallbackStrategy != null && $Object.hasOwnProperty.call(message, "fallbackStrategy"))
     $root.ray.rpc.FallbackStrategy.encode(message.fallbackStrategy, writer.uint32(234).fork(), _depth + 1).ldelim();
    if (message.isDetachedActor != null && $Object.hasOwnProperty.call(message, "isDetachedActor") && message.isDetachedActor !== false)
     writer.uint32(240).bool(message.isDetachedActor);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   TaskInfoEntry.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, key, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.TaskInfoEntry();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.type = value;
       else
        delete message.type;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.name = value;
       else
        delete message.name;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.language = value;
       else
        delete message.language;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.funcOrClassName = value;
       else
        delete message.funcOrClassName;
       continue;
      }
     case 5: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.schedulingState = value;
       else
        delete message.schedulingState;
       continue;
      }
     case 6: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.jobId = value;
       else
        delete message.jobId;
       continue;
      }
     case 7: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.taskId = value;
       else
        delete message.taskId;
       continue;
      }
     case 8: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.parentTaskId = value;
       else
        delete message.parentTaskId;
       continue;
      }
     case 13: {
       if (wireType !== 2)
        break;
       if (message.requiredResources === $util.emptyObject)
        message.requiredResources = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = 0;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 1)
          break;
         value = reader.double();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.requiredResources, key);
       message.requiredResources[key] = value;
       continue;
      }
     case 23: {
       if (wireType !== 2)
        break;
       message.runtimeEnvInfo = $root.ray.rpc.RuntimeEnvInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.runtimeEnvInfo);
       continue;
      }
     case 24: {
       if (wireType !== 2)
        break;
       message.nodeId = reader.bytes();
       message._nodeId = "nodeId";
       continue;
      }
     case 25: {
       if (wireType !== 2)
        break;
       message.actorId = reader.bytes();
       message._actorId = "actorId";
       continue;
      }
     case 26: {
       if (wireType !== 2)
        break;
       message.placementGroupId = reader.bytes();
       message._placementGroupId = "placementGroupId";
       continue;
      }
     case 27: {
       if (wireType !== 2)
        break;
       message.callSite = reader.stringVerify();
       message._callSite = "callSite";
       continue;
      }
     case 28: {
       if (wireType !== 2)
        break;
       if (message.labelSelector === $util.emptyObject)
        message.labelSelector = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = "";
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 2)
          break;
         value = reader.stringVerify();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.labelSelector, key);
       message.labelSelector[key] = value;
       continue;
      }
     case 29: {
       if (wireType !== 2)
        break;
       message.fallbackStrategy = $root.ray.rpc.FallbackStrategy.decode(reader, reader.size(), $undefined, _depth + 1, message.fallbackStrategy);
       message._fallbackStrategy = "fallbackStrategy";
       continue;
      }
     case 30: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.isDetachedActor = value;
       else
        delete message.isDetachedActor;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return TaskInfoEntry;
  })();

  rpc.Bundle = (function() {

   const Bundle = function (properties) {
    this.unitResources = {};
    this.labelSelector = {};
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   Bundle.prototype.bundleId = null;
   Bundle.prototype.unitResources = $util.emptyObject;
   Bundle.prototype.nodeId = $util.newBuffer([]);
   Bundle.prototype.labelSelector = $util.emptyObject;

   Bundle.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.bundleId != null && $Object.hasOwnProperty.call(message, "bundleId"))
     $root.ray.rpc.Bundle.BundleIdentifier.encode(message.bundleId, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.unitResources != null && $Object.hasOwnProperty.call(message, "unitResources"))
     for (let keys = $Object.keys(message.unitResources), i = 0; i < keys.length; ++i)
      writer.uint32(18).fork().uint32(10).string(keys[i]).uint32(17).double(message.unitResources[keys[i]]).ldelim();
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(26).bytes(message.nodeId);
    if (message.labelSelector != null && $Object.hasOwnProperty.call(message, "labelSelector"))
     for (let keys = $Object.keys(message.labelSelector), i = 0; i < keys.length; ++i)
      writer.uint32(34).fork().uint32(10).string(keys[i]).uint32(18).string(message.labelSelector[keys[i]]).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   Bundle.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, key, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.Bundle();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.bundleId = $root.ray.rpc.Bundle.BundleIdentifier.decode(reader, reader.size(), $undefined, _depth + 1, message.bundleId);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (message.unitResources === $util.emptyObject)
        message.unitResources = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = 0;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 1)
          break;
         value = reader.double();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.unitResources, key);
       message.unitResources[key] = value;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       if (message.labelSelector === $util.emptyObject)
        message.labelSelector = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = "";
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 2)
          break;
         value = reader.stringVerify();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.labelSelector, key);
       message.labelSelector[key] = value;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   Bundle.BundleIdentifier = (function() {

    const BundleIdentifier = function (properties) {
     if (properties)
      for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
       if (properties[keys[i]] != null && keys[i] !== "__proto__")
        this[keys[i]] = properties[keys[i]];
    };

    BundleIdentifier.prototype.placementGroupId = $util.newBuffer([]);
    BundleIdentifier.prototype.bundleIndex = 0;

    BundleIdentifier.encode = function (message, writer, _depth) {
     if (!writer)
      writer = $Writer.create();
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $util.recursionLimit)
      throw $Error("max depth exceeded");
     if (message.placementGroupId != null && $Object.hasOwnProperty.call(message, "placementGroupId") && message.placementGroupId.length)
      writer.uint32(10).bytes(message.placementGroupId);
     if (message.bundleIndex != null && $Object.hasOwnProperty.call(message, "bundleIndex") && message.bundleIndex !== 0)
      writer.uint32(16).int32(message.bundleIndex);
     if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
      for (let i = 0; i < message.$unknowns.length; ++i)
       writer.raw(message.$unknowns[i]);
     return writer;
    };

    BundleIdentifier.decode = function (reader, length, _end, _depth, _target) {
     if (!(reader instanceof $Reader))
      reader = $Reader.create(reader);
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $Reader.recursionLimit)
      throw $Error("max depth exceeded");
     let end, message, value;
     if (length === $undefined)
      end = reader.len;
     else {
      end = reader.pos + length;
      if (end > reader.len)
       throw $RangeError("index out of range");
      length = reader.len;
      reader.len = end;
     }
     message = _target || new $root.ray.rpc.Bundle.BundleIdentifier();
     while (reader.pos < end) {
      let start = reader.pos;
      let tag = reader.tag();
      if (tag === _end) {
       _end = $undefined;
       break;
      }
      let wireType = tag & 7;
      switch (tag >>>= 3) {
      case 1: {
        if (wireType !== 2)
         break;
        if ((value = reader.bytes()).length)
         message.placementGroupId = value;
        else
         delete message.placementGroupId;
        continue;
       }
      case 2: {
        if (wireType !== 0)
         break;
        if (value = reader.int32())
         message.bundleIndex = value;
        else
         delete message.bundleIndex;
        continue;
       }
      }
      reader.skipType(wireType, _depth, tag);
      if (!reader.discardUnknown) {
       $util.makeProp(message, "$unknowns", false);
       (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
      }
     }
     if (length !== $undefined) {
      if (reader.pos !== end)
       throw $RangeError("index out of range");
      reader.len = length;
     }
     if (_end !== $undefined)
      throw $Error("missing end group");
     return message;
    };

    return BundleIdentifier;
   })();

   return Bundle;
  })();

  rpc.ObjectReference = (function() {

   const ObjectReference = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ObjectReference.prototype.objectId = $util.newBuffer([]);
   ObjectReference.prototype.ownerAddress = null;
   ObjectReference.prototype.callSite = "";
   ObjectReference.prototype.tensorTransport = null;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(ObjectReference.prototype, "_tensorTransport", {
    get: $util.oneOfGetter($oneOfFields = ["tensorTransport"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   ObjectReference.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.objectId != null && $Object.hasOwnProperty.call(message, "objectId") && message.objectId.length)
     writer.uint32(10).bytes(message.objectId);
    if (message.ownerAddress != null && $Object.hasOwnProperty.call(message, "ownerAddress"))
     $root.ray.rpc.Address.encode(message.ownerAddress, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.callSite != null && $Object.hasOwnProperty.call(message, "callSite") && message.callSite !== "")
     writer.uint32(26).string(message.callSite);
    if (message.tensorTransport != null && $Object.hasOwnProperty.call(message, "tensorTransport"))
     writer.uint32(34).string(message.tensorTransport);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ObjectReference.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ObjectReference();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.objectId = value;
       else
        delete message.objectId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.ownerAddress = $root.ray.rpc.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.ownerAddress);
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.callSite = value;
       else
        delete message.callSite;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       message.tensorTransport = reader.stringVerify();
       message._tensorTransport = "tensorTransport";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ObjectReference;
  })();

  rpc.ObjectReferenceCount = (function() {

   const ObjectReferenceCount = function (properties) {
    this.borrowers = [];
    this.storedInObjects = [];
    this.containedInBorrowedIds = [];
    this.contains = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ObjectReferenceCount.prototype.reference = null;
   ObjectReferenceCount.prototype.hasLocalRef = false;
   ObjectReferenceCount.prototype.borrowers = $util.emptyArray;
   ObjectReferenceCount.prototype.storedInObjects = $util.emptyArray;
   ObjectReferenceCount.prototype.containedInBorrowedIds = $util.emptyArray;
   ObjectReferenceCount.prototype.contains = $util.emptyArray;

   ObjectReferenceCount.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.reference != null && $Object.hasOwnProperty.call(message, "reference"))
     $root.ray.rpc.ObjectReference.encode(message.reference, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.hasLocalRef != null && $Object.hasOwnProperty.call(message, "hasLocalRef") && message.hasLocalRef !== false)
     writer.uint32(16).bool(message.hasLocalRef);
    if (message.borrowers != null && message.borrowers.length)
     for (let i = 0; i < message.borrowers.length; ++i)
      $root.ray.rpc.Address.encode(message.borrowers[i], writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.storedInObjects != null && message.storedInObjects.length)
     for (let i = 0; i < message.storedInObjects.length; ++i)
      $root.ray.rpc.ObjectReference.encode(message.storedInObjects[i], writer.uint32(34).fork(), _depth + 1).ldelim();
    if (message.containedInBorrowedIds != null && message.containedInBorrowedIds.length)
     for (let i = 0; i < message.containedInBorrowedIds.length; ++i)
      writer.uint32(42).bytes(message.containedInBorrowedIds[i]);
    if (message.contains != null && message.contains.length)
     for (let i = 0; i < message.contains.length; ++i)
      writer.uint32(50).bytes(message.contains[i]);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ObjectReferenceCount.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ObjectReferenceCount();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.reference = $root.ray.rpc.ObjectReference.decode(reader, reader.size(), $undefined, _depth + 1, message.reference);
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.hasLocalRef = value;
       else
        delete message.hasLocalRef;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if (!(message.borrowers && message.borrowers.length))
        message.borrowers = [];
       message.borrowers.push($root.ray.rpc.Address.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       if (!(message.storedInObjects && message.storedInObjects.length))
        message.storedInObjects = [];
       message.storedInObjects.push($root.ray.rpc.ObjectReference.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 5: {
       if (wireType !== 2)
        break;
       if (!(message.containedInBorrowedIds && message.containedInBorrowedIds.length))
        message.containedInBorrowedIds = [];
       message.containedInBorrowedIds.push(reader.bytes());
       continue;
      }
     case 6: {
       if (wireType !== 2)
        break;
       if (!(message.contains && message.contains.length))
        message.contains = [];
       message.contains.push(reader.bytes());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ObjectReferenceCount;
  })();

  rpc.ResourceId = (function() {

   const ResourceId = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ResourceId.prototype.index = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ResourceId.prototype.quantity = 0;

   ResourceId.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
     writer.uint32(8).int64(message.index);
    if (message.quantity != null && $Object.hasOwnProperty.call(message, "quantity") && !$Object.is(message.quantity, 0))
     writer.uint32(17).double(message.quantity);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ResourceId.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ResourceId();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.index = value;
       else
        delete message.index;
       continue;
      }
     case 2: {
       if (wireType !== 1)
        break;
       if (!$Object.is(value = reader.double(), 0))
        message.quantity = value;
       else
        delete message.quantity;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ResourceId;
  })();

  rpc.ResourceMapEntry = (function() {

   const ResourceMapEntry = function (properties) {
    this.resourceIds = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ResourceMapEntry.prototype.name = "";
   ResourceMapEntry.prototype.resourceIds = $util.emptyArray;

   ResourceMapEntry.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
     writer.uint32(10).string(message.name);
    if (message.resourceIds != null && message.resourceIds.length)
     for (let i = 0; i < message.resourceIds.length; ++i)
      $root.ray.rpc.ResourceId.encode(message.resourceIds[i], writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ResourceMapEntry.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ResourceMapEntry();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.name = value;
       else
        delete message.name;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.resourceIds && message.resourceIds.length))
        message.resourceIds = [];
       message.resourceIds.push($root.ray.rpc.ResourceId.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ResourceMapEntry;
  })();

  rpc.ObjectRefInfo = (function() {

   const ObjectRefInfo = function (properties) {
    this.containedInOwned = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ObjectRefInfo.prototype.objectId = $util.newBuffer([]);
   ObjectRefInfo.prototype.callSite = "";
   ObjectRefInfo.prototype.objectSize = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ObjectRefInfo.prototype.localRefCount = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ObjectRefInfo.prototype.submittedTaskRefCount = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ObjectRefInfo.prototype.containedInOwned = $util.emptyArray;
   ObjectRefInfo.prototype.pinnedInMemory = false;
   ObjectRefInfo.prototype.taskStatus = 0;
   ObjectRefInfo.prototype.attemptNumber = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

   ObjectRefInfo.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.objectId != null && $Object.hasOwnProperty.call(message, "objectId") && message.objectId.length)
     writer.uint32(10).bytes(message.objectId);
    if (message.callSite != null && $Object.hasOwnProperty.call(message, "callSite") && message.callSite !== "")
     writer.uint32(18).string(message.callSite);
    if (message.objectSize != null && $Object.hasOwnProperty.call(message, "objectSize") && (typeof message.objectSize === "object" ? message.objectSize.low || message.objectSize.high : message.objectSize !== 0))
     writer.uint32(24).int64(message.objectSize);
    if (message.localRefCount != null && $Object.hasOwnProperty.call(message, "localRefCount") && (typeof message.localRefCount === "object" ? message.localRefCount.low || message.localRefCount.high : message.localRefCount !== 0))
     writer.uint32(32).int64(message.localRefCount);
    if (message.submittedTaskRefCount != null && $Object.hasOwnProperty.call(message, "submittedTaskRefCount") && (typeof message.submittedTaskRefCount === "object" ? message.submittedTaskRefCount.low || message.submittedTaskRefCount.high : message.submittedTaskRefCount !== 0))
     writer.uint32(40).int64(message.submittedTaskRefCount);
    if (message.containedInOwned != null && message.containedInOwned.length)
     for (let i = 0; i < message.containedInOwned.length; ++i)
      writer.uint32(50).bytes(message.containedInOwned[i]);
    if (message.pinnedInMemory != null && $Object.hasOwnProperty.call(message, "pinnedInMemory") && message.pinnedInMemory !== false)
     writer.uint32(56).bool(message.pinnedInMemory);
    if (message.taskStatus != null && $Object.hasOwnProperty.call(message, "taskStatus") && message.taskStatus !== 0)
     writer.uint32(64).int32(message.taskStatus);
    if (message.attemptNumber != null && $Object.hasOwnProperty.call(message, "attemptNumber") && (typeof message.attemptNumber === "object" ? message.attemptNumber.low || message.attemptNumber.high : message.attemptNumber !== 0))
     writer.uint32(72).uint64(message.attemptNumber);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ObjectRefInfo.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ObjectRefInfo();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.objectId = value;
       else
        delete message.objectId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.callSite = value;
       else
        delete message.callSite;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.objectSize = value;
       else
        delete message.objectSize;
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.localRefCount = value;
       else
        delete message.localRefCount;
       continue;
      }
     case 5: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.submittedTaskRefCount = value;
       else
        delete message.submittedTaskRefCount;
       continue;
      }
     case 6: {
       if (wireType !== 2)
        break;
       if (!(message.containedInOwned && message.containedInOwned.length))
        message.containedInOwned = [];
       message.containedInOwned.push(reader.bytes());
       continue;
      }
     case 7: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.pinnedInMemory = value;
       else
        delete message.pinnedInMemory;
       continue;
      }
     case 8: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.taskStatus = value;
       else
        delete message.taskStatus;
       continue;
      }
     case 9: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.attemptNumber = value;
       else
        delete message.attemptNumber;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ObjectRefInfo;
  })();

  rpc.ResourceAllocations = (function() {

   const ResourceAllocations = function (properties) {
    this.resourceSlots = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ResourceAllocations.prototype.resourceSlots = $util.emptyArray;

   ResourceAllocations.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.resourceSlots != null && message.resourceSlots.length)
     for (let i = 0; i < message.resourceSlots.length; ++i)
      $root.ray.rpc.ResourceAllocations.ResourceSlot.encode(message.resourceSlots[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ResourceAllocations.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ResourceAllocations();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.resourceSlots && message.resourceSlots.length))
        message.resourceSlots = [];
       message.resourceSlots.push($root.ray.rpc.ResourceAllocations.ResourceSlot.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   ResourceAllocations.ResourceSlot = (function() {

    const ResourceSlot = function (properties) {
     if (properties)
      for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
       if (properties[keys[i]] != null && keys[i] !== "__proto__")
        this[keys[i]] = properties[keys[i]];
    };

    ResourceSlot.prototype.slot = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
    ResourceSlot.prototype.allocation = 0;

    ResourceSlot.encode = function (message, writer, _depth) {
     if (!writer)
      writer = $Writer.create();
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $util.recursionLimit)
      throw $Error("max depth exceeded");
     if (message.slot != null && $Object.hasOwnProperty.call(message, "slot") && (typeof message.slot === "object" ? message.slot.low || message.slot.high : message.slot !== 0))
      writer.uint32(8).int64(message.slot);
     if (message.allocation != null && $Object.hasOwnProperty.call(message, "allocation") && !$Object.is(message.allocation, 0))
      writer.uint32(17).double(message.allocation);
     if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
      for (let i = 0; i < message.$unknowns.length; ++i)
       writer.raw(message.$unknowns[i]);
     return writer;
    };

    ResourceSlot.decode = function (reader, length, _end, _depth, _target) {
     if (!(reader instanceof $Reader))
      reader = $Reader.create(reader);
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $Reader.recursionLimit)
      throw $Error("max depth exceeded");
     let end, message, value;
     if (length === $undefined)
      end = reader.len;
     else {
      end = reader.pos + length;
      if (end > reader.len)
       throw $RangeError("index out of range");
      length = reader.len;
      reader.len = end;
     }
     message = _target || new $root.ray.rpc.ResourceAllocations.ResourceSlot();
     while (reader.pos < end) {
      let start = reader.pos;
      let tag = reader.tag();
      if (tag === _end) {
       _end = $undefined;
       break;
      }
      let wireType = tag & 7;
      switch (tag >>>= 3) {
      case 1: {
        if (wireType !== 0)
         break;
        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
         message.slot = value;
        else
         delete message.slot;
        continue;
       }
      case 2: {
        if (wireType !== 1)
         break;
        if (!$Object.is(value = reader.double(), 0))
         message.allocation = value;
        else
         delete message.allocation;
        continue;
       }
      }
      reader.skipType(wireType, _depth, tag);
      if (!reader.discardUnknown) {
       $util.makeProp(message, "$unknowns", false);
       (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
      }
     }
     if (length !== $undefined) {
      if (reader.pos !== end)
       throw $RangeError("index out of range");
      reader.len = length;
     }
     if (_end !== $undefined)
      throw $Error("missing end group");
     return message;
    };

    return ResourceSlot;
   })();

   return ResourceAllocations;
  })();

  rpc.CoreWorkerStats = (function() {

   const CoreWorkerStats = function (properties) {
    this.usedResources = {};
    this.objectRefs = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   CoreWorkerStats.prototype.numPendingTasks = 0;
   CoreWorkerStats.prototype.numObjectRefsInScope = 0;
   CoreWorkerStats.prototype.ipAddress = "";
   CoreWorkerStats.prototype.port = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   CoreWorkerStats.prototype.actorId = $util.newBuffer([]);
   CoreWorkerStats.prototype.usedResources = $util.emptyObject;
   CoreWorkerStats.prototype.numInPlasma = 0;
   CoreWorkerStats.prototype.numLocalObjects = 0;
   CoreWorkerStats.prototype.usedObjectStoreMemory = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   CoreWorkerStats.prototype.taskQueueLength = 0;
   CoreWorkerStats.prototype.numExecutedTasks = 0;
   CoreWorkerStats.prototype.objectRefs = $util.emptyArray;
   CoreWorkerStats.prototype.jobId = $util.newBuffer([]);
   CoreWorkerStats.prototype.workerId = $util.newBuffer([]);
   CoreWorkerStats.prototype.language = 0;
   CoreWorkerStats.prototype.pid = 0;
   CoreWorkerStats.prototype.workerType = 0;
   CoreWorkerStats.prototype.objectsTotal = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   CoreWorkerStats.prototype.numOwnedObjects = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   CoreWorkerStats.prototype.numOwnedActors = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   CoreWorkerStats.prototype.numRunningTasks = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   CoreWorkerStats.prototype.numInFlightArgPinningRequests = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   CoreWorkerStats.prototype.numOfFailedArgPinningRequests = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

   CoreWorkerStats.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.numPendingTasks != null && $Object.hasOwnProperty.call(message, "numPendingTasks") && message.numPendingTasks !== 0)
     writer.uint32(8).int32(message.numPendingTasks);
    if (message.numObjectRefsInScope != null && $Object.hasOwnProperty.call(message, "numObjectRefsInScope") && message.numObjectRefsInScope !== 0)
     writer.uint32(16).int32(message.numObjectRefsInScope);
    if (message.ipAddress != null && $Object.hasOwnProperty.call(message, "ipAddress") && message.ipAddress !== "")
     writer.uint32(26).string(message.ipAddress);
    if (message.port != null && $Object.hasOwnProperty.call(message, "port") && (typeof message.port === "object" ? message.port.low || message.port.high : message.port !== 0))
     writer.uint32(32).int64(message.port);
    if (message.actorId != null && $Object.hasOwnProperty.call(message, "actorId") && message.actorId.length)
     writer.uint32(42).bytes(message.actorId);
    if (message.usedResources != null && $Object.hasOwnProperty.call(message, "usedResources"))
     for (let keys = $Object.keys(message.usedResources), i = 0; i < keys.length; ++i) {
      writer.uint32(50).fork().uint32(10).string(keys[i]);
      $root.ray.rpc.ResourceAllocations.encode(message.usedResources[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
     }
    if (message.numInPlasma != null && $Object.hasOwnProperty.call(message, "numInPlasma") && message.numInPlasma !== 0)
     writer.uint32(64).int32(message.numInPlasma);
    if (message.numLocalObjects != null && $Object.hasOwnProperty.call(message, "numLocalObjects") && message.numLocalObjects !== 0)
     writer.uint32(72).int32(message.numLocalObjects);
    if (message.usedObjectStoreMemory != null && $Object.hasOwnProperty.call(message, "usedObjectStoreMemory") && (typeof message.usedObjectStoreMemory === "object" ? message.usedObjectStoreMemory.low || message.usedObjectStoreMemory.high : message.usedObjectStoreMemory !== 0))
     writer.uint32(80).int64(message.usedObjectStoreMemory);
    if (message.taskQueueLength != null && $Object.hasOwnProperty.call(message, "taskQueueLength") && message.taskQueueLength !== 0)
     writer.uint32(88).int32(message.taskQueueLength);
    if (message.numExecutedTasks != null && $Object.hasOwnProperty.call(message, "numExecutedTasks") && message.numExecutedTasks !== 0)
     writer.uint32(96).int32(message.numExecutedTasks);
    if (message.objectRefs != null && message.objectRefs.length)
     for (let i = 0; i < message.objectRefs.length; ++i)
      $root.ray.rpc.ObjectRefInfo.encode(message.objectRefs[i], writer.uint32(106).fork(), _depth + 1).ldelim();
    if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId") && message.jobId.length)
     writer.uint32(114).bytes(message.jobId);
    if (message.workerId != null && $Object.hasOwnProperty.call(message, "workerId") && message.workerId.length)
     writer.uint32(122).bytes(message.workerId);
    if (message.language != null && $Object.hasOwnProperty.call(message, "language") && message.language !== 0)
     writer.uint32(128).int32(message.language);
    if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
     writer.uint32(136).uint32(message.pid);
    if (message.workerType != null && $Object.hasOwnProperty.call(message, "workerType") && message.workerType !== 0)
     writer.uint32(144).int32(message.workerType);
    if (message.objectsTotal != null && $Object.hasOwnProperty.call(message, "objectsTotal") && (typeof message.objectsTotal === "object" ? message.objectsTotal.low || message.objectsTotal.high : message.objectsTotal !== 0))
     writer.uint32(152).int64(message.objectsTotal);
    if (message.numOwnedObjects != null && $Object.hasOwnProperty.call(message, "numOwnedObjects") && (typeof message.numOwnedObjects === "object" ? message.numOwnedObjects.low || message.numOwnedObjects.high : message.numOwnedObjects !== 0))
     writer.uint32(160).int64(message.numOwnedObjects);
    if (message.numOwnedActors != null && $Object.hasOwnProperty.call(message, "numOwnedActors") && (typeof message.numOwnedActors === "object" ? message.numOwnedActors.low || message.numOwnedActors.high : message.numOwnedActors !== 0))
     writer.uint32(168).int64(message.numOwnedActors);
    if (message.numRunningTasks != null && $Object.hasOwnProperty.call(message, "numRunningTasks") && (typeof message.numRunningTasks === "object" ? message.numRunningTasks.low || message.numRunningTasks.high : message.numRunningTasks !== 0))
     writer.uint32(176).int64(message.numRunningTasks);
    if (message.numInFlightArgPinningRequests != null && $Object.hasOwnProperty.call(message, "numInFlightArgPinningRequests") && (typeof message.numInFlightArgPinningRequests === "object" ? message.numInFlightArgPinningRequests.low || message.numInFlightArgPinningRequests.high : message.numInFlightArgPinningRequests !== 0))
     writer.uint32(184).int64(message.numInFlightArgPinningRequests);
    if (message.numOfFailedArgPinningRequests != null && $Object.hasOwnProperty.call(message, "numOfFailedArgPinningRequests") && (typeof message.numOfFailedArgPinningRequests === "object" ? message.numOfFailedArgPinningRequests.low || message.numOfFailedArgPinningRequests.high : message.numOfFailedArgPinningRequests !== 0))
     writer.uint32(192).int64(message.numOfFailedArgPinningRequests);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   CoreWorkerStats.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, key, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.CoreWorkerStats();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.numPendingTasks = value;
       else
        delete message.numPendingTasks;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.numObjectRefsInScope = value;
       else
        delete message.numObjectRefsInScope;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.ipAddress = value;
       else
        delete message.ipAddress;
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.port = value;
       else
        delete message.port;
       continue;
      }
     case 5: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.actorId = value;
       else
        delete message.actorId;
       continue;
      }
     case 6: {
       if (wireType !== 2)
        break;
       if (message.usedResources === $util.emptyObject)
        message.usedResources = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = null;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 2)
          break;
         value = $root.ray.rpc.ResourceAllocations.decode(reader, reader.size(), $undefined, _depth + 1, value);
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.usedResources, key);
       message.usedResources[key] = value || new $root.ray.rpc.ResourceAllocations();
       continue;
      }
     case 8: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.numInPlasma = value;
       else
        delete message.numInPlasma;
       continue;
      }
     case 9: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.numLocalObjects = value;
       else
        delete message.numLocalObjects;
       continue;
      }
     case 10: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.usedObjectStoreMemory = value;
       else
        delete message.usedObjectStoreMemory;
       continue;
      }
     case 11: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.taskQueueLength = value;
       else
        delete message.taskQueueLength;
       continue;
      }
     case 12: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.numExecutedTasks = value;
       else
        delete message.numExecutedTasks;
       continue;
      }
     case 13: {
       if (wireType !== 2)
        break;
       if (!(message.objectRefs && message.objectRefs.length))
        message.objectRefs = [];
       message.objectRefs.push($root.ray.rpc.ObjectRefInfo.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 14: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.jobId = value;
       else
        delete message.jobId;
       continue;
      }
     case 15: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.workerId = value;
       else
        delete message.workerId;
       continue;
      }
     case 16: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.language = value;
       else
        delete message.language;
       continue;
      }
     case 17: {
       if (wireType !== 0)
        break;
       if (value = reader.uint32())
        message.pid = value;
       else
        delete message.pid;
       continue;
      }
     case 18: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.workerType = value;
       else
        delete message.workerType;
       continue;
      }
     case 19: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.objectsTotal = value;
       else
        delete message.objectsTotal;
       continue;
      }
     case 20: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.numOwnedObjects = value;
       else
        delete message.numOwnedObjects;
       continue;
      }
     case 21: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.numOwnedActors = value;
       else
        delete message.numOwnedActors;
       continue;
      }
     case 22: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.numRunningTasks = value;
       else
        delete message.numRunningTasks;
       continue;
      }
     case 23: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.numInFlightArgPinningRequests = value;
       else
        delete message.numInFlightArgPinningRequests;
       continue;
      }
     case 24: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.numOfFailedArgPinningRequests = value;
       else
        delete message.numOfFailedArgPinningRequests;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return CoreWorkerStats;
  })();

  rpc.NodeResourceUsage = (function() {

   const NodeResourceUsage = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   NodeResourceUsage.prototype.json = "";

   NodeResourceUsage.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.json != null && $Object.hasOwnProperty.call(message, "json") && message.json !== "")
     writer.uint32(10).string(message.json);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   NodeResourceUsage.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.NodeResourceUsage();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.json = value;
       else
        delete message.json;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return NodeResourceUsage;
  })();

  rpc.LabelSelectorConstraint = (function() {

   const LabelSelectorConstraint = function (properties) {
    this.labelValues = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   LabelSelectorConstraint.prototype.labelKey = "";
   LabelSelectorConstraint.prototype.operator = 0;
   LabelSelectorConstraint.prototype.labelValues = $util.emptyArray;

   LabelSelectorConstraint.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.labelKey != null && $Object.hasOwnProperty.call(message, "labelKey") && message.labelKey !== "")
     writer.uint32(10).string(message.labelKey);
    if (message.operator != null && $Object.hasOwnProperty.call(message, "operator") && message.operator !== 0)
     writer.uint32(16).int32(message.operator);
    if (message.labelValues != null && message.labelValues.length)
     for (let i = 0; i < message.labelValues.length; ++i)
      writer.uint32(26).string(message.labelValues[i]);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   LabelSelectorConstraint.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.LabelSelectorConstraint();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.labelKey = value;
       else
        delete message.labelKey;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.operator = value;
       else
        delete message.operator;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if (!(message.labelValues && message.labelValues.length))
        message.labelValues = [];
       message.labelValues.push(reader.stringVerify());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return LabelSelectorConstraint;
  })();

  rpc.LabelSelector = (function() {

   const LabelSelector = function (properties) {
    this.labelConstraints = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   LabelSelector.prototype.labelConstraints = $util.emptyArray;

   LabelSelector.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.labelConstraints != null && message.labelConstraints.length)
     for (let i = 0; i < message.labelConstraints.length; ++i)
      $root.ray.rpc.LabelSelectorConstraint.encode(message.labelConstraints[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   LabelSelector.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.LabelSelector();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.labelConstraints && message.labelConstraints.length))
        message.labelConstraints = [];
       message.labelConstraints.push($root.ray.rpc.LabelSelectorConstraint.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return LabelSelector;
  })();

  rpc.FallbackOption = (function() {

   const FallbackOption = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   FallbackOption.prototype.labelSelector = null;

   FallbackOption.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.labelSelector != null && $Object.hasOwnProperty.call(message, "labelSelector"))
     $root.ray.rpc.LabelSelector.encode(message.labelSelector, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   FallbackOption.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.FallbackOption();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.labelSelector = $root.ray.rpc.LabelSelector.decode(reader, reader.size(), $undefined, _depth + 1, message.labelSelector);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return FallbackOption;
  })();

  rpc.FallbackStrategy = (function() {

   const FallbackStrategy = function (properties) {
    this.options = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   FallbackStrategy.prototype.options = $util.emptyArray;

   FallbackStrategy.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.options != null && message.options.length)
     for (let i = 0; i < message.options.length; ++i)
      $root.ray.rpc.FallbackOption.encode(message.options[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   FallbackStrategy.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.FallbackStrategy();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.options && message.options.length))
        message.options = [];
       message.options.push($root.ray.rpc.FallbackOption.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return FallbackStrategy;
  })();

  rpc.RuntimeEnvUris = (function() {

   const RuntimeEnvUris = function (properties) {
    this.pyModulesUris = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RuntimeEnvUris.prototype.workingDirUri = "";
   RuntimeEnvUris.prototype.pyModulesUris = $util.emptyArray;

   RuntimeEnvUris.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.workingDirUri != null && $Object.hasOwnProperty.call(message, "workingDirUri") && message.workingDirUri !== "")
     writer.uint32(10).string(message.workingDirUri);
    if (message.pyModulesUris != null && message.pyModulesUris.length)
     for (let i = 0; i < message.pyModulesUris.length; ++i)
      writer.uint32(18).string(message.pyModulesUris[i]);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RuntimeEnvUris.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RuntimeEnvUris();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.workingDirUri = value;
       else
        delete message.workingDirUri;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.pyModulesUris && message.pyModulesUris.length))
        message.pyModulesUris = [];
       message.pyModulesUris.push(reader.stringVerify());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RuntimeEnvUris;
  })();

  rpc.RuntimeEnvConfig = (function() {

   const RuntimeEnvConfig = function (properties) {
    this.logFiles = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RuntimeEnvConfig.prototype.setupTimeoutSeconds = 0;
   RuntimeEnvConfig.prototype.eagerInstall = false;
   RuntimeEnvConfig.prototype.logFiles = $util.emptyArray;

   RuntimeEnvConfig.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.setupTimeoutSeconds != null && $Object.hasOwnProperty.call(message, "setupTimeoutSeconds") && message.setupTimeoutSeconds !== 0)
     writer.uint32(8).int32(message.setupTimeoutSeconds);
    if (message.eagerInstall != null && $Object.hasOwnProperty.call(message, "eagerInstall") && message.eagerInstall !== false)
     writer.uint32(16).bool(message.eagerInstall);
    if (message.logFiles != null && message.logFiles.length)
     for (let i = 0; i < message.logFiles.length; ++i)
      writer.uint32(26).string(message.logFiles[i]);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RuntimeEnvConfig.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RuntimeEnvConfig();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.setupTimeoutSeconds = value;
       else
        delete message.setupTimeoutSeconds;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.eagerInstall = value;
       else
        delete message.eagerInstall;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if (!(message.logFiles && message.logFiles.length))
        message.logFiles = [];
       message.logFiles.push(reader.stringVerify());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RuntimeEnvConfig;
  })();

  rpc.RuntimeEnvInfo = (function() {

   const RuntimeEnvInfo = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RuntimeEnvInfo.prototype.serializedRuntimeEnv = "";
   RuntimeEnvInfo.prototype.uris = null;
   RuntimeEnvInfo.prototype.runtimeEnvConfig = null;

   RuntimeEnvInfo.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.serializedRuntimeEnv != null && $Object.hasOwnProperty.call(message, "serializedRuntimeEnv") && message.serializedRuntimeEnv !== "")
     writer.uint32(10).string(message.serializedRuntimeEnv);
    if (message.uris != null && $Object.hasOwnProperty.call(message, "uris"))
     $root.ray.rpc.RuntimeEnvUris.encode(message.uris, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.runtimeEnvConfig != null && $Object.hasOwnProperty.call(message, "runtimeEnvConfig"))
     $root.ray.rpc.RuntimeEnvConfig.encode(message.runtimeEnvConfig, writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RuntimeEnvInfo.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RuntimeEnvInfo();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.serializedRuntimeEnv = value;
       else
        delete message.serializedRuntimeEnv;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.uris = $root.ray.rpc.RuntimeEnvUris.decode(reader, reader.size(), $undefined, _depth + 1, message.uris);
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       message.runtimeEnvConfig = $root.ray.rpc.RuntimeEnvConfig.decode(reader, reader.size(), $undefined, _depth + 1, message.runtimeEnvConfig);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RuntimeEnvInfo;
  })();

  rpc.ObjectPlasmaLocationUpdate = (function() {
   const valuesById = $Object.create(null), values = $Object.create(valuesById);
   values[valuesById[0] = "ADDED"] = 0;
   values[valuesById[1] = "REMOVED"] = 1;
   return values;
  })();

  rpc.ActorCallArgWaitCompleteRequest = (function() {

   const ActorCallArgWaitCompleteRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ActorCallArgWaitCompleteRequest.prototype.intendedWorkerId = $util.newBuffer([]);
   ActorCallArgWaitCompleteRequest.prototype.taskId = $util.newBuffer([]);
   ActorCallArgWaitCompleteRequest.prototype.attemptNumber = 0;

   ActorCallArgWaitCompleteRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.intendedWorkerId != null && $Object.hasOwnProperty.call(message, "intendedWorkerId") && message.intendedWorkerId.length)
     writer.uint32(10).bytes(message.intendedWorkerId);
    if (message.taskId != null && $Object.hasOwnProperty.call(message, "taskId") && message.taskId.length)
     writer.uint32(18).bytes(message.taskId);
    if (message.attemptNumber != null && $Object.hasOwnProperty.call(message, "attemptNumber") && message.attemptNumber !== 0)
     writer.uint32(24).int32(message.attemptNumber);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ActorCallArgWaitCompleteRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ActorCallArgWaitCompleteRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.intendedWorkerId = value;
       else
        delete message.intendedWorkerId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.taskId = value;
       else
        delete message.taskId;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.attemptNumber = value;
       else
        delete message.attemptNumber;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ActorCallArgWaitCompleteRequest;
  })();

  rpc.ActorCallArgWaitCompleteReply = (function() {

   const ActorCallArgWaitCompleteReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ActorCallArgWaitCompleteReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ActorCallArgWaitCompleteReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ActorCallArgWaitCompleteReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ActorCallArgWaitCompleteReply;
  })();

  rpc.UpdateObjectLocationBatchRequest = (function() {

   const UpdateObjectLocationBatchRequest = function (properties) {
    this.objectLocationUpdates = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   UpdateObjectLocationBatchRequest.prototype.intendedWorkerId = $util.newBuffer([]);
   UpdateObjectLocationBatchRequest.prototype.nodeId = $util.newBuffer([]);
   UpdateObjectLocationBatchRequest.prototype.objectLocationUpdates = $util.emptyArray;

   UpdateObjectLocationBatchRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.intendedWorkerId != null && $Object.hasOwnProperty.call(message, "intendedWorkerId") && message.intendedWorkerId.length)
     writer.uint32(10).bytes(message.intendedWorkerId);
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(18).bytes(message.nodeId);
    if (message.objectLocationUpdates != null && message.objectLocationUpdates.length)
     for (let i = 0; i < message.objectLocationUpdates.length; ++i)
      $root.ray.rpc.ObjectLocationUpdate.encode(message.objectLocationUpdates[i], writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   UpdateObjectLocationBatchRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.UpdateObjectLocationBatchRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.intendedWorkerId = value;
       else
        delete message.intendedWorkerId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if (!(message.objectLocationUpdates && message.objectLocationUpdates.length))
        message.objectLocationUpdates = [];
       message.objectLocationUpdates.push($root.ray.rpc.ObjectLocationUpdate.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return UpdateObjectLocationBatchRequest;
  })();

  rpc.UpdateObjectLocationBatchReply = (function() {

   const UpdateObjectLocationBatchReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   UpdateObjectLocationBatchReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   UpdateObjectLocationBatchReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.UpdateObjectLocationBatchReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return UpdateObjectLocationBatchReply;
  })();

  rpc.ObjectSpilledLocationUpdate = (function() {

   const ObjectSpilledLocationUpdate = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ObjectSpilledLocationUpdate.prototype.spilledUrl = "";
   ObjectSpilledLocationUpdate.prototype.spilledToLocalStorage = false;

   ObjectSpilledLocationUpdate.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.spilledUrl != null && $Object.hasOwnProperty.call(message, "spilledUrl") && message.spilledUrl !== "")
     writer.uint32(26).string(message.spilledUrl);
    if (message.spilledToLocalStorage != null && $Object.hasOwnProperty.call(message, "spilledToLocalStorage") && message.spilledToLocalStorage !== false)
     writer.uint32(32).bool(message.spilledToLocalStorage);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ObjectSpilledLocationUpdate.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ObjectSpilledLocationUpdate();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.spilledUrl = value;
       else
        delete message.spilledUrl;
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.spilledToLocalStorage = value;
       else
        delete message.spilledToLocalStorage;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ObjectSpilledLocationUpdate;
  })();

  rpc.ObjectLocationUpdate = (function() {

   const ObjectLocationUpdate = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ObjectLocationUpdate.prototype.objectId = $util.newBuffer([]);
   ObjectLocationUpdate.prototype.plasmaLocationUpdate = null;
   ObjectLocationUpdate.prototype.spilledLocationUpdate = null;
   ObjectLocationUpdate.prototype.generatorId = null;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(ObjectLocationUpdate.prototype, "_plasmaLocationUpdate", {
    get: $util.oneOfGetter($oneOfFields = ["plasmaLocationUpdate"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(ObjectLocationUpdate.prototype, "_spilledLocationUpdate", {
    get: $util.oneOfGetter($oneOfFields = ["spilledLocationUpdate"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(ObjectLocationUpdate.prototype, "_generatorId", {
    get: $util.oneOfGetter($oneOfFields = ["generatorId"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   ObjectLocationUpdate.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.objectId != null && $Object.hasOwnProperty.call(message, "objectId") && message.objectId.length)
     writer.uint32(10).bytes(message.objectId);
    if (message.plasmaLocationUpdate != null && $Object.hasOwnProperty.call(message, "plasmaLocationUpdate"))
     writer.uint32(16).int32(message.plasmaLocationUpdate);
    if (message.spilledLocationUpdate != null && $Object.hasOwnProperty.call(message, "spilledLocationUpdate"))
     $root.ray.rpc.ObjectSpilledLocationUpdate.encode(message.spilledLocationUpdate, writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.generatorId != null && $Object.hasOwnProperty.call(message, "generatorId"))
     writer.uint32(34).bytes(message.generatorId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ObjectLocationUpdate.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ObjectLocationUpdate();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.objectId = value;
       else
        delete message.objectId;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       message.plasmaLocationUpdate = reader.int32();
       message._plasmaLocationUpdate = "plasmaLocationUpdate";
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       message.spilledLocationUpdate = $root.ray.rpc.ObjectSpilledLocationUpdate.decode(reader, reader.size(), $undefined, _depth + 1, message.spilledLocationUpdate);
       message._spilledLocationUpdate = "spilledLocationUpdate";
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       message.generatorId = reader.bytes();
       message._generatorId = "generatorId";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ObjectLocationUpdate;
  })();

  rpc.GetObjectLocationsOwnerRequest = (function() {

   const GetObjectLocationsOwnerRequest = function (properties) {
    this.objectIds = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetObjectLocationsOwnerRequest.prototype.intendedWorkerId = $util.newBuffer([]);
   GetObjectLocationsOwnerRequest.prototype.objectIds = $util.emptyArray;

   GetObjectLocationsOwnerRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.intendedWorkerId != null && $Object.hasOwnProperty.call(message, "intendedWorkerId") && message.intendedWorkerId.length)
     writer.uint32(10).bytes(message.intendedWorkerId);
    if (message.objectIds != null && message.objectIds.length)
     for (let i = 0; i < message.objectIds.length; ++i)
      writer.uint32(18).bytes(message.objectIds[i]);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetObjectLocationsOwnerRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetObjectLocationsOwnerRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.intendedWorkerId = value;
       else
        delete message.intendedWorkerId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.objectIds && message.objectIds.length))
        message.objectIds = [];
       message.objectIds.push(reader.bytes());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetObjectLocationsOwnerRequest;
  })();

  rpc.GetObjectLocationsOwnerReply = (function() {

   const GetObjectLocationsOwnerReply = function (properties) {
    this.objectLocationInfos = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetObjectLocationsOwnerReply.prototype.objectLocationInfos = $util.emptyArray;

   GetObjectLocationsOwnerReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.objectLocationInfos != null && message.objectLocationInfos.length)
     for (let i = 0; i < message.objectLocationInfos.length; ++i)
      $root.ray.rpc.WorkerObjectLocationsPubMessage.encode(message.objectLocationInfos[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetObjectLocationsOwnerReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetObjectLocationsOwnerReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.objectLocationInfos && message.objectLocationInfos.length))
        message.objectLocationInfos = [];
       message.objectLocationInfos.push($root.ray.rpc.WorkerObjectLocationsPubMessage.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetObjectLocationsOwnerReply;
  })();

  rpc.KillActorRequest = (function() {

   const KillActorRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   KillActorRequest.prototype.intendedActorId = $util.newBuffer([]);
   KillActorRequest.prototype.forceKill = false;
   KillActorRequest.prototype.deathCause = null;

   KillActorRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.intendedActorId != null && $Object.hasOwnProperty.call(message, "intendedActorId") && message.intendedActorId.length)
     writer.uint32(10).bytes(message.intendedActorId);
    if (message.forceKill != null && $Object.hasOwnProperty.call(message, "forceKill") && message.forceKill !== false)
     writer.uint32(16).bool(message.forceKill);
    if (message.deathCause != null && $Object.hasOwnProperty.call(message, "deathCause"))
     $root.ray.rpc.ActorDeathCause.encode(message.deathCause, writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   KillActorRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.KillActorRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.intendedActorId = value;
       else
        delete message.intendedActorId;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.forceKill = value;
       else
        delete message.forceKill;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       message.deathCause = $root.ray.rpc.ActorDeathCause.decode(reader, reader.size(), $undefined, _depth + 1, message.deathCause);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return KillActorRequest;
  })();

  rpc.KillActorReply = (function() {

   const KillActorReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   KillActorReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   KillActorReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.KillActorReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return KillActorReply;
  })();

  rpc.CancelTaskRequest = (function() {

   const CancelTaskRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   CancelTaskRequest.prototype.intendedTaskId = $util.newBuffer([]);
   CancelTaskRequest.prototype.forceKill = false;
   CancelTaskRequest.prototype.recursive = false;
   CancelTaskRequest.prototype.callerWorkerId = $util.newBuffer([]);

   CancelTaskRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.intendedTaskId != null && $Object.hasOwnProperty.call(message, "intendedTaskId") && message.intendedTaskId.length)
     writer.uint32(10).bytes(message.intendedTaskId);
    if (message.forceKill != null && $Object.hasOwnProperty.call(message, "forceKill") && message.forceKill !== false)
     writer.uint32(16).bool(message.forceKill);
    if (message.recursive != null && $Object.hasOwnProperty.call(message, "recursive") && message.recursive !== false)
     writer.uint32(24).bool(message.recursive);
    if (message.callerWorkerId != null && $Object.hasOwnProperty.call(message, "callerWorkerId") && message.callerWorkerId.length)
     writer.uint32(34).bytes(message.callerWorkerId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   CancelTaskRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.CancelTaskRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.intendedTaskId = value;
       else
        delete message.intendedTaskId;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.forceKill = value;
       else
        delete message.forceKill;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.recursive = value;
       else
        delete message.recursive;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.callerWorkerId = value;
       else
        delete message.callerWorkerId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return CancelTaskRequest;
  })();

  rpc.CancelTaskReply = (function() {

   const CancelTaskReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   CancelTaskReply.prototype.requestedTaskRunning = false;
   CancelTaskReply.prototype.attemptSucceeded = false;

   CancelTaskReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.requestedTaskRunning != null && $Object.hasOwnProperty.call(message, "requestedTaskRunning") && message.requestedTaskRunning !== false)
     writer.uint32(8).bool(message.requestedTaskRunning);
    if (message.attemptSucceeded != null && $Object.hasOwnProperty.call(message, "attemptSucceeded") && message.attemptSucceeded !== false)
     writer.uint32(16).bool(message.attemptSucceeded);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   CancelTaskReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.CancelTaskReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.requestedTaskRunning = value;
       else
        delete message.requestedTaskRunning;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.attemptSucceeded = value;
       else
        delete message.attemptSucceeded;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return CancelTaskReply;
  })();

  rpc.GetCoreWorkerStatsRequest = (function() {

   const GetCoreWorkerStatsRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetCoreWorkerStatsRequest.prototype.intendedWorkerId = $util.newBuffer([]);
   GetCoreWorkerStatsRequest.prototype.includeMemoryInfo = false;
   GetCoreWorkerStatsRequest.prototype.includeTaskInfo = false;
   GetCoreWorkerStatsRequest.prototype.limit = null;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(GetCoreWorkerStatsRequest.prototype, "_limit", {
    get: $util.oneOfGetter($oneOfFields = ["limit"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   GetCoreWorkerStatsRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.intendedWorkerId != null && $Object.hasOwnProperty.call(message, "intendedWorkerId") && message.intendedWorkerId.length)
     writer.uint32(10).bytes(message.intendedWorkerId);
    if (message.includeMemoryInfo != null && $Object.hasOwnProperty.call(message, "includeMemoryInfo") && message.includeMemoryInfo !== false)
     writer.uint32(16).bool(message.includeMemoryInfo);
    if (message.includeTaskInfo != null && $Object.hasOwnProperty.call(message, "includeTaskInfo") && message.includeTaskInfo !== false)
     writer.uint32(24).bool(message.includeTaskInfo);
    if (message.limit != null && $Object.hasOwnProperty.call(message, "limit"))
     writer.uint32(32).int64(message.limit);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetCoreWorkerStatsRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetCoreWorkerStatsRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.intendedWorkerId = value;
       else
        delete message.intendedWorkerId;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.includeMemoryInfo = value;
       else
        delete message.includeMemoryInfo;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.includeTaskInfo = value;
       else
        delete message.includeTaskInfo;
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       message.limit = reader.int64();
       message._limit = "limit";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetCoreWorkerStatsRequest;
  })();

  rpc.GetCoreWorkerStatsReply = (function() {

   const GetCoreWorkerStatsReply = function (properties) {
    this.ownedTaskInfoEntries = [];
    this.runningTaskIds = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetCoreWorkerStatsReply.prototype.coreWorkerStats = null;
   GetCoreWorkerStatsReply.prototype.ownedTaskInfoEntries = $util.emptyArray;
   GetCoreWorkerStatsReply.prototype.runningTaskIds = $util.emptyArray;
   GetCoreWorkerStatsReply.prototype.tasksTotal = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

   GetCoreWorkerStatsReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.coreWorkerStats != null && $Object.hasOwnProperty.call(message, "coreWorkerStats"))
     $root.ray.rpc.CoreWorkerStats.encode(message.coreWorkerStats, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.ownedTaskInfoEntries != null && message.ownedTaskInfoEntries.length)
     for (let i = 0; i < message.ownedTaskInfoEntries.length; ++i)
      $root.ray.rpc.TaskInfoEntry.encode(message.ownedTaskInfoEntries[i], writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.runningTaskIds != null && message.runningTaskIds.length)
     for (let i = 0; i < message.runningTaskIds.length; ++i)
      writer.uint32(26).bytes(message.runningTaskIds[i]);
    if (message.tasksTotal != null && $Object.hasOwnProperty.call(message, "tasksTotal") && (typeof message.tasksTotal === "object" ? message.tasksTotal.low || message.tasksTotal.high : message.tasksTotal !== 0))
     writer.uint32(32).int64(message.tasksTotal);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetCoreWorkerStatsReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetCoreWorkerStatsReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.coreWorkerStats = $root.ray.rpc.CoreWorkerStats.decode(reader, reader.size(), $undefined, _depth + 1, message.coreWorkerStats);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.ownedTaskInfoEntries && message.ownedTaskInfoEntries.length))
        message.ownedTaskInfoEntries = [];
       message.ownedTaskInfoEntries.push($root.ray.rpc.TaskInfoEntry.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if (!(message.runningTaskIds && message.runningTaskIds.length))
        message.runningTaskIds = [];
       message.runningTaskIds.push(reader.bytes());
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.tasksTotal = value;
       else
        delete message.tasksTotal;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetCoreWorkerStatsReply;
  })();

  rpc.LocalGCRequest = (function() {

   const LocalGCRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   LocalGCRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   LocalGCRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.LocalGCRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return LocalGCRequest;
  })();

  rpc.LocalGCReply = (function() {

   const LocalGCReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   LocalGCReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   LocalGCReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.LocalGCReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return LocalGCReply;
  })();

  rpc.PlasmaObjectReadyRequest = (function() {

   const PlasmaObjectReadyRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PlasmaObjectReadyRequest.prototype.objectId = $util.newBuffer([]);

   PlasmaObjectReadyRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.objectId != null && $Object.hasOwnProperty.call(message, "objectId") && message.objectId.length)
     writer.uint32(10).bytes(message.objectId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PlasmaObjectReadyRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PlasmaObjectReadyRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.objectId = value;
       else
        delete message.objectId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PlasmaObjectReadyRequest;
  })();

  rpc.PlasmaObjectReadyReply = (function() {

   const PlasmaObjectReadyReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PlasmaObjectReadyReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PlasmaObjectReadyReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PlasmaObjectReadyReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PlasmaObjectReadyReply;
  })();

  rpc.SpillObjectsRequest = (function() {

   const SpillObjectsRequest = function (properties) {
    this.objectRefsToSpill = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   SpillObjectsRequest.prototype.objectRefsToSpill = $util.emptyArray;

   SpillObjectsRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.objectRefsToSpill != null && message.objectRefsToSpill.length)
     for (let i = 0; i < message.objectRefsToSpill.length; ++i)
      $root.ray.rpc.ObjectReference.encode(message.objectRefsToSpill[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   SpillObjectsRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.SpillObjectsRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.objectRefsToSpill && message.objectRefsToSpill.length))
        message.objectRefsToSpill = [];
       message.objectRefsToSpill.push($root.ray.rpc.ObjectReference.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return SpillObjectsRequest;
  })();

  rpc.SpillObjectsReply = (function() {

   const SpillObjectsReply = function (properties) {
    this.spilledObjectsUrl = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   SpillObjectsReply.prototype.spilledObjectsUrl = $util.emptyArray;

   SpillObjectsReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.spilledObjectsUrl != null && message.spilledObjectsUrl.length)
     for (let i = 0; i < message.spilledObjectsUrl.length; ++i)
      writer.uint32(10).string(message.spilledObjectsUrl[i]);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   SpillObjectsReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.SpillObjectsReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.spilledObjectsUrl && message.spilledObjectsUrl.length))
        message.spilledObjectsUrl = [];
       message.spilledObjectsUrl.push(reader.stringVerify());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return SpillObjectsReply;
  })();

  rpc.RestoreSpilledObjectsRequest = (function() {

   const RestoreSpilledObjectsRequest = function (properties) {
    this.spilledObjectsUrl = [];
    this.objectIdsToRestore = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RestoreSpilledObjectsRequest.prototype.spilledObjectsUrl = $util.emptyArray;
   RestoreSpilledObjectsRequest.prototype.objectIdsToRestore = $util.emptyArray;

   RestoreSpilledObjectsRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.spilledObjectsUrl != null && message.spilledObjectsUrl.length)
     for (let i = 0; i < message.spilledObjectsUrl.length; ++i)
      writer.uint32(10).string(message.spilledObjectsUrl[i]);
    if (message.objectIdsToRestore != null && message.objectIdsToRestore.length)
     for (let i = 0; i < message.objectIdsToRestore.length; ++i)
      writer.uint32(18).bytes(message.objectIdsToRestore[i]);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RestoreSpilledObjectsRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RestoreSpilledObjectsRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.spilledObjectsUrl && message.spilledObjectsUrl.length))
        message.spilledObjectsUrl = [];
       message.spilledObjectsUrl.push(reader.stringVerify());
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.objectIdsToRestore && message.objectIdsToRestore.length))
        message.objectIdsToRestore = [];
       message.objectIdsToRestore.push(reader.bytes());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RestoreSpilledObjectsRequest;
  })();

  rpc.RestoreSpilledObjectsReply = (function() {

   const RestoreSpilledObjectsReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RestoreSpilledObjectsReply.prototype.bytesRestoredTotal = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

   RestoreSpilledObjectsReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.bytesRestoredTotal != null && $Object.hasOwnProperty.call(message, "bytesRestoredTotal") && (typeof message.bytesRestoredTotal === "object" ? message.bytesRestoredTotal.low || message.bytesRestoredTotal.high : message.bytesRestoredTotal !== 0))
     writer.uint32(8).int64(message.bytesRestoredTotal);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RestoreSpilledObjectsReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RestoreSpilledObjectsReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.bytesRestoredTotal = value;
       else
        delete message.bytesRestoredTotal;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RestoreSpilledObjectsReply;
  })();

  rpc.DeleteSpilledObjectsRequest = (function() {

   const DeleteSpilledObjectsRequest = function (properties) {
    this.spilledObjectsUrl = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   DeleteSpilledObjectsRequest.prototype.spilledObjectsUrl = $util.emptyArray;

   DeleteSpilledObjectsRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.spilledObjectsUrl != null && message.spilledObjectsUrl.length)
     for (let i = 0; i < message.spilledObjectsUrl.length; ++i)
      writer.uint32(10).string(message.spilledObjectsUrl[i]);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   DeleteSpilledObjectsRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.DeleteSpilledObjectsRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.spilledObjectsUrl && message.spilledObjectsUrl.length))
        message.spilledObjectsUrl = [];
       message.spilledObjectsUrl.push(reader.stringVerify());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return DeleteSpilledObjectsRequest;
  })();

  rpc.DeleteSpilledObjectsReply = (function() {

   const DeleteSpilledObjectsReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   DeleteSpilledObjectsReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   DeleteSpilledObjectsReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.DeleteSpilledObjectsReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return DeleteSpilledObjectsReply;
  })();

  rpc.ExitRequest = (function() {

   const ExitRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ExitRequest.prototype.forceExit = false;

   ExitRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.forceExit != null && $Object.hasOwnProperty.call(message, "forceExit") && message.forceExit !== false)
     writer.uint32(8).bool(message.forceExit);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ExitRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ExitRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.forceExit = value;
       else
        delete message.forceExit;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ExitRequest;
  })();

  rpc.ExitReply = (function() {

   const ExitReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ExitReply.prototype.success = false;

   ExitReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.success != null && $Object.hasOwnProperty.call(message, "success") && message.success !== false)
     writer.uint32(8).bool(message.success);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ExitReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ExitReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.success = value;
       else
        delete message.success;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ExitReply;
  })();

  rpc.RayletNotifyGCSRestartRequest = (function() {

   const RayletNotifyGCSRestartRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RayletNotifyGCSRestartRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RayletNotifyGCSRestartRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RayletNotifyGCSRestartRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RayletNotifyGCSRestartRequest;
  })();

  rpc.RayletNotifyGCSRestartReply = (function() {

   const RayletNotifyGCSRestartReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RayletNotifyGCSRestartReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RayletNotifyGCSRestartReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RayletNotifyGCSRestartReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RayletNotifyGCSRestartReply;
  })();

  rpc.NumPendingTasksRequest = (function() {

   const NumPendingTasksRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   NumPendingTasksRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   NumPendingTasksRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.NumPendingTasksRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return NumPendingTasksRequest;
  })();

  rpc.NumPendingTasksReply = (function() {

   const NumPendingTasksReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   NumPendingTasksReply.prototype.numPendingTasks = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

   NumPendingTasksReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.numPendingTasks != null && $Object.hasOwnProperty.call(message, "numPendingTasks") && (typeof message.numPendingTasks === "object" ? message.numPendingTasks.low || message.numPendingTasks.high : message.numPendingTasks !== 0))
     writer.uint32(8).int64(message.numPendingTasks);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   NumPendingTasksReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.NumPendingTasksReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.numPendingTasks = value;
       else
        delete message.numPendingTasks;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return NumPendingTasksReply;
  })();

  rpc.RegisterMutableObjectReaderRequest = (function() {

   const RegisterMutableObjectReaderRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RegisterMutableObjectReaderRequest.prototype.writerObjectId = $util.newBuffer([]);
   RegisterMutableObjectReaderRequest.prototype.numReaders = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   RegisterMutableObjectReaderRequest.prototype.readerObjectId = $util.newBuffer([]);

   RegisterMutableObjectReaderRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.writerObjectId != null && $Object.hasOwnProperty.call(message, "writerObjectId") && message.writerObjectId.length)
     writer.uint32(10).bytes(message.writerObjectId);
    if (message.numReaders != null && $Object.hasOwnProperty.call(message, "numReaders") && (typeof message.numReaders === "object" ? message.numReaders.low || message.numReaders.high : message.numReaders !== 0))
     writer.uint32(16).int64(message.numReaders);
    if (message.readerObjectId != null && $Object.hasOwnProperty.call(message, "readerObjectId") && message.readerObjectId.length)
     writer.uint32(26).bytes(message.readerObjectId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RegisterMutableObjectReaderRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RegisterMutableObjectReaderRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.writerObjectId = value;
       else
        delete message.writerObjectId;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.numReaders = value;
       else
        delete message.numReaders;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.readerObjectId = value;
       else
        delete message.readerObjectId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RegisterMutableObjectReaderRequest;
  })();

  rpc.RegisterMutableObjectReaderReply = (function() {

   const RegisterMutableObjectReaderReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RegisterMutableObjectReaderReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RegisterMutableObjectReaderReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RegisterMutableObjectReaderReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RegisterMutableObjectReaderReply;
  })();

  rpc.ChannelType = (function() {
   const valuesById = $Object.create(null), values = $Object.create(valuesById);
   values[valuesById[0] = "WORKER_REF_REMOVED_CHANNEL"] = 0;
   values[valuesById[1] = "WORKER_OBJECT_LOCATIONS_CHANNEL"] = 1;
   values[valuesById[2] = "GCS_ACTOR_CHANNEL"] = 2;
   values[valuesById[3] = "GCS_JOB_CHANNEL"] = 3;
   values[valuesById[4] = "GCS_NODE_INFO_CHANNEL"] = 4;
   values[valuesById[5] = "GCS_WORKER_DELTA_CHANNEL"] = 5;
   values[valuesById[6] = "RAY_ERROR_INFO_CHANNEL"] = 6;
   values[valuesById[7] = "RAY_LOG_CHANNEL"] = 7;
   values[valuesById[8] = "RAY_NODE_RESOURCE_USAGE_CHANNEL"] = 8;
   values[valuesById[9] = "GCS_NODE_ADDRESS_AND_LIVENESS_CHANNEL"] = 9;
   return values;
  })();

  rpc.PubMessage = (function() {

   const PubMessage = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PubMessage.prototype.channelType = 0;
   PubMessage.prototype.keyId = $util.newBuffer([]);
   PubMessage.prototype.workerRefRemovedMessage = null;
   PubMessage.prototype.workerObjectLocationsMessage = null;
   PubMessage.prototype.failureMessage = null;
   PubMessage.prototype.actorMessage = null;
   PubMessage.prototype.jobMessage = null;
   PubMessage.prototype.nodeInfoMessage = null;
   PubMessage.prototype.workerDeltaMessage = null;
   PubMessage.prototype.errorInfoMessage = null;
   PubMessage.prototype.logBatchMessage = null;
   PubMessage.prototype.nodeResourceUsageMessage = null;
   PubMessage.prototype.nodeAddressAndLivenessMessage = null;
   PubMessage.prototype.sequenceId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

   let $oneOfFields;

   $Object.defineProperty(PubMessage.prototype, "innerMessage", {
    get: $util.oneOfGetter($oneOfFields = ["workerRefRemovedMessage", "workerObjectLocationsMessage", "failureMessage", "actorMessage", "jobMessage", "nodeInfoMessage", "workerDeltaMessage", "errorInfoMessage", "logBatchMessage", "nodeResourceUsageMessage", "nodeAddressAndLivenessMessage"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   PubMessage.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.channelType != null && $Object.hasOwnProperty.call(message, "channelType") && message.channelType !== 0)
     writer.uint32(8).int32(message.channelType);
    if (message.keyId != null && $Object.hasOwnProperty.call(message, "keyId") && message.keyId.length)
     writer.uint32(18).bytes(message.keyId);
    if (message.workerRefRemovedMessage != null && $Object.hasOwnProperty.call(message, "workerRefRemovedMessage"))
     $root.ray.rpc.WorkerRefRemovedMessage.encode(message.workerRefRemovedMessage, writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.workerObjectLocationsMessage != null && $Object.hasOwnProperty.call(message, "workerObjectLocationsMessage"))
     $root.ray.rpc.WorkerObjectLocationsPubMessage.encode(message.workerObjectLocationsMessage, writer.uint32(34).fork(), _depth + 1).ldelim();
    if (message.failureMessage != null && $Object.hasOwnProperty.call(message, "failureMessage"))
     $root.ray.rpc.FailureMessage.encode(message.failureMessage, writer.uint32(42).fork(), _depth + 1).ldelim();
    if (message.actorMessage != null && $Object.hasOwnProperty.call(message, "actorMessage"))
     $root.ray.rpc.ActorTableData.encode(message.actorMessage, writer.uint32(50).fork(), _depth + 1).ldelim();
    if (message.jobMessage != null && $Object.hasOwnProperty.call(message, "jobMessage"))
     $root.ray.rpc.JobTableData.encode(message.jobMessage, writer.uint32(58).fork(), _depth + 1).ldelim();
    if (message.nodeInfoMessage != null && $Object.hasOwnProperty.call(message, "nodeInfoMessage"))
     $root.ray.rpc.GcsNodeInfo.encode(message.nodeInfoMessage, writer.uint32(66).fork(), _depth + 1).ldelim();
    if (message.workerDeltaMessage != null && $Object.hasOwnProperty.call(message, "workerDeltaMessage"))
     $root.ray.rpc.WorkerDeltaData.encode(message.workerDeltaMessage, writer.uint32(74).fork(), _depth + 1).ldelim();
    if (message.errorInfoMessage != null && $Object.hasOwnProperty.call(message, "errorInfoMessage"))
     $root.ray.rpc.ErrorTableData.encode(message.errorInfoMessage, writer.uint32(82).fork(), _depth + 1).ldelim();
    if (message.logBatchMessage != null && $Object.hasOwnProperty.call(message, "logBatchMessage"))
     $root.ray.rpc.LogBatch.encode(message.logBatchMessage, writer.uint32(90).fork(), _depth + 1).ldelim();
    if (message.nodeResourceUsageMessage != null && $Object.hasOwnProperty.call(message, "nodeResourceUsageMessage"))
     $root.ray.rpc.NodeResourceUsage.encode(message.nodeResourceUsageMessage, writer.uint32(98).fork(), _depth + 1).ldelim();
    if (message.nodeAddressAndLivenessMessage != null && $Object.hasOwnProperty.call(message, "nodeAddressAndLivenessMessage"))
     $root.ray.rpc.GcsNodeAddressAndLiveness.encode(message.nodeAddressAndLivenessMessage, writer.uint32(106).fork(), _depth + 1).ldelim();
    if (message.sequenceId != null && $Object.hasOwnProperty.call(message, "sequenceId") && (typeof message.sequenceId === "object" ? message.sequenceId.low || message.sequenceId.high : message.sequenceId !== 0))
     writer.uint32(112).int64(message.sequenceId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PubMessage.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PubMessage();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.channelType = value;
       else
        delete message.channelType;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.keyId = value;
       else
        delete message.keyId;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       message.workerRefRemovedMessage = $root.ray.rpc.WorkerRefRemovedMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.workerRefRemovedMessage);
       message.innerMessage = "workerRefRemovedMessage";
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       message.workerObjectLocationsMessage = $root.ray.rpc.WorkerObjectLocationsPubMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.workerObjectLocationsMessage);
       message.innerMessage = "workerObjectLocationsMessage";
       continue;
      }
     case 5: {
       if (wireType !== 2)
        break;
       message.failureMessage = $root.ray.rpc.FailureMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.failureMessage);
       message.innerMessage = "failureMessage";
       continue;
      }
     case 6: {
       if (wireType !== 2)
        break;
       message.actorMessage = $root.ray.rpc.ActorTableData.decode(reader, reader.size(), $undefined, _depth + 1, message.actorMessage);
       message.innerMessage = "actorMessage";
       continue;
      }
     case 7: {
       if (wireType !== 2)
        break;
       message.jobMessage = $root.ray.rpc.JobTableData.decode(reader, reader.size(), $undefined, _depth + 1, message.jobMessage);
       message.innerMessage = "jobMessage";
       continue;
      }
     case 8: {
       if (wireType !== 2)
        break;
       message.nodeInfoMessage = $root.ray.rpc.GcsNodeInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.nodeInfoMessage);
       message.innerMessage = "nodeInfoMessage";
       continue;
      }
     case 9: {
       if (wireType !== 2)
        break;
       message.workerDeltaMessage = $root.ray.rpc.WorkerDeltaData.decode(reader, reader.size(), $undefined, _depth + 1, message.workerDeltaMessage);
       message.innerMessage = "workerDeltaMessage";
       continue;
      }
     case 10: {
       if (wireType !== 2)
        break;
       message.errorInfoMessage = $root.ray.rpc.ErrorTableData.decode(reader, reader.size(), $undefined, _depth + 1, message.errorInfoMessage);
       message.innerMessage = "errorInfoMessage";
       continue;
      }
     case 11: {
       if (wireType !== 2)
        break;
       message.logBatchMessage = $root.ray.rpc.LogBatch.decode(reader, reader.size(), $undefined, _depth + 1, message.logBatchMessage);
       message.innerMessage = "logBatchMessage";
       continue;
      }
     case 12: {
       if (wireType !== 2)
        break;
       message.nodeResourceUsageMessage = $root.ray.rpc.NodeResourceUsage.decode(reader, reader.size(), $undefined, _depth + 1, message.nodeResourceUsageMessage);
       message.innerMessage = "nodeResourceUsageMessage";
       continue;
      }
     case 13: {
       if (wireType !== 2)
        break;
       message.nodeAddressAndLivenessMessage = $root.ray.rpc.GcsNodeAddressAndLiveness.decode(reader, reader.size(), $undefined, _depth + 1, message.nodeAddressAndLivenessMessage);
       message.innerMessage = "nodeAddressAndLivenessMessage";
       continue;
      }
     case 14: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.sequenceId = value;
       else
        delete message.sequenceId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PubMessage;
  })();

  rpc.WorkerRefRemovedMessage = (function() {

   const WorkerRefRemovedMessage = function (properties) {
    this.borrowedRefs = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   WorkerRefRemovedMessage.prototype.borrowedRefs = $util.emptyArray;

   WorkerRefRemovedMessage.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.borrowedRefs != null && message.borrowedRefs.length)
     for (let i = 0; i < message.borrowedRefs.length; ++i)
      $root.ray.rpc.ObjectReferenceCount.encode(message.borrowedRefs[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   WorkerRefRemovedMessage.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.WorkerRefRemovedMessage();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.borrowedRefs && message.borrowedRefs.length))
        message.borrowedRefs = [];
       message.borrowedRefs.push($root.ray.rpc.ObjectReferenceCount.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return WorkerRefRemovedMessage;
  })();

  rpc.WorkerObjectLocationsPubMessage = (function() {

   const WorkerObjectLocationsPubMessage = function (properties) {
    this.nodeIds = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   WorkerObjectLocationsPubMessage.prototype.nodeIds = $util.emptyArray;
   WorkerObjectLocationsPubMessage.prototype.objectSize = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   WorkerObjectLocationsPubMessage.prototype.spilledUrl = "";
   WorkerObjectLocationsPubMessage.prototype.spilledNodeId = $util.newBuffer([]);
   WorkerObjectLocationsPubMessage.prototype.refRemoved = false;
   WorkerObjectLocationsPubMessage.prototype.pendingCreation = false;
   WorkerObjectLocationsPubMessage.prototype.didSpill = false;

   WorkerObjectLocationsPubMessage.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeIds != null && message.nodeIds.length)
     for (let i = 0; i < message.nodeIds.length; ++i)
      writer.uint32(10).bytes(message.nodeIds[i]);
    if (message.objectSize != null && $Object.hasOwnProperty.call(message, "objectSize") && (typeof message.objectSize === "object" ? message.objectSize.low || message.objectSize.high : message.objectSize !== 0))
     writer.uint32(16).uint64(message.objectSize);
    if (message.spilledUrl != null && $Object.hasOwnProperty.call(message, "spilledUrl") && message.spilledUrl !== "")
     writer.uint32(26).string(message.spilledUrl);
    if (message.spilledNodeId != null && $Object.hasOwnProperty.call(message, "spilledNodeId") && message.spilledNodeId.length)
     writer.uint32(34).bytes(message.spilledNodeId);
    if (message.refRemoved != null && $Object.hasOwnProperty.call(message, "refRemoved") && message.refRemoved !== false)
     writer.uint32(40).bool(message.refRemoved);
    if (message.pendingCreation != null && $Object.hasOwnProperty.call(message, "pendingCreation") && message.pendingCreation !== false)
     writer.uint32(48).bool(message.pendingCreation);
    if (message.didSpill != null && $Object.hasOwnProperty.call(message, "didSpill") && message.didSpill !== false)
     writer.uint32(56).bool(message.didSpill);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   WorkerObjectLocationsPubMessage.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.WorkerObjectLocationsPubMessage();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.nodeIds && message.nodeIds.length))
        message.nodeIds = [];
       message.nodeIds.push(reader.bytes());
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.objectSize = value;
       else
        delete message.objectSize;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.spilledUrl = value;
       else
        delete message.spilledUrl;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.spilledNodeId = value;
       else
        delete message.spilledNodeId;
       continue;
      }
     case 5: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.refRemoved = value;
       else
        delete message.refRemoved;
       continue;
      }
     case 6: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.pendingCreation = value;
       else
        delete message.pendingCreation;
       continue;
      }
     case 7: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.didSpill = value;
       else
        delete message.didSpill;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return WorkerObjectLocationsPubMessage;
  })();

  rpc.FailureMessage = (function() {

   const FailureMessage = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   FailureMessage.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   FailureMessage.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.FailureMessage();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return FailureMessage;
  })();

  rpc.Command = (function() {

   const Command = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   Command.prototype.channelType = 0;
   Command.prototype.keyId = $util.newBuffer([]);
   Command.prototype.unsubscribeMessage = null;
   Command.prototype.subscribeMessage = null;

   let $oneOfFields;

   $Object.defineProperty(Command.prototype, "commandMessageOneOf", {
    get: $util.oneOfGetter($oneOfFields = ["unsubscribeMessage", "subscribeMessage"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   Command.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.channelType != null && $Object.hasOwnProperty.call(message, "channelType") && message.channelType !== 0)
     writer.uint32(8).int32(message.channelType);
    if (message.keyId != null && $Object.hasOwnProperty.call(message, "keyId") && message.keyId.length)
     writer.uint32(18).bytes(message.keyId);
    if (message.unsubscribeMessage != null && $Object.hasOwnProperty.call(message, "unsubscribeMessage"))
     $root.ray.rpc.UnsubscribeMessage.encode(message.unsubscribeMessage, writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.subscribeMessage != null && $Object.hasOwnProperty.call(message, "subscribeMessage"))
     $root.ray.rpc.SubMessage.encode(message.subscribeMessage, writer.uint32(34).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   Command.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.Command();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.channelType = value;
       else
        delete message.channelType;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.keyId = value;
       else
        delete message.keyId;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       message.unsubscribeMessage = $root.ray.rpc.UnsubscribeMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.unsubscribeMessage);
       message.commandMessageOneOf = "unsubscribeMessage";
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       message.subscribeMessage = $root.ray.rpc.SubMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.subscribeMessage);
       message.commandMessageOneOf = "subscribeMessage";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return Command;
  })();

  rpc.UnsubscribeMessage = (function() {

   const UnsubscribeMessage = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   UnsubscribeMessage.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   UnsubscribeMessage.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.UnsubscribeMessage();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return UnsubscribeMessage;
  })();

  rpc.SubMessage = (function() {

   const SubMessage = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   SubMessage.prototype.workerRefRemovedMessage = null;
   SubMessage.prototype.workerObjectLocationsMessage = null;

   let $oneOfFields;

   $Object.defineProperty(SubMessage.prototype, "subMessageOneOf", {
    get: $util.oneOfGetter($oneOfFields = ["workerRefRemovedMessage", "workerObjectLocationsMessage"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   SubMessage.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.workerRefRemovedMessage != null && $Object.hasOwnProperty.call(message, "workerRefRemovedMessage"))
     $root.ray.rpc.WorkerRefRemovedSubMessage.encode(message.workerRefRemovedMessage, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.workerObjectLocationsMessage != null && $Object.hasOwnProperty.call(message, "workerObjectLocationsMessage"))
     $root.ray.rpc.WorkerObjectLocationsSubMessage.encode(message.workerObjectLocationsMessage, writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   SubMessage.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.SubMessage();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 2: {
       if (wireType !== 2)
        break;
       message.workerRefRemovedMessage = $root.ray.rpc.WorkerRefRemovedSubMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.workerRefRemovedMessage);
       message.subMessageOneOf = "workerRefRemovedMessage";
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       message.workerObjectLocationsMessage = $root.ray.rpc.WorkerObjectLocationsSubMessage.decode(reader, reader.size(), $undefined, _depth + 1, message.workerObjectLocationsMessage);
       message.subMessageOneOf = "workerObjectLocationsMessage";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return SubMessage;
  })();

  rpc.WorkerRefRemovedSubMessage = (function() {

   const WorkerRefRemovedSubMessage = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   WorkerRefRemovedSubMessage.prototype.intendedWorkerId = $util.newBuffer([]);
   WorkerRefRemovedSubMessage.prototype.reference = null;
   WorkerRefRemovedSubMessage.prototype.containedInId = $util.newBuffer([]);
   WorkerRefRemovedSubMessage.prototype.subscriberWorkerId = $util.newBuffer([]);

   WorkerRefRemovedSubMessage.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.intendedWorkerId != null && $Object.hasOwnProperty.call(message, "intendedWorkerId") && message.intendedWorkerId.length)
     writer.uint32(10).bytes(message.intendedWorkerId);
    if (message.reference != null && $Object.hasOwnProperty.call(message, "reference"))
     $root.ray.rpc.ObjectReference.encode(message.reference, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.containedInId != null && $Object.hasOwnProperty.call(message, "containedInId") && message.containedInId.length)
     writer.uint32(26).bytes(message.containedInId);
    if (message.subscriberWorkerId != null && $Object.hasOwnProperty.call(message, "subscriberWorkerId") && message.subscriberWorkerId.length)
     writer.uint32(34).bytes(message.subscriberWorkerId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   WorkerRefRemovedSubMessage.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.WorkerRefRemovedSubMessage();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.intendedWorkerId = value;
       else
        delete message.intendedWorkerId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.reference = $root.ray.rpc.ObjectReference.decode(reader, reader.size(), $undefined, _depth + 1, message.reference);
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.containedInId = value;
       else
        delete message.containedInId;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.subscriberWorkerId = value;
       else
        delete message.subscriberWorkerId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return WorkerRefRemovedSubMessage;
  })();

  rpc.WorkerObjectLocationsSubMessage = (function() {

   const WorkerObjectLocationsSubMessage = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   WorkerObjectLocationsSubMessage.prototype.intendedWorkerId = $util.newBuffer([]);
   WorkerObjectLocationsSubMessage.prototype.objectId = $util.newBuffer([]);

   WorkerObjectLocationsSubMessage.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.intendedWorkerId != null && $Object.hasOwnProperty.call(message, "intendedWorkerId") && message.intendedWorkerId.length)
     writer.uint32(10).bytes(message.intendedWorkerId);
    if (message.objectId != null && $Object.hasOwnProperty.call(message, "objectId") && message.objectId.length)
     writer.uint32(18).bytes(message.objectId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   WorkerObjectLocationsSubMessage.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.WorkerObjectLocationsSubMessage();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.intendedWorkerId = value;
       else
        delete message.intendedWorkerId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.objectId = value;
       else
        delete message.objectId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return WorkerObjectLocationsSubMessage;
  })();

  rpc.PubsubLongPollingRequest = (function() {

   const PubsubLongPollingRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PubsubLongPollingRequest.prototype.subscriberId = $util.newBuffer([]);
   PubsubLongPollingRequest.prototype.maxProcessedSequenceId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   PubsubLongPollingRequest.prototype.publisherId = $util.newBuffer([]);

   PubsubLongPollingRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.subscriberId != null && $Object.hasOwnProperty.call(message, "subscriberId") && message.subscriberId.length)
     writer.uint32(10).bytes(message.subscriberId);
    if (message.maxProcessedSequenceId != null && $Object.hasOwnProperty.call(message, "maxProcessedSequenceId") && (typeof message.maxProcessedSequenceId === "object" ? message.maxProcessedSequenceId.low || message.maxProcessedSequenceId.high : message.maxProcessedSequenceId !== 0))
     writer.uint32(16).int64(message.maxProcessedSequenceId);
    if (message.publisherId != null && $Object.hasOwnProperty.call(message, "publisherId") && message.publisherId.length)
     writer.uint32(26).bytes(message.publisherId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PubsubLongPollingRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PubsubLongPollingRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.subscriberId = value;
       else
        delete message.subscriberId;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.maxProcessedSequenceId = value;
       else
        delete message.maxProcessedSequenceId;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.publisherId = value;
       else
        delete message.publisherId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PubsubLongPollingRequest;
  })();

  rpc.PubsubLongPollingReply = (function() {

   const PubsubLongPollingReply = function (properties) {
    this.pubMessages = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PubsubLongPollingReply.prototype.pubMessages = $util.emptyArray;
   PubsubLongPollingReply.prototype.publisherId = $util.newBuffer([]);

   PubsubLongPollingReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.pubMessages != null && message.pubMessages.length)
     for (let i = 0; i < message.pubMessages.length; ++i)
      $root.ray.rpc.PubMessage.encode(message.pubMessages[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.publisherId != null && $Object.hasOwnProperty.call(message, "publisherId") && message.publisherId.length)
     writer.uint32(18).bytes(message.publisherId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PubsubLongPollingReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PubsubLongPollingReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.pubMessages && message.pubMessages.length))
        message.pubMessages = [];
       message.pubMessages.push($root.ray.rpc.PubMessage.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.publisherId = value;
       else
        delete message.publisherId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PubsubLongPollingReply;
  })();

  rpc.PubsubCommandBatchRequest = (function() {

   const PubsubCommandBatchRequest = function (properties) {
    this.commands = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PubsubCommandBatchRequest.prototype.subscriberId = $util.newBuffer([]);
   PubsubCommandBatchRequest.prototype.commands = $util.emptyArray;

   PubsubCommandBatchRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.subscriberId != null && $Object.hasOwnProperty.call(message, "subscriberId") && message.subscriberId.length)
     writer.uint32(10).bytes(message.subscriberId);
    if (message.commands != null && message.commands.length)
     for (let i = 0; i < message.commands.length; ++i)
      $root.ray.rpc.Command.encode(message.commands[i], writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PubsubCommandBatchRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PubsubCommandBatchRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.subscriberId = value;
       else
        delete message.subscriberId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.commands && message.commands.length))
        message.commands = [];
       message.commands.push($root.ray.rpc.Command.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PubsubCommandBatchRequest;
  })();

  rpc.PubsubCommandBatchReply = (function() {

   const PubsubCommandBatchReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PubsubCommandBatchReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PubsubCommandBatchReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PubsubCommandBatchReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PubsubCommandBatchReply;
  })();

  rpc.ActorTableData = (function() {

   const ActorTableData = function (properties) {
    this.resourceMapping = [];
    this.requiredResources = {};
    this.labelSelector = {};
    this.labels = {};
    this.previousIncarnations = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ActorTableData.prototype.actorId = $util.newBuffer([]);
   ActorTableData.prototype.parentId = $util.newBuffer([]);
   ActorTableData.prototype.jobId = $util.newBuffer([]);
   ActorTableData.prototype.state = 0;
   ActorTableData.prototype.maxRestarts = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ActorTableData.prototype.numRestarts = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ActorTableData.prototype.address = null;
   ActorTableData.prototype.ownerAddress = null;
   ActorTableData.prototype.isDetached = false;
   ActorTableData.prototype.name = "";
   ActorTableData.prototype.timestamp = 0;
   ActorTableData.prototype.resourceMapping = $util.emptyArray;
   ActorTableData.prototype.pid = 0;
   ActorTableData.prototype.functionDescriptor = null;
   ActorTableData.prototype.rayNamespace = "";
   ActorTableData.prototype.startTime = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   ActorTableData.prototype.endTime = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   ActorTableData.prototype.serializedRuntimeEnv = "";
   ActorTableData.prototype.className = "";
   ActorTableData.prototype.deathCause = null;
   ActorTableData.prototype.requiredResources = $util.emptyObject;
   ActorTableData.prototype.nodeId = null;
   ActorTableData.prototype.placementGroupId = null;
   ActorTableData.prototype.reprName = "";
   ActorTableData.prototype.preempted = false;
   ActorTableData.prototype.numRestartsDueToLineageReconstruction = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   ActorTableData.prototype.callSite = null;
   ActorTableData.prototype.labelSelector = $util.emptyObject;
   ActorTableData.prototype.numRestartsDueToNodePreemption = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   ActorTableData.prototype.labels = $util.emptyObject;
   ActorTableData.prototype.fallbackStrategy = null;
   ActorTableData.prototype.previousIncarnations = $util.emptyArray;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(ActorTableData.prototype, "_nodeId", {
    get: $util.oneOfGetter($oneOfFields = ["nodeId"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(ActorTableData.prototype, "_placementGroupId", {
    get: $util.oneOfGetter($oneOfFields = ["placementGroupId"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(ActorTableData.prototype, "_callSite", {
    get: $util.oneOfGetter($oneOfFields = ["callSite"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(ActorTableData.prototype, "_fallbackStrategy", {
    get: $util.oneOfGetter($oneOfFields = ["fallbackStrategy"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   ActorTableData.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.actorId != null && $Object.hasOwnProperty.call(message, "actorId") && message.actorId.length)
     writer.uint32(10).bytes(message.actorId);
    if (message.parentId != null && $Object.hasOwnProperty.call(message, "parentId") && message.parentId.length)
     writer.uint32(18).bytes(message.parentId);
    if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId") && message.jobId.length)
     writer.uint32(34).bytes(message.jobId);
    if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
     writer.uint32(48).int32(message.state);
    if (message.maxRestarts != null && $Object.hasOwnProperty.call(message, "maxRestarts") && (typeof message.maxRestarts === "object" ? message.maxRestarts.low || message.maxRestarts.high : message.maxRestarts !== 0))
     writer.uint32(56).int64(message.maxRestarts);
    if (message.numRestarts != null && $Object.hasOwnProperty.call(message, "numRestarts") && (typeof message.numRestarts === "object" ? message.numRestarts.low || message.numRestarts.high : message.numRestarts !== 0))
     writer.uint32(64).int64(message.numRestarts);
    if (message.address != null && $Object.hasOwnProperty.call(message, "address"))
     $root.ray.rpc.Address.encode(message.address, writer.uint32(74).fork(), _depth + 1).ldelim();
    if (message.ownerAddress != null && $Object.hasOwnProperty.call(message, "ownerAddress"))
     $root.ray.rpc.Address.encode(message.ownerAddress, writer.uint32(82).fork(), _depth + 1).ldelim();
    if (message.isDetached != null && $Object.hasOwnProperty.call(message, "isDetached") && message.isDetached !== false)
     writer.uint32(88).bool(message.isDetached);
    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
     writer.uint32(98).string(message.name);
    if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp") && !$Object.is(message.timestamp, 0))
     writer.uint32(105).double(message.timestamp);
    if (message.resourceMapping != null && message.resourceMapping.length)
     for (let i = 0; i < message.resourceMapping.length; ++i)
      $root.ray.rpc.ResourceMapEntry.encode(message.resourceMapping[i], writer.uint32(122).fork(), _depth + 1).ldelim();
    if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
     writer.uint32(128).uint32(message.pid);
    if (message.functionDescriptor != null && $Object.hasOwnProperty.call(message, "functionDescriptor"))
     $root.ray.rpc.FunctionDescriptor.encode(message.functionDescriptor, writer.uint32(138).fork(), _depth + 1).ldelim();
    if (message.rayNamespace != null && $Object.hasOwnProperty.call(message, "rayNamespace") && message.rayNamespace !== "")
     writer.uint32(154).string(message.rayNamespace);
    if (message.startTime != null && $Object.hasOwnProperty.call(message, "startTime") && (typeof message.startTime === "object" ? message.startTime.low || message.startTime.high : message.startTime !== 0))
     writer.uint32(160).uint64(message.startTime);
    if (message.endTime != null && $Object.hasOwnProperty.call(message, "endTime") && (typeof message.endTime === "object" ? message.endTime.low || message.endTime.high : message.endTime !== 0))
     writer.uint32(168).uint64(message.endTime);
    if (message.serializedRuntimeEnv != null && $Object.hasOwnProperty.call(message, "serializedRuntimeEnv") && message.serializedRuntimeEnv !== "")
     writer.uint32(178).string(message.serializedRuntimeEnv);
    if (message.className != null && $Object.hasOwnProperty.call(message, "className") && message.className !== "")
     writer.uint32(186).string(message.className);
    if (message.deathCause != null && $Object.hasOwnProperty.call(message, "deathCause"))
     $root.ray.rpc.ActorDeathCause.encode(message.deathCause, writer.uint32(194).fork(), _depth + 1).ldelim();
    if (message.requiredResources != null && $Object.hasOwnProperty.call(message, "requiredResources"))
     for (let keys = $Object.keys(message.requiredResources), i = 0; i < keys.length; ++i)
      writer.uint32(226).fork().uint32(10).string(keys[i]).uint32(17).double(message.requiredResources[keys[i]]).ldelim();
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId"))
     writer.uint32(234).bytes(message.nodeId);
    if (message.placementGroupId != null && $Object.hasOwnProperty.call(message, "placementGroupId"))
     writer.uint32(242).bytes(message.placementGroupId);
    if (message.reprName != null && $Object.hasOwnProperty.call(message, "reprName") && message.reprName !== "")
     writer.uint32(250).string(message.reprName);
    if (message.preempted != null && $Object.hasOwnProperty.call(message, "preempted") && message.preempted !== false)
     writer.uint32(256).bool(message.preempted);
    if (message.numRestartsDueToLineageReconstruction != null && $Object.hasOwnProperty.call(message, "numRestartsDueToLineageReconstruction") && (typeof message.numRestartsDueToLineageReconstruction === "object" ? message.numRestartsDueToLineageReconstruction.low || message.numRestartsDueToLineageReconstruction.high : message.numRestartsDueToLineageReconstruction !== 0))
     writer.uint32(264).uint64(message.numRestartsDueToLineageReconstruction);
    if (message.callSite != null && $Object.hasOwnProperty.call(message, "callSite"))
     writer.uint32(274).string(message.callSite);
    if (message.labelSelector != null && $Object.hasOwnProperty.call(message, "labelSelector"))
     for (let keys = $Object.keys(message.labelSelector), i = 0; i < keys.length; ++i)
      writer.uint32(282).fork().uint32(10).string(keys[i]).uint32(18).string(message.labelSelector[keys[i]]).ldelim();
    if (message.numRestartsDueToNodePreemption != null && $Object.hasOwnProperty.call(message, "numRestartsDueToNodePreemption") && (typeof message.numRestartsDueToNodePreemption === "object" ? message.numRestartsDueToNodePreemption.low || message.numRestartsDueToNodePreemption.high : message.numRestartsDueToNodePreemption !== 0))
     writer.uint32(288).uint64(message.numRestartsDueToNodePreemption);
    if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
     for (let keys = $Object.keys(message.labels), i = 0; i < keys.length; ++i)
      writer.uint32(298).fork().uint32(10).string(keys[i]).uint32(18).string(message.labels[keys[i]]).ldelim();
    if (message.fallbackStrategy != null && $Object.hasOwnProperty.call(message, "fallbackStrategy"))
     $root.ray.rpc.FallbackStrategy.encode(message.fallbackStrategy, writer.uint32(306).fork(), _depth + 1).ldelim();
    if (message.previousIncarnations != null && message.previousIncarnations.length)
     for (let i = 0; i < message.previousIncarnations.length; ++i)
      $root.ray.rpc.PreviousActorIncarnation.encode(message.previousIncarnations[i], writer.uint32(314).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ActorTableData.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, key, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ActorTableData();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.actorId = value;
       else
        delete message.actorId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.parentId = value;
       else
        delete message.parentId;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.jobId = value;
       else
        delete message.jobId;
       continue;
      }
     case 6: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.state = value;
       else
        delete message.state;
       continue;
      }
     case 7: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.maxRestarts = value;
       else
        delete message.maxRestarts;
       continue;
      }
     case 8: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.numRestarts = value;
       else
        delete message.numRestarts;
       continue;
      }
     case 9: {
       if (wireType !== 2)
        break;
       message.address = $root.ray.rpc.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.address);
       continue;
      }
     case 10: {
       if (wireType !== 2)
        break;
       message.ownerAddress = $root.ray.rpc.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.ownerAddress);
       continue;
      }
     case 11: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.isDetached = value;
       else
        delete message.isDetached;
       continue;
      }
     case 12: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.name = value;
       else
        delete message.name;
       continue;
      }
     case 13: {
       if (wireType !== 1)
        break;
       if (!$Object.is(value = reader.double(), 0))
        message.timestamp = value;
       else
        delete message.timestamp;
       continue;
      }
     case 15: {
       if (wireType !== 2)
        break;
       if (!(message.resourceMapping && message.resourceMapping.length))
        message.resourceMapping = [];
       message.resourceMapping.push($root.ray.rpc.ResourceMapEntry.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 16: {
       if (wireType !== 0)
        break;
       if (value = reader.uint32())
        message.pid = value;
       else
        delete message.pid;
       continue;
      }
     case 17: {
       if (wireType !== 2)
        break;
       message.functionDescriptor = $root.ray.rpc.FunctionDescriptor.decode(reader, reader.size(), $undefined, _depth + 1, message.functionDescriptor);
       continue;
      }
     case 19: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.rayNamespace = value;
       else
        delete message.rayNamespace;
       continue;
      }
     case 20: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.startTime = value;
       else
        delete message.startTime;
       continue;
      }
     case 21: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.endTime = value;
       else
        delete message.endTime;
       continue;
      }
     case 22: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.serializedRuntimeEnv = value;
       else
        delete message.serializedRuntimeEnv;
       continue;
      }
     case 23: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.className = value;
       else
        delete message.className;
       continue;
      }
     case 24: {
       if (wireType !== 2)
        break;
       message.deathCause = $root.ray.rpc.ActorDeathCause.decode(reader, reader.size(), $undefined, _depth + 1, message.deathCause);
       continue;
      }
     case 28: {
       if (wireType !== 2)
        break;
       if (message.requiredResources === $util.emptyObject)
        message.requiredResources = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = 0;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 1)
          break;
         value = reader.double();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.requiredResources, key);
       message.requiredResources[key] = value;
       continue;
      }
     case 29: {
       if (wireType !== 2)
        break;
       message.nodeId = reader.bytes();
       message._nodeId = "nodeId";
       continue;
      }
     case 30: {
       if (wireType !== 2)
        break;
       message.placementGroupId = reader.bytes();
       message._placementGroupId = "placementGroupId";
       continue;
      }
     case 31: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.reprName = value;
       else
        delete message.reprName;
       continue;
      }
     case 32: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.preempted = value;
       else
        delete message.preempted;
       continue;
      }
     case 33: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.numRestartsDueToLineageReconstruction = value;
       else
        delete message.numRestartsDueToLineageReconstruction;
       continue;
      }
     case 34: {
       if (wireType !== 2)
        break;
       message.callSite = reader.stringVerify();
       message._callSite = "callSite";
       continue;
      }
     case 35: {
       if (wireType !== 2)
        break;
       if (message.labelSelector === $util.emptyObject)
        message.labelSelector = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = "";
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 2)
          break;
         value = reader.stringVerify();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.labelSelector, key);
       message.labelSelector[key] = value;
       continue;
      }
     case 36: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.numRestartsDueToNodePreemption = value;
       else
        delete message.numRestartsDueToNodePreemption;
       continue;
      }
     case 37: {
       if (wireType !== 2)
        break;
       if (message.labels === $util.emptyObject)
        message.labels = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = "";
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 2)
          break;
         value = reader.stringVerify();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.labels, key);
       message.labels[key] = value;
       continue;
      }
     case 38: {
       if (wireType !== 2)
        break;
       message.fallbackStrategy = $root.ray.rpc.FallbackStrategy.decode(reader, reader.size(), $undefined, _depth + 1, message.fallbackStrategy);
       message._fallbackStrategy = "fallbackStrategy";
       continue;
      }
     case 39: {
       if (wireType !== 2)
        break;
       if (!(message.previousIncarnations && message.previousIncarnations.length))
        message.previousIncarnations = [];
       message.previousIncarnations.push($root.ray.rpc.PreviousActorIncarnation.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   ActorTableData.ActorState = (function() {
    const valuesById = $Object.create(null), values = $Object.create(valuesById);
    values[valuesById[0] = "DEPENDENCIES_UNREADY"] = 0;
    values[valuesById[1] = "PENDING_CREATION"] = 1;
    values[valuesById[2] = "ALIVE"] = 2;
    values[valuesById[3] = "RESTARTING"] = 3;
    values[valuesById[4] = "DEAD"] = 4;
    return values;
   })();

   return ActorTableData;
  })();

  rpc.PreviousActorIncarnation = (function() {

   const PreviousActorIncarnation = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PreviousActorIncarnation.prototype.workerId = $util.newBuffer([]);
   PreviousActorIncarnation.prototype.nodeId = $util.newBuffer([]);

   PreviousActorIncarnation.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.workerId != null && $Object.hasOwnProperty.call(message, "workerId") && message.workerId.length)
     writer.uint32(10).bytes(message.workerId);
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(18).bytes(message.nodeId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PreviousActorIncarnation.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PreviousActorIncarnation();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.workerId = value;
       else
        delete message.workerId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PreviousActorIncarnation;
  })();

  rpc.ErrorTableData = (function() {

   const ErrorTableData = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ErrorTableData.prototype.jobId = $util.newBuffer([]);
   ErrorTableData.prototype.type = "";
   ErrorTableData.prototype.errorMessage = "";
   ErrorTableData.prototype.timestamp = 0;

   ErrorTableData.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId") && message.jobId.length)
     writer.uint32(10).bytes(message.jobId);
    if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
     writer.uint32(18).string(message.type);
    if (message.errorMessage != null && $Object.hasOwnProperty.call(message, "errorMessage") && message.errorMessage !== "")
     writer.uint32(26).string(message.errorMessage);
    if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp") && !$Object.is(message.timestamp, 0))
     writer.uint32(33).double(message.timestamp);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ErrorTableData.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ErrorTableData();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.jobId = value;
       else
        delete message.jobId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.type = value;
       else
        delete message.type;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.errorMessage = value;
       else
        delete message.errorMessage;
       continue;
      }
     case 4: {
       if (wireType !== 1)
        break;
       if (!$Object.is(value = reader.double(), 0))
        message.timestamp = value;
       else
        delete message.timestamp;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ErrorTableData;
  })();

  rpc.AvailableResources = (function() {

   const AvailableResources = function (properties) {
    this.resourcesAvailable = {};
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   AvailableResources.prototype.nodeId = $util.newBuffer([]);
   AvailableResources.prototype.resourcesAvailable = $util.emptyObject;

   AvailableResources.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(10).bytes(message.nodeId);
    if (message.resourcesAvailable != null && $Object.hasOwnProperty.call(message, "resourcesAvailable"))
     for (let keys = $Object.keys(message.resourcesAvailable), i = 0; i < keys.length; ++i)
      writer.uint32(18).fork().uint32(10).string(keys[i]).uint32(17).double(message.resourcesAvailable[keys[i]]).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   AvailableResources.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, key, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.AvailableResources();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (message.resourcesAvailable === $util.emptyObject)
        message.resourcesAvailable = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = 0;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 1)
          break;
         value = reader.double();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.resourcesAvailable, key);
       message.resourcesAvailable[key] = value;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return AvailableResources;
  })();

  rpc.TotalResources = (function() {

   const TotalResources = function (properties) {
    this.resourcesTotal = {};
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   TotalResources.prototype.nodeId = $util.newBuffer([]);
   TotalResources.prototype.resourcesTotal = $util.emptyObject;

   TotalResources.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(10).bytes(message.nodeId);
    if (message.resourcesTotal != null && $Object.hasOwnProperty.call(message, "resourcesTotal"))
     for (let keys = $Object.keys(message.resourcesTotal), i = 0; i < keys.length; ++i)
      writer.uint32(18).fork().uint32(10).string(keys[i]).uint32(17).double(message.resourcesTotal[keys[i]]).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   TotalResources.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, key, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.TotalResources();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (message.resourcesTotal === $util.emptyObject)
        message.resourcesTotal = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = 0;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 1)
          break;
         value = reader.double();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.resourcesTotal, key);
       message.resourcesTotal[key] = value;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return TotalResources;
  })();

  rpc.NodeSnapshot = (function() {

   const NodeSnapshot = function (properties) {
    this.nodeActivity = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   NodeSnapshot.prototype.state = 0;
   NodeSnapshot.prototype.idleDurationMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   NodeSnapshot.prototype.nodeActivity = $util.emptyArray;

   NodeSnapshot.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
     writer.uint32(8).int32(message.state);
    if (message.idleDurationMs != null && $Object.hasOwnProperty.call(message, "idleDurationMs") && (typeof message.idleDurationMs === "object" ? message.idleDurationMs.low || message.idleDurationMs.high : message.idleDurationMs !== 0))
     writer.uint32(16).int64(message.idleDurationMs);
    if (message.nodeActivity != null && message.nodeActivity.length)
     for (let i = 0; i < message.nodeActivity.length; ++i)
      writer.uint32(26).string(message.nodeActivity[i]);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   NodeSnapshot.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.NodeSnapshot();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.state = value;
       else
        delete message.state;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.idleDurationMs = value;
       else
        delete message.idleDurationMs;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if (!(message.nodeActivity && message.nodeActivity.length))
        message.nodeActivity = [];
       message.nodeActivity.push(reader.stringVerify());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   NodeSnapshot.State = (function() {
    const valuesById = $Object.create(null), values = $Object.create(valuesById);
    values[valuesById[0] = "UNDEFINED"] = 0;
    values[valuesById[1] = "IDLE"] = 1;
    values[valuesById[2] = "ACTIVE"] = 2;
    values[valuesById[3] = "DRAINING"] = 3;
    return values;
   })();

   return NodeSnapshot;
  })();

  rpc.GcsNodeInfo = (function() {

   const GcsNodeInfo = function (properties) {
    this.resourcesTotal = {};
    this.labels = {};
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GcsNodeInfo.prototype.nodeId = $util.newBuffer([]);
   GcsNodeInfo.prototype.nodeManagerAddress = "";
   GcsNodeInfo.prototype.rayletSocketName = "";
   GcsNodeInfo.prototype.objectStoreSocketName = "";
   GcsNodeInfo.prototype.nodeManagerPort = 0;
   GcsNodeInfo.prototype.objectManagerPort = 0;
   GcsNodeInfo.prototype.state = 0;
   GcsNodeInfo.prototype.nodeManagerHostname = "";
   GcsNodeInfo.prototype.metricsExportPort = 0;
   GcsNodeInfo.prototype.runtimeEnvAgentPort = 0;
   GcsNodeInfo.prototype.metricsAgentPort = 0;
   GcsNodeInfo.prototype.dashboardAgentListenPort = 0;
   GcsNodeInfo.prototype.resourcesTotal = $util.emptyObject;
   GcsNodeInfo.prototype.nodeName = "";
   GcsNodeInfo.prototype.instanceId = "";
   GcsNodeInfo.prototype.nodeTypeName = "";
   GcsNodeInfo.prototype.instanceTypeName = "";
   GcsNodeInfo.prototype.startTimeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   GcsNodeInfo.prototype.endTimeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   GcsNodeInfo.prototype.isHeadNode = false;
   GcsNodeInfo.prototype.labels = $util.emptyObject;
   GcsNodeInfo.prototype.stateSnapshot = null;
   GcsNodeInfo.prototype.deathInfo = null;
   GcsNodeInfo.prototype.tempDir = "";
   GcsNodeInfo.prototype.sessionDir = "";

   GcsNodeInfo.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(10).bytes(message.nodeId);
    if (message.nodeManagerAddress != null && $Object.hasOwnProperty.call(message, "nodeManagerAddress") && message.nodeManagerAddress !== "")
     writer.uint32(18).string(message.nodeManagerAddress);
    if (message.rayletSocketName != null && $Object.hasOwnProperty.call(message, "rayletSocketName") && message.rayletSocketName !== "")
     writer.uint32(26).string(message.rayletSocketName);
    if (message.objectStoreSocketName != null && $Object.hasOwnProperty.call(message, "objectStoreSocketName") && message.objectStoreSocketName !== "")
     writer.uint32(34).string(message.objectStoreSocketName);
    if (message.nodeManagerPort != null && $Object.hasOwnProperty.call(message, "nodeManagerPort") && message.nodeManagerPort !== 0)
     writer.uint32(40).int32(message.nodeManagerPort);
    if (message.objectManagerPort != null && $Object.hasOwnProperty.call(message, "objectManagerPort") && message.objectManagerPort !== 0)
     writer.uint32(48).int32(message.objectManagerPort);
    if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
     writer.uint32(56).int32(message.state);
    if (message.nodeManagerHostname != null && $Object.hasOwnProperty.call(message, "nodeManagerHostname") && message.nodeManagerHostname !== "")
     writer.uint32(66).string(message.nodeManagerHostname);
    if (message.metricsExportPort != null && $Object.hasOwnProperty.call(message, "metricsExportPort") && message.metricsExportPort !== 0)
     writer.uint32(72).int32(message.metricsExportPort);
    if (message.resourcesTotal != null && $Object.hasOwnProperty.call(message, "resourcesTotal"))
     for (let keys = $Object.keys(message.resourcesTotal), i = 0; i < keys.length; ++i)
      writer.uint32(90).fork().uint32(10).string(keys[i]).uint32(17).double(message.resourcesTotal[keys[i]]).ldelim();
    if (message.nodeName != null && $Object.hasOwnProperty.call(message, "nodeName") && message.nodeName !== "")
     writer.uint32(98).string(message.nodeName);
    if (message.instanceId != null && $Object.hasOwnProperty.call(message, "instanceId") && message.instanceId !== "")
     writer.uint32(106).string(message.instanceId);
    if (message.nodeTypeName != null && $Object.hasOwnProperty.call(message, "nodeTypeName") && message.nodeTypeName !== "")
     writer.uint32(114).string(message.nodeTypeName);
    if (message.instanceTypeName != null && $Object.hasOwnProperty.call(message, "instanceTypeName") && message.instanceTypeName !== "")
     writer.uint32(122).string(message.instanceTypeName);
    if (message.startTimeMs != null && $Object.hasOwnProperty.call(message, "startTimeMs") && (typeof message.startTimeMs === "object" ? message.startTimeMs.low || message.startTimeMs.high : message.startTimeMs !== 0))
     writer.uint32(184).uint64(message.startTimeMs);
    if (message.endTimeMs != null && $Object.hasOwnProperty.call(message, "endTimeMs") && (typeof message.endTimeMs === "object" ? message.endTimeMs.low || message.endTimeMs.high : message.endTimeMs !== 0))
     writer.uint32(192).uint64(message.endTimeMs);
    if (message.isHeadNode != null && $Object.hasOwnProperty.call(message, "isHeadNode") && message.isHeadNode !== false)
     writer.uint32(200).bool(message.isHeadNode);
    if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
     for (let keys = $Object.keys(message.labels), i = 0; i < keys.length; ++i)
      writer.uint32(210).fork().uint32(10).string(keys[i]).uint32(18).string(message.labels[keys[i]]).ldelim();
    if (message.runtimeEnvAgentPort != null && $Object.hasOwnProperty.call(message, "runtimeEnvAgentPort") && message.runtimeEnvAgentPort !== 0)
     writer.uint32(216).int32(message.runtimeEnvAgentPort);
    if (message.stateSnapshot != null && $Object.hasOwnProperty.call(message, "stateSnapshot"))
     $root.ray.rpc.NodeSnapshot.encode(message.stateSnapshot, writer.uint32(226).fork(), _depth + 1).ldelim();
    if (message.deathInfo != null && $Object.hasOwnProperty.call(message, "deathInfo"))
     $root.ray.rpc.NodeDeathInfo.encode(message.deathInfo, writer.uint32(234).fork(), _depth + 1).ldelim();
    if (message.metricsAgentPort != null && $Object.hasOwnProperty.call(message, "metricsAgentPort") && message.metricsAgentPort !== 0)
     writer.uint32(240).int32(message.metricsAgentPort);
    if (message.dashboardAgentListenPort != null && $Object.hasOwnProperty.call(message, "dashboardAgentListenPort") && message.dashboardAgentListenPort !== 0)
     writer.uint32(248).int32(message.dashboardAgentListenPort);
    if (message.tempDir != null && $Object.hasOwnProperty.call(message, "tempDir") && message.tempDir !== "")
     writer.uint32(258).string(message.tempDir);
    if (message.sessionDir != null && $Object.hasOwnProperty.call(message, "sessionDir") && message.sessionDir !== "")
     writer.uint32(266).string(message.sessionDir);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GcsNodeInfo.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, key, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GcsNodeInfo();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.nodeManagerAddress = value;
       else
        delete message.nodeManagerAddress;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.rayletSocketName = value;
       else
        delete message.rayletSocketName;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.objectStoreSocketName = value;
       else
        delete message.objectStoreSocketName;
       continue;
      }
     case 5: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.nodeManagerPort = value;
       else
        delete message.nodeManagerPort;
       continue;
      }
     case 6: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.objectManagerPort = value;
       else
        delete message.objectManagerPort;
       continue;
      }
     case 7: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.state = value;
       else
        delete message.state;
       continue;
      }
     case 8: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.nodeManagerHostname = value;
       else
        delete message.nodeManagerHostname;
       continue;
      }
     case 9: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.metricsExportPort = value;
       else
        delete message.metricsExportPort;
       continue;
      }
     case 27: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.runtimeEnvAgentPort = value;
       else
        delete message.runtimeEnvAgentPort;
       continue;
      }
     case 30: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.metricsAgentPort = value;
       else
        delete message.metricsAgentPort;
       continue;
      }
     case 31: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.dashboardAgentListenPort = value;
       else
        delete message.dashboardAgentListenPort;
       continue;
      }
     case 11: {
       if (wireType !== 2)
        break;
       if (message.resourcesTotal === $util.emptyObject)
        message.resourcesTotal = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = 0;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 1)
          break;
         value = reader.double();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.resourcesTotal, key);
       message.resourcesTotal[key] = value;
       continue;
      }
     case 12: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.nodeName = value;
       else
        delete message.nodeName;
       continue;
      }
     case 13: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.instanceId = value;
       else
        delete message.instanceId;
       continue;
      }
     case 14: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.nodeTypeName = value;
       else
        delete message.nodeTypeName;
       continue;
      }
     case 15: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.instanceTypeName = value;
       else
        delete message.instanceTypeName;
       continue;
      }
     case 23: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.startTimeMs = value;
       else
        delete message.startTimeMs;
       continue;
      }
     case 24: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.endTimeMs = value;
       else
        delete message.endTimeMs;
       continue;
      }
     case 25: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.isHeadNode = value;
       else
        delete message.isHeadNode;
       continue;
      }
     case 26: {
       if (wireType !== 2)
        break;
       if (message.labels === $util.emptyObject)
        message.labels = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = "";
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 2)
          break;
         value = reader.stringVerify();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.labels, key);
       message.labels[key] = value;
       continue;
      }
     case 28: {
       if (wireType !== 2)
        break;
       message.stateSnapshot = $root.ray.rpc.NodeSnapshot.decode(reader, reader.size(), $undefined, _depth + 1, message.stateSnapshot);
       continue;
      }
     case 29: {
       if (wireType !== 2)
        break;
       message.deathInfo = $root.ray.rpc.NodeDeathInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.deathInfo);
       continue;
      }
     case 32: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.tempDir = value;
       else
        delete message.tempDir;
       continue;
      }
     case 33: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.sessionDir = value;
       else
        delete message.sessionDir;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   GcsNodeInfo.GcsNodeState = (function() {
    const valuesById = $Object.create(null), values = $Object.create(valuesById);
    values[valuesById[0] = "ALIVE"] = 0;
    values[valuesById[1] = "DEAD"] = 1;
    return values;
   })();

   return GcsNodeInfo;
  })();

  rpc.GcsNodeAddressAndLiveness = (function() {

   const GcsNodeAddressAndLiveness = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GcsNodeAddressAndLiveness.prototype.nodeId = $util.newBuffer([]);
   GcsNodeAddressAndLiveness.prototype.nodeManagerAddress = "";
   GcsNodeAddressAndLiveness.prototype.nodeManagerPort = 0;
   GcsNodeAddressAndLiveness.prototype.objectManagerPort = 0;
   GcsNodeAddressAndLiveness.prototype.state = 0;
   GcsNodeAddressAndLiveness.prototype.deathInfo = null;

   GcsNodeAddressAndLiveness.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(10).bytes(message.nodeId);
    if (message.nodeManagerAddress != null && $Object.hasOwnProperty.call(message, "nodeManagerAddress") && message.nodeManagerAddress !== "")
     writer.uint32(18).string(message.nodeManagerAddress);
    if (message.nodeManagerPort != null && $Object.hasOwnProperty.call(message, "nodeManagerPort") && message.nodeManagerPort !== 0)
     writer.uint32(24).int32(message.nodeManagerPort);
    if (message.objectManagerPort != null && $Object.hasOwnProperty.call(message, "objectManagerPort") && message.objectManagerPort !== 0)
     writer.uint32(32).int32(message.objectManagerPort);
    if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
     writer.uint32(40).int32(message.state);
    if (message.deathInfo != null && $Object.hasOwnProperty.call(message, "deathInfo"))
     $root.ray.rpc.NodeDeathInfo.encode(message.deathInfo, writer.uint32(50).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GcsNodeAddressAndLiveness.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GcsNodeAddressAndLiveness();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.nodeManagerAddress = value;
       else
        delete message.nodeManagerAddress;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.nodeManagerPort = value;
       else
        delete message.nodeManagerPort;
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.objectManagerPort = value;
       else
        delete message.objectManagerPort;
       continue;
      }
     case 5: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.state = value;
       else
        delete message.state;
       continue;
      }
     case 6: {
       if (wireType !== 2)
        break;
       message.deathInfo = $root.ray.rpc.NodeDeathInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.deathInfo);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GcsNodeAddressAndLiveness;
  })();

  rpc.JobsAPIInfo = (function() {

   const JobsAPIInfo = function (properties) {
    this.metadata = {};
    this.entrypointResources = {};
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   JobsAPIInfo.prototype.status = "";
   JobsAPIInfo.prototype.entrypoint = "";
   JobsAPIInfo.prototype.message = null;
   JobsAPIInfo.prototype.errorType = null;
   JobsAPIInfo.prototype.startTime = null;
   JobsAPIInfo.prototype.endTime = null;
   JobsAPIInfo.prototype.metadata = $util.emptyObject;
   JobsAPIInfo.prototype.runtimeEnvJson = null;
   JobsAPIInfo.prototype.entrypointNumCpus = null;
   JobsAPIInfo.prototype.entrypointNumGpus = null;
   JobsAPIInfo.prototype.entrypointResources = $util.emptyObject;
   JobsAPIInfo.prototype.driverAgentHttpAddress = null;
   JobsAPIInfo.prototype.driverNodeId = null;
   JobsAPIInfo.prototype.driverExitCode = null;
   JobsAPIInfo.prototype.entrypointMemory = null;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(JobsAPIInfo.prototype, "_message", {
    get: $util.oneOfGetter($oneOfFields = ["message"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(JobsAPIInfo.prototype, "_errorType", {
    get: $util.oneOfGetter($oneOfFields = ["errorType"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(JobsAPIInfo.prototype, "_startTime", {
    get: $util.oneOfGetter($oneOfFields = ["startTime"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(JobsAPIInfo.prototype, "_endTime", {
    get: $util.oneOfGetter($oneOfFields = ["endTime"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(JobsAPIInfo.prototype, "_runtimeEnvJson", {
    get: $util.oneOfGetter($oneOfFields = ["runtimeEnvJson"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(JobsAPIInfo.prototype, "_entrypointNumCpus", {
    get: $util.oneOfGetter($oneOfFields = ["entrypointNumCpus"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(JobsAPIInfo.prototype, "_entrypointNumGpus", {
    get: $util.oneOfGetter($oneOfFields = ["entrypointNumGpus"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(JobsAPIInfo.prototype, "_driverAgentHttpAddress", {
    get: $util.oneOfGetter($oneOfFields = ["driverAgentHttpAddress"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(JobsAPIInfo.prototype, "_driverNodeId", {
    get: $util.oneOfGetter($oneOfFields = ["driverNodeId"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(JobsAPIInfo.prototype, "_driverExitCode", {
    get: $util.oneOfGetter($oneOfFields = ["driverExitCode"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(JobsAPIInfo.prototype, "_entrypointMemory", {
    get: $util.oneOfGetter($oneOfFields = ["entrypointMemory"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   JobsAPIInfo.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== "")
     writer.uint32(10).string(message.status);
    if (message.entrypoint != null && $Object.hasOwnProperty.call(message, "entrypoint") && message.entrypoint !== "")
     writer.uint32(18).string(message.entrypoint);
    if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
     writer.uint32(26).string(message.message);
    if (message.errorType != null && $Object.hasOwnProperty.call(message, "errorType"))
     writer.uint32(34).string(message.errorType);
    if (message.startTime != null && $Object.hasOwnProperty.call(message, "startTime"))
     writer.uint32(40).uint64(message.startTime);
    if (message.endTime != null && $Object.hasOwnProperty.call(message, "endTime"))
     writer.uint32(48).uint64(message.endTime);
    if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
     for (let keys = $Object.keys(message.metadata), i = 0; i < keys.length; ++i)
      writer.uint32(58).fork().uint32(10).string(keys[i]).uint32(18).string(message.metadata[keys[i]]).ldelim();
    if (message.runtimeEnvJson != null && $Object.hasOwnProperty.call(message, "runtimeEnvJson"))
     writer.uint32(66).string(message.runtimeEnvJson);
    if (message.entrypointNumCpus != null && $Object.hasOwnProperty.call(message, "entrypointNumCpus"))
     writer.uint32(73).double(message.entrypointNumCpus);
    if (message.entrypointNumGpus != null && $Object.hasOwnProperty.call(message, "entrypointNumGpus"))
     writer.uint32(81).double(message.entrypointNumGpus);
    if (message.entrypointResources != null && $Object.hasOwnProperty.call(message, "entrypointResources"))
     for (let keys = $Object.keys(message.entrypointResources), i = 0; i < keys.length; ++i)
      writer.uint32(90).fork().uint32(10).string(keys[i]).uint32(17).double(message.entrypointResources[keys[i]]).ldelim();
    if (message.driverAgentHttpAddress != null && $Object.hasOwnProperty.call(message, "driverAgentHttpAddress"))
     writer.uint32(98).string(message.driverAgentHttpAddress);
    if (message.driverNodeId != null && $Object.hasOwnProperty.call(message, "driverNodeId"))
     writer.uint32(106).string(message.driverNodeId);
    if (message.driverExitCode != null && $Object.hasOwnProperty.call(message, "driverExitCode"))
     writer.uint32(112).int32(message.driverExitCode);
    if (message.entrypointMemory != null && $Object.hasOwnProperty.call(message, "entrypointMemory"))
     writer.uint32(120).uint64(message.entrypointMemory);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   JobsAPIInfo.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, key, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.JobsAPIInfo();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.status = value;
       else
        delete message.status;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.entrypoint = value;
       else
        delete message.entrypoint;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       message.message = reader.stringVerify();
       message._message = "message";
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       message.errorType = reader.stringVerify();
       message._errorType = "errorType";
       continue;
      }
     case 5: {
       if (wireType !== 0)
        break;
       message.startTime = reader.uint64();
       message._startTime = "startTime";
       continue;
      }
     case 6: {
       if (wireType !== 0)
        break;
       message.endTime = reader.uint64();
       message._endTime = "endTime";
       continue;
      }
     case 7: {
       if (wireType !== 2)
        break;
       if (message.metadata === $util.emptyObject)
        message.metadata = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = "";
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 2)
          break;
         value = reader.stringVerify();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.metadata, key);
       message.metadata[key] = value;
       continue;
      }
     case 8: {
       if (wireType !== 2)
        break;
       message.runtimeEnvJson = reader.stringVerify();
       message._runtimeEnvJson = "runtimeEnvJson";
       continue;
      }
     case 9: {
       if (wireType !== 1)
        break;
       message.entrypointNumCpus = reader.double();
       message._entrypointNumCpus = "entrypointNumCpus";
       continue;
      }
     case 10: {
       if (wireType !== 1)
        break;
       message.entrypointNumGpus = reader.double();
       message._entrypointNumGpus = "entrypointNumGpus";
       continue;
      }
     case 11: {
       if (wireType !== 2)
        break;
       if (message.entrypointResources === $util.emptyObject)
        message.entrypointResources = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = 0;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 1)
          break;
         value = reader.double();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.entrypointResources, key);
       message.entrypointResources[key] = value;
       continue;
      }
     case 12: {
       if (wireType !== 2)
        break;
       message.driverAgentHttpAddress = reader.stringVerify();
       message._driverAgentHttpAddress = "driverAgentHttpAddress";
       continue;
      }
     case 13: {
       if (wireType !== 2)
        break;
       message.driverNodeId = reader.stringVerify();
       message._driverNodeId = "driverNodeId";
       continue;
      }
     case 14: {
       if (wireType !== 0)
        break;
       message.driverExitCode = reader.int32();
       message._driverExitCode = "driverExitCode";
       continue;
      }
     case 15: {
       if (wireType !== 0)
        break;
       message.entrypointMemory = reader.uint64();
       message._entrypointMemory = "entrypointMemory";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return JobsAPIInfo;
  })();

  rpc.WorkerTableData = (function() {

   const WorkerTableData = function (properties) {
    this.workerInfo = {};
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   WorkerTableData.prototype.isAlive = false;
   WorkerTableData.prototype.workerAddress = null;
   WorkerTableData.prototype.timestamp = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   WorkerTableData.prototype.workerType = 0;
   WorkerTableData.prototype.workerInfo = $util.emptyObject;
   WorkerTableData.prototype.creationTaskException = null;
   WorkerTableData.prototype.exitType = null;
   WorkerTableData.prototype.exitDetail = null;
   WorkerTableData.prototype.pid = 0;
   WorkerTableData.prototype.startTimeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   WorkerTableData.prototype.endTimeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   WorkerTableData.prototype.workerLaunchTimeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   WorkerTableData.prototype.workerLaunchedTimeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   WorkerTableData.prototype.debuggerPort = null;
   WorkerTableData.prototype.numPausedThreads = null;
   WorkerTableData.prototype.memoryUsedBytesAtDeath = null;
   WorkerTableData.prototype.jobId = $util.newBuffer([]);

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(WorkerTableData.prototype, "_exitType", {
    get: $util.oneOfGetter($oneOfFields = ["exitType"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(WorkerTableData.prototype, "_exitDetail", {
    get: $util.oneOfGetter($oneOfFields = ["exitDetail"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(WorkerTableData.prototype, "_debuggerPort", {
    get: $util.oneOfGetter($oneOfFields = ["debuggerPort"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(WorkerTableData.prototype, "_numPausedThreads", {
    get: $util.oneOfGetter($oneOfFields = ["numPausedThreads"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(WorkerTableData.prototype, "_memoryUsedBytesAtDeath", {
    get: $util.oneOfGetter($oneOfFields = ["memoryUsedBytesAtDeath"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   WorkerTableData.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.isAlive != null && $Object.hasOwnProperty.call(message, "isAlive") && message.isAlive !== false)
     writer.uint32(8).bool(message.isAlive);
    if (message.workerAddress != null && $Object.hasOwnProperty.call(message, "workerAddress"))
     $root.ray.rpc.Address.encode(message.workerAddress, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp") && (typeof message.timestamp === "object" ? message.timestamp.low || message.timestamp.high : message.timestamp !== 0))
     writer.uint32(24).int64(message.timestamp);
    if (message.workerType != null && $Object.hasOwnProperty.call(message, "workerType") && message.workerType !== 0)
     writer.uint32(40).int32(message.workerType);
    if (message.workerInfo != null && $Object.hasOwnProperty.call(message, "workerInfo"))
     for (let keys = $Object.keys(message.workerInfo), i = 0; i < keys.length; ++i)
      writer.uint32(50).fork().uint32(10).string(keys[i]).uint32(18).bytes(message.workerInfo[keys[i]]).ldelim();
    if (message.creationTaskException != null && $Object.hasOwnProperty.call(message, "creationTaskException"))
     $root.ray.rpc.RayException.encode(message.creationTaskException, writer.uint32(146).fork(), _depth + 1).ldelim();
    if (message.exitType != null && $Object.hasOwnProperty.call(message, "exitType"))
     writer.uint32(152).int32(message.exitType);
    if (message.exitDetail != null && $Object.hasOwnProperty.call(message, "exitDetail"))
     writer.uint32(162).string(message.exitDetail);
    if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
     writer.uint32(168).uint32(message.pid);
    if (message.startTimeMs != null && $Object.hasOwnProperty.call(message, "startTimeMs") && (typeof message.startTimeMs === "object" ? message.startTimeMs.low || message.startTimeMs.high : message.startTimeMs !== 0))
     writer.uint32(184).uint64(message.startTimeMs);
    if (message.endTimeMs != null && $Object.hasOwnProperty.call(message, "endTimeMs") && (typeof message.endTimeMs === "object" ? message.endTimeMs.low || message.endTimeMs.high : message.endTimeMs !== 0))
     writer.uint32(192).uint64(message.endTimeMs);
    if (message.workerLaunchTimeMs != null && $Object.hasOwnProperty.call(message, "workerLaunchTimeMs") && (typeof message.workerLaunchTimeMs === "object" ? message.workerLaunchTimeMs.low || message.workerLaunchTimeMs.high : message.workerLaunchTimeMs !== 0))
     writer.uint32(200).uint64(message.workerLaunchTimeMs);
    if (message.workerLaunchedTimeMs != null && $Object.hasOwnProperty.call(message, "workerLaunchedTimeMs") && (typeof message.workerLaunchedTimeMs === "object" ? message.workerLaunchedTimeMs.low || message.workerLaunchedTimeMs.high : message.workerLaunchedTimeMs !== 0))
     writer.uint32(208).uint64(message.workerLaunchedTimeMs);
    if (message.debuggerPort != null && $Object.hasOwnProperty.call(message, "debuggerPort"))
     writer.uint32(216).uint32(message.debuggerPort);
    if (message.numPausedThreads != null && $Object.hasOwnProperty.call(message, "numPausedThreads"))
     writer.uint32(224).uint32(message.numPausedThreads);
    if (message.memoryUsedBytesAtDeath != null && $Object.hasOwnProperty.call(message, "memoryUsedBytesAtDeath"))
     writer.uint32(232).int64(message.memoryUsedBytesAtDeath);
    if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId") && message.jobId.length)
     writer.uint32(242).bytes(message.jobId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   WorkerTableData.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, key, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.WorkerTableData();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.isAlive = value;
       else
        delete message.isAlive;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.workerAddress = $root.ray.rpc.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.workerAddress);
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.timestamp = value;
       else
        delete message.timestamp;
       continue;
      }
     case 5: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.workerType = value;
       else
        delete message.workerType;
       continue;
      }
     case 6: {
       if (wireType !== 2)
        break;
       if (message.workerInfo === $util.emptyObject)
        message.workerInfo = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = [];
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 2)
          break;
         value = reader.bytes();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.workerInfo, key);
       message.workerInfo[key] = value;
       continue;
      }
     case 18: {
       if (wireType !== 2)
        break;
       message.creationTaskException = $root.ray.rpc.RayException.decode(reader, reader.size(), $undefined, _depth + 1, message.creationTaskException);
       continue;
      }
     case 19: {
       if (wireType !== 0)
        break;
       message.exitType = reader.int32();
       message._exitType = "exitType";
       continue;
      }
     case 20: {
       if (wireType !== 2)
        break;
       message.exitDetail = reader.stringVerify();
       message._exitDetail = "exitDetail";
       continue;
      }
     case 21: {
       if (wireType !== 0)
        break;
       if (value = reader.uint32())
        message.pid = value;
       else
        delete message.pid;
       continue;
      }
     case 23: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.startTimeMs = value;
       else
        delete message.startTimeMs;
       continue;
      }
     case 24: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.endTimeMs = value;
       else
        delete message.endTimeMs;
       continue;
      }
     case 25: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.workerLaunchTimeMs = value;
       else
        delete message.workerLaunchTimeMs;
       continue;
      }
     case 26: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.workerLaunchedTimeMs = value;
       else
        delete message.workerLaunchedTimeMs;
       continue;
      }
     case 27: {
       if (wireType !== 0)
        break;
       message.debuggerPort = reader.uint32();
       message._debuggerPort = "debuggerPort";
       continue;
      }
     case 28: {
       if (wireType !== 0)
        break;
       message.numPausedThreads = reader.uint32();
       message._numPausedThreads = "numPausedThreads";
       continue;
      }
     case 29: {
       if (wireType !== 0)
        break;
       message.memoryUsedBytesAtDeath = reader.int64();
       message._memoryUsedBytesAtDeath = "memoryUsedBytesAtDeath";
       continue;
      }
     case 30: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.jobId = value;
       else
        delete message.jobId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return WorkerTableData;
  })();

  rpc.WorkerDeltaData = (function() {

   const WorkerDeltaData = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   WorkerDeltaData.prototype.nodeId = $util.newBuffer([]);
   WorkerDeltaData.prototype.workerId = $util.newBuffer([]);

   WorkerDeltaData.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(10).bytes(message.nodeId);
    if (message.workerId != null && $Object.hasOwnProperty.call(message, "workerId") && message.workerId.length)
     writer.uint32(18).bytes(message.workerId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   WorkerDeltaData.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.WorkerDeltaData();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.workerId = value;
       else
        delete message.workerId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return WorkerDeltaData;
  })();

  rpc.ResourceDemand = (function() {

   const ResourceDemand = function (properties) {
    this.shape = {};
    this.labelSelectors = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ResourceDemand.prototype.shape = $util.emptyObject;
   ResourceDemand.prototype.numReadyRequestsQueued = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   ResourceDemand.prototype.numInfeasibleRequestsQueued = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   ResourceDemand.prototype.backlogSize = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ResourceDemand.prototype.labelSelectors = $util.emptyArray;

   ResourceDemand.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.shape != null && $Object.hasOwnProperty.call(message, "shape"))
     for (let keys = $Object.keys(message.shape), i = 0; i < keys.length; ++i)
      writer.uint32(10).fork().uint32(10).string(keys[i]).uint32(17).double(message.shape[keys[i]]).ldelim();
    if (message.numReadyRequestsQueued != null && $Object.hasOwnProperty.call(message, "numReadyRequestsQueued") && (typeof message.numReadyRequestsQueued === "object" ? message.numReadyRequestsQueued.low || message.numReadyRequestsQueued.high : message.numReadyRequestsQueued !== 0))
     writer.uint32(16).uint64(message.numReadyRequestsQueued);
    if (message.numInfeasibleRequestsQueued != null && $Object.hasOwnProperty.call(message, "numInfeasibleRequestsQueued") && (typeof message.numInfeasibleRequestsQueued === "object" ? message.numInfeasibleRequestsQueued.low || message.numInfeasibleRequestsQueued.high : message.numInfeasibleRequestsQueued !== 0))
     writer.uint32(24).uint64(message.numInfeasibleRequestsQueued);
    if (message.backlogSize != null && $Object.hasOwnProperty.call(message, "backlogSize") && (typeof message.backlogSize === "object" ? message.backlogSize.low || message.backlogSize.high : message.backlogSize !== 0))
     writer.uint32(32).int64(message.backlogSize);
    if (message.labelSelectors != null && message.labelSelectors.length)
     for (let i = 0; i < message.labelSelectors.length; ++i)
      $root.ray.rpc.LabelSelector.encode(message.labelSelectors[i], writer.uint32(42).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ResourceDemand.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, key, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ResourceDemand();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (message.shape === $util.emptyObject)
        message.shape = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = 0;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 1)
          break;
         value = reader.double();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.shape, key);
       message.shape[key] = value;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.numReadyRequestsQueued = value;
       else
        delete message.numReadyRequestsQueued;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.numInfeasibleRequestsQueued = value;
       else
        delete message.numInfeasibleRequestsQueued;
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.backlogSize = value;
       else
        delete message.backlogSize;
       continue;
      }
     case 5: {
       if (wireType !== 2)
        break;
       if (!(message.labelSelectors && message.labelSelectors.length))
        message.labelSelectors = [];
       message.labelSelectors.push($root.ray.rpc.LabelSelector.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ResourceDemand;
  })();

  rpc.ResourceLoad = (function() {

   const ResourceLoad = function (properties) {
    this.resourceDemands = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ResourceLoad.prototype.resourceDemands = $util.emptyArray;

   ResourceLoad.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.resourceDemands != null && message.resourceDemands.length)
     for (let i = 0; i < message.resourceDemands.length; ++i)
      $root.ray.rpc.ResourceDemand.encode(message.resourceDemands[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ResourceLoad.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ResourceLoad();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.resourceDemands && message.resourceDemands.length))
        message.resourceDemands = [];
       message.resourceDemands.push($root.ray.rpc.ResourceDemand.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ResourceLoad;
  })();

  rpc.ResourcesData = (function() {

   const ResourcesData = function (properties) {
    this.resourcesAvailable = {};
    this.resourcesTotal = {};
    this.resourceLoad = {};
    this.labels = {};
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ResourcesData.prototype.nodeId = $util.newBuffer([]);
   ResourcesData.prototype.resourcesAvailable = $util.emptyObject;
   ResourcesData.prototype.resourcesTotal = $util.emptyObject;
   ResourcesData.prototype.resourceLoad = $util.emptyObject;
   ResourcesData.prototype.resourceLoadByShape = null;
   ResourcesData.prototype.nodeManagerAddress = "";
   ResourcesData.prototype.objectPullsQueued = false;
   ResourcesData.prototype.idleDurationMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ResourcesData.prototype.isDraining = false;
   ResourcesData.prototype.drainingDeadlineTimestampMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ResourcesData.prototype.labels = $util.emptyObject;

   ResourcesData.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(10).bytes(message.nodeId);
    if (message.resourcesAvailable != null && $Object.hasOwnProperty.call(message, "resourcesAvailable"))
     for (let keys = $Object.keys(message.resourcesAvailable), i = 0; i < keys.length; ++i)
      writer.uint32(18).fork().uint32(10).string(keys[i]).uint32(17).double(message.resourcesAvailable[keys[i]]).ldelim();
    if (message.resourcesTotal != null && $Object.hasOwnProperty.call(message, "resourcesTotal"))
     for (let keys = $Object.keys(message.resourcesTotal), i = 0; i < keys.length; ++i)
      writer.uint32(34).fork().uint32(10).string(keys[i]).uint32(17).double(message.resourcesTotal[keys[i]]).ldelim();
    if (message.resourceLoad != null && $Object.hasOwnProperty.call(message, "resourceLoad"))
     for (let keys = $Object.keys(message.resourceLoad), i = 0; i < keys.length; ++i)
      writer.uint32(42).fork().uint32(10).string(keys[i]).uint32(17).double(message.resourceLoad[keys[i]]).ldelim();
    if (message.resourceLoadByShape != null && $Object.hasOwnProperty.call(message, "resourceLoadByShape"))
     $root.ray.rpc.ResourceLoad.encode(message.resourceLoadByShape, writer.uint32(58).fork(), _depth + 1).ldelim();
    if (message.nodeManagerAddress != null && $Object.hasOwnProperty.call(message, "nodeManagerAddress") && message.nodeManagerAddress !== "")
     writer.uint32(74).string(message.nodeManagerAddress);
    if (message.objectPullsQueued != null && $Object.hasOwnProperty.call(message, "objectPullsQueued") && message.objectPullsQueued !== false)
     writer.uint32(80).bool(message.objectPullsQueued);
    if (message.idleDurationMs != null && $Object.hasOwnProperty.call(message, "idleDurationMs") && (typeof message.idleDurationMs === "object" ? message.idleDurationMs.low || message.idleDurationMs.high : message.idleDurationMs !== 0))
     writer.uint32(120).int64(message.idleDurationMs);
    if (message.isDraining != null && $Object.hasOwnProperty.call(message, "isDraining") && message.isDraining !== false)
     writer.uint32(128).bool(message.isDraining);
    if (message.drainingDeadlineTimestampMs != null && $Object.hasOwnProperty.call(message, "drainingDeadlineTimestampMs") && (typeof message.drainingDeadlineTimestampMs === "object" ? message.drainingDeadlineTimestampMs.low || message.drainingDeadlineTimestampMs.high : message.drainingDeadlineTimestampMs !== 0))
     writer.uint32(144).int64(message.drainingDeadlineTimestampMs);
    if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
     for (let keys = $Object.keys(message.labels), i = 0; i < keys.length; ++i)
      writer.uint32(154).fork().uint32(10).string(keys[i]).uint32(18).string(message.labels[keys[i]]).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ResourcesData.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, key, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ResourcesData();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (message.resourcesAvailable === $util.emptyObject)
        message.resourcesAvailable = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = 0;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 1)
          break;
         value = reader.double();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.resourcesAvailable, key);
       message.resourcesAvailable[key] = value;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       if (message.resourcesTotal === $util.emptyObject)
        message.resourcesTotal = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = 0;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 1)
          break;
         value = reader.double();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.resourcesTotal, key);
       message.resourcesTotal[key] = value;
       continue;
      }
     case 5: {
       if (wireType !== 2)
        break;
       if (message.resourceLoad === $util.emptyObject)
        message.resourceLoad = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = 0;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 1)
          break;
         value = reader.double();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.resourceLoad, key);
       message.resourceLoad[key] = value;
       continue;
      }
     case 7: {
       if (wireType !== 2)
        break;
       message.resourceLoadByShape = $root.ray.rpc.ResourceLoad.decode(reader, reader.size(), $undefined, _depth + 1, message.resourceLoadByShape);
       continue;
      }
     case 9: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.nodeManagerAddress = value;
       else
        delete message.nodeManagerAddress;
       continue;
      }
     case 10: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.objectPullsQueued = value;
       else
        delete message.objectPullsQueued;
       continue;
      }
     case 15: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.idleDurationMs = value;
       else
        delete message.idleDurationMs;
       continue;
      }
     case 16: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.isDraining = value;
       else
        delete message.isDraining;
       continue;
      }
     case 18: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.drainingDeadlineTimestampMs = value;
       else
        delete message.drainingDeadlineTimestampMs;
       continue;
      }
     case 19: {
       if (wireType !== 2)
        break;
       if (message.labels === $util.emptyObject)
        message.labels = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = "";
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 2)
          break;
         value = reader.stringVerify();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.labels, key);
       message.labels[key] = value;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ResourcesData;
  })();

  rpc.ResourceUsageBatchData = (function() {

   const ResourceUsageBatchData = function (properties) {
    this.batch = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ResourceUsageBatchData.prototype.batch = $util.emptyArray;
   ResourceUsageBatchData.prototype.resourceLoadByShape = null;
   ResourceUsageBatchData.prototype.placementGroupLoad = null;

   ResourceUsageBatchData.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.batch != null && message.batch.length)
     for (let i = 0; i < message.batch.length; ++i)
      $root.ray.rpc.ResourcesData.encode(message.batch[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.resourceLoadByShape != null && $Object.hasOwnProperty.call(message, "resourceLoadByShape"))
     $root.ray.rpc.ResourceLoad.encode(message.resourceLoadByShape, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.placementGroupLoad != null && $Object.hasOwnProperty.call(message, "placementGroupLoad"))
     $root.ray.rpc.PlacementGroupLoad.encode(message.placementGroupLoad, writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ResourceUsageBatchData.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ResourceUsageBatchData();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.batch && message.batch.length))
        message.batch = [];
       message.batch.push($root.ray.rpc.ResourcesData.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.resourceLoadByShape = $root.ray.rpc.ResourceLoad.decode(reader, reader.size(), $undefined, _depth + 1, message.resourceLoadByShape);
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       message.placementGroupLoad = $root.ray.rpc.PlacementGroupLoad.decode(reader, reader.size(), $undefined, _depth + 1, message.placementGroupLoad);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ResourceUsageBatchData;
  })();

  rpc.PlacementGroupLoad = (function() {

   const PlacementGroupLoad = function (properties) {
    this.placementGroupData = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PlacementGroupLoad.prototype.placementGroupData = $util.emptyArray;

   PlacementGroupLoad.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.placementGroupData != null && message.placementGroupData.length)
     for (let i = 0; i < message.placementGroupData.length; ++i)
      $root.ray.rpc.PlacementGroupTableData.encode(message.placementGroupData[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PlacementGroupLoad.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PlacementGroupLoad();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.placementGroupData && message.placementGroupData.length))
        message.placementGroupData = [];
       message.placementGroupData.push($root.ray.rpc.PlacementGroupTableData.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PlacementGroupLoad;
  })();

  rpc.PlacementGroupStats = (function() {

   const PlacementGroupStats = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PlacementGroupStats.prototype.creationRequestReceivedNs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   PlacementGroupStats.prototype.schedulingStartedTimeNs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   PlacementGroupStats.prototype.schedulingLatencyUs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   PlacementGroupStats.prototype.endToEndCreationLatencyUs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   PlacementGroupStats.prototype.schedulingAttempt = 0;
   PlacementGroupStats.prototype.highestRetryDelayMs = 0;
   PlacementGroupStats.prototype.schedulingState = 0;

   PlacementGroupStats.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.creationRequestReceivedNs != null && $Object.hasOwnProperty.call(message, "creationRequestReceivedNs") && (typeof message.creationRequestReceivedNs === "object" ? message.creationRequestReceivedNs.low || message.creationRequestReceivedNs.high : message.creationRequestReceivedNs !== 0))
     writer.uint32(16).int64(message.creationRequestReceivedNs);
    if (message.schedulingStartedTimeNs != null && $Object.hasOwnProperty.call(message, "schedulingStartedTimeNs") && (typeof message.schedulingStartedTimeNs === "object" ? message.schedulingStartedTimeNs.low || message.schedulingStartedTimeNs.high : message.schedulingStartedTimeNs !== 0))
     writer.uint32(24).int64(message.schedulingStartedTimeNs);
    if (message.schedulingLatencyUs != null && $Object.hasOwnProperty.call(message, "schedulingLatencyUs") && (typeof message.schedulingLatencyUs === "object" ? message.schedulingLatencyUs.low || message.schedulingLatencyUs.high : message.schedulingLatencyUs !== 0))
     writer.uint32(32).int64(message.schedulingLatencyUs);
    if (message.endToEndCreationLatencyUs != null && $Object.hasOwnProperty.call(message, "endToEndCreationLatencyUs") && (typeof message.endToEndCreationLatencyUs === "object" ? message.endToEndCreationLatencyUs.low || message.endToEndCreationLatencyUs.high : message.endToEndCreationLatencyUs !== 0))
     writer.uint32(40).int64(message.endToEndCreationLatencyUs);
    if (message.schedulingAttempt != null && $Object.hasOwnProperty.call(message, "schedulingAttempt") && message.schedulingAttempt !== 0)
     writer.uint32(48).uint32(message.schedulingAttempt);
    if (message.highestRetryDelayMs != null && $Object.hasOwnProperty.call(message, "highestRetryDelayMs") && !$Object.is(message.highestRetryDelayMs, 0))
     writer.uint32(57).double(message.highestRetryDelayMs);
    if (message.schedulingState != null && $Object.hasOwnProperty.call(message, "schedulingState") && message.schedulingState !== 0)
     writer.uint32(64).int32(message.schedulingState);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PlacementGroupStats.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PlacementGroupStats();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 2: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.creationRequestReceivedNs = value;
       else
        delete message.creationRequestReceivedNs;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.schedulingStartedTimeNs = value;
       else
        delete message.schedulingStartedTimeNs;
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.schedulingLatencyUs = value;
       else
        delete message.schedulingLatencyUs;
       continue;
      }
     case 5: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.endToEndCreationLatencyUs = value;
       else
        delete message.endToEndCreationLatencyUs;
       continue;
      }
     case 6: {
       if (wireType !== 0)
        break;
       if (value = reader.uint32())
        message.schedulingAttempt = value;
       else
        delete message.schedulingAttempt;
       continue;
      }
     case 7: {
       if (wireType !== 1)
        break;
       if (!$Object.is(value = reader.double(), 0))
        message.highestRetryDelayMs = value;
       else
        delete message.highestRetryDelayMs;
       continue;
      }
     case 8: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.schedulingState = value;
       else
        delete message.schedulingState;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   PlacementGroupStats.SchedulingState = (function() {
    const valuesById = $Object.create(null), values = $Object.create(valuesById);
    values[valuesById[0] = "QUEUED"] = 0;
    values[valuesById[1] = "REMOVED"] = 1;
    values[valuesById[2] = "SCHEDULING_STARTED"] = 2;
    values[valuesById[3] = "NO_RESOURCES"] = 3;
    values[valuesById[4] = "INFEASIBLE"] = 4;
    values[valuesById[5] = "FAILED_TO_COMMIT_RESOURCES"] = 5;
    values[valuesById[6] = "FINISHED"] = 6;
    return values;
   })();

   return PlacementGroupStats;
  })();

  rpc.PlacementGroupTableData = (function() {

   const PlacementGroupTableData = function (properties) {
    this.bundles = [];
    this.topologyAssignments = {};
    this.topologyStrategy = {};
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PlacementGroupTableData.prototype.placementGroupId = $util.newBuffer([]);
   PlacementGroupTableData.prototype.name = "";
   PlacementGroupTableData.prototype.bundles = $util.emptyArray;
   PlacementGroupTableData.prototype.strategy = 0;
   PlacementGroupTableData.prototype.state = 0;
   PlacementGroupTableData.prototype.creatorJobId = $util.newBuffer([]);
   PlacementGroupTableData.prototype.creatorActorId = $util.newBuffer([]);
   PlacementGroupTableData.prototype.creatorJobDead = false;
   PlacementGroupTableData.prototype.creatorActorDead = false;
   PlacementGroupTableData.prototype.isDetached = false;
   PlacementGroupTableData.prototype.rayNamespace = "";
   PlacementGroupTableData.prototype.stats = null;
   PlacementGroupTableData.prototype.softTargetNodeId = $util.newBuffer([]);
   PlacementGroupTableData.prototype.placementGroupCreationTimestampMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   PlacementGroupTableData.prototype.placementGroupFinalBundlePlacementTimestampMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   PlacementGroupTableData.prototype.topologyAssignments = $util.emptyObject;
   PlacementGroupTableData.prototype.topologyStrategy = $util.emptyObject;

   PlacementGroupTableData.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.placementGroupId != null && $Object.hasOwnProperty.call(message, "placementGroupId") && message.placementGroupId.length)
     writer.uint32(10).bytes(message.placementGroupId);
    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
     writer.uint32(18).string(message.name);
    if (message.bundles != null && message.bundles.length)
     for (let i = 0; i < message.bundles.length; ++i)
      $root.ray.rpc.Bundle.encode(message.bundles[i], writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.strategy != null && $Object.hasOwnProperty.call(message, "strategy") && message.strategy !== 0)
     writer.uint32(32).int32(message.strategy);
    if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
     writer.uint32(40).int32(message.state);
    if (message.creatorJobId != null && $Object.hasOwnProperty.call(message, "creatorJobId") && message.creatorJobId.length)
     writer.uint32(50).bytes(message.creatorJobId);
    if (message.creatorActorId != null && $Object.hasOwnProperty.call(message, "creatorActorId") && message.creatorActorId.length)
     writer.uint32(58).bytes(message.creatorActorId);
    if (message.creatorJobDead != null && $Object.hasOwnProperty.call(message, "creatorJobDead") && message.creatorJobDead !== false)
     writer.uint32(64).bool(message.creatorJobDead);
    if (message.creatorActorDead != null && $Object.hasOwnProperty.call(message, "creatorActorDead") && message.creatorActorDead !== false)
     writer.uint32(72).bool(message.creatorActorDead);
    if (message.isDetached != null && $Object.hasOwnProperty.call(message, "isDetached") && message.isDetached !== false)
     writer.uint32(80).bool(message.isDetached);
    if (message.rayNamespace != null && $Object.hasOwnProperty.call(message, "rayNamespace") && message.rayNamespace !== "")
     writer.uint32(90).string(message.rayNamespace);
    if (message.stats != null && $Object.hasOwnProperty.call(message, "stats"))
     $root.ray.rpc.PlacementGroupStats.encode(message.stats, writer.uint32(98).fork(), _depth + 1).ldelim();
    if (message.softTargetNodeId != null && $Object.hasOwnProperty.call(message, "softTargetNodeId") && message.softTargetNodeId.length)
     writer.uint32(114).bytes(message.softTargetNodeId);
    if (message.placementGroupCreationTimestampMs != null && $Object.hasOwnProperty.call(message, "placementGroupCreationTimestampMs") && (typeof message.placementGroupCreationTimestampMs === "object" ? message.placementGroupCreationTimestampMs.low || message.placementGroupCreationTimestampMs.high : message.placementGroupCreationTimestampMs !== 0))
     writer.uint32(120).int64(message.placementGroupCreationTimestampMs);
    if (message.placementGroupFinalBundlePlacementTimestampMs != null && $Object.hasOwnProperty.call(message, "placementGroupFinalBundlePlacementTimestampMs") && (typeof message.placementGroupFinalBundlePlacementTimestampMs === "object" ? message.placementGroupFinalBundlePlacementTimestampMs.low || message.placementGroupFinalBundlePlacementTimestampMs.high : message.placementGroupFinalBundlePlacementTimestampMs !== 0))
     writer.uint32(128).int64(message.placementGroupFinalBundlePlacementTimestampMs);
    if (message.topologyAssignments != null && $Object.hasOwnProperty.call(message, "topologyAssignments"))
     for (let keys = $Object.keys(message.topologyAssignments), i = 0; i < keys.length; ++i)
      writer.uint32(138).fork().uint32(10).string(keys[i]).uint32(18).string(message.topologyAssignments[keys[i]]).ldelim();
    if (message.topologyStrategy != null && $Object.hasOwnProperty.call(message, "topologyStrategy"))
     for (let keys = $Object.keys(message.topologyStrategy), i = 0; i < keys.length; ++i)
      writer.uint32(146).fork().uint32(10).string(keys[i]).uint32(16).int32(message.topologyStrategy[keys[i]]).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PlacementGroupTableData.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, key, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PlacementGroupTableData();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.placementGroupId = value;
       else
        delete message.placementGroupId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.name = value;
       else
        delete message.name;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if (!(message.bundles && message.bundles.length))
        message.bundles = [];
       message.bundles.push($root.ray.rpc.Bundle.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.strategy = value;
       else
        delete message.strategy;
       continue;
      }
     case 5: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.state = value;
       else
        delete message.state;
       continue;
      }
     case 6: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.creatorJobId = value;
       else
        delete message.creatorJobId;
       continue;
      }
     case 7: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.creatorActorId = value;
       else
        delete message.creatorActorId;
       continue;
      }
     case 8: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.creatorJobDead = value;
       else
        delete message.creatorJobDead;
       continue;
      }
     case 9: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.creatorActorDead = value;
       else
        delete message.creatorActorDead;
       continue;
      }
     case 10: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.isDetached = value;
       else
        delete message.isDetached;
       continue;
      }
     case 11: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.rayNamespace = value;
       else
        delete message.rayNamespace;
       continue;
      }
     case 12: {
       if (wireType !== 2)
        break;
       message.stats = $root.ray.rpc.PlacementGroupStats.decode(reader, reader.size(), $undefined, _depth + 1, message.stats);
       continue;
      }
     case 14: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.softTargetNodeId = value;
       else
        delete message.softTargetNodeId;
       continue;
      }
     case 15: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.placementGroupCreationTimestampMs = value;
       else
        delete message.placementGroupCreationTimestampMs;
       continue;
      }
     case 16: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.placementGroupFinalBundlePlacementTimestampMs = value;
       else
        delete message.placementGroupFinalBundlePlacementTimestampMs;
       continue;
      }
     case 17: {
       if (wireType !== 2)
        break;
       if (message.topologyAssignments === $util.emptyObject)
        message.topologyAssignments = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = "";
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 2)
          break;
         value = reader.stringVerify();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.topologyAssignments, key);
       message.topologyAssignments[key] = value;
       continue;
      }
     case 18: {
       if (wireType !== 2)
        break;
       if (message.topologyStrategy === $util.emptyObject)
        message.topologyStrategy = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = 0;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 0)
          break;
         value = reader.int32();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.topologyStrategy, key);
       message.topologyStrategy[key] = value;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   PlacementGroupTableData.PlacementGroupState = (function() {
    const valuesById = $Object.create(null), values = $Object.create(valuesById);
    values[valuesById[0] = "PENDING"] = 0;
    values[valuesById[1] = "PREPARED"] = 1;
    values[valuesById[2] = "CREATED"] = 2;
    values[valuesById[3] = "REMOVED"] = 3;
    values[valuesById[4] = "RESCHEDULING"] = 4;
    return values;
   })();

   return PlacementGroupTableData;
  })();

  rpc.JobTableData = (function() {

   const JobTableData = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   JobTableData.prototype.jobId = $util.newBuffer([]);
   JobTableData.prototype.isDead = false;
   JobTableData.prototype.timestamp = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   JobTableData.prototype.driverIpAddress = "";
   JobTableData.prototype.driverPid = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   JobTableData.prototype.config = null;
   JobTableData.prototype.startTime = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   JobTableData.prototype.endTime = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   JobTableData.prototype.entrypoint = "";
   JobTableData.prototype.jobInfo = null;
   JobTableData.prototype.isRunningTasks = null;
   JobTableData.prototype.driverAddress = null;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(JobTableData.prototype, "_jobInfo", {
    get: $util.oneOfGetter($oneOfFields = ["jobInfo"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(JobTableData.prototype, "_isRunningTasks", {
    get: $util.oneOfGetter($oneOfFields = ["isRunningTasks"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   JobTableData.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId") && message.jobId.length)
     writer.uint32(10).bytes(message.jobId);
    if (message.isDead != null && $Object.hasOwnProperty.call(message, "isDead") && message.isDead !== false)
     writer.uint32(16).bool(message.isDead);
    if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp") && (typeof message.timestamp === "object" ? message.timestamp.low || message.timestamp.high : message.timestamp !== 0))
     writer.uint32(24).int64(message.timestamp);
    if (message.driverIpAddress != null && $Object.hasOwnProperty.call(message, "driverIpAddress") && message.driverIpAddress !== "")
     writer.uint32(34).string(message.driverIpAddress);
    if (message.driverPid != null && $Object.hasOwnProperty.call(message, "driverPid") && (typeof message.driverPid === "object" ? message.driverPid.low || message.driverPid.high : message.driverPid !== 0))
     writer.uint32(40).int64(message.driverPid);
    if (message.config != null && $Object.hasOwnProperty.call(message, "config"))
     $root.ray.rpc.JobConfig.encode(message.config, writer.uint32(50).fork(), _depth + 1).ldelim();
    if (message.startTime != null && $Object.hasOwnProperty.call(message, "startTime") && (typeof message.startTime === "object" ? message.startTime.low || message.startTime.high : message.startTime !== 0))
     writer.uint32(56).uint64(message.startTime);
    if (message.endTime != null && $Object.hasOwnProperty.call(message, "endTime") && (typeof message.endTime === "object" ? message.endTime.low || message.endTime.high : message.endTime !== 0))
     writer.uint32(64).uint64(message.endTime);
    if (message.entrypoint != null && $Object.hasOwnProperty.call(message, "entrypoint") && message.entrypoint !== "")
     writer.uint32(74).string(message.entrypoint);
    if (message.jobInfo != null && $Object.hasOwnProperty.call(message, "jobInfo"))
     $root.ray.rpc.JobsAPIInfo.encode(message.jobInfo, writer.uint32(82).fork(), _depth + 1).ldelim();
    if (message.isRunningTasks != null && $Object.hasOwnProperty.call(message, "isRunningTasks"))
     writer.uint32(88).bool(message.isRunningTasks);
    if (message.driverAddress != null && $Object.hasOwnProperty.call(message, "driverAddress"))
     $root.ray.rpc.Address.encode(message.driverAddress, writer.uint32(98).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   JobTableData.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.JobTableData();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.jobId = value;
       else
        delete message.jobId;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.isDead = value;
       else
        delete message.isDead;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.timestamp = value;
       else
        delete message.timestamp;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.driverIpAddress = value;
       else
        delete message.driverIpAddress;
       continue;
      }
     case 5: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.driverPid = value;
       else
        delete message.driverPid;
       continue;
      }
     case 6: {
       if (wireType !== 2)
        break;
       message.config = $root.ray.rpc.JobConfig.decode(reader, reader.size(), $undefined, _depth + 1, message.config);
       continue;
      }
     case 7: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.startTime = value;
       else
        delete message.startTime;
       continue;
      }
     case 8: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.endTime = value;
       else
        delete message.endTime;
       continue;
      }
     case 9: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.entrypoint = value;
       else
        delete message.entrypoint;
       continue;
      }
     case 10: {
       if (wireType !== 2)
        break;
       message.jobInfo = $root.ray.rpc.JobsAPIInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.jobInfo);
       message._jobInfo = "jobInfo";
       continue;
      }
     case 11: {
       if (wireType !== 0)
        break;
       message.isRunningTasks = reader.bool();
       message._isRunningTasks = "isRunningTasks";
       continue;
      }
     case 12: {
       if (wireType !== 2)
        break;
       message.driverAddress = $root.ray.rpc.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.driverAddress);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return JobTableData;
  })();

  rpc.LogBatch = (function() {

   const LogBatch = function (properties) {
    this.lines = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   LogBatch.prototype.ip = "";
   LogBatch.prototype.pid = "";
   LogBatch.prototype.jobId = "";
   LogBatch.prototype.isError = false;
   LogBatch.prototype.lines = $util.emptyArray;
   LogBatch.prototype.actorName = "";
   LogBatch.prototype.taskName = "";

   LogBatch.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.ip != null && $Object.hasOwnProperty.call(message, "ip") && message.ip !== "")
     writer.uint32(10).string(message.ip);
    if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== "")
     writer.uint32(18).string(message.pid);
    if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId") && message.jobId !== "")
     writer.uint32(26).string(message.jobId);
    if (message.isError != null && $Object.hasOwnProperty.call(message, "isError") && message.isError !== false)
     writer.uint32(32).bool(message.isError);
    if (message.lines != null && message.lines.length)
     for (let i = 0; i < message.lines.length; ++i)
      writer.uint32(42).string(message.lines[i]);
    if (message.actorName != null && $Object.hasOwnProperty.call(message, "actorName") && message.actorName !== "")
     writer.uint32(50).string(message.actorName);
    if (message.taskName != null && $Object.hasOwnProperty.call(message, "taskName") && message.taskName !== "")
     writer.uint32(58).string(message.taskName);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   LogBatch.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.LogBatch();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.ip = value;
       else
        delete message.ip;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.pid = value;
       else
        delete message.pid;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.jobId = value;
       else
        delete message.jobId;
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.isError = value;
       else
        delete message.isError;
       continue;
      }
     case 5: {
       if (wireType !== 2)
        break;
       if (!(message.lines && message.lines.length))
        message.lines = [];
       message.lines.push(reader.stringVerify());
       continue;
      }
     case 6: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.actorName = value;
       else
        delete message.actorName;
       continue;
      }
     case 7: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.taskName = value;
       else
        delete message.taskName;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return LogBatch;
  })();

  rpc.AddJobRequest = (function() {

   const AddJobRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   AddJobRequest.prototype.data = null;

   AddJobRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
     $root.ray.rpc.JobTableData.encode(message.data, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   AddJobRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.AddJobRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.data = $root.ray.rpc.JobTableData.decode(reader, reader.size(), $undefined, _depth + 1, message.data);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return AddJobRequest;
  })();

  rpc.AddJobReply = (function() {

   const AddJobReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   AddJobReply.prototype.status = null;

   AddJobReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   AddJobReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.AddJobReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return AddJobReply;
  })();

  rpc.MarkJobFinishedRequest = (function() {

   const MarkJobFinishedRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   MarkJobFinishedRequest.prototype.jobId = $util.newBuffer([]);

   MarkJobFinishedRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId") && message.jobId.length)
     writer.uint32(10).bytes(message.jobId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   MarkJobFinishedRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.MarkJobFinishedRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.jobId = value;
       else
        delete message.jobId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return MarkJobFinishedRequest;
  })();

  rpc.MarkJobFinishedReply = (function() {

   const MarkJobFinishedReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   MarkJobFinishedReply.prototype.status = null;

   MarkJobFinishedReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   MarkJobFinishedReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.MarkJobFinishedReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return MarkJobFinishedReply;
  })();

  rpc.GetAllJobInfoRequest = (function() {

   const GetAllJobInfoRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetAllJobInfoRequest.prototype.limit = null;
   GetAllJobInfoRequest.prototype.jobOrSubmissionId = null;
   GetAllJobInfoRequest.prototype.skipSubmissionJobInfoField = null;
   GetAllJobInfoRequest.prototype.skipIsRunningTasksField = null;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(GetAllJobInfoRequest.prototype, "_limit", {
    get: $util.oneOfGetter($oneOfFields = ["limit"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(GetAllJobInfoRequest.prototype, "_jobOrSubmissionId", {
    get: $util.oneOfGetter($oneOfFields = ["jobOrSubmissionId"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(GetAllJobInfoRequest.prototype, "_skipSubmissionJobInfoField", {
    get: $util.oneOfGetter($oneOfFields = ["skipSubmissionJobInfoField"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(GetAllJobInfoRequest.prototype, "_skipIsRunningTasksField", {
    get: $util.oneOfGetter($oneOfFields = ["skipIsRunningTasksField"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   GetAllJobInfoRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.limit != null && $Object.hasOwnProperty.call(message, "limit"))
     writer.uint32(8).int32(message.limit);
    if (message.jobOrSubmissionId != null && $Object.hasOwnProperty.call(message, "jobOrSubmissionId"))
     writer.uint32(18).string(message.jobOrSubmissionId);
    if (message.skipSubmissionJobInfoField != null && $Object.hasOwnProperty.call(message, "skipSubmissionJobInfoField"))
     writer.uint32(24).bool(message.skipSubmissionJobInfoField);
    if (message.skipIsRunningTasksField != null && $Object.hasOwnProperty.call(message, "skipIsRunningTasksField"))
     writer.uint32(32).bool(message.skipIsRunningTasksField);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetAllJobInfoRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetAllJobInfoRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       message.limit = reader.int32();
       message._limit = "limit";
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.jobOrSubmissionId = reader.stringVerify();
       message._jobOrSubmissionId = "jobOrSubmissionId";
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       message.skipSubmissionJobInfoField = reader.bool();
       message._skipSubmissionJobInfoField = "skipSubmissionJobInfoField";
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       message.skipIsRunningTasksField = reader.bool();
       message._skipIsRunningTasksField = "skipIsRunningTasksField";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetAllJobInfoRequest;
  })();

  rpc.GetAllJobInfoReply = (function() {

   const GetAllJobInfoReply = function (properties) {
    this.jobInfoList = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetAllJobInfoReply.prototype.status = null;
   GetAllJobInfoReply.prototype.jobInfoList = $util.emptyArray;

   GetAllJobInfoReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.jobInfoList != null && message.jobInfoList.length)
     for (let i = 0; i < message.jobInfoList.length; ++i)
      $root.ray.rpc.JobTableData.encode(message.jobInfoList[i], writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetAllJobInfoReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetAllJobInfoReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.jobInfoList && message.jobInfoList.length))
        message.jobInfoList = [];
       message.jobInfoList.push($root.ray.rpc.JobTableData.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetAllJobInfoReply;
  })();

  rpc.ReportJobErrorRequest = (function() {

   const ReportJobErrorRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ReportJobErrorRequest.prototype.jobError = null;

   ReportJobErrorRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.jobError != null && $Object.hasOwnProperty.call(message, "jobError"))
     $root.ray.rpc.ErrorTableData.encode(message.jobError, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ReportJobErrorRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ReportJobErrorRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.jobError = $root.ray.rpc.ErrorTableData.decode(reader, reader.size(), $undefined, _depth + 1, message.jobError);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ReportJobErrorRequest;
  })();

  rpc.ReportJobErrorReply = (function() {

   const ReportJobErrorReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ReportJobErrorReply.prototype.status = null;

   ReportJobErrorReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ReportJobErrorReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ReportJobErrorReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ReportJobErrorReply;
  })();

  rpc.GetNextJobIDRequest = (function() {

   const GetNextJobIDRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetNextJobIDRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetNextJobIDRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetNextJobIDRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetNextJobIDRequest;
  })();

  rpc.GetNextJobIDReply = (function() {

   const GetNextJobIDReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetNextJobIDReply.prototype.status = null;
   GetNextJobIDReply.prototype.jobId = 0;

   GetNextJobIDReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId") && message.jobId !== 0)
     writer.uint32(16).int32(message.jobId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetNextJobIDReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetNextJobIDReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.jobId = value;
       else
        delete message.jobId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetNextJobIDReply;
  })();

  rpc.GetClusterIdRequest = (function() {

   const GetClusterIdRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetClusterIdRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetClusterIdRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetClusterIdRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetClusterIdRequest;
  })();

  rpc.GetClusterIdReply = (function() {

   const GetClusterIdReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetClusterIdReply.prototype.status = null;
   GetClusterIdReply.prototype.clusterId = $util.newBuffer([]);

   GetClusterIdReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId.length)
     writer.uint32(18).bytes(message.clusterId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetClusterIdReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetClusterIdReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.clusterId = value;
       else
        delete message.clusterId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetClusterIdReply;
  })();

  rpc.RegisterNodeRequest = (function() {

   const RegisterNodeRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RegisterNodeRequest.prototype.nodeInfo = null;

   RegisterNodeRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeInfo != null && $Object.hasOwnProperty.call(message, "nodeInfo"))
     $root.ray.rpc.GcsNodeInfo.encode(message.nodeInfo, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RegisterNodeRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RegisterNodeRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.nodeInfo = $root.ray.rpc.GcsNodeInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.nodeInfo);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RegisterNodeRequest;
  })();

  rpc.RegisterNodeReply = (function() {

   const RegisterNodeReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RegisterNodeReply.prototype.status = null;

   RegisterNodeReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RegisterNodeReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RegisterNodeReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RegisterNodeReply;
  })();

  rpc.UnregisterNodeRequest = (function() {

   const UnregisterNodeRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   UnregisterNodeRequest.prototype.nodeId = $util.newBuffer([]);
   UnregisterNodeRequest.prototype.nodeDeathInfo = null;

   UnregisterNodeRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(10).bytes(message.nodeId);
    if (message.nodeDeathInfo != null && $Object.hasOwnProperty.call(message, "nodeDeathInfo"))
     $root.ray.rpc.NodeDeathInfo.encode(message.nodeDeathInfo, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   UnregisterNodeRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.UnregisterNodeRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.nodeDeathInfo = $root.ray.rpc.NodeDeathInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.nodeDeathInfo);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return UnregisterNodeRequest;
  })();

  rpc.UnregisterNodeReply = (function() {

   const UnregisterNodeReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   UnregisterNodeReply.prototype.status = null;

   UnregisterNodeReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   UnregisterNodeReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.UnregisterNodeReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return UnregisterNodeReply;
  })();

  rpc.GetAllNodeInfoRequest = (function() {

   const GetAllNodeInfoRequest = function (properties) {
    this.nodeSelectors = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetAllNodeInfoRequest.prototype.limit = null;
   GetAllNodeInfoRequest.prototype.nodeSelectors = $util.emptyArray;
   GetAllNodeInfoRequest.prototype.stateFilter = null;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(GetAllNodeInfoRequest.prototype, "_limit", {
    get: $util.oneOfGetter($oneOfFields = ["limit"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(GetAllNodeInfoRequest.prototype, "_stateFilter", {
    get: $util.oneOfGetter($oneOfFields = ["stateFilter"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   GetAllNodeInfoRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.limit != null && $Object.hasOwnProperty.call(message, "limit"))
     writer.uint32(8).int64(message.limit);
    if (message.nodeSelectors != null && message.nodeSelectors.length)
     for (let i = 0; i < message.nodeSelectors.length; ++i)
      $root.ray.rpc.GetAllNodeInfoRequest.NodeSelector.encode(message.nodeSelectors[i], writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.stateFilter != null && $Object.hasOwnProperty.call(message, "stateFilter"))
     writer.uint32(24).int32(message.stateFilter);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetAllNodeInfoRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetAllNodeInfoRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       message.limit = reader.int64();
       message._limit = "limit";
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.nodeSelectors && message.nodeSelectors.length))
        message.nodeSelectors = [];
       message.nodeSelectors.push($root.ray.rpc.GetAllNodeInfoRequest.NodeSelector.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       message.stateFilter = reader.int32();
       message._stateFilter = "stateFilter";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   GetAllNodeInfoRequest.NodeSelector = (function() {

    const NodeSelector = function (properties) {
     if (properties)
      for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
       if (properties[keys[i]] != null && keys[i] !== "__proto__")
        this[keys[i]] = properties[keys[i]];
    };

    NodeSelector.prototype.nodeId = null;
    NodeSelector.prototype.nodeName = null;
    NodeSelector.prototype.nodeIpAddress = null;
    NodeSelector.prototype.isHeadNode = null;

    let $oneOfFields;

    $Object.defineProperty(NodeSelector.prototype, "nodeSelector", {
     get: $util.oneOfGetter($oneOfFields = ["nodeId", "nodeName", "nodeIpAddress", "isHeadNode"]),
     set: $util.oneOfSetter($oneOfFields)
    });

    NodeSelector.encode = function (message, writer, _depth) {
     if (!writer)
      writer = $Writer.create();
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $util.recursionLimit)
      throw $Error("max depth exceeded");
     if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId"))
      writer.uint32(10).bytes(message.nodeId);
     if (message.nodeName != null && $Object.hasOwnProperty.call(message, "nodeName"))
      writer.uint32(18).string(message.nodeName);
     if (message.nodeIpAddress != null && $Object.hasOwnProperty.call(message, "nodeIpAddress"))
      writer.uint32(26).string(message.nodeIpAddress);
     if (message.isHeadNode != null && $Object.hasOwnProperty.call(message, "isHeadNode"))
      writer.uint32(32).bool(message.isHeadNode);
     if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
      for (let i = 0; i < message.$unknowns.length; ++i)
       writer.raw(message.$unknowns[i]);
     return writer;
    };

    NodeSelector.decode = function (reader, length, _end, _depth, _target) {
     if (!(reader instanceof $Reader))
      reader = $Reader.create(reader);
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $Reader.recursionLimit)
      throw $Error("max depth exceeded");
     let end, message;
     if (length === $undefined)
      end = reader.len;
     else {
      end = reader.pos + length;
      if (end > reader.len)
       throw $RangeError("index out of range");
      length = reader.len;
      reader.len = end;
     }
     message = _target || new $root.ray.rpc.GetAllNodeInfoRequest.NodeSelector();
     while (reader.pos < end) {
      let start = reader.pos;
      let tag = reader.tag();
      if (tag === _end) {
       _end = $undefined;
       break;
      }
      let wireType = tag & 7;
      switch (tag >>>= 3) {
      case 1: {
        if (wireType !== 2)
         break;
        message.nodeId = reader.bytes();
        message.nodeSelector = "nodeId";
        continue;
       }
      case 2: {
        if (wireType !== 2)
         break;
        message.nodeName = reader.stringVerify();
        message.nodeSelector = "nodeName";
        continue;
       }
      case 3: {
        if (wireType !== 2)
         break;
        message.nodeIpAddress = reader.stringVerify();
        message.nodeSelector = "nodeIpAddress";
        continue;
       }
      case 4: {
        if (wireType !== 0)
         break;
        message.isHeadNode = reader.bool();
        message.nodeSelector = "isHeadNode";
        continue;
       }
      }
      reader.skipType(wireType, _depth, tag);
      if (!reader.discardUnknown) {
       $util.makeProp(message, "$unknowns", false);
       (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
      }
     }
     if (length !== $undefined) {
      if (reader.pos !== end)
       throw $RangeError("index out of range");
      reader.len = length;
     }
     if (_end !== $undefined)
      throw $Error("missing end group");
     return message;
    };

    return NodeSelector;
   })();

   return GetAllNodeInfoRequest;
  })();

  rpc.GetAllNodeInfoReply = (function() {

   const GetAllNodeInfoReply = function (properties) {
    this.nodeInfoList = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetAllNodeInfoReply.prototype.status = null;
   GetAllNodeInfoReply.prototype.nodeInfoList = $util.emptyArray;
   GetAllNodeInfoReply.prototype.total = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   GetAllNodeInfoReply.prototype.numFiltered = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

   GetAllNodeInfoReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.nodeInfoList != null && message.nodeInfoList.length)
     for (let i = 0; i < message.nodeInfoList.length; ++i)
      $root.ray.rpc.GcsNodeInfo.encode(message.nodeInfoList[i], writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.total != null && $Object.hasOwnProperty.call(message, "total") && (typeof message.total === "object" ? message.total.low || message.total.high : message.total !== 0))
     writer.uint32(24).int64(message.total);
    if (message.numFiltered != null && $Object.hasOwnProperty.call(message, "numFiltered") && (typeof message.numFiltered === "object" ? message.numFiltered.low || message.numFiltered.high : message.numFiltered !== 0))
     writer.uint32(32).int64(message.numFiltered);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetAllNodeInfoReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetAllNodeInfoReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.nodeInfoList && message.nodeInfoList.length))
        message.nodeInfoList = [];
       message.nodeInfoList.push($root.ray.rpc.GcsNodeInfo.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.total = value;
       else
        delete message.total;
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.numFiltered = value;
       else
        delete message.numFiltered;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetAllNodeInfoReply;
  })();

  rpc.GetAllNodeAddressAndLivenessRequest = (function() {

   const GetAllNodeAddressAndLivenessRequest = function (properties) {
    this.nodeIds = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetAllNodeAddressAndLivenessRequest.prototype.nodeIds = $util.emptyArray;
   GetAllNodeAddressAndLivenessRequest.prototype.limit = null;
   GetAllNodeAddressAndLivenessRequest.prototype.stateFilter = null;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(GetAllNodeAddressAndLivenessRequest.prototype, "_limit", {
    get: $util.oneOfGetter($oneOfFields = ["limit"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(GetAllNodeAddressAndLivenessRequest.prototype, "_stateFilter", {
    get: $util.oneOfGetter($oneOfFields = ["stateFilter"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   GetAllNodeAddressAndLivenessRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeIds != null && message.nodeIds.length)
     for (let i = 0; i < message.nodeIds.length; ++i)
      writer.uint32(10).bytes(message.nodeIds[i]);
    if (message.limit != null && $Object.hasOwnProperty.call(message, "limit"))
     writer.uint32(16).int64(message.limit);
    if (message.stateFilter != null && $Object.hasOwnProperty.call(message, "stateFilter"))
     writer.uint32(24).int32(message.stateFilter);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetAllNodeAddressAndLivenessRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetAllNodeAddressAndLivenessRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.nodeIds && message.nodeIds.length))
        message.nodeIds = [];
       message.nodeIds.push(reader.bytes());
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       message.limit = reader.int64();
       message._limit = "limit";
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       message.stateFilter = reader.int32();
       message._stateFilter = "stateFilter";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetAllNodeAddressAndLivenessRequest;
  })();

  rpc.GetAllNodeAddressAndLivenessReply = (function() {

   const GetAllNodeAddressAndLivenessReply = function (properties) {
    this.nodeInfoList = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetAllNodeAddressAndLivenessReply.prototype.status = null;
   GetAllNodeAddressAndLivenessReply.prototype.nodeInfoList = $util.emptyArray;

   GetAllNodeAddressAndLivenessReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.nodeInfoList != null && message.nodeInfoList.length)
     for (let i = 0; i < message.nodeInfoList.length; ++i)
      $root.ray.rpc.GcsNodeAddressAndLiveness.encode(message.nodeInfoList[i], writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetAllNodeAddressAndLivenessReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetAllNodeAddressAndLivenessReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.nodeInfoList && message.nodeInfoList.length))
        message.nodeInfoList = [];
       message.nodeInfoList.push($root.ray.rpc.GcsNodeAddressAndLiveness.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetAllNodeAddressAndLivenessReply;
  })();

  rpc.CheckAliveRequest = (function() {

   const CheckAliveRequest = function (properties) {
    this.nodeIds = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   CheckAliveRequest.prototype.nodeIds = $util.emptyArray;

   CheckAliveRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeIds != null && message.nodeIds.length)
     for (let i = 0; i < message.nodeIds.length; ++i)
      writer.uint32(10).bytes(message.nodeIds[i]);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   CheckAliveRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.CheckAliveRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.nodeIds && message.nodeIds.length))
        message.nodeIds = [];
       message.nodeIds.push(reader.bytes());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return CheckAliveRequest;
  })();

  rpc.CheckAliveReply = (function() {

   const CheckAliveReply = function (properties) {
    this.rayletAlive = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   CheckAliveReply.prototype.status = null;
   CheckAliveReply.prototype.rayVersion = "";
   CheckAliveReply.prototype.rayletAlive = $util.emptyArray;
   CheckAliveReply.prototype.isLeader = null;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(CheckAliveReply.prototype, "_isLeader", {
    get: $util.oneOfGetter($oneOfFields = ["isLeader"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   CheckAliveReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.rayVersion != null && $Object.hasOwnProperty.call(message, "rayVersion") && message.rayVersion !== "")
     writer.uint32(18).string(message.rayVersion);
    if (message.rayletAlive != null && message.rayletAlive.length)
     writer.uint32(26).bools(message.rayletAlive);
    if (message.isLeader != null && $Object.hasOwnProperty.call(message, "isLeader"))
     writer.uint32(32).bool(message.isLeader);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   CheckAliveReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.CheckAliveReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.rayVersion = value;
       else
        delete message.rayVersion;
       continue;
      }
     case 3: {
       if (wireType === 2) {
        if (!(message.rayletAlive && message.rayletAlive.length))
         message.rayletAlive = [];
        reader.bools(message.rayletAlive);
        continue;
       }
       if (wireType !== 0)
        break;
       if (!(message.rayletAlive && message.rayletAlive.length))
        message.rayletAlive = [];
       message.rayletAlive.push(reader.bool());
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       message.isLeader = reader.bool();
       message._isLeader = "isLeader";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return CheckAliveReply;
  })();

  rpc.GetInternalConfigRequest = (function() {

   const GetInternalConfigRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetInternalConfigRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetInternalConfigRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetInternalConfigRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetInternalConfigRequest;
  })();

  rpc.GetInternalConfigReply = (function() {

   const GetInternalConfigReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetInternalConfigReply.prototype.status = null;
   GetInternalConfigReply.prototype.config = "";

   GetInternalConfigReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.config != null && $Object.hasOwnProperty.call(message, "config") && message.config !== "")
     writer.uint32(18).string(message.config);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetInternalConfigReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetInternalConfigReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.config = value;
       else
        delete message.config;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetInternalConfigReply;
  })();

  rpc.GetAllAvailableResourcesRequest = (function() {

   const GetAllAvailableResourcesRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetAllAvailableResourcesRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetAllAvailableResourcesRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetAllAvailableResourcesRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetAllAvailableResourcesRequest;
  })();

  rpc.GetAllAvailableResourcesReply = (function() {

   const GetAllAvailableResourcesReply = function (properties) {
    this.resourcesList = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetAllAvailableResourcesReply.prototype.status = null;
   GetAllAvailableResourcesReply.prototype.resourcesList = $util.emptyArray;

   GetAllAvailableResourcesReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.resourcesList != null && message.resourcesList.length)
     for (let i = 0; i < message.resourcesList.length; ++i)
      $root.ray.rpc.AvailableResources.encode(message.resourcesList[i], writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetAllAvailableResourcesReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetAllAvailableResourcesReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.resourcesList && message.resourcesList.length))
        message.resourcesList = [];
       message.resourcesList.push($root.ray.rpc.AvailableResources.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetAllAvailableResourcesReply;
  })();

  rpc.GetAllTotalResourcesRequest = (function() {

   const GetAllTotalResourcesRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetAllTotalResourcesRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetAllTotalResourcesRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetAllTotalResourcesRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetAllTotalResourcesRequest;
  })();

  rpc.GetAllTotalResourcesReply = (function() {

   const GetAllTotalResourcesReply = function (properties) {
    this.resourcesList = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetAllTotalResourcesReply.prototype.status = null;
   GetAllTotalResourcesReply.prototype.resourcesList = $util.emptyArray;

   GetAllTotalResourcesReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.resourcesList != null && message.resourcesList.length)
     for (let i = 0; i < message.resourcesList.length; ++i)
      $root.ray.rpc.TotalResources.encode(message.resourcesList[i], writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetAllTotalResourcesReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetAllTotalResourcesReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.resourcesList && message.resourcesList.length))
        message.resourcesList = [];
       message.resourcesList.push($root.ray.rpc.TotalResources.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetAllTotalResourcesReply;
  })();

  rpc.ReportWorkerFailureRequest = (function() {

   const ReportWorkerFailureRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ReportWorkerFailureRequest.prototype.workerFailure = null;

   ReportWorkerFailureRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.workerFailure != null && $Object.hasOwnProperty.call(message, "workerFailure"))
     $root.ray.rpc.WorkerTableData.encode(message.workerFailure, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ReportWorkerFailureRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ReportWorkerFailureRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.workerFailure = $root.ray.rpc.WorkerTableData.decode(reader, reader.size(), $undefined, _depth + 1, message.workerFailure);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ReportWorkerFailureRequest;
  })();

  rpc.ReportWorkerFailureReply = (function() {

   const ReportWorkerFailureReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ReportWorkerFailureReply.prototype.status = null;

   ReportWorkerFailureReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ReportWorkerFailureReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ReportWorkerFailureReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ReportWorkerFailureReply;
  })();

  rpc.GetWorkerInfoRequest = (function() {

   const GetWorkerInfoRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetWorkerInfoRequest.prototype.workerId = $util.newBuffer([]);

   GetWorkerInfoRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.workerId != null && $Object.hasOwnProperty.call(message, "workerId") && message.workerId.length)
     writer.uint32(10).bytes(message.workerId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetWorkerInfoRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetWorkerInfoRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.workerId = value;
       else
        delete message.workerId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetWorkerInfoRequest;
  })();

  rpc.GetWorkerInfoReply = (function() {

   const GetWorkerInfoReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetWorkerInfoReply.prototype.status = null;
   GetWorkerInfoReply.prototype.workerTableData = null;

   GetWorkerInfoReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.workerTableData != null && $Object.hasOwnProperty.call(message, "workerTableData"))
     $root.ray.rpc.WorkerTableData.encode(message.workerTableData, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetWorkerInfoReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetWorkerInfoReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.workerTableData = $root.ray.rpc.WorkerTableData.decode(reader, reader.size(), $undefined, _depth + 1, message.workerTableData);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetWorkerInfoReply;
  })();

  rpc.GetAllWorkerInfoRequest = (function() {

   const GetAllWorkerInfoRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetAllWorkerInfoRequest.prototype.limit = null;
   GetAllWorkerInfoRequest.prototype.filters = null;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(GetAllWorkerInfoRequest.prototype, "_limit", {
    get: $util.oneOfGetter($oneOfFields = ["limit"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(GetAllWorkerInfoRequest.prototype, "_filters", {
    get: $util.oneOfGetter($oneOfFields = ["filters"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   GetAllWorkerInfoRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.limit != null && $Object.hasOwnProperty.call(message, "limit"))
     writer.uint32(8).int64(message.limit);
    if (message.filters != null && $Object.hasOwnProperty.call(message, "filters"))
     $root.ray.rpc.GetAllWorkerInfoRequest.Filters.encode(message.filters, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetAllWorkerInfoRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetAllWorkerInfoRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       message.limit = reader.int64();
       message._limit = "limit";
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.filters = $root.ray.rpc.GetAllWorkerInfoRequest.Filters.decode(reader, reader.size(), $undefined, _depth + 1, message.filters);
       message._filters = "filters";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   GetAllWorkerInfoRequest.Filters = (function() {

    const Filters = function (properties) {
     if (properties)
      for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
       if (properties[keys[i]] != null && keys[i] !== "__proto__")
        this[keys[i]] = properties[keys[i]];
    };

    Filters.prototype.existPausedThreads = null;
    Filters.prototype.isAlive = null;

    let $oneOfFields;

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(Filters.prototype, "_existPausedThreads", {
     get: $util.oneOfGetter($oneOfFields = ["existPausedThreads"]),
     set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(Filters.prototype, "_isAlive", {
     get: $util.oneOfGetter($oneOfFields = ["isAlive"]),
     set: $util.oneOfSetter($oneOfFields)
    });

    Filters.encode = function (message, writer, _depth) {
     if (!writer)
      writer = $Writer.create();
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $util.recursionLimit)
      throw $Error("max depth exceeded");
     if (message.existPausedThreads != null && $Object.hasOwnProperty.call(message, "existPausedThreads"))
      writer.uint32(8).bool(message.existPausedThreads);
     if (message.isAlive != null && $Object.hasOwnProperty.call(message, "isAlive"))
      writer.uint32(16).bool(message.isAlive);
     if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
      for (let i = 0; i < message.$unknowns.length; ++i)
       writer.raw(message.$unknowns[i]);
     return writer;
    };

    Filters.decode = function (reader, length, _end, _depth, _target) {
     if (!(reader instanceof $Reader))
      reader = $Reader.create(reader);
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $Reader.recursionLimit)
      throw $Error("max depth exceeded");
     let end, message;
     if (length === $undefined)
      end = reader.len;
     else {
      end = reader.pos + length;
      if (end > reader.len)
       throw $RangeError("index out of range");
      length = reader.len;
      reader.len = end;
     }
     message = _target || new $root.ray.rpc.GetAllWorkerInfoRequest.Filters();
     while (reader.pos < end) {
      let start = reader.pos;
      let tag = reader.tag();
      if (tag === _end) {
       _end = $undefined;
       break;
      }
      let wireType = tag & 7;
      switch (tag >>>= 3) {
      case 1: {
        if (wireType !== 0)
         break;
        message.existPausedThreads = reader.bool();
        message._existPausedThreads = "existPausedThreads";
        continue;
       }
      case 2: {
        if (wireType !== 0)
         break;
        message.isAlive = reader.bool();
        message._isAlive = "isAlive";
        continue;
       }
      }
      reader.skipType(wireType, _depth, tag);
      if (!reader.discardUnknown) {
       $util.makeProp(message, "$unknowns", false);
       (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
      }
     }
     if (length !== $undefined) {
      if (reader.pos !== end)
       throw $RangeError("index out of range");
      reader.len = length;
     }
     if (_end !== $undefined)
      throw $Error("missing end group");
     return message;
    };

    return Filters;
   })();

   return GetAllWorkerInfoRequest;
  })();

  rpc.GetAllWorkerInfoReply = (function() {

   const GetAllWorkerInfoReply = function (properties) {
    this.workerTableData = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetAllWorkerInfoReply.prototype.status = null;
   GetAllWorkerInfoReply.prototype.workerTableData = $util.emptyArray;
   GetAllWorkerInfoReply.prototype.total = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   GetAllWorkerInfoReply.prototype.numFiltered = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

   GetAllWorkerInfoReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.workerTableData != null && message.workerTableData.length)
     for (let i = 0; i < message.workerTableData.length; ++i)
      $root.ray.rpc.WorkerTableData.encode(message.workerTableData[i], writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.total != null && $Object.hasOwnProperty.call(message, "total") && (typeof message.total === "object" ? message.total.low || message.total.high : message.total !== 0))
     writer.uint32(24).int64(message.total);
    if (message.numFiltered != null && $Object.hasOwnProperty.call(message, "numFiltered") && (typeof message.numFiltered === "object" ? message.numFiltered.low || message.numFiltered.high : message.numFiltered !== 0))
     writer.uint32(32).int64(message.numFiltered);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetAllWorkerInfoReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetAllWorkerInfoReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.workerTableData && message.workerTableData.length))
        message.workerTableData = [];
       message.workerTableData.push($root.ray.rpc.WorkerTableData.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.total = value;
       else
        delete message.total;
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.numFiltered = value;
       else
        delete message.numFiltered;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetAllWorkerInfoReply;
  })();

  rpc.AddWorkerInfoRequest = (function() {

   const AddWorkerInfoRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   AddWorkerInfoRequest.prototype.workerData = null;

   AddWorkerInfoRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.workerData != null && $Object.hasOwnProperty.call(message, "workerData"))
     $root.ray.rpc.WorkerTableData.encode(message.workerData, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   AddWorkerInfoRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.AddWorkerInfoRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.workerData = $root.ray.rpc.WorkerTableData.decode(reader, reader.size(), $undefined, _depth + 1, message.workerData);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return AddWorkerInfoRequest;
  })();

  rpc.AddWorkerInfoReply = (function() {

   const AddWorkerInfoReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   AddWorkerInfoReply.prototype.status = null;

   AddWorkerInfoReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   AddWorkerInfoReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.AddWorkerInfoReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return AddWorkerInfoReply;
  })();

  rpc.DrainNodeData = (function() {

   const DrainNodeData = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   DrainNodeData.prototype.nodeId = $util.newBuffer([]);

   DrainNodeData.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(10).bytes(message.nodeId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   DrainNodeData.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.DrainNodeData();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return DrainNodeData;
  })();

  rpc.DrainNodeRequest = (function() {

   const DrainNodeRequest = function (properties) {
    this.drainNodeData = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   DrainNodeRequest.prototype.drainNodeData = $util.emptyArray;

   DrainNodeRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.drainNodeData != null && message.drainNodeData.length)
     for (let i = 0; i < message.drainNodeData.length; ++i)
      $root.ray.rpc.DrainNodeData.encode(message.drainNodeData[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   DrainNodeRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.DrainNodeRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.drainNodeData && message.drainNodeData.length))
        message.drainNodeData = [];
       message.drainNodeData.push($root.ray.rpc.DrainNodeData.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return DrainNodeRequest;
  })();

  rpc.DrainNodeStatus = (function() {

   const DrainNodeStatus = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   DrainNodeStatus.prototype.nodeId = $util.newBuffer([]);

   DrainNodeStatus.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(10).bytes(message.nodeId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   DrainNodeStatus.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.DrainNodeStatus();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return DrainNodeStatus;
  })();

  rpc.DrainNodeReply = (function() {

   const DrainNodeReply = function (properties) {
    this.drainNodeStatus = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   DrainNodeReply.prototype.status = null;
   DrainNodeReply.prototype.drainNodeStatus = $util.emptyArray;

   DrainNodeReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.drainNodeStatus != null && message.drainNodeStatus.length)
     for (let i = 0; i < message.drainNodeStatus.length; ++i)
      $root.ray.rpc.DrainNodeStatus.encode(message.drainNodeStatus[i], writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   DrainNodeReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.DrainNodeReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.drainNodeStatus && message.drainNodeStatus.length))
        message.drainNodeStatus = [];
       message.drainNodeStatus.push($root.ray.rpc.DrainNodeStatus.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return DrainNodeReply;
  })();

  rpc.InternalKVGetRequest = (function() {

   const InternalKVGetRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   InternalKVGetRequest.prototype.key = $util.newBuffer([]);
   InternalKVGetRequest.prototype.namespace = $util.newBuffer([]);

   InternalKVGetRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key.length)
     writer.uint32(10).bytes(message.key);
    if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace.length)
     writer.uint32(18).bytes(message.namespace);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   InternalKVGetRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.InternalKVGetRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.key = value;
       else
        delete message.key;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.namespace = value;
       else
        delete message.namespace;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return InternalKVGetRequest;
  })();

  rpc.InternalKVGetReply = (function() {

   const InternalKVGetReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   InternalKVGetReply.prototype.status = null;
   InternalKVGetReply.prototype.value = $util.newBuffer([]);

   InternalKVGetReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
     writer.uint32(18).bytes(message.value);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   InternalKVGetReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.InternalKVGetReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.value = value;
       else
        delete message.value;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return InternalKVGetReply;
  })();

  rpc.InternalKVMultiGetRequest = (function() {

   const InternalKVMultiGetRequest = function (properties) {
    this.keys = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   InternalKVMultiGetRequest.prototype.keys = $util.emptyArray;
   InternalKVMultiGetRequest.prototype.namespace = $util.newBuffer([]);

   InternalKVMultiGetRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.keys != null && message.keys.length)
     for (let i = 0; i < message.keys.length; ++i)
      writer.uint32(10).bytes(message.keys[i]);
    if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace.length)
     writer.uint32(18).bytes(message.namespace);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   InternalKVMultiGetRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.InternalKVMultiGetRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.keys && message.keys.length))
        message.keys = [];
       message.keys.push(reader.bytes());
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.namespace = value;
       else
        delete message.namespace;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return InternalKVMultiGetRequest;
  })();

  rpc.MapFieldEntry = (function() {

   const MapFieldEntry = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   MapFieldEntry.prototype.key = $util.newBuffer([]);
   MapFieldEntry.prototype.value = $util.newBuffer([]);

   MapFieldEntry.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key.length)
     writer.uint32(10).bytes(message.key);
    if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
     writer.uint32(18).bytes(message.value);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   MapFieldEntry.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.MapFieldEntry();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.key = value;
       else
        delete message.key;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.value = value;
       else
        delete message.value;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return MapFieldEntry;
  })();

  rpc.InternalKVMultiGetReply = (function() {

   const InternalKVMultiGetReply = function (properties) {
    this.results = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   InternalKVMultiGetReply.prototype.status = null;
   InternalKVMultiGetReply.prototype.results = $util.emptyArray;

   InternalKVMultiGetReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.results != null && message.results.length)
     for (let i = 0; i < message.results.length; ++i)
      $root.ray.rpc.MapFieldEntry.encode(message.results[i], writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   InternalKVMultiGetReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.InternalKVMultiGetReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.results && message.results.length))
        message.results = [];
       message.results.push($root.ray.rpc.MapFieldEntry.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return InternalKVMultiGetReply;
  })();

  rpc.InternalKVPutRequest = (function() {

   const InternalKVPutRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   InternalKVPutRequest.prototype.key = $util.newBuffer([]);
   InternalKVPutRequest.prototype.value = $util.newBuffer([]);
   InternalKVPutRequest.prototype.overwrite = false;
   InternalKVPutRequest.prototype.namespace = $util.newBuffer([]);

   InternalKVPutRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key.length)
     writer.uint32(10).bytes(message.key);
    if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
     writer.uint32(18).bytes(message.value);
    if (message.overwrite != null && $Object.hasOwnProperty.call(message, "overwrite") && message.overwrite !== false)
     writer.uint32(24).bool(message.overwrite);
    if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace.length)
     writer.uint32(34).bytes(message.namespace);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   InternalKVPutRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.InternalKVPutRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.key = value;
       else
        delete message.key;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.value = value;
       else
        delete message.value;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.overwrite = value;
       else
        delete message.overwrite;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.namespace = value;
       else
        delete message.namespace;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return InternalKVPutRequest;
  })();

  rpc.InternalKVPutReply = (function() {

   const InternalKVPutReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   InternalKVPutReply.prototype.status = null;
   InternalKVPutReply.prototype.added = false;

   InternalKVPutReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.added != null && $Object.hasOwnProperty.call(message, "added") && message.added !== false)
     writer.uint32(16).bool(message.added);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   InternalKVPutReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.InternalKVPutReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.added = value;
       else
        delete message.added;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return InternalKVPutReply;
  })();

  rpc.InternalKVDelRequest = (function() {

   const InternalKVDelRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   InternalKVDelRequest.prototype.key = $util.newBuffer([]);
   InternalKVDelRequest.prototype.namespace = $util.newBuffer([]);
   InternalKVDelRequest.prototype.delByPrefix = false;

   InternalKVDelRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key.length)
     writer.uint32(10).bytes(message.key);
    if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace.length)
     writer.uint32(18).bytes(message.namespace);
    if (message.delByPrefix != null && $Object.hasOwnProperty.call(message, "delByPrefix") && message.delByPrefix !== false)
     writer.uint32(24).bool(message.delByPrefix);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   InternalKVDelRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.InternalKVDelRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.key = value;
       else
        delete message.key;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.namespace = value;
       else
        delete message.namespace;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.delByPrefix = value;
       else
        delete message.delByPrefix;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return InternalKVDelRequest;
  })();

  rpc.InternalKVDelReply = (function() {

   const InternalKVDelReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   InternalKVDelReply.prototype.status = null;
   InternalKVDelReply.prototype.deletedNum = 0;

   InternalKVDelReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.deletedNum != null && $Object.hasOwnProperty.call(message, "deletedNum") && message.deletedNum !== 0)
     writer.uint32(16).int32(message.deletedNum);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   InternalKVDelReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.InternalKVDelReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.deletedNum = value;
       else
        delete message.deletedNum;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return InternalKVDelReply;
  })();

  rpc.InternalKVExistsRequest = (function() {

   const InternalKVExistsRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   InternalKVExistsRequest.prototype.key = $util.newBuffer([]);
   InternalKVExistsRequest.prototype.namespace = $util.newBuffer([]);

   InternalKVExistsRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key.length)
     writer.uint32(10).bytes(message.key);
    if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace.length)
     writer.uint32(18).bytes(message.namespace);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   InternalKVExistsRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.InternalKVExistsRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.key = value;
       else
        delete message.key;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.namespace = value;
       else
        delete message.namespace;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return InternalKVExistsRequest;
  })();

  rpc.InternalKVExistsReply = (function() {

   const InternalKVExistsReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   InternalKVExistsReply.prototype.status = null;
   InternalKVExistsReply.prototype.exists = false;

   InternalKVExistsReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.exists != null && $Object.hasOwnProperty.call(message, "exists") && message.exists !== false)
     writer.uint32(16).bool(message.exists);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   InternalKVExistsReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.InternalKVExistsReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.exists = value;
       else
        delete message.exists;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return InternalKVExistsReply;
  })();

  rpc.InternalKVKeysRequest = (function() {

   const InternalKVKeysRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   InternalKVKeysRequest.prototype.prefix = $util.newBuffer([]);
   InternalKVKeysRequest.prototype.namespace = $util.newBuffer([]);

   InternalKVKeysRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.prefix != null && $Object.hasOwnProperty.call(message, "prefix") && message.prefix.length)
     writer.uint32(10).bytes(message.prefix);
    if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace.length)
     writer.uint32(18).bytes(message.namespace);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   InternalKVKeysRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.InternalKVKeysRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.prefix = value;
       else
        delete message.prefix;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.namespace = value;
       else
        delete message.namespace;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return InternalKVKeysRequest;
  })();

  rpc.InternalKVKeysReply = (function() {

   const InternalKVKeysReply = function (properties) {
    this.results = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   InternalKVKeysReply.prototype.status = null;
   InternalKVKeysReply.prototype.results = $util.emptyArray;

   InternalKVKeysReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.results != null && message.results.length)
     for (let i = 0; i < message.results.length; ++i)
      writer.uint32(18).bytes(message.results[i]);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   InternalKVKeysReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.InternalKVKeysReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.results && message.results.length))
        message.results = [];
       message.results.push(reader.bytes());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return InternalKVKeysReply;
  })();

  rpc.PinRuntimeEnvURIRequest = (function() {

   const PinRuntimeEnvURIRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PinRuntimeEnvURIRequest.prototype.uri = "";
   PinRuntimeEnvURIRequest.prototype.expirationS = 0;

   PinRuntimeEnvURIRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.uri != null && $Object.hasOwnProperty.call(message, "uri") && message.uri !== "")
     writer.uint32(10).string(message.uri);
    if (message.expirationS != null && $Object.hasOwnProperty.call(message, "expirationS") && message.expirationS !== 0)
     writer.uint32(16).int32(message.expirationS);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PinRuntimeEnvURIRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PinRuntimeEnvURIRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.uri = value;
       else
        delete message.uri;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.expirationS = value;
       else
        delete message.expirationS;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PinRuntimeEnvURIRequest;
  })();

  rpc.PinRuntimeEnvURIReply = (function() {

   const PinRuntimeEnvURIReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PinRuntimeEnvURIReply.prototype.status = null;

   PinRuntimeEnvURIReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PinRuntimeEnvURIReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PinRuntimeEnvURIReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PinRuntimeEnvURIReply;
  })();

  rpc.GetPlacementGroupRequest = (function() {

   const GetPlacementGroupRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetPlacementGroupRequest.prototype.placementGroupId = $util.newBuffer([]);

   GetPlacementGroupRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.placementGroupId != null && $Object.hasOwnProperty.call(message, "placementGroupId") && message.placementGroupId.length)
     writer.uint32(10).bytes(message.placementGroupId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetPlacementGroupRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetPlacementGroupRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.placementGroupId = value;
       else
        delete message.placementGroupId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetPlacementGroupRequest;
  })();

  rpc.GetPlacementGroupReply = (function() {

   const GetPlacementGroupReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetPlacementGroupReply.prototype.status = null;
   GetPlacementGroupReply.prototype.placementGroupTableData = null;

   GetPlacementGroupReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.placementGroupTableData != null && $Object.hasOwnProperty.call(message, "placementGroupTableData"))
     $root.ray.rpc.PlacementGroupTableData.encode(message.placementGroupTableData, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetPlacementGroupReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetPlacementGroupReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.placementGroupTableData = $root.ray.rpc.PlacementGroupTableData.decode(reader, reader.size(), $undefined, _depth + 1, message.placementGroupTableData);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetPlacementGroupReply;
  })();

  rpc.GcsPublishRequest = (function() {

   const GcsPublishRequest = function (properties) {
    this.pubMessages = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GcsPublishRequest.prototype.pubMessages = $util.emptyArray;

   GcsPublishRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.pubMessages != null && message.pubMessages.length)
     for (let i = 0; i < message.pubMessages.length; ++i)
      $root.ray.rpc.PubMessage.encode(message.pubMessages[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GcsPublishRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GcsPublishRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.pubMessages && message.pubMessages.length))
        message.pubMessages = [];
       message.pubMessages.push($root.ray.rpc.PubMessage.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GcsPublishRequest;
  })();

  rpc.GcsPublishReply = (function() {

   const GcsPublishReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GcsPublishReply.prototype.status = null;

   GcsPublishReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(802).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GcsPublishReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GcsPublishReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 100: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GcsPublishReply;
  })();

  rpc.GcsSubscriberPollRequest = (function() {

   const GcsSubscriberPollRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GcsSubscriberPollRequest.prototype.subscriberId = $util.newBuffer([]);
   GcsSubscriberPollRequest.prototype.maxProcessedSequenceId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   GcsSubscriberPollRequest.prototype.publisherId = $util.newBuffer([]);

   GcsSubscriberPollRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.subscriberId != null && $Object.hasOwnProperty.call(message, "subscriberId") && message.subscriberId.length)
     writer.uint32(10).bytes(message.subscriberId);
    if (message.maxProcessedSequenceId != null && $Object.hasOwnProperty.call(message, "maxProcessedSequenceId") && (typeof message.maxProcessedSequenceId === "object" ? message.maxProcessedSequenceId.low || message.maxProcessedSequenceId.high : message.maxProcessedSequenceId !== 0))
     writer.uint32(16).int64(message.maxProcessedSequenceId);
    if (message.publisherId != null && $Object.hasOwnProperty.call(message, "publisherId") && message.publisherId.length)
     writer.uint32(26).bytes(message.publisherId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GcsSubscriberPollRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GcsSubscriberPollRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.subscriberId = value;
       else
        delete message.subscriberId;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.maxProcessedSequenceId = value;
       else
        delete message.maxProcessedSequenceId;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.publisherId = value;
       else
        delete message.publisherId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GcsSubscriberPollRequest;
  })();

  rpc.GcsSubscriberPollReply = (function() {

   const GcsSubscriberPollReply = function (properties) {
    this.pubMessages = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GcsSubscriberPollReply.prototype.pubMessages = $util.emptyArray;
   GcsSubscriberPollReply.prototype.publisherId = $util.newBuffer([]);
   GcsSubscriberPollReply.prototype.status = null;

   GcsSubscriberPollReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.pubMessages != null && message.pubMessages.length)
     for (let i = 0; i < message.pubMessages.length; ++i)
      $root.ray.rpc.PubMessage.encode(message.pubMessages[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.publisherId != null && $Object.hasOwnProperty.call(message, "publisherId") && message.publisherId.length)
     writer.uint32(18).bytes(message.publisherId);
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(802).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GcsSubscriberPollReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GcsSubscriberPollReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.pubMessages && message.pubMessages.length))
        message.pubMessages = [];
       message.pubMessages.push($root.ray.rpc.PubMessage.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.publisherId = value;
       else
        delete message.publisherId;
       continue;
      }
     case 100: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GcsSubscriberPollReply;
  })();

  rpc.GcsSubscriberCommandBatchRequest = (function() {

   const GcsSubscriberCommandBatchRequest = function (properties) {
    this.commands = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GcsSubscriberCommandBatchRequest.prototype.subscriberId = $util.newBuffer([]);
   GcsSubscriberCommandBatchRequest.prototype.commands = $util.emptyArray;
   GcsSubscriberCommandBatchRequest.prototype.senderId = $util.newBuffer([]);

   GcsSubscriberCommandBatchRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.subscriberId != null && $Object.hasOwnProperty.call(message, "subscriberId") && message.subscriberId.length)
     writer.uint32(10).bytes(message.subscriberId);
    if (message.commands != null && message.commands.length)
     for (let i = 0; i < message.commands.length; ++i)
      $root.ray.rpc.Command.encode(message.commands[i], writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.senderId != null && $Object.hasOwnProperty.call(message, "senderId") && message.senderId.length)
     writer.uint32(26).bytes(message.senderId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GcsSubscriberCommandBatchRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GcsSubscriberCommandBatchRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.subscriberId = value;
       else
        delete message.subscriberId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.commands && message.commands.length))
        message.commands = [];
       message.commands.push($root.ray.rpc.Command.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.senderId = value;
       else
        delete message.senderId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GcsSubscriberCommandBatchRequest;
  })();

  rpc.GcsSubscriberCommandBatchReply = (function() {

   const GcsSubscriberCommandBatchReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GcsSubscriberCommandBatchReply.prototype.status = null;

   GcsSubscriberCommandBatchReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(802).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GcsSubscriberCommandBatchReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GcsSubscriberCommandBatchReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 100: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GcsSubscriberCommandBatchReply;
  })();

  rpc.GetAllResourceUsageRequest = (function() {

   const GetAllResourceUsageRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetAllResourceUsageRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetAllResourceUsageRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetAllResourceUsageRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetAllResourceUsageRequest;
  })();

  rpc.GetAllResourceUsageReply = (function() {

   const GetAllResourceUsageReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetAllResourceUsageReply.prototype.status = null;
   GetAllResourceUsageReply.prototype.resourceUsageData = null;

   GetAllResourceUsageReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
     $root.ray.rpc.GcsStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.resourceUsageData != null && $Object.hasOwnProperty.call(message, "resourceUsageData"))
     $root.ray.rpc.ResourceUsageBatchData.encode(message.resourceUsageData, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetAllResourceUsageReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetAllResourceUsageReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.status = $root.ray.rpc.GcsStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.resourceUsageData = $root.ray.rpc.ResourceUsageBatchData.decode(reader, reader.size(), $undefined, _depth + 1, message.resourceUsageData);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetAllResourceUsageReply;
  })();

  rpc.GcsStatus = (function() {

   const GcsStatus = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GcsStatus.prototype.code = 0;
   GcsStatus.prototype.message = "";

   GcsStatus.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
     writer.uint32(8).int32(message.code);
    if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
     writer.uint32(18).string(message.message);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GcsStatus.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GcsStatus();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.code = value;
       else
        delete message.code;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.message = value;
       else
        delete message.message;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GcsStatus;
  })();

  rpc.WorkerBacklogReport = (function() {

   const WorkerBacklogReport = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   WorkerBacklogReport.prototype.leaseSpec = null;
   WorkerBacklogReport.prototype.backlogSize = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

   WorkerBacklogReport.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.leaseSpec != null && $Object.hasOwnProperty.call(message, "leaseSpec"))
     $root.ray.rpc.LeaseSpec.encode(message.leaseSpec, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.backlogSize != null && $Object.hasOwnProperty.call(message, "backlogSize") && (typeof message.backlogSize === "object" ? message.backlogSize.low || message.backlogSize.high : message.backlogSize !== 0))
     writer.uint32(16).int64(message.backlogSize);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   WorkerBacklogReport.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.WorkerBacklogReport();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.leaseSpec = $root.ray.rpc.LeaseSpec.decode(reader, reader.size(), $undefined, _depth + 1, message.leaseSpec);
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.backlogSize = value;
       else
        delete message.backlogSize;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return WorkerBacklogReport;
  })();

  rpc.ReportWorkerBacklogRequest = (function() {

   const ReportWorkerBacklogRequest = function (properties) {
    this.backlogReports = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ReportWorkerBacklogRequest.prototype.workerId = $util.newBuffer([]);
   ReportWorkerBacklogRequest.prototype.backlogReports = $util.emptyArray;

   ReportWorkerBacklogRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.workerId != null && $Object.hasOwnProperty.call(message, "workerId") && message.workerId.length)
     writer.uint32(10).bytes(message.workerId);
    if (message.backlogReports != null && message.backlogReports.length)
     for (let i = 0; i < message.backlogReports.length; ++i)
      $root.ray.rpc.WorkerBacklogReport.encode(message.backlogReports[i], writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ReportWorkerBacklogRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ReportWorkerBacklogRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.workerId = value;
       else
        delete message.workerId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.backlogReports && message.backlogReports.length))
        message.backlogReports = [];
       message.backlogReports.push($root.ray.rpc.WorkerBacklogReport.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ReportWorkerBacklogRequest;
  })();

  rpc.ReportWorkerBacklogReply = (function() {

   const ReportWorkerBacklogReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ReportWorkerBacklogReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ReportWorkerBacklogReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ReportWorkerBacklogReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ReportWorkerBacklogReply;
  })();

  rpc.RequestWorkerLeaseRequest = (function() {

   const RequestWorkerLeaseRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RequestWorkerLeaseRequest.prototype.leaseSpec = null;
   RequestWorkerLeaseRequest.prototype.backlogSize = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   RequestWorkerLeaseRequest.prototype.grantOrReject = false;
   RequestWorkerLeaseRequest.prototype.isSelectedBasedOnLocality = false;

   RequestWorkerLeaseRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.leaseSpec != null && $Object.hasOwnProperty.call(message, "leaseSpec"))
     $root.ray.rpc.LeaseSpec.encode(message.leaseSpec, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.backlogSize != null && $Object.hasOwnProperty.call(message, "backlogSize") && (typeof message.backlogSize === "object" ? message.backlogSize.low || message.backlogSize.high : message.backlogSize !== 0))
     writer.uint32(16).int64(message.backlogSize);
    if (message.grantOrReject != null && $Object.hasOwnProperty.call(message, "grantOrReject") && message.grantOrReject !== false)
     writer.uint32(24).bool(message.grantOrReject);
    if (message.isSelectedBasedOnLocality != null && $Object.hasOwnProperty.call(message, "isSelectedBasedOnLocality") && message.isSelectedBasedOnLocality !== false)
     writer.uint32(32).bool(message.isSelectedBasedOnLocality);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RequestWorkerLeaseRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RequestWorkerLeaseRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.leaseSpec = $root.ray.rpc.LeaseSpec.decode(reader, reader.size(), $undefined, _depth + 1, message.leaseSpec);
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.backlogSize = value;
       else
        delete message.backlogSize;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.grantOrReject = value;
       else
        delete message.grantOrReject;
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.isSelectedBasedOnLocality = value;
       else
        delete message.isSelectedBasedOnLocality;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RequestWorkerLeaseRequest;
  })();

  rpc.RequestWorkerLeaseReply = (function() {

   const RequestWorkerLeaseReply = function (properties) {
    this.resourceMapping = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RequestWorkerLeaseReply.prototype.workerAddress = null;
   RequestWorkerLeaseReply.prototype.retryAtRayletAddress = null;
   RequestWorkerLeaseReply.prototype.resourceMapping = $util.emptyArray;
   RequestWorkerLeaseReply.prototype.canceled = false;
   RequestWorkerLeaseReply.prototype.workerPid = 0;
   RequestWorkerLeaseReply.prototype.rejected = false;
   RequestWorkerLeaseReply.prototype.resourcesData = null;
   RequestWorkerLeaseReply.prototype.failureType = 0;
   RequestWorkerLeaseReply.prototype.schedulingFailureMessage = "";

   RequestWorkerLeaseReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.workerAddress != null && $Object.hasOwnProperty.call(message, "workerAddress"))
     $root.ray.rpc.Address.encode(message.workerAddress, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.retryAtRayletAddress != null && $Object.hasOwnProperty.call(message, "retryAtRayletAddress"))
     $root.ray.rpc.Address.encode(message.retryAtRayletAddress, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.resourceMapping != null && message.resourceMapping.length)
     for (let i = 0; i < message.resourceMapping.length; ++i)
      $root.ray.rpc.ResourceMapEntry.encode(message.resourceMapping[i], writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.canceled != null && $Object.hasOwnProperty.call(message, "canceled") && message.canceled !== false)
     writer.uint32(32).bool(message.canceled);
    if (message.workerPid != null && $Object.hasOwnProperty.call(message, "workerPid") && message.workerPid !== 0)
     writer.uint32(48).uint32(message.workerPid);
    if (message.rejected != null && $Object.hasOwnProperty.call(message, "rejected") && message.rejected !== false)
     writer.uint32(56).bool(message.rejected);
    if (message.resourcesData != null && $Object.hasOwnProperty.call(message, "resourcesData"))
     $root.ray.rpc.ResourcesData.encode(message.resourcesData, writer.uint32(66).fork(), _depth + 1).ldelim();
    if (message.failureType != null && $Object.hasOwnProperty.call(message, "failureType") && message.failureType !== 0)
     writer.uint32(72).int32(message.failureType);
    if (message.schedulingFailureMessage != null && $Object.hasOwnProperty.call(message, "schedulingFailureMessage") && message.schedulingFailureMessage !== "")
     writer.uint32(82).string(message.schedulingFailureMessage);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RequestWorkerLeaseReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RequestWorkerLeaseReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.workerAddress = $root.ray.rpc.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.workerAddress);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.retryAtRayletAddress = $root.ray.rpc.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.retryAtRayletAddress);
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if (!(message.resourceMapping && message.resourceMapping.length))
        message.resourceMapping = [];
       message.resourceMapping.push($root.ray.rpc.ResourceMapEntry.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.canceled = value;
       else
        delete message.canceled;
       continue;
      }
     case 6: {
       if (wireType !== 0)
        break;
       if (value = reader.uint32())
        message.workerPid = value;
       else
        delete message.workerPid;
       continue;
      }
     case 7: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.rejected = value;
       else
        delete message.rejected;
       continue;
      }
     case 8: {
       if (wireType !== 2)
        break;
       message.resourcesData = $root.ray.rpc.ResourcesData.decode(reader, reader.size(), $undefined, _depth + 1, message.resourcesData);
       continue;
      }
     case 9: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.failureType = value;
       else
        delete message.failureType;
       continue;
      }
     case 10: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.schedulingFailureMessage = value;
       else
        delete message.schedulingFailureMessage;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   RequestWorkerLeaseReply.SchedulingFailureType = (function() {
    const valuesById = $Object.create(null), values = $Object.create(valuesById);
    values[valuesById[0] = "NOT_FAILED"] = 0;
    values[valuesById[1] = "SCHEDULING_FAILED"] = 1;
    values[valuesById[2] = "SCHEDULING_CANCELLED_PLACEMENT_GROUP_REMOVED"] = 2;
    values[valuesById[3] = "SCHEDULING_CANCELLED_RUNTIME_ENV_SETUP_FAILED"] = 3;
    values[valuesById[4] = "SCHEDULING_CANCELLED_INTENDED"] = 4;
    values[valuesById[5] = "SCHEDULING_CANCELLED_UNSCHEDULABLE"] = 5;
    values[valuesById[6] = "SCHEDULING_CANCELLED_WORKER_STARTUP_FAILED"] = 6;
    return values;
   })();

   return RequestWorkerLeaseReply;
  })();

  rpc.PrestartWorkersRequest = (function() {

   const PrestartWorkersRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PrestartWorkersRequest.prototype.language = 0;
   PrestartWorkersRequest.prototype.jobId = null;
   PrestartWorkersRequest.prototype.runtimeEnvInfo = null;
   PrestartWorkersRequest.prototype.keepAliveDurationSecs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   PrestartWorkersRequest.prototype.numWorkers = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(PrestartWorkersRequest.prototype, "_jobId", {
    get: $util.oneOfGetter($oneOfFields = ["jobId"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   PrestartWorkersRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.language != null && $Object.hasOwnProperty.call(message, "language") && message.language !== 0)
     writer.uint32(8).int32(message.language);
    if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId"))
     writer.uint32(18).bytes(message.jobId);
    if (message.runtimeEnvInfo != null && $Object.hasOwnProperty.call(message, "runtimeEnvInfo"))
     $root.ray.rpc.RuntimeEnvInfo.encode(message.runtimeEnvInfo, writer.uint32(26).fork(), _depth + 1).ldelim();
    if (message.keepAliveDurationSecs != null && $Object.hasOwnProperty.call(message, "keepAliveDurationSecs") && (typeof message.keepAliveDurationSecs === "object" ? message.keepAliveDurationSecs.low || message.keepAliveDurationSecs.high : message.keepAliveDurationSecs !== 0))
     writer.uint32(32).uint64(message.keepAliveDurationSecs);
    if (message.numWorkers != null && $Object.hasOwnProperty.call(message, "numWorkers") && (typeof message.numWorkers === "object" ? message.numWorkers.low || message.numWorkers.high : message.numWorkers !== 0))
     writer.uint32(40).uint64(message.numWorkers);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PrestartWorkersRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PrestartWorkersRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.language = value;
       else
        delete message.language;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.jobId = reader.bytes();
       message._jobId = "jobId";
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       message.runtimeEnvInfo = $root.ray.rpc.RuntimeEnvInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.runtimeEnvInfo);
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.keepAliveDurationSecs = value;
       else
        delete message.keepAliveDurationSecs;
       continue;
      }
     case 5: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.numWorkers = value;
       else
        delete message.numWorkers;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PrestartWorkersRequest;
  })();

  rpc.PrestartWorkersReply = (function() {

   const PrestartWorkersReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PrestartWorkersReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PrestartWorkersReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PrestartWorkersReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PrestartWorkersReply;
  })();

  rpc.PrepareBundleResourcesRequest = (function() {

   const PrepareBundleResourcesRequest = function (properties) {
    this.bundleSpecs = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PrepareBundleResourcesRequest.prototype.bundleSpecs = $util.emptyArray;

   PrepareBundleResourcesRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.bundleSpecs != null && message.bundleSpecs.length)
     for (let i = 0; i < message.bundleSpecs.length; ++i)
      $root.ray.rpc.Bundle.encode(message.bundleSpecs[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PrepareBundleResourcesRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PrepareBundleResourcesRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.bundleSpecs && message.bundleSpecs.length))
        message.bundleSpecs = [];
       message.bundleSpecs.push($root.ray.rpc.Bundle.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PrepareBundleResourcesRequest;
  })();

  rpc.PrepareBundleResourcesReply = (function() {

   const PrepareBundleResourcesReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PrepareBundleResourcesReply.prototype.success = false;

   PrepareBundleResourcesReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.success != null && $Object.hasOwnProperty.call(message, "success") && message.success !== false)
     writer.uint32(8).bool(message.success);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PrepareBundleResourcesReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PrepareBundleResourcesReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.success = value;
       else
        delete message.success;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PrepareBundleResourcesReply;
  })();

  rpc.CommitBundleResourcesRequest = (function() {

   const CommitBundleResourcesRequest = function (properties) {
    this.bundleSpecs = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   CommitBundleResourcesRequest.prototype.bundleSpecs = $util.emptyArray;

   CommitBundleResourcesRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.bundleSpecs != null && message.bundleSpecs.length)
     for (let i = 0; i < message.bundleSpecs.length; ++i)
      $root.ray.rpc.Bundle.encode(message.bundleSpecs[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   CommitBundleResourcesRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.CommitBundleResourcesRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.bundleSpecs && message.bundleSpecs.length))
        message.bundleSpecs = [];
       message.bundleSpecs.push($root.ray.rpc.Bundle.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return CommitBundleResourcesRequest;
  })();

  rpc.CommitBundleResourcesReply = (function() {

   const CommitBundleResourcesReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   CommitBundleResourcesReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   CommitBundleResourcesReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.CommitBundleResourcesReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return CommitBundleResourcesReply;
  })();

  rpc.RemovePlacementGroupBundlesRequest = (function() {

   const RemovePlacementGroupBundlesRequest = function (properties) {
    this.bundleSpecs = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RemovePlacementGroupBundlesRequest.prototype.placementGroupId = $util.newBuffer([]);
   RemovePlacementGroupBundlesRequest.prototype.bundleSpecs = $util.emptyArray;

   RemovePlacementGroupBundlesRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.placementGroupId != null && $Object.hasOwnProperty.call(message, "placementGroupId") && message.placementGroupId.length)
     writer.uint32(10).bytes(message.placementGroupId);
    if (message.bundleSpecs != null && message.bundleSpecs.length)
     for (let i = 0; i < message.bundleSpecs.length; ++i)
      $root.ray.rpc.Bundle.encode(message.bundleSpecs[i], writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RemovePlacementGroupBundlesRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RemovePlacementGroupBundlesRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.placementGroupId = value;
       else
        delete message.placementGroupId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.bundleSpecs && message.bundleSpecs.length))
        message.bundleSpecs = [];
       message.bundleSpecs.push($root.ray.rpc.Bundle.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RemovePlacementGroupBundlesRequest;
  })();

  rpc.RemovePlacementGroupBundlesReply = (function() {

   const RemovePlacementGroupBundlesReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RemovePlacementGroupBundlesReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RemovePlacementGroupBundlesReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RemovePlacementGroupBundlesReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RemovePlacementGroupBundlesReply;
  })();

  rpc.ResizeLocalResourceInstancesRequest = (function() {

   const ResizeLocalResourceInstancesRequest = function (properties) {
    this.resources = {};
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ResizeLocalResourceInstancesRequest.prototype.resources = $util.emptyObject;

   ResizeLocalResourceInstancesRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.resources != null && $Object.hasOwnProperty.call(message, "resources"))
     for (let keys = $Object.keys(message.resources), i = 0; i < keys.length; ++i)
      writer.uint32(10).fork().uint32(10).string(keys[i]).uint32(17).double(message.resources[keys[i]]).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ResizeLocalResourceInstancesRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, key, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ResizeLocalResourceInstancesRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (message.resources === $util.emptyObject)
        message.resources = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = 0;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 1)
          break;
         value = reader.double();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.resources, key);
       message.resources[key] = value;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ResizeLocalResourceInstancesRequest;
  })();

  rpc.ResizeLocalResourceInstancesReply = (function() {

   const ResizeLocalResourceInstancesReply = function (properties) {
    this.totalResources = {};
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ResizeLocalResourceInstancesReply.prototype.totalResources = $util.emptyObject;

   ResizeLocalResourceInstancesReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.totalResources != null && $Object.hasOwnProperty.call(message, "totalResources"))
     for (let keys = $Object.keys(message.totalResources), i = 0; i < keys.length; ++i)
      writer.uint32(10).fork().uint32(10).string(keys[i]).uint32(17).double(message.totalResources[keys[i]]).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ResizeLocalResourceInstancesReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, key, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ResizeLocalResourceInstancesReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (message.totalResources === $util.emptyObject)
        message.totalResources = {};
       let end2 = reader.size() + reader.pos;
       if (end2 > reader.len)
        throw $RangeError("index out of range");
       reader.len = end2;
       key = "";
       value = 0;
       while (reader.pos < end2) {
        let tag2 = reader.tag();
        wireType = tag2 & 7;
        switch (tag2 >>>= 3) {
        case 1:
         if (wireType !== 2)
          break;
         key = reader.stringVerify();
         continue;
        case 2:
         if (wireType !== 1)
          break;
         value = reader.double();
         continue;
        }
        reader.skipType(wireType, _depth, tag2);
       }
       if (reader.pos !== end2)
        throw $RangeError("index out of range");
       reader.len = end;
       if (key === "__proto__")
        $util.makeProp(message.totalResources, key);
       message.totalResources[key] = value;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ResizeLocalResourceInstancesReply;
  })();

  rpc.ReturnWorkerLeaseRequest = (function() {

   const ReturnWorkerLeaseRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ReturnWorkerLeaseRequest.prototype.workerPort = 0;
   ReturnWorkerLeaseRequest.prototype.leaseId = $util.newBuffer([]);
   ReturnWorkerLeaseRequest.prototype.disconnectWorker = false;
   ReturnWorkerLeaseRequest.prototype.workerExiting = false;
   ReturnWorkerLeaseRequest.prototype.disconnectWorkerErrorDetail = "";

   ReturnWorkerLeaseRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.workerPort != null && $Object.hasOwnProperty.call(message, "workerPort") && message.workerPort !== 0)
     writer.uint32(8).int32(message.workerPort);
    if (message.leaseId != null && $Object.hasOwnProperty.call(message, "leaseId") && message.leaseId.length)
     writer.uint32(18).bytes(message.leaseId);
    if (message.disconnectWorker != null && $Object.hasOwnProperty.call(message, "disconnectWorker") && message.disconnectWorker !== false)
     writer.uint32(24).bool(message.disconnectWorker);
    if (message.workerExiting != null && $Object.hasOwnProperty.call(message, "workerExiting") && message.workerExiting !== false)
     writer.uint32(32).bool(message.workerExiting);
    if (message.disconnectWorkerErrorDetail != null && $Object.hasOwnProperty.call(message, "disconnectWorkerErrorDetail") && message.disconnectWorkerErrorDetail !== "")
     writer.uint32(42).string(message.disconnectWorkerErrorDetail);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ReturnWorkerLeaseRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ReturnWorkerLeaseRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.workerPort = value;
       else
        delete message.workerPort;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.leaseId = value;
       else
        delete message.leaseId;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.disconnectWorker = value;
       else
        delete message.disconnectWorker;
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.workerExiting = value;
       else
        delete message.workerExiting;
       continue;
      }
     case 5: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.disconnectWorkerErrorDetail = value;
       else
        delete message.disconnectWorkerErrorDetail;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ReturnWorkerLeaseRequest;
  })();

  rpc.ReturnWorkerLeaseReply = (function() {

   const ReturnWorkerLeaseReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ReturnWorkerLeaseReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ReturnWorkerLeaseReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ReturnWorkerLeaseReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ReturnWorkerLeaseReply;
  })();

  rpc.ReleaseUnusedActorWorkersRequest = (function() {

   const ReleaseUnusedActorWorkersRequest = function (properties) {
    this.workerIdsInUse = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ReleaseUnusedActorWorkersRequest.prototype.workerIdsInUse = $util.emptyArray;

   ReleaseUnusedActorWorkersRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.workerIdsInUse != null && message.workerIdsInUse.length)
     for (let i = 0; i < message.workerIdsInUse.length; ++i)
      writer.uint32(10).bytes(message.workerIdsInUse[i]);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ReleaseUnusedActorWorkersRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ReleaseUnusedActorWorkersRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.workerIdsInUse && message.workerIdsInUse.length))
        message.workerIdsInUse = [];
       message.workerIdsInUse.push(reader.bytes());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ReleaseUnusedActorWorkersRequest;
  })();

  rpc.ReleaseUnusedActorWorkersReply = (function() {

   const ReleaseUnusedActorWorkersReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ReleaseUnusedActorWorkersReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ReleaseUnusedActorWorkersReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ReleaseUnusedActorWorkersReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ReleaseUnusedActorWorkersReply;
  })();

  rpc.ShutdownRayletRequest = (function() {

   const ShutdownRayletRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ShutdownRayletRequest.prototype.graceful = false;

   ShutdownRayletRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.graceful != null && $Object.hasOwnProperty.call(message, "graceful") && message.graceful !== false)
     writer.uint32(8).bool(message.graceful);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ShutdownRayletRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ShutdownRayletRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.graceful = value;
       else
        delete message.graceful;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ShutdownRayletRequest;
  })();

  rpc.ShutdownRayletReply = (function() {

   const ShutdownRayletReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ShutdownRayletReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ShutdownRayletReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ShutdownRayletReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ShutdownRayletReply;
  })();

  rpc.CancelWorkerLeaseRequest = (function() {

   const CancelWorkerLeaseRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   CancelWorkerLeaseRequest.prototype.leaseId = $util.newBuffer([]);

   CancelWorkerLeaseRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.leaseId != null && $Object.hasOwnProperty.call(message, "leaseId") && message.leaseId.length)
     writer.uint32(10).bytes(message.leaseId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   CancelWorkerLeaseRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.CancelWorkerLeaseRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.leaseId = value;
       else
        delete message.leaseId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return CancelWorkerLeaseRequest;
  })();

  rpc.CancelWorkerLeaseReply = (function() {

   const CancelWorkerLeaseReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   CancelWorkerLeaseReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   CancelWorkerLeaseReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.CancelWorkerLeaseReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return CancelWorkerLeaseReply;
  })();

  rpc.PinObjectIDsRequest = (function() {

   const PinObjectIDsRequest = function (properties) {
    this.objectIds = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PinObjectIDsRequest.prototype.ownerAddress = null;
   PinObjectIDsRequest.prototype.objectIds = $util.emptyArray;
   PinObjectIDsRequest.prototype.generatorId = null;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(PinObjectIDsRequest.prototype, "_generatorId", {
    get: $util.oneOfGetter($oneOfFields = ["generatorId"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   PinObjectIDsRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.ownerAddress != null && $Object.hasOwnProperty.call(message, "ownerAddress"))
     $root.ray.rpc.Address.encode(message.ownerAddress, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.objectIds != null && message.objectIds.length)
     for (let i = 0; i < message.objectIds.length; ++i)
      writer.uint32(18).bytes(message.objectIds[i]);
    if (message.generatorId != null && $Object.hasOwnProperty.call(message, "generatorId"))
     writer.uint32(26).bytes(message.generatorId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PinObjectIDsRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PinObjectIDsRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.ownerAddress = $root.ray.rpc.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.ownerAddress);
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.objectIds && message.objectIds.length))
        message.objectIds = [];
       message.objectIds.push(reader.bytes());
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       message.generatorId = reader.bytes();
       message._generatorId = "generatorId";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PinObjectIDsRequest;
  })();

  rpc.PinObjectIDsReply = (function() {

   const PinObjectIDsReply = function (properties) {
    this.successes = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PinObjectIDsReply.prototype.successes = $util.emptyArray;

   PinObjectIDsReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.successes != null && message.successes.length)
     writer.uint32(10).bools(message.successes);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PinObjectIDsReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PinObjectIDsReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType === 2) {
        if (!(message.successes && message.successes.length))
         message.successes = [];
        reader.bools(message.successes);
        continue;
       }
       if (wireType !== 0)
        break;
       if (!(message.successes && message.successes.length))
        message.successes = [];
       message.successes.push(reader.bool());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PinObjectIDsReply;
  })();

  rpc.GetNodeStatsRequest = (function() {

   const GetNodeStatsRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetNodeStatsRequest.prototype.includeMemoryInfo = false;

   GetNodeStatsRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.includeMemoryInfo != null && $Object.hasOwnProperty.call(message, "includeMemoryInfo") && message.includeMemoryInfo !== false)
     writer.uint32(8).bool(message.includeMemoryInfo);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetNodeStatsRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetNodeStatsRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.includeMemoryInfo = value;
       else
        delete message.includeMemoryInfo;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetNodeStatsRequest;
  })();

  rpc.ObjectStoreStats = (function() {

   const ObjectStoreStats = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ObjectStoreStats.prototype.spillTimeTotalS = 0;
   ObjectStoreStats.prototype.spilledBytesTotal = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ObjectStoreStats.prototype.spilledObjectsTotal = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ObjectStoreStats.prototype.restoreTimeTotalS = 0;
   ObjectStoreStats.prototype.restoredBytesTotal = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ObjectStoreStats.prototype.restoredObjectsTotal = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ObjectStoreStats.prototype.objectStoreBytesUsed = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ObjectStoreStats.prototype.objectStoreBytesAvail = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ObjectStoreStats.prototype.objectStoreBytesPrimaryCopy = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ObjectStoreStats.prototype.objectStoreBytesFallback = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ObjectStoreStats.prototype.numLocalObjects = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ObjectStoreStats.prototype.objectPullsQueued = false;
   ObjectStoreStats.prototype.numObjectStorePrimaryCopies = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ObjectStoreStats.prototype.cumulativeCreatedObjects = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   ObjectStoreStats.prototype.cumulativeCreatedBytes = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

   ObjectStoreStats.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.spillTimeTotalS != null && $Object.hasOwnProperty.call(message, "spillTimeTotalS") && !$Object.is(message.spillTimeTotalS, 0))
     writer.uint32(9).double(message.spillTimeTotalS);
    if (message.spilledBytesTotal != null && $Object.hasOwnProperty.call(message, "spilledBytesTotal") && (typeof message.spilledBytesTotal === "object" ? message.spilledBytesTotal.low || message.spilledBytesTotal.high : message.spilledBytesTotal !== 0))
     writer.uint32(16).int64(message.spilledBytesTotal);
    if (message.spilledObjectsTotal != null && $Object.hasOwnProperty.call(message, "spilledObjectsTotal") && (typeof message.spilledObjectsTotal === "object" ? message.spilledObjectsTotal.low || message.spilledObjectsTotal.high : message.spilledObjectsTotal !== 0))
     writer.uint32(24).int64(message.spilledObjectsTotal);
    if (message.restoreTimeTotalS != null && $Object.hasOwnProperty.call(message, "restoreTimeTotalS") && !$Object.is(message.restoreTimeTotalS, 0))
     writer.uint32(33).double(message.restoreTimeTotalS);
    if (message.restoredBytesTotal != null && $Object.hasOwnProperty.call(message, "restoredBytesTotal") && (typeof message.restoredBytesTotal === "object" ? message.restoredBytesTotal.low || message.restoredBytesTotal.high : message.restoredBytesTotal !== 0))
     writer.uint32(40).int64(message.restoredBytesTotal);
    if (message.restoredObjectsTotal != null && $Object.hasOwnProperty.call(message, "restoredObjectsTotal") && (typeof message.restoredObjectsTotal === "object" ? message.restoredObjectsTotal.low || message.restoredObjectsTotal.high : message.restoredObjectsTotal !== 0))
     writer.uint32(48).int64(message.restoredObjectsTotal);
    if (message.objectStoreBytesUsed != null && $Object.hasOwnProperty.call(message, "objectStoreBytesUsed") && (typeof message.objectStoreBytesUsed === "object" ? message.objectStoreBytesUsed.low || message.objectStoreBytesUsed.high : message.objectStoreBytesUsed !== 0))
     writer.uint32(56).int64(message.objectStoreBytesUsed);
    if (message.objectStoreBytesAvail != null && $Object.hasOwnProperty.call(message, "objectStoreBytesAvail") && (typeof message.objectStoreBytesAvail === "object" ? message.objectStoreBytesAvail.low || message.objectStoreBytesAvail.high : message.objectStoreBytesAvail !== 0))
     writer.uint32(64).int64(message.objectStoreBytesAvail);
    if (message.objectStoreBytesPrimaryCopy != null && $Object.hasOwnProperty.call(message, "objectStoreBytesPrimaryCopy") && (typeof message.objectStoreBytesPrimaryCopy === "object" ? message.objectStoreBytesPrimaryCopy.low || message.objectStoreBytesPrimaryCopy.high : message.objectStoreBytesPrimaryCopy !== 0))
     writer.uint32(72).int64(message.objectStoreBytesPrimaryCopy);
    if (message.objectStoreBytesFallback != null && $Object.hasOwnProperty.call(message, "objectStoreBytesFallback") && (typeof message.objectStoreBytesFallback === "object" ? message.objectStoreBytesFallback.low || message.objectStoreBytesFallback.high : message.objectStoreBytesFallback !== 0))
     writer.uint32(80).int64(message.objectStoreBytesFallback);
    if (message.numLocalObjects != null && $Object.hasOwnProperty.call(message, "numLocalObjects") && (typeof message.numLocalObjects === "object" ? message.numLocalObjects.low || message.numLocalObjects.high : message.numLocalObjects !== 0))
     writer.uint32(88).int64(message.numLocalObjects);
    if (message.objectPullsQueued != null && $Object.hasOwnProperty.call(message, "objectPullsQueued") && message.objectPullsQueued !== false)
     writer.uint32(96).bool(message.objectPullsQueued);
    if (message.numObjectStorePrimaryCopies != null && $Object.hasOwnProperty.call(message, "numObjectStorePrimaryCopies") && (typeof message.numObjectStorePrimaryCopies === "object" ? message.numObjectStorePrimaryCopies.low || message.numObjectStorePrimaryCopies.high : message.numObjectStorePrimaryCopies !== 0))
     writer.uint32(104).int64(message.numObjectStorePrimaryCopies);
    if (message.cumulativeCreatedObjects != null && $Object.hasOwnProperty.call(message, "cumulativeCreatedObjects") && (typeof message.cumulativeCreatedObjects === "object" ? message.cumulativeCreatedObjects.low || message.cumulativeCreatedObjects.high : message.cumulativeCreatedObjects !== 0))
     writer.uint32(112).int64(message.cumulativeCreatedObjects);
    if (message.cumulativeCreatedBytes != null && $Object.hasOwnProperty.call(message, "cumulativeCreatedBytes") && (typeof message.cumulativeCreatedBytes === "object" ? message.cumulativeCreatedBytes.low || message.cumulativeCreatedBytes.high : message.cumulativeCreatedBytes !== 0))
     writer.uint32(120).int64(message.cumulativeCreatedBytes);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ObjectStoreStats.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ObjectStoreStats();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 1)
        break;
       if (!$Object.is(value = reader.double(), 0))
        message.spillTimeTotalS = value;
       else
        delete message.spillTimeTotalS;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.spilledBytesTotal = value;
       else
        delete message.spilledBytesTotal;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.spilledObjectsTotal = value;
       else
        delete message.spilledObjectsTotal;
       continue;
      }
     case 4: {
       if (wireType !== 1)
        break;
       if (!$Object.is(value = reader.double(), 0))
        message.restoreTimeTotalS = value;
       else
        delete message.restoreTimeTotalS;
       continue;
      }
     case 5: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.restoredBytesTotal = value;
       else
        delete message.restoredBytesTotal;
       continue;
      }
     case 6: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.restoredObjectsTotal = value;
       else
        delete message.restoredObjectsTotal;
       continue;
      }
     case 7: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.objectStoreBytesUsed = value;
       else
        delete message.objectStoreBytesUsed;
       continue;
      }
     case 8: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.objectStoreBytesAvail = value;
       else
        delete message.objectStoreBytesAvail;
       continue;
      }
     case 9: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.objectStoreBytesPrimaryCopy = value;
       else
        delete message.objectStoreBytesPrimaryCopy;
       continue;
      }
     case 10: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.objectStoreBytesFallback = value;
       else
        delete message.objectStoreBytesFallback;
       continue;
      }
     case 11: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.numLocalObjects = value;
       else
        delete message.numLocalObjects;
       continue;
      }
     case 12: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.objectPullsQueued = value;
       else
        delete message.objectPullsQueued;
       continue;
      }
     case 13: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.numObjectStorePrimaryCopies = value;
       else
        delete message.numObjectStorePrimaryCopies;
       continue;
      }
     case 14: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.cumulativeCreatedObjects = value;
       else
        delete message.cumulativeCreatedObjects;
       continue;
      }
     case 15: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.cumulativeCreatedBytes = value;
       else
        delete message.cumulativeCreatedBytes;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ObjectStoreStats;
  })();

  rpc.GetNodeStatsReply = (function() {

   const GetNodeStatsReply = function (properties) {
    this.coreWorkersStats = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetNodeStatsReply.prototype.coreWorkersStats = $util.emptyArray;
   GetNodeStatsReply.prototype.numWorkers = 0;
   GetNodeStatsReply.prototype.storeStats = null;

   GetNodeStatsReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.coreWorkersStats != null && message.coreWorkersStats.length)
     for (let i = 0; i < message.coreWorkersStats.length; ++i)
      $root.ray.rpc.CoreWorkerStats.encode(message.coreWorkersStats[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.numWorkers != null && $Object.hasOwnProperty.call(message, "numWorkers") && message.numWorkers !== 0)
     writer.uint32(24).uint32(message.numWorkers);
    if (message.storeStats != null && $Object.hasOwnProperty.call(message, "storeStats"))
     $root.ray.rpc.ObjectStoreStats.encode(message.storeStats, writer.uint32(50).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetNodeStatsReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetNodeStatsReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.coreWorkersStats && message.coreWorkersStats.length))
        message.coreWorkersStats = [];
       message.coreWorkersStats.push($root.ray.rpc.CoreWorkerStats.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (value = reader.uint32())
        message.numWorkers = value;
       else
        delete message.numWorkers;
       continue;
      }
     case 6: {
       if (wireType !== 2)
        break;
       message.storeStats = $root.ray.rpc.ObjectStoreStats.decode(reader, reader.size(), $undefined, _depth + 1, message.storeStats);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetNodeStatsReply;
  })();

  rpc.GlobalGCRequest = (function() {

   const GlobalGCRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GlobalGCRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GlobalGCRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GlobalGCRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GlobalGCRequest;
  })();

  rpc.GlobalGCReply = (function() {

   const GlobalGCReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GlobalGCReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GlobalGCReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GlobalGCReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GlobalGCReply;
  })();

  rpc.FormatGlobalMemoryInfoRequest = (function() {

   const FormatGlobalMemoryInfoRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   FormatGlobalMemoryInfoRequest.prototype.includeMemoryInfo = false;

   FormatGlobalMemoryInfoRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.includeMemoryInfo != null && $Object.hasOwnProperty.call(message, "includeMemoryInfo") && message.includeMemoryInfo !== false)
     writer.uint32(8).bool(message.includeMemoryInfo);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   FormatGlobalMemoryInfoRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.FormatGlobalMemoryInfoRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.includeMemoryInfo = value;
       else
        delete message.includeMemoryInfo;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return FormatGlobalMemoryInfoRequest;
  })();

  rpc.FormatGlobalMemoryInfoReply = (function() {

   const FormatGlobalMemoryInfoReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   FormatGlobalMemoryInfoReply.prototype.memorySummary = "";
   FormatGlobalMemoryInfoReply.prototype.storeStats = null;

   FormatGlobalMemoryInfoReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.memorySummary != null && $Object.hasOwnProperty.call(message, "memorySummary") && message.memorySummary !== "")
     writer.uint32(10).string(message.memorySummary);
    if (message.storeStats != null && $Object.hasOwnProperty.call(message, "storeStats"))
     $root.ray.rpc.ObjectStoreStats.encode(message.storeStats, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   FormatGlobalMemoryInfoReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.FormatGlobalMemoryInfoReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.memorySummary = value;
       else
        delete message.memorySummary;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.storeStats = $root.ray.rpc.ObjectStoreStats.decode(reader, reader.size(), $undefined, _depth + 1, message.storeStats);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return FormatGlobalMemoryInfoReply;
  })();

  rpc.ReleaseUnusedBundlesRequest = (function() {

   const ReleaseUnusedBundlesRequest = function (properties) {
    this.bundlesInUse = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ReleaseUnusedBundlesRequest.prototype.bundlesInUse = $util.emptyArray;

   ReleaseUnusedBundlesRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.bundlesInUse != null && message.bundlesInUse.length)
     for (let i = 0; i < message.bundlesInUse.length; ++i)
      $root.ray.rpc.Bundle.encode(message.bundlesInUse[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ReleaseUnusedBundlesRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ReleaseUnusedBundlesRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.bundlesInUse && message.bundlesInUse.length))
        message.bundlesInUse = [];
       message.bundlesInUse.push($root.ray.rpc.Bundle.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ReleaseUnusedBundlesRequest;
  })();

  rpc.ReleaseUnusedBundlesReply = (function() {

   const ReleaseUnusedBundlesReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   ReleaseUnusedBundlesReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   ReleaseUnusedBundlesReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.ReleaseUnusedBundlesReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return ReleaseUnusedBundlesReply;
  })();

  rpc.GetSystemConfigRequest = (function() {

   const GetSystemConfigRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetSystemConfigRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetSystemConfigRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetSystemConfigRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetSystemConfigRequest;
  })();

  rpc.GetSystemConfigReply = (function() {

   const GetSystemConfigReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetSystemConfigReply.prototype.systemConfig = "";

   GetSystemConfigReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.systemConfig != null && $Object.hasOwnProperty.call(message, "systemConfig") && message.systemConfig !== "")
     writer.uint32(10).string(message.systemConfig);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetSystemConfigReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetSystemConfigReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.systemConfig = value;
       else
        delete message.systemConfig;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetSystemConfigReply;
  })();

  rpc.GetObjectsInfoRequest = (function() {

   const GetObjectsInfoRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetObjectsInfoRequest.prototype.limit = null;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(GetObjectsInfoRequest.prototype, "_limit", {
    get: $util.oneOfGetter($oneOfFields = ["limit"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   GetObjectsInfoRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.limit != null && $Object.hasOwnProperty.call(message, "limit"))
     writer.uint32(8).int64(message.limit);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetObjectsInfoRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetObjectsInfoRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       message.limit = reader.int64();
       message._limit = "limit";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetObjectsInfoRequest;
  })();

  rpc.GetObjectsInfoReply = (function() {

   const GetObjectsInfoReply = function (properties) {
    this.coreWorkersStats = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetObjectsInfoReply.prototype.coreWorkersStats = $util.emptyArray;
   GetObjectsInfoReply.prototype.total = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

   GetObjectsInfoReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.coreWorkersStats != null && message.coreWorkersStats.length)
     for (let i = 0; i < message.coreWorkersStats.length; ++i)
      $root.ray.rpc.CoreWorkerStats.encode(message.coreWorkersStats[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.total != null && $Object.hasOwnProperty.call(message, "total") && (typeof message.total === "object" ? message.total.low || message.total.high : message.total !== 0))
     writer.uint32(16).int64(message.total);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetObjectsInfoReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetObjectsInfoReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.coreWorkersStats && message.coreWorkersStats.length))
        message.coreWorkersStats = [];
       message.coreWorkersStats.push($root.ray.rpc.CoreWorkerStats.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.total = value;
       else
        delete message.total;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetObjectsInfoReply;
  })();

  rpc.GetResourceLoadRequest = (function() {

   const GetResourceLoadRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetResourceLoadRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetResourceLoadRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetResourceLoadRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetResourceLoadRequest;
  })();

  rpc.GetResourceLoadReply = (function() {

   const GetResourceLoadReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetResourceLoadReply.prototype.resources = null;

   GetResourceLoadReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.resources != null && $Object.hasOwnProperty.call(message, "resources"))
     $root.ray.rpc.ResourcesData.encode(message.resources, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetResourceLoadReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetResourceLoadReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.resources = $root.ray.rpc.ResourcesData.decode(reader, reader.size(), $undefined, _depth + 1, message.resources);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetResourceLoadReply;
  })();

  rpc.CancelLeasesWithResourceShapesRequest = (function() {

   const CancelLeasesWithResourceShapesRequest = function (properties) {
    this.resourceShapes = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   CancelLeasesWithResourceShapesRequest.prototype.resourceShapes = $util.emptyArray;

   CancelLeasesWithResourceShapesRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.resourceShapes != null && message.resourceShapes.length)
     for (let i = 0; i < message.resourceShapes.length; ++i)
      $root.ray.rpc.CancelLeasesWithResourceShapesRequest.ResourceShape.encode(message.resourceShapes[i], writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   CancelLeasesWithResourceShapesRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.CancelLeasesWithResourceShapesRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.resourceShapes && message.resourceShapes.length))
        message.resourceShapes = [];
       message.resourceShapes.push($root.ray.rpc.CancelLeasesWithResourceShapesRequest.ResourceShape.decode(reader, reader.size(), $undefined, _depth + 1));
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   CancelLeasesWithResourceShapesRequest.ResourceShape = (function() {

    const ResourceShape = function (properties) {
     this.resourceShape = {};
     if (properties)
      for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
       if (properties[keys[i]] != null && keys[i] !== "__proto__")
        this[keys[i]] = properties[keys[i]];
    };

    ResourceShape.prototype.resourceShape = $util.emptyObject;

    ResourceShape.encode = function (message, writer, _depth) {
     if (!writer)
      writer = $Writer.create();
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $util.recursionLimit)
      throw $Error("max depth exceeded");
     if (message.resourceShape != null && $Object.hasOwnProperty.call(message, "resourceShape"))
      for (let keys = $Object.keys(message.resourceShape), i = 0; i < keys.length; ++i)
       writer.uint32(10).fork().uint32(10).string(keys[i]).uint32(17).double(message.resourceShape[keys[i]]).ldelim();
     if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
      for (let i = 0; i < message.$unknowns.length; ++i)
       writer.raw(message.$unknowns[i]);
     return writer;
    };

    ResourceShape.decode = function (reader, length, _end, _depth, _target) {
     if (!(reader instanceof $Reader))
      reader = $Reader.create(reader);
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $Reader.recursionLimit)
      throw $Error("max depth exceeded");
     let end, message, key, value;
     if (length === $undefined)
      end = reader.len;
     else {
      end = reader.pos + length;
      if (end > reader.len)
       throw $RangeError("index out of range");
      length = reader.len;
      reader.len = end;
     }
     message = _target || new $root.ray.rpc.CancelLeasesWithResourceShapesRequest.ResourceShape();
     while (reader.pos < end) {
      let start = reader.pos;
      let tag = reader.tag();
      if (tag === _end) {
       _end = $undefined;
       break;
      }
      let wireType = tag & 7;
      switch (tag >>>= 3) {
      case 1: {
        if (wireType !== 2)
         break;
        if (message.resourceShape === $util.emptyObject)
         message.resourceShape = {};
        let end2 = reader.size() + reader.pos;
        if (end2 > reader.len)
         throw $RangeError("index out of range");
        reader.len = end2;
        key = "";
        value = 0;
        while (reader.pos < end2) {
         let tag2 = reader.tag();
         wireType = tag2 & 7;
         switch (tag2 >>>= 3) {
         case 1:
          if (wireType !== 2)
           break;
          key = reader.stringVerify();
          continue;
         case 2:
          if (wireType !== 1)
           break;
          value = reader.double();
          continue;
         }
         reader.skipType(wireType, _depth, tag2);
        }
        if (reader.pos !== end2)
         throw $RangeError("index out of range");
        reader.len = end;
        if (key === "__proto__")
         $util.makeProp(message.resourceShape, key);
        message.resourceShape[key] = value;
        continue;
       }
      }
      reader.skipType(wireType, _depth, tag);
      if (!reader.discardUnknown) {
       $util.makeProp(message, "$unknowns", false);
       (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
      }
     }
     if (length !== $undefined) {
      if (reader.pos !== end)
       throw $RangeError("index out of range");
      reader.len = length;
     }
     if (_end !== $undefined)
      throw $Error("missing end group");
     return message;
    };

    return ResourceShape;
   })();

   return CancelLeasesWithResourceShapesRequest;
  })();

  rpc.CancelLeasesWithResourceShapesReply = (function() {

   const CancelLeasesWithResourceShapesReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   CancelLeasesWithResourceShapesReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   CancelLeasesWithResourceShapesReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.CancelLeasesWithResourceShapesReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return CancelLeasesWithResourceShapesReply;
  })();

  rpc.NotifyGCSRestartRequest = (function() {

   const NotifyGCSRestartRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   NotifyGCSRestartRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   NotifyGCSRestartRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.NotifyGCSRestartRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return NotifyGCSRestartRequest;
  })();

  rpc.NotifyGCSRestartReply = (function() {

   const NotifyGCSRestartReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   NotifyGCSRestartReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   NotifyGCSRestartReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.NotifyGCSRestartReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return NotifyGCSRestartReply;
  })();

  rpc.GetWorkerFailureCauseRequest = (function() {

   const GetWorkerFailureCauseRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetWorkerFailureCauseRequest.prototype.leaseId = $util.newBuffer([]);

   GetWorkerFailureCauseRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.leaseId != null && $Object.hasOwnProperty.call(message, "leaseId") && message.leaseId.length)
     writer.uint32(10).bytes(message.leaseId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetWorkerFailureCauseRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetWorkerFailureCauseRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.leaseId = value;
       else
        delete message.leaseId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetWorkerFailureCauseRequest;
  })();

  rpc.GetWorkerFailureCauseReply = (function() {

   const GetWorkerFailureCauseReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetWorkerFailureCauseReply.prototype.failureCause = null;
   GetWorkerFailureCauseReply.prototype.failTaskImmediately = false;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(GetWorkerFailureCauseReply.prototype, "_failureCause", {
    get: $util.oneOfGetter($oneOfFields = ["failureCause"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   GetWorkerFailureCauseReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.failureCause != null && $Object.hasOwnProperty.call(message, "failureCause"))
     $root.ray.rpc.RayErrorInfo.encode(message.failureCause, writer.uint32(10).fork(), _depth + 1).ldelim();
    if (message.failTaskImmediately != null && $Object.hasOwnProperty.call(message, "failTaskImmediately") && message.failTaskImmediately !== false)
     writer.uint32(16).bool(message.failTaskImmediately);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetWorkerFailureCauseReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetWorkerFailureCauseReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       message.failureCause = $root.ray.rpc.RayErrorInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.failureCause);
       message._failureCause = "failureCause";
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.failTaskImmediately = value;
       else
        delete message.failTaskImmediately;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetWorkerFailureCauseReply;
  })();

  rpc.DrainRayletRequest = (function() {

   const DrainRayletRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   DrainRayletRequest.prototype.reason = 0;
   DrainRayletRequest.prototype.reasonMessage = "";
   DrainRayletRequest.prototype.deadlineTimestampMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

   DrainRayletRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== 0)
     writer.uint32(8).int32(message.reason);
    if (message.reasonMessage != null && $Object.hasOwnProperty.call(message, "reasonMessage") && message.reasonMessage !== "")
     writer.uint32(18).string(message.reasonMessage);
    if (message.deadlineTimestampMs != null && $Object.hasOwnProperty.call(message, "deadlineTimestampMs") && (typeof message.deadlineTimestampMs === "object" ? message.deadlineTimestampMs.low || message.deadlineTimestampMs.high : message.deadlineTimestampMs !== 0))
     writer.uint32(24).int64(message.deadlineTimestampMs);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   DrainRayletRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.DrainRayletRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.reason = value;
       else
        delete message.reason;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.reasonMessage = value;
       else
        delete message.reasonMessage;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.deadlineTimestampMs = value;
       else
        delete message.deadlineTimestampMs;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return DrainRayletRequest;
  })();

  rpc.DrainRayletReply = (function() {

   const DrainRayletReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   DrainRayletReply.prototype.isAccepted = false;
   DrainRayletReply.prototype.rejectionReasonMessage = "";

   DrainRayletReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.isAccepted != null && $Object.hasOwnProperty.call(message, "isAccepted") && message.isAccepted !== false)
     writer.uint32(8).bool(message.isAccepted);
    if (message.rejectionReasonMessage != null && $Object.hasOwnProperty.call(message, "rejectionReasonMessage") && message.rejectionReasonMessage !== "")
     writer.uint32(18).string(message.rejectionReasonMessage);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   DrainRayletReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.DrainRayletReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.isAccepted = value;
       else
        delete message.isAccepted;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.rejectionReasonMessage = value;
       else
        delete message.rejectionReasonMessage;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return DrainRayletReply;
  })();

  rpc.RegisterMutableObjectRequest = (function() {

   const RegisterMutableObjectRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RegisterMutableObjectRequest.prototype.writerObjectId = $util.newBuffer([]);
   RegisterMutableObjectRequest.prototype.numReaders = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
   RegisterMutableObjectRequest.prototype.readerObjectId = $util.newBuffer([]);

   RegisterMutableObjectRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.writerObjectId != null && $Object.hasOwnProperty.call(message, "writerObjectId") && message.writerObjectId.length)
     writer.uint32(10).bytes(message.writerObjectId);
    if (message.numReaders != null && $Object.hasOwnProperty.call(message, "numReaders") && (typeof message.numReaders === "object" ? message.numReaders.low || message.numReaders.high : message.numReaders !== 0))
     writer.uint32(16).int64(message.numReaders);
    if (message.readerObjectId != null && $Object.hasOwnProperty.call(message, "readerObjectId") && message.readerObjectId.length)
     writer.uint32(26).bytes(message.readerObjectId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RegisterMutableObjectRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RegisterMutableObjectRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.writerObjectId = value;
       else
        delete message.writerObjectId;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
        message.numReaders = value;
       else
        delete message.numReaders;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.readerObjectId = value;
       else
        delete message.readerObjectId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RegisterMutableObjectRequest;
  })();

  rpc.RegisterMutableObjectReply = (function() {

   const RegisterMutableObjectReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   RegisterMutableObjectReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   RegisterMutableObjectReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.RegisterMutableObjectReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return RegisterMutableObjectReply;
  })();

  rpc.PushMutableObjectRequest = (function() {

   const PushMutableObjectRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PushMutableObjectRequest.prototype.writerObjectId = $util.newBuffer([]);
   PushMutableObjectRequest.prototype.totalDataSize = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   PushMutableObjectRequest.prototype.totalMetadataSize = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   PushMutableObjectRequest.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   PushMutableObjectRequest.prototype.chunkSize = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   PushMutableObjectRequest.prototype.data = $util.newBuffer([]);
   PushMutableObjectRequest.prototype.metadata = $util.newBuffer([]);

   PushMutableObjectRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.writerObjectId != null && $Object.hasOwnProperty.call(message, "writerObjectId") && message.writerObjectId.length)
     writer.uint32(10).bytes(message.writerObjectId);
    if (message.totalDataSize != null && $Object.hasOwnProperty.call(message, "totalDataSize") && (typeof message.totalDataSize === "object" ? message.totalDataSize.low || message.totalDataSize.high : message.totalDataSize !== 0))
     writer.uint32(16).uint64(message.totalDataSize);
    if (message.totalMetadataSize != null && $Object.hasOwnProperty.call(message, "totalMetadataSize") && (typeof message.totalMetadataSize === "object" ? message.totalMetadataSize.low || message.totalMetadataSize.high : message.totalMetadataSize !== 0))
     writer.uint32(24).uint64(message.totalMetadataSize);
    if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
     writer.uint32(32).uint64(message.offset);
    if (message.chunkSize != null && $Object.hasOwnProperty.call(message, "chunkSize") && (typeof message.chunkSize === "object" ? message.chunkSize.low || message.chunkSize.high : message.chunkSize !== 0))
     writer.uint32(40).uint64(message.chunkSize);
    if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
     writer.uint32(50).bytes(message.data);
    if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata") && message.metadata.length)
     writer.uint32(58).bytes(message.metadata);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PushMutableObjectRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PushMutableObjectRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.writerObjectId = value;
       else
        delete message.writerObjectId;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.totalDataSize = value;
       else
        delete message.totalDataSize;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.totalMetadataSize = value;
       else
        delete message.totalMetadataSize;
       continue;
      }
     case 4: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.offset = value;
       else
        delete message.offset;
       continue;
      }
     case 5: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.chunkSize = value;
       else
        delete message.chunkSize;
       continue;
      }
     case 6: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.data = value;
       else
        delete message.data;
       continue;
      }
     case 7: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.metadata = value;
       else
        delete message.metadata;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PushMutableObjectRequest;
  })();

  rpc.PushMutableObjectReply = (function() {

   const PushMutableObjectReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PushMutableObjectReply.prototype.done = false;

   PushMutableObjectReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.done != null && $Object.hasOwnProperty.call(message, "done") && message.done !== false)
     writer.uint32(8).bool(message.done);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PushMutableObjectReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PushMutableObjectReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.done = value;
       else
        delete message.done;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PushMutableObjectReply;
  })();

  rpc.IsLocalWorkerDeadRequest = (function() {

   const IsLocalWorkerDeadRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   IsLocalWorkerDeadRequest.prototype.workerId = $util.newBuffer([]);

   IsLocalWorkerDeadRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.workerId != null && $Object.hasOwnProperty.call(message, "workerId") && message.workerId.length)
     writer.uint32(10).bytes(message.workerId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   IsLocalWorkerDeadRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.IsLocalWorkerDeadRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.workerId = value;
       else
        delete message.workerId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return IsLocalWorkerDeadRequest;
  })();

  rpc.IsLocalWorkerDeadReply = (function() {

   const IsLocalWorkerDeadReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   IsLocalWorkerDeadReply.prototype.isDead = false;

   IsLocalWorkerDeadReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.isDead != null && $Object.hasOwnProperty.call(message, "isDead") && message.isDead !== false)
     writer.uint32(8).bool(message.isDead);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   IsLocalWorkerDeadReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.IsLocalWorkerDeadReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.isDead = value;
       else
        delete message.isDead;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return IsLocalWorkerDeadReply;
  })();

  rpc.GetWorkerPIDsRequest = (function() {

   const GetWorkerPIDsRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetWorkerPIDsRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetWorkerPIDsRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetWorkerPIDsRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetWorkerPIDsRequest;
  })();

  rpc.GetWorkerPIDsReply = (function() {

   const GetWorkerPIDsReply = function (properties) {
    this.pids = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetWorkerPIDsReply.prototype.pids = $util.emptyArray;

   GetWorkerPIDsReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.pids != null && message.pids.length)
     writer.uint32(10).int32s(message.pids);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetWorkerPIDsReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetWorkerPIDsReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType === 2) {
        if (!(message.pids && message.pids.length))
         message.pids = [];
        reader.int32s(message.pids);
        continue;
       }
       if (wireType !== 0)
        break;
       if (!(message.pids && message.pids.length))
        message.pids = [];
       message.pids.push(reader.int32());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetWorkerPIDsReply;
  })();

  rpc.GetAgentPIDsRequest = (function() {

   const GetAgentPIDsRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetAgentPIDsRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetAgentPIDsRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetAgentPIDsRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetAgentPIDsRequest;
  })();

  rpc.GetAgentPIDsReply = (function() {

   const GetAgentPIDsReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetAgentPIDsReply.prototype.dashboardAgentPid = null;
   GetAgentPIDsReply.prototype.runtimeEnvAgentPid = null;

   let $oneOfFields;

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(GetAgentPIDsReply.prototype, "_dashboardAgentPid", {
    get: $util.oneOfGetter($oneOfFields = ["dashboardAgentPid"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   // Virtual OneOf for proto3 optional field
   $Object.defineProperty(GetAgentPIDsReply.prototype, "_runtimeEnvAgentPid", {
    get: $util.oneOfGetter($oneOfFields = ["runtimeEnvAgentPid"]),
    set: $util.oneOfSetter($oneOfFields)
   });

   GetAgentPIDsReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.dashboardAgentPid != null && $Object.hasOwnProperty.call(message, "dashboardAgentPid"))
     writer.uint32(8).int32(message.dashboardAgentPid);
    if (message.runtimeEnvAgentPid != null && $Object.hasOwnProperty.call(message, "runtimeEnvAgentPid"))
     writer.uint32(16).int32(message.runtimeEnvAgentPid);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetAgentPIDsReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetAgentPIDsReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       message.dashboardAgentPid = reader.int32();
       message._dashboardAgentPid = "dashboardAgentPid";
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       message.runtimeEnvAgentPid = reader.int32();
       message._runtimeEnvAgentPid = "runtimeEnvAgentPid";
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetAgentPIDsReply;
  })();

  rpc.KillLocalActorRequest = (function() {

   const KillLocalActorRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   KillLocalActorRequest.prototype.intendedActorId = $util.newBuffer([]);
   KillLocalActorRequest.prototype.workerId = $util.newBuffer([]);
   KillLocalActorRequest.prototype.forceKill = false;
   KillLocalActorRequest.prototype.deathCause = null;

   KillLocalActorRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.intendedActorId != null && $Object.hasOwnProperty.call(message, "intendedActorId") && message.intendedActorId.length)
     writer.uint32(10).bytes(message.intendedActorId);
    if (message.workerId != null && $Object.hasOwnProperty.call(message, "workerId") && message.workerId.length)
     writer.uint32(18).bytes(message.workerId);
    if (message.forceKill != null && $Object.hasOwnProperty.call(message, "forceKill") && message.forceKill !== false)
     writer.uint32(24).bool(message.forceKill);
    if (message.deathCause != null && $Object.hasOwnProperty.call(message, "deathCause"))
     $root.ray.rpc.ActorDeathCause.encode(message.deathCause, writer.uint32(34).fork(), _depth + 1).ldelim();
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   KillLocalActorRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.KillLocalActorRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.intendedActorId = value;
       else
        delete message.intendedActorId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.workerId = value;
       else
        delete message.workerId;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.forceKill = value;
       else
        delete message.forceKill;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       message.deathCause = $root.ray.rpc.ActorDeathCause.decode(reader, reader.size(), $undefined, _depth + 1, message.deathCause);
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return KillLocalActorRequest;
  })();

  rpc.KillLocalActorReply = (function() {

   const KillLocalActorReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   KillLocalActorReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   KillLocalActorReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.KillLocalActorReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return KillLocalActorReply;
  })();

  rpc.CancelLocalTaskRequest = (function() {

   const CancelLocalTaskRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   CancelLocalTaskRequest.prototype.intendedTaskId = $util.newBuffer([]);
   CancelLocalTaskRequest.prototype.forceKill = false;
   CancelLocalTaskRequest.prototype.recursive = false;
   CancelLocalTaskRequest.prototype.callerWorkerId = $util.newBuffer([]);
   CancelLocalTaskRequest.prototype.executorWorkerId = $util.newBuffer([]);

   CancelLocalTaskRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.intendedTaskId != null && $Object.hasOwnProperty.call(message, "intendedTaskId") && message.intendedTaskId.length)
     writer.uint32(10).bytes(message.intendedTaskId);
    if (message.forceKill != null && $Object.hasOwnProperty.call(message, "forceKill") && message.forceKill !== false)
     writer.uint32(16).bool(message.forceKill);
    if (message.recursive != null && $Object.hasOwnProperty.call(message, "recursive") && message.recursive !== false)
     writer.uint32(24).bool(message.recursive);
    if (message.callerWorkerId != null && $Object.hasOwnProperty.call(message, "callerWorkerId") && message.callerWorkerId.length)
     writer.uint32(34).bytes(message.callerWorkerId);
    if (message.executorWorkerId != null && $Object.hasOwnProperty.call(message, "executorWorkerId") && message.executorWorkerId.length)
     writer.uint32(42).bytes(message.executorWorkerId);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   CancelLocalTaskRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.CancelLocalTaskRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.intendedTaskId = value;
       else
        delete message.intendedTaskId;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.forceKill = value;
       else
        delete message.forceKill;
       continue;
      }
     case 3: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.recursive = value;
       else
        delete message.recursive;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.callerWorkerId = value;
       else
        delete message.callerWorkerId;
       continue;
      }
     case 5: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.executorWorkerId = value;
       else
        delete message.executorWorkerId;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return CancelLocalTaskRequest;
  })();

  rpc.CancelLocalTaskReply = (function() {

   const CancelLocalTaskReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   CancelLocalTaskReply.prototype.requestedTaskRunning = false;
   CancelLocalTaskReply.prototype.attemptSucceeded = false;

   CancelLocalTaskReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.requestedTaskRunning != null && $Object.hasOwnProperty.call(message, "requestedTaskRunning") && message.requestedTaskRunning !== false)
     writer.uint32(8).bool(message.requestedTaskRunning);
    if (message.attemptSucceeded != null && $Object.hasOwnProperty.call(message, "attemptSucceeded") && message.attemptSucceeded !== false)
     writer.uint32(16).bool(message.attemptSucceeded);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   CancelLocalTaskReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.CancelLocalTaskReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.requestedTaskRunning = value;
       else
        delete message.requestedTaskRunning;
       continue;
      }
     case 2: {
       if (wireType !== 0)
        break;
       if (value = reader.bool())
        message.attemptSucceeded = value;
       else
        delete message.attemptSucceeded;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return CancelLocalTaskReply;
  })();

  rpc.FreeLocalObjectsRequest = (function() {

   const FreeLocalObjectsRequest = function (properties) {
    this.objectIds = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   FreeLocalObjectsRequest.prototype.objectIds = $util.emptyArray;

   FreeLocalObjectsRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.objectIds != null && message.objectIds.length)
     for (let i = 0; i < message.objectIds.length; ++i)
      writer.uint32(10).bytes(message.objectIds[i]);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   FreeLocalObjectsRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.FreeLocalObjectsRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if (!(message.objectIds && message.objectIds.length))
        message.objectIds = [];
       message.objectIds.push(reader.bytes());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return FreeLocalObjectsRequest;
  })();

  rpc.FreeLocalObjectsReply = (function() {

   const FreeLocalObjectsReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   FreeLocalObjectsReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   FreeLocalObjectsReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.FreeLocalObjectsReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return FreeLocalObjectsReply;
  })();

  rpc.PushRequest = (function() {

   const PushRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PushRequest.prototype.pushId = $util.newBuffer([]);
   PushRequest.prototype.objectId = $util.newBuffer([]);
   PushRequest.prototype.nodeId = $util.newBuffer([]);
   PushRequest.prototype.ownerAddress = null;
   PushRequest.prototype.chunkIndex = 0;
   PushRequest.prototype.dataSize = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   PushRequest.prototype.metadataSize = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
   PushRequest.prototype.data = $util.newBuffer([]);

   PushRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.pushId != null && $Object.hasOwnProperty.call(message, "pushId") && message.pushId.length)
     writer.uint32(10).bytes(message.pushId);
    if (message.objectId != null && $Object.hasOwnProperty.call(message, "objectId") && message.objectId.length)
     writer.uint32(18).bytes(message.objectId);
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(26).bytes(message.nodeId);
    if (message.ownerAddress != null && $Object.hasOwnProperty.call(message, "ownerAddress"))
     $root.ray.rpc.Address.encode(message.ownerAddress, writer.uint32(34).fork(), _depth + 1).ldelim();
    if (message.chunkIndex != null && $Object.hasOwnProperty.call(message, "chunkIndex") && message.chunkIndex !== 0)
     writer.uint32(40).uint32(message.chunkIndex);
    if (message.dataSize != null && $Object.hasOwnProperty.call(message, "dataSize") && (typeof message.dataSize === "object" ? message.dataSize.low || message.dataSize.high : message.dataSize !== 0))
     writer.uint32(48).uint64(message.dataSize);
    if (message.metadataSize != null && $Object.hasOwnProperty.call(message, "metadataSize") && (typeof message.metadataSize === "object" ? message.metadataSize.low || message.metadataSize.high : message.metadataSize !== 0))
     writer.uint32(56).uint64(message.metadataSize);
    if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
     writer.uint32(66).bytes(message.data);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PushRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PushRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.pushId = value;
       else
        delete message.pushId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.objectId = value;
       else
        delete message.objectId;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       message.ownerAddress = $root.ray.rpc.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.ownerAddress);
       continue;
      }
     case 5: {
       if (wireType !== 0)
        break;
       if (value = reader.uint32())
        message.chunkIndex = value;
       else
        delete message.chunkIndex;
       continue;
      }
     case 6: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.dataSize = value;
       else
        delete message.dataSize;
       continue;
      }
     case 7: {
       if (wireType !== 0)
        break;
       if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
        message.metadataSize = value;
       else
        delete message.metadataSize;
       continue;
      }
     case 8: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.data = value;
       else
        delete message.data;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PushRequest;
  })();

  rpc.PullRequest = (function() {

   const PullRequest = function (properties) {
    this.objectIds = [];
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PullRequest.prototype.nodeId = $util.newBuffer([]);
   PullRequest.prototype.objectIds = $util.emptyArray;

   PullRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
     writer.uint32(10).bytes(message.nodeId);
    if (message.objectIds != null && message.objectIds.length)
     for (let i = 0; i < message.objectIds.length; ++i)
      writer.uint32(18).bytes(message.objectIds[i]);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PullRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PullRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.nodeId = value;
       else
        delete message.nodeId;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if (!(message.objectIds && message.objectIds.length))
        message.objectIds = [];
       message.objectIds.push(reader.bytes());
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PullRequest;
  })();

  rpc.PushReply = (function() {

   const PushReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PushReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PushReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PushReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PushReply;
  })();

  rpc.PullReply = (function() {

   const PullReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   PullReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   PullReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.PullReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return PullReply;
  })();

  rpc.syncer = (function() {

   const syncer = {};

   syncer.MessageType = (function() {
    const valuesById = $Object.create(null), values = $Object.create(valuesById);
    values[valuesById[0] = "RESOURCE_VIEW"] = 0;
    values[valuesById[1] = "COMMANDS"] = 1;
    return values;
   })();

   syncer.CommandsSyncMessage = (function() {

    const CommandsSyncMessage = function (properties) {
     if (properties)
      for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
       if (properties[keys[i]] != null && keys[i] !== "__proto__")
        this[keys[i]] = properties[keys[i]];
    };

    CommandsSyncMessage.prototype.shouldGlobalGc = false;

    CommandsSyncMessage.encode = function (message, writer, _depth) {
     if (!writer)
      writer = $Writer.create();
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $util.recursionLimit)
      throw $Error("max depth exceeded");
     if (message.shouldGlobalGc != null && $Object.hasOwnProperty.call(message, "shouldGlobalGc") && message.shouldGlobalGc !== false)
      writer.uint32(8).bool(message.shouldGlobalGc);
     if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
      for (let i = 0; i < message.$unknowns.length; ++i)
       writer.raw(message.$unknowns[i]);
     return writer;
    };

    CommandsSyncMessage.decode = function (reader, length, _end, _depth, _target) {
     if (!(reader instanceof $Reader))
      reader = $Reader.create(reader);
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $Reader.recursionLimit)
      throw $Error("max depth exceeded");
     let end, message, value;
     if (length === $undefined)
      end = reader.len;
     else {
      end = reader.pos + length;
      if (end > reader.len)
       throw $RangeError("index out of range");
      length = reader.len;
      reader.len = end;
     }
     message = _target || new $root.ray.rpc.syncer.CommandsSyncMessage();
     while (reader.pos < end) {
      let start = reader.pos;
      let tag = reader.tag();
      if (tag === _end) {
       _end = $undefined;
       break;
      }
      let wireType = tag & 7;
      switch (tag >>>= 3) {
      case 1: {
        if (wireType !== 0)
         break;
        if (value = reader.bool())
         message.shouldGlobalGc = value;
        else
         delete message.shouldGlobalGc;
        continue;
       }
      }
      reader.skipType(wireType, _depth, tag);
      if (!reader.discardUnknown) {
       $util.makeProp(message, "$unknowns", false);
       (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
      }
     }
     if (length !== $undefined) {
      if (reader.pos !== end)
       throw $RangeError("index out of range");
      reader.len = length;
     }
     if (_end !== $undefined)
      throw $Error("missing end group");
     return message;
    };

    return CommandsSyncMessage;
   })();

   syncer.ResourceViewSyncMessage = (function() {

    const ResourceViewSyncMessage = function (properties) {
     this.resourcesAvailable = {};
     this.resourcesTotal = {};
     this.nodeActivity = [];
     this.labels = {};
     if (properties)
      for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
       if (properties[keys[i]] != null && keys[i] !== "__proto__")
        this[keys[i]] = properties[keys[i]];
    };

    ResourceViewSyncMessage.prototype.resourcesAvailable = $util.emptyObject;
    ResourceViewSyncMessage.prototype.resourcesTotal = $util.emptyObject;
    ResourceViewSyncMessage.prototype.objectPullsQueued = false;
    ResourceViewSyncMessage.prototype.idleDurationMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
    ResourceViewSyncMessage.prototype.isDraining = false;
    ResourceViewSyncMessage.prototype.drainingDeadlineTimestampMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
    ResourceViewSyncMessage.prototype.nodeActivity = $util.emptyArray;
    ResourceViewSyncMessage.prototype.labels = $util.emptyObject;

    ResourceViewSyncMessage.encode = function (message, writer, _depth) {
     if (!writer)
      writer = $Writer.create();
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $util.recursionLimit)
      throw $Error("max depth exceeded");
     if (message.resourcesAvailable != null && $Object.hasOwnProperty.call(message, "resourcesAvailable"))
      for (let keys = $Object.keys(message.resourcesAvailable), i = 0; i < keys.length; ++i)
       writer.uint32(10).fork().uint32(10).string(keys[i]).uint32(17).double(message.resourcesAvailable[keys[i]]).ldelim();
     if (message.resourcesTotal != null && $Object.hasOwnProperty.call(message, "resourcesTotal"))
      for (let keys = $Object.keys(message.resourcesTotal), i = 0; i < keys.length; ++i)
       writer.uint32(18).fork().uint32(10).string(keys[i]).uint32(17).double(message.resourcesTotal[keys[i]]).ldelim();
     if (message.objectPullsQueued != null && $Object.hasOwnProperty.call(message, "objectPullsQueued") && message.objectPullsQueued !== false)
      writer.uint32(24).bool(message.objectPullsQueued);
     if (message.idleDurationMs != null && $Object.hasOwnProperty.call(message, "idleDurationMs") && (typeof message.idleDurationMs === "object" ? message.idleDurationMs.low || message.idleDurationMs.high : message.idleDurationMs !== 0))
      writer.uint32(32).int64(message.idleDurationMs);
     if (message.isDraining != null && $Object.hasOwnProperty.call(message, "isDraining") && message.isDraining !== false)
      writer.uint32(40).bool(message.isDraining);
     if (message.drainingDeadlineTimestampMs != null && $Object.hasOwnProperty.call(message, "drainingDeadlineTimestampMs") && (typeof message.drainingDeadlineTimestampMs === "object" ? message.drainingDeadlineTimestampMs.low || message.drainingDeadlineTimestampMs.high : message.drainingDeadlineTimestampMs !== 0))
      writer.uint32(48).int64(message.drainingDeadlineTimestampMs);
     if (message.nodeActivity != null && message.nodeActivity.length)
      for (let i = 0; i < message.nodeActivity.length; ++i)
       writer.uint32(58).string(message.nodeActivity[i]);
     if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
      for (let keys = $Object.keys(message.labels), i = 0; i < keys.length; ++i)
       writer.uint32(66).fork().uint32(10).string(keys[i]).uint32(18).string(message.labels[keys[i]]).ldelim();
     if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
      for (let i = 0; i < message.$unknowns.length; ++i)
       writer.raw(message.$unknowns[i]);
     return writer;
    };

    ResourceViewSyncMessage.decode = function (reader, length, _end, _depth, _target) {
     if (!(reader instanceof $Reader))
      reader = $Reader.create(reader);
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $Reader.recursionLimit)
      throw $Error("max depth exceeded");
     let end, message, key, value;
     if (length === $undefined)
      end = reader.len;
     else {
      end = reader.pos + length;
      if (end > reader.len)
       throw $RangeError("index out of range");
      length = reader.len;
      reader.len = end;
     }
     message = _target || new $root.ray.rpc.syncer.ResourceViewSyncMessage();
     while (reader.pos < end) {
      let start = reader.pos;
      let tag = reader.tag();
      if (tag === _end) {
       _end = $undefined;
       break;
      }
      let wireType = tag & 7;
      switch (tag >>>= 3) {
      case 1: {
        if (wireType !== 2)
         break;
        if (message.resourcesAvailable === $util.emptyObject)
         message.resourcesAvailable = {};
        let end2 = reader.size() + reader.pos;
        if (end2 > reader.len)
         throw $RangeError("index out of range");
        reader.len = end2;
        key = "";
        value = 0;
        while (reader.pos < end2) {
         let tag2 = reader.tag();
         wireType = tag2 & 7;
         switch (tag2 >>>= 3) {
         case 1:
          if (wireType !== 2)
           break;
          key = reader.stringVerify();
          continue;
         case 2:
          if (wireType !== 1)
           break;
          value = reader.double();
          continue;
         }
         reader.skipType(wireType, _depth, tag2);
        }
        if (reader.pos !== end2)
         throw $RangeError("index out of range");
        reader.len = end;
        if (key === "__proto__")
         $util.makeProp(message.resourcesAvailable, key);
        message.resourcesAvailable[key] = value;
        continue;
       }
      case 2: {
        if (wireType !== 2)
         break;
        if (message.resourcesTotal === $util.emptyObject)
         message.resourcesTotal = {};
        let end2 = reader.size() + reader.pos;
        if (end2 > reader.len)
         throw $RangeError("index out of range");
        reader.len = end2;
        key = "";
        value = 0;
        while (reader.pos < end2) {
         let tag2 = reader.tag();
         wireType = tag2 & 7;
         switch (tag2 >>>= 3) {
         case 1:
          if (wireType !== 2)
           break;
          key = reader.stringVerify();
          continue;
         case 2:
          if (wireType !== 1)
           break;
          value = reader.double();
          continue;
         }
         reader.skipType(wireType, _depth, tag2);
        }
        if (reader.pos !== end2)
         throw $RangeError("index out of range");
        reader.len = end;
        if (key === "__proto__")
         $util.makeProp(message.resourcesTotal, key);
        message.resourcesTotal[key] = value;
        continue;
       }
      case 3: {
        if (wireType !== 0)
         break;
        if (value = reader.bool())
         message.objectPullsQueued = value;
        else
         delete message.objectPullsQueued;
        continue;
       }
      case 4: {
        if (wireType !== 0)
         break;
        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
         message.idleDurationMs = value;
        else
         delete message.idleDurationMs;
        continue;
       }
      case 5: {
        if (wireType !== 0)
         break;
        if (value = reader.bool())
         message.isDraining = value;
        else
         delete message.isDraining;
        continue;
       }
      case 6: {
        if (wireType !== 0)
         break;
        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
         message.drainingDeadlineTimestampMs = value;
        else
         delete message.drainingDeadlineTimestampMs;
        continue;
       }
      case 7: {
        if (wireType !== 2)
         break;
        if (!(message.nodeActivity && message.nodeActivity.length))
         message.nodeActivity = [];
        message.nodeActivity.push(reader.stringVerify());
        continue;
       }
      case 8: {
        if (wireType !== 2)
         break;
        if (message.labels === $util.emptyObject)
         message.labels = {};
        let end2 = reader.size() + reader.pos;
        if (end2 > reader.len)
         throw $RangeError("index out of range");
        reader.len = end2;
        key = "";
        value = "";
        while (reader.pos < end2) {
         let tag2 = reader.tag();
         wireType = tag2 & 7;
         switch (tag2 >>>= 3) {
         case 1:
          if (wireType !== 2)
           break;
          key = reader.stringVerify();
          continue;
         case 2:
          if (wireType !== 2)
           break;
          value = reader.stringVerify();
          continue;
         }
         reader.skipType(wireType, _depth, tag2);
        }
        if (reader.pos !== end2)
         throw $RangeError("index out of range");
        reader.len = end;
        if (key === "__proto__")
         $util.makeProp(message.labels, key);
        message.labels[key] = value;
        continue;
       }
      }
      reader.skipType(wireType, _depth, tag);
      if (!reader.discardUnknown) {
       $util.makeProp(message, "$unknowns", false);
       (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
      }
     }
     if (length !== $undefined) {
      if (reader.pos !== end)
       throw $RangeError("index out of range");
      reader.len = length;
     }
     if (_end !== $undefined)
      throw $Error("missing end group");
     return message;
    };

    return ResourceViewSyncMessage;
   })();

   syncer.RaySyncMessage = (function() {

    const RaySyncMessage = function (properties) {
     if (properties)
      for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
       if (properties[keys[i]] != null && keys[i] !== "__proto__")
        this[keys[i]] = properties[keys[i]];
    };

    RaySyncMessage.prototype.version = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
    RaySyncMessage.prototype.messageType = 0;
    RaySyncMessage.prototype.syncMessage = $util.newBuffer([]);
    RaySyncMessage.prototype.nodeId = $util.newBuffer([]);

    RaySyncMessage.encode = function (message, writer, _depth) {
     if (!writer)
      writer = $Writer.create();
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $util.recursionLimit)
      throw $Error("max depth exceeded");
     if (message.version != null && $Object.hasOwnProperty.call(message, "version") && (typeof message.version === "object" ? message.version.low || message.version.high : message.version !== 0))
      writer.uint32(8).int64(message.version);
     if (message.messageType != null && $Object.hasOwnProperty.call(message, "messageType") && message.messageType !== 0)
      writer.uint32(16).int32(message.messageType);
     if (message.syncMessage != null && $Object.hasOwnProperty.call(message, "syncMessage") && message.syncMessage.length)
      writer.uint32(26).bytes(message.syncMessage);
     if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId.length)
      writer.uint32(34).bytes(message.nodeId);
     if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
      for (let i = 0; i < message.$unknowns.length; ++i)
       writer.raw(message.$unknowns[i]);
     return writer;
    };

    RaySyncMessage.decode = function (reader, length, _end, _depth, _target) {
     if (!(reader instanceof $Reader))
      reader = $Reader.create(reader);
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $Reader.recursionLimit)
      throw $Error("max depth exceeded");
     let end, message, value;
     if (length === $undefined)
      end = reader.len;
     else {
      end = reader.pos + length;
      if (end > reader.len)
       throw $RangeError("index out of range");
      length = reader.len;
      reader.len = end;
     }
     message = _target || new $root.ray.rpc.syncer.RaySyncMessage();
     while (reader.pos < end) {
      let start = reader.pos;
      let tag = reader.tag();
      if (tag === _end) {
       _end = $undefined;
       break;
      }
      let wireType = tag & 7;
      switch (tag >>>= 3) {
      case 1: {
        if (wireType !== 0)
         break;
        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
         message.version = value;
        else
         delete message.version;
        continue;
       }
      case 2: {
        if (wireType !== 0)
         break;
        if (value = reader.int32())
         message.messageType = value;
        else
         delete message.messageType;
        continue;
       }
      case 3: {
        if (wireType !== 2)
         break;
        if ((value = reader.bytes()).length)
         message.syncMessage = value;
        else
         delete message.syncMessage;
        continue;
       }
      case 4: {
        if (wireType !== 2)
         break;
        if ((value = reader.bytes()).length)
         message.nodeId = value;
        else
         delete message.nodeId;
        continue;
       }
      }
      reader.skipType(wireType, _depth, tag);
      if (!reader.discardUnknown) {
       $util.makeProp(message, "$unknowns", false);
       (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
      }
     }
     if (length !== $undefined) {
      if (reader.pos !== end)
       throw $RangeError("index out of range");
      reader.len = length;
     }
     if (_end !== $undefined)
      throw $Error("missing end group");
     return message;
    };

    return RaySyncMessage;
   })();

   syncer.RaySyncMessageBatch = (function() {

    const RaySyncMessageBatch = function (properties) {
     this.messages = [];
     if (properties)
      for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
       if (properties[keys[i]] != null && keys[i] !== "__proto__")
        this[keys[i]] = properties[keys[i]];
    };

    RaySyncMessageBatch.prototype.messages = $util.emptyArray;

    RaySyncMessageBatch.encode = function (message, writer, _depth) {
     if (!writer)
      writer = $Writer.create();
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $util.recursionLimit)
      throw $Error("max depth exceeded");
     if (message.messages != null && message.messages.length)
      for (let i = 0; i < message.messages.length; ++i)
       $root.ray.rpc.syncer.RaySyncMessage.encode(message.messages[i], writer.uint32(10).fork(), _depth + 1).ldelim();
     if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
      for (let i = 0; i < message.$unknowns.length; ++i)
       writer.raw(message.$unknowns[i]);
     return writer;
    };

    RaySyncMessageBatch.decode = function (reader, length, _end, _depth, _target) {
     if (!(reader instanceof $Reader))
      reader = $Reader.create(reader);
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $Reader.recursionLimit)
      throw $Error("max depth exceeded");
     let end, message;
     if (length === $undefined)
      end = reader.len;
     else {
      end = reader.pos + length;
      if (end > reader.len)
       throw $RangeError("index out of range");
      length = reader.len;
      reader.len = end;
     }
     message = _target || new $root.ray.rpc.syncer.RaySyncMessageBatch();
     while (reader.pos < end) {
      let start = reader.pos;
      let tag = reader.tag();
      if (tag === _end) {
       _end = $undefined;
       break;
      }
      let wireType = tag & 7;
      switch (tag >>>= 3) {
      case 1: {
        if (wireType !== 2)
         break;
        if (!(message.messages && message.messages.length))
         message.messages = [];
        message.messages.push($root.ray.rpc.syncer.RaySyncMessage.decode(reader, reader.size(), $undefined, _depth + 1));
        continue;
       }
      }
      reader.skipType(wireType, _depth, tag);
      if (!reader.discardUnknown) {
       $util.makeProp(message, "$unknowns", false);
       (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
      }
     }
     if (length !== $undefined) {
      if (reader.pos !== end)
       throw $RangeError("index out of range");
      reader.len = length;
     }
     if (_end !== $undefined)
      throw $Error("missing end group");
     return message;
    };

    return RaySyncMessageBatch;
   })();

   return syncer;
  })();

  rpc.HealthCheckRequest = (function() {

   const HealthCheckRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   HealthCheckRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   HealthCheckRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.HealthCheckRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return HealthCheckRequest;
  })();

  rpc.HealthCheckReply = (function() {

   const HealthCheckReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   HealthCheckReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   HealthCheckReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.HealthCheckReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     reader.skipType(tag & 7, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return HealthCheckReply;
  })();

  rpc.AgentRpcStatus = (function() {
   const valuesById = $Object.create(null), values = $Object.create(valuesById);
   values[valuesById[0] = "AGENT_RPC_STATUS_OK"] = 0;
   values[valuesById[1] = "AGENT_RPC_STATUS_FAILED"] = 1;
   return values;
  })();

  rpc.GetOrCreateRuntimeEnvRequest = (function() {

   const GetOrCreateRuntimeEnvRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetOrCreateRuntimeEnvRequest.prototype.serializedRuntimeEnv = "";
   GetOrCreateRuntimeEnvRequest.prototype.runtimeEnvConfig = null;
   GetOrCreateRuntimeEnvRequest.prototype.jobId = $util.newBuffer([]);
   GetOrCreateRuntimeEnvRequest.prototype.sourceProcess = "";

   GetOrCreateRuntimeEnvRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.serializedRuntimeEnv != null && $Object.hasOwnProperty.call(message, "serializedRuntimeEnv") && message.serializedRuntimeEnv !== "")
     writer.uint32(10).string(message.serializedRuntimeEnv);
    if (message.runtimeEnvConfig != null && $Object.hasOwnProperty.call(message, "runtimeEnvConfig"))
     $root.ray.rpc.RuntimeEnvConfig.encode(message.runtimeEnvConfig, writer.uint32(18).fork(), _depth + 1).ldelim();
    if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId") && message.jobId.length)
     writer.uint32(26).bytes(message.jobId);
    if (message.sourceProcess != null && $Object.hasOwnProperty.call(message, "sourceProcess") && message.sourceProcess !== "")
     writer.uint32(34).string(message.sourceProcess);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetOrCreateRuntimeEnvRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetOrCreateRuntimeEnvRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.serializedRuntimeEnv = value;
       else
        delete message.serializedRuntimeEnv;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       message.runtimeEnvConfig = $root.ray.rpc.RuntimeEnvConfig.decode(reader, reader.size(), $undefined, _depth + 1, message.runtimeEnvConfig);
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.bytes()).length)
        message.jobId = value;
       else
        delete message.jobId;
       continue;
      }
     case 4: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.sourceProcess = value;
       else
        delete message.sourceProcess;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetOrCreateRuntimeEnvRequest;
  })();

  rpc.GetOrCreateRuntimeEnvReply = (function() {

   const GetOrCreateRuntimeEnvReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   GetOrCreateRuntimeEnvReply.prototype.status = 0;
   GetOrCreateRuntimeEnvReply.prototype.errorMessage = "";
   GetOrCreateRuntimeEnvReply.prototype.serializedRuntimeEnvContext = "";

   GetOrCreateRuntimeEnvReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
     writer.uint32(8).int32(message.status);
    if (message.errorMessage != null && $Object.hasOwnProperty.call(message, "errorMessage") && message.errorMessage !== "")
     writer.uint32(18).string(message.errorMessage);
    if (message.serializedRuntimeEnvContext != null && $Object.hasOwnProperty.call(message, "serializedRuntimeEnvContext") && message.serializedRuntimeEnvContext !== "")
     writer.uint32(26).string(message.serializedRuntimeEnvContext);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   GetOrCreateRuntimeEnvReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.GetOrCreateRuntimeEnvReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.status = value;
       else
        delete message.status;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.errorMessage = value;
       else
        delete message.errorMessage;
       continue;
      }
     case 3: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.serializedRuntimeEnvContext = value;
       else
        delete message.serializedRuntimeEnvContext;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return GetOrCreateRuntimeEnvReply;
  })();

  rpc.DeleteRuntimeEnvIfPossibleRequest = (function() {

   const DeleteRuntimeEnvIfPossibleRequest = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   DeleteRuntimeEnvIfPossibleRequest.prototype.serializedRuntimeEnv = "";
   DeleteRuntimeEnvIfPossibleRequest.prototype.sourceProcess = "";

   DeleteRuntimeEnvIfPossibleRequest.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.serializedRuntimeEnv != null && $Object.hasOwnProperty.call(message, "serializedRuntimeEnv") && message.serializedRuntimeEnv !== "")
     writer.uint32(10).string(message.serializedRuntimeEnv);
    if (message.sourceProcess != null && $Object.hasOwnProperty.call(message, "sourceProcess") && message.sourceProcess !== "")
     writer.uint32(18).string(message.sourceProcess);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   DeleteRuntimeEnvIfPossibleRequest.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.DeleteRuntimeEnvIfPossibleRequest();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.serializedRuntimeEnv = value;
       else
        delete message.serializedRuntimeEnv;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.sourceProcess = value;
       else
        delete message.sourceProcess;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return DeleteRuntimeEnvIfPossibleRequest;
  })();

  rpc.DeleteRuntimeEnvIfPossibleReply = (function() {

   const DeleteRuntimeEnvIfPossibleReply = function (properties) {
    if (properties)
     for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
      if (properties[keys[i]] != null && keys[i] !== "__proto__")
       this[keys[i]] = properties[keys[i]];
   };

   DeleteRuntimeEnvIfPossibleReply.prototype.status = 0;
   DeleteRuntimeEnvIfPossibleReply.prototype.errorMessage = "";

   DeleteRuntimeEnvIfPossibleReply.encode = function (message, writer, _depth) {
    if (!writer)
     writer = $Writer.create();
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $util.recursionLimit)
     throw $Error("max depth exceeded");
    if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
     writer.uint32(8).int32(message.status);
    if (message.errorMessage != null && $Object.hasOwnProperty.call(message, "errorMessage") && message.errorMessage !== "")
     writer.uint32(18).string(message.errorMessage);
    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
     for (let i = 0; i < message.$unknowns.length; ++i)
      writer.raw(message.$unknowns[i]);
    return writer;
   };

   DeleteRuntimeEnvIfPossibleReply.decode = function (reader, length, _end, _depth, _target) {
    if (!(reader instanceof $Reader))
     reader = $Reader.create(reader);
    if (_depth === $undefined)
     _depth = 0;
    if (_depth > $Reader.recursionLimit)
     throw $Error("max depth exceeded");
    let end, message, value;
    if (length === $undefined)
     end = reader.len;
    else {
     end = reader.pos + length;
     if (end > reader.len)
      throw $RangeError("index out of range");
     length = reader.len;
     reader.len = end;
    }
    message = _target || new $root.ray.rpc.DeleteRuntimeEnvIfPossibleReply();
    while (reader.pos < end) {
     let start = reader.pos;
     let tag = reader.tag();
     if (tag === _end) {
      _end = $undefined;
      break;
     }
     let wireType = tag & 7;
     switch (tag >>>= 3) {
     case 1: {
       if (wireType !== 0)
        break;
       if (value = reader.int32())
        message.status = value;
       else
        delete message.status;
       continue;
      }
     case 2: {
       if (wireType !== 2)
        break;
       if ((value = reader.stringVerify()).length)
        message.errorMessage = value;
       else
        delete message.errorMessage;
       continue;
      }
     }
     reader.skipType(wireType, _depth, tag);
     if (!reader.discardUnknown) {
      $util.makeProp(message, "$unknowns", false);
      (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
     }
    }
    if (length !== $undefined) {
     if (reader.pos !== end)
      throw $RangeError("index out of range");
     reader.len = length;
    }
    if (_end !== $undefined)
     throw $Error("missing end group");
    return message;
   };

   return DeleteRuntimeEnvIfPossibleReply;
  })();

  return rpc;
 })();

 return ray;
})();

export const grpc: any = $root.grpc = (() => {

 const grpc = {};

 grpc.health = (function() {

  const health = {};

  health.v1 = (function() {

   const v1 = {};

   v1.HealthCheckRequest = (function() {

    const HealthCheckRequest = function (properties) {
     if (properties)
      for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
       if (properties[keys[i]] != null && keys[i] !== "__proto__")
        this[keys[i]] = properties[keys[i]];
    };

    HealthCheckRequest.prototype.service = "";

    HealthCheckRequest.encode = function (message, writer, _depth) {
     if (!writer)
      writer = $Writer.create();
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $util.recursionLimit)
      throw $Error("max depth exceeded");
     if (message.service != null && $Object.hasOwnProperty.call(message, "service") && message.service !== "")
      writer.uint32(10).string(message.service);
     if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
      for (let i = 0; i < message.$unknowns.length; ++i)
       writer.raw(message.$unknowns[i]);
     return writer;
    };

    HealthCheckRequest.decode = function (reader, length, _end, _depth, _target) {
     if (!(reader instanceof $Reader))
      reader = $Reader.create(reader);
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $Reader.recursionLimit)
      throw $Error("max depth exceeded");
     let end, message, value;
     if (length === $undefined)
      end = reader.len;
     else {
      end = reader.pos + length;
      if (end > reader.len)
       throw $RangeError("index out of range");
      length = reader.len;
      reader.len = end;
     }
     message = _target || new $root.grpc.health.v1.HealthCheckRequest();
     while (reader.pos < end) {
      let start = reader.pos;
      let tag = reader.tag();
      if (tag === _end) {
       _end = $undefined;
       break;
      }
      let wireType = tag & 7;
      switch (tag >>>= 3) {
      case 1: {
        if (wireType !== 2)
         break;
        if ((value = reader.stringVerify()).length)
         message.service = value;
        else
         delete message.service;
        continue;
       }
      }
      reader.skipType(wireType, _depth, tag);
      if (!reader.discardUnknown) {
       $util.makeProp(message, "$unknowns", false);
       (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
      }
     }
     if (length !== $undefined) {
      if (reader.pos !== end)
       throw $RangeError("index out of range");
      reader.len = length;
     }
     if (_end !== $undefined)
      throw $Error("missing end group");
     return message;
    };

    return HealthCheckRequest;
   })();

   v1.HealthCheckResponse = (function() {

    const HealthCheckResponse = function (properties) {
     if (properties)
      for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
       if (properties[keys[i]] != null && keys[i] !== "__proto__")
        this[keys[i]] = properties[keys[i]];
    };

    HealthCheckResponse.prototype.status = 0;

    HealthCheckResponse.encode = function (message, writer, _depth) {
     if (!writer)
      writer = $Writer.create();
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $util.recursionLimit)
      throw $Error("max depth exceeded");
     if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
      writer.uint32(8).int32(message.status);
     if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
      for (let i = 0; i < message.$unknowns.length; ++i)
       writer.raw(message.$unknowns[i]);
     return writer;
    };

    HealthCheckResponse.decode = function (reader, length, _end, _depth, _target) {
     if (!(reader instanceof $Reader))
      reader = $Reader.create(reader);
     if (_depth === $undefined)
      _depth = 0;
     if (_depth > $Reader.recursionLimit)
      throw $Error("max depth exceeded");
     let end, message, value;
     if (length === $undefined)
      end = reader.len;
     else {
      end = reader.pos + length;
      if (end > reader.len)
       throw $RangeError("index out of range");
      length = reader.len;
      reader.len = end;
     }
     message = _target || new $root.grpc.health.v1.HealthCheckResponse();
     while (reader.pos < end) {
      let start = reader.pos;
      let tag = reader.tag();
      if (tag === _end) {
       _end = $undefined;
       break;
      }
      let wireType = tag & 7;
      switch (tag >>>= 3) {
      case 1: {
        if (wireType !== 0)
         break;
        if (value = reader.int32())
         message.status = value;
        else
         delete message.status;
        continue;
       }
      }
      reader.skipType(wireType, _depth, tag);
      if (!reader.discardUnknown) {
       $util.makeProp(message, "$unknowns", false);
       (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
      }
     }
     if (length !== $undefined) {
      if (reader.pos !== end)
       throw $RangeError("index out of range");
      reader.len = length;
     }
     if (_end !== $undefined)
      throw $Error("missing end group");
     return message;
    };

    HealthCheckResponse.ServingStatus = (function() {
     const valuesById = $Object.create(null), values = $Object.create(valuesById);
     values[valuesById[0] = "UNKNOWN"] = 0;
     values[valuesById[1] = "SERVING"] = 1;
     values[valuesById[2] = "NOT_SERVING"] = 2;
     values[valuesById[3] = "SERVICE_UNKNOWN"] = 3;
     return values;
    })();

    return HealthCheckResponse;
   })();

   return v1;
  })();

  return health;
 })();

 return grpc;
})();

export {
$root as default
};
