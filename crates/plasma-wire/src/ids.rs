//! Object ids and owners as the plasma socket carries them.

use std::fmt;

/// Bytes of a Ray object id (`ObjectID::Size()`, Ray 2.60.0).
pub const OBJECT_ID_LEN: usize = 28;

/// A Ray object id: 24 bytes of task id and 4 bytes of index.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct ObjectId(pub [u8; OBJECT_ID_LEN]);

impl ObjectId {
    /// The id in `bytes`, or `None` unless there are exactly 28 of them.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObjectId({self})")
    }
}

/// The worker that owns an object: where its locations are reported. Ids are raw bytes, empty when unknown (the
/// 8-byte object every worker makes as it starts has no owner).
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
pub struct Owner {
    pub node_id: Vec<u8>,
    pub ip_address: Vec<u8>,
    pub port: i32,
    pub worker_id: Vec<u8>,
}
