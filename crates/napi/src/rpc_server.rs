//! `src/native/rpc-server.ts` over `narcine-rpc`. Records to JavaScript (little endian; text and bytes behind a u32):
//! 1 call: u32 id, u32 handler, peer, body; 2 cancelled: u32 id; 3 closed; 4 bad connection: peer, reason;
//! 5 refused call: peer, path, reason; 6 more turned away: u8 what (1 connections, 2 calls), u32 count;
//! 7 told (answered already): u32 handler, peer, body; 8 stream opened: u32 id, u32 handler, peer, u32 count, that many
//! pairs of name and value; 9 stream message: u32 id, body; 10 stream ended: u32 id.

use std::sync::Arc;

use bytes::Bytes;
use napi::bindgen_prelude::{Buffer, Function, Uint8Array};
use napi::{Env, Error, Result, Status};
use napi_derive::napi;
use narcine_rpc::{CallId, CallSink, Code, HeaderMap, Server, ServerOptions, Thread, TurnedAway, frame};
use narcine_task_events::ADD_TASK_EVENT_DATA;
use narcine_transfer::{Channels, PUSH, PUSH_MUTABLE_OBJECT, REGISTER_MUTABLE_OBJECT};

use crate::event_loop::{lend, send_after};
use crate::local_objects::NativeLocalObjects;
use crate::outbox::{Outbox, put_bytes, put_u32};
use crate::plasma_store::NativePlasmaStore;
use crate::task_events::NativeTaskEvents;
use crate::transfer::NativeTransfer;

/// Calls wait in Rust while this much waits for the event loop.
const FULL_BYTES: usize = 64 << 20;

struct Sink(Outbox);

impl CallSink for Sink {
    fn call(&self, id: CallId, handler: u32, peer: &str, body: &[u8]) {
        self.0.append(|out| {
            out.reserve(body.len() + 64);
            out.push(1);
            put_u32(out, id);
            put_u32(out, handler);
            put_bytes(out, peer.as_bytes());
            put_bytes(out, body);
        });
    }

    fn told(&self, handler: u32, peer: &str, body: &[u8]) {
        self.0.append(|out| {
            out.reserve(body.len() + 64);
            out.push(7);
            put_u32(out, handler);
            put_bytes(out, peer.as_bytes());
            put_bytes(out, body);
        });
    }

    fn cancelled(&self, id: CallId) {
        self.0.append(|out| {
            out.push(2);
            put_u32(out, id);
        });
    }

    fn stream_opened(&self, id: CallId, handler: u32, peer: &str, metadata: &HeaderMap) {
        self.0.append(|out| {
            out.push(8);
            put_u32(out, id);
            put_u32(out, handler);
            put_bytes(out, peer.as_bytes());
            put_u32(out, metadata.len() as u32);
            for (name, value) in metadata {
                put_bytes(out, name.as_str().as_bytes());
                put_bytes(out, value.as_bytes());
            }
        });
    }

    fn stream_message(&self, id: CallId, body: &[u8]) {
        self.0.append(|out| {
            out.reserve(body.len() + 16);
            out.push(9);
            put_u32(out, id);
            put_bytes(out, body);
        });
    }

    fn stream_ended(&self, id: CallId) {
        self.0.append(|out| {
            out.push(10);
            put_u32(out, id);
        });
    }

    fn closed(&self) {
        self.0.append(|out| out.push(3));
    }

    fn bad_connection(&self, peer: &str, reason: &str) {
        self.0.append(|out| {
            out.push(4);
            put_bytes(out, peer.as_bytes());
            put_bytes(out, reason.as_bytes());
        });
    }

    fn refused_call(&self, peer: &str, path: &str, reason: &str) {
        self.0.append(|out| {
            out.push(5);
            put_bytes(out, peer.as_bytes());
            put_bytes(out, path.as_bytes());
            put_bytes(out, reason.as_bytes());
        });
    }

    fn more_turned_away(&self, what: TurnedAway, count: u64) {
        self.0.append(|out| {
            out.push(6);
            out.push(match what {
                TurnedAway::Connection => 1,
                TurnedAway::Call => 2,
            });
            put_u32(out, u32::try_from(count).unwrap_or(u32::MAX));
        });
    }

    fn is_full(&self) -> bool {
        self.0.waiting_bytes() > FULL_BYTES
    }
}

#[napi(object, object_to_js = false, use_nullable = true)]
pub struct NativeServerOptions {
    pub host: String,
    pub port: u16,
    pub auth_token: Option<String>,
    pub cluster_id: Option<String>,
    pub health_services: Vec<String>,
    /// On the thread for the bytes of objects.
    pub is_for_data: bool,
}

#[napi(object, object_from_js = false)]
pub struct NativeServerStats {
    pub connections: u32,
    pub open_calls: u32,
    pub calls: f64,
    pub bad_connections: f64,
    pub refused_calls: f64,
}

#[napi]
pub struct NativeRpcServer {
    server: Server,
    answers: Vec<(CallId, std::result::Result<Bytes, narcine_rpc::Status>)>,
    outbox: Outbox,
}

#[napi]
pub fn start_rpc_server(
    env: Env,
    options: NativeServerOptions,
    plasma: Option<&NativeLocalObjects>,
    on_batch: Function<'_, Buffer, ()>,
) -> Result<NativeRpcServer> {
    lend(&env)?;
    let outbox = Outbox::new(on_batch)?;
    let options = ServerOptions {
        host: options.host,
        port: options.port,
        auth_token: options.auth_token,
        cluster_id: options.cluster_id,
        health_services: options.health_services,
        local_objects: plasma.map(NativeLocalObjects::service),
        thread: if options.is_for_data { Thread::Data } else { Thread::Control },
    };
    match Server::bind(options, Sink(outbox.clone())) {
        Ok(server) => Ok(NativeRpcServer { server, answers: Vec::new(), outbox }),
        Err(error) => {
            outbox.close();
            Err(Error::from_reason(error.to_string()))
        }
    }
}

#[napi]
impl NativeRpcServer {
    #[napi(getter)]
    pub fn port(&self) -> u16 {
        self.server.port()
    }

    #[napi]
    pub fn serve(&self) -> Result<()> {
        self.server.serve().map_err(|error| Error::from_reason(error.to_string()))
    }

    #[napi]
    pub fn register(&self, path: String, handler: u32) {
        self.server.register(&path, handler);
    }

    /// Calls of `path` are answered with `body` at once and handed over afterwards, as record 7.
    #[napi]
    pub fn register_told(&self, path: String, handler: u32, body: &[u8]) -> Result<()> {
        let set = self.server.register_told(&path, handler, body);
        set.map_err(|status| Error::new(Status::InvalidArg, status.message))
    }

    /// `path` is one of bidirectional streams (records 8 to 10); `metadata` is names and values in turns.
    #[napi]
    pub fn register_stream(&self, path: String, handler: u32, metadata: Vec<String>) -> Result<()> {
        let pairs: Vec<_> = metadata.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
        let set = self.server.register_stream(&path, handler, &pairs);
        set.map_err(|status| Error::new(Status::InvalidArg, status.message))
    }

    #[napi]
    pub fn send_message(&self, id: u32, body: &[u8]) {
        self.server.send_message(id, body);
    }

    #[napi]
    pub fn end_stream(&self, id: u32) {
        self.server.end_stream(id);
    }

    /// Chunks that other nodes push, and their streams, go to `transfer`.
    #[napi]
    pub fn receive_chunks(&self, transfer: &NativeTransfer) {
        self.server.register_direct(PUSH, transfer.service());
        self.server.register_other(transfer.stream_door());
    }

    /// Values for compiled graphs from other nodes go to mutable objects of `store`.
    #[napi]
    pub fn receive_channels(&self, store: &NativePlasmaStore) {
        let channels = Channels::new(store.handle());
        self.server.register_direct(REGISTER_MUTABLE_OBJECT, channels.registrations());
        self.server.register_direct(PUSH_MUTABLE_OBJECT, channels.values());
    }

    /// AddTaskEventData goes to `events` and is answered with `reply`.
    #[napi]
    pub fn receive_task_events(&self, events: &NativeTaskEvents, reply: &[u8]) {
        self.server.register_direct(ADD_TASK_EVENT_DATA, Arc::new(events.door(reply)));
    }

    /// Takes effect with `flush`.
    #[napi]
    pub fn reply(&mut self, id: u32, body: &[u8]) {
        self.answers.push((id, frame(body)));
    }

    /// Takes effect with `flush`.
    #[napi]
    pub fn fail(&mut self, id: u32, code: u32, message: String, details: Option<Uint8Array>) {
        let details = details.map(|details| details.to_vec()).unwrap_or_default();
        let status = narcine_rpc::Status { code: Code::from(code), message, details };
        self.answers.push((id, Err(status)));
    }

    /// Sends the answers given since the last time.
    #[napi]
    pub fn flush(&mut self) {
        let answers = std::mem::take(&mut self.answers);
        send_after(|| self.server.end_many(answers));
    }

    #[napi]
    pub fn set_static_reply(&self, path: String, body: Option<Uint8Array>) -> Result<()> {
        let set = self.server.set_constant_reply(&path, body.as_deref());
        set.map_err(|status| Error::new(Status::InvalidArg, status.message))
    }

    #[napi]
    pub fn stats(&self) -> NativeServerStats {
        let stats = self.server.stats();
        NativeServerStats {
            connections: stats.connections as u32,
            open_calls: stats.open_calls as u32,
            calls: stats.calls as f64,
            bad_connections: stats.bad_connections as f64,
            refused_calls: stats.refused_calls as f64,
        }
    }

    /// Ends with record 3, after which `release` lets the event loop go.
    #[napi]
    pub fn close(&self) {
        self.server.close();
    }

    #[napi]
    pub fn release(&self) {
        self.outbox.close();
    }
}
