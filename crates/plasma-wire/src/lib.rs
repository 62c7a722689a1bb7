//! Frames and flatbuffers of Ray's plasma socket (Ray 2.60.0). Pure: bytes in, values out.
#![forbid(unsafe_code)]

mod ids;

pub use ids::{OBJECT_ID_LEN, ObjectId, Owner};
