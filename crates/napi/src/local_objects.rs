//! A store's service for other Rust parts of the process, as a value that JavaScript can carry from one to the other.

use std::sync::Arc;

use napi_derive::napi;
use plasma_core::LocalObjects;

/// Opaque to JavaScript: made by the plasma store, taken by the gRPC server.
#[napi]
pub struct NativeLocalObjects {
    service: Arc<dyn LocalObjects>,
}

impl NativeLocalObjects {
    pub fn new(service: Arc<dyn LocalObjects>) -> Self {
        Self { service }
    }

    pub fn service(&self) -> Arc<dyn LocalObjects> {
        self.service.clone()
    }
}
