// SPDX-License-Identifier: GPL-3.0-or-later
// The ports for the journal and for the care of the store.
#include "model/store/backup.h"
#include "model/store/journal.h"
#include "model/store/migrations.h"
#include "model/store/sql_error.h"
#include "model/store/store_check.h"
#include "model/store/store_ports.h"

#include <QFileInfo>

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

Result<std::int64_t> countOf(Connection &connection, QLatin1StringView table)
{
    return connection.scalar("SELECT count(*) FROM "_L1 % table, "count_rows"_L1)
        .transform(
            [](const QVariant &count) { return static_cast<std::int64_t>(count.toLongLong()); });
}

Result<StoreInfo> readInfo(Connection &connection, const QString &readOnlyReason)
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
    for (const auto &[table, target] :
         {std::pair("metric"_L1, &info.metricCount), std::pair("session"_L1, &info.sessionCount),
          std::pair("record"_L1, &info.recordCount)}) {
        const auto count = countOf(connection, table);
        if (!count)
            return failure(count.error());
        *target = *count;
    }
    return info;
}

} // namespace

QFuture<Result<void>> JournalPort::undo(ChangeId change)
{
    return m_desk.write([change, origin = m_desk.origin()](Connection &connection) {
        return undoChange(connection, change, origin);
    });
}

QFuture<Result<void>> JournalPort::redo(ChangeId change)
{
    return m_desk.write([change, origin = m_desk.origin()](Connection &connection) {
        return redoChange(connection, change, origin);
    });
}

QFuture<Result<std::vector<ChangeEntry>>> JournalPort::changes(int limit)
{
    return m_lanes.read<std::vector<ChangeEntry>>(
        [limit](Connection &connection) { return readChanges(connection, limit); });
}

QFuture<Result<StoreInfo>> AdminPort::info()
{
    return m_lanes.read<StoreInfo>([reason = m_desk.readOnlyReason()](Connection &connection) {
        return readInfo(connection, reason);
    });
}

QFuture<Result<QString>> AdminPort::backupTo(QString path, bool overwrite, std::stop_token stop)
{
    return m_lanes.read<QString>(
        [path, overwrite, stop](Connection &connection) {
            return writeBackup(connection, path, overwrite, stop);
        },
        stop);
}

QFuture<Result<CheckReport>> AdminPort::check(std::stop_token stop, ProgressCallback progress)
{
    return m_lanes.read<CheckReport>(
        [this, stop, progress](Connection &connection) {
            auto report = checkStore(connection, stop, progress);
            if (report && report->isDamaged)
                m_desk.noteFailure(damagedError(connection.storeName(), u"check"_s));
            return report;
        },
        stop);
}

} // namespace tidemark::store
