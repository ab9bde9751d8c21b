// SPDX-License-Identifier: GPL-3.0-or-later
// The Roboto SDK, unmodified, against `tidemark serve` (tests/interop/roboto_scenario.py).
// Check 43.
#include "tests/app/commands/served_store.h"
#include "tests/support/program.h"
#include "tests/support/python_environment.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

class ServerSdkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void playsTheWholeScenario();
    void readsItsConfigurationFile();

private:
    /// Runs the scenario with these variables on top; its output when it went well, else empty.
    [[nodiscard]] QByteArray play(const QStringList &arguments,
                                  const QMap<QString, QString> &variables) const;

    QString m_python;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_store;
};

void ServerSdkTest::initTestCase()
{
    const auto python =
        PythonEnvironment::make(QStringLiteral(TIDEMARK_INTEROP_FOLDER) + u"/requirements.txt"_s);
    QVERIFY2(!python.isBroken, qPrintable(python.absence));
    if (python.program.isEmpty())
        QSKIP(qPrintable(u"whole class: "_s + python.absence));
    m_python = python.program;
}

void ServerSdkTest::init()
{
    failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = m_folder->filePath(u"s.tidemark"_s);
}

QByteArray ServerSdkTest::play(const QStringList &arguments,
                               const QMap<QString, QString> &variables) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        if (name.startsWith("ROBOTO_"_L1))
            environment.remove(name);
    }
    environment.insert(u"HOME"_s, m_folder->path()); // no real profile is read
    environment.insert(u"PYTHONDONTWRITEBYTECODE"_s, u"1"_s);
    environment.insert(u"PYTHONUTF8"_s, u"1"_s);
    environment.insert(u"no_proxy"_s, u"*"_s);
    for (auto it = variables.begin(); it != variables.end(); ++it)
        environment.insert(it.key(), it.value());
    QProcess process;
    process.setProcessEnvironment(environment);
    const QString script = QStringLiteral(TIDEMARK_INTEROP_FOLDER) + u"/roboto_scenario.py"_s;
    process.start(m_python, QStringList{u"-W"_s, u"ignore"_s, script} + arguments);
    constexpr int kPatience_ms = 400'000;
    const bool isOk = process.waitForFinished(kPatience_ms) && process.exitCode() == 0;
    if (!isOk)
        qWarning("%s", process.readAllStandardError().constData());
    return isOk ? process.readAllStandardOutput() : QByteArray();
}

// Check 43, by the environment.
void ServerSdkTest::playsTheWholeScenario()
{
    const QString token = createToken(m_store, {u"--user"_s, u"ana@example.org"_s});
    const QString both = createToken(m_store, {u"--org"_s, u"og_local"_s, u"--new-org"_s, u"B"_s});
    ServedStore served(m_store, {u"--quiet"_s});
    QVERIFY(served.isServing());
    RobotoClient client(served.port(), both);
    const QStringList orgs = texts(client.get("/v1/orgs/caller").data().toArray(), u"org_id"_s);
    QCOMPARE(orgs.size(), 2);
    const QString other = orgs.at(orgs.indexOf(u"og_local"_s) == 0 ? 1 : 0);
    const QByteArray played =
        play({u"full"_s, both, other},
             {{u"ROBOTO_API_KEY"_s, token}, {u"ROBOTO_SERVICE_ENDPOINT"_s, served.url()}});
    QCOMPARE(played.count("ok "), 10);
    QCOMPARE(served.end(SIGTERM), 0);
    QCOMPARE(runTidemark({u"check"_s, u"--store"_s, m_store}).exitCode, 0);
}

// Check 43, by a profile whose endpoint ends in a slash.
void ServerSdkTest::readsItsConfigurationFile()
{
    const QString token = createToken(m_store);
    ServedStore served(m_store, {u"--quiet"_s});
    QVERIFY(served.isServing());
    QFile file(m_folder->filePath(u"config.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QJsonObject profile{{u"api_key"_s, token}, {u"endpoint"_s, QString(served.url() + u'/')}};
    file.write(compact({{u"version"_s, u"v1"_s},
                        {u"default_profile"_s, u"local"_s},
                        {u"profiles"_s, QJsonObject{{u"local"_s, profile}}}}));
    file.close();
    QCOMPARE(play({u"reach"_s}, {{u"ROBOTO_CONFIG_FILE"_s, file.fileName()}}),
             QByteArray("ok reach\n"));
}

TIDEMARK_TEST(ServerSdkTest)
#include "server_sdk_test.moc"
