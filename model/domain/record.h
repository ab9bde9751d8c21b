// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/domain/tags.h"
#include "model/time/timestamp.h"

#include <QString>

#include <optional>

namespace tidemark {

/// The identity of a record: there is one value per metric and session.
struct RecordKey
{
    MetricId metric;
    SessionId session;

    friend auto operator<=>(const RecordKey &, const RecordKey &) = default;
};

/// One value with everything that a table, a file or a server says about it. The session's parts
/// are read with it at the time of the query.
struct Record
{
    RecordKey key;
    QString metricName;
    QString metricUid; ///< `mt_…`; empty in a record that no store has given
    QString unit;
    double value = 0; ///< always finite
    std::optional<QString> device;
    std::optional<QString> invocation;
    Timestamp published;
    QString publishedBy;
    QString sessionUid;
    std::optional<QString> sessionName;
    std::optional<Timestamp> sessionStart;
    std::optional<Timestamp> sessionEnd;
    bool isEntry = false;    ///< the session is this hand-entered value alone
    TagMap tags;             ///< the session's
    QString note;            ///< the session's
    bool hasHistory = false; ///< earlier values of this key are kept

    friend bool operator==(const Record &, const Record &) = default;
};

/// An earlier value of a record (E15): what it was and who replaced or removed it, when.
struct RecordRevision
{
    double value = 0;
    std::optional<QString> device;
    Timestamp published;
    QString publishedBy;
    Timestamp replaced;
    QString replacedBy;

    friend bool operator==(const RecordRevision &, const RecordRevision &) = default;
};

} // namespace tidemark
