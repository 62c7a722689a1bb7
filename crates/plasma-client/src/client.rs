//! One connection to the store, used by one request at a time.

use std::collections::HashMap;
use std::io::{self, IoSliceMut, Read, Write};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use plasma_wire::{
    Builder, CreateOutcome, CreateRequest, HEADER_LEN, Header, ObjectId, ObjectSpec, Owner, PlasmaError, Reply,
    Request, SegmentRef,
};
use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags};

use crate::object::Object;
use crate::segment::Segment;

/// A store answers within microseconds unless its process hangs.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    #[error("an object of this id is in the store already")]
    Exists,
    #[error("the object store is full and neither evicting, spilling nor fallback files gave enough room")]
    Full,
    #[error("the object store is full and so is the disk it would spill to")]
    DiskFull,
    #[error("the store answered with plasma error {0:?}")]
    Store(PlasmaError),
    /// The first failure of the connection, told again by every request after it.
    #[error("the connection to the object store has ended: {0}")]
    Lost(String),
}

/// What came of asking for room.
pub enum Created {
    /// Metadata is written; the data is the caller's to write before `seal`.
    Object(Object),
    /// The store is full for now: ask again with this number in 10 ms (`object_store_full_delay_ms`, Ray 2.60.0).
    AskAgain(u64),
}

/// Cheap to clone; all clones are one connection.
#[derive(Clone)]
pub struct Client {
    connection: Arc<Mutex<Connection>>,
}

impl Client {
    /// # Errors
    /// When nobody listens at `path`, or who does is no plasma store.
    pub fn connect(path: &Path) -> io::Result<Self> {
        let stream = UnixStream::connect(path)?;
        stream.set_read_timeout(Some(ANSWER_WITHIN))?;
        stream.set_write_timeout(Some(ANSWER_WITHIN))?;
        let mut connection =
            Connection { stream, builder: Builder::new(), body: Vec::new(), segments: HashMap::new(), lost: None };
        let Reply::Connect { .. } = connection.ask(&Request::Connect)? else { return Err(unexpected("Connect")) };
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A request that panicked half-way left the stream at an unknown place, which the next answer shows.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for room for an object. `metadata` is written, and must be the same when asked again.
    pub fn create(&self, id: ObjectId, owner: Owner, data_size: u64, metadata: &[u8]) -> Result<Created, ClientError> {
        let metadata_size = metadata.len() as u64;
        let request = CreateRequest { object_id: id, owner, data_size, metadata_size, ..CreateRequest::default() };
        self.ask_to_create(id, &Request::Create(request), metadata)
    }

    /// Asks again for room that there was none of.
    pub fn create_again(&self, id: ObjectId, request_id: u64, metadata: &[u8]) -> Result<Created, ClientError> {
        self.ask_to_create(id, &Request::CreateRetry { object_id: id, request_id }, metadata)
    }

    fn ask_to_create(&self, id: ObjectId, request: &Request, metadata: &[u8]) -> Result<Created, ClientError> {
        let created = self.lock().guarded(|connection| {
            let Reply::Create { outcome, .. } = connection.ask(request)? else { return Err(unexpected("Create")) };
            if let CreateOutcome::Created { segment, .. } = outcome {
                connection.take_segments(&[segment])?;
            }
            Ok(match outcome {
                CreateOutcome::Created { spec, .. } => {
                    let object = connection.object(self, id, &spec, true)?;
                    let written = object.write_metadata(metadata);
                    // The pin ends with the connection: giving it back would wait for the lock that is held here.
                    written.inspect_err(|_| object.forget()).map_err(io::Error::other)?;
                    Ok(Created::Object(object))
                }
                CreateOutcome::Retry { request_id } => Ok(Created::AskAgain(request_id)),
                CreateOutcome::Failed(error) => Err(error),
            })
        })?;
        created.map_err(|error| match error {
            PlasmaError::ObjectExists => ClientError::Exists,
            PlasmaError::OutOfMemory => ClientError::Full,
            PlasmaError::OutOfDisk => ClientError::DiskFull,
            other => ClientError::Store(other),
        })
    }

    /// The object is whole. It stays pinned until it is released.
    pub fn seal(&self, object: &Object) -> Result<(), ClientError> {
        object.close_for_writing();
        let error =
            self.lock().guarded(|connection| match connection.ask(&Request::Seal { object_id: object.id })? {
                Reply::Seal { error, .. } => Ok(error),
                _ => Err(unexpected("Seal")),
            })?;
        if error == PlasmaError::Ok { Ok(()) } else { Err(ClientError::Store(error)) }
    }

    /// What of these is in the store now, pinned, in the order asked for.
    pub fn get(&self, ids: Vec<ObjectId>) -> Result<Vec<Option<Object>>, ClientError> {
        self.lock().guarded(|connection| {
            let wanted = ids.len();
            let reply = connection.ask(&Request::Get { object_ids: ids, timeout_ms: 0 })?;
            let Reply::Get { object_ids, specs, segments } = reply else { return Err(unexpected("Get")) };
            if specs.len() != wanted {
                return Err(io::Error::other(format!("{} answers to a Get of {wanted} objects", specs.len())));
            }
            connection.take_segments(&segments)?;
            let mut objects: Vec<Option<Object>> = Vec::with_capacity(wanted);
            for (id, spec) in object_ids.iter().zip(&specs) {
                objects.push(match *spec == ObjectSpec::MISSING {
                    true => None,
                    false => {
                        let object = connection.object(self, *id, spec, false);
                        // As above: these pins end with the connection.
                        Some(object.inspect_err(|_| objects.iter().flatten().for_each(Object::forget))?)
                    }
                });
            }
            Ok(objects)
        })
    }

    /// Takes back an object that was created and not sealed.
    pub fn abort(&self, object: &Object) {
        object.close_for_writing();
        object.forget();
        let request = Request::Abort { object_id: object.id };
        let _ = self.lock().guarded(|connection| match connection.ask(&request)? {
            Reply::Abort { .. } => Ok(()),
            _ => Err(unexpected("Abort")),
        });
    }

    /// Only a fallback file can leave, so only its release is answered.
    pub(crate) fn release(&self, object_id: ObjectId, fallback: Option<i64>) {
        let request = Request::Release { object_id, may_unmap: fallback.is_some() };
        // A store that has gone holds no pins.
        let _ = self.lock().guarded(|connection| {
            let Some(unique_fd_id) = fallback else { return connection.send(&request) };
            let Reply::Release { should_unmap, .. } = connection.ask(&request)? else {
                return Err(unexpected("Release"));
            };
            if should_unmap {
                connection.segments.remove(&unique_fd_id);
            }
            Ok(())
        });
    }

    /// Ends the connection, and with it all pins.
    pub fn close(&self) {
        self.lock().lose(&io::Error::other("it was closed"));
    }
}

struct Connection {
    stream: UnixStream,
    builder: Builder,
    body: Vec<u8>,
    /// By unique_fd_id. Fallback files leave when the store says so.
    segments: HashMap<i64, Arc<Segment>>,
    /// Why nothing can be asked any more.
    lost: Option<String>,
}

impl Connection {
    /// An error of `step` leaves the stream at an unknown place, so it ends the connection.
    fn guarded<T>(&mut self, step: impl FnOnce(&mut Self) -> io::Result<T>) -> Result<T, ClientError> {
        if let Some(reason) = &self.lost {
            return Err(ClientError::Lost(reason.clone()));
        }
        step(self).map_err(|error| self.lose(&error))
    }

    fn lose(&mut self, error: &io::Error) -> ClientError {
        let reason = match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                format!("no answer within {} s", ANSWER_WITHIN.as_secs())
            }
            _ => error.to_string(),
        };
        let _ = self.stream.shutdown(std::net::Shutdown::Both);
        self.segments.clear();
        ClientError::Lost(self.lost.get_or_insert(reason).clone())
    }

    fn object(&self, client: &Client, id: ObjectId, spec: &ObjectSpec, is_writable: bool) -> io::Result<Object> {
        let unknown = || io::Error::other(format!("object {id} is in a segment that was never sent"));
        let segment = self.segments.get(&spec.unique_fd_id).ok_or_else(unknown)?;
        let outside = || io::Error::other(format!("object {id} is said to lie outside its segment"));
        Object::new(id, spec, segment, is_writable, client).ok_or_else(outside)
    }

    /// One fd follows the reply for each segment that this connection has not been given before.
    fn take_segments(&mut self, segments: &[SegmentRef]) -> io::Result<()> {
        for segment in segments {
            if !self.segments.contains_key(&segment.unique_fd_id) {
                let file = receive_fd(&self.stream)?;
                self.segments.insert(segment.unique_fd_id, Arc::new(Segment::new(file, segment.mmap_size)?));
            }
        }
        Ok(())
    }

    fn send(&mut self, request: &Request) -> io::Result<()> {
        request.encode(&mut self.builder);
        self.stream.write_all(self.builder.bytes())
    }

    /// Reads exactly one reply: a byte more, and the fd behind it would be lost.
    fn ask(&mut self, request: &Request) -> io::Result<Reply> {
        self.send(request)?;
        let mut header = [0; HEADER_LEN];
        self.stream.read_exact(&mut header)?;
        let header = Header::parse(&header).map_err(io::Error::other)?;
        let header = header.ok_or_else(|| io::Error::other("a header of 24 bytes is not whole"))?;
        self.body.resize(header.body_len, 0);
        self.stream.read_exact(&mut self.body)?;
        Reply::decode(header.message_type, &self.body).map_err(io::Error::other)
    }
}

fn unexpected(request: &str) -> io::Error {
    io::Error::other(format!("the answer to {request} is another one"))
}

/// One byte with one fd, received apart from any reply (Ray 2.60.0).
fn receive_fd(stream: &UnixStream) -> io::Result<OwnedFd> {
    let mut byte = [0];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(4))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut bytes = [IoSliceMut::new(&mut byte)];
    // With a time limit the kernel does not go on by itself after a signal, or a stop.
    let got =
        rustix::io::retry_on_intr(|| rustix::net::recvmsg(stream, &mut bytes, &mut control, RecvFlags::CMSG_CLOEXEC))?;
    if got.bytes != 1 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let fd = control.drain().find_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut fds) => fds.next(),
        _ => None,
    });
    fd.ok_or_else(|| io::Error::other("the store sent no file with the byte that carries it"))
}
