//! The plain way between two of our nodes: a TCP connection to the receiver's object manager port that is no HTTP/2 from
//! its first byte on (stream_wire.rs says what it carries). Over gRPC each byte is copied four times and more - into a
//! message, into frames, out of frames, into memory - and framed by 16 KiB; here the kernel copies it once out of the
//! sender's arena and once into the receiver's.
//!
//! - Agreed on in the Pull request that asks for the object: a field that stock passes over says that its sender takes
//!   streams (src/raylet/transfer-shell.ts). Where one cannot be had all the same, chunks are sent in Push calls.
//! - The sender shows the cluster's token, in the clear as gRPC does.
//! - A push has a connection to itself from its first chunk to the receiver's answer, which comes early when something is
//!   wrong or nobody waits for the object: the sender then stops after the chunk it is in. Idle connections serve the next
//!   push. The object is held until the answer, and the kernel has its own copy of what is under way.
//! - A receiver from which nothing comes for `TIMEOUT` has lost its connection; so has one that is `hang_up`'s.
//!
//! This is the sending end; stream_in.rs is the other one.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use narcine_rpc::{Code, Status};
use plasma_wire::ObjectId;
use rustix::io::Errno;
use rustix::net::{RecvFlags, SendFlags, Shutdown};

use crate::connect::connect;
use crate::outgoing::PushFailure;
use crate::reader::Reader;
use crate::stream_wire::{ANSWER_FIXED, Head, Verdict, answer_text, hello, read_answer};
use crate::wire::{PushChunk, chunk_count, chunk_range};

/// As for a chunk in a Push call.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The receiver looks after this time of silence whether its sender's host is still there.
pub(crate) const KEEPALIVE: Duration = Duration::from_secs(60);
/// Connections that nobody uses: of one receiver, and for how long.
const MAX_IDLE: usize = 4;
const IDLE: Duration = Duration::from_secs(60);
/// A chunk of so many bytes leaves with its head in one write.
const SMALL: u64 = 64 << 10;

/// What is to be sent.
pub(crate) struct Load<'a> {
    pub object_id: ObjectId,
    pub reader: &'a Reader,
    pub chunk_size: u64,
}

struct Connection {
    tcp: TcpStream,
    address: String,
    is_hung_up: AtomicBool,
}

impl Connection {
    fn hang_up(&self) {
        self.is_hung_up.store(true, Ordering::Relaxed);
        let _ = rustix::net::shutdown(&self.tcp, Shutdown::Both);
    }
}

/// Why there is no verdict.
pub(crate) enum Fault {
    Socket(io::Error),
    Object(PushFailure),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Socket(error)
    }
}

impl From<PushFailure> for Fault {
    fn from(failure: PushFailure) -> Self {
        Self::Object(failure)
    }
}

/// The connections to all receivers.
pub(crate) struct Streams {
    token: Vec<u8>,
    next_push: AtomicU32,
    connections: Mutex<Connections>,
}

#[derive(Default)]
struct Connections {
    idle: HashMap<String, Vec<(Instant, Arc<Connection>)>>,
    busy: Vec<Arc<Connection>>,
}

impl Streams {
    pub fn new(token: Option<&str>) -> Self {
        let token = token.unwrap_or_default().as_bytes().to_vec();
        Self { token, next_push: AtomicU32::new(1), connections: Mutex::default() }
    }

    /// Sends an object and waits for the answer. Ok(false): there is no such way to the receiver.
    pub fn send(&self, address: &str, load: &Load<'_>) -> Result<bool, PushFailure> {
        loop {
            let (connection, is_fresh) = match self.take(address) {
                Some(idle) => (idle, false),
                None => match self.open(address) {
                    Ok(Some(fresh)) => (fresh, true),
                    Ok(None) => return Ok(false),
                    Err(status) => return Err(status.into()),
                },
            };
            let push = self.next_push.fetch_add(1, Ordering::Relaxed);
            let result = run(&connection.tcp, push, load);
            self.leave(&connection, result.is_ok());
            match result {
                Ok(Verdict::Done | Verdict::Unwanted) => return Ok(true),
                Ok(Verdict::Bad(text)) => return Err(Status::new(Code::InvalidArgument, text).into()),
                Err(Fault::Object(failure)) => return Err(failure),
                Err(Fault::Socket(_)) if connection.is_hung_up.load(Ordering::Relaxed) => {
                    return Err(Status::new(Code::Unavailable, "the node is gone").into());
                }
                Err(Fault::Socket(error)) if is_timeout(&error) => {
                    let text = format!("no answer in {TIMEOUT:?}");
                    return Err(Status::new(Code::DeadlineExceeded, text).into());
                }
                // The receiver may have closed it long ago.
                Err(Fault::Socket(_)) if !is_fresh => {}
                Err(Fault::Socket(_)) => return Ok(false),
            }
        }
    }

    /// The node there is gone: nobody waits for its answers any more.
    pub fn hang_up(&self, is_meant: impl Fn(&str) -> bool) {
        let mut connections = self.lock();
        connections.idle.retain(|address, _| !is_meant(address));
        connections.busy.iter().filter(|connection| is_meant(&connection.address)).for_each(|busy| busy.hang_up());
    }

    fn take(&self, address: &str) -> Option<Arc<Connection>> {
        let mut connections = self.lock();
        connections.idle.retain(|_, idle| {
            idle.retain(|(since, _)| since.elapsed() < IDLE);
            !idle.is_empty()
        });
        let (_, connection) = connections.idle.get_mut(address)?.pop()?;
        connections.busy.push(connection.clone());
        Some(connection)
    }

    /// None: the receiver is not to be reached this way; an error: not at all.
    fn open(&self, address: &str) -> Result<Option<Arc<Connection>>, Status> {
        let Some(hello) = hello(&self.token) else { return Ok(None) };
        let failed = |error| Status::new(Code::Unavailable, format!("connect to {address}: {error}"));
        let tcp = connect(address).map_err(failed)?;
        set_up(&tcp).map_err(failed)?;
        let connection = Connection { tcp, address: address.to_string(), is_hung_up: AtomicBool::new(false) };
        let connection = Arc::new(connection);
        self.lock().busy.push(connection.clone());
        if (&connection.tcp).write_all(&hello).is_err() {
            self.leave(&connection, false);
            return Ok(None);
        }
        Ok(Some(connection))
    }

    fn leave(&self, connection: &Arc<Connection>, is_good: bool) {
        let mut connections = self.lock();
        connections.busy.retain(|other| !Arc::ptr_eq(other, connection));
        if is_good && !connection.is_hung_up.load(Ordering::Relaxed) {
            let idle = connections.idle.entry(connection.address.clone()).or_default();
            if idle.len() < MAX_IDLE {
                idle.push((Instant::now(), connection.clone()));
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Connections> {
        // Nothing that can panic runs while it is locked.
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn set_up(tcp: &TcpStream) -> io::Result<()> {
    tcp.set_nodelay(true)?;
    tcp.set_write_timeout(Some(TIMEOUT))?;
    tcp.set_read_timeout(Some(TIMEOUT))
}

/// Sends all chunks, or as many as the receiver wants, and gives its answer.
fn run(tcp: &TcpStream, push: u32, load: &Load<'_>) -> Result<Verdict, Fault> {
    let (data_size, metadata_size) = load.reader.sizes();
    let size = data_size + metadata_size;
    let count = chunk_count(size, load.chunk_size);
    for chunk_index in 0..count {
        let Some(range) = chunk_range(chunk_index, size, load.chunk_size) else { break };
        if chunk_index > 0 && has_answer(tcp)? {
            break;
        }
        let len = range.end - range.start;
        let chunk = PushChunk { object_id: load.object_id, chunk_index, data_size: size, metadata_size, len };
        let head = Head { push, is_last: chunk_index + 1 == count, chunk }.write();
        if len <= SMALL {
            let mut both = vec![0; head.len() + len as usize];
            both[..head.len()].copy_from_slice(&head);
            load.reader.read_at(range.start, &mut both[head.len()..])?;
            (&*tcp).write_all(&both)?;
        } else {
            send_head(tcp, &head)?;
            load.reader.send(tcp, range)?;
        }
    }
    read_verdict(tcp, push).map_err(Fault::Socket)
}

/// The bytes of the chunk follow at once: they fill the packet.
fn send_head(tcp: &TcpStream, mut head: &[u8]) -> io::Result<()> {
    while !head.is_empty() {
        match rustix::net::send(tcp, head, SendFlags::NOSIGNAL | SendFlags::MORE) {
            Ok(count) => head = &head[count..],
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Whether the answer is there already, or the receiver has gone.
fn has_answer(tcp: &TcpStream) -> io::Result<bool> {
    match rustix::net::recv(tcp, &mut [0u8; 1][..], RecvFlags::PEEK | RecvFlags::DONTWAIT) {
        Ok((_, 0)) => Err(io::ErrorKind::ConnectionReset.into()),
        Ok(_) => Ok(true),
        Err(Errno::AGAIN | Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn read_verdict(mut tcp: &TcpStream, push: u32) -> io::Result<Verdict> {
    let mut fixed = [0; ANSWER_FIXED];
    tcp.read_exact(&mut fixed)?;
    let (answered, verdict, len) = read_answer(&fixed).ok_or(io::ErrorKind::InvalidData)?;
    let mut text = vec![0; len];
    tcp.read_exact(&mut text)?;
    if answered != push {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(answer_text(verdict, &text))
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}
