//! A sandbox in this process, and what can be asked of it from outside.

use std::net::SocketAddr;

use magewalk_sandbox::{ADMIN_PASSWORD, ADMIN_USERNAME, Options, Sandbox};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::support::http::{Answer, Request};

/// The password of the customers that tests make themselves.
pub(crate) const PASSWORD: &str = "Customer-Pass-1";

/// A store of its own.
pub(crate) struct Store {
    address: SocketAddr,
    sandbox: Option<Sandbox>,
    runtime: Runtime,
}

impl Store {
    /// A store without two-factor sign-in.
    pub(crate) fn start() -> Self {
        Self::with(&Options::default())
    }

    pub(crate) fn with_two_factor(secret: &str) -> Self {
        Self::with(&Options {
            two_factor_secret: Some(secret.to_owned()),
            ..Options::default()
        })
    }

    /// A store that sees its own host without the port.
    pub(crate) fn without_port() -> Self {
        Self::with(&Options {
            host_without_port: true,
            ..Options::default()
        })
    }

    pub(crate) fn with(options: &Options) -> Self {
        let runtime = Runtime::new().unwrap();
        let sandbox = runtime.block_on(Sandbox::start(options)).unwrap();
        Self {
            address: sandbox.address(),
            sandbox: Some(sandbox),
            runtime,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends it: from now on nobody listens there.
    pub(crate) fn stop(&mut self) {
        if let Some(sandbox) = self.sandbox.take() {
            self.runtime.block_on(sandbox.stop());
        }
    }

    /// Sets it back: another one at the same address, with the data of a fresh one.
    pub(crate) fn reset(&mut self) {
        self.reset_with(&Options::default());
    }

    pub(crate) fn reset_with(&mut self, options: &Options) {
        self.stop();
        let options = Options {
            port: self.address.port(),
            ..options.clone()
        };
        let started = self.runtime.block_on(Sandbox::start(&options));
        self.sandbox = Some(started.unwrap());
    }

    pub(crate) fn send(&self, request: &Request) -> Answer {
        request.send(self.address).unwrap()
    }

    pub(crate) fn admin_token(&self) -> String {
        let body = json!({"username": ADMIN_USERNAME, "password": ADMIN_PASSWORD});
        let request = Request::new("POST", "/rest/V1/integration/admin/token").json(&body);
        let answer = self.send(&request).value();
        answer.as_str().unwrap().to_owned()
    }

    /// The customers beside the one that every fresh store has: id and e-mail address.
    pub(crate) fn customers(&self) -> Vec<(u64, String)> {
        let path = "/rest/V1/customers/search?searchCriteria[pageSize]=1000";
        let request = Request::new("GET", path).bearer(&self.admin_token());
        let found = self.send(&request).value();
        let customers = found["items"].as_array().unwrap().iter();
        let customers = customers.map(|customer| {
            let email = customer["email"].as_str().unwrap().to_owned();
            (customer["id"].as_u64().unwrap(), email)
        });
        customers.filter(|(id, _)| *id != 1).collect()
    }

    /// Makes a customer, as somebody else would.
    pub(crate) fn create(&self, email: &str) {
        let customer = json!({"email": email, "firstname": "Some", "lastname": "One"});
        let body = json!({"customer": customer, "password": PASSWORD});
        let made = self.send(&Request::new("POST", "/rest/V1/customers").json(&body));
        assert_eq!(made.status, 200, "{}", made.value());
    }

    /// Puts a product into the cart of a new customer, and returns the token of that customer.
    pub(crate) fn cart_of(&self, email: &str, sku: &str) -> String {
        self.create(email);
        let body = json!({"username": email, "password": PASSWORD});
        let request = Request::new("POST", "/rest/V1/integration/customer/token").json(&body);
        let token = self.send(&request).value();
        let token = token.as_str().unwrap().to_owned();
        let own = |path: &str| Request::new("POST", path).bearer(&token);
        let cart = self.send(&own("/rest/V1/carts/mine")).value();
        let item = json!({"sku": sku, "qty": 1, "quote_id": cart.to_string()});
        let added = own("/rest/V1/carts/mine/items").json(&json!({ "cartItem": item }));
        assert_eq!(self.send(&added).status, 200);
        token
    }

    /// How many items the cart of a customer has, by the token of the customer.
    pub(crate) fn items_of(&self, token: &str) -> usize {
        let request = Request::new("GET", "/rest/V1/carts/mine/items").bearer(token);
        self.send(&request).value().as_array().unwrap().len()
    }

    /// Gives a customer another e-mail address.
    pub(crate) fn rename(&self, id: u64, email: &str) {
        let customer = json!({
            "id": id, "email": email, "firstname": "Some", "lastname": "One", "websiteId": 1,
        });
        let path = format!("/rest/V1/customers/{id}");
        let request = Request::new("PUT", &path).json(&json!({ "customer": customer }));
        let renamed = self.send(&request.bearer(&self.admin_token()));
        assert_eq!(renamed.status, 200, "{}", renamed.value());
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.stop();
    }
}
