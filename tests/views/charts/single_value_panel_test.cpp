// SPDX-License-Identifier: GPL-3.0-or-later
// The panel of one value and its change.
#include "tests/support/test_registry.h"

#include "views/charts/single_value_panel.h"
#include "views/theme/theme.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;

class SingleValuePanelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void singleValueTellsChangeInSignArrowAndWord_data();
    void singleValueTellsChangeInSignArrowAndWord();
    void narrowSingleValuePutsTheChangeBelow();
    void singleValueActivatesByClickAndKey();
};

void SingleValuePanelTest::singleValueTellsChangeInSignArrowAndWord_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<GoodDirection>("good");
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("tone");
    QTest::newRow("risen, good") << 120.0 << GoodDirection::Up << u"↑\u00a0+20"_s << u"better"_s
                                 << u"good"_s;
    QTest::newRow("risen, not good")
        << 120.0 << GoodDirection::Down << u"↑\u00a0+20"_s << u"worse"_s << u"caution"_s;
    QTest::newRow("fallen, unjudged")
        << 80.0 << GoodDirection::None << u"↓\u00a0\u221220"_s << u"Fallen"_s << u"muted"_s;
    QTest::newRow("unchanged") << 100.0 << GoodDirection::Up << u"→\u00a0"_s << u"Unchanged"_s
                               << u"muted"_s;
}

void SingleValuePanelTest::singleValueTellsChangeInSignArrowAndWord()
{
    QFETCH(double, value);
    QFETCH(GoodDirection, good);
    QFETCH(QString, change);
    QFETCH(QString, word);
    QFETCH(QString, tone);
    theme::Theme theme;
    SingleValuePanel panel(theme);
    panel.setNumberFormatter(NumberFormatter(QLocale::c()));
    SingleValue single;
    single.caption = u"Distance"_s;
    single.value = value;
    single.before = 100;
    single.unit = Unit::of(u"km");
    single.good = good;
    single.comparedWith = u"the week before"_s;
    panel.setValue(single);
    const auto labels = panel.findChildren<QLabel *>();
    QVERIFY2(labels.at(2)->text().startsWith(change), qPrintable(labels.at(2)->text()));
    QCOMPARE(labels.at(2)->property("tone").toString(), tone);
    QVERIFY2(panel.toolTip().contains(word), qPrintable(panel.toolTip()));
    QCOMPARE(panel.accessibleDescription(), panel.toolTip());
    single.value.reset();
    panel.setValue(single);
    QCOMPARE(labels.at(1)->text().left(1), QString(QChar(NumberFormatter::kMissing)));
    QVERIFY(labels.at(2)->text().isEmpty());
}

void SingleValuePanelTest::narrowSingleValuePutsTheChangeBelow()
{
    theme::Theme theme;
    QWidget card; // gives the panel its place, whatever the panel asks for
    card.resize(500, 100);
    SingleValuePanel panel(theme, &card);
    panel.setNumberFormatter(NumberFormatter(QLocale::c()));
    SingleValue single;
    single.caption = u"latency"_s;
    single.detail = u"mean, 16 – 22 Nov"_s;
    single.value = 87.84;
    single.before = 86.44;
    single.unit = Unit::of(u"ms");
    panel.setValue(single);
    const auto labels = panel.findChildren<QLabel *>();
    panel.resize(400, 70);
    card.show();
    QVERIFY(QTest::qWaitForWindowExposed(&card));
    QCOMPARE(labels.at(0)->text(), u"latency · mean, 16 – 22 Nov"_s);
    QVERIFY(labels.at(2)->x() > labels.at(1)->geometry().right());
    panel.resize(130, 70);
    QTRY_COMPARE(labels.at(0)->text(), u"latency"_s);
    QTRY_VERIFY(labels.at(2)->y() >= labels.at(1)->geometry().bottom());
    QVERIFY(labels.at(2)->isVisible() && panel.rect().contains(labels.at(2)->geometry()));
    panel.resize(130, 40);
    QTRY_VERIFY(!labels.at(2)->isVisible());
    QVERIFY(panel.toolTip().contains(u"mean, 16 – 22 Nov"_s));
}

void SingleValuePanelTest::singleValueActivatesByClickAndKey()
{
    theme::Theme theme;
    SingleValuePanel panel(theme);
    panel.resize(200, 70);
    QSignalSpy activated(&panel, &SingleValuePanel::activated);
    QTest::mouseClick(&panel, Qt::LeftButton);
    QTest::keyClick(&panel, Qt::Key_Return);
    QTest::keyClick(&panel, Qt::Key_Space);
    QCOMPARE(activated.count(), 3);
}

TIDEMARK_TEST(SingleValuePanelTest)
#include "single_value_panel_test.moc"
