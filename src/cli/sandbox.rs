//! What `sandbox` takes.

use clap::{Args, ValueEnum};

use crate::cli::Magento;

/// What `sandbox` takes.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = FAULTS)]
pub struct SandboxArgs {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    pub port: u16,

    /// Which Magento it is
    #[arg(long, value_enum, default_value_t, value_name = "VERSION")]
    pub magento: Magento,

    /// Be in developer mode: each error says where in the store it comes from
    #[arg(long)]
    pub developer_mode: bool,

    /// Switch two-factor sign-in on, with this base32 secret for the admin; `not-set-up`: the admin has
    /// none yet; `no-provider`: the store has not chosen a provider
    #[arg(long, value_name = "SECRET")]
    pub two_factor: Option<String>,

    /// In which state the integration is, whose keys are printed
    #[arg(long, value_enum, default_value_t, value_name = "STATE")]
    pub integration: IntegrationState,

    /// See the own host without its port, as behind some web servers: signatures are then held to that
    #[arg(long)]
    pub host_without_port: bool,

    /// Leave the sample data's products and cart price rules out
    #[arg(long)]
    pub no_sample_data: bool,

    /// Configure the store: a path of Magento's configuration, such as `checkout/options/guest_checkout=0`;
    /// `--help` lists them (repeatable)
    #[arg(long = "config", value_name = "PATH=VALUE")]
    pub configuration: Vec<String>,

    /// Break on demand; `--help` lists the faults (repeatable)
    #[arg(long = "fault", value_name = "FAULT")]
    pub faults: Vec<String>,
}

/// In which state the sandbox's integration is.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum IntegrationState {
    /// It may do everything
    #[default]
    Active,
    /// It may do everything, and its access token holds as a plain bearer too
    Bearer,
    /// It may read and write customers alone
    Limited,
    /// It is switched off
    Inactive,
    /// Its access token was taken back
    Revoked,
}

const EXAMPLES: &str = "\
Examples:
  magewalk sandbox --port 8080
  magewalk sandbox --magento 2.4.8 --developer-mode
  magewalk sandbox --two-factor JBSWY3DPEHPK3PXP     (the admin then needs a one-time password)
  magewalk sandbox --fault 'maintenance#1-2'         (down for two requests, then well)

The admin is `admin` with the password `Password123`; the keys of its integration (OAuth 1.0a) are
printed at the start. All data is forgotten when it ends (Ctrl-C).";

/// The words about each fault and setting are those of the sandbox itself, which a test holds them to.
const FAULTS: &str = "\
Examples:
  magewalk sandbox --port 8080
  magewalk sandbox --magento 2.4.8 --developer-mode
  magewalk sandbox --two-factor JBSWY3DPEHPK3PXP     (the admin then needs a one-time password)
  magewalk sandbox --fault 'maintenance#1-2'         (down for two requests, then well)
  magewalk sandbox --fault 'cut@POST */customers'    (every answer to such a request is cut off)
  magewalk sandbox --fault 'delay=3s@*/me#2' --fault bom

The admin is `admin` with the password `Password123`; the keys of its integration (OAuth 1.0a) are
printed at the start. All data is forgotten when it ends (Ctrl-C).

A fault is NAME[=VALUE][@PLACE][#WHICH]:
  @PLACE  the requests: a path, a method, or both with a blank between; `*` is anything
  #WHICH  which of them: `#2` the second one, `#1-2` the first two, `#3-` the third and all after it
The first fault that strikes a request wins. An admin orders one for a single request with the
header `X-Sandbox-Fault: NAME[=VALUE]`; from anybody else it is refused with 403.

Faults:
  delay[=5s]         the answer comes that much later
  refuse             nobody listens: connections are refused (`#3-`: from the third request on)
  close              the connection closes before the answer; the request is carried out
  cut                the connection closes in the middle of the body
  drip               the body comes one byte a second
  maintenance        503 and a page, as in maintenance mode
  bad-gateway        502 from nginx, as without php-fpm
  gateway-timeout    504 from nginx; the request is carried out all the same
  too-many-requests  429 from nginx, with Retry-After: 30
  login-wall         401 from nginx, which wants a password of its own
  no-database        500 as text/plain, as without a database
  blank              500 without a body, as of a PHP that died early
  not-installed      302 to /setup/, as without app/etc/env.php
  html               200 and an HTML page instead of JSON, as of another vhost
  truncated          half of the JSON, with a Content-Length that fits
  doubled            the JSON twice in one body
  invalid-utf8       a byte in the JSON that is no UTF-8
  bom                a byte order mark before the JSON
  php-notice         a notice of PHP before the JSON
  huge[=100MB]       that many blanks after the JSON
  gzip-bomb[=1GB]    that many blanks after the JSON, packed to a thousandth
  length-too-long    a Content-Length beyond the body's end
  length-too-short   a Content-Length before the body's end
  glued              two whole answers to one request
  redirect=URL       302 to another place
  redirect-loop      302 to a place that redirects on, without end
  expired-token      the token that the request carries has run out, for good

Settings, with what a fresh sandbox has:
  currency/options/base=USD          the currency of the prices
  general/country/allow=             the countries that the store sells to; nothing is all
  customer/create_account/confirm=0  new customers confirm their e-mail address before they sign in
  customer/captcha/enable=0          the storefront's sign-in wants a CAPTCHA
  checkout/options/guest_checkout=1  guests may order
  sales/minimum_order/active=0       orders have a minimum amount
  sales/minimum_order/amount=0       the minimum amount of an order
  sales/minimum_order/description=   the sentence that a buyer reads below it
  payment/checkmo/active=1           payment by check or money order
  payment/purchaseorder/active=1     payment by purchase order
  payment/banktransfer/active=1      payment by bank transfer
  payment/cashondelivery/active=1    payment by cash on delivery
  carriers/flatrate/active=1         shipping at a flat rate
  carriers/tablerate/active=1        shipping by the table of rates
  carriers/freeshipping/active=0     free shipping
  web/url/use_store=0                the storefront's addresses hold the code of the store view";
