// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/private_bus.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;

namespace tidemark::test {
namespace {

constexpr auto kKeyringName = "org.freedesktop.secrets"_L1;

bool hasKeyring()
{
    return QDBusConnection::sessionBus().interface()->isServiceRegistered(kKeyringName).value();
}

void end(QProcess &process)
{
    process.terminate();
    if (!process.waitForFinished(5'000)) {
        process.kill();
        process.waitForFinished();
    }
}

} // namespace

PrivateBus::PrivateBus()
{
    const QDir home(m_home.path());
    for (const char *folder : {"config", "data", "cache", "run"})
        home.mkdir(QString::fromLatin1(folder));
    QFile::setPermissions(home.filePath(u"run"_s),
                          QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    qputenv("HOME", home.path().toLocal8Bit());
    qputenv("XDG_CONFIG_HOME", home.filePath(u"config"_s).toLocal8Bit());
    qputenv("XDG_DATA_HOME", home.filePath(u"data"_s).toLocal8Bit());
    qputenv("XDG_CACHE_HOME", home.filePath(u"cache"_s).toLocal8Bit());
    qputenv("XDG_RUNTIME_DIR", home.filePath(u"run"_s).toLocal8Bit());
    QFile settings(home.filePath(u"bus.conf"_s));
    if (!settings.open(QIODevice::WriteOnly))
        return;
    settings.write("<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration "
                   "1.0//EN\" \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
                   "<busconfig><type>session</type><listen>unix:dir=" +
                   home.filePath(u"run"_s).toUtf8() +
                   "</listen><policy context=\"default\"><allow send_destination=\"*\"/>"
                   "<allow receive_sender=\"*\"/><allow own=\"*\"/></policy></busconfig>\n");
    settings.close();
    m_bus.start(u"dbus-daemon"_s,
                {u"--nofork"_s, u"--print-address"_s, u"--config-file="_s + settings.fileName()});
    if (!m_bus.waitForStarted())
        return;
    QByteArray address;
    while (!address.endsWith('\n') && m_bus.waitForReadyRead(10'000))
        address += m_bus.readAllStandardOutput();
    qputenv("DBUS_SESSION_BUS_ADDRESS", address.trimmed());
    m_isRunning = address.endsWith('\n');
}

PrivateBus::~PrivateBus()
{
    endKeyring();
    if (m_bus.state() != QProcess::NotRunning)
        end(m_bus);
}

bool PrivateBus::startKeyring()
{
    m_keyring.setStandardErrorFile(QProcess::nullDevice());
    m_keyring.start(u"gnome-keyring-daemon"_s,
                    {u"--foreground"_s, u"--unlock"_s, u"--components=secrets"_s});
    if (!m_keyring.waitForStarted())
        return false;
    m_keyring.write("password\n");
    m_keyring.closeWriteChannel();
    return QTest::qWaitFor(hasKeyring, 20'000);
}

void PrivateBus::endKeyring()
{
    if (m_keyring.state() == QProcess::NotRunning)
        return;
    end(m_keyring);
    (void)QTest::qWaitFor([] { return !hasKeyring(); }, 5'000);
}

} // namespace tidemark::test
