//! An object that is to be sent, wherever it lies.

use std::io::{self, Write};
use std::net::TcpStream;
use std::ops::Range;
use std::os::fd::AsFd;
use std::path::PathBuf;

use narcine_spill::{Place, ReadError, SpilledObject, encode_owner};
use plasma_store::{ObjectBytes, StoreHandle};
use plasma_wire::ObjectId;

use crate::outgoing::{PushFailure, Source};
use crate::stream::Fault;

/// Bytes that are read at a time where there is no direct way into a socket.
const PIECE: u64 = 256 << 10;

/// An object open for reading.
pub(crate) enum Reader {
    Store(ObjectBytes),
    File(SpilledObject),
}

impl Reader {
    pub fn sizes(&self) -> (u64, u64) {
        match self {
            Self::Store(bytes) => (bytes.data_size, bytes.metadata_size),
            Self::File(object) => (object.data_size(), object.metadata_size()),
        }
    }

    pub fn owner_address(&self) -> Result<Vec<u8>, ReadError> {
        match self {
            Self::Store(bytes) => Ok(encode_owner(&bytes.owner)),
            Self::File(object) => object.owner_address(),
        }
    }

    pub fn read_at(&self, position: u64, buffer: &mut [u8]) -> Result<(), PushFailure> {
        match self {
            Self::Store(bytes) => Ok(bytes.read_at(position, buffer)?),
            Self::File(object) => Ok(object.read_at(position, buffer)?),
        }
    }

    /// Sends a part through a socket that waits until it can take more.
    pub fn send(&self, tcp: &TcpStream, range: Range<u64>) -> Result<(), Fault> {
        let mut at = range.start;
        while at < range.end {
            let left = range.end - at;
            match self.send_directly(tcp, at, left as usize) {
                Some(Ok(0)) => return Err(Fault::Socket(io::ErrorKind::WriteZero.into())),
                Some(Ok(count)) => at += count as u64,
                Some(Err(error)) if error.kind() == io::ErrorKind::Interrupted => {}
                Some(Err(error)) => return Err(Fault::Socket(error)),
                None => return self.send_copied(tcp, at..range.end),
            }
        }
        if let Self::Store(bytes) = self {
            bytes.forget(range.start, range.end - range.start);
        }
        Ok(())
    }

    fn send_directly(&self, tcp: &TcpStream, position: u64, len: usize) -> Option<io::Result<usize>> {
        match self {
            Self::Store(bytes) => bytes.send_to(tcp.as_fd(), position, len),
            Self::File(_) => None,
        }
    }

    /// Piece by piece, so that each is still in the processor's cache when the kernel takes it.
    fn send_copied(&self, mut tcp: &TcpStream, range: Range<u64>) -> Result<(), Fault> {
        let mut buffer = vec![0; (range.end - range.start).min(PIECE) as usize];
        for start in range.clone().step_by(PIECE as usize) {
            let piece = &mut buffer[..(range.end - start).min(PIECE) as usize];
            self.read_at(start, piece)?;
            tcp.write_all(piece)?;
        }
        Ok(())
    }
}

pub(crate) fn open(store: &StoreHandle, object_id: &ObjectId, source: Source) -> Result<Reader, PushFailure> {
    match source {
        Source::Store => store.bytes_of(object_id).map(Reader::Store).ok_or(PushFailure::Gone),
        Source::File(Place { path, record }) => {
            let path: PathBuf = path;
            let object = SpilledObject::open(&path, record.offset, record.size)?;
            object.verify(record.crc)?;
            Ok(Reader::File(object))
        }
    }
}
