// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as JSON and as JSON Lines: the rows are the same in whatever pieces they come, and each
// is taken apart or refused.
#include "services/exchange/json_flattener.h"
#include "services/exchange/json_reader.h"
#include "services/exchange/json_splitter.h"

#include <QBuffer>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

using namespace tidemark;
using namespace tidemark::exchange;

namespace {

// Hands out a few bytes at a time.
class PieceDevice final : public QIODevice
{
public:
    PieceDevice(const QByteArray &bytes, qint64 piece)
        : m_bytes(bytes)
        , m_piece(piece)
    {
        setOpenMode(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        const qint64 size = std::min({m_piece, maxSize, qint64{m_bytes.size()} - m_at});
        std::copy_n(m_bytes.constData() + m_at, size, data);
        m_at += size;
        return size;
    }
    qint64 writeData(const char * /*data*/, qint64 /*size*/) override { return -1; }

private:
    QByteArray m_bytes;
    qint64 m_piece;
    qint64 m_at = 0;
};

std::vector<std::string> textsOf(JsonTexts &texts)
{
    std::vector<std::string> all;
    JsonRowText row;
    std::int64_t number = 0;
    for (;;) {
        const auto more = texts.next(row);
        if (!more) {
            if (more.error().message.isEmpty())
                std::abort();
            all.push_back("!" + more.error().detail.toStdString());
            return all;
        }
        if (!*more)
            return all;
        if (row.number <= number)
            std::abort();
        number = row.number;
        all.emplace_back(row.text);
    }
}

void readRows(std::unique_ptr<JsonTexts> texts, const QStringList &columns)
{
    JsonReader reader(std::move(texts), columns);
    TableRow row;
    for (auto more = reader.next(row); more && *more; more = reader.next(row)) {
        const bool isBroken = row.fault != RowFault::None;
        const std::size_t cells = isBroken ? 1 : static_cast<std::size_t>(columns.size());
        if (row.cells.size() != cells || isBroken == row.problem.isEmpty())
            std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1)
        return 0;
    const qint64 piece = 1 + data[0] % 7;
    const QByteArray bytes(reinterpret_cast<const char *>(data + 1),
                           static_cast<qsizetype>(size - 1));
    QBuffer whole;
    whole.setData(bytes);
    whole.open(QIODevice::ReadOnly);
    PieceDevice pieces(bytes, piece);
    JsonSplitter splitter(whole, TextEncoding::Utf8);
    JsonSplitter slowSplitter(pieces, TextEncoding::Utf8);
    if (textsOf(splitter) != textsOf(slowSplitter))
        std::abort();
    PieceDevice linePieces(bytes, piece);
    whole.seek(0);
    JsonLineTexts lines(whole, TextEncoding::Utf8);
    JsonLineTexts slowLines(linePieces, TextEncoding::Utf8);
    const std::vector<std::string> texts = textsOf(lines);
    if (texts != textsOf(slowLines))
        std::abort();
    QStringList columns{QStringLiteral("time"), QStringLiteral("tags")};
    JsonFlattener flattener;
    for (const std::string &text : texts) {
        const auto fields = flattener.read(text);
        if (fields && !fields->empty())
            columns.append(QString::fromStdString(fields->front().path));
    }
    columns.removeDuplicates();
    whole.seek(0);
    readRows(std::make_unique<JsonLineTexts>(whole, TextEncoding::Utf8), columns);
    whole.seek(0);
    readRows(std::make_unique<JsonSplitter>(whole, TextEncoding::Utf8), columns);
    return 0;
}
