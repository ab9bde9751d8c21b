// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/migrations.h"

#include "model/core/logging.h"
#include "model/store/connection.h"
#include "model/store/dialect.h"
#include "model/store/schema.h"
#include "model/store/transaction.h"

#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kReadInfo{"read_info"_L1, "SELECT value FROM store_info WHERE key = ?"_L1};
constexpr Sql kWriteInfo{"write_info"_L1,
                         "INSERT INTO store_info (key, value) VALUES (?, ?) "
                         "ON CONFLICT (key) DO UPDATE SET value = excluded.value"_L1};

// When a store was made is known by its first row; an empty one counts from now.
constexpr Sql kDateLocalOrg{
    "date_local_org"_L1,
    "UPDATE org SET created_ns = coalesce((SELECT min(ns) FROM ("
    "SELECT min(created_ns) AS ns FROM metric UNION ALL SELECT min(created_ns) FROM session)), ?) "
    "WHERE id = 1"_L1};

// What a step writes besides its statements: who may read the result, and at the start the name.
Result<void> describeStep(Connection &connection, int step)
{
    if (step == 1) {
        const QString uid = u"st_"_s % QUuid::createUuid().toString(QUuid::Id128);
        if (auto set = setStoreInfo(connection, info_key::kUid, uid); !set)
            return set;
        const QString id = u"PRAGMA application_id = %1"_s.arg(kApplicationId);
        if (auto set = connection.execute(id, "application_id"_L1); !set)
            return set;
        if (auto set = setStoreInfo(connection, info_key::kWriteSeq, u"0"_s); !set)
            return set;
    }
    if (step == 3) {
        if (auto dated = connection.prepare(kDateLocalOrg).run(Timestamp::now()); !dated)
            return dated;
    }
    // Steps to kOldestReader change what a reader of the step before would not understand: that of
    // step 2 would show the data of all organisations as one. Later ones only add to it.
    return setStoreInfo(connection, info_key::kOldestReader,
                        QString::number(std::min(step, kOldestReader)));
}

Result<void> runStep(Connection &connection, int step, const MigrationProbe &probe)
{
    auto transaction = Transaction::begin(connection);
    if (!transaction)
        return failure(transaction.error());
    // Another program may have done the step while this one waited for the lock.
    const auto reached = schemaVersion(connection);
    if (!reached)
        return failure(reached.error());
    if (*reached >= step)
        return {};
    const Dialect dialect(Dialect::Kind::Sqlite);
    int number = 0;
    for (const QLatin1StringView text : schemaStep(step)) {
        if (probe)
            probe(step, number++);
        if (auto done = connection.execute(dialect.expanded(QString(text)), "migrate"_L1); !done)
            return done;
    }
    if (auto described = describeStep(connection, step); !described)
        return described;
    const QString version = u"PRAGMA user_version = %1"_s.arg(step);
    if (auto set = connection.execute(version, "user_version"_L1); !set)
        return set;
    if (probe)
        probe(step, number);
    return transaction->commit();
}

} // namespace

Result<int> schemaVersion(Connection &connection)
{
    return connection.scalar(u"PRAGMA user_version"_s, "user_version"_L1)
        .transform([](const QVariant &value) { return value.toInt(); });
}

Result<void> migrate(Connection &connection, int target, const MigrationProbe &probe)
{
    const auto version = schemaVersion(connection);
    if (!version)
        return failure(version.error());
    for (int step = *version + 1; step <= target; ++step) {
        if (auto done = runStep(connection, step, probe); !done)
            return done;
        qCDebug(lcStore) << "migrated to schema" << step;
    }
    return {};
}

Result<std::optional<QString>> storeInfo(Connection &connection, const char *key)
{
    Statement read = connection.prepare(kReadInfo);
    if (auto done = read.run(QString::fromLatin1(key)); !done)
        return failure(done.error());
    const auto row = read.next();
    if (!row)
        return failure(row.error());
    return *row ? std::optional(read.text(0)) : std::nullopt;
}

Result<void> setStoreInfo(Connection &connection, const char *key, const QString &value)
{
    return connection.prepare(kWriteInfo).run(QString::fromLatin1(key), value);
}

} // namespace tidemark::store
