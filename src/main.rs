//! The command line: start-up, stop cleanly, and the tools around the service.

mod command;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    match command::Command::parse().run() {
        Ok(code) => code,
        Err(error) => {
            // One line, the whole chain of reasons, no backtrace: whoever reads it wants to know what to do.
            eprintln!("hazard-register: {error:#}");
            ExitCode::FAILURE
        }
    }
}
