// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/ucum_unit.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark::otlp;

/// UCUM's codes as the model's units.
class UcumUnitTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void unitsAreTheModels_data();
    void unitsAreTheModels();
};

void UcumUnitTest::unitsAreTheModels_data()
{
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QString>("unit");
    const auto row = [](const char *code, const QString &unit) {
        QTest::newRow(code) << QByteArray(code) << unit;
    };
    row("", {});
    row("1", {});
    row("%", u"%"_s);
    row("s", u"s"_s);
    row("ms", u"ms"_s);
    row("us", u"µs"_s);
    row("ns", u"ns"_s);
    row("By", u"B"_s);
    row("kBy", u"kB"_s);
    row("MBy", u"MB"_s);
    row("KiBy", u"KiB"_s);
    row("MiBy", u"MiB"_s);
    row("By/s", u"B/s"_s);
    row("{request}", u"count"_s);
    row("{request}/s", u"/s"_s);
    row("1/s", u"/s"_s);
    row("Cel", u"°C"_s);
    row("Hz", u"Hz"_s);
    row("V", u"V"_s);
    row("furlong", u"furlong"_s);
    row("a\nb", {});
}

void UcumUnitTest::unitsAreTheModels()
{
    QFETCH(QByteArray, code);
    QFETCH(QString, unit);
    QCOMPARE(unitOfUcum(code.toStdString()), unit);
}

TIDEMARK_TEST(UcumUnitTest)
#include "ucum_unit_test.moc"
