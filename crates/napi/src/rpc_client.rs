//! `src/native/rpc-client.ts` over `narcine-rpc`. Records to JavaScript (little endian; text and bytes behind a u32),
//! each with its u32 id: 1 reply: body; 2 error: u8 code, message, details; 3 stream opened: u32 count, names and
//! values; 4 stream message: body; 5 stream end: as 2.

use std::collections::HashMap;
use std::time::Duration;

use napi::bindgen_prelude::{Buffer, Function};
use napi::{Env, Error, Result};
use napi_derive::napi;
use narcine_rpc::{CallRequest, Client, ClientOptions, HeaderMap, PreparedCall, Status, StreamHandle, StreamSink};

use crate::event_loop::{lend, send_after};
use crate::outbox::{Outbox, put_bytes, put_u32};

/// Streams are read no further while this much waits for the event loop.
const FULL_BYTES: usize = 64 << 20;

struct Sink {
    id: u32,
    outbox: Outbox,
}

impl StreamSink for Sink {
    fn opened(&self, metadata: &HeaderMap) {
        let pairs = || metadata.iter().filter_map(|(name, value)| Some((name, value.to_str().ok()?)));
        self.outbox.append(|out| {
            out.push(3);
            put_u32(out, self.id);
            put_u32(out, pairs().count() as u32);
            for (name, value) in pairs() {
                put_bytes(out, name.as_str().as_bytes());
                put_bytes(out, value.as_bytes());
            }
        });
    }

    fn message(&self, body: &[u8]) {
        self.outbox.append(|out| {
            out.push(4);
            put_u32(out, self.id);
            put_bytes(out, body);
        });
    }

    fn ended(&self, status: Status) {
        self.outbox.append(|out| put_status(out, 5, self.id, &status));
    }

    fn is_full(&self) -> bool {
        self.outbox.waiting_bytes() > FULL_BYTES
    }
}

fn put_status(out: &mut Vec<u8>, kind: u8, id: u32, status: &Status) {
    out.push(kind);
    put_u32(out, id);
    out.push(status.code as u8);
    put_bytes(out, status.message.as_bytes());
    put_bytes(out, &status.details);
}

#[napi]
pub struct NativeRpcClient {
    client: Client,
    calls: Vec<PreparedCall>,
    outbox: Outbox,
    streams: HashMap<u32, StreamHandle>,
}

#[napi]
pub fn start_rpc_client(
    env: Env,
    auth_token: Option<String>,
    on_batch: Function<'_, Buffer, ()>,
) -> Result<NativeRpcClient> {
    lend(&env)?;
    let client = Client::new(ClientOptions { auth_token, ..ClientOptions::default() })
        .map_err(|error| Error::from_reason(error.to_string()))?;
    Ok(NativeRpcClient { client, calls: Vec::new(), outbox: Outbox::new(on_batch)?, streams: HashMap::new() })
}

fn request<'a>(address: &'a str, path: &'a str, metadata: Option<Vec<String>>) -> CallRequest<'a> {
    let mut flat = metadata.unwrap_or_default().into_iter();
    let mut metadata = Vec::with_capacity(flat.len() / 2);
    while let (Some(name), Some(value)) = (flat.next(), flat.next()) {
        metadata.push((name, value));
    }
    CallRequest { address, path, metadata }
}

#[napi]
impl NativeRpcClient {
    /// `timeout_ms` 0 = none. Takes effect with `flush`.
    #[napi]
    pub fn call(
        &mut self,
        id: u32,
        address: String,
        path: String,
        body: &[u8],
        timeout_ms: f64,
        metadata: Option<Vec<String>>,
    ) {
        let outbox = self.outbox.clone();
        let limit = (timeout_ms > 0.0).then(|| Duration::from_millis(timeout_ms as u64));
        let call = self.client.prepare(request(&address, &path, metadata), body, limit, move |result| {
            outbox.append(|out| match result {
                Ok(body) => {
                    out.reserve(body.len() + 16);
                    out.push(1);
                    put_u32(out, id);
                    put_bytes(out, &body);
                }
                Err(status) => put_status(out, 2, id, &status),
            });
        });
        self.calls.push(call);
    }

    /// Sends the calls made since the last time.
    #[napi]
    pub fn flush(&mut self) {
        let calls = std::mem::take(&mut self.calls);
        send_after(|| self.client.send_many(calls));
    }

    #[napi]
    pub fn open_stream(&mut self, id: u32, address: String, path: String, metadata: Option<Vec<String>>) {
        let sink = Sink { id, outbox: self.outbox.clone() };
        let stream = self.client.open_stream(request(&address, &path, metadata), sink);
        self.streams.insert(id, stream);
    }

    #[napi]
    pub fn send_message(&self, id: u32, body: &[u8]) {
        if let Some(stream) = self.streams.get(&id) {
            stream.send(body);
        }
    }

    #[napi]
    pub fn end_stream(&self, id: u32) {
        if let Some(stream) = self.streams.get(&id) {
            stream.end();
        }
    }

    /// Forgets the stream; cancels it unless it has ended.
    #[napi]
    pub fn drop_stream(&mut self, id: u32) {
        self.streams.remove(&id);
    }

    #[napi]
    pub fn disconnect(&self, address: String) {
        self.client.disconnect(&address);
    }

    #[napi]
    pub fn connections(&self) -> u32 {
        self.client.connections() as u32
    }

    #[napi]
    pub fn close(&mut self) {
        self.outbox.close();
        self.calls.clear();
        self.streams.clear();
        self.client.close();
    }
}
