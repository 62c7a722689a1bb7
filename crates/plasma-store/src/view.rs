//! A part of another process's file, mapped to be copied out of and for nothing else: only the kernel reads it, on our
//! behalf, so that a file which its other users cut short or change is at worst an error or other bytes, never a fault.

use std::ffi::c_void;
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr;

use rustix::mm::{MapFlags, ProtFlags};

const PAGE: u64 = 4096;

pub struct ReadView {
    base: *mut c_void,
    /// Of the mapping, which begins at a page.
    mapped: usize,
    /// Of the first wanted byte in it.
    start: usize,
    len: usize,
}

impl ReadView {
    pub fn new(file: BorrowedFd<'_>, offset: u64, len: usize) -> io::Result<Self> {
        let start = (offset % PAGE) as usize;
        let mapped = start.checked_add(len).filter(|mapped| *mapped > 0).ok_or(io::ErrorKind::InvalidInput)?;
        // SAFETY: a fresh mapping at an address of the kernel's choice; no reference into it is ever made.
        let base = unsafe {
            rustix::mm::mmap(ptr::null_mut(), mapped, ProtFlags::READ, MapFlags::SHARED, file, offset - start as u64)?
        };
        Ok(Self { base, mapped, start, len })
    }

    pub fn len(&self) -> usize {
        self.len
    }

    /// Writes bytes from `from` on to `offset` of a file; gives how many.
    pub fn write_to(&self, file: BorrowedFd<'_>, from: usize, offset: u64) -> io::Result<usize> {
        let len = self.len.saturating_sub(from);
        // SAFETY: start + from <= mapped, so the address is inside our mapping or at its end.
        let at = unsafe { self.base.byte_add(self.start + from.min(self.len)) };
        let offset = libc::off_t::try_from(offset).map_err(|_| io::ErrorKind::InvalidInput)?;
        // SAFETY: at..at+len is mapped for as long as self lives; it is only read, by the kernel, which answers EFAULT
        // where the file has no such page (any more).
        let written = unsafe { libc::pwrite(file.as_raw_fd(), at, len, offset) };
        usize::try_from(written).map_err(|_| io::Error::last_os_error())
    }
}

impl Drop for ReadView {
    fn drop(&mut self) {
        // SAFETY: base and mapped are those of one mmap of ours that nothing else unmaps, and nobody can use it any more.
        let _ = unsafe { rustix::mm::munmap(self.base, self.mapped) };
    }
}

#[cfg(test)]
mod tests {
    use std::os::fd::AsFd;
    use std::path::Path;

    use super::*;
    use crate::segment::Segment;

    #[test]
    fn a_source_that_is_cut_short_is_an_error() {
        let from = Segment::fallback(Path::new("/dev/shm"), 20_000, 1).unwrap();
        let to = Segment::fallback(Path::new("/dev/shm"), 20_000, 2).unwrap();
        let bytes: Vec<u8> = (0..20_000u32).map(|at| (at % 251) as u8).collect();
        rustix::io::pwrite(from.fd(), &bytes, 0).unwrap();
        let view = ReadView::new(from.fd().as_fd(), 5_001, 9_000).unwrap();
        assert_eq!(view.write_to(to.fd(), 0, 100).unwrap(), 9_000);
        let mut found = vec![0; 9_000];
        rustix::io::pread(to.fd(), &mut found, 100).unwrap();
        assert_eq!(found, bytes[5_001..14_001]);
        rustix::fs::ftruncate(from.fd(), 8_192).unwrap();
        // As far as there are pages, and then an error.
        let before = view.write_to(to.fd(), 0, 0).unwrap();
        assert!(before <= 8_192 - 5_001);
        let error = view.write_to(to.fd(), 8_192 - 5_001, 0).unwrap_err();
        assert_eq!(error.raw_os_error(), Some(libc::EFAULT));
        assert!(ReadView::new(from.fd().as_fd(), 0, 0).is_err());
    }
}
