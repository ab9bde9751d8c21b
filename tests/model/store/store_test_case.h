// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/record.h"
#include "tests/model/store/store_fixture.h"

#include <QObject>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <vector>

namespace tidemark::test {

/// A test class each of whose tests begins with a new store, open, in a folder of its own.
class StoreTestCase : public QObject
{
    Q_OBJECT

protected:
    [[nodiscard]] RecordStore &records() const;
    [[nodiscard]] std::vector<Record> allRecords() const;
    [[nodiscard]] std::int64_t recordCount() const;
    /// A session from 100 to 200 ns.
    void createSession(const QString &uid, const QStringList &devices = {});
    /// Imports the rows in batches of three.
    [[nodiscard]] Result<ImportSummary> import(std::vector<ImportRow> rows,
                                               const ImportOptions &options = {});

    StorePointer m_store;

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

} // namespace tidemark::test
