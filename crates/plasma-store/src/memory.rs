//! How much memory there is left: the least of the machine's and of each enclosing cgroup's (v1 and v2).

use std::fs;
use std::path::Path;

/// Bytes that can still be taken without reclaiming anybody's work; None when nothing can be read.
pub fn available_memory() -> Option<u64> {
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|text| meminfo_available(&text));
    let cgroups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let limits = cgroups.lines().flat_map(cgroup_available);
    machine.into_iter().chain(limits).min()
}

fn meminfo_available(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

/// What each level above the cgroup of a line of /proc/self/cgroup leaves.
fn cgroup_available(line: &str) -> Vec<u64> {
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
        if let (Some(limit), Some(used)) = (number(&folder.join(limit)), number(&folder.join(usage))) {
            // Page cache that can be dropped counts as used there; it is given back under pressure.
            let cache = fs::read_to_string(folder.join("memory.stat")).ok().and_then(|text| inactive_file(&text));
            found.push(limit.saturating_sub(used.saturating_sub(cache.unwrap_or(0))));
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
        assert_eq!(meminfo_available("MemTotal: 9 kB\nMemAvailable:    123 kB\n"), Some(123 * 1024));
        assert_eq!(inactive_file("anon 5\ninactive_file 77\n"), Some(77));
        assert!(available_memory().is_some_and(|bytes| bytes > 0));
    }
}
