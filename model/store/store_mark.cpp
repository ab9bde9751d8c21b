// SPDX-License-Identifier: GPL-3.0-or-later
// Who has the store open, and whether it was closed properly.
#include "model/store/sql_error.h"
#include "model/store/store_opening.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSysInfo>

#include <cerrno>
#include <csignal>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

QString ownMark()
{
    return QString::number(QCoreApplication::applicationPid()) % '@'_L1 %
           QSysInfo::machineHostName();
}

} // namespace

bool mayWrite(const QString &path)
{
#ifdef Q_OS_UNIX
    return ::faccessat(AT_FDCWD, QFile::encodeName(path).constData(), W_OK, AT_EACCESS) == 0;
#else
    return QFileInfo(path).isWritable();
#endif
}

Result<void> markOpened(Connection &connection)
{
    return setStoreInfo(connection, info_key::kOpenBy, ownMark());
}

Result<void> markClosed(Connection &connection)
{
    const auto mark = storeInfo(connection, info_key::kOpenBy);
    if (!mark)
        return failure(mark.error());
    if (*mark != ownMark())
        return {}; // another process opened it meanwhile
    return setStoreInfo(connection, info_key::kOpenBy, QString());
}

bool isOpenElsewhere(const QString &mark)
{
    const qsizetype at = mark.indexOf('@'_L1);
    bool isNumber = false;
    const qint64 pid = mark.left(at).toLongLong(&isNumber);
    if (at < 0 || !isNumber || pid <= 0 || mark == ownMark())
        return false;
    if (mark.sliced(at + 1) != QSysInfo::machineHostName())
        return true; // another machine: it cannot be asked
#ifdef Q_OS_UNIX
    return ::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM;
#else
    return true;
#endif
}

Result<void> quickCheck(Connection &connection)
{
    const auto answer = connection.scalar(u"PRAGMA quick_check(1)"_s, "quick_check"_L1);
    if (!answer)
        return failure(answer.error());
    if (answer->toString() != "ok"_L1)
        return failure(damagedError(connection.storeName(), answer->toString()));
    return {};
}

} // namespace tidemark::store
