// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/csv_writer.h"

#include "services/exchange/formula_guard.h"
#include "services/exchange/tag_text.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;

namespace {

Zone zone(const QString &id)
{
    return Zone::fromId(id).value();
}

QByteArray written(const ExportOptions &options, void (*fill)(CsvWriter &))
{
    CsvWriter out(options);
    fill(out);
    return out.buffer();
}

QByteArray timeText(TimeForm form, const QString &zoneId, std::int64_t ns,
                    const QLocale &locale = QLocale::c())
{
    TimeWriter writer(form, zone(zoneId), locale);
    QByteArray text;
    writer.append(text, Timestamp(ns));
    return text;
}

} // namespace

class CsvWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void writesTheDefaultDialect();
    void followsTheOptions();
    void quotesOnlyWhatNeedsIt_data();
    void quotesOnlyWhatNeedsIt();
    void guardsTextButNeverNumbers_data();
    void guardsTextButNeverNumbers();
    void takesExactlyOneMarkOff_data();
    void takesExactlyOneMarkOff();
    void writesTimesInEachForm_data();
    void writesTimesInEachForm();
    void keepsTheRepeatedHourApart();
    void decimalCommaForcesAnotherDelimiter();
    void presetsAreWhatTheirNamesSay();
    void tagsComeBackFromTheirText_data();
    void tagsComeBackFromTheirText();
    void refusesTagsThatAreNone_data();
    void refusesTagsThatAreNone();
};

void CsvWriterTest::writesTheDefaultDialect()
{
    const QByteArray text = written({}, [](CsvWriter &out) {
        out.headerText(u"name");
        out.headerTime(u"at"_s);
        out.headerText(u"value");
        out.endHeader();
        out.text(u"cpu");
        out.time(Timestamp(1'500));
        out.number(-5);
        out.endRow();
        out.text(std::optional<QString>());
        out.time({});
        out.number({});
        out.endRow();
    });
    QCOMPARE(text, "name,at,value\r\ncpu,1970-01-01T00:00:00.0000015Z,-5\r\n,,\r\n");
}

void CsvWriterTest::followsTheOptions()
{
    ExportOptions options;
    options.dialect = {'\t', '"', ',', LineEnd::Lf, true, true, false};
    options.missing = u"NA"_s;
    options.decimals = 2;
    options.timeForm = TimeForm::EpochMilliseconds;
    const QByteArray text = written(options, [](CsvWriter &out) {
        out.headerText(u"never");
        out.endHeader();
        out.text(u"a");
        out.number(1234.5678);
        out.number({});
        out.time(Timestamp(-1));
        out.endRow();
    });
    QCOMPARE(text, "\xef\xbb\xbf\"a\"\t\"1234,57\"\tNA\t\"-1\"\n");
}

void CsvWriterTest::quotesOnlyWhatNeedsIt_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("cell");
    QTest::newRow("plain") << u"a b"_s << QByteArray("a b");
    QTest::newRow("delimiter") << u"a,b"_s << QByteArray("\"a,b\"");
    QTest::newRow("semicolon is no delimiter") << u"a;b"_s << QByteArray("a;b");
    QTest::newRow("quote") << u"5\" disk"_s << QByteArray("\"5\"\" disk\"");
    QTest::newRow("line break") << u"a\nb"_s << QByteArray("\"a\nb\"");
    QTest::newRow("CR") << u"a\rb"_s << QByteArray("\"a\rb\"");
    QTest::newRow("outer space") << u" a"_s << QByteArray("\" a\"");
    QTest::newRow("empty, not missing") << u""_s << QByteArray("\"\"");
    QTest::newRow("like a comment") << u"#1"_s << QByteArray("\"#1\"");
    QTest::newRow("unicode") << u"\u00e4\U0001F600"_s << QByteArray("\xc3\xa4\xf0\x9f\x98\x80");
}

void CsvWriterTest::quotesOnlyWhatNeedsIt()
{
    QFETCH(const QString, text);
    QFETCH(const QByteArray, cell);
    CsvWriter out{ExportOptions{}};
    out.text(QStringView(text));
    QCOMPARE(out.buffer(), cell);
}

void CsvWriterTest::guardsTextButNeverNumbers_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isMarked");
    for (const auto text : {"=1+1"_L1, "+1"_L1, "-5"_L1, "@sum"_L1, "\tx"_L1, "\rx"_L1, "  =x"_L1,
                            "\n=x"_L1, "'quoted"_L1, "'"_L1})
        QTest::newRow(text.data()) << QString(text) << true;
    QTest::newRow("no-break space before") << u"\u00a0=x"_s << true;
    for (const auto text : {"a=1"_L1, "5-3"_L1, "x@y"_L1, " plain"_L1, "it's"_L1, ""_L1})
        QTest::newRow(text.isEmpty() ? "empty" : text.data()) << QString(text) << false;
}

void CsvWriterTest::guardsTextButNeverNumbers()
{
    QFETCH(const QString, text);
    QFETCH(const bool, isMarked);
    QCOMPARE(needsGuard(text), isMarked);
    CsvWriter out{ExportOptions{}};
    out.text(QStringView(text));
    QCOMPARE(out.buffer().startsWith('\'') || out.buffer().startsWith("\"'"), isMarked);
    ExportOptions raw;
    raw.formulaGuard = false;
    CsvWriter bare(raw);
    bare.text(QStringView(text));
    QCOMPARE(bare.buffer().count('\''), text.count(u'\''));
    CsvWriter numbers{ExportOptions{}};
    numbers.number(-5);
    numbers.integer(-6);
    QCOMPARE(numbers.buffer(), "-5,-6");
}

void CsvWriterTest::takesExactlyOneMarkOff_data()
{
    QTest::addColumn<QByteArray>("cell");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("formula") << QByteArray("'=1") << QByteArray("=1");
    QTest::newRow("own apostrophe") << QByteArray("''x") << QByteArray("'x");
    QTest::newRow("two own apostrophes") << QByteArray("'''x") << QByteArray("''x");
    QTest::newRow("space and formula") << QByteArray("' =1") << QByteArray(" =1");
    QTest::newRow("alone") << QByteArray("''") << QByteArray("'");
    QTest::newRow("not ours") << QByteArray("'x") << QByteArray("'x");
    QTest::newRow("none") << QByteArray("=1") << QByteArray("=1");
    QTest::newRow("empty") << QByteArray() << QByteArray();
}

void CsvWriterTest::takesExactlyOneMarkOff()
{
    QFETCH(const QByteArray, cell);
    QFETCH(const QByteArray, text);
    const std::string kept = cell.toStdString();
    QCOMPARE(QByteArray::fromStdString(std::string(withoutGuard(kept))), text);
}

void CsvWriterTest::writesTimesInEachForm_data()
{
    QTest::addColumn<QByteArray>("actual");
    QTest::addColumn<QByteArray>("expected");
    constexpr std::int64_t kSpring = 1'774'746'000'123'456'789; // 2026-03-29 01:00 UTC
    const QString berlin = u"Europe/Berlin"_s;
    const auto row = [](const char *name, const QByteArray &actual, const char *expected) {
        QTest::newRow(name) << actual << QByteArray(expected);
    };
    row("iso, summer begins", timeText(TimeForm::IsoOffset, berlin, kSpring),
        "2026-03-29T03:00:00.123456789+02:00");
    row("iso, before it", timeText(TimeForm::IsoOffset, berlin, kSpring - 123'456'790),
        "2026-03-29T01:59:59.999999999+01:00");
    row("iso, whole second", timeText(TimeForm::IsoOffset, berlin, 0), "1970-01-01T01:00:00+01:00");
    row("iso, UTC", timeText(TimeForm::IsoOffset, u"UTC"_s, 500'000'000), "1970-01-01T00:00:00.5Z");
    row("iso, offset with seconds",
        timeText(TimeForm::IsoOffset, berlin, -3'000'000'000'000'000'000), "1874-12-07T18:40:00Z");
    row("iso, half an hour", timeText(TimeForm::IsoOffset, u"Asia/Kathmandu"_s, kSpring),
        "2026-03-29T06:45:00.123456789+05:45");
    row("iso, west", timeText(TimeForm::IsoOffset, u"America/St_Johns"_s, 0),
        "1969-12-31T20:30:00-03:30");
    row("utc", timeText(TimeForm::IsoUtc, berlin, kSpring), "2026-03-29T01:00:00.123456789Z");
    row("first instant",
        timeText(TimeForm::IsoUtc, berlin, std::numeric_limits<std::int64_t>::min()),
        "1677-09-21T00:12:43.145224192Z");
    row("last instant",
        timeText(TimeForm::IsoUtc, berlin, std::numeric_limits<std::int64_t>::max()),
        "2262-04-11T23:47:16.854775807Z");
    row("last instant, east",
        timeText(TimeForm::IsoOffset, u"Pacific/Kiritimati"_s,
                 std::numeric_limits<std::int64_t>::max()),
        "2262-04-12T13:47:16.854775807+14:00");
    row("epoch s", timeText(TimeForm::EpochSeconds, berlin, -1), "-1");
    row("epoch ms", timeText(TimeForm::EpochMilliseconds, berlin, kSpring), "1774746000123");
    row("epoch us", timeText(TimeForm::EpochMicroseconds, berlin, kSpring), "1774746000123456");
    row("epoch ns", timeText(TimeForm::EpochNanoseconds, berlin, kSpring), "1774746000123456789");
    row("german", timeText(TimeForm::LocaleText, berlin, kSpring, QLocale(QLocale::German)),
        "29.03.2026 03:00:00.123456789 +02:00");
    row("english",
        timeText(TimeForm::LocaleText, u"UTC"_s, 0,
                 QLocale(QLocale::English, QLocale::UnitedStates)),
        "1/1/1970 00:00:00 +00:00");
}

void CsvWriterTest::writesTimesInEachForm()
{
    QFETCH(const QByteArray, actual);
    QFETCH(const QByteArray, expected);
    QCOMPARE(actual, expected);
}

void CsvWriterTest::keepsTheRepeatedHourApart()
{
    constexpr std::int64_t kHour = 3'600'000'000'000;
    constexpr std::int64_t kFirst = 1'792'886'400'000'000'000; // 2026-10-25 00:00 UTC
    QCOMPARE(timeText(TimeForm::IsoOffset, u"Europe/Berlin"_s, kFirst),
             "2026-10-25T02:00:00+02:00");
    QCOMPARE(timeText(TimeForm::IsoOffset, u"Europe/Berlin"_s, kFirst + kHour),
             "2026-10-25T02:00:00+01:00");
}

void CsvWriterTest::decimalCommaForcesAnotherDelimiter()
{
    ExportOptions options;
    options.dialect.decimal = ',';
    CsvWriter out(options);
    out.number(1.5);
    out.number(-2e-300);
    QCOMPARE(out.buffer(), "1,5;-2e-300");
}

void CsvWriterTest::presetsAreWhatTheirNamesSay()
{
    const QLocale german(QLocale::German);
    const auto options = [&german](ExportPreset preset) {
        return presetOptions(preset, german, Zone());
    };
    QCOMPARE(options(ExportPreset::Standard).dialect, CsvDialect{});
    const CsvDialect spreadsheet = options(ExportPreset::Spreadsheet).dialect;
    QVERIFY(spreadsheet.hasByteOrderMark);
    QCOMPARE(spreadsheet.decimal, ',');
    QCOMPARE(spreadsheet.delimiter, ';');
    const CsvDialect english =
        presetOptions(ExportPreset::Spreadsheet, QLocale(QLocale::English), Zone()).dialect;
    QCOMPARE(english.decimal, '.');
    QCOMPARE(english.delimiter, ',');
    QCOMPARE(options(ExportPreset::ExcelComma).dialect, spreadsheet);
    QCOMPARE(options(ExportPreset::Tab).dialect.delimiter, '\t');
    const ExportOptions machine = options(ExportPreset::Machine);
    QVERIFY(!machine.formulaGuard);
    QCOMPARE(machine.timeForm, TimeForm::IsoUtc);
    QCOMPARE(machine.dialect.lineEnd, LineEnd::Lf);
    for (const ExportPreset preset : kExportPresets) {
        QCOMPARE(presetFromKey(presetKey(preset)), std::optional(preset));
        QVERIFY(!presetLabel(preset).isEmpty());
    }
    QVERIFY(!presetFromKey(u"Standard"));
}

void CsvWriterTest::tagsComeBackFromTheirText_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << u"env"_s << u"prod"_s << u"env=prod"_s;
    QTest::newRow("signs") << u"a=b;c"_s << u"x\\y=z;"_s << uR"(a\=b\;c=x\\y\=z\;)"_s;
    QTest::newRow("unicode") << u"\u00f6rt"_s << u"K\u00f6ln \U0001F600"_s
                             << u"\u00f6rt=K\u00f6ln \U0001F600"_s;
    QTest::newRow("line break") << u"k"_s << u"a\nb"_s << u"k=a\nb"_s;
}

void CsvWriterTest::tagsComeBackFromTheirText()
{
    QFETCH(const QString, key);
    QFETCH(const QString, value);
    QFETCH(const QString, text);
    TagMap tags{{key, value}};
    QCOMPARE(tagText(tags), text);
    tags.insert(u"zz"_s, u"2"_s);
    QCOMPARE(parseTags(tagText(tags)).value(), tags);
}

void CsvWriterTest::refusesTagsThatAreNone_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("no value") << u"env"_s;
    QTest::newRow("empty value") << u"env="_s;
    QTest::newRow("empty key") << u"=prod"_s;
    QTest::newRow("twice") << u"a=1;a=2"_s;
    QTest::newRow("trailing separator") << u"a=1;"_s;
}

void CsvWriterTest::refusesTagsThatAreNone()
{
    QFETCH(const QString, text);
    QVERIFY(!parseTags(text));
}

TIDEMARK_TEST(CsvWriterTest)
#include "csv_writer_test.moc"
