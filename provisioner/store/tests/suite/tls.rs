//! A server elsewhere proves who it is, or nothing is said to it.

use std::path::Path;

use gabakura_model::port::{Store, StoreError};
use gabakura_store::{PostgresStore, ServerUrl, StateStore};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use crate::cluster::{Cluster, connect};

/// A certificate for `localhost` and the authority that signed it, as PEM.
fn certified() -> (String, String, String) {
    let mut authority = CertificateParams::new([]).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let root = authority.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(authority, key);
    let own_key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let own = own.signed_by(&own_key, &issuer).unwrap().pem();
    (root, own, own_key.serialize_pem())
}

async fn opened(url: &str) -> Result<PostgresStore, StoreError> {
    let url: ServerUrl = url.parse().unwrap();
    PostgresStore::open(&url).await
}

#[tokio::test]
async fn verify_full_takes_the_right_certificate_and_no_other() {
    let (root, own, own_key) = certified();
    let cluster = Cluster::start_with(
        "ssl = on",
        &[("server.crt", &own), ("server.key", &own_key)],
    );
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, pem: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, pem).unwrap();
        path
    };
    let root = write("root.pem", &root);
    let other = write("other.pem", &certified().0);

    let url = cluster.url("postgres");
    let with = |url: &str, root: &Path| {
        format!("{url}?sslmode=verify-full&sslrootcert={}", root.display())
    };
    let store = opened(&with(&url, &root)).await.unwrap();
    assert_eq!(store.tenancies().await.unwrap(), []);
    let mut admin = connect(&url).await;
    let encrypted: bool = sqlx::query_scalar(
        "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
         WHERE application_name = 'gabakura'",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap();
    assert!(encrypted);
    store.close().await;

    let by_number = url.replace("localhost", "127.0.0.1");
    let unverified = format!("{url}?sslmode=verify-full");
    for (url, what) in [
        (with(&url, &other), "another authority"),
        (with(&by_number, &root), "another name"),
        (unverified, "an authority nobody knows"),
    ] {
        let refused = opened(&url).await;
        assert!(
            matches!(refused, Err(StoreError::Unreachable { .. })),
            "{what}: {refused:?}"
        );
    }
}
