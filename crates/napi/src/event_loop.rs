//! The transport's control thread is Node's own: libuv tells when the transport has something to do (crates/rpc,
//! driven.rs), by a poll handle on its descriptor and a timer for its clock. Neither keeps the loop from ending.
//!
//! Only Node's first thread lends its loop, because that one lives as long as the process. Where the addon is loaded by a
//! worker thread alone, the transport has a thread of its own.

use std::cell::OnceCell;
use std::ffi::{c_int, c_void};
use std::time::{Duration, Instant};

use napi::{Env, Error, Result};
use narcine_rpc::{Driven, drive_here};

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
    due: std::cell::Cell<Option<Instant>>,
}

thread_local! {
    static DRIVE: OnceCell<Drive> = const { OnceCell::new() };
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
    if failed {
        return Err(Error::from_reason("libuv refuses to poll the transport's epoll descriptor"));
    }
    let drive = Drive { driven, of, poll, timer, due: std::cell::Cell::new(None) };
    DRIVE.with(|cell| drop(cell.set(drive)));
    env.add_env_cleanup_hook((), |()| give_back())?;
    Ok(())
}

/// `work` wakes the transport: what it makes ready is sent before this returns where the transport is on this thread's loop.
pub fn send_after(work: impl FnOnce()) {
    DRIVE.with(|cell| match cell.get() {
        Some(drive) => {
            drive.driven.turn_after(work);
            drive.set_timer();
        }
        None => work(),
    });
}

impl Drive {
    fn turn(&self) {
        self.driven.turn();
        self.set_timer();
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
