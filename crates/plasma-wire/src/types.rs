//! Plain types of the plasma protocol that store and clients share.

use crate::flat_read::DecodeError;

/// `PlasmaError` of plasma.fbs, Ray 2.60.0. A stock client knows how to raise only 0, 1, 2, 3, 6 and 8; any other
/// number in a reply ends its process, so those are for bookkeeping on our side and in DeleteReply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PlasmaError {
    #[default]
    Ok = 0,
    ObjectExists = 1,
    ObjectNonexistent = 2,
    OutOfMemory = 3,
    ObjectNotSealed = 4,
    ObjectInUse = 5,
    UnexpectedError = 6,
    ObjectSealed = 7,
    OutOfDisk = 8,
}

impl PlasmaError {
    pub fn from_i32(value: i32) -> Result<Self, DecodeError> {
        Ok(match value {
            0 => Self::Ok,
            1 => Self::ObjectExists,
            2 => Self::ObjectNonexistent,
            3 => Self::OutOfMemory,
            4 => Self::ObjectNotSealed,
            5 => Self::ObjectInUse,
            6 => Self::UnexpectedError,
            7 => Self::ObjectSealed,
            8 => Self::OutOfDisk,
            _ => return Err(DecodeError::BadValue { what: "plasma error", value: value.into() }),
        })
    }
}

/// `ObjectSource` of plasma.fbs, Ray 2.60.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ObjectSource {
    #[default]
    CreatedByWorker = 0,
    RestoredFromStorage = 1,
    ReceivedFromRemoteRaylet = 2,
    ErrorStoredByRaylet = 3,
}

impl ObjectSource {
    pub fn from_i32(value: i32) -> Result<Self, DecodeError> {
        Ok(match value {
            0 => Self::CreatedByWorker,
            1 => Self::RestoredFromStorage,
            2 => Self::ReceivedFromRemoteRaylet,
            3 => Self::ErrorStoredByRaylet,
            _ => return Err(DecodeError::BadValue { what: "object source", value: value.into() }),
        })
    }
}

/// Bytes of `struct PlasmaObjectSpec`.
pub const SPEC_LEN: usize = 80;

/// Where an object lies: `struct PlasmaObjectSpec`. Sizes and offsets are bytes in the segment `segment_index`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ObjectSpec {
    /// Number of the segment's file in the store process: only a key for clients.
    pub segment_index: i32,
    pub unique_fd_id: i64,
    pub header_offset: u64,
    pub data_offset: u64,
    pub data_size: u64,
    pub metadata_offset: u64,
    pub metadata_size: u64,
    pub allocated_size: u64,
    pub fallback_allocated: bool,
    pub device_num: i32,
    pub is_mutable: bool,
}

impl ObjectSpec {
    /// What GetReply carries in the place of an object that is not there: all zero, data_size -1.
    pub const MISSING: Self = Self {
        segment_index: 0,
        unique_fd_id: 0,
        header_offset: 0,
        data_offset: 0,
        data_size: u64::MAX,
        metadata_offset: 0,
        metadata_size: 0,
        allocated_size: 0,
        fallback_allocated: false,
        device_num: 0,
        is_mutable: false,
    };

    pub fn to_bytes(&self) -> [u8; SPEC_LEN] {
        let mut out = [0; SPEC_LEN];
        out[0..4].copy_from_slice(&self.segment_index.to_le_bytes());
        out[8..16].copy_from_slice(&self.unique_fd_id.to_le_bytes());
        let words = [
            self.header_offset,
            self.data_offset,
            self.data_size,
            self.metadata_offset,
            self.metadata_size,
            self.allocated_size,
        ];
        for (at, word) in (16..64).step_by(8).zip(words) {
            out[at..at + 8].copy_from_slice(&word.to_le_bytes());
        }
        out[64] = self.fallback_allocated.into();
        out[68..72].copy_from_slice(&self.device_num.to_le_bytes());
        out[72] = self.is_mutable.into();
        out
    }

    pub fn from_bytes(bytes: &[u8; SPEC_LEN]) -> Self {
        let int = |at: usize| i32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let word = |at: usize| {
            let mut out = [0; 8];
            out.copy_from_slice(&bytes[at..at + 8]);
            u64::from_le_bytes(out)
        };
        Self {
            segment_index: int(0),
            unique_fd_id: word(8) as i64,
            header_offset: word(16),
            data_offset: word(24),
            data_size: word(32),
            metadata_offset: word(40),
            metadata_size: word(48),
            allocated_size: word(56),
            fallback_allocated: bytes[64] != 0,
            device_num: int(68),
            is_mutable: bytes[72] != 0,
        }
    }
}

/// A shared-memory file as replies name it. Clients map `mmap_size - 8` bytes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SegmentRef {
    pub store_fd: i32,
    pub unique_fd_id: i64,
    pub mmap_size: i64,
}
