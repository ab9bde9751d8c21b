// SPDX-License-Identifier: GPL-3.0-or-later
// The program as a process of its own, with folders of its own: pictures without a display, a
// window that is killed, the small entry window.
#include "app/paths.h"
#include "app/window_session.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QImage>
#include <QProcess>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::WindowFixture;

namespace {

/// Folders and environment of one person on one machine.
struct Home
{
    Home()
        : environment(QProcessEnvironment::systemEnvironment())
    {
        for (const QString &name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s})
            environment.remove(name);
        environment.insert(u"HOME"_s, folder.path());
        environment.insert(u"XDG_CONFIG_HOME"_s, folder.filePath(u"config"_s));
        environment.insert(u"XDG_DATA_HOME"_s, folder.filePath(u"data"_s));
        environment.insert(u"XDG_STATE_HOME"_s, folder.filePath(u"state"_s));
    }
    [[nodiscard]] std::unique_ptr<QProcess> start(const QStringList &arguments) const
    {
        auto process = std::make_unique<QProcess>();
        process->setProcessEnvironment(environment);
        process->start(QStringLiteral(TIDEMARK_PROGRAM), arguments);
        return process;
    }
    /// Runs the event loop of the test meanwhile, for a window here may have to answer.
    [[nodiscard]] std::unique_ptr<QProcess> run(const QStringList &arguments) const
    {
        auto process = start(arguments);
        QSignalSpy finished(process.get(), &QProcess::finished);
        if (process->state() != QProcess::NotRunning)
            finished.wait(60'000);
        return process;
    }
    /// Every file below the folder, apart from those of `without`.
    [[nodiscard]] QStringList files(const QString &without) const
    {
        QStringList found;
        QDirIterator all(folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (all.hasNext()) {
            if (const QString file = all.next(); !file.startsWith(without))
                found.append(file);
        }
        found.sort();
        return found;
    }

    QTemporaryDir folder;
    QProcessEnvironment environment;
};

} // namespace

class ProgramTest final : public QObject
{
    Q_OBJECT

    static void addValues(const Home &home, const QString &store)
    {
        for (int day = 1; day <= 5; ++day) {
            const auto added = home.run({u"add"_s, u"speed"_s, QString::number(day), u"--store"_s,
                                         store, u"--at"_s, u"2026-11-0%1T10:00:00Z"_s.arg(day)});
            QCOMPARE(added->exitCode(), 0);
        }
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void renderNeedsNoDisplay()
    {
        Home home;
        home.environment.remove(u"XDG_RUNTIME_DIR"_s);
        home.environment.insert(u"QT_SCALE_FACTOR"_s, u"2"_s);
        const QString store = home.folder.filePath(u"a.tidemark"_s);
        addValues(home, store);
        const QStringList before = home.files(home.folder.filePath(u"out"_s));
        const auto done = home.run({u"render"_s, u"--out"_s, home.folder.filePath(u"out"_s),
                                    u"--store"_s, store, u"--size"_s, u"1024x640"_s});
        QCOMPARE(done->readAllStandardError(), QByteArray());
        QCOMPARE(done->exitCode(), 0);
        const QImage picture(home.folder.filePath(u"out/dashboard.png"_s));
        QCOMPARE(picture.size(), QSize(1024, 640)); // whatever the screens' scale
        QVERIFY(QFile::exists(home.folder.filePath(u"out/dashboard.csv"_s)));
        // No session, settings, backup or lock is left behind.
        QCOMPARE(home.files(home.folder.filePath(u"out"_s)), before);
    }

    void renderMakesNoStore()
    {
        const Home home;
        const QString store = home.folder.filePath(u"none.tidemark"_s);
        const auto done = home.run(
            {u"render"_s, u"--out"_s, home.folder.filePath(u"out"_s), u"--store"_s, store});
        QCOMPARE(done->exitCode(), 1);
        QVERIFY(done->readAllStandardError().contains("none.tidemark"));
        QVERIFY(!QFile::exists(store));
    }

    void renderBesideAnOpenWindow()
    {
        const Home home;
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 5);
        QSignalSpy wanted(f.window->findChild<StoreOpener *>(), &StoreOpener::activationRequested);
        const auto done = home.run({u"render"_s, u"--out"_s, home.folder.filePath(u"out"_s),
                                    u"--store"_s, f.path(), u"--dark"_s});
        QCOMPARE(done->readAllStandardError(), QByteArray());
        QCOMPARE(done->exitCode(), 0);
        QVERIFY(QFile::exists(home.folder.filePath(u"out/dashboard.png"_s)));
        QCOMPARE(wanted.size(), 0);
        QVERIFY(f.window->workspace()->readOnlyReason().isEmpty());
    }

    void renderExplainsItself()
    {
        const Home home;
        const auto done = home.run({u"render"_s, u"--help"_s});
        QCOMPARE(done->exitCode(), 0);
        QVERIFY(done->readAllStandardOutput().contains("--size"));
        QCOMPARE(done->readAllStandardError(), QByteArray());
    }

    void sessionReopensAfterAKill()
    {
        Home home;
        home.environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        const QString store = home.folder.filePath(u"a.tidemark"_s);
        addValues(home, store);
        // A session as a window of this store would have left it.
        qputenv("XDG_STATE_HOME", QFile::encodeName(home.folder.filePath(u"state"_s)));
        const QString session = home.folder.filePath(u"state/tidemark/sessions/"_s) %
                                QFileInfo(sessionPath(store)).fileName();
        qunsetenv("XDG_STATE_HOME");
        WindowSession left;
        left.tabs = {{QString(), emptyDashboard(u"Mine"_s), true}};
        QVERIFY(writeSessionNow(session, left));
        QVERIFY(QFile::setPermissions(session, QFile::ReadOwner | QFile::WriteOwner));
        const QDateTime before = QFileInfo(session).lastModified();
        const auto window = home.start({store});
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(session).lastModified() > before, 30'000);
        window->kill();
        QVERIFY(window->waitForFinished());
        const WindowSession kept = test::await(readSession(session)).value();
        QCOMPARE(kept.tabs.size(), 1U);
        QCOMPARE(kept.tabs.front().dashboard.title, u"Mine"_s);
        // The lock of the dead window is not in the way of the next one.
        const QDateTime killed = QFileInfo(session).lastModified();
        const auto again = home.start({store});
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(session).lastModified() > killed, 30'000);
        again->kill();
        QVERIFY(again->waitForFinished());
        QCOMPARE(test::await(readSession(session)).value().tabs.front().dashboard.title, u"Mine"_s);
        QCOMPARE(home.run({u"check"_s, u"--store"_s, store})->exitCode(), 0);
        // The next start is told of both, and begins without the session (safe mode).
        QFuture<int> unfinished = noteSessionStart(session);
        unfinished.waitForFinished();
        QCOMPARE(unfinished.result(), 2);
    }

    void aLogoutIsNoCrash_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGHUP") << SIGHUP;
    }
    void aLogoutIsNoCrash()
    {
        QFETCH(const int, signal);
        Home home;
        home.environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        const QString store = home.folder.filePath(u"a.tidemark"_s);
        addValues(home, store);
        const auto window = home.start({store});
        const auto sessions = [&home](const QString &ending) {
            return QDir(home.folder.filePath(u"state/tidemark/sessions"_s))
                .entryList({QString(u'*' % ending)}, QDir::Files);
        };
        QTRY_VERIFY_WITH_TIMEOUT(!sessions(u".unfinished"_s).isEmpty(), 30'000);
        QCOMPARE(::kill(static_cast<pid_t>(window->processId()), signal), 0);
        QVERIFY(window->waitForFinished());
        QCOMPARE(window->exitStatus(), QProcess::NormalExit);
        QCOMPARE(window->exitCode(), 0);
        QVERIFY(sessions(u".unfinished"_s).isEmpty());
    }

    void addWithoutAValueOpensTheEntryWindow()
    {
        Home home;
        const QString store = home.folder.filePath(u"a.tidemark"_s);
        const auto refused = home.run({u"add"_s, u"--store"_s, store});
        QCOMPARE(refused->exitCode(), 2); // there is no display to open it on
        home.environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        const auto window = home.start({u"add"_s, u"--store"_s, store});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(store), 30'000);
        QCOMPARE(window->state(), QProcess::Running);
        QVERIFY(!QFile::exists(store + u".window-lock"_s)); // works beside the store's window
        window->kill();
        QVERIFY(window->waitForFinished());
    }
};

TIDEMARK_TEST(ProgramTest)
#include "program_test.moc"
