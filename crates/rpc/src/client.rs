//! The client: one channel per address, made on first use, shared by all calls, remade after a loss.
//!
//! Failing fast is the point of the error paths: a refused connection answers every call that waited for it, a lost
//! one every call that was on it, and `disconnect` all calls to a peer that is known to be dead. A call is sent a
//! second time only where the peer surely has not seen it (refused stream, connection closed before the request).

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use h2::client::{ResponseFuture, SendRequest};
use h2::{RecvStream, SendStream};
use http::header::{HeaderName, HeaderValue};
use http::{HeaderMap, Method, Request, Uri, Version};
use tokio::sync::watch;

use crate::clock::timeout;
use crate::connection::{Connection, InUse};
use crate::frame::{Budget, MessageReader, frame};
use crate::runtime::{Home, Thread, home, spawn};
use crate::status::{Code, Status};
use crate::stream::{self, StreamHandle, StreamSink};

/// Channels kept before unused ones are looked for and dropped.
const PRUNE_ABOVE: usize = 1024;

#[derive(Default)]
pub struct ClientOptions {
    /// Sent as `authorization: Bearer <token>` with everything.
    pub auth_token: Option<String>,
    pub thread: Thread,
}

pub struct CallRequest<'a> {
    /// "host:port"
    pub address: &'a str,
    /// "/package.Service/Method"
    pub path: &'a str,
    /// Names and values of request headers.
    pub metadata: Vec<(String, String)>,
}

/// A call that has not been sent yet.
pub type PreparedCall = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Cheap to clone.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    home: &'static Home,
}

struct Inner {
    channels: Mutex<HashMap<String, Arc<Channel>>>,
    authorization: Option<HeaderValue>,
    budget: Arc<Budget>,
}

impl Client {
    /// Fails when the transport's thread cannot start, or the token has bytes that a header cannot carry.
    pub fn new(options: ClientOptions) -> std::io::Result<Self> {
        let authorization = match options.auth_token {
            Some(token) => Some(HeaderValue::from_str(&format!("Bearer {token}")).map_err(std::io::Error::other)?),
            None => None,
        };
        let inner = Inner { channels: Mutex::default(), authorization, budget: Arc::default() };
        Ok(Self { inner: Arc::new(inner), home: home(options.thread)? })
    }

    /// Sends `body` and gives the reply's bytes, or the status, to `done` on the transport's thread.
    pub fn call(
        &self,
        request: CallRequest<'_>,
        body: &[u8],
        limit: Option<Duration>,
        done: impl FnOnce(Result<Bytes, Status>) + Send + 'static,
    ) {
        self.home.spawn(self.prepare(request, body, limit, done));
    }

    /// Sends calls made by `prepare` together: the transport's thread wakes once, one write carries them.
    pub fn send_many(&self, calls: Vec<PreparedCall>) {
        self.home.spawn(async move {
            for call in calls {
                spawn(call);
            }
        });
    }

    /// As `call`, to be sent by `send_many`.
    pub fn prepare(
        &self,
        request: CallRequest<'_>,
        body: &[u8],
        limit: Option<Duration>,
        done: impl FnOnce(Result<Bytes, Status>) + Send + 'static,
    ) -> PreparedCall {
        let channel = self.channel(request.address);
        let head = self.head(&request, limit);
        let body = frame(body);
        let budget = self.inner.budget.clone();
        Box::pin(async move {
            let work = async {
                let (head, body) = (head?, body?);
                channel.unary(head, body, budget).await
            };
            let result = channel.guarded(limited(limit, work)).await;
            done(result);
        })
    }

    /// A call for code that runs on this client's thread; `body` has its gRPC header already (`frame_header`).
    pub async fn unary(&self, request: CallRequest<'_>, body: Bytes, limit: Duration) -> Result<Bytes, Status> {
        let channel = self.channel(request.address);
        let head = self.head(&request, Some(limit))?;
        let work = channel.unary(head, body, self.inner.budget.clone());
        channel.guarded(limited(Some(limit), work)).await
    }

    /// Opens a bidirectional stream; all that happens on it is told to `sink` on the transport's thread.
    pub fn open_stream(&self, request: CallRequest<'_>, sink: impl StreamSink) -> StreamHandle {
        let channel = self.channel(request.address);
        let head = self.head(&request, None);
        let budget = self.inner.budget.clone();
        let (handle, commands) = stream::commands();
        self.home.spawn(async move {
            let work = async {
                let (response, send, in_use) = channel.start(head?).await?;
                stream::run(response, send, in_use, commands, budget, &sink).await
            };
            let end = channel.guarded(work).await.unwrap_or_else(|status| status);
            sink.ended(end);
        });
        handle
    }

    /// Drops the channel: its calls and streams fail UNAVAILABLE now, a later call connects anew.
    pub fn disconnect(&self, address: &str) {
        let channel = self.inner.channels().remove(address);
        if let Some(channel) = channel {
            channel.close();
        }
    }

    /// Drops all channels.
    pub fn close(&self) {
        let channels = std::mem::take(&mut *self.inner.channels());
        channels.into_values().for_each(|channel| channel.close());
    }

    /// Live connections.
    pub fn connections(&self) -> usize {
        self.inner.channels().values().filter(|channel| channel.is_connected()).count()
    }

    fn channel(&self, address: &str) -> Arc<Channel> {
        let mut channels = self.inner.channels();
        if let Some(channel) = channels.get(address) {
            return channel.clone();
        }
        if channels.len() >= PRUNE_ABOVE {
            channels.retain(|_, channel| Arc::strong_count(channel) > 1 || channel.is_connected());
        }
        let channel = Arc::new(Channel::new(address));
        channels.insert(address.to_string(), channel.clone());
        channel
    }

    fn head(&self, request: &CallRequest<'_>, limit: Option<Duration>) -> Result<Request<()>, Status> {
        let invalid = |what: &str| Status::new(Code::Internal, format!("{what} cannot be sent: bad characters"));
        let uri = Uri::builder()
            .scheme("http")
            .authority(request.address)
            .path_and_query(request.path)
            .build()
            .map_err(|_| invalid(&format!("address {} with path {}", request.address, request.path)))?;
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert("te", HeaderValue::from_static("trailers"));
        headers.insert("content-type", HeaderValue::from_static("application/grpc"));
        headers.insert("user-agent", HeaderValue::from_static(concat!("narcine/", env!("CARGO_PKG_VERSION"))));
        if let Some(value) = &self.inner.authorization {
            headers.insert("authorization", value.clone());
        }
        if let Some(limit) = limit {
            // At most eight digits, so long limits go in seconds.
            let millis = limit.as_millis();
            let text = if millis < 100_000_000 { format!("{millis}m") } else { format!("{}S", limit.as_secs()) };
            headers.insert("grpc-timeout", HeaderValue::from_str(&text).map_err(|_| invalid("the timeout"))?);
        }
        for (name, value) in &request.metadata {
            let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid(&format!("metadata {name}")))?;
            let value = HeaderValue::from_str(value).map_err(|_| invalid(&format!("metadata {name}")))?;
            headers.append(header, value);
        }
        let mut head = Request::new(());
        *head.method_mut() = Method::POST;
        *head.version_mut() = Version::HTTP_2;
        *head.uri_mut() = uri;
        *head.headers_mut() = headers;
        Ok(head)
    }
}

impl Inner {
    fn channels(&self) -> MutexGuard<'_, HashMap<String, Arc<Channel>>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn limited<T>(limit: Option<Duration>, work: impl Future<Output = Result<T, Status>>) -> Result<T, Status> {
    let Some(limit) = limit else { return work.await };
    let late = || Status::new(Code::DeadlineExceeded, format!("no answer within {limit:?}"));
    timeout(limit, work).await.unwrap_or_else(|_| Err(late()))
}

/// The way to one address. Connecting is exclusive: who waits for the lock gets the result of the attempt it waited for.
struct Channel {
    address: String,
    slot: tokio::sync::Mutex<Slot>,
    /// Ends whatever is under way when the channel is dropped by `disconnect`.
    closed: watch::Sender<bool>,
    attempts: AtomicU64,
    /// The current connection, also kept outside the async lock for `close` and statistics.
    current: Mutex<Option<Arc<Connection>>>,
}

#[derive(Default)]
struct Slot {
    /// Number and failure of the last attempt, when it failed.
    failure: Option<(u64, Status)>,
}

impl Channel {
    fn new(address: &str) -> Self {
        Self {
            address: address.to_string(),
            slot: tokio::sync::Mutex::default(),
            closed: watch::Sender::new(false),
            attempts: AtomicU64::new(0),
            current: Mutex::new(None),
        }
    }

    fn current(&self) -> MutexGuard<'_, Option<Arc<Connection>>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_connected(&self) -> bool {
        self.current().as_ref().is_some_and(|connection| connection.is_usable())
    }

    fn close(&self) {
        self.closed.send_replace(true);
        if let Some(connection) = self.current().take() {
            connection.abort();
        }
    }

    /// Runs `work` until `close`.
    async fn guarded<T>(&self, work: impl Future<Output = Result<T, Status>>) -> Result<T, Status> {
        let mut closed = self.closed.subscribe();
        tokio::select! {
            result = work => result,
            _ = closed.wait_for(|&closed| closed) => {
                Err(Status::new(Code::Unavailable, format!("{} was disconnected", self.address)))
            }
        }
    }

    async fn connection(&self) -> Result<Arc<Connection>, Status> {
        if let Some(connection) = self.current().as_ref().filter(|connection| connection.is_usable()) {
            return Ok(connection.clone());
        }
        let seen = self.attempts.load(Ordering::Relaxed);
        let mut slot = self.slot.lock().await;
        if let Some(connection) = self.current().as_ref().filter(|connection| connection.is_usable()) {
            return Ok(connection.clone());
        }
        if let Some((_, status)) = slot.failure.as_ref().filter(|(attempt, _)| *attempt > seen) {
            return Err(status.clone());
        }
        let attempt = self.attempts.fetch_add(1, Ordering::Relaxed) + 1;
        match Connection::open(&self.address).await {
            Ok(connection) => {
                let connection = Arc::new(connection);
                slot.failure = None;
                *self.current() = Some(connection.clone());
                if *self.closed.borrow() {
                    connection.abort();
                }
                Ok(connection)
            }
            Err(status) => {
                slot.failure = Some((attempt, status.clone()));
                Err(status)
            }
        }
    }

    /// Sends the request's head, on a fresh connection when the old one turns out to be closed.
    async fn start(&self, head: Request<()>) -> Result<(ResponseFuture, SendStream<Bytes>, InUse), Status> {
        let mut retried = false;
        loop {
            let connection = self.connection().await?;
            let (send, in_use) = connection.request();
            match begin(send, clone_head(&head)).await {
                Ok((response, body)) => return Ok((response, body, in_use)),
                Err(_) if !retried => {
                    retried = true;
                    self.discard(&connection);
                }
                Err(error) => return Err(Status::from_h2(&error, &self.address)),
            }
        }
    }

    /// Takes new calls off a connection; those on it go on.
    fn discard(&self, connection: &Arc<Connection>) {
        let mut current = self.current();
        if current.as_ref().is_some_and(|held| Arc::ptr_eq(held, connection)) {
            *current = None;
        }
    }

    async fn unary(&self, head: Request<()>, body: Bytes, budget: Arc<Budget>) -> Result<Bytes, Status> {
        let mut retried = false;
        loop {
            let (response, mut send, _in_use) = self.start(clone_head(&head)).await?;
            let sent = send.send_data(body.clone(), true);
            match response.await {
                Ok(response) => return read_unary(response, budget).await,
                Err(error) if !retried && never_processed(&error) => retried = true,
                Err(error) => {
                    // An answer may explain why sending failed, so sending's own error comes last.
                    let error = sent.err().filter(|_| error.is_io()).unwrap_or(error);
                    return Err(Status::from_h2(&error, &self.address));
                }
            }
        }
    }
}

async fn begin(send: SendRequest<Bytes>, head: Request<()>) -> Result<(ResponseFuture, SendStream<Bytes>), h2::Error> {
    send.ready().await?.send_request(head, false)
}

fn clone_head(head: &Request<()>) -> Request<()> {
    let mut copy = Request::new(());
    *copy.method_mut() = head.method().clone();
    *copy.version_mut() = head.version();
    *copy.uri_mut() = head.uri().clone();
    *copy.headers_mut() = head.headers().clone();
    copy
}

/// The peer said that it has not looked at the request (RFC 9113, 8.7).
fn never_processed(error: &h2::Error) -> bool {
    error.is_remote()
        && (error.reason() == Some(h2::Reason::REFUSED_STREAM)
            || error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR))
}

/// Checks the head of an answer. `Some` = the status of an answer that has no body.
pub fn check_head(response: &http::Response<RecvStream>) -> Result<Option<Status>, Status> {
    if response.status() != http::StatusCode::OK {
        return Err(Status::from_http(response.status()));
    }
    if let Some(status) = Status::from_headers(response.headers()) {
        return Ok(Some(status));
    }
    let grpc = response.headers().get("content-type").is_some_and(|t| t.as_bytes().starts_with(b"application/grpc"));
    if grpc { Ok(None) } else { Err(Status::new(Code::Unknown, "the peer's answer is not application/grpc")) }
}

async fn read_unary(response: http::Response<RecvStream>, budget: Arc<Budget>) -> Result<Bytes, Status> {
    let without_reply = || Status::new(Code::Internal, "the peer answered OK without a message");
    if let Some(status) = check_head(&response)? {
        return Err(if status.code == Code::Ok { without_reply() } else { status });
    }
    let mut reader = MessageReader::new(response.into_body(), budget);
    let message = reader.next().await?;
    if message.is_some() && reader.next().await?.is_some() {
        return Err(Status::new(Code::Internal, "the peer answered a unary call with several messages"));
    }
    let status = Status::from_headers(&reader.trailers().await?);
    match status {
        Some(Status { code: Code::Ok, .. }) => message.ok_or_else(without_reply),
        Some(status) => Err(status),
        None => Err(Status::new(Code::Internal, "the peer's answer ended without a status")),
    }
}
