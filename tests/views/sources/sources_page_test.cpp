// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "tests/views/sources/source_bench.h"
#include "views/browser/fact_list.h"
#include "views/sources/privacy_page.h"
#include "views/sources/source_dialog.h"
#include "views/sources/sources_dialog.h"
#include "views/sources/sources_page.h"
#include "views/sources/token_dialog.h"
#include "views/tables/data_table.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabBar>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// The cells of a row, separated by bars.
QString row(const DataTable &table, int at)
{
    QStringList cells;
    for (int column = 0; column < table.model()->columnCount(); ++column)
        cells << table.model()->index(at, column).data().toString();
    return cells.join(u" | "_s);
}

void click(const QWidget &root, const QString &button)
{
    auto *found = shown<QPushButton>(root, button);
    QVERIFY2(found && found->isEnabled(), qPrintable(button));
    QTest::mouseClick(found, Qt::LeftButton);
}

/// Answers the question that is open by the button of that text.
void answer(const QString &button)
{
    QTRY_VERIFY(QApplication::activeModalWidget());
    auto *question = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
    QVERIFY(question);
    for (QAbstractButton *one : question->buttons()) {
        if (one->text().remove(u'&') == button) {
            QTest::mouseClick(one, Qt::LeftButton);
            QTRY_VERIFY(!QApplication::activeModalWidget());
            return;
        }
    }
    QFAIL(qPrintable(u"no button \""_s % button % u"\" beside "_s % question->informativeText()));
}

} // namespace

/// The list of sources and what can be done there, by keys and mouse alone.
class SourcesPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void anEmptyListSaysWhatBelongsThere()
    {
        SourceBench bench;
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        click(dialog, u"Add source…"_s);
        QTRY_VERIFY(dialog.findChild<SourceDialog *>());
        QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
        bool says = false;
        for (const QLabel *label : dialog.findChildren<QLabel *>())
            says |= label->isVisible() && label->text().startsWith(u"No source yet."_s);
        QVERIFY(says);
    }

    // R5, W4: each state in words, with counts, and the next sending counted down.
    void saysWhatGoesOnWithEachSource()
    {
        SourceBench bench;
        const Source off = bench.addSource(u"Archive"_s, PublishLevel::Off);
        const Source broken = bench.addSource(u"Broken"_s);
        const Source fleet = bench.addSource(u"Fleet"_s);
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        DataTable &table = *dialog.sources().table();
        QAbstractItemModelTester tester(table.model(),
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(table.model()->rowCount(), 3);
        QCOMPARE(row(table, 0), u"Archive | Publishing is off | 0 | 0 | \u2014 | none known"_s);
        bench.addValue(u"speed"_s, u"2026-11-20T08:00:00Z"_s, 3);
        QTRY_VERIFY(bench.board.find(fleet.id)->delivery.counts.waiting > 0);
        bench.links.setContact(fleet.id, at(u"2026-11-20T11:58:00Z"_s));
        bench.links.setDelivery(
            fleet.id, DeliveryState::Retrying,
            Error{ErrorCode::Network, u"Could not reach metrics.example."_s, {}}, 90s);
        const auto cell = [&table](int column) {
            return table.model()->index(2, column).data().toString();
        };
        QVERIFY2(cell(1).startsWith(u"Retrying in 1:"_s) &&
                     cell(1).endsWith(u": Could not reach metrics.example."_s),
                 qPrintable(cell(1)));
        QTRY_VERIFY(cell(4) != u"in 1:30"_s);
        QVERIFY2(cell(4).startsWith(u"in 1:"_s), qPrintable(cell(4)));
        QCOMPARE(table.model()->index(2, 5).data().toString(), u"2\u00A0min ago"_s);
        bench.links.setDelivery(broken.id, DeliveryState::Paused,
                                Error{ErrorCode::PermissionDenied, u"Give it a new token."_s, {}});
        QCOMPARE(table.model()->index(1, 1).data().toString(), u"Paused: Give it a new token."_s);
        bench.links.setDelivery(
            broken.id, DeliveryState::Paused,
            Error{ErrorCode::PermissionDenied, u"Unlock the keyring."_s, QString(kKeyringWaits)});
        QCOMPARE(table.model()->index(1, 1).data().toString(),
                 u"Waiting for the keyring: Unlock the keyring."_s);
        bench.links.setDelivery(broken.id, DeliveryState::Paused,
                                Error{ErrorCode::ReadOnly, u"It is open elsewhere."_s, {}});
        QCOMPARE(table.model()->index(1, 1).data().toString(),
                 u"Read-only store: It is open elsewhere."_s);
        bench.links.setDelivery(off.id, DeliveryState::Elsewhere);
        QCOMPARE(table.model()->index(0, 1).data().toString(),
                 u"Another program on this store sends for this source"_s);
        bench.links.setDelivery(fleet.id, DeliveryState::Sending);
        QCOMPARE(table.model()->index(2, 4).data().toString(), u"now"_s);
        bench.links.setDelivery(fleet.id, DeliveryState::Idle);
        QCOMPARE(table.model()->index(2, 1).data().toString(), u"Up to date"_s);
    }

    void detailsNameAddressLevelTokenAndContact()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s, PublishLevel::Summary);
        bench.links.setToken(fleet.id, SecretPlace::Session);
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        const QString facts = dialog.sources().findChild<FactList *>()->text();
        QVERIFY2(facts.contains(u"Address\thttps://metrics.example"_s), qPrintable(facts));
        QVERIFY2(facts.contains(u"Publishing\tsummary, at once. Sends values"_s),
                 qPrintable(facts));
        QVERIFY2(facts.contains(u"Token\tfor this session only"_s), qPrintable(facts));
        QVERIFY2(facts.contains(u"Last contact\tnone known"_s), qPrintable(facts));
    }

    void sendsFetchesAndShowsWhatWaits()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        click(dialog, u"Send now"_s);
        QCOMPARE(bench.links.sent, std::vector{fleet.id});
        QSignalSpy fetch(&dialog, &SourcesDialog::fetchRequested);
        click(dialog, u"Fetch…"_s);
        QCOMPARE(fetch.size(), 1);
        QCOMPARE(fetch.front().front().value<SourceId>(), fleet.id);
        click(dialog, u"Waiting items"_s);
        QCOMPARE(dialog.findChild<QTabBar *>()->currentIndex(),
                 static_cast<int>(SourcesDialog::Tab::Outbox));
    }

    void testOpensTheFormAndStarts()
    {
        SourceBench bench;
        bench.addSource(u"Fleet"_s);
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        click(dialog, u"Test"_s);
        QTRY_COMPARE(bench.links.checks.size(), 1);
        QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
        // Enter on the row edits it.
        dialog.sources().table()->setFocus();
        QTest::keyClick(dialog.sources().table(), Qt::Key_Return);
        QTRY_VERIFY(QApplication::activeModalWidget());
        QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);
    }

    void tokenIsExchangedAndTakenAway()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        click(dialog, u"Token…"_s);
        QTRY_VERIFY(isDialogReady());
        QTest::keyClicks(QApplication::focusWidget(), u"abc"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_VERIFY(!QApplication::activeModalWidget());
        QCOMPARE(bench.links.tokens.at(fleet.id.value()).first, Secret(QByteArrayView("abc")));
        click(dialog, u"Token…"_s);
        QTRY_VERIFY(QApplication::activeModalWidget());
        click(*QApplication::activeModalWidget(), u"Remove the token"_s);
        QTRY_VERIFY(!QApplication::activeModalWidget());
        QVERIFY(bench.links.tokens.empty());
    }

    void removingSaysWhatIsLostAndAsksWithCancelAsTheDefault()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        bench.links.setToken(fleet.id, SecretPlace::Keyring);
        bench.addValue(u"speed"_s, u"2026-11-20T08:00:00Z"_s, 3);
        QTRY_COMPARE(bench.board.find(fleet.id)->delivery.counts.waiting, 3);
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        click(dialog, u"Remove…"_s);
        QTRY_VERIFY(QApplication::activeModalWidget());
        auto *question = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
        QVERIFY(question->informativeText().contains(u"3 item(s) that wait"_s));
        QVERIFY(question->informativeText().contains(u"Its token is removed too."_s));
        QTest::keyClick(question, Qt::Key_Return); // Cancel is the default
        QTRY_VERIFY(!QApplication::activeModalWidget());
        QVERIFY(bench.board.find(fleet.id));
        click(dialog, u"Remove…"_s);
        answer(u"Remove source and 3 item(s)"_s);
        QTRY_VERIFY(bench.board.links().empty());
        QVERIFY(bench.links.tokens.empty());
    }

    // What comes to wait while the question is open is not thrown away unasked.
    void removingAsksAgainAboutWhatCameMeanwhile()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        click(dialog, u"Remove…"_s);
        QTRY_VERIFY(QApplication::activeModalWidget());
        bench.addValue(u"speed"_s, u"2026-11-20T08:00:00Z"_s, 3);
        auto *question = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
        for (QAbstractButton *button : question->buttons())
            if (button->text() == u"Remove source"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        const auto asksAgain = [] {
            auto *again = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            return again && again->informativeText().contains(u"3 item(s) that wait"_s);
        };
        QTRY_VERIFY(asksAgain());
        QVERIFY(bench.board.find(fleet.id));
        answer(u"Remove source and 3 item(s)"_s);
        QTRY_VERIFY(bench.board.links().empty());
    }

    void keysEditAndRemove()
    {
        SourceBench bench;
        bench.addSource(u"Fleet"_s);
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        DataTable &table = *dialog.sources().table();
        QTRY_COMPARE(table.selectedRows(), QList<int>{0});
        QTest::keyClick(&table, Qt::Key_F2);
        QTRY_VERIFY(isDialogReady());
        QCOMPARE(QApplication::activeModalWidget()->windowTitle(), u"Edit the source Fleet"_s);
        QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
        QTest::keyClick(&table, Qt::Key_Delete);
        QTRY_VERIFY(qobject_cast<QMessageBox *>(QApplication::activeModalWidget()));
        QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
        QCOMPARE(table.model()->rowCount(), 1);
    }

    // By whatever way it is renamed: what is done next is done to the same source.
    void aRenamedSourceStaysSelected_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("to the front") << u"Archive"_s;
        QTest::newRow("to the end") << u"Zeppelins"_s;
        QTest::newRow("in its place") << u"Fleets"_s;
    }
    void aRenamedSourceStaysSelected()
    {
        QFETCH(const QString, name);
        SourceBench bench;
        bench.addSource(u"Depot"_s);
        const Source fleet =
            bench.addSource(u"Fleet"_s, PublishLevel::Detailed, u"https://fleet.example"_s);
        const Source trucks = bench.addSource(u"Trucks"_s);
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        DataTable &table = *dialog.sources().table();
        QAbstractItemModelTester tester(table.model(),
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        table.setFocus();
        table.selectRows(1, 1);
        QCOMPARE(dialog.sources().currentSource(), fleet.id);
        SourceChange change;
        change.name = name;
        QVERIFY(await(bench.ports.sources->update(fleet.id, change)));
        QTRY_COMPARE(bench.board.find(fleet.id)->source.name, name);
        QCOMPARE(table.selectedRows().size(), 1);
        QCOMPARE(dialog.sources().currentSource(), fleet.id);
        QVERIFY(dialog.sources().findChild<FactList *>()->text().contains(fleet.endpoint));
        // Removed elsewhere, it leaves a neighbour selected, which then stays so in its turn.
        QVERIFY(await(bench.ports.sources->remove(fleet.id, true)));
        QTRY_COMPARE(table.model()->rowCount(), 2);
        const SourceId neighbour = dialog.sources().currentSource();
        QVERIFY(neighbour.isValid() && neighbour != fleet.id);
        change.name = neighbour == trucks.id ? u"A"_s : u"Z"_s;
        QVERIFY(await(bench.ports.sources->update(neighbour, change)));
        QTRY_COMPARE(bench.board.find(neighbour)->source.name, *change.name);
        QCOMPARE(dialog.sources().currentSource(), neighbour);
    }

    // Q3
    void privacyListsEachAddressAndTheLastContact()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        bench.addSource(u"Trucks"_s, PublishLevel::Off);
        bench.links.spokenTo = {{u"https://metrics.example:443"_s, at(u"2026-11-20T11:00:00Z"_s)},
                                {u"http://old.example:8080"_s, at(u"2026-11-19T11:00:00Z"_s)}};
        bench.links.setContact(fleet.id, at(u"2026-11-20T11:58:00Z"_s));
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        QTest::keyClick(dialog.findChild<QTabBar *>(), Qt::Key_End);
        dialog.showTab(SourcesDialog::Tab::Privacy);
        DataTable &table = *dialog.privacy().table();
        QTRY_COMPARE(table.model()->rowCount(), 2);
        QCOMPARE(row(table, 0), u"http://old.example:8080 | none now | none now | tried or "
                                "used before, nothing now | 1\u00A0d ago"_s);
        QCOMPARE(row(table, 1), u"https://metrics.example | Fleet, Trucks | asks and sends | "
                                u"values, metrics and sessions with "
                                "their tags and notes; nothing by itself | 2\u00A0min ago"_s);
    }

    void privacyKeepsWhatIsSelectedAndInSight()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        for (int i = 10; i < 60; ++i)
            bench.links.spokenTo.push_back(
                {u"https://old%1.example:443"_s.arg(i), at(u"2026-11-19T11:00:00Z"_s)});
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        dialog.showTab(SourcesDialog::Tab::Privacy);
        DataTable &table = *dialog.privacy().table();
        QAbstractItemModelTester tester(table.model(),
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        QTRY_COMPARE(table.model()->rowCount(), 51);
        table.setFocus();
        table.selectRows(40, 40);
        QScrollBar *bar = table.verticalScrollBar();
        QTRY_VERIFY(bar->value() > 0);
        const int place = bar->value();
        const QString chosen = table.currentIndex().siblingAtColumn(0).data().toString();
        bench.links.setContact(fleet.id, at(u"2026-11-20T11:58:00Z"_s));
        QVERIFY(row(table, 0).endsWith(u"2\u00A0min ago"_s));
        QCOMPARE(table.selectedRows(), QList<int>{40});
        QCOMPARE(bar->value(), place);
        QVERIFY(table.hasFocus());
        // Another address before it, and one that is no more, leave the same one selected.
        bench.links.spokenTo.erase(bench.links.spokenTo.begin());
        bench.links.spokenTo.push_back({u"https://a.example:443"_s, at(u"2026-11-19T11:00:00Z"_s)});
        bench.links.spokenTo.push_back({u"https://b.example:443"_s, at(u"2026-11-19T11:00:00Z"_s)});
        bench.links.setContact(fleet.id, at(u"2026-11-20T11:59:00Z"_s));
        QCOMPARE(table.model()->rowCount(), 52);
        QCOMPARE(table.selectedRows(), QList<int>{41});
        QCOMPARE(table.currentIndex().siblingAtColumn(0).data().toString(), chosen);
    }

    void aKeptTokenIsMovedWithoutTypingIt() // Q4
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        bench.links.setToken(fleet.id, SecretPlace::Keyring);
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        click(dialog, u"Token…"_s);
        QTRY_VERIFY(isDialogReady());
        const QWidget &form = *QApplication::activeModalWidget();
        QVERIFY(!shown<QPushButton>(form, u"Keep this token"_s)->isEnabled());
        auto *place = shown<QComboBox>(form, u"Where the token is kept"_s);
        QVERIFY(place);
        place->setFocus();
        QTest::keyClick(place, Qt::Key_Down);
        click(form, u"Move this token"_s);
        QTRY_VERIFY(!QApplication::activeModalWidget());
        QCOMPARE(bench.links.tokens.at(fleet.id.value()).first, Secret(QByteArrayView("kept")));
        QCOMPARE(bench.links.tokens.at(fleet.id.value()).second, SecretPlace::Session);
    }
};

TIDEMARK_TEST(SourcesPageTest)
#include "sources_page_test.moc"
