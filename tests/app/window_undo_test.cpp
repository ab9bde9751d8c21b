// SPDX-License-Identifier: GPL-3.0-or-later
// Undo as the window offers it: by key, in the message strip, and not in a text field.
#include "app/window/dashboard_tabs.h"
#include "app/window/message_bar.h"
#include "model/ports/metric_catalog.h"
#include "tests/app/undo_fixture.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_registry.h"
#include "views/dashboards/dashboard_view.h"
#include "views/entry/entry_fields.h"
#include "views/entry/entry_presenter.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::WindowFixture;

class WindowUndoTest final : public QObject
{
    Q_OBJECT

    static std::int64_t storedRecords(const WindowFixture &f)
    {
        return test::await(f.window->workspace()->ports().records->count({})).value();
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void undoTakesBackAnEntryAndSaysWhat()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        QTRY_VERIFY(f.window->actions().action(u"edit.undo"_s)->isEnabled());
        QTRY_COMPARE(f.window->actions().action(u"edit.undo"_s)->text(), u"&Undo: add values"_s);
        f.press(Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(f.window->actions().action(u"edit.redo"_s)->isEnabled());
        QCOMPARE(storedRecords(f), 0);
        f.press(Qt::Key_Y, Qt::ControlModifier);
        QTRY_COMPARE(storedRecords(f), 3);
    }

    void undoWaitsForTheFirstChange()
    {
        WindowFixture f;
        QVERIFY(f.open());
        const UndoHistory &history = f.window->workspace()->history();
        const QAction *undo = f.window->actions().action(u"edit.undo"_s);
        QTRY_VERIFY(history.isReady() && !undo->isEnabled());
        // Of another organisation, so that nothing is open before the metric.
        test::HeldWriter before(f.window->workspace()->store());
        NewDefinition definition;
        definition.name = u"speed"_s;
        const auto made = f.window->workspace()->ports().catalog->create(definition);
        QTRY_VERIFY(undo->isEnabled());
        QTest::keyClick(f.window.get(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(history.isBusy());
        before.letGo();
        QTRY_VERIFY(f.window->actions().action(u"edit.redo"_s)->isEnabled());
        QVERIFY(made.result().has_value());
        QTRY_VERIFY(!undo->isEnabled());
    }

    void undoWaitsForAnEntryThatIsBeingJudged()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        const UndoHistory &history = f.window->workspace()->history();
        QTRY_COMPARE(history.stack().undoText(), u"add values"_s);
        f.window->actions().action(u"entry.record"_s)->trigger();
        auto *fields = f.window->findChild<EntryFields *>();
        const auto *presenter = f.window->findChild<EntryPresenter *>();
        QTRY_VERIFY(!presenter->definitions().empty());
        QSignalSpy judged(presenter, &EntryPresenter::judgementEnded);
        // All in one turn: the last values of the metric come only after it.
        fields->setMetric(u"speed"_s);
        fields->setValueText(u"7"_s);
        fields->focusField(EntryField::Value);
        QTest::keyClick(fields->value(), Qt::Key_Return);
        QCOMPARE(presenter->inFlight().size(), 1U);
        QVERIFY(judged.isEmpty());
        f.window->actions().action(u"edit.undo"_s)->trigger();
        QVERIFY(history.isBusy());
        QTRY_VERIFY(!history.isBusy() && history.canRedo());
        QCOMPARE(judged.size(), 1);
        QCOMPARE(history.stack().count(), 2);
        QCOMPARE(history.stack().index(), 1);
        QCOMPARE(storedRecords(f), 3);
    }

    void messageStripOffersUndoAndTheListKeepsIt()
    {
        WindowFixture f;
        f.settings.change([](Settings &settings) { settings.showsEntryHint = false; });
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        const auto *bar = f.window->findChild<MessageBar *>();
        QTRY_VERIFY(bar->isVisible());
        const auto *undo = bar->findChild<QPushButton *>();
        QCOMPARE(undo->text(), u"Undo"_s);
        QVERIFY(!f.window->messages().messages().isEmpty());
        QTest::mouseClick(bar->findChild<QPushButton *>(), Qt::LeftButton);
        QTRY_COMPARE(storedRecords(f), 0);
    }

    void messageOffersUndoOnlyForTheNewestStep()
    {
        WindowFixture f;
        f.settings.change([](Settings &settings) { settings.showsEntryHint = false; });
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        const auto *bar = f.window->findChild<MessageBar *>();
        const auto *undo = bar->findChild<QPushButton *>();
        QTRY_VERIFY(undo->isVisible());
        // Another step lies above it now: the strip still says "Done: add values".
        f.window->workspace()->history().pushLayout(
            u"add panel"_s, [] {}, [] {});
        QVERIFY(!undo->isVisible());
        f.window->workspace()->history().undo();
        QVERIFY(undo->isVisible());
        QTest::mouseClick(bar->findChild<QPushButton *>(), Qt::LeftButton);
        QTRY_COMPARE(storedRecords(f), 0);
    }

    void aClosedTabTakesItsStepsAlong()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        const QUndoStack &stack = f.window->workspace()->history().stack();
        QTRY_COMPARE(stack.undoText(), u"add values"_s);
        const int before = stack.count();
        DashboardTabs &tabs = f.window->workspace()->tabs();
        PanelSpec panel;
        panel.type = PanelType::Text;
        tabs.openNew()->addPanel(panel);
        QCOMPARE(stack.count(), before + 1);
        tabs.close(tabs.currentIndex());
        QCOMPARE(stack.count(), before);
        QCOMPARE(f.window->actions().action(u"edit.undo"_s)->text(), u"&Undo: add values"_s);
        f.window->actions().action(u"edit.undo"_s)->trigger();
        QTRY_COMPARE(storedRecords(f), 0);
    }

    void controlZInATextFieldLeavesTheDataAlone()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        QTRY_VERIFY(f.window->actions().action(u"edit.undo"_s)->isEnabled());
        f.window->actions().action(u"entry.record"_s)->trigger();
        auto *value = qobject_cast<QLineEdit *>(
            f.window->findChild<EntryFields *>()->field(EntryField::Value));
        value->setFocus();
        QTRY_VERIFY(value->hasFocus());
        QTest::keyClicks(value, u"12"_s);
        f.press(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(value->text() != u"12"_s);
        f.press(Qt::Key_Z, Qt::ControlModifier); // the field has nothing left to undo
        QCOMPARE(storedRecords(f), 3);
        QVERIFY(f.window->actions().action(u"edit.undo"_s)->isEnabled());
    }
};

TIDEMARK_TEST(WindowUndoTest)
#include "window_undo_test.moc"
