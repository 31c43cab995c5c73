//! What `new` takes.

use clap::Args;

use crate::cli::StoreArgs;

/// What `new` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  magewalk new shop                                        shop.yaml, of what the sandbox answers
  magewalk new bags --request 'GET /rest/V1/products/24-MB01' --as-admin --target \"$URL\"
  magewalk check shop.yaml && magewalk run shop.yaml

One GET is sent, a second one to see that the scenario holds, and nothing in the store changes.")]
pub struct NewArgs {
    /// The name of the file, such as `shop` for ./shop.yaml; it must not exist yet
    #[arg(value_name = "NAME")]
    pub name: String,

    /// The title of the scenario; made of the name without
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,

    /// What is read: `GET` and a path of the store
    #[arg(long, value_name = "REQUEST", value_parser = get, default_value = "GET /rest/${store_code}/V1/directory/currency")]
    pub request: String,

    /// Send it as an admin
    #[arg(long)]
    pub as_admin: bool,

    /// Which store is asked.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Reads a request and returns its path.
fn get(text: &str) -> Result<String, String> {
    let (method, path) = text.trim().split_once(' ').unwrap_or(("", text.trim()));
    match method {
        "GET" | "" if path.trim().starts_with('/') => Ok(path.trim().to_owned()),
        "GET" | "" => {
            Err("the path begins with `/`, such as `GET /rest/V1/directory/currency`".to_owned())
        }
        other => Err(format!(
            "`new` reads and nothing else, so `{other}` is not sent; write such a step into the file by hand"
        )),
    }
}
