// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/store_mark.h"

#include "model/store/connection.h"
#include "model/store/migrations.h"
#include "model/store/transaction.h"

#include <QCoreApplication>
#include <QFile>
#include <QSysInfo>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <set>
#include <vector>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kSelectMarks{"select_marks"_L1,
                           "SELECT key, value FROM store_info WHERE key GLOB 'open_by*'"_L1};
constexpr Sql kInsertMark{"insert_mark"_L1,
                          "INSERT OR REPLACE INTO store_info (key, value) VALUES (?, ?)"_L1};
constexpr Sql kDeleteMark{"delete_mark"_L1, "DELETE FROM store_info WHERE key = ?"_L1};
constexpr Sql kDeleteMarks{"delete_marks"_L1,
                           "DELETE FROM store_info WHERE key GLOB 'open_by*'"_L1};

struct Mark
{
    QString key;
    QString process; ///< its number @ the machine
    QString start;   ///< empty in marks of the first versions
};

QByteArray firstLine(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readLine() : QByteArray();
}

// When a process started: the system's run and the ticks since. Empty when it is gone or the
// system does not tell. Source: proc(5), /proc/[pid]/stat, field 22 (starttime).
QString startOf(qint64 process)
{
    constexpr qsizetype kStartField = 19; // counted behind the name, which may hold blanks
    const QByteArray stat = firstLine(u"/proc/%1/stat"_s.arg(process));
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.size() <= kStartField)
        return {};
    const QByteArray run = firstLine(u"/proc/sys/kernel/random/boot_id"_s).trimmed();
    return QString::fromLatin1(run + '/' + fields.at(kStartField));
}

// The marks of this process whose openings have not ended.
class OwnMarks
{
public:
    void add(const QString &key)
    {
        const std::lock_guard lock(m_mutex);
        m_keys.insert(key);
    }
    void remove(const QString &key)
    {
        const std::lock_guard lock(m_mutex);
        m_keys.erase(key);
    }
    [[nodiscard]] bool contains(const QString &key) const
    {
        const std::lock_guard lock(m_mutex);
        return m_keys.contains(key);
    }

private:
    mutable std::mutex m_mutex;
    std::set<QString> m_keys;
};

OwnMarks &ownMarks()
{
    static OwnMarks marks;
    return marks;
}

bool isAlive(const Mark &mark)
{
    const qsizetype at = mark.process.indexOf('@'_L1);
    bool isNumber = false;
    const qint64 process = mark.process.left(at).toLongLong(&isNumber);
    if (at < 0 || !isNumber || process <= 0 ||
        mark.process.sliced(at + 1) != QSysInfo::machineHostName())
        return false;
    if (mark.start.isEmpty()) // this version writes the start, so it is not this process
        return process != QCoreApplication::applicationPid() && isProcessAlive(process);
    const QString start = startOf(process);
    const bool isRunning = start.isEmpty() ? isProcessAlive(process) : start == mark.start;
    const bool isOurs = process == QCoreApplication::applicationPid();
    return isRunning && (!isOurs || ownMarks().contains(mark.key));
}

Result<std::vector<Mark>> readMarks(Connection &connection)
{
    const QString first = QString::fromLatin1(info_key::kOpenBy);
    Statement select = connection.prepare(kSelectMarks);
    if (auto done = select.run(); !done)
        return failure(done.error());
    std::vector<Mark> marks;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return marks;
        const QString key = select.text(0);
        const QString value = select.text(1);
        if (key != first)
            marks.push_back({key, key.section('/'_L1, 1, 1), value});
        else if (!value.isEmpty())
            marks.push_back({key, value, {}});
    }
}

QString ownMark()
{
    static std::atomic<int> counter = 0;
    return QString::fromLatin1(info_key::kOpenBy) % '/'_L1 %
           QString::number(QCoreApplication::applicationPid()) % '@'_L1 %
           QSysInfo::machineHostName() % '/'_L1 % QString::number(++counter);
}

} // namespace

bool isProcessAlive(qint64 process)
{
#ifdef Q_OS_UNIX
    return ::kill(static_cast<pid_t>(process), 0) == 0 || errno == EPERM;
#else
    Q_UNUSED(process)
    return true;
#endif
}

Result<OpenMarks> openMarks(Connection &connection)
{
    const auto marks = readMarks(connection);
    if (!marks)
        return failure(marks.error());
    OpenMarks found;
    for (const Mark &mark : *marks)
        found.isOpen = found.isOpen || isAlive(mark);
    found.isUnclean = !marks->empty() && !found.isOpen;
    return found;
}

Result<QString> markOpened(Connection &connection)
{
    auto transaction = Transaction::begin(connection);
    if (!transaction)
        return failure(transaction.error());
    const auto marks = readMarks(connection);
    if (!marks)
        return failure(marks.error());
    for (const Mark &mark : *marks) {
        if (isAlive(mark))
            continue;
        if (auto removed = connection.prepare(kDeleteMark).run(mark.key); !removed)
            return failure(removed.error());
    }
    QString mark = ownMark();
    ownMarks().add(mark); // before others can see it
    const QString start = startOf(QCoreApplication::applicationPid());
    return connection.prepare(kInsertMark)
        .run(mark, start)
        .and_then([&] { return transaction->commit(); })
        .transform([&] { return std::move(mark); });
}

void forgetMark(const QString &mark)
{
    ownMarks().remove(mark);
}

Result<void> markClosed(Connection &connection, const QString &mark)
{
    return connection.prepare(kDeleteMark).run(mark);
}

Result<void> clearMarks(Connection &connection)
{
    return connection.prepare(kDeleteMarks).run();
}

} // namespace tidemark::store
