// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/record_store.h"

#include <QFuture>
#include <QString>

#include <stop_token>
#include <vector>

namespace tidemark {

/// What the window's title and status bar say about the open store.
struct StoreInfo
{
    QString path;
    QString name;          ///< file name without ending
    bool isSample = false; ///< made of generated sample data (F3)
    bool isReadOnly = false;
    QString readOnlyReason; ///< a sentence for people
    qint64 sizeBytes = 0;
    int schemaVersion = 0;
    std::int64_t metricCount = 0;
    std::int64_t sessionCount = 0;
    std::int64_t recordCount = 0;
    std::int64_t sampleCount = 0; ///< of all series

    /// Records and samples.
    [[nodiscard]] std::int64_t valueCount() const noexcept { return recordCount + sampleCount; }
};

struct CheckFinding
{
    QString where;   ///< table or row
    QString problem; ///< one sentence
};

struct CheckReport
{
    std::vector<CheckFinding> findings; ///< empty: the store is sound
    std::int64_t rowsChecked = 0;
    bool isDamaged = false; ///< bytes are not what was written; the store is not written any more

    [[nodiscard]] bool isSound() const { return findings.empty(); }
};

struct RebuildReport
{
    std::vector<CheckFinding> findings; ///< what is left and could not be mended
    std::int64_t series = 0;            ///< whose aggregates were computed anew
    std::int64_t samples = 0;           ///< that can be read
};

/// Care of the store as a whole. Numbers are those of the ports' organisation; what shows or copies
/// all of the store is refused to others than the local one (PermissionDenied).
class StoreAdmin
{
public:
    virtual ~StoreAdmin() = default;

    [[nodiscard]] virtual QFuture<Result<StoreInfo>> info() = 0;
    /// A consistent copy, also during writes; never replaces an existing file unless `overwrite`.
    [[nodiscard]] virtual QFuture<Result<QString>> backupTo(QString path, bool overwrite,
                                                            std::stop_token stop = {}) = 0;
    /// SQLite's own check, and the rules of ours that no constraint can hold.
    [[nodiscard]] virtual QFuture<Result<CheckReport>> check(std::stop_token stop = {},
                                                             ProgressCallback progress = {}) = 0;
    /// Computes the stored aggregates of every series anew from its samples. Samples that cannot be
    /// read are kept, with what the aggregates know of them. Series are done one by one: what was
    /// done stays when it is stopped. Errors: PermissionDenied, ReadOnly, Locked, Cancelled.
    [[nodiscard]] virtual QFuture<Result<RebuildReport>>
    rebuild(std::stop_token stop = {}, ProgressCallback progress = {}) = 0;
};

} // namespace tidemark
