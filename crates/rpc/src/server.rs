//! The server's handle, and the table of the calls that others must answer (`serving` runs connections and calls).
//!
//! A call is authenticated before a byte of its body is read, then answered here (health, pins, constant replies) or
//! handed to the `CallSink` under an id and kept until `reply` or `fail` comes, for hours if need be. A caller that
//! goes away takes its id out of the table and is reported: whichever of answer and cancellation takes the id out
//! first wins, so every call ends exactly once.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

use bytes::Bytes;
use http::HeaderMap;
use http::header::{HeaderName, HeaderValue};
use plasma_core::LocalObjects;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{oneshot, watch};

use crate::clock::sleep;
use crate::frame::{Budget, frame};
use crate::limits;
use crate::runtime::{Home, Thread, home};
use crate::serving::accept;
use crate::status::{Code, Status};
use crate::stream::StreamHandle;
use crate::turned_away::{Limiters, TurnedAway, tell_count};

/// Names an open call; 1..2^31, reused only after the call has ended.
pub type CallId = u32;
const MAX_CALL_ID: CallId = i32::MAX as CallId;

/// Who answers calls. All methods run on the transport's thread and must return at once.
pub trait CallSink: Send + Sync + 'static {
    /// A call of the path registered with `handler`, to be ended by `Server::reply` or `Server::fail`.
    fn call(&self, id: CallId, handler: u32, peer: &str, body: &[u8]);
    /// A call of a path that `register_told` names with `handler`: it is answered already.
    fn told(&self, handler: u32, peer: &str, body: &[u8]);
    /// The caller is gone: the id is void.
    fn cancelled(&self, id: CallId);
    /// A stream of the path registered with `handler` is open: ids of streams and calls are told apart by their use.
    fn stream_opened(&self, id: CallId, handler: u32, peer: &str, metadata: &HeaderMap);
    fn stream_message(&self, id: CallId, body: &[u8]);
    /// Once, last: by the peer, its loss, or `end_stream`.
    fn stream_ended(&self, id: CallId);
    /// A connection was ended because it broke the protocol.
    fn bad_connection(&self, peer: &str, reason: &str);
    /// A call was answered with an error before anybody looked at its message.
    fn refused_call(&self, peer: &str, path: &str, reason: &str);
    /// So many more were turned away since the last report of the kind, and not reported one by one.
    fn more_turned_away(&self, what: TurnedAway, count: u64);
    /// The server has stopped: nothing follows.
    fn closed(&self);
    /// The receiver is behind: calls are held back while this holds.
    fn is_full(&self) -> bool;
}

pub struct ServerOptions {
    /// An address of this machine, or a name that resolves to one.
    pub host: String,
    /// 0 = chosen by the kernel.
    pub port: u16,
    pub auth_token: Option<String>,
    /// Calls that name another cluster in `ray_cluster_id` are refused; those that name none are not.
    pub cluster_id: Option<String>,
    pub health_services: Vec<String>,
    pub local_objects: Option<Arc<dyn LocalObjects>>,
    pub thread: Thread,
}

/// Answers the calls of one path on the transport's thread, without the sink, from their messages as they arrive. All
/// other calls of the thread wait meanwhile.
pub trait Direct: Send + Sync + 'static {
    /// A call has begun. Dropped without `end` when its caller goes away or breaks the protocol.
    fn begin(&self) -> Box<dyn DirectCall>;
}

/// One call of a `Direct` path.
pub trait DirectCall: Send {
    /// The next bytes of the encoded request.
    fn piece(&mut self, bytes: &[u8]) -> Result<(), Status>;
    /// Whether it takes more bytes, or its end, now. Until then the caller's bytes stay where they are; asked every
    /// `limits::DIRECT_PAUSE`.
    fn is_ready(&mut self) -> Result<bool, Status> {
        Ok(true)
    }
    /// The request was complete: the encoded reply.
    fn end(self: Box<Self>) -> Result<Vec<u8>, Status>;
}

/// A protocol beside HTTP/2 on the same port, told by the first byte of a connection. Not there where connections are TLS.
pub trait OtherProtocol: Send + Sync + 'static {
    /// Not `P`, with which HTTP/2 begins.
    fn first_byte(&self) -> u8;
    /// Runs a connection, nothing of which has been read, to its end; an error is the peer's breach, in words. Dropped when
    /// the server closes.
    fn run(&self, tcp: TcpStream) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServerStats {
    pub connections: usize,
    pub open_calls: usize,
    pub calls: u64,
    pub bad_connections: u64,
    pub refused_calls: u64,
}

/// A bound server. Dropping it does not close it.
pub struct Server {
    shared: Arc<Shared>,
    /// Taken by `serve`.
    listener: Mutex<Option<TcpListener>>,
    address: SocketAddr,
    home: &'static Home,
}

#[derive(Clone, Default)]
pub(crate) struct Route {
    pub handler: Option<u32>,
    /// Framed.
    pub constant: Option<Bytes>,
    /// Who is told of calls that get the constant reply.
    pub told: Option<u32>,
    pub stream: Option<StreamRoute>,
    pub direct: Option<Arc<dyn Direct>>,
}

/// A path of bidirectional streams.
#[derive(Clone)]
pub(crate) struct StreamRoute {
    pub handler: u32,
    /// Initial metadata that its callers get.
    pub metadata: HeaderMap,
}

/// What the handle, the connections and the calls share.
pub(crate) struct Shared {
    pub sink: Box<dyn CallSink>,
    pub auth_token: Option<String>,
    pub cluster_id: Option<String>,
    pub local_objects: Option<Arc<dyn LocalObjects>>,
    pub health_services: HashSet<String>,
    pub routes: RwLock<HashMap<String, Route>>,
    pub other: OnceLock<Arc<dyn OtherProtocol>>,
    pub open: Mutex<OpenCalls>,
    pub streams: Mutex<OpenStreams>,
    pub budget: Arc<Budget>,
    pub closing: watch::Sender<bool>,
    pub connections: AtomicUsize,
    /// Tasks of calls, open or about to end.
    pub active: AtomicUsize,
    pub calls: AtomicU64,
    pub bad_connections: AtomicU64,
    pub refused_calls: AtomicU64,
    pub limiters: Limiters,
}

#[derive(Default)]
pub(crate) struct OpenCalls {
    last_id: CallId,
    answers: HashMap<CallId, oneshot::Sender<Result<Bytes, Status>>>,
}

#[derive(Default)]
pub(crate) struct OpenStreams {
    last_id: CallId,
    handles: HashMap<CallId, StreamHandle>,
}

impl Shared {
    pub fn enter_stream(&self, handle: StreamHandle) -> CallId {
        let mut streams = lock(&self.streams);
        loop {
            streams.last_id = if streams.last_id == MAX_CALL_ID { 1 } else { streams.last_id + 1 };
            let id = streams.last_id;
            if let Entry::Vacant(entry) = streams.handles.entry(id) {
                entry.insert(handle);
                return id;
            }
        }
    }

    pub fn leave_stream(&self, id: CallId) {
        lock(&self.streams).handles.remove(&id);
    }

    /// Enters a call that the sink will answer.
    pub fn enter(&self) -> (CallId, oneshot::Receiver<Result<Bytes, Status>>) {
        let (sender, receiver) = oneshot::channel();
        let mut open = lock(&self.open);
        loop {
            open.last_id = if open.last_id == MAX_CALL_ID { 1 } else { open.last_id + 1 };
            let id = open.last_id;
            if let Entry::Vacant(entry) = open.answers.entry(id) {
                entry.insert(sender);
                return (id, receiver);
            }
        }
    }

    /// Takes a call out of the table; the one who gets it ends the call.
    pub fn leave(&self, id: CallId) -> Option<oneshot::Sender<Result<Bytes, Status>>> {
        lock(&self.open).answers.remove(&id)
    }

    pub fn route(&self, path: &str) -> Route {
        self.routes.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned().unwrap_or_default()
    }
}

impl Server {
    /// Binds and listens; connections wait in the kernel until `serve`.
    pub fn bind(options: ServerOptions, sink: impl CallSink) -> io::Result<Self> {
        let home = home(options.thread)?;
        let wanted = resolve(&options.host, options.port)?;
        let listener = {
            let _inside = home.enter();
            let socket = if wanted.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
            socket.set_reuseaddr(true)?;
            socket.bind(wanted).map_err(|error| io::Error::new(error.kind(), format!("bind {wanted}: {error}")))?;
            socket.listen(4096)?
        };
        let address = listener.local_addr()?;
        let shared = Shared {
            sink: Box::new(sink),
            auth_token: options.auth_token,
            cluster_id: options.cluster_id,
            local_objects: options.local_objects,
            health_services: options.health_services.into_iter().collect(),
            routes: RwLock::default(),
            other: OnceLock::new(),
            open: Mutex::default(),
            streams: Mutex::default(),
            budget: Arc::default(),
            closing: watch::Sender::new(false),
            connections: AtomicUsize::new(0),
            active: AtomicUsize::new(0),
            calls: AtomicU64::new(0),
            bad_connections: AtomicU64::new(0),
            refused_calls: AtomicU64::new(0),
            limiters: Limiters::default(),
        };
        Ok(Self { shared: Arc::new(shared), listener: Mutex::new(Some(listener)), address, home })
    }

    /// Starts to accept. Once; void afterwards.
    pub fn serve(&self) -> io::Result<()> {
        if let Some(listener) = lock(&self.listener).take() {
            self.home.spawn(accept(self.shared.clone(), listener));
        }
        Ok(())
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Calls of `path` go to the sink with this number.
    pub fn register(&self, path: &str, handler: u32) {
        self.change_route(path, |route| route.handler = Some(handler));
    }

    /// Calls of `path` are answered with `body` at once and then told to the sink with this number. For news whose
    /// senders only want to know that it has come: they do not wait for the receiver, nor it for the transport.
    pub fn register_told(&self, path: &str, handler: u32, body: &[u8]) -> Result<(), Status> {
        let constant = Some(frame(body)?);
        self.change_route(path, |route| *route = Route { constant, told: Some(handler), ..Route::default() });
        Ok(())
    }

    /// `path` is one of bidirectional streams. `metadata`, names and values, opens our side of each.
    pub fn register_stream(&self, path: &str, handler: u32, metadata: &[(String, String)]) -> Result<(), Status> {
        let mut headers = HeaderMap::with_capacity(metadata.len());
        for (name, value) in metadata {
            let bad = || Status::new(Code::InvalidArgument, format!("metadata {name} has bad characters"));
            let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad())?;
            headers.append(header, HeaderValue::from_str(value).map_err(|_| bad())?);
        }
        self.change_route(path, |route| route.stream = Some(StreamRoute { handler, metadata: headers }));
        Ok(())
    }

    /// Queues a message; void once the stream has ended.
    pub fn send_message(&self, id: CallId, body: &[u8]) {
        if let Some(handle) = lock(&self.shared.streams).handles.get(&id) {
            handle.send(body);
        }
    }

    /// Ends a stream in order, after what is queued.
    pub fn end_stream(&self, id: CallId) {
        if let Some(handle) = lock(&self.shared.streams).handles.get(&id) {
            handle.end();
        }
    }

    /// Calls of `path` are answered by `direct`.
    pub fn register_direct(&self, path: &str, direct: Arc<dyn Direct>) {
        self.change_route(path, |route| route.direct = Some(direct));
    }

    /// Connections that begin with its byte are `other`'s. The first one registered stays.
    pub fn register_other(&self, other: Arc<dyn OtherProtocol>) {
        let _ = self.shared.other.set(other);
    }

    /// Calls of `path` are answered with `body`; `None` takes that back.
    pub fn set_constant_reply(&self, path: &str, body: Option<&[u8]>) -> Result<(), Status> {
        let constant = body.map(frame).transpose()?;
        self.change_route(path, |route| route.constant = constant);
        Ok(())
    }

    /// Answers a call. False when it has ended already (the caller is gone).
    pub fn reply(&self, id: CallId, body: &[u8]) -> bool {
        self.end(id, frame(body))
    }

    /// Ends a call with a status. False when it has ended already.
    pub fn fail(&self, id: CallId, status: Status) -> bool {
        self.end(id, Err(status))
    }

    /// Ends many calls at once, with framed replies: the transport's thread wakes once, one write carries them.
    pub fn end_many(&self, answers: Vec<(CallId, Result<Bytes, Status>)>) {
        let shared = self.shared.clone();
        self.home.spawn(async move {
            for (id, answer) in answers {
                if let Some(waiter) = shared.leave(id) {
                    // An error means that the caller went away in this moment.
                    let _ = waiter.send(answer);
                }
            }
        });
    }

    pub fn stats(&self) -> ServerStats {
        ServerStats {
            connections: self.shared.connections.load(Ordering::Relaxed),
            open_calls: lock(&self.shared.open).answers.len(),
            calls: self.shared.calls.load(Ordering::Relaxed),
            bad_connections: self.shared.bad_connections.load(Ordering::Relaxed),
            refused_calls: self.shared.refused_calls.load(Ordering::Relaxed),
        }
    }

    /// Releases the port and ends all connections; answers given before get a moment to leave. Ends with `closed`.
    pub fn close(&self) {
        self.shared.closing.send_replace(true);
        let never_served = lock(&self.listener).take();
        let shared = self.shared.clone();
        let finish = async move {
            drop(never_served);
            // The calls of an ended connection still have their cancellations to report.
            let busy = || shared.connections.load(Ordering::Relaxed) + shared.active.load(Ordering::Relaxed) > 0;
            while busy() {
                sleep(limits::RECEIVER_PAUSE).await;
            }
            tell_count(&shared, TurnedAway::Connection);
            tell_count(&shared, TurnedAway::Call);
            shared.sink.closed();
        };
        self.home.spawn(finish);
    }

    fn end(&self, id: CallId, answer: Result<Bytes, Status>) -> bool {
        self.shared.leave(id).is_some_and(|waiter| waiter.send(answer).is_ok())
    }

    fn change_route(&self, path: &str, change: impl FnOnce(&mut Route)) {
        let mut routes = self.shared.routes.write().unwrap_or_else(PoisonError::into_inner);
        change(routes.entry(path.to_string()).or_default());
    }
}

fn resolve(host: &str, port: u16) -> io::Result<SocketAddr> {
    if let Ok(ip) = host.parse::<IpAddr>() {
        return Ok(SocketAddr::new(ip, port));
    }
    let mut found = (host, port).to_socket_addrs()?;
    found.next().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, format!("no address for {host}")))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Equality in a time that tells only the length: tokens must not be guessed byte by byte.
pub fn same_bytes(a: &[u8], b: &[u8]) -> bool {
    let differing = a.iter().zip(b).fold(0u8, |differing, (x, y)| std::hint::black_box(differing | (x ^ y)));
    a.len() == b.len() && differing == 0
}
