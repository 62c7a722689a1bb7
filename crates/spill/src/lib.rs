//! Spilled objects of one node: how they lie in a file (record.rs), writing and reading such files with a checksum for
//! each object (file.rs, chunks.rs), the directories they lie in (directory.rs), and the threads that do it beside the store
//! (pool.rs). What is spilled, restored and deleted, and when, is decided elsewhere (src/core/objects/spilling.ts).

mod chunks;
mod directory;
mod file;
mod pool;
mod record;

pub use chunks::Way;
pub use directory::{SpillDirectory, remove_dead_directories};
pub use file::{ObjectSink, ObjectSource, ReadError, SpilledObject, WriteError, Written, restore, write_fused};
pub use plasma_store::{PlasmaError, StoreHandle};
pub use plasma_wire::{ObjectId, Owner};
pub use pool::{Place, Pool, PoolConfig, Restore, SpillSink};
pub use record::{HEADER_LEN, Header, encode_owner};
