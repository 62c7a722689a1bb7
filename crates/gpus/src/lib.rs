//! Which NVIDIA GPUs this machine has, asked of NVML. The library belongs to the driver and is loaded when asked for: no
//! driver is no GPUs, not an error.

use nvml_wrapper::error::{NvmlError, nvml_try};
use nvml_wrapper::{Device, Nvml};
use nvml_wrapper_sys::bindings::{NvmlLib, nvmlReturn_t};

/// The name under which the driver installs it; the one without a number comes with its development files.
const LIBRARY: &str = "libnvidia-ml.so.1";

/// One thing that work can be given: a whole GPU, or one instance of a GPU that is cut up (MIG).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gpu {
    /// GPU-... or MIG-...: what CUDA_VISIBLE_DEVICES takes.
    pub uuid: String,
    /// Of the whole GPU.
    pub name: String,
    /// Bytes of the whole GPU, or of the instance.
    pub memory: u64,
}

/// The GPUs in the driver's order, which is that of PCI. Empty without a driver, or without a GPU.
///
/// # Errors
/// The driver is there and does not answer as it should.
pub fn gpus() -> Result<Vec<Gpu>, NvmlError> {
    let nvml = match Nvml::builder().lib_path(LIBRARY.as_ref()).init() {
        Ok(nvml) => nvml,
        Err(error) if is_absence(&error) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    // The same library once more, for the two calls that the wrapper does not have.
    // SAFETY: it is loaded already; loading it runs nothing.
    let lib = unsafe { NvmlLib::new(LIBRARY) }?;
    let mut found = Vec::new();
    for index in 0..nvml.device_count()? {
        let device = nvml.device_by_index(index)?;
        let name = device.name()?;
        let instances = instances_of(&nvml, &lib, &device)?;
        if instances.is_empty() {
            found.push(Gpu { uuid: device.uuid()?, name, memory: device.memory_info()?.total });
            continue;
        }
        for instance in instances {
            let memory = instance.memory_info()?.total;
            found.push(Gpu { uuid: instance.uuid()?, name: name.clone(), memory });
        }
    }
    Ok(found)
}

/// The instances of a GPU that is cut up; none for a whole one.
fn instances_of<'nvml>(
    nvml: &'nvml Nvml,
    lib: &NvmlLib,
    device: &Device<'nvml>,
) -> Result<Vec<Device<'nvml>>, NvmlError> {
    let mut most = 0;
    // SAFETY: the handle belongs to this device, which lives, and the library writes one number.
    let answer = unsafe { call(&lib.nvmlDeviceGetMaxMigDeviceCount, |get| get(device.handle(), &raw mut most)) };
    if answer.is_err() {
        // A GPU, or a driver, that knows no MIG.
        return Ok(Vec::new());
    }
    let mut instances = Vec::new();
    for index in 0..most {
        let mut handle = std::ptr::null_mut();
        // SAFETY: as above; the library writes one handle.
        let answer = unsafe {
            call(&lib.nvmlDeviceGetMigDeviceHandleByIndex, |get| get(device.handle(), index, &raw mut handle))
        };
        match answer {
            // SAFETY: the handle comes from the library that `nvml` holds open, for a device of its.
            Ok(()) => instances.push(unsafe { Device::new(handle, nvml) }),
            // Places may be empty.
            Err(NvmlError::NotFound | NvmlError::NotSupported | NvmlError::InvalidArg) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(instances)
}

/// Calls a function of the library that a driver may lack.
///
/// # Safety
/// That of `by`.
unsafe fn call<F: Copy, E>(function: &Result<F, E>, by: impl FnOnce(F) -> nvmlReturn_t) -> Result<(), NvmlError> {
    match function {
        Ok(function) => nvml_try(by(*function)),
        Err(_) => Err(NvmlError::NotSupported),
    }
}

fn is_absence(error: &NvmlError) -> bool {
    matches!(error, NvmlError::LibloadingError(_) | NvmlError::LibraryNotFound | NvmlError::DriverNotLoaded)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// On a machine with a driver this says what it has; `nvidia-smi -L` must say the same.
    #[test]
    fn a_machine_without_a_driver_has_none_and_no_error() {
        let found = gpus().expect("an answer");
        let has_driver = std::path::Path::new("/proc/driver/nvidia/version").exists();
        assert!(has_driver || found.is_empty(), "{found:?}");
        for gpu in &found {
            assert!(gpu.uuid.starts_with("GPU-") || gpu.uuid.starts_with("MIG-"), "{gpu:?}");
            assert!(gpu.memory > 1 << 30, "{gpu:?}");
        }
    }
}
