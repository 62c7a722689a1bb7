//! gRPC statuses: the error type of this crate, and its form in HTTP/2 headers and trailers.

use http::{HeaderMap, HeaderValue, StatusCode};

/// gRPC status codes (grpc/doc/statuscodes.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Code {
    Ok = 0,
    Cancelled = 1,
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    OutOfRange = 11,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    DataLoss = 15,
    Unauthenticated = 16,
}

impl From<u32> for Code {
    /// Unknown numbers are `Unknown`, as gRPC asks.
    fn from(number: u32) -> Self {
        use Code::*;
        const ALL: [Code; 17] = [
            Ok,
            Cancelled,
            Unknown,
            InvalidArgument,
            DeadlineExceeded,
            NotFound,
            AlreadyExists,
            PermissionDenied,
            ResourceExhausted,
            FailedPrecondition,
            Aborted,
            OutOfRange,
            Unimplemented,
            Internal,
            Unavailable,
            DataLoss,
            Unauthenticated,
        ];
        usize::try_from(number).ok().and_then(|index| ALL.get(index).copied()).unwrap_or(Unknown)
    }
}

/// A gRPC status that is not OK (save where a stream's end says so).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code:?}: {message}")]
pub struct Status {
    pub code: Code,
    pub message: String,
    /// `grpc-status-details-bin`, decoded: where Ray puts the text of its own errors.
    pub details: Vec<u8>,
}

impl Status {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: Vec::new() }
    }

    pub fn ok() -> Self {
        Self::new(Code::Ok, "")
    }

    /// What an HTTP/2 failure means to a gRPC caller (grpc/doc/PROTOCOL-HTTP2.md, "Errors").
    pub fn from_h2(error: &h2::Error, what: &str) -> Self {
        let code = match error.reason() {
            _ if error.is_io() || error.is_go_away() => Code::Unavailable,
            Some(h2::Reason::REFUSED_STREAM) => Code::Unavailable,
            Some(h2::Reason::CANCEL) => Code::Cancelled,
            Some(h2::Reason::ENHANCE_YOUR_CALM) => Code::ResourceExhausted,
            Some(h2::Reason::INADEQUATE_SECURITY) => Code::PermissionDenied,
            Some(_) => Code::Internal,
            // Errors of use: sending on a stream that has ended meanwhile.
            None => Code::Unavailable,
        };
        Self::new(code, format!("{what}: {error}"))
    }

    /// The status in trailers (or in the headers of an answer without body); `None` without `grpc-status`.
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let number = headers.get("grpc-status")?.to_str().ok().and_then(|text| text.parse::<u32>().ok());
        let message = headers.get("grpc-message").map_or_else(String::new, |text| percent_decode(text.as_bytes()));
        let details = headers.get("grpc-status-details-bin").and_then(|text| base64_decode(text.as_bytes()));
        Some(Self { code: Code::from(number.unwrap_or(2)), message, details: details.unwrap_or_default() })
    }

    /// What an answer that is not gRPC at all means (grpc/doc/http-grpc-status-mapping.md).
    pub fn from_http(status: StatusCode) -> Self {
        let code = match status.as_u16() {
            400 => Code::Internal,
            401 => Code::Unauthenticated,
            403 => Code::PermissionDenied,
            404 => Code::Unimplemented,
            429 | 502 | 503 | 504 => Code::Unavailable,
            _ => Code::Unknown,
        };
        Self::new(code, format!("the peer answered HTTP {status}, not gRPC"))
    }

    pub fn write_to(&self, headers: &mut HeaderMap) {
        headers.insert("grpc-status", HeaderValue::from(self.code as u16));
        if !self.message.is_empty()
            && let Ok(value) = HeaderValue::from_str(&percent_encode(&self.message))
        {
            headers.insert("grpc-message", value);
        }
        if !self.details.is_empty()
            && let Ok(value) = HeaderValue::from_str(&base64_encode(&self.details))
        {
            headers.insert("grpc-status-details-bin", value);
        }
    }
}

/// Longest status message sent, in bytes: headers beyond a peer's limit would cost it the whole call.
const MAX_MESSAGE_BYTES: usize = 4 << 10;

/// grpc-message: printable ASCII save '%' stays, every other byte is %XX.
fn percent_encode(text: &str) -> String {
    let mut cut = text.len().min(MAX_MESSAGE_BYTES);
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    let mut out = String::with_capacity(cut);
    for byte in text[..cut].bytes() {
        if matches!(byte, b' '..=b'~') && byte != b'%' {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Broken escapes stay as they are, broken UTF-8 becomes replacement characters: the message must never hide a status.
fn percent_decode(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        let pair = match (byte, tail) {
            (b'%', [high, low, ..]) => hex_digit(*high).zip(hex_digit(*low)),
            _ => None,
        };
        match pair {
            Some((high, low)) => {
                out.push(high << 4 | low);
                rest = &tail[2..];
            }
            None => {
                out.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 without padding, which gRPC prefers for binary metadata.
fn base64_encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().enumerate().fold(0u32, |group, (i, &byte)| group | u32::from(byte) << (16 - 8 * i));
        for i in 0..=chunk.len() {
            out.push(char::from(BASE64[(group >> (18 - 6 * i) & 63) as usize]));
        }
    }
    out
}

/// Accepts padding and none; `None` for anything that is not base64.
fn base64_decode(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text);
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    for chunk in text.chunks(4) {
        if chunk.len() == 1 {
            return None;
        }
        let mut group = 0u32;
        for (i, &byte) in chunk.iter().enumerate() {
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                _ => return None,
            };
            group |= u32::from(value) << (18 - 6 * i);
        }
        out.extend_from_slice(&group.to_be_bytes()[1..chunk.len()]);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn status_survives_headers(code in 0u32..17, message in ".{0,200}", details in prop::collection::vec(any::<u8>(), 0..100)) {
            let status = Status { code: Code::from(code), message, details };
            let mut headers = HeaderMap::new();
            status.write_to(&mut headers);
            prop_assert_eq!(Status::from_headers(&headers), Some(status));
        }

        #[test]
        fn foreign_headers_never_panic(message in prop::collection::vec(any::<u8>(), 0..50), details in prop::collection::vec(any::<u8>(), 0..50)) {
            percent_decode(&message);
            base64_decode(&details);
        }
    }

    #[test]
    fn known_forms() {
        assert_eq!(percent_encode("a%\n\u{e9}"), "a%25%0A%C3%A9");
        assert_eq!(base64_encode(b"Invalid"), "SW52YWxpZA");
        assert_eq!(base64_decode(b"SW52YWxpZA=="), Some(b"Invalid".to_vec()));
        assert_eq!(Code::from(99), Code::Unknown);
    }

    #[test]
    fn long_messages_are_cut_at_a_character() {
        let text = "\u{e9}".repeat(MAX_MESSAGE_BYTES);
        assert_eq!(percent_decode(percent_encode(&text).as_bytes()).len(), MAX_MESSAGE_BYTES);
    }
}
