// SPDX-License-Identifier: GPL-3.0-or-later
// The headings of tables: where their text stands, and which columns a person chose.
#include "model/domain/user_names.h"
#include "model/ports/series_store.h"
#include "tests/support/test_registry.h"
#include "tests/views/dashboards/board.h"
#include "views/dashboards/dashboard_json.h"
#include "views/tables/data_table.h"

#include <QHeaderView>
#include <QImage>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// The first and the last column of the band with a pixel that differs clearly from its
/// background; the upper left pixel is none of the text.
std::pair<int, int> endsOfInk(const QImage &image, QRect band)
{
    const int background = qGray(image.pixel(band.topLeft()));
    std::pair<int, int> ends(-1, -1);
    for (int x = band.left(); x <= band.right(); ++x)
        for (int y = band.top(); y <= band.bottom(); ++y)
            if (std::abs(qGray(image.pixel(x, y)) - background) > 60) {
                if (ends.first < 0)
                    ends.first = x;
                ends.second = x;
            }
    return ends;
}

/// A dashboard with one table of two metrics of a user.
struct UsersBoard
{
    UsersBoard()
    {
        for (const QString &name : {u"nat.user.active"_s, u"nat.user.exit_stack"_s}) {
            const Definition metric = board.bench.addMetric(name);
            const auto series = await(
                board.bench.ports.series->open({metric.id, {{QString(kUserTag), u"someone"_s}}}));
            const SampleBatch batch{series->id, {at(u"2026-11-05T00:00:00Z"_s).posixNs()}, {3.0}};
            isFilled = await(board.bench.ports.series->append({batch})).has_value() && isFilled;
        }
    }
    [[nodiscard]] bool isKnown() const
    {
        return board.metrics->findName(u"nat.user.exit_stack"_s) != nullptr;
    }
    /// With this choice of hidden columns.
    void showTable(const std::optional<QStringList> &hidden = {}) const
    {
        Dashboard dashboard = board.view->dashboard();
        PanelSpec panel = panelOf(u"t"_s, PanelType::Table, u"nat.user.active"_s, kTop);
        panel.metrics.push_back({{}, u"nat.user.exit_stack"_s, {}});
        panel.detail = PanelDetail::Values;
        panel.hiddenColumns = hidden;
        dashboard.panels = {panel};
        board.view->setDashboard(dashboard);
    }
    /// One more row, whose tag is a column that was not there.
    [[nodiscard]] bool addTaggedRow() const
    {
        const TagMap tags{{QString(kUserTag), u"someone"_s}, {u"region"_s, u"north"_s}};
        const auto series =
            await(board.bench.ports.series->open({board.id(u"nat.user.active"_s), tags}));
        const SampleBatch batch{series->id, {at(u"2026-11-06T00:00:00Z"_s).posixNs()}, {4.0}};
        return await(board.bench.ports.series->append({batch})).has_value();
    }
    [[nodiscard]] std::optional<QStringList> hidden() const
    {
        return board.view->dashboard().panels.at(0).hiddenColumns;
    }
    [[nodiscard]] PanelCard *panel() const { return board.view->panel(u"t"_s); }
    [[nodiscard]] QStringList shown() const
    {
        const auto *table = panel()->findChild<QTableView *>();
        QStringList titles;
        for (int column = 0; column < table->model()->columnCount(); ++column)
            if (!table->isColumnHidden(column))
                titles << table->model()->headerData(column, Qt::Horizontal).toString();
        return titles;
    }

    Board board{{}};
    bool isFilled = true;
};

} // namespace

class ColumnHeadsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void headingsStandOverTheirCells_data()
    {
        QTest::addColumn<Qt::Alignment>("alignment");
        QTest::addColumn<bool>("isSorted");
        QTest::newRow("left") << Qt::Alignment(Qt::AlignLeft) << false;
        QTest::newRow("right") << Qt::Alignment(Qt::AlignRight) << false;
        QTest::newRow("right, sorted by another") << Qt::Alignment(Qt::AlignRight) << true;
    }

    void headingsStandOverTheirCells()
    {
        QFETCH(const Qt::Alignment, alignment);
        QFETCH(const bool, isSorted);
        theme::Theme theme;
        theme.applyTo(*qobject_cast<QApplication *>(QCoreApplication::instance()));
        DataTable table(u"Table"_s, DataTable::Keys::Activate);
        QStandardItemModel model(2, 2);
        model.setHorizontalHeaderLabels({u"HHH"_s, u"Other"_s});
        model.horizontalHeaderItem(0)->setTextAlignment(alignment | Qt::AlignVCenter);
        model.setItem(0, 0, new QStandardItem(u"HHH"_s));
        model.item(0, 0)->setTextAlignment(alignment | Qt::AlignVCenter);
        table.setModel(&model);
        if (isSorted) {
            table.setSortingEnabled(true);
            table.sortByColumn(1, Qt::AscendingOrder);
        }
        table.setCurrentIndex(model.index(1, 1)); // its frame is no text
        table.setColumnWidth(0, 200);
        table.resize(400, 150);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        const QImage image = table.grab().toImage();
        QCOMPARE(image.devicePixelRatio(), 1.0);
        const QRect head = table.horizontalHeader()->geometry();
        const QRect cells = table.viewport()->geometry();
        const QRect column(cells.left() + 1, 0, table.columnWidth(0) - 2, 0);
        const auto bandOf = [&column](int top, int height) {
            return QRect(column.left(), top + 3, column.width(), height - 6);
        };
        const auto heading = endsOfInk(image, bandOf(head.top(), head.height()));
        const auto cell = endsOfInk(image, bandOf(cells.top(), table.rowHeight(0)));
        QVERIFY(heading.first > 0 && cell.first > 0);
        const bool isLeft = alignment == Qt::AlignLeft;
        const int there = isLeft ? heading.first : heading.second;
        const int here = isLeft ? cell.first : cell.second;
        QVERIFY2(std::abs(there - here) <= 1,
                 qPrintable(u"heading at %1, cell at %2"_s.arg(there).arg(here)));
    }

    void theFrameOfTheCurrentCellMovesNoText()
    {
        theme::Theme theme;
        theme.applyTo(*qobject_cast<QApplication *>(QCoreApplication::instance()));
        DataTable table(u"Table"_s, DataTable::Keys::Activate);
        QStandardItemModel model(2, 2);
        model.setItem(0, 0, new QStandardItem(u"HHH"_s));
        table.setModel(&model);
        table.setColumnWidth(0, 200);
        table.resize(400, 150);
        table.show();
        table.activateWindow();
        table.setFocus();
        QVERIFY(QTest::qWaitForWindowActive(&table));
        const QRect cells = table.viewport()->geometry();
        const QRect inside(cells.left() + 3, cells.top() + 3, table.columnWidth(0) - 6,
                           table.rowHeight(0) - 6); // of the frame
        const auto look = [&table](const QModelIndex &current) {
            table.setCurrentIndex(current);
            return table.grab().toImage();
        };
        const QImage beside = look(model.index(1, 1));
        const QImage framed = look(model.index(0, 0));
        QVERIFY(beside.pixel(cells.topLeft()) != framed.pixel(cells.topLeft())); // there is one
        QVERIFY(endsOfInk(beside, inside).first > 0);
        QCOMPARE(endsOfInk(framed, inside), endsOfInk(beside, inside));
        const auto linesOfInk = [&inside](const QImage &image) {
            std::pair<int, int> lines(-1, -1);
            for (int y = inside.top(); y <= inside.bottom(); ++y) {
                if (endsOfInk(image, {inside.left(), y, inside.width(), 1}).first < 0)
                    continue;
                lines = {lines.first < 0 ? y : lines.first, y};
            }
            return lines;
        };
        QCOMPARE(linesOfInk(framed), linesOfInk(beside));
    }

    void seldomWantedColumnsOfUsersAreHiddenUntilAskedFor()
    {
        const UsersBoard users;
        QVERIFY(users.isFilled);
        QTRY_VERIFY(users.isKnown());
        users.showTable();
        QTRY_COMPARE(users.panel()->state(), PanelCard::State::Data);
        QVERIFY(users.shown().contains(u"Active"_s));
        QVERIFY(!users.shown().contains(u"Exit steps"_s));
        QSignalSpy edited(users.board.view.get(), &DashboardView::edited);
        QVERIFY(choose(users.panel(), u"Exit steps"_s));
        QVERIFY(users.shown().contains(u"Exit steps"_s));
        QCOMPARE(edited.count(), 1); // so that it is kept, and can be undone
        users.panel()->reload();
        QTRY_COMPARE(users.panel()->state(), PanelCard::State::Data);
        QVERIFY(users.shown().contains(u"Exit steps"_s));
    }

    void aChoiceIsOfTheColumnThatItNamedWhileColumnsCome()
    {
        const UsersBoard users;
        QTRY_VERIFY(users.isKnown());
        users.showTable();
        QTRY_COMPARE(users.panel()->state(), PanelCard::State::Data);
        QAction *active = openMenu(users.panel(), u"Active"_s);
        QVERIFY(active != nullptr);
        QVERIFY(users.addTaggedRow());
        users.panel()->reload();
        QTRY_VERIFY(users.shown().contains(u"region"_s));
        active->trigger();
        closeMenus(users.panel());
        QCOMPARE(users.hidden(),
                 std::optional(QStringList({u"nat.user.active"_s, u"nat.user.exit_stack"_s})));
        QTRY_COMPARE(users.panel()->state(), PanelCard::State::Data);
        QVERIFY(!users.shown().contains(u"Active"_s));
        QVERIFY(users.shown().contains(u"region"_s));
    }

    void aChoiceLeavesThoseOfMetricsThatAreNotHere()
    {
        const UsersBoard users;
        QTRY_VERIFY(users.isKnown());
        users.showTable(QStringList{u"nat.user.errors"_s});
        QTRY_COMPARE(users.panel()->state(), PanelCard::State::Data);
        QVERIFY(users.shown().contains(u"Exit steps"_s));
        QVERIFY(choose(users.panel(), u"Active"_s));
        QCOMPARE(users.hidden(),
                 std::optional(QStringList({u"nat.user.active"_s, u"nat.user.errors"_s})));
        QVERIFY(choose(users.panel(), u"Active"_s));
        QCOMPARE(users.hidden(), std::optional(QStringList{u"nat.user.errors"_s}));
    }

    // A dashboard that was saved so hid them for good.
    void columnsWithoutAMetricAreNeverHidden()
    {
        const UsersBoard users;
        QTRY_VERIFY(users.isKnown());
        users.showTable(QStringList{QString(), u"nat.user.active"_s});
        QTRY_COMPARE(users.panel()->state(), PanelCard::State::Data);
        QCOMPARE(users.shown().count(), 3); // the user, the exit steps and the time
        QVERIFY(!users.shown().contains(u"Active"_s));
        QVERIFY(choose(users.panel(), u"Active"_s));
        QCOMPARE(users.hidden(), std::optional(QStringList()));
    }

    void chosenColumnsAreInTheDashboardsFile()
    {
        const UsersBoard users;
        QTRY_VERIFY(users.isKnown());
        users.showTable();
        QTRY_COMPARE(users.panel()->state(), PanelCard::State::Data);
        QVERIFY(choose(users.panel(), u"Active"_s));
        QVERIFY(!users.shown().contains(u"Active"_s));
        const auto read = dashboardFromText(toFileText(users.board.view->dashboard()));
        QVERIFY(read);
        QCOMPARE(read->panels.at(0).hiddenColumns,
                 std::optional(QStringList({u"nat.user.active"_s, u"nat.user.exit_stack"_s})));
    }
};

TIDEMARK_TEST(ColumnHeadsTest)
#include "column_heads_test.moc"
