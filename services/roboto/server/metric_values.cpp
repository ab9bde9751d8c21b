// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/metric_values.h"

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

} // namespace tidemark::roboto
