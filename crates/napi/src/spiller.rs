//! `src/native/spiller.ts` over `narcine-spill`. Records to JavaScript (little endian; text behind a u32), each with
//! its u32 job: 1 spilled: u32 count, for each object offset, size, data and metadata size (u64) and u32 CRC32C;
//! 2 spill failed: u8 why (1 disk full, 2 other), text; 3 restored; 4 restore failed: u8 why (1 the file is corrupt,
//! 2 it cannot be read, 3 the store failed), text; 5 refused by the store: u8 PlasmaError; 6 deleted: text, empty
//! unless some files could not be.

use std::io;
use std::path::PathBuf;

use napi::bindgen_prelude::{Buffer, Function};
use napi::{Error, Result, Status};
use napi_derive::napi;
use narcine_spill::{
    Owner, Place, PlasmaError, Pool, PoolConfig, ReadError, Restore, SpillSink, StoreHandle, WriteError, Written,
};

use crate::outbox::{Outbox, put_bytes, put_u32};
use crate::plasma_store::{NativeOwner, NativePlasmaStore, ids_and_sizes, object_ids};

struct Sink(Outbox);

impl Sink {
    fn record(&self, kind: u8, job: u32, rest: impl FnOnce(&mut Vec<u8>)) {
        self.0.append(|out| {
            out.push(kind);
            put_u32(out, job);
            rest(out);
        });
    }
}

impl SpillSink for Sink {
    fn spilled(&self, job: u32, result: std::result::Result<Vec<Written>, WriteError>) {
        match result {
            Ok(records) => self.record(1, job, |out| {
                put_u32(out, records.len() as u32);
                for record in records {
                    for number in [record.offset, record.size, record.data_size, record.metadata_size] {
                        out.extend_from_slice(&number.to_le_bytes());
                    }
                    put_u32(out, record.crc);
                }
            }),
            Err(error) => self.record(2, job, |out| {
                out.push(if matches!(error, WriteError::Full(_)) { 1 } else { 2 });
                put_bytes(out, error.to_string().as_bytes());
            }),
        }
    }

    fn restored(&self, job: u32, result: std::result::Result<(), ReadError>) {
        match result {
            Ok(()) => self.record(3, job, |_| {}),
            Err(error) => self.record(4, job, |out| {
                out.push(match error {
                    ReadError::Corrupt(_) => 1,
                    ReadError::Io(_) => 2,
                    ReadError::Sink(_) => 3,
                });
                put_bytes(out, error.to_string().as_bytes());
            }),
        }
    }

    fn refused(&self, job: u32, reason: PlasmaError) {
        self.record(5, job, |out| out.push(reason as u8));
    }

    fn deleted(&self, job: u32, failed: Vec<(PathBuf, io::Error)>) {
        let failed: Vec<_> = failed.iter().map(|(path, error)| format!("{}: {error}", path.display())).collect();
        self.record(6, job, |out| put_bytes(out, failed.join("; ").as_bytes()));
    }
}

#[napi(object, object_to_js = false)]
pub struct NativeSpillerOptions {
    pub threads: u32,
    pub directories: Vec<String>,
    pub node_id: String,
    pub capacity_threshold: f64,
}

/// Where an object lies in its file.
#[napi(object, object_to_js = false)]
pub struct NativeSpilledRecord {
    pub path: String,
    pub offset: f64,
    pub size: f64,
    pub data_size: f64,
    pub metadata_size: f64,
    pub crc: u32,
}

impl From<NativeSpilledRecord> for Place {
    fn from(record: NativeSpilledRecord) -> Self {
        Self {
            path: record.path.into(),
            record: Written {
                offset: record.offset as u64,
                size: record.size as u64,
                data_size: record.data_size as u64,
                metadata_size: record.metadata_size as u64,
                crc: record.crc,
            },
        }
    }
}

#[napi]
pub struct NativeSpiller {
    store: StoreHandle,
    pool: Option<Pool>,
    outbox: Outbox,
}

#[napi]
pub fn start_spiller(
    store: &NativePlasmaStore,
    options: NativeSpillerOptions,
    on_batch: Function<'_, Buffer, ()>,
) -> Result<NativeSpiller> {
    let outbox = Outbox::new(on_batch)?;
    let config = PoolConfig {
        threads: options.threads as usize,
        directories: options.directories.into_iter().map(PathBuf::from).collect(),
        node_id: options.node_id,
        capacity_threshold: options.capacity_threshold,
    };
    match Pool::start(store.handle(), config, Sink(outbox.clone())) {
        Ok(pool) => Ok(NativeSpiller { store: store.handle(), pool: Some(pool), outbox }),
        Err(error) => {
            outbox.close();
            Err(Error::from_reason(format!("the spilling threads could not be started: {error}")))
        }
    }
}

#[napi]
impl NativeSpiller {
    /// Holds what is to be spilled next and begins to write it. Gives `ids_and_sizes`, in the order of the records to
    /// come; nothing when there is nothing to spill: then there is no job.
    #[napi]
    pub fn spill(&self, job: u32, directory: u32, file_name: String, min_bytes: f64, max_objects: u32) -> Buffer {
        let Some(pool) = &self.pool else { return Vec::new().into() };
        let chosen = self.store.hold_spillable(min_bytes as u64, max_objects as usize);
        let packed = ids_and_sizes(&chosen);
        if !chosen.is_empty() {
            pool.spill(job, directory as usize, file_name, chosen.into_iter().map(|(id, _)| id).collect());
        }
        packed
    }

    #[napi]
    pub fn restore(
        &self,
        job: u32,
        id: &[u8],
        owner: Option<NativeOwner>,
        record: NativeSpilledRecord,
        is_held: bool,
    ) -> Result<()> {
        let [object_id] = object_ids(id)?[..] else {
            return Err(Error::new(Status::InvalidArg, "one object id is needed"));
        };
        let owner = owner.map_or_else(Owner::default, Owner::from);
        if let Some(pool) = &self.pool {
            pool.restore(job, Restore { object_id, owner, place: record.into(), is_held });
        }
        Ok(())
    }

    /// True: it still waited for room and is forgotten.
    #[napi]
    pub fn cancel_restore(&self, job: u32) -> bool {
        self.pool.as_ref().is_some_and(|pool| pool.cancel_restore(job))
    }

    #[napi]
    pub fn delete(&self, job: u32, paths: Vec<String>) {
        if let Some(pool) = &self.pool {
            pool.delete(job, paths.into_iter().map(PathBuf::from).collect());
        }
    }

    /// Ends the threads and removes the node's spill folders.
    #[napi]
    pub fn close(&mut self) {
        self.pool = None;
        self.outbox.close();
    }
}
