//! `src/native/process.ts` over `narcine-process`. Records to JavaScript (little endian; text behind a u32):
//! 1 spawned: u32 id, u32 pid, i32 descriptor of the channel (-1 = none); 2 failed: u32 id, i32 errno, text; 3 exited: u32 pid, i32 code, i32 signal (0 = none).

use std::ffi::OsString;
use std::io;
use std::os::fd::{IntoRawFd, OwnedFd};

use napi::bindgen_prelude::{Buffer, Function};
use napi::{Error, Result};
use napi_derive::napi;
use narcine_process::{Exit, HeldPort, Input, Output, ProcessSink, SpawnSpec, Spawner};

use crate::outbox::{Outbox, put_bytes, put_u32};

struct Sink(Outbox);

impl ProcessSink for Sink {
    fn spawned(&self, id: u32, pid: u32, channel: Option<OwnedFd>) {
        // From here on the descriptor is JavaScript's, which makes a socket of it.
        let channel = channel.map_or(-1, IntoRawFd::into_raw_fd);
        self.0.append(|out| {
            out.push(1);
            put_u32(out, id);
            put_u32(out, pid);
            out.extend_from_slice(&channel.to_le_bytes());
        });
    }

    fn failed(&self, id: u32, error: &io::Error, program: &str) {
        self.0.append(|out| {
            out.push(2);
            put_u32(out, id);
            out.extend_from_slice(&error.raw_os_error().unwrap_or(0).to_le_bytes());
            put_bytes(out, format!("{program} could not be started: {error}").as_bytes());
        });
    }

    fn exited(&self, exit: Exit) {
        self.0.append(|out| {
            out.push(3);
            put_u32(out, exit.pid);
            out.extend_from_slice(&exit.code.unwrap_or(0).to_le_bytes());
            out.extend_from_slice(&exit.signal.unwrap_or(0).to_le_bytes());
        });
    }
}

#[napi(object, object_to_js = false, use_nullable = true)]
pub struct NativeSpawnOptions {
    pub argv: Vec<String>,
    pub argv0: Option<String>,
    /// "NAME=value" each.
    pub env: Vec<String>,
    pub cwd: Option<String>,
    /// "null", "lifeline" or "channel".
    pub stdin: String,
    /// "inherit", "null" or a path.
    pub stdout: String,
    pub stderr: String,
    pub own_process_group: bool,
    pub kill_group_on_exit: bool,
    pub niceness: Option<i32>,
    pub oom_score_adj: Option<i32>,
    pub kill_on_parent_death: bool,
    pub close_other_fds: bool,
    pub block_sigint: bool,
}

impl From<NativeSpawnOptions> for SpawnSpec {
    fn from(options: NativeSpawnOptions) -> Self {
        let pair = |entry: String| {
            let (name, value) = entry.split_once('=').unwrap_or((&entry, ""));
            (OsString::from(name), OsString::from(value))
        };
        Self {
            argv: options.argv.into_iter().map(OsString::from).collect(),
            argv0: options.argv0.map(OsString::from),
            env: options.env.into_iter().map(pair).collect(),
            cwd: options.cwd.map(Into::into),
            stdin: match options.stdin.as_str() {
                "lifeline" => Input::Lifeline,
                "channel" => Input::Channel,
                _ => Input::Null,
            },
            stdout: output(options.stdout),
            stderr: output(options.stderr),
            own_process_group: options.own_process_group,
            kill_group_on_exit: options.kill_group_on_exit,
            niceness: options.niceness,
            oom_score_adj: options.oom_score_adj,
            kill_on_parent_death: options.kill_on_parent_death,
            close_other_fds: options.close_other_fds,
            block_sigint: options.block_sigint,
        }
    }
}

fn output(text: String) -> Output {
    match text.as_str() {
        "inherit" => Output::Inherit,
        "null" => Output::Null,
        _ => Output::File(text.into()),
    }
}

#[napi]
pub struct NativeProcessSpawner {
    spawner: Spawner,
    outbox: Outbox,
}

#[napi]
pub fn start_process_spawner(on_batch: Function<'_, Buffer, ()>) -> Result<NativeProcessSpawner> {
    let outbox = Outbox::new(on_batch)?;
    match Spawner::new(Sink(outbox.clone())) {
        Ok(spawner) => Ok(NativeProcessSpawner { spawner, outbox }),
        Err(error) => {
            outbox.close();
            Err(Error::from_reason(format!("the process thread could not be started: {error}")))
        }
    }
}

#[napi]
impl NativeProcessSpawner {
    #[napi]
    pub fn spawn(&self, id: u32, options: NativeSpawnOptions) {
        self.spawner.spawn(id, options.into());
    }

    #[napi]
    pub fn adopt(&self, pid: u32) -> Result<()> {
        self.spawner.adopt(pid).map_err(|error| Error::from_reason(error.to_string()))
    }

    #[napi]
    pub fn adopt_orphans(&self) -> Result<()> {
        self.spawner.adopt_orphans().map_err(|error| Error::from_reason(error.to_string()))
    }

    #[napi]
    pub fn kill_descendants(&self) -> Result<u32> {
        let left = self.spawner.kill_descendants().map_err(|error| Error::from_reason(error.to_string()))?;
        Ok(left as u32)
    }

    #[napi]
    pub fn kill_pid(&self, pid: u32, signal: i32) -> bool {
        self.spawner.kill(pid, signal)
    }

    #[napi]
    pub fn kill_group(&self, pid: u32, signal: i32) -> bool {
        self.spawner.kill_group(pid, signal)
    }

    #[napi]
    pub fn running(&self) -> u32 {
        self.spawner.running() as u32
    }

    #[napi]
    pub fn close(&self) {
        self.spawner.close();
        self.outbox.close();
    }
}

/// A port kept free for a child (`HeldPort`) until `release`.
#[napi]
pub struct NativeHeldPort(Option<HeldPort>);

/// null: the port is taken.
#[napi]
pub fn hold_port(port: u16) -> Result<Option<NativeHeldPort>> {
    match HeldPort::hold(port) {
        Ok(held) => Ok(Some(NativeHeldPort(Some(held)))),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Ok(None),
        Err(error) => Err(Error::from_reason(format!("port {port} could not be held: {error}"))),
    }
}

#[napi]
impl NativeHeldPort {
    /// 0 once released.
    #[napi(getter)]
    pub fn port(&self) -> u16 {
        self.0.as_ref().map_or(0, HeldPort::port)
    }

    #[napi]
    pub fn release(&mut self) {
        self.0 = None;
    }
}
