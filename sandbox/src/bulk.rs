//! Asynchronous requests: they are accepted and queued. Nobody works the queue off, as in a store
//! whose consumers do not run.

use serde_json::{Value, json};

use crate::caller::Caller;
use crate::clock;
use crate::error::{Answer, ApiError};
use crate::random;
use crate::service::Call;
use crate::state::Store;
use crate::state::bulk::Bulk;
use crate::token;

/// The status of an operation that waits.
const OPEN: i64 = 4;

/// Queues operations and returns what Magento says to that.
pub(crate) fn accept(
    store: &mut Store,
    topic: String,
    caller: Caller,
    operations: &[Value],
    now: i64,
) -> Value {
    let uuid = random::uuid();
    let items: Value = operations
        .iter()
        .enumerate()
        .map(|(id, operation)| {
            let digest = token::digest(&store.key, &operation.to_string());
            let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            json!({"id": id, "data_hash": hash, "status": "accepted"})
        })
        .collect();
    let bulk = Bulk {
        topic,
        caller,
        started: now,
        operations: operations.len(),
    };
    store.bulks.insert(uuid.clone(), bulk);
    json!({"bulk_uuid": uuid, "request_items": items, "errors": false})
}

/// `GET /V1/bulk/:bulkUuid/status`
pub(crate) fn status(store: &mut Store, call: &Call) -> Answer {
    let uuid = call.text("bulkUuid");
    let bulk = find(store, uuid)?;
    let operations: Value = (0..bulk.operations)
        .map(|id| json!({"id": id, "status": OPEN, "result_message": null, "error_code": null}))
        .collect();
    let (kind, user) = match bulk.caller {
        Caller::Integration(id) => (1, id),
        Caller::Admin(id) => (2, id),
        Caller::Customer(id) => (3, id),
        Caller::Guest => (4, 0),
    };
    Ok(json!({
        "operations_list": operations,
        "user_type": kind,
        "bulk_id": uuid,
        "description": format!("Topic {}", bulk.topic),
        "start_time": clock::written(bulk.started),
        "user_id": user,
        "operation_count": bulk.operations,
    }))
}

/// `GET /V1/bulk/:bulkUuid/operation-status/:status`: how many operations have this status.
pub(crate) fn count(store: &mut Store, call: &Call) -> Answer {
    let bulk = find(store, call.text("bulkUuid"))?;
    let is_open = call.number("status") == OPEN;
    Ok(if is_open { bulk.operations } else { 0 }.into())
}

fn find<'a>(store: &'a Store, uuid: &str) -> Result<&'a Bulk, ApiError> {
    store.bulks.get(uuid).ok_or_else(|| {
        ApiError::new(404, "Bulk uuid %bulkUuid not exist").with(json!({ "bulkUuid": uuid }))
    })
}
