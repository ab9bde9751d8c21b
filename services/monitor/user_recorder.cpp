// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/user_recorder.h"

#include "model/core/text.h"
#include "model/domain/user_names.h"
#include "services/monitor/left_users.h"
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

/// What an earlier run left is believed for one interval: nobody looked since. Nothing for what
/// this run has written itself.
std::optional<Timestamp> openingGap(const ingest::WriterSeries &series, Timedelta interval,
                                    Timestamp now)
{
    const auto before = series.lastBefore();
    if (!series.isOpen() || !before || series.lastStored() || *before + Timedelta(1) >= now)
        return std::nullopt;
    return std::min(*before + interval, now - Timedelta(1));
}

} // namespace

UserRecorder::UserRecorder(const DataPorts &ports, QString target,
                           std::chrono::milliseconds interval)
    : m_writer(ports, {ingest::SeriesLimits::ofSeries(kMostSeries)})
    , m_ports(ports)
    , m_target(std::move(target))
    , m_interval(std::chrono::nanoseconds(interval).count())
{}

Result<void> UserRecorder::record(const TrackedReading &tracked, const std::stop_token &stop)
{
    const Timestamp now = tracked.reading.receivedAt;
    m_waiting.clear();
    m_places.clear();
    m_next = m_summary;
    addAll(tracked);
    if (!m_hasEndedLeft) {
        if (auto ended = endLeft(stop); !ended)
            return ended;
    }
    if (auto stored = store(now, stop); !stored)
        return stored;
    m_hasEndedLeft = true;
    m_lastAt = now;
    m_summary = m_next;
    ++m_summary.answers;
    m_summary.series = m_writer.size();
    return {};
}

Result<void> UserRecorder::recordFailure(Timestamp at, const std::stop_token &stop)
{
    if (!m_hasEndedLeft) // no metric is made for a wrong address
        return {};
    m_waiting.clear();
    m_places.clear();
    m_next = m_summary;
    addOfTarget(kUsersUpMetric, at, 0);
    auto stored = store(at, stop);
    if (stored)
        m_summary = m_next;
    return stored;
}

TagMap UserRecorder::tagsOf(const QString &userId, int ordinal) const
{
    const Result<QString> user = normalisedName(userId);
    if (!user)
        return {};
    TagMap tags{{u"target"_s, m_target}, {kUserTag, *user}};
    if (ordinal > 0)
        tags.insert(kEntryTag, QString::number(ordinal + 1));
    return tags;
}

void UserRecorder::addAll(const TrackedReading &tracked)
{
    const Timestamp now = tracked.reading.receivedAt;
    for (const TrackedUser &user : tracked.users) {
        const TagMap tags = tagsOf(user.usage.userId, user.ordinal);
        if (tags.isEmpty())
            ++m_next.unnamed;
        else
            addUser(user, tags, now);
    }
    for (const VanishedUser &user : tracked.vanished) {
        if (const TagMap tags = tagsOf(user.userId, user.ordinal); !tags.isEmpty())
            addEnd(tags, now);
    }
    addOfTarget(kActiveUsersMetric, now,
                static_cast<double>(tracked.reading.response.totalActiveUsers));
    addOfTarget(kUsersUpMetric, now, 1);
}

void UserRecorder::addUser(const TrackedUser &user, const TagMap &tags, Timestamp now)
{
    const auto gap =
        user.isReset ? breakBetween(m_lastAt, user.usage.session.createdAt, now) : std::nullopt;
    for (const UserMetric &metric : userMetrics()) {
        const std::optional<double> value = metric.value(user);
        if (!value && !gap)
            continue;
        Waiting *const waiting = waitingFor(metric.name, tags);
        if (waiting == nullptr)
            continue;
        if (gap && waiting->series->isOpen()) // else there is no line to break
            waiting->samples.push_back({*gap, kGap});
        if (value)
            waiting->samples.push_back({now, *value});
    }
}

void UserRecorder::addEnd(const TagMap &tags, Timestamp now)
{
    for (const UserMetric &metric : userMetrics()) {
        Waiting *const waiting = waitingFor(metric.name, tags);
        if (waiting == nullptr || !waiting->series->isOpen())
            continue;
        const auto last = waiting->series->lastStored();
        const Timestamp after = last ? *last + Timedelta(1) : now; // the clock may be set back
        waiting->samples.push_back({std::max(now, after), kGap});
    }
}

void UserRecorder::addOfTarget(QLatin1StringView metric, Timestamp at, double value)
{
    if (Waiting *const waiting = waitingFor(metric, {{u"target"_s, m_target}}))
        waiting->samples.push_back({at, value});
}

UserRecorder::Waiting *UserRecorder::waitingFor(const QString &metric, const TagMap &tags)
{
    const auto series = m_writer.find(metric, tags, [&metric] { return definitionOf(metric); });
    if (!series) {
        ++m_next.refused;
        return nullptr;
    }
    const auto [place, isNew] = m_places.try_emplace(series->get(), m_waiting.size());
    if (isNew)
        m_waiting.push_back({*series, {}});
    return &m_waiting[place->second];
}

// Nobody saw those go who went while nothing ran.
Result<void> UserRecorder::endLeft(const std::stop_token &stop)
{
    const auto left = openSeriesOfUsers(m_ports, m_target, stop);
    if (!left)
        return failure(left.error());
    for (const auto &[metric, tags] : *left) {
        Waiting *const waiting = waitingFor(metric, tags);
        if (waiting != nullptr && waiting->samples.empty())
            waiting->isLeft = true;
    }
    return {};
}

Result<void> UserRecorder::store(Timestamp now, const std::stop_token &stop)
{
    auto stored = storeOnce(now, stop);
    if (!stored && stored.error().code == ErrorCode::NotFound) { // removed meanwhile
        m_writer.forgetIds();
        stored = storeOnce(now, stop);
    }
    return stored;
}

Result<void> UserRecorder::storeOnce(Timestamp now, const std::stop_token &stop)
{
    for (const Waiting &waiting : m_waiting) {
        if (!waiting.samples.empty() || waiting.isLeft)
            m_writer.want(*waiting.series);
    }
    if (auto opened = m_writer.open(stop); !opened)
        return opened;
    std::int64_t samples = 0;
    std::int64_t gaps = 0;
    const auto add = [&](const Waiting &waiting, const Sample &sample) {
        m_writer.add(*waiting.series, sample.at, sample.value);
        ++(std::isnan(sample.value) ? gaps : samples);
    };
    for (const Waiting &waiting : m_waiting) {
        if (const auto gap = openingGap(*waiting.series, m_interval, now))
            add(waiting, {*gap, kGap});
        for (const Sample &sample : waiting.samples)
            add(waiting, sample);
    }
    const auto stored = m_writer.append(stop);
    if (!stored)
        return failure(stored.error());
    m_next.samples += samples;
    m_next.gaps += gaps;
    return {};
}

} // namespace tidemark::monitor
