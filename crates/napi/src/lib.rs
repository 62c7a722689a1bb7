//! The native addon: the only crate that knows N-API, and it holds no logic. One module per component, named as its
//! wrapper in `src/native`; what a component does lies in its own crate. Panics never cross: napi-rs turns them into
//! JavaScript exceptions at every export, and threads of ours do not unwind into Node.

use napi_derive::napi;

pub mod event_loop;
pub mod gpus;
pub mod head_storage;
pub mod local_objects;
pub mod outbox;
pub mod plasma_client;
pub mod plasma_store;
pub mod process;
pub mod rpc_client;
pub mod rpc_server;
pub mod spiller;
pub mod task_events;
pub mod tls;
pub mod transfer;

/// Version of this build, equal to the npm package's: `src/native/addon.ts` refuses another one.
#[napi]
pub fn addon_version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
