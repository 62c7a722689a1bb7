//! One object of the store that this process holds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use plasma_wire::{ObjectId, ObjectSpec};

use crate::client::Client;
use crate::segment::Segment;

/// What was asked for is not inside the object, or the object cannot be written any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutOfBounds {
    #[error("{len} bytes at {offset} are outside an object of {size} bytes")]
    Range { offset: usize, len: usize, size: usize },
    #[error("the object is sealed: it can be read only")]
    Sealed,
    #[error("the object was released")]
    Released,
    #[error("the store's memory cannot be mapped for writing")]
    NotMapped,
}

/// Clones share one pin.
#[derive(Clone)]
pub struct Object {
    pub id: ObjectId,
    segment: Arc<Segment>,
    data: (usize, usize),
    metadata: (usize, usize),
    pin: Arc<Pin>,
}

struct Pin {
    id: ObjectId,
    /// The segment's number where it is a fallback file, which the store may take back with its last object.
    fallback: Option<i64>,
    is_writable: AtomicBool,
    is_released: AtomicBool,
    client: Client,
}

impl Pin {
    fn release(&self) {
        if !self.is_released.swap(true, Ordering::AcqRel) {
            self.client.release(self.id, self.fallback);
        }
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        self.release();
    }
}

impl Object {
    /// `None` when the store names bytes outside the segment.
    pub(crate) fn new(
        id: ObjectId,
        spec: &ObjectSpec,
        segment: &Arc<Segment>,
        is_writable: bool,
        client: &Client,
    ) -> Option<Self> {
        let range = |offset: u64, size: u64| {
            let (offset, size) = (usize::try_from(offset).ok()?, usize::try_from(size).ok()?);
            (offset.checked_add(size)? <= segment.len()).then_some((offset, size))
        };
        let data = range(spec.data_offset, spec.data_size)?;
        let metadata = range(spec.metadata_offset, spec.metadata_size)?;
        let pin = Pin {
            id,
            fallback: spec.fallback_allocated.then_some(spec.unique_fd_id),
            is_writable: AtomicBool::new(is_writable),
            is_released: AtomicBool::new(false),
            client: client.clone(),
        };
        Some(Self { id, segment: segment.clone(), data, metadata, pin: Arc::new(pin) })
    }

    /// Bytes of data.
    pub fn size(&self) -> usize {
        self.data.1
    }

    /// Where the data is, mapped for reading. It stays mapped while `self` or a clone lives; what is there is the object's
    /// only until `release`.
    pub fn address(&self) -> *const u8 {
        // SAFETY: the offset was found to be inside the mapping.
        unsafe { self.segment.readable().add(self.data.0) }
    }

    pub fn data(&self) -> Vec<u8> {
        self.copy(self.data)
    }

    pub fn metadata(&self) -> Vec<u8> {
        self.copy(self.metadata)
    }

    fn copy(&self, (offset, size): (usize, usize)) -> Vec<u8> {
        let mut out = Vec::with_capacity(size);
        // SAFETY: offset + size is inside the mapping (checked in `new`), and out has room for size bytes.
        unsafe {
            std::ptr::copy_nonoverlapping(self.segment.readable().add(offset), out.as_mut_ptr(), size);
            out.set_len(size);
        }
        out
    }

    /// Writes into an object that is not sealed yet.
    pub fn write(&self, offset: usize, bytes: &[u8]) -> Result<(), OutOfBounds> {
        let size = self.data.1;
        let outside = OutOfBounds::Range { offset, len: bytes.len(), size };
        if offset.checked_add(bytes.len()).is_none_or(|end| end > size) {
            return Err(outside);
        }
        self.write_at(self.data.0 + offset, bytes)
    }

    pub(crate) fn write_metadata(&self, bytes: &[u8]) -> Result<(), OutOfBounds> {
        if bytes.len() != self.metadata.1 {
            return Err(OutOfBounds::Range { offset: 0, len: bytes.len(), size: self.metadata.1 });
        }
        self.write_at(self.metadata.0, bytes)
    }

    fn write_at(&self, at: usize, bytes: &[u8]) -> Result<(), OutOfBounds> {
        if self.pin.is_released.load(Ordering::Acquire) {
            return Err(OutOfBounds::Released);
        }
        if !self.pin.is_writable.load(Ordering::Acquire) {
            return Err(OutOfBounds::Sealed);
        }
        let base = self.segment.writable().map_err(|_| OutOfBounds::NotMapped)?;
        // SAFETY: at + bytes.len() is inside the mapping (checked by the callers), which is as long as the readable one;
        // nobody else may look at an unsealed object.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), base.add(at), bytes.len()) };
        Ok(())
    }

    /// No write from now on.
    pub(crate) fn close_for_writing(&self) {
        self.pin.is_writable.store(false, Ordering::Release);
    }

    /// The store has dropped the object itself: there is no pin to give back.
    pub(crate) fn forget(&self) {
        self.pin.is_released.store(true, Ordering::Release);
    }

    /// Gives the pin back now, whoever else holds a clone. Idempotent.
    pub fn release(&self) {
        self.pin.release();
    }
}
