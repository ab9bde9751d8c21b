// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/user_recorder.h"

#include "model/core/text.h"
#include "services/monitor/user_metric_definitions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::monitor {

namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostSeries = 100'000; // of users that are there; those who went make room

NewDefinition definitionOf(const QString &metric)
{
    const std::vector<NewDefinition> all = userMetricDefinitions();
    return *std::find_if(all.begin(), all.end(), [&metric](const NewDefinition &definition) {
        return definition.name == metric;
    });
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
    : m_writer(ports, {ingest::SeriesLimits::ofSeries(kMostSeries)})
    , m_target(std::move(target))
{}

Result<void> UserRecorder::record(const TrackedReading &tracked)
{
    UserRecordingSummary summary = m_summary;
    addAll(tracked, summary);
    const auto stored = m_writer.write(std::stop_token());
    if (!stored)
        return failure(stored.error());
    m_lastAt = tracked.reading.receivedAt;
    m_summary = summary;
    ++m_summary.answers;
    m_summary.series = m_writer.size();
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

void UserRecorder::addAll(const TrackedReading &tracked, UserRecordingSummary &summary)
{
    const Timestamp now = tracked.reading.receivedAt;
    for (const TrackedUser &user : tracked.users) {
        const TagMap tags = tagsOf(user.usage.userId, user.ordinal);
        if (tags.isEmpty()) {
            ++summary.unnamed;
            continue;
        }
        const auto gap =
            user.isReset ? breakBetween(m_lastAt, user.usage.session.createdAt, now) : std::nullopt;
        for (const UserMetric &metric : userMetrics()) {
            if (gap)
                add(metric.name, tags, *gap, kGap, summary);
            add(metric.name, tags, now, metric.value(user.usage), summary);
        }
    }
    for (const VanishedUser &user : tracked.vanished) {
        const TagMap tags = tagsOf(user.userId, user.ordinal);
        for (const UserMetric &metric : userMetrics()) {
            if (!tags.isEmpty())
                add(metric.name, tags, now, kGap, summary);
        }
    }
    add(kActiveUsersMetric, {{u"target"_s, m_target}}, now,
        static_cast<double>(tracked.reading.response.totalActiveUsers), summary);
}

void UserRecorder::add(const QString &metric, const TagMap &tags, Timestamp at, double value,
                       UserRecordingSummary &summary)
{
    const auto series = m_writer.find(metric, tags, [&metric] { return definitionOf(metric); });
    if (!series) {
        ++summary.refused;
        return;
    }
    m_writer.add(**series, at, value);
    ++(std::isnan(value) ? summary.gaps : summary.samples);
}

} // namespace tidemark::monitor
