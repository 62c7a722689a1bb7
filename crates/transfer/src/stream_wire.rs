//! What the stream between two of our nodes carries (stream.rs), all numbers little endian:
//!
//! | from whom | what | bytes |
//! |---|---|---|
//! | sender, once | hello | `MAGIC`, u16 length and bytes of the cluster's token |
//! | sender, for each chunk | head | u32 push, u8 is it the push's last, 28 object id, u64 chunk index, u64 size of the object with its metadata, u64 size of the metadata, u64 length |
//! | | data | so many bytes |
//! | receiver, once a push | answer | u32 push, u8 verdict, u16 length and bytes of a text |

use plasma_wire::ObjectId;

use crate::wire::PushChunk;

/// Its first byte is what tells a stream from HTTP/2.
pub const MAGIC: [u8; 16] = *b"narcine-stream-1";
pub const MAX_TOKEN: usize = 4 << 10;
pub const HELLO_FIXED: usize = MAGIC.len() + 2;
pub const HEAD: usize = 4 + 1 + 28 + 4 * 8;
pub const ANSWER_FIXED: usize = 4 + 1 + 2;
const MAX_TEXT: usize = 1 << 10;

/// None: the token is longer than any.
pub fn hello(token: &[u8]) -> Option<Vec<u8>> {
    let len = u16::try_from(token.len()).ok().filter(|len| usize::from(*len) <= MAX_TOKEN)?;
    Some([&MAGIC[..], &len.to_le_bytes(), token].concat())
}

/// The length of the token that follows; None: it is no hello.
pub fn read_hello(bytes: &[u8; HELLO_FIXED]) -> Option<usize> {
    let len = bytes.strip_prefix(&MAGIC)?;
    Some(usize::from(u16::from_le_bytes(len.try_into().ok()?))).filter(|len| *len <= MAX_TOKEN)
}

/// What comes before the data of a chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Names the push on its connection.
    pub push: u32,
    /// After this chunk the sender waits for the answer.
    pub is_last: bool,
    pub chunk: PushChunk,
}

impl Head {
    pub fn write(&self) -> [u8; HEAD] {
        let mut out = [0; HEAD];
        let PushChunk { object_id, chunk_index, data_size, metadata_size, len } = &self.chunk;
        let (push, rest) = out.split_at_mut(4);
        push.copy_from_slice(&self.push.to_le_bytes());
        rest[0] = u8::from(self.is_last);
        rest[1..29].copy_from_slice(object_id.as_bytes());
        for (place, number) in rest[29..].chunks_exact_mut(8).zip([chunk_index, data_size, metadata_size, len]) {
            place.copy_from_slice(&number.to_le_bytes());
        }
        out
    }

    /// None: no sender of ours writes this.
    pub fn read(bytes: &[u8; HEAD]) -> Option<Self> {
        let (push, rest) = bytes.split_first_chunk::<4>()?;
        let (is_last, rest) = rest.split_first()?;
        let (id, numbers) = rest.split_first_chunk::<28>()?;
        let mut numbers = numbers.chunks_exact(8).filter_map(|bytes| Some(u64::from_le_bytes(bytes.try_into().ok()?)));
        let chunk = PushChunk {
            object_id: ObjectId(*id),
            chunk_index: numbers.next()?,
            data_size: numbers.next()?,
            metadata_size: numbers.next()?,
            len: numbers.next()?,
        };
        // An empty chunk would be one of an empty object, which nobody can pull.
        let is_sane = *is_last <= 1 && chunk.len > 0 && chunk.len <= chunk.data_size;
        is_sane.then_some(Self { push: u32::from_le_bytes(*push), is_last: *is_last == 1, chunk })
    }
}

/// What the receiver says of a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All chunks came, or had come before.
    Done,
    /// Nobody waits for the object (any more).
    Unwanted,
    /// What is wrong.
    Bad(String),
}

pub fn answer(push: u32, verdict: &Verdict) -> Vec<u8> {
    let (kind, text) = match verdict {
        Verdict::Done => (0, &b""[..]),
        Verdict::Unwanted => (1, &b""[..]),
        Verdict::Bad(text) => (2, text.as_bytes()),
    };
    let text = &text[..text.len().min(MAX_TEXT)];
    [&push.to_le_bytes()[..], &[kind], &(text.len() as u16).to_le_bytes(), text].concat()
}

/// The push, the verdict as far as it stands here, and the length of the text that belongs to it; None: it is no answer.
pub fn read_answer(bytes: &[u8; ANSWER_FIXED]) -> Option<(u32, Verdict, usize)> {
    let (push, rest) = bytes.split_first_chunk::<4>()?;
    let (kind, len) = rest.split_first()?;
    let len = usize::from(u16::from_le_bytes(len.try_into().ok()?));
    let verdict = match kind {
        0 => Verdict::Done,
        1 => Verdict::Unwanted,
        2 => Verdict::Bad(String::new()),
        _ => return None,
    };
    (len <= MAX_TEXT).then_some((u32::from_le_bytes(*push), verdict, len))
}

/// The verdict with the text that came after it.
pub fn answer_text(verdict: Verdict, text: &[u8]) -> Verdict {
    match verdict {
        Verdict::Bad(_) => Verdict::Bad(String::from_utf8_lossy(text).into_owned()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(push in any::<u32>(), is_last in any::<bool>(), id in any::<[u8; 28]>(), numbers in any::<[u64; 4]>()) {
            let [chunk_index, data_size, metadata_size, len] = numbers;
            let chunk = PushChunk { object_id: ObjectId(id), chunk_index, data_size, metadata_size, len };
            let head = Head { push, is_last, chunk };
            let is_sane = len > 0 && len <= data_size;
            prop_assert_eq!(Head::read(&head.write()), is_sane.then_some(head));
        }

        #[test]
        fn any_head_is_refused_or_means_what_it_says(bytes in prop::collection::vec(any::<u8>(), HEAD)) {
            let bytes: [u8; HEAD] = bytes.try_into().unwrap();
            if let Some(head) = Head::read(&bytes) {
                prop_assert!(head.chunk.len > 0 && head.chunk.len <= head.chunk.data_size);
                prop_assert_eq!(head.write(), bytes);
            }
        }

        #[test]
        fn answers_are_read(push in any::<u32>(), text in ".{0,2000}", kind in 0..3) {
            let verdict = [Verdict::Done, Verdict::Unwanted, Verdict::Bad(text)][kind as usize].clone();
            let written = answer(push, &verdict);
            let (read_push, read, len) = read_answer(&written[..ANSWER_FIXED].try_into().unwrap()).unwrap();
            prop_assert_eq!((read_push, std::mem::discriminant(&read)), (push, std::mem::discriminant(&verdict)));
            prop_assert_eq!(ANSWER_FIXED + len, written.len());
        }

        #[test]
        fn any_answer_is_bounded(bytes in any::<[u8; ANSWER_FIXED]>()) {
            prop_assert!(read_answer(&bytes).is_none_or(|(_, _, len)| len <= MAX_TEXT));
        }

        #[test]
        fn hellos_are_read(token in prop::collection::vec(any::<u8>(), 0..5000)) {
            let Some(written) = hello(&token) else {
                prop_assert!(token.len() > MAX_TOKEN);
                return Ok(());
            };
            let fixed: [u8; HELLO_FIXED] = written[..HELLO_FIXED].try_into().unwrap();
            prop_assert_eq!(read_hello(&fixed), Some(token.len()));
            for at in 0..MAGIC.len() {
                let mut other = fixed;
                other[at] ^= 1;
                prop_assert_eq!(read_hello(&other), None);
            }
        }
    }
}
