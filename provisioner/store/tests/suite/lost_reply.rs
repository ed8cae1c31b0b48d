//! A commit that goes through while its reply is lost: the worst moment for a connection to end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use gabakura_model::port::{RecordChange, Store};
use gabakura_store::conformance::{at, completion, done, intent, resource, tenancy};
use gabakura_store::{JournalEvent, StateStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::cluster::{Cluster, open};

/// Stands between client and server; once armed, it lets one commit pass and keeps the answer.
struct Cutter {
    address: SocketAddr,
    armed: Arc<AtomicBool>,
}

impl Cutter {
    async fn before(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let armed = Arc::new(AtomicBool::new(false));
        let arms = Arc::clone(&armed);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                tokio::spawn(between(client, server, Arc::clone(&arms)));
            }
        });
        Self { address, armed }
    }

    fn arm(&self) {
        self.armed.store(true, Ordering::SeqCst);
    }

    fn has_cut(&self) -> bool {
        !self.armed.load(Ordering::SeqCst)
    }
}

/// Carries bytes both ways until an end, or the answer to a commit, is reached.
async fn between(mut client: TcpStream, mut server: TcpStream, armed: Arc<AtomicBool>) {
    let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    let mut cutting = false;
    loop {
        tokio::select! {
            Ok(n) = client.read(&mut asked) => {
                // With the zero that ends a query: a transaction may begin READ COMMITTED.
                let commit = asked[..n].windows(7).any(|word| word == b"COMMIT\0");
                cutting = cutting || commit && armed.swap(false, Ordering::SeqCst);
                if n == 0 || server.write_all(&asked[..n]).await.is_err() {
                    return;
                }
            }
            Ok(n) = server.read(&mut answered) => {
                if n == 0 || cutting || client.write_all(&answered[..n]).await.is_err() {
                    return;
                }
            }
            else => return,
        }
    }
}

#[tokio::test]
async fn each_call_finds_what_its_lost_commit_wrote() {
    let cluster = Cluster::shared();
    let url = cluster.database().await;
    let (server, name) = url.split_once('@').unwrap().1.split_once('/').unwrap();
    let cutter = Cutter::before(server.to_owned()).await;
    let through = format!(
        "postgres://gabakura@{}/{name}?sslmode=disable",
        cutter.address
    );
    let store = open(&through).await;
    let whose = tenancy("acme");
    // The first call connects; from here on commits are lost.
    assert_eq!(store.tenancies().await.unwrap(), []);

    cutter.arm();
    let lease = store.lock(&whose, "taro", at(0), 60_000).await.unwrap();
    assert!(cutter.has_cut());
    assert_eq!(lease.fence, 1, "the lock was taken once");

    cutter.arm();
    let batch = ["t-1", "t-2"].map(|token| intent(&whose, token, token));
    store.begin(&lease, &batch).await.unwrap();
    assert!(cutter.has_cut());
    assert_eq!(store.open_intents(&whose).await.unwrap(), batch);

    cutter.arm();
    let put = RecordChange::Put(Box::new(resource(&whose, "t-1", "vpc-1")));
    store
        .end(&lease, &completion("t-1", &done("vpc-1"), put))
        .await
        .unwrap();
    assert!(cutter.has_cut());
    assert_eq!(store.recorded(&whose).await.unwrap().serial, 1);

    cutter.arm();
    store.renew(&lease, at(0), 60_000).await.unwrap();
    assert!(cutter.has_cut());

    cutter.arm();
    assert!(
        store
            .break_lock(&whose, "taro is away", at(9))
            .await
            .unwrap()
    );
    assert!(cutter.has_cut());

    let again = store.lock(&whose, "hanako", at(0), 60_000).await.unwrap();
    cutter.arm();
    store.unlock(&again).await.unwrap();
    assert!(cutter.has_cut());
    assert_eq!(store.locks().await.unwrap(), []);

    let journal = store.journal(&whose, 10).await.unwrap();
    let events: Vec<_> = journal.iter().rev().map(|row| row.event).collect();
    let (begin, end) = (JournalEvent::Begin, JournalEvent::End);
    assert_eq!(events, [begin, begin, end, JournalEvent::LockBroken]);
    assert!(store.verify_journal().await.unwrap().is_sound());
    store.close().await;
}
