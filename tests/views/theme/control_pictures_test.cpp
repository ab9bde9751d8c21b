// SPDX-License-Identifier: GPL-3.0-or-later
// A picture of the controls and the icons in both themes.
#include "tests/support/test_registry.h"
#include "tests/views/charts/chart_fixtures.h"
#include "tests/views/theme/picture_test_case.h"

#include "views/theme/segmented_buttons.h"
#include "views/theme/theme_icon.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTabBar>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace tidemark;
using namespace Qt::StringLiterals;

class ControlPictures : public test::PictureTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void drawsControls_data();
    void drawsControls();
};

void ControlPictures::drawsControls_data()
{
    addLooks();
}

void ControlPictures::drawsControls()
{
    setLook();
    QWidget window;
    auto *column = new QVBoxLayout(&window);
    auto *bar = new QHBoxLayout;
    const auto button = [&](const QString &text, const char *variant) {
        auto *made = new QPushButton(text, &window);
        if (variant)
            made->setProperty("variant", QString::fromLatin1(variant));
        bar->addWidget(made);
        return made;
    };
    button(u"Local store"_s, nullptr);
    auto *segments = new theme::SegmentedButtons(u"Period"_s, &window);
    for (const auto &[id, text] : {std::pair(0, u"Day"_s), std::pair(1, u"Week"_s),
                                   std::pair(2, u"Month"_s), std::pair(3, u"Year"_s)})
        segments->addSegment(id, text);
    segments->setCurrentId(1);
    bar->addWidget(segments);
    auto *option = new QToolButton(&window);
    option->setText(u"Compare: previous year"_s);
    option->setCheckable(true);
    option->setChecked(true);
    option->setProperty("option", true);
    bar->addWidget(option);
    bar->addStretch(1);
    button(u"Find…"_s, nullptr)->setIcon(theme::themeIcon(*m_theme, u"search"_s));
    button(u"Disabled"_s, nullptr)->setEnabled(false);
    button(u"Record value"_s, "primary");
    column->addLayout(bar);

    auto *fields = new QHBoxLayout;
    auto *edit = new QLineEdit(&window);
    edit->setPlaceholderText(u"Filter metrics…"_s);
    auto *combo = new QComboBox(&window);
    combo->addItems({u"UTC"_s, u"Europe/Berlin"_s});
    auto *spin = new QSpinBox(&window);
    auto *check = new QCheckBox(u"Include zero"_s, &window);
    check->setChecked(true);
    auto *uncheck = new QCheckBox(u"Lock"_s, &window);
    auto *radio = new QRadioButton(u"Mean"_s, &window);
    radio->setChecked(true);
    for (QWidget *widget :
         std::initializer_list<QWidget *>{edit, combo, spin, check, uncheck, radio})
        fields->addWidget(widget);
    column->addLayout(fields);

    auto *tabs = new QTabBar(&window);
    tabs->addTab(u"Fleet KPIs"_s);
    tabs->addTab(u"This machine"_s);
    tabs->addTab(u"Request latency"_s);
    column->addWidget(tabs);

    auto *table = new QTableWidget(4, 5, &window);
    table->setHorizontalHeaderLabels(
        {u"Week (UTC)"_s, u"Count"_s, u"Mean, km"_s, u"Change"_s, u"Sum"_s});
    for (int row = 0; row < 4; ++row) {
        for (int cell = 0; cell < 5; ++cell)
            table->setItem(row, cell, new QTableWidgetItem(u"%1"_s.arg(390 + row * 7 + cell)));
    }
    table->verticalHeader()->hide();
    table->setShowGrid(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->selectRow(2);
    column->addWidget(table, 1);
    auto *icons = new QHBoxLayout;
    const QStringList names{u"search"_s,   u"filter"_s, u"undo"_s,       u"redo"_s,   u"export"_s,
                            u"import"_s,   u"pin"_s,    u"lock"_s,       u"trash"_s,  u"edit"_s,
                            u"settings"_s, u"table"_s,  u"chart-line"_s, u"good"_s,   u"caution"_s,
                            u"bad"_s,      u"info"_s,   u"calendar"_s,   u"session"_s};
    for (const QString &name : names) {
        auto *label = new QLabel(&window);
        const QIcon icon = theme::themeIcon(*m_theme, name);
        QVERIFY2(!icon.isNull(), qPrintable(name));
        label->setPixmap(icon.pixmap(24, 24));
        icons->addWidget(label);
    }
    column->addLayout(icons);
    window.resize(900, 420);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    edit->setFocus();
    QVERIFY(test::pixelsLike(window.grab().toImage(), window.rect(), m_theme->palette().accent) >
            1000);
    save(window, u"charts_controls"_s);
}

TIDEMARK_TEST(ControlPictures)

#include "control_pictures_test.moc"
