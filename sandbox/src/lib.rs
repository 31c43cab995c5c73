//! The sandbox: an embedded store that answers as a Magento Open Source 2.4.7-p3 or 2.4.8-p1 with
//! the Luma sample data does. State is in memory; every sandbox is a store of its own.
//!
//! Reading order: `http` (requests and answers), `front` (where a path leads to), `rest` (one
//! request from path to answer), `routes` (the table), `input` and `schema` (conversion), `state`
//! (what a store is: plain data), then the services, which are functions over the state:
//! `customers`, `catalog`, `promotions`, `carts`, `sales`, `admin`, `two_factor`, `stores`,
//! `directory`, `taxes`, `bulk`. `php_date` reads dates as PHP does. `storefront` shows the same
//! store as pages, `swagger` what is told of the API itself. `render` writes answers, `server` is
//! the only part that knows sockets. `fault` breaks all of it on demand.

mod admin;
mod amount;
mod bulk;
mod caller;
mod carts;
mod catalog;
mod clock;
mod configuration;
mod criteria;
mod customers;
mod developer_mode;
mod directory;
mod error;
mod fault;
mod front;
mod http;
mod input;
mod login;
mod modules;
mod negotiate;
mod oauth;
mod php_date;
mod promotions;
mod query;
mod random;
mod render;
mod rest;
mod routes;
mod sales;
mod schema;
mod server;
mod service;
mod state;
mod storefront;
mod stores;
mod swagger;
mod taxes;
mod token;
mod totp;
mod two_factor;
mod version;
mod xml_body;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::fault::{Incoming, Plan, Wire};
use crate::state::Store;
use crate::state::two_factor::TwoFactor;

pub use crate::configuration::{Configuration, ConfigurationError, SETTINGS, Setting};
pub use crate::fault::{FAULTS, Fault, FaultError, KnownFault};
pub use crate::state::admin::{ADMIN_PASSWORD, ADMIN_USERNAME};
pub use crate::state::oauth::{
    ACCESS_TOKEN, ACCESS_TOKEN_SECRET, CONSUMER_KEY, CONSUMER_SECRET, Integration,
};
pub use crate::version::Version;

/// How long requests that are under way may take to end.
const GRACE: Duration = Duration::from_millis(500);

/// How a sandbox is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The port; 0 takes a free one.
    pub port: u16,
    /// Which Magento it is.
    pub version: Version,
    /// Whether it is in developer mode, in which errors say where in the store they come from.
    pub developer_mode: bool,
    /// The admin's secret for the Google authenticator in base32; `not-set-up` where the admin has
    /// none yet, `no-provider` where the store has not chosen one. None: two-factor authentication
    /// is off.
    pub two_factor_secret: Option<String>,
    /// In which state its integration is.
    pub integration: Integration,
    /// Whether it sees its own host without the port, as behind some web servers.
    pub host_without_port: bool,
    /// Whether it is without the sample data's products and cart price rules, as a shop is that sells
    /// things of its own.
    pub no_sample_data: bool,
    /// How the store is configured; otherwise as the tutorials want it.
    pub configuration: Configuration,
    /// How it breaks; without faults it does not.
    pub faults: Vec<Fault>,
}

/// A running sandbox.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    plan: Arc<Plan>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

impl Sandbox {
    /// Starts a sandbox on the loopback address.
    ///
    /// # Errors
    ///
    /// The port is taken, or the two-factor secret is no base32.
    pub async fn start(options: &Options) -> io::Result<Self> {
        let two_factor = two_factor(options)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let address = listener.local_addr()?;
        let plan = Arc::new(Plan::new(&options.faults));
        let door = if plan.refuses_all() {
            Incoming::shut(address)
        } else {
            Incoming::open(listener, plan.shutting())?
        };
        let mut store = Store::fresh(format!("http://{address}/"), options.version, two_factor);
        store.is_in_developer_mode = options.developer_mode;
        store.configuration = options.configuration.clone();
        if options.no_sample_data {
            store.remove_sample_data();
        }
        store.oauth.integration = options.integration;
        store.oauth.host_without_port = options.host_without_port;
        let app = server::app(store, Arc::clone(&plan));
        let app = app.into_make_service_with_connect_info::<Wire>();
        let (stop, stopped) = oneshot::channel();
        let server = axum::serve(door, app).with_graceful_shutdown(async {
            // A sender that was dropped stops the server too.
            let _ = stopped.await;
        });
        Ok(Self {
            address,
            plan,
            stop,
            server: tokio::spawn(server.into_future()),
        })
    }

    /// Returns the address that the sandbox listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the store's URL, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Says of each fault that has not struck so far why it has not.
    #[must_use]
    pub fn untriggered_faults(&self) -> Vec<String> {
        self.plan.untriggered()
    }

    /// Stops the sandbox; connections that nobody uses do not keep it.
    pub async fn stop(self) {
        let Self {
            stop, mut server, ..
        } = self;
        let _ = stop.send(());
        if timeout(GRACE, &mut server).await.is_err() {
            server.abort();
        }
    }
}

fn two_factor(options: &Options) -> io::Result<Option<TwoFactor>> {
    let Some(text) = &options.two_factor_secret else {
        return Ok(None);
    };
    let invalid = || {
        io::Error::new(
            io::ErrorKind::InvalidInput,
            "the two-factor secret is not base32",
        )
    };
    TwoFactor::read(text).map(Some).ok_or_else(invalid)
}
