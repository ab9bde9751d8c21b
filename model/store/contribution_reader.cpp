// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/contribution_reader.h"

#include "model/store/connection.h"
#include "model/store/page_limit.h"
#include "model/store/rows.h"
#include "model/store/transaction.h"

namespace tidemark::store {

using namespace Qt::StringLiterals;

namespace {

constexpr Sql kSelectContributions{
    "select_contributions"_L1,
    "SELECT f.uid, sf.first_ns, sf.last_ns, sf.added_ns, a.name FROM session_file sf "
    "CROSS JOIN file f ON f.id = sf.file_id JOIN actor a ON a.id = sf.added_by "
    "WHERE sf.session_id = ? AND f.uid > ? ORDER BY f.uid LIMIT ?"_L1};

FileContribution contributionOf(const Statement &row)
{
    FileContribution file;
    file.file = row.text(0);
    if (!row.isNull(1))
        file.range = ClosedRange{row.timestamp(1), row.timestamp(2)};
    file.added = row.timestamp(3);
    file.addedBy = row.text(4);
    return file;
}

} // namespace

Result<ContributionPage> readContributions(Connection &connection, OrgId org,
                                           const QString &sessionUid,
                                           const std::optional<QString> &after, int limit)
{
    if (auto valid = checkPageLimit(limit); !valid)
        return failure(valid.error());
    const auto snapshot = Transaction::beginRead(connection);
    if (!snapshot)
        return failure(snapshot.error());
    const auto session = findSessionId(connection, org, sessionUid);
    if (!session)
        return failure(session.error());
    Statement select = connection.prepare(kSelectContributions);
    // One row more than asked for tells whether another page follows.
    if (auto done = select.run(*session, after.value_or(QString()), limit + 1); !done)
        return failure(done.error());
    ContributionPage page;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return page;
        if (page.files.size() == static_cast<std::size_t>(limit)) {
            page.next = page.files.back().file;
            return page;
        }
        page.files.push_back(contributionOf(select));
    }
}

} // namespace tidemark::store
