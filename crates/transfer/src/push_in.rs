//! ObjectManagerService.Push of Ray 2.60.0: a chunk of an object in one call, written to its place as its bytes come in.

use std::ops::Range;
use std::sync::Arc;

use narcine_rpc::{Direct, DirectCall, Status};

use crate::incoming::{Claim, Shared, Use, invalid};
use crate::wire::{MAX_HEAD, PushChunk, UNWANTED};

/// One Push call as its bytes come in.
struct ChunkCall {
    shared: Arc<Shared>,
    /// What came before it was clear which chunk it is.
    head: Vec<u8>,
    chunk: Option<PushChunk>,
    /// The place of the chunk; None: its bytes are dropped.
    target: Option<(Claim, Range<u64>)>,
    /// Whether its sender may spare itself the rest of the object.
    is_unwanted: bool,
    /// Bytes of data that came.
    at: u64,
}

/// The service: shared, so that a call can keep it.
pub(crate) struct PushService(pub(crate) Arc<Shared>);

impl Direct for PushService {
    fn begin(&self) -> Box<dyn DirectCall> {
        let shared = self.0.clone();
        Box::new(ChunkCall { shared, head: Vec::new(), chunk: None, target: None, is_unwanted: false, at: 0 })
    }
}

impl ChunkCall {
    /// Looks whether the head is complete, and gives the chunk's first bytes on.
    fn read_head(&mut self, is_all: bool) -> Result<(), Status> {
        let read = PushChunk::read(&self.head, is_all).map_err(|error| invalid(&error.to_string()))?;
        let Some((chunk, start)) = read else {
            let is_long = self.head.len() >= MAX_HEAD;
            return if is_long { Err(invalid("a PushRequest without data at its beginning")) } else { Ok(()) };
        };
        match self.shared.check(&chunk)? {
            Use::Missing(claim, range) => self.target = Some((claim, range)),
            Use::Superfluous => {}
            Use::NobodyWantsIt => self.is_unwanted = true,
        }
        self.chunk = Some(chunk);
        let head = std::mem::take(&mut self.head);
        self.data(&head[start..])
    }

    fn data(&mut self, bytes: &[u8]) -> Result<(), Status> {
        let Some(chunk) = &self.chunk else { return Ok(()) };
        if self.at + bytes.len() as u64 > chunk.len {
            return Err(invalid("a PushRequest goes on after its data"));
        }
        if let Some((claim, range)) = &self.target
            && !bytes.is_empty()
            && !self.shared.write(chunk, *claim, |object| object.write_at(range.start + self.at, bytes))
        {
            self.target = None;
        }
        self.at += bytes.len() as u64;
        Ok(())
    }
}

impl DirectCall for ChunkCall {
    fn piece(&mut self, bytes: &[u8]) -> Result<(), Status> {
        if self.chunk.is_some() {
            return self.data(bytes);
        }
        // No more than a head is copied; what follows goes to its place directly.
        let (head, rest) = bytes.split_at(bytes.len().min(MAX_HEAD));
        self.head.extend_from_slice(head);
        self.read_head(false)?;
        self.data(rest)
    }

    fn end(mut self: Box<Self>) -> Result<Vec<u8>, Status> {
        if self.chunk.is_none() {
            self.read_head(true)?;
        }
        let Some(chunk) = &self.chunk else { return Ok(Vec::new()) };
        if self.at != chunk.len {
            return Err(invalid(&format!("{} of {} bytes of data", self.at, chunk.len)));
        }
        if let Some((claim, _)) = self.target {
            self.shared.finish(chunk, claim);
        }
        Ok(if self.is_unwanted { UNWANTED.to_vec() } else { Vec::new() })
    }
}
