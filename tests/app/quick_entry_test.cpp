// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/quick_entry.h"
#include "app/settings.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"
#include "views/entry/entry_bar.h"
#include "views/entry/quick_entry_window.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QCompleter>
#include <QFile>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

class QuickEntryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void recordsAValueAndClosesByKeyboardAlone()
    {
        test::StoreBench bench;
        bench.addMetric(u"weight"_s, u"kg"_s);
        const theme::Theme theme;
        QuickEntry entry(bench.clock, theme, Settings());
        QSignalSpy shown(&entry, &QuickEntry::shown);
        entry.open(bench.local->path());
        QVERIFY(shown.wait(20'000));
        QVERIFY(QTest::qWaitForWindowActive(entry.window()));
        auto *metric = qobject_cast<QLineEdit *>(QApplication::focusWidget());
        QVERIFY(metric && metric->completer());
        QTRY_VERIFY(metric->completer()->model()->rowCount() > 0); // it knows the metrics
        metric->setText(u"weight"_s); // typed, it would open a list, which grabs the keyboard
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QTest::keyClicks(QApplication::focusWidget(), u"71.5"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(test::await(bench.ports.records->count({})).value(), 1);
        QTRY_VERIFY(!entry.window()->isVisible());
    }

    void tellsWhyAStoreCannotBeWritten()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"broken.tidemark"_s);
        QFile broken(path);
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write(QByteArray(20'000, 'x'));
        broken.close();
        const SystemClock clock;
        const theme::Theme theme;
        QuickEntry entry(clock, theme, Settings());
        QSignalSpy failed(&entry, &QuickEntry::failed);
        entry.open(path);
        QVERIFY(failed.wait(20'000));
        QVERIFY(!entry.window());
    }
};

TIDEMARK_TEST(QuickEntryTest)
#include "quick_entry_test.moc"
