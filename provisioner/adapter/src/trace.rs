//! Spans of calls.

use gabakura_model::port::Call;
use tracing::{Instrument, Span, debug_span, field};

/// Makes an attempt of a call in a span of its own. `outcome` names what became of it by a code,
/// never by anything that the request or the reply holds.
pub async fn traced<T>(
    call: &Call,
    mutating: bool,
    attempt: impl Future<Output = T>,
    outcome: impl FnOnce(&T) -> String,
) -> T {
    let span = debug_span!(
        "call",
        service = %call.service,
        operation = %call.operation,
        account = %call.place.account,
        region = %call.place.region,
        mutating,
        outcome = field::Empty,
    );
    let recorded = async {
        let result = attempt.await;
        let span = Span::current();
        if !span.is_disabled() {
            span.record("outcome", outcome(&result));
        }
        result
    };
    recorded.instrument(span).await
}
