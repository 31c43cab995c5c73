//! Lines that are typed in a shell, as the examples and the documents print them.

use std::path::Path;
use std::process::{Command, Stdio};

use magewalk_sandbox::ADMIN_PASSWORD as PASSWORD;

use crate::support::{Folder, Store, eject, magewalk};

/// Has the ejected tutorial promise what no store answers, so that there is something to accept.
pub(crate) fn plant(folder: &Folder) {
    let file = "orders/03-create-customer.yaml";
    let text = folder.read(file);
    let planted = text.replacen("        created_in: Default Store View\n        email: ${email}\n        firstname: Jane\n", "        created_in: Default Store View\n        email: ${email}\n        firstname: Joe\n", 1);
    assert_ne!(text, planted);
    folder.write(file, &planted);
}

/// A folder that has what the examples and the documents name.
pub(crate) fn prepared() -> Folder {
    let folder = Folder::new();
    eject(&folder, "orders");
    let account = format!("MAGEWALK_ADMIN_USERNAME=admin\nMAGEWALK_ADMIN_PASSWORD={PASSWORD}\n");
    for name in ["staging.env", "live.env"] {
        folder.write(name, &account);
    }
    for name in ["before.json", "after.json"] {
        let report = format!("json={name}");
        let run = ["run", "smoke", "--sandbox", "-q", "--report", &report];
        magewalk(&run).within(&folder).run().code(0);
    }
    for (shard, name) in [("1/2", "shard-1.json"), ("2/2", "shard-2.json")] {
        for place in ["", "shards/"] {
            let report = format!("json={place}{name}");
            let run = ["run", "smoke", "--sandbox", "-q", "--report", &report];
            let run = magewalk(&run).arguments(&["--shard", shard]);
            run.within(&folder).run().code(0);
        }
    }
    for place in [
        ".local/share/bash-completion/completions",
        ".zfunc",
        ".config/fish/completions",
    ] {
        std::fs::create_dir_all(folder.path().join(place)).unwrap();
    }
    folder
}

/// The command that types a line in a shell, in this folder and against this store.
pub(crate) fn typed(example: &str, store: &Store, folder: &Folder) -> Command {
    let url = store.url();
    let mut line = example.replace('…', PASSWORD);
    for shop in [
        "https://staging.shop.example",
        "https://shop.example",
        "http://127.0.0.1:8082",
    ] {
        line = line.replace(shop, url.trim_end_matches('/'));
    }
    let program = Path::new(env!("CARGO_BIN_EXE_magewalk"));
    let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", &line])
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", path)
        .env("HOME", folder.path())
        .env("URL", &url)
        .env("PROFILE", folder.path().join("profile.ps1"))
        .env("MAGEWALK_ADMIN_USERNAME", "admin")
        .env("MAGEWALK_ADMIN_PASSWORD", PASSWORD)
        .stdin(Stdio::null());
    command
}
