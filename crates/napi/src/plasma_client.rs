//! `src/native/plasma-client.ts` over `plasma-client`. A handle stands for one pinned object until `release`, or until
//! the finalizer of its view has run. Everything happens on JavaScript's thread, and nothing waits for it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use napi::bindgen_prelude::{ArrayBuffer, Buffer};
use napi::{Env, Error, Result, Status};
use napi_derive::napi;
use plasma_client::{Client, ClientError, Created, Object, Owner};

use crate::outbox::{put_bytes, put_u32};
use crate::plasma_store::{NativeOwner, object_ids};

/// What is not larger is handed over as a copy: that costs less than a view and its finalizer.
const SMALL_BYTES: usize = 16 << 10;

#[derive(Default)]
struct Handles {
    objects: HashMap<u32, Object>,
    last: u32,
}

impl Handles {
    fn keep(&mut self, object: Object) -> u32 {
        loop {
            self.last = self.last.wrapping_add(1);
            if !self.objects.contains_key(&self.last) {
                self.objects.insert(self.last, object);
                return self.last;
            }
        }
    }
}

#[napi]
pub struct NativePlasmaClient {
    client: Client,
    handles: Rc<RefCell<Handles>>,
}

/// A create's answer: exactly one of the two is not 0.
#[napi(object, object_from_js = false)]
pub struct NativeCreated {
    pub handle: u32,
    pub ask_again: f64,
}

#[napi]
pub fn connect_plasma_client(socket_path: String) -> Result<NativePlasmaClient> {
    match Client::connect(Path::new(&socket_path)) {
        Ok(client) => Ok(NativePlasmaClient { client, handles: Rc::default() }),
        Err(error) => Err(Error::from_reason(format!("the object store at {socket_path} cannot be used: {error}"))),
    }
}

/// The message is a word for JavaScript to choose the error's class by, a colon, and the text.
fn failure(error: &ClientError) -> Error {
    let kind = match error {
        ClientError::Exists => "exists",
        ClientError::Full => "full",
        ClientError::DiskFull => "diskFull",
        ClientError::Store(_) => "store",
        ClientError::Lost(_) => "lost",
    };
    Error::from_reason(format!("{kind}:{error}"))
}

fn invalid(reason: impl ToString) -> Error {
    Error::new(Status::InvalidArg, reason.to_string())
}

impl NativePlasmaClient {
    fn object(&self, handle: u32) -> Result<Object> {
        let object = self.handles.borrow().objects.get(&handle).cloned();
        object.ok_or_else(|| invalid(format!("there is no object of handle {handle}")))
    }

    fn created(&self, created: std::result::Result<Created, ClientError>) -> Result<NativeCreated> {
        Ok(match created.map_err(|error| failure(&error))? {
            Created::Object(object) => NativeCreated { handle: self.handles.borrow_mut().keep(object), ask_again: 0.0 },
            Created::AskAgain(number) => NativeCreated { handle: 0, ask_again: number as f64 },
        })
    }
}

fn one(id: &[u8]) -> Result<plasma_client::ObjectId> {
    let [id] = object_ids(id)?[..] else { return Err(invalid("one object id is needed")) };
    Ok(id)
}

#[napi]
impl NativePlasmaClient {
    #[napi]
    pub fn create(&self, id: &[u8], owner: NativeOwner, data_size: f64, metadata: &[u8]) -> Result<NativeCreated> {
        self.created(self.client.create(one(id)?, Owner::from(owner), data_size as u64, metadata))
    }

    #[napi]
    pub fn create_again(&self, id: &[u8], ask_again: f64, metadata: &[u8]) -> Result<NativeCreated> {
        self.created(self.client.create_again(one(id)?, ask_again as u64, metadata))
    }

    #[napi]
    pub fn write(&self, handle: u32, offset: f64, bytes: &[u8]) -> Result<()> {
        self.object(handle)?.write(offset as usize, bytes).map_err(invalid)
    }

    #[napi]
    pub fn seal(&self, handle: u32) -> Result<()> {
        self.client.seal(&self.object(handle)?).map_err(|error| failure(&error))
    }

    #[napi]
    pub fn abort(&self, handle: u32) {
        let object = self.handles.borrow_mut().objects.remove(&handle);
        if let Some(object) = object {
            self.client.abort(&object);
        }
    }

    /// One record each, in order: u8 0 not there; 1 small: metadata, data (the pin is given back); 2 held: metadata, u32
    /// handle, u64 size. Little endian, bytes behind a u32.
    #[napi]
    pub fn get(&self, ids: &[u8]) -> Result<Buffer> {
        let mut out = Vec::new();
        for object in self.client.get(object_ids(ids)?).map_err(|error| failure(&error))? {
            match object {
                None => out.push(0),
                Some(object) if object.size() <= SMALL_BYTES => {
                    out.push(1);
                    put_bytes(&mut out, &object.metadata());
                    put_bytes(&mut out, &object.data());
                }
                Some(object) => {
                    out.push(2);
                    put_bytes(&mut out, &object.metadata());
                    let size = object.size() as u64;
                    put_u32(&mut out, self.handles.borrow_mut().keep(object));
                    out.extend_from_slice(&size.to_le_bytes());
                }
            }
        }
        Ok(out.into())
    }

    /// The object's data, at most once for a handle. It keeps the pin; `release` gives the pin back all the same.
    #[napi]
    pub fn view<'env>(&self, env: &'env Env, handle: u32) -> Result<ArrayBuffer<'env>> {
        let object = self.object(handle)?;
        let (address, len) = (object.address(), object.size());
        let handles = self.handles.clone();
        // V8 counts the bytes as its own and would collect garbage for them; they are the store's. V8 as of Node 24 (13.6)
        // ends the process when its count falls below zero, as it does for a moment when a view is collected.
        let uncounted = if env.get_node_version()?.major <= 22 { len as i64 } else { 0 };
        let end = move |env: Env, object: Object| {
            object.release();
            handles.borrow_mut().objects.remove(&handle);
            let _ = env.adjust_external_memory(uncounted);
        };
        // SAFETY: address..+len is mapped for as long as the object lives, which the finalizer drops. The mapping is
        // read-only: JavaScript that writes through the view ends its process and changes nothing.
        let view = unsafe { ArrayBuffer::from_external(env, address.cast_mut(), len, object, end)? };
        env.adjust_external_memory(-uncounted)?;
        Ok(view)
    }

    /// The pin goes now; the view, if there is one, must not be read any more: `detach_view` sees to that.
    #[napi]
    pub fn release(&self, handle: u32) {
        let object = self.handles.borrow_mut().objects.remove(&handle);
        if let Some(object) = object {
            object.release();
        }
    }

    #[napi]
    pub fn close(&self) {
        self.client.close();
        self.handles.borrow_mut().objects.clear();
    }
}

/// Afterwards the buffer has no bytes.
#[napi]
pub fn detach_view(view: ArrayBuffer<'_>) -> Result<()> {
    view.detach()
}
