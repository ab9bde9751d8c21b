// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/python_environment.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QProcess>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace tidemark::test {

namespace {

constexpr int kMake_ms = 60'000;
constexpr int kInstall_ms = 300'000;

/// What a tool printed; `isOk` when it ended well in time.
struct Ran
{
    bool isOk = false;
    QString output;
};

Ran run(const QString &program, const QStringList &arguments, int timeout_ms)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : {u"PYTHONHOME"_s, u"PYTHONPATH"_s, u"VIRTUAL_ENV"_s})
        environment.remove(name);
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    const bool hasEnded = process.waitForFinished(timeout_ms);
    if (!hasEnded) {
        process.kill();
        process.waitForFinished();
    }
    const bool isOk =
        hasEnded && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    return {isOk, QString::fromUtf8(process.readAll()).trimmed()};
}

QString lastLine(const QString &text)
{
    return text.section(u'\n', -1);
}

PythonEnvironment absent(const QString &reason)
{
    return {{}, reason, false};
}

PythonEnvironment install(const QString &python, const QString &folder, const QString &requirements)
{
    QDir(folder).removeRecursively();
    const Ran made = run(python, {u"-m"_s, u"venv"_s, folder}, kMake_ms);
    if (!made.isOk)
        return absent(u"Python's module venv does not work (package python3-venv): "_s +
                      lastLine(made.output));
    const QString program = folder + u"/bin/python"_s;
    const Ran installed =
        run(program,
            {u"-m"_s, u"pip"_s, u"install"_s, u"--quiet"_s, u"--disable-pip-version-check"_s,
             u"--retries"_s, u"1"_s, u"--only-binary=:all:"_s, u"--require-hashes"_s, u"-r"_s,
             requirements},
            kInstall_ms);
    if (!installed.isOk && installed.output.contains("DO NOT MATCH THE HASHES"_L1))
        return {{}, u"A package differs from its hash: "_s + installed.output, true};
    if (!installed.isOk)
        return absent(u"the packages cannot be installed (no package index?): "_s +
                      lastLine(installed.output));
    QFile mark(folder + u"/complete"_s);
    if (!mark.open(QIODevice::WriteOnly))
        return absent(u"the build folder cannot be written"_s);
    return {program, {}, false};
}

} // namespace

PythonEnvironment PythonEnvironment::make(const QString &requirements)
{
    const QString python = QStandardPaths::findExecutable(u"python3.11"_s);
    if (python.isEmpty())
        return absent(u"Python 3.11 is not installed (package python3)"_s);
    QFile file(requirements);
    if (!file.open(QIODevice::ReadOnly))
        return {{}, u"The requirements file is missing: "_s + requirements, true};
    const QByteArray hash =
        QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex().left(16);
    const QDir folder(QStringLiteral(TIDEMARK_PYTHON_FOLDER));
    if (!folder.mkpath(u"."_s))
        return absent(u"the build folder cannot be written"_s);
    const QString environment = folder.filePath(QString::fromLatin1(hash));

    // Tests run beside each other; the first one makes it.
    QLockFile lock(environment + u".lock"_s);
    lock.setStaleLockTime(0);
    if (!lock.tryLock(kMake_ms + kInstall_ms))
        return absent(u"another test has been making the environment for too long"_s);
    if (QFile::exists(environment + u"/complete"_s))
        return {environment + u"/bin/python"_s, {}, false};
    return install(python, environment, requirements);
}

} // namespace tidemark::test
