/** An independent gRPC implementation over raw bytes, to stand on the other side of ours. */
import * as grpc from "@grpc/grpc-js";

const same = (bytes: Buffer): Buffer => bytes;
const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/** One unary call of a grpc-js client. Rejects with grpc-js's ServiceError. */
export function peerCall(client: grpc.Client, path: string, body: Buffer, token?: string): Promise<Buffer> {
  const metadata = new grpc.Metadata();
  if (token !== undefined) metadata.set("authorization", `Bearer ${token}`);
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, same, same, body, metadata, (error, reply) =>
      error === null ? resolve(reply as Buffer) : reject(error),
    );
  });
}

export function peerClient(port: number): grpc.Client {
  return new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), unlimited);
}

/** A grpc-js server of /peer.Service/{Echo,Fail,Headers,Never,Chat}. */
export async function peerServer(): Promise<{ address: string; server: grpc.Server; cancelled: () => number }> {
  let cancelled = 0;
  const method = (name: string, stream: boolean) => ({
    path: `/peer.Service/${name}`,
    requestStream: stream,
    responseStream: stream,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  });
  type Unary = grpc.handleUnaryCall<Buffer, Buffer>;
  const echo: Unary = (call, done) => done(null, call.request);
  const fail: Unary = (call, done) =>
    done({ code: grpc.status.ABORTED, details: call.request.toString(), metadata: detailsOf("why") });
  const headers: Unary = (call, done) => done(null, Buffer.from(JSON.stringify(call.metadata.getMap())));
  const never: Unary = (call) => {
    call.on("cancelled", () => {
      cancelled += 1;
    });
  };
  const chat: grpc.handleBidiStreamingCall<Buffer, Buffer> = (call) => {
    const metadata = new grpc.Metadata();
    metadata.set("node_id", "0".repeat(56));
    call.sendMetadata(metadata);
    const who = String(call.metadata.get("node_id")[0]);
    call.on("data", (body: Buffer) => call.write(Buffer.concat([Buffer.from(who), body])));
    call.on("end", () => call.end());
    call.on("error", () => {});
    call.on("cancelled", () => {
      cancelled += 1;
    });
  };
  const server = new grpc.Server(unlimited);
  server.addService(
    {
      Echo: method("Echo", false),
      Fail: method("Fail", false),
      Headers: method("Headers", false),
      Never: method("Never", false),
      Chat: method("Chat", true),
    },
    { Echo: echo, Fail: fail, Headers: headers, Never: never, Chat: chat },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { address: `127.0.0.1:${port}`, server, cancelled: () => cancelled };
}

function detailsOf(text: string): grpc.Metadata {
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(text));
  return metadata;
}
