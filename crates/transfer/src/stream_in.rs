//! The receiving end of the stream (stream.rs): bytes go from the socket to their place in the arena with one copy, by the
//! same books as chunks that come in Push calls (incoming.rs), so both ways mix.

use std::future::Future;
use std::io;
use std::os::fd::AsFd;
use std::pin::Pin;
use std::sync::Arc;

use narcine_rpc::limits::HANDSHAKE_TIMEOUT;
use narcine_rpc::{OtherProtocol, same_bytes};
use rustix::net::sockopt;
use tokio::io::Interest;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::incoming::{Claim, Shared, Use};
use crate::stream::KEEPALIVE;
use crate::stream_wire::{HEAD, HELLO_FIXED, Head, MAGIC, Verdict, answer, read_hello};
use crate::wire::PushChunk;

/// Heads, small objects, what is dropped and what goes to a file pass through a buffer of this size.
const BUFFER: usize = 64 << 10;
/// Between two of these the other connections of the thread get their turn.
const PIECE: u64 = 1 << 20;

/// What comes on one connection: an error is its end, in words where that is the peer's fault.
enum Ended {
    Gone,
    Breach(String),
}

impl From<io::Error> for Ended {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// Takes what other nodes of ours send.
pub(crate) struct StreamDoor {
    pub shared: Arc<Shared>,
    pub token: Option<String>,
}

impl OtherProtocol for StreamDoor {
    fn first_byte(&self) -> u8 {
        MAGIC[0]
    }

    fn run(&self, tcp: TcpStream) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>> {
        let (shared, token) = (self.shared.clone(), self.token.clone().unwrap_or_default());
        Box::pin(async move {
            // A sender whose host is gone says nothing; failure only means that its connection stays open.
            let _ = sockopt::set_socket_keepalive(&tcp, true);
            let _ = sockopt::set_tcp_keepidle(&tcp, KEEPALIVE);
            let _ = sockopt::set_tcp_keepintvl(&tcp, KEEPALIVE / 2);
            let mut connection = Connection { shared, input: Input::new(tcp), answered: None };
            match connection.run(token.as_bytes()).await {
                Err(Ended::Breach(text)) => Err(text),
                Ok(()) | Err(Ended::Gone) => Ok(()),
            }
        })
    }
}

struct Connection {
    shared: Arc<Shared>,
    input: Input,
    /// The push that has had its answer: what still comes of it is dropped.
    answered: Option<u32>,
}

impl Connection {
    async fn run(&mut self, token: &[u8]) -> Result<(), Ended> {
        let greeted = timeout(HANDSHAKE_TIMEOUT, self.greet(token)).await;
        greeted.unwrap_or_else(|_| Err(Ended::Breach("no hello came".to_string())))?;
        loop {
            let bytes = *self.input.exactly::<HEAD>().await?;
            let head = Head::read(&bytes).ok_or_else(|| Ended::Breach("no head of a chunk came".to_string()))?;
            self.chunk(&head).await?;
        }
    }

    async fn greet(&mut self, token: &[u8]) -> Result<(), Ended> {
        let no_hello = || Ended::Breach("its bytes are neither HTTP/2 nor a stream".to_string());
        let len = read_hello(self.input.exactly::<HELLO_FIXED>().await?).ok_or_else(no_hello)?;
        if !same_bytes(self.input.bytes(len).await?, token) {
            return Err(Ended::Breach("its authentication token is wrong".to_string()));
        }
        Ok(())
    }

    async fn chunk(&mut self, head: &Head) -> Result<(), Ended> {
        let Head { push, is_last, chunk } = head;
        if self.answered == Some(*push) {
            return self.input.skip(chunk.len).await;
        }
        let verdict = match self.shared.check(chunk) {
            Ok(Use::Missing(claim, range)) => {
                if self.data(chunk, claim, range.start).await? {
                    self.shared.finish(chunk, claim);
                }
                None
            }
            Ok(Use::Superfluous) => self.skip(chunk.len, None).await?,
            Ok(Use::NobodyWantsIt) => self.skip(chunk.len, Some(Verdict::Unwanted)).await?,
            Err(status) => self.skip(chunk.len, Some(Verdict::Bad(status.to_string()))).await?,
        };
        if let Some(verdict) = verdict.or_else(|| is_last.then_some(Verdict::Done)) {
            self.answered = Some(*push);
            self.input.write(&answer(*push, &verdict)).await?;
        }
        Ok(())
    }

    async fn skip(&mut self, len: u64, verdict: Option<Verdict>) -> Result<Option<Verdict>, Ended> {
        self.input.skip(len).await?;
        Ok(verdict)
    }

    /// Reads the data of a chunk to its place; false when nobody needs it any more.
    async fn data(&mut self, chunk: &PushChunk, claim: Claim, start: u64) -> Result<bool, Ended> {
        let mut at = 0;
        let mut since_pause = 0;
        while at < chunk.len {
            let left = chunk.len - at;
            let taken = self.input.buffered(left).len();
            let (taken, is_wanted) = if taken == 0 {
                self.receive(chunk, claim, start + at, left.min(PIECE)).await?
            } else {
                let buffered = self.input.buffered(left);
                let is_wanted = self.shared.write(chunk, claim, |object| object.write_at(start + at, buffered));
                self.input.consume(taken);
                (taken, is_wanted)
            };
            at += taken as u64;
            since_pause += taken as u64;
            if !is_wanted {
                self.input.skip(chunk.len - at).await?;
                return Ok(false);
            }
            if since_pause >= PIECE {
                since_pause = 0;
                tokio::task::yield_now().await;
            }
        }
        Ok(true)
    }

    /// Waits for bytes and has them written to their place, or into the buffer where there is no direct way: how many were
    /// written, and whether they are wanted.
    async fn receive(
        &mut self,
        chunk: &PushChunk,
        claim: Claim,
        position: u64,
        len: u64,
    ) -> Result<(usize, bool), Ended> {
        let tcp = &self.input.tcp;
        tcp.readable().await?;
        let mut received = None;
        let is_wanted = self.shared.write(chunk, claim, |object| {
            let mut is_direct = true;
            let tried = tcp.try_io(Interest::READABLE, || {
                let received = object.receive_from(tcp.as_fd(), position, len as usize);
                is_direct = received.is_some();
                received.unwrap_or(Ok(0))
            });
            if is_direct {
                let size = object.data_size + object.metadata_size;
                if tried.as_ref().is_ok_and(|count| position + *count as u64 == size) {
                    object.forget(0, size);
                }
                received = Some(tried);
            }
            Ok(())
        });
        match received {
            Some(Ok(0)) => Err(Ended::Gone),
            Some(Ok(count)) => Ok((count, is_wanted)),
            Some(Err(error)) if error.kind() == io::ErrorKind::WouldBlock => Ok((0, is_wanted)),
            Some(Err(error)) => Err(error.into()),
            None => {
                if is_wanted {
                    self.input.fill().await?;
                }
                Ok((0, is_wanted))
            }
        }
    }
}

/// A socket and what was read of it ahead.
struct Input {
    tcp: TcpStream,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
}

impl Input {
    fn new(tcp: TcpStream) -> Self {
        Self { tcp, buffer: vec![0; BUFFER].into_boxed_slice(), start: 0, end: 0 }
    }

    /// What has been read ahead, `most` bytes at most.
    fn buffered(&self, most: u64) -> &[u8] {
        let len = (self.end - self.start).min(usize::try_from(most).unwrap_or(usize::MAX));
        &self.buffer[self.start..self.start + len]
    }

    fn consume(&mut self, len: usize) {
        self.start += len;
    }

    /// Reads once, at least a byte.
    async fn fill(&mut self) -> Result<(), Ended> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        } else if self.end == self.buffer.len() {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        loop {
            self.tcp.readable().await?;
            match self.tcp.try_read(&mut self.buffer[self.end..]) {
                Ok(0) => return Err(Ended::Gone),
                Ok(count) => {
                    self.end += count;
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The next `len` bytes, which fit into the buffer.
    async fn bytes(&mut self, len: usize) -> Result<&[u8], Ended> {
        while self.end - self.start < len {
            self.fill().await?;
        }
        let start = self.start;
        self.consume(len);
        Ok(&self.buffer[start..start + len])
    }

    async fn exactly<const N: usize>(&mut self) -> Result<&[u8; N], Ended> {
        self.bytes(N).await?.try_into().map_err(|_| Ended::Gone)
    }

    /// Drops the next `len` bytes.
    async fn skip(&mut self, mut len: u64) -> Result<(), Ended> {
        loop {
            let buffered = self.buffered(len).len();
            self.consume(buffered);
            len -= buffered as u64;
            if len == 0 {
                return Ok(());
            }
            self.fill().await?;
        }
    }

    async fn write(&self, mut bytes: &[u8]) -> Result<(), Ended> {
        while !bytes.is_empty() {
            self.tcp.writable().await?;
            match self.tcp.try_write(bytes) {
                Ok(count) => bytes = &bytes[count..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}
