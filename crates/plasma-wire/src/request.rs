//! What a client asks: decoding for the store, encoding for clients and tests. Slots are those of plasma.fbs in Ray
//! 2.60.0 (proto/fbs/plasma.fbs).

use crate::flat_read::{DecodeError, Table};
use crate::flat_write::Builder;
use crate::frame::{Header, message_type as ty};
use crate::ids::{OBJECT_ID_LEN, ObjectId, Owner};
use crate::types::ObjectSource;

/// Ids in one Get or Delete at most.
pub const MAX_IDS_PER_REQUEST: usize = 1_000_000;
/// Bytes of an owner's ip address or id at most.
pub const MAX_OWNER_FIELD_BYTES: usize = 256;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CreateRequest {
    pub object_id: ObjectId,
    pub owner: Owner,
    pub is_mutable: bool,
    pub data_size: u64,
    pub metadata_size: u64,
    pub source: ObjectSource,
    pub device_num: i32,
    /// Never queue: answer with an object or an error at once.
    pub try_immediately: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    Disconnect,
    Connect,
    Create(CreateRequest),
    CreateRetry {
        object_id: ObjectId,
        request_id: u64,
    },
    Abort {
        object_id: ObjectId,
    },
    Seal {
        object_id: ObjectId,
    },
    /// `timeout_ms` 0 answers at once; negative waits for ever.
    Get {
        object_ids: Vec<ObjectId>,
        timeout_ms: i64,
    },
    /// Answered only when `may_unmap`: the client believes the object lies in a fallback segment.
    Release {
        object_id: ObjectId,
        may_unmap: bool,
    },
    Delete {
        object_ids: Vec<ObjectId>,
    },
    Contains {
        object_id: ObjectId,
    },
    GetDebugString,
}

fn object_id(bytes: &[u8]) -> Result<ObjectId, DecodeError> {
    let wrong = DecodeError::WrongLength { what: "object id", len: bytes.len(), expected: OBJECT_ID_LEN };
    ObjectId::from_slice(bytes).ok_or(wrong)
}

fn owner_field(table: &Table<'_>, slot: usize) -> Result<Vec<u8>, DecodeError> {
    let bytes = table.bytes(slot)?;
    if bytes.len() > MAX_OWNER_FIELD_BYTES {
        return Err(DecodeError::TooMany { what: "owner field", len: bytes.len(), max: MAX_OWNER_FIELD_BYTES });
    }
    Ok(bytes.to_vec())
}

fn object_ids(table: &Table<'_>, slot: usize) -> Result<Vec<ObjectId>, DecodeError> {
    table.strings(slot, MAX_IDS_PER_REQUEST, "object ids", object_id)
}

impl Request {
    /// The request in `body`. Any bytes give a request or an error.
    pub fn decode(message_type: i64, body: &[u8]) -> Result<Self, DecodeError> {
        if message_type == ty::DISCONNECT_CLIENT {
            return Ok(Self::Disconnect);
        }
        let table = Table::root(body)?;
        let id = |table: &Table<'_>| object_id(table.bytes(0)?);
        Ok(match message_type {
            ty::CONNECT_REQUEST => Self::Connect,
            ty::GET_DEBUG_STRING_REQUEST => Self::GetDebugString,
            ty::CREATE_REQUEST => Self::Create(CreateRequest {
                object_id: id(&table)?,
                owner: Owner {
                    node_id: owner_field(&table, 1)?,
                    ip_address: owner_field(&table, 2)?,
                    port: table.i32(3)?,
                    worker_id: owner_field(&table, 4)?,
                },
                is_mutable: table.bool(5)?,
                data_size: table.u64(6)?,
                metadata_size: table.u64(7)?,
                source: ObjectSource::from_i32(table.i32(8)?)?,
                device_num: table.i32(9)?,
                try_immediately: table.bool(10)?,
            }),
            ty::CREATE_RETRY_REQUEST => Self::CreateRetry { object_id: id(&table)?, request_id: table.u64(1)? },
            ty::ABORT_REQUEST => Self::Abort { object_id: id(&table)? },
            ty::SEAL_REQUEST => Self::Seal { object_id: id(&table)? },
            ty::GET_REQUEST => Self::Get { object_ids: object_ids(&table, 0)?, timeout_ms: table.i64(1)? },
            ty::RELEASE_REQUEST => Self::Release { object_id: id(&table)?, may_unmap: table.bool(1)? },
            ty::DELETE_REQUEST => Self::Delete { object_ids: object_ids(&table, 1)? },
            ty::CONTAINS_REQUEST => Self::Contains { object_id: id(&table)? },
            other => return Err(DecodeError::UnknownType(other)),
        })
    }

    /// Writes the whole frame into `b`, replacing what was there.
    pub fn encode(&self, b: &mut Builder) {
        b.reset();
        let message_type = match self {
            Self::Disconnect => {
                b.push(&Header::bytes(ty::DISCONNECT_CLIENT, 0));
                return;
            }
            Self::Connect => plain(b, ty::CONNECT_REQUEST),
            Self::GetDebugString => plain(b, ty::GET_DEBUG_STRING_REQUEST),
            Self::Create(create) => encode_create(b, create),
            Self::CreateRetry { object_id, request_id } => {
                let id = b.string(object_id.as_bytes());
                b.start_table();
                b.scalar(1, request_id.to_le_bytes());
                b.offset(0, id);
                b.finish();
                ty::CREATE_RETRY_REQUEST
            }
            Self::Abort { object_id } => one_id(b, object_id, ty::ABORT_REQUEST),
            Self::Seal { object_id } => one_id(b, object_id, ty::SEAL_REQUEST),
            Self::Contains { object_id } => one_id(b, object_id, ty::CONTAINS_REQUEST),
            Self::Get { object_ids, timeout_ms } => {
                let ids: Vec<_> = object_ids.iter().map(|id| b.string(id.as_bytes())).collect();
                let ids = b.refs(&ids);
                b.start_table();
                b.scalar(1, timeout_ms.to_le_bytes());
                b.offset(0, ids);
                b.finish();
                ty::GET_REQUEST
            }
            Self::Release { object_id, may_unmap } => {
                let id = b.string(object_id.as_bytes());
                b.start_table();
                b.offset(0, id);
                b.scalar(1, [u8::from(*may_unmap)]);
                b.finish();
                ty::RELEASE_REQUEST
            }
            Self::Delete { object_ids } => {
                let ids: Vec<_> = object_ids.iter().map(|id| b.string(id.as_bytes())).collect();
                let ids = b.refs(&ids);
                b.start_table();
                b.offset(1, ids);
                b.scalar(0, (object_ids.len() as i32).to_le_bytes());
                b.finish();
                ty::DELETE_REQUEST
            }
        };
        let body_len = b.bytes().len();
        b.push(&Header::bytes(message_type, body_len));
    }
}

fn plain(b: &mut Builder, message_type: i64) -> i64 {
    b.start_table();
    b.finish();
    message_type
}

fn one_id(b: &mut Builder, object_id: &ObjectId, message_type: i64) -> i64 {
    let id = b.string(object_id.as_bytes());
    b.start_table();
    b.offset(0, id);
    b.finish();
    message_type
}

fn encode_create(b: &mut Builder, create: &CreateRequest) -> i64 {
    // Order of strings and fields as stock's generated code lays them out (largest scalars first).
    let worker_id = b.string(&create.owner.worker_id);
    let ip_address = b.string(&create.owner.ip_address);
    let node_id = b.string(&create.owner.node_id);
    let id = b.string(create.object_id.as_bytes());
    b.start_table();
    b.scalar(7, create.metadata_size.to_le_bytes());
    b.scalar(6, create.data_size.to_le_bytes());
    b.scalar(9, create.device_num.to_le_bytes());
    b.scalar(8, (create.source as i32).to_le_bytes());
    b.offset(4, worker_id);
    b.scalar(3, create.owner.port.to_le_bytes());
    b.offset(2, ip_address);
    b.offset(1, node_id);
    b.offset(0, id);
    b.scalar(10, [u8::from(create.try_immediately)]);
    b.scalar(5, [u8::from(create.is_mutable)]);
    b.finish();
    ty::CREATE_REQUEST
}
