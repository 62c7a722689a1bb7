//! Spill files: Ray's bytes, what is read back, and what happens when a byte is wrong.
#![allow(clippy::unwrap_used)]

use std::io;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use narcine_spill::{
    ObjectSink, ObjectSource, Owner, ReadError, SpilledObject, Way, WriteError, Written, encode_owner, restore,
    write_fused,
};
use proptest::prelude::*;

/// What `FileSystemStorage._write_multiple_objects` of Ray 2.60.0 wrote for the two objects of `golden`.
const STOCK: &str = "4b00000000000000030000000000000008000000000000000a1c0707070707070707070707070707070707070707070707\
    070707070712093132372e302e302e3118c1b802221c0909090909090909090909090909090909090909090909090909090952415764617461\
    206f6e6500000000000000000100000000000000000000000000000035";

#[derive(Debug)]
struct Object {
    data: Vec<u8>,
    metadata: Vec<u8>,
}

impl ObjectSource for Object {
    fn data_size(&self) -> u64 {
        self.data.len() as u64
    }

    fn metadata_size(&self) -> u64 {
        self.metadata.len() as u64
    }

    fn read_at(&self, position: u64, buffer: &mut [u8]) -> io::Result<()> {
        let whole = [&self.data[..], &self.metadata[..]].concat();
        buffer.copy_from_slice(&whole[position as usize..position as usize + buffer.len()]);
        Ok(())
    }
}

struct Memory(Mutex<Vec<u8>>);

impl ObjectSink for Memory {
    fn write_at(&self, position: u64, bytes: &[u8]) -> io::Result<()> {
        self.0.lock().unwrap()[position as usize..position as usize + bytes.len()].copy_from_slice(bytes);
        Ok(())
    }
}

/// A path of its own, without a file now and afterwards.
struct TestPath(PathBuf);

impl TestPath {
    fn new() -> Self {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        Self(std::env::temp_dir().join(format!("narcine-spill-{}-{number}", std::process::id())))
    }
}

impl Drop for TestPath {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn read_back(path: &TestPath, record: &Written, way: Way) -> Result<Vec<u8>, ReadError> {
    let memory = Memory(Mutex::new(vec![0xee; (record.data_size + record.metadata_size) as usize]));
    restore(&path.0, record, way, &memory)?;
    Ok(memory.0.into_inner().unwrap())
}

#[test]
fn the_bytes_are_those_of_stock() {
    let owner = Owner { node_id: vec![7; 28], ip_address: b"127.0.0.1".to_vec(), port: 40001, worker_id: vec![9; 28] };
    let golden = [
        (encode_owner(&owner), Object { data: b"data one".to_vec(), metadata: b"RAW".to_vec() }),
        (Vec::new(), Object { data: Vec::new(), metadata: b"5".to_vec() }),
    ];
    for way in [Way::Cached, Way::Direct] {
        let path = TestPath::new();
        let records = write_fused(&path.0, &golden, 1.0, way).unwrap();
        let hex: String = std::fs::read(&path.0).unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, STOCK);
        let places: Vec<_> = records.iter().map(|record| (record.offset, record.size)).collect();
        assert_eq!(places, [(0, 110), (110, 25)]);
    }
}

#[test]
fn a_remote_reader_gets_data_and_then_metadata_in_any_pieces() {
    let path = TestPath::new();
    let data: Vec<u8> = (0..3_000_000u32).map(|n| (n % 251) as u8).collect();
    let objects = [(b"owner".to_vec(), Object { data: data.clone(), metadata: b"PYTHON".to_vec() })];
    let record = write_fused(&path.0, &objects, 1.0, Way::Direct).unwrap()[0];
    let object = SpilledObject::open(&path.0, record.offset, record.size).unwrap();
    object.verify(record.crc).unwrap();
    assert_eq!(object.owner_address().unwrap(), b"owner");
    let whole = [&data[..], b"PYTHON"].concat();
    for (from, len) in [(0, 10), (1_000_001, 1_500_000), (2_999_998, 8), (3_000_000, 6), (5, 0)] {
        let mut piece = vec![0; len];
        object.read_at(from as u64, &mut piece).unwrap();
        assert_eq!(piece, whole[from..from + len]);
    }
    assert!(object.read_at(3_000_000, &mut [0; 7]).is_err());
}

#[test]
fn a_disk_that_would_be_too_full_is_not_written_to() {
    let path = TestPath::new();
    let objects = [(Vec::new(), Object { data: vec![1], metadata: Vec::new() })];
    let error = write_fused(&path.0, &objects, 0.0, Way::Cached).unwrap_err();
    assert!(matches!(error, WriteError::Full(_)), "{error}");
    assert!(!path.0.exists());
}

#[test]
fn a_file_that_is_gone_is_a_lost_object() {
    let record = Written { offset: 0, size: 24, data_size: 0, metadata_size: 0, crc: 0 };
    assert!(matches!(read_back(&TestPath::new(), &record, Way::Direct), Err(ReadError::Corrupt(_))));
}

fn object() -> impl Strategy<Value = (Vec<u8>, Object)> {
    let data = prop_oneof![0usize..300, 4000usize..4200, 1_048_000usize..1_049_600];
    (0usize..200, data, 0usize..300, any::<u8>()).prop_map(|(address, data, metadata, seed)| {
        let bytes = |len: usize| (0..len).map(|n| (n as u8).wrapping_mul(31) ^ seed).collect::<Vec<_>>();
        (bytes(address), Object { data: bytes(data), metadata: bytes(metadata) })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn what_is_written_is_read_back_and_a_wrong_byte_is_seen(
        objects in proptest::collection::vec(object(), 1..6),
        spoiled in any::<proptest::sample::Index>(),
        at in any::<proptest::sample::Index>(),
        cut in any::<bool>(),
        is_cached in any::<bool>(),
    ) {
        let path = TestPath::new();
        let way = if is_cached { Way::Cached } else { Way::Direct };
        let records = write_fused(&path.0, &objects, 1.0, way).unwrap();
        let length: u64 = records.iter().map(|record| record.size).sum();
        prop_assert_eq!(std::fs::metadata(&path.0).unwrap().len(), length);
        for (record, (_, object)) in records.iter().zip(&objects) {
            let whole = [&object.data[..], &object.metadata[..]].concat();
            for back in [Way::Cached, Way::Direct] {
                prop_assert_eq!(&read_back(&path, record, back).unwrap(), &whole);
            }
        }
        // One byte of one record, or the end of the file.
        let victim = &records[spoiled.index(records.len())];
        let place = victim.offset + at.index(victim.size as usize) as u64;
        let file = std::fs::File::options().read(true).write(true).open(&path.0).unwrap();
        if cut {
            file.set_len(place).unwrap();
        } else {
            let mut byte = [0];
            file.read_exact_at(&mut byte, place).unwrap();
            file.write_all_at(&[byte[0] ^ 0x40], place).unwrap();
        }
        for (record, (_, object)) in records.iter().zip(&objects) {
            let is_hit = if cut { record.offset + record.size > place } else { record == victim };
            let read = read_back(&path, record, way);
            if is_hit {
                prop_assert!(matches!(read, Err(ReadError::Corrupt(_))), "{:?}", read);
            } else {
                prop_assert_eq!(read.unwrap(), [&object.data[..], &object.metadata[..]].concat());
            }
        }
    }
}
