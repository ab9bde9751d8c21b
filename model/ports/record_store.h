// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/import_rows.h"
#include "model/domain/publish.h"
#include "model/domain/record.h"
#include "model/domain/selection.h"
#include "model/ports/page_rows.h"

#include <QFuture>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace tidemark {

enum class SortOrder
{
    Ascending,
    Descending
};

/// Continue strictly after this record of the page before.
struct RecordPageKey
{
    Timestamp time;
    QString sessionUid;
    MetricId metric;

    friend bool operator==(const RecordPageKey &, const RecordPageKey &) = default;
};

/// Records ordered by session time, then session uid in byte order, then metric id.
struct RecordPage
{
    std::vector<Record> records;
    std::optional<RecordPageKey> next; ///< absent on the last page
};

/// How a page is read.
struct PageReading
{
    /// Whether Record::hasHistory is told; without it a page takes less time.
    bool tellsHistory = true;
    /// Where it is set, it takes the records as they are read, in order and in pieces of some
    /// thousands, on a lane's thread, and RecordPage::records stays empty. No two pieces share a
    /// text. What it got is no page when the answer is an error.
    std::function<void(std::vector<Record> piece)> onPiece = {};
};

/// A change to a record or to the entry session it belongs to. Absent members stay as they are.
/// Time, tags and note belong to the session; for a record of a shared session they are refused.
struct RecordEdit
{
    RecordKey key;
    std::optional<double> value;
    std::optional<std::optional<QString>> device;
    std::optional<Timestamp> at;
    std::optional<TagMap> tags;
    std::optional<QString> note;
    std::optional<QString> moveToSession; ///< uid of an existing session
    /// What to do when the new time, device or session has a value already (E9).
    DuplicatePolicy duplicates = DuplicatePolicy::KeepBoth;
};

/// How far a long task is. `total` is 0 while unknown.
struct TaskProgress
{
    std::int64_t done = 0;
    std::int64_t total = 0;
};
using ProgressCallback = std::function<void(TaskProgress)>; ///< called on a lane's thread

/// Records. Any thread may call; answers come from the store's lanes. Each change is one
/// transaction and one undo step, durable when its future is done.
class RecordStore
{
public:
    virtual ~RecordStore() = default;

    /// Errors: InvalidArgument (not finite, name), NotFound (session).
    [[nodiscard]] virtual QFuture<Result<EntryOutcome>> enter(ValueEntry entry) = 0;
    /// Stores what it can and reports each item. Calls that wait for the writer at the same time
    /// are synced together; each keeps its own answer and undo step. Errors for the whole call, in
    /// this order: InvalidArgument (more than 10,000 items), NotFound (session), InvalidArgument
    /// (no single device to infer), NotFound (device); the subject tells the two apart.
    [[nodiscard]] virtual QFuture<Result<PublishResult>> publish(PublishRequest request) = 0;
    /// All or nothing, one undo step; `stop` ends it within 200 ms and leaves the store as it was.
    [[nodiscard]] virtual QFuture<Result<ImportSummary>>
    importRows(std::shared_ptr<RowSource> source, ImportOptions options, std::stop_token stop,
               ProgressCallback progress) = 0;
    /// All edits or none. Errors: NotFound, InvalidArgument; AlreadyExists when another value
    /// stands in the place of a record and its edit has DuplicatePolicy::Ask, or may not be
    /// replaced in the session it moves to. Places are compared when all edits are made, so that
    /// records of which each takes the place of the next one are no duplicates.
    [[nodiscard]] virtual QFuture<Result<ChangeId>> edit(std::vector<RecordEdit> edits,
                                                         QString label) = 0;
    /// An entry's session goes with its record.
    [[nodiscard]] virtual QFuture<Result<ChangeId>> remove(std::vector<RecordKey> keys,
                                                           QString label) = 0;
    /// At most kMaxPageRows a page.
    [[nodiscard]] virtual QFuture<Result<RecordPage>> page(Selection selection, SortOrder order,
                                                           std::optional<RecordPageKey> after,
                                                           int limit, std::stop_token stop = {},
                                                           PageReading reading = {}) = 0;
    [[nodiscard]] virtual QFuture<Result<std::int64_t>> count(Selection selection,
                                                              std::stop_token stop = {}) = 0;
    /// Earlier values, newest first.
    [[nodiscard]] virtual QFuture<Result<std::vector<RecordRevision>>> history(RecordKey key) = 0;
    /// The values of the metric's last `count` records by session time, oldest first (E10).
    [[nodiscard]] virtual QFuture<Result<std::vector<double>>> lastValues(MetricId metric,
                                                                          int count) = 0;
};

} // namespace tidemark
