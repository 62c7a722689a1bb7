//! Property tests of the codec: what is encoded decodes to itself, and no bytes make a decoder panic.
#![allow(clippy::unwrap_used)]

use plasma_wire::{
    Builder, CreateOutcome, CreateRequest, HEADER_LEN, Header, ObjectId, ObjectSource, ObjectSpec, Owner, PlasmaError,
    Reply, Request, SegmentRef,
};
use proptest::prelude::*;

fn id() -> impl Strategy<Value = ObjectId> {
    any::<[u8; 28]>().prop_map(ObjectId)
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..40)
}

fn ids() -> impl Strategy<Value = Vec<ObjectId>> {
    proptest::collection::vec(id(), 0..20)
}

fn error() -> impl Strategy<Value = PlasmaError> {
    (0..9).prop_map(|n| PlasmaError::from_i32(n).unwrap())
}

fn request() -> impl Strategy<Value = Request> {
    let owner = (bytes(), bytes(), any::<i32>(), bytes()).prop_map(|(node_id, ip_address, port, worker_id)| Owner {
        node_id,
        ip_address,
        port,
        worker_id,
    });
    let create = (id(), owner, any::<(bool, u64, u64, i32, bool)>(), 0..4).prop_map(|(object_id, owner, v, source)| {
        Request::Create(CreateRequest {
            object_id,
            owner,
            is_mutable: v.0,
            data_size: v.1,
            metadata_size: v.2,
            source: ObjectSource::from_i32(source).unwrap(),
            device_num: v.3,
            try_immediately: v.4,
        })
    });
    prop_oneof![
        Just(Request::Connect),
        Just(Request::Disconnect),
        Just(Request::GetDebugString),
        create,
        (id(), any::<u64>()).prop_map(|(object_id, request_id)| Request::CreateRetry { object_id, request_id }),
        id().prop_map(|object_id| Request::Seal { object_id }),
        id().prop_map(|object_id| Request::Abort { object_id }),
        id().prop_map(|object_id| Request::Contains { object_id }),
        (id(), any::<bool>()).prop_map(|(object_id, may_unmap)| Request::Release { object_id, may_unmap }),
        (ids(), any::<i64>()).prop_map(|(object_ids, timeout_ms)| Request::Get { object_ids, timeout_ms }),
        ids().prop_map(|object_ids| Request::Delete { object_ids }),
    ]
}

fn segment() -> impl Strategy<Value = SegmentRef> {
    any::<(i32, i64, i64)>().prop_map(|(store_fd, unique_fd_id, mmap_size)| SegmentRef {
        store_fd,
        unique_fd_id,
        mmap_size,
    })
}

fn spec() -> impl Strategy<Value = ObjectSpec> {
    any::<(i32, i64, [u64; 6], bool, i32, bool)>().prop_map(
        |(segment_index, unique_fd_id, w, fallback, device_num, mutable)| ObjectSpec {
            segment_index,
            unique_fd_id,
            header_offset: w[0],
            data_offset: w[1],
            data_size: w[2],
            metadata_offset: w[3],
            metadata_size: w[4],
            allocated_size: w[5],
            fallback_allocated: fallback,
            device_num,
            is_mutable: mutable,
        },
    )
}

fn reply() -> impl Strategy<Value = Reply> {
    let outcome = prop_oneof![
        (spec(), segment()).prop_map(|(spec, segment)| CreateOutcome::Created { spec, segment }),
        (1..u64::MAX).prop_map(|request_id| CreateOutcome::Retry { request_id }),
        (1..9).prop_map(|n| CreateOutcome::Failed(PlasmaError::from_i32(n).unwrap())),
    ];
    let get = proptest::collection::vec((id(), spec()), 0..20).prop_flat_map(|pairs| {
        proptest::collection::vec(segment(), 0..4).prop_map(move |segments| {
            let (object_ids, specs) = pairs.iter().cloned().unzip();
            Reply::Get { object_ids, specs, segments }
        })
    });
    prop_oneof![
        any::<i64>().prop_map(|memory_capacity| Reply::Connect { memory_capacity }),
        (id(), outcome).prop_map(|(object_id, outcome)| Reply::Create { object_id, outcome }),
        id().prop_map(|object_id| Reply::Abort { object_id }),
        (id(), error()).prop_map(|(object_id, error)| Reply::Seal { object_id, error }),
        get,
        (id(), any::<bool>(), error()).prop_map(|(object_id, should_unmap, error)| Reply::Release {
            object_id,
            should_unmap,
            error
        }),
        (ids(), proptest::collection::vec(error(), 0..9))
            .prop_map(|(object_ids, errors)| Reply::Delete { object_ids, errors }),
        (id(), any::<bool>()).prop_map(|(object_id, has_object)| Reply::Contains { object_id, has_object }),
        "[a-z ]{0,50}".prop_map(|debug_string| Reply::GetDebugString { debug_string }),
    ]
}

fn body(builder: &Builder) -> (i64, &[u8]) {
    let header = Header::parse(builder.bytes()).unwrap().unwrap();
    let body = &builder.bytes()[HEADER_LEN..];
    assert_eq!(header.body_len, body.len());
    (header.message_type, body)
}

proptest! {
    #[test]
    fn requests_decode_to_themselves(request in request()) {
        let mut builder = Builder::new();
        request.encode(&mut builder);
        let (ty, body) = body(&builder);
        prop_assert_eq!(Request::decode(ty, body).unwrap(), request);
    }

    #[test]
    fn replies_decode_to_themselves(reply in reply()) {
        let mut builder = Builder::new();
        reply.encode(&mut builder);
        let (ty, body) = body(&builder);
        prop_assert_eq!(Reply::decode(ty, body).unwrap(), reply);
    }

    #[test]
    fn damaged_requests_never_panic(request in request(), at in any::<prop::sample::Index>(), value in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut builder = Builder::new();
        request.encode(&mut builder);
        let (ty, body) = body(&builder);
        let mut body = body.to_vec();
        if !body.is_empty() {
            let at = at.index(body.len());
            body[at] = value;
            let _ = Request::decode(ty, &body);
            body.truncate(cut.index(body.len()));
        }
        let _ = Request::decode(ty, &body);
    }

    #[test]
    fn random_bytes_never_panic(ty in -1i64..21, body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Request::decode(ty, &body);
        let _ = Reply::decode(ty, &body);
        let _ = Header::parse(&body);
    }
}
