//! Objects on their way here: room in the store, and chunks written into it in any order.
//!
//! | an arrival | kept in | leaves by |
//! |---|---|---|
//! | waits for room | `Room::Asked` | room is made; refused; abandoned |
//! | has room | `Room::Made` | the last chunk came: sealed; abandoned; writing failed |
//!
//! Chunks of objects that nobody asked for are dropped without a word, as stock does: they are late copies of what has
//! come from somebody else. A chunk that does not fit what is known of its object changes nothing and is an error for
//! its sender. The same chunk again - a second holder was asked - is not written again. A chunk is written as its bytes
//! come in, so a call costs no memory; it counts once all of it is there, and one that breaks off has changed nothing.
//! Two who bring the same chunk do not both write it: whoever begins it last has it, but nobody can take it in the moment in
//! which bytes are being written. So nobody writes into an object that is sealed, or completes what others have written to.
//! They come by Push calls (push_in.rs); from another node of ours as a stream (stream_in.rs), or they are copied out of its
//! memory (near.rs).
//!
//! Locks: the table's is never held while the store is called, since the store calls back under its own lock. An
//! arrival that is abandoned while a chunk is being written is taken back by the writer, so that nobody writes into
//! memory that belongs to somebody else already. `accept` and `abandon` come from one thread.

use std::collections::{HashMap, HashSet};
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use narcine_rpc::{Code, Direct, OtherProtocol, Status};
use plasma_store::{CreateRequest, ObjectBytes, ObjectSource, PlasmaError, StoreHandle};
use plasma_wire::{ObjectId, Owner};

use crate::push_in::PushService;
use crate::stream_in::StreamDoor;
use crate::wire::{PushChunk, chunk_count, chunk_range};

/// How often a transfer that goes on says so.
const PROGRESS_INTERVAL: Duration = Duration::from_secs(1);

/// Told, from any thread and at times under the store's lock, what becomes of arrivals: nothing here may call the store.
pub trait ArrivalSink: Send + Sync + 'static {
    /// There is room: chunks are welcome from now on.
    fn ready(&self, job: u32);
    /// The store gives no room: what it would tell a client. The job is over.
    fn refused(&self, job: u32, reason: PlasmaError);
    /// All bytes came and the object is sealed, with one hold on it. The job is over.
    fn arrived(&self, job: u32);
    /// A chunk came: the first one, then at most once a second.
    fn progress(&self, job: u32, received: u64);
    /// A sender says that the object has so many bytes, and not as many as was thought. Once a job.
    fn other_size(&self, job: u32, size: u64);
    /// The bytes could not be written. The job is over.
    fn failed(&self, job: u32, reason: &str);
}

/// Whoever brings a chunk may write it for as long as nobody else begins it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim {
    job: u32,
    number: u64,
}

/// What becomes of a chunk.
pub(crate) enum Use {
    /// It is to be written, and there.
    Missing(Claim, Range<u64>),
    /// It is here already, or there is no place for it now.
    Superfluous,
    NobodyWantsIt,
}

#[derive(Debug, Clone, Copy)]
enum Chunk {
    Missing,
    /// By the claim of this number; `is_written`: at this moment.
    Begun {
        number: u64,
        is_written: bool,
    },
    Here,
}

enum Room {
    /// The store's ticket, once it is known.
    Asked(Option<u64>),
    Made,
}

struct Arrival {
    job: u32,
    /// Of data and metadata; 0: not known, so there is no room for it either.
    size: u64,
    room: Room,
    bytes: Option<Arc<ObjectBytes>>,
    metadata_size: Option<u64>,
    /// Once there is room.
    chunks: Vec<Chunk>,
    claims: u64,
    missing: u64,
    received_bytes: u64,
    told: Option<Instant>,
    has_told_size: bool,
    /// Calls that write at this moment.
    writers: u32,
    /// Not to be finished: to be taken back by the last writer. With the reason if nobody asked for it.
    end: Option<Option<String>>,
}

pub struct Incoming {
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    store: StoreHandle,
    sink: Box<dyn ArrivalSink>,
    pub(crate) chunk_size: u64,
    table: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    arrivals: HashMap<ObjectId, Arrival>,
    /// Abandoned just when their room was made: `abandon` takes it back.
    orphans: HashSet<u32>,
}

impl Incoming {
    pub fn new(store: StoreHandle, chunk_size: u64, sink: impl ArrivalSink) -> Self {
        let shared = Shared { store, sink: Box::new(sink), chunk_size: chunk_size.max(1), table: Mutex::default() };
        Self { shared: Arc::new(shared) }
    }

    pub(crate) fn shared(&self) -> Arc<Shared> {
        self.shared.clone()
    }

    /// Takes the streams of other nodes of ours, which show `token`.
    pub fn stream_door(&self, token: Option<String>) -> Arc<dyn OtherProtocol> {
        Arc::new(StreamDoor { shared: self.shared.clone(), token })
    }

    /// Answers Push calls.
    pub fn service(&self) -> Arc<dyn Direct> {
        Arc::new(PushService(self.shared.clone()))
    }

    /// Welcomes the chunks of an object of `size` bytes, data and metadata together, once the store has room. Size 0: it
    /// is not known, and the first chunk tells it (`other_size`).
    /// False when an earlier job for the object has not ended.
    pub fn accept(&self, job: u32, object_id: ObjectId, owner: Owner, size: u64) -> bool {
        let shared = &self.shared;
        {
            let mut table = shared.lock();
            if table.arrivals.contains_key(&object_id) {
                return false;
            }
            let arrival = Arrival {
                job,
                size,
                room: if size == 0 { Room::Made } else { Room::Asked(None) },
                bytes: None,
                metadata_size: None,
                chunks: Vec::new(),
                claims: 0,
                missing: chunk_count(size, shared.chunk_size),
                received_bytes: 0,
                told: None,
                has_told_size: false,
                writers: 0,
                end: None,
            };
            table.arrivals.insert(object_id, arrival);
        }
        if size == 0 {
            shared.sink.ready(job);
            return true;
        }
        let request = CreateRequest {
            object_id,
            owner,
            // How much of it is metadata, only the chunks know: see `split_own`.
            data_size: size,
            source: ObjectSource::ReceivedFromRemoteRaylet,
            ..CreateRequest::default()
        };
        let told = shared.clone();
        let ticket = shared.store.create_when_room(request, move |outcome| told.created(object_id, job, outcome));
        // Unless it has had its outcome already.
        if let Some(arrival) = shared.lock().arrivals.get_mut(&object_id)
            && let Room::Asked(known @ None) = &mut arrival.room
        {
            *known = Some(ticket);
        }
        true
    }

    /// Nobody wants the object any more: what came of it is given up, and no word follows.
    pub fn abandon(&self, job: u32, object_id: ObjectId) {
        let shared = &self.shared;
        let arrival = {
            let mut table = shared.lock();
            let Some(arrival) = table.arrivals.get_mut(&object_id).filter(|arrival| arrival.job == job) else { return };
            if arrival.writers > 0 {
                arrival.end = Some(None);
                return;
            }
            let Some(arrival) = table.arrivals.remove(&object_id) else { return };
            arrival
        };
        match arrival.room {
            Room::Made if arrival.size > 0 => shared.store.abort_own(object_id),
            Room::Asked(Some(ticket)) if !shared.store.cancel_create(ticket) => {
                if shared.lock().orphans.remove(&job) {
                    shared.store.abort_own(object_id);
                }
            }
            Room::Made | Room::Asked(_) => {}
        }
    }

    /// Arrivals that have not ended.
    pub fn count(&self) -> usize {
        self.shared.lock().arrivals.len()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Table> {
        // Nothing that can panic runs while it is locked.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Called by the store, under its lock.
    fn created(&self, object_id: ObjectId, job: u32, outcome: PlasmaError) {
        let mut table = self.lock();
        match table.arrivals.get_mut(&object_id).filter(|arrival| arrival.job == job) {
            Some(arrival) if outcome == PlasmaError::Ok => {
                arrival.room = Room::Made;
                arrival.chunks = vec![Chunk::Missing; arrival.missing as usize];
                self.sink.ready(job);
            }
            Some(_) => {
                table.arrivals.remove(&object_id);
                self.sink.refused(job, outcome);
            }
            None if outcome == PlasmaError::Ok => {
                table.orphans.insert(job);
            }
            None => {}
        }
    }

    /// Checks a chunk against what is known of its object.
    pub(crate) fn check(&self, chunk: &PushChunk) -> Result<Use, Status> {
        let mut table = self.lock();
        let Some(arrival) = table.arrivals.get_mut(&chunk.object_id) else { return Ok(Use::NobodyWantsIt) };
        if !matches!(arrival.room, Room::Made) || arrival.end.is_some() {
            return Ok(Use::Superfluous);
        }
        let invalid = |text: String| invalid(&format!("object {}: {text}", chunk.object_id));
        if chunk.data_size != arrival.size {
            if !std::mem::replace(&mut arrival.has_told_size, true) {
                self.sink.other_size(arrival.job, chunk.data_size);
            }
            let known = arrival.size;
            // A receiver that does not know the size has asked for just this.
            return if known == 0 {
                Ok(Use::Superfluous)
            } else {
                Err(invalid(format!("{} bytes, not {known}", chunk.data_size)))
            };
        }
        let index = chunk.chunk_index;
        let Some(range) = chunk_range(index, arrival.size, self.chunk_size) else {
            return Err(invalid(format!("{} bytes have no chunk {index}", arrival.size)));
        };
        if range.end - range.start != chunk.len {
            return Err(invalid(format!("chunk {index} is {range:?}, not {} bytes", chunk.len)));
        }
        let metadata_size = chunk.metadata_size;
        if arrival.metadata_size.is_some_and(|known| known != metadata_size) || metadata_size > arrival.size {
            return Err(invalid(format!("{metadata_size} bytes of metadata, not {:?}", arrival.metadata_size)));
        }
        arrival.metadata_size = Some(metadata_size);
        Ok(match arrival.chunks.get_mut(index as usize) {
            Some(chunk @ (Chunk::Missing | Chunk::Begun { is_written: false, .. })) => {
                arrival.claims += 1;
                let number = arrival.claims;
                *chunk = Chunk::Begun { number, is_written: false };
                Use::Missing(Claim { job: arrival.job, number }, range)
            }
            _ => Use::Superfluous,
        })
    }

    /// Has bytes of a chunk written to their place; false when nobody needs them any more, or somebody else brings them.
    pub(crate) fn write(
        &self,
        chunk: &PushChunk,
        claim: Claim,
        write: impl FnOnce(&ObjectBytes) -> io::Result<()>,
    ) -> bool {
        let known = {
            let mut table = self.lock();
            let Some((arrival, at)) = table.open(chunk, claim) else { return false };
            arrival.chunks[at] = Chunk::Begun { number: claim.number, is_written: true };
            arrival.writers += 1;
            arrival.bytes.clone()
        };
        let object = known.map_or_else(|| self.open(chunk), Ok);
        let written = object.and_then(|object| {
            write(&object).map_err(|error| error.to_string())?;
            Ok(object)
        });
        let mut table = self.lock();
        let Some(arrival) = table.arrivals.get_mut(&chunk.object_id) else { return false };
        arrival.writers -= 1;
        if let Some(chunk) = arrival.chunks.get_mut(chunk.chunk_index as usize) {
            *chunk = Chunk::Begun { number: claim.number, is_written: false };
        }
        match written {
            Ok(object) => arrival.bytes = Some(object),
            Err(reason) => arrival.end = Some(Some(reason)),
        }
        if arrival.end.is_none() {
            return true;
        }
        if arrival.writers == 0 {
            let end = table.arrivals.remove(&chunk.object_id).and_then(|arrival| arrival.end).flatten();
            drop(table);
            self.store.abort_own(chunk.object_id);
            if let Some(reason) = end {
                self.sink.failed(claim.job, &reason);
            }
        }
        false
    }

    /// The bytes of the object, which has room and is not sealed.
    fn open(&self, chunk: &PushChunk) -> Result<Arc<ObjectBytes>, String> {
        let bytes = self.store.bytes_of(&chunk.object_id).filter(|_| {
            // What is read back must have the sizes that it was made with.
            self.store.split_own(chunk.object_id, chunk.metadata_size)
        });
        bytes.map(Arc::new).ok_or_else(|| "the object made for it is gone".to_string())
    }

    /// All bytes of a chunk are written.
    pub(crate) fn finish(&self, chunk: &PushChunk, claim: Claim) {
        let job = claim.job;
        let mut table = self.lock();
        let Some((arrival, at)) = table.open(chunk, claim) else { return };
        arrival.chunks[at] = Chunk::Here;
        arrival.missing -= 1;
        arrival.received_bytes += chunk.len;
        if arrival.missing > 0 {
            if arrival.told.is_none_or(|told| told.elapsed() >= PROGRESS_INTERVAL) {
                arrival.told = Some(Instant::now());
                self.sink.progress(job, arrival.received_bytes);
            }
            return;
        }
        table.arrivals.remove(&chunk.object_id);
        drop(table);
        // Held, or the creates that wait for room might push it out before anybody hears that it came.
        self.store.seal_own(chunk.object_id, true);
        self.sink.arrived(job);
    }
}

impl Table {
    /// The arrival whose chunk this is, with its place in `chunks`, if nobody else has begun it since.
    fn open(&mut self, chunk: &PushChunk, claim: Claim) -> Option<(&mut Arrival, usize)> {
        let arrival = self.arrivals.get_mut(&chunk.object_id)?;
        let at = chunk.chunk_index as usize;
        let is_its = matches!(arrival.chunks.get(at), Some(Chunk::Begun { number, .. }) if *number == claim.number);
        (arrival.job == claim.job && arrival.end.is_none() && is_its).then_some((arrival, at))
    }
}

pub(crate) fn invalid(text: &str) -> Status {
    Status::new(Code::InvalidArgument, text)
}

#[cfg(test)]
#[path = "incoming_tests.rs"]
mod incoming_tests;
