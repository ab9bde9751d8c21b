// SPDX-License-Identifier: GPL-3.0-or-later
// The ports for the journal and for the care of the store.
#include "model/store/backup.h"
#include "model/store/journal.h"
#include "model/store/migrations.h"
#include "model/store/notices.h"
#include "model/store/series/fault_words.h"
#include "model/store/series/series_rebuild.h"
#include "model/store/sql_error.h"
#include "model/store/store_check.h"
#include "model/store/store_ports.h"
#include "model/store/transaction.h"

#include <QCoreApplication>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct AdminText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::AdminPort)
};

// A store with one organisation need not look at whose the rows are.
constexpr Sql kCountAll{"count_all"_L1,
                        "SELECT (SELECT count(*) FROM metric), (SELECT count(*) FROM session), "
                        "(SELECT count(*) FROM record), (SELECT coalesce(sum(s.samples), 0) "
                        "FROM series s JOIN metric m ON m.id = s.metric_id), "
                        "(SELECT count(*) FROM org)"_L1};
constexpr Sql kCountOf{
    "count_of_org"_L1,
    "SELECT (SELECT count(*) FROM metric WHERE org_id = ?), "
    "(SELECT count(*) FROM session WHERE org_id = ?), (SELECT count(*) FROM metric m "
    "CROSS JOIN record r ON r.metric_id = m.id WHERE m.org_id = ?), "
    "(SELECT coalesce(sum(s.samples), 0) FROM series s JOIN metric m ON m.id = s.metric_id "
    "WHERE m.org_id = ?)"_L1};

Result<void> readCounts(Statement &select, StoreInfo &info)
{
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    info.metricCount = select.integer(0);
    info.sessionCount = select.integer(1);
    info.recordCount = select.integer(2);
    info.sampleCount = select.integer(3);
    return {};
}

Result<void> countRows(Connection &connection, OrgId org, StoreInfo &info)
{
    {
        Statement all = connection.prepare(kCountAll);
        if (auto read = all.run().and_then([&] { return readCounts(all, info); }); !read)
            return read;
        if (all.integer(4) == 1)
            return {};
    }
    Statement own = connection.prepare(kCountOf);
    return own.run(org, org, org, org).and_then([&] { return readCounts(own, info); });
}

// What shows all of the store is the local organisation's alone.
Result<void> checkMayCare(OrgId org)
{
    if (org == kLocalOrg)
        return {};
    return failure(
        ErrorCode::PermissionDenied,
        AdminText::tr("Only the owner of the store may copy, check or rebuild all of it."));
}

Result<StoreInfo> readInfo(Connection &connection, OrgId org, const QString &readOnlyReason)
{
    StoreInfo info;
    const QFileInfo file(connection.path());
    info.path = connection.path();
    info.name = connection.storeName();
    info.isReadOnly = !readOnlyReason.isEmpty();
    info.readOnlyReason = readOnlyReason;
    info.sizeBytes = file.size() + QFileInfo(connection.path() % "-wal"_L1).size();
    const auto sample = storeInfo(connection, info_key::kSample);
    if (!sample)
        return failure(sample.error());
    info.isSample = *sample == u"1"_s;
    const auto version = schemaVersion(connection);
    if (!version)
        return failure(version.error());
    info.schemaVersion = *version;
    if (auto counted = countRows(connection, org, info); !counted)
        return failure(counted.error());
    return info;
}

// Others read aggregates anew.
Result<void> tellOfSeries(Connection &connection, const QString &origin, OrgId org,
                          const StoreChange &change)
{
    auto transaction = Transaction::begin(connection);
    if (!transaction)
        return failure(transaction.error());
    if (auto written = writeNotice(connection, origin, org, change); !written)
        return failure(written.error());
    return transaction->commit();
}

Result<RebuildReport> rebuildAll(Connection &connection, const std::stop_token &stop,
                                 const ProgressCallback &progress)
{
    const auto workspace = std::make_unique<ChunkWorkspace>();
    return rebuildSeries(connection, *workspace, stop, progress)
        .transform([](const SeriesCheck &left) {
            RebuildReport report{{}, left.series, left.samples};
            for (const SeriesFault &fault : left.faults)
                report.findings.push_back(findingOf(fault));
            return report;
        });
}

} // namespace

QFuture<Result<void>> JournalPort::undo(ChangeId change)
{
    return m_tools.desk.write(
        m_tools.scope, [change, origin = m_tools.desk.origin()](Connection &connection, OrgId org) {
            return undoChange(connection, org, change, origin);
        });
}

QFuture<Result<void>> JournalPort::redo(ChangeId change)
{
    return m_tools.desk.write(
        m_tools.scope, [change, origin = m_tools.desk.origin()](Connection &connection, OrgId org) {
            return redoChange(connection, org, change, origin);
        });
}

QFuture<Result<std::vector<ChangeEntry>>> JournalPort::changes(int limit)
{
    return m_tools.read<std::vector<ChangeEntry>>(
        [limit](Connection &connection, OrgId org) { return readChanges(connection, org, limit); });
}

// The writer works in the order of asking: what was open is done when it comes to this. Of what was
// done already it matters whether it was told.
QFuture<Result<SettledChanges>> JournalPort::settledChanges(int limit)
{
    const StepTally &tally = m_tools.desk.tally();
    const QString uid = m_tools.scope->uid();
    return m_tools.desk.after<SettledChanges>(m_tools.scope, [limit, &tally, uid,
                                                              before = tally.told(uid)](
                                                                 Connection &connection,
                                                                 OrgId org) {
        return readChanges(connection, org, limit).transform([&](std::vector<ChangeEntry> changes) {
            return SettledChanges{std::move(changes), tally.isLastWithoutStep(uid, before)};
        });
    });
}

std::uint64_t JournalPort::changesAsked() const
{
    return m_tools.desk.tally().asked(m_tools.scope->uid());
}

std::uint64_t JournalPort::changesDone() const
{
    return m_tools.desk.tally().done(m_tools.scope->uid());
}

QFuture<Result<StoreInfo>> AdminPort::info()
{
    return m_tools.read<StoreInfo>(
        [reason = m_tools.desk.readOnlyReason()](Connection &connection, OrgId org) {
            return readInfo(connection, org, reason);
        });
}

QFuture<Result<QString>> AdminPort::backupTo(QString path, bool overwrite, std::stop_token stop)
{
    return m_tools.read<QString>(
        [path, overwrite, stop](Connection &connection, OrgId org) -> Result<QString> {
            return checkMayCare(org).and_then(
                [&] { return writeBackup(connection, path, overwrite, stop); });
        },
        stop);
}

QFuture<Result<CheckReport>> AdminPort::check(std::stop_token stop, ProgressCallback progress)
{
    return m_tools.read<CheckReport>(
        [&desk = m_tools.desk, stop, progress](Connection &connection,
                                               OrgId org) -> Result<CheckReport> {
            if (auto allowed = checkMayCare(org); !allowed)
                return failure(allowed.error());
            auto report = checkStore(connection, stop, progress);
            if (report && report->isDamaged)
                desk.noteFailure(damagedError(connection.storeName(), u"check"_s));
            return report;
        },
        stop);
}

QFuture<Result<RebuildReport>> AdminPort::rebuild(std::stop_token stop, ProgressCallback progress)
{
    return m_tools.desk.tellingWrite<RebuildReport>(
        m_tools.scope,
        [origin = m_tools.desk.origin(), stop = std::move(stop), progress = std::move(progress)](
            Connection &connection, OrgId org, StoreChange &touched) -> Result<RebuildReport> {
            if (auto allowed = checkMayCare(org); !allowed)
                return failure(allowed.error());
            const StopGuard guard(connection, stop);
            auto report = rebuildAll(connection, stop, progress);
            if (!report)
                return report;
            touched.allSeries = true;
            if (auto told = tellOfSeries(connection, origin, org, touched); !told)
                return failure(told.error());
            return report;
        });
}

} // namespace tidemark::store
