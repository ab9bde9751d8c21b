// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"

#include <QProcess>
#include <QTest>

using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

/// The example program, as a stranger would run it.
class MetricsExampleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOfItself();
};

void MetricsExampleTest::tellsOfItself()
{
    QProcess example;
    example.start(QStringLiteral(TIDEMARK_METRICS_EXAMPLE), QStringList());
    QVERIFY(example.waitForStarted());
    example.write("one\n\nthree\n" + QByteArray(50, 'x') + '\n');
    example.closeWriteChannel();
    QVERIFY(example.waitForFinished());
    QCOMPARE(example.exitCode(), 0);
    QCOMPARE(example.readAllStandardError(), QByteArray("1 times std::invalid_argument\n"));
    const QByteArray text = example.readAllStandardOutput();
    for (const char *line :
         {"# HELP example_lines_total Lines that were read.\n", "example_lines_total 4\n",
          "example_length_bytes_bucket{le=\"10\"} 2\n",
          "example_length_bytes_bucket{le=\"100\"} 3\n", "example_length_bytes_sum 58\n",
          "example_measure_seconds_count{success=\"false\"} 1\n",
          "example_measure_seconds_count{success=\"true\"} 3\n"})
        QVERIFY2(text.contains(line), line);
}

} // namespace

TIDEMARK_TEST(MetricsExampleTest)
#include "metrics_example_test.moc"
