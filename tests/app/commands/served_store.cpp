// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/served_store.h"

#include "tests/support/program.h"

#include <QUrl>

#include <csignal>

using namespace Qt::StringLiterals;

namespace tidemark::test {

namespace {
constexpr int kPatience_ms = 30'000;
}

ServedStore::ServedStore(const QString &store, const QStringList &more, const QString &listen)
    : m_process(
          startTidemark(QStringList{u"serve"_s, u"--store"_s, store, u"--listen"_s, listen} + more))
{
    while (!m_process->canReadLine() && m_process->waitForReadyRead(kPatience_ms)) {
    }
    m_url = QString::fromUtf8(m_process->readLine()).trimmed();
    m_port = static_cast<quint16>(QUrl(m_url).port(0));
}

ServedStore::~ServedStore()
{
    kill();
}

void ServedStore::kill()
{
    m_process->kill();
    m_process->waitForFinished(kPatience_ms);
}

int ServedStore::end(int signal)
{
    ::kill(static_cast<pid_t>(m_process->processId()), signal);
    if (!m_process->waitForFinished(kPatience_ms) ||
        m_process->exitStatus() != QProcess::NormalExit)
        return -1;
    return m_process->exitCode();
}

QByteArray ServedStore::messages()
{
    m_messages += m_process->readAllStandardError();
    return m_messages;
}

QString createToken(const QString &store, const QStringList &more)
{
    const ProgramResult made = runTidemark(
        QStringList{u"token"_s, u"create"_s, u"--name"_s, u"test"_s, u"--store"_s, store} + more);
    return made.exitCode == 0 ? QString::fromUtf8(made.out).trimmed() : QString();
}

} // namespace tidemark::test
