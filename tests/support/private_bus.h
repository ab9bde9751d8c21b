// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTemporaryDir>

namespace tidemark::test {

/// A message bus of this process alone, with a folder as home and no service that starts on
/// demand: the person's own keyring cannot be reached. Make it before anything uses D-Bus, one per
/// process; what it started ends with it.
class PrivateBus
{
public:
    PrivateBus();
    PrivateBus(const PrivateBus &) = delete;
    PrivateBus &operator=(const PrivateBus &) = delete;
    ~PrivateBus();

    /// False when the system has no dbus-daemon.
    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    /// Starts GNOME Keyring on this bus, empty and unlocked, and waits until it is there. False
    /// when the system has none.
    [[nodiscard]] bool startKeyring();
    void endKeyring();
    [[nodiscard]] qint64 keyringProcess() const { return m_keyring.processId(); }
    [[nodiscard]] QString home() const { return m_home.path(); }

private:
    QTemporaryDir m_home;
    QProcess m_bus;
    QProcess m_keyring;
    bool m_isRunning = false;
};

} // namespace tidemark::test
