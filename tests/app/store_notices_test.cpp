// SPDX-License-Identifier: GPL-3.0-or-later
// How the open windows follow what the store tells of itself.
#include "app/window/source_desk.h"
#include "tests/app/source_fixture.h"
#include "tests/support/test_registry.h"
#include "views/sources/sources_page.h"
#include "views/sources/waiting_page.h"

#include <QTimer>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class StoreNoticesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void theOpenSourcesWindowTurnsItsActionsOffWithTheStore()
    {
        SourceFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 1);
        f.addSource(u"Fleet"_s);
        f.window->actions().action(u"sources.show"_s)->trigger();
        SourcesDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = f.window->findChild<SourcesDialog *>()) && dialog->isVisible());
        const auto enabledOf = [](const QWidget &page) {
            QStringList texts;
            for (const QPushButton *button : page.findChildren<QPushButton *>())
                if (button->isEnabled() && !button->text().isEmpty())
                    texts << button->text();
            return texts;
        };
        QTRY_VERIFY(enabledOf(dialog->sources()).contains(u"&Add source…"_s));
        const QString reason = u"The disk reports an error. Copy the store elsewhere."_s;
        Q_EMIT f.window->workspace()->ports().events->becameReadOnly(reason);
        QVERIFY(!enabledOf(dialog->sources()).contains(u"&Add source…"_s));
        QVERIFY(dialog->isVisible());
    }

    void rowsAreCountedWhileTheStoreKeepsChanging()
    {
        SourceFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 5);
        QTRY_VERIFY(!f.window->context().selectedMetrics().empty());
        Workspace *workspace = f.window->workspace();
        QSignalSpy counted(workspace, &Workspace::rowsCounted);
        StoreChange change;
        change.allMetrics = true;
        QTimer writing; // faster than a count waits for the end of the changes
        connect(&writing, &QTimer::timeout, workspace,
                [workspace, change] { Q_EMIT workspace->ports().events->changed(change); });
        writing.start(10);
        QTRY_VERIFY_WITH_TIMEOUT(counted.size() >= 3, 20'000);
        QVERIFY(writing.isActive());
        writing.stop();
        QCOMPARE(counted.last().first().value<std::optional<std::int64_t>>(),
                 std::optional<std::int64_t>(5));
    }
};

TIDEMARK_TEST(StoreNoticesTest)
#include "store_notices_test.moc"
