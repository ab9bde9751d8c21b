// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/format_detection.h"

#include "services/exchange/json_scan.h"
#include "services/exchange/prometheus_line.h"
#include "services/exchange/utf8_stream.h"

#include <QBuffer>
#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct FormatText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::FormatText)
};

constexpr std::size_t kLookedAtLines = 200;

std::string decoded(const QByteArray &sample, TextEncoding encoding)
{
    QBuffer buffer;
    buffer.setData(sample);
    buffer.open(QIODevice::ReadOnly);
    Utf8Stream stream(buffer, encoding);
    std::string text;
    QByteArray piece;
    for (auto more = stream.read(piece); more && *more; more = stream.read(piece))
        text.append(piece.constData(), static_cast<std::size_t>(piece.size()));
    return text;
}

std::string_view trimmedFront(std::string_view text)
{
    while (!text.empty() && isJsonSpace(text.front()))
        text.remove_prefix(1);
    return text;
}

bool hasEnding(const QString &fileName, std::initializer_list<QLatin1StringView> endings)
{
    QString name = fileName;
    if (name.endsWith(".gz"_L1, Qt::CaseInsensitive))
        name.chop(3);
    return std::any_of(endings.begin(), endings.end(), [&name](QLatin1StringView ending) {
        return name.endsWith(ending, Qt::CaseInsensitive);
    });
}

// What stands behind the value that the text begins with; nothing when it does not end here.
std::optional<std::string_view> behindValue(std::string_view text)
{
    JsonScan scan;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const JsonScan::Step step = scan.take(text[i]);
        if (step == JsonScan::Step::Last)
            return text.substr(i + 1);
        if (step != JsonScan::Step::Inside)
            return std::nullopt;
    }
    return std::nullopt;
}

// An object whose text begins with `{`: of a JSON file or of a line.
std::optional<FormatGuess> guessObject(std::string_view text, bool isWhole, const QString &fileName)
{
    const auto rest = behindValue(text);
    const bool isLine = rest && text.substr(0, text.size() - rest->size()).find('\n') == text.npos;
    const std::string_view next = rest ? trimmedFront(*rest) : std::string_view();
    const bool isCalledLines = hasEnding(fileName, {".jsonl"_L1, ".ndjson"_L1});
    const bool hasNextLine = rest && !next.empty() &&
                             rest->substr(0, rest->size() - next.size()).find('\n') != text.npos;
    const std::string_view inner = trimmedFront(text.substr(1));
    const bool isMember = !inner.empty() && (inner.front() == '"' || inner.front() == '}');
    if (isLine && hasNextLine && isMember)
        return FormatGuess{ImportFormat::JsonLines,
                           FormatText::tr("JSON Lines: an object in each line."),
                           next.front() == '{' ? 0.98 : 0.7};
    if (isCalledLines && (isLine || !rest))
        return FormatGuess{ImportFormat::JsonLines,
                           FormatText::tr("JSON Lines, by the file's name."), 0.9};
    if (rest && !next.empty())
        return std::nullopt; // such as {"metric", "label"="x"} 1
    if (!isMember || (!rest && isWhole && !hasEnding(fileName, {".json"_L1})))
        return std::nullopt;
    return FormatGuess{ImportFormat::Json, FormatText::tr("JSON: the text is an object."), 0.95};
}

std::optional<FormatGuess> guessJson(std::string_view text, bool isWhole, const QString &fileName)
{
    text = trimmedFront(text);
    if (text.empty())
        return std::nullopt;
    if (text.front() == '{')
        return guessObject(text, isWhole, fileName);
    if (text.front() != '[')
        return std::nullopt;
    const std::string_view inner = trimmedFront(text.substr(1));
    const bool isList = !inner.empty() && (inner.front() == '{' || inner.front() == ']');
    if (isList || hasEnding(fileName, {".json"_L1}))
        return FormatGuess{ImportFormat::Json, FormatText::tr("JSON: the text is a list."), 0.95};
    return std::nullopt;
}

// Lines of samples and comments, where every line is one of both. A table between spaces looks
// alike
// (`cpu 5`), so comments, labels or the file's name have to speak for it as well.
std::optional<FormatGuess> guessPrometheus(std::string_view text, bool isWhole,
                                           const QString &fileName)
{
    bool isMarked = hasEnding(fileName, {".prom"_L1, ".openmetrics"_L1});
    std::size_t samples = 0;
    for (std::size_t lines = 0; !text.empty() && lines < kLookedAtLines; ++lines) {
        const std::size_t end = text.find('\n');
        if (end == text.npos && !isWhole)
            break; // cut off
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        const std::size_t begin = line.find_first_not_of(" \t");
        if (begin == line.npos)
            continue;
        if (line[begin] == '#') {
            const auto kind = parsePrometheusComment(line).kind;
            isMarked = isMarked || kind != PrometheusComment::Kind::Other;
            continue;
        }
        const auto sample = parsePrometheusSample(line);
        if (!sample)
            return std::nullopt;
        const bool isNumber = !sample->value.empty() &&
                              std::string_view("+-.0123456789NnI").find(sample->value.front()) !=
                                  std::string_view::npos;
        if (!isNumber)
            return std::nullopt;
        isMarked = isMarked || !sample->labels.isEmpty();
        ++samples;
    }
    if (!isMarked || samples == 0)
        return std::nullopt;
    return FormatGuess{ImportFormat::Prometheus,
                       FormatText::tr("The text format of Prometheus, by its lines."), 0.95};
}

} // namespace

FormatGuess guessFormat(const QByteArray &sample, TextEncoding encoding, bool isWhole,
                        const QString &fileName)
{
    const std::string text = decoded(sample, encoding);
    if (auto json = guessJson(text, isWhole, fileName))
        return *json;
    if (auto metrics = guessPrometheus(text, isWhole, fileName))
        return *metrics;
    if (hasEnding(fileName, {".jsonl"_L1, ".ndjson"_L1}))
        return {ImportFormat::JsonLines, FormatText::tr("JSON Lines, by the file's name."), 0.6};
    if (hasEnding(fileName, {".prom"_L1, ".openmetrics"_L1}))
        return {ImportFormat::Prometheus,
                FormatText::tr("The text format of Prometheus, by the file's name."), 0.6};
    return {};
}

} // namespace tidemark::exchange
