// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "tests/views/theme/color_distance.h"

#include "views/theme/contrast.h"
#include "views/theme/palette.h"

#include <QTest>

#include <algorithm>

using namespace tidemark;
using namespace tidemark::theme;
using namespace Qt::StringLiterals;

class PaletteTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void measuresContrastAsTheStandardDoes_data();
    void measuresContrastAsTheStandardDoes();
    void measuresColourDistanceAsThePaperDoes_data();
    void measuresColourDistanceAsThePaperDoes();
    void textStandsOutFromEverySurface_data() { addLooks(); }
    void textStandsOutFromEverySurface();
    void marksStandOutFromTheirBackground_data() { addLooks(); }
    void marksStandOutFromTheirBackground();
    void seriesColoursStayApartForEverySight_data();
    void seriesColoursStayApartForEverySight();
    void seriesAndStateColoursAreThoseOfTheDesign();
    void plotBackgroundIsFixedPerTheme();
    void qtRolesCarryTheSameColours_data() { addLooks(); }
    void qtRolesCarryTheSameColours();

private:
    void addLooks() const;
};

namespace {

struct Named
{
    const char *name;
    QColor color;
};

QByteArray pairText(const Named &over, const Named &under, double ratio)
{
    return QByteArray(over.name) + " on " + under.name + ": " + QByteArray::number(ratio);
}

} // namespace

void PaletteTest::addLooks() const
{
    QTest::addColumn<Look>("look");
    QTest::newRow("light") << Look::Light;
    QTest::newRow("dark") << Look::Dark;
    QTest::newRow("high contrast, light") << Look::HighContrastLight;
    QTest::newRow("high contrast, dark") << Look::HighContrastDark;
}

void PaletteTest::measuresContrastAsTheStandardDoes_data()
{
    QTest::addColumn<QColor>("a");
    QTest::addColumn<QColor>("b");
    QTest::addColumn<double>("expected");
    QTest::newRow("black on white") << QColor(Qt::black) << QColor(Qt::white) << 21.0;
    QTest::newRow("same") << QColor(Qt::red) << QColor(Qt::red) << 1.0;
    QTest::newRow("grey 767676 on white") << QColor(0x76, 0x76, 0x76) << QColor(Qt::white) << 4.54;
    QTest::newRow("red on white") << QColor(Qt::red) << QColor(Qt::white) << 4.0;
}

void PaletteTest::measuresContrastAsTheStandardDoes()
{
    QFETCH(QColor, a);
    QFETCH(QColor, b);
    QFETCH(double, expected);
    QVERIFY2(std::abs(contrastRatio(a, b) - expected) < 0.005,
             QByteArray::number(contrastRatio(a, b)).constData());
    QCOMPARE(contrastRatio(a, b), contrastRatio(b, a));
}

void PaletteTest::measuresColourDistanceAsThePaperDoes_data()
{
    QTest::addColumn<QList<double>>("lab");
    QTest::addColumn<double>("expected");
    using Row = QList<double>;
    // Sharma, Wu and Dalal 2005, table 1.
    QTest::newRow("1") << Row{50, 2.6772, -79.7751, 50, 0, -82.7485} << 2.0425;
    QTest::newRow("4") << Row{50, -1.3802, -84.2814, 50, 0, -82.7485} << 1.0000;
    QTest::newRow("7") << Row{50, 0, 0, 50, -1, 2} << 2.3669;
    QTest::newRow("9") << Row{50, 2.4900, -0.0010, 50, -2.4900, 0.0009} << 7.1792;
    QTest::newRow("17") << Row{50, 2.5, 0, 73, 25, -18} << 27.1492;
    QTest::newRow("25") << Row{60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387} << 1.2644;
    QTest::newRow("34") << Row{2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514} << 0.9082;
}

void PaletteTest::measuresColourDistanceAsThePaperDoes()
{
    QFETCH(QList<double>, lab);
    QFETCH(double, expected);
    const double distance = test::ciede2000Lab({lab[0], lab[1], lab[2]}, {lab[3], lab[4], lab[5]});
    QVERIFY2(std::abs(distance - expected) < 0.0001, QByteArray::number(distance).constData());
}

void PaletteTest::textStandsOutFromEverySurface()
{
    QFETCH(Look, look);
    const Palette &p = paletteOf(look);
    const std::vector<Named> surfaces{{"window", p.window},
                                      {"surface", p.surface},
                                      {"subtle", p.subtle},
                                      {"accent soft", p.accentSoft},
                                      {"plot", p.plotBackground}};
    const std::vector<Named> texts{{"text", p.text},
                                   {"muted text", p.mutedText},
                                   {"accent text", p.accentText},
                                   {"good", p.good},
                                   {"caution", p.caution},
                                   {"bad", p.bad},
                                   {"info", p.info},
                                   {"annotation text", p.annotationText}};
    for (const Named &under : surfaces) {
        for (const Named &over : texts) {
            const double ratio = contrastRatio(over.color, under.color);
            QVERIFY2(ratio >= 4.5, pairText(over, under, ratio).constData());
        }
    }
    QVERIFY(contrastRatio(p.onAccent, p.accent) >= 4.5);
    QVERIFY(contrastRatio(p.onAccent, p.accentHover) >= 4.5);
}

void PaletteTest::marksStandOutFromTheirBackground()
{
    QFETCH(Look, look);
    const Palette &p = paletteOf(look);
    for (const QColor &color : p.series)
        QVERIFY2(contrastRatio(color, p.plotBackground) >= 3, qPrintable(color.name()));
    const Named plot{"plot", p.plotBackground};
    for (const Named &over : {Named{"crosshair", p.crosshair}, Named{"annotation", p.annotation}}) {
        const double ratio = contrastRatio(over.color, plot.color);
        QVERIFY2(ratio >= 3, pairText(over, plot, ratio).constData());
    }
    for (const Named &under : {Named{"window", p.window}, Named{"surface", p.surface},
                               Named{"subtle", p.subtle}, Named{"plot", p.plotBackground}}) {
        for (const Named &over :
             {Named{"icon", p.icon}, Named{"focus ring", p.focusRing}, Named{"accent", p.accent}}) {
            const double ratio = contrastRatio(over.color, under.color);
            QVERIFY2(ratio >= 3, pairText(over, under, ratio).constData());
        }
    }
}

void PaletteTest::seriesColoursStayApartForEverySight_data()
{
    QTest::addColumn<Look>("look");
    QTest::addColumn<double>("smallest");
    QTest::newRow("light") << Look::Light << 12.4;
    QTest::newRow("dark") << Look::Dark << 12.5;
}

void PaletteTest::seriesColoursStayApartForEverySight()
{
    QFETCH(Look, look);
    QFETCH(double, smallest);
    const auto &colors = paletteOf(look).series;
    double found = 1000;
    for (const test::Sight sight : test::kAllSights) {
        for (std::size_t i = 0; i < colors.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j)
                found = std::min(found, test::ciede2000(test::seenLinear(colors[i], sight),
                                                        test::seenLinear(colors[j], sight)));
        }
    }
    QVERIFY2(std::abs(found - smallest) < 0.05, QByteArray::number(found).constData());
}

void PaletteTest::seriesAndStateColoursAreThoseOfTheDesign()
{
    const auto names = [](const Palette &p) {
        QStringList list;
        for (const QColor &color : p.series)
            list.append(color.name().toUpper().mid(1));
        for (const QColor &color : {p.good, p.caution, p.bad, p.info})
            list.append(color.name().toUpper().mid(1));
        return list.join(u' ');
    };
    QCOMPARE(names(paletteOf(Look::Light)),
             u"0072B2 D55E00 00AA66 880066 8888EE 226644 4400CC 224400 "
             "00694D 8A5A00 B3261E 0057A8"_s);
    QCOMPARE(names(paletteOf(Look::Dark)),
             u"56B4E9 E69F00 22EEAA CC6688 EEEE22 8866CC FFCCEE 886644 "
             "4FD1A5 F2B84B FF8A80 7FC4FF"_s);
}

void PaletteTest::plotBackgroundIsFixedPerTheme()
{
    QCOMPARE(paletteOf(Look::Light).plotBackground, QColor(0xff, 0xff, 0xff));
    QCOMPARE(paletteOf(Look::Dark).plotBackground, QColor(0x1b, 0x1e, 0x20));
    QCOMPARE(paletteOf(Look::HighContrastLight).plotBackground, QColor(0xff, 0xff, 0xff));
    QCOMPARE(paletteOf(Look::HighContrastDark).plotBackground, QColor(0x1b, 0x1e, 0x20));
}

void PaletteTest::qtRolesCarryTheSameColours()
{
    QFETCH(Look, look);
    const Palette &p = paletteOf(look);
    const QPalette q = toQPalette(p);
    QCOMPARE(q.color(QPalette::Window), p.window);
    QCOMPARE(q.color(QPalette::Base), p.surface);
    QCOMPARE(q.color(QPalette::Text), p.text);
    QCOMPARE(q.color(QPalette::Highlight), p.accent);
    QCOMPARE(q.color(QPalette::Disabled, QPalette::Text), p.disabledText);
    QCOMPARE(p.isDark(), relativeLuminance(p.window) < relativeLuminance(p.text));
}

TIDEMARK_TEST(PaletteTest)

#include "palette_test.moc"
