//! The short way between two of our nodes on one host: the node that has an object hands over the file of its memory, and
//! the node that wants it copies the bytes, once, into its own. Agreed on without a word of Ray's protocols:
//!
//! - Each of our nodes listens at a unix socket in the abstract namespace that its node id names. Whoever is to send an
//!   object to a node tries that first; a stock node, one on another host or in another network namespace has no such
//!   socket, which costs some microseconds, and chunks are sent instead.
//! - Both ends must run as the same user, whom the kernel names (SO_PEERCRED), and the sender shows the cluster's token.
//!   Whoever is not liked is hung up on, and chunks are sent instead.
//! - One connection for each object: an offer with the file, then the answer, empty or the text of what is wrong. The
//!   sender holds the object until the answer has come, or the connection ends; so a copy that is finished while the
//!   connection is open is one of the object.
//!
//! The copy goes chunk by chunk through the same books as chunks that are sent (incoming.rs), so both ways mix.

use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use narcine_rpc::{Code, Status, same_bytes};
use plasma_store::ObjectBytes;
use plasma_wire::ObjectId;
use rustix::io::Errno;
use rustix::net::sockopt::{self, Timeout};
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags, Shutdown, SocketAddrUnix, SocketFlags, SocketType,
};

use crate::incoming::{Incoming, Shared, Use};
use crate::wire::{PushChunk, chunk_count, chunk_range};

const MAGIC: [u8; 8] = *b"narcine1";
const HEAD: usize = 8 + 28 + 3 * 8;
/// Token and head together.
const MAX_OFFER: usize = 4 << 10;
const MAX_ANSWER: usize = 1 << 10;
/// Objects that are copied at a time.
const THREADS: usize = 2;
/// Connections that wait for a thread.
const BACKLOG: i32 = 128;
/// Whoever connects sends its offer at once.
const OFFER_TIMEOUT: Duration = Duration::from_secs(5);

/// What a sender says of an object: where it lies in the file that comes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Offer {
    object_id: ObjectId,
    offset: u64,
    data_size: u64,
    metadata_size: u64,
    token: Vec<u8>,
}

impl Offer {
    fn write(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEAD + self.token.len());
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(self.object_id.as_bytes());
        for number in [self.offset, self.data_size, self.metadata_size] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out.extend_from_slice(&self.token);
        out
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(&MAGIC)?;
        let (id, rest) = rest.split_at_checked(28)?;
        let (numbers, token) = rest.split_at_checked(24)?;
        let mut numbers = numbers.chunks_exact(8).filter_map(|bytes| Some(u64::from_le_bytes(bytes.try_into().ok()?)));
        Some(Self {
            object_id: ObjectId::from_slice(id)?,
            offset: numbers.next()?,
            data_size: numbers.next()?,
            metadata_size: numbers.next()?,
            token: token.to_vec(),
        })
    }
}

fn address_of(node_id: &[u8]) -> io::Result<SocketAddrUnix> {
    let hex: String = node_id.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(SocketAddrUnix::new_abstract_name(format!("narcine-transfer-{hex}").as_bytes())?)
}

fn socket() -> io::Result<OwnedFd> {
    Ok(rustix::net::socket_with(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)?)
}

/// Whether the other end is a process of our user.
fn is_ours(connection: BorrowedFd<'_>) -> bool {
    sockopt::socket_peercred(connection).is_ok_and(|peer| peer.uid == rustix::process::geteuid())
}

/// Objects that are on offer to other nodes now.
#[derive(Default)]
pub struct Offers {
    /// With the address of the receiver's object manager.
    open: Mutex<Vec<(String, Arc<OwnedFd>)>>,
}

impl Offers {
    /// Offers an object to a node, and waits until it has been copied. Ok(false): it is not to be had this way. The caller
    /// holds the object meanwhile.
    pub fn make(
        &self,
        (node_id, address): (&[u8], &str),
        token: Option<&str>,
        object_id: ObjectId,
        object: &ObjectBytes,
    ) -> Result<bool, Status> {
        let Some(connection) = connect(node_id).map(Arc::new) else { return Ok(false) };
        self.lock().push((address.to_string(), connection.clone()));
        let answer = offer(&connection, token, object_id, object);
        self.lock().retain(|(_, other)| !Arc::ptr_eq(other, &connection));
        answer
    }

    /// The node there is gone, even if its process is still there: nobody waits for its answers any more.
    pub fn hang_up(&self, is_meant: impl Fn(&str) -> bool) {
        for (_, connection) in self.lock().iter().filter(|(address, _)| is_meant(address)) {
            let _ = rustix::net::shutdown(connection, Shutdown::Both);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(String, Arc<OwnedFd>)>> {
        // Nothing that can panic runs while it is locked.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn offer(connection: &OwnedFd, token: Option<&str>, object_id: ObjectId, object: &ObjectBytes) -> Result<bool, Status> {
    let (file, offset) = object.place();
    let ObjectBytes { data_size, metadata_size, .. } = *object;
    let token = token.unwrap_or_default().as_bytes().to_vec();
    let offer = Offer { object_id, offset, data_size, metadata_size, token };
    if send_offer(connection.as_fd(), &offer, file).is_err() {
        return Ok(false);
    }
    let mut answer = [0; MAX_ANSWER];
    loop {
        match rustix::net::recv(connection, &mut answer[..], RecvFlags::empty()) {
            Ok((_, 0)) => return Ok(false),
            Ok((_, 1)) => return Ok(true),
            Ok((_, len)) => {
                let text = String::from_utf8_lossy(&answer[1..len.min(MAX_ANSWER)]).into_owned();
                return Err(Status::new(Code::InvalidArgument, text));
            }
            Err(Errno::INTR) => {}
            Err(_) => return Ok(false),
        }
    }
}

fn connect(node_id: &[u8]) -> Option<OwnedFd> {
    let connection = socket().ok()?;
    // Also bounds the wait for a place in the backlog.
    sockopt::set_socket_timeout(&connection, Timeout::Send, Some(OFFER_TIMEOUT)).ok()?;
    rustix::net::connect(&connection, &address_of(node_id).ok()?).ok()?;
    is_ours(connection.as_fd()).then_some(connection)
}

fn send_offer(connection: BorrowedFd<'_>, offer: &Offer, file: BorrowedFd<'_>) -> io::Result<()> {
    let fds = [file];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    control.push(SendAncillaryMessage::ScmRights(&fds));
    rustix::net::sendmsg(connection, &[IoSlice::new(&offer.write())], &mut control, SendFlags::NOSIGNAL)?;
    Ok(())
}

/// Where other nodes of this host hand over their objects. Dropping it closes it.
pub struct Door {
    listener: Arc<OwnedFd>,
    is_closing: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Door {
    /// Fails when this system has no abstract sockets, or another process has this node's.
    pub fn open(node_id: &[u8], token: Option<String>, incoming: &Incoming) -> io::Result<Self> {
        let listener = socket()?;
        rustix::net::bind(&listener, &address_of(node_id)?)?;
        rustix::net::listen(&listener, BACKLOG)?;
        let is_closing = Arc::new(AtomicBool::new(false));
        let mut door = Self { listener: Arc::new(listener), is_closing, threads: Vec::new() };
        for number in 0..THREADS {
            let (listener, is_closing) = (door.listener.clone(), door.is_closing.clone());
            let taker = Taker { shared: incoming.shared(), token: token.clone(), is_closing };
            let thread = thread::Builder::new().name(format!("transfer-near-{number}"));
            door.threads.push(thread.spawn(move || taker.run(&listener))?);
        }
        Ok(door)
    }

    /// Copies that are under way are given up at their next chunk.
    pub fn close(&mut self) {
        self.is_closing.store(true, Ordering::Relaxed);
        // Wakes the threads that wait for connections.
        let _ = rustix::net::shutdown(&self.listener, Shutdown::Both);
        for thread in self.threads.drain(..) {
            // A panic of the thread was reported when it happened.
            let _ = thread.join();
        }
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.close();
    }
}

struct Taker {
    shared: Arc<Shared>,
    token: Option<String>,
    is_closing: Arc<AtomicBool>,
}

impl Taker {
    fn run(&self, listener: &OwnedFd) {
        while !self.is_closing.load(Ordering::Relaxed) {
            match rustix::net::accept_with(listener, SocketFlags::CLOEXEC) {
                Ok(connection) => self.serve(&connection),
                Err(Errno::INTR | Errno::CONNABORTED) => {}
                // Out of descriptors, say. (Closing ends the loop.)
                Err(_) => thread::sleep(Duration::from_millis(50)),
            }
        }
    }

    fn serve(&self, connection: &OwnedFd) {
        if !is_ours(connection.as_fd()) {
            return;
        }
        let Some((offer, file)) = receive(connection) else { return };
        if !same_bytes(&offer.token, self.token.as_deref().unwrap_or_default().as_bytes()) {
            return;
        }
        let answer = match self.take(&offer, file.as_fd(), connection) {
            Ok(true) => vec![0],
            // The connection is over, or is to be: chunks do the rest.
            Ok(false) => return,
            Err(text) => [&[1][..], text.as_bytes()].concat(),
        };
        let _ = rustix::net::send(connection, &answer[..answer.len().min(MAX_ANSWER)], SendFlags::NOSIGNAL);
    }

    /// Copies what is missing of the object. Ok(false): its sender has gone, or we go.
    fn take(&self, offer: &Offer, file: BorrowedFd<'_>, connection: &OwnedFd) -> Result<bool, String> {
        let &Offer { object_id, offset, data_size, metadata_size, .. } = offer;
        let sizes = data_size.checked_add(metadata_size).filter(|size| offset.checked_add(*size).is_some());
        let Some(size) = sizes else { return Err("an object without an end".into()) };
        for chunk_index in 0..chunk_count(size, self.shared.chunk_size) {
            let Some(range) = chunk_range(chunk_index, size, self.shared.chunk_size) else { break };
            let len = range.end - range.start;
            let chunk = PushChunk { object_id, chunk_index, data_size: size, metadata_size, len };
            let claim = match self.shared.check(&chunk).map_err(|status| status.to_string())? {
                Use::Missing(claim, _) => claim,
                Use::Superfluous => continue,
                Use::NobodyWantsIt => break,
            };
            let mut failed = None;
            let is_written = self.shared.write(&chunk, claim, |object| {
                match object.fill_from(range.start, file, offset + range.start, len) {
                    // The fault of whoever offered it, and not of the place it goes to.
                    Err(error) if is_of_source(&error) => failed = Some(error),
                    other => other?,
                }
                Ok(())
            });
            if let Some(error) = failed {
                return Err(format!("the file that came with object {object_id} does not hold it: {error}"));
            }
            if self.is_closing.load(Ordering::Relaxed) || !is_open(connection) {
                return Ok(false);
            }
            if is_written {
                self.shared.finish(&chunk, claim);
            }
        }
        Ok(true)
    }
}

/// The mapping could not be made, or ends before the object.
fn is_of_source(error: &io::Error) -> bool {
    let errno = error.raw_os_error().map(Errno::from_raw_os_error);
    matches!(errno, Some(Errno::FAULT | Errno::NODEV | Errno::ACCESS | Errno::INVAL | Errno::OVERFLOW))
}

fn receive(connection: &OwnedFd) -> Option<(Offer, OwnedFd)> {
    sockopt::set_socket_timeout(connection, Timeout::Recv, Some(OFFER_TIMEOUT)).ok()?;
    let mut bytes = [0; MAX_OFFER];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut buffers = [IoSliceMut::new(&mut bytes)];
    let received = rustix::net::recvmsg(connection, &mut buffers, &mut control, RecvFlags::CMSG_CLOEXEC).ok()?;
    let file = control.drain().find_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut fds) => fds.next(),
        _ => None,
    })?;
    Some((Offer::read(bytes.get(..received.bytes)?)?, file))
}

/// Whether the other end still waits: then it still holds the object.
fn is_open(connection: &OwnedFd) -> bool {
    let flags = RecvFlags::PEEK | RecvFlags::DONTWAIT;
    matches!(rustix::net::recv(connection, &mut [0u8; 1][..], flags), Err(Errno::AGAIN))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_offer_is_read_as_it_was_written(numbers in any::<[u64; 3]>(), token in prop::collection::vec(any::<u8>(), 0..40)) {
            let [offset, data_size, metadata_size] = numbers;
            let offer = Offer { object_id: ObjectId([7; 28]), offset, data_size, metadata_size, token };
            let written = offer.write();
            prop_assert_eq!(Offer::read(&written), Some(offer));
            for end in 0..HEAD {
                prop_assert_eq!(Offer::read(&written[..end]), None);
            }
        }
    }
}
