//! gRPC messages in HTTP/2 streams: one byte of compression flag, four of length, the message; any DATA frames.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::{Buf, BufMut, Bytes, BytesMut};
use h2::RecvStream;
use http::HeaderMap;

use crate::clock::sleep;
use crate::limits::{DIRECT_PAUSE, MAX_BODIES_BYTES, MAX_MESSAGE_BYTES};
use crate::server::DirectCall;
use crate::status::{Code, Status};

const HEADER_BYTES: usize = 5;
/// A message's buffer starts at most this large and grows with what really arrives: a length alone costs nothing.
const FIRST_BUFFER_BYTES: usize = 1 << 20;

/// `body` with its gRPC header.
pub fn frame(body: &[u8]) -> Result<Bytes, Status> {
    if body.len() > MAX_MESSAGE_BYTES {
        return Err(too_large(body.len()));
    }
    let mut framed = BytesMut::with_capacity(HEADER_BYTES + body.len());
    framed.put_u8(0);
    framed.put_u32(body.len() as u32);
    framed.extend_from_slice(body);
    Ok(framed.freeze())
}

/// The gRPC header of a message of `len` bytes, for one that is built in place.
pub fn frame_header(len: usize) -> Result<[u8; HEADER_BYTES], Status> {
    let length = u32::try_from(len).ok().filter(|_| len <= MAX_MESSAGE_BYTES).ok_or_else(|| too_large(len))?;
    let [a, b, c, d] = length.to_be_bytes();
    Ok([0, a, b, c, d])
}

fn too_large(len: usize) -> Status {
    Status::new(Code::ResourceExhausted, format!("a message of {len} bytes; the limit is {MAX_MESSAGE_BYTES}"))
}

/// Memory that half-read messages of all streams of a server share.
#[derive(Default)]
pub struct Budget(AtomicUsize);

/// Takes messages out of one stream and gives flow-control credit back as bytes arrive.
pub struct MessageReader {
    stream: RecvStream,
    /// Received and not yet part of a returned message.
    pending: Bytes,
    budget: Arc<Budget>,
    reserved: usize,
}

impl MessageReader {
    pub fn new(stream: RecvStream, budget: Arc<Budget>) -> Self {
        Self { stream, pending: Bytes::new(), budget, reserved: 0 }
    }

    /// The length of the next message, whose bytes are to be taken then; `None` when the peer has ended its side between
    /// messages.
    async fn begin(&mut self) -> Result<Option<usize>, Status> {
        self.release();
        while self.pending.len() < HEADER_BYTES {
            let Some(chunk) = self.chunk().await? else {
                let clean = self.pending.is_empty();
                return if clean { Ok(None) } else { Err(cut()) };
            };
            self.pending = join(std::mem::take(&mut self.pending), chunk);
        }
        let compressed = self.pending.get_u8();
        let len = self.pending.get_u32() as usize;
        if compressed != 0 {
            return Err(Status::new(Code::Unimplemented, "compressed messages are not supported"));
        }
        if len > MAX_MESSAGE_BYTES {
            return Err(too_large(len));
        }
        Ok(Some(len))
    }

    /// The next message; `None` as with `begin`.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Status> {
        let Some(len) = self.begin().await? else { return Ok(None) };
        if self.pending.len() >= len {
            return Ok(Some(self.pending.split_to(len)));
        }
        let mut message = BytesMut::with_capacity(len.min(FIRST_BUFFER_BYTES));
        message.extend_from_slice(&std::mem::take(&mut self.pending));
        while message.len() < len {
            let mut chunk = self.chunk().await?.ok_or_else(cut)?;
            let part = chunk.split_to(chunk.len().min(len - message.len()));
            message.extend_from_slice(&part);
            self.pending = chunk;
        }
        Ok(Some(message.freeze()))
    }

    /// The only message of the stream.
    pub async fn unary(&mut self) -> Result<Bytes, Status> {
        let message =
            self.next().await?.ok_or_else(|| Status::new(Code::Internal, "the call came without a message"))?;
        match self.next().await? {
            None => Ok(message),
            Some(_) => Err(Status::new(Code::Internal, "a unary call with more than one message")),
        }
    }

    /// Gives the only message of the stream to `call` piece by piece, as it arrives, so that nobody keeps all of it.
    pub async fn unary_pieces(&mut self, call: &mut dyn DirectCall) -> Result<(), Status> {
        let len = self.begin().await?.ok_or_else(|| Status::new(Code::Internal, "the call came without a message"))?;
        let mut left = len;
        loop {
            let piece = self.pending.split_to(self.pending.len().min(left));
            left -= piece.len();
            call.piece(&piece)?;
            drop(piece);
            self.release();
            while !call.is_ready()? {
                sleep(DIRECT_PAUSE).await;
            }
            if left == 0 {
                break;
            }
            self.pending = self.chunk().await?.ok_or_else(cut)?;
        }
        match self.next().await? {
            None => Ok(()),
            Some(_) => Err(Status::new(Code::Internal, "a unary call with more than one message")),
        }
    }

    pub async fn trailers(&mut self) -> Result<HeaderMap, Status> {
        let trailers = self.stream.trailers().await.map_err(|error| Status::from_h2(&error, "reading the status"))?;
        Ok(trailers.unwrap_or_default())
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>, Status> {
        let Some(chunk) = self.stream.data().await else { return Ok(None) };
        let chunk = chunk.map_err(|error| Status::from_h2(&error, "reading a message"))?;
        self.reserved += chunk.len();
        if self.budget.0.fetch_add(chunk.len(), Ordering::Relaxed) + chunk.len() > MAX_BODIES_BYTES {
            return Err(Status::new(Code::ResourceExhausted, "too many large messages are arriving at once"));
        }
        // An error means that the stream is over, which the next read reports.
        let _ = self.stream.flow_control().release_capacity(chunk.len());
        Ok(Some(chunk))
    }

    fn release(&mut self) {
        self.budget.0.fetch_sub(std::mem::take(&mut self.reserved), Ordering::Relaxed);
    }
}

impl Drop for MessageReader {
    fn drop(&mut self) {
        self.release();
    }
}

fn cut() -> Status {
    Status::new(Code::Internal, "the stream ended inside a message")
}

fn join(first: Bytes, second: Bytes) -> Bytes {
    if first.is_empty() {
        return second;
    }
    let mut both = BytesMut::with_capacity(first.len() + second.len());
    both.extend_from_slice(&first);
    both.extend_from_slice(&second);
    both.freeze()
}
