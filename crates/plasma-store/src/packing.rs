//! Events as packed records for JavaScript (src/native/plasma-store.ts reads them): little endian, one byte of type,
//! then its fields; byte strings behind a u32 length, object ids as 28 bytes.

use plasma_core::Event;
use plasma_wire::Owner;

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    out.extend_from_slice(bytes);
}

fn put_owner(out: &mut Vec<u8>, owner: &Owner) {
    put_bytes(out, &owner.node_id);
    put_bytes(out, &owner.ip_address);
    out.extend_from_slice(&owner.port.to_le_bytes());
    put_bytes(out, &owner.worker_id);
}

/// Appends one record.
pub fn pack(out: &mut Vec<u8>, event: &Event) {
    match event {
        Event::Sealed { object_id, data_size, metadata_size, source, owner } => {
            out.push(1);
            out.extend_from_slice(object_id.as_bytes());
            out.extend_from_slice(&data_size.to_le_bytes());
            out.extend_from_slice(&metadata_size.to_le_bytes());
            out.push(*source as u8);
            put_owner(out, owner);
        }
        Event::Deleted { object_id, evicted } => {
            out.push(2);
            out.extend_from_slice(object_id.as_bytes());
            out.push(u8::from(*evicted));
        }
        Event::Pinned { object_id, owner } => {
            out.push(3);
            out.extend_from_slice(object_id.as_bytes());
            put_owner(out, owner);
        }
        Event::Freed { object_ids } => {
            out.push(4);
            out.extend_from_slice(&(object_ids.len() as u32).to_le_bytes());
            for id in object_ids {
                out.extend_from_slice(id.as_bytes());
            }
        }
        Event::SpaceNeeded { bytes } => {
            out.push(5);
            out.extend_from_slice(&bytes.to_le_bytes());
        }
        Event::Warning { text } => {
            out.push(6);
            put_bytes(out, text.as_bytes());
        }
        Event::Refused { object_id, reason } => {
            out.push(8);
            out.extend_from_slice(object_id.as_bytes());
            put_bytes(out, reason.as_bytes());
        }
    }
}

/// The store has ended by a fault of its own; nothing works any more.
pub fn pack_failed(out: &mut Vec<u8>, text: &str) {
    out.push(7);
    put_bytes(out, text.as_bytes());
}
