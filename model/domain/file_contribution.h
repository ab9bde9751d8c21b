// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"

#include <QString>

#include <optional>

namespace tidemark {

/// A stretch of time with both its ends in it, `first` <= `last`. Any int64 of nanoseconds.
struct ClosedRange
{
    Timestamp first;
    Timestamp last;

    friend bool operator==(const ClosedRange &, const ClosedRange &) = default;
};

/// A file that belongs to a session. Without a range it stands for the whole file, of which no
/// times are known here. The session's start and end are the first and the last instant of all
/// ranges. Source: Roboto, session files.
struct FileContribution
{
    QString file; ///< uid of the file, given by others, `fl_…`
    std::optional<ClosedRange> range;
    Timestamp added; ///< when the range was given last
    QString addedBy;

    friend bool operator==(const FileContribution &, const FileContribution &) = default;
};

/// The same on its way into the store.
struct NewContribution
{
    QString file;
    std::optional<ClosedRange> range = {};
};

} // namespace tidemark
