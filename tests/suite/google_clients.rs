//! Google's own clients for Python against the embedded Google Cloud.

use std::process::Command;

use crate::gabakura::{python, repository};

#[test]
fn googles_own_clients_are_content() {
    let deps = std::env::current_exe().unwrap();
    let built = deps.parent().unwrap().parent().unwrap();
    let serve = built.join("examples/serve_google");
    assert!(
        serve.is_file(),
        "{} is missing: run `cargo build --workspace --all-targets` first",
        serve.display()
    );
    let script = repository().join("tests/google_clients.py");
    let ended = Command::new(python()).arg(script).arg(serve).output();
    let ended = ended.unwrap();
    let told = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{told}");
}
