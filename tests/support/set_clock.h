// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QString>
#include <QTest>

#include <cstdio>

namespace tidemark::test {

/// A wall clock that is set by seconds, for programs that are started while it lives.
class SetClock
{
public:
    explicit SetClock(const QString &file)
        : m_file(file)
    {
        setOff(0);
        qputenv("LD_PRELOAD", library().toUtf8());
        qputenv("FAKETIME_TIMESTAMP_FILE", m_file.toUtf8());
        qputenv("FAKETIME_NO_CACHE", "1");
        qputenv("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }
    ~SetClock()
    {
        for (const char *name : {"LD_PRELOAD", "FAKETIME_TIMESTAMP_FILE", "FAKETIME_NO_CACHE",
                                 "FAKETIME_DONT_FAKE_MONOTONIC"})
            qunsetenv(name);
    }
    SetClock(const SetClock &) = delete;
    SetClock &operator=(const SetClock &) = delete;

    /// As a whole, so that nobody reads half of it.
    void setOff(int seconds) const
    {
        const QString next = m_file % QLatin1StringView(".next");
        {
            QFile file(next);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QByteArray(seconds < 0 ? "" : "+") + QByteArray::number(seconds) + "s\n");
        }
        QCOMPARE(
            std::rename(QFile::encodeName(next).constData(), QFile::encodeName(m_file).constData()),
            0);
    }
    [[nodiscard]] static QString library()
    {
        for (const QString &folder : QDir(QStringLiteral("/usr/lib")).entryList(QDir::Dirs)) {
            const QString file =
                QStringLiteral("/usr/lib/%1/faketime/libfaketimeMT.so.1").arg(folder);
            if (QFile::exists(file))
                return file;
        }
        return {};
    }

private:
    QString m_file;
};

} // namespace tidemark::test
