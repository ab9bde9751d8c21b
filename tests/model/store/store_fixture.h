// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/import_rows.h"
#include "model/store/connection.h"
#include "model/store/journal_tables.h"
#include "model/store/local_store.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QFile>
#include <QFuture>
#include <QString>
#include <QTemporaryDir>

#include <atomic>
#include <memory>
#include <vector>

namespace tidemark::test {

/// The answer of a future, waited for on this thread.
template <class T>
[[nodiscard]] T answer(QFuture<T> future)
{
    future.waitForFinished();
    return future.takeResult();
}

/// A clock that moves on by one second each time it is read.
class SteppingClock final : public Clock
{
public:
    [[nodiscard]] Timestamp now() const override
    {
        return Timestamp(m_now_ns.fetch_add(1'000'000'000));
    }

private:
    mutable std::atomic<std::int64_t> m_now_ns = 1'700'000'000'000'000'000;
};

inline SteppingClock &steppingClock()
{
    static SteppingClock clock;
    return clock;
}

[[nodiscard]] inline store::OpenOptions openOptions(const QString &path)
{
    store::OpenOptions options;
    options.path = path;
    options.author = QStringLiteral("ana");
    options.clock = &steppingClock();
    return options;
}

using StorePointer = std::shared_ptr<store::LocalStore>;

[[nodiscard]] inline Result<StorePointer> openStore(const QString &path)
{
    return answer(store::LocalStore::open(openOptions(path)));
}

/// Every row of the content tables as text, change numbers included: two stores with equal dumps
/// hold the same bits.
[[nodiscard]] inline QByteArray contentDump(const QString &path)
{
    auto connection = store::Connection::open({path, store::OpenMode::ReadOnly});
    if (!connection)
        return "cannot open: " + connection.error().detail.toUtf8();
    QByteArray dump;
    for (const store::JournalTable table : store::kJournalTables) {
        const QString columns = store::tableColumns(table);
        const auto count = static_cast<int>(columns.count(QLatin1Char(',')) + 1);
        store::Statement select =
            (*connection)
                ->prepare(QLatin1StringView("dump"), QStringLiteral("SELECT %1 FROM %2 ORDER BY %1")
                                                         .arg(columns, store::tableName(table)));
        if (auto done = select.run(); !done)
            return "cannot read: " + done.error().detail.toUtf8();
        dump += store::tableName(table).toUtf8() + '\n';
        while (select.next().value_or(false)) {
            for (int column = 0; column < count; ++column)
                dump +=
                    (select.isNull(column) ? QByteArray("NULL") : select.text(column).toUtf8()) +
                    '|';
            dump += '\n';
        }
    }
    return dump;
}

[[nodiscard]] inline QByteArray fileHash(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(&file);
    return hash.result();
}

/// Hands out rows that a test has made, in batches.
class VectorSource final : public RowSource
{
public:
    explicit VectorSource(std::vector<ImportRow> rows, std::size_t batch = 1000)
        : m_rows(std::move(rows))
        , m_batch(batch)
    {}
    [[nodiscard]] Result<bool> next(std::vector<ImportRow> &rows) override
    {
        for (std::size_t i = 0; i < m_batch && m_at < m_rows.size(); ++i)
            rows.push_back(m_rows[m_at++]);
        return m_at < m_rows.size();
    }

private:
    std::vector<ImportRow> m_rows;
    std::size_t m_batch;
    std::size_t m_at = 0;
};

} // namespace tidemark::test
