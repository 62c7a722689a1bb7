//! A sub-reaper and what comes to it: its own file, since it is the whole process that becomes one.
#![allow(clippy::unwrap_used)]

use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use narcine_process::{Exit, Input, Output, ProcessSink, SpawnSpec, Spawner};

struct Exits(Sender<Exit>);

impl ProcessSink for Exits {
    fn spawned(&self, _: u32, _: u32, _: Option<OwnedFd>) {}
    fn failed(&self, _: u32, error: &io::Error, program: &str) {
        panic!("{program}: {error}");
    }
    fn exited(&self, exit: Exit) {
        let _ = self.0.send(exit);
    }
}

fn shell(script: &str) -> SpawnSpec {
    SpawnSpec {
        argv: ["sh", "-c", script].into_iter().map(Into::into).collect(),
        argv0: None,
        env: vec![("PATH".into(), "/usr/bin:/bin".into())],
        cwd: None,
        stdin: Input::Null,
        stdout: Output::Null,
        stderr: Output::Null,
        own_process_group: true,
        kill_group_on_exit: false,
        niceness: None,
        oom_score_adj: None,
        kill_on_parent_death: true,
        close_other_fds: true,
        block_sigint: false,
    }
}

fn within(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not come about");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Pid that a file of the run names, once it is there.
fn pid_in(path: &Path) -> u32 {
    let read = || std::fs::read_to_string(path).ok()?.trim().parse().ok();
    within("a pid file", || read().is_some());
    read().unwrap()
}

#[test]
fn orphans_are_adopted_reaped_and_ended() {
    let folder = std::env::temp_dir().join(format!("narcine-orphans-{}", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    let (sender, exits) = channel();
    let spawner = Spawner::new(Exits(sender)).unwrap();
    spawner.adopt_orphans().unwrap();

    // A daemon: its own session, its parent gone, out of reach of any group, and a name that is cut inside a character.
    let file = folder.join("daemon");
    let daemon = format!(
        "setsid sh -c 'printf \"ray::\\350\\250\\210\\347\\256\\227\\343\\201\\231\\343\" > /proc/$$/comm; \
         echo $$ > {0}.tmp; mv {0}.tmp {0}; sleep 1000' & exit 3",
        file.display()
    );
    spawner.spawn(1, shell(&daemon));
    assert_eq!(exits.recv_timeout(Duration::from_secs(20)).unwrap().code, Some(3));
    let daemon = pid_in(&file);
    let parent = || {
        let stat = std::fs::read(format!("/proc/{daemon}/stat")).ok()?;
        let stat = String::from_utf8_lossy(&stat);
        stat[stat.rfind(')')? + 1..].split_ascii_whitespace().nth(1)?.parse::<u32>().ok()
    };
    within("adoption", || parent() == Some(std::process::id()));

    // One that ends by itself leaves no zombie.
    let file = folder.join("short");
    let short = format!("setsid sh -c 'echo $$ > {0}.tmp; mv {0}.tmp {0}; sleep 0.1' & exit 0", file.display());
    spawner.spawn(2, shell(&short));
    exits.recv_timeout(Duration::from_secs(20)).unwrap();
    let short = pid_in(&file);
    within("reaping", || !Path::new(&format!("/proc/{short}")).exists());
    assert!(Path::new(&format!("/proc/{daemon}")).exists());

    // And one started here whose end is still told, whoever killed it.
    spawner.spawn(3, shell("exec sleep 1000"));
    within("its start", || spawner.running() == 1);
    within("an empty house", || spawner.kill_descendants().unwrap() == 0);
    assert_eq!(exits.recv_timeout(Duration::from_secs(20)).unwrap().signal, Some(9));
    within("the daemon's end", || !Path::new(&format!("/proc/{daemon}")).exists());
    std::fs::remove_dir_all(&folder).unwrap();
}
