//! `src/native/transfer.ts` over `narcine-transfer`. Records to JavaScript (little endian; text behind a u32), each with
//! its u32 job: 1 ready; 2 refused by the store: u8 PlasmaError; 3 arrived; 4 progress: u64 bytes; 5 other size: u64
//! bytes; 6 arrival failed: text; 7 pushed; 8 push failed: u8 why (1 not here, 2 the file is corrupt, 3 it cannot be
//! read, 4 the receiver), text.

use std::sync::{Arc, Mutex, PoisonError};

use napi::bindgen_prelude::{Buffer, Function, Uint8Array};
use napi::{Error, Result, Status};
use napi_derive::napi;
use narcine_rpc::{Direct, OtherProtocol};
use narcine_transfer::{
    ArrivalSink, Door, Incoming, Outgoing, OutgoingConfig, Owner, PlasmaError, Push, PushFailure, PushSink, Source,
};

use crate::outbox::{Outbox, put_bytes, put_u32};
use crate::plasma_store::{NativeOwner, NativePlasmaStore, object_ids};
use crate::spiller::NativeSpilledRecord;

#[derive(Clone)]
struct Sink(Outbox);

impl Sink {
    fn record(&self, kind: u8, job: u32, rest: impl FnOnce(&mut Vec<u8>)) {
        self.0.append(|out| {
            out.push(kind);
            put_u32(out, job);
            rest(out);
        });
    }
}

impl ArrivalSink for Sink {
    fn ready(&self, job: u32) {
        self.record(1, job, |_| {});
    }

    fn refused(&self, job: u32, reason: PlasmaError) {
        self.record(2, job, |out| out.push(reason as u8));
    }

    fn arrived(&self, job: u32) {
        self.record(3, job, |_| {});
    }

    fn progress(&self, job: u32, received: u64) {
        self.record(4, job, |out| out.extend_from_slice(&received.to_le_bytes()));
    }

    fn other_size(&self, job: u32, size: u64) {
        self.record(5, job, |out| out.extend_from_slice(&size.to_le_bytes()));
    }

    fn failed(&self, job: u32, reason: &str) {
        self.record(6, job, |out| put_bytes(out, reason.as_bytes()));
    }
}

impl PushSink for Sink {
    fn pushed(&self, job: u32, result: std::result::Result<(), PushFailure>) {
        match result {
            Ok(()) => self.record(7, job, |_| {}),
            Err(error) => self.record(8, job, |out| {
                out.push(match error {
                    PushFailure::Gone => 1,
                    PushFailure::Corrupt(_) => 2,
                    PushFailure::Unreadable(_) => 3,
                    PushFailure::Receiver(_) => 4,
                });
                put_bytes(out, error.to_string().as_bytes());
            }),
        }
    }
}

#[napi(object, object_to_js = false, use_nullable = true)]
pub struct NativeTransferOptions {
    pub node_id: Uint8Array,
    pub chunk_size: u32,
    pub auth_token: Option<String>,
    pub is_near_on: bool,
}

#[napi]
pub struct NativeTransfer {
    incoming: Incoming,
    outgoing: Outgoing,
    /// Or why it could not be opened; None: it is not wanted.
    door: Mutex<Option<std::result::Result<Door, String>>>,
    auth_token: Option<String>,
    outbox: Outbox,
}

#[napi]
pub fn start_transfer(
    store: &NativePlasmaStore,
    options: NativeTransferOptions,
    on_batch: Function<'_, Buffer, ()>,
) -> Result<NativeTransfer> {
    let outbox = Outbox::new(on_batch)?;
    let sink = Sink(outbox.clone());
    let chunk_size = u64::from(options.chunk_size);
    let incoming = Incoming::new(store.handle(), chunk_size, sink.clone());
    let node_id = options.node_id.to_vec();
    let NativeTransferOptions { auth_token, is_near_on, .. } = options;
    let open = || Door::open(&node_id, auth_token.clone(), &incoming).map_err(|error| error.to_string());
    let door = Mutex::new(is_near_on.then(open));
    let config = OutgoingConfig { node_id, chunk_size, auth_token: auth_token.clone(), is_near_on };
    match Outgoing::new(store.handle(), config, sink) {
        Ok(outgoing) => Ok(NativeTransfer { incoming, outgoing, door, auth_token, outbox }),
        Err(error) => {
            outbox.close();
            Err(Error::from_reason(format!("objects cannot be sent to other nodes: {error}")))
        }
    }
}

impl NativeTransfer {
    pub(crate) fn service(&self) -> Arc<dyn Direct> {
        self.incoming.service()
    }

    pub(crate) fn stream_door(&self) -> Arc<dyn OtherProtocol> {
        self.incoming.stream_door(self.auth_token.clone())
    }
}

/// Whom a push goes to (`Push`).
#[napi(object, object_to_js = false)]
pub struct NativeReceiver {
    pub node_id: Buffer,
    pub address: String,
    pub takes_streams: bool,
    pub window: u32,
}

#[napi]
impl NativeTransfer {
    #[napi]
    pub fn accept(&self, job: u32, id: &[u8], owner: Option<NativeOwner>, size: f64) -> Result<bool> {
        let owner = owner.map_or_else(Owner::default, Owner::from);
        Ok(self.incoming.accept(job, one(id)?, owner, size as u64))
    }

    #[napi]
    pub fn abandon(&self, job: u32, id: &[u8]) -> Result<()> {
        self.incoming.abandon(job, one(id)?);
        Ok(())
    }

    #[napi]
    pub fn push(
        &self,
        job: u32,
        id: &[u8],
        receiver: NativeReceiver,
        record: Option<NativeSpilledRecord>,
    ) -> Result<()> {
        let source = record.map_or(Source::Store, |record| Source::File(record.into()));
        let NativeReceiver { node_id, address, takes_streams, window } = receiver;
        let (object_id, node_id, window) = (one(id)?, node_id.to_vec(), window as usize);
        self.outgoing.push(job, Push { object_id, node_id, address, source, takes_streams, window });
        Ok(())
    }

    /// Why other nodes on this host send bytes instead of copying; null: they copy, or are not to.
    #[napi]
    pub fn near_problem(&self) -> Option<String> {
        let door = self.door.lock().unwrap_or_else(PoisonError::into_inner);
        door.as_ref().and_then(|door| door.as_ref().err().cloned())
    }

    #[napi]
    pub fn disconnect(&self, address: String) {
        self.outgoing.disconnect(&address);
    }

    #[napi]
    pub fn close(&self) {
        if let Some(Ok(door)) = &mut *self.door.lock().unwrap_or_else(PoisonError::into_inner) {
            door.close();
        }
        self.outgoing.close();
        self.outbox.close();
    }
}

fn one(id: &[u8]) -> Result<narcine_transfer::ObjectId> {
    match object_ids(id)?[..] {
        [object_id] => Ok(object_id),
        _ => Err(Error::new(Status::InvalidArg, "one object id is needed")),
    }
}
