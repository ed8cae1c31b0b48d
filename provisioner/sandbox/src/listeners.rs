//! The loopback ports a sandbox answers on, one for each cloud's wire.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

use crate::error::SandboxError;

/// The listeners for the clients of both clouds.
#[derive(Debug)]
pub struct Listeners {
    /// For AWS's clients.
    pub aws: TcpListener,
    /// For Google's clients.
    pub google: TcpListener,
}

/// The ports of [`Listeners`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ports {
    /// For AWS's clients.
    pub aws: u16,
    /// For Google's clients.
    pub google: u16,
}

impl Listeners {
    /// Listens on a loopback port for AWS and on the next one for Google; 0 picks free ones.
    ///
    /// # Errors
    /// [`SandboxError::PortTaken`] when somebody else listens there.
    pub async fn bind(port: u16) -> Result<Self, SandboxError> {
        let next = match port {
            0 => 0,
            port => port
                .checked_add(1)
                .ok_or(SandboxError::NoPortAfter { port })?,
        };
        Ok(Self {
            aws: listen(port).await?,
            google: listen(next).await?,
        })
    }

    /// The ports that were bound.
    ///
    /// # Errors
    /// When a listener is not on loopback, or cannot be inspected.
    pub fn ports(&self) -> Result<Ports, SandboxError> {
        Ok(Ports {
            aws: loopback(&self.aws)?,
            google: loopback(&self.google)?,
        })
    }
}

/// Listens on a loopback port; 0 picks a free one.
pub(crate) async fn listen(port: u16) -> Result<TcpListener, SandboxError> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address)
        .await
        .map_err(|source| match source.kind() {
            ErrorKind::AddrInUse => SandboxError::PortTaken { port },
            _ => SandboxError::io("listen on", address)(source),
        })
}

/// The port of a listener on loopback.
pub(crate) fn loopback(listener: &TcpListener) -> Result<u16, SandboxError> {
    let address = listener
        .local_addr()
        .map_err(SandboxError::io("inspect", "listener"))?;
    match address.ip().is_loopback() {
        true => Ok(address.port()),
        false => Err(SandboxError::NotLoopback { address }),
    }
}
