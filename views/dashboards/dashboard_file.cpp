// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/dashboard_file.h"

#include "model/core/run_in_background.h"
#include "views/dashboards/dashboard_json.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <utility>

namespace tidemark {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::DashboardFile)
};

ErrorCode codeOf(QFileDevice::FileError error)
{
    return error == QFileDevice::PermissionsError ? ErrorCode::PermissionDenied : ErrorCode::Io;
}

Result<Dashboard> readNow(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return failure(
            ErrorCode::NotFound,
            Text::tr("There is no file \"%1\" any more.").arg(QDir::toNativeSeparators(path)), {});
    if (!file.open(QIODevice::ReadOnly))
        return failure(codeOf(file.error()),
                       Text::tr("Could not read the dashboard \"%1\": %2.")
                           .arg(QDir::toNativeSeparators(path), file.errorString()),
                       file.errorString());
    const QByteArray text = file.read(kDashboardMaxBytes + 1);
    if (text.size() > kDashboardMaxBytes)
        return failure(
            ErrorCode::InvalidArgument,
            Text::tr("\"%1\" is too large for a dashboard.").arg(QDir::toNativeSeparators(path)),
            {});
    return dashboardFromText(text);
}

Result<void> writeNow(const QString &path, const Dashboard &dashboard)
{
    if (dashboard.isReadOnly())
        return failure(
            ErrorCode::ReadOnly,
            Text::tr("This dashboard was made by a newer version and cannot be saved here."), {});
    QDir().mkpath(QFileInfo(path).absolutePath());
    QSaveFile file(path);
    const QByteArray text = toFileText(dashboard);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return failure(codeOf(file.error()),
                       Text::tr("Could not save the dashboard \"%1\": %2.")
                           .arg(QDir::toNativeSeparators(path), file.errorString()),
                       file.errorString());
    return {};
}

} // namespace

QFuture<Result<Dashboard>> readDashboard(QString path)
{
    return runInBackground([path = std::move(path)] { return readNow(path); });
}

QFuture<Result<void>> writeDashboard(QString path, Dashboard dashboard)
{
    return runInBackground([path = std::move(path), dashboard = std::move(dashboard)] {
        return writeNow(path, dashboard);
    });
}

} // namespace tidemark
