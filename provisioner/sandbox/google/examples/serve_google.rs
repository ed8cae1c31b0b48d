//! Serves an embedded Google Cloud for clients in other languages, until its input ends.
//!
//! `cargo run --example serve_google -- DIRECTORY` prints the port it answers on.

use std::io::Write;
use std::path::PathBuf;

use gabakura_sandbox_google::Google;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir: PathBuf = std::env::args_os().nth(1).ok_or("which directory?")?.into();
    let google = Google::open(&dir)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "{}", listener.local_addr()?.port())?;
    let shutdown = async {
        let mut ignored = Vec::new();
        // Whether it ends or breaks: nobody is there any more.
        let _ = tokio::io::stdin().read_to_end(&mut ignored).await;
    };
    google.serve(listener, shutdown).await?;
    Ok(())
}
