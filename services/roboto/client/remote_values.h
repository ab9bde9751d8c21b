// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/file_contribution.h"
#include "model/domain/remote.h"
#include "services/roboto/wire/metrics.h"
#include "services/roboto/wire/page.h"
#include "services/roboto/wire/session_files.h"
#include "services/roboto/wire/sessions.h"

#include <QLatin1StringView>

namespace tidemark::roboto {

/// Between the wire and the values of RemoteApi. Any thread.

/// The member of a session's metadata that holds its key.
inline constexpr QLatin1StringView kKeyField("tidemark_key");

[[nodiscard]] RemoteDefinition remoteDefinition(const MetricDefinitionRecord &record);
/// Custom fields that are null count as absent: cleared ones stay as null there.
[[nodiscard]] RemoteSession remoteSession(const SessionRecord &record);
[[nodiscard]] RemoteRecord remoteRecord(const MetricRecord &record);
[[nodiscard]] RemotePublishResult remotePublishResult(const PublishMetricsResponse &response);
[[nodiscard]] std::vector<RemoteBucket>
remoteBuckets(const NumericAggregateMetricsResponse &response);

[[nodiscard]] CreateSessionRequest createRequest(const NewRemoteSession &session);
/// Whether the session must be read before the change can be told.
[[nodiscard]] bool needsPresent(const RemoteSessionChange &change);
/// `present`: the session as it is there; not looked at unless needsPresent().
[[nodiscard]] UpdateSessionRequest updateRequest(const RemoteSessionChange &change,
                                                 const SessionRecord &present);
[[nodiscard]] AddFilesRequest addRequest(const std::vector<NewContribution> &files);
[[nodiscard]] PublishMetricsRequest publishRequest(const RemotePublish &values);
[[nodiscard]] QueryMetricsRequest queryRequest(const RemoteQuery &query);
[[nodiscard]] AggregateMetricsRequest aggregateRequest(const RemoteAggregateQuery &query);

template <class Value, class Wire>
[[nodiscard]] RemotePage<Value> remotePage(Page<Wire> &&page, Value (*convert)(const Wire &))
{
    RemotePage<Value> result;
    result.items.reserve(page.items.size());
    for (const Wire &item : page.items)
        result.items.push_back(convert(item));
    result.next = std::move(page.nextToken);
    return result;
}

} // namespace tidemark::roboto
