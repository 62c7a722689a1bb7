//! Bidirectional streams, the client's and the server's end: commands in, events out, both ends of life told once.

use std::convert::Infallible;
use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use h2::SendStream;
use h2::client::ResponseFuture;
use http::HeaderMap;
use tokio::sync::{Notify, mpsc};

use crate::client::check_head;
use crate::clock::sleep;
use crate::connection::InUse;
use crate::frame::{Budget, MessageReader, frame};
use crate::limits;
use crate::status::{Code, Status};

/// What happens on a stream, told on the transport's thread, in order.
pub trait StreamSink: Send + Sync + 'static {
    /// The peer's initial metadata.
    fn opened(&self, metadata: &HeaderMap);
    fn message(&self, body: &[u8]);
    /// Once, last; the code is `Ok` for an orderly end.
    fn ended(&self, status: Status);
    /// The receiver is behind: reading pauses while this holds.
    fn is_full(&self) -> bool;
}

enum Command {
    Message(Bytes),
    End,
}

/// What both ends of a stream share.
#[derive(Default)]
struct Shared {
    /// Bytes queued and not yet given to HTTP/2.
    backlog: AtomicUsize,
    /// Why our side ended the stream, once it has.
    stopped: Mutex<Option<Status>>,
    stop: Notify,
}

impl Shared {
    fn stop(&self, status: Status) {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(status);
        self.stop.notify_one();
    }

    async fn stopped(&self) -> Status {
        self.stop.notified().await;
        let status = self.stopped.lock().unwrap_or_else(PoisonError::into_inner).clone();
        status.unwrap_or_else(|| Status::new(Code::Cancelled, "the stream was cancelled"))
    }
}

/// The receiving end of a `StreamHandle`, for `run`.
pub struct Commands {
    receiver: mpsc::UnboundedReceiver<Command>,
    shared: Arc<Shared>,
}

/// The sending end of a stream; all methods are void once it has ended. Dropping it cancels the stream.
pub struct StreamHandle {
    sender: mpsc::UnboundedSender<Command>,
    shared: Arc<Shared>,
}

pub fn commands() -> (StreamHandle, Commands) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let shared = Arc::<Shared>::default();
    (StreamHandle { sender, shared: shared.clone() }, Commands { receiver, shared })
}

impl StreamHandle {
    /// Queues a message. One that is too large, or a peer that reads no more, ends the stream RESOURCE_EXHAUSTED.
    pub fn send(&self, body: &[u8]) {
        let message = match frame(body) {
            Ok(message) => message,
            Err(status) => return self.shared.stop(status),
        };
        let backlog = self.shared.backlog.fetch_add(message.len(), Ordering::Relaxed) + message.len();
        if backlog > limits::MAX_STREAM_BACKLOG {
            let text = format!("{backlog} bytes wait for a peer that does not read");
            return self.shared.stop(Status::new(Code::ResourceExhausted, text));
        }
        // A closed receiver means that the stream has ended: void, as promised.
        let _ = self.sender.send(Command::Message(message));
    }

    /// No more messages from us.
    pub fn end(&self) {
        let _ = self.sender.send(Command::End);
    }

    /// Ends the stream both ways.
    pub fn cancel(&self) {
        self.shared.stop(Status::new(Code::Cancelled, "the stream was cancelled"));
    }
}

impl Drop for StreamHandle {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// Drives a stream to its end and returns the peer's status; our own failures are errors.
pub async fn run(
    response: ResponseFuture,
    send: SendStream<Bytes>,
    _in_use: InUse,
    commands: Commands,
    budget: Arc<Budget>,
    sink: &impl StreamSink,
) -> Result<Status, Status> {
    let Commands { receiver, shared } = commands;
    tokio::select! {
        status = receive(response, budget, sink) => status,
        never = transmit_and_end(send, receiver, &shared) => match never {},
        status = shared.stopped() => Err(status),
    }
}

async fn receive(response: ResponseFuture, budget: Arc<Budget>, sink: &impl StreamSink) -> Result<Status, Status> {
    let response = response.await.map_err(|error| Status::from_h2(&error, "the stream was not opened"))?;
    if let Some(status) = check_head(&response)? {
        return Ok(status);
    }
    sink.opened(response.headers());
    let mut reader = MessageReader::new(response.into_body(), budget);
    while let Some(message) = reader.next().await? {
        sink.message(&message);
        while sink.is_full() {
            sleep(limits::RECEIVER_PAUSE).await;
        }
    }
    let trailers = reader.trailers().await?;
    Status::from_headers(&trailers).ok_or_else(|| Status::new(Code::Internal, "the stream ended without a status"))
}

/// It never returns: how the stream ends, `receive` learns.
async fn transmit_and_end(
    mut send: SendStream<Bytes>,
    mut commands: mpsc::UnboundedReceiver<Command>,
    shared: &Shared,
) -> Infallible {
    if transmit(&mut send, &mut commands, shared).await {
        // `end` was asked for (or the handle is gone, which `stopped` reports): an error means it has ended already.
        let _ = send.send_data(Bytes::new(), true);
    }
    std::future::pending().await
}

/// Sends what is queued as the peer's window allows, until `end`. False when the stream broke.
async fn transmit(
    send: &mut SendStream<Bytes>,
    commands: &mut mpsc::UnboundedReceiver<Command>,
    shared: &Shared,
) -> bool {
    while let Some(Command::Message(mut message)) = commands.recv().await {
        let len = message.len();
        while !message.is_empty() {
            send.reserve_capacity(message.len());
            let window = match send.capacity() {
                0 => poll_fn(|context| send.poll_capacity(context)).await,
                window => Some(Ok(window)),
            };
            let Some(Ok(window)) = window else { return false };
            let part = message.split_to(window.min(message.len()));
            if send.send_data(part, false).is_err() {
                return false;
            }
        }
        shared.backlog.fetch_sub(len, Ordering::Relaxed);
    }
    true
}

/// The server's end of a stream: hands over what comes and sends what is queued, until either side ends it.
/// Returns the status to end it with; `None` when the peer is gone.
pub async fn serve(
    mut reader: MessageReader,
    send: &mut SendStream<Bytes>,
    commands: Commands,
    mut deliver: impl FnMut(&[u8]),
    is_full: impl Fn() -> bool,
) -> Option<Status> {
    let Commands { mut receiver, shared } = commands;
    let receive = async {
        loop {
            match reader.next().await {
                Ok(Some(message)) => deliver(&message),
                // The peer has said all it had to say: with that a stream of ours is over.
                Ok(None) => return Some(Status::new(Code::Ok, "")),
                Err(status) if matches!(status.code, Code::Unavailable | Code::Cancelled) => return None,
                Err(status) => return Some(status),
            }
            while is_full() {
                sleep(limits::RECEIVER_PAUSE).await;
            }
        }
    };
    tokio::select! {
        status = receive => status,
        whole = transmit(send, &mut receiver, &shared) => whole.then(|| Status::new(Code::Ok, "")),
        status = shared.stopped() => Some(status),
    }
}
