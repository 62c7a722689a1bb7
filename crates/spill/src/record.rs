//! The record of one object in a spill file, as Ray's IO workers write it (Ray 2.60.0, external_storage.py,
//! `_write_multiple_objects`): three little-endian u64 - the lengths of owner address, metadata and data - then the owner
//! address (a serialized ray.rpc.Address), the metadata and the data. Records follow each other without gaps; an object
//! is found by the offset and size in its url.

use plasma_wire::Owner;

/// Bytes of the three lengths.
pub const HEADER_LEN: usize = 24;

/// The lengths at the head of a record, bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    pub address_len: u64,
    pub metadata_len: u64,
    pub data_len: u64,
}

impl Header {
    pub fn parse(bytes: &[u8; HEADER_LEN]) -> Self {
        let number = |at: usize| {
            let mut word = [0; 8];
            word.copy_from_slice(&bytes[at..at + 8]);
            u64::from_le_bytes(word)
        };
        Self { address_len: number(0), metadata_len: number(8), data_len: number(16) }
    }

    pub fn to_bytes(self) -> [u8; HEADER_LEN] {
        let mut bytes = [0; HEADER_LEN];
        for (at, number) in [self.address_len, self.metadata_len, self.data_len].into_iter().enumerate() {
            bytes[at * 8..at * 8 + 8].copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    /// Bytes of the whole record; None when the lengths are no lengths of anything.
    pub fn record_len(&self) -> Option<u64> {
        let body = self.address_len.checked_add(self.metadata_len)?.checked_add(self.data_len)?;
        body.checked_add(HEADER_LEN as u64)
    }
}

/// `owner` as a serialized ray.rpc.Address (Ray 2.60.0, common.proto: node_id 1, ip_address 2, port 3, worker_id 4).
pub fn encode_owner(owner: &Owner) -> Vec<u8> {
    let mut out = Vec::new();
    put_bytes(&mut out, 1, &owner.node_id);
    put_bytes(&mut out, 2, &owner.ip_address);
    if owner.port != 0 {
        out.push(3 << 3);
        put_varint(&mut out, i64::from(owner.port) as u64);
    }
    put_bytes(&mut out, 4, &owner.worker_id);
    out
}

/// A field of wire type 2; left out when it is empty, as protobuf does.
fn put_bytes(out: &mut Vec<u8>, field: u8, bytes: &[u8]) {
    if !bytes.is_empty() {
        out.push(field << 3 | 2);
        put_varint(out, bytes.len() as u64);
        out.extend_from_slice(bytes);
    }
}

fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_a_protobuf_address() {
        let owner = Owner { node_id: vec![7; 2], ip_address: b"1.2".to_vec(), port: 300, worker_id: vec![9; 3] };
        let expected = b"\x0a\x02\x07\x07\x12\x031.2\x18\xac\x02\x22\x03\x09\x09\x09";
        assert_eq!(encode_owner(&owner), expected);
        assert_eq!(encode_owner(&Owner::default()), b"");
    }

    #[test]
    fn absurd_lengths_are_no_record() {
        let header = Header { address_len: u64::MAX, metadata_len: 1, data_len: 0 };
        assert_eq!(header.record_len(), None);
        assert_eq!(Header::parse(&header.to_bytes()), header);
    }
}
