//! What other Rust parts of the raylet process (the gRPC fast path, spilling, transfer) may do with this node's store.

use plasma_wire::{ObjectId, Owner};

/// The store beside us, as a service. Calls are synchronous, take well under a microsecond each plus some 100 ns an
/// object, never wait for a client, and may come from any thread.
pub trait LocalObjects: Send + Sync {
    /// Answers NodeManagerService/PinObjectIDs: pins the primary copies and reports each success as a `pinned` event
    /// with `owner` (the request's owner_address). One flag an id, in order; false when it is not sealed here.
    fn pin_objects(&self, ids: &[ObjectId], owner: &Owner) -> Vec<bool>;

    /// Answers NodeManagerService/FreeLocalObjects: drops the primary pins and deletes each object now, or when the
    /// last client lets go of it. Unknown ids are skipped. One `freed` event carries all ids, known here or not:
    /// spilled copies of them are the raylet's to delete.
    fn free_objects(&self, ids: &[ObjectId]);

    /// One flag an id, in order: sealed in this store.
    fn contains_objects(&self, ids: &[ObjectId]) -> Vec<bool>;
}
