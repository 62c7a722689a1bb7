//! One client's socket: whole frames out of what comes in, and replies (with their fd messages) out, in order.

use std::collections::VecDeque;
use std::io::{IoSlice, Read};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use plasma_wire::{FrameError, HEADER_LEN, Header};
use rustix::io::Errno;
use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags};

use crate::segment::Segment;

const READ_BYTES: usize = 64 << 10;
/// A client that does not read its replies is not read from either while this much waits for it.
const MAX_WAITING_BYTES: usize = 4 << 20;

enum Item {
    Bytes {
        bytes: Vec<u8>,
        sent: usize,
    },
    /// One payload byte with the fd: the client reads replies with plain read(), where an fd would be lost.
    Fd(Arc<Segment>),
}

pub struct Connection {
    stream: UnixStream,
    pub pid: i32,
    input: Vec<u8>,
    /// Bytes of `input` that hold received data.
    filled: usize,
    output: VecDeque<Item>,
    output_bytes: usize,
}

/// What a read gave.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    Data,
    Nothing,
    Closed,
}

impl Connection {
    pub fn new(stream: UnixStream) -> Self {
        let pid = rustix::net::sockopt::socket_peercred(&stream).map_or(0, |cred| cred.pid.as_raw_nonzero().get());
        Self { stream, pid, input: Vec::new(), filled: 0, output: VecDeque::new(), output_bytes: 0 }
    }

    pub fn fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }

    /// Whether requests of this client are to be read now.
    pub fn wants_read(&self) -> bool {
        self.output_bytes < MAX_WAITING_BYTES
    }

    pub fn wants_write(&self) -> bool {
        !self.output.is_empty()
    }

    /// One read from the socket.
    pub fn receive(&mut self) -> Received {
        if self.input.len() < self.filled + READ_BYTES / 2 {
            // Doubling costs each byte of a long body once; a short one never gets here.
            self.input.resize((self.filled * 2).max(READ_BYTES), 0);
        }
        loop {
            match (&self.stream).read(&mut self.input[self.filled..]) {
                Ok(0) => return Received::Closed,
                Ok(read) => {
                    self.filled += read;
                    return Received::Data;
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => return Received::Nothing,
                Err(_) => return Received::Closed,
            }
        }
    }

    /// Gives each whole frame to `each` and keeps the rest. An error of either ends the connection.
    pub fn frames<E: From<FrameError>>(&mut self, mut each: impl FnMut(i64, &[u8]) -> Result<(), E>) -> Result<(), E> {
        let mut at = 0;
        let result = loop {
            let rest = &self.input[at..self.filled];
            let header = match Header::parse(rest) {
                Ok(Some(header)) => header,
                Ok(None) => break Ok(()),
                Err(error) => break Err(error.into()),
            };
            let Some(body) = rest.get(HEADER_LEN..HEADER_LEN + header.body_len) else { break Ok(()) };
            if let Err(error) = each(header.message_type, body) {
                break Err(error);
            }
            at += HEADER_LEN + header.body_len;
        };
        self.input.copy_within(at..self.filled, 0);
        self.filled -= at;
        if self.filled == 0 && self.input.len() > 16 * READ_BYTES {
            self.input = Vec::new();
        }
        result
    }

    /// Sends a reply and its fds, or as much as the socket takes now. False: the client is gone.
    pub fn send(&mut self, bytes: &[u8], segments: Vec<Arc<Segment>>) -> bool {
        let mut sent = 0;
        if self.output.is_empty() {
            match self.send_now(bytes) {
                Ok(count) => sent = count,
                Err(Errno::AGAIN) => {}
                Err(_) => return false,
            }
        }
        if sent < bytes.len() {
            self.output_bytes += bytes.len() - sent;
            self.output.push_back(Item::Bytes { bytes: bytes[sent..].to_vec(), sent: 0 });
        }
        self.output.extend(segments.into_iter().map(Item::Fd));
        self.output.is_empty() || self.flush()
    }

    /// Sends what waits. False: the client is gone.
    pub fn flush(&mut self) -> bool {
        while let Some(item) = self.output.pop_front() {
            match item {
                Item::Bytes { bytes, sent } => match self.send_now(&bytes[sent..]) {
                    Ok(count) => {
                        self.output_bytes -= count;
                        if sent + count < bytes.len() {
                            self.output.push_front(Item::Bytes { bytes, sent: sent + count });
                        }
                    }
                    Err(Errno::AGAIN) => {
                        self.output.push_front(Item::Bytes { bytes, sent });
                        return true;
                    }
                    Err(_) => return false,
                },
                Item::Fd(segment) => match self.send_fd(&segment) {
                    Ok(_) => {}
                    // Too many fds under way: the client has to take some first.
                    Err(Errno::AGAIN | Errno::TOOMANYREFS) => {
                        self.output.push_front(Item::Fd(segment));
                        return true;
                    }
                    Err(_) => return false,
                },
            }
        }
        true
    }

    fn send_now(&self, bytes: &[u8]) -> Result<usize, Errno> {
        loop {
            match rustix::net::send(&self.stream, bytes, SendFlags::NOSIGNAL | SendFlags::DONTWAIT) {
                Err(Errno::INTR) => {}
                other => return other,
            }
        }
    }

    fn send_fd(&self, segment: &Segment) -> Result<usize, Errno> {
        let fds = [segment.fd()];
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        control.push(SendAncillaryMessage::ScmRights(&fds));
        let flags = SendFlags::NOSIGNAL | SendFlags::DONTWAIT;
        rustix::net::sendmsg(&self.stream, &[IoSlice::new(&[0])], &mut control, flags)
    }
}
