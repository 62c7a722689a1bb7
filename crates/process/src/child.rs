//! One start of a process: what is wanted, and the fork and exec that does it.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use rustix::fs::{Mode, OFlags};
use rustix::process::{PidfdFlags, Signal};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    Inherit,
    Null,
    /// Appended to; made with mode 0644 when missing.
    File(PathBuf),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    Null,
    /// The read end of a pipe that ends with us.
    Lifeline,
    /// One end of a stream socket pair; the other end goes to whoever ordered the start.
    Channel,
}

#[derive(Clone, Debug)]
pub struct SpawnSpec {
    /// Program and arguments; a program without "/" is looked for in `PATH` of `env`.
    pub argv: Vec<OsString>,
    /// What the process sees as argv[0], when not the program.
    pub argv0: Option<OsString>,
    /// The whole environment.
    pub env: Vec<(OsString, OsString)>,
    pub cwd: Option<PathBuf>,
    pub stdin: Input,
    pub stdout: Output,
    pub stderr: Output,
    pub own_process_group: bool,
    /// SIGKILL for the rest of its group when the leader exits.
    pub kill_group_on_exit: bool,
    /// Absolute. Where not permitted, ours stays.
    pub niceness: Option<i32>,
    /// Where not permitted, ours stays.
    pub oom_score_adj: Option<i32>,
    pub kill_on_parent_death: bool,
    pub close_other_fds: bool,
    pub block_sigint: bool,
}

/// A started process. Not reaped: the pid is ours until `waitid` on the pidfd.
pub struct Started {
    pub pid: u32,
    pub pidfd: OwnedFd,
    pub lifeline: Option<OwnedFd>,
    /// Our end of the channel.
    pub channel: Option<OwnedFd>,
}

/// Starts the process and returns when it has exec'ed. The kernel ties `kill_on_parent_death` to the calling thread,
/// so that thread must live as long as this process.
pub fn start(spec: &SpawnSpec) -> io::Result<Started> {
    let [program, arguments @ ..] = spec.argv.as_slice() else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "argv is empty"));
    };
    let mut command = Command::new(program);
    command.args(arguments).env_clear().envs(spec.env.iter().map(|(name, value)| (name, value)));
    if let Some(argv0) = &spec.argv0 {
        command.arg0(argv0);
    }
    if let Some(cwd) = &spec.cwd {
        command.current_dir(cwd);
    }
    if spec.own_process_group {
        command.process_group(0);
    }
    let (mut lifeline, mut channel) = (None, None);
    match spec.stdin {
        Input::Null => {
            command.stdin(Stdio::null());
        }
        Input::Lifeline => {
            let (read, write) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
            command.stdin(read);
            lifeline = Some(write);
        }
        Input::Channel => {
            let (theirs, ours) = UnixStream::pair()?;
            command.stdin(OwnedFd::from(theirs));
            channel = Some(OwnedFd::from(ours));
        }
    }
    command.stdout(stdio(&spec.stdout)?).stderr(stdio(&spec.stderr)?);
    let setup = ChildSetup::new(spec);
    // SAFETY: the closure runs in the child between fork and exec, where only async-signal-safe work is allowed:
    // `ChildSetup::apply` makes plain system calls on values of its own and neither allocates nor locks.
    unsafe { command.pre_exec(move || setup.apply()) };
    let mut child = command.spawn()?;
    let pid = child.id();
    // Nobody else reaps this child, so its pid cannot have been given to another process.
    match rustix::process::pidfd_open(rustix_pid(pid), PidfdFlags::empty()) {
        Ok(pidfd) => Ok(Started { pid, pidfd, lifeline, channel }),
        Err(error) => {
            // Without a pidfd it could not be watched: take the start back.
            let _ = child.kill();
            let _ = child.wait();
            Err(io::Error::new(io::Error::from(error).kind(), format!("pidfd_open (Linux 5.3 or newer): {error}")))
        }
    }
}

/// A pid from the kernel as rustix's type.
pub fn rustix_pid(pid: u32) -> rustix::process::Pid {
    i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw).unwrap_or(rustix::process::Pid::INIT)
}

fn stdio(output: &Output) -> io::Result<Stdio> {
    match output {
        Output::Inherit => Ok(Stdio::inherit()),
        Output::Null => Ok(Stdio::null()),
        Output::File(path) => {
            let file = OpenOptions::new().append(true).create(true).open(path);
            file.map(Stdio::from)
                .map_err(|error| io::Error::new(error.kind(), format!("open {}: {error}", path.display())))
        }
    }
}

/// What the child does to itself before exec: values only, prepared by the parent.
struct ChildSetup {
    /// Our pid, when the child is to die with us.
    parent: Option<rustix::process::Pid>,
    niceness: Option<i32>,
    /// Decimal text and its length.
    oom_score_adj: Option<([u8; 8], usize)>,
    block_sigint: bool,
    close_other_fds: bool,
}

impl ChildSetup {
    fn new(spec: &SpawnSpec) -> Self {
        let oom_score_adj = spec.oom_score_adj.map(|value| {
            let text = value.clamp(-1000, 1000).to_string();
            let mut bytes = [0; 8];
            bytes[..text.len()].copy_from_slice(text.as_bytes());
            (bytes, text.len())
        });
        Self {
            parent: spec.kill_on_parent_death.then(rustix::process::getpid),
            niceness: spec.niceness,
            oom_score_adj,
            block_sigint: spec.block_sigint,
            close_other_fds: spec.close_other_fds,
        }
    }

    /// Async-signal-safe: see the caller. std has already emptied the signal mask and restored SIGPIPE.
    fn apply(&self) -> io::Result<()> {
        if let Some(parent) = self.parent {
            rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
            // We may have died between fork and the line above: then no signal will come.
            if rustix::process::getppid() != Some(parent) {
                return Err(io::Error::from_raw_os_error(libc::ESRCH));
            }
        }
        if let Some(niceness) = self.niceness {
            let _ = rustix::process::setpriority_process(None, niceness);
        }
        if let Some((text, len)) = &self.oom_score_adj
            && let Ok(file) =
                rustix::fs::open(c"/proc/self/oom_score_adj", OFlags::WRONLY | OFlags::CLOEXEC, Mode::empty())
        {
            let _ = rustix::io::write(&file, &text[..*len]);
        }
        self.set_signals()?;
        keep_stdio();
        if self.close_other_fds {
            close_on_exec_above_stderr();
        }
        Ok(())
    }

    fn set_signals(&self) -> io::Result<()> {
        // SAFETY: `set` is a plain value on the stack, initialised by sigemptyset before use; both calls and `signal`
        // are async-signal-safe.
        unsafe {
            libc::signal(libc::SIGCHLD, libc::SIG_DFL);
            if self.block_sigint {
                let mut set = std::mem::zeroed::<libc::sigset_t>();
                libc::sigemptyset(&mut set);
                libc::sigaddset(&mut set, libc::SIGINT);
                if libc::sigprocmask(libc::SIG_BLOCK, &set, std::ptr::null_mut()) != 0 {
                    return Err(io::Error::last_os_error());
                }
            }
        }
        Ok(())
    }
}

/// Node marks its own stdin, stdout and stderr close-on-exec; what a child inherits must stay open.
fn keep_stdio() {
    for fd in 0..=2 {
        // SAFETY: fcntl takes integers only; the flag it clears cannot invalidate memory.
        unsafe { libc::fcntl(fd, libc::F_SETFD, 0) };
    }
}

/// Marked rather than closed: std's own pipe for exec errors must live until exec.
fn close_on_exec_above_stderr() {
    const CLOSE_RANGE_CLOEXEC: libc::c_uint = 4;
    // SAFETY: close_range and fcntl take integers only; marking descriptors cannot invalidate memory.
    unsafe {
        if libc::syscall(libc::SYS_close_range, 3 as libc::c_uint, libc::c_uint::MAX, CLOSE_RANGE_CLOEXEC) == 0 {
            return;
        }
        // Linux before 5.11. sysconf is not on the list of safe functions, so the limit is a constant.
        for fd in 3..65_536 {
            let flags = libc::fcntl(fd, libc::F_GETFD);
            if flags >= 0 {
                libc::fcntl(fd, libc::F_SETFD, flags | libc::FD_CLOEXEC);
            }
        }
    }
}
