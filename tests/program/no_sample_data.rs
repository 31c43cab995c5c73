//! A shop without the products of the tutorial: one thing to mend, not forty.

use magewalk_sandbox::Options;

use crate::support::{Store, magewalk};

#[test]
fn a_shop_without_the_sample_data_is_told_so_once() {
    let store = Store::with(&Options {
        no_sample_data: true,
        ..Options::default()
    });
    let done = magewalk(&["run", "orders"]).at(&store.url()).run().code(3);
    done.prints(&[
        "`tee_sku` cannot be captured",
        "hint: this shop has not all products of Magento's sample data",
        "skipped: step `sample-data` could not be carried out",
        "15 passed, 1 errored",
    ])
    .without(&["✘", "1 failed"]);
    assert_eq!(store.customers(), []);
}
