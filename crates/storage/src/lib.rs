//! What the head must not forget. Rows of bytes in named tables of one file (tables.rs), packed groups of changes to
//! them (changes.rs) which a journal beside the file makes durable first (journal.rs, store.rs), and a thread that does so
//! with one group after the other (committer.rs). A group is there whole after any crash, or not at all, and groups are
//! there in order. What is kept, and what may be said before it is durable, is decided elsewhere (src/gcs).

mod changes;
mod committer;
mod error;
mod journal;
mod store;
mod tables;

pub use changes::{Change, Changes};
pub use committer::{CommitSink, Committer};
pub use error::{FaultKind, StorageFault};
pub use redb::StorageBackend;
pub use store::Store;
