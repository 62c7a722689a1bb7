//! The 24-byte header in front of every message of the plasma socket (and of the raylet's own socket), Ray 2.60.0:
//! cookie, message type and body length, each a little-endian int64.

pub const HEADER_LEN: usize = 24;
/// `ray_cookie` of Ray 2.60.0.
pub const COOKIE: i64 = 0x5241_5900_0000_0000;
/// The longest body taken: a Get of a million ids takes 40 MB.
pub const MAX_BODY_BYTES: u64 = 64 << 20;

/// Message numbers of plasma.fbs in Ray 2.60.0.
pub mod message_type {
    pub const DISCONNECT_CLIENT: i64 = 0;
    pub const CREATE_REQUEST: i64 = 1;
    pub const CREATE_RETRY_REQUEST: i64 = 2;
    pub const CREATE_REPLY: i64 = 3;
    pub const ABORT_REQUEST: i64 = 4;
    pub const ABORT_REPLY: i64 = 5;
    pub const SEAL_REQUEST: i64 = 6;
    pub const SEAL_REPLY: i64 = 7;
    pub const GET_REQUEST: i64 = 8;
    pub const GET_REPLY: i64 = 9;
    pub const RELEASE_REQUEST: i64 = 10;
    pub const RELEASE_REPLY: i64 = 11;
    pub const DELETE_REQUEST: i64 = 12;
    pub const DELETE_REPLY: i64 = 13;
    pub const CONTAINS_REQUEST: i64 = 14;
    pub const CONTAINS_REPLY: i64 = 15;
    pub const CONNECT_REQUEST: i64 = 16;
    pub const CONNECT_REPLY: i64 = 17;
    pub const GET_DEBUG_STRING_REQUEST: i64 = 18;
    pub const GET_DEBUG_STRING_REPLY: i64 = 19;
}

/// A header that cannot begin a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    #[error("cookie {0:#018x} is not Ray's: the peer speaks another protocol or another version")]
    WrongCookie(i64),
    #[error("body length {0} is outside 0..={MAX_BODY_BYTES}")]
    BadLength(i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    pub message_type: i64,
    pub body_len: usize,
}

impl Header {
    /// The header at the front of `bytes`, or `None` while fewer than 24 bytes are there. A wrong cookie is told as
    /// soon as its 8 bytes are in, so a peer of another protocol never makes us wait.
    pub fn parse(bytes: &[u8]) -> Result<Option<Self>, FrameError> {
        let word = |at: usize| -> Option<i64> { bytes.get(at..at + 8)?.try_into().ok().map(i64::from_le_bytes) };
        let Some(cookie) = word(0) else { return Ok(None) };
        if cookie != COOKIE {
            return Err(FrameError::WrongCookie(cookie));
        }
        let (Some(message_type), Some(length)) = (word(8), word(16)) else { return Ok(None) };
        match u64::try_from(length) {
            Ok(len) if len <= MAX_BODY_BYTES => Ok(Some(Self { message_type, body_len: len as usize })),
            _ => Err(FrameError::BadLength(length)),
        }
    }

    pub fn bytes(message_type: i64, body_len: usize) -> [u8; HEADER_LEN] {
        let mut out = [0; HEADER_LEN];
        out[..8].copy_from_slice(&COOKIE.to_le_bytes());
        out[8..16].copy_from_slice(&message_type.to_le_bytes());
        out[16..].copy_from_slice(&(body_len as u64).to_le_bytes());
        out
    }
}
