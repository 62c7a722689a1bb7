//! What tasks did, for the state API and the dashboard (Ray 2.60.0, gcs_task_manager.cc).
//!
//! Every task brings two to four reports, most of which nobody ever looks at, so they are read for the few facts that
//! decide what is kept (`scan`) and kept as they came (`table`), without JavaScript (`door`). What a report says inside is
//! found out when somebody asks.
#![forbid(unsafe_code)]

mod door;
mod jobs;
mod scan;
mod table;
#[cfg(test)]
mod table_tests;

pub use door::{ADD_TASK_EVENT_DATA, Door};
pub use scan::{BadReport, Piece};
pub use table::{Attempt, Cursor, Key, Limits, Table};

pub type TaskId = [u8; 24];
pub type JobId = [u8; 4];
pub type WorkerId = [u8; 28];
