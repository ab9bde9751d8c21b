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

/// The first column of the band with a pixel that differs clearly from its background.
int leftOfInk(const QImage &image, int top, int bottom, int right)
{
    const int background = qGray(image.pixel(right, top));
    for (int x = 0; x < right; ++x)
        for (int y = top; y < bottom; ++y)
            if (std::abs(qGray(image.pixel(x, y)) - background) > 60)
                return x;
    return -1;
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

    void headingsStandOverTheirCells()
    {
        theme::Theme theme;
        theme.applyTo(*qobject_cast<QApplication *>(QCoreApplication::instance()));
        DataTable table(u"Table"_s, DataTable::Keys::Activate);
        QStandardItemModel model(1, 1);
        model.setHorizontalHeaderLabels({u"HHH"_s});
        model.horizontalHeaderItem(0)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        model.setItem(0, 0, new QStandardItem(u"HHH"_s));
        table.setModel(&model);
        table.setColumnWidth(0, 200);
        table.resize(300, 150);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        const QImage image = table.grab().toImage();
        QCOMPARE(image.devicePixelRatio(), 1.0);
        const QRect head = table.horizontalHeader()->geometry();
        const QRect cells = table.viewport()->geometry();
        const int row = table.rowHeight(0);
        const int right = cells.left() + 150; // behind the text
        const int heading = leftOfInk(image, head.top() + 3, head.bottom() - 3, right);
        const int cell = leftOfInk(image, cells.top() + 3, cells.top() + row - 3, right);
        QVERIFY(heading > 0 && cell > 0);
        QVERIFY2(std::abs(heading - cell) <= 1,
                 qPrintable(u"heading at %1, cell at %2"_s.arg(heading).arg(cell)));
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
