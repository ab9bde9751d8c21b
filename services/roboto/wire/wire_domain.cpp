// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/wire_domain.h"

namespace tidemark::roboto {
namespace {

/// One list of failures by position, from two that are each in order.
class FailureMerge
{
public:
    FailureMerge(const PublishMetricsRequest &request, const PublishResult &result)
        : m_refused(request.refused)
        , m_failed(result.failed)
    {}

    [[nodiscard]] std::vector<PublishMetricsError> merged()
    {
        std::vector<PublishMetricsError> failures;
        failures.reserve(m_refused.size() + m_failed.size());
        for (const PublishFailure &failure : m_failed) {
            // The store counts only the items that passed reading.
            while (m_next < m_refused.size() && m_refused[m_next].index <= failure.index + m_next)
                failures.push_back(m_refused[m_next++].failure);
            failures.push_back({failure.metric, failure.error.message});
        }
        while (m_next < m_refused.size())
            failures.push_back(m_refused[m_next++].failure);
        return failures;
    }

private:
    const std::vector<RefusedEntry> &m_refused;
    const std::vector<PublishFailure> &m_failed;
    std::size_t m_next = 0;
};

} // namespace

MetricDefinitionRecord definitionRecord(const Definition &definition, const QString &orgId)
{
    MetricDefinitionRecord record;
    record.orgId = orgId;
    record.metricId = definition.uid;
    record.name = definition.name;
    record.description = definition.description;
    record.createdBy = definition.createdBy;
    record.created = definition.created;
    record.modifiedBy = definition.modifiedBy;
    record.modified = definition.modified;
    return record;
}

Definition definitionOf(const MetricDefinitionRecord &record)
{
    Definition definition;
    definition.uid = record.metricId;
    definition.name = record.name;
    definition.description = record.description;
    definition.createdBy = record.createdBy;
    definition.created = record.created;
    definition.modifiedBy = record.modifiedBy;
    definition.modified = record.modified;
    return definition;
}

NewDefinition newDefinition(const CreateMetricDefinitionRequest &request)
{
    NewDefinition definition;
    definition.name = request.name;
    definition.description = request.description;
    return definition;
}

DefinitionChange definitionChange(const UpdateMetricDefinitionRequest &request)
{
    DefinitionChange change;
    if (request.description.isSet())
        change.description = request.description.value();
    return change;
}

MetricRecord metricRecord(const Record &record, const QString &metricUid, const QString &orgId)
{
    MetricRecord wire;
    wire.orgId = orgId;
    wire.metricId = metricUid;
    wire.name = record.metricName;
    wire.sessionId = record.sessionUid;
    wire.minTimestamp = record.sessionStart;
    wire.maxTimestamp = record.sessionEnd;
    wire.value = record.value;
    wire.deviceId = record.device;
    wire.invocationId = record.invocation;
    wire.publishedBy = record.publishedBy;
    wire.published = record.published;
    return wire;
}

Record recordOf(const MetricRecord &wire)
{
    Record record;
    record.metricName = wire.name;
    record.value = wire.value;
    record.device = wire.deviceId;
    record.invocation = wire.invocationId;
    record.published = wire.published;
    record.publishedBy = wire.publishedBy;
    record.sessionUid = wire.sessionId;
    record.sessionStart = wire.minTimestamp;
    record.sessionEnd = wire.maxTimestamp;
    return record;
}

PublishRequest publishRequest(const PublishMetricsRequest &request)
{
    PublishRequest publish;
    publish.sessionUid = request.sessionId;
    if (request.deviceId.isNull())
        publish.device = DeviceChoice::none();
    else if (request.deviceId.hasValue())
        publish.device = DeviceChoice::given(*request.deviceId.value());
    publish.items.reserve(request.metrics.size());
    for (const MetricEntry &entry : request.metrics)
        publish.items.push_back({entry.name, entry.value});
    return publish;
}

PublishMetricsRequest publishMetricsRequest(const PublishRequest &request)
{
    PublishMetricsRequest wire;
    wire.sessionId = request.sessionUid;
    switch (request.device.mode) {
    case DeviceChoice::Mode::Inferred:
        break;
    case DeviceChoice::Mode::None:
        wire.deviceId = MaybeSet<QString>::null();
        break;
    case DeviceChoice::Mode::Given:
        wire.deviceId = MaybeSet<QString>(request.device.device);
        break;
    }
    wire.metrics.reserve(request.items.size());
    for (const PublishItem &item : request.items)
        wire.metrics.push_back({item.metric, item.value});
    return wire;
}

PublishMetricsResponse publishResponse(const PublishMetricsRequest &request,
                                       const PublishResult &result, const MetricUids &uidOf,
                                       const QString &orgId)
{
    PublishMetricsResponse response;
    response.succeeded.reserve(result.succeeded.size());
    for (const Record &record : result.succeeded)
        response.succeeded.push_back(metricRecord(record, uidOf(record.key.metric), orgId));
    response.failed = FailureMerge(request, result).merged();
    return response;
}

SessionRecord sessionRecord(const Session &session, const QString &orgId)
{
    SessionRecord record;
    record.sessionId = session.uid;
    record.orgId = orgId;
    record.name = session.name;
    record.minTimestamp = session.start;
    record.maxTimestamp = session.end;
    record.created = session.created;
    record.createdBy = session.createdBy;
    record.modified = session.modified;
    record.modifiedBy = session.modifiedBy;
    return record;
}

Session sessionOf(const SessionRecord &record)
{
    Session session;
    session.uid = record.sessionId;
    session.name = record.name;
    session.start = record.minTimestamp;
    session.end = record.maxTimestamp;
    session.created = record.created.value_or(Timestamp());
    session.createdBy = record.createdBy;
    session.modified = record.modified.value_or(Timestamp());
    session.modifiedBy = record.modifiedBy;
    return session;
}

NewSession newSession(const CreateSessionRequest &request)
{
    NewSession session;
    session.name = request.name;
    session.devices = request.deviceIds;
    return session;
}

SessionChange sessionChange(const UpdateSessionRequest &request)
{
    SessionChange change;
    if (request.name.isSet())
        change.name = request.name.value();
    return change;
}

} // namespace tidemark::roboto
