// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/dialect_detection.h"

#include "services/exchange/cell_shape.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QUtf8StringView>

#include <algorithm>
#include <array>
#include <map>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct DialectText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::DialectText)
};

using Subject = ImportFinding::Subject;

constexpr std::array kDelimiters{',', ';', '\t', '|', ' '};

void find(DialectGuess &guess, Subject subject, const QString &text, double confidence)
{
    guess.findings.push_back({subject, text, confidence, false});
}

// The share of NUL bytes at even or odd places tells UTF-16 without a mark.
double nulShare(const QByteArray &bytes, qsizetype first)
{
    qsizetype nuls = 0;
    qsizetype all = 0;
    for (qsizetype i = first; i < bytes.size(); i += 2) {
        nuls += bytes[i] == '\0' ? 1 : 0;
        ++all;
    }
    return all == 0 ? 0 : static_cast<double>(nuls) / static_cast<double>(all);
}

// Where the first byte stands that is no UTF-8; a character cut off at the sample's end is none.
std::optional<int> firstInvalidLine(const FileStart &sample)
{
    const auto isValid = [&sample](qsizetype size) {
        return QUtf8StringView(sample.bytes.constData(), size).isValidUtf8();
    };
    const qsizetype whole = sample.bytes.size();
    for (qsizetype cut = 0; cut <= (sample.isWhole ? 0 : 3) && cut <= whole; ++cut) {
        if (isValid(whole - cut))
            return std::nullopt;
    }
    int line = 1;
    qsizetype begin = 0;
    for (;; ++line) {
        const qsizetype end = sample.bytes.indexOf('\n', begin);
        const qsizetype stop = end < 0 ? whole : end;
        if (!QUtf8StringView(sample.bytes.constData() + begin, stop - begin).isValidUtf8() ||
            end < 0)
            return line;
        begin = end + 1;
    }
}

Result<void> findEncoding(const FileStart &sample, DialectGuess &guess)
{
    const QByteArray &bytes = sample.bytes;
    TextEncoding &encoding = guess.options.encoding;
    if (bytes.startsWith("\xef\xbb\xbf")) {
        find(guess, Subject::Encoding, DialectText::tr("UTF-8, by its byte-order mark."), 1);
    } else if (bytes.startsWith("\xff\xfe")) {
        encoding = TextEncoding::Utf16Le;
        find(guess, Subject::Encoding, DialectText::tr("UTF-16, by its byte-order mark."), 1);
    } else if (bytes.startsWith("\xfe\xff")) {
        encoding = TextEncoding::Utf16Be;
        find(guess, Subject::Encoding, DialectText::tr("UTF-16, by its byte-order mark."), 1);
    } else if (nulShare(bytes, 1) > 0.4 && nulShare(bytes, 0) < 0.1) {
        encoding = TextEncoding::Utf16Le;
        find(guess, Subject::Encoding, DialectText::tr("UTF-16, by its many zero bytes."), 0.9);
    } else if (nulShare(bytes, 0) > 0.4 && nulShare(bytes, 1) < 0.1) {
        encoding = TextEncoding::Utf16Be;
        find(guess, Subject::Encoding, DialectText::tr("UTF-16, by its many zero bytes."), 0.9);
    } else if (nulShare(bytes, 0) + nulShare(bytes, 1) > 0.1) {
        return failure(ErrorCode::Unsupported,
                       DialectText::tr("This is not a text file. Save the data as CSV and import "
                                       "that."),
                       u"input.binary"_s);
    } else if (const auto line = firstInvalidLine(sample)) {
        find(guess, Subject::Encoding,
             DialectText::tr("UTF-8, but line %1 holds other bytes. If accents look wrong, choose "
                             "Windows-1252.")
                 .arg(*line),
             0.5);
    } else {
        find(guess, Subject::Encoding, DialectText::tr("UTF-8, every byte fits."), 1);
    }
    return {};
}

std::vector<SampleRow> readRows(const FileStart &sample, const CsvReadOptions &options)
{
    QBuffer buffer;
    buffer.setData(sample.bytes);
    buffer.open(QIODevice::ReadOnly);
    CsvReader reader(buffer, options);
    return sampleRows(reader, sample.isWhole);
}

std::size_t usualWidth(const std::vector<SampleRow> &rows)
{
    std::map<std::size_t, int> widths;
    for (const SampleRow &row : rows)
        ++widths[row.cells.size()];
    const auto most =
        std::max_element(widths.begin(), widths.end(),
                         [](const auto &a, const auto &b) { return a.second < b.second; });
    return most == widths.end() ? 0 : most->first;
}

// How much the rows look like a table of times and numbers, 0 to 1.
double tableScore(const std::vector<SampleRow> &rows)
{
    const std::size_t width = usualWidth(rows);
    if (width < 2)
        return 0;
    double usual = 0;
    double typed = 0;
    double cells = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const SampleRow &row = rows[i];
        if (row.cells.size() != width)
            continue;
        ++usual;
        if (i == 0 || i > 100)
            continue;
        for (const SampleCell &cell : row.cells) {
            ++cells;
            typed += shapeOf(cell.text) == CellShape::Text ? 0 : 1;
        }
    }
    const double share = usual / static_cast<double>(rows.size());
    return share * (0.4 + 0.6 * (cells == 0 ? 0.5 : typed / cells));
}

QString delimiterName(char delimiter)
{
    switch (delimiter) {
    case ';':
        return DialectText::tr("semicolon");
    case '\t':
        return DialectText::tr("tab");
    case '|':
        return DialectText::tr("vertical bar");
    case ' ':
        return DialectText::tr("spaces");
    default:
        return DialectText::tr("comma");
    }
}

void guessDelimiter(const FileStart &sample, DialectGuess &guess)
{
    double best = 0;
    guess.rows = readRows(sample, guess.options);
    for (const char delimiter : kDelimiters) {
        CsvReadOptions options = guess.options;
        options.dialect.delimiter = delimiter;
        std::vector<SampleRow> rows = readRows(sample, options);
        const double score = tableScore(rows) * (delimiter == ' ' ? 0.7 : 1);
        if (score <= best)
            continue;
        best = score;
        guess.options = options;
        guess.rows = std::move(rows);
    }
    if (best == 0)
        find(guess, Subject::Delimiter, DialectText::tr("No delimiter: there is one column."), 0.6);
    else
        find(guess, Subject::Delimiter,
             DialectText::tr("Columns are separated by %1.")
                 .arg(delimiterName(guess.options.dialect.delimiter)),
             best);
}

// A file whose cells stand between apostrophes and hold no quotation mark.
void guessQuote(const FileStart &sample, DialectGuess &guess)
{
    int cells = 0;
    int framed = 0;
    for (const SampleRow &row : guess.rows) {
        for (const SampleCell &cell : row.cells) {
            ++cells;
            const bool isFramed =
                cell.text.size() > 1 && cell.text.front() == '\'' && cell.text.back() == '\'';
            framed += isFramed && !cell.isQuoted ? 1 : 0;
        }
    }
    if (sample.bytes.contains('"') || framed * 4 < cells || framed == 0)
        return;
    guess.options.dialect.quote = '\'';
    guess.rows = readRows(sample, guess.options);
    find(guess, Subject::Quote, DialectText::tr("Cells are quoted with apostrophes."), 0.8);
}

bool hasTypedCell(const SampleRow &row)
{
    return std::any_of(row.cells.begin(), row.cells.end(), [](const SampleCell &cell) {
        const CellShape shape = shapeOf(cell.text);
        return shape != CellShape::Text && shape != CellShape::Empty;
    });
}

bool isComment(const SampleRow &row)
{
    return !row.cells.empty() && !row.cells.front().isQuoted &&
           row.cells.front().text.substr(0, 1) == "#";
}

// Lines before the table: comments, and rows of another width. A comment right before rows of
// values that is as wide as they are is their header.
void skipPreamble(DialectGuess &guess)
{
    const std::size_t width = usualWidth(guess.rows);
    auto first = guess.rows.begin();
    while (first != guess.rows.end()) {
        const auto next = first + 1;
        const bool fits = first->cells.size() == width;
        const bool isMarkedHeader = isComment(*first) && fits && width > 1 &&
                                    next != guess.rows.end() && hasTypedCell(*next) &&
                                    !isComment(*next);
        if (fits && (!isComment(*first) || isMarkedHeader))
            break;
        ++first;
    }
    if (first == guess.rows.end() || first == guess.rows.begin())
        return;
    guess.options.skippedLines = static_cast<int>(first->line) - 1;
    guess.rows.erase(guess.rows.begin(), first);
    find(guess, Subject::SkippedLines,
         DialectText::tr("%n line(s) before the table are left out.", nullptr,
                         guess.options.skippedLines),
         0.9);
}

// Takes the first row as the header.
void takeHeader(DialectGuess &guess)
{
    const SampleRow &first = guess.rows.front();
    for (std::size_t i = 0; i < first.cells.size(); ++i) {
        QString name = QString::fromStdString(first.cells[i].text);
        if (i == 0 && name.startsWith(u'#') && !first.cells[i].isQuoted)
            name = name.mid(1).trimmed();
        guess.header.append(name);
    }
    guess.headerIsMarked = !first.cells.empty() && first.cells.front().isQuoted &&
                           std::none_of(first.cells.begin() + 1, first.cells.end(),
                                        [](const SampleCell &cell) { return cell.isQuoted; });
    guess.rows.erase(guess.rows.begin());
}

void numberColumns(DialectGuess &guess)
{
    for (std::size_t i = 0; i < guess.rows.front().cells.size(); ++i)
        guess.header.append(DialectText::tr("Column %1").arg(i + 1));
}

void guessHeader(DialectGuess &guess)
{
    if (guess.rows.empty())
        return;
    const bool hasValues = std::any_of(guess.rows.begin() + 1, guess.rows.end(), hasTypedCell);
    const bool isHeader = !hasTypedCell(guess.rows.front());
    guess.options.dialect.hasHeader = isHeader;
    if (isHeader) {
        takeHeader(guess);
        find(guess, Subject::Header, DialectText::tr("The first row names the columns."),
             hasValues ? 0.95 : 0.6);
        return;
    }
    numberColumns(guess);
    find(guess, Subject::Header, DialectText::tr("The first row holds values, not names."), 0.9);
}

} // namespace

std::vector<SampleRow> sampleRows(RowReader &reader, bool isWhole)
{
    std::vector<SampleRow> rows;
    TableRow row;
    bool isCut = !isWhole;
    while (rows.size() < kSampleRows) {
        auto read = reader.next(row);
        if (!read || !*read)
            break;
        if (row.fault == RowFault::Unreadable)
            continue; // has no cells
        SampleRow kept{row.line, {}};
        for (const TableCell &cell : row.cells)
            kept.cells.push_back({std::string(cell.text), cell.isQuoted, cell.form});
        rows.push_back(std::move(kept));
        isCut = isCut && rows.size() < kSampleRows;
    }
    if (isCut && rows.size() > 1)
        rows.pop_back(); // the sample ends inside it
    return rows;
}

Result<DialectGuess> guessEncoding(const FileStart &sample)
{
    DialectGuess guess;
    if (auto encoding = findEncoding(sample, guess); !encoding)
        return failure(encoding.error());
    return guess;
}

void guessDialect(const FileStart &sample, DialectGuess &guess)
{
    guessDelimiter(sample, guess);
    guessQuote(sample, guess);
    skipPreamble(guess);
    guessHeader(guess);
}

DialectGuess readDialect(const FileStart &sample, const CsvReadOptions &options)
{
    DialectGuess guess;
    guess.options = options;
    guess.rows = readRows(sample, options);
    if (guess.rows.empty())
        return guess;
    if (options.dialect.hasHeader)
        takeHeader(guess);
    else
        numberColumns(guess);
    return guess;
}

} // namespace tidemark::exchange
