//! Objects on their way to other nodes. One in memory is offered to the receiver as it is (near.rs), if that is on this
//! host and ours; else a receiver of ours gets a stream (stream.rs), and any other one Push calls. A push is one task: so
//! many chunks at a time are read, on threads that may wait for a disk, and sent; the first failure ends it. The object is held in the store for as long, and what is read from
//! a spill file has been compared with its checksum before.

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use narcine_rpc::{CallRequest, Client, ClientOptions, Code, Home, Status, Thread, home};
use narcine_spill::{Place, ReadError};
use plasma_store::StoreHandle;
use plasma_wire::ObjectId;
use tokio::task::{JoinSet, spawn_blocking};

use crate::near::Offers;
use crate::reader::{Reader, open};
use crate::stream::{Load, Streams};
use crate::wire::{PUSH, PushHead, UNWANTED, chunk_count, chunk_range};

/// A receiver that takes longer for one chunk is as good as gone. Its puller asks again.
const CHUNK_TIMEOUT: Duration = Duration::from_secs(60);

/// Told from the data thread what became of each push. Once a job.
pub trait PushSink: Send + Sync + 'static {
    fn pushed(&self, job: u32, result: Result<(), PushFailure>);
}

#[derive(Debug, thiserror::Error)]
pub enum PushFailure {
    /// The object is not in the store (any more).
    #[error("it is not here")]
    Gone,
    /// The spill file does not hold what was written.
    #[error("{0}")]
    Corrupt(String),
    /// It could not be read now.
    #[error("{0}")]
    Unreadable(String),
    /// The receiver did not take it.
    #[error("{0}")]
    Receiver(Status),
}

impl From<Status> for PushFailure {
    fn from(status: Status) -> Self {
        Self::Receiver(status)
    }
}

impl From<ReadError> for PushFailure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Corrupt(text) => Self::Corrupt(text),
            other => Self::Unreadable(other.to_string()),
        }
    }
}

impl From<io::Error> for PushFailure {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

/// Where a push reads from.
#[derive(Debug, Clone)]
pub enum Source {
    Store,
    File(Place),
}

#[derive(Debug, Clone)]
pub struct Push {
    pub object_id: ObjectId,
    /// The receiver.
    pub node_id: Vec<u8>,
    /// "host:port" of the receiver's object manager.
    pub address: String,
    pub source: Source,
    /// The receiver is one of ours and has said so.
    pub takes_streams: bool,
    /// Chunks in flight at a time; each takes its size of memory.
    pub window: usize,
}

pub struct OutgoingConfig {
    /// This node.
    pub node_id: Vec<u8>,
    /// `object_manager_default_chunk_size`: both ends must have the same.
    pub chunk_size: u64,
    pub auth_token: Option<String>,
    /// Objects are handed to nodes of ours on this host.
    pub is_near_on: bool,
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Outgoing {
    inner: Arc<Inner>,
    home: &'static Home,
}

struct Inner {
    store: StoreHandle,
    client: Client,
    sink: Box<dyn PushSink>,
    node_id: Vec<u8>,
    auth_token: Option<String>,
    /// None: not to be used.
    offers: Option<Offers>,
    streams: Streams,
    chunk_size: u64,
    /// Makes push ids of this process unlike those of others.
    salt: [u8; 8],
}

/// Keeps an object in the store for as long as it lives.
struct Hold {
    store: StoreHandle,
    object_id: ObjectId,
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.store.unhold(&[self.object_id]);
    }
}

impl Outgoing {
    /// Fails when the data thread cannot start, or the token has bytes that a header cannot carry.
    pub fn new(store: StoreHandle, config: OutgoingConfig, sink: impl PushSink) -> io::Result<Self> {
        let OutgoingConfig { node_id, chunk_size, auth_token, is_near_on } = config;
        let client = Client::new(ClientOptions { auth_token: auth_token.clone(), thread: Thread::Data })?;
        let salt = RandomState::new().hash_one(&node_id).to_le_bytes();
        let chunk_size = chunk_size.max(1);
        let offers = is_near_on.then(Offers::default);
        let streams = Streams::new(auth_token.as_deref());
        let sink = Box::new(sink);
        let inner = Inner { store, client, sink, node_id, auth_token, offers, streams, chunk_size, salt };
        Ok(Self { inner: Arc::new(inner), home: home(Thread::Data)? })
    }

    /// Sends an object. An object in the store is held from now on.
    pub fn push(&self, job: u32, push: Push) {
        let inner = self.inner.clone();
        let hold = match &push.source {
            Source::Store => {
                if inner.store.hold(&[push.object_id]) != [true] {
                    inner.sink.pushed(job, Err(PushFailure::Gone));
                    return;
                }
                Some(Hold { store: inner.store.clone(), object_id: push.object_id })
            }
            Source::File(_) => None,
        };
        self.home.spawn(async move {
            let result = inner.clone().run(job, push).await;
            drop(hold);
            inner.sink.pushed(job, result);
        });
    }

    /// The node behind the address is gone: pushes to it fail now.
    pub fn disconnect(&self, address: &str) {
        self.inner.client.disconnect(address);
        self.inner.hang_up(|other| other == address);
    }

    /// Ends all connections.
    pub fn close(&self) {
        self.inner.client.close();
        self.inner.hang_up(|_| true);
    }
}

impl Inner {
    async fn run(self: Arc<Self>, job: u32, push: Push) -> Result<(), PushFailure> {
        let Push { object_id, node_id, address, source, takes_streams, window } = push;
        let (inner, to) = (self.clone(), address.clone());
        let sent = blocking(move || {
            let reader = open(&inner.store, &object_id, source)?;
            let is_sent = inner.hand_over(&node_id, &to, object_id, &reader)?
                || takes_streams
                    && inner.streams.send(&to, &Load { object_id, reader: &reader, chunk_size: inner.chunk_size })?;
            Ok(if is_sent { None } else { Some(reader) })
        });
        let Some(reader) = sent.await? else { return Ok(()) };
        let reader = Arc::new(reader);
        let (data_size, metadata_size) = reader.sizes();
        let size = data_size + metadata_size;
        let mut push_id = [0; 28];
        push_id[..8].copy_from_slice(&self.salt);
        push_id[8..12].copy_from_slice(&job.to_le_bytes());
        let owner_address = reader.owner_address()?;
        let node_id = self.node_id.clone();
        let head = Arc::new(PushHead { push_id, object_id, node_id, owner_address, data_size: size, metadata_size });
        let count = chunk_count(size, self.chunk_size);
        let mut next = 0;
        // Dropped with what is still under way when a chunk fails.
        let mut chunks = JoinSet::new();
        loop {
            while next < count && chunks.len() < window.max(1) {
                let work = self.clone().send_chunk(head.clone(), reader.clone(), address.clone(), next, size);
                chunks.spawn(work);
                next += 1;
            }
            match chunks.join_next().await {
                None => return Ok(()),
                Some(sent) => {
                    let is_wanted = sent.unwrap_or_else(|error| Err(PushFailure::Unreadable(error.to_string())))?;
                    if !is_wanted {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Gives an object in memory to a node of ours on this host; false: it has to be sent.
    fn hand_over(&self, node_id: &[u8], address: &str, object_id: ObjectId, reader: &Reader) -> Result<bool, Status> {
        match (&self.offers, reader) {
            (Some(offers), Reader::Store(bytes)) => {
                offers.make((node_id, address), self.auth_token.as_deref(), object_id, bytes)
            }
            _ => Ok(false),
        }
    }

    fn hang_up(&self, is_meant: impl Fn(&str) -> bool) {
        if let Some(offers) = &self.offers {
            offers.hang_up(&is_meant);
        }
        self.streams.hang_up(is_meant);
    }

    /// False: the receiver does not want the object (any more).
    async fn send_chunk(
        self: Arc<Self>,
        head: Arc<PushHead>,
        reader: Arc<Reader>,
        address: String,
        index: u64,
        size: u64,
    ) -> Result<bool, PushFailure> {
        let Some(range) = chunk_range(index, size, self.chunk_size) else { return Ok(true) };
        let framed: Bytes = blocking(move || {
            let len = (range.end - range.start) as usize;
            head.frame(index, len, |out| reader.read_at(range.start, out))
        })
        .await?;
        let request = CallRequest { address: &address, path: PUSH, metadata: Vec::new() };
        let reply = self.client.unary(request, framed, CHUNK_TIMEOUT).await?;
        Ok(reply[..] != UNWANTED)
    }
}

/// Runs what may wait for a disk, or copies much, beside the data thread.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PushFailure> + Send + 'static,
) -> Result<T, PushFailure> {
    let done = spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(Status::new(Code::Internal, error.to_string()).into()))
}
