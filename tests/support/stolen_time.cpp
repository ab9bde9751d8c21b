// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/stolen_time.h"

#include <QByteArray>
#include <QFile>
#include <QList>

#include <algorithm>
#include <array>

#include <time.h>
#include <unistd.h>

namespace tidemark::test {
namespace {

constexpr qint64 kNsPerMs = 1'000'000;
constexpr qint64 kNsPerSecond = 1'000'000'000;

QList<QByteArray> firstLineOf(const char *path)
{
    QFile file(QString::fromLatin1(path));
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return {};
    return file.readLine(512).simplified().split(' ');
}

qint64 coresTime_ns()
{
    // cpu user nice system idle iowait irq softirq steal ...
    constexpr std::array kBusy{1, 2, 3, 6, 7, 8};
    const QList<QByteArray> words = firstLineOf("/proc/stat");
    qint64 ticks = 0;
    for (const int word : kBusy)
        ticks += words.value(word).toLongLong();
    return ticks * (kNsPerSecond / ::sysconf(_SC_CLK_TCK));
}

// What the host took from a core, in the mean of all: a thread whose virtual core is taken away is
// not queued, but counts as running.
qint64 takenTime_ns()
{
    constexpr int kSteal = 8;
    return firstLineOf("/proc/stat").value(kSteal).toLongLong() *
           (kNsPerSecond / ::sysconf(_SC_CLK_TCK)) / ::sysconf(_SC_NPROCESSORS_ONLN);
}

qint64 ownTime_ns()
{
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return used.tv_sec * kNsPerSecond + used.tv_nsec;
}

} // namespace

StolenTime::StolenTime()
    : m_last(read())
{}

qint64 StolenTime::restart_ms()
{
    const Reading now = read();
    const qint64 lost_ns = now.queued_ns - m_last.queued_ns + now.taken_ns - m_last.taken_ns;
    const qint64 others_ns = now.cores_ns - m_last.cores_ns - (now.own_ns - m_last.own_ns);
    m_last = now;
    return std::max(qint64{0}, std::min(lost_ns, others_ns)) / kNsPerMs;
}

StolenTime::Reading StolenTime::read()
{
    return {firstLineOf("/proc/thread-self/schedstat").value(1).toLongLong(), takenTime_ns(),
            coresTime_ns(), ownTime_ns()};
}

} // namespace tidemark::test
