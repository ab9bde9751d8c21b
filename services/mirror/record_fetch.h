// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/mirror/fetching.h"
#include "services/mirror/session_fetch.h"

#include <QHash>
#include <QStringList>

namespace tidemark::mirror {

/// The last part of a fetch: values. First those of sessions without times, each session read
/// whole, then metric by metric in pages of 10,000, from the first month on in which the source's
/// count or sum differs from when it was read last; in a full fetch all.
class RecordFetch
{
public:
    RecordFetch(Fetching &fetching, SessionFetch &sessions, SessionFetch::Found found)
        : m_fetching(fetching)
        , m_sessions(sessions)
        , m_found(std::move(found))
    {}

    void run(const QStringList &metrics);

private:
    struct Window
    {
        Timestamp begin;
        Timestamp end; // excluded
        bool isEmpty() const { return end <= begin; }
    };

    void readUntimed(const QStringList &metrics);
    void readMetric(const QString &metric);
    [[nodiscard]] Window wholeWindow() const;
    [[nodiscard]] std::optional<QString> digest(const QString &metric, const Window &window);
    /// True when all pages came.
    [[nodiscard]] bool readPages(const QString &metric, const Window &window, QSet<QString> &seen);
    void takeAll(std::vector<RemoteRecord> records);
    [[nodiscard]] QStringList take(std::vector<RemoteRecord> records, std::int64_t asOf);
    void drop(const QString &metric, const Window &window, QSet<QString> seen);
    void report(const QString &metric) const;

    Fetching &m_fetching;
    SessionFetch &m_sessions;
    SessionFetch::Found m_found;
    QHash<QString, QString> m_digests;           // of the last fetch, by metric
    QHash<QString, QSet<QString>> m_untimedSeen; // sessions without times, by metric
    bool m_hasUntimed = false;                   // all of them were read
    std::int64_t m_read = 0;
    int m_metricsRead = 0;
    int m_metricsTotal = 0;
};

} // namespace tidemark::mirror
