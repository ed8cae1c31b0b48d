//! SIGINT and SIGTERM: the first stops after what is in flight, the second ends the process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::signal::unix::{SignalKind, signal};

use crate::exit::Exit;
use crate::output::Output;
use crate::words::Words;

/// A flag that the first signal sets; the second ends the process, intents kept.
pub fn stop_flag(words: &Words) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let (flag, stopping) = (Arc::clone(&stop), words.say("stopping", &[]));
    tokio::spawn(async move {
        loop {
            signalled().await;
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(Exit::Interrupted as i32);
            }
            Output.talk(&stopping);
        }
    });
    stop
}

/// Resolves at SIGINT or SIGTERM.
pub async fn signalled() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
