//! A small blocking plasma client, doing what the stock one does: plain reads for replies, then one recvmsg of one
//! byte for each fd it has not seen, then mmap of `mmap_size - 8` bytes.
#![allow(dead_code, clippy::unwrap_used)]

use std::collections::HashMap;
use std::io::{IoSliceMut, Read, Write};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;

use plasma_wire::{
    Builder, CreateOutcome, CreateRequest, HEADER_LEN, Header, ObjectId, ObjectSpec, PlasmaError, Reply, Request,
    SegmentRef,
};
use rustix::mm::{MapFlags, ProtFlags};
use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags};

pub struct Client {
    pub stream: UnixStream,
    builder: Builder,
    body: Vec<u8>,
    /// By unique_fd_id: address and length of our mapping.
    pub maps: HashMap<i64, (*mut u8, usize)>,
    pub capacity: i64,
}

impl Client {
    pub fn connect(path: &Path) -> Self {
        let stream = UnixStream::connect(path).unwrap();
        let mut client = Self { stream, builder: Builder::new(), body: Vec::new(), maps: HashMap::new(), capacity: 0 };
        let Reply::Connect { memory_capacity } = client.ask(Request::Connect) else { panic!() };
        client.capacity = memory_capacity;
        client
    }

    pub fn send(&mut self, request: &Request) {
        request.encode(&mut self.builder);
        self.stream.write_all(self.builder.bytes()).unwrap();
    }

    pub fn receive(&mut self) -> Reply {
        let mut header = [0; HEADER_LEN];
        self.stream.read_exact(&mut header).unwrap();
        let header = Header::parse(&header).unwrap().unwrap();
        self.body.resize(header.body_len, 0);
        self.stream.read_exact(&mut self.body).unwrap();
        let reply = Reply::decode(header.message_type, &self.body).unwrap();
        match &reply {
            Reply::Create { outcome: CreateOutcome::Created { segment, .. }, .. } => self.take_fds(&[*segment]),
            Reply::Get { segments, .. } => self.take_fds(&segments.clone()),
            _ => {}
        }
        reply
    }

    pub fn ask(&mut self, request: Request) -> Reply {
        self.send(&request);
        self.receive()
    }

    fn take_fds(&mut self, segments: &[SegmentRef]) {
        for segment in segments {
            if self.maps.contains_key(&segment.unique_fd_id) {
                continue;
            }
            let fd = receive_fd(&self.stream);
            let len = (segment.mmap_size - 8) as usize;
            // SAFETY: a fresh shared mapping of a file the store gave us, kept until the process ends.
            let at = unsafe {
                let protection = ProtFlags::READ | ProtFlags::WRITE;
                rustix::mm::mmap(std::ptr::null_mut(), len, protection, MapFlags::SHARED, &fd, 0).unwrap()
            };
            self.maps.insert(segment.unique_fd_id, (at.cast(), len));
        }
    }

    pub fn create(&mut self, object_id: ObjectId, data_size: u64) -> CreateOutcome {
        let request = CreateRequest { object_id, data_size, ..CreateRequest::default() };
        let Reply::Create { outcome, .. } = self.ask(Request::Create(request)) else { panic!() };
        outcome
    }

    /// Creates as a stock client does: asks again every 10 ms while the store is full.
    pub fn create_patiently(&mut self, object_id: ObjectId, data_size: u64) -> Result<ObjectSpec, PlasmaError> {
        let mut outcome = self.create(object_id, data_size);
        loop {
            match outcome {
                CreateOutcome::Created { spec, .. } => return Ok(spec),
                CreateOutcome::Failed(error) => return Err(error),
                CreateOutcome::Retry { request_id } => {
                    std::thread::sleep(std::time::Duration::from_millis(10));
                    let Reply::Create { outcome: next, .. } = self.ask(Request::CreateRetry { object_id, request_id })
                    else {
                        panic!()
                    };
                    outcome = next;
                }
            }
        }
    }

    pub fn seal(&mut self, object_id: ObjectId) -> PlasmaError {
        let Reply::Seal { error, .. } = self.ask(Request::Seal { object_id }) else { panic!() };
        error
    }

    pub fn release(&mut self, object_id: ObjectId) {
        self.send(&Request::Release { object_id, may_unmap: false });
    }

    /// Create, write, seal, release.
    pub fn put(&mut self, object_id: ObjectId, data: &[u8]) {
        let spec = self.create_patiently(object_id, data.len() as u64).unwrap();
        self.write(&spec, data);
        assert_eq!(self.seal(object_id), PlasmaError::Ok);
        self.release(object_id);
    }

    pub fn write(&mut self, spec: &ObjectSpec, data: &[u8]) {
        let (at, len) = self.maps[&spec.unique_fd_id];
        assert!(spec.data_offset as usize + data.len() <= len);
        for (index, block) in data.chunks(1 << 20).enumerate() {
            let to = spec.data_offset as usize + (index << 20);
            // SAFETY: inside our mapping (checked), which lives as long as the process.
            unsafe { std::ptr::copy_nonoverlapping(block.as_ptr(), at.add(to), block.len()) };
        }
    }

    pub fn get(&mut self, object_ids: &[ObjectId], timeout_ms: i64) -> Vec<Option<ObjectSpec>> {
        let Reply::Get { specs, .. } = self.ask(Request::Get { object_ids: object_ids.to_vec(), timeout_ms }) else {
            panic!()
        };
        specs.into_iter().map(|spec| Some(spec).filter(|spec| *spec != ObjectSpec::MISSING)).collect()
    }

    pub fn read(&self, spec: &ObjectSpec) -> Vec<u8> {
        let (at, len) = self.maps[&spec.unique_fd_id];
        let (from, size) = (spec.data_offset as usize, spec.data_size as usize);
        assert!(from + size <= len);
        let mut out = vec![0; size];
        // SAFETY: inside our mapping (checked), which lives as long as the process.
        unsafe { std::ptr::copy_nonoverlapping(at.add(from), out.as_mut_ptr(), size) };
        out
    }
}

/// One byte with one fd, received apart from any reply.
fn receive_fd(stream: &UnixStream) -> OwnedFd {
    let mut byte = [0];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(4))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let got = rustix::net::recvmsg(stream, &mut [IoSliceMut::new(&mut byte)], &mut control, RecvFlags::CMSG_CLOEXEC);
    assert_eq!(got.unwrap().bytes, 1);
    let mut fds = control.drain().filter_map(|message| match message {
        RecvAncillaryMessage::ScmRights(fds) => Some(fds),
        _ => None,
    });
    let mut fds = fds.next().expect("an fd with the byte").collect::<Vec<_>>();
    assert_eq!(fds.len(), 1);
    fds.remove(0)
}

pub fn id(n: u64) -> ObjectId {
    let mut bytes = [0xAB; 28];
    bytes[..8].copy_from_slice(&n.to_le_bytes());
    ObjectId(bytes)
}
