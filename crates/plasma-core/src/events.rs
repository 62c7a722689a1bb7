//! What the store machine asks its shell to do, and what it tells the rest of the raylet.

use plasma_wire::{ObjectId, ObjectSource, Owner, PlasmaError, Reply, SegmentRef};

/// A connection, numbered by the shell. 0 is the raylet itself.
pub type ClientId = u64;
/// The raylet's own doings in the store (error objects, restored ones).
pub const RAYLET: ClientId = 0;

/// One thing to do, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Send `reply`, then one fd message for each segment of `new_segments`, in order.
    Reply { client: ClientId, reply: Reply, new_segments: Vec<SegmentRef> },
    /// End this connection and log why; the shell then reports `on_disconnect`.
    Disconnect { client: ClientId, reason: String },
    /// Reserve the arena's pages at least up to this offset before anything else; answered by `on_reserved`.
    Reserve { limit: u64 },
    /// Make a file of `size` bytes as a segment of its own; answered by `on_fallback` with the same ticket.
    CreateFallback { ticket: u64, size: u64 },
    /// Make what the users of the mutable object `number` need: its semaphores, and the header at `offset` of its segment.
    MakeMutable { number: u64, segment: SegmentRef, offset: u64 },
    /// The mutable object `number` is gone: remove its semaphores.
    DropMutable { number: u64 },
    /// The segment holds no object any more: close it.
    DropSegment { segment: SegmentRef },
    /// What `queue_own` asked for with this ticket is made (Ok), or cannot be.
    OwnCreated { ticket: u64, outcome: PlasmaError },
    /// Tell the raylet.
    Event(Event),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// An object can be read from now on. Sizes in bytes.
    Sealed { object_id: ObjectId, data_size: u64, metadata_size: u64, source: ObjectSource, owner: Owner },
    /// A sealed object is gone: deleted, or `evicted` to make room.
    Deleted { object_id: ObjectId, evicted: bool },
    /// The gRPC fast path pinned a primary copy.
    Pinned { object_id: ObjectId, owner: Owner },
    /// The gRPC fast path was told that these are free, known here or not.
    Freed { object_ids: Vec<ObjectId> },
    /// Creates of so many bytes wait for room: spill. Repeated while they wait.
    SpaceNeeded { bytes: u64 },
    /// A create asked for what this store cannot do (memory of a device); its client gets a number that says nothing.
    Refused { object_id: ObjectId, reason: String },
    /// For the log.
    Warning { text: String },
}

/// Why there is no fallback file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FallbackError {
    /// The disk is full, or fuller than local_fs_capacity_threshold.
    OutOfDisk,
    /// Anything else, in words.
    Failed(String),
}
