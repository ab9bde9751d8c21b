// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>
#include <QString>
#include <QStringList>

#include <mutex>

namespace tidemark::test {

/// Every line that was logged while it lives, of all categories and levels. One at a time.
class LogCapture
{
public:
    LogCapture()
    {
        lines().clear();
        m_earlier = qInstallMessageHandler(&LogCapture::keep);
        QLoggingCategory::setFilterRules(QStringLiteral("*.debug=true\n"));
    }
    LogCapture(const LogCapture &) = delete;
    LogCapture &operator=(const LogCapture &) = delete;
    ~LogCapture()
    {
        QLoggingCategory::setFilterRules(QString());
        qInstallMessageHandler(m_earlier);
    }
    [[nodiscard]] static QString text()
    {
        const std::lock_guard lock(mutex());
        return lines().join(u'\n');
    }

private:
    static void keep(QtMsgType /*type*/, const QMessageLogContext & /*context*/,
                     const QString &message)
    {
        const std::lock_guard lock(mutex());
        lines() << message;
    }
    static std::mutex &mutex()
    {
        static std::mutex mutex;
        return mutex;
    }
    static QStringList &lines()
    {
        static QStringList lines;
        return lines;
    }

    QtMessageHandler m_earlier = nullptr;
};

} // namespace tidemark::test
