//! Channels of compiled graphs whose writer is on another node (Ray 2.60.0, node_manager.proto,
//! core_worker/experimental_mutable_object_provider.cc). The readers here share one mutable object;
//! RegisterMutableObject says to which object of the writer's node it belongs, and each value comes by PushMutableObject
//! calls from the writer's process, one for each 500 MB of data. A value is begun when all readers are done with the last
//! one: until then its bytes are left in the socket. It is seen once all of it is there.
//!
//! A value whose sender goes away in the middle is begun anew by the next one. Of a channel that is closed, or whose object
//! is gone, the sender is told so; stock's raylet ends itself there.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use narcine_rpc::proto::{Fields, Value};
use narcine_rpc::{Code, Direct, DirectCall, Status};
use plasma_store::{Channel, ChannelError, StoreHandle};
use plasma_wire::ObjectId;

use crate::incoming::invalid;
use crate::wire::{MAX_HEAD, read_to_data};

pub const REGISTER_MUTABLE_OBJECT: &str = "/ray.rpc.NodeManagerService/RegisterMutableObject";
pub const PUSH_MUTABLE_OBJECT: &str = "/ray.rpc.NodeManagerService/PushMutableObject";

/// What follows the data of a PushMutableObjectRequest: the metadata, some bytes that name a kind of object.
const MAX_TAIL: usize = 64 << 10;
/// A reader that was killed while it had the header never gives it back.
const END_LIMIT: Duration = Duration::from_secs(1);
/// PushMutableObjectReply{done = 1: true}.
const DONE: [u8; 2] = [0x08, 1];

/// The channels that end on this node.
pub struct Channels(Arc<Shared>);

struct Shared {
    store: StoreHandle,
    /// By the id that the object has on its writer's node.
    readers: Mutex<HashMap<ObjectId, Arc<Readers>>>,
}

/// The readers of one channel on this node.
struct Readers {
    /// The object that they read.
    object_id: ObjectId,
    count: u64,
    turn: Mutex<Turn>,
}

struct Turn {
    channel: Channel,
    value: Option<Unfinished>,
}

/// A value of which some is there.
struct Unfinished {
    data_size: u64,
    metadata_size: u64,
    /// Bytes of data.
    written: u64,
    /// Offsets of the chunks that came.
    came: Vec<u64>,
}

impl Channels {
    pub fn new(store: StoreHandle) -> Self {
        Self(Arc::new(Shared { store, readers: Mutex::default() }))
    }

    /// Answers RegisterMutableObject.
    pub fn registrations(&self) -> Arc<dyn Direct> {
        Arc::new(Registrations(self.0.clone()))
    }

    /// Answers PushMutableObject.
    pub fn values(&self) -> Arc<dyn Direct> {
        Arc::new(Values(self.0.clone()))
    }
}

impl Shared {
    fn register(&self, request: &Registration) -> Result<(), Status> {
        let Registration { writer, readers: count, reader } = *request;
        if count == 0 {
            return Err(invalid("a channel needs at least one reader"));
        }
        let channel = match self.store.open_channel(&reader) {
            None => return Err(Status::new(Code::NotFound, format!("there is no mutable object {reader} here"))),
            Some(Err(error)) => {
                return Err(Status::new(Code::Internal, format!("the channel cannot be opened: {error}")));
            }
            Some(Ok(channel)) => channel,
        };
        let turn = Mutex::new(Turn { channel, value: None });
        let mut readers = lock(&self.readers);
        readers.retain(|_, known| self.store.is_mutable(&known.object_id));
        let is_known = readers.get(&writer).is_some_and(|known| known.object_id == reader && known.count == count);
        if !is_known {
            readers.insert(writer, Arc::new(Readers { object_id: reader, count, turn }));
        }
        Ok(())
    }

    /// The readers of a channel, and their object held.
    fn held(self: &Arc<Self>, writer: ObjectId) -> Result<Held, Status> {
        let missing = || Status::new(Code::NotFound, format!("nobody here reads the mutable object {writer}"));
        let readers = lock(&self.readers).get(&writer).cloned().ok_or_else(missing)?;
        if !self.store.hold_mutable(&readers.object_id) {
            lock(&self.readers).remove(&writer);
            return Err(missing());
        }
        Ok(Held { shared: self.clone(), readers })
    }
}

struct Held {
    shared: Arc<Shared>,
    readers: Arc<Readers>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.shared.store.unhold(&[self.readers.object_id]);
    }
}

impl Readers {
    /// Whether a part of this value may be written now.
    fn begin(&self, chunk: &Chunk) -> Result<bool, Status> {
        let mut turn = lock(&self.turn);
        // One that comes again belongs to the next value: the last one's sender went away between two chunks.
        let is_open = |value: &Unfinished| {
            (value.data_size, value.metadata_size) == (chunk.data_size, chunk.metadata_size)
                && !value.came.contains(&chunk.offset)
        };
        if turn.value.as_ref().is_some_and(is_open) {
            return Ok(true);
        }
        let is_begun = turn.channel.begin(chunk.data_size, chunk.metadata_size, self.count).map_err(refusal)?;
        if is_begun {
            let Chunk { data_size, metadata_size, .. } = *chunk;
            turn.value = Some(Unfinished { data_size, metadata_size, written: 0, came: Vec::new() });
        }
        Ok(is_begun)
    }

    fn write(&self, position: u64, bytes: &[u8]) -> Result<(), Status> {
        lock(&self.turn).channel.write_at(position, bytes).map_err(refusal)
    }

    /// One chunk is there; true when that was the last one, and the readers see the value.
    fn finish(&self, chunk: &Chunk, metadata: &[u8]) -> Result<bool, Status> {
        let mut turn = lock(&self.turn);
        let Turn { channel, value } = &mut *turn;
        let Some(unfinished) = value else { return Err(invalid("another chunk of this value did not come")) };
        unfinished.written += chunk.len;
        unfinished.came.push(chunk.offset);
        if unfinished.written < unfinished.data_size {
            return Ok(false);
        }
        *value = None;
        channel.write_at(chunk.data_size, metadata).map_err(refusal)?;
        let deadline = Instant::now() + END_LIMIT;
        while !channel.end().map_err(refusal)? {
            if Instant::now() > deadline {
                let text = "a reader has had the channel's header for a second: it was killed while it read";
                return Err(Status::new(Code::Unavailable, text));
            }
        }
        Ok(true)
    }

    fn give_up(&self) {
        lock(&self.turn).value = None;
    }
}

/// RegisterMutableObjectRequest.
struct Registration {
    writer: ObjectId,
    readers: u64,
    reader: ObjectId,
}

impl Registration {
    fn read(bytes: &[u8]) -> Result<Self, Status> {
        let (mut writer, mut reader, mut readers): (&[u8], &[u8], u64) = (&[], &[], 0);
        let mut fields = Fields::new(bytes);
        while let Some((field, value)) = fields.next_field().map_err(|error| invalid(&error.to_string()))? {
            match (field, value) {
                (1, Value::Bytes(id)) => writer = id,
                (2, Value::Varint(count)) => readers = count,
                (3, Value::Bytes(id)) => reader = id,
                _ => {}
            }
        }
        Ok(Self { writer: object_id(writer)?, readers, reader: object_id(reader)? })
    }
}

struct Registrations(Arc<Shared>);

impl Direct for Registrations {
    fn begin(&self) -> Box<dyn DirectCall> {
        Box::new(RegistrationCall { shared: self.0.clone(), request: Vec::new() })
    }
}

struct RegistrationCall {
    shared: Arc<Shared>,
    request: Vec<u8>,
}

impl DirectCall for RegistrationCall {
    fn piece(&mut self, bytes: &[u8]) -> Result<(), Status> {
        if self.request.len() + bytes.len() > MAX_HEAD {
            return Err(invalid("a RegisterMutableObjectRequest has some 60 bytes"));
        }
        self.request.extend_from_slice(bytes);
        Ok(())
    }

    fn end(self: Box<Self>) -> Result<Vec<u8>, Status> {
        self.shared.register(&Registration::read(&self.request)?)?;
        Ok(Vec::new())
    }
}

/// What a PushMutableObjectRequest says before its data.
#[derive(Default)]
struct Chunk {
    data_size: u64,
    metadata_size: u64,
    offset: u64,
    /// Bytes of data.
    len: u64,
}

struct Values(Arc<Shared>);

impl Direct for Values {
    fn begin(&self) -> Box<dyn DirectCall> {
        Box::new(ValueCall { shared: self.0.clone(), head: Vec::new(), part: None })
    }
}

/// One PushMutableObject call as its bytes come in.
struct ValueCall {
    shared: Arc<Shared>,
    /// What came before it was clear which chunk it is.
    head: Vec<u8>,
    part: Option<Part>,
}

struct Part {
    chunk: Chunk,
    held: Held,
    is_begun: bool,
    is_finished: bool,
    /// Data that came before it was begun: no more than one frame.
    early: Vec<u8>,
    /// Bytes of data that came.
    at: u64,
    /// What comes after the data.
    tail: Vec<u8>,
}

impl Part {
    fn take(&mut self, bytes: &[u8]) -> Result<(), Status> {
        let left = usize::try_from(self.chunk.len - self.at).unwrap_or(usize::MAX);
        let (data, tail) = bytes.split_at(bytes.len().min(left));
        if self.tail.len() + tail.len() > MAX_TAIL {
            return Err(invalid("a PushMutableObjectRequest goes on after its metadata"));
        }
        self.tail.extend_from_slice(tail);
        if self.is_begun {
            self.held.readers.write(self.chunk.offset + self.at, data)?;
        } else {
            self.early.extend_from_slice(data);
        }
        self.at += data.len() as u64;
        Ok(())
    }

    fn begin(&mut self) -> Result<bool, Status> {
        if !self.is_begun && self.held.readers.begin(&self.chunk)? {
            self.is_begun = true;
            let early = std::mem::take(&mut self.early);
            self.held.readers.write(self.chunk.offset, &early)?;
        }
        Ok(self.is_begun)
    }

    fn end(&mut self) -> Result<Vec<u8>, Status> {
        let mut metadata: &[u8] = &[];
        let mut fields = Fields::new(&self.tail);
        while let Some((field, value)) = fields.next_field().map_err(|error| invalid(&error.to_string()))? {
            if let (7, Value::Bytes(bytes)) = (field, value) {
                metadata = bytes;
            }
        }
        if self.at != self.chunk.len || metadata.len() as u64 != self.chunk.metadata_size {
            let (data, metadata) = (self.at, metadata.len());
            return Err(invalid(&format!(
                "{data} bytes of data and {metadata} of metadata are not what was announced"
            )));
        }
        let is_done = self.held.readers.finish(&self.chunk, metadata)?;
        self.is_finished = true;
        Ok(if is_done { DONE.to_vec() } else { Vec::new() })
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if self.is_begun && !self.is_finished {
            self.held.readers.give_up();
        }
    }
}

impl ValueCall {
    /// Looks whether the head is complete, and gives what is behind it on.
    fn read_head(&mut self, is_all: bool) -> Result<(), Status> {
        let mut chunk = Chunk::default();
        let (mut writer, mut chunk_size): (&[u8], u64) = (&[], 0);
        let data = read_to_data(&self.head, 6, is_all, |field, value| match (field, value) {
            (1, Value::Bytes(id)) => writer = id,
            (2, Value::Varint(size)) => chunk.data_size = size,
            (3, Value::Varint(size)) => chunk.metadata_size = size,
            (4, Value::Varint(offset)) => chunk.offset = offset,
            (5, Value::Varint(size)) => chunk_size = size,
            _ => {}
        });
        let Some((start, len)) = data.map_err(|error| invalid(&error.to_string()))? else {
            let is_long = self.head.len() >= MAX_HEAD;
            return if is_long { Err(invalid("a PushMutableObjectRequest without data")) } else { Ok(()) };
        };
        chunk.len = len;
        let end = chunk.offset.checked_add(len);
        if len != chunk_size || end.is_none_or(|end| end > chunk.data_size) {
            let Chunk { offset, data_size, .. } = chunk;
            return Err(invalid(&format!("{len} bytes ({chunk_size} announced) at {offset} of {data_size}")));
        }
        let held = self.shared.held(object_id(writer)?)?;
        let rest = self.head.split_off(start);
        let part =
            Part { chunk, held, is_begun: false, is_finished: false, early: Vec::new(), at: 0, tail: Vec::new() };
        self.part.insert(part).take(&rest)
    }
}

impl DirectCall for ValueCall {
    fn piece(&mut self, bytes: &[u8]) -> Result<(), Status> {
        if let Some(part) = &mut self.part {
            return part.take(bytes);
        }
        // No more than a head is copied here.
        let (head, rest) = bytes.split_at(bytes.len().min(MAX_HEAD));
        self.head.extend_from_slice(head);
        self.read_head(false)?;
        match &mut self.part {
            Some(part) => part.take(rest),
            None => Ok(()),
        }
    }

    fn is_ready(&mut self) -> Result<bool, Status> {
        self.part.as_mut().map_or(Ok(true), Part::begin)
    }

    fn end(mut self: Box<Self>) -> Result<Vec<u8>, Status> {
        if self.part.is_none() {
            self.read_head(true)?;
        }
        match &mut self.part {
            Some(part) if part.is_begun => part.end(),
            _ => Err(invalid("a PushMutableObjectRequest without data")),
        }
    }
}

fn object_id(bytes: &[u8]) -> Result<ObjectId, Status> {
    ObjectId::from_slice(bytes)
        .ok_or_else(|| invalid(&format!("an object id has 28 bytes, this one has {}", bytes.len())))
}

fn refusal(error: ChannelError) -> Status {
    let code = match error {
        ChannelError::Closed => Code::FailedPrecondition,
        ChannelError::TooLarge { .. } => Code::InvalidArgument,
        ChannelError::Io(_) => Code::Internal,
    };
    Status::new(code, error.to_string())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
