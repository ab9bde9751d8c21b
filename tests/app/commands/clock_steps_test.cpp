// SPDX-License-Identifier: GPL-3.0-or-later
// The wall clock is set while the program runs, by a library between it and the system (R10).
#include "tests/app/commands/command_test_case.h"
#include "tests/support/set_clock.h"
#include "tests/support/test_registry.h"

#include <QDateTime>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <set>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

class ClockStepsTest : public CommandTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { begin(u"machine.tidemark"_s); }
    void readingsGoOnWhileTheClockIsSet();
    void readingsGoOnAfterASuspension();

private:
    [[nodiscard]] std::unique_ptr<QProcess> collect(int readings) const
    {
        return startTidemark(withStore(
            {u"collect"_s, u"--count"_s, QString::number(readings), u"--interval"_s, u"0.1"_s}));
    }
    /// Of all series of the metric, in the order of time.
    [[nodiscard]] QJsonArray samplesOf(const QString &metric) const
    {
        return json({u"query"_s, metric, u"--samples"_s});
    }
    /// So many more than there are.
    void waitForReadings(qsizetype more) const
    {
        const auto count = [this] { return samplesOf(u"machine.memory.percent"_s).size(); };
        const qsizetype before = QFile::exists(m_store) ? count() : 0;
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_store), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(count() >= before + more, 20'000);
    }
    void checkValues() const;
};

void ClockStepsTest::initTestCase()
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    QSKIP("A sanitizer must be the first library of a process, so the clock cannot be set.");
#endif
    if (SetClock::library().isEmpty())
        QSKIP("This system has no libfaketime (package faketime).");
}

// Nothing that is a share or a rate is below zero, and no share far above a hundred: of a control
// group it may be somewhat more, since its counter and the clock are not read at one instant.
void ClockStepsTest::checkValues() const
{
    int values = 0;
    for (const QJsonValue &metric : json({u"definitions"_s})) {
        const QString name = metric[u"name"_s].toString();
        if (name == "machine.temperature"_L1)
            continue; // may be below zero
        for (const QJsonValue &sample : samplesOf(name)) {
            const double value = sample[u"value"_s].toDouble(-1);
            QVERIFY2(value >= 0, qPrintable(u"%1: %2"_s.arg(name).arg(value)));
            if (name.endsWith(".percent"_L1))
                QVERIFY2(value <= 1'000, qPrintable(u"%1: %2"_s.arg(name).arg(value)));
            ++values;
        }
    }
    QVERIFY(values > 100);
}

void ClockStepsTest::readingsGoOnWhileTheClockIsSet()
{
    constexpr int kReadings = 150;
    {
        const SetClock clock(path(u"clock"_s));
        QElapsedTimer taken;
        taken.start();
        const auto process = collect(kReadings);
        waitForReadings(3);
        clock.setOff(-3'600);
        waitForReadings(3);
        clock.setOff(86'400);
        QVERIFY(process->waitForFinished(60'000));
        QVERIFY2(process->exitCode() == 0, process->readAllStandardError().constData());
        QVERIFY(taken.elapsed() < 60'000); // by the clock that nobody set
    }
    const QJsonArray samples = samplesOf(u"machine.memory.percent"_s);
    QCOMPARE(samples.size(), kReadings);
    const auto timeOf = [](const QJsonValue &sample) {
        return QDateTime::fromString(sample[u"time"_s].toString(), Qt::ISODateWithMs);
    };
    const QDateTime first = timeOf(samples[0]);
    QVERIFY(first.isValid());
    constexpr qint64 kHour_s = 3'600;
    std::set<qint64> hours; // after the earliest one, rounded
    for (const QJsonValue &sample : samples)
        hours.insert((first.secsTo(timeOf(sample)) + kHour_s / 2) / kHour_s);
    QStringList shown;
    for (const qint64 hour : hours)
        shown.append(QString::number(hour));
    QCOMPARE(shown.join(u' '), u"0 1 25"_s); // an hour ago, as it was, a day ahead
    // between the steps as regularly as it was asked for, on a machine that does other things too
    QList<QDateTime> times;
    for (const QJsonValue &sample : samples)
        times.append(timeOf(sample));
    std::sort(times.begin(), times.end());
    qint64 longest_ms = 0;
    for (qsizetype i = 1; i < times.size(); ++i) {
        const qint64 step_ms = times[i - 1].msecsTo(times[i]);
        if (step_ms < 1'000 * kHour_s / 2)
            longest_ms = std::max(longest_ms, step_ms);
    }
    QVERIFY2(longest_ms < 5'000, qPrintable(QString::number(longest_ms)));
    checkValues();
    QCOMPARE(run({u"check"_s}).exitCode, 0);
}

void ClockStepsTest::readingsGoOnAfterASuspension()
{
    constexpr int kReadings = 120;
    {
        const SetClock clock(path(u"clock"_s));
        const auto process = collect(kReadings);
        waitForReadings(3);
        QCOMPARE(process->state(), QProcess::Running); // else the signals would go to this group
        QCOMPARE(::kill(static_cast<pid_t>(process->processId()), SIGSTOP), 0);
        clock.setOff(600);
        QTest::qWait(500);
        QCOMPARE(::kill(static_cast<pid_t>(process->processId()), SIGCONT), 0);
        QVERIFY(process->waitForFinished(60'000));
        QVERIFY2(process->exitCode() == 0, process->readAllStandardError().constData());
    }
    QCOMPARE(samplesOf(u"machine.memory.percent"_s).size(), kReadings);
    checkValues();
    QCOMPARE(run({u"check"_s}).exitCode, 0);
}

} // namespace

TIDEMARK_TEST(ClockStepsTest)
#include "clock_steps_test.moc"
