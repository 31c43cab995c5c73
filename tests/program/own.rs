//! A scenario of one's own: one file, and nothing beside it.

use crate::support::{Folder, magewalk};

const SHOP: &str = "\
title: The shop
vars: {size: 3}
vary: {$.search_criteria: any}
steps:
  - id: groups
    title: Read the customer groups
    request:
      GET: /rest/default/V1/customerGroups/search
      query: {'searchCriteria[pageSize]': \"${size}\"}
      as: admin
    expect:
      status: 200
      documented_file: responses/groups.json
";

/// A folder with one scenario file, which documents another number of groups than there are.
fn shop() -> Folder {
    let folder = Folder::new();
    folder.write("shop.yaml", SHOP);
    folder.write(
        "responses/groups.json",
        "{\"search_criteria\": [], \"total_count\": 3}\n",
    );
    folder.write("other.yaml", "- is no part of it\n");
    folder
}

#[test]
fn one_file_is_enough_for_every_command_that_takes_a_tutorial() {
    let folder = shop();
    let done = |arguments: &[&str]| magewalk(arguments).within(&folder).run();
    done(&["check", "shop.yaml"])
        .code(0)
        .prints(&["shop: no mistakes in 1 scenario"]);
    done(&["list", "./shop.yaml"]).code(0).prints(&[
        "shop  The shop\n",
        "shop/shop  The shop\n",
        "groups",
    ]);
    let run = ["run", "shop.yaml", "--report", "json"];
    done(&run)
        .code(1)
        .prints(&["total_count  has another value"]);
    done(&["accept", "--all", "documented"])
        .code(0)
        .prints(&["wrote responses/groups.json"]);
    done(&["run", "shop.yaml"]).code(0).prints(&["1 passed"]);
    let two = done(&["run", "shop.yaml", "orders/create-customer"]);
    two.code(0).prints(&["shop/shop", "orders/create-customer"]);
    done(&["cleanup", "--tutorial", "shop.yaml"]).code(0);
    let near = done(&["run", "shop"]).code(2);
    near.says(&["did you mean `shop.yaml`?"]);
}

#[test]
fn a_tutorial_beside_the_file_is_what_counts() {
    let folder = shop();
    folder.write("tutorial.yaml", "title: All\n");
    std::fs::remove_file(folder.path().join("other.yaml")).unwrap();
    let done = magewalk(&["run", "shop.yaml"])
        .within(&folder)
        .run()
        .code(2);
    done.says(&[
        "shop.yaml:2:1",
        "`vars` counts in `tutorial.yaml` alone, which stands beside this file",
    ]);
}

#[test]
fn a_status_alone_is_enough_and_a_class_is_noted() {
    let folder = Folder::new();
    let step = |status: &str| {
        format!(
            "title: Mine\nsteps:\n  - id: me\n    title: Me\n    \
             request: {{GET: /rest/V1/customers/me}}\n    expect: {{status: {status}}}\n"
        )
    };
    folder.write("exact.yaml", &step("401"));
    folder.write("class.yaml", &step("4xx"));
    folder.write("wrong.yaml", &step("200"));
    let done = |arguments: &[&str]| magewalk(arguments).within(&folder).run();
    let checked = done(&["check", "exact.yaml"]).code(0);
    assert_eq!(
        (checked.stdout.as_str(), checked.stderr.as_str()),
        ("exact: no mistakes in 1 scenario, 1 step\n", "")
    );
    let checked = done(&["check", "class.yaml"]).code(0);
    checked
        .prints(&["class: no mistakes in 1 scenario, 1 step; 1 note"])
        .says(&[
            "note: step `me` promises little",
            "class.yaml:6:22",
            "such as `400`",
        ]);
    done(&["run", "exact.yaml", "class.yaml"]).code(0);
    done(&["run", "wrong.yaml"]).code(1);
}
