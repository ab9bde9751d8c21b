// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/secret_search.h"

#include "tests/support/files.h"

#include <QDir>
#include <QDirIterator>

using namespace Qt::StringLiterals;

namespace tidemark::test {

namespace {

QByteArray ofAllProcesses(const QString &file)
{
    QByteArray all;
    const QStringList entries = QDir(u"/proc"_s).entryList(QDir::Dirs);
    for (const QString &entry : entries) {
        if (entry.front().isDigit())
            all += contentOf(u"/proc/%1/%2"_s.arg(entry, file)) + '\0';
    }
    return all;
}

QByteArray wide(const QByteArray &text)
{
    QByteArray bytes;
    for (const char c : text)
        bytes += QByteArray(1, c) + '\0';
    return bytes;
}

} // namespace

bool tellsSecret(const QByteArray &bytes, const QByteArray &secret)
{
    const QByteArray part = secret.sliced(4, 16); // behind a prefix that tells nothing
    const QByteArray hex = part.toHex();
    if (bytes.contains(part) || bytes.contains(wide(part)) || bytes.contains(hex) ||
        bytes.contains(hex.toUpper()))
        return true;
    for (const qsizetype from : {0, 1, 2}) { // one of them lies on a border of three bytes
        if (bytes.contains(part.sliced(from, 12).toBase64()))
            return true;
    }
    return false;
}

QStringList filesThatTell(const QString &folder, const QByteArray &secret)
{
    QStringList found;
    QDirIterator each(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (each.hasNext()) {
        const QString path = each.next();
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly) ||
            tellsSecret(path.toUtf8() + '\0' + file.readAll(), secret))
            found.append(path);
    }
    return found;
}

QByteArray commandLines()
{
    return ofAllProcesses(u"cmdline"_s);
}

QByteArray environments()
{
    return ofAllProcesses(u"environ"_s);
}

} // namespace tidemark::test
