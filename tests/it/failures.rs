//! Errors, interruptions, readers that go away: how the program ends when it cannot go on.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::run::{Finished, Run, article, prose};

#[test]
fn an_error_says_what_why_and_what_to_do() {
    let run = Run::with_sample();
    run.fails("cluster missing.jsonl").says(&[
        "error: cannot read 'missing.jsonl'\n",
        "\n  cause: ",
        "\n  help:  check the path",
    ]);
    run.fails("cluster articles.jsonl -o no/such/out.jsonl").says(&[
        "error: cannot write 'no/such/out.jsonl'\n",
        "\n  cause: ",
        "\n  help:  create the folder first",
    ]);
    run.write("pairs.jsonl", "{\"a\":\"s001\",\"b\":\"nobody\"}\n");
    run.fails("align --articles articles.jsonl --pairs pairs.jsonl").says(&[
        "error: cannot use 'pairs.jsonl:1'\n",
        "\n  cause: there is no article 'nobody'",
        "\n  help:  ",
    ]);
}

#[test]
fn every_command_names_a_missing_file() {
    let run = Run::with_sample();
    run.write("pairs.jsonl", "{\"a\":\"s001\",\"b\":\"s002\"}\n");
    for arguments in [
        "cluster nowhere",
        "pairs nowhere",
        "dedup nowhere -o kept.jsonl",
        "align --articles nowhere --pairs pairs.jsonl",
        "align --articles articles.jsonl --pairs nowhere",
        "compare nowhere articles.jsonl",
        "inspect nowhere",
        "report nowhere",
        "eval --gold nowhere articles.jsonl",
        "eval --gold gold.jsonl nowhere",
    ] {
        run.fails(arguments).says(&["error: ", "nowhere", "\n  cause: "]);
    }
    assert_eq!(run.files(), ["articles.jsonl", "gold.jsonl", "pairs.jsonl"]);
}

#[test]
fn a_wrong_command_line_is_refused_with_the_right_one() {
    let run = Run::with_sample();
    for arguments in [
        "cluster articles.jsonl --nope",
        "cluster",
        "nope",
        "cluster articles.jsonl --tier all",
        "cluster articles.jsonl --max-rejects some",
        "cluster articles.jsonl --format xml",
        "report stories.jsonl --format pdf",
        "cluster articles.jsonl --shingle-width 0",
        "synth --articles many",
        "dedup articles.jsonl",
        "completions csh",
    ] {
        run.fails(arguments).says(&["--help"]);
    }
    let bare = run.run("").exits(2);
    assert!(bare.stdout.is_empty());
    bare.says(&["Usage: samestory", "cluster"]);
}

#[test]
fn outputs_are_tried_before_the_inputs_are_read() {
    let run = Run::with_sample();
    for arguments in [
        "cluster missing.jsonl -o no/such/out.jsonl",
        "cluster missing.jsonl --rejects no/such/out.jsonl",
        "pairs missing.jsonl -o no/such/out.jsonl",
        "dedup missing.jsonl -o no/such/out.jsonl",
        "dedup missing.jsonl -o kept.jsonl --dropped no/such/out.jsonl",
        "align --articles missing.jsonl --pairs missing.jsonl -o no/such/out.jsonl",
        "report missing.jsonl -o no/such/out.jsonl",
        "synth --articles 9 -o no/such/out.jsonl",
        "synth --articles 9 -o out.jsonl --truth no/such/out.jsonl",
    ] {
        run.fails(arguments).says(&["error: cannot write 'no/such/out.jsonl'"]);
    }
    run.fails("cluster missing.jsonl -o .").says(&["cannot write '.'", "directory"]);
    assert_eq!(run.files(), ["articles.jsonl", "gold.jsonl"], "nothing is left behind");
}

#[test]
fn a_run_that_fails_leaves_the_output_of_the_last_one_as_it_was() {
    let run = Run::with_sample();
    run.ok("cluster articles.jsonl -o stories.jsonl");
    let before = run.read("stories.jsonl");
    run.write("bad.jsonl", "nonsense\n");
    run.fails("cluster bad.jsonl -o stories.jsonl");
    assert_eq!(run.read("stories.jsonl"), before);
    run.ok("cluster articles.jsonl -o stories.jsonl --no-passages");
    assert_ne!(run.read("stories.jsonl"), before, "a good one replaces it");
}

#[test]
fn quiet_is_silent_but_for_errors() {
    let run = Run::with_sample();
    run.write("bad.jsonl", format!("nonsense\n{}\n", article("a", &prose(1, 20))));
    for arguments in [
        "-q cluster articles.jsonl bad.jsonl -o stories.jsonl",
        "pairs -q articles.jsonl",
        "dedup articles.jsonl -o kept.jsonl --quiet",
        "-q synth --articles 50",
        "-q report stories.jsonl --format csv",
        "-q eval --gold gold.jsonl stories.jsonl",
        "-q inspect articles.jsonl --id s001",
    ] {
        let finished = run.ok(arguments);
        assert_eq!(finished.stderr, "", "{arguments}");
    }
    run.fails("-q cluster missing.jsonl").says(&["error: cannot read"]);
}

#[test]
fn stages_are_told_one_a_line_where_there_is_no_terminal() {
    let finished = Run::with_sample().ok("cluster articles.jsonl").says(&["88 articles"]);
    assert!(!finished.stderr.contains(['\u{1b}', '\r']), "{:?}", finished.stderr);
    assert!(finished.stderr.lines().count() >= 5);
}

#[test]
fn names_cannot_send_orders_to_the_terminal() {
    let run = Run::new();
    run.write(
        "bad.jsonl",
        format!("{{\"id\": \"\\u001b[2J\", \"body\": 1}}\n{}", article("a", "x")),
    );
    for arguments in ["cluster \u{1b}[2J.jsonl", "cluster bad.jsonl --max-rejects 0"] {
        let finished = run.run(arguments).exits(2);
        assert!(!finished.stderr.contains('\u{1b}'), "{:?}", finished.stderr);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let run = Run::with_sample();
    run.fails("cluster articles.jsonl -o /dev/full").says(&["No space left", "help:  "]);
    let full = File::options().write(true).open("/dev/full").unwrap();
    for arguments in ["cluster articles.jsonl", "synth --articles 200", "man"] {
        let mut command = run.command(arguments);
        let output = command.stdout(full.try_clone().unwrap()).output().unwrap();
        Finished::new(arguments, output)
            .exits(2)
            .says(&["cannot write 'standard output'"]);
    }
}

/// Reads one line of what a command writes, and goes away.
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let run = Run::with_synth(500, 41);
    run.ok("cluster articles.jsonl -o stories.jsonl");
    for arguments in [
        "cluster articles.jsonl",
        "pairs articles.jsonl",
        "dedup articles.jsonl -o -",
        "inspect articles.jsonl",
        "report stories.jsonl --format passim",
        "report stories.jsonl --format html",
        "synth --articles 2000",
        "synth --articles 2000 --truth truth.jsonl",
    ] {
        let mut child = run.start(&mut run.command(arguments));
        let mut line = String::new();
        let mut reader = BufReader::with_capacity(64, child.stdout.take().unwrap());
        reader.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "{arguments}");
        drop(reader);
        let output = child.wait_with_output().unwrap();
        let finished = Finished::new(arguments, output).exits(0);
        assert!(!finished.stderr.contains("error"), "{arguments}: {}", finished.stderr);
    }
}

/// Sends a signal to a child of this test.
fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(status.unwrap().success());
}

/// Waits for the end; kills what has not ended after a while.
fn ends(mut child: Child, arguments: &str) -> Finished {
    let begin = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begin.elapsed() > Duration::from_secs(10) {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("samestory {arguments} does not end when it is told to");
        }
        sleep(Duration::from_millis(10));
    }
    Finished::new(arguments, child.wait_with_output().unwrap())
}

/// Waits until the output has been opened under its temporary name.
fn until_at_work(run: &Run, least: u64) {
    for _ in 0..1_000 {
        let begun = run.files().iter().any(|name| {
            let long = run.path(name).metadata().is_ok_and(|file| file.len() >= least);
            name.starts_with(".samestory-") && long
        });
        if begun {
            return;
        }
        sleep(Duration::from_millis(5));
    }
    panic!("no temporary file in {:?}", run.files());
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_exits_130_and_leaves_nothing_behind() {
    let run = Run::new();
    for (arguments, name) in [
        ("synth --articles 300000 -o out.jsonl", "-INT"),
        ("synth --articles 300000 -o out.jsonl --truth truth.jsonl", "-TERM"),
    ] {
        let child = run.start(&mut run.command(arguments));
        until_at_work(&run, 1 << 20);
        signal(&child, name);
        ends(child, arguments).exits(130).says(&["interrupted; nothing was written"]);
        assert_eq!(run.files(), [""; 0], "{arguments}");
    }
}

/// Interrupts a run when it has told of `stage`.
fn interrupted_after(run: &Run, arguments: &str, stage: &str) -> Finished {
    let mut child = run.start(&mut run.command(arguments));
    let mut told = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.trim_start().starts_with(stage) {
        line.clear();
        assert_ne!(told.read_line(&mut line).unwrap(), 0, "{arguments}: no {stage}");
    }
    signal(&child, "-INT");
    child.stderr = Some(told.into_inner());
    ends(child, arguments)
}

#[test]
#[cfg(unix)]
fn an_interrupted_analysis_exits_130_and_leaves_nothing_behind() {
    for (command, stage) in
        [("cluster", "verify"), ("pairs", "read"), ("dedup", "read"), ("cluster", "read")]
    {
        let arguments = format!("{command} articles.jsonl -o out.jsonl");
        // A machine may be done before the signal arrives: then it gets more to do.
        let interrupted = [5_000, 20_000, 80_000, 320_000].into_iter().any(|articles| {
            let run = Run::with_synth(articles, 42);
            let finished = interrupted_after(&run, &arguments, stage);
            if finished.done() {
                return false;
            }
            finished.exits(130);
            assert_eq!(run.files(), ["articles.jsonl", "gold.jsonl"], "{command}");
            true
        });
        assert!(interrupted, "{arguments} is deaf after '{stage}'");
    }
}

#[test]
#[cfg(unix)]
fn an_interruption_is_heard_while_standard_input_is_silent() {
    let run = Run::new();
    let mut command = run.command("cluster - -o out.jsonl");
    let mut child = run.start(command.stdin(Stdio::piped()));
    let held_open = child.stdin.take();
    until_at_work(&run, 0);
    sleep(Duration::from_millis(200));
    signal(&child, "-INT");
    ends(child, "cluster -").exits(130);
    drop(held_open);
    assert_eq!(run.files(), [""; 0]);
}

#[test]
fn two_outputs_in_one_place_are_refused_before_the_work() {
    let run = Run::with_sample();
    for command in [
        "dedup articles.jsonl -o x.jsonl --dropped x.jsonl",
        "cluster articles.jsonl -o x.jsonl --rejects ./x.jsonl",
        "cluster articles.jsonl -o x.jsonl --timings x.jsonl",
    ] {
        run.fails(command).says(&["x.jsonl", "goes there already", "help:"]);
        assert!(!run.files().contains(&"x.jsonl".to_owned()), "{command}");
    }
}

#[test]
fn a_folder_of_somebody_else_s_pages_is_left_alone() {
    let run = Run::with_sample();
    run.ok("cluster -q articles.jsonl -o stories.jsonl");
    run.write("page-stories/notes.html", "mine");
    // More than one page holds, so that there is a folder to write.
    let story = run.lines("stories.jsonl");
    let story = story.iter().find(|line| line["type"] == "story").unwrap();
    let many: Vec<_> = (0..400)
        .map(|number| {
            let mut story = story.clone();
            story["data"]["id"] = serde_json::json!(format!("t{number}"));
            story
        })
        .collect();
    run.write_lines("many.jsonl", &many);
    run.fails("report many.jsonl --format html -o page.html")
        .says(&["'notes.html' in it was not made by this command", "help:"]);
    assert_eq!(run.read("page-stories/notes.html"), "mine");
    // Pages of an earlier report go with it.
    std::fs::remove_file(run.path("page-stories/notes.html")).unwrap();
    run.ok("report -q many.jsonl --format html -o page.html");
    assert_eq!(std::fs::read_dir(run.path("page-stories")).unwrap().count(), 400);
    run.ok("report -q many.jsonl --top 1 --format html -o page.html");
    assert!(!run.path("page-stories").exists());
}
