//! The decisions of a plasma store. Pure: no IO, no clock, no threads.
#![forbid(unsafe_code)]

mod local_objects;

pub use local_objects::LocalObjects;
pub use plasma_wire::{ObjectId, Owner};
