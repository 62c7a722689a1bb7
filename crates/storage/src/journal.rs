//! Groups one after the other, each safe as soon as its own bytes are: one write and one fdatasync where a transaction of
//! the tables costs several of both. The tables take what is in here over from time to time (store.rs), and the journal
//! begins anew at its first byte.
//!
//! A record: u32 CRC32C of all that follows and of the store's identity, u32 length of the group, u64 number of the group
//! (little endian), the group. Numbers go up by one and are never used again, so what lies behind the last record, which
//! is older, is not taken for the next one.

use redb::StorageBackend;

use crate::error::StorageFault;

const HEADER: usize = 16;
/// The file grows by so much, written with zeros: later writes into it change no metadata, and fdatasync has less to do.
const GROWTH: u64 = 256 << 10;

pub(crate) struct Journal {
    file: Box<dyn StorageBackend>,
    identity: u64,
    /// Where the next record goes.
    end: u64,
    length: u64,
    /// Number of the last group that was written, ever.
    last: u64,
}

/// A group as it was found.
pub(crate) struct Found {
    pub number: u64,
    pub packed: Vec<u8>,
}

impl Journal {
    /// What is in it of the store with this identity, in order; the next group has a number above `applied` and all of these.
    pub fn open(
        file: Box<dyn StorageBackend>,
        identity: u64,
        applied: u64,
    ) -> Result<(Self, Vec<Found>), StorageFault> {
        let length = file.len()?;
        let mut journal = Self { file, identity, end: 0, length, last: applied };
        let mut found: Vec<Found> = Vec::new();
        while let Some(record) = journal.read(found.last().map(|last| last.number + 1))? {
            journal.end += (HEADER + record.packed.len()) as u64;
            found.push(record);
        }
        journal.last = applied.max(found.last().map_or(0, |last| last.number));
        Ok((journal, found))
    }

    /// Returns when the disk has the group. After a failure nothing may be written any more.
    pub fn append(&mut self, packed: &[u8]) -> Result<(), StorageFault> {
        let number = self.last + 1;
        let mut record = Vec::with_capacity(HEADER + packed.len());
        record.extend_from_slice(&[0; 4]);
        record.extend_from_slice(&(packed.len() as u32).to_le_bytes());
        record.extend_from_slice(&number.to_le_bytes());
        record.extend_from_slice(packed);
        let checksum = self.checksum(&record[4..]);
        record[..4].copy_from_slice(&checksum.to_le_bytes());
        let end = self.end + record.len() as u64;
        if end > self.length {
            self.length = end.next_multiple_of(GROWTH);
            self.file.set_len(self.length)?;
            record.resize((self.length - self.end) as usize, 0);
        }
        self.file.write(self.end, &record)?;
        self.file.sync_data()?;
        self.end = end;
        self.last = number;
        Ok(())
    }

    /// The tables have it all: what comes next takes the place of what is here.
    pub fn restart(&mut self) {
        self.end = 0;
    }

    /// The same, and the room goes back to the disk.
    pub fn empty(&mut self) -> Result<(), StorageFault> {
        self.restart();
        self.length = 0;
        Ok(self.file.set_len(0)?)
    }

    /// Number of the last group that was written.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// Bytes since it began anew.
    pub fn bytes(&self) -> u64 {
        self.end
    }

    /// The record at the end, if there is one of this number (None: of any).
    fn read(&self, expected: Option<u64>) -> Result<Option<Found>, StorageFault> {
        let room = (self.length - self.end) as usize;
        let mut header = [0; HEADER];
        if room < HEADER {
            return Ok(None);
        }
        self.file.read(self.end, &mut header)?;
        let (checksum, number, size) = (u32_at(&header, 0), u64_at(&header, 8), u32_at(&header, 4) as usize);
        if size > room - HEADER || expected.is_some_and(|expected| expected != number) {
            return Ok(None);
        }
        let mut rest = vec![0; HEADER + size];
        self.file.read(self.end, &mut rest)?;
        let packed = rest.split_off(HEADER);
        let is_whole = checksum == crc32c::crc32c_append(self.checksum(&rest[4..]), &packed);
        Ok(is_whole.then_some(Found { number, packed }))
    }

    fn checksum(&self, bytes: &[u8]) -> u32 {
        crc32c::crc32c_append(crc32c::crc32c(&self.identity.to_le_bytes()), bytes)
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(std::array::from_fn(|each| bytes[at + each]))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(std::array::from_fn(|each| bytes[at + each]))
}
