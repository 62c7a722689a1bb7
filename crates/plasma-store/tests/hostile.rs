//! Seeded hostile input over real connections: whatever bytes come, the store goes on, other clients are served, and
//! at the end every invariant holds and nothing is left of the hostile ones.
#![allow(clippy::unwrap_used)]

mod client;

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use client::{Client, id};
use plasma_store::{PlasmaStore, StoreConfig};
use plasma_wire::{Builder, COOKIE, CreateRequest, ObjectId, Request};

const CASES: usize = 60_000;
const SEED: u64 = 0x5EED_0001;

/// splitmix64: the same cases in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.next() as u8).collect()
    }

    fn object(&mut self) -> ObjectId {
        id(100 + self.below(30))
    }

    fn request(&mut self) -> Request {
        let object_id = self.object();
        match self.below(11) {
            0 => Request::Connect,
            1 | 2 => {
                let data_size = [0, 100, 5000, 1 << 22, u64::MAX][self.below(5) as usize];
                let metadata_size = [0, 3, u64::MAX][self.below(3) as usize];
                let (is_mutable, try_immediately) = (self.below(20) == 0, self.below(3) == 0);
                let create = CreateRequest {
                    object_id,
                    data_size,
                    metadata_size,
                    is_mutable,
                    try_immediately,
                    ..Default::default()
                };
                Request::Create(create)
            }
            3 => Request::CreateRetry { object_id, request_id: self.below(5) },
            4 => Request::Seal { object_id },
            5 => {
                let object_ids = (0..self.below(20)).map(|_| self.object()).collect();
                Request::Get { object_ids, timeout_ms: [0, -1, 1, i64::MAX][self.below(4) as usize] }
            }
            6 => Request::Release { object_id, may_unmap: self.below(2) == 0 },
            7 => Request::Abort { object_id },
            8 => Request::Delete { object_ids: vec![object_id, self.object()] },
            9 => Request::Contains { object_id },
            _ => Request::GetDebugString,
        }
    }

    fn frame(&mut self) -> Vec<u8> {
        let mut builder = Builder::new();
        self.request().encode(&mut builder);
        builder.bytes().to_vec()
    }

    fn header(&mut self, length: u64) -> Vec<u8> {
        let message_type = self.below(22) as i64 - 1;
        [COOKIE.to_le_bytes(), message_type.to_le_bytes(), length.to_le_bytes()].concat()
    }

    fn case(&mut self) -> Vec<u8> {
        match self.below(8) {
            0 => {
                let len = self.below(200) as usize;
                self.bytes(len)
            }
            1 => {
                let len = self.below(300) as usize;
                let mut bytes = self.header(len as u64);
                bytes.extend(self.bytes(len));
                bytes
            }
            2 => {
                let length = [u64::MAX, 1 << 63, 1 << 40, (64 << 20) + 1, 64 << 20][self.below(5) as usize];
                self.header(length)
            }
            3 | 4 => {
                let mut frame = self.frame();
                for _ in 0..=self.below(4) {
                    let at = self.below(frame.len() as u64) as usize;
                    frame[at] = self.next() as u8;
                }
                frame
            }
            5 => {
                let mut frame = self.frame();
                frame.truncate(self.below(frame.len() as u64) as usize);
                frame
            }
            _ => (0..=self.below(6)).flat_map(|_| self.frame()).collect(),
        }
    }
}

/// Sends one case; drops the connection when it is broken or now and then anyway.
fn attack(random: &mut Random, socket: &Path, connection: &mut Option<UnixStream>) {
    let stream = connection.get_or_insert_with(|| {
        let stream = UnixStream::connect(socket).unwrap();
        stream.set_nonblocking(true).unwrap();
        stream
    });
    let sent = stream.write_all(&random.case());
    let is_closed = matches!(stream.read(&mut [0; 4096]), Ok(0));
    if sent.is_err() || is_closed || random.below(4) == 0 {
        *connection = None;
    }
}

#[test]
fn hostile_bytes_cost_only_their_sender() {
    let folder = std::env::temp_dir().join(format!("plasma-hostile-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let socket = folder.join("store");
    let mut config = StoreConfig::new(&socket, 8 << 20);
    config.fallback_directory = Some(folder.join("fallback"));
    config.oom_grace_ms = 20;
    let mut store = PlasmaStore::start(config, || {}).unwrap();
    let handle = store.handle();
    let (mut writer, mut reader) = (Client::connect(&socket), Client::connect(&socket));
    let mut random = Random(SEED);
    let mut connections: [Option<UnixStream>; 8] = Default::default();
    for case in 0..CASES {
        let which = random.below(8) as usize;
        attack(&mut random, &socket, &mut connections[which]);
        if case % 500 == 0 {
            let (object_id, data) = (id(1_000_000 + case as u64), random.bytes(1000));
            writer.put(object_id, &data);
            if let Some(spec) = reader.get(&[object_id], 0)[0] {
                assert_eq!(reader.read(&spec), data, "case {case}");
            }
            reader.release(object_id);
        }
        if case % 10_000 == 0 {
            handle.validate().unwrap();
            // Events pile up while nobody takes them.
            handle.take_events();
        }
    }
    connections.fill_with(|| None);
    let began = Instant::now();
    while handle.stats().clients > 2 {
        assert!(began.elapsed() < Duration::from_secs(20), "hostile connections are still open");
        std::thread::sleep(Duration::from_millis(5));
    }
    handle.validate().unwrap();
    let stats = handle.stats();
    assert_eq!((stats.totals.unsealed_objects, stats.waiting_gets, stats.waiting_creates), (0, 0, 0));
    assert!(writer.get(&[id(1)], 0)[0].is_none());
    store.stop();
    std::fs::remove_dir_all(&folder).unwrap();
}
