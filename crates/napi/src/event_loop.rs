//! The transport's control thread is Node's own: libuv tells when the transport has something to do (crates/rpc,
//! driven.rs), by a poll handle on its descriptor and a timer for its clock. Neither keeps the loop from ending.
//!
//! Only Node's first thread lends its loop, because that one lives as long as the process. Where the addon is loaded by a
//! worker thread alone, the transport has a thread of its own.

use std::cell::{Cell, OnceCell, RefCell};
use std::ffi::{c_int, c_void};
use std::ptr;
use std::time::{Duration, Instant};

use napi::{Env, Error, JsError, Result, sys};
use napi_derive::napi;
use narcine_rpc::{Driven, drive_here};

use crate::outbox::Outbox;

type Handle = *mut c_void;
type Loop = *mut c_void;

// libuv 1.x, uv.h, which Node exports. Kinds of handles have kept their numbers since 1.0.
const UV_POLL: c_int = 8;
const UV_TIMER: c_int = 13;
const UV_READABLE: c_int = 1;

unsafe extern "C" {
    fn uv_handle_size(kind: c_int) -> usize;
    fn uv_poll_init(of: Loop, handle: Handle, fd: c_int) -> c_int;
    fn uv_poll_start(handle: Handle, events: c_int, told: extern "C" fn(Handle, c_int, c_int)) -> c_int;
    fn uv_timer_init(of: Loop, handle: Handle) -> c_int;
    fn uv_timer_start(handle: Handle, told: extern "C" fn(Handle), after_ms: u64, repeat_ms: u64) -> c_int;
    fn uv_update_time(of: Loop);
    fn uv_unref(handle: Handle);
    fn uv_close(handle: Handle, closed: Option<extern "C" fn(Handle)>);
}

/// What libuv's callbacks find.
struct Drive {
    driven: Driven,
    of: Loop,
    poll: Handle,
    timer: Handle,
    /// What the timer is set for.
    due: Cell<Option<Instant>>,
    env: sys::napi_env,
    has_stand_in: Cell<bool>,
    /// What Node's async hooks see of the deliveries.
    context: sys::napi_async_context,
}

thread_local! {
    static DRIVE: OnceCell<Drive> = const { OnceCell::new() };
    /// During a turn: who has something for JavaScript.
    static FULL: RefCell<Option<Vec<Outbox>>> = const { RefCell::new(None) };
}

/// Takes it upon itself to deliver what `outbox` holds, right after the turn that is under way on this thread. False when none
/// is: somebody has to wake the loop.
pub fn deliver_after_turn(outbox: &Outbox) -> bool {
    FULL.with_borrow_mut(|full| full.as_mut().map(|full| full.push(outbox.clone())).is_some())
}

/// Puts the transport onto the loop of `env` unless it runs somewhere already.
pub fn lend(env: &Env) -> Result<()> {
    let is_first_thread = rustix::thread::gettid() == rustix::process::getpid();
    if !is_first_thread {
        return Ok(());
    }
    let Some(driven) = drive_here().map_err(|error| Error::from_reason(error.to_string()))? else { return Ok(()) };
    let of: Loop = env.get_uv_event_loop()?.cast();
    let (poll, timer) = (new_handle(UV_POLL), new_handle(UV_TIMER));
    // SAFETY: the loop is this thread's, the handles are fresh memory of the size that libuv asks for and are never freed,
    // and the descriptor stays open as long as `driven`, which is never dropped before `give_back` has closed the handles.
    let failed = unsafe {
        let failed = uv_timer_init(of, timer) != 0
            || uv_poll_init(of, poll, driven.poll_fd()) != 0
            || uv_poll_start(poll, UV_READABLE, on_readable) != 0;
        if !failed {
            uv_unref(poll);
            uv_unref(timer);
        }
        failed
    };
    // SAFETY: called by JavaScript; the values live as long as this call.
    let context = unsafe {
        let (mut resource, mut name, mut context) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        sys::napi_create_object(env.raw(), &mut resource);
        sys::napi_create_string_utf8(env.raw(), c"narcine".as_ptr(), 7, &mut name);
        sys::napi_async_init(env.raw(), resource, name, &mut context);
        context
    };
    if failed {
        return Err(Error::from_reason("libuv refuses to poll the transport's epoll descriptor"));
    }
    let drive = Drive {
        driven,
        of,
        poll,
        timer,
        due: Cell::new(None),
        env: env.raw(),
        has_stand_in: Cell::new(false),
        context,
    };
    DRIVE.with(|cell| drop(cell.set(drive)));
    env.add_env_cleanup_hook((), |()| give_back())?;
    Ok(())
}

/// `work` wakes the transport: what it makes ready is sent before this returns where the transport is on this thread's loop.
pub fn send_after(work: impl FnOnce()) {
    DRIVE.with(|cell| match cell.get() {
        Some(drive) => {
            drive.driven.run_after(work);
            drive.set_timer();
        }
        None => work(),
    });
}

/// A thread takes turns of the transport while the loop does not: for processes that run a user's code on it.
#[napi]
pub fn stand_in_for_event_loop() -> Result<()> {
    DRIVE.with(|cell| match cell.get().filter(|drive| !drive.has_stand_in.replace(true)) {
        Some(drive) => drive.driven.stand_in().map_err(|error| Error::from_reason(error.to_string())),
        None => Ok(()),
    })
}

impl Drive {
    fn turn(&self) {
        FULL.set(Some(Vec::new()));
        self.driven.turn();
        let full = FULL.take().unwrap_or_default();
        if !full.is_empty() {
            self.deliver(&full);
        }
        self.set_timer();
    }

    /// Calls JavaScript once for each batch, and lets it finish what it does at once: the answers leave before this returns.
    /// What it throws is an uncaught exception.
    fn deliver(&self, full: &[Outbox]) {
        let (env, mut handles, mut calls) = (self.env, ptr::null_mut(), ptr::null_mut());
        // SAFETY: the loop calls on JavaScript's thread, outside of any scope, while `env` lives: `give_back` ends that.
        unsafe {
            sys::napi_open_handle_scope(env, &mut handles);
            let mut resource = ptr::null_mut();
            sys::napi_create_object(env, &mut resource);
            sys::napi_open_callback_scope(env, resource, self.context, &mut calls);
            for outbox in full {
                if let Err(thrown) = outbox.deliver(&Env::from_raw(env)) {
                    sys::napi_fatal_exception(env, JsError::from(thrown).into_value(env));
                }
            }
            sys::napi_close_callback_scope(env, calls);
            sys::napi_close_handle_scope(env, handles);
        }
    }

    fn set_timer(&self) {
        let due = self.driven.deadline();
        if due == self.due.get() {
            return;
        }
        self.due.set(due);
        let Some(due) = due else { return };
        let left = due.saturating_duration_since(Instant::now()) + Duration::from_millis(1);
        let millis = u64::try_from(left.as_millis()).unwrap_or(u64::MAX).min(u64::from(u32::MAX));
        // SAFETY: both are this thread's and live. libuv counts from the time it last looked at the clock.
        unsafe {
            uv_update_time(self.of);
            uv_timer_start(self.timer, on_due, millis, 0);
        }
    }
}

extern "C" fn on_readable(_: Handle, _: c_int, _: c_int) {
    DRIVE.with(|cell| cell.get().iter().for_each(|drive| drive.turn()));
}

extern "C" fn on_due(_: Handle) {
    DRIVE.with(|cell| {
        if let Some(drive) = cell.get() {
            // It has to be set again, even for the same time.
            drive.due.set(None);
            drive.turn();
        }
    });
}

/// The loop ends, and with it the process.
fn give_back() {
    DRIVE.with(|cell| {
        if let Some(drive) = cell.get() {
            // SAFETY: both were started by `lend` on this thread, and this runs once.
            unsafe {
                uv_close(drive.poll, None);
                uv_close(drive.timer, None);
            }
        }
    });
}

/// Memory for a handle of libuv, for as long as the process lives.
fn new_handle(kind: c_int) -> Handle {
    // SAFETY: it only looks up a number.
    let bytes = unsafe { uv_handle_size(kind) };
    Box::leak(vec![0u128; bytes.div_ceil(size_of::<u128>())].into_boxed_slice()).as_mut_ptr().cast()
}
