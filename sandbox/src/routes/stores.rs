//! Routes of the store itself: its views, its countries, its bulk operations.

use crate::input::{optional, required};
use crate::routes::route::{Access, Route, route};
use crate::schema::Type;
use crate::{bulk, directory, modules, stores};

const STORE: Access = Access::Resource("Magento_Backend::store");
const BULK: Access = Access::Resource("Magento_Logging::system_magento_logging_bulk_operations");

#[rustfmt::skip]
pub(super) const STORES: &[Route] = &[
    route(("GET", "V1/store/storeViews"), STORE, "magento.store.api.storerepositoryinterface.getlist", &[], stores::views),
    route(("GET", "V1/store/storeGroups"), STORE, "magento.store.api.grouprepositoryinterface.getlist", &[], stores::groups),
    route(("GET", "V1/store/websites"), STORE, "magento.store.api.websiterepositoryinterface.getlist", &[], stores::websites),
    route(("GET", "V1/store/storeConfigs"), STORE, "magento.store.api.storeconfigmanagerinterface.getstoreconfigs", &[optional("storeCodes", Type::Texts)], stores::configs),
    route(("GET", "V1/modules"), Access::Resource("Magento_Backend::module"), "magento.backend.service.v1.moduleserviceinterface.getmodules", &[], modules::list),
    route(("GET", "V1/directory/currency"), Access::Anonymous, "magento.directory.api.currencyinformationacquirerinterface.getcurrencyinfo", &[], stores::currency),
    route(("GET", "V1/directory/countries"), Access::Anonymous, "magento.directory.api.countryinformationacquirerinterface.getcountriesinfo", &[], directory::countries),
    route(("GET", "V1/directory/countries/:countryId"), Access::Anonymous, "magento.directory.api.countryinformationacquirerinterface.getcountryinfo", &[
        required("countryId", Type::Text),
    ], directory::country),
    route(("GET", "V1/bulk/:bulkUuid/status"), BULK, "magento.asynchronousoperations.api.bulkstatusinterface.getbulkshortstatus", &[
        required("bulkUuid", Type::Text),
    ], bulk::status),
    route(("GET", "V1/bulk/:bulkUuid/operation-status/:status"), BULK, "magento.framework.bulk.bulkstatusinterface.getoperationscountbybulkidandstatus", &[
        required("bulkUuid", Type::Text), required("status", Type::Integer),
    ], bulk::count),
];
