//! Objects on their way between nodes, byte for byte as Ray's ObjectManagerService has it (Ray 2.60.0,
//! object_manager.proto, object_manager.cc): whoever wants an object sends Pull to a node that has it, and that node
//! answers with one Push call for each chunk. Chunks go from the socket into the store's memory (incoming.rs) and from
//! the store, or a spill file, into the socket (outgoing.rs); nobody else sees them. Push calls are in push_in.rs. Between two of our nodes they go as a
//! plain stream (stream.rs), and on one host they are copied from memory to memory (near.rs).
//!
//! Values of compiled graphs, which are pushed from a worker to this node, come through channels.rs.
//!
//! What is pulled, from whom, when, and what is pushed to whom is decided elsewhere (src/core/transfer).
#![forbid(unsafe_code)]

mod channels;
mod connect;
mod incoming;
mod near;
mod outgoing;
mod push_in;
mod reader;
mod stream;
mod stream_in;
mod stream_wire;
mod wire;

pub use channels::{Channels, PUSH_MUTABLE_OBJECT, REGISTER_MUTABLE_OBJECT};
pub use incoming::{ArrivalSink, Incoming};
pub use narcine_spill::Place;
pub use near::Door;
pub use outgoing::{Outgoing, OutgoingConfig, Push, PushFailure, PushSink, Source};
pub use plasma_store::{PlasmaError, StoreHandle};
pub use plasma_wire::{ObjectId, Owner};
pub use wire::{PUSH, PushChunk, UNWANTED, chunk_count, chunk_range};
