//! A file system that takes what is written and says afterwards that the disk is full, as NFS does: one of ours, by FUSE,
//! mounted nowhere.
#![allow(clippy::unwrap_used)]

use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{io, thread};

use narcine_spill::{ObjectSource, Way, WriteError, write_fused};
use rustix::fs::{Mode, OFlags};
use rustix::mount::{FsMountFlags, FsOpenFlags, MountAttrFlags, fsconfig_set_string, fsmount, fsopen};

struct Zeros(u64);

impl ObjectSource for Zeros {
    fn data_size(&self) -> u64 {
        self.0
    }
    fn metadata_size(&self) -> u64 {
        0
    }
    fn read_at(&self, _: u64, buffer: &mut [u8]) -> io::Result<()> {
        buffer.fill(0);
        Ok(())
    }
}

/// The root of the file system; None: this process may not have one.
fn mount(is_removed: Arc<AtomicBool>) -> Option<OwnedFd> {
    let device = rustix::fs::open("/dev/fuse", OFlags::RDWR | OFlags::CLOEXEC, Mode::empty()).ok()?;
    let context = fsopen("fuse", FsOpenFlags::FSOPEN_CLOEXEC).ok()?;
    let fd = device.as_raw_fd().to_string();
    for (key, value) in [("fd", &fd[..]), ("rootmode", "40000"), ("user_id", "0"), ("group_id", "0")] {
        fsconfig_set_string(context.as_fd(), key, value).ok()?;
    }
    rustix::mount::fsconfig_create(context.as_fd()).ok()?;
    thread::spawn(move || serve(&device, &is_removed));
    fsmount(context.as_fd(), FsMountFlags::FSMOUNT_CLOEXEC, MountAttrFlags::empty()).ok()
}

/// Answers the kernel (linux/fuse.h) until the file system is gone.
fn serve(device: &OwnedFd, is_removed: &AtomicBool) {
    const FULL: i32 = -28;
    let mut size = 0;
    let mut request = vec![0; 1 << 20];
    while let Ok(len) = rustix::io::read(device, &mut request[..]) {
        let u32_at = |at: usize| u32::from_le_bytes(request[at..at + 4].try_into().unwrap());
        let u64_at = |at: usize| u64::from_le_bytes(request[at..at + 8].try_into().unwrap());
        assert!(len >= 40);
        let node = u64_at(16);
        let attributes = |node: u64, size: u64| {
            let mode: u32 = if node == 1 { 0o40_700 } else { 0o100_600 };
            let words = [node, size, size.div_ceil(512), 0, 0, 0].map(u64::to_le_bytes).concat();
            [words, [0, 0, 0, mode, 1, 0, 0, 0, 4096, 0].map(u32::to_le_bytes).concat()].concat()
        };
        let (error, body): (i32, Vec<u8>) = match u32_at(4) {
            // FORGET, INTERRUPT and BATCH_FORGET want no answer.
            2 | 36 | 42 => continue,
            // INIT
            26 => (0, [&[7, 31, 0, 0, 0, 128 << 10, 1].map(u32::to_le_bytes).concat()[..], &[0; 36]].concat()),
            // LOOKUP: there is nothing.
            1 => (-2, Vec::new()),
            // CREATE: node 2, whose name is known for an hour, and its open file.
            35 => (0, [&[2, 0, 3600, 0, 0].map(u64::to_le_bytes).concat()[..], &attributes(2, 0), &[0; 16]].concat()),
            // GETATTR, SETATTR
            number @ (3 | 4) => {
                if number == 4 && u32_at(40) & 8 != 0 {
                    size = u64_at(56);
                }
                (0, [&[0; 16][..], &attributes(node, size)].concat())
            }
            // WRITE
            16 => {
                size = size.max(u64_at(48) + u64::from(u32_at(56)));
                (0, u64::from(u32_at(56)).to_le_bytes().to_vec())
            }
            // STATFS
            17 => (
                0,
                [
                    &[1 << 20; 5].map(u64::to_le_bytes).concat()[..],
                    &[4096, 255, 4096, 0].map(u32::to_le_bytes).concat(),
                    &[0; 24],
                ]
                .concat(),
            ),
            // FSYNC and FLUSH
            20 | 25 => (FULL, Vec::new()),
            // UNLINK
            10 => {
                is_removed.store(true, Ordering::Relaxed);
                (0, Vec::new())
            }
            // RELEASE, DESTROY
            18 | 38 => (0, Vec::new()),
            // FALLOCATE: EOPNOTSUPP
            43 => (-95, Vec::new()),
            _ => (-38, Vec::new()),
        };
        let header = [&(16 + body.len() as u32).to_le_bytes()[..], &error.to_le_bytes(), &request[8..16]].concat();
        let _ = rustix::io::write(device, &[header, body].concat());
    }
}

#[test]
fn a_disk_that_says_late_that_it_is_full_is_believed() {
    let is_removed = Arc::new(AtomicBool::new(false));
    let Some(root) = mount(is_removed.clone()) else { return };
    let path = PathBuf::from(format!("/proc/self/fd/{}/1-multi", root.as_raw_fd()));
    let objects = [(vec![1; 50], Zeros(3 << 20)), (vec![], Zeros(10))];
    let written = write_fused(&path, &objects, 0.95, Way::Cached);
    assert!(matches!(written, Err(WriteError::Full(_))), "{written:?}");
    assert!(is_removed.load(Ordering::Relaxed));
}
