// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/undo_history.h"
#include "model/domain/import_rows.h"
#include "model/ports/access_store.h"
#include "model/ports/record_store.h"
#include "tests/support/store_bench.h"

#include <QSignalSpy>
#include <QTest>

#include <cstdint>
#include <memory>
#include <semaphore>
#include <vector>

namespace tidemark::test {

/// A store and its history, which knows where it begins.
struct HistoryBench : StoreBench
{
    HistoryBench()
    {
        QVERIFY(QTest::qWaitFor([this] { return history.isReady(); }, 20'000));
    }

    [[nodiscard]] std::int64_t storedRecords() const
    {
        return await(ports.records->count({})).value();
    }
    UndoHistory history{*ports.journal, *ports.events};
};

/// The changes that a spy on UndoHistory::stepsAdded heard of, oldest first.
[[nodiscard]] inline std::vector<ChangeId> toldOf(const QSignalSpy &added)
{
    std::vector<ChangeId> changes;
    for (const QList<QVariant> &told : added) {
        for (const ChangeEntry &entry : told.first().value<std::vector<ChangeEntry>>())
            changes.push_back(entry.id);
    }
    return changes;
}

/// The value 2 of the metric `m`; nothing is stored where there is one already.
[[nodiscard]] inline ValueEntry valueAt(const QString &iso)
{
    ValueEntry entry;
    entry.metric = QStringLiteral("m");
    entry.at = at(iso);
    entry.value = 2;
    return entry;
}

/// An import without rows that goes on until it is let go.
class HeldImport final : public RowSource
{
public:
    [[nodiscard]] Result<bool> next(std::vector<ImportRow> & /*rows*/) override
    {
        m_mayEnd.acquire();
        return false;
    }
    void letGo() { m_mayEnd.release(); }

private:
    std::counting_semaphore<> m_mayEnd{0};
};

/// Holds a store's writer by such an import, at most until its own end.
class HeldWriter
{
public:
    explicit HeldWriter(const DataPorts &ports)
        : m_import(ports.records->importRows(m_rows, {}, {}, {}))
    {}
    /// By one of another organisation, which is no open change of the local one.
    explicit HeldWriter(store::LocalStore &store)
        : HeldWriter(portsOfAnother(store))
    {}
    ~HeldWriter() { letGo(); } // or the store could not close
    HeldWriter(const HeldWriter &) = delete;
    HeldWriter &operator=(const HeldWriter &) = delete;

    void letGo() { m_rows->letGo(); }
    [[nodiscard]] const QFuture<Result<ImportSummary>> &import() const { return m_import; }

private:
    static DataPorts portsOfAnother(store::LocalStore &store)
    {
        const QString uid = QStringLiteral("og_another");
        const auto made =
            await(store.access().createOrganisation({QStringLiteral("another"), uid}));
        if (!made)
            qFatal("%s", qPrintable(made.error().message));
        return store.portsFor({uid, QStringLiteral("another")});
    }

    std::shared_ptr<HeldImport> m_rows = std::make_shared<HeldImport>();
    QFuture<Result<ImportSummary>> m_import;
};

} // namespace tidemark::test
