//! Two stores in one process, with real sockets between them.
#![allow(clippy::unwrap_used, dead_code)]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use narcine_rpc::{
    CallId, CallSink, Code, Direct, DirectCall, HeaderMap, Server, ServerOptions, Status, Thread, TurnedAway,
};
use narcine_transfer::{
    ArrivalSink, Door, Incoming, ObjectId, Outgoing, OutgoingConfig, Owner, PUSH, PlasmaError, Push, PushFailure,
    PushSink, Source, StoreHandle,
};
use plasma_store::{ObjectSource, PlasmaStore, PutError, StoreConfig};

pub const CHUNK: u64 = 1000;

#[derive(Debug, PartialEq)]
pub enum Said {
    Ready(u32),
    Refused(u32, PlasmaError),
    Arrived(u32),
    OtherSize(u32, u64),
    Failed(u32),
    Pushed(u32, &'static str),
}

#[derive(Clone)]
pub struct Sink(Sender<Said>);

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

pub struct NoCalls;

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
pub struct NoChunks;

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

pub struct Node {
    pub store: StoreHandle,
    pub incoming: Incoming,
    pub outgoing: Outgoing,
    pub server: Server,
    pub said: Receiver<Said>,
    pub folder: PathBuf,
    pub node_id: Vec<u8>,
    pub door: Option<Door>,
    pub takes_streams: bool,
    _running: PlasmaStore,
}

impl Node {
    /// Takes and sends objects in chunks only.
    pub fn new(name: &str, capacity: u64) -> Self {
        Self::with_token(name, capacity, None)
    }

    /// One that other nodes of this host can hand objects to.
    pub fn near(name: &str, capacity: u64, token: Option<&str>) -> Self {
        let mut node = Self::with_token(name, capacity, token);
        node.door = Some(Door::open(&node.node_id, token.map(str::to_string), &node.incoming).unwrap());
        node
    }

    /// One that takes streams and no chunks.
    pub fn streaming(name: &str, capacity: u64, token: Option<&str>) -> Self {
        Self::with_token(name, capacity, token).with_streams(token)
    }

    pub fn with_streams(mut self, token: Option<&str>) -> Self {
        self.takes_streams = true;
        self.server.register_direct(PUSH, Arc::new(NoChunks));
        self.server.register_other(self.incoming.stream_door(token.map(str::to_string)));
        self
    }

    pub fn with_token(name: &str, capacity: u64, token: Option<&str>) -> Self {
        Self::with_chunks(name, capacity, token, CHUNK)
    }

    pub fn with_chunks(name: &str, capacity: u64, token: Option<&str>, chunk_size: u64) -> Self {
        Self::start(name, capacity, token, chunk_size, false)
    }

    pub fn start(name: &str, capacity: u64, token: Option<&str>, chunk_size: u64, has_disk: bool) -> Self {
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

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.server.port())
    }

    /// A push to this node, of what lies in another store.
    pub fn push_of(&self, object_id: ObjectId) -> Push {
        Push {
            object_id,
            node_id: self.node_id.clone(),
            address: self.address(),
            source: Source::Store,
            takes_streams: self.takes_streams,
            window: 4,
        }
    }

    pub fn put(&self, id: ObjectId, data: &[u8], metadata: &[u8]) {
        let deadline = Instant::now() + Duration::from_secs(10);
        // It never waits itself, and a store has just begun to reserve its memory.
        while let Err(error) = self.store.put(id, owner(), metadata, data, ObjectSource::CreatedByWorker) {
            assert!(matches!(error, PutError::Full) && Instant::now() < deadline, "{error:?}");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    pub fn next(&self) -> Said {
        self.said.recv_timeout(Duration::from_secs(10)).unwrap()
    }

    pub fn read(&self, id: &ObjectId) -> (Vec<u8>, Vec<u8>) {
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

pub fn owner() -> Owner {
    Owner { node_id: vec![2; 28], ip_address: b"127.0.0.1".to_vec(), port: 99, worker_id: vec![3; 28] }
}

pub fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at * 31 % 251) as u8).collect()
}

pub const ID: ObjectId = ObjectId([9; 28]);

/// Puts an object on one node, has it pushed to the other, and compares what is there then.
pub fn carry(from: &Node, to: &Node, number: u8, data_len: usize, metadata: &[u8]) {
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
