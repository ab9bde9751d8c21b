// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/roboto/wire_random.h"

#include <QJsonArray>

#include <array>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidemark::test {

using namespace roboto;

QString WireRandom::text(int longest)
{
    static const std::array<QString, 16> kPieces{
        u"a"_s,      u"Z9"_s,     u" "_s,          u"\""_s,     u"\\"_s,      u"\n"_s,
        u"\x01"_s,   u"\x7f"_s,   u"/"_s,          u"\u00e4"_s, u"e\u0301"_s, u"\u4f60"_s,
        u"\u05d0"_s, u"\ufeff"_s, u"\U0001F600"_s, u"{}"_s};
    QString text;
    for (int i = m_numbers.integer(0, longest); i > 0; --i)
        text += kPieces.at(static_cast<std::size_t>(m_numbers.integer(0, 15)));
    return text;
}

QString WireRandom::metricName()
{
    const QString letters = u"abzABZ019-_~."_s;
    QString name = u"m"_s;
    for (int i = m_numbers.integer(0, 20); i > 0; --i)
        name += letters.at(m_numbers.integer(0, static_cast<int>(letters.size()) - 1));
    return name;
}

QStringList WireRandom::texts(int most)
{
    QStringList texts;
    for (int i = m_numbers.integer(0, most); i > 0; --i)
        texts.append(text(6));
    return texts;
}

QJsonValue WireRandom::jsonValue(int depth)
{
    switch (m_numbers.integer(0, depth > 0 ? 6 : 4)) {
    case 0:
        return QJsonValue(QJsonValue::Null);
    case 1:
        return chance();
    case 2:
        return QJsonValue(static_cast<qint64>(nanoseconds().posixNs()));
    case 3:
        return m_numbers.anyFinite();
    case 4:
        return text(6);
    case 5: {
        QJsonArray list;
        for (int i = m_numbers.integer(0, 3); i > 0; --i)
            list.append(jsonValue(depth - 1));
        return list;
    }
    default:
        return object(depth - 1);
    }
}

QJsonObject WireRandom::object(int depth)
{
    QJsonObject object;
    for (int i = m_numbers.integer(0, 4); i > 0; --i)
        object.insert(text(4), jsonValue(depth));
    return object;
}

Timestamp WireRandom::nanoseconds()
{
    switch (m_numbers.integer(0, 9)) {
    case 0:
        return Timestamp::max();
    case 1:
        return Timestamp::min();
    case 2:
        return Timestamp(m_numbers.integer(-3, 3));
    case 3:
    case 4:
        return Timestamp(static_cast<std::int64_t>(m_numbers.engine()()));
    default:
        break;
    }
    constexpr std::int64_t k2026_ns = 1'767'225'600'000'000'000;
    return Timestamp(k2026_ns +
                     static_cast<std::int64_t>(m_numbers.engine()() % 31'536'000'000'000'000ULL));
}

Timestamp WireRandom::microseconds()
{
    const std::int64_t ns = nanoseconds().posixNs();
    return Timestamp(ns - ns % 1000);
}

MetricDefinitionRecord WireRandom::definition()
{
    MetricDefinitionRecord record;
    record.orgId = text(5);
    record.metricId = text(5);
    record.name = metricName();
    record.description = maybe(text(20));
    record.createdBy = text(8);
    record.created = microseconds();
    record.modifiedBy = text(8);
    record.modified = microseconds();
    return record;
}

MetricRecord WireRandom::record()
{
    MetricRecord record;
    record.orgId = text(5);
    record.metricId = text(5);
    record.name = metricName();
    record.sessionId = text(5);
    record.minTimestamp = maybe(nanoseconds());
    record.maxTimestamp = maybe(nanoseconds());
    record.value = m_numbers.anyFinite();
    record.deviceId = maybe(text(5));
    record.invocationId = maybe(text(5));
    record.publishedBy = text(8);
    record.published = microseconds();
    return record;
}

NumericAggregateMetricsResponse WireRandom::aggregates()
{
    NumericAggregateMetricsResponse response;
    response.aggregation =
        kAggregateFunctions.at(static_cast<std::size_t>(m_numbers.integer(0, 4)));
    for (int i = m_numbers.integer(0, 5); i > 0; --i) {
        NumericAggregateMetricRecord record;
        record.metricId = text(5);
        record.name = metricName();
        record.period = kAllPeriods.at(static_cast<std::size_t>(m_numbers.integer(0, 4)));
        record.aggregation = response.aggregation;
        record.startTime = nanoseconds();
        record.endTime = nanoseconds();
        record.total = m_numbers.integer(1, std::numeric_limits<int>::max());
        record.value = m_numbers.anyFinite();
        response.records.push_back(record);
    }
    return response;
}

PublishMetricsRequest WireRandom::publish()
{
    PublishMetricsRequest request;
    request.sessionId = text(5);
    request.deviceId = maybeSet(text(5));
    for (int i = m_numbers.integer(0, 8); i > 0; --i)
        request.metrics.push_back({metricName(), m_numbers.anyFinite()});
    return request;
}

QueryMetricsRequest WireRandom::query()
{
    QueryMetricsRequest request;
    request.name = metricName();
    request.timeFilter = chance() ? TimeFilter::SessionStart : TimeFilter::SessionEnd;
    request.startTime = maybe(nanoseconds());
    request.endTime = maybe(nanoseconds());
    if (request.startTime && request.endTime && *request.endTime < *request.startTime)
        std::swap(*request.startTime, *request.endTime);
    request.maxResults = m_numbers.integer(1, kPageMaxResults);
    request.includeDeviceIds = maybeSet(texts(4));
    request.includeSessionIds = maybe(texts(4));
    request.includeInvocationIds = maybeSet(texts(4));
    return request;
}

AggregateMetricsRequest WireRandom::aggregate()
{
    AggregateMetricsRequest request;
    request.name = metricName();
    request.period = kAllPeriods.at(static_cast<std::size_t>(m_numbers.integer(0, 4)));
    request.aggregation = kAggregateFunctions.at(static_cast<std::size_t>(m_numbers.integer(0, 4)));
    request.timeFilter = chance() ? TimeFilter::SessionStart : TimeFilter::SessionEnd;
    request.startTime = nanoseconds();
    request.endTime = nanoseconds();
    if (request.endTime < request.startTime)
        std::swap(request.startTime, request.endTime);
    request.includeDeviceIds = maybeSet(texts(4));
    request.includeSessionIds = maybe(texts(4));
    request.includeInvocationIds = maybeSet(texts(4));
    return request;
}

MetadataChangeset WireRandom::changes()
{
    MetadataChangeset changes;
    changes.putTags = texts(3);
    changes.removeTags = texts(3);
    changes.putFields = object(3);
    changes.removeFields = texts(3);
    changes.replaceAll = m_numbers.integer(0, 4) == 0;
    return changes;
}

CreateSessionRequest WireRandom::newSession()
{
    CreateSessionRequest request;
    request.name = maybe(text(20));
    request.deviceIds = texts(3);
    request.description = maybe(text(30));
    request.metadata = object(4);
    request.tags = texts(4);
    request.customFields = object(1);
    return request;
}

UpdateSessionRequest WireRandom::sessionUpdate()
{
    UpdateSessionRequest request;
    request.name = maybeSet(text(20));
    request.description = maybeSet(text(30));
    if (MetadataChangeset metadata = changes(); !metadata.isEmpty())
        request.metadataChangeset = std::move(metadata);
    if (chance())
        request.customFieldsChangeset = CustomFieldChangeset{{{u"set"_s, 1}}, {u"clear"_s}};
    return request;
}

SessionRecord WireRandom::session()
{
    SessionRecord record;
    record.sessionId = text(5);
    record.orgId = text(5);
    record.name = maybe(text(20));
    record.description = maybe(text(30));
    record.metadata = object(4);
    record.tags = texts(4);
    record.customFields = object(1);
    record.minTimestamp = maybe(nanoseconds());
    record.maxTimestamp = maybe(nanoseconds());
    record.created = maybe(microseconds());
    record.createdBy = text(8);
    record.modified = maybe(microseconds());
    record.modifiedBy = text(8);
    return record;
}

SessionFileView WireRandom::file()
{
    SessionFileView view;
    view.fileId = text(5);
    const Timestamp a = nanoseconds();
    const Timestamp b = nanoseconds();
    view.range = maybe(FileRange{std::min(a, b), std::max(a, b)});
    view.name = maybe(text(8));
    view.datasetId = maybe(text(8));
    view.relativePath = maybe(text(8));
    view.size_bytes = maybe(std::int64_t{m_numbers.integer(0, std::numeric_limits<int>::max())});
    view.tags = texts(3);
    view.created = maybe(microseconds());
    view.modified = maybe(microseconds());
    view.origination = maybe(text(8));
    return view;
}

DeviceRecord WireRandom::device()
{
    DeviceRecord record;
    record.deviceId = text(5);
    record.orgId = text(5);
    record.metadata = object(4);
    record.tags = texts(4);
    record.customFields = object(1);
    record.created = microseconds();
    record.createdBy = text(8);
    record.modified = microseconds();
    record.modifiedBy = text(8);
    return record;
}

} // namespace tidemark::test
