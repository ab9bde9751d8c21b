// SPDX-License-Identifier: GPL-3.0-or-later
// The token of a source is in nothing that a window writes or shows (C7).
#include "app/paths.h"
#include "app/window_session.h"
#include "model/ports/outbox_store.h"
#include "model/ports/source_store.h"
#include "tests/app/live_sources_fixture.h"
#include "tests/services/roboto/fault_proxy.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/support/log_capture.h"
#include "tests/support/secret_search.h"
#include "tests/support/test_registry.h"

#include <QAbstractItemView>

#include <array>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class SourceSecrecyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void theTokenIsInNothingThatAWindowWrites_data();
    void theTokenIsInNothingThatAWindowWrites();

private:
    static void addRows(const QAbstractItemModel &model, const QModelIndex &parent,
                        QStringList &texts)
    {
        constexpr std::array kRoles{Qt::DisplayRole, Qt::EditRole, Qt::ToolTipRole,
                                    Qt::AccessibleTextRole};
        for (int row = 0; row < model.rowCount(parent); ++row) {
            for (int column = 0; column < model.columnCount(parent); ++column) {
                for (const int role : kRoles)
                    texts << model.index(row, column, parent).data(role).toString();
            }
            addRows(model, model.index(row, 0, parent), texts);
        }
    }
    /// All that is written in the windows, tool tips and tables included.
    [[nodiscard]] static QString shownTexts()
    {
        QStringList texts;
        for (const QWidget *widget : QApplication::allWidgets()) {
            texts << widget->toolTip() << widget->accessibleName()
                  << widget->accessibleDescription();
            for (const char *property : {"text", "plainText", "windowTitle", "statusTip"})
                texts << widget->property(property).toString();
            const auto *view = qobject_cast<const QAbstractItemView *>(widget);
            if (view && view->model())
                addRows(*view->model(), view->rootIndex(), texts);
        }
        return texts.join(u'\n');
    }
};

void SourceSecrecyTest::theTokenIsInNothingThatAWindowWrites_data()
{
    QTest::addColumn<int>("status"); // of what tells the token back; 0: nothing does
    QTest::addColumn<DeliveryState>("state");
    QTest::newRow("a sound server") << 0 << DeliveryState::Idle;
    QTest::newRow("it is told back of each value") << 200 << DeliveryState::Idle;
    QTest::newRow("it is told back with 401") << 401 << DeliveryState::Paused;
    QTest::newRow("it is told back with 500") << 500 << DeliveryState::Retrying;
}

void SourceSecrecyTest::theTokenIsInNothingThatAWindowWrites()
{
    QFETCH(const int, status);
    QFETCH(const DeliveryState, state);
    const LogCapture log;
    RobotoHarness server;
    const QByteArray token = server.newToken().toLatin1();
    FaultProxy proxy(
        [](const SeenRequest &) { return ProxyFault::None; },
        [status](const SeenRequest &request) -> std::optional<FaultProxy::Answer> {
            const QByteArray told = request.header("Authorization").sliced(7);
            const bool isPublish = request.firstLine().startsWith("POST /v1/metrics ");
            if (status == 0 || (status == 200 && !isPublish))
                return std::nullopt;
            if (status == 200)
                return FaultProxy::Answer{200,
                                          R"({"data":{"succeeded":[],"failed":[{"name":"speed",)"
                                          R"("error":"not from )" +
                                              told + R"("}]}})"};
            return FaultProxy::Answer{status, R"({"message":"not from )" + told + R"("})"};
        });
    proxy.setUpstream(server.port());
    LiveFixture f;
    QVERIFY(f.open());
    f.addValues(u"speed"_s, 2);
    NewSource wanted;
    wanted.name = u"Fleet"_s;
    wanted.endpoint = proxy.url();
    wanted.level = PublishLevel::Detailed;
    const auto fleet = await(f.ports().sources->create(wanted));
    QVERIFY(fleet);
    QVERIFY(await(f.ports().outbox->enqueue(fleet->id, {}, {})));
    QTRY_VERIFY(f.links->link(fleet->id));
    auto kept = f.links->setToken(fleet->id, Secret(token), SecretPlace::Session);
    QTRY_VERIFY(kept.isFinished());
    f.links->sendNow(fleet->id);
    // Until it has a token a source pauses, too: the server's own answer is waited for.
    const auto isThere = [&] {
        const DeliveryStatus now = f.links->link(fleet->id)->delivery;
        const QString part = u"not from ***"_s;
        const bool isTold =
            status < 400 ||
            (now.error && (now.error->message.contains(part) || now.error->detail.contains(part)));
        return now.state == state && isTold &&
               (state != DeliveryState::Idle || now.counts.waiting == 0);
    };
    QTRY_VERIFY_WITH_TIMEOUT(isThere(), 20'000);
    if (status == 200) {
        const auto page = await(f.ports().outbox->page(fleet->id, OutboxState::Attention, {}, 10));
        QVERIFY(page && !page->items.empty());
        const QString message = page->items.front().error.message;
        QVERIFY2(message.contains(u"not from ***"_s), qPrintable(message));
    }
    f.window->actions().action(u"sources.show"_s)->trigger();
    auto fetch = f.links->fetch({fleet->id});
    QTRY_VERIFY_WITH_TIMEOUT(fetch.isFinished(), 20'000); // it tries three times
    const QString shown = shownTexts();
    QVERIFY(shown.contains(u"Fleet"_s));
    QCOMPARE(shown.contains(u"not from ***"_s), status != 0);
    QVERIFY(!tellsSecret(shown.toUtf8(), token));
    const QString session = sessionPath(f.window->storePath());
    f.window->close();
    f.window.reset(); // keeps the session
    QThreadPool::globalInstance()->waitForDone();
    QVERIFY(!tellsSecret(LogCapture::text().toUtf8(), token));
    QCOMPARE(filesThatTell(f.folder.path(), token), QStringList());
    QVERIFY(QFile::exists(session));
    QCOMPARE(filesThatTell(stateFolder(), token), QStringList());
}

TIDEMARK_TEST(SourceSecrecyTest)
#include "source_secrecy_test.moc"
