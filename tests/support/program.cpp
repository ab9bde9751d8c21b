// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"

using namespace Qt::StringLiterals;

namespace tidemark::test {

namespace {

QProcessEnvironment surroundings()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"DISPLAY"_s);
    environment.remove(u"WAYLAND_DISPLAY"_s);
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    environment.insert(u"TZ"_s, u"UTC"_s);
    return environment;
}

} // namespace

ProgramResult runProgram(const QString &program, const QStringList &arguments,
                         const QByteArray &input)
{
    QProcess process;
    process.setProcessEnvironment(surroundings());
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    constexpr int kTimeout_ms = 120'000;
    if (!process.waitForFinished(kTimeout_ms) || process.exitStatus() != QProcess::NormalExit)
        return {-1, process.readAllStandardOutput(),
                process.errorString().toUtf8() + process.readAllStandardError()};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

ProgramResult runTidemark(const QStringList &arguments, const QByteArray &input)
{
    return runProgram(QStringLiteral(TIDEMARK_PROGRAM), arguments, input);
}

std::unique_ptr<QProcess> startTidemark(const QStringList &arguments, const QString &messages)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(surroundings());
    if (!messages.isEmpty())
        process->setStandardErrorFile(messages, QIODevice::Append);
    process->start(QStringLiteral(TIDEMARK_PROGRAM), arguments);
    return process;
}

} // namespace tidemark::test
