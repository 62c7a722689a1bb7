//! The store's shared-memory files as this process maps them: once to read, and once more to write, made when the first
//! object is. Views that readers are given are over the first, so that a stray write of theirs ends their process and
//! never changes an object under everybody.

use std::ffi::c_void;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::ptr;
use std::sync::OnceLock;

use rustix::mm::{MapFlags, ProtFlags};

struct Mapping {
    base: *mut c_void,
    len: usize,
}

// SAFETY: an address range of shared memory, the same for every thread; who touches which bytes is the plasma protocol's
// matter (one writer until the seal, readers afterwards).
unsafe impl Send for Mapping {}
// SAFETY: as above; nothing in here changes after it was made.
unsafe impl Sync for Mapping {}

impl Mapping {
    fn new(file: &OwnedFd, len: usize, protection: ProtFlags) -> io::Result<Self> {
        // SAFETY: a fresh mapping at an address of the kernel's choice; no reference into it is ever made.
        let base = unsafe { rustix::mm::mmap(ptr::null_mut(), len, protection, MapFlags::SHARED, file.as_fd(), 0)? };
        Ok(Self { base, len })
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: base and len are those of one mmap of ours that nothing else unmaps, and nobody can use it any more.
        let _ = unsafe { rustix::mm::munmap(self.base, self.len) };
    }
}

pub(crate) struct Segment {
    file: OwnedFd,
    readable: Mapping,
    writable: OnceLock<Mapping>,
}

impl Segment {
    /// `mmap_size` as the store says it; clients map 8 bytes less (Ray 2.60.0).
    pub(crate) fn new(file: OwnedFd, mmap_size: i64) -> io::Result<Self> {
        let len = usize::try_from(mmap_size).ok().and_then(|size| size.checked_sub(8)).filter(|len| *len > 0);
        let len = len.ok_or_else(|| io::Error::other(format!("a segment of {mmap_size} bytes")))?;
        Ok(Self { readable: Mapping::new(&file, len, ProtFlags::READ)?, writable: OnceLock::new(), file })
    }

    pub(crate) fn len(&self) -> usize {
        self.readable.len
    }

    pub(crate) fn readable(&self) -> *const u8 {
        self.readable.base.cast()
    }

    pub(crate) fn writable(&self) -> io::Result<*mut u8> {
        if self.writable.get().is_none() {
            // Two threads may both map; the one that comes second unmaps its own.
            let _ = self.writable.set(Mapping::new(&self.file, self.len(), ProtFlags::READ | ProtFlags::WRITE)?);
        }
        Ok(self.writable.get().map_or(ptr::null_mut(), |mapping| mapping.base.cast()))
    }
}
