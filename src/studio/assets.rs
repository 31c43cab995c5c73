//! The files of the page: what the browser loads, at which path and as what.

/// A file of the page.
pub(super) struct Asset {
    /// Its path behind the token.
    path: &'static str,
    /// Its media type.
    pub(super) media_type: &'static str,
    /// What is in it.
    pub(super) content: &'static str,
}

/// The media type of a module: a browser runs no module of another one.
const SCRIPT: &str = "text/javascript; charset=utf-8";

const ASSETS: &[Asset] = &[
    Asset {
        path: "",
        media_type: "text/html; charset=utf-8",
        content: include_str!("page/page.html"),
    },
    Asset {
        path: "page.css",
        media_type: "text/css; charset=utf-8",
        content: include_str!("page/page.css"),
    },
    Asset {
        path: "page/commands.js",
        media_type: SCRIPT,
        content: include_str!("page/commands.js"),
    },
    Asset {
        path: "page/elements.js",
        media_type: SCRIPT,
        content: include_str!("page/elements.js"),
    },
    Asset {
        path: "page/frame.js",
        media_type: SCRIPT,
        content: include_str!("page/frame.js"),
    },
    Asset {
        path: "page/home.js",
        media_type: SCRIPT,
        content: include_str!("page/home.js"),
    },
    Asset {
        path: "page/lines.js",
        media_type: SCRIPT,
        content: include_str!("page/lines.js"),
    },
    Asset {
        path: "page/main.js",
        media_type: SCRIPT,
        content: include_str!("page/main.js"),
    },
    Asset {
        path: "page/page.js",
        media_type: SCRIPT,
        content: include_str!("page/page.js"),
    },
    Asset {
        path: "page/places.js",
        media_type: SCRIPT,
        content: include_str!("page/places.js"),
    },
    Asset {
        path: "page/scrolling.js",
        media_type: SCRIPT,
        content: include_str!("page/scrolling.js"),
    },
    Asset {
        path: "page/server.js",
        media_type: SCRIPT,
        content: include_str!("page/server.js"),
    },
    Asset {
        path: "page/step.js",
        media_type: SCRIPT,
        content: include_str!("page/step.js"),
    },
    Asset {
        path: "page/stores.js",
        media_type: SCRIPT,
        content: include_str!("page/stores.js"),
    },
];

/// Returns the file of the page at a path.
pub(super) fn asset(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// The texts between `begin` and the next quote.
    fn quoted<'t>(text: &'t str, begin: &str) -> BTreeSet<&'t str> {
        let parts = text.split(begin).skip(1);
        parts.filter_map(|part| part.split('"').next()).collect()
    }

    #[test]
    fn every_file_of_the_folder_is_served_and_loaded() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/studio/page");
        let files = std::fs::read_dir(folder).unwrap().count();
        assert_eq!(files, ASSETS.len());
        let page = asset("").unwrap().content;
        let mut linked = quoted(page, "href=\"page");
        linked.append(&mut quoted(page, "src=\"page"));
        let served = ASSETS
            .iter()
            .filter_map(|asset| asset.path.strip_prefix("page"));
        assert_eq!(linked, served.collect());
    }

    #[test]
    fn modules_import_what_is_served_and_no_circle() {
        let modules: Vec<&Asset> = ASSETS
            .iter()
            .filter(|one| one.media_type == SCRIPT)
            .collect();
        let mut waiting: Vec<(&str, BTreeSet<&str>)> = modules
            .iter()
            .map(|module| {
                let name = module.path.strip_prefix("page/").unwrap();
                (name, quoted(module.content, "\"./"))
            })
            .collect();
        let names: BTreeSet<&str> = waiting.iter().map(|(name, _)| *name).collect();
        for (name, imports) in &waiting {
            assert!(imports.is_subset(&names), "{name}: {imports:?}");
        }
        // What imports nothing that waits still can be loaded.
        let mut loaded = BTreeSet::new();
        while let Some(at) = waiting
            .iter()
            .position(|(_, imports)| imports.is_subset(&loaded))
        {
            loaded.insert(waiting.swap_remove(at).0);
        }
        assert!(waiting.is_empty(), "a circle: {waiting:?}");
    }

    #[test]
    fn a_module_stays_readable() {
        for asset in ASSETS.iter().filter(|one| one.media_type == SCRIPT) {
            assert!(asset.content.lines().count() < 150, "{}", asset.path);
            assert!(
                asset.content.starts_with("/* "),
                "{} does not say what it is for",
                asset.path
            );
        }
    }
}
