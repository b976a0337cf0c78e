//! The `samestory` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    samestory::cli::main()
}
