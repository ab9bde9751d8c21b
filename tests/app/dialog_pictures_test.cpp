// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the dialogs of imports and samples in both themes. Each is checked for clipped
// controls, and written to the folder TIDEMARK_PICTURES when that is set.
#include "app/window/import_task.h"
#include "model/ports/series_store.h"
#include "tests/app/clipping.h"
#include "tests/app/import_fixture.h"
#include "tests/support/sqlite_file.h"
#include "tests/support/test_registry.h"
#include "views/browser/definition_dialog.h"
#include "views/browser/merge_dialog.h"
#include "views/browser/metric_browser.h"
#include "views/browser/remove_samples_dialog.h"
#include "views/dashboards/metric_directory.h"

#include <QClipboard>
#include <QDir>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::ImportFixture;

class DialogPictures final : public QObject
{
    Q_OBJECT

    static constexpr int kPatience_ms = 20'000;

    static void check(QWidget *dialog, const QString &name)
    {
        QTest::qWait(200);
        const QString folder = qEnvironmentVariable("TIDEMARK_PICTURES");
        const QString file =
            u"dialog-%1-%2"_s.arg(name, QString::fromUtf8(QTest::currentDataTag()));
        if (!folder.isEmpty())
            QVERIFY(dialog->grab().save(QDir(folder).filePath(file % u".png"_s)));
        QCOMPARE(test::clippedControl(*dialog), QString());
    }
    template <class Dialog>
    static Dialog *shown(const ImportFixture &f)
    {
        for (Dialog *dialog : f.window->findChildren<Dialog *>()) {
            if (dialog->isVisible())
                return dialog;
        }
        return nullptr;
    }
    static void themes()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    static void setTheme(ImportFixture &f)
    {
        QFETCH(const bool, dark);
        f.theme.setMode(dark ? theme::Mode::Dark : theme::Mode::Light);
    }
    /// The page with what is to be imported, read.
    static void checkPage(const ImportFixture &f, const QString &name)
    {
        auto *page = shown<ImportPage>(f);
        QVERIFY(page);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        page->resize(980, 620);
        check(page, name);
        page->close();
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void formats_data() { themes(); }
    void formats()
    {
        ImportFixture f;
        setTheme(f);
        QVERIFY(f.open());
        QByteArray lines;
        for (int i = 0; i < 40; ++i)
            lines += "{\"time\":\"2026-03-01T10:00:" + QByteArray::number(10 + i) +
                     "Z\",\"host\":{\"name\":\"a\"},\"load\":" + QByteArray::number(i * 1.5) +
                     "}\n";
        showImport(*f.window, f.write(lines, u"readings.jsonl"_s));
        checkPage(f, u"json-lines"_s);
        showImport(*f.window, f.write("# TYPE http_requests counter\n"
                                      "http_requests_total{code=\"200\",method=\"get\"} 1027\n"
                                      "http_requests_total{code=\"500\",method=\"get\"} 3\n",
                                      u"node.prom"_s));
        checkPage(f, u"prometheus"_s);
        const QString path = f.path(u"lab.sqlite"_s);
        test::SqliteFile(path).run(
            "CREATE TABLE readings(time TEXT, temperature REAL, room TEXT);"
            "INSERT INTO readings VALUES('2026-03-01', 20.5, 'a'), ('2026-03-02', 21, 'b')");
        showImport(*f.window, path);
        checkPage(f, u"sqlite"_s);
        QGuiApplication::clipboard()->setText(u"day\tweight\n1.3.2026\t71,5\n13.3.2026\t71,2\n"_s);
        showPaste(*f.window);
        checkPage(f, u"paste"_s);
    }

    void samples_data() { themes(); }
    void samples()
    {
        ImportFixture f;
        setTheme(f);
        QVERIFY(f.open());
        const DataPorts ports = f.window->workspace()->ports();
        const auto metric = test::await(ports.catalog->create({u"machine.disk.read"_s}));
        for (const QString &device : {u"nvme0n1"_s, u"sda"_s}) {
            const auto series = test::await(
                ports.series->open({metric.value().definition.id, {{u"device"_s, device}}}));
            SampleBatch batch{series->id, {}, {}};
            for (int i = 0; i < 12'345; ++i) {
                batch.times.push_back(f.clock.now().posixNs() - i * 1'000'000'000LL);
                batch.values.push_back(i % 100);
            }
            QVERIFY(test::await(ports.series->append({batch})));
        }
        auto *browser = f.window->findChild<MetricBrowser *>();
        QTRY_VERIFY(browser->sampleCount(metric->definition.id) > 0);
        browser->selectMetric(metric->definition.id);
        QAction *remove = f.window->actions().action(u"edit.remove_samples"_s);
        QTRY_VERIFY_WITH_TIMEOUT(remove->isEnabled(), kPatience_ms);
        remove->trigger();
        auto *dialog = shown<RemoveSamplesDialog>(f);
        QVERIFY(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog->chosen().empty(), kPatience_ms);
        check(dialog, u"remove-samples"_s);
        dialog->close();
        f.window->actions().action(u"metric.edit"_s)->trigger();
        QTRY_VERIFY(shown<DefinitionDialog>(f));
        check(shown<DefinitionDialog>(f), u"definition"_s);
        shown<DefinitionDialog>(f)->close();
    }

    void merging_data() { themes(); }
    void merging()
    {
        ImportFixture f;
        setTheme(f);
        QVERIFY(f.open());
        const DataPorts ports = f.window->workspace()->ports();
        std::vector<MetricId> metrics;
        for (const QString &name : {u"api.latency"_s, u"api.latency.ms"_s}) {
            NewDefinition wanted{name};
            wanted.unit = metrics.empty() ? u"s"_s : u"ms"_s;
            metrics.push_back(test::await(ports.catalog->create(wanted))->definition.id);
            f.addValues(name, 12);
        }
        QAction *merge = f.window->actions().action(u"metric.merge"_s);
        QTRY_VERIFY_WITH_TIMEOUT(merge->isEnabled(), kPatience_ms);
        QTRY_COMPARE_WITH_TIMEOUT(f.window->workspace()->metrics().definitions().size(), 2U,
                                  kPatience_ms);
        f.window->context().setSelectedMetrics({metrics[1], metrics[0]});
        merge->trigger();
        auto *dialog = shown<MergeDialog>(f);
        QVERIFY(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->request().from.isValid(), kPatience_ms);
        check(dialog, u"merge"_s);
        dialog->close();
    }
};

TIDEMARK_TEST(DialogPictures)
#include "dialog_pictures_test.moc"
