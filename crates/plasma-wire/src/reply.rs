//! What the store answers: encoding for the store, decoding for clients and tests. Slots are those of plasma.fbs in
//! Ray 2.60.0; fields are written in the order stock writes them, so recorded bytes compare equal.

use crate::flat_read::{DecodeError, Table};
use crate::flat_write::Builder;
use crate::frame::{Header, message_type as ty};
use crate::ids::{OBJECT_ID_LEN, ObjectId};
use crate::request::MAX_IDS_PER_REQUEST;
use crate::types::{ObjectSpec, PlasmaError, SPEC_LEN, SegmentRef};

/// How a create ended, or that it has not yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreateOutcome {
    Created { spec: ObjectSpec, segment: SegmentRef },
    Retry { request_id: u64 },
    Failed(PlasmaError),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Connect {
        memory_capacity: i64,
    },
    Create {
        object_id: ObjectId,
        outcome: CreateOutcome,
    },
    Abort {
        object_id: ObjectId,
    },
    Seal {
        object_id: ObjectId,
        error: PlasmaError,
    },
    /// `specs` has one entry per id, in order: `ObjectSpec::MISSING` where there is none. `segments` are the distinct
    /// segments they lie in.
    Get {
        object_ids: Vec<ObjectId>,
        specs: Vec<ObjectSpec>,
        segments: Vec<SegmentRef>,
    },
    Release {
        object_id: ObjectId,
        should_unmap: bool,
        error: PlasmaError,
    },
    Delete {
        object_ids: Vec<ObjectId>,
        errors: Vec<PlasmaError>,
    },
    Contains {
        object_id: ObjectId,
        has_object: bool,
    },
    GetDebugString {
        debug_string: String,
    },
}

impl Reply {
    /// Writes the whole frame into `b`, replacing what was there.
    pub fn encode(&self, b: &mut Builder) {
        b.reset();
        let message_type = match self {
            Self::Connect { memory_capacity } => {
                b.start_table();
                b.scalar(0, memory_capacity.to_le_bytes());
                ty::CONNECT_REPLY
            }
            Self::Create { object_id, outcome } => encode_create(b, object_id, outcome),
            Self::Abort { object_id } => {
                let id = b.string(object_id.as_bytes());
                b.start_table();
                b.offset(0, id);
                ty::ABORT_REPLY
            }
            Self::Seal { object_id, error } => {
                let id = b.string(object_id.as_bytes());
                b.start_table();
                b.scalar(1, (*error as i32).to_le_bytes());
                b.offset(0, id);
                ty::SEAL_REPLY
            }
            Self::Get { object_ids, specs, segments } => encode_get(b, object_ids, specs, segments),
            Self::Release { object_id, should_unmap, error } => {
                let id = b.string(object_id.as_bytes());
                b.start_table();
                b.scalar(2, (*error as i32).to_le_bytes());
                b.offset(0, id);
                b.scalar(1, [u8::from(*should_unmap)]);
                ty::RELEASE_REPLY
            }
            Self::Delete { object_ids, errors } => {
                let errors = b.vector(errors.iter().map(|error| (*error as i32).to_le_bytes()), 4);
                let ids: Vec<_> = object_ids.iter().map(|id| b.string(id.as_bytes())).collect();
                let ids = b.refs(&ids);
                b.start_table();
                b.offset(2, errors);
                b.offset(1, ids);
                b.scalar(0, (object_ids.len() as i32).to_le_bytes());
                ty::DELETE_REPLY
            }
            Self::Contains { object_id, has_object } => {
                let id = b.string(object_id.as_bytes());
                b.start_table();
                b.scalar(1, i32::from(*has_object).to_le_bytes());
                b.offset(0, id);
                ty::CONTAINS_REPLY
            }
            Self::GetDebugString { debug_string } => {
                let text = b.string(debug_string.as_bytes());
                b.start_table();
                b.offset(0, text);
                ty::GET_DEBUG_STRING_REPLY
            }
        };
        b.finish();
        let body_len = b.bytes().len();
        b.push(&Header::bytes(message_type, body_len));
    }

    /// The reply in `body`. Any bytes give a reply or an error.
    pub fn decode(message_type: i64, body: &[u8]) -> Result<Self, DecodeError> {
        let table = Table::root(body)?;
        let id = || object_id(table.bytes(0)?);
        Ok(match message_type {
            ty::CONNECT_REPLY => Self::Connect { memory_capacity: table.i64(0)? },
            ty::CREATE_REPLY => Self::Create { object_id: id()?, outcome: decode_create(&table)? },
            ty::ABORT_REPLY => Self::Abort { object_id: id()? },
            ty::SEAL_REPLY => Self::Seal { object_id: id()?, error: PlasmaError::from_i32(table.i32(1)?)? },
            ty::GET_REPLY => decode_get(&table)?,
            ty::RELEASE_REPLY => Self::Release {
                object_id: id()?,
                should_unmap: table.bool(1)?,
                error: PlasmaError::from_i32(table.i32(2)?)?,
            },
            ty::DELETE_REPLY => Self::Delete {
                object_ids: table.strings(1, MAX_IDS_PER_REQUEST, "object ids", object_id)?,
                errors: words::<4>(&table, 2)?
                    .map(|word| PlasmaError::from_i32(i32::from_le_bytes(word)))
                    .collect::<Result<_, _>>()?,
            },
            ty::CONTAINS_REPLY => Self::Contains { object_id: id()?, has_object: table.i32(1)? != 0 },
            ty::GET_DEBUG_STRING_REPLY => {
                Self::GetDebugString { debug_string: String::from_utf8_lossy(table.bytes(0)?).into_owned() }
            }
            other => return Err(DecodeError::UnknownType(other)),
        })
    }
}

fn object_id(bytes: &[u8]) -> Result<ObjectId, DecodeError> {
    let wrong = DecodeError::WrongLength { what: "object id", len: bytes.len(), expected: OBJECT_ID_LEN };
    ObjectId::from_slice(bytes).ok_or(wrong)
}

fn words<'a, const N: usize>(
    table: &Table<'a>,
    slot: usize,
) -> Result<impl Iterator<Item = [u8; N]> + use<'a, N>, DecodeError> {
    let (bytes, _) = table.vector(slot, N)?;
    Ok(bytes.chunks_exact(N).filter_map(|chunk| chunk.try_into().ok()))
}

fn encode_create(b: &mut Builder, object_id: &ObjectId, outcome: &CreateOutcome) -> i64 {
    let id = b.string(object_id.as_bytes());
    let (error, request_id) = match outcome {
        CreateOutcome::Created { .. } => (PlasmaError::Ok, 0),
        CreateOutcome::Retry { request_id } => (PlasmaError::Ok, *request_id),
        CreateOutcome::Failed(error) => (*error, 0),
    };
    b.start_table();
    b.scalar(3, (error as i32).to_le_bytes());
    match outcome {
        CreateOutcome::Created { spec, .. } => b.inline(2, &spec.to_bytes(), 8),
        // Stock clients read the spec before they look at the error: it must be there, all zero.
        CreateOutcome::Failed(_) => b.inline(2, &[0; SPEC_LEN], 8),
        CreateOutcome::Retry { .. } => {}
    }
    b.offset(0, id);
    b.scalar(1, request_id.to_le_bytes());
    if let CreateOutcome::Created { segment, .. } = outcome {
        b.scalar(4, segment.store_fd.to_le_bytes());
        b.scalar(5, segment.unique_fd_id.to_le_bytes());
        b.scalar(6, segment.mmap_size.to_le_bytes());
    }
    ty::CREATE_REPLY
}

fn decode_create(table: &Table<'_>) -> Result<CreateOutcome, DecodeError> {
    let error = PlasmaError::from_i32(table.i32(3)?)?;
    let request_id = table.u64(1)?;
    let spec = table.inline::<SPEC_LEN>(2)?;
    Ok(match (error, request_id, spec) {
        (PlasmaError::Ok, 0, Some(spec)) => CreateOutcome::Created {
            spec: ObjectSpec::from_bytes(&spec),
            segment: SegmentRef { store_fd: table.i32(4)?, unique_fd_id: table.i64(5)?, mmap_size: table.i64(6)? },
        },
        (PlasmaError::Ok, request_id, _) => CreateOutcome::Retry { request_id },
        (error, _, _) => CreateOutcome::Failed(error),
    })
}

fn encode_get(b: &mut Builder, ids: &[ObjectId], specs: &[ObjectSpec], segments: &[SegmentRef]) -> i64 {
    let handles = b.refs(&[]);
    let mmap_sizes = b.vector(segments.iter().map(|segment| segment.mmap_size.to_le_bytes()), 8);
    let unique_fd_ids = b.vector(segments.iter().map(|segment| segment.unique_fd_id.to_le_bytes()), 8);
    let store_fds = b.vector(segments.iter().map(|segment| segment.store_fd.to_le_bytes()), 4);
    let specs = b.vector(specs.iter().map(ObjectSpec::to_bytes), 8);
    let ids: Vec<_> = ids.iter().map(|id| b.string(id.as_bytes())).collect();
    let ids = b.refs(&ids);
    b.start_table();
    b.offset(5, handles);
    b.offset(4, mmap_sizes);
    b.offset(3, unique_fd_ids);
    b.offset(2, store_fds);
    b.offset(1, specs);
    b.offset(0, ids);
    ty::GET_REPLY
}

fn decode_get(table: &Table<'_>) -> Result<Reply, DecodeError> {
    let object_ids = table.strings(0, MAX_IDS_PER_REQUEST, "object ids", object_id)?;
    let specs: Vec<_> = words::<SPEC_LEN>(table, 1)?.map(|bytes| ObjectSpec::from_bytes(&bytes)).collect();
    if specs.len() != object_ids.len() {
        return Err(DecodeError::WrongLength { what: "specs", len: specs.len(), expected: object_ids.len() });
    }
    let store_fds: Vec<_> = words(table, 2)?.map(i32::from_le_bytes).collect();
    let unique_fd_ids: Vec<_> = words(table, 3)?.map(i64::from_le_bytes).collect();
    let mmap_sizes: Vec<_> = words(table, 4)?.map(i64::from_le_bytes).collect();
    for len in [unique_fd_ids.len(), mmap_sizes.len()] {
        if len != store_fds.len() {
            return Err(DecodeError::WrongLength { what: "segments", len, expected: store_fds.len() });
        }
    }
    let segments = store_fds
        .into_iter()
        .zip(unique_fd_ids)
        .zip(mmap_sizes)
        .map(|((store_fd, unique_fd_id), mmap_size)| SegmentRef { store_fd, unique_fd_id, mmap_size })
        .collect();
    Ok(Reply::Get { object_ids, specs, segments })
}
