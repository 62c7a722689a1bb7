//! Which bytes of the shared arena are free.
//!
//! Clients map the arena, so its bookkeeping lives here, outside it, where no client can write. Ranges are handed out
//! lowest address first: what clients have touched before is used again before untouched memory is (the first write to
//! a fresh page costs ten times a warm one), and the used part stays compact. Only the front part of the arena up to
//! `limit`, whose pages are reserved, is handed out; the limit grows as pages are reserved and falls when they are given
//! back.
//!
//! Free ranges form a treap ordered by offset, each node knowing the longest range below it: finding the lowest range
//! that fits, freeing and merging with both neighbours all take O(log n) in the number of holes. Offsets and lengths
//! are u64 bytes in multiples of 64, so arenas and objects may be as large as the machine.
//!
//! Invariants: free ranges are within 64..limit, disjoint, never adjacent, multiples of 64; `free_bytes` is their sum.

/// Every range begins and ends on this boundary, as stock's allocations do.
pub const ALIGNMENT: u64 = 64;
/// The first bytes stay unused, as in stock: no object ever lies at offset 0.
const BASE: u64 = ALIGNMENT;
const NIL: u32 = u32::MAX;

#[derive(Clone, Copy)]
struct Node {
    offset: u64,
    len: u64,
    /// Longest range in this node's subtree.
    longest: u64,
    priority: u64,
    left: u32,
    right: u32,
}

/// A range that was freed while it (or a part of it) was free, or that lies outside the arena.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("range {offset}+{len} is not allocated")]
pub struct NotAllocated {
    pub offset: u64,
    pub len: u64,
}

pub struct Arena {
    capacity: u64,
    limit: u64,
    high_water: u64,
    free_bytes: u64,
    nodes: Vec<Node>,
    unused: Vec<u32>,
    root: u32,
    random: u64,
}

/// The arena bytes an object of `size` bytes takes; `None` when no arena could hold it.
pub fn allocation_len(size: u64) -> Option<u64> {
    Some(size.max(1).checked_next_multiple_of(ALIGNMENT)?).filter(|len| *len <= i64::MAX as u64)
}

impl Arena {
    /// An arena of `capacity` bytes of which nothing is usable until `grow`.
    pub fn new(capacity: u64) -> Self {
        let capacity = capacity / ALIGNMENT * ALIGNMENT;
        Self {
            capacity,
            limit: BASE.min(capacity),
            high_water: 0,
            free_bytes: 0,
            nodes: Vec::new(),
            unused: Vec::new(),
            root: NIL,
            random: 0x9E37_79B9_7F4A_7C15,
        }
    }

    /// Makes the bytes up to `limit` usable; fewer than before change nothing.
    pub fn grow(&mut self, limit: u64) {
        let limit = (limit / ALIGNMENT * ALIGNMENT).min(self.capacity);
        if limit > self.limit {
            let (from, len) = (self.limit, limit - self.limit);
            self.limit = limit;
            self.put_back(from, len);
        }
    }

    /// Takes the free range at the end of the usable part out of use, from a multiple of `unit` on, so that its pages can
    /// be given back; `None` when there is nothing to take. Gives the new limit; `grow` makes it usable again.
    pub fn shrink(&mut self, unit: u64) -> Option<u64> {
        let (offset, len) = self.last_before(self.limit)?;
        let limit = offset.checked_next_multiple_of(unit.max(ALIGNMENT))?;
        if offset + len != self.limit || limit >= self.limit {
            return None;
        }
        // The last range alone is not below its own offset.
        let (below, last) = self.split(self.root, offset);
        self.unused.push(last);
        self.root = below;
        self.free_bytes -= len;
        self.limit = limit;
        if limit > offset {
            self.put_back(offset, limit - offset);
        }
        Some(limit)
    }

    /// Gives up on the part that is not usable yet: no page could be had for it.
    pub fn cap_at_limit(&mut self) {
        self.capacity = self.limit;
    }

    /// The lowest free range of `len` bytes (from `allocation_len`), or `None`.
    pub fn allocate(&mut self, len: u64) -> Option<u64> {
        if self.root == NIL || self.node(self.root).longest < len {
            return None;
        }
        let (root, offset) = self.take(self.root, len);
        self.root = root;
        self.free_bytes -= len;
        self.high_water = self.high_water.max(offset + len);
        Some(offset)
    }

    /// Frees a range that `allocate` gave.
    pub fn free(&mut self, offset: u64, len: u64) -> Result<(), NotAllocated> {
        let end = offset.checked_add(len).ok_or(NotAllocated { offset, len })?;
        let overlaps = self.last_before(end).is_some_and(|(at, free)| at + free > offset);
        if len == 0 || offset < BASE || end > self.limit || overlaps {
            return Err(NotAllocated { offset, len });
        }
        self.put_back(offset, len);
        Ok(())
    }

    /// The limit at which `len` bytes would fit at the end of the usable part; `None` when even the whole arena is
    /// too small for that.
    pub fn limit_for(&self, len: u64) -> Option<u64> {
        let tail = match self.last_before(self.limit) {
            Some((offset, free)) if offset + free == self.limit => offset,
            _ => self.limit,
        };
        tail.checked_add(len).filter(|limit| *limit <= self.capacity)
    }

    pub fn capacity(&self) -> u64 {
        self.capacity
    }

    /// Bytes an empty, fully usable arena can give in one piece.
    pub fn usable(&self) -> u64 {
        self.capacity.saturating_sub(BASE)
    }

    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// The end of the highest range that was ever handed out: what lies beyond has never been touched.
    pub fn high_water(&self) -> u64 {
        self.high_water
    }

    pub fn free_bytes(&self) -> u64 {
        self.free_bytes
    }

    pub fn longest_free(&self) -> u64 {
        if self.root == NIL { 0 } else { self.node(self.root).longest }
    }

    /// All free ranges in order of address.
    pub fn free_ranges(&self) -> Vec<(u64, u64)> {
        let (mut out, mut path, mut at) = (Vec::new(), Vec::new(), self.root);
        while at != NIL || !path.is_empty() {
            while at != NIL {
                path.push(at);
                at = self.node(at).left;
            }
            if let Some(top) = path.pop() {
                out.push((self.node(top).offset, self.node(top).len));
                at = self.node(top).right;
            }
        }
        out
    }

    fn node(&self, at: u32) -> &Node {
        &self.nodes[at as usize]
    }

    fn node_mut(&mut self, at: u32) -> &mut Node {
        &mut self.nodes[at as usize]
    }

    fn longest(&self, at: u32) -> u64 {
        if at == NIL { 0 } else { self.node(at).longest }
    }

    fn refresh(&mut self, at: u32) {
        let node = *self.node(at);
        let longest = node.len.max(self.longest(node.left)).max(self.longest(node.right));
        self.node_mut(at).longest = longest;
    }

    fn new_node(&mut self, offset: u64, len: u64) -> u32 {
        // xorshift64: priorities only have to look random, and must be the same for the same history.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        let node = Node { offset, len, longest: len, priority: self.random, left: NIL, right: NIL };
        if let Some(at) = self.unused.pop() {
            *self.node_mut(at) = node;
            at
        } else {
            self.nodes.push(node);
            (self.nodes.len() - 1) as u32
        }
    }

    /// Takes `len` bytes off the front of the lowest range below `at` that has them; gives the new subtree.
    fn take(&mut self, at: u32, len: u64) -> (u32, u64) {
        let node = *self.node(at);
        if self.longest(node.left) >= len {
            let (left, offset) = self.take(node.left, len);
            self.node_mut(at).left = left;
            self.refresh(at);
            return (at, offset);
        }
        if node.len < len {
            let (right, offset) = self.take(node.right, len);
            self.node_mut(at).right = right;
            self.refresh(at);
            return (at, offset);
        }
        if node.len == len {
            self.unused.push(at);
            return (self.join(node.left, node.right), node.offset);
        }
        let kept = self.node_mut(at);
        kept.offset += len;
        kept.len -= len;
        self.refresh(at);
        (at, node.offset)
    }

    /// Adds a free range, merged with free neighbours.
    fn put_back(&mut self, offset: u64, len: u64) {
        self.free_bytes += len;
        let (mut below, mut above) = self.split(self.root, offset);
        let (mut start, mut end) = (offset, offset + len);
        if let Some((at, free)) = self.edge(below, false)
            && at + free == start
        {
            below = self.drop_edge(below, false);
            start = at;
        }
        if let Some((at, free)) = self.edge(above, true)
            && at == end
        {
            above = self.drop_edge(above, true);
            end += free;
        }
        let node = self.new_node(start, end - start);
        let below = self.join(below, node);
        self.root = self.join(below, above);
    }

    /// The subtree cut in two: offsets below `offset`, and the others.
    fn split(&mut self, at: u32, offset: u64) -> (u32, u32) {
        if at == NIL {
            return (NIL, NIL);
        }
        let node = *self.node(at);
        if node.offset < offset {
            let (below, above) = self.split(node.right, offset);
            self.node_mut(at).right = below;
            self.refresh(at);
            (at, above)
        } else {
            let (below, above) = self.split(node.left, offset);
            self.node_mut(at).left = above;
            self.refresh(at);
            (below, at)
        }
    }

    /// One tree out of two, all of `below` lying before all of `above`.
    fn join(&mut self, below: u32, above: u32) -> u32 {
        if below == NIL || above == NIL {
            return if below == NIL { above } else { below };
        }
        if self.node(below).priority > self.node(above).priority {
            let right = self.join(self.node(below).right, above);
            self.node_mut(below).right = right;
            self.refresh(below);
            below
        } else {
            let left = self.join(below, self.node(above).left);
            self.node_mut(above).left = left;
            self.refresh(above);
            above
        }
    }

    /// The first (or last) range below `at`.
    fn edge(&self, mut at: u32, first: bool) -> Option<(u64, u64)> {
        let mut found = None;
        while at != NIL {
            let node = self.node(at);
            found = Some((node.offset, node.len));
            at = if first { node.left } else { node.right };
        }
        found
    }

    fn drop_edge(&mut self, at: u32, first: bool) -> u32 {
        let node = *self.node(at);
        let (next, other) = if first { (node.left, node.right) } else { (node.right, node.left) };
        if next == NIL {
            self.unused.push(at);
            return other;
        }
        let child = self.drop_edge(next, first);
        if first {
            self.node_mut(at).left = child;
        } else {
            self.node_mut(at).right = child;
        }
        self.refresh(at);
        at
    }

    /// The last free range that begins before `offset`.
    fn last_before(&self, offset: u64) -> Option<(u64, u64)> {
        let (mut at, mut found) = (self.root, None);
        while at != NIL {
            let node = self.node(at);
            if node.offset < offset {
                found = Some((node.offset, node.len));
                at = node.right;
            } else {
                at = node.left;
            }
        }
        found
    }

    /// Checks the invariants of the header comment; the error says which one is broken.
    pub fn validate(&self) -> Result<(), String> {
        let ranges = self.free_ranges();
        let mut end = 0;
        for (offset, len) in &ranges {
            if *len == 0 || offset % ALIGNMENT != 0 || len % ALIGNMENT != 0 || *offset < BASE {
                return Err(format!("free range {offset}+{len} is empty or not aligned"));
            }
            if *offset <= end && end != 0 {
                return Err(format!("free range at {offset} touches the one that ends at {end}"));
            }
            end = offset + len;
        }
        if end > self.limit || self.limit > self.capacity {
            return Err(format!("free range ends at {end}, limit {}, capacity {}", self.limit, self.capacity));
        }
        let sum: u64 = ranges.iter().map(|(_, len)| len).sum();
        let longest = ranges.iter().map(|(_, len)| *len).max().unwrap_or(0);
        if sum != self.free_bytes || longest != self.longest_free() {
            return Err(format!("free {sum} longest {longest}, kept {} {}", self.free_bytes, self.longest_free()));
        }
        if self.nodes.len() != ranges.len() + self.unused.len() {
            return Err("a node of the tree is lost".into());
        }
        Ok(())
    }
}
