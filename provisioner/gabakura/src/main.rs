//! `gabakura`: registers adapters and sandbox, and runs the command line.

mod host;

use std::process::ExitCode;

/// A fleet is rendered and planned from many small texts; see docs/performance.md.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("the operating system gives us threads");
    let exit = runtime.block_on(gabakura_cli::run(&host::BinaryHost, std::env::args_os()));
    // A client's idle connections must not keep the process.
    runtime.shutdown_background();
    exit
}
