//! Two stores in one process, with real sockets between them: what is pushed on one side arrives on the other, byte for
//! byte, whatever is lost, repeated or forged on the way.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use narcine_rpc::{CallId, CallSink, Direct, HeaderMap, Server, ServerOptions, Status, Thread, TurnedAway};
use narcine_spill::{ObjectSource as _, write_fused};
use narcine_transfer::{
    ArrivalSink, Incoming, ObjectId, Outgoing, OutgoingConfig, Owner, PUSH, Place, PlasmaError, Push, PushFailure,
    PushSink, Source, StoreHandle,
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

struct Node {
    store: StoreHandle,
    incoming: Incoming,
    outgoing: Outgoing,
    server: Server,
    said: Receiver<Said>,
    folder: PathBuf,
    _running: PlasmaStore,
}

impl Node {
    fn new(name: &str, capacity: u64) -> Self {
        static COUNTER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = COUNTER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("narcine-transfer-{name}-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut config = StoreConfig::new(folder.join("store"), capacity);
        config.oom_grace_ms = 50;
        let running = PlasmaStore::start(config, || {}).unwrap();
        let store = running.handle();
        let (sender, said) = channel();
        let incoming = Incoming::new(store.clone(), CHUNK, Sink(sender.clone()));
        let config = OutgoingConfig { node_id: vec![1; 28], chunk_size: CHUNK, auth_token: None };
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
        Self { store, incoming, outgoing, server, said, folder, _running: running }
    }

    fn address(&self) -> String {
        format!("127.0.0.1:{}", self.server.port())
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

#[test]
fn every_size_arrives() {
    let (from, to) = (Node::new("from", 4 << 20), Node::new("to", 4 << 20));
    for (number, (data_len, metadata)) in
        [(0, &b"1"[..]), (1, b""), (999, b"5"), (1000, b""), (995, b"12345"), (998, b"12345"), (123_456, b"RAW")]
            .into_iter()
            .enumerate()
    {
        let job = number as u32;
        let id = ObjectId([number as u8; 28]);
        let data = pattern(data_len);
        from.put(id, &data, metadata);
        assert!(to.incoming.accept(job, id, owner(), (data_len + metadata.len()) as u64));
        assert_eq!(to.next(), Said::Ready(job));
        let push = Push { object_id: id, address: to.address(), source: Source::Store, window: 4 };
        from.outgoing.push(job, push);
        assert_eq!(to.next(), Said::Arrived(job));
        assert_eq!(from.next(), Said::Pushed(job, "well"));
        assert_eq!(to.read(&id), (data, metadata.to_vec()));
        to.store.validate().unwrap();
    }
    assert_eq!(to.incoming.count(), 0);
}

#[test]
fn a_spilled_object_is_sent_from_its_file() {
    let (from, to) = (Node::new("from", 4 << 20), Node::new("to", 4 << 20));
    let data = pattern(5_555);
    from.put(ID, &data, b"META");
    let path = from.folder.join("spilled");
    let bytes = from.store.bytes_of(&ID).unwrap();
    assert_eq!((bytes.data_size(), bytes.metadata_size()), (5_555, 4));
    let address = narcine_spill::encode_owner(&bytes.owner);
    let [record] = write_fused(&path, &[(address, bytes)], 1.0).unwrap()[..] else { panic!() };
    from.store.delete(&[ID]);
    let push = |record| Push {
        object_id: ID,
        address: to.address(),
        source: Source::File(Place { path: path.clone(), record }),
        window: 2,
    };
    assert!(to.incoming.accept(1, ID, owner(), 5_559));
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
