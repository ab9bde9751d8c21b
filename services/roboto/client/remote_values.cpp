// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/client/remote_values.h"

#include <utility>

namespace tidemark::roboto {
namespace {

std::vector<RemoteRecord> remoteRecords(const std::vector<MetricRecord> &records)
{
    std::vector<RemoteRecord> result;
    result.reserve(records.size());
    for (const MetricRecord &record : records)
        result.push_back(remoteRecord(record));
    return result;
}

QJsonObject withoutNulls(QJsonObject fields)
{
    for (auto field = fields.begin(); field != fields.end();)
        field = field->isNull() ? fields.erase(field) : std::next(field);
    return fields;
}

MaybeSet<QStringList> filterOf(const IdFilter &filter)
{
    switch (filter.mode) {
    case IdFilter::Mode::NullOnly:
        return MaybeSet<QStringList>::null();
    case IdFilter::Mode::OneOf:
        return MaybeSet<QStringList>(filter.ids);
    case IdFilter::Mode::Any:
        break;
    }
    return {};
}

// A record is never without a session: only those of none would match nothing.
std::optional<QStringList> sessionFilterOf(const IdFilter &filter)
{
    if (filter.mode == IdFilter::Mode::Any)
        return std::nullopt;
    return filter.mode == IdFilter::Mode::OneOf ? filter.ids : QStringList();
}

// With metadata all of it is told, so that names with dots stay as they are.
MetadataChangeset metadataChange(const RemoteSessionChange &change, const SessionRecord &present)
{
    MetadataChangeset result;
    result.putTags = change.addLabels;
    result.removeTags = change.dropLabels;
    if (!change.hasMetadata())
        return result;
    result.putTags = appliedTags(result, present.tags);
    result.removeTags.clear();
    result.replaceAll = true;
    result.putFields = present.metadata;
    for (const QString &name : change.dropMetadata)
        result.putFields.remove(name);
    for (auto field = change.putMetadata.begin(); field != change.putMetadata.end(); ++field)
        result.putFields.insert(field.key(), field.value());
    if (const QJsonValue key = present.metadata.value(kKeyField); !key.isUndefined())
        result.putFields.insert(kKeyField, key);
    return result;
}

template <class Request, class Query>
void addFilters(Request &request, const Query &query)
{
    request.includeDeviceIds = filterOf(query.devices);
    request.includeSessionIds = sessionFilterOf(query.sessions);
    request.includeInvocationIds = filterOf(query.invocations);
}

} // namespace

RemoteDefinition remoteDefinition(const MetricDefinitionRecord &record)
{
    return {record.metricId, record.name, record.description, record.modifiedBy, record.modified};
}

RemoteSession remoteSession(const SessionRecord &record)
{
    RemoteSession session;
    session.uid = record.sessionId;
    session.name = record.name;
    session.description = record.description;
    session.metadata = record.metadata;
    if (const QJsonValue key = record.metadata.value(kKeyField); key.isString()) {
        session.key = key.toString();
        session.metadata.remove(kKeyField);
    }
    session.labels = record.tags;
    session.customFields = withoutNulls(record.customFields);
    session.start = record.minTimestamp;
    session.end = record.maxTimestamp;
    session.modifiedBy = record.modifiedBy;
    session.modified = record.modified.value_or(Timestamp());
    return session;
}

RemoteRecord remoteRecord(const MetricRecord &record)
{
    RemoteRecord result;
    result.metric = record.name;
    result.sessionUid = record.sessionId;
    result.value = record.value;
    result.device = record.deviceId;
    result.invocation = record.invocationId;
    result.start = record.minTimestamp;
    result.end = record.maxTimestamp;
    result.publishedBy = record.publishedBy;
    result.published = record.published;
    return result;
}

RemotePublishResult remotePublishResult(const PublishMetricsResponse &response)
{
    RemotePublishResult result;
    result.succeeded = remoteRecords(response.succeeded);
    result.failed.reserve(response.failed.size());
    for (const PublishMetricsError &failed : response.failed)
        result.failed.push_back({failed.name, failed.error});
    return result;
}

std::vector<RemoteBucket> remoteBuckets(const NumericAggregateMetricsResponse &response)
{
    std::vector<RemoteBucket> buckets;
    buckets.reserve(response.records.size());
    for (const NumericAggregateMetricRecord &record : response.records)
        buckets.push_back({record.startTime, record.endTime, record.total, record.value});
    return buckets;
}

CreateSessionRequest createRequest(const NewRemoteSession &session)
{
    CreateSessionRequest request;
    request.name = session.name;
    request.deviceIds = session.devices;
    request.description = session.description;
    request.metadata = session.metadata;
    if (!session.key.isEmpty())
        request.metadata.insert(kKeyField, session.key);
    request.tags = session.labels;
    request.customFields = session.customFields;
    return request;
}

bool needsPresent(const RemoteSessionChange &change)
{
    return change.hasMetadata();
}

UpdateSessionRequest updateRequest(const RemoteSessionChange &change, const SessionRecord &present)
{
    UpdateSessionRequest request;
    if (change.name)
        request.name = MaybeSet<QString>::of(*change.name);
    if (change.description)
        request.description = MaybeSet<QString>::of(*change.description);
    if (const auto changes = metadataChange(change, present); !changes.isEmpty())
        request.metadataChangeset = changes;
    const CustomFieldChangeset fields{change.putCustomFields, change.dropCustomFields};
    if (!fields.isEmpty())
        request.customFieldsChangeset = fields;
    return request;
}

AddFilesRequest addRequest(const std::vector<NewContribution> &files)
{
    AddFilesRequest request;
    request.files.reserve(files.size());
    for (const NewContribution &file : files) {
        SessionFile &added = request.files.emplace_back();
        added.fileId = file.file;
        if (file.range)
            added.range = FileRange{file.range->first, file.range->last};
    }
    return request;
}

PublishMetricsRequest publishRequest(const RemotePublish &values)
{
    PublishMetricsRequest request;
    request.sessionId = values.sessionUid;
    if (values.device.mode == DeviceChoice::Mode::None)
        request.deviceId = MaybeSet<QString>::null();
    else if (values.device.mode == DeviceChoice::Mode::Given)
        request.deviceId = MaybeSet<QString>(values.device.device);
    request.metrics.reserve(values.items.size());
    for (const PublishItem &item : values.items)
        request.metrics.push_back({item.metric, item.value});
    return request;
}

QueryMetricsRequest queryRequest(const RemoteQuery &query)
{
    QueryMetricsRequest request;
    request.name = query.metric;
    request.timeFilter = query.timeFilter;
    request.startTime = query.begin;
    request.endTime = query.end;
    request.maxResults = query.pageSize;
    addFilters(request, query);
    return request;
}

AggregateMetricsRequest aggregateRequest(const RemoteAggregateQuery &query)
{
    AggregateMetricsRequest request;
    request.name = query.metric;
    request.period = query.period;
    request.aggregation = query.function;
    request.timeFilter = query.timeFilter;
    request.startTime = query.begin;
    request.endTime = query.end;
    addFilters(request, query);
    return request;
}

} // namespace tidemark::roboto
