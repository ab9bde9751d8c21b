// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics of other programs come into the open store: receivers of each kind, added, watched,
// stopped and started again in the window, with real senders and targets. Pictures are written to
// the folder TIDEMARK_PICTURES when that is set.
#include "services/statsd/statsd_socket.h"
#include "tests/app/clipping.h"
#include "tests/app/nameless.h"
#include "tests/app/receiving_fixture.h"
#include "tests/services/http/raw_client.h"
#include "tests/services/monitor/fake_nemo_server.h"
#include "tests/services/otlp/otlp_examples.h"
#include "tests/services/statsd/datagrams.h"
#include "tests/support/test_registry.h"
#include "views/sources/privacy_page.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QLockFile>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QTabBar>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;

class ReceivingWindowTest final : public QObject
{
    Q_OBJECT

    static QByteArray post(const QByteArray &body)
    {
        return "POST /v1/metrics HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
               "application/json\r\nContent-Length: " +
               QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }
    static HostileServer::Script metricsPage()
    {
        return [](HostileConnection &connection) {
            while (connection.read())
                connection.answer(200, "# TYPE jobs gauge\njobs 3\n",
                                  "Content-Type: text/plain; version=0.0.4\r\n");
        };
    }
    static monitor::PerUserResourceUsage alice()
    {
        monitor::PerUserResourceUsage user;
        user.userId = u"alice"_s;
        user.session.createdAt = Timestamp(1'700'000'000 * kNsPerSecond);
        user.session.lastActivity = user.session.createdAt;
        user.requests = {42, 1, 12.5, 2};
        return user;
    }
    static void keep(QWidget &widget, const QString &name)
    {
        QTest::qWait(30); // one more turn of the event loop, for the layouts
        const QString folder = qEnvironmentVariable("TIDEMARK_PICTURES");
        if (!folder.isEmpty())
            QVERIFY(widget.grab().save(QDir(folder).filePath(name % u".png"_s)));
        QCOMPARE(clippedControl(widget), QString());
    }
    static void answerQuestion(const QString &button)
    {
        QTRY_VERIFY(qobject_cast<QMessageBox *>(QApplication::activeModalWidget()));
        auto *found = shown<QAbstractButton>(*QApplication::activeModalWidget(), button);
        QVERIFY2(found, qPrintable(button));
        QTest::mouseClick(found, Qt::LeftButton);
    }
    static bool saveIsEnabled()
    {
        auto *save = shown<QAbstractButton>(*ReceivingFixture::form(), u"Add receiver"_s);
        return save && save->isEnabled();
    }
    /// How often a message that holds this text was told.
    static int toldTimes(const ReceivingFixture &f, const QString &part)
    {
        int times = 0;
        for (const Message &message : f.window->messages().messages()) {
            if (message.text.contains(part))
                times += message.times;
        }
        return times;
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void eachKindIsAddedInTheFormAndCountsWhatComes()
    {
        FakeNemoServer server;
        HostileServer target(metricsPage());
        ReceivingFixture f;
        server.setClock(7'200s, f.clock.now());
        server.setUsers({alice()});
        QVERIFY(f.open());
        QVERIFY(f.says(u"other programs can send their metrics"_s, &f.page())); // empty: what for
        f.add(ReceiverKind::Otlp, u"Checkout"_s, u"127.0.0.1:0"_s);
        f.add(ReceiverKind::Statsd, u"Pools"_s, u"127.0.0.1:0"_s);
        f.add(ReceiverKind::Prometheus, u"Jobs"_s, target.url());
        f.add(ReceiverKind::Users, u"Agents"_s, server.url());
        if (QTest::currentTestFailed())
            return;
        QCOMPARE(f.page().table()->model()->rowCount(), 4);
        QTRY_COMPARE(f.cell(u"Checkout"_s, u"State"_s), u"Listening, nothing came yet"_s);
        QTRY_COMPARE(f.cell(u"Pools"_s, u"State"_s), u"Listening, nothing came yet"_s);
        QCOMPARE(f.cell(u"Checkout"_s, u"Last value"_s), u"none yet"_s);
        QCOMPARE(f.cell(u"Checkout"_s, u"Samples"_s), u"0"_s);

        RawClient client(portAt(f.cell(u"Checkout"_s, u"Address"_s)));
        QCOMPARE(client.ask(post(workedJson())).status, 200);
        QCOMPARE(client.ask(post("no JSON")).status, 400);
        const Datagrams packets(portAt(f.cell(u"Pools"_s, u"Address"_s)));
        QVERIFY(packets.send("pool.size:4|g\nnonsense"));
        QTRY_COMPARE(f.cell(u"Checkout"_s, u"State"_s), u"Receiving"_s);
        QTRY_VERIFY(f.cell(u"Checkout"_s, u"Samples"_s).toInt() >= 5);
        QTRY_COMPARE(f.cell(u"Checkout"_s, u"Refused"_s), u"1"_s);
        QTRY_VERIFY(f.cell(u"Pools"_s, u"Samples"_s).toInt() >= 1);
        QTRY_COMPARE(f.cell(u"Pools"_s, u"Refused"_s), u"1"_s);
        QTRY_COMPARE(f.cell(u"Jobs"_s, u"State"_s), u"Answers"_s);
        QTRY_VERIFY(f.cell(u"Jobs"_s, u"Samples"_s).toInt() >= 2);
        QTRY_COMPARE(f.cell(u"Agents"_s, u"State"_s), u"Answers"_s);
        QTRY_VERIFY(f.cell(u"Agents"_s, u"Samples"_s).toInt() >= 8);

        // why something was refused, and what the server's clock is, are beside the table
        f.selectRow(u"Pools"_s);
        QTRY_VERIFY(f.says(u"no value: 1"_s, &f.page()));
        f.selectRow(u"Agents"_s);
        QTRY_VERIFY(f.says(u"UTC+02:00, by comparing clocks"_s, &f.page()));
        // what came is there to be looked at
        for (const QString &name :
             {u"active.connections"_s, u"pool.size"_s, u"jobs"_s, u"nat.user.total_requests"_s})
            QTRY_VERIFY2(f.window->workspace()->metrics().names().contains(name), qPrintable(name));
        const int tabs = f.window->workspace()->tabs().count();
        f.trigger(u"users.show"_s); // as when a command had recorded them
        QCOMPARE(f.window->workspace()->tabs().count(), tabs + 1);
    }

    void stoppedOnesStayOffAndTheOthersStartAgainWithTheStore()
    {
        ReceivingFixture f;
        QVERIFY(f.open());
        f.add(ReceiverKind::Otlp, u"Checkout"_s, u"127.0.0.1:0"_s);
        f.add(ReceiverKind::Statsd, u"Pools"_s, u"127.0.0.1:0"_s);
        if (QTest::currentTestFailed())
            return;
        QTRY_COMPARE(f.cell(u"Checkout"_s, u"State"_s), u"Listening, nothing came yet"_s);
        QTRY_COMPARE(f.cell(u"Pools"_s, u"State"_s), u"Listening, nothing came yet"_s);
        const quint16 port = portAt(f.cell(u"Pools"_s, u"Address"_s));
        f.selectRow(u"Pools"_s);
        f.click(f.page(), u"Stop"_s);
        QCOMPARE(f.cell(u"Pools"_s, u"State"_s), u"Stopped"_s);
        QVERIFY(shown<QAbstractButton>(f.page(), u"Start"_s));
        QTRY_VERIFY(statsd::StatsdSocket::bind(u"127.0.0.1"_s, port)); // nobody listens any more

        const auto closed = f.window->closeStore();
        QTRY_VERIFY_WITH_TIMEOUT(closed.isFinished(), 20'000);
        QVERIFY(!f.window->receivers());
        QVERIFY(f.open());
        QTRY_COMPARE(f.cell(u"Checkout"_s, u"State"_s), u"Listening, nothing came yet"_s);
        QCOMPARE(f.cell(u"Pools"_s, u"State"_s), u"Stopped"_s);
        RawClient client(portAt(f.cell(u"Checkout"_s, u"Address"_s)));
        QCOMPARE(client.ask(post(workedJson())).status, 200);
        f.selectRow(u"Pools"_s);
        f.click(f.page(), u"Start"_s);
        QTRY_COMPARE(f.cell(u"Pools"_s, u"State"_s), u"Listening, nothing came yet"_s);

        // the same file at another place came from somebody else: it opens no port
        const auto closedAgain = f.window->closeStore();
        QTRY_VERIFY_WITH_TIMEOUT(closedAgain.isFinished(), 20'000);
        QVERIFY(QFile::copy(f.path(), f.path(u"copy.tidemark"_s)));
        QVERIFY(f.open(u"copy.tidemark"_s));
        QCOMPARE(f.page().table()->model()->rowCount(), 0);
    }

    void aTakenPortIsSaidBesideTheField()
    {
        ReceivingFixture f;
        QVERIFY(f.open());
        const auto other = statsd::StatsdSocket::bind(u"127.0.0.1"_s, 0).value();
        const QString taken = u"127.0.0.1:%1"_s.arg(other->port());
        f.openForm(ReceiverKind::Statsd);
        f.type(u"Address"_s, taken);
        f.click(*f.form(), u"Add receiver"_s);
        QTRY_VERIFY(
            f.says(taken % u" is in use by another program. Choose another port"_s, f.form()));
        QVERIFY(shown<QLineEdit>(*f.form(), u"Address"_s)->hasFocus());
        keep(*f.form(), u"receiver-port-taken"_s);
        f.type(u"Address"_s, u"127.0.0.1:0"_s);
        QVERIFY(!f.says(u"is in use"_s, f.form()));
        f.click(*f.form(), u"Add receiver"_s);
        QTRY_VERIFY(!f.form());
        QTRY_COMPARE(f.cell(u"StatsD"_s, u"State"_s), u"Listening, nothing came yet"_s);
    }

    void othersAreLetInByAnExplicitWordOnly()
    {
        ReceivingFixture f;
        QVERIFY(f.open());
        f.openForm(ReceiverKind::Otlp);
        QVERIFY(saveIsEnabled());
        f.type(u"Address"_s, u"0.0.0.0:0"_s);
        QVERIFY(!saveIsEnabled());
        QVERIFY(f.says(u"Other machines can reach 0.0.0.0:0"_s, f.form()));
        f.check(*f.form(), u"Let other machines send to it"_s);
        QVERIFY(saveIsEnabled());
        QVERIFY(f.says(u"No token is asked for, and nothing is encrypted"_s, f.form()));
        f.click(*f.form(), u"Add receiver"_s);
        QTRY_VERIFY(!f.form());
        QTRY_COMPARE(f.cell(u"OpenTelemetry"_s, u"State"_s), u"Listening, nothing came yet"_s);
        QVERIFY(f.says(u"everyone who reaches this machine"_s, &f.page()));

        // Q3
        auto *dialog = f.window->findChild<SourcesDialog *>();
        dialog->showTab(SourcesDialog::Tab::Privacy);
        const QAbstractItemModel &addresses = *dialog->privacy().table()->model();
        QCOMPARE(addresses.rowCount(), 1);
        QVERIFY(addresses.index(0, 0).data().toString().startsWith(u"0.0.0.0:"_s));
        QCOMPARE(addresses.index(0, 1).data().toString(), u"OpenTelemetry"_s);
        QCOMPARE(addresses.index(0, 2).data().toString(), u"listens, to every machine"_s);
    }

    void aFailureIsToldOnce()
    {
        int port = 0;
        {
            HostileServer gone(metricsPage());
            port = gone.port();
        }
        ReceivingFixture f;
        QVERIFY(f.open());
        f.add(ReceiverKind::Prometheus, u"Jobs"_s, u"http://127.0.0.1:%1"_s.arg(port));
        const auto failures = [&] {
            const auto links = f.window->receivers()->links().links();
            return links.at(0).state.counts.failures;
        };
        QTRY_VERIFY(failures() >= 3);
        QTRY_VERIFY(f.cell(u"Jobs"_s, u"State"_s).startsWith(u"Failing: "_s));
        QTest::qWait(1'200); // news come once a second
        QCOMPARE(toldTimes(f, u"Jobs fails: "_s), 1);
        QVERIFY(!f.window->receivers()->links().links().at(0).state.error->message.isEmpty());
    }

    void aStoreThatCannotBeWrittenReceivesNothingAndSaysSo()
    {
        ReceivingFixture f;
        QVERIFY(f.open());
        f.add(ReceiverKind::Otlp, u"Checkout"_s, u"127.0.0.1:0"_s);
        const auto closed = f.window->closeStore();
        QTRY_VERIFY_WITH_TIMEOUT(closed.isFinished(), 20'000);
        // Held by someone who does not answer, as another machine's window would.
        QLockFile other(canonicalStorePath(f.path()) + u".window-lock"_s);
        QVERIFY(other.tryLock(0));
        QVERIFY(f.open());
        QVERIFY(f.says(u"Nothing is received: this store cannot be written."_s, &f.page()));
        QCOMPARE(f.cell(u"Checkout"_s, u"State"_s), u"Stopped"_s);
        for (const QString &button : {u"Add receiver…"_s, u"Edit…"_s, u"Remove…"_s})
            QVERIFY2(!shown<QAbstractButton>(f.page(), button)->isEnabled(), qPrintable(button));
    }

    void allIsDoneByTheKeyboard()
    {
        ReceivingFixture f;
        QVERIFY(f.open());
        f.add(ReceiverKind::Otlp, u"Checkout"_s, u"127.0.0.1:0"_s);
        f.add(ReceiverKind::Prometheus, u"Jobs"_s, u"http://127.0.0.1:1/metrics"_s);
        if (QTest::currentTestFailed())
            return;
        QCOMPARE(nameless(&f.page()), QStringList());
        QSet<QString> mnemonics;
        for (const auto *button : f.page().findChildren<QAbstractButton *>()) {
            const QString key = QKeySequence::mnemonic(button->text()).toString();
            QVERIFY2(!button->isVisible() || key.isEmpty() || !mnemonics.contains(key),
                     qPrintable(button->text()));
            if (button->isVisible())
                mnemonics.insert(key);
        }
        DataTable &table = *f.page().table();
        table.setFocus();
        table.selectRows(0, 0);
        for (const Qt::Key key : {Qt::Key_Return, Qt::Key_F2}) {
            QTest::keyClick(&table, key);
            QTRY_VERIFY(f.form() && isDialogReady());
            QCOMPARE(f.form()->windowTitle(), u"Edit the receiver Checkout"_s);
            QCOMPARE(nameless(f.form()), QStringList());
            QTest::keyClick(f.form(), Qt::Key_Escape);
            QTRY_VERIFY(!f.form());
        }
        QTest::keyClick(&table, Qt::Key_F2);
        QTRY_VERIFY(f.form() && isDialogReady());
        f.type(u"Name"_s, u"Payments"_s);
        QTest::keyClick(f.form(), Qt::Key_Return);
        QTRY_VERIFY(!f.form());
        QVERIFY(f.cell(u"Payments"_s, u"Address"_s).startsWith(u"127.0.0.1:"_s));
        f.selectRow(u"Payments"_s);
        f.click(f.page(), u"Copy"_s);
        QTRY_COMPARE(QGuiApplication::clipboard()->text(),
                     u"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://%1/v1/metrics"_s.arg(
                         f.cell(u"Payments"_s, u"Address"_s)));
        table.setFocus();
        QTest::keyClick(&table, Qt::Key_Delete);
        answerQuestion(u"Cancel"_s);
        QCOMPARE(table.model()->rowCount(), 2);
        QTest::keyClick(&table, Qt::Key_Delete);
        answerQuestion(u"Remove receiver"_s);
        QTRY_COMPARE(table.model()->rowCount(), 1);
        QCOMPARE(f.settings.settings().receivers.value(canonicalStorePath(f.path())).size(),
                 std::size_t{1});
    }

    void looksAsDesigned_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        for (const QSize size : {QSize(1440, 900), QSize(1024, 640)}) {
            for (const bool dark : {false, true}) {
                const QString name = u"receiving-%1x%2-%3"_s.arg(size.width())
                                         .arg(size.height())
                                         .arg(dark ? u"dark"_s : u"light"_s);
                QTest::newRow(qPrintable(name)) << size << dark;
            }
        }
    }

    void looksAsDesigned()
    {
        QFETCH(const QSize, size);
        QFETCH(const bool, dark);
        const QString name = QString::fromUtf8(QTest::currentDataTag());
        ReceivingFixture f;
        f.theme.setMode(dark ? theme::Mode::Dark : theme::Mode::Light);
        QVERIFY(f.open());
        SourcesDialog &dialog = *f.window->sources()->show(SourcesDialog::Tab::Receiving);
        dialog.resize(size);
        keep(dialog, name % u"-empty"_s);
        HostileServer target(metricsPage());
        f.add(ReceiverKind::Otlp, u"Checkout"_s, u"127.0.0.1:0"_s);
        f.add(ReceiverKind::Statsd, u"Connection pools"_s, u"127.0.0.1:0"_s);
        f.add(ReceiverKind::Prometheus, u"Jobs"_s, target.url());
        f.add(ReceiverKind::Users, u"Agents"_s, u"http://127.0.0.1:1"_s);
        if (QTest::currentTestFailed())
            return;
        QTRY_VERIFY(f.cell(u"Connection pools"_s, u"Address"_s) != u"127.0.0.1:0"_s);
        const Datagrams packets(portAt(f.cell(u"Connection pools"_s, u"Address"_s)));
        QVERIFY(packets.send("pool.size:4|g\nnonsense\npool.size:x|g\npool.size:1|zz"));
        QTRY_COMPARE(f.cell(u"Connection pools"_s, u"Refused"_s), u"3"_s);
        QTRY_VERIFY(f.cell(u"Connection pools"_s, u"Samples"_s).toInt() > 0);
        QTRY_COMPARE(f.cell(u"Jobs"_s, u"State"_s), u"Answers"_s);
        QTRY_VERIFY(f.cell(u"Agents"_s, u"State"_s).startsWith(u"Failing"_s));
        f.selectRow(u"Connection pools"_s);
        keep(dialog, name);
        f.selectRow(u"Agents"_s);
        keep(dialog, name % u"-failing"_s);
        for (const ReceiverKind kind : {ReceiverKind::Otlp, ReceiverKind::Statsd,
                                        ReceiverKind::Prometheus, ReceiverKind::Users}) {
            f.openForm(kind);
            keep(*f.form(), u"%1-form-%2"_s.arg(name).arg(static_cast<int>(kind)));
            if (kind == ReceiverKind::Otlp) {
                f.type(u"Address"_s, u"0.0.0.0:4318"_s);
                f.check(*f.form(), u"Let other machines send to it"_s);
                keep(*f.form(), name % u"-form-open"_s);
            }
            QTest::keyClick(f.form(), Qt::Key_Escape);
            QTRY_VERIFY(!f.form());
        }
        dialog.showTab(SourcesDialog::Tab::Privacy);
        keep(dialog, name % u"-privacy"_s);
    }
};

TIDEMARK_TEST(ReceivingWindowTest)
#include "receiving_window_test.moc"
