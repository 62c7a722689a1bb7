//! The client side of the plasma store (Ray 2.60.0's protocol, `plasma-wire`), for drivers and workers that are not
//! Ray's own.
//!
//! Requests are made on the caller's thread and wait for the answer, which the store gives at once (some 20 us): nothing
//! here asks it to wait. A store that does not answer within [`ANSWER_WITHIN`] is lost, so the caller's event loop stands
//! still no longer than that, once.
//!
//! An [`Object`] pins what it names: the store neither evicts nor moves it before the last clone is dropped, `release` is
//! called, or the connection ends. Its memory stays mapped for as long as an `Object` of that segment lives, whatever
//! the store does, so reading late gives wrong bytes at worst, never a fault.

mod client;
mod object;
mod segment;

pub use client::{ANSWER_WITHIN, Client, ClientError, Created};
pub use object::{Object, OutOfBounds};
pub use plasma_wire::{ObjectId, Owner};
