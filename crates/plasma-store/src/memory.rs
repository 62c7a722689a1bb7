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
    let mount = Path::new("/sys/fs/cgroup");
    let levels = machine.into_iter().chain(cgroups.lines().flat_map(|line| cgroup_levels(line, mount)));
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

/// Where a version of cgroups keeps its numbers. What version 1 calls `inactive_file` is a group's own alone, while its usage
/// counts the groups below too (kernel documentation, cgroup-v1/memory.rst).
struct Files {
    limit: &'static str,
    usage: &'static str,
    cache: [&'static str; 2],
}

const V1: Files = Files {
    limit: "memory.limit_in_bytes",
    usage: "memory.usage_in_bytes",
    cache: ["total_inactive_file ", "total_active_file "],
};
const V2: Files = Files { limit: "memory.max", usage: "memory.current", cache: ["inactive_file ", "active_file "] };

/// The cgroup of a line of /proc/self/cgroup and all above it, where they have a limit.
fn cgroup_levels(line: &str, mount: &Path) -> Vec<Level> {
    let mut parts = line.splitn(3, ':');
    let (Some(_), Some(controllers), Some(path)) = (parts.next(), parts.next(), parts.next()) else {
        return Vec::new();
    };
    let (root, files) = match controllers {
        "" => (mount.to_owned(), V2),
        c if c.split(',').any(|name| name == "memory") => (mount.join("memory"), V1),
        _ => return Vec::new(),
    };
    let number = |path: &Path| fs::read_to_string(path).ok()?.trim().parse::<u64>().ok();
    let mut found = Vec::new();
    let mut level = Path::new(path.trim_start_matches('/'));
    loop {
        let folder = root.join(level);
        if let (Some(total), Some(used)) = (number(&folder.join(files.limit)), number(&folder.join(files.usage))) {
            // Page cache counts as used there; it is given back under pressure.
            let stat = fs::read_to_string(folder.join("memory.stat")).unwrap_or_default();
            let cache: u64 = files.cache.iter().filter_map(|key| stat_value(&stat, key)).sum();
            found.push(Level { total, available: total.saturating_sub(used.saturating_sub(cache)) });
        }
        match level.parent() {
            Some(parent) => level = parent,
            None => return found,
        }
    }
}

/// `key` with the blank that ends it.
fn stat_value(stat: &str, key: &str) -> Option<u64> {
    stat.lines().find_map(|line| line.strip_prefix(key))?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_kernel_s_files() {
        let level = meminfo_level("MemTotal: 900 kB\nMemAvailable:    123 kB\n");
        assert_eq!(level, Some(Level { total: 900 * 1024, available: 123 * 1024 }));
        assert!(spare_memory().is_some());
    }

    #[test]
    fn page_cache_of_a_group_and_of_those_below_it_is_to_spare() {
        let mount = std::env::temp_dir().join(format!("narcine-cgroups-{}", std::process::id()));
        let write = |folder: &str, files: [(&str, &str); 3]| {
            fs::create_dir_all(mount.join(folder)).unwrap();
            files.iter().for_each(|(name, text)| fs::write(mount.join(folder).join(name), text).unwrap());
        };
        let stat_v1 = "inactive_file 1\nactive_file 1\ntotal_inactive_file 300\ntotal_active_file 100\n";
        let v1 = [("memory.limit_in_bytes", "1000\n"), ("memory.usage_in_bytes", "900\n"), ("memory.stat", stat_v1)];
        write("memory/a", v1);
        let stat_v2 = "anon 5\ninactive_file 200\nactive_file 50\n";
        write("b/c", [("memory.max", "800\n"), ("memory.current", "700\n"), ("memory.stat", stat_v2)]);
        write("b", [("memory.max", "max\n"), ("memory.current", "700\n"), ("memory.stat", stat_v2)]);
        assert_eq!(cgroup_levels("4:memory:/a", &mount), [Level { total: 1000, available: 500 }]);
        assert_eq!(cgroup_levels("0::/b/c", &mount), [Level { total: 800, available: 350 }]);
        assert_eq!(cgroup_levels("3:cpu:/a", &mount), []);
        fs::remove_dir_all(&mount).unwrap();
    }
}
