//! Our codec against bytes that stock Ray 2.60.0 put on its plasma socket: every recorded message decodes, and encoding
//! what was decoded gives the recorded bytes again.
#![allow(clippy::unwrap_used)]

use plasma_wire::{Builder, CreateOutcome, HEADER_LEN, Header, ObjectSpec, Reply, Request};

/// Of programs that put, get, run tasks and spill.
const RECORDED: &str = include_str!("golden/stock-2.60.0.txt");
/// Of a client that asks for everything (test/wire/record).
const PROBED: &str = include_str!("../../../test/wire/golden/plasma-socket.txt");

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn recorded() -> Vec<(i64, Vec<u8>)> {
    let lines = RECORDED.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').unwrap()).map(|(ty, body)| (ty.parse().unwrap(), unhex(body))).collect()
}

fn probed() -> Vec<(i64, Vec<u8>)> {
    let lines = PROBED.lines().filter(|line| !line.starts_with('#'));
    let fields = lines.map(|line| line.split(' ').collect::<Vec<_>>());
    fields.map(|fields| (fields[1].parse().unwrap(), unhex(fields[3].trim_matches('-')))).collect()
}

#[test]
fn recorded_messages_encode_to_the_same_bytes() {
    let mut builder = Builder::new();
    let mut kinds = std::collections::BTreeSet::new();
    for (message_type, body) in recorded().into_iter().chain(probed()) {
        kinds.insert(message_type);
        match Request::decode(message_type, &body) {
            Ok(request) => request.encode(&mut builder),
            Err(_) => Reply::decode(message_type, &body).unwrap().encode(&mut builder),
        }
        let frame = builder.bytes();
        let header = Header::parse(frame).unwrap().unwrap();
        assert_eq!(header, Header { message_type, body_len: body.len() }, "header of type {message_type}");
        assert_eq!(frame[HEADER_LEN..], body[..], "body of type {message_type}");
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 19]);
}

#[test]
fn recorded_create_means_what_was_observed() {
    let replies: Vec<_> =
        recorded().into_iter().filter(|(ty, _)| *ty == 3).map(|(t, b)| Reply::decode(t, &b).unwrap()).collect();
    let Reply::Create { outcome: CreateOutcome::Created { spec, segment }, .. } = &replies[0] else {
        panic!("{replies:?}")
    };
    assert_eq!((spec.data_offset, spec.data_size, spec.metadata_offset, spec.allocated_size), (64, 8, 72, 8));
    assert_eq!((segment.store_fd, segment.unique_fd_id, segment.mmap_size), (17, 1, 209_715_208));
    assert!(matches!(&replies[1], Reply::Create { outcome: CreateOutcome::Retry { request_id: 12 }, .. }));
}

#[test]
fn recorded_miss_has_the_missing_spec() {
    let specs = recorded().into_iter().filter(|(ty, _)| *ty == 9).filter_map(|(t, b)| match Reply::decode(t, &b) {
        Ok(Reply::Get { specs, segments, .. }) => Some((specs, segments)),
        _ => None,
    });
    assert!(specs.into_iter().any(|(specs, segments)| specs == [ObjectSpec::MISSING] && segments.is_empty()));
}
