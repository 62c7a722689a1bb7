//! Everything below this process, by the parents that /proc names. As a sub-reaper a process keeps its descendants: one
//! whose parent ends becomes a child of ours, however it detached itself, so that this list misses nobody.

use std::collections::HashMap;
use std::fs;
use std::io;

use rustix::process::{Signal, getpid, kill_process, set_child_subreaper};

use crate::child::rustix_pid;

/// A process below us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Relative {
    pub pid: u32,
    pub parent: u32,
    /// It has ended and waits to be reaped.
    pub ended: bool,
}

/// From now on a descendant whose parent ends becomes our child.
pub(crate) fn adopt_orphans() -> io::Result<()> {
    Ok(set_child_subreaper(Some(getpid()))?)
}

/// All processes below us, parents before their children.
pub(crate) fn descendants() -> io::Result<Vec<Relative>> {
    let mut children: HashMap<u32, Vec<Relative>> = HashMap::new();
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // One that ends meanwhile is no news.
        let Ok(stat) = fs::read(format!("/proc/{pid}/stat")) else { continue };
        if let Some(relative) = parse(pid, &stat) {
            children.entry(relative.parent).or_default().push(relative);
        }
    }
    let mut found = Vec::new();
    let mut parents = vec![std::process::id()];
    while let Some(parent) = parents.pop() {
        for child in children.remove(&parent).unwrap_or_default() {
            found.push(child);
            parents.push(child.pid);
        }
    }
    Ok(found)
}

/// Sends SIGKILL to everything below us. Returns how many were not yet gone; call it until that is none, since a process
/// may fork while it is looked for.
pub(crate) fn kill_descendants() -> io::Result<usize> {
    let living: Vec<Relative> = descendants()?.into_iter().filter(|relative| !relative.ended).collect();
    for relative in &living {
        let _ = kill_process(rustix_pid(relative.pid), Signal::KILL);
    }
    Ok(living.len())
}

/// proc(5): `pid (comm) state ppid ...`, where comm may hold spaces, parentheses and, cut at 15 bytes, half a character.
fn parse(pid: u32, stat: &[u8]) -> Option<Relative> {
    let stat = String::from_utf8_lossy(stat);
    let mut fields = stat[stat.rfind(')')? + 1..].split_ascii_whitespace();
    let state = fields.next()?;
    let parent = fields.next()?.parse().ok()?;
    Some(Relative { pid, parent, ended: matches!(state, "Z" | "X") })
}

#[cfg(test)]
mod tests {
    use super::{Relative, parse};

    #[test]
    fn a_name_with_parentheses_is_no_trap() {
        let expected = Some(Relative { pid: 7, parent: 3, ended: false });
        assert_eq!(parse(7, b"7 (sh) S 3 7 7 0"), expected);
        assert_eq!(parse(7, b"7 (a) Z 9 (b) S 3 7 7 0"), expected);
        assert_eq!(parse(7, b"7 (sh) Z 3 7 7 0"), Some(Relative { pid: 7, parent: 3, ended: true }));
        assert_eq!(parse(7, b"7 (sh"), None);
    }

    #[test]
    fn a_name_that_is_cut_inside_a_character_is_no_trap() {
        assert_eq!(
            parse(7, b"7 (ray::\xe8\xa8\x88\xe7\xae\x97\xe3\x81\x99\xe3) S 3 7 7 0"),
            parse(7, b"7 (sh) S 3 7 7 0")
        );
    }
}
