//! `src/native/tls.ts` over `narcine-rpc`.

use std::path::Path;

use napi::{Error, Result};
use napi_derive::napi;
use narcine_rpc::TlsFiles;

/// All gRPC connections of this process are TLS from now on. Paths of PEM files.
#[napi]
pub fn use_tls(cert: String, key: String, ca: String) -> Result<()> {
    let files = TlsFiles { cert: Path::new(&cert), key: Path::new(&key), ca: Path::new(&ca) };
    narcine_rpc::use_tls(&files).map_err(|error| Error::from_reason(error.to_string()))
}
