//! Frames and flatbuffers of Ray's plasma socket (Ray 2.60.0). Pure: bytes in, values out.
//!
//! The schema is proto/fbs/plasma.fbs. Reader and builder are our own (flat_read, flat_write): Ray's ids are
//! flatbuffer strings of raw bytes, which generated readers refuse, and the builder gives the very bytes stock gives.
#![forbid(unsafe_code)]

mod flat_read;
mod flat_write;
mod frame;
mod ids;
mod reply;
mod request;
mod types;

pub use flat_read::{DecodeError, Table};
pub use flat_write::Builder;
pub use frame::{COOKIE, FrameError, HEADER_LEN, Header, MAX_BODY_BYTES, message_type};
pub use ids::{OBJECT_ID_LEN, ObjectId, Owner};
pub use reply::{CreateOutcome, Reply};
pub use request::{CreateRequest, MAX_IDS_PER_REQUEST, MAX_OWNER_FIELD_BYTES, Request};
pub use types::{ObjectSource, ObjectSpec, PlasmaError, SPEC_LEN, SegmentRef};
