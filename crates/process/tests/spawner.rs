//! Real processes: /bin/sh children with every option, their ends, and who they are to the kernel.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use narcine_process::{Exit, Input, Output, ProcessSink, SpawnSpec, Spawner};

#[derive(Debug)]
enum Event {
    Spawned(u32, u32),
    Failed(u32, Option<i32>),
    Exited(Exit),
    Channel(OwnedFd),
}

struct Sink(Sender<Event>);

impl ProcessSink for Sink {
    fn spawned(&self, id: u32, pid: u32, channel: Option<OwnedFd>) {
        let _ = self.0.send(Event::Spawned(id, pid));
        if let Some(channel) = channel {
            let _ = self.0.send(Event::Channel(channel));
        }
    }
    fn failed(&self, id: u32, error: &io::Error, _: &str) {
        let _ = self.0.send(Event::Failed(id, error.raw_os_error()));
    }
    fn exited(&self, exit: Exit) {
        let _ = self.0.send(Event::Exited(exit));
    }
}

struct Fixture {
    spawner: Spawner,
    events: Receiver<Event>,
}

impl Fixture {
    fn new() -> Self {
        let (sender, events) = channel();
        Self { spawner: Spawner::new(Sink(sender)).unwrap(), events }
    }

    fn next(&self) -> Event {
        self.events.recv_timeout(Duration::from_secs(20)).unwrap()
    }

    fn start(&self, spec: SpawnSpec) -> u32 {
        self.spawner.spawn(7, spec);
        match self.next() {
            Event::Spawned(7, pid) => pid,
            other => panic!("{other:?}"),
        }
    }

    fn exit(&self) -> Exit {
        match self.next() {
            Event::Exited(exit) => exit,
            other => panic!("{other:?}"),
        }
    }
}

fn sh(script: &str) -> SpawnSpec {
    SpawnSpec {
        argv: ["sh", "-c", script].map(Into::into).to_vec(),
        argv0: None,
        env: vec![("PATH".into(), "/usr/bin:/bin".into()), ("GREETING".into(), "a=b".into())],
        cwd: None,
        stdin: Input::Null,
        stdout: Output::Null,
        stderr: Output::Null,
        own_process_group: true,
        kill_group_on_exit: false,
        niceness: None,
        oom_score_adj: None,
        kill_on_parent_death: false,
        close_other_fds: true,
        block_sigint: false,
    }
}

struct TempDir(std::path::PathBuf);

impl TempDir {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("narcine-process-{name}-{}", std::process::id()));
        fs::create_dir(&path).unwrap();
        Self(path)
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn until(what: &str, mut done: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !done() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Gone, or a zombie that somebody else must reap.
fn is_dead(pid: u32) -> bool {
    match fs::read_to_string(format!("/proc/{pid}/stat")) {
        Err(_) => true,
        Ok(stat) => stat.rsplit(')').next().unwrap().trim_start().starts_with('Z'),
    }
}

#[test]
fn codes_and_signals() {
    let f = Fixture::new();
    let pid = f.start(sh("exit 3"));
    assert_eq!(f.exit(), Exit { pid, code: Some(3), signal: None });
    assert!(!Path::new(&format!("/proc/{pid}")).exists(), "no zombie");
    let pid = f.start(sh("kill -TERM $$"));
    assert_eq!(f.exit(), Exit { pid, code: None, signal: Some(15) });
    let pid = f.start(sh("sleep 100"));
    assert!(f.spawner.kill(pid, 9));
    assert_eq!(f.exit(), Exit { pid, code: None, signal: Some(9) });
    assert!(!f.spawner.kill(pid, 9), "reaped: not signalled again");
    assert!(!f.spawner.kill_group(pid, 9));
    assert!(!f.spawner.kill(1, 9), "not ours");
    assert_eq!(f.spawner.running(), 0);
}

#[test]
fn failures_are_reported() {
    let f = Fixture::new();
    let mut spec = sh("");
    spec.argv[0] = "/nonexistent/program".into();
    f.spawner.spawn(1, spec);
    assert!(matches!(f.next(), Event::Failed(1, Some(2))));
    let mut spec = sh("");
    spec.cwd = Some("/nonexistent".into());
    f.spawner.spawn(2, spec);
    assert!(matches!(f.next(), Event::Failed(2, Some(2))));
    let mut spec = sh("");
    spec.argv.clear();
    f.spawner.spawn(3, spec);
    assert!(matches!(f.next(), Event::Failed(3, None)));
    let mut spec = sh("");
    spec.stdout = Output::File("/nonexistent/log".into());
    f.spawner.spawn(4, spec);
    assert!(matches!(f.next(), Event::Failed(4, _)));
}

#[test]
fn the_process_is_what_was_asked() {
    let f = Fixture::new();
    let dir = TempDir::new("asked");
    let out = dir.0.join("out");
    fs::write(&out, "before\n").unwrap();
    // An inheritable descriptor of ours, that the child must not have.
    let leak = rustix::io::fcntl_dupfd_cloexec(fs::File::open("/dev/null").unwrap(), 200).unwrap();
    rustix::io::fcntl_setfd(&leak, rustix::io::FdFlags::empty()).unwrap();
    let mut spec = sh(
        "echo pgid $(ps -o pgid= -p $$); echo pid $$; echo nice $(ps -o ni= -p $$); echo oom $(cat /proc/$$/oom_score_adj); \
         readlink /proc/$$/fd/0; ls /proc/$$/fd | tr '\\n' ' '; pwd; env",
    );
    spec.cwd = Some(dir.0.clone());
    spec.stdout = Output::File(out.clone());
    spec.niceness = Some(15);
    spec.oom_score_adj = Some(1000);
    spec.block_sigint = true;
    let pid = f.start(spec);
    assert_eq!(f.exit().code, Some(0));
    let text = fs::read_to_string(&out).unwrap();
    for line in [
        "before".to_string(),
        format!("pgid {pid}"),
        format!("pid {pid}"),
        "nice 15".into(),
        "oom 1000".into(),
        "/dev/null".into(),
        "GREETING=a=b".into(),
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in {text}");
    }
    assert!(!text.contains(" 200 "), "no descriptor of ours: {text}");
    assert!(text.contains(dir.0.to_str().unwrap()));
    assert!(!text.contains("CARGO"), "nothing inherited: {text}");
}

#[test]
fn sigint_is_blocked_when_asked() {
    let f = Fixture::new();
    let dir = TempDir::new("signals");
    for (block, mask) in [(true, "0000000000000002"), (false, "0000000000000000")] {
        let out = dir.0.join(mask);
        // No shell: some empty the mask.
        let mut spec = sh("");
        spec.argv = ["grep", "SigBlk", "/proc/self/status"].map(Into::into).to_vec();
        spec.argv0 = Some("another-name".into());
        spec.stdout = Output::File(out.clone());
        spec.block_sigint = block;
        f.start(spec);
        assert_eq!(f.exit().code, Some(0));
        assert_eq!(fs::read_to_string(out).unwrap(), format!("SigBlk:\t{mask}\n"));
    }
}

#[test]
fn the_lifeline_ends_with_the_spawner() {
    let f = Fixture::new();
    let dir = TempDir::new("lifeline");
    let done = dir.0.join("done");
    let mut spec = sh("cat; echo end > done");
    spec.cwd = Some(dir.0.clone());
    spec.stdin = Input::Lifeline;
    f.start(spec);
    // A second one alive must not hold the first one's pipe open.
    let mut other = sh("cat");
    other.stdin = Input::Lifeline;
    let other_spawner = Fixture::new();
    let other_pid = other_spawner.start(other);
    assert!(!done.exists());
    drop(f.spawner);
    until("the end of the lifeline is seen", || done.exists());
    assert!(other_spawner.spawner.kill(other_pid, 9));
    other_spawner.exit();
}

#[test]
fn a_channel_goes_both_ways_and_ends_with_either_side() {
    let f = Fixture::new();
    let mut spec = sh("read line; echo \"$line back\" >&0; cat; exit 5");
    spec.stdin = Input::Channel;
    let pid = f.start(spec);
    let Event::Channel(channel) = f.next() else { panic!("no channel") };
    let mut channel = UnixStream::from(channel);
    channel.write_all(b"there\n").unwrap();
    let mut answer = [0; 11];
    channel.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"there back\n");
    channel.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(f.exit(), Exit { pid, code: Some(5), signal: None });
    assert_eq!(channel.read(&mut answer).unwrap(), 0, "nobody else holds the other end");
}

#[test]
#[expect(clippy::zombie_processes, reason = "the spawner waits for it: that is what adopting is about")]
fn an_adopted_child_is_like_one_of_ours() {
    let f = Fixture::new();
    let dir = TempDir::new("adopt");
    let script = "sleep 100 & echo $! > member; while [ ! -e go ]; do sleep 0.01; done; exit 4";
    let mut command = std::process::Command::new("sh");
    let child = command.args(["-c", script]).current_dir(&dir.0).process_group(0).spawn().unwrap();
    f.spawner.adopt(child.id()).unwrap();
    assert_eq!(f.spawner.running(), 1);
    assert!(f.spawner.adopt(child.id()).is_err(), "twice");
    let member = dir.0.join("member");
    until("the member of the group runs", || fs::read_to_string(&member).is_ok_and(|text| text.ends_with('\n')));
    fs::write(dir.0.join("go"), "").unwrap();
    assert_eq!(f.exit(), Exit { pid: child.id(), code: Some(4), signal: None });
    let member = fs::read_to_string(&member).unwrap().trim().parse().unwrap();
    until("its group is swept", || is_dead(member));
}

#[test]
#[expect(clippy::zombie_processes, reason = "the spawner waits for it: that is what adopting is about")]
fn a_child_that_ended_before_it_is_adopted_is_reported() {
    let f = Fixture::new();
    let child = std::process::Command::new("sh").args(["-c", "kill -KILL $$"]).process_group(0).spawn().unwrap();
    until("it is a zombie", || is_dead(child.id()));
    f.spawner.adopt(child.id()).unwrap();
    assert_eq!(f.exit(), Exit { pid: child.id(), code: None, signal: Some(9) });
    assert!(f.spawner.adopt(child.id()).is_err(), "gone");
    assert!(f.spawner.adopt(1).is_err(), "no child of ours");
}

#[test]
fn the_group_is_swept_with_its_leader() {
    let f = Fixture::new();
    let dir = TempDir::new("group");
    let mut spec = sh("sleep 1000 & echo $! > child; wait");
    spec.cwd = Some(dir.0.clone());
    spec.kill_group_on_exit = true;
    let pid = f.start(spec);
    let child = || fs::read_to_string(dir.0.join("child")).ok().and_then(|text| text.trim().parse::<u32>().ok());
    until("the grandchild runs", || child().is_some());
    assert!(f.spawner.kill(pid, 9));
    assert_eq!(f.exit().signal, Some(9));
    until("the grandchild is gone", || is_dead(child().unwrap()));

    let mut spec = sh("sleep 1000 & echo $! > child2; wait");
    spec.cwd = Some(dir.0.clone());
    let pid = f.start(spec);
    let child = || fs::read_to_string(dir.0.join("child2")).ok().and_then(|text| text.trim().parse::<u32>().ok());
    until("the grandchild runs", || child().is_some());
    assert!(f.spawner.kill_group(pid, 15));
    f.exit();
    until("the grandchild is gone", || is_dead(child().unwrap()));
}

#[test]
fn exits_of_others_are_left_alone() {
    let f = Fixture::new();
    let mut theirs = std::process::Command::new("sh").args(["-c", "exit 5"]).spawn().unwrap();
    f.start(sh("exit 0"));
    f.exit();
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(theirs.wait().unwrap().code(), Some(5));
}

#[test]
fn many_at_once_end_once_each() {
    let f = Fixture::new();
    for id in 0..60 {
        f.spawner.spawn(id, sh(&format!("exit {id}")));
    }
    let mut pid_of = std::collections::HashMap::new();
    let mut ended = 0;
    while ended < 60 {
        match f.next() {
            Event::Spawned(id, pid) => assert!(pid_of.insert(pid, id).is_none()),
            Event::Exited(exit) => {
                assert_eq!(exit.code, Some(pid_of.remove(&exit.pid).unwrap() as i32));
                ended += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(f.spawner.running(), 0);
}
