//! A shared-memory file: the arena, or one fallback object. It has no name from the start (O_TMPFILE), or loses it at
//! once, so nothing stays behind however the process ends; its pages are allocated before anybody may touch them, so
//! that no process ever gets SIGBUS.

use std::ffi::c_void;
use std::fs;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use plasma_wire::SegmentRef;
use rustix::fs::{FallocateFlags, Mode, OFlags};
use rustix::mm::{Advice, MapFlags, ProtFlags};

use crate::huge_pages::HugePages;

/// What one huge page covers.
pub const CHUNK: u64 = 2 << 20;
const PAGE: u64 = 4096;

/// How much may be done for pages that are quick to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Somebody waits.
    Least,
    /// Huge pages are zeroed as well.
    Full,
}

pub struct Segment {
    fd: OwnedFd,
    unique_fd_id: i64,
    /// Bytes clients may use.
    len: u64,
    file_len: u64,
    /// The tmpfs of its own that it lies in, with huge pages.
    own_tmpfs: Option<OwnedFd>,
    /// Our own mapping of the whole file, aligned to `CHUNK`; only the arena has one.
    map: Option<Mapping>,
}

struct Mapping {
    base: *mut c_void,
    len: usize,
}

// SAFETY: the mapping is shared memory that is only accessed through raw-pointer copies; its address and length never
// change until drop.
unsafe impl Send for Mapping {}
// SAFETY: as above; concurrent access to the bytes is what shared memory is for, and no references into it are made.
unsafe impl Sync for Mapping {}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: base and len are those of one mmap of ours that nothing else unmaps, and nobody can use it any more.
        let _ = unsafe { rustix::mm::munmap(self.base, self.len) };
    }
}

/// A file of no name in `directory`.
fn unnamed_file(directory: &Path) -> io::Result<OwnedFd> {
    let mode = Mode::RUSR | Mode::WUSR;
    let flags = OFlags::RDWR | OFlags::CLOEXEC;
    if let Ok(fd) = rustix::fs::open(directory, flags | OFlags::TMPFILE, mode) {
        return Ok(fd);
    }
    // File systems without O_TMPFILE: make a name, and take it away at once.
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let name = format!("plasma{}-{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
    let path = directory.join(name);
    let fd = rustix::fs::open(&path, flags | OFlags::CREATE | OFlags::EXCL, mode)?;
    fs::remove_file(&path)?;
    Ok(fd)
}

/// A file in a new tmpfs that is mounted nowhere, with huge pages on. Why: in such a file system the kernel aligns
/// every client's mapping so that huge pages fit it; a mapping of a plain /dev/shm file lies anywhere, and the first
/// write to each of its 4 KiB pages is a fault even where the file has huge pages. Needs CAP_SYS_ADMIN. The file
/// system goes with the last descriptor of it and the last descriptor or mapping of the file. Gives the file and the root
/// of the file system.
fn huge_file(file_len: u64) -> io::Result<(OwnedFd, OwnedFd)> {
    use rustix::mount::{FsMountFlags, FsOpenFlags, MountAttrFlags};
    let context = rustix::mount::fsopen("tmpfs", FsOpenFlags::FSOPEN_CLOEXEC)?;
    rustix::mount::fsconfig_set_string(context.as_fd(), "huge", "within_size")?;
    rustix::mount::fsconfig_set_string(context.as_fd(), "size", (file_len + 2 * CHUNK).to_string())?;
    rustix::mount::fsconfig_set_string(context.as_fd(), "mode", "0700")?;
    rustix::mount::fsconfig_create(context.as_fd())?;
    let flags = MountAttrFlags::MOUNT_ATTR_NODEV | MountAttrFlags::MOUNT_ATTR_NOSUID;
    let mount = rustix::mount::fsmount(context.as_fd(), FsMountFlags::FSMOUNT_CLOEXEC, flags)?;
    // Named as stock's file is, because tools know the store's mapping in /proc/*/maps by that path. Nobody ever sees
    // these names otherwise, and the file's goes at once.
    let folder = Mode::RWXU;
    rustix::fs::mkdirat(&mount, "dev", folder)?;
    rustix::fs::mkdirat(&mount, "dev/shm", folder)?;
    let name = "dev/shm/plasma";
    let flags = OFlags::RDWR | OFlags::CLOEXEC | OFlags::CREATE | OFlags::EXCL;
    let file = rustix::fs::openat(&mount, name, flags, Mode::RUSR | Mode::WUSR)?;
    rustix::fs::unlinkat(&mount, name, rustix::fs::AtFlags::empty())?;
    Ok((file, mount))
}

/// What is allocated in that file system from now on are pages of 4 KiB; mappings are still aligned for huge ones (which
/// with `never` they are not: shmem_get_unmapped_area).
fn allocate_small_pages(root: BorrowedFd<'_>) -> io::Result<()> {
    let context = rustix::mount::fspick(root, "", rustix::mount::FsPickFlags::FSPICK_EMPTY_PATH)?;
    rustix::mount::fsconfig_set_string(context.as_fd(), "huge", "advise")?;
    Ok(rustix::mount::fsconfig_reconfigure(context.as_fd())?)
}

/// Gives the range its blocks, where it has none. A signal, a debugger or the freezing of a control group ends the call early;
/// that says nothing of the memory there is.
fn allocate(fd: &OwnedFd, offset: u64, len: u64) -> rustix::io::Result<()> {
    rustix::io::retry_on_intr(|| rustix::fs::fallocate(fd, FallocateFlags::empty(), offset, len))
}

impl Segment {
    /// The arena's file, `len` bytes long and mapped, without a single page yet. It lies in `directory`, or with
    /// `wants_huge` in a tmpfs of its own where huge pages are on, if this process may have one.
    pub fn arena(directory: &Path, len: u64, unique_fd_id: i64, wants_huge: bool) -> io::Result<Self> {
        let file_len = (len + 8).next_multiple_of(PAGE);
        let (fd, own_tmpfs) = match wants_huge.then(|| huge_file(file_len)) {
            Some(Ok((file, root))) => (file, Some(root)),
            _ => (unnamed_file(directory)?, None),
        };
        rustix::fs::ftruncate(&fd, file_len)?;
        let map = map_aligned(&fd, file_len)?;
        Ok(Self { fd, unique_fd_id, len, file_len, own_tmpfs, map: Some(map) })
    }

    /// A file for one object of `len` bytes, all its blocks allocated.
    pub fn fallback(directory: &Path, len: u64, unique_fd_id: i64) -> io::Result<Self> {
        let fd = unnamed_file(directory)?;
        let file_len = (len + 8).next_multiple_of(PAGE);
        match allocate(&fd, 0, file_len) {
            // A file system that cannot promise blocks: all that is left is the caller's look at the free space.
            Err(rustix::io::Errno::OPNOTSUPP) => rustix::fs::ftruncate(&fd, file_len)?,
            other => other?,
        }
        Ok(Self { fd, unique_fd_id, len, file_len, own_tmpfs: None, map: None })
    }

    /// As replies name it. Clients map `mmap_size - 8` bytes.
    pub fn to_ref(&self) -> SegmentRef {
        let mmap_size = if self.map.is_some() { self.len } else { self.file_len - 8 } as i64 + 8;
        SegmentRef { store_fd: self.fd.as_raw_fd(), unique_fd_id: self.unique_fd_id, mmap_size }
    }

    pub fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// Gives pages to `offset..offset + len` (multiples of `CHUNK`; cut at the end of the file), which keeps its
    /// contents: huge pages if `huge` finds them worth their price, which it is told, and the kernel has them. Gives
    /// whether they are. Running out of memory or of tmpfs space is an error here instead of a SIGBUS for a client later.
    pub fn reserve(&self, offset: u64, len: u64, huge: &mut HugePages, effort: Effort) -> io::Result<bool> {
        let len = len.min(self.file_len - offset);
        let began = thread_time();
        // In a tmpfs of its own pages are huge from the start; elsewhere they are made so, which takes a while.
        let mut is_huge = huge.are_cheap() && (self.own_tmpfs.is_some() || effort == Effort::Full);
        if is_huge && self.own_tmpfs.is_none() {
            is_huge = (offset..offset + len).step_by(CHUNK as usize).all(|chunk| self.give_page(chunk))
                && self.make_huge(offset, len / CHUNK * CHUNK);
            if !is_huge {
                huge.failed();
            }
        }
        // What has pages already keeps them.
        match allocate(&self.fd, offset, len) {
            // A file system that cannot promise blocks: all that is left is the check of the free space at start.
            Err(rustix::io::Errno::OPNOTSUPP) => return Ok(true),
            other => other?,
        }
        if is_huge {
            // Where somebody waits one chunk is enough to learn what they cost.
            let zeroed = if effort == Effort::Full { len } else { len.min(CHUNK) };
            self.zero_huge(offset, zeroed);
            huge.cost(zeroed, thread_time() - began);
            if let (false, Some(root)) = (huge.are_cheap(), &self.own_tmpfs) {
                // Only slower where that fails.
                let _ = allocate_small_pages(root.as_fd());
            }
        }
        Ok(is_huge)
    }

    /// Takes the pages of `range` (multiples of `CHUNK`, or up to the end), where no object lies, out of the file.
    pub fn give_back(&self, range: std::ops::Range<u64>) -> io::Result<()> {
        let flags = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
        Ok(rustix::fs::fallocate(&self.fd, flags, range.start, range.end - range.start)?)
    }

    /// Has reserved huge pages zeroed now, which otherwise is done when somebody first touches them. Clients may use them
    /// meanwhile: it only reads. (Not MADV_POPULATE_READ: that holds a lock which all of the process may come to wait for.)
    fn zero_huge(&self, offset: u64, len: u64) {
        let Some(map) = &self.map else { return };
        for chunk in (offset..offset + len).step_by(CHUNK as usize) {
            // SAFETY: the caller names a reserved part of the arena, which lies inside our mapping.
            let at = unsafe { map.base.byte_add(chunk as usize) };
            // SAFETY: the byte is mapped and has a page; it may change under us, so the read is volatile and its value unused.
            let _ = unsafe { at.cast::<u8>().read_volatile() };
            self.forget(at, CHUNK.min(offset + len - chunk));
        }
    }

    /// Drops our page table entries: the pages stay in the file, but do not count as our resident memory.
    fn forget(&self, at: *mut c_void, len: u64) {
        // SAFETY: a range of our own mapping; DontNeed on a shared file mapping leaves the contents in the file.
        let _ = unsafe { rustix::mm::madvise(at, len as usize, Advice::LinuxDontNeed) };
    }

    /// Gives one page to a chunk: without any it cannot be made huge.
    fn give_page(&self, chunk: u64) -> bool {
        allocate(&self.fd, chunk, PAGE).is_ok()
    }

    /// Makes huge pages of chunks (multiples of `CHUNK`) which have small ones, with what they contain, whoever uses them
    /// meanwhile: MADV_COLLAPSE (Linux 6.1), which needs no root and no mount option. One call for several chunks: each
    /// call first waits for work on every processor.
    pub fn make_huge(&self, offset: u64, len: u64) -> bool {
        const MADV_COLLAPSE: i32 = 25;
        let Some(map) = &self.map else { return false };
        if offset + len > self.file_len {
            return false;
        }
        // SAFETY: the range lies inside our mapping (offset + len <= file_len <= map.len).
        let at = unsafe { map.base.byte_add(offset as usize) };
        // SAFETY: madvise of a range of our own shared mapping; collapsing does not change its contents.
        let collapsed = unsafe { libc::madvise(at, len as usize, MADV_COLLAPSE) } == 0;
        self.forget(at, len);
        collapsed
    }

    /// Copies `bytes` to `offset` of the arena; false when that is not inside it.
    pub fn write(&self, offset: u64, bytes: &[u8]) -> bool {
        let Some(map) = &self.map else { return false };
        if offset.checked_add(bytes.len() as u64).is_none_or(|end| end > self.len) {
            return false;
        }
        // SAFETY: the target lies inside our mapping (checked above), the source is a slice that cannot overlap it,
        // and both are plain bytes.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), map.base.byte_add(offset as usize).cast(), bytes.len()) };
        true
    }

    /// Sends bytes from `offset` on through a socket; how many went. None: this file is not mapped.
    pub fn send(&self, socket: BorrowedFd<'_>, offset: u64, len: usize) -> Option<io::Result<usize>> {
        let at = self.mapped(offset, len)?;
        // SAFETY: at..at+len lies inside our mapping (`mapped`), which the kernel reads; others may write it meanwhile.
        let sent = unsafe { libc::send(socket.as_raw_fd(), at, len, libc::MSG_NOSIGNAL) };
        Some(usize::try_from(sent).map_err(|_| io::Error::last_os_error()))
    }

    /// Writes what comes through a socket to `offset`, `len` bytes at most and without waiting; how many came. None: this
    /// file is not mapped.
    pub fn receive(&self, socket: BorrowedFd<'_>, offset: u64, len: usize) -> Option<io::Result<usize>> {
        let at = self.mapped(offset, len)?;
        // SAFETY: at..at+len lies inside our mapping (`mapped`), which the kernel writes; no reference into it exists.
        let received = unsafe { libc::recv(socket.as_raw_fd(), at, len, libc::MSG_DONTWAIT) };
        Some(usize::try_from(received).map_err(|_| io::Error::last_os_error()))
    }

    /// What `send` and `receive` touched counts as our resident memory until now.
    pub fn forget_range(&self, offset: u64, len: u64) {
        let start = offset / PAGE * PAGE;
        let end = offset.saturating_add(len).min(self.len);
        if let Some(at) = end.checked_sub(start).and_then(|len| self.mapped(start, len as usize)) {
            self.forget(at, end - start);
        }
    }

    fn mapped(&self, offset: u64, len: usize) -> Option<*mut c_void> {
        let map = self.map.as_ref()?;
        offset.checked_add(len as u64).filter(|end| *end <= self.len)?;
        // SAFETY: the address lies inside our mapping of at least `self.len` bytes (checked above).
        Some(unsafe { map.base.byte_add(offset as usize) })
    }
}

/// Processor time of this thread.
fn thread_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Maps the whole file at an address that is a multiple of `CHUNK`, so that its chunks can be huge pages.
fn map_aligned(fd: &OwnedFd, file_len: u64) -> io::Result<Mapping> {
    let chunk = CHUNK as usize;
    let len = (file_len as usize).next_multiple_of(chunk);
    // SAFETY: a fresh anonymous mapping at an address of the kernel's choice.
    let room = unsafe {
        let flags = MapFlags::PRIVATE | MapFlags::NORESERVE;
        rustix::mm::mmap_anonymous(ptr::null_mut(), len + chunk, ProtFlags::empty(), flags)?
    };
    let skip = (chunk - room.addr() % chunk) % chunk;
    // SAFETY: skip < chunk, so the address lies inside the room of len + chunk bytes.
    let base = unsafe { room.byte_add(skip) };
    let rest = chunk - skip;
    // SAFETY: both ends around base..base+len belong to our room and are not used by anybody.
    unsafe {
        if skip > 0 {
            rustix::mm::munmap(room, skip)?;
        }
        if rest > 0 {
            rustix::mm::munmap(base.byte_add(len), rest)?;
        }
    }
    let mapping = Mapping { base, len };
    // SAFETY: base..base+len is our own unused mapping, which this one replaces.
    unsafe {
        let flags = MapFlags::SHARED | MapFlags::FIXED;
        rustix::mm::mmap(base, file_len as usize, ProtFlags::READ | ProtFlags::WRITE, flags, fd, 0)?;
    }
    Ok(mapping)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arena_has_no_name_and_keeps_what_is_written() {
        for wants_huge in [false, true] {
            arena_keeps_what_is_written(wants_huge);
        }
    }

    fn arena_keeps_what_is_written(wants_huge: bool) {
        let arena = Segment::arena(Path::new("/dev/shm"), 5 << 20, 1, wants_huge).unwrap();
        let mut huge = HugePages::default();
        arena.reserve(0, CHUNK, &mut huge, Effort::Least).unwrap();
        arena.reserve(CHUNK, 100 * CHUNK, &mut huge, Effort::Full).unwrap();
        assert!(arena.write((5 << 20) - 3, b"end"));
        assert!(!arena.write((5 << 20) - 2, b"end"));
        let mut found = [0; 3];
        // What is reserved again keeps its contents, with huge pages and without, and so does what becomes huge.
        arena.reserve(0, 100 * CHUNK, &mut huge, Effort::Full).unwrap();
        if let Some(root) = &arena.own_tmpfs {
            allocate_small_pages(root.as_fd()).unwrap();
        }
        arena.reserve(0, 100 * CHUNK, &mut huge, Effort::Full).unwrap();
        arena.make_huge(0, 2 * CHUNK);
        assert!(!arena.make_huge(0, 3 * CHUNK), "beyond the end");
        rustix::io::pread(arena.fd(), &mut found, (5 << 20) - 3).unwrap();
        assert_eq!(&found, b"end");
        let stat = rustix::fs::fstat(arena.fd()).unwrap();
        assert_eq!(stat.st_nlink, 0);
        assert!(stat.st_blocks as u64 * 512 >= arena.file_len, "every page is there");
        assert_eq!(arena.to_ref().mmap_size, (5 << 20) + 8);
        arena.give_back(CHUNK..5 << 20).unwrap();
        let stat = rustix::fs::fstat(arena.fd()).unwrap();
        assert!(stat.st_blocks as u64 * 512 <= CHUNK + PAGE, "{} blocks are left", stat.st_blocks);
        assert_eq!(stat.st_size as u64, arena.file_len);
        rustix::io::pread(arena.fd(), &mut found, (5 << 20) - 3).unwrap();
        assert_eq!(&found, &[0; 3]);
    }

    #[test]
    fn a_file_system_that_makes_no_huge_pages_is_not_asked_for_ever() {
        let directory = std::env::temp_dir();
        if crate::is_tmpfs(&directory) {
            return;
        }
        let arena = Segment::arena(&directory, 20 * CHUNK, 1, false).unwrap();
        let mut huge = HugePages::default();
        for step in 0..10 {
            assert!(!arena.reserve(step * CHUNK, CHUNK, &mut huge, Effort::Full).unwrap());
        }
        assert!(!huge.are_cheap());
    }

    #[test]
    fn fallback_file_has_all_its_blocks() {
        let file = Segment::fallback(Path::new("/dev/shm"), 10_000, 2).unwrap();
        let stat = rustix::fs::fstat(file.fd()).unwrap();
        assert_eq!((stat.st_nlink, stat.st_size, stat.st_blocks * 512), (0, 12_288, 12_288));
        assert!(file.to_ref().mmap_size - 8 >= 10_000);
    }

    /// Calls `allocate` on a thread that signals hit all the while.
    fn with_signals(allocate: impl FnOnce() -> io::Result<()> + Send + 'static) -> io::Result<()> {
        extern "C" fn nothing(_: libc::c_int) {}
        // SAFETY: the handler does nothing, and no other test uses this signal.
        unsafe { libc::signal(libc::SIGUSR1, nothing as *const () as libc::sighandler_t) };
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            // SAFETY: always succeeds.
            tell.send(unsafe { libc::pthread_self() }).unwrap();
            allocate()
        });
        let id = told.recv().unwrap();
        for _ in 0..10 {
            std::thread::sleep(Duration::from_millis(1));
            // SAFETY: the thread has not been joined, so its id is valid, also when it has ended.
            unsafe { libc::pthread_kill(id, libc::SIGUSR1) };
        }
        thread.join().unwrap()
    }

    #[test]
    fn a_signal_is_no_lack_of_memory() {
        const LEN: u64 = 128 << 20;
        let shm = Path::new("/dev/shm");
        with_signals(|| Segment::fallback(shm, LEN, 2).map(drop)).unwrap();
        let arena = Segment::arena(shm, LEN, 1, false).unwrap();
        let mut huge = HugePages::default();
        with_signals(move || arena.reserve(0, LEN, &mut huge, Effort::Least).map(drop)).unwrap();
    }
}
