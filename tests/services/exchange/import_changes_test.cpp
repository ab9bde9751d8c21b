// SPDX-License-Identifier: GPL-3.0-or-later
// What happens when a plan is changed, and what is told of groups, units and a file's end (I2, I3).
#include "services/exchange/csv_importer.h"
#include "services/exchange/import_survey.h"
#include "tests/services/exchange/import_inputs.h"
#include "tests/services/exchange/memory_store.h"
#include "tests/support/files.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;
using tidemark::test::content;
using tidemark::test::planFor;

namespace {

bool tells(const ImportInspection &inspection, ImportFinding::Subject subject, const QString &text)
{
    return std::any_of(inspection.findings.begin(), inspection.findings.end(),
                       [&](const ImportFinding &finding) {
                           return finding.subject == subject && finding.text.contains(text);
                       });
}

} // namespace

class ImportChangesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void detectsColumnsAgainUnderAnotherDelimiter();
    void keepsRolesByNameUnderAnotherEncoding();
    void numbersColumnsWithoutHeader();
    void tellsGroupSignAndUnit();
    void refusesAGroupSignThatIsTheDecimalSign();
    void surveyShowsTheLastRowsOfAPackedFile();
    void anUnchangedFileIsNotSurveyedAgain();
};

void ImportChangesTest::detectsColumnsAgainUnderAnotherDelimiter()
{
    const QByteArray text = "time;speed (km/h);heat\n2026-03-01;1,5;2\n2026-03-02;2,5;3\n";
    const ImportPlan right = planFor(text);
    ImportPlan plan = right;
    plan.dialect.delimiter = '|';
    const auto wrong = inspectImportAs(content(text), plan, {});
    QVERIFY(wrong);
    QCOMPARE(wrong->plan.columns.size(), std::size_t{1});
    plan = wrong->plan;
    plan.dialect.delimiter = ';';
    plan.device = u"car"_s;
    const auto again = inspectImportAs(content(text), plan, {});
    QVERIFY(again);
    QCOMPARE(again->plan.columns, right.columns);
    QCOMPARE(again->plan.decimal, DecimalSign::Comma);
    QCOMPARE(again->plan.metrics, right.metrics);
    QCOMPARE(again->plan.device, u"car"_s); // what was filled in by hand stays
    QCOMPARE(again->preview.head.size(), std::size_t{2});
}

void ImportChangesTest::keepsRolesByNameUnderAnotherEncoding()
{
    const QByteArray text = "time,n\xf6te,value,spare\n2026-03-01,gr\xfc\xdf,1,2\n";
    ImportPlan plan = planFor(text);
    plan.columns[2].role = ColumnRole::Ignore;
    plan.columns[3].role = ColumnRole::Value;
    plan.metric = u"chosen"_s;
    plan.encoding = TextEncoding::Windows1252;
    const auto again = inspectImportAs(content(text), plan, {});
    QVERIFY(again);
    QCOMPARE(again->plan.columns[1].header, u"n\u00f6te"_s);
    QCOMPARE(again->plan.columns[2].role, ColumnRole::Ignore);
    QCOMPARE(again->plan.columns[3].role, ColumnRole::Value);
    QCOMPARE(again->plan.metric, u"chosen"_s);
}

void ImportChangesTest::numbersColumnsWithoutHeader()
{
    const QByteArray text = "time,value\n2026-03-01,1\n";
    ImportPlan plan = planFor(text);
    plan.dialect.hasHeader = false;
    const auto again = inspectImportAs(content(text), plan, {});
    QVERIFY(again);
    QCOMPARE(again->plan.columns[1].header, u"Column 2"_s);
    QCOMPARE(again->preview.head.size(), std::size_t{2});
}

void ImportChangesTest::tellsGroupSignAndUnit()
{
    const auto groups = inspectImport(content("time;heat (\xc2\xb0"
                                              "C)\n2026-03-01;1.021,25\n2026-03-02;1.022,5\n"),
                                      {}, {});
    QVERIFY(groups);
    QVERIFY(tells(*groups, ImportFinding::Subject::Group, u"a point"_s));
    QVERIFY(tells(*groups, ImportFinding::Subject::Unit, u"\u00b0C"_s));
    const auto column =
        inspectImport(content("time,metric,value,unit\n2026-03-01,a,1,s\n"), {}, {});
    QVERIFY(column);
    QVERIFY(tells(*column, ImportFinding::Subject::Unit, u"column of their own"_s));
}

void ImportChangesTest::refusesAGroupSignThatIsTheDecimalSign()
{
    ImportPlan plan = planFor("time,value\n2026-03-01,1.5\n");
    plan.groupSign = u'.';
    QCOMPARE(validate(plan).error().detail, u"plan.group"_s);
    plan.decimal = DecimalSign::Comma;
    QVERIFY(validate(plan));
}

void ImportChangesTest::surveyShowsTheLastRowsOfAPackedFile()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"long.csv"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("time,value\n");
    int rows = 0;
    for (qint64 size = 0; size < qint64{9} * 1024 * 1024; ++rows)
        size += file.write("2026-03-01T00:00:00Z," + QByteArray::number(rows) + '\n');
    file.close();
    if (QProcess::execute(u"gzip"_s, {path}) != 0)
        QSKIP("This system has no gzip.");
    const ImportInput input{path + u".gz"_s};
    const auto inspection = inspectImport(input, {}, {});
    QVERIFY(inspection);
    QVERIFY(inspection->preview.tail.empty()); // its end cannot be found without reading all
    const auto survey = surveyImport(input, inspection->plan, {}, {}, {});
    QVERIFY(survey);
    QCOMPARE(survey->tail.size(), std::size_t{20});
    QCOMPARE(survey->tail.front().cells[1].raw, QString::number(rows - 20));
    QCOMPARE(survey->tail.back().cells[1].parsed, QString::number(rows - 1));
    QCOMPARE(survey->tail.back().line, rows + 1);
}

void ImportChangesTest::anUnchangedFileIsNotSurveyedAgain()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"in.csv"_s);
    test::writeFile(path, "time,value\n2026-03-01,1\n");
    test::MemoryStore store;
    CsvImporter importer(store.ports());
    const ImportInput input{path};
    ImportRun run{inspectImport(input, {}, {}).value().plan};
    run.survey = importer.survey(input, run.plan, {}, {}).takeResult().value();
    run.survey->rowsMissing = 77; // by which it is known again
    const auto first = importer.run(input, run, {}, {}).takeResult();
    QVERIFY(first);
    QCOMPARE(first->rowsMissing, 77);
    QCOMPARE(first->summary.createdDefinitions, 1);
    ImportRun other = run; // with the survey of another plan
    other.plan.metric = u"other"_s;
    const auto surveyed = importer.run(input, other, {}, {}).takeResult();
    QVERIFY2(surveyed, surveyed ? "" : qPrintable(surveyed.error().message));
    QCOMPARE(surveyed->rowsMissing, 0);
    QFile file(path);
    QVERIFY(file.open(QIODevice::Append));
    file.write("2026-03-02,2\n");
    file.close();
    run.conflicts = ConflictPolicy::Skip;
    const auto second = importer.run(input, run, {}, {}).takeResult();
    QVERIFY2(second, second ? "" : qPrintable(second.error().message));
    QCOMPARE(second->rowsMissing, 0);
}

TIDEMARK_TEST(ImportChangesTest)
#include "import_changes_test.moc"
