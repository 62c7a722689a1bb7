//! Objects of this store as the rest of the raylet reads and writes them (spilling, restoring): through the files of
//! their segments, with pread and pwrite, and from the files of other stores on this host. So no reference ever points
//! into memory that clients may write, arena and fallback files are the same, and the pages never count as our resident
//! memory. Between the arena and a socket the kernel copies once, through our mapping.

use std::io;
use std::os::fd::BorrowedFd;
use std::sync::Arc;

use plasma_core::{ObjectId, Owner};
use plasma_wire::{CreateRequest, PlasmaError};

use crate::StoreHandle;
use crate::segment::Segment;
use crate::view::ReadView;

/// The bytes of one object: data, then metadata. Valid while the object stays where it is, so only for one that the
/// caller holds or has created and not yet sealed. It keeps the segment open, so late use is never a fault.
pub struct ObjectBytes {
    segment: Arc<Segment>,
    offset: u64,
    pub data_size: u64,
    pub metadata_size: u64,
    pub owner: Owner,
}

impl ObjectBytes {
    /// Fills `buffer` from `position` on (0 = first data byte).
    pub fn read_at(&self, position: u64, mut buffer: &mut [u8]) -> io::Result<()> {
        self.check(position, buffer.len())?;
        let mut at = self.offset + position;
        while !buffer.is_empty() {
            match rustix::io::pread(self.segment.fd(), &mut *buffer, at) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => {
                    buffer = &mut buffer[read..];
                    at += read as u64;
                }
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Writes `bytes` at `position`.
    pub fn write_at(&self, position: u64, mut bytes: &[u8]) -> io::Result<()> {
        self.check(position, bytes.len())?;
        let mut at = self.offset + position;
        while !bytes.is_empty() {
            match rustix::io::pwrite(self.segment.fd(), bytes, at) {
                Ok(written) => {
                    bytes = &bytes[written..];
                    at += written as u64;
                }
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Fills the bytes from `position` on with `len` bytes of another file, which lie at `source_offset` there. The kernel
    /// copies them once, out of a mapping: a source that is cut short meanwhile is an error (`EFAULT`) and no signal.
    pub fn fill_from(&self, position: u64, source: BorrowedFd<'_>, source_offset: u64, len: u64) -> io::Result<()> {
        self.check(position, len as usize)?;
        let view = ReadView::new(source, source_offset, len as usize)?;
        let mut done = 0;
        while done < view.len() {
            match view.write_to(self.segment.fd(), done, self.offset + position + done as u64) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => done += written,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Where the bytes are: the file of their segment, and the place of the first one in it. For another process on this
    /// host, which may read them while the caller holds the object.
    pub fn place(&self) -> (BorrowedFd<'_>, u64) {
        (self.segment.fd(), self.offset)
    }

    /// Sends up to `len` bytes from `position` on through a socket, without a copy of ours on the way; how many went, when
    /// the socket takes them. None: `read_at` is the only way to them.
    pub fn send_to(&self, socket: BorrowedFd<'_>, position: u64, len: usize) -> Option<io::Result<usize>> {
        self.check(position, len).ok()?;
        self.segment.send(socket, self.offset + position, len)
    }

    /// Has up to `len` bytes that are waiting in a socket written from `position` on; how many. Never waits. None: `write_at`
    /// is the only way to write.
    pub fn receive_from(&self, socket: BorrowedFd<'_>, position: u64, len: usize) -> Option<io::Result<usize>> {
        self.check(position, len).ok()?;
        self.segment.receive(socket, self.offset + position, len)
    }

    /// Bytes that `send_to` or `receive_from` are done with do not count as our resident memory any more.
    pub fn forget(&self, position: u64, len: u64) {
        self.segment.forget_range(self.offset + position, len);
    }

    fn check(&self, position: u64, len: usize) -> io::Result<()> {
        let end = position.checked_add(len as u64);
        if end.is_none_or(|end| end > self.data_size + self.metadata_size) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        Ok(())
    }
}

impl StoreHandle {
    /// Holds pinned primary copies that nobody uses, the longest unused first, until they have `min_bytes` together or
    /// are `max_objects`; with their sizes. Each is to be given back with `unhold`.
    pub fn hold_spillable(&self, min_bytes: u64, max_objects: usize) -> Vec<(ObjectId, u64)> {
        self.shared.call(|store, _| store.hold_spillable(min_bytes, max_objects))
    }

    /// The bytes of an object, sealed or not; None when there is no such object.
    pub fn bytes_of(&self, id: &ObjectId) -> Option<ObjectBytes> {
        self.shared.call_inner(|inner, _| {
            let place = inner.store.locate(id)?;
            let owner = inner.store.owner(id)?.clone();
            let segment = match place.fallback {
                None => self.shared.arena.clone(),
                Some(segment) => inner.segments.get(&segment.unique_fd_id)?.clone(),
            };
            let (data_size, metadata_size) = (place.data_size, place.metadata_size);
            Some(ObjectBytes { segment, offset: place.offset, data_size, metadata_size, owner })
        })
    }

    /// Makes an object of the raylet's own when there is room, in turn with the clients' creates; it goes into a file
    /// when the store stays full, as theirs do. `on_created` is called once, from any thread and under the store's
    /// lock: it must not call the store. With Ok the object waits to be written (`bytes_of`) and then sealed or
    /// aborted. Gives a ticket for `cancel_create`.
    pub fn create_when_room(
        &self,
        request: CreateRequest,
        on_created: impl FnOnce(PlasmaError) + Send + 'static,
    ) -> u64 {
        self.shared.create_when_room(request, Box::new(on_created))
    }

    /// Gives up a create; true if it had no outcome yet, and then `on_created` is never called.
    pub fn cancel_create(&self, ticket: u64) -> bool {
        self.shared
            .call_inner(|inner, now| inner.own_creates.remove(&ticket).is_some() && inner.store.cancel_own(ticket, now))
    }

    /// Makes an object of the raylet's own readable; with `is_held` one hold is left on it.
    pub fn seal_own(&self, id: ObjectId, is_held: bool) {
        self.shared.call(|store, now| store.seal_own(id, is_held, now));
    }

    /// Says how many of the bytes of an unsealed object of the raylet's own are metadata; false when it has not so many.
    pub fn split_own(&self, id: ObjectId, metadata_size: u64) -> bool {
        self.shared.call(|store, _| store.split_own(id, metadata_size))
    }

    pub fn abort_own(&self, id: ObjectId) {
        self.shared.call(|store, now| store.abort_own(id, now));
    }
}
