//! The client with our own store over the real socket.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use plasma_client::{Client, ClientError, Created, Object, ObjectId, OutOfBounds, Owner};
use plasma_store::{PlasmaStore, StoreConfig};

const MIB: usize = 1 << 20;

struct Running {
    store: PlasmaStore,
    folder: PathBuf,
}

impl Running {
    fn new(capacity: usize, change: impl FnOnce(&mut StoreConfig, &Path)) -> Self {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("plasma-client-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut config = StoreConfig::new(folder.join("store"), capacity as u64);
        change(&mut config, &folder);
        Self { store: PlasmaStore::start(config, || {}).unwrap(), folder }
    }

    fn connect(&self) -> Client {
        Client::connect(&self.folder.join("store")).unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.store.handle().validate().unwrap();
        self.store.stop();
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}

fn create(client: &Client, n: u64, size: usize) -> Result<Object, ClientError> {
    match client.create(id(n), Owner::default(), size as u64, b"RAW")? {
        Created::Object(object) => Ok(object),
        Created::AskAgain(_) => panic!("the store is full"),
    }
}

fn put(client: &Client, n: u64, data: &[u8]) -> Object {
    let object = create(client, n, data.len()).unwrap();
    object.write(0, data).unwrap();
    client.seal(&object).unwrap();
    object
}

fn get(client: &Client, ids: &[u64]) -> Vec<Option<Object>> {
    client.get(ids.iter().copied().map(id).collect()).unwrap()
}

fn id(n: u64) -> ObjectId {
    let mut bytes = [0xCD; 28];
    bytes[..8].copy_from_slice(&n.to_le_bytes());
    ObjectId(bytes)
}

#[test]
fn what_one_client_puts_another_gets() {
    let running = Running::new(8 * MIB, |_, _| {});
    let (writer, reader) = (running.connect(), running.connect());
    let data: Vec<u8> = (0..3 * MIB).map(|at| (at * 7) as u8).collect();
    let object = create(&writer, 1, data.len()).unwrap();
    assert!(get(&reader, &[1])[0].is_none(), "not sealed yet");
    object.write(0, &data[..1000]).unwrap();
    object.write(1000, &data[1000..]).unwrap();
    assert_eq!(
        object.write(data.len() - 1, &[1, 2]),
        Err(OutOfBounds::Range { offset: data.len() - 1, len: 2, size: data.len() })
    );
    writer.seal(&object).unwrap();
    assert_eq!(object.write(0, &[1]), Err(OutOfBounds::Sealed));
    assert!(matches!(create(&writer, 1, 10), Err(ClientError::Exists)));

    let found = get(&reader, &[2, 1]);
    assert!(found[0].is_none());
    let copy = found[1].clone().unwrap();
    assert_eq!(copy.metadata(), b"RAW");
    assert!(copy.data() == data);
}

#[test]
fn an_object_is_in_use_until_its_last_clone_is_gone_or_it_is_released() {
    let running = Running::new(8 * MIB, |_, _| {});
    let client = running.connect();
    let in_use = || {
        // A request after the release: the store has taken both when it answers.
        get(&client, &[99]);
        running.store.handle().stats().totals.in_use_objects
    };
    let object = put(&client, 1, b"12345");
    let clone = object.clone();
    drop(object);
    assert_eq!(in_use(), 1);
    drop(clone);
    assert_eq!(in_use(), 0);
    let again = get(&client, &[1])[0].clone().unwrap();
    assert_eq!(in_use(), 1);
    again.release();
    again.release();
    assert_eq!(in_use(), 0);
    drop(again);
    assert_eq!(in_use(), 0);
}

#[test]
fn a_full_store_is_asked_again() {
    let running = Running::new(4 * MIB, |config, _| config.oom_grace_ms = 60_000);
    let client = running.connect();
    let first = put(&client, 1, &vec![1; 3 * MIB]);
    let asked = client.create(id(2), Owner::default(), 3 << 20, b"RAW").unwrap();
    let Created::AskAgain(number) = asked else { panic!("there is no room") };
    assert!(matches!(client.create_again(id(2), number, b"RAW"), Ok(Created::AskAgain(again)) if again == number));
    first.release();
    running.store.handle().delete(&[id(1)]);
    let Ok(Created::Object(object)) = client.create_again(id(2), number, b"RAW") else { panic!("there is room") };
    client.abort(&object);
    drop(object);
    assert!(create(&client, 2, 3 * MIB).is_ok(), "an aborted object leaves its room and its id");
}

#[test]
fn fallback_files_are_unmapped_with_their_last_object() {
    let running = Running::new(2 * MIB, |config, folder| {
        config.oom_grace_ms = 0;
        config.fallback_directory = Some(folder.to_owned());
        config.fs_capacity_threshold = 1.0;
    });
    let client = running.connect();
    let maps = || {
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        maps.lines().filter(|line| line.contains(running.folder.to_str().unwrap())).count()
    };
    let _main = put(&client, 1, &vec![1; MIB]);
    let before = maps();
    let large = put(&client, 2, &vec![2; 5 * MIB]);
    assert!(maps() > before);
    assert!(large.data() == vec![2; 5 * MIB]);
    large.release();
    drop(large);
    running.store.handle().delete(&[id(2)]);
    assert!(get(&client, &[2])[0].is_none());
    // The store unmaps on a thread of its own.
    for _ in 0..200 {
        if maps() == before {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{} mappings, {before} before", maps());
}

#[test]
fn a_store_that_goes_away_fails_every_request() {
    let mut running = Running::new(4 * MIB, |config, _| config.oom_grace_ms = 60_000);
    let client = running.connect();
    let object = put(&client, 1, b"abc");
    running.store.stop();
    let Err(ClientError::Lost(first)) = client.get(vec![id(1)]) else { panic!("the store is gone") };
    assert!(matches!(create(&client, 2, 1), Err(ClientError::Lost(reason)) if reason == first));
    // The bytes stay mapped: reading late is no fault.
    assert_eq!(object.data().len(), 3);
    object.release();
}

#[test]
fn a_store_that_hangs_is_lost_after_a_while() {
    let folder = std::env::temp_dir().join(format!("plasma-client-{}-hangs", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let socket = std::os::unix::net::UnixListener::bind(folder.join("store")).unwrap();
    let asked = std::time::Instant::now();
    assert!(Client::connect(&folder.join("store")).is_err());
    assert!(asked.elapsed() >= plasma_client::ANSWER_WITHIN);
    drop(socket);
    std::fs::remove_dir_all(&folder).unwrap();
}
