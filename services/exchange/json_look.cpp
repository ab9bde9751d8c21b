// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/json_look.h"

#include "model/core/utf8_text.h"
#include "services/exchange/header_words.h"
#include "services/exchange/json_reader.h"
#include "services/exchange/json_splitter.h"

#include <QBuffer>
#include <QCoreApplication>

#include <unordered_set>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct JsonLookText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::JsonLookText)
};

using Subject = ImportFinding::Subject;

void addColumns(std::span<const JsonField> fields, QStringList &header,
                std::unordered_set<std::string> &known)
{
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const JsonField &field = fields[i];
        const QString name = utf8Text(field.path);
        if (known.size() < kMaxColumns && known.insert(field.path).second)
            header.append(name);
        if (field.form == CellForm::Object && areTags(name))
            i += field.inner;
    }
}

QString placeText(const JsonSplitter &splitter)
{
    switch (splitter.place()) {
    case JsonSplitter::Place::Member:
        return JsonLookText::tr("The rows are the list \"%1\", the first one that holds objects.")
            .arg(utf8Text(splitter.member()));
    case JsonSplitter::Place::Columns:
        return JsonLookText::tr("Each list is a column, and each other member holds for all rows.");
    case JsonSplitter::Place::Object:
        return JsonLookText::tr("The object is the one row.");
    case JsonSplitter::Place::List:
    case JsonSplitter::Place::Unknown:
        return JsonLookText::tr("Each object of the list is a row.");
    }
    Q_UNREACHABLE();
}

// The columns of the sample's rows; those that cannot be read have none.
void readColumns(JsonTexts &texts, QStringList &header)
{
    JsonFlattener flattener;
    std::unordered_set<std::string> known;
    JsonRowText row;
    for (std::size_t rows = 0; rows < kSampleRows; ++rows) {
        auto read = texts.next(row);
        if (!read || !*read)
            return;
        if (auto fields = flattener.read(row.text))
            addColumns(*fields, header, known);
    }
}

} // namespace

void lookAtJson(const FileStart &sample, DialectGuess &guess)
{
    QBuffer buffer;
    buffer.setData(sample.bytes);
    buffer.open(QIODevice::ReadOnly);
    const TextEncoding encoding = guess.options.encoding;
    guess.headerIsMarked = true;
    if (guess.format == ImportFormat::Json) {
        JsonSplitter splitter(buffer, encoding);
        readColumns(splitter, guess.header);
        guess.findings.push_back({Subject::Table, placeText(splitter), 0.95, false});
    } else {
        JsonLineTexts lines(buffer, encoding);
        readColumns(lines, guess.header);
    }
    buffer.seek(0);
    std::unique_ptr<JsonTexts> texts;
    if (guess.format == ImportFormat::Json)
        texts = std::make_unique<JsonSplitter>(buffer, encoding);
    else
        texts = std::make_unique<JsonLineTexts>(buffer, encoding);
    JsonReader reader(std::move(texts), guess.header);
    // A row that the sample cuts off cannot be read, and is none.
    guess.rows = sampleRows(reader, true);
}

} // namespace tidemark::exchange
