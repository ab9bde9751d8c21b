// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QString>
#include <QSysInfo>

#include <thread>

namespace tidemark::bench {

/// What the figures were measured on: processor, how many of its threads, memory, system.
[[nodiscard]] inline QString machineLine()
{
    const auto valueOf = [](const QString &path, const QByteArray &key) -> QString {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return QStringLiteral("unknown");
        const QByteArray text = file.readAll(); // files of the kernel tell no size
        for (const QByteArray &line : text.split('\n')) {
            if (line.startsWith(key))
                return QString::fromUtf8(line.mid(line.indexOf(':') + 1)).trimmed();
        }
        return QStringLiteral("unknown");
    };
    return QStringLiteral("%1, %2 threads, memory %3, %4")
        .arg(valueOf(QStringLiteral("/proc/cpuinfo"), "model name"))
        .arg(std::thread::hardware_concurrency())
        .arg(valueOf(QStringLiteral("/proc/meminfo"), "MemTotal"), QSysInfo::prettyProductName());
}

} // namespace tidemark::bench
