// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/table_look.h"

#include "model/core/utf8_text.h"
#include "model/time/time_format.h"
#include "services/exchange/column_detection.h"
#include "services/exchange/format_detection.h"
#include "services/exchange/json_look.h"
#include "services/exchange/prometheus_look.h"
#include "services/exchange/table_reader.h"

#include <QCoreApplication>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct LookText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::LookText)
};

using Subject = ImportFinding::Subject;

constexpr qint64 kSampleBytes = qint64{512} * 1024;
constexpr qsizetype kNamedTables = 10;

Result<FileStart> readSample(const ImportInput &input)
{
    auto text = TextInput::open(input);
    if (!text)
        return failure(text.error());
    FileStart sample;
    while (sample.bytes.size() < kSampleBytes) {
        const QByteArray piece = text->device().read(kSampleBytes - sample.bytes.size());
        if (piece.isEmpty())
            break;
        sample.bytes += piece;
    }
    char next = 0;
    sample.isWhole = sample.bytes.size() < kSampleBytes || text->device().read(&next, 1) != 1;
    return sample;
}

QString fileNameOf(const ImportInput &input)
{
    return input.name.isEmpty() ? QFileInfo(input.path).fileName() : input.name;
}

// The rest of a look at a text whose format and encoding are known.
void lookAtText(const FileStart &sample, const ImportInput &input, TableLook &look)
{
    if (look.guess.format == ImportFormat::Prometheus) {
        const bool lacksTimes = lookAtPrometheus(sample, look.guess);
        const InputStamp stamp = stampOf(input);
        look.lacksTime = lacksTimes;
        if (lacksTimes && !input.content && !input.isCopy)
            look.rowTime = Timestamp(stamp.modified_ms * 1'000'000);
    } else {
        lookAtJson(sample, look.guess);
    }
}

void tellTables(const TableLook &look, std::vector<ImportFinding> &findings)
{
    if (look.tables.size() > 1 && look.table.isEmpty()) {
        QString names = look.tables.mid(0, kNamedTables).join(u", "_s);
        if (look.tables.size() > kNamedTables)
            names += u", …"_s;
        findings.push_back({Subject::Table,
                            LookText::tr("The database has %1 tables and views. Choose one: %2.")
                                .arg(look.tables.size())
                                .arg(names),
                            0, true});
    } else {
        findings.push_back(
            {Subject::Table, LookText::tr("The table is \"%1\".").arg(look.table), 1, false});
    }
}

Result<TableLook> lookAtDatabase(const ImportInput &input, const QString &table,
                                 const PassContext &context)
{
    auto tables = context.tables->tables(input.path);
    if (!tables)
        return failure(tables.error());
    if (tables->isEmpty())
        return failure(ErrorCode::Unsupported,
                       LookText::tr("The database has no tables, so there is nothing to import."),
                       u"table.none"_s);
    TableLook look;
    look.guess.format = ImportFormat::Sqlite;
    look.guess.headerIsMarked = true;
    look.tables = *tables;
    look.table = table.isEmpty() && tables->size() == 1 ? tables->constFirst() : table;
    look.guess.findings.push_back(
        {Subject::Format, LookText::tr("A database of SQLite, by its first bytes."), 1, false});
    tellTables(look, look.guess.findings);
    if (look.table.isEmpty())
        return look;
    auto cursor = context.tables->open(input.path, look.table, context.stop);
    if (!cursor)
        return failure(cursor.error());
    look.guess.header = (*cursor)->columns();
    cursor->reset();
    TableReader reader(*context.tables, input.path, look.table, look.guess.header, context.stop);
    look.guess.rows = sampleRows(reader, true);
    return look;
}

} // namespace

Result<TableLook> lookAt(const ImportInput &input, const PassContext &context)
{
    if (context.tables && isDatabase(input))
        return lookAtDatabase(input, {}, context);
    auto sample = readSample(input);
    if (!sample)
        return failure(sample.error());
    auto guess = guessEncoding(*sample);
    if (!guess)
        return failure(guess.error());
    const FormatGuess format =
        guessFormat(sample->bytes, guess->options.encoding, sample->isWhole, fileNameOf(input));
    TableLook look;
    look.guess = std::move(*guess);
    look.guess.format = format.format;
    if (format.format == ImportFormat::Csv) {
        guessDialect(*sample, look.guess);
        return look;
    }
    look.guess.findings.insert(look.guess.findings.begin(),
                               {Subject::Format, format.text, format.confidence, false});
    lookAtText(*sample, input, look);
    return look;
}

Result<TableLook> lookAtAs(const ImportInput &input, const ImportPlan &plan,
                           const PassContext &context)
{
    if (plan.format == ImportFormat::Sqlite && context.tables)
        return lookAtDatabase(input, plan.table, context);
    auto sample = readSample(input);
    if (!sample)
        return failure(sample.error());
    TableLook look;
    if (plan.format == ImportFormat::Csv) {
        look.guess = readDialect(*sample, readOptions(plan));
        return look;
    }
    look.guess.format = plan.format;
    look.guess.options.encoding = plan.encoding;
    lookAtText(*sample, input, look);
    return look;
}

bool planColumns(const TableLook &look, const QString &name, ImportPlan &plan,
                 std::vector<ImportFinding> &findings)
{
    plan.format = look.guess.format;
    plan.table = look.table;
    if (look.guess.format == ImportFormat::Prometheus) {
        planPrometheus(look.guess, plan, findings);
        plan.rowTime = look.rowTime;
        if (look.rowTime)
            findings.push_back({Subject::Time,
                                LookText::tr("Some lines say no time. They get that of the file's "
                                             "last change, %1, unless another one is entered.")
                                    .arg(isoTime(*look.rowTime)),
                                0.5, false});
        else if (look.lacksTime)
            findings.push_back({Subject::Time,
                                LookText::tr("Some lines say no time. Enter the time of the "
                                             "values."),
                                0, true});
        return false;
    }
    if (recogniseOwnExport(look.guess, plan, findings))
        return true;
    guessColumns(look.guess, name, plan, findings);
    return false;
}

} // namespace tidemark::exchange
