//! `src/native/gpus.ts` over `narcine-gpus`.

use napi::{Error, Result};
use napi_derive::napi;

#[napi(object)]
pub struct NativeGpu {
    pub uuid: String,
    pub name: String,
    /// Bytes; exact below 2^53.
    pub memory: f64,
}

#[napi]
pub fn list_gpus() -> Result<Vec<NativeGpu>> {
    let found = narcine_gpus::gpus().map_err(|error| Error::from_reason(error.to_string()))?;
    Ok(found.into_iter().map(|gpu| NativeGpu { uuid: gpu.uuid, name: gpu.name, memory: gpu.memory as f64 }).collect())
}
