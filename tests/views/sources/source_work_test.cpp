// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/held_ports.h"
#include "tests/support/test_registry.h"
#include "tests/views/sources/source_dialog_bench.h"
#include "views/sources/source_removal.h"
#include "views/sources/sources_dialog.h"

#include <QPushButton>
#include <QSignalBlocker>

#include <memory>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// What a person asked for is done, or told, though its window is closed while the store is busy
/// (S7).
class SourceWorkTest final : public QObject
{
    Q_OBJECT

    struct Busy
    {
        Busy()
        {
            parts = bench.parts();
            parts.ports.sources = &sources;
        }

        SourceBench bench;
        HeldSources sources{*bench.ports.sources};
        SourceParts parts;
    };

    static void press(const QWidget &root, const QString &button)
    {
        auto *found = shown<QAbstractButton>(root, button);
        QVERIFY2(found && found->isEnabled(), qPrintable(button));
        QTest::mouseClick(found, Qt::LeftButton);
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void aRemovalTakesTheTokenAlongWithoutItsWindow()
    {
        Busy busy;
        const Source fleet = busy.bench.addSource(u"Fleet"_s);
        busy.bench.links.setToken(fleet.id, SecretPlace::Keyring);
        busy.sources.removed.isHolding = true;
        {
            SourcesDialog dialog(busy.parts);
            showWindow(dialog, dialog.size());
            press(dialog, u"Remove…"_s);
            QTRY_VERIFY(QApplication::activeModalWidget());
            press(*QApplication::activeModalWidget(), u"Remove source"_s);
            QTRY_VERIFY(!QApplication::activeModalWidget());
        }
        QCOMPARE(busy.sources.removed.asked, 1);
        QCOMPARE(busy.bench.links.tokens.size(), 1);
        busy.sources.removed.letOne();
        QTRY_VERIFY(busy.bench.links.tokens.empty());
        QTRY_VERIFY(busy.bench.board.links().empty());
        QTRY_VERIFY(!busy.bench.links.findChild<SourceRemoval *>()); // it is over
    }

    void aQuestionThatGoesUnansweredRemovesNothing()
    {
        Busy busy;
        busy.bench.addSource(u"Fleet"_s);
        {
            SourcesDialog dialog(busy.parts);
            showWindow(dialog, dialog.size());
            press(dialog, u"Remove…"_s);
            QTRY_VERIFY(QApplication::activeModalWidget());
            QVERIFY(busy.bench.links.findChild<SourceRemoval *>());
        }
        QTRY_VERIFY(!busy.bench.links.findChild<SourceRemoval *>());
        QCOMPARE(busy.sources.removed.asked, 0);
    }

    // What came to wait is not thrown away unasked where nobody can be asked any more.
    void aRemovalThatCannotAskAgainFails()
    {
        Busy busy;
        const Source fleet = busy.bench.addSource(u"Fleet"_s);
        busy.sources.removed.isHolding = true;
        auto dialog = std::make_unique<SourcesDialog>(busy.parts);
        QString told;
        connect(dialog.get(), &SourcesDialog::removalAsked, this,
                [this, &told](SourceRemoval *removal) {
                    connect(removal, &SourceRemoval::failed, this,
                            [&told](const Error &error) { told = error.message; });
                });
        showWindow(*dialog, dialog->size());
        press(*dialog, u"Remove…"_s);
        QTRY_VERIFY(QApplication::activeModalWidget());
        busy.bench.addValue(u"speed"_s, u"2026-11-20T08:00:00Z"_s, 3);
        press(*QApplication::activeModalWidget(), u"Remove source"_s);
        dialog.reset();
        busy.sources.removed.letOne();
        QTRY_VERIFY2(told.contains(u"Fleet"_s), qPrintable(told));
        QVERIFY(await(busy.bench.ports.sources->find(fleet.id)).has_value());
    }

    void cancelWaitsForTheStoreAndLosesNothing()
    {
        Busy busy;
        busy.sources.created.isHolding = true;
        OpenSourceDialog d(busy.parts);
        d.type(u"Name"_s, u"Fleet"_s);
        d.type(u"Address"_s, u"https://metrics.example"_s);
        d.type(u"Token"_s, u"abc"_s);
        d.click(u"Add source"_s);
        QCOMPARE(busy.sources.created.asked, 1);
        d.click(u"Cancel"_s);
        QVERIFY(d.dialog.isVisible());
        QVERIFY(says(d.dialog, u"The source is being stored."_s));
        QTest::keyClick(&d.dialog, Qt::Key_Escape);
        QVERIFY(d.dialog.isVisible());
        busy.sources.created.letOne();
        QTRY_VERIFY(!d.dialog.isVisible());
        QCOMPARE(busy.bench.links.tokens.size(), 1);
        QCOMPARE(busy.bench.links.tokens.begin()->second.first, Secret(QByteArrayView("abc")));
    }

    // Nor is a dialog held for ever by what the store does not tell the others.
    void cancelBeforeTheTokenIsKeptSaysSo()
    {
        Busy busy;
        busy.bench.addSource(u"Depot"_s); // what was asked at first is answered
        busy.sources.created.isHolding = true;
        OpenSourceDialog d(busy.parts);
        d.type(u"Name"_s, u"Fleet"_s);
        d.type(u"Address"_s, u"https://metrics.example"_s);
        d.type(u"Token"_s, u"abc"_s);
        const QSignalBlocker untold(busy.parts.ports.events);
        d.click(u"Add source"_s);
        d.click(u"Cancel"_s);
        busy.sources.created.letOne();
        QTRY_VERIFY(!says(d.dialog, u"The source is being stored."_s));
        d.click(u"Cancel"_s);
        QVERIFY(d.dialog.isVisible());
        QVERIFY(says(d.dialog, u"The source is stored, but not its token"_s));
        QVERIFY(shown<QPushButton>(d.dialog, u"Save changes"_s)->isEnabled());
        d.click(u"Cancel"_s);
        QVERIFY(!d.dialog.isVisible());
        QVERIFY(busy.bench.links.tokens.empty());
    }

    void cancelIsFreeAgainWhenTheStoreRefused()
    {
        Busy busy;
        busy.bench.addSource(u"Fleet"_s);
        busy.sources.created.isHolding = true;
        OpenSourceDialog d(busy.parts);
        d.type(u"Name"_s, u"Fleet"_s);
        d.type(u"Address"_s, u"https://metrics.example"_s);
        d.click(u"Add source"_s);
        d.click(u"Cancel"_s);
        QVERIFY(d.dialog.isVisible());
        busy.sources.created.letOne();
        QTRY_VERIFY(!says(d.dialog, u"The source is being stored."_s));
        QVERIFY(d.dialog.isVisible());
        d.click(u"Cancel"_s);
        QVERIFY(!d.dialog.isVisible());
    }
};

TIDEMARK_TEST(SourceWorkTest)
#include "source_work_test.moc"
