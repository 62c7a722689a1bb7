//! Two stores in one process, with real sockets between them: what is pushed on one side arrives on the other, byte for
//! byte, whatever is lost, repeated or forged on the way.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use narcine_rpc::{
    CallId, CallSink, Code, Direct, DirectCall, HeaderMap, Server, ServerOptions, Status, Thread, TurnedAway,
};
use narcine_spill::{ObjectSource as _, write_fused};
use narcine_transfer::{
    ArrivalSink, Door, Incoming, ObjectId, Outgoing, OutgoingConfig, Owner, PUSH, Place, PlasmaError, Push,
    PushFailure, PushSink, Source, StoreHandle, UNWANTED,
};
use plasma_store::{ObjectSource, PlasmaStore, StoreConfig};
use proptest::prelude::*;

const CHUNK: u64 = 1000;

#[derive(Debug, PartialEq)]
enum Said {
    Ready(u32),
    Refused(u32, PlasmaError),
    Arrived(u32),
    OtherSize(u32, u64),
    Failed(u32),
    Pushed(u32, &'static str),
}

#[derive(Clone)]
struct Sink(Sender<Said>);

impl ArrivalSink for Sink {
    fn ready(&self, job: u32) {
        let _ = self.0.send(Said::Ready(job));
    }
    fn refused(&self, job: u32, reason: PlasmaError) {
        let _ = self.0.send(Said::Refused(job, reason));
    }
    fn arrived(&self, job: u32) {
        let _ = self.0.send(Said::Arrived(job));
    }
    fn progress(&self, _job: u32, _received: u64) {}
    fn other_size(&self, job: u32, size: u64) {
        let _ = self.0.send(Said::OtherSize(job, size));
    }
    fn failed(&self, job: u32, _reason: &str) {
        let _ = self.0.send(Said::Failed(job));
    }
}

impl PushSink for Sink {
    fn pushed(&self, job: u32, result: Result<(), PushFailure>) {
        let how = match result {
            Ok(()) => "well",
            Err(PushFailure::Gone) => "gone",
            Err(PushFailure::Corrupt(_)) => "corrupt",
            Err(PushFailure::Unreadable(_)) => "unreadable",
            Err(PushFailure::Receiver(_)) => "receiver",
        };
        let _ = self.0.send(Said::Pushed(job, how));
    }
}

struct NoCalls;

impl CallSink for NoCalls {
    fn call(&self, _: CallId, _: u32, _: &str, _: &[u8]) {}
    fn told(&self, _: u32, _: &str, _: &[u8]) {}
    fn cancelled(&self, _: CallId) {}
    fn stream_opened(&self, _: CallId, _: u32, _: &str, _: &HeaderMap) {}
    fn stream_message(&self, _: CallId, _: &[u8]) {}
    fn stream_ended(&self, _: CallId) {}
    fn bad_connection(&self, _: &str, _: &str) {}
    fn refused_call(&self, _: &str, _: &str, _: &str) {}
    fn more_turned_away(&self, _: TurnedAway, _: u64) {}
    fn closed(&self) {}
    fn is_full(&self) -> bool {
        false
    }
}

/// Answers no Push call well.
struct NoChunks;

impl Direct for NoChunks {
    fn begin(&self) -> Box<dyn DirectCall> {
        Box::new(Self)
    }
}

impl DirectCall for NoChunks {
    fn piece(&mut self, _: &[u8]) -> Result<(), Status> {
        Err(Status::new(Code::FailedPrecondition, "no chunks"))
    }
    fn end(self: Box<Self>) -> Result<Vec<u8>, Status> {
        Err(Status::new(Code::FailedPrecondition, "no chunks"))
    }
}

struct Node {
    store: StoreHandle,
    incoming: Incoming,
    outgoing: Outgoing,
    server: Server,
    said: Receiver<Said>,
    folder: PathBuf,
    node_id: Vec<u8>,
    door: Option<Door>,
    takes_streams: bool,
    _running: PlasmaStore,
}

impl Node {
    /// Takes and sends objects in chunks only.
    fn new(name: &str, capacity: u64) -> Self {
        Self::with_token(name, capacity, None)
    }

    /// One that other nodes of this host can hand objects to.
    fn near(name: &str, capacity: u64, token: Option<&str>) -> Self {
        let mut node = Self::with_token(name, capacity, token);
        node.door = Some(Door::open(&node.node_id, token.map(str::to_string), &node.incoming).unwrap());
        node
    }

    /// One that takes streams and no chunks.
    fn streaming(name: &str, capacity: u64, token: Option<&str>) -> Self {
        Self::with_token(name, capacity, token).with_streams(token)
    }

    fn with_streams(mut self, token: Option<&str>) -> Self {
        self.takes_streams = true;
        self.server.register_direct(PUSH, Arc::new(NoChunks));
        self.server.register_other(self.incoming.stream_door(token.map(str::to_string)));
        self
    }

    fn with_token(name: &str, capacity: u64, token: Option<&str>) -> Self {
        Self::with_chunks(name, capacity, token, CHUNK)
    }

    fn with_chunks(name: &str, capacity: u64, token: Option<&str>, chunk_size: u64) -> Self {
        Self::start(name, capacity, token, chunk_size, false)
    }

    fn start(name: &str, capacity: u64, token: Option<&str>, chunk_size: u64, has_disk: bool) -> Self {
        static COUNTER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = COUNTER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("narcine-transfer-{name}-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut config = StoreConfig::new(folder.join("store"), capacity);
        config.oom_grace_ms = 50;
        config.fallback_directory = has_disk.then(|| folder.clone());
        let running = PlasmaStore::start(config, || {}).unwrap();
        let store = running.handle();
        let node_id = format!("{:>28}", format!("{}-{number}", std::process::id())).into_bytes();
        let (sender, said) = channel();
        let incoming = Incoming::new(store.clone(), chunk_size, Sink(sender.clone()));
        let auth_token = token.map(str::to_string);
        let config = OutgoingConfig { node_id: node_id.clone(), chunk_size, auth_token, is_near_on: true };
        let outgoing = Outgoing::new(store.clone(), config, Sink(sender)).unwrap();
        let options = ServerOptions {
            host: "127.0.0.1".into(),
            port: 0,
            auth_token: None,
            cluster_id: None,
            health_services: Vec::new(),
            heartbeat_limit: None,
            local_objects: None,
            thread: Thread::Data,
        };
        let server = Server::bind(options, NoCalls).unwrap();
        server.register_direct(PUSH, incoming.service());
        server.serve().unwrap();
        Self {
            store,
            incoming,
            outgoing,
            server,
            said,
            folder,
            node_id,
            door: None,
            takes_streams: false,
            _running: running,
        }
    }

    fn address(&self) -> String {
        format!("127.0.0.1:{}", self.server.port())
    }

    /// A push to this node, of what lies in another store.
    fn push_of(&self, object_id: ObjectId) -> Push {
        Push {
            object_id,
            node_id: self.node_id.clone(),
            address: self.address(),
            source: Source::Store,
            takes_streams: self.takes_streams,
            window: 4,
        }
    }

    fn put(&self, id: ObjectId, data: &[u8], metadata: &[u8]) {
        self.store.put(id, owner(), metadata, data, ObjectSource::CreatedByWorker).unwrap();
    }

    fn next(&self) -> Said {
        self.said.recv_timeout(Duration::from_secs(10)).unwrap()
    }

    fn read(&self, id: &ObjectId) -> (Vec<u8>, Vec<u8>) {
        let bytes = self.store.bytes_of(id).unwrap();
        assert_eq!(bytes.owner, owner());
        let mut data = vec![0; bytes.data_size as usize];
        let mut metadata = vec![0; bytes.metadata_size as usize];
        bytes.read_at(0, &mut data).unwrap();
        bytes.read_at(bytes.data_size, &mut metadata).unwrap();
        (data, metadata)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.outgoing.close();
        self.server.close();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn owner() -> Owner {
    Owner { node_id: vec![2; 28], ip_address: b"127.0.0.1".to_vec(), port: 99, worker_id: vec![3; 28] }
}

fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at * 31 % 251) as u8).collect()
}

const ID: ObjectId = ObjectId([9; 28]);

/// Puts an object on one node, has it pushed to the other, and compares what is there then.
fn carry(from: &Node, to: &Node, number: u8, data_len: usize, metadata: &[u8]) {
    let (job, id, data) = (u32::from(number), ObjectId([number; 28]), pattern(data_len));
    from.put(id, &data, metadata);
    assert!(to.incoming.accept(job, id, owner(), (data_len + metadata.len()) as u64));
    assert_eq!(to.next(), Said::Ready(job));
    from.outgoing.push(job, to.push_of(id));
    assert_eq!(to.next(), Said::Arrived(job));
    assert_eq!(from.next(), Said::Pushed(job, "well"));
    assert_eq!(to.read(&id), (data, metadata.to_vec()));
    to.store.validate().unwrap();
}

#[test]
fn every_size_arrives() {
    let (from, to) = (Node::new("from", 4 << 20), Node::new("to", 4 << 20));
    for (number, (data_len, metadata)) in
        [(0, &b"1"[..]), (1, b""), (999, b"5"), (1000, b""), (995, b"12345"), (998, b"12345"), (123_456, b"RAW")]
            .into_iter()
            .enumerate()
    {
        carry(&from, &to, number as u8, data_len, metadata);
    }
    assert_eq!(to.incoming.count(), 0);
}

#[test]
fn a_spilled_object_is_sent_from_its_file() {
    sent_from_its_file(&Node::new("from", 4 << 20), &Node::new("to", 4 << 20), 5_555);
    sent_from_its_file(&Node::new("from", 4 << 20), &Node::streaming("to", 4 << 20, None), 5_555);
    let (from, to) = large_chunks();
    sent_from_its_file(&from, &to, 2_222_222);
}

fn sent_from_its_file(from: &Node, to: &Node, len: usize) {
    let data = pattern(len);
    from.put(ID, &data, b"META");
    let path = from.folder.join("spilled");
    let bytes = from.store.bytes_of(&ID).unwrap();
    assert_eq!((bytes.data_size(), bytes.metadata_size()), (len as u64, 4));
    let address = narcine_spill::encode_owner(&bytes.owner);
    let [record] = write_fused(&path, &[(address, bytes)], 1.0).unwrap()[..] else { panic!() };
    from.store.delete(&[ID]);
    let push = |record| Push {
        object_id: ID,
        address: to.address(),
        node_id: to.node_id.clone(),
        source: Source::File(Place { path: path.clone(), record }),
        takes_streams: to.takes_streams,
        window: 2,
    };
    assert!(to.incoming.accept(1, ID, owner(), len as u64 + 4));
    assert_eq!(to.next(), Said::Ready(1));
    let mut wrong = record;
    wrong.crc ^= 1;
    from.outgoing.push(1, push(wrong));
    assert_eq!(from.next(), Said::Pushed(1, "corrupt"));
    from.outgoing.push(2, push(record));
    assert_eq!(from.next(), Said::Pushed(2, "well"));
    assert_eq!(to.next(), Said::Arrived(1));
    assert_eq!(to.read(&ID), (data, b"META".to_vec()));
    std::fs::remove_file(&path).unwrap();
    from.outgoing.push(3, push(record));
    assert_eq!(from.next(), Said::Pushed(3, "corrupt"));
}

#[test]
fn what_is_abandoned_gives_its_room_back() {
    let to = Node::new("to", 2 << 20);
    assert!(to.incoming.accept(1, ID, owner(), 1_500_000));
    assert_eq!(to.next(), Said::Ready(1));
    // There is no room for another one, nor disk: it waits, and is then refused.
    let other = ObjectId([8; 28]);
    assert!(to.incoming.accept(2, other, owner(), 1_500_000));
    to.incoming.abandon(2, other);
    to.incoming.abandon(1, ID);
    assert!(to.incoming.accept(3, other, owner(), 1_500_000));
    assert_eq!(to.next(), Said::Ready(3));
    assert!(to.incoming.accept(4, ID, owner(), 1_500_000));
    assert!(matches!(to.next(), Said::Refused(4, _)));
    assert_eq!(to.incoming.count(), 1);
    to.store.validate().unwrap();
}

/// One chunk as it stands on the wire.
fn chunk(index: u64, size: u64, metadata_size: u64, data: &[u8]) -> Vec<u8> {
    use narcine_rpc::proto::{write_bytes, write_number};
    let mut out = Vec::new();
    write_bytes(&mut out, 2, ID.as_bytes());
    write_number(&mut out, 5, index);
    write_number(&mut out, 6, size);
    write_number(&mut out, 7, metadata_size);
    write_bytes(&mut out, 8, data);
    out
}

/// A Push call whose message comes in pieces of so many bytes.
fn call(service: &Arc<dyn Direct>, message: &[u8], piece: usize) -> Result<Vec<u8>, Status> {
    let mut call = service.begin();
    for bytes in message.chunks(piece) {
        call.piece(bytes)?;
    }
    call.end()
}

#[test]
fn a_node_of_this_host_is_handed_the_object() {
    let (from, to) = (Node::new("from", 4 << 20), Node::near("to", 4 << 20, None));
    // Nobody answers chunks: whatever arrives was handed over.
    to.server.close();
    for (number, (data_len, metadata)) in
        [(0, &b"1"[..]), (1, b""), (1000, b""), (998, b"12345"), (1_234_567, b"RAW")].into_iter().enumerate()
    {
        carry(&from, &to, number as u8, data_len, metadata);
    }
    // One that nobody waits for is no trouble, one of another size is.
    from.outgoing.push(8, to.push_of(ObjectId([1; 28])));
    assert_eq!(from.next(), Said::Pushed(8, "well"));
    let other = ObjectId([77; 28]);
    from.put(other, b"abc", b"");
    assert!(to.incoming.accept(9, other, owner(), 5));
    assert_eq!(to.next(), Said::Ready(9));
    from.outgoing.push(9, to.push_of(other));
    assert_eq!(to.next(), Said::OtherSize(9, 3));
    assert_eq!(from.next(), Said::Pushed(9, "receiver"));
    to.incoming.abandon(9, other);
    to.store.validate().unwrap();
}

#[test]
fn an_object_is_held_while_it_is_copied() {
    let (from, to) = (Node::new("from", 1 << 20), Node::near("to", 4 << 20, None));
    let data = pattern(900_000);
    from.put(ID, &data, b"M");
    assert!(to.incoming.accept(1, ID, owner(), 900_001));
    assert_eq!(to.next(), Said::Ready(1));
    from.outgoing.push(1, to.push_of(ID));
    assert_eq!(to.next(), Said::Arrived(1));
    // And not any longer.
    assert_eq!(from.next(), Said::Pushed(1, "well"));
    from.store.delete(&[ID]);
    assert_eq!(from.store.contains(&[ID]), [false]);
    assert_eq!(to.read(&ID), (data, b"M".to_vec()));
}

#[test]
fn whoever_shows_another_token_has_to_send_chunks() {
    let (from, to) = (Node::with_token("from", 4 << 20, Some("one")), Node::near("to", 4 << 20, Some("two")));
    from.put(ID, &pattern(5_000), b"");
    assert!(to.incoming.accept(1, ID, owner(), 5_000));
    assert_eq!(to.next(), Said::Ready(1));
    from.outgoing.push(1, to.push_of(ID));
    assert_eq!(to.next(), Said::Arrived(1));
    assert_eq!(from.next(), Said::Pushed(1, "well"));
    // And without chunks nothing comes.
    to.server.close();
    let other = ObjectId([8; 28]);
    from.put(other, &pattern(5_000), b"");
    assert!(to.incoming.accept(2, other, owner(), 5_000));
    assert_eq!(to.next(), Said::Ready(2));
    from.outgoing.push(2, to.push_of(other));
    assert_eq!(from.next(), Said::Pushed(2, "receiver"));
}

#[test]
fn a_door_closes_and_leaves_its_name() {
    let mut to = Node::near("to", 2 << 20, None);
    assert!(Door::open(&to.node_id, None, &to.incoming).is_err());
    to.door = None;
    assert!(Door::open(&to.node_id, None, &to.incoming).is_ok());
}

#[test]
fn a_sender_of_what_nobody_wants_is_told() {
    let to = Node::new("to", 2 << 20);
    let service = to.incoming.service();
    assert_eq!(call(&service, &chunk(0, 10, 0, &[1; 10]), 100), Ok(UNWANTED.to_vec()));
    assert!(to.incoming.accept(1, ID, owner(), 10));
    assert_eq!(to.next(), Said::Ready(1));
    assert_eq!(call(&service, &chunk(0, 10, 0, &[1; 10]), 100), Ok(Vec::new()));
    assert_eq!(call(&service, &chunk(0, 10, 0, &[1; 10]), 100), Ok(UNWANTED.to_vec()));
}

#[test]
fn a_node_of_ours_is_sent_a_stream() {
    let (from, to) = (Node::new("from", 16 << 20), Node::streaming("to", 16 << 20, None));
    for (number, (data_len, metadata)) in
        [(0, &b"1"[..]), (1, b""), (1000, b""), (998, b"12345"), (1_234_567, b"RAW")].into_iter().enumerate()
    {
        carry(&from, &to, number as u8, data_len, metadata);
    }
    // One that nobody waits for is no trouble, one of another size is, and neither spoils the connection.
    from.outgoing.push(8, to.push_of(ObjectId([4; 28])));
    assert_eq!(from.next(), Said::Pushed(8, "well"));
    let other = ObjectId([77; 28]);
    from.put(other, &pattern(5_000), b"");
    assert!(to.incoming.accept(9, other, owner(), 5));
    assert_eq!(to.next(), Said::Ready(9));
    from.outgoing.push(9, to.push_of(other));
    assert_eq!(to.next(), Said::OtherSize(9, 5_000));
    assert_eq!(from.next(), Said::Pushed(9, "receiver"));
    to.incoming.abandon(9, other);
    carry(&from, &to, 10, 70_000, b"X");
    assert_eq!(to.server.stats().connections, 1);
    to.store.validate().unwrap();
}

/// Two nodes whose chunks do not leave in one write, nor come in one read.
fn large_chunks() -> (Node, Node) {
    let node = |name| Node::with_chunks(name, 64 << 20, None, 300_000);
    (node("from"), node("to").with_streams(None))
}

#[test]
fn large_chunks_go_straight_from_arena_to_arena() {
    let (from, to) = large_chunks();
    for (number, len) in [299_999, 300_000, 300_001, 1_000_000, 9_999_999].into_iter().enumerate() {
        carry(&from, &to, number as u8, len, b"12345");
    }
    // What nobody waits for any more is given up after a chunk or a few, and the connection serves on.
    from.outgoing.push(50, to.push_of(ObjectId([4; 28])));
    assert_eq!(from.next(), Said::Pushed(50, "well"));
    carry(&from, &to, 60, 3_000_000, b"");
    assert_eq!(to.server.stats().connections, 1);
}

#[test]
fn one_that_gets_a_file_of_its_own_is_streamed_too() {
    // More than the receiver's store holds.
    let from = Node::with_chunks("from", 8 << 20, None, 300_000);
    let to = Node::start("to", 2 << 20, None, 300_000, true).with_streams(None);
    from.put(ID, &pattern(3_000_000), b"M");
    assert!(to.incoming.accept(1, ID, owner(), 3_000_001));
    assert_eq!(to.next(), Said::Ready(1));
    from.outgoing.push(1, to.push_of(ID));
    assert_eq!(to.next(), Said::Arrived(1));
    assert_eq!(to.read(&ID), (pattern(3_000_000), b"M".to_vec()));
}

#[test]
fn many_are_streamed_at_a_time() {
    let (from, to) = (Node::new("from", 16 << 20), Node::streaming("to", 16 << 20, Some("t")));
    // The wrong token: not even a chunk.
    from.put(ID, b"abc", b"");
    assert!(to.incoming.accept(99, ID, owner(), 3));
    assert_eq!(to.next(), Said::Ready(99));
    from.outgoing.push(99, to.push_of(ID));
    assert_eq!(from.next(), Said::Pushed(99, "receiver"));
    to.incoming.abandon(99, ID);
    assert_eq!(to.server.stats().bad_connections, 1);
    let from = Node::with_token("from", 16 << 20, Some("t"));
    for number in 0..40u8 {
        let id = ObjectId([number; 28]);
        from.put(id, &pattern(usize::from(number) * 7_001), b"M");
        assert!(to.incoming.accept(number.into(), id, owner(), u64::from(number) * 7_001 + 1));
        assert_eq!(to.next(), Said::Ready(number.into()));
    }
    for number in 0..40u8 {
        from.outgoing.push(number.into(), to.push_of(ObjectId([number; 28])));
    }
    for _ in 0..40 {
        assert!(matches!(from.next(), Said::Pushed(_, "well")));
        assert!(matches!(to.next(), Said::Arrived(_)));
    }
    for number in 0..40u8 {
        assert_eq!(to.read(&ObjectId([number; 28])), (pattern(usize::from(number) * 7_001), b"M".to_vec()));
    }
    to.store.validate().unwrap();
}

#[test]
fn a_stream_to_a_node_that_is_gone_fails_at_once() {
    let from = Node::new("from", 64 << 20);
    // Takes the connection and nothing of what comes.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    from.put(ID, &pattern(32 << 20), b"");
    let (node_id, source) = (vec![1; 28], Source::Store);
    let push = Push { object_id: ID, node_id, address: address.clone(), source, takes_streams: true, window: 4 };
    from.outgoing.push(1, push);
    let accepted = silent.accept().unwrap();
    std::thread::sleep(Duration::from_millis(50));
    from.outgoing.disconnect(&address);
    assert_eq!(from.next(), Said::Pushed(1, "receiver"));
    drop(accepted);
    from.store.delete(&[ID]);
    assert_eq!(from.store.contains(&[ID]), [false], "nothing holds it");
}

/// Streams as nobody of ours sends them: each loses its own connection, and nothing else.
mod hostile_streams {
    use std::io::{ErrorKind, Read, Write};
    use std::net::TcpStream;

    use super::*;

    fn hello(token: &str) -> Vec<u8> {
        [&b"narcine-stream-1"[..], &(token.len() as u16).to_le_bytes(), token.as_bytes()].concat()
    }

    fn head(push: u32, is_last: u8, numbers: [u64; 4]) -> Vec<u8> {
        let numbers = numbers.iter().flat_map(|number| number.to_le_bytes());
        [&push.to_le_bytes()[..], &[is_last], ID.as_bytes()].concat().into_iter().chain(numbers).collect()
    }

    fn connect(to: &Node) -> TcpStream {
        let tcp = TcpStream::connect(to.address()).unwrap();
        tcp.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        tcp
    }

    /// All that is answered until the connection ends.
    fn answers(to: &Node, bytes: &[u8]) -> Vec<u8> {
        let mut tcp = connect(to);
        // It may be over before all is written.
        let _ = tcp.write_all(bytes);
        let _ = tcp.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        match tcp.read_to_end(&mut answer) {
            Err(error) if error.kind() != ErrorKind::ConnectionReset => panic!("{error}"),
            _ => answer,
        }
    }

    fn waiting(size: u64) -> Node {
        let to = Node::streaming("to", 8 << 20, None);
        assert!(to.incoming.accept(1, ID, owner(), size));
        assert_eq!(to.next(), Said::Ready(1));
        to
    }

    /// What is wanted still comes, and is what was sent.
    fn goes_on(to: &Node, size: usize) {
        let from = Node::new("from", 8 << 20);
        from.put(ID, &pattern(size), b"");
        from.outgoing.push(1, to.push_of(ID));
        let said = std::iter::from_fn(|| Some(to.next())).find(|said| !matches!(said, Said::OtherSize(..)));
        assert_eq!(said, Some(Said::Arrived(1)));
        assert_eq!(to.read(&ID).0, pattern(size));
        to.store.validate().unwrap();
    }

    #[test]
    fn are_hung_up_on_or_answered() {
        let to = waiting(2_500);
        let said = |numbers, data: &[u8]| answers(&to, &[hello(""), head(7, 1, numbers), data.to_vec()].concat());
        for bad in [b"n".to_vec(), b"narcine-stream-2\0\0".to_vec(), hello("wrong"), [hello(""), vec![9; 80]].concat()]
        {
            assert_eq!(answers(&to, &bad), b"");
        }
        let no_end = [&b"narcine-stream-1"[..], &[0xff, 0xff], &[0; 100]].concat();
        assert_eq!(answers(&to, &no_end), b"");
        for [index, size, metadata, len] in [[0, 2_500, 0, 0], [0, 10, 0, 11], [0, 2_500, 0, u64::MAX]] {
            assert_eq!(said([index, size, metadata, len], &[1; 3_000]), b"", "{len} of {size}");
        }
        // Well formed and wrong: an answer that says why, once for the push.
        for numbers in [
            [3, 2_500, 0, 500],
            [u64::MAX, 2_500, 0, 500],
            [0, 2_500, 0, 999],
            [0, 2_500, 2_501, 1_000],
            [0, 2_501, 0, 1_000],
        ] {
            let answer = said(numbers, &vec![1; numbers[3] as usize]);
            assert_eq!((&answer[..4], answer[4]), (&[7, 0, 0, 0][..], 2), "{numbers:?}");
            assert_eq!(answer.len(), 7 + usize::from(u16::from_le_bytes([answer[5], answer[6]])));
        }
        // Broken off in the middle of a chunk: as if it had not come.
        assert_eq!(said([0, 2_500, 0, 1_000], &[0xee; 999]), b"");
        assert!(to.server.stats().bad_connections >= 7);
        let silent = connect(&to);
        goes_on(&to, 2_500);
        drop(silent);
    }

    #[test]
    fn after_its_answer_a_push_is_not_looked_at() {
        let to = waiting(2_500);
        let chunk = |push, is_last, index, len: usize| {
            [
                head(push, is_last, [index, 2_500, 0, len as u64]),
                pattern(2_500)[index as usize * 1_000..][..len].to_vec(),
            ]
            .concat()
        };
        let wrong = [head(1, 0, [0, 9_999, 0, 5]), vec![1; 5]].concat();
        let bytes = [
            hello(""),
            wrong,
            chunk(1, 1, 0, 1_000),
            chunk(2, 0, 0, 1_000),
            chunk(2, 0, 1, 1_000),
            chunk(2, 1, 2, 500),
        ];
        let answer = answers(&to, &bytes.concat());
        assert_eq!((answer[0], answer[4]), (1, 2));
        assert_eq!(answer[answer.len() - 7..], [2, 0, 0, 0, 0, 0, 0]);
        assert_eq!(to.next(), Said::OtherSize(1, 9_999));
        assert_eq!(to.next(), Said::Arrived(1));
        assert_eq!(to.read(&ID).0, pattern(2_500));
        // Nobody waits for it any more.
        let answer = answers(&to, &[hello(""), chunk(3, 0, 0, 1_000)].concat());
        assert_eq!(answer, [3, 0, 0, 0, 1, 0, 0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        /// A stream with a part of it changed, cut out or put in: the object is what was sent, or has not come.
        #[test]
        fn damaged_ones_do_no_harm(
            size in 1usize..9_000,
            at in 0.0f64..1.0,
            junk in prop::collection::vec(any::<u8>(), 0..50),
            removed in 0usize..200,
        ) {
            let to = waiting(size as u64);
            let bytes = pattern(size);
            let count = size.div_ceil(CHUNK as usize);
            let mut stream = hello("");
            for (index, part) in bytes.chunks(CHUNK as usize).enumerate() {
                let is_last = u8::from(index + 1 == count);
                stream.extend(head(5, is_last, [index as u64, size as u64, 0, part.len() as u64]));
                // The data is left whole, since nothing tells other bytes from it: only what is around it is damaged.
                stream.extend(part);
            }
            let head_at = ((at * count as f64) as usize) * (65 + CHUNK as usize) + 18;
            let from = (head_at + (at * 65.0) as usize).min(stream.len());
            let until = (from + removed.min(65)).min(stream.len());
            stream.splice(from..until, junk);
            answers(&to, &stream);
            let has_come = to.store.contains(&[ID]) == [true];
            if has_come {
                prop_assert_eq!(to.read(&ID).0.len(), size);
            }
            prop_assert!(to.store.validate().is_ok());
            // Whoever sends it well is served, on the same server.
            if !has_come {
                goes_on_after(&to, size)?;
            }
        }
    }

    fn goes_on_after(to: &Node, size: usize) -> Result<(), TestCaseError> {
        let from = Node::new("from", 8 << 20);
        from.put(ID, &pattern(size), b"");
        from.outgoing.push(1, to.push_of(ID));
        loop {
            match to.next() {
                Said::OtherSize(..) => {}
                said => {
                    prop_assert_eq!(said, Said::Arrived(1));
                    return Ok(());
                }
            }
        }
    }
}

/// Offers as nobody of ours makes them: the door hangs up or says what is wrong, and goes on.
mod hostile_offers {
    use std::io::IoSlice;
    use std::mem::MaybeUninit;
    use std::os::fd::{AsFd, OwnedFd};

    use rustix::net::{
        AddressFamily, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags, SocketAddrUnix, SocketFlags,
        SocketType,
    };

    use super::*;

    fn connect(to: &Node) -> OwnedFd {
        let hex: String = to.node_id.iter().map(|byte| format!("{byte:02x}")).collect();
        let address = SocketAddrUnix::new_abstract_name(format!("narcine-transfer-{hex}").as_bytes()).unwrap();
        let flags = SocketFlags::CLOEXEC;
        let socket = rustix::net::socket_with(AddressFamily::UNIX, SocketType::SEQPACKET, flags, None).unwrap();
        rustix::net::connect(&socket, &address).unwrap();
        socket
    }

    /// What is answered: its first byte and a text; None: it hung up.
    fn answer(to: &Node, offer: &[u8], file: Option<&std::fs::File>) -> Option<(u8, String)> {
        let socket = connect(to);
        let fds: Vec<_> = file.iter().map(|file| file.as_fd()).collect();
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        if !fds.is_empty() {
            control.push(SendAncillaryMessage::ScmRights(&fds));
        }
        rustix::net::sendmsg(&socket, &[IoSlice::new(offer)], &mut control, SendFlags::NOSIGNAL).unwrap();
        let mut bytes = [0; 2000];
        let (_, len) = rustix::net::recv(&socket, &mut bytes[..], RecvFlags::empty()).ok()?;
        (len > 0).then(|| (bytes[0], String::from_utf8_lossy(&bytes[1..len]).into_owned()))
    }

    fn offer(numbers: [u64; 3]) -> Vec<u8> {
        let numbers = numbers.iter().flat_map(|number| number.to_le_bytes());
        [b"narcine1", ID.as_bytes()].concat().into_iter().chain(numbers).collect()
    }

    #[test]
    fn are_answered_or_hung_up_on() {
        let to = Node::near("to", 4 << 20, None);
        let short = std::fs::File::create_new(to.folder.join("short")).unwrap();
        drop(short);
        let short = std::fs::File::open(to.folder.join("short")).unwrap();
        assert!(to.incoming.accept(1, ID, owner(), 10_000));
        assert_eq!(to.next(), Said::Ready(1));
        assert_eq!(answer(&to, b"", Some(&short)), None);
        assert_eq!(answer(&to, b"hello", Some(&short)), None);
        assert_eq!(answer(&to, &offer([0, 10_000, 0]), None), None);
        let said = |numbers| answer(&to, &offer(numbers), Some(&short)).unwrap();
        assert!(said([0, u64::MAX, 1]).1.contains("without an end"));
        assert!(said([u64::MAX, 10_000, 0]).1.contains("without an end"));
        assert_eq!(said([0, u64::MAX, 0]).0, 1);
        assert!(said([0, 10_000, 0]).1.contains("does not hold it"));
        assert!(said([1 << 40, 10_000, 0]).1.contains("does not hold it"));
        let folder = std::fs::File::open(&to.folder).unwrap();
        assert_eq!(answer(&to, &offer([0, 10_000, 0]), Some(&folder)).unwrap().0, 1);
        // Whoever connects and goes, or says nothing, is no trouble either.
        drop(connect(&to));
        let _silent = connect(&to);
        let from = Node::new("from", 4 << 20);
        from.put(ID, &pattern(10_000), b"");
        from.outgoing.push(1, to.push_of(ID));
        let said = std::iter::from_fn(|| Some(to.next())).find(|said| !matches!(said, Said::OtherSize(..)));
        assert_eq!(said, Some(Said::Arrived(1)));
        assert_eq!(to.read(&ID).0, pattern(10_000));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    /// Chunks in any order, repeated, with forged ones in between: the object is what was sent.
    #[test]
    fn any_order_and_forgeries(
        size in 1usize..9_000,
        order in prop::collection::vec((0u64..12, 0u8..7), 0..60),
        metadata_share in 0usize..10,
        piece in 1usize..2_000,
    ) {
        let to = Node::new("to", 2 << 20);
        let bytes = pattern(size);
        let metadata_size = (size * metadata_share / 10) as u64;
        let service = to.incoming.service();
        let answer = |message: &[u8]| call(&service, message, piece);
        prop_assert!(to.incoming.accept(1, ID, owner(), size as u64));
        prop_assert_eq!(to.next(), Said::Ready(1));
        let count = (size as u64).div_ceil(CHUNK);
        let part = |index: u64| &bytes[(index * CHUNK) as usize..size.min(((index + 1) * CHUNK) as usize)];
        let good = |index: u64| chunk(index, size as u64, metadata_size, part(index));
        // The first one says how much is metadata, and everything is measured by it.
        prop_assert!(answer(&good(0)).is_ok());
        for (index, kind) in order {
            let index = index % count;
            let forged = match kind {
                0 => { prop_assert!(answer(&good(index)).is_ok()); continue }
                1 => chunk(index, size as u64, metadata_size, &vec![0xff; part(index).len() + 1]),
                2 => chunk(count + index, size as u64, metadata_size, part(index)),
                3 => chunk(index, size as u64 + 1, metadata_size, part(index)),
                4 => chunk(index, size as u64, metadata_size + 1, &vec![0xff; part(index).len()]),
                5 => {
                    // Breaks off in the middle of its data.
                    let mut cut = service.begin();
                    let message = good(index);
                    prop_assert!(cut.piece(&message[..message.len() - 1]).is_ok());
                    continue;
                }
                _ => vec![0xff; index as usize + 1],
            };
            let refused = answer(&forged).is_err();
            // Once the object is there, nobody looks at what well-formed chunks say.
            prop_assert!(refused || to.store.contains(&[ID]) == [true]);
        }
        for index in (0..count).rev() {
            prop_assert!(answer(&good(index)).is_ok());
        }
        let said = std::iter::from_fn(|| to.said.try_recv().ok()).filter(|said| !matches!(said, Said::OtherSize(..)));
        prop_assert_eq!(said.collect::<Vec<_>>(), vec![Said::Arrived(1)]);
        let (data, metadata) = to.read(&ID);
        prop_assert_eq!(metadata.len() as u64, metadata_size);
        prop_assert_eq!([data, metadata].concat(), bytes);
        prop_assert!(to.store.validate().is_ok());
    }
}
