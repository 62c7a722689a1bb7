//! The decisions of a plasma store. Pure: no IO, no clock, no threads.
//!
//! `Store` takes requests (`on_request`), calls of the raylet (raylet.rs), reports of its shell (room.rs) and time, and
//! gives `Action`s. Start reading in store.rs.
#![forbid(unsafe_code)]

mod arena;
mod creates;
mod events;
mod gets;
mod local_objects;
mod objects;
mod raylet;
mod readers;
mod room;
mod stats;
mod store;

pub use arena::{ALIGNMENT, Arena, NotAllocated, allocation_len};
pub use events::{Action, ClientId, Event, FallbackError, RAYLET};
pub use local_objects::LocalObjects;
pub use objects::{HEADER_LEN, Totals};
pub use plasma_wire::{ObjectId, Owner};
pub use raylet::{Location, PutError};
pub use stats::{Counters, Stats};
pub use store::{Config, MAX_CREATES_PER_CLIENT, MAX_GETS_PER_CLIENT, SPACE_EVENT_INTERVAL_MS, Store};
