//! The client before a store that answers otherwise than ours does, or late.
#![allow(clippy::unwrap_used)]

use std::io::{IoSlice, Read, Write};
use std::mem::MaybeUninit;
use std::os::fd::AsFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::thread::JoinHandle;
use std::time::Duration;

use plasma_client::{Client, ClientError, Created, ObjectId, Owner};
use plasma_wire::{Builder, CreateOutcome, HEADER_LEN, Header, ObjectSpec, Reply, SegmentRef};
use rustix::fs::MemfdFlags;
use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags};

const SEGMENT: SegmentRef = SegmentRef { store_fd: 3, unique_fd_id: 1, mmap_size: 4096 + 8 };

/// One connection of a store: it answers the first request as a store, and the second one as `answer` does.
struct Store {
    socket: PathBuf,
    thread: Option<JoinHandle<()>>,
}

impl Store {
    fn new(name: &str, answer: impl FnOnce(&mut UnixStream) + Send + 'static) -> Self {
        let socket = std::env::temp_dir().join(format!("plasma-client-{}-{name}", std::process::id()));
        let listener = UnixListener::bind(&socket).unwrap();
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            read_request(&mut stream);
            reply(&mut stream, &Reply::Connect { memory_capacity: 4096 });
            read_request(&mut stream);
            answer(&mut stream);
            // Until the client has gone.
            let _ = stream.read(&mut [0]);
        });
        Self { socket, thread: Some(thread) }
    }

    /// What comes of `request`, which must not hang.
    fn ask<T: Send + 'static>(&self, request: impl FnOnce(&Client) -> T + Send + 'static) -> T {
        let client = Client::connect(&self.socket).unwrap();
        let (sender, result) = channel();
        std::thread::spawn(move || sender.send(request(&client)));
        result.recv_timeout(Duration::from_secs(20)).expect("an answer")
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.socket);
        if let Some(thread) = self.thread.take().filter(|_| !std::thread::panicking()) {
            thread.join().unwrap();
        }
    }
}

fn read_request(stream: &mut UnixStream) {
    let mut header = [0; HEADER_LEN];
    stream.read_exact(&mut header).unwrap();
    let header = Header::parse(&header).unwrap().unwrap();
    stream.read_exact(&mut vec![0; header.body_len]).unwrap();
}

fn reply(stream: &mut UnixStream, reply: &Reply) {
    let mut builder = Builder::new();
    reply.encode(&mut builder);
    stream.write_all(builder.bytes()).unwrap();
}

fn send_segment(stream: &UnixStream) {
    let file = rustix::fs::memfd_create("segment", MemfdFlags::CLOEXEC).unwrap();
    rustix::fs::ftruncate(&file, 4096).unwrap();
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    let fds = [file.as_fd()];
    assert!(control.push(SendAncillaryMessage::ScmRights(&fds)));
    rustix::net::sendmsg(stream, &[IoSlice::new(&[0])], &mut control, SendFlags::empty()).unwrap();
}

fn id(n: u8) -> ObjectId {
    ObjectId([n; 28])
}

fn spec(metadata_size: u64, data_offset: u64) -> ObjectSpec {
    ObjectSpec { unique_fd_id: 1, data_offset, data_size: 8, metadata_size, ..ObjectSpec::default() }
}

fn created(metadata_size: u64) -> Reply {
    let outcome = CreateOutcome::Created { spec: spec(metadata_size, 64), segment: SEGMENT };
    Reply::Create { object_id: id(1), outcome }
}

fn create(client: &Client) -> Result<Created, ClientError> {
    client.create(id(1), Owner::default(), 8, b"RAW")
}

#[test]
fn room_for_other_metadata_ends_the_connection() {
    let store = Store::new("metadata", |stream| {
        reply(stream, &created(4));
        send_segment(stream);
    });
    assert!(matches!(store.ask(|client| create(client).map(drop)), Err(ClientError::Lost(_))));
}

#[test]
fn an_object_outside_its_segment_ends_the_connection_and_the_pins_before_it() {
    let store = Store::new("outside", |stream| {
        let (object_ids, specs) = (vec![id(1), id(2)], vec![spec(3, 64), spec(3, 1 << 20)]);
        reply(stream, &Reply::Get { object_ids, specs, segments: vec![SEGMENT] });
        send_segment(stream);
    });
    let got = store.ask(|client| client.get(vec![id(1), id(2)]).map(drop));
    assert!(matches!(got, Err(ClientError::Lost(_))));
}

#[test]
fn who_is_stopped_while_a_segment_is_on_its_way_gets_it() {
    let store = Store::new("stopped", |stream| {
        reply(stream, &created(3));
        std::thread::sleep(Duration::from_millis(300));
        let pid = std::process::id();
        let script = format!("kill -STOP {pid}; sleep 0.1; kill -CONT {pid}");
        assert!(std::process::Command::new("sh").args(["-c", &script]).status().unwrap().success());
        std::thread::sleep(Duration::from_millis(300));
        send_segment(stream);
    });
    let made = store.ask(|client| match create(client) {
        Ok(Created::Object(object)) => Ok(object.metadata()),
        Ok(Created::AskAgain(_)) => Err("the store was not full".to_string()),
        Err(error) => Err(error.to_string()),
    });
    assert_eq!(made, Ok(b"RAW".to_vec()));
}
