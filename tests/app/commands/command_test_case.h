// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/program.h"

#include <QJsonArray>
#include <QObject>
#include <QTemporaryDir>

#include <memory>

namespace tidemark::test {

/// A test class each of whose tests runs the program on a store of its own, which the first command
/// that writes makes.
class CommandTestCase : public QObject
{
    Q_OBJECT

protected:
    /// Begins in a new folder, with the store of that name.
    void begin(const QString &storeName);

    /// A file of the test's folder.
    [[nodiscard]] QString path(const QString &name) const;
    /// A file `in.csv` with this content; its path.
    [[nodiscard]] QString csvFile(const QByteArray &content) const;

    [[nodiscard]] QStringList withStore(const QStringList &arguments) const;
    [[nodiscard]] ProgramResult run(const QStringList &arguments,
                                    const QByteArray &input = {}) const;
    /// What the command prints as JSON.
    [[nodiscard]] QJsonArray json(const QStringList &arguments) const;
    void addAt(const QString &metric, const QString &value, const QString &at,
               const QStringList &more = {}) const;

    QString m_store; ///< its path

private Q_SLOTS:
    void init();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

} // namespace tidemark::test
