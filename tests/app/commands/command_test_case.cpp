// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/command_test_case.h"

#include "tests/support/files.h"
#include "tests/support/test_registry.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;

namespace tidemark::test {

void CommandTestCase::init()
{
    begin(u"test.tidemark"_s);
}

void CommandTestCase::begin(const QString &storeName)
{
    failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = path(storeName);
    qputenv("XDG_STATE_HOME", path(u"state"_s).toUtf8());
}

QString CommandTestCase::path(const QString &name) const
{
    return m_folder->filePath(name);
}

QString CommandTestCase::csvFile(const QByteArray &content) const
{
    QString file = path(u"in.csv"_s);
    writeFile(file, content);
    return file;
}

QStringList CommandTestCase::withStore(const QStringList &arguments) const
{
    return arguments + QStringList{u"--store"_s, m_store};
}

ProgramResult CommandTestCase::run(const QStringList &arguments, const QByteArray &input) const
{
    return runTidemark(withStore(arguments), input);
}

QJsonArray CommandTestCase::json(const QStringList &arguments) const
{
    const ProgramResult printed = run(arguments + QStringList{u"--format"_s, u"json"_s});
    return QJsonDocument::fromJson(printed.out).array();
}

void CommandTestCase::addAt(const QString &metric, const QString &value, const QString &at,
                            const QStringList &more) const
{
    const ProgramResult result = run(QStringList{u"add"_s, metric, value, u"--at"_s, at} + more);
    QVERIFY2(result.exitCode == 0, result.err.constData());
}

} // namespace tidemark::test
