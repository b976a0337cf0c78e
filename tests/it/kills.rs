//! A store whose writer is killed, again and again: nothing lost, nothing doubled, and a
//! run that is repeated gives what an undisturbed one gives, byte for byte.
//!
//! `SAMESTORY_KILLS=300 cargo test --release --test it kills` does it three hundred times.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use samestory::store::Store;

use crate::nights::{snapshot, split};
use crate::run::Run;

/// Every point that a night passes.
const POINTS: [&str; 16] = [
    "opened",
    "read",
    "sorted",
    "clustered",
    "night-written",
    "placed",
    "nights-gathered",
    "state-written",
    "outputs-written",
    "manifest-written",
    "committed",
    "swept",
    "stories-published",
    "changes-published",
    "summary-published",
    "report-published",
];
/// Enough for files to be put together.
const NIGHTS: usize = 9;

fn wanted(least: usize) -> usize {
    let kills =
        std::env::var("SAMESTORY_KILLS").ok().and_then(|kills| kills.parse().ok());
    kills.unwrap_or(0).max(least)
}

/// A folder with articles in nights, and what undisturbed nights give: after each the
/// store's files, and its outputs.
type Files = BTreeMap<String, Vec<u8>>;

fn undisturbed() -> (Run, Vec<(Files, Files)>) {
    let run = Run::with_synth(120, 31);
    split(&run, "articles.jsonl", NIGHTS);
    let after = (1..=NIGHTS)
        .map(|night| {
            run.ok(&nightly("sound", "sound-out", night));
            (snapshot(&run.path("sound")), snapshot(&run.path("sound-out")))
        })
        .collect();
    (run, after)
}

fn nightly(store: &str, out: &str, night: usize) -> String {
    format!(
        "nightly -q --window 4 --report html --store {store} --out {out} night-{night}.jsonl"
    )
}

/// The store is sound, and as it was before the night or as it is after it.
fn assert_whole(folder: &Path, before: Option<&Files>, after: &Files, what: &str) {
    if !folder.join("MANIFEST").exists() {
        assert!(before.is_none(), "{what}: the store is gone");
        return;
    }
    assert_eq!(Store::verify(folder).unwrap(), [], "{what}");
    let manifest = &snapshot(folder)["MANIFEST"];
    let is =
        |files: Option<&Files>| files.is_some_and(|files| &files["MANIFEST"] == manifest);
    // Before its first night a store has begun, and holds nothing.
    let begun = || {
        let store = Store::open(folder, None);
        before.is_none() && store.is_ok_and(|store| store.manifest().sequence == 0)
    };
    assert!(
        is(before) || is(Some(after)) || begun(),
        "{what}: a state that should not be"
    );
}

/// Runs a night again until it is done; then everything must be as if nothing had happened.
fn assert_repeated(run: &Run, night: usize, sound: &(Files, Files), what: &str) {
    run.ok(&nightly("store", "out", night));
    assert_eq!(snapshot(&run.path("store")), sound.0, "{what}: another store");
    assert_eq!(snapshot(&run.path("out")), sound.1, "{what}: other outputs");
}

#[test]
fn a_writer_killed_at_any_moment_loses_and_doubles_nothing() {
    let (run, sound) = undisturbed();
    let kills = wanted(24);
    let (mut done, mut random) = (0, 0x2545_F491_4F6C_DD1D_u64);
    let mut next = |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    // How long a night takes here, so that the moments fall into it.
    let began = std::time::Instant::now();
    run.ok(&nightly("timed", "timed-out", 1));
    let long = u64::try_from(began.elapsed().as_millis()).unwrap().max(20);
    let mut died = BTreeMap::<String, usize>::new();
    'all: loop {
        let _ = fs::remove_dir_all(run.path("store"));
        let _ = fs::remove_dir_all(run.path("out"));
        for night in 1..=NIGHTS {
            let before = night.checked_sub(2).map(|last| &sound[last].0);
            let after = &sound[night - 1];
            for _ in 0..=next(4) {
                let what = if done % 2 == 0 {
                    let point = POINTS[done / 2 % POINTS.len()];
                    let dying = run.run(&format!(
                        "{} --stop-at {point}",
                        nightly("store", "out", night)
                    ));
                    if dying.code.is_none() {
                        *died.entry(point.to_owned()).or_default() += 1;
                    }
                    format!("kill {done}, night {night}, at {point}")
                } else {
                    let moment = next(long * 11 / 10);
                    let mut child =
                        run.start(&mut run.command(&nightly("store", "out", night)));
                    std::thread::sleep(Duration::from_millis(moment));
                    let _ = child.kill();
                    if !child.wait().unwrap().success() {
                        *died.entry("any moment".to_owned()).or_default() += 1;
                    }
                    format!("kill {done}, night {night}, after {moment} ms")
                };
                assert_whole(&run.path("store"), before, &after.0, &what);
                done += 1;
                let dead: usize = died.values().sum();
                if done % 5 == 0 && (dead >= kills || done > 4 * kills) {
                    assert_repeated(&run, night, after, &what);
                    break 'all;
                }
            }
            assert_repeated(
                &run,
                night,
                after,
                &format!("after kill {done}, night {night}"),
            );
        }
    }
    println!("{done} kills: {died:?}");
    assert!(died.values().sum::<usize>() * 2 > done, "too few died: {died:?}");
}

#[test]
fn forget_and_compact_killed_at_any_point_leave_a_sound_store() {
    let (run, _) = undisturbed();
    let id = {
        let lines = run.lines("night-4.jsonl");
        lines[0]["id"].as_str().unwrap().to_owned()
    };
    let points = [
        "night-written",
        "nights-gathered",
        "state-written",
        "manifest-written",
        "committed",
        "swept",
    ];
    for command in [format!("store forget --article {id}"), "store compact".to_owned()] {
        for point in points {
            run.run(&format!("{command} --store sound --stop-at {point}"));
            assert_eq!(
                Store::verify(&run.path("sound")).unwrap(),
                [],
                "{command} at {point}"
            );
        }
        run.ok(&format!("{command} --store sound"));
        assert_eq!(Store::verify(&run.path("sound")).unwrap(), []);
    }
}

/// A small file system in memory, as only root can make it.
struct SmallDisk<'p>(&'p Path);

impl<'p> SmallDisk<'p> {
    fn mount(path: &'p Path, size: &str) -> Option<Self> {
        fs::create_dir_all(path).unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(path)
            .output();
        mount.is_ok_and(|mount| mount.status.success()).then_some(Self(path))
    }

    /// Gives it another size, unless more is on it already.
    fn resize(&self, size: &str) -> bool {
        let mut mount = Command::new("mount");
        mount.args(["-o", &format!("remount,size={size}")]).arg(self.0);
        mount.output().unwrap().status.success()
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_stops_a_night_and_harms_nothing() {
    let (run, sound) = undisturbed();
    let disk = run.path("disk");
    let Some(small) = SmallDisk::mount(&disk, "16k") else {
        println!("skipped: a small disk cannot be mounted here; run it as root");
        return;
    };
    let mut failures = 0;
    for night in 1..=NIGHTS {
        let (after, outputs) = &sound[night - 1];
        let before = night.checked_sub(2).map(|last| &sound[last].0);
        for size in (16..20_000).step_by(40) {
            if !small.resize(&format!("{size}k")) {
                continue;
            }
            let finished = run.run(&nightly("disk/store", "disk/out", night));
            if finished.done() {
                break;
            }
            failures += 1;
            let finished = finished.exits(2).says(&["cannot write", "help:"]);
            let what = format!("night {night}, {size} KB: {}", finished.stderr);
            assert_whole(&disk.join("store"), before, after, &what);
        }
        assert_eq!(&snapshot(&disk.join("store")), after, "night {night}");
        assert_eq!(&snapshot(&disk.join("out")), outputs, "night {night}");
    }
    println!("{failures} nights stopped by a full disk");
    assert!(failures > 5, "{failures}");
}
