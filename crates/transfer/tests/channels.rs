//! Values of compiled graphs that come from another node, played by hand: registered, pushed in chunks and pieces, refused.
#![allow(clippy::unwrap_used)]

mod common;

use std::ffi::CString;
use std::sync::Arc;
use std::sync::mpsc::channel;

use common::{ID, Node, owner, pattern};
use narcine_rpc::proto::{write_bytes, write_number};
use narcine_rpc::{Code, Direct, Status};
use narcine_transfer::{Channels, ObjectId};
use plasma_store::{CreateRequest, PlasmaError};
use proptest::prelude::*;

/// The id that the channel has where its writer is.
const WRITER: ObjectId = ObjectId([7; 28]);
const CAPACITY: u64 = 10_000;

struct Reader {
    node: Node,
    registrations: Arc<dyn Direct>,
    values: Arc<dyn Direct>,
}

impl Reader {
    /// A node with one mutable object, which nobody has registered.
    fn new() -> Self {
        let node = Node::new("channels", 1 << 20);
        let (done, outcome) = channel();
        let request = CreateRequest {
            object_id: ID,
            owner: owner(),
            data_size: CAPACITY,
            is_mutable: true,
            ..CreateRequest::default()
        };
        node.store.create_when_room(request, move |error| done.send(error).unwrap());
        assert_eq!(outcome.recv().unwrap(), PlasmaError::Ok);
        node.store.seal_own(ID, true);
        let channels = Channels::new(node.store.clone());
        Self { node, registrations: channels.registrations(), values: channels.values() }
    }

    fn registered(readers: u64) -> Self {
        let reader = Self::new();
        reader.register(WRITER, readers, ID).unwrap();
        reader
    }

    fn register(&self, writer: ObjectId, readers: u64, reader: ObjectId) -> Result<Vec<u8>, Status> {
        let mut request = Vec::new();
        write_bytes(&mut request, 1, writer.as_bytes());
        write_number(&mut request, 2, readers);
        write_bytes(&mut request, 3, reader.as_bytes());
        call(&self.registrations, &request, 7)
    }

    fn push(&self, value: &Value) -> Result<Vec<u8>, Status> {
        call(&self.values, &value.message(), 1 << 20)
    }

    /// All readers are done with the value: the writer may have the object again.
    fn read_it(&self) {
        let name = CString::new(format!("obj{}1", self.node.store.semaphore_prefix())).unwrap();
        // SAFETY: a C string, and a semaphore that is there.
        unsafe {
            let semaphore = libc::sem_open(name.as_ptr(), 0);
            assert_ne!(semaphore, libc::SEM_FAILED);
            assert_eq!(libc::sem_post(semaphore), 0);
            assert_eq!(libc::sem_close(semaphore), 0);
        }
    }

    fn bytes(&self, len: usize) -> Vec<u8> {
        let mut bytes = vec![0; len];
        self.node.store.bytes_of(&ID).unwrap().read_at(0, &mut bytes).unwrap();
        bytes
    }
}

/// A PushMutableObjectRequest.
#[derive(Clone)]
struct Value {
    data_size: u64,
    offset: u64,
    data: Vec<u8>,
    metadata: Vec<u8>,
}

impl Value {
    fn whole(data: &[u8], metadata: &[u8]) -> Self {
        Self { data_size: data.len() as u64, offset: 0, data: data.to_vec(), metadata: metadata.to_vec() }
    }

    fn chunk(data: &[u8], from: usize, to: usize) -> Self {
        let data_size = data.len() as u64;
        Self { data_size, offset: from as u64, data: data[from..to].to_vec(), metadata: b"RAW".to_vec() }
    }

    fn message(&self) -> Vec<u8> {
        let mut message = Vec::new();
        write_bytes(&mut message, 1, WRITER.as_bytes());
        write_number(&mut message, 2, self.data_size);
        write_number(&mut message, 3, self.metadata.len() as u64);
        write_number(&mut message, 4, self.offset);
        write_number(&mut message, 5, self.data.len() as u64);
        write_bytes(&mut message, 6, &self.data);
        write_bytes(&mut message, 7, &self.metadata);
        message
    }
}

/// A call whose message comes in pieces of so many bytes. One that waits for readers ends as `Unknown`.
fn call(service: &Arc<dyn Direct>, message: &[u8], piece: usize) -> Result<Vec<u8>, Status> {
    let mut call = service.begin();
    for bytes in message.chunks(piece) {
        call.piece(bytes)?;
        if !call.is_ready()? {
            return Err(Status::new(Code::Unknown, "it waits"));
        }
    }
    call.end()
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, Status>) -> Code {
    outcome.unwrap_err().code
}

const DONE: [u8; 2] = [8, 1];

#[test]
fn a_value_comes_whatever_its_pieces_are() {
    let reader = Reader::registered(2);
    let data = pattern(6_000);
    for piece in [1, 2, 63, 4095, 4096, 4097, 1 << 20] {
        let value = Value::whole(&data[..piece.min(6_000)], b"PYTHON");
        assert_eq!(call(&reader.values, &value.message(), piece).unwrap(), DONE);
        assert_eq!(reader.bytes(value.data.len() + 6), [&value.data[..], b"PYTHON"].concat());
        reader.read_it();
    }
}

#[test]
fn a_value_waits_until_the_last_one_is_read() {
    let reader = Reader::registered(1);
    assert_eq!(reader.push(&Value::whole(b"first", b"M")).unwrap(), DONE);
    assert_eq!(refused(reader.push(&Value::whole(b"second", b"M"))), Code::Unknown);
    assert_eq!(reader.bytes(5), b"first");
    reader.read_it();
    assert_eq!(reader.push(&Value::whole(b"second", b"M")).unwrap(), DONE);
    assert_eq!(reader.bytes(6), b"second");
}

#[test]
fn chunks_of_a_value_come_in_any_order_and_the_last_one_ends_it() {
    let reader = Reader::registered(1);
    let data = pattern(900);
    let chunk = |from, to| Value::chunk(&data, from, to);
    assert_eq!(reader.push(&chunk(600, 900)).unwrap(), []);
    // Two at one time.
    let (first, second) = (chunk(0, 300).message(), chunk(300, 600).message());
    let mut calls = [reader.values.begin(), reader.values.begin()];
    for (call, message) in calls.iter_mut().zip([&first, &second]) {
        call.piece(&message[..200]).unwrap();
        assert!(call.is_ready().unwrap());
    }
    let [one, two] = calls;
    let replies = [(one, first), (two, second)].map(|(mut call, message)| {
        call.piece(&message[200..]).unwrap();
        call.end().unwrap()
    });
    assert_eq!(replies, [vec![], DONE.to_vec()]);
    assert_eq!(reader.bytes(903), [&data[..], b"RAW"].concat());
}

#[test]
fn a_value_whose_sender_goes_away_is_begun_anew() {
    let reader = Reader::registered(1);
    let message = Value::whole(&pattern(500), b"").message();
    let mut broken = reader.values.begin();
    broken.piece(&message[..300]).unwrap();
    assert!(broken.is_ready().unwrap());
    drop(broken);
    assert_eq!(reader.push(&Value::whole(b"whole", b"M")).unwrap(), DONE);
    assert_eq!(reader.bytes(6), b"wholeM");
}

#[test]
fn a_value_whose_sender_goes_away_between_two_chunks_leaves_nothing_in_the_next() {
    let reader = Reader::registered(1);
    let (lost, data) = ([0xff; 900], pattern(900));
    assert_eq!(reader.push(&Value::chunk(&lost, 0, 500)).unwrap(), []);
    assert_eq!(reader.push(&Value::chunk(&data, 0, 500)).unwrap(), [], "the rest of it has not come");
    assert_eq!(reader.push(&Value::chunk(&data, 500, 900)).unwrap(), DONE);
    assert_eq!(reader.bytes(903), [&data[..], b"RAW"].concat());
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let reader = Reader::new();
    assert_eq!(refused(reader.push(&Value::whole(b"x", b""))), Code::NotFound);
    assert_eq!(refused(reader.register(WRITER, 1, ObjectId([1; 28]))), Code::NotFound);
    assert_eq!(refused(reader.register(WRITER, 0, ID)), Code::InvalidArgument);
    reader.node.put(ObjectId([2; 28]), b"as others", b"");
    assert_eq!(refused(reader.register(WRITER, 1, ObjectId([2; 28]))), Code::NotFound);
    for _ in 0..2 {
        reader.register(WRITER, 1, ID).unwrap();
    }
    let good = Value::whole(b"data", b"M");
    assert_eq!(refused(reader.push(&Value::whole(&pattern(10_000), b"M"))), Code::InvalidArgument);
    assert_eq!(refused(reader.push(&Value { data_size: 3, ..good.clone() })), Code::InvalidArgument);
    assert_eq!(refused(reader.push(&Value { offset: u64::MAX, ..good.clone() })), Code::InvalidArgument);
    let message = good.message();
    for end in 1..message.len() {
        assert!(call(&reader.values, &message[..end], 9).is_err(), "{end}");
    }
    assert_eq!(reader.push(&good).unwrap(), DONE);
    reader.read_it();
    // Its owner frees it at once; whoever uses it keeps it.
    reader.node.store.delete(&[ID]);
    assert_eq!(reader.push(&good).unwrap(), DONE);
    reader.node.store.unhold(&[ID]);
    assert_eq!(refused(reader.push(&good)), Code::NotFound, "the object is gone, and its readers with it");
    reader.node.store.validate().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn random_requests_are_errors_and_not_panics(bytes in prop::collection::vec(prop_oneof![Just(0x0a), Just(0x32), Just(28), any::<u8>()], 0..200), piece in 1usize..50) {
        let reader = Reader::registered(1);
        let _ = call(&reader.values, &bytes, piece);
        let _ = call(&reader.registrations, &bytes, piece);
        let mut message = Value::whole(b"data", b"M").message();
        message.truncate(44);
        message.extend_from_slice(&bytes);
        let _ = call(&reader.values, &message, piece);
        reader.node.store.validate().unwrap();
    }
}
