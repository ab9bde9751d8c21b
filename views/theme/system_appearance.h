// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <optional>

class QDBusVariant;

namespace tidemark::theme {

/// What the desktop says about appearance. No value means that it has no wish.
class SystemAppearance : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] std::optional<bool> prefersDark() const { return m_prefersDark; }
    [[nodiscard]] std::optional<bool> prefersHighContrast() const { return m_prefersHighContrast; }

Q_SIGNALS:
    void appearanceChanged();

protected:
    void setPrefersDark(std::optional<bool> dark);
    void setPrefersHighContrast(std::optional<bool> highContrast);

private:
    std::optional<bool> m_prefersDark;
    std::optional<bool> m_prefersHighContrast;
};

/// Reads the settings portal of the session bus (namespace org.freedesktop.appearance, keys
/// color-scheme and contrast) without ever waiting for it, and follows its changes. Without a bus
/// or a portal it has no wish. GUI thread.
class PortalAppearance final : public SystemAppearance
{
    Q_OBJECT

public:
    /// `busAddress` empty means the session bus; a test names a bus of its own.
    explicit PortalAppearance(const QString &busAddress = {}, QObject *parent = nullptr);

private Q_SLOTS:
    void onSettingChanged(const QString &settingNamespace, const QString &key,
                          const QDBusVariant &value);

private:
    void onConnected(const QString &connectionName);
    void read(const QString &connectionName, const QString &key);
    void apply(const QString &key, const QVariant &value);
};

} // namespace tidemark::theme
