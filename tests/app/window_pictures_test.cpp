// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the whole window: both themes, two sizes, empty, full and in error. Each is checked
// for what must not happen in any of them, and written to the folder TIDEMARK_PICTURES when that
// is set.
#include "app/sample_rows.h"
#include "app/window/entry_hint.h"
#include "tests/app/clipping.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_registry.h"
#include "views/entry/entry_bar.h"
#include "views/range/range_picker.h"

#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QMenuBar>
#include <QProcess>
#include <QStatusBar>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::WindowFixture;

class WindowPictures final : public QObject
{
    Q_OBJECT

    enum class Content
    {
        Empty,
        Full,
        Error
    };

    static void keep(QWidget *widget, const QString &name)
    {
        const QString folder = qEnvironmentVariable("TIDEMARK_PICTURES");
        if (!folder.isEmpty())
            QVERIFY(widget->grab().save(QDir(folder).filePath(name % u".png"_s)));
    }
    static void fill(const WindowFixture &f)
    {
        ImportOptions options;
        options.label = u"fill"_s;
        options.definitions = SampleRows::definitions();
        QVERIFY(test::await(f.window->workspace()->ports().records->importRows(
            std::make_shared<SampleRows>(f.clock.now()), options, {}, {})));
        QTRY_VERIFY_WITH_TIMEOUT(f.view() && f.view()->panel(u"main"_s), 20'000);
        for (const PanelCard *panel : f.view()->panels())
            QTRY_COMPARE_WITH_TIMEOUT(panel->state(), PanelCard::State::Data, 20'000);
    }
    /// The parts of the frame lie inside the window and not over each other.
    static void checkFrame(const MainWindow &window)
    {
        QList<QRect> parts;
        for (const QWidget *part :
             {static_cast<QWidget *>(window.menuBar()), static_cast<QWidget *>(window.statusBar()),
              window.centralWidget(), static_cast<QWidget *>(window.dock(u"metricsDock"_s)),
              static_cast<QWidget *>(window.dock(u"detailsDock"_s)),
              static_cast<QWidget *>(window.dock(u"tableDock"_s))}) {
            const auto *dock = qobject_cast<const QDockWidget *>(part);
            if (!part->isVisible() || (dock && !dock->widget()))
                continue;
            const QRect place(part->mapTo(&window, QPoint()), part->size());
            QVERIFY2(window.rect().contains(place), qPrintable(part->objectName()));
            for (const QRect &other : std::as_const(parts))
                QVERIFY2(!place.intersects(other), qPrintable(part->objectName()));
            parts.append(place);
        }
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void looksAsDesigned_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("content");
        for (const QSize size : {QSize(1440, 900), QSize(1024, 640)}) {
            for (const bool dark : {false, true}) {
                for (const Content content : {Content::Empty, Content::Full, Content::Error}) {
                    const char *name = content == Content::Empty  ? "empty"
                                       : content == Content::Full ? "full"
                                                                  : "error";
                    QTest::addRow("window_%s_%s_%dx%d", name, dark ? "dark" : "light", size.width(),
                                  size.height())
                        << size << dark << static_cast<int>(content);
                }
            }
        }
    }
    void looksAsDesigned()
    {
        QFETCH(QSize, size);
        QFETCH(bool, dark);
        QFETCH(int, content);
        WindowFixture f;
        f.window->resize(size);
        f.theme.setMode(dark ? theme::Mode::Dark : theme::Mode::Light);
        if (static_cast<Content>(content) == Content::Error) {
            QFile broken(f.path(u"broken.tidemark"_s));
            QVERIFY(broken.open(QIODevice::WriteOnly));
            broken.write(QByteArray(20'000, 'x'));
            broken.close();
            QSignalSpy failed(f.window.get(), &MainWindow::storeFailed);
            f.window->openStore(broken.fileName());
            QVERIFY(!failed.empty() || failed.wait(20'000));
        } else {
            QVERIFY(f.open());
            if (static_cast<Content>(content) == Content::Full)
                fill(f);
        }
        f.window->resize(size);
        QTest::qWait(50); // one more turn of the event loop, for the layouts
        QCOMPARE(f.window->size(), size);
        checkFrame(*f.window);
        keep(f.window.get(), QString::fromLatin1(QTest::currentDataTag()));
        QCOMPARE(test::clippedControl(*f.window), QString());
        f.theme.setMode(theme::Mode::Light);
    }

    void looksAsDesignedAtScale_data()
    {
        QTest::addColumn<QString>("scale");
        for (const char *scale : {"1.25", "1.5", "2", "3"})
            QTest::newRow(scale) << QString::fromLatin1(scale);
    }
    void looksAsDesignedAtScale()
    {
        // The scale of a screen is read once, so each has a process of its own.
        if (qEnvironmentVariableIsSet("QT_SCALE_FACTOR"))
            QSKIP("This is such a process.");
        QFETCH(QString, scale);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"QT_SCALE_FACTOR"_s, scale);
        environment.remove(u"TIDEMARK_PICTURES"_s);
        const QString folder = qEnvironmentVariable("TIDEMARK_PICTURES");
        if (!folder.isEmpty()) {
            const QString below = folder % u"/scale_"_s % scale;
            QVERIFY(QDir().mkpath(below));
            environment.insert(u"TIDEMARK_PICTURES"_s, below);
        }
        QProcess process;
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QCoreApplication::applicationFilePath(),
                      {u"--class"_s, u"WindowPictures"_s,
                       u"looksAsDesigned:window_full_light_1024x640"_s,
                       u"looksAsDesigned:window_full_dark_1440x900"_s, u"scaleIsThatOfTheScreen"_s,
                       u"entryBarAndPickerFit"_s});
        QVERIFY(process.waitForFinished(120'000));
        QVERIFY2(process.exitCode() == 0, process.readAll().constData());
    }
    void scaleIsThatOfTheScreen()
    {
        const WindowFixture f;
        const double scale = qEnvironmentVariable("QT_SCALE_FACTOR", u"1"_s).toDouble();
        const QPixmap picture = f.window->grab();
        QCOMPARE(picture.devicePixelRatio(), scale);
        QCOMPARE(picture.width(), qRound(f.window->width() * scale));
        const QAction *import = f.window->actions().action(u"file.import"_s);
        // Icons are drawn from vectors in the pixels of the screen.
        QCOMPARE(import->icon().pixmap(QSize(16, 16), scale).width(), qRound(16 * scale));
    }

    // The hint of the first value stands above the entry bar, in the lowest window.
    void hintAndEntryBarFit()
    {
        WindowFixture f;
        f.window->resize(1024, 640);
        QVERIFY(f.open());
        fill(f);
        f.window->workspace()->startEntry();
        QTRY_VERIFY(f.window->workspace()->hint().isVisible());
        QTRY_VERIFY(f.window->dock(u"tableDock"_s)->geometry().bottom() <
                    f.window->statusBar()->y()); // the layouts have settled
        checkFrame(*f.window);
        keep(f.window.get(), u"window_hint_1024x640"_s);
        QCOMPARE(test::clippedControl(*f.window), QString());
    }

    void entryBarAndPickerFit()
    {
        WindowFixture f;
        f.settings.change([](Settings &settings) { settings.showsEntryHint = false; });
        f.window->resize(1024, 640);
        QVERIFY(f.open());
        fill(f);
        f.window->workspace()->startEntry();
        QTest::qWait(50);
        checkFrame(*f.window);
        keep(f.window.get(), u"window_entry_1024x640"_s);
        QCOMPARE(test::clippedControl(*f.window), QString());
        for (const QString &id : {u"range.choose"_s, u"range.filter"_s, u"file.export"_s,
                                  u"help.palette"_s, u"help.shortcuts"_s}) {
            f.window->actions().action(id)->trigger();
            QTRY_VERIFY(QApplication::activeModalWidget());
            QWidget *dialog = QApplication::activeModalWidget();
            QVERIFY(dialog->width() <= 1024 && dialog->height() <= 640);
            QTest::qWait(50);
            keep(dialog, u"dialog_"_s % QString(id).replace(u'.', u'_'));
            QCOMPARE(test::clippedControl(*dialog), QString());
            dialog->close();
            QTRY_VERIFY(!QApplication::activeModalWidget());
        }
    }
};

TIDEMARK_TEST(WindowPictures)
#include "window_pictures_test.moc"
