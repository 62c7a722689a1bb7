//! Mutable objects of a running store: what their users find, and what is left of them afterwards.
#![allow(clippy::unwrap_used)]

mod client;

use std::path::{Path, PathBuf};

use client::{Client, id};
use plasma_store::{ChannelError, PlasmaStore, StoreConfig};
use plasma_wire::{CreateOutcome, CreateRequest, ObjectSpec, PlasmaError, Reply, Request};

const MIB: u64 = 1 << 20;

struct Running {
    store: PlasmaStore,
    folder: PathBuf,
}

impl Running {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("plasma-mutable-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self { store: PlasmaStore::start(StoreConfig::new(folder.join("store"), 8 * MIB), || {}).unwrap(), folder }
    }

    fn client(&self) -> Client {
        Client::connect(&self.folder.join("store"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.store.stop();
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}

fn create(client: &mut Client, n: u64, data_size: u64) -> ObjectSpec {
    let request = CreateRequest { object_id: id(n), data_size, is_mutable: true, ..CreateRequest::default() };
    let reply = client.ask(Request::Create(request));
    let Reply::Create { outcome: CreateOutcome::Created { spec, .. }, .. } = reply else { panic!("{reply:?}") };
    assert_eq!(client.seal(id(n)), PlasmaError::Ok);
    spec
}

/// The header as a user sees it.
fn header(client: &Client, spec: &ObjectSpec) -> Vec<u8> {
    client.read(&ObjectSpec { data_offset: spec.header_offset, data_size: 96, ..*spec })
}

fn number(header: &[u8], at: usize) -> u64 {
    u64::from_ne_bytes(header[at..at + 8].try_into().unwrap())
}

fn name(header: &[u8]) -> String {
    String::from_utf8(header[4..36].iter().copied().take_while(|byte| *byte != 0).collect()).unwrap()
}

/// Its semaphores, as sem_open has them.
fn semaphores(name: &str) -> [PathBuf; 2] {
    ["hdr", "obj"].map(|kind| Path::new("/dev/shm").join(format!("sem.{kind}{name}")))
}

fn give(semaphore: &str) {
    let name = std::ffi::CString::new(semaphore).unwrap();
    // SAFETY: a C string, and a semaphore that is there.
    unsafe {
        let semaphore = libc::sem_open(name.as_ptr(), 0);
        assert_ne!(semaphore, libc::SEM_FAILED);
        assert_eq!(libc::sem_post(semaphore), 0);
        assert_eq!(libc::sem_close(semaphore), 0);
    }
}

#[test]
fn semaphores_are_there_as_long_as_their_object() {
    let running = Running::new("semaphores");
    let mut user = running.client();
    // Bytes of an earlier object do not shine through.
    user.put(id(9), &[0xEE; 4096]);
    user.ask(Request::Delete { object_ids: vec![id(9)] });
    let spec = create(&mut user, 1, 1000);
    assert!(spec.is_mutable && spec.data_offset - spec.header_offset == 128, "{spec:?}");
    let other = create(&mut user, 2, 10);
    let seen = header(&user, &spec);
    let (first, second) = (name(&seen), name(&header(&user, &other)));
    assert_ne!(first, second);
    assert!(first.len() <= 30 && first.starts_with(&running.store.handle().semaphore_prefix()), "{first}");
    assert_eq!(seen[..4], 2u32.to_ne_bytes(), "whoever comes finds the semaphores");
    assert!(seen[36..].iter().all(|byte| *byte == 0), "{seen:?}");
    assert!(semaphores(&first).iter().chain(&semaphores(&second)).all(|path| path.exists()));
    user.release(id(1));
    user.ask(Request::Delete { object_ids: vec![id(1)] });
    assert!(!semaphores(&first).iter().any(|path| path.exists()));
    drop(running);
    assert!(!semaphores(&second).iter().any(|path| path.exists()), "the store ended");
}

#[test]
fn a_value_is_written_when_all_have_read_the_last_one() {
    let running = Running::new("values");
    let mut reader = running.client();
    let spec = create(&mut reader, 1, 100);
    reader.put(id(2), b"an object like others");
    let store = running.store.handle();
    assert!(store.open_channel(&id(2)).is_none());
    assert!(store.open_channel(&id(3)).is_none());
    let mut channel = store.open_channel(&id(1)).unwrap().unwrap();

    assert!(channel.begin(5, 1, 2).unwrap());
    assert!(channel.begin(4, 2, 3).unwrap(), "a value that nobody has seen is begun anew");
    channel.write_at(0, b"data").unwrap();
    channel.write_at(4, b"me").unwrap();
    assert!(channel.write_at(99, b"ab").is_err());
    let seen = header(&reader, &spec);
    assert_eq!((number(&seen, 40), seen[48], number(&seen, 64)), (1, 0, 0), "not to be seen yet");
    assert!(channel.end().unwrap());
    let seen = header(&reader, &spec);
    assert_eq!((number(&seen, 40), seen[48], number(&seen, 56)), (1, 1, 3));
    assert_eq!([64, 72, 80, 88].map(|at| number(&seen, at)), [3, 3, 4, 2]);
    assert_eq!(reader.read(&spec)[..6], *b"datame");

    assert!(!channel.begin(1, 0, 1).unwrap(), "nobody has read it");
    give(&format!("obj{}", name(&seen)));
    assert!(channel.begin(1, 0, 1).unwrap());
    assert!(matches!(channel.begin(100, 1, 1), Err(ChannelError::TooLarge { wanted: 101, capacity: 100 })));
    assert!(channel.end().unwrap());
    assert_eq!(number(&header(&reader, &spec), 40), 2);

    // As Ray closes one: the error, and both semaphores once more.
    reader.write(&ObjectSpec { data_offset: spec.header_offset + 49, ..spec }, &[1]);
    assert!(matches!(channel.begin(1, 0, 1), Err(ChannelError::Closed)));
}
