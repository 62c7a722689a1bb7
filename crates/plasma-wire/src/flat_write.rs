//! A flatbuffer builder that lays bytes out exactly as Ray's C++ builder does, so that golden bytes compare equal.
//!
//! It writes from the end of its buffer to the front, children before parents. The socket's 24-byte header is pushed
//! last, so a finished frame lies in one piece. The buffer is reused from message to message.

/// Distance of a written thing from the end of the buffer: what a parent refers to it by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ref(u32);

pub struct Builder {
    buf: Vec<u8>,
    head: usize,
    min_align: usize,
    fields: Vec<(usize, usize)>,
    table_start: usize,
}

impl Default for Builder {
    fn default() -> Self {
        Self { buf: vec![0; 512], head: 512, min_align: 1, fields: Vec::with_capacity(8), table_start: 0 }
    }
}

impl Builder {
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets the last message and keeps its memory, unless that was unusually large.
    pub fn reset(&mut self) {
        if self.buf.len() > 1 << 20 {
            *self = Self::default();
        }
        self.head = self.buf.len();
        self.min_align = 1;
        self.fields.clear();
    }

    fn size(&self) -> usize {
        self.buf.len() - self.head
    }

    fn reserve(&mut self, len: usize) -> usize {
        if self.head < len {
            let used = self.size();
            let grown = (self.buf.len() * 2).max(used + len).next_power_of_two();
            let mut buf = vec![0; grown];
            buf[grown - used..].copy_from_slice(&self.buf[self.head..]);
            self.head = grown - used;
            self.buf = buf;
        }
        self.head -= len;
        self.head
    }

    /// Puts raw bytes in front, without alignment.
    pub fn push(&mut self, bytes: &[u8]) {
        let at = self.reserve(bytes.len());
        self.buf[at..at + bytes.len()].copy_from_slice(bytes);
    }

    fn zeros(&mut self, len: usize) {
        let at = self.reserve(len);
        self.buf[at..at + len].fill(0);
    }

    /// Pads so that after `len` more bytes the size is a multiple of `align`.
    fn pre_align(&mut self, len: usize, align: usize) {
        self.min_align = self.min_align.max(align);
        let pad = (align - (self.size() + len) % align) % align;
        self.zeros(pad);
    }

    fn element(&mut self, bytes: &[u8]) -> usize {
        self.pre_align(0, bytes.len());
        self.push(bytes);
        self.size()
    }

    fn refer(&mut self, to: Ref) -> u32 {
        self.pre_align(0, 4);
        self.size() as u32 + 4 - to.0
    }

    /// A string of raw bytes with its terminating zero.
    pub fn string(&mut self, bytes: &[u8]) -> Ref {
        self.pre_align(bytes.len() + 1, 4);
        self.zeros(1);
        self.push(bytes);
        Ref(self.element(&(bytes.len() as u32).to_le_bytes()) as u32)
    }

    /// A vector of `N`-byte elements, aligned to `align`.
    pub fn vector<const N: usize>(
        &mut self,
        items: impl ExactSizeIterator<Item = [u8; N]> + DoubleEndedIterator,
        align: usize,
    ) -> Ref {
        let len = items.len();
        if len > 0 {
            self.pre_align(len * N, 4);
            self.pre_align(len * N, align);
        }
        for item in items.rev() {
            self.push(&item);
        }
        Ref(self.element(&(len as u32).to_le_bytes()) as u32)
    }

    /// A vector of strings (or tables) written before.
    pub fn refs(&mut self, items: &[Ref]) -> Ref {
        if !items.is_empty() {
            self.pre_align(items.len() * 4, 4);
        }
        for item in items.iter().rev() {
            let offset = self.refer(*item);
            self.push(&offset.to_le_bytes());
        }
        Ref(self.element(&(items.len() as u32).to_le_bytes()) as u32)
    }

    pub fn start_table(&mut self) {
        self.fields.clear();
        self.table_start = self.size();
    }

    /// A scalar field; left out when it equals the default, zero.
    pub fn scalar<const N: usize>(&mut self, slot: usize, bytes: [u8; N]) {
        if bytes != [0; N] {
            let at = self.element(&bytes);
            self.fields.push((slot, at));
        }
    }

    pub fn offset(&mut self, slot: usize, to: Ref) {
        let offset = self.refer(to);
        let at = self.element(&offset.to_le_bytes());
        self.fields.push((slot, at));
    }

    pub fn inline(&mut self, slot: usize, bytes: &[u8], align: usize) {
        self.pre_align(0, align);
        self.push(bytes);
        self.fields.push((slot, self.size()));
    }

    /// Ends the table and makes it the root.
    pub fn finish(&mut self) {
        let table = self.element(&[0; 4]);
        let slots = self.fields.iter().map(|(slot, _)| slot + 1).max().unwrap_or(0);
        let vtable_len = 4 + 2 * slots;
        self.zeros(vtable_len);
        let vtable = self.head;
        let table_len = (table - self.table_start) as u16;
        self.buf[vtable..vtable + 2].copy_from_slice(&(vtable_len as u16).to_le_bytes());
        self.buf[vtable + 2..vtable + 4].copy_from_slice(&table_len.to_le_bytes());
        for (slot, at) in &self.fields {
            let entry = vtable + 4 + 2 * slot;
            self.buf[entry..entry + 2].copy_from_slice(&((table - at) as u16).to_le_bytes());
        }
        let back = (self.size() - table) as i32;
        let table_at = self.buf.len() - table;
        self.buf[table_at..table_at + 4].copy_from_slice(&back.to_le_bytes());
        self.pre_align(4, self.min_align);
        let root = self.refer(Ref(table as u32));
        self.push(&root.to_le_bytes());
    }

    /// The bytes written so far.
    pub fn bytes(&self) -> &[u8] {
        &self.buf[self.head..]
    }
}
