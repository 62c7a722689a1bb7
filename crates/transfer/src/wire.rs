//! PushRequest (Ray 2.60.0, object_manager.proto) and how an object is cut: chunk i of size c covers the bytes from i*c
//! on of its data followed by its metadata.

use std::ops::Range;

use bytes::{BufMut, Bytes, BytesMut};
use narcine_rpc::proto::{Fields, Malformed, Value, write_bytes, write_number, write_varint};
use narcine_rpc::{Status, frame_header};
use plasma_wire::ObjectId;

pub const PUSH: &str = "/ray.rpc.ObjectManagerService/Push";

/// The answer to a chunk of an object that nobody here waits for: a PushReply, which has no fields, with a field 1000 that
/// stock passes over (protobuf keeps unknown fields) and that tells a sender of ours to spare itself the rest.
pub const UNWANTED: [u8; 3] = [0xc0, 0x3e, 1];

/// How many chunks an object of `size` bytes has.
pub fn chunk_count(size: u64, chunk_size: u64) -> u64 {
    size.div_ceil(chunk_size)
}

/// The bytes of a chunk; None when the object has no such chunk.
pub fn chunk_range(index: u64, size: u64, chunk_size: u64) -> Option<Range<u64>> {
    let start = index.checked_mul(chunk_size).filter(|start| *start < size)?;
    Some(start..size.min(start.saturating_add(chunk_size)))
}

/// Bytes that a PushRequest may have before its data; ids and an address are some 200.
pub const MAX_HEAD: usize = 4 << 10;

/// What a receiver needs of a PushRequest. The rest - push_id 1, node_id 3, owner_address 4 - it knows or does not need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushChunk {
    pub object_id: ObjectId,
    pub chunk_index: u64,
    /// Of data and metadata together, in spite of its name on the wire.
    pub data_size: u64,
    pub metadata_size: u64,
    /// Bytes of data.
    pub len: u64,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadChunk {
    #[error(transparent)]
    Malformed(#[from] Malformed),
    #[error("an object id has 28 bytes, this one has {0}")]
    ObjectId(usize),
}

impl PushChunk {
    /// Reads a request as far as its data, which is the last field: the chunk, and where its data begins. `bytes` is what
    /// has come so far; None: too little, with `is_all` a request without data.
    pub fn read(bytes: &[u8], is_all: bool) -> Result<Option<(Self, usize)>, BadChunk> {
        let mut id: &[u8] = &[];
        let mut chunk = Self { object_id: ObjectId::default(), chunk_index: 0, data_size: 0, metadata_size: 0, len: 0 };
        let data = read_to_data(bytes, 8, is_all, |field, value| match (field, value) {
            (2, Value::Bytes(bytes)) => id = bytes,
            (5, Value::Varint(number)) => chunk.chunk_index = number,
            (6, Value::Varint(number)) => chunk.data_size = number,
            (7, Value::Varint(number)) => chunk.metadata_size = number,
            _ => {}
        })?;
        let Some((start, len)) = data else { return Ok(None) };
        chunk.len = len;
        chunk.object_id = ObjectId::from_slice(id).ok_or(BadChunk::ObjectId(id.len()))?;
        Ok(Some((chunk, start)))
    }
}

/// Reads a message as far as the field that has its data, whose number is less than 16 (protobuf writes fields by number):
/// where the data begins, and how many bytes it has. `bytes` is what has come so far; None: too little, with `is_all` a
/// message without data, which begins and ends behind it.
pub fn read_to_data<'a>(
    bytes: &'a [u8],
    data_field: u8,
    is_all: bool,
    mut other: impl FnMut(u32, Value<'a>),
) -> Result<Option<(usize, u64)>, Malformed> {
    let data_tag = data_field << 3 | 2;
    let mut fields = Fields::new(bytes);
    loop {
        let before = fields.position();
        match fields.next_field() {
            Ok(None) => return Ok(is_all.then_some((before, 0))),
            Ok(Some((field, Value::Bytes(data)))) if field == u32::from(data_field) => {
                return Ok(Some((fields.position() - data.len(), data.len() as u64)));
            }
            Ok(Some((field, value))) => other(field, value),
            // More than has come: of the data itself, or of anything before it.
            Err(error) => {
                let mut rest = Fields::new(bytes.get(before + 1..).unwrap_or_default());
                return match (bytes.get(before), rest.varint()) {
                    (Some(tag), Ok(len)) if *tag == data_tag && !is_all => {
                        Ok(Some((before + 1 + rest.position(), len)))
                    }
                    _ if is_all || bytes.len() >= MAX_HEAD => Err(error),
                    _ => Ok(None),
                };
            }
        }
    }
}

/// What all chunks of one push say.
#[derive(Debug, Clone)]
pub struct PushHead {
    pub push_id: [u8; 28],
    pub object_id: ObjectId,
    /// The sender.
    pub node_id: Vec<u8>,
    /// A serialized ray.rpc.Address.
    pub owner_address: Vec<u8>,
    pub data_size: u64,
    pub metadata_size: u64,
}

impl PushHead {
    /// A PushRequest behind its gRPC header, with its `len` bytes of data filled in by `fill`.
    pub fn frame<E: From<Status>>(
        &self,
        chunk_index: u64,
        len: usize,
        fill: impl FnOnce(&mut [u8]) -> Result<(), E>,
    ) -> Result<Bytes, E> {
        let mut head = Vec::with_capacity(256);
        write_bytes(&mut head, 1, &self.push_id);
        write_bytes(&mut head, 2, self.object_id.as_bytes());
        write_bytes(&mut head, 3, &self.node_id);
        write_bytes(&mut head, 4, &self.owner_address);
        write_number(&mut head, 5, chunk_index);
        write_number(&mut head, 6, self.data_size);
        write_number(&mut head, 7, self.metadata_size);
        write_varint(&mut head, 8 << 3 | 2);
        write_varint(&mut head, len as u64);
        let header = frame_header(head.len() + len)?;
        let mut out = BytesMut::with_capacity(header.len() + head.len() + len);
        out.put_slice(&header);
        out.put_slice(&head);
        let at = out.len();
        out.resize(at + len, 0);
        fill(&mut out[at..])?;
        Ok(out.freeze())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn chunks_cover_an_object_once(size in 1u64..10_000, chunk_size in 1u64..3_000) {
            let count = chunk_count(size, chunk_size);
            let mut next = 0;
            for index in 0..count {
                let range = chunk_range(index, size, chunk_size).unwrap();
                prop_assert_eq!(range.start, next);
                prop_assert!(!range.is_empty() && range.end - range.start <= chunk_size);
                next = range.end;
            }
            prop_assert_eq!(next, size);
            prop_assert_eq!(chunk_range(count, size, chunk_size), None);
            prop_assert_eq!(chunk_range(u64::MAX, size, chunk_size), None);
        }

        #[test]
        fn what_is_framed_is_read(data in prop::collection::vec(any::<u8>(), 0..200), index in any::<u32>(), size in any::<u64>(), metadata_size in any::<u64>()) {
            let object_id = ObjectId([7; 28]);
            let head = PushHead { push_id: [1; 28], object_id, node_id: vec![2; 28], owner_address: vec![0x0a, 1, 3], data_size: size, metadata_size };
            let framed = head.frame(u64::from(index), data.len(), |out| { out.copy_from_slice(&data); Ok::<_, Status>(()) }).unwrap();
            prop_assert_eq!(framed.len() - 5, u32::from_be_bytes(framed[1..5].try_into().unwrap()) as usize);
            let message = &framed[5..];
            let chunk = PushChunk { object_id, chunk_index: u64::from(index), data_size: size, metadata_size, len: data.len() as u64 };
            let start = message.len() - data.len();
            prop_assert_eq!(PushChunk::read(message, true).unwrap(), Some((chunk.clone(), start)));
            for end in 0..message.len() {
                let read = PushChunk::read(&message[..end], false).unwrap();
                prop_assert_eq!(read, (end >= start).then(|| (chunk.clone(), start)));
            }
        }

        #[test]
        fn bad_bytes_are_errors(body in prop::collection::vec(prop_oneof![Just(0x12), Just(0x42), Just(28), any::<u8>()], 0..80)) {
            if let Ok(Some((_, start))) = PushChunk::read(&body, true) {
                prop_assert!(start <= body.len());
            }
            let _ = PushChunk::read(&body, false);
        }
    }

    /// A chunk as a stock raylet sends it (protocol trace of Ray 2.60.0, shortened data).
    #[test]
    fn known_wire() {
        let mut body = vec![0x0a, 1, 9, 0x12, 28];
        body.extend_from_slice(&[5; 28]);
        body.extend_from_slice(&[0x1a, 1, 8, 0x22, 0, 0x28, 2, 0x30, 0x90, 0x4e, 0x38, 3, 0x42, 2, 0xaa, 0xbb]);
        let chunk =
            PushChunk { object_id: ObjectId([5; 28]), chunk_index: 2, data_size: 10_000, metadata_size: 3, len: 2 };
        assert_eq!(PushChunk::read(&body, true), Ok(Some((chunk, body.len() - 2))));
        assert_eq!(PushChunk::read(&[0x12, 1, 5], true), Err(BadChunk::ObjectId(1)));
        assert_eq!(PushChunk::read(&[0x12, 1, 5], false), Ok(None));
        assert!(PushChunk::read(&[0x0b; MAX_HEAD], false).is_err());
    }
}
