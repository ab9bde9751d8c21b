// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"

#include "views/theme/contrast.h"
#include "views/theme/series_style.h"

#include <QJsonObject>
#include <QTest>

#include <set>
#include <tuple>

using namespace tidemark;
using namespace tidemark::theme;
using namespace Qt::StringLiterals;

class SeriesStyleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void repeatsColoursWithOtherDashesFromTheNinthOn();
    void keepsAStyleByIdentityNotByOrder();
    void givesEveryIdentityItsOwnStyle();
    void keepsWhatWasGivenAcrossSessions();
    void givesPatternsToAllOnRequest();
    void leavesOutStoredNonsense();
    void drawsComparedSeriesLighterButReadable();
};

void SeriesStyleTest::repeatsColoursWithOtherDashesFromTheNinthOn()
{
    for (int slot = 0; slot < 8; ++slot) {
        QCOMPARE(styleOfSlot(slot).dash, DashPattern::Solid);
        QCOMPARE(styleOfSlot(slot).colorIndex, slot);
    }
    QCOMPARE(styleOfSlot(8).colorIndex, 0);
    QCOMPARE(styleOfSlot(8).dash, DashPattern::Dash);
    QCOMPARE(styleOfSlot(16).dash, DashPattern::Dot);
    QCOMPARE(styleOfSlot(24).dash, DashPattern::DashDot);
    QVERIFY(styleOfSlot(8).marker != styleOfSlot(0).marker);
    QCOMPARE(styleOfSlot(32), styleOfSlot(0));
}

void SeriesStyleTest::keepsAStyleByIdentityNotByOrder()
{
    SeriesStyleRegistry one;
    SeriesStyleRegistry other;
    const SeriesStyle alone = one.styleFor(u"drive.distance_km|mean"_s);
    // The hash is ours and fixed: the same style on every machine and in every version.
    QCOMPARE(other.styleFor(u"drive.distance_km|mean"_s), alone);
    QCOMPARE(one.styleFor(u"drive.distance_km|mean"_s), alone);
    (void)one.styleFor(u"something else"_s);
    QCOMPARE(one.styleFor(u"drive.distance_km|mean"_s), alone);
}

void SeriesStyleTest::givesEveryIdentityItsOwnStyle()
{
    SeriesStyleRegistry registry;
    std::set<std::tuple<int, int>> given;
    std::set<int> firstColors;
    for (int i = 0; i < 32; ++i) {
        const SeriesStyle style = registry.styleFor(u"series %1"_s.arg(i));
        given.insert({style.colorIndex, static_cast<int>(style.dash)});
        if (i < 8) {
            QCOMPARE(style.dash, DashPattern::Solid);
            firstColors.insert(style.colorIndex);
        }
    }
    QCOMPARE(firstColors.size(), std::size_t(8));
    QCOMPARE(given.size(), std::size_t(32));
}

void SeriesStyleTest::keepsWhatWasGivenAcrossSessions()
{
    SeriesStyleRegistry first;
    QList<SeriesStyle> styles;
    for (int i = 0; i < 12; ++i)
        styles.append(first.styleFor(u"m%1"_s.arg(i)));
    SeriesStyleRegistry second;
    second.restore(first.toJson());
    for (int i = 11; i >= 0; --i) // another order of asking
        QCOMPARE(second.styleFor(u"m%1"_s.arg(i)), styles.at(i));
}

void SeriesStyleTest::givesPatternsToAllOnRequest()
{
    SeriesStyleRegistry registry;
    const SeriesStyle plain = registry.styleFor(u"b"_s, 1);
    QCOMPARE(plain.dash, DashPattern::Solid);
    registry.setPatternsForAll(true);
    SeriesStyle patterned = registry.styleFor(u"b"_s, 1);
    QCOMPARE(patterned.dash, DashPattern::Dash);
    patterned.dash = plain.dash;
    QCOMPARE(patterned, plain); // colour and marker stay
    std::set<std::tuple<int, int>> given;
    for (int i = 0; i < 32; ++i) {
        const SeriesStyle style = registry.styleFor(i == 0 ? u"b"_s : u"series %1"_s.arg(i));
        given.insert({style.colorIndex, static_cast<int>(style.dash)});
    }
    QCOMPARE(given.size(), std::size_t(32)); // still no two alike
    registry.setPatternsForAll(false);
    QCOMPARE(registry.styleFor(u"b"_s), plain);
}

void SeriesStyleTest::leavesOutStoredNonsense()
{
    SeriesStyleRegistry registry;
    registry.restore({{u"a"_s, 99}, {u"b"_s, u"red"_s}, {u"c"_s, -1}, {u"d"_s, 9}});
    QCOMPARE(registry.toJson().keys(), QStringList{u"d"_s});
    QCOMPARE(registry.styleFor(u"d"_s), styleOfSlot(9));
}

void SeriesStyleTest::drawsComparedSeriesLighterButReadable()
{
    for (const Look look : {Look::Light, Look::Dark}) {
        const Palette &palette = paletteOf(look);
        SeriesStyle style;
        const double plain = contrastRatio(colorOf(style, palette), palette.plotBackground);
        style.isMuted = true;
        const double muted = contrastRatio(colorOf(style, palette), palette.plotBackground);
        QVERIFY(muted < plain);
        QVERIFY2(muted >= 2.5, QByteArray::number(muted).constData());
    }
}

TIDEMARK_TEST(SeriesStyleTest)

#include "series_style_test.moc"
