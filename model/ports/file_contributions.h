// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/file_contribution.h"
#include "model/ports/session_store.h"

#include <QFuture>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace tidemark {

/// Files of a session in the byte order of their uids.
struct ContributionPage
{
    std::vector<FileContribution> files;
    std::optional<QString> next; ///< continue strictly after this uid; absent on the last page
};

/// The files of sessions, and with them the sessions' times. Any thread may call; answers come from
/// the store's lanes.
///
/// In the transaction that adds or removes files, start and end of the session become the first and
/// the last instant of its files with a range; records follow. A session without such a file keeps
/// the times it was given by hand, until one is added: from then on its times cannot be set by
/// hand, and when the last one is removed they are unknown. A hand-entered value has its own time,
/// so its session takes no files. A file need not be known: it is then a placeholder of that uid.
///
/// Errors of all: NotFound with ErrorSubject::Session.
class FileContributions
{
public:
    virtual ~FileContributions() = default;

    /// A file that is there already gets the new range. One undo step. Errors: InvalidArgument
    /// (uid, a range that ends before it begins, a hand-entered value, more than 10,000 files).
    [[nodiscard]] virtual QFuture<Result<SessionOutcome>>
    add(QString sessionUid, std::vector<NewContribution> files) = 0;
    /// Files that are not there change nothing. Errors: InvalidArgument (more than 10,000 files).
    [[nodiscard]] virtual QFuture<Result<SessionOutcome>> remove(QString sessionUid,
                                                                 QStringList files) = 0;
    /// At most 10,000 a page.
    [[nodiscard]] virtual QFuture<Result<ContributionPage>>
    page(QString sessionUid, std::optional<QString> after, int limit) = 0;
};

} // namespace tidemark
