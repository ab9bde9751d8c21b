// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/domain/definition.h"
#include "model/domain/tags.h"
#include "model/time/timestamp.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark {

/// One value on its way into the store. Without a session uid the value is an entry of its own at
/// `start` (= `end`); with one, the session is created with what is known or, when it exists, kept.
struct ImportRow
{
    std::int64_t line = 0; ///< where it stands in its file, from 1; 0 when there is no file
    QString metric;
    QString unit; ///< for a definition that is new; empty otherwise
    double value = 0;
    std::optional<QString> sessionUid;
    std::optional<QString> sessionName;
    std::optional<Timestamp> start;
    std::optional<Timestamp> end;
    std::optional<QString> device;
    std::optional<QString> invocation;
    TagMap tags;
    QString note;
    bool isEntry = false; ///< the session is this value alone
};

/// What to do with a row whose place is taken: same metric and session, or for a value without a
/// session same metric, time and device (I6).
enum class ConflictPolicy
{
    Fail,
    Skip,
    Replace,
    KeepBoth
};

/// A row that could not be taken, and why.
struct RejectedRow
{
    std::int64_t line = 0;
    QString column; ///< name of the offending column, may be empty
    QString text;   ///< what stood there, cut to 200 characters
    QString reason; ///< one sentence
};

/// Rows handed to the store batch by batch. The store calls `next` on its writer lane; a source may
/// block there for its producer, and must return soon after the stop token of the import fires.
class RowSource
{
public:
    virtual ~RowSource() = default;
    RowSource() = default;
    RowSource(const RowSource &) = delete;
    RowSource &operator=(const RowSource &) = delete;

    /// Appends the next rows to `rows` (some thousand at most). False at the end. An error stops
    /// the import and leaves the store as it was.
    [[nodiscard]] virtual Result<bool> next(std::vector<ImportRow> &rows) = 0;
};

struct ImportOptions
{
    QString label; ///< names the undo step, `import taxi.csv`
    ConflictPolicy conflicts = ConflictPolicy::Fail;
    bool stopOnError = true; ///< a row the store refuses stops the import; else it is reported
    /// Of samples: a gap is left out, and counted as skipped, where a sample or gap is already.
    bool gapsGiveWay = false;
    std::vector<NewDefinition> definitions = {}; ///< for names that do not exist yet
};

struct ImportSummary
{
    std::int64_t added = 0;
    std::int64_t replaced = 0;
    std::int64_t skipped = 0; ///< conflicts left alone
    std::int64_t createdDefinitions = 0;
    std::int64_t createdSessions = 0;
    std::vector<RejectedRow> rejected; ///< refused by the store; at most 10,000 are listed
    std::int64_t rejectedCount = 0;
    ChangeId change; ///< one undo step; invalid when nothing was stored
};

} // namespace tidemark
