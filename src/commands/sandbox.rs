//! `magewalk sandbox`: the embedded store by itself.

use std::io::ErrorKind;

use crate::cli::{IntegrationState, SandboxArgs};
use crate::commands::options;
use crate::commands::{print, say};
use crate::error::Error;
use crate::launch::{Interrupt, SandboxKind, faults, target};
use crate::scenario::problem::did_you_mean;
use magewalk_sandbox::{
    ACCESS_TOKEN, ACCESS_TOKEN_SECRET, ADMIN_PASSWORD, ADMIN_USERNAME, CONSUMER_KEY,
    CONSUMER_SECRET, Configuration, Integration, Options, SETTINGS, Sandbox,
};

/// Reads how the store is to be configured.
fn configuration(texts: &[String]) -> Result<Configuration, Error> {
    Configuration::parse(texts).map_err(|error| {
        let paths = SETTINGS.iter().map(|setting| setting.path);
        let meant = error
            .unknown_path
            .and_then(|path| did_you_mean(&path, paths));
        let hint = meant.map_or(
            "`magewalk sandbox --help` lists the settings".to_owned(),
            |path| format!("did you mean `{path}`?"),
        );
        Error::usage(format!("--config: {}", error.message)).hint(hint)
    })
}

/// Serves the sandbox until it is interrupted.
pub(super) async fn serve(arguments: &SandboxArgs) -> Result<u8, Error> {
    let magento = SandboxKind {
        magento: options::version(arguments.magento),
        developer_mode: arguments.developer_mode,
    };
    let options = Options {
        port: arguments.port,
        version: magento.magento,
        developer_mode: arguments.developer_mode,
        two_factor_secret: arguments.two_factor.clone(),
        integration: match arguments.integration {
            IntegrationState::Active => Integration::Active,
            IntegrationState::Bearer => Integration::Bearer,
            IntegrationState::Limited => Integration::Limited,
            IntegrationState::Inactive => Integration::Inactive,
            IntegrationState::Revoked => Integration::Revoked,
        },
        host_without_port: arguments.host_without_port,
        no_sample_data: arguments.no_sample_data,
        configuration: configuration(&arguments.configuration)?,
        faults: faults::parse(&arguments.faults)?,
    };
    let sandbox = Sandbox::start(&options).await.map_err(|error| {
        if error.kind() == ErrorKind::InvalidInput {
            let hint = "base32 has the letters A to Z and the digits 2 to 7: `--two-factor SECRET`";
            return Error::usage(error.to_string()).hint(hint);
        }
        let error = Error::failed(format!("cannot serve on port {}: {error}", arguments.port));
        error.hint("choose another port with `--port`; 0 takes a free one")
    })?;
    let mut interrupt = Interrupt::listen()?;
    let magento = target::described(magento);
    print(&format!(
        "sandbox store on {}  Magento {magento}  admin `{ADMIN_USERNAME}` / `{ADMIN_PASSWORD}`  (Ctrl-C ends it)\n\
         its integration signs with\n\
         MAGEWALK_CONSUMER_KEY={CONSUMER_KEY}\n\
         MAGEWALK_CONSUMER_SECRET={CONSUMER_SECRET}\n\
         MAGEWALK_ACCESS_TOKEN={ACCESS_TOKEN}\n\
         MAGEWALK_ACCESS_TOKEN_SECRET={ACCESS_TOKEN_SECRET}\n",
        sandbox.url()
    ))?;
    if let Some(announced) = faults::announced(&arguments.faults) {
        say(&announced);
    }
    interrupt.wait_for(1).await;
    for fault in sandbox.untriggered_faults() {
        say(&fault);
    }
    sandbox.stop().await;
    Ok(0)
}
