//! Routes of orders, invoices, shipments and credit memos.

use crate::input::{Parameter, optional, required};
use crate::routes::route::{Access, CRITERIA, ID, Route, route};
use crate::sales::order_shape::ORDER;
use crate::sales::shapes::{
    COMMENT, DOCUMENT_COMMENT, HISTORY, INVOICE_ARGUMENTS, ITEM, ORDER_ADDRESS, REFUND_ARGUMENTS,
    TRACK,
};
use crate::sales::{addresses, comment, credit_memo, invoice, orders, save, search, shipment};
use crate::schema::Type;

const VIEW: Access = Access::Resource("Magento_Sales::actions_view");
const CREATE: Access = Access::Resource("Magento_Sales::create");
const CANCEL: Access = Access::Resource("Magento_Sales::cancel");
const HOLD: Access = Access::Resource("Magento_Sales::hold");
const UNHOLD: Access = Access::Resource("Magento_Sales::unhold");
const COMMENTS: Access = Access::Resource("Magento_Sales::comment");
const EMAILS: Access = Access::Resource("Magento_Sales::emails");
const INVOICE: Access = Access::Resource("Magento_Sales::invoice");
const INVOICES: Access = Access::Resource("Magento_Sales::sales_invoice");
const SHIP: Access = Access::Resource("Magento_Sales::ship");
const SHIPMENTS: Access = Access::Resource("Magento_Sales::shipment");
const REFUND: Access = Access::Resource("Magento_Sales::creditmemo");
const CREDIT_MEMOS: Access = Access::Resource("Magento_Sales::sales_creditmemo");
const TRANSACTIONS: Access = Access::Resource("Magento_Sales::transactions_fetch");

const HISTORY_OF_ORDER: &[Parameter] = &[
    required("id", Type::Integer),
    required("statusHistory", Type::Object(&HISTORY)),
];
const TO_INVOICE: &[Parameter] = &[
    required("orderId", Type::Integer),
    optional("capture", Type::Flag),
    optional("items", Type::Objects(&ITEM)),
    optional("notify", Type::Flag),
    optional("appendComment", Type::Flag),
    optional("comment", Type::Object(&COMMENT)),
    optional("arguments", Type::Object(&INVOICE_ARGUMENTS)),
];
const TO_SHIP: &[Parameter] = &[
    required("orderId", Type::Integer),
    optional("items", Type::Objects(&ITEM)),
    optional("notify", Type::Flag),
    optional("appendComment", Type::Flag),
    optional("comment", Type::Object(&COMMENT)),
    optional("tracks", Type::Objects(&TRACK)),
    optional("packages", Type::Any),
    optional("arguments", Type::Any),
];
const TO_REFUND: &[Parameter] = &[
    required("orderId", Type::Integer),
    optional("items", Type::Objects(&ITEM)),
    optional("notify", Type::Flag),
    optional("appendComment", Type::Flag),
    optional("comment", Type::Object(&COMMENT)),
    optional("arguments", Type::Object(&REFUND_ARGUMENTS)),
];
const TO_REFUND_INVOICE: &[Parameter] = &[
    required("invoiceId", Type::Integer),
    optional("items", Type::Objects(&ITEM)),
    optional("isOnline", Type::Flag),
    optional("notify", Type::Flag),
    optional("appendComment", Type::Flag),
    optional("comment", Type::Object(&COMMENT)),
    optional("arguments", Type::Object(&REFUND_ARGUMENTS)),
];
const ENTITY_COMMENT: &[Parameter] = &[required("entity", Type::Object(&DOCUMENT_COMMENT))];
const ADDRESS: &[Parameter] = &[required("entity", Type::Object(&ORDER_ADDRESS))];
const SENT_ORDER: &[Parameter] = &[required("entity", Type::Object(&ORDER))];
const NEW_TRACK: &[Parameter] = &[required("entity", Type::Object(&TRACK))];

#[rustfmt::skip]
pub(super) const SALES: &[Route] = &[
    route(("GET", "V1/orders"), VIEW, "magento.sales.api.orderrepositoryinterface.getlist", CRITERIA, search::orders),
    route(("GET", "V1/orders/items"), VIEW, "magento.sales.api.orderitemrepositoryinterface.getlist", CRITERIA, search::items),
    route(("GET", "V1/orders/items/:id"), VIEW, "magento.sales.api.orderitemrepositoryinterface.get", ID, orders::item),
    route(("POST", "V1/orders"), CREATE, "magento.sales.api.orderrepositoryinterface.save", SENT_ORDER, save::save),
    route(("PUT", "V1/orders/create"), CREATE, "magento.sales.api.orderrepositoryinterface.save", SENT_ORDER, save::save),
    route(("PUT", "V1/orders/:parent_id"), CREATE, "magento.sales.api.orderaddressrepositoryinterface.save", ADDRESS, addresses::save),
    route(("GET", "V1/orders/:id"), VIEW, "magento.sales.api.orderrepositoryinterface.get", ID, orders::get),
    route(("POST", "V1/orders/:id/cancel"), CANCEL, "magento.sales.api.ordermanagementinterface.cancel", ID, orders::cancel),
    route(("POST", "V1/orders/:id/hold"), HOLD, "magento.sales.api.ordermanagementinterface.hold", ID, orders::hold),
    route(("POST", "V1/orders/:id/unhold"), UNHOLD, "magento.sales.api.ordermanagementinterface.unhold", ID, orders::unhold),
    route(("GET", "V1/orders/:id/statuses"), VIEW, "magento.sales.api.ordermanagementinterface.getstatus", ID, orders::status),
    route(("GET", "V1/orders/:id/comments"), VIEW, "magento.sales.api.ordermanagementinterface.getcommentslist", ID, orders::comments),
    route(("POST", "V1/orders/:id/comments"), COMMENTS, "magento.sales.api.ordermanagementinterface.addcomment", HISTORY_OF_ORDER, orders::add_comment),
    route(("POST", "V1/orders/:id/emails"), EMAILS, "magento.sales.api.ordermanagementinterface.notify", ID, orders::send_email),
    route(("POST", "V1/order/:orderId/invoice"), INVOICE, "magento.sales.api.invoiceorderinterface.execute", TO_INVOICE, invoice::create),
    route(("POST", "V1/order/:orderId/ship"), SHIP, "magento.sales.api.shiporderinterface.execute", TO_SHIP, shipment::create),
    route(("POST", "V1/order/:orderId/refund"), REFUND, "magento.sales.api.refundorderinterface.execute", TO_REFUND, credit_memo::create),
    route(("POST", "V1/invoice/:invoiceId/refund"), INVOICES, "magento.sales.api.refundinvoiceinterface.execute", TO_REFUND_INVOICE, credit_memo::create_for_invoice),
    route(("GET", "V1/invoices"), INVOICES, "magento.sales.api.invoicerepositoryinterface.getlist", CRITERIA, search::invoices),
    route(("GET", "V1/invoices/:id"), INVOICES, "magento.sales.api.invoicerepositoryinterface.get", ID, invoice::get),
    route(("GET", "V1/invoices/:id/comments"), INVOICES, "magento.sales.api.invoicemanagementinterface.getcommentslist", ID, comment::of_invoice),
    route(("POST", "V1/invoices/comments"), INVOICES, "magento.sales.api.invoicecommentrepositoryinterface.save", ENTITY_COMMENT, comment::add_to_invoice),
    route(("POST", "V1/invoices/:id/emails"), INVOICES, "magento.sales.api.invoicemanagementinterface.notify", ID, invoice::send_email),
    route(("POST", "V1/invoices/:id/capture"), INVOICES, "magento.sales.api.invoicemanagementinterface.setcapture", ID, invoice::capture),
    route(("POST", "V1/invoices/:id/void"), INVOICES, "magento.sales.api.invoicemanagementinterface.setvoid", ID, invoice::void),
    route(("GET", "V1/shipments"), SHIPMENTS, "magento.sales.api.shipmentrepositoryinterface.getlist", CRITERIA, search::shipments),
    route(("GET", "V1/shipment/:id"), SHIPMENTS, "magento.sales.api.shipmentrepositoryinterface.get", ID, shipment::get),
    route(("GET", "V1/shipment/:id/comments"), SHIPMENTS, "magento.sales.api.shipmentmanagementinterface.getcommentslist", ID, comment::of_shipment),
    route(("POST", "V1/shipment/:id/comments"), SHIPMENTS, "magento.sales.api.shipmentcommentrepositoryinterface.save", ENTITY_COMMENT, comment::add_to_shipment),
    route(("GET", "V1/shipment/:id/label"), SHIPMENTS, "magento.sales.api.shipmentmanagementinterface.getlabel", ID, shipment::label),
    route(("POST", "V1/shipment/track"), SHIPMENTS, "magento.sales.api.shipmenttrackrepositoryinterface.save", NEW_TRACK, shipment::add_track),
    route(("DELETE", "V1/shipment/track/:id"), SHIPMENTS, "magento.sales.api.shipmenttrackrepositoryinterface.deletebyid", ID, shipment::delete_track),
    route(("POST", "V1/shipment/:id/emails"), SHIPMENTS, "magento.sales.api.shipmentmanagementinterface.notify", ID, shipment::send_email),
    route(("GET", "V1/creditmemos"), CREDIT_MEMOS, "magento.sales.api.creditmemorepositoryinterface.getlist", CRITERIA, search::credit_memos),
    route(("GET", "V1/creditmemo/:id"), CREDIT_MEMOS, "magento.sales.api.creditmemorepositoryinterface.get", ID, credit_memo::get),
    route(("GET", "V1/creditmemo/:id/comments"), CREDIT_MEMOS, "magento.sales.api.creditmemomanagementinterface.getcommentslist", ID, comment::of_credit_memo),
    route(("POST", "V1/creditmemo/:id/comments"), CREDIT_MEMOS, "magento.sales.api.creditmemocommentrepositoryinterface.save", ENTITY_COMMENT, comment::add_to_credit_memo),
    route(("POST", "V1/creditmemo/:id/emails"), CREDIT_MEMOS, "magento.sales.api.creditmemomanagementinterface.notify", ID, credit_memo::send_email),
    route(("PUT", "V1/creditmemo/:id"), CREDIT_MEMOS, "magento.sales.api.creditmemomanagementinterface.cancel", ID, credit_memo::cancel),
    route(("GET", "V1/transactions"), TRANSACTIONS, "magento.sales.api.transactionrepositoryinterface.getlist", CRITERIA, search::transactions),
    route(("GET", "V1/transactions/:id"), TRANSACTIONS, "magento.sales.api.transactionrepositoryinterface.get", ID, search::transaction),
];
