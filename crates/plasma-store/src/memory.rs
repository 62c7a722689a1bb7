//! How much memory there is to spare, on the machine and in the cgroups around us (v1 and v2).

use std::fs;
use std::path::Path;

/// Of all memory, the part that reserving ahead of need leaves to others.
const MARGIN_DIVISOR: u64 = 4;

/// Bytes that may be taken ahead of need: what is available beyond a quarter of all, at the tightest of the machine
/// and the cgroups around us. None when nothing can be read.
pub fn spare_memory() -> Option<u64> {
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|text| meminfo_level(&text));
    let cgroups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let levels = machine.into_iter().chain(cgroups.lines().flat_map(cgroup_levels));
    levels.map(|level| level.available.saturating_sub(level.total / MARGIN_DIVISOR)).min()
}

#[derive(Debug, PartialEq, Eq)]
struct Level {
    total: u64,
    available: u64,
}

fn meminfo_level(text: &str) -> Option<Level> {
    let bytes = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok().map(|kib| kib * 1024)
    };
    Some(Level { total: bytes("MemTotal:")?, available: bytes("MemAvailable:")? })
}

/// The cgroup of a line of /proc/self/cgroup and all above it, where they have a limit.
fn cgroup_levels(line: &str) -> Vec<Level> {
    let mut parts = line.splitn(3, ':');
    let (Some(_), Some(controllers), Some(path)) = (parts.next(), parts.next(), parts.next()) else {
        return Vec::new();
    };
    let (root, limit, usage) = match controllers {
        "" => ("/sys/fs/cgroup", "memory.max", "memory.current"),
        c if c.split(',').any(|name| name == "memory") => {
            ("/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes")
        }
        _ => return Vec::new(),
    };
    let number = |path: &Path| fs::read_to_string(path).ok()?.trim().parse::<u64>().ok();
    let mut found = Vec::new();
    let mut level = Path::new(path.trim_start_matches('/'));
    loop {
        let folder = Path::new(root).join(level);
        if let (Some(total), Some(used)) = (number(&folder.join(limit)), number(&folder.join(usage))) {
            // Page cache that can be dropped counts as used there; it is given back under pressure.
            let cache = fs::read_to_string(folder.join("memory.stat")).ok().and_then(|text| inactive_file(&text));
            let available = total.saturating_sub(used.saturating_sub(cache.unwrap_or(0)));
            found.push(Level { total, available });
        }
        match level.parent() {
            Some(parent) => level = parent,
            None => return found,
        }
    }
}

fn inactive_file(text: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix("inactive_file "))?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_kernel_s_files() {
        let level = meminfo_level("MemTotal: 900 kB\nMemAvailable:    123 kB\n");
        assert_eq!(level, Some(Level { total: 900 * 1024, available: 123 * 1024 }));
        assert_eq!(inactive_file("anon 5\ninactive_file 77\n"), Some(77));
        assert!(spare_memory().is_some());
    }
}
