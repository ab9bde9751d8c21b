// SPDX-License-Identifier: GPL-3.0-or-later
// What a Prometheus server has kept comes into the open store by a dialog of the window. Pictures
// are written to the folder TIDEMARK_PICTURES when that is set.
#include "app/pages/server_import_dialog.h"
#include "app/window/undo_history.h"
#include "tests/app/clipping.h"
#include "tests/app/nameless.h"
#include "tests/app/receiving_fixture.h"
#include "tests/support/hostile_server.h"
#include "tests/support/log_capture.h"
#include "tests/support/secret_search.h"
#include "tests/support/test_registry.h"
#include "views/dashboards/metric_directory.h"

#include <QCheckBox>
#include <QDir>
#include <QTableWidget>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class ServerImportWindowTest final : public QObject
{
    Q_OBJECT

    static constexpr auto kToken = "prom-7f3a91c05be24d6f8812"_L1;
    static constexpr auto kOtherToken = "prom-0b6d2e7795aa41c3b3e0"_L1;

    /// Two series of an hour, to who has the token; nothing while it is to keep quiet.
    struct Server
    {
        Server()
            : http([this](HostileConnection &connection) {
                while (connection.read())
                    answer(connection);
            })
        {}
        void answer(HostileConnection &connection)
        {
            const QByteArray line = connection.request().firstLine();
            if (connection.request().header("Authorization") !=
                "Bearer " + QByteArray(kToken.data(), kToken.size()))
                connection.answer(401, "Unauthorized");
            else if (isQuiet && line.contains("query_range"))
                connection.hang();
            else if (line.contains("/label/__name__/values"))
                connection.answer(200,
                                  "{\"status\":\"success\",\"data\":[\"jobs\",\"load\",\"up\"]}");
            else if (line.contains("query_range"))
                connection.answer(
                    200, "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
                         "{\"metric\":{\"__name__\":\"load\",\"host\":\"a\"},\"values\":["
                         "[1767225600,\"1\"],[1767225660,\"2.5\"]]},"
                         "{\"metric\":{\"__name__\":\"load\",\"host\":\"b\"},\"values\":["
                         "[1767225600,\"7\"]]}]},\"warnings\":[\"half is missing\"]}");
            else
                connection.answer(404);
        }
        std::atomic<bool> isQuiet = false;
        HostileServer http;
    };

    static ServerImportDialog *dialog(const ReceivingFixture &f)
    {
        for (auto *one : f.window->findChildren<ServerImportDialog *>()) {
            if (one->isVisible())
                return one;
        }
        return nullptr;
    }
    static void type(const QWidget &root, const QString &field, const QString &text)
    {
        auto *edit = shown<QLineEdit>(root, field);
        if (!edit) {
            auto *combo = shown<QComboBox>(root, field);
            QVERIFY2(combo && combo->isEditable(), qPrintable(field));
            edit = combo->lineEdit();
        }
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    /// All fields; the token is that of the server.
    static void fill(const ServerImportDialog &form, const Server &server)
    {
        type(form, u"Server"_s, server.http.url());
        type(form, u"Token"_s, QString(kToken));
        type(form, u"Metric or expression"_s, u"load"_s);
        type(form, u"From"_s, u"2026-01-01T00:00Z"_s);
        type(form, u"To"_s, u"2026-01-01T01:00Z"_s);
        type(form, u"Step"_s, u"60s"_s);
    }
    static void keep(QWidget &widget, const QString &name)
    {
        QTest::qWait(200);
        const QString folder = qEnvironmentVariable("TIDEMARK_PICTURES");
        if (!folder.isEmpty())
            QVERIFY(widget.grab().save(QDir(folder).filePath(name % u".png"_s)));
        QCOMPARE(clippedControl(widget), QString());
    }
    /// In nothing that is written while the window is open, nor after it.
    static void findNoToken(ReceivingFixture &f)
    {
        const QByteArray secret(kToken.data(), kToken.size());
        QCOMPARE(filesThatTell(f.folder.path(), secret), QStringList());
        f.window->close();
        QTRY_VERIFY(f.ending.ended().isFinished());
        QCOMPARE(filesThatTell(f.folder.path(), secret), QStringList());
        QVERIFY(!tellsSecret(LogCapture::text().toUtf8(), secret));
    }
    static bool isEnabled(const QWidget &root, const QString &button)
    {
        const auto *found = shown<QAbstractButton>(root, button);
        return found && found->isEnabled();
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void aRangeIsLookedAtImportedAndUndone()
    {
        const LogCapture log;
        Server server;
        ReceivingFixture f;
        QVERIFY(f.open());
        f.trigger(u"metric.import_server"_s);
        QTRY_VERIFY(dialog(f));
        ServerImportDialog &form = *dialog(f);
        QCOMPARE(nameless(&form), QStringList());
        QVERIFY(!isEnabled(form, u"Connect"_s));
        QVERIFY(!isEnabled(form, u"Import"_s));
        fill(form, server);
        if (QTest::currentTestFailed())
            return;
        f.click(form, u"Connect"_s);
        auto *metrics = shown<QComboBox>(form, u"Metric or expression"_s);
        QTRY_COMPARE(metrics->count(), 3);
        QCOMPARE(metrics->currentText(), u"load"_s); // what was typed stays
        QTRY_VERIFY(f.keyring.holds(u"prometheus http://127.0.0.1:%1"_s.arg(server.http.port())));
        QTRY_VERIFY(isEnabled(form, u"Preview"_s));
        f.click(form, u"Preview"_s); // with the token that is kept
        auto *table = form.findChild<QTableWidget *>();
        QTRY_COMPARE(table->rowCount(), 2);
        QCOMPARE(table->item(0, 0)->text(), u"load{host=a}"_s);
        QVERIFY(f.says(u"Series: 2. At most 120 samples"_s, &form));
        QVERIFY(f.says(u"The server warns: half is missing"_s, &form));
        QVERIFY(!f.window->workspace()->metrics().names().contains(u"load"_s));
        f.click(form, u"Import"_s);
        QTRY_VERIFY(f.told().startsWith(u"Imported. Series: 2. New samples: 3"_s));
        QTRY_VERIFY(f.window->workspace()->metrics().names().contains(u"load"_s));
        QTRY_VERIFY(f.window->findChildren<ServerImportDialog *>().isEmpty());
        f.window->workspace()->history().undo();
        QTRY_VERIFY(!f.window->workspace()->metrics().names().contains(u"load"_s));
        findNoToken(f);
    }

    void aStoppedImportMayBeTriedAgain()
    {
        Server server;
        server.isQuiet = true;
        ReceivingFixture f;
        QVERIFY(f.open());
        f.trigger(u"metric.import_server"_s);
        QTRY_VERIFY(dialog(f));
        fill(*dialog(f), server);
        if (QTest::currentTestFailed())
            return;
        f.click(*dialog(f), u"Import"_s);
        QVERIFY(!dialog(f));
        QTRY_VERIFY(!server.http.requests().empty());
        QTRY_VERIFY(shown<QAbstractButton>(f.window->status(), u"Cancel"_s));
        f.click(f.window->status(), u"Cancel"_s);
        QTRY_COMPARE(f.told(), u"The import was stopped. Nothing was stored."_s);
        f.window->messages().messages().first().action();
        QTRY_VERIFY(dialog(f));
        QCOMPARE(shown<QLineEdit>(*dialog(f), u"Server"_s)->text(), server.http.url());
        server.isQuiet = false;
        f.click(*dialog(f), u"Import"_s);
        QTRY_VERIFY(f.told().startsWith(u"Imported."_s));
    }

    void whatIsWrongIsSaidInTheDialog()
    {
        Server server;
        ReceivingFixture f;
        QVERIFY(f.open());
        f.trigger(u"metric.import_server"_s);
        QTRY_VERIFY(dialog(f));
        ServerImportDialog &form = *dialog(f);
        fill(form, server);
        type(form, u"Token"_s, QString(kOtherToken));
        if (QTest::currentTestFailed())
            return;
        f.click(form, u"Preview"_s);
        QTRY_VERIFY(isEnabled(form, u"Preview"_s));
        QVERIFY(!f.says(QString(kOtherToken), &form));
        QVERIFY(!f.keyring.holds(u"prometheus http://127.0.0.1:%1"_s.arg(server.http.port())));
        QCOMPARE(form.findChild<QTableWidget *>()->rowCount(), 0);
        type(form, u"To"_s, u"2025-01-01T00:00Z"_s);
        QVERIFY(f.says(u"The end lies before the beginning"_s, &form));
        QVERIFY(!isEnabled(form, u"Import"_s));
        QTest::keyClick(&form, Qt::Key_Escape);
        QTRY_VERIFY(f.window->findChildren<ServerImportDialog *>().isEmpty());
    }

    void aStoreThatClosesEndsIt()
    {
        Server server;
        server.isQuiet = true;
        ReceivingFixture f;
        QVERIFY(f.open());
        f.trigger(u"metric.import_server"_s);
        QTRY_VERIFY(dialog(f));
        fill(*dialog(f), server);
        if (QTest::currentTestFailed())
            return;
        f.click(*dialog(f), u"Import"_s);
        QTRY_VERIFY(!server.http.requests().empty());
        f.window.reset(); // neither hangs nor crashes
        QCOMPARE(server.http.requests().size(), 1U);
    }

    void aTargetIsScrapedWithAToken()
    {
        const LogCapture log;
        HostileServer target([](HostileConnection &connection) {
            while (connection.read()) {
                if (connection.request().header("Authorization") ==
                    "Bearer " + QByteArray(kToken.data(), kToken.size()))
                    connection.answer(200, "jobs 3\n", "Content-Type: text/plain\r\n");
                else
                    connection.answer(401, "Unauthorized");
            }
        });
        ReceivingFixture f;
        QVERIFY(f.open());
        f.openForm(ReceiverKind::Prometheus);
        f.type(u"Name"_s, u"Jobs"_s);
        f.type(u"Address"_s, target.url());
        f.check(*f.form(), u"Ask with a token"_s);
        QVERIFY(!isEnabled(*f.form(), u"Add receiver"_s)); // none is there yet
        f.type(u"Token"_s, QString(kToken));
        if (QTest::currentTestFailed())
            return;
        f.click(*f.form(), u"Add receiver"_s);
        QTRY_VERIFY(!f.form());
        QTRY_COMPARE(f.cell(u"Jobs"_s, u"State"_s), u"Answers"_s);
        for (const auto &[path, receivers] : f.settings.settings().receivers.asKeyValueRange())
            QVERIFY(receivers.front().hasToken);
        findNoToken(f);
    }

    void pictures_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void pictures()
    {
        QFETCH(const bool, dark);
        const QString name = u"server-import-"_s % QString::fromUtf8(QTest::currentDataTag());
        Server server;
        ReceivingFixture f;
        f.theme.setMode(dark ? theme::Mode::Dark : theme::Mode::Light);
        QVERIFY(f.open());
        f.trigger(u"metric.import_server"_s);
        QTRY_VERIFY(dialog(f));
        ServerImportDialog &form = *dialog(f);
        keep(form, name % u"-empty"_s);
        fill(form, server);
        if (QTest::currentTestFailed())
            return;
        f.click(form, u"Preview"_s);
        QTRY_COMPARE(form.findChild<QTableWidget *>()->rowCount(), 2);
        keep(form, name);
        type(form, u"Token"_s, QString(kOtherToken));
        f.click(form, u"Preview"_s);
        QTRY_VERIFY(isEnabled(form, u"Preview"_s));
        keep(form, name % u"-refused"_s);
        QTest::keyClick(&form, Qt::Key_Escape);
        f.openForm(ReceiverKind::Prometheus);
        f.type(u"Address"_s, u"http://metrics.example:9100"_s);
        f.check(*f.form(), u"Ask with a token"_s);
        f.type(u"Token"_s, QString(kToken));
        keep(*f.form(), name % u"-receiver-form"_s);
    }
};

TIDEMARK_TEST(ServerImportWindowTest)
#include "server_import_window_test.moc"
