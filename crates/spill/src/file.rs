//! Writing several objects into one file, and reading one of them back.
//!
//! Bytes go through buffers of one chunk: copied out of the store, summed (CRC32C) while they are in the processor's
//! cache, and written (chunks.rs). The sum is of the bytes that were written, so whatever happens to the store's memory or
//! to the file afterwards, what is read back with the right sum is what was written.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;

use plasma_store::ObjectBytes;
use rustix::fs::FallocateFlags;
use rustix::io::Errno;

use crate::chunks::{ALIGNMENT, Buffer, CHUNK, ChunkFile, THREADS, Way, each_chunk};
use crate::record::{HEADER_LEN, Header};

/// Where the bytes of an object come from. Positions: 0 is the first byte of its data; metadata follows the data.
pub trait ObjectSource: Sync {
    fn data_size(&self) -> u64;
    fn metadata_size(&self) -> u64;
    fn read_at(&self, position: u64, buffer: &mut [u8]) -> io::Result<()>;
}

/// Where the bytes of an object go, with positions as `ObjectSource`; several threads write, each its part.
pub trait ObjectSink: Sync {
    fn write_at(&self, position: u64, bytes: &[u8]) -> io::Result<()>;
}

impl ObjectSource for ObjectBytes {
    fn data_size(&self) -> u64 {
        self.data_size
    }

    fn metadata_size(&self) -> u64 {
        self.metadata_size
    }

    fn read_at(&self, position: u64, buffer: &mut [u8]) -> io::Result<()> {
        ObjectBytes::read_at(self, position, buffer)
    }
}

impl ObjectSink for ObjectBytes {
    fn write_at(&self, position: u64, bytes: &[u8]) -> io::Result<()> {
        ObjectBytes::write_at(self, position, bytes)
    }
}

/// Where a record lies in its file, and its sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub offset: u64,
    /// Bytes of the whole record.
    pub size: u64,
    pub data_size: u64,
    pub metadata_size: u64,
    /// CRC32C of the whole record.
    pub crc: u32,
}

#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The disk is full, or would be fuller than `local_fs_capacity_threshold`.
    #[error("the disk is full: {0}")]
    Full(String),
    #[error("{0}")]
    Io(io::Error),
}

#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file does not hold what was written there. Reading again gives the same.
    #[error("{0}")]
    Corrupt(String),
    /// The file could not be read now.
    #[error("{0}")]
    Io(io::Error),
    /// The store did not take the bytes.
    #[error("the store: {0}")]
    Sink(io::Error),
}

pub fn write_error(error: io::Error) -> WriteError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            WriteError::Full(error.to_string())
        }
        _ => WriteError::Io(error),
    }
}

/// Writes the objects, each with its serialized owner address, into a new file at `path`. Nothing stays behind when it
/// fails. `capacity_threshold`: the share of the disk (0..1) that may be in use afterwards.
pub fn write_fused<S: ObjectSource>(
    path: &Path,
    objects: &[(Vec<u8>, S)],
    capacity_threshold: f64,
    way: Way,
) -> Result<Vec<Written>, WriteError> {
    let records = lay_out(objects);
    let total = records.last().map_or(0, |record| record.bytes.end);
    check_disk(path, total, capacity_threshold)?;
    write_records(path, &records, total, way).map_err(|error| {
        // Half a file helps nobody; if it cannot be removed, the end of the node removes it.
        let _ = std::fs::remove_file(path);
        write_error(error)
    })
}

/// A record that is to be written, and its place in the file.
struct Record<'a, S> {
    bytes: Range<u64>,
    /// Header and owner address.
    head: Vec<u8>,
    header: Header,
    object: &'a S,
}

/// One after the other without gaps, as Ray's IO workers do.
fn lay_out<S: ObjectSource>(objects: &[(Vec<u8>, S)]) -> Vec<Record<'_, S>> {
    let mut at = 0;
    let records = objects.iter().map(|(address, object)| {
        let header = header_of(address, object);
        let start = at;
        at += header.record_len().unwrap_or(0);
        let head = [&header.to_bytes()[..], address].concat();
        Record { bytes: start..at, head, header, object }
    });
    records.collect()
}

fn write_records<S: ObjectSource>(
    path: &Path,
    records: &[Record<'_, S>],
    total: u64,
    way: Way,
) -> io::Result<Vec<Written>> {
    let file = ChunkFile::create(path, way)?;
    // The whole file at once: a full disk shows now, and the blocks lie together.
    let has_blocks = match rustix::fs::fallocate(file.file(), FallocateFlags::empty(), 0, total.max(1)) {
        Err(Errno::OPNOTSUPP) => false,
        other => {
            other?;
            true
        }
    };
    // Writes into the page cache take turns whatever one does.
    let threads = if way == Way::Cached { 1 } else { THREADS };
    let chunks = each_chunk(threads, 0..total, |buffer: &mut Buffer, bytes| {
        let out = buffer.first((bytes.end - bytes.start) as usize);
        let sums = fill(out, &bytes, records)?;
        file.write(buffer, (bytes.end - bytes.start) as usize, bytes.start)?;
        Ok::<_, io::Error>(sums)
    })?;
    // What filled the last block up is no part of it.
    file.file().set_len(total)?;
    if !has_blocks {
        sync(&file)?;
    }
    let mut crcs = vec![0; records.len()];
    for sum in chunks.into_iter().flatten() {
        crcs[sum.record] = crc32c::crc32c_combine(crcs[sum.record], sum.crc, sum.len);
    }
    let written = records.iter().zip(crcs).map(|(Record { bytes, header, .. }, crc)| Written {
        offset: bytes.start,
        size: bytes.end - bytes.start,
        data_size: header.data_len,
        metadata_size: header.metadata_len,
        crc,
    });
    Ok(written.collect())
}

/// A file system that promises no blocks (NFS, FUSE) may take what is written and say later, when nobody can hear it, that the
/// disk is full.
fn sync(file: &ChunkFile) -> io::Result<()> {
    match rustix::fs::fdatasync(file.file()) {
        // It cannot be asked.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(()),
        other => Ok(other?),
    }
}

/// The sum of a record's bytes in one chunk.
struct Sum {
    record: usize,
    crc: u32,
    len: usize,
}

/// Fills `out`, which is the part `bytes` of the file.
fn fill<S: ObjectSource>(out: &mut [u8], bytes: &Range<u64>, records: &[Record<'_, S>]) -> io::Result<Vec<Sum>> {
    let first = records.partition_point(|record| record.bytes.end <= bytes.start);
    let mut sums = Vec::new();
    for (record, Record { bytes: place, head, header, object }) in records.iter().enumerate().skip(first) {
        if place.start >= bytes.end {
            break;
        }
        let part = bytes.start.max(place.start)..bytes.end.min(place.end);
        let own = &mut out[(part.start - bytes.start) as usize..(part.end - bytes.start) as usize];
        // Of the record: the head, then metadata, then data.
        let metadata_start = head.len() as u64;
        let data_start = metadata_start + header.metadata_len;
        let (from, to) = (part.start - place.start, part.end - place.start);
        let mut each = |section: Range<u64>, read: &dyn Fn(u64, &mut [u8]) -> io::Result<()>| {
            let (from_here, to_here) = (from.max(section.start), to.min(section.end));
            if from_here >= to_here {
                return Ok(());
            }
            read(from_here - section.start, &mut own[(from_here - from) as usize..(to_here - from) as usize])
        };
        each(0..metadata_start, &|at, out| {
            out.copy_from_slice(&head[at as usize..at as usize + out.len()]);
            Ok(())
        })?;
        each(metadata_start..data_start, &|at, out| object.read_at(header.data_len + at, out))?;
        each(data_start..data_start + header.data_len, &|at, out| object.read_at(at, out))?;
        sums.push(Sum { record, crc: crc32c::crc32c(own), len: own.len() });
    }
    Ok(sums)
}

fn header_of(address: &[u8], object: &impl ObjectSource) -> Header {
    Header { address_len: address.len() as u64, metadata_len: object.metadata_size(), data_len: object.data_size() }
}

fn check_disk(path: &Path, wanted: u64, threshold: f64) -> Result<(), WriteError> {
    let directory = path.parent().unwrap_or(path);
    let stat = rustix::fs::statvfs(directory).map_err(|error| WriteError::Io(error.into()))?;
    let total = stat.f_blocks.saturating_mul(stat.f_frsize);
    let available = stat.f_bavail.saturating_mul(stat.f_frsize);
    let used = total.saturating_sub(available) as f64 + wanted as f64;
    if total > 0 && used > total as f64 * threshold {
        return Err(WriteError::Full(format!(
            "{} has {available} of {total} bytes free, {wanted} more would fill it beyond {:.0} % \
             (local_fs_capacity_threshold)",
            directory.display(),
            threshold * 100.0
        )));
    }
    Ok(())
}

/// A record in a file, open for reading.
pub struct SpilledObject {
    file: File,
    path: String,
    offset: u64,
    header: Header,
}

impl SpilledObject {
    /// Opens the record at `offset` and checks that it is a record of `size` bytes.
    pub fn open(path: &Path, offset: u64, size: u64) -> Result<Self, ReadError> {
        let path_text = path.display().to_string();
        let file = File::open(path).map_err(|error| open_error(path, error))?;
        let none = Header { address_len: 0, metadata_len: 0, data_len: 0 };
        let mut record = Self { file, path: path_text, offset, header: none };
        let mut bytes = [0; HEADER_LEN];
        record.each_piece(0, HEADER_LEN as u64, |at, piece| {
            bytes[at as usize..at as usize + piece.len()].copy_from_slice(piece);
            Ok(())
        })?;
        record.header = Header::parse(&bytes);
        if record.header.record_len() != Some(size) {
            let header = record.header;
            return Err(record.corrupt(&format!("{header:?} is no record of {size} bytes")));
        }
        Ok(record)
    }

    pub fn data_size(&self) -> u64 {
        self.header.data_len
    }

    pub fn metadata_size(&self) -> u64 {
        self.header.metadata_len
    }

    /// The serialized ray.rpc.Address of the owner.
    pub fn owner_address(&self) -> Result<Vec<u8>, ReadError> {
        let mut address = Vec::new();
        self.each_piece(HEADER_LEN as u64, self.header.address_len, |_, piece| {
            address.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(address)
    }

    /// Fills `buffer` from `position` on, where 0 is the first byte of data and metadata follows the data, as an object
    /// is sent to another node. Unchecked: see `verify`.
    pub fn read_at(&self, position: u64, buffer: &mut [u8]) -> Result<(), ReadError> {
        let end = position.checked_add(buffer.len() as u64);
        if end.is_none_or(|end| end > self.data_size() + self.metadata_size()) {
            return Err(ReadError::Io(io::ErrorKind::InvalidInput.into()));
        }
        let of_data = (self.data_size().saturating_sub(position)).min(buffer.len() as u64) as usize;
        let (data, metadata) = buffer.split_at_mut(of_data);
        self.fill(self.data_start() + position, data)?;
        let metadata_start = HEADER_LEN as u64 + self.header.address_len;
        self.fill(metadata_start + position.saturating_sub(self.data_size()), metadata)
    }

    /// Reads the whole record and compares its sum.
    pub fn verify(&self, crc: u32) -> Result<(), ReadError> {
        let mut found = 0;
        self.each_piece(0, self.header.record_len().unwrap_or(0), |_, piece| {
            found = crc32c::crc32c_append(found, piece);
            Ok(())
        })?;
        compare(&self.path, self.offset, found, crc)
    }

    fn data_start(&self) -> u64 {
        HEADER_LEN as u64 + self.header.address_len + self.header.metadata_len
    }

    fn fill(&self, from: u64, buffer: &mut [u8]) -> Result<(), ReadError> {
        self.each_piece(from, buffer.len() as u64, |at, piece| {
            buffer[at as usize..at as usize + piece.len()].copy_from_slice(piece);
            Ok(())
        })
    }

    /// Reads `len` bytes from `from` (in the record) on and gives them to `each` with their place relative to `from`.
    fn each_piece(
        &self,
        from: u64,
        len: u64,
        mut each: impl FnMut(u64, &[u8]) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let start = self.offset.checked_add(from).ok_or_else(|| self.corrupt("no such offset"))?;
        let mut buffer = vec![0; len.min(CHUNK) as usize];
        let mut done = 0;
        while done < len {
            let piece = &mut buffer[..(len - done).min(CHUNK) as usize];
            self.file.read_exact_at(piece, start + done).map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => self.corrupt("the file is shorter than it was"),
                _ => ReadError::Io(error),
            })?;
            each(done, piece)?;
            done += piece.len() as u64;
        }
        Ok(())
    }

    fn corrupt(&self, what: &str) -> ReadError {
        corrupt(&self.path, self.offset, what)
    }
}

fn corrupt(path: &str, offset: u64, what: &str) -> ReadError {
    ReadError::Corrupt(format!("{path} at {offset}: {what}"))
}

fn compare(path: &str, offset: u64, found: u32, expected: u32) -> Result<(), ReadError> {
    if found == expected {
        return Ok(());
    }
    let what = format!("the checksum is {found:08x}, was {expected:08x} when it was written");
    Err(corrupt(path, offset, &what))
}

fn open_error(path: &Path, error: io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound => ReadError::Corrupt(format!("{} is gone", path.display())),
        _ => ReadError::Io(error),
    }
}

/// Copies a record's data and metadata into `sink`; an error means that what `sink` got is worth nothing.
pub fn restore(path: &Path, record: &Written, way: Way, sink: &impl ObjectSink) -> Result<(), ReadError> {
    let path_text = path.display().to_string();
    let Written { offset, size, data_size, metadata_size, crc } = *record;
    let lengths = (data_size.checked_add(metadata_size), offset.checked_add(size));
    let (Some(body), Some(end)) = lengths else { return Err(corrupt(&path_text, offset, "no such place")) };
    let Some(metadata_start) = size.checked_sub(body) else {
        return Err(corrupt(&path_text, offset, "the record is smaller than its object"));
    };
    let data_start = metadata_start + metadata_size;
    let file = ChunkFile::open(path, way).map_err(|error| open_error(path, error))?;
    let sums = each_chunk(THREADS, offset..end, |buffer, bytes| {
        let skipped = (bytes.start % ALIGNMENT as u64) as usize;
        let len = skipped + (bytes.end - bytes.start) as usize;
        let read = file.read(buffer, len, bytes.start - skipped as u64).map_err(ReadError::Io)?;
        if read.len() < len {
            return Err(corrupt(&path_text, offset, "the file is shorter than it was"));
        }
        let piece = &read[skipped..];
        let (from, to) = (bytes.start - offset, bytes.end - offset);
        let part = |section: Range<u64>| {
            let (from_here, to_here) = (from.max(section.start), to.min(section.end));
            (from_here < to_here).then(|| (from_here, &piece[(from_here - from) as usize..(to_here - from) as usize]))
        };
        if let Some((at, bytes)) = part(metadata_start..data_start) {
            sink.write_at(data_size + (at - metadata_start), bytes).map_err(ReadError::Sink)?;
        }
        if let Some((at, bytes)) = part(data_start..size) {
            sink.write_at(at - data_start, bytes).map_err(ReadError::Sink)?;
        }
        Ok((crc32c::crc32c(piece), piece.len()))
    })?;
    let found = sums.into_iter().fold(0, |found, (sum, len)| crc32c::crc32c_combine(found, sum, len));
    // It covers the lengths at the record's head as well.
    compare(&path_text, offset, found, crc)
}
