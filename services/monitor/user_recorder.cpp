// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/user_recorder.h"

#include "model/core/text.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/exchange/await.h"
#include "services/monitor/user_metric_definitions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::monitor {

using exchange::await;

namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

QString keyOf(const QString &metric, const TagMap &tags)
{
    QString key = metric;
    for (auto tag = tags.begin(); tag != tags.end(); ++tag)
        key += u'\n' % tag.key() % u'=' % tag.value();
    return key;
}

/// Where the line breaks between the answer before and the one at `now`; nothing without room.
std::optional<Timestamp> breakBetween(Timestamp before, Timestamp createdAt, Timestamp now)
{
    const Timestamp first = before + Timedelta(1);
    const Timestamp last = now - Timedelta(1);
    return first <= last ? std::optional(std::clamp(createdAt, first, last)) : std::nullopt;
}

} // namespace

UserRecorder::UserRecorder(const DataPorts &ports, QString target)
    : m_ports(ports)
    , m_target(std::move(target))
{}

Result<void> UserRecorder::record(const TrackedReading &tracked)
{
    UserRecordingSummary summary = m_summary;
    const std::vector<Points> points = pointsOf(tracked, summary);
    auto stored = store(points);
    if (!stored && stored.error().code == ErrorCode::NotFound) { // removed meanwhile
        m_metrics.clear();
        m_series.clear();
        stored = store(points);
    }
    if (!stored)
        return stored;
    m_lastAt = tracked.reading.receivedAt;
    m_summary = summary;
    ++m_summary.answers;
    m_summary.series = static_cast<std::size_t>(m_series.size());
    return {};
}

TagMap UserRecorder::tagsOf(const QString &userId, int ordinal) const
{
    const Result<QString> user = normalisedName(userId);
    if (!user)
        return {};
    TagMap tags{{u"target"_s, m_target}, {u"user"_s, *user}};
    if (ordinal > 0)
        tags.insert(u"entry"_s, QString::number(ordinal + 1));
    return tags;
}

std::vector<UserRecorder::Points> UserRecorder::pointsOf(const TrackedReading &tracked,
                                                         UserRecordingSummary &summary) const
{
    const Timestamp now = tracked.reading.receivedAt;
    std::vector<Points> all;
    for (const TrackedUser &user : tracked.users) {
        const TagMap tags = tagsOf(user.usage.userId, user.ordinal);
        if (tags.isEmpty()) {
            ++summary.unnamed;
            continue;
        }
        const auto gap =
            user.isReset ? breakBetween(m_lastAt, user.usage.session.createdAt, now) : std::nullopt;
        for (const UserMetric &metric : userMetrics()) {
            Points &points = all.emplace_back(Points{metric.name, tags, {}});
            if (gap)
                points.samples.push_back({*gap, kGap});
            points.samples.push_back({now, metric.value(user.usage)});
        }
    }
    for (const VanishedUser &user : tracked.vanished) {
        const TagMap tags = tagsOf(user.userId, user.ordinal);
        for (const UserMetric &metric : userMetrics()) {
            if (!tags.isEmpty())
                all.push_back({metric.name, tags, {{now, kGap}}});
        }
    }
    const auto active = static_cast<double>(tracked.reading.response.totalActiveUsers);
    all.push_back({kActiveUsersMetric, {{u"target"_s, m_target}}, {{now, active}}});
    for (const Points &points : all) {
        for (const Sample &sample : points.samples)
            ++(std::isnan(sample.value) ? summary.gaps : summary.samples);
    }
    return all;
}

Result<void> UserRecorder::store(const std::vector<Points> &points)
{
    if (auto ensured = ensureMetrics(); !ensured)
        return ensured;
    std::vector<SampleBatch> batches;
    batches.reserve(points.size());
    for (const Points &each : points) {
        const auto series = seriesOf(each);
        if (!series)
            return failure(series.error());
        SampleBatch &batch = batches.emplace_back();
        batch.series = *series;
        for (const Sample &sample : each.samples) {
            batch.times.push_back(sample.at.posixNs());
            batch.values.push_back(sample.value);
        }
    }
    const auto done = await(m_ports.series->append(std::move(batches)));
    return done ? Result<void>() : failure(done.error());
}

Result<SeriesId> UserRecorder::seriesOf(const Points &points)
{
    const QString key = keyOf(points.metric, points.tags);
    if (const auto known = m_series.constFind(key); known != m_series.cend())
        return *known;
    const auto opened = await(m_ports.series->open({m_metrics.value(points.metric), points.tags}));
    if (!opened)
        return failure(opened.error());
    m_series.insert(key, opened->id);
    return opened->id;
}

// All in one step, so that one undo takes them back.
Result<void> UserRecorder::ensureMetrics()
{
    if (!m_metrics.isEmpty())
        return {};
    const auto ensured = await(m_ports.catalog->ensure(userMetricDefinitions()));
    if (!ensured)
        return failure(ensured.error());
    for (const Definition &definition : ensured->definitions)
        m_metrics.insert(definition.name, definition.id);
    return {};
}

} // namespace tidemark::monitor
