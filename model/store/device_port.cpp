// SPDX-License-Identifier: GPL-3.0-or-later
// The ports for devices and for the files of sessions.
#include "model/store/contribution_reader.h"
#include "model/store/contribution_writer.h"
#include "model/store/device_writer.h"
#include "model/store/session_reader.h"
#include "model/store/store_ports.h"

#include <QCoreApplication>

namespace tidemark::store {
namespace {

struct DeviceLabel
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::DevicePort)
};

QString shownName(const Session &session)
{
    return session.name.value_or(session.uid);
}

} // namespace

QFuture<Result<DeviceOutcome>> DevicePort::create(NewDevice device)
{
    const QString label = DeviceLabel::tr("create device %1").arg(device.name);
    return m_tools.change<DeviceOutcome>(label, [device](ChangeScope &scope, UidSource &) {
        return DeviceWriter(scope).create(device).transform([](Device made) {
            return DeviceOutcome{std::move(made), {}};
        });
    });
}

QFuture<Result<Device>> DevicePort::find(QString name)
{
    return m_tools.read<Device>(
        [name](Connection &connection, OrgId org) { return deviceNamed(connection, org, name); });
}

QFuture<Result<DeviceOutcome>> DevicePort::update(QString name, DeviceEdit edit)
{
    const QString label = DeviceLabel::tr("edit device %1").arg(name);
    return m_tools.change<DeviceOutcome>(
        label, [name, edit = std::move(edit)](ChangeScope &scope, UidSource &) {
            return DeviceWriter(scope).update(name, edit).transform([](Device made) {
                return DeviceOutcome{std::move(made), {}};
            });
        });
}

QFuture<Result<ChangeId>> DevicePort::remove(QString name)
{
    const QString label = DeviceLabel::tr("delete device %1").arg(name);
    return m_tools.change<ChangeId>(label, [name](ChangeScope &scope, UidSource &) {
        return DeviceWriter(scope).remove(name).transform([] { return ChangeId(); });
    });
}

QFuture<Result<DevicePage>> DevicePort::page(std::optional<QString> after, int limit)
{
    return m_tools.read<DevicePage>([after, limit](Connection &connection, OrgId org) {
        return readDevices(connection, org, after, limit);
    });
}

QFuture<Result<SessionUidPage>> DevicePort::sessionsOf(QString name,
                                                       std::optional<QString> afterUid, int limit)
{
    return m_tools.read<SessionUidPage>(
        [name, afterUid, limit](Connection &connection, OrgId org) -> Result<SessionUidPage> {
            const auto device = deviceNamed(connection, org, name);
            if (!device)
                return failure(device.error());
            return readSessionsOfDevice(connection, device->id, afterUid, limit);
        });
}

QFuture<Result<SessionOutcome>> FilesPort::add(QString sessionUid,
                                               std::vector<NewContribution> files)
{
    const auto count = static_cast<int>(files.size());
    return m_tools.change<SessionOutcome>(
        {},
        [sessionUid, files = std::move(files), count](ChangeScope &scope, UidSource &) {
            return ContributionWriter(scope).add(sessionUid, files).transform([&](Session session) {
                scope.setLabel(DeviceLabel::tr("add %n file(s) to session %1", nullptr, count)
                                   .arg(shownName(session)));
                return SessionOutcome{std::move(session), {}};
            });
        },
        static_cast<std::size_t>(count));
}

QFuture<Result<SessionOutcome>> FilesPort::remove(QString sessionUid, QStringList files)
{
    const auto count = static_cast<int>(files.size());
    return m_tools.change<SessionOutcome>(
        {},
        [sessionUid, files, count](ChangeScope &scope, UidSource &) {
            return ContributionWriter(scope)
                .remove(sessionUid, files)
                .transform([&](Session session) {
                    scope.setLabel(
                        DeviceLabel::tr("remove %n file(s) from session %1", nullptr, count)
                            .arg(shownName(session)));
                    return SessionOutcome{std::move(session), {}};
                });
        },
        static_cast<std::size_t>(count));
}

QFuture<Result<ContributionPage>> FilesPort::page(QString sessionUid, std::optional<QString> after,
                                                  int limit)
{
    return m_tools.read<ContributionPage>(
        [sessionUid, after, limit](Connection &connection, OrgId org) {
            return readContributions(connection, org, sessionUid, after, limit);
        });
}

} // namespace tidemark::store
