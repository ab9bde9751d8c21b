// SPDX-License-Identifier: GPL-3.0-or-later
// The import page over an importer that answers when it is told to: late answers, early edits.
#include "services/exchange/csv_importer.h"
#include "tests/app/import_fixture.h"
#include "tests/support/test_registry.h"

#include <QPromise>

#include <deque>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::ImportFixture;

namespace {

constexpr int kPatience_ms = 20'000;
const QByteArray kRows = "time,value\n2026-03-01 10:00,1\n2026-03-02 10:00,2\n";

template <class T>
struct Asked
{
    ImportPlan plan;
    std::shared_ptr<QPromise<Result<T>>> promise = std::make_shared<QPromise<Result<T>>>();

    QFuture<Result<T>> begin() const
    {
        promise->start();
        return promise->future();
    }
    void answer(T with) const
    {
        promise->addResult(Result<T>(std::move(with)));
        promise->finish();
    }
};

/// Keeps what it is asked until the test answers.
class SlowImporter final : public Importer
{
public:
    QFuture<Result<ImportInspection>> inspect(ImportInput, std::vector<ImportPlan> recipes,
                                              std::stop_token) override
    {
        inspections.push_back({recipes.empty() ? ImportPlan() : recipes.front()});
        return inspections.back().begin();
    }
    QFuture<Result<ImportInspection>> inspectAs(ImportInput, ImportPlan plan,
                                                std::stop_token) override
    {
        inspections.push_back({std::move(plan)});
        return inspections.back().begin();
    }
    QFuture<Result<ImportPreview>> preview(ImportInput, ImportPlan plan, std::stop_token) override
    {
        previews.push_back({std::move(plan)});
        return previews.back().begin();
    }
    QFuture<Result<ImportSurvey>> survey(ImportInput, ImportPlan plan, std::stop_token,
                                         ProgressCallback) override
    {
        surveys.push_back({std::move(plan)});
        return surveys.back().begin();
    }
    QFuture<Result<ImportReport>> run(ImportInput, ImportRun, std::stop_token,
                                      ProgressCallback) override
    {
        return QtFuture::makeReadyFuture(Result<ImportReport>());
    }

    std::deque<Asked<ImportInspection>> inspections;
    std::deque<Asked<ImportPreview>> previews;
    std::deque<Asked<ImportSurvey>> surveys;
};

} // namespace

class ImportRacesTest final : public QObject
{
    Q_OBJECT

    /// What a real importer finds in the file.
    struct Found
    {
        ImportInspection inspection;
        ImportSurvey survey;
    };
    static Found find(const ImportFixture &f, const QString &file)
    {
        Importer &real = f.window->workspace()->importer();
        Found found;
        found.inspection = test::await(real.inspect({file})).value();
        found.survey = test::await(real.survey({file}, found.inspection.plan)).value();
        return found;
    }
    /// A page that has looked at the file and waits for its survey.
    static std::unique_ptr<ImportPage> pageOf(const ImportFixture &f, SlowImporter &importer,
                                              const QString &file, const Found &found)
    {
        auto page = std::make_unique<ImportPage>(importer, Zone());
        page->setRecipeFolder(f.path(u"recipes"_s));
        page->open();
        page->open(file);
        if (!QTest::qWaitFor([&] { return importer.inspections.size() == 1; }, kPatience_ms))
            return page;
        importer.inspections.front().answer(found.inspection);
        static_cast<void>(
            QTest::qWaitFor([&] { return importer.surveys.size() == 1; }, kPatience_ms));
        return page;
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void aSurveyOfThePlanBeforeIsNotTaken()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const QString file = f.write(kRows);
        const Found found = find(f, file);
        SlowImporter importer;
        const auto page = pageOf(f, importer, file, found);
        QCOMPARE(importer.surveys.size(), std::size_t{1});
        test::typeOver(test::named<QLineEdit>(*page, u"Metric"_s), u"w"_s);
        importer.surveys.front().answer(found.survey); // of the plan without the name
        QCoreApplication::processEvents();
        QVERIFY(!page->canImport());
        QTRY_COMPARE_WITH_TIMEOUT(importer.surveys.size(), std::size_t{2}, kPatience_ms);
        QVERIFY(!page->canImport());
        QCOMPARE(importer.surveys.back().plan.metric, u"w"_s);
        importer.surveys.back().answer(found.survey);
        QTRY_VERIFY(page->canImport());
    }

    void columnsOfThePlanBeforeDoNotTakeThePlaceOfWhatWasTyped()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const QString file = f.write(kRows);
        const Found found = find(f, file);
        SlowImporter importer;
        const auto page = pageOf(f, importer, file, found);
        test::choose(*page, u"Delimiter"_s, u"Semicolon"_s);
        QTRY_COMPARE_WITH_TIMEOUT(importer.inspections.size(), std::size_t{2}, kPatience_ms);
        test::typeOver(test::named<QLineEdit>(*page, u"Metric"_s), u"w"_s);
        importer.inspections.back().answer(found.inspection); // asked before the name was typed
        QCoreApplication::processEvents();
        QCOMPARE(page->plan()->metric, u"w"_s);
        QTRY_COMPARE_WITH_TIMEOUT(importer.inspections.size(), std::size_t{3}, kPatience_ms);
        QCOMPARE(importer.inspections.back().plan.metric, u"w"_s);
    }

    void nothingIsImportedWhileARecipeIsTried()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const QString file = f.write(kRows);
        const Found found = find(f, file);
        SlowImporter importer;
        const auto page = pageOf(f, importer, file, found);
        importer.surveys.front().answer(found.survey);
        QTRY_VERIFY(page->canImport());
        QSignalSpy saved(page.get(), &ImportPage::recipeSaved);
        page->saveRecipe(u"scales"_s);
        QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kPatience_ms);
        auto *recipes = test::named<QComboBox>(*page, u"Recipe"_s);
        recipes->setFocus();
        recipes->setCurrentIndex(0);
        QTest::keyClick(recipes, Qt::Key_Down);
        QTRY_COMPARE_WITH_TIMEOUT(importer.inspections.size(), std::size_t{2}, kPatience_ms);
        QVERIFY(!page->canImport());
        ImportInspection taken = found.inspection;
        taken.recipe = 0;
        importer.inspections.back().answer(taken);
        QTRY_COMPARE_WITH_TIMEOUT(importer.surveys.size(), std::size_t{2}, kPatience_ms);
        QVERIFY(!page->canImport());
        importer.surveys.back().answer(found.survey);
        QTRY_VERIFY(page->canImport());
    }
};

TIDEMARK_TEST(ImportRacesTest)
#include "import_races_test.moc"
