// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/system_appearance.h"

#include "model/core/continue_on.h"
#include "views/logging.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QPromise>
#include <QThreadPool>

#include <memory>

namespace tidemark::theme {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kService = "org.freedesktop.portal.Desktop"_L1;
constexpr auto kPath = "/org/freedesktop/portal/desktop"_L1;
constexpr auto kInterface = "org.freedesktop.portal.Settings"_L1;
constexpr auto kNamespace = "org.freedesktop.appearance"_L1;
constexpr auto kColorScheme = "color-scheme"_L1;
constexpr auto kContrast = "contrast"_L1;

/// Settings.Read answers a variant inside a variant; SettingChanged a plain one.
QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

/// Connecting says hello to the bus and waits for the answer, so it is done off the GUI thread.
QString connectToBus(const QString &address)
{
    const QString name = u"tidemark-appearance"_s;
    const QDBusConnection bus = address.isEmpty() ? QDBusConnection::sessionBus()
                                                  : QDBusConnection::connectToBus(address, name);
    return bus.isConnected() ? bus.name() : QString();
}

} // namespace

void SystemAppearance::setPrefersDark(std::optional<bool> dark)
{
    if (dark == m_prefersDark)
        return;
    m_prefersDark = dark;
    Q_EMIT appearanceChanged();
}

void SystemAppearance::setPrefersHighContrast(std::optional<bool> highContrast)
{
    if (highContrast == m_prefersHighContrast)
        return;
    m_prefersHighContrast = highContrast;
    Q_EMIT appearanceChanged();
}

PortalAppearance::PortalAppearance(const QString &busAddress, QObject *parent)
    : SystemAppearance(parent)
{
    const auto promise = std::make_shared<QPromise<QString>>();
    promise->start();
    continueOn(this, promise->future(), [this](const QString &name) { onConnected(name); });
    QThreadPool::globalInstance()->start([promise, busAddress] {
        promise->addResult(connectToBus(busAddress));
        promise->finish();
    });
}

void PortalAppearance::onConnected(const QString &connectionName)
{
    if (connectionName.isEmpty())
        return;
    // The header only names QDBusVariant, so moc leaves the slot's parameter to be found by name.
    qRegisterMetaType<QDBusVariant>();
    QDBusConnection bus(connectionName);
    if (!bus.connect(kService, kPath, kInterface, u"SettingChanged"_s, this,
                     SLOT(onSettingChanged(QString, QString, QDBusVariant))))
        qCWarning(lcViews, "The desktop's appearance is read once, but not followed.");
    read(connectionName, kColorScheme);
    read(connectionName, kContrast);
}

void PortalAppearance::read(const QString &connectionName, const QString &key)
{
    QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kInterface, u"Read"_s);
    call << QString(kNamespace) << key;
    auto *watcher =
        new QDBusPendingCallWatcher(QDBusConnection(connectionName).asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this, key](QDBusPendingCallWatcher *done) {
                done->deleteLater();
                const QDBusPendingReply<QDBusVariant> reply = *done;
                if (reply.isValid())
                    apply(key, reply.value().variant());
            });
}

void PortalAppearance::onSettingChanged(const QString &settingNamespace, const QString &key,
                                        const QDBusVariant &value)
{
    if (settingNamespace == kNamespace)
        apply(key, value.variant());
}

void PortalAppearance::apply(const QString &key, const QVariant &value)
{
    bool isNumber = false;
    const uint number = unwrapped(value).toUInt(&isNumber);
    if (!isNumber)
        return;
    // Portal documentation, org.freedesktop.appearance: color-scheme 0 none, 1 dark, 2 light;
    // contrast 0 none, 1 higher.
    if (key == kColorScheme)
        setPrefersDark(number == 1   ? std::optional(true)
                       : number == 2 ? std::optional(false)
                                     : std::nullopt);
    else if (key == kContrast)
        setPrefersHighContrast(number == 1);
}

} // namespace tidemark::theme
