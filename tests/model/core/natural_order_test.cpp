// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/natural_order.h"

#include "tests/model/core/random_numbers.h"
#include "tests/support/test_registry.h"

#include <QStringList>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using tidemark::NaturalOrder;

class NaturalOrderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void sortsAsPeopleExpect_data();
    void sortsAsPeopleExpect();
    void isATotalOrder_data();
    void isATotalOrder();
};

void NaturalOrderTest::sortsAsPeopleExpect_data()
{
    QTest::addColumn<QString>("locale");
    QTest::addColumn<bool>("ownDigits");
    QTest::addColumn<QStringList>("sorted");
    const QStringList numbers{u"cpu"_s,
                              u"cpu1"_s,
                              u"cpu2"_s,
                              u"cpu02"_s,
                              u"cpu10"_s,
                              u"cpu10.1"_s,
                              u"cpu10.2"_s,
                              u"cpu10.10"_s,
                              u"disk1"_s,
                              u"disk1000"_s,
                              u"disk99999999999999999999"_s};
    // The two-digit spelling of the same number comes first by its characters.
    QStringList spelled = numbers;
    spelled.swapItemsAt(2, 3);
    for (const bool own : {false, true}) {
        const char *who = own ? "own digits" : "collator";
        QTest::addRow("numbers in C, %s", who) << u"C"_s << own << spelled;
        QTest::addRow("numbers in German, %s", who) << u"de_DE"_s << own << spelled;
        QTest::addRow("letters in C, %s", who)
            << u"C"_s << own << QStringList{u"apple"_s, u"Banana"_s, u"éclair"_s, u"fig"_s};
        QTest::addRow("ä in German, %s", who)
            << u"de_DE"_s << own << QStringList{u"ab"_s, u"äc"_s, u"ad"_s, u"z"_s};
        QTest::addRow("ä in Swedish, %s", who)
            << u"sv_SE"_s << own << QStringList{u"ab"_s, u"ad"_s, u"z"_s, u"äc"_s};
    }
}

void NaturalOrderTest::sortsAsPeopleExpect()
{
    QFETCH(QString, locale);
    QFETCH(bool, ownDigits);
    QFETCH(QStringList, sorted);
    const NaturalOrder order(QLocale(locale), ownDigits ? NaturalOrder::Digits::Own
                                                        : NaturalOrder::Digits::Automatic);
    QStringList names = sorted;
    std::reverse(names.begin(), names.end());
    std::sort(names.begin(), names.end(), order);
    QCOMPARE(names, sorted);
}

void NaturalOrderTest::isATotalOrder_data()
{
    QTest::addColumn<bool>("ownDigits");
    QTest::newRow("collator") << false;
    QTest::newRow("own digits") << true;
}

void NaturalOrderTest::isATotalOrder()
{
    QFETCH(bool, ownDigits);
    const NaturalOrder order(QLocale(u"en_US"_s), ownDigits ? NaturalOrder::Digits::Own
                                                            : NaturalOrder::Digits::Automatic);
    tidemark::test::RandomNumbers random("natural order");
    const QString letters = u"aAbBäé ._-0129٣\u0301"_s;
    const auto name = [&] {
        QString text;
        for (int i = random.integer(0, 6); i > 0; --i)
            text += letters[random.integer(0, static_cast<int>(letters.size()) - 1)];
        return text;
    };
    for (int i = 0; i < 20'000; ++i) {
        const QString a = name();
        const QString b = name();
        const QString c = name();
        QCOMPARE(order.compare(a, b) < 0, order.compare(b, a) > 0);
        QCOMPARE(order.compare(a, b) == 0, a == b);
        if (order(a, b) && order(b, c))
            QVERIFY2(order(a, c), qPrintable(a + u'|' + b + u'|' + c));
    }
}

TIDEMARK_TEST(NaturalOrderTest)
#include "natural_order_test.moc"
