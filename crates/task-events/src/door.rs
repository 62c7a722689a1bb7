//! AddTaskEventData, answered where it arrives.

use std::sync::{Arc, Mutex, PoisonError};

use narcine_rpc::{Code, Direct, DirectCall, Status};

use crate::table::Table;

pub const ADD_TASK_EVENT_DATA: &str = "/ray.rpc.TaskInfoGcsService/AddTaskEventData";

/// Puts what arrives into a table.
pub struct Door {
    table: Arc<Mutex<Table>>,
    /// Encoded.
    reply: Vec<u8>,
}

impl Door {
    /// `reply`: the encoded answer to each report that was taken.
    pub fn new(table: Arc<Mutex<Table>>, reply: Vec<u8>) -> Self {
        Self { table, reply }
    }
}

impl Direct for Door {
    fn begin(&self) -> Box<dyn DirectCall> {
        Box::new(Report { table: self.table.clone(), reply: self.reply.clone(), body: Vec::new() })
    }
}

struct Report {
    table: Arc<Mutex<Table>>,
    reply: Vec<u8>,
    body: Vec<u8>,
}

impl DirectCall for Report {
    fn piece(&mut self, bytes: &[u8]) -> Result<(), Status> {
        self.body.extend_from_slice(bytes);
        Ok(())
    }

    fn end(self: Box<Self>) -> Result<Vec<u8>, Status> {
        // Reading a report does not panic; if it did, what was taken before is whole.
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        table.take(&self.body).map_err(|fault| Status::new(Code::InvalidArgument, fault.to_string()))?;
        Ok(self.reply)
    }
}
