// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/core/id.h"
#include "model/domain/fetch.h"
#include "model/domain/remote.h"

#include <QSet>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace tidemark {

/// A session as a source shows it. Its devices are listed apart; absent: they were not asked for.
struct FetchedSession
{
    RemoteSession session;
    std::optional<QStringList> devices = {};
};

/// So many refusals are kept of each page and of a whole fetch; all are counted.
inline constexpr std::size_t kMaxRefused = 1000;

/// What became of one page of what a source shows.
struct MirrorOutcome
{
    FetchCounts counts;
    std::int64_t conflicts = 0; ///< those that wait for a person, known ones included
    std::vector<Error> refused; ///< each names what the store did not take; the first 1,000
    std::int64_t refusedCount = 0;
    QStringList unknownSessions; ///< of records: uids there that no row of this store stands for
    std::int64_t outdated = 0;   ///< left out: a delivery noted them after the page was asked for
    ChangeId change;             ///< the undo step; invalid when no row was written
};

/// Uids or names that a source was seen to have, to find what it has no more.
using SeenUids = std::shared_ptr<const QSet<QString>>;

/// Which values of a metric a source was asked for: those of sessions that end in [begin, end).
struct SeenRecords
{
    QString metric;                      ///< its name there
    std::optional<Timestamp> begin = {}; ///< absent: from the first on
    std::optional<Timestamp> end = {};   ///< absent: to the last
    bool hasUntimed = false;             ///< also those of sessions without times
    SeenUids sessions;                   ///< of the values that are there
};

/// How far fetching from a source came, and whose data it is.
struct FetchMarks
{
    std::optional<Timestamp> fetched = {};  ///< end of the last whole fetch, by this machine
    std::optional<Timestamp> sessions = {}; ///< newest change of a session seen, by the source
    /// Uid there of the organisation that what is known of the source belongs to.
    std::optional<QString> organisation = {};
};

/// What a metric's values there amounted to when they were read last: a text to compare only.
struct MetricDigest
{
    QString metric; ///< its name there
    QString digest;
    MetricId here = {}; ///< as read: the metric that stands for it here, whatever its name is here
};

} // namespace tidemark
