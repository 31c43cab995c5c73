//! The refusal of an invoice, a shipment or a credit memo.

use crate::error::ApiError;

/// Refuses a document; the messages come one on a line.
pub(crate) fn refuse(document: &str, messages: &[String]) -> Result<(), ApiError> {
    if messages.is_empty() {
        return Ok(());
    }
    let messages = messages.join("\n");
    Err(ApiError::bad_request(format!(
        "{document} Document Validation Error(s):\n{messages}"
    )))
}
