//! Mutable objects (the channels of compiled graphs): the header before their data, and the two semaphores that their
//! writer and readers find by the name in it (Ray 2.60.0: object_manager/common.h and .cc,
//! core_worker/experimental_mutable_object_manager.cc). Where stock leaves the semaphores to whoever comes first, and behind
//! when that one is killed, this store makes them with the object, removes them with it, and says in the header that they
//! are there. Afterwards it looks at a header only as the writer of what comes from another node (`Channel`).

use std::collections::HashSet;
use std::ffi::CString;
use std::io;
use std::os::fd::BorrowedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use plasma_core::{HEADER_LEN, ObjectId};

use crate::StoreHandle;
use crate::segment::Segment;

/// PlasmaObjectHeader: where its fields are, of the platforms' own byte order.
mod field {
    /// u32: `DONE` when the semaphores are there.
    pub const SEMAPHORES_CREATED: usize = 0;
    pub const DONE: u32 = 2;
    /// 32 bytes, of which Ray uses `MAX_NAME`.
    pub const UNIQUE_NAME: usize = 4;
    pub const MAX_NAME: usize = 30;
    /// i64
    pub const VERSION: u64 = 40;
    /// bool: the version is written.
    pub const IS_SEALED: u64 = 48;
    /// bool: the channel is closed.
    pub const HAS_ERROR: u64 = 49;
    /// i64, then u64 num_read_acquires_remaining and num_read_releases_remaining.
    pub const NUM_READERS: u64 = 56;
    pub const READS_REMAINING: u64 = 64;
    /// u64, then u64 metadata_size.
    pub const DATA_SIZE: u64 = 80;
}

const HEADER_TRIES: usize = 100;

/// The mutable objects of one store.
pub struct MutableObjects {
    prefix: String,
    numbers: HashSet<u64>,
}

impl MutableObjects {
    pub fn new() -> Self {
        // The process, the time, in case that another container has such a process, and the store in the process.
        static STORES: AtomicU32 = AtomicU32::new(0);
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let store = STORES.fetch_add(1, Ordering::Relaxed);
        let prefix = format!("{}-{:x}-{store}-", std::process::id(), since_epoch.as_millis());
        Self { prefix, numbers: HashSet::new() }
    }

    /// What the names of all objects begin with, and those of no other store on this host.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Makes the semaphores of an object and writes its header.
    pub fn make(&mut self, number: u64, segment: BorrowedFd<'_>, offset: u64) -> io::Result<()> {
        let name = self.name(number);
        if name.len() > field::MAX_NAME {
            return Err(io::Error::other(format!("{name} is too long a name")));
        }
        self.numbers.insert(number);
        let make = |name| Semaphore::open(name, libc::O_CREAT | libc::O_EXCL);
        let made = semaphore_names(&name).iter().try_for_each(|name| make(name).map(drop));
        let mut header = [0; HEADER_LEN as usize];
        header[field::UNIQUE_NAME..][..name.len()].copy_from_slice(name.as_bytes());
        // Otherwise the first user tries, and has the same trouble.
        if made.is_ok() {
            header[field::SEMAPHORES_CREATED..][..4].copy_from_slice(&field::DONE.to_ne_bytes());
        }
        write(segment, &header, offset).and(made)
    }

    /// Whoever has the semaphores open keeps them.
    pub fn remove(&mut self, number: u64) {
        if self.numbers.remove(&number) {
            self.unlink(number);
        }
    }

    pub fn remove_all(&mut self) {
        for number in std::mem::take(&mut self.numbers) {
            self.unlink(number);
        }
    }

    fn unlink(&self, number: u64) {
        for name in semaphore_names(&self.name(number)) {
            // SAFETY: a C string. There may be no such file: then there is nothing to remove.
            let _ = unsafe { libc::sem_unlink(name.as_ptr()) };
        }
    }

    fn name(&self, number: u64) -> String {
        format!("{}{number}", self.prefix)
    }
}

/// Of the header, and of the object. In /dev/shm each has "sem." before it.
fn semaphore_names(name: &str) -> [CString; 2] {
    ["hdr", "obj"].map(|kind| CString::new(format!("{kind}{name}")).unwrap_or_default())
}

/// A semaphore of the host's, open in this process.
struct Semaphore(*mut libc::sem_t);

// SAFETY: semaphores are made to be used by many threads at once.
unsafe impl Send for Semaphore {}

impl Semaphore {
    /// A new one is free: its value is 1.
    fn open(name: &CString, flags: i32) -> io::Result<Self> {
        // SAFETY: a C string; mode and value are what sem_open takes behind O_CREAT, and passes over without it.
        let semaphore = unsafe { libc::sem_open(name.as_ptr(), flags, 0o600 as libc::mode_t, 1 as libc::c_uint) };
        if semaphore == libc::SEM_FAILED { Err(io::Error::last_os_error()) } else { Ok(Self(semaphore)) }
    }

    /// Takes it if it is free.
    fn take(&self) -> bool {
        // SAFETY: open until self is dropped.
        unsafe { libc::sem_trywait(self.0) == 0 }
    }

    fn give(&self) {
        // SAFETY: open until self is dropped. It fails on overflow only, and then nobody waits.
        let _ = unsafe { libc::sem_post(self.0) };
    }
}

impl Drop for Semaphore {
    fn drop(&mut self) {
        // SAFETY: opened by sem_open and used by nobody any more.
        let _ = unsafe { libc::sem_close(self.0) };
    }
}

/// Why a value cannot be written to a mutable object.
#[derive(Debug, thiserror::Error)]
pub enum ChannelError {
    #[error("the channel is closed")]
    Closed,
    #[error("a value of {wanted} bytes, metadata with it, for a channel of {capacity}")]
    TooLarge { wanted: u64, capacity: u64 },
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A mutable object of this store as its writer sees it: a value is begun, written and ended. What waits for other
/// processes does not block, but asks to be called again. Valid while the caller holds the object.
pub struct Channel {
    segment: Arc<Segment>,
    header_at: u64,
    capacity: u64,
    header: Semaphore,
    object: Semaphore,
    /// All readers are done with the last value, and the object is ours until `end`.
    has_turn: bool,
    /// The header has the value's version.
    is_begun: bool,
}

impl Channel {
    /// Takes the object for a value, which `readers` will read each once. False: readers are not done with the last one.
    /// A value that was begun and not ended is begun anew: nobody has seen it.
    pub fn begin(&mut self, data_size: u64, metadata_size: u64, readers: u64) -> Result<bool, ChannelError> {
        let wanted = data_size.saturating_add(metadata_size);
        if wanted > self.capacity {
            return Err(ChannelError::TooLarge { wanted, capacity: self.capacity });
        }
        self.check_open()?;
        self.has_turn = self.has_turn || self.object.take();
        if !self.has_turn || !self.lock_header()? {
            return Ok(false);
        }
        let written = self.write_begin(data_size, metadata_size, readers);
        self.header.give();
        self.is_begun = written.is_ok();
        written.map(|()| true)
    }

    /// Writes into the value that was begun.
    pub fn write_at(&self, position: u64, bytes: &[u8]) -> Result<(), ChannelError> {
        if position.checked_add(bytes.len() as u64).is_none_or(|end| end > self.capacity) {
            return Err(io::Error::from(io::ErrorKind::InvalidInput).into());
        }
        Ok(write(self.segment.fd(), bytes, self.header_at + HEADER_LEN + position)?)
    }

    /// Shows the value to its readers. False: one of them has the header at this moment.
    pub fn end(&mut self) -> Result<bool, ChannelError> {
        if !self.lock_header()? {
            return Ok(false);
        }
        let written = self.write_end();
        self.header.give();
        (self.has_turn, self.is_begun) = (false, false);
        written.map(|()| true)
    }

    fn write_begin(&self, data_size: u64, metadata_size: u64, readers: u64) -> Result<(), ChannelError> {
        if !self.is_begun {
            let version = i64::from_ne_bytes(self.read(field::VERSION)?);
            self.set(field::IS_SEALED, &[0])?;
            self.set(field::VERSION, &version.wrapping_add(1).to_ne_bytes())?;
        }
        self.set(field::NUM_READERS, &readers.to_ne_bytes())?;
        self.set(field::DATA_SIZE, [data_size.to_ne_bytes(), metadata_size.to_ne_bytes()].as_flattened())
    }

    fn write_end(&self) -> Result<(), ChannelError> {
        let readers: [u8; 8] = self.read(field::NUM_READERS)?;
        self.set(field::READS_REMAINING, [readers, readers].as_flattened())?;
        self.set(field::IS_SEALED, &[1])
    }

    /// Readers that wait take the header again and again, each time for a moment: so it is tried a few times. Whoever
    /// closes a channel gives its semaphores once more, so that nobody waits for them for ever.
    fn lock_header(&self) -> Result<bool, ChannelError> {
        let is_taken = (0..HEADER_TRIES).any(|_| {
            let is_taken = self.header.take();
            if !is_taken {
                std::thread::yield_now();
            }
            is_taken
        });
        let is_open = self.check_open();
        if is_taken && is_open.is_err() {
            self.header.give();
        }
        is_open.map(|()| is_taken)
    }

    fn check_open(&self) -> Result<(), ChannelError> {
        if self.read::<1>(field::HAS_ERROR)? == [0] { Ok(()) } else { Err(ChannelError::Closed) }
    }

    fn read<const N: usize>(&self, field: u64) -> Result<[u8; N], ChannelError> {
        let mut bytes = [0; N];
        let at = self.header_at + field;
        let read = rustix::io::retry_on_intr(|| rustix::io::pread(self.segment.fd(), &mut bytes, at));
        if read.map_err(io::Error::from)? == N {
            Ok(bytes)
        } else {
            Err(io::Error::from(io::ErrorKind::UnexpectedEof).into())
        }
    }

    fn set(&self, field: u64, bytes: &[u8]) -> Result<(), ChannelError> {
        Ok(write(self.segment.fd(), bytes, self.header_at + field)?)
    }
}

impl StoreHandle {
    pub fn is_mutable(&self, id: &ObjectId) -> bool {
        self.shared.call(|store, _| store.locate(id).is_some_and(|place| place.mutable.is_some()))
    }

    /// Keeps a mutable object in place, to be ended with `unhold`; false when there is no such one.
    pub fn hold_mutable(&self, id: &ObjectId) -> bool {
        self.shared.call(|store, _| store.hold_mutable(id))
    }

    /// A mutable object, to be written from here; None when there is no such one. At most one writer at a time.
    pub fn open_channel(&self, id: &ObjectId) -> Option<io::Result<Channel>> {
        self.shared.call_inner(|inner, _| {
            let place = inner.store.locate(id)?;
            let name = inner.mutable.name(place.mutable?);
            let segment = match place.fallback {
                None => self.shared.arena.clone(),
                Some(segment) => inner.segments.get(&segment.unique_fd_id)?.clone(),
            };
            let open = || {
                let [header, object] = semaphore_names(&name);
                Ok(Channel {
                    segment,
                    header_at: place.offset - HEADER_LEN,
                    capacity: place.data_size + place.metadata_size,
                    header: Semaphore::open(&header, 0)?,
                    object: Semaphore::open(&object, 0)?,
                    has_turn: false,
                    is_begun: false,
                })
            };
            Some(open())
        })
    }
}

fn write(file: BorrowedFd<'_>, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = rustix::io::retry_on_intr(|| rustix::io::pwrite(file, bytes, at))?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = &bytes[written..];
        at += written as u64;
    }
    Ok(())
}
