// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/safe_file.h"

#include <QCoreApplication>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct FileText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::FileText)
};

tl::unexpected<Error> writeFailure(const QIODevice &device, const QString &target)
{
    const auto *file = qobject_cast<const QFileDevice *>(&device);
    const auto error = file ? file->error() : QFileDevice::WriteError;
    const QString detail = device.errorString();
    if (error == QFileDevice::ResourceError)
        return failure(ErrorCode::DiskFull,
                       FileText::tr("Could not write \"%1\": there is no space left. Free some "
                                    "space, or choose another place.")
                           .arg(target),
                       detail);
    if (error == QFileDevice::PermissionsError)
        return failure(ErrorCode::PermissionDenied,
                       FileText::tr("Could not write \"%1\": writing is not permitted there. "
                                    "Choose another place.")
                           .arg(target),
                       detail);
    return failure(ErrorCode::Io, FileText::tr("Could not write \"%1\": %2").arg(target, detail),
                   detail);
}

} // namespace

Result<void> writeAll(QIODevice &device, const QByteArray &bytes, const QString &target)
{
    qint64 written = 0;
    while (written < bytes.size()) {
        const qint64 size = device.write(bytes.constData() + written, bytes.size() - written);
        if (size <= 0)
            return writeFailure(device, target);
        written += size;
    }
    return {};
}

SafeFile::SafeFile(const QString &path)
    : m_file(path)
{}

Result<void> SafeFile::open(bool overwrite)
{
    const QFileInfo target(m_file.fileName());
    if (!overwrite && target.exists())
        return failure(ErrorCode::AlreadyExists,
                       FileText::tr("\"%1\" exists already. Choose another name, or replace it.")
                           .arg(target.filePath()),
                       u"file.exists"_s);
    if (!QFileInfo(target.path()).isDir())
        return failure(ErrorCode::NotFound,
                       FileText::tr("The folder \"%1\" does not exist. Choose another place.")
                           .arg(target.path()),
                       u"file.folder"_s);
    if (!m_file.open(QIODevice::WriteOnly))
        return writeFailure(m_file, target.filePath());
    return {};
}

Result<void> SafeFile::write(const QByteArray &bytes)
{
    return writeAll(m_file, bytes, m_file.fileName());
}

Result<void> SafeFile::commit()
{
    // A write that only filled a buffer reports success, so ask again once it is out.
    if (!m_file.flush() || m_file.error() != QFileDevice::NoError) {
        auto failed = writeFailure(m_file, m_file.fileName());
        m_file.cancelWriting();
        return failed;
    }
    if (!m_file.commit())
        return writeFailure(m_file, m_file.fileName());
    return {};
}

} // namespace tidemark::exchange
