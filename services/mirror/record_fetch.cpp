// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/mirror/record_fetch.h"

#include "model/time/calendar.h"
#include "services/mirror/value_digest.h"

#include <QCoreApplication>

#include <algorithm>
#include <memory>

namespace tidemark::mirror {
namespace {

Error goneSession(const RemoteRecord &record)
{
    return {ErrorCode::NotFound,
            QCoreApplication::translate("tidemark::mirror::RecordFetch",
                                        "\"%1\": its session \"%2\" is no longer there, or "
                                        "could not be taken.")
                .arg(record.metric, record.sessionUid),
            {},
            ErrorSubject::Session};
}

Timestamp after(Timestamp time)
{
    return time == Timestamp::max() ? time : Timestamp(time.posixNs() + 1);
}

} // namespace

void RecordFetch::run(const QStringList &metrics)
{
    m_metricsTotal = static_cast<int>(metrics.size());
    const auto digests = m_fetching.read(m_fetching.store().digests(m_fetching.source().id));
    if (!digests)
        return;
    for (const MetricDigest &each : *digests)
        m_digests.insert(each.metric, each.digest);
    if (!m_fetching.hasWindow())
        readUntimed(metrics);
    for (const QString &metric : metrics) {
        if (!m_fetching.mayGoOn())
            return;
        readMetric(metric);
        ++m_metricsRead;
        report(metric);
    }
}

// No query shows them.
void RecordFetch::readUntimed(const QStringList &metrics)
{
    const QSet<QString> wanted(metrics.begin(), metrics.end());
    std::vector<RemoteRecord> records;
    m_fetching.look();
    m_fetching.askAll<std::vector<RemoteRecord>>(
        static_cast<std::size_t>(m_found.untimed.size()),
        [&](std::size_t i) {
            return m_fetching.api().recordsOf(m_found.untimed.at(static_cast<qsizetype>(i)),
                                              m_fetching.stop());
        },
        [&](std::size_t, const RemoteResult<std::vector<RemoteRecord>> &answer) {
            if (!answer)
                return;
            for (const RemoteRecord &record : *answer) {
                if (!wanted.contains(record.metric))
                    continue;
                m_untimedSeen[record.metric].insert(record.sessionUid);
                records.push_back(record);
            }
            if (records.size() >= Fetching::kRecordsAtOnce)
                takeAll(std::exchange(records, {}));
        });
    takeAll(std::move(records));
    m_hasUntimed = m_fetching.mayGoOn();
}

// The digest is asked for before the values, so that what changes meanwhile differs next time.
void RecordFetch::readMetric(const QString &metric)
{
    Window window = wholeWindow();
    const bool isPart = m_fetching.hasWindow();
    std::optional<QString> now;
    if (!isPart && !window.isEmpty()) {
        now = digest(metric, window);
        if (!m_fetching.mayGoOn())
            return;
        const auto before = m_digests.constFind(metric);
        if (now && before != m_digests.cend() && !m_fetching.request().isFull) {
            const auto first = firstDifference(*before, *now);
            window.begin = first ? std::max(window.begin, *first) : window.end;
        }
    }
    const auto leftOut = [this] {
        return m_fetching.summary().refusedCount + m_fetching.outdated();
    };
    const std::int64_t leftBefore = leftOut();
    QSet<QString> seen;
    if (!readPages(metric, window, seen))
        return;
    if (m_hasUntimed)
        seen.unite(m_untimedSeen.value(metric));
    const bool mayMiss = !window.isEmpty() || !m_found.untimed.isEmpty();
    if (mayMiss)
        drop(metric, window, std::move(seen));
    // What was not taken is asked for again, until it can be.
    const bool isWhole = m_fetching.mayGoOn() && leftOut() == leftBefore;
    if (now && isWhole && m_digests.value(metric) != *now)
        m_fetching.write(m_fetching.store().noteDigest(m_fetching.source().id, {metric, *now}));
}

RecordFetch::Window RecordFetch::wholeWindow() const
{
    if (!m_found.firstEnd)
        return {};
    const FetchRequest &request = m_fetching.request();
    if (m_fetching.hasWindow()) {
        const Timestamp last = after(*m_found.lastEnd);
        return {std::max(request.begin.value_or(*m_found.firstEnd), *m_found.firstEnd),
                std::min(request.end.value_or(last), last)};
    }
    // The months that the digest tells of, whole: what comes into one while this runs is either in
    // both or makes the next digest another one.
    static const Calendar utc;
    return {utc.startOf(Period::Monthly, *m_found.firstEnd),
            utc.next(Period::Monthly, *m_found.lastEnd)};
}

// None where the source cannot compute it (a sum beyond all numbers): all values are read then.
std::optional<QString> RecordFetch::digest(const QString &metric, const Window &window)
{
    RemoteAggregateQuery query;
    query.metric = metric;
    query.period = Period::Monthly;
    query.function = AggregateFunction::Sum;
    query.begin = window.begin;
    query.end = window.end;
    const auto months =
        m_fetching.ask(m_fetching.api().aggregate(std::move(query), m_fetching.stop()),
                       {RemoteFault::NotFound, RemoteFault::Refused, RemoteFault::TooLarge});
    return months ? std::optional(digestOf(*months)) : std::nullopt;
}

bool RecordFetch::readPages(const QString &metric, const Window &window, QSet<QString> &seen)
{
    if (window.isEmpty())
        return true;
    RemoteQuery query;
    query.metric = metric;
    query.begin = window.begin;
    query.end = window.end;
    std::optional<QString> page;
    PageWatch watch;
    do {
        m_fetching.look();
        auto answer = m_fetching.ask(m_fetching.api().query(query, page, m_fetching.stop()),
                                     {RemoteFault::NotFound});
        if (!answer) // a metric that went meanwhile is dropped by the next fetch
            return false;
        page = m_fetching.following(watch, *answer);
        for (const RemoteRecord &record : answer->items)
            seen.insert(record.sessionUid);
        takeAll(std::move(answer->items));
        report(metric);
    } while (page && m_fetching.mayGoOn());
    return m_fetching.mayGoOn();
}

void RecordFetch::takeAll(std::vector<RemoteRecord> records)
{
    const std::int64_t asOf = m_fetching.asOf(); // of these; sessions are asked for meanwhile
    for (std::size_t from = 0; from < records.size() && m_fetching.mayGoOn();
         from += Fetching::kRecordsAtOnce) {
        const std::size_t to = std::min(from + Fetching::kRecordsAtOnce, records.size());
        const std::vector<RemoteRecord> part(records.begin() + static_cast<std::ptrdiff_t>(from),
                                             records.begin() + static_cast<std::ptrdiff_t>(to));
        m_read += static_cast<std::int64_t>(part.size());
        const QStringList unknown = take(part, asOf);
        if (unknown.isEmpty() || !m_fetching.mayGoOn())
            continue;
        m_sessions.takeUnknown(unknown);
        std::vector<RemoteRecord> again;
        std::copy_if(
            part.begin(), part.end(), std::back_inserter(again),
            [&](const RemoteRecord &record) { return unknown.contains(record.sessionUid); });
        const QStringList gone = take(again, asOf);
        for (const RemoteRecord &record : again) {
            if (gone.contains(record.sessionUid))
                m_fetching.refuse(goneSession(record));
        }
    }
}

QStringList RecordFetch::take(std::vector<RemoteRecord> records, std::int64_t asOf)
{
    const auto outcome = m_fetching.take(
        m_fetching.store().takeRecords(m_fetching.source().id, std::move(records), asOf),
        m_fetching.summary().records);
    return outcome ? outcome->unknownSessions : QStringList();
}

// They may have come since the page was read.
void RecordFetch::drop(const QString &metric, const Window &window, QSet<QString> seen)
{
    SeenRecords records;
    records.metric = metric;
    if (window.begin > wholeWindow().begin || m_fetching.request().begin)
        records.begin = window.begin; // else from the first on, wherever it stands here
    if (m_fetching.request().end)
        records.end = window.end;
    records.hasUntimed = m_hasUntimed;
    records.sessions = std::make_shared<const QSet<QString>>(std::move(seen));
    const auto missing =
        m_fetching.read(m_fetching.store().missingRecords(m_fetching.source().id, records));
    if (!missing)
        return;
    QStringList gone;
    m_fetching.askAll<std::vector<RemoteRecord>>(
        static_cast<std::size_t>(missing->size()),
        [&](std::size_t i) {
            return m_fetching.api().recordsOf(missing->at(static_cast<qsizetype>(i)),
                                              m_fetching.stop());
        },
        [&](std::size_t i, const RemoteResult<std::vector<RemoteRecord>> &answer) {
            const auto isIt = [&](const RemoteRecord &record) { return record.metric == metric; };
            if (answer && answer->size() < kMostRecordsOfSession &&
                std::none_of(answer->begin(), answer->end(), isIt))
                gone.append(missing->at(static_cast<qsizetype>(i)));
        });
    if (!gone.isEmpty())
        m_fetching.take(
            m_fetching.store().dropRecords(m_fetching.source().id, metric, std::move(gone)),
            m_fetching.summary().records);
}

void RecordFetch::report(const QString &metric) const
{
    m_fetching.report({FetchPhase::Records, m_read, metric, m_metricsRead, m_metricsTotal});
}

} // namespace tidemark::mirror
