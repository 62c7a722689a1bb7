//! `src/native/head-storage.ts` over `narcine-storage`. Records to JavaScript (little endian): 1 committed: u32 group;
//! 2 failed: u32 group, kind and words of the fault, each text behind a u32. An open that fails throws "kind: words".

use std::path::Path;
use std::sync::Arc;

use napi::bindgen_prelude::{Buffer, Function};
use napi::{Error, Result};
use napi_derive::napi;
use narcine_storage::{CommitSink, Committer, StorageFault, Store};

use crate::outbox::{Outbox, put_bytes, put_u32};

struct Sink(Outbox);

impl CommitSink for Sink {
    fn committed(&self, group: u32, result: std::result::Result<(), StorageFault>) {
        self.0.append(|out| {
            out.push(if result.is_ok() { 1 } else { 2 });
            put_u32(out, group);
            if let Err(fault) = result {
                put_bytes(out, fault.kind.name().as_bytes());
                put_bytes(out, fault.text.as_bytes());
            }
        });
    }
}

fn thrown(fault: StorageFault) -> Error {
    Error::from_reason(format!("{}: {fault}", fault.kind.name()))
}

#[napi]
pub struct NativeHeadStorage {
    store: Option<Arc<Store>>,
    committer: Option<Committer>,
    outbox: Outbox,
}

#[napi]
pub fn open_head_storage(path: String, on_batch: Function<'_, Buffer, ()>) -> Result<NativeHeadStorage> {
    let store = Arc::new(Store::open(Path::new(&path)).map_err(thrown)?);
    let outbox = Outbox::new(on_batch)?;
    match Committer::start(store.clone(), Sink(outbox.clone())) {
        Ok(committer) => Ok(NativeHeadStorage { store: Some(store), committer: Some(committer), outbox }),
        Err(error) => {
            outbox.close();
            Err(thrown(error.into()))
        }
    }
}

#[napi]
impl NativeHeadStorage {
    /// Key and row of each row, each behind its u32 length.
    #[napi]
    pub fn rows(&self, table: String) -> Result<Buffer> {
        let mut packed = Vec::new();
        if let Some(store) = &self.store {
            let pack = |key: &[u8], row: &[u8]| {
                put_bytes(&mut packed, key);
                put_bytes(&mut packed, row);
            };
            store.rows(&table, pack).map_err(thrown)?;
        }
        Ok(packed.into())
    }

    #[napi]
    pub fn commit(&self, group: u32, packed: &[u8]) {
        if let Some(committer) = &self.committer {
            committer.commit(group, packed.to_vec());
        }
    }

    /// As `commit`, on this thread, which waits for the disk: for when no group is on its way. True: the next one should go
    /// to the other thread, which then has the tables take the journal over.
    #[napi]
    pub fn commit_now(&self, packed: &[u8]) -> Result<bool> {
        let Some(store) = &self.store else { return Ok(false) };
        store.commit(packed).map_err(thrown)?;
        Ok(store.is_long())
    }

    /// Waits for what was sent, and gives the files back.
    #[napi]
    pub fn close(&mut self) {
        self.committer = None;
        self.store = None;
        self.outbox.close();
    }
}
