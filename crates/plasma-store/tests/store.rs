//! The running store over its real socket, with a client that does what the stock one does.
#![allow(clippy::unwrap_used)]

mod client;

use std::io::{Read, Write};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use client::{Client, id};
use plasma_core::{LocalObjects, Owner};
use plasma_store::{ObjectSource, PlasmaStore, StartError, StoreConfig};
use plasma_wire::{CreateOutcome, Header, PlasmaError, Reply, Request, message_type};

const MIB: usize = 1 << 20;

/// A store in a folder of its own, both gone at the end.
struct Running {
    store: PlasmaStore,
    folder: PathBuf,
}

impl Running {
    fn new(capacity: usize, change: impl FnOnce(&mut StoreConfig)) -> Self {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("plasma-test-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut config = StoreConfig::new(folder.join("store"), capacity as u64);
        change(&mut config);
        Self { store: PlasmaStore::start(config, || {}).unwrap(), folder }
    }

    fn socket(&self) -> PathBuf {
        self.folder.join("store")
    }

    fn client(&self) -> Client {
        Client::connect(&self.socket())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.store.handle().validate().unwrap();
        self.store.stop();
        assert!(!self.socket().exists(), "the socket is gone");
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}

fn pattern(seed: usize, len: usize) -> Vec<u8> {
    (0..len).map(|at| (at.wrapping_mul(31) + seed) as u8).collect()
}

fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(20), "{what} did not happen");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn what_one_client_puts_another_reads() {
    let running = Running::new(64 * MIB, |_| {});
    let (mut writer, mut reader) = (running.client(), running.client());
    assert_eq!(writer.capacity, 64 * MIB as i64);
    for n in 0..20 {
        writer.put(id(n), &pattern(n as usize, 300_000));
    }
    let ids: Vec<_> = (0..21).map(id).collect();
    let found = reader.get(&ids, 0);
    for (n, spec) in found.iter().enumerate() {
        assert_eq!(spec.map(|spec| reader.read(&spec)), (n < 20).then(|| pattern(n, 300_000)));
    }
    assert_eq!(reader.maps.len(), 1, "one fd message");
}

#[test]
fn arena_beyond_the_first_reserved_bytes_is_usable_at_once() {
    let running = Running::new(300 * MIB, |_| {});
    let (mut writer, mut reader) = (running.client(), running.client());
    let data = pattern(7, 200 * MIB);
    writer.put(id(1), &data);
    let spec = reader.get(&[id(1)], 0)[0].unwrap();
    assert!(!spec.fallback_allocated);
    assert_eq!(reader.read(&spec), data);
    eventually("reserving the whole arena", || running.store.handle().stats().reserved == 300 * MIB as u64);
}

#[test]
fn what_is_reserved_and_not_used_is_given_back_and_had_again() {
    let running = Running::new(100 * MIB, |_| {});
    let handle = running.store.handle();
    let mut client = running.client();
    let with_pages = || {
        let file = std::fs::metadata(format!("/proc/self/fd/{}", handle.arena_fd())).unwrap();
        file.blocks() as usize * 512
    };
    client.put(id(1), &pattern(1, 20 * MIB));
    eventually("reserving the whole arena", || handle.stats().reserved == 100 * MIB as u64);
    assert!(handle.give_back() >= 74 * MIB as u64);
    assert!(handle.stats().reserved <= 24 * MIB as u64);
    // Two chunks more: one may just have been warmed.
    assert!(with_pages() <= 28 * MIB, "{} bytes have pages", with_pages());
    assert_eq!(handle.give_back(), 0, "what is left is in use, and nothing is reserved ahead of need");
    client.put(id(2), &pattern(2, 60 * MIB));
    for (n, len) in [(1, 20 * MIB), (2, 60 * MIB)] {
        let spec = client.get(&[id(n as u64)], 0)[0].unwrap();
        assert!(!spec.fallback_allocated);
        assert_eq!(client.read(&spec), pattern(n, len));
    }
    assert!(with_pages() >= 80 * MIB);
}

#[test]
fn memory_is_given_back_while_clients_create() {
    let running = Running::new(64 * MIB, |_| {});
    let handle = running.store.handle();
    thread::scope(|scope| {
        for client in 0..2u64 {
            let (socket, handle) = (running.socket(), handle.clone());
            scope.spawn(move || {
                let mut connection = Client::connect(&socket);
                for n in 0..40 {
                    let (object, data) = (id(client * 100 + n), pattern(n as usize, (n as usize % 5 + 1) * MIB));
                    connection.put(object, &data);
                    let spec = connection.get(&[object], 0)[0].unwrap();
                    assert_eq!(connection.read(&spec), data);
                    connection.release(object);
                    handle.delete(&[object]);
                }
            });
        }
        for _ in 0..40 {
            handle.give_back();
        }
    });
}

#[test]
fn a_waiting_get_wakes_when_another_client_seals() {
    let running = Running::new(16 * MIB, |_| {});
    let socket = running.socket();
    let waiter = thread::spawn(move || {
        let mut client = Client::connect(&socket);
        let spec = client.get(&[id(5)], -1)[0].unwrap();
        client.read(&spec)
    });
    eventually("the get", || running.store.handle().stats().waiting_gets == 1);
    running.client().put(id(5), b"hello");
    assert_eq!(waiter.join().unwrap(), b"hello");
}

#[test]
fn a_get_that_may_take_ages_ends_when_the_object_comes() {
    let running = Running::new(16 * MIB, |_| {});
    let mut waiter = running.client();
    for timeout_ms in [1 << 32, i64::MAX] {
        waiter.send(&Request::Get { object_ids: vec![id(5)], timeout_ms });
    }
    eventually("the gets", || running.store.handle().stats().waiting_gets == 2);
    running.client().put(id(5), b"hello");
    for _ in 0..2 {
        let Reply::Get { specs, .. } = waiter.receive() else { panic!() };
        assert_eq!(waiter.read(&specs[0]), b"hello");
    }
}

#[test]
fn a_get_ends_at_its_deadline() {
    let running = Running::new(16 * MIB, |_| {});
    let began = Instant::now();
    assert_eq!(running.client().get(&[id(1)], 50), [None]);
    assert!(began.elapsed() >= Duration::from_millis(49));
}

#[test]
fn a_lost_client_leaves_nothing_behind() {
    let running = Running::new(16 * MIB, |_| {});
    let mut client = running.client();
    client.create(id(1), 1000);
    client.put(id(2), b"x");
    client.get(&[id(2)], 0);
    drop(client);
    let handle = running.store.handle();
    eventually("the end of the client", || handle.stats().clients == 0);
    let totals = handle.stats().totals;
    assert_eq!((totals.objects, totals.unsealed_objects, totals.in_use_objects), (1, 0, 0));
}

#[test]
fn a_full_store_uses_files_that_have_no_name() {
    let running = Running::new(MIB, |config| {
        config.fallback_directory = Some(config.socket_path.with_file_name("fallback"));
        config.oom_grace_ms = 100;
        config.fs_capacity_threshold = 1.0;
    });
    let (mut writer, mut reader) = (running.client(), running.client());
    let kept = writer.create_patiently(id(1), 900_000).unwrap();
    assert!(!kept.fallback_allocated);
    let data = pattern(3, 500_000);
    let spec = reader.create_patiently(id(2), 500_000).unwrap();
    assert!(spec.fallback_allocated);
    reader.write(&spec, &data);
    reader.seal(id(2));
    let seen = writer.get(&[id(2)], 0)[0].unwrap();
    assert_eq!(writer.read(&seen), data);
    assert_eq!(std::fs::read_dir(running.folder.join("fallback")).unwrap().count(), 0);
    let Reply::Release { should_unmap, .. } = writer.ask(Request::Release { object_id: id(2), may_unmap: true }) else {
        panic!()
    };
    assert!(should_unmap);
    assert_eq!(running.store.handle().stats().totals.fallback_bytes, 500_000);
}

#[test]
fn an_object_no_arena_could_hold_is_refused_without_files() {
    let running = Running::new(MIB, |_| {});
    let outcome = running.client().create(id(1), 1 << 40);
    assert_eq!(outcome, CreateOutcome::Failed(PlasmaError::OutOfMemory));
}

#[test]
fn the_raylet_pins_frees_and_stores_errors() {
    let running = Running::new(MIB, |_| {});
    let handle = running.store.handle();
    let mut client = running.client();
    client.put(id(1), b"value");
    let owner = Owner { node_id: vec![1; 28], ip_address: b"127.0.0.1".into(), port: 7, worker_id: vec![2; 28] };
    assert_eq!(handle.pin_objects(&[id(1), id(2)], &owner), [true, false]);
    assert_eq!(handle.contains_objects(&[id(1), id(2)]), [true, false]);
    handle.put(id(2), owner.clone(), b"5", b"", ObjectSource::ErrorStoredByRaylet).unwrap();
    let spec = client.get(&[id(2)], 0)[0].unwrap();
    assert_eq!((spec.data_size, spec.metadata_size), (0, 1));
    handle.free_objects(&[id(1), id(2)]);
    assert_eq!(handle.contains_objects(&[id(1), id(2)]), [false, false]);
    assert_eq!(handle.stats().totals.objects, 1, "the client still uses one");
    client.release(id(2));
    eventually("the delete", || handle.stats().totals.objects == 0);
    let types = handle.take_events().into_iter().next();
    assert_eq!(types, Some(1), "the first event is a seal");
}

#[test]
fn bad_starts_say_what_to_change() {
    let start = |change: fn(&mut StoreConfig)| {
        let path = std::env::temp_dir().join(format!("plasma-bad-{}", std::process::id()));
        let mut config = StoreConfig::new(&path, MIB as u64);
        change(&mut config);
        let result = PlasmaStore::start(config, || {});
        assert!(!path.exists());
        result.err().unwrap()
    };
    let error = start(|config| config.capacity_bytes = 1 << 50);
    assert!(matches!(error, StartError::NoSpace { .. }) && error.to_string().contains("--object_store_memory"));
    let error = start(|config| config.socket_path = format!("/tmp/{}", "x".repeat(110)).into());
    assert!(matches!(error, StartError::SocketPathTooLong { .. }));
    let error = start(|config| config.plasma_directory = "/nonexistent".into());
    assert!(error.to_string().contains("--plasma_directory"), "{error}");
    assert!(matches!(start(|config| config.capacity_bytes = 5), StartError::TooSmall(5)));
}

#[test]
fn a_stale_socket_is_replaced_and_a_live_one_is_not() {
    let running = Running::new(MIB, |_| {});
    let second = PlasmaStore::start(StoreConfig::new(running.socket(), MIB as u64), || {});
    assert!(matches!(second, Err(StartError::Io { .. })));
    assert_eq!(running.client().capacity, MIB as i64);
    let stale = running.folder.join("stale");
    drop(std::os::unix::net::UnixListener::bind(&stale).unwrap());
    let mut store = PlasmaStore::start(StoreConfig::new(&stale, MIB as u64), || {}).unwrap();
    Client::connect(&stale);
    store.stop();
}

#[test]
fn a_client_that_never_reads_costs_only_itself() {
    let running = Running::new(16 * MIB, |_| {});
    let mut deaf = running.client();
    deaf.stream.set_nonblocking(true).unwrap();
    let mut request = plasma_wire::Builder::new();
    Request::Get { object_ids: (0..1000).map(id).collect(), timeout_ms: 0 }.encode(&mut request);
    let mut sent = 0;
    // Replies of 120 KB each: the store stops reading from us long before this ends.
    for _ in 0..2000 {
        match deaf.stream.write(request.bytes()) {
            Ok(count) if count == request.bytes().len() => sent += 1,
            _ => break,
        }
    }
    assert!(sent < 2000, "the store took {sent} requests of a client that reads nothing");
    running.client().put(id(1), b"others go on");
    assert_eq!(running.client().get(&[id(1)], 0).len(), 1);
}

fn ends(socket: &Path, bytes: &[u8]) -> bool {
    let mut stream = UnixStream::connect(socket).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    // The store may end the connection while we write.
    let _ = stream.write_all(bytes);
    matches!(stream.read(&mut [0; 64]), Ok(0) | Err(_))
}

#[test]
fn bad_bytes_end_the_connection_with_a_logged_reason() {
    let running = Running::new(MIB, |_| {});
    let mut good = running.client();
    assert!(ends(&running.socket(), b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    assert!(ends(&running.socket(), &Header::bytes(message_type::CREATE_REQUEST, usize::MAX >> 1)));
    assert!(ends(&running.socket(), &Header::bytes(99, 0)));
    let mut truncated = Header::bytes(message_type::GET_REQUEST, 8).to_vec();
    truncated.extend_from_slice(&[0xFF; 8]);
    assert!(ends(&running.socket(), &truncated));
    good.put(id(1), b"still here");
    let events = running.store.handle().take_events();
    let text = String::from_utf8_lossy(&events);
    assert!(text.contains("cookie 0x20706f7420544547") || text.contains("is not Ray's"), "{text}");
    assert_eq!(text.matches("connection of process").count(), 4, "{text}");
}
